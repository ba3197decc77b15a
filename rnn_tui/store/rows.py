"""`Run` and `Details`: one run as it is looked at. Plain values."""

import json
from array import array
from dataclasses import dataclass
from typing import Any, NamedTuple

from rnn_tui.experiment import Experiment, from_json
from rnn_tui.i18n import tr
from rnn_tui.store.faults import Refused


class Run(NamedTuple):
    """One run, as a list shows it. The first fields are columns of the table, in its words."""

    id: int
    kind: str
    phase: str
    created: float
    """Wall clock, seconds since 1970."""
    iterations: int
    """Made so far."""
    planned: int
    cost: float | None
    """Of the latest moment; None where it is no finite number."""
    solved_at: int | None
    correct: bool
    """Whether the answer of the latest moment is right."""
    seconds: float
    parameters: int
    parent: int | None
    """The run it was forked from, which may be deleted."""
    forked_at: int | None
    cell: str
    hidden_size: int
    name: str
    text: str
    prediction: str
    note: str
    tags: tuple[str, ...]
    experiment: str
    """As JSON."""
    curve: bytes
    """At most 120 costs as 4-byte floats, in the order of time; NaN where none is finite."""

    @property
    def points(self) -> "array[float]":
        """The curve as numbers."""
        return array("f", self.curve)

    def described(self) -> Experiment:
        """Read the experiment; raises `Refused` where it is none any more."""
        try:
            return from_json(json.loads(self.experiment))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise Refused(
                tr("run {run}: its experiment was changed and cannot be read", run=self.id)
            ) from None


COLUMNS = Run._fields[:-3]
_CORRECT = COLUMNS.index("correct")
_TAGS, _EXPERIMENT, _CURVE = range(len(COLUMNS), len(Run._fields))


@dataclass(frozen=True, slots=True)
class Details:
    """What is asked of a few runs beside what a list shows."""

    target: str
    reason: str | None
    stopped_by: str | None
    rnn_tui: str
    torch: str
    """The versions it was made with."""
    pace: str
    """JSON: pairs of moment and seconds of training up to it."""
    result: str | None
    """JSON of a race or a sweep."""


def run_of(row: tuple[Any, ...], tags: tuple[str, ...]) -> Run:
    """Make a run of its columns, nothing for its tags, its experiment and its curve."""
    facts = list(row)
    facts[_CORRECT] = facts[_CORRECT] == 1
    facts[_TAGS] = tags
    facts[_EXPERIMENT] = facts[_EXPERIMENT] or "{}"
    facts[_CURVE] = facts[_CURVE] or b""
    return Run._make(facts)
