"""What a race compares: lanes, each an experiment under a name, trained on the same seeds.

Lanes are typed as `NAME: cell=gru learning_rate=0.1`; what a lane does not say is that of the
race's own experiment, the base. Text, iterations, number type and loss weights are the same in
all lanes, so that costs and answers compare. Everything is checked here; nothing is trained.
"""

import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rnn_tui.experiment import FIELD, FIELDS, Cell, Experiment
from rnn_tui.fields import Choice, Invalid, Number, grouped
from rnn_tui.i18n import tr
from rnn_tui.naming import example, find_field, quoted, short
from rnn_tui.task import DEFAULT_MEMORY, problems, simplest
from rnn_tui.text import clipped, visible_text, width

MOST_LANES = 12
LONGEST_NAME = 40
"""Cells that the name of a lane takes on a screen at most."""

MOST_SEEDS = 10_000_000
DEFAULT_SEEDS = 100

SHARED = ("text", "iterations", "loss_weights", "dtype")
"""The fields that are the same in all lanes."""

LANE_FIELDS = tuple(spec.name for spec in FIELDS if spec.name not in (*SHARED, "seed"))
"""The fields that a lane may name."""

_EXAMPLE = "fast: cell=gru learning_rate=0.1"


@dataclass(frozen=True)
class Lane:
    """One side of a race. The seed of its experiment is replaced by each of the race's seeds."""

    name: str
    """As typed: any text that is not empty."""
    experiment: Experiment

    @property
    def label(self) -> str:
        """The name as it is drawn: safe on a screen; a cell as people write it, `RNN`."""
        kind = FIELD["cell"].kind
        if isinstance(kind, Choice) and self.name in kind.options:
            return tr(kind.label(self.name))
        return clipped(visible_text(self.name), LONGEST_NAME)


def default_lanes(base: Experiment) -> tuple[Lane, ...]:
    """Give the three cells, each with everything else of the base."""
    return tuple(Lane(cell.value, base.replace(cell=cell)) for cell in Cell)


def parse_lane(typed: str, base: Experiment, memory: int = DEFAULT_MEMORY) -> Lane:
    """Read `NAME: FIELD=VALUE ...`, quoted as in a shell, the name optional; raises `Invalid`."""
    head, colon, rest = typed.partition(":")
    name = _name(head) if colon else None
    changes: dict[str, Any] = {}
    for word in _words(rest if colon else typed):
        field, value = _change(word)
        if field in changes:
            raise Invalid(tr("{field} is given twice: name it once", field=field))
        changes[field] = value
    if name is None and not changes:
        raise Invalid(tr("an empty lane: NAME: FIELD=VALUE ..., for example {lane}", lane=_EXAMPLE))
    experiment = base.replace(**changes)
    _check_fits(experiment, memory)
    return Lane(name if name is not None else made_name(base, experiment, changes), experiment)


def made_name(base: Experiment, experiment: Experiment, typed: Iterable[str] = ()) -> str:
    """Make a name of what differs from the base, or else of the fields typed: `gru, rate 0.1`."""
    named = [
        spec.name for spec in FIELDS if getattr(base, spec.name) != getattr(experiment, spec.name)
    ] or [spec.name for spec in FIELDS if spec.name in set(typed)]
    parts = [
        str(experiment.cell) if name == "cell" else short(FIELD[name], getattr(experiment, name))
        for name in named or ["cell"]
    ]
    whole = ", ".join(parts)
    return whole if width(whole) <= LONGEST_NAME else clipped(whole, LONGEST_NAME)


def lane_text(lane: Lane, base: Experiment) -> str:
    """Write a lane as `parse_lane` reads it, the fields alone in which it differs from the base.

    The name holds no colon.
    """
    changes = [
        f"{name}={shlex.quote(FIELD[name].kind.format(getattr(lane.experiment, name)))}"
        for name in LANE_FIELDS
        if getattr(lane.experiment, name) != getattr(base, name)
    ]
    return " ".join((f"{lane.name}:", *changes))


def parse_lanes(
    typed: Sequence[str], base: Experiment, memory: int = DEFAULT_MEMORY
) -> tuple[Lane, ...]:
    """Read every lane, or give the three cells where none is typed; raises `Invalid`."""
    if typed:
        lanes = tuple(parse_lane(word, base, memory) for word in typed)
    else:
        lanes = default_lanes(base)
        for lane in lanes:
            _check_fits(lane.experiment, memory)
    check_lanes(lanes)
    return lanes


