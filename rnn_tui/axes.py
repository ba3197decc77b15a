"""The axes of a sweep: which values a field takes in turn, or is drawn from.

    learning_rate=0.001,0.01,0.1     a list; in a sample one of them is drawn
    hidden_size=2..8                 whole numbers, both ends included
    hidden_size=vocabulary,2..4,16   both, and the word for a value that is absent
    loss_weights=ones/1,1,0,1        `/` between lists that have commas of their own
    learning_rate=1e-4..1:log        in a sample: any number, every decade as often
    momentum=0..0.9                  in a sample: any number

Any field may be an axis but the text, which a sweep is about, and the seed, as every point is
trained on the same seeds. Every value is checked against its field here.
"""

import math
from dataclasses import dataclass
from typing import Any

from rnn_tui.experiment import FIELD, FIELDS, Field
from rnn_tui.fields import Choice, Invalid, Number, Switch, Weights, grouped, number
from rnn_tui.i18n import tr
from rnn_tui.naming import example, find_field, quoted

MOST_VALUES = 10_000
"""Values of one axis."""

AXIS_FIELDS = tuple(spec.name for spec in FIELDS if spec.name not in ("text", "seed"))
"""The fields that can be an axis."""

_SPAN = ".."
_DIGITS = 4
"""A number is drawn to so many significant digits, so that it can be read and typed again."""


@dataclass(frozen=True)
class Axis:
    """The values of a field, each once, in the order they were typed."""

    field: str
    values: tuple[Any, ...]
    repeated: int = 0
    """How many were typed again and left out."""

    def draw(self, chance: float) -> Any:
        """Choose a value; `chance` is uniform from 0 to below 1."""
        return self.values[min(int(chance * len(self.values)), len(self.values) - 1)]


@dataclass(frozen=True)
class Span:
    """Numbers of a field from `low` to `high`, uniform, or with `log` uniform in the logarithm."""

    field: str
    low: float
    high: float
    log: bool = False

    def draw(self, chance: float) -> float | int:
        """Place a number; `chance` is uniform from 0 to below 1.

        A whole number n is what rounds to it from low - 0.5 to high + 0.5, so that the ends are
        as likely as the rest; with `log` its chance is ln((n + 0.5) / (n - 0.5)), close to 1/n,
        up to a factor (Akiba et al. 2019, Optuna, IntDistribution).
        """
        low, high = self.low, self.high
        if self.integer:
            low, high = low - 0.5, high + 0.5
        if self.log:
            value = math.exp(math.log(low) + chance * (math.log(high) - math.log(low)))
        else:
            value = low + chance * (high - low)
        if self.integer:
            return int(min(max(math.floor(value + 0.5), self.low), self.high))
        return min(max(self._rounded(value), self.low), self.high)

    @property
    def integer(self) -> bool:
        """Whether only whole numbers are drawn."""
        kind = FIELD[self.field].kind
        return isinstance(kind, Number) and kind.integer

    def _rounded(self, value: float) -> float:
        # Also away from the last bits, which may differ between mathematical libraries.
        narrow = math.log10(max(abs(self.low), abs(self.high)) / (self.high - self.low))
        return float(f"{value:.{_DIGITS + max(0, math.floor(narrow))}g}")


def parse_axis(typed: str) -> Axis:
    """Read `FIELD=VALUE,VALUE` or `FIELD=FIRST..LAST`; raises `Invalid`."""
    spec, words = _parts(typed, "learning_rate=0.001,0.01,0.1")
    return _axis(spec, words)


def parse_random(typed: str) -> Axis | Span:
    """Read `FIELD=LOW..HIGH`, `FIELD=LOW..HIGH:log` or a list to draw from; raises `Invalid`."""
    spec, words = _parts(typed, "learning_rate=1e-4..1:log")
    word = words[0]
    if len(words) == 1 and _SPAN in word and isinstance(spec.kind, Number):
        return _span(spec, word)
    if any(":" in word for word in words):
        raise Invalid(
            tr(
                "{field}: only a range of numbers takes :log, for example {example}",
                field=spec.name,
                example="learning_rate=1e-4..1:log",
            )
        )
    return _axis(spec, words)


def list_example(spec: Field) -> str:
    """Give a list of a field's values as it is typed."""
    match spec.kind:
        case Choice(options):
            return f"{spec.name}={','.join(options)}"
        case Switch():
            return f"{spec.name}=yes,no"
        case Weights(absent):
            return f"{spec.name}={absent}/1,1,0,1"
        case Number(integer=True):
            return f"{spec.name}=1,2,4"
        case _:
            listed = {"learning_rate": "0.001,0.01,0.1", "clip_norm": "off,1,5"}
            return f"{spec.name}={listed.get(spec.name, '0,0.5,0.9')}"


