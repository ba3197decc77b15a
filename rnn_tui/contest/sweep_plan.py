"""What a sweep is asked to do: points times seeds; which of them are trained together."""

import hashlib
import json
from collections import deque
from collections.abc import Container, Hashable
from dataclasses import dataclass
from functools import cached_property

from rnn_tui import __version__
from rnn_tui.experiment import Experiment, to_json
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.points import Point, Points
from rnn_tui.task import Task, amount

CURVE_ROWS = 2_000_000
"""Rows of curves that a sweep keeps, over all of its points."""

MOST_ROWS = 120
"""Rows of a curve at most."""

_TOGETHER = ("seed", "initializer", "learning_rate", "decay", "momentum", "clip_norm")
"""Fields in which members of a batch may differ, and the loss weights."""


@dataclass(frozen=True, eq=False)
class SweepPlan:
    """The points of a sweep, and the seeds of each."""

    points: Points
    seeds: range

    @property
    def members(self) -> int:
        """Networks in all."""
        return len(self.points) * len(self.seeds)

    @property
    def curve_rows(self) -> int:
        """Moments that are kept of each point's costs."""
        return max(2, min(MOST_ROWS, CURVE_ROWS // max(len(self.points), 1)))

    @cached_property
    def key(self) -> str:
        """What the same sweep has, and no other: points, seeds and version."""
        points = self.points
        said = [
            __version__,
            to_json(points.base),
            points.fields,
            len(points),
            [repr(axis) for axis in points.axes],
            [points.values(number) for number in (0, len(points) // 2, len(points) - 1)],
            [self.seeds.start, self.seeds.stop],
        ]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()

    def members_of(self, point: Point) -> list[Experiment]:
        """Give the experiments of all seeds of a point."""
        return [point.experiment.replace(seed=seed) for seed in self.seeds]


def kind(experiment: Experiment) -> Hashable:
    """Give what points of one batch have in common: sizes, and the number of iterations."""
    values = to_json(experiment)
    for field in (*_TOGETHER, "loss_weights"):
        del values[field]
    return tuple(values.items())


def work(experiment: Experiment) -> float:
    """Estimate what one seed of a point takes, beside other points; no unit."""
    task = Task(experiment)
    per_iteration = task.parameters * task.batch_size * task.time_steps
    return experiment.iterations * (per_iteration + 1_000)


UNITS_PER_SECOND = 2.5e9
"""Work of a second, about, on one core of today."""


def expected_seconds(plan: SweepPlan) -> float:
    """Estimate what a sweep takes, from its first, middle and last points."""
    count = len(plan.points)
    looked = {0, count // 4, count // 2, 3 * count // 4, count - 1}
    each = sum(work(plan.points[number].experiment) for number in looked) / len(looked)
    return each * plan.members / UNITS_PER_SECOND


def too_large(plan: SweepPlan, memory: int) -> str | None:
    """Say why the seeds of one point do not fit, with the arithmetic, if they do not."""
    worst = max(
        (Task(plan.points[number].experiment) for number in _looked(plan)),
        key=lambda task: task.lasting_bytes,
    )
    need = worst.lasting_bytes * len(plan.seeds) + worst.bytes
    if need <= memory:
        return None
    return tr(
        "{seeds} seeds of a network with {parameters} parameters need about {need}, and {memory} "
        "are allowed: fewer seeds, or for example --memory {more}",
        seeds=grouped(len(plan.seeds)),
        parameters=grouped(worst.parameters),
        need=amount(need),
        memory=amount(memory),
        more=f"{-(-need // 10**9)}GB",
    )


def _looked(plan: SweepPlan) -> range:
    """Give the points that are looked at for their size: all, or a few thousand of them."""
    count = len(plan.points)
    return range(0, count, max(1, count // 4_000))


class Queue:
    """The points that are still to be trained, those of a kind together."""

    def __init__(self, plan: SweepPlan, done: Container[int]) -> None:
        self._points: dict[Hashable, deque[int]] = {}
        self.left = 0.0
        """Work of the points that wait."""
        for point in plan.points:
            if point.number not in done:
                self._points.setdefault(kind(point.experiment), deque()).append(point.number)
                self.left += work(point.experiment) * len(plan.seeds)
        self._plan = plan

    def __len__(self) -> int:
        return sum(map(len, self._points.values()))

    def take(self, members: int) -> list[Point]:
        """Take points of one kind, with about so many members, one point at the least."""
        if not self._points:
            return []
        first = next(iter(self._points))
        waiting = self._points[first]
        count = min(len(waiting), max(1, members // len(self._plan.seeds)))
        taken = [self._plan.points[waiting.popleft()] for _ in range(count)]
        if not waiting:
            del self._points[first]
        self.left -= sum(work(point.experiment) for point in taken) * len(self._plan.seeds)
        return taken
