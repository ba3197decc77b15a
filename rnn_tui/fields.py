"""The kinds of value a field of an experiment can take: how each is read, checked and written.

A kind knows nothing of the screen or the command line; it turns text into a value and back,
and says in one sentence what it allows. Digits are ASCII: `１` and `1_0` are refused.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from rnn_tui.i18n import tr
from rnn_tui.text import characters, normalize

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)

HEAVIEST = 1_000_000
"""The largest weight of a target position."""


class Invalid(ValueError):  # noqa: N818 - it says what the value is
    """A value a field cannot take; the message says what is allowed, with an example."""


class Kind(Protocol):
    """Reads, checks and writes the values of a field."""

    def parse(self, raw: str) -> Any:
        """Read a value as typed; raises `Invalid`."""

    def check(self, value: Any) -> Any:
        """Return the value, or raise `Invalid`; the type must be right already."""

    def format(self, value: Any) -> str:
        """Write a value so that `parse` reads it back."""


def number(value: float) -> str:
    """Write a number the shortest way that reads back: 0.01, 100, 1e-05."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def grouped(value: float) -> str:
    """Write a number for reading: 10,000."""
    if isinstance(value, float) and not value.is_integer():
        return number(value)
    return f"{int(value):,}" if abs(value) < 10**15 else number(value)


def clock_text(seconds: float) -> str:
    """Write a time as m:ss or h:mm:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _is_number(value: object) -> bool:
    """Whether the value is a finite number that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


@dataclass(frozen=True)
class Number:
    """A number within a range. `absent` is the word for None, where None is a value."""

    low: float
    high: float
    example: str
    integer: bool = False
    above_low: bool = False
    below_high: bool = False
    absent: str | None = None

    @property
    def allowed(self) -> str:
        """The range in words, with an example."""
        span = tr("{low} to {high}", low=grouped(self.low), high=grouped(self.high))
        if self.above_low:
            span = tr("above {low} to {high}", low=grouped(self.low), high=grouped(self.high))
            if math.isinf(self.high):
                span = tr("above {low}", low=grouped(self.low))
        elif self.below_high:
            span = tr("{low} to below {high}", low=grouped(self.low), high=grouped(self.high))
        if self.integer:
            span = tr("a whole number, {span}", span=span)
        if self.absent:
            span = tr("{word}, or {span}", word=self.absent, span=span)
        return tr("{span}, for example {example}", span=span, example=self.example)

    def parse(self, raw: str) -> float | int | None:
        """Read the number, or the word for None."""
        word = raw.strip()
        if self.absent is not None and word.lower() in ("", self.absent, tr(self.absent)):
            return None
        if not (_INTEGER if self.integer else _DECIMAL).fullmatch(word):
            raise Invalid(self.allowed)
        if len(word) > 40:
            raise Invalid(self.allowed)
        return self.check(int(word) if self.integer else float(word))

    def check(self, value: Any) -> float | int | None:
        """Check type and range."""
        if value is None and self.absent is not None:
            return None
        if not (isinstance(value, int) if self.integer else _is_number(value)):
            raise Invalid(self.allowed)
        if isinstance(value, bool):
            raise Invalid(self.allowed)
        too_low = value <= self.low if self.above_low else value < self.low
        too_high = value >= self.high if self.below_high else value > self.high
        if too_low or too_high:
            raise Invalid(self.allowed)
        return int(value) if self.integer else float(value)

    def format(self, value: Any) -> str:
        """Write the number, or the word for None."""
        return self.absent or "" if value is None else number(value)