def check_lanes(lanes: Sequence[Lane]) -> None:
    """Raise `Invalid` unless the lanes make a race: few, told apart, and comparable."""
    if not lanes:
        raise Invalid(tr("a race needs a lane, for example {lane}", lane=_EXAMPLE))
    if len(lanes) > MOST_LANES:
        raise Invalid(
            tr(
                "{count} lanes: a race has 1 to {most}; compare more of them in a sweep",
                count=grouped(len(lanes)),
                most=MOST_LANES,
            )
        )
    labels: set[str] = set()
    trained: dict[Experiment, Lane] = {}
    for lane in lanes:
        if lane.label.casefold() in labels:
            raise Invalid(
                tr(
                    "two lanes are called {name}: name them apart, for example {lane}",
                    name=lane.label,
                    lane=_EXAMPLE,
                )
            )
        labels.add(lane.label.casefold())
        same = trained.setdefault(simplest(lane.experiment), lane)
        if same is not lane:
            raise Invalid(
                tr(
                    "{first} and {second} are the same experiment: change a field in one of "
                    "them, for example {field}",
                    first=same.label,
                    second=lane.label,
                    field=example(FIELD["learning_rate"]),
                )
            )
    for field in SHARED:
        if len({getattr(lane.experiment, field) for lane in lanes}) > 1:
            raise Invalid(_shared(field))


def seeds(count: int, first: int = 0) -> range:
    """Give `count` seeds from `first` on; raises `Invalid` where there are not so many."""
    counted = Number(1, MOST_SEEDS, str(DEFAULT_SEEDS), integer=True)
    try:
        counted.check(count)
    except Invalid as error:
        raise Invalid(tr("{count} seeds: {allowed}", count=count, allowed=error)) from None
    kind = FIELD["seed"].kind
    try:
        kind.check(first)
    except Invalid as error:
        raise Invalid(tr("first seed {first}: {allowed}", first=first, allowed=error)) from None
    assert isinstance(kind, Number)
    if first + count - 1 > kind.high:
        raise Invalid(
            tr(
                "{count} seeds from {first} on go beyond the last one, {last}: at most "
                "{most} from there, or a first seed of 0 to {latest}",
                count=grouped(count),
                first=grouped(first),
                last=grouped(kind.high),
                most=grouped(kind.high - first + 1),
                latest=grouped(kind.high - count + 1),
            )
        )
    return range(first, first + count)


def _name(typed: str) -> str:
    name = unicodedata.normalize("NFC", typed.strip())
    if not name:
        raise Invalid(tr("no name before the colon; for example {lane}", lane=_EXAMPLE))
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise Invalid(tr("the name is not valid UTF-8; for example {lane}", lane=_EXAMPLE))
    if len(name) > 8 * LONGEST_NAME or width(visible_text(name)) > LONGEST_NAME:
        raise Invalid(
            tr(
                "the name {name} is too long: at most {most} columns; for example {lane}",
                name=quoted(name),
                most=LONGEST_NAME,
                lane=_EXAMPLE,
            )
        )
    return name


def _words(typed: str) -> list[str]:
    try:
        return shlex.split(typed)
    except ValueError:
        raise Invalid(
            tr(
                "a quotation mark is not closed, or a backslash ends the lane; for example {lane}",
                lane=_EXAMPLE,
            )
        ) from None


def _change(word: str) -> tuple[str, Any]:
    typed, equals, value = word.partition("=")
    if not equals:
        raise Invalid(
            tr("{word}: write FIELD=VALUE, for example cell=gru", word=quoted(word) or "''")
        )
    spec = find_field(typed, LANE_FIELDS)
    if spec.name == "seed":
        raise Invalid(
            tr("seed: every lane is trained on the same seeds; see --seeds and --first-seed")
        )
    if spec.name in SHARED:
        raise Invalid(_shared(spec.name))
    if not value.strip():
        raise Invalid(
            tr("{field}: no value; for example {example}", field=spec.name, example=example(spec))
        )
    try:
        return spec.name, spec.kind.parse(value)
    except Invalid as error:
        raise Invalid(f"{spec.name} {quoted(value)}: {error}") from None


def _check_fits(experiment: Experiment, memory: int) -> None:
    """Raise `Invalid` where fields contradict each other or the network is too large."""
    for problem in problems(experiment, memory):
        spec = FIELD[problem.field]
        value = quoted(spec.kind.format(getattr(experiment, problem.field)))
        raise Invalid(f"{problem.field} {value}: {problem.sentence}")


def _shared(field: str) -> str:
    if field == "text":
        return tr("text: all lanes learn the same text; give it to the race, before the lanes")
    return tr(
        "{field}: the same in all lanes; give it to the race, for example {flag}",
        field=field,
        flag=example(FIELD[field]).replace(field, FIELD[field].flag).replace("=", " "),
    )
