"""`Standing`: what is known of one lane at every moment. The worker appends, others read along.

A reader takes `latest` first and then reads no row above it: what is written stays. Seeds that
diverged count as never right from then on, and their cost as higher than all others.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.lanes import Lane
from rnn_tui.race.crew import Block
from rnn_tui.race.plan import SHARES
from rnn_tui.race.quantiles import quantiles
from rnn_tui.session.divergence import PATIENCE, TIMES, Divergence
from rnn_tui.task import Task

NEVER = -1
"""Of a seed that was never right, or has not diverged."""

MOST_ANSWERS = 1_000
"""Moments whose answers are kept; of more, every second one is dropped."""

MEDIAN = SHARES.index(0.5)


@dataclass(frozen=True, slots=True)
class Answers:
    """Who answers what at one moment: the answers by how many seeds give them, most first."""

    moment: int
    counts: tuple[tuple[tuple[int, ...], int], ...]
    """The ids of an answer, and the number of seeds; those that diverged are left out."""


class Standing:
    """One lane over its seeds."""

    def __init__(self, lane: Lane, seeds: range) -> None:
        self.lane, self.seeds = lane, seeds
        self.task = Task(lane.experiment)
        self.latest = -1
        """The latest moment that is known; -1 before the first."""
        self.costs: NDArray[np.float64] = np.empty((64, len(SHARES)))
        """(moments, shares): the quantiles of the seeds' costs, nats; infinite where diverged."""
        self.right: NDArray[np.int64] = np.zeros(64, np.int64)
        """(moments,): how many seeds are right."""
        self.diverged: NDArray[np.int64] = np.zeros(64, np.int64)
        """(moments,): how many seeds have diverged."""
        self.first_right = np.full(len(seeds), NEVER)
        """(seeds,): the first iteration i whose answer(i + 1) is right."""
        self.diverged_at = np.full(len(seeds), NEVER)
        """(seeds,): the iteration at which the cost was no longer sound."""
        self.last_costs = np.full(len(seeds), np.nan)
        """(seeds,): cost of the latest moment."""
        self.last_right = np.zeros(len(seeds), bool)
        """(seeds,): whether the latest answer is right."""
        self.answers: list[Answers] = []
        """Of some moments, in order; replaced, never shortened in place."""
        self.seconds = 0.0
        """Spent training."""
        self._divergence = Divergence(lane.experiment)
        self._above = np.zeros(len(seeds), np.int64)
        self._targets = np.array(self.task.targets)
        self._counts = np.array(self.task.loss_weights) > 0

    @property
    def pace(self) -> float:
        """Seconds of a seed and iteration; 0 before the first."""
        done = self.latest * len(self.seeds)
        return self.seconds / done if done > 0 else 0.0

    def begin(self, costs: NDArray[Any], answers: NDArray[Any]) -> None:
        """Take cost `(seeds,)` and answer `(seeds, time)` of moment 0."""
        self.last_right = self._is_right(answers)
        self._grow(1)
        self.right[0] = self.last_right.sum()
        self._put_costs(0, costs[None])
        self.last_costs = np.where(self.diverged_at == NEVER, costs, np.inf)
        self._keep_answers(0, answers)
        self.latest = 0

    def append(self, block: Block, costs: NDArray[Any], answers: NDArray[Any] | None) -> None:
        """Take some iterations, then cost and, where it was asked, answer of the moment reached."""
        first, count = block.first, len(block.costs)
        self._grow(first + count + 1)
        self._look(first, block.costs)
        moments = np.arange(first + 1, first + count + 1)[:, None]
        alive = (self.diverged_at == NEVER) | (self.diverged_at >= moments)
        right = block.solved & alive  # (iterations, seeds)
        self.right[first + 1 : first + count + 1] = right.sum(1)
        self.last_right = right[-1]
        ever = right.any(0) & (self.first_right == NEVER)
        self.first_right[ever] = first + right[:, ever].argmax(0)
        self._put_costs(first, block.costs)
        self._put_costs(first + count, costs[None])
        self.last_costs = np.where(self.diverged_at == NEVER, costs, np.inf)
        if answers is not None:
            self._keep_answers(first + count, answers)
        self.latest = first + count

    def answers_at(self, moment: int) -> Answers | None:
        """Give the answers of the last moment whose answers are kept, up to this one."""
        return next((kept for kept in reversed(self.answers) if kept.moment <= moment), None)

    def _look(self, first: int, costs: NDArray[Any]) -> None:
        """See which seeds diverge, and when; see `session.divergence`."""
        for row, found in enumerate(costs):
            iteration = first + row
            uniform = self._divergence.uniform(iteration)
            high = found > TIMES * uniform if uniform > 0 else np.zeros(len(found), bool)
            self._above = np.where(high, self._above + 1, 0)
            lost = ~np.isfinite(found) | (self._above >= PATIENCE)
            self.diverged_at[lost & (self.diverged_at == NEVER)] = iteration

    def _put_costs(self, first: int, costs: NDArray[Any]) -> None:
        """Write the quantiles of some moments, and how many seeds have diverged by then."""
        moments = np.arange(first, first + len(costs))[:, None]
        lost = (self.diverged_at != NEVER) & (self.diverged_at <= moments)
        rows = slice(first, first + len(costs))
        self.costs[rows] = quantiles(np.where(lost, np.inf, costs), SHARES)
        self.diverged[rows] = lost.sum(1)

    def _is_right(self, answers: NDArray[Any]) -> NDArray[np.bool_]:
        right: NDArray[np.bool_] = ((answers == self._targets) | ~self._counts).all(1)
        return right

    def _keep_answers(self, moment: int, answers: NDArray[Any]) -> None:
        alive = answers[self.diverged_at == NEVER]
        found, counts = np.unique(alive, axis=0, return_counts=True)
        told = Counter({tuple(map(int, ids)): int(n) for ids, n in zip(found, counts, strict=True)})
        kept = [*self.answers, Answers(moment, tuple(told.most_common()))]
        self.answers = kept if len(kept) <= MOST_ANSWERS else [*kept[:-1:2], kept[-1]]

    def _grow(self, moments: int) -> None:
        """Make room; who reads the former arrays goes on reading what they hold."""
        have = len(self.right)
        if moments <= have:
            return
        more = max(moments, 2 * have) - have
        self.costs = np.concatenate([self.costs, np.empty((more, len(SHARES)))])
        self.right = np.concatenate([self.right, np.zeros(more, np.int64)])
        self.diverged = np.concatenate([self.diverged, np.zeros(more, np.int64)])