@dataclass(frozen=True)
class Choice:
    """One of a few words. `labels` are what a person reads for each."""

    options: tuple[str, ...]
    labels: tuple[str, ...]
    convert: Callable[[str], Any]

    @property
    def allowed(self) -> str:
        """The words to choose from."""
        return tr("one of {options}", options=", ".join(self.options))

    def parse(self, raw: str) -> Any:
        """Read one of the words."""
        return self.check(raw.strip().lower())

    def check(self, value: Any) -> Any:
        """Check that the word is one of them."""
        if not isinstance(value, str) or value not in self.options:
            raise Invalid(self.allowed)
        return self.convert(value)

    def format(self, value: Any) -> str:
        """Write the word."""
        return str(value)

    def label(self, value: Any) -> str:
        """Give what a person reads for the value."""
        return self.labels[self.options.index(str(value))]


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    @property
    def allowed(self) -> str:
        """The words to choose from."""
        return tr("yes or no")

    def parse(self, raw: str) -> bool:
        """Read yes or no, and what people type for them."""
        word = raw.strip().lower()
        if word in ("yes", "on", "true", "1"):
            return True
        if word in ("no", "off", "false", "0"):
            return False
        raise Invalid(self.allowed)

    def check(self, value: Any) -> bool:
        """Check the type."""
        if not isinstance(value, bool):
            raise Invalid(self.allowed)
        return value

    def format(self, value: Any) -> str:
        """Write yes or no."""
        return "yes" if value else "no"


@dataclass(frozen=True)
class Weights:
    """One number >= 0 for each target position, or None for ones."""

    absent: str

    @property
    def allowed(self) -> str:
        """What a list of weights looks like."""
        return tr(
            "{word}, or numbers of 0 to {high} with commas, for example 1,1,0,1",
            word=self.absent,
            high=grouped(HEAVIEST),
        )

    def parse(self, raw: str) -> tuple[float, ...] | None:
        """Read numbers separated by commas."""
        word = raw.strip()
        if word.lower() in ("", self.absent, tr(self.absent)):
            return None
        parts = [part.strip() for part in word.split(",")]
        if not all(_DECIMAL.fullmatch(part) and len(part) < 40 for part in parts):
            raise Invalid(self.allowed)
        return self.check(tuple(float(part) for part in parts))

    def check(self, value: Any) -> tuple[float, ...] | None:
        """Check types, signs, and that something counts."""
        if value is None:
            return None
        if not isinstance(value, (tuple, list)):
            raise Invalid(self.allowed)
        for weight in value:
            if not _is_number(weight) or not 0 <= weight <= HEAVIEST:
                raise Invalid(self.allowed)
        if not any(value):
            raise Invalid(tr("at least one above 0, for example 1,1,0,1"))
        return tuple(float(weight) for weight in value)

    def format(self, value: Any) -> str:
        """Write the numbers, or the word for ones."""
        return self.absent if value is None else ",".join(number(weight) for weight in value)


@dataclass(frozen=True)
class Text:
    """A text of 2 to `longest` graphemes that is not only white space."""

    longest: int

    @property
    def allowed(self) -> str:
        """What a text must be."""
        return tr("2 to {longest} characters, for example hello", longest=grouped(self.longest))

    def parse(self, raw: str) -> str:
        """Read the text as it stands, composed."""
        return self.check(raw)

    def check(self, value: Any) -> str:
        """Check the length in graphemes; a lone surrogate is no character."""
        if not isinstance(value, str):
            raise Invalid(self.allowed)
        if not value:
            raise Invalid(tr("type at least 2 characters, for example hello"))
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise Invalid(tr("not valid UTF-8; type 2 or more characters, for example hello"))
        text = normalize(value)
        if text.isspace():
            raise Invalid(tr("only spaces: type at least 2 characters, for example hello"))
        # Counting the graphemes of a book is slow, and 40 code points for one are plenty.
        looked = 40 * self.longest
        count = len(characters(text[:looked]))
        if count < 2:
            raise Invalid(
                tr("needs 2 or more characters: one leaves nothing to predict, try hello")
            )
        if count > self.longest:
            many = (
                tr("over {count}", count=grouped(count)) if len(text) > looked else grouped(count)
            )
            raise Invalid(
                tr(
                    "too long: {count} characters, at most {longest}; shorten the text",
                    count=many,
                    longest=grouped(self.longest),
                )
            )
        if len(text) > looked:
            raise Invalid(
                tr(
                    "too long: {count} code points, at most {most}; shorten the text",
                    count=grouped(len(text)),
                    most=grouped(looked),
                )
            )
        return text

    def format(self, value: Any) -> str:
        """Write the text as it is."""
        return str(value)
