"""`Finding`: what the seeds of one point of a sweep came to, and the tally it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.contest.fates import NEVER, Fates
from rnn_tui.contest.plan import SHARES
from rnn_tui.contest.quantiles import quantiles
from rnn_tui.contest.typical import typical
from rnn_tui.experiment import Experiment
from rnn_tui.statistics import Score
from rnn_tui.statistics import quantiles as of_ordered

QUARTILES = (0.25, 0.5, 0.75)

Curve = tuple[tuple[float, ...], ...]
"""(moment, quantiles of the cost by `plan.SHARES`) of some moments."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One point at one moment."""

    number: int
    """Of the point."""
    moment: int
    """Iterations made; all of them, where the point is done."""
    score: Score
    """Which seeds are right."""
    ever: int
    """Seeds that were right at this moment or before."""
    first_right: tuple[float, ...] | None
    """Quartiles of the first iteration after which the answer was right; None where none was."""
    cost: tuple[float, ...]
    """Quartiles of the cost of the moment, nats; infinite where so many have diverged."""
    diverged: int
    typical: tuple[int, int, int]
    """The seeds of the lowest, the median and the highest cost."""
    curve: Curve
    seconds: float
    """Spent on this point."""

    @property
    def rank(self) -> tuple[float, float, float]:
        """What the better of two findings has less of: unsolved seeds, time to it, cost."""
        first = self.first_right[1] if self.first_right else np.inf
        return -self.score.solved, first, self.cost[1]


def score(fates: Fates) -> Score:
    """Say which seeds are right at the latest moment."""
    bits = np.packbits(fates.right, bitorder="little").tobytes()
    return Score(int.from_bytes(bits, "little"), len(fates.right))


def firsts(fates: Fates, moment: int) -> list[int]:
    """Give, in order, the iterations after which a seed was first right, up to a moment."""
    first = fates.first_right
    found: list[int] = np.sort(first[(first != NEVER) & (first < moment)]).tolist()
    return found


def quartiles(ordered: list[int]) -> tuple[float, ...] | None:
    """Give the quartiles of numbers in order, if there are any."""
    return of_ordered(ordered, QUARTILES) if ordered else None


class Tally:
    """Follows the seeds of one point, and keeps the costs of some moments."""

    def __init__(self, number: int, experiment: Experiment, seeds: range, rows: int) -> None:
        """Keep at most about `rows` moments for the curve."""
        self.number, self._seeds = number, seeds
        self.fates = Fates(experiment, len(seeds))
        self.moment = 0
        self.seconds = 0.0
        self._every = max(1, -(-experiment.iterations // max(rows, 1)))
        self._curve: list[tuple[float, ...]] = []

    def begin(self, costs: NDArray[Any], answers: NDArray[Any]) -> None:
        """Take cost `(seeds,)` and answer `(seeds, time)` of moment 0."""
        self.fates.begin(costs, answers)

    def append(
        self, first: int, costs: NDArray[Any], solved: NDArray[Any], last: NDArray[Any]
    ) -> None:
        """Take costs and answers `(iterations, seeds)` from iteration `first` on, then cost."""
        self.fates.follow(first, costs, solved, last)
        kept = np.arange(-(-first // self._every) * self._every, first + len(costs), self._every)
        self._keep(kept, costs[kept - first])
        self.moment = first + len(costs)

    def _keep(self, moments: NDArray[np.intp], costs: NDArray[Any]) -> None:
        found = quantiles(np.where(self.fates.lost(moments), np.inf, costs), SHARES)
        for moment, row in zip(moments.tolist(), found.tolist(), strict=True):
            self._curve.append((moment, *row))

    def finding(self) -> Finding:
        """Sum up the latest moment."""
        fates = self.fates
        found = firsts(fates, self.moment)
        best, median, worst = typical(fates.costs)
        now = quantiles(fates.costs[None], SHARES)[0].tolist()
        return Finding(
            number=self.number,
            moment=self.moment,
            score=score(fates),
            ever=len(found),
            first_right=quartiles(found),
            cost=tuple(now[SHARES.index(q)] for q in QUARTILES),
            diverged=int((~fates.sound).sum()),
            typical=(self._seeds[best], self._seeds[median], self._seeds[worst]),
            curve=(*self._curve, (self.moment, *now)),
            seconds=self.seconds,
        )


def to_object(finding: Finding) -> dict[str, Any]:
    """Give a finding as JSON values; what is infinite is null."""
    return {
        "number": finding.number,
        "moment": finding.moment,
        "solved": hex(finding.score.bits),
        "seeds": finding.score.trials,
        "ever": finding.ever,
        "first_right": finding.first_right,
        "cost": _nulls(finding.cost),
        "diverged": finding.diverged,
        "typical": finding.typical,
        "curve": [_nulls(row) for row in finding.curve],
        "seconds": finding.seconds,
    }


def from_object(values: Mapping[str, Any]) -> Finding:
    """Read what `to_object` gave; raises `ValueError`, `TypeError` or `KeyError`."""
    first = values["first_right"]
    best, median, worst = values["typical"]
    return Finding(
        number=int(values["number"]),
        moment=int(values["moment"]),
        score=Score(int(values["solved"], 16), int(values["seeds"])),
        ever=int(values["ever"]),
        first_right=None if first is None else tuple(map(float, first)),
        cost=_floats(values["cost"]),
        diverged=int(values["diverged"]),
        typical=(int(best), int(median), int(worst)),
        curve=tuple(map(_floats, values["curve"])),
        seconds=float(values["seconds"]),
    )


def _nulls(values: tuple[float, ...]) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values]


def _floats(values: list[float | None]) -> tuple[float, ...]:
    return tuple(np.inf if value is None else float(value) for value in values)