def _parts(typed: str, usual: str) -> tuple[Field, list[str]]:
    name, equals, rest = typed.partition("=")
    if not equals:
        raise Invalid(
            tr(
                "{typed}: write FIELD=VALUES, for example {example}",
                typed=quoted(typed.strip()) or "''",
                example=usual,
            )
        )
    spec = find_field(name, AXIS_FIELDS)
    if spec.name == "seed":
        raise Invalid(
            tr(
                "seed is no axis, every point is trained on the same seeds: "
                "say how many, for example --seeds 40 --first-seed 0"
            )
        )
    if spec.name == "text":
        raise Invalid(
            tr(
                "text is no axis, a sweep is about one text: sweep something else of it, "
                "for example {example}",
                example=usual,
            )
        )
    if not rest.strip():
        raise Invalid(
            tr(
                "{field}: no value; list some, for example {example}",
                field=spec.name,
                example=list_example(spec),
            )
        )
    words = rest.split("/" if isinstance(spec.kind, Weights) else ",", MOST_VALUES)
    if len(words) > MOST_VALUES:
        raise Invalid(_too_many(spec))
    if not all(word.strip() for word in words):
        raise Invalid(
            tr(
                "{field}: an empty value between two separators; for example {example}",
                field=spec.name,
                example=list_example(spec),
            )
        )
    return spec, words


def _axis(spec: Field, words: list[str]) -> Axis:
    values: dict[Any, None] = {}
    typed = 0
    for word in words:
        read = _range(spec, word) if _SPAN in word else (_value(spec, word),)
        typed += len(read)
        if typed > MOST_VALUES:
            raise Invalid(_too_many(spec))
        values.update(dict.fromkeys(read))
    return Axis(spec.name, tuple(values), typed - len(values))


def _range(spec: Field, word: str) -> range:
    if not (isinstance(spec.kind, Number) and spec.kind.integer):
        raise Invalid(
            tr(
                "{field} {typed}: only whole numbers are counted from one to another; "
                "list the values, for example {example}",
                field=spec.name,
                typed=quoted(word),
                example=list_example(spec),
            )
        )
    low, high = _ends(spec, word)
    if high - low >= MOST_VALUES:
        raise Invalid(_too_many(spec))
    return range(int(low), int(high) + 1)


def _span(spec: Field, word: str) -> Span:
    ends, colon, scale = word.partition(":")
    if colon and scale.strip().lower() != "log":
        raise Invalid(
            tr(
                "{field} {typed}: a range ends in :log or in nothing, for example {example}",
                field=spec.name,
                typed=quoted(word),
                example="learning_rate=1e-4..1:log",
            )
        )
    low, high = _ends(spec, ends)
    if colon and low <= 0:
        raise Invalid(
            tr(
                "{field} {typed}: with :log the first number is above 0, for example {example}",
                field=spec.name,
                typed=quoted(word),
                example=f"{spec.name}={number(float(f'{high / 100:.1g}'))}..{number(high)}:log",
            )
        )
    return Span(spec.name, low, high, bool(colon))


def _ends(spec: Field, word: str) -> tuple[float, float]:
    first, _, last = word.partition(_SPAN)
    low, high = (_value(spec, end) if end.strip() else None for end in (first, last))
    if low is None or high is None:
        raise Invalid(
            tr(
                "{field} {typed}: a range has a number at both ends, for example {example}",
                field=spec.name,
                typed=quoted(word),
                example=_range_example(spec),
            )
        )
    if low >= high:
        raise Invalid(
            tr(
                "{field} {typed}: the first number must be below the last, for example {example}",
                field=spec.name,
                typed=quoted(word),
                example=f"{spec.name}={number(high)}..{number(low)}"
                if high < low
                else _range_example(spec),
            )
        )
    return low, high


def _range_example(spec: Field) -> str:
    if isinstance(spec.kind, Number) and spec.kind.integer:
        return f"{spec.name}=2..8"
    return f"{spec.name}=0.1..0.9"


def _value(spec: Field, word: str) -> Any:
    try:
        return spec.kind.parse(word)
    except Invalid as error:
        raise Invalid(f"{spec.name} {quoted(word.strip())}: {error}") from None


def _too_many(spec: Field) -> str:
    return tr(
        "{field}: at most {most} values on an axis, for example {example}",
        field=spec.name,
        most=grouped(MOST_VALUES),
        example=example(spec),
    )
