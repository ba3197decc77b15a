"""What a race is asked to do, and what it will take: lanes times seeds, all in step."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rnn_tui.experiment import Experiment
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.lanes import Lane
from rnn_tui.task import Task, amount

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles of the costs that are kept of every moment."""

_MOMENT = len(SHARES) * 8 + 2 * 8
"""Bytes a lane keeps of one moment: quantiles, and how many are right, and have diverged."""

_SEED = 4 * 8
"""Bytes a lane keeps of one seed: when it was first right, when it diverged, its last cost."""


@dataclass(frozen=True)
class RacePlan:
    """Lanes that share text, iterations, number type and loss weights, and the seeds of each."""

    lanes: tuple[Lane, ...]
    seeds: range

    @property
    def iterations(self) -> int:
        """Updates of every member."""
        return self.lanes[0].experiment.iterations

    @property
    def members(self) -> int:
        """Networks in all."""
        return len(self.lanes) * len(self.seeds)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The task of each lane; seeds do not matter to it."""
        return tuple(Task(lane.experiment) for lane in self.lanes)

    def member(self, lane: int, seed: int) -> Experiment:
        """Give the experiment of one seed of a lane."""
        return self.lanes[lane].experiment.replace(seed=seed)

    def experiments(self, lane: int) -> Iterator[Experiment]:
        """Give the experiments of all seeds of a lane."""
        return (self.member(lane, seed) for seed in self.seeds)

    @property
    def bytes(self) -> int:
        """What the race takes, about: networks, and the record of every moment."""
        per_seed = sum(task.lasting_bytes + _SEED for task in self.tasks)
        at_work = sum(task.bytes for task in self.tasks)
        moments = len(self.lanes) * _MOMENT * (self.iterations + 1)
        return per_seed * len(self.seeds) + at_work + moments


def seeds_after(seeds: range) -> range:
    """Give as many seeds that follow these, or the first ones where there are not enough."""
    start = seeds.stop if seeds.stop + len(seeds) <= 2**32 else 0
    return range(start, start + len(seeds))


def too_large(plan: RacePlan, memory: int) -> str | None:
    """Say why a race does not fit, with the arithmetic, if it does not."""
    if plan.bytes <= memory:
        return None
    return tr(
        "{lanes} lanes of {seeds} seeds over {iterations} iterations need about {need}, and "
        "{memory} are allowed: fewer seeds or iterations, or for example --memory {more}",
        lanes=len(plan.lanes),
        seeds=grouped(len(plan.seeds)),
        iterations=grouped(plan.iterations),
        need=amount(plan.bytes),
        memory=amount(memory),
        more=f"{-(-plan.bytes // 10**9)}GB",
    )
