"""`--until`: the conditions that end a run before its last iteration.

Looked at after each update; any one of them ends the run, and is named as it was typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rnn_tui.fields import Invalid, Number
from rnn_tui.i18n import tr

Condition = Literal["solved", "cost", "seconds"]

_COST = Number(0, float("inf"), "0.5")
_SECONDS = Number(0, float("inf"), "60", above_low=True)
_SOLVED = Number(1, 10**12, "10", integer=True)


@dataclass(frozen=True, slots=True)
class Until:
    """One condition: right for `value` iterations running, a cost, or seconds of training."""

    condition: Condition
    value: float
    typed: str


def parse_until(typed: str) -> Until:
    """Read `solved`, `solved:N`, `cost=X` or `seconds=S`; raises `Invalid`."""
    word = typed.strip()
    name, sign, value = word, "", ""
    for mark in ":=":
        if mark in word:
            name, sign, value = word.partition(mark)
            break
    match name, sign:
        case "solved", "" | ":":
            return Until("solved", _read(_SOLVED, value) if sign else 1, word)
        case "cost", "=":
            return Until("cost", _read(_COST, value), word)
        case "seconds", "=":
            return Until("seconds", _read(_SECONDS, value), word)
        case _:
            raise Invalid(tr("solved, solved:N, cost=X or seconds=S, for example solved:10"))


def _read(kind: Number, value: str) -> float:
    read = kind.parse(value)
    assert read is not None  # these numbers have no word for None
    return read


class Watch:
    """Looks at every iteration of one run and says which condition is met first."""

    def __init__(self, conditions: Iterable[Until]) -> None:
        self._conditions = list(conditions)
        self._right = 0

    @property
    def idle(self) -> bool:
        """Whether there is nothing to wait for."""
        return not self._conditions

    @property
    def typed(self) -> tuple[str, ...]:
        """The conditions that are left, as typed."""
        return tuple(until.typed for until in self._conditions)

    def look(self, cost: float, correct: bool, seconds: float) -> Until | None:
        """Judge iteration i: cost(i), whether answer(i+1) is right, the seconds so far."""
        self._right = self._right + 1 if correct else 0
        for until in self._conditions:
            met = {
                "solved": self._right >= until.value,
                "cost": cost <= until.value,
                "seconds": seconds >= until.value,
            }[until.condition]
            if met:
                return until
        return None

    def resume(self, right_for: int) -> None:
        """Go on where the answer has been right for so many iterations running."""
        self._right = right_for

    def forget(self, typed: str | None) -> None:
        """Do not stop again for this condition: the run goes on although it is met."""
        self._conditions = [until for until in self._conditions if until.typed != typed]
