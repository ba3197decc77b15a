"""`Standing`: what is known of one lane at every moment. The worker appends, others read along.

A reader takes `latest` first and then reads no row above it: what is written stays. Seeds that
diverged count as never right from then on, and their cost as higher than all others.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.contest.crew import Block
from rnn_tui.contest.fates import Fates
from rnn_tui.contest.plan import SHARES
from rnn_tui.contest.quantiles import quantiles
from rnn_tui.lanes import Lane
from rnn_tui.task import Task

MOST_ANSWERS = 1_000
"""Moments whose answers are kept; of more, every second one is dropped."""


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
        self.fates = Fates(lane.experiment, len(seeds))
        """What has become of each seed by the latest moment."""
        self.answers: list[Answers] = []
        """Of some moments, in order; replaced, never shortened in place."""
        self.seconds = 0.0
        """Spent training."""

    @property
    def pace(self) -> float:
        """Seconds of a seed and iteration; 0 before the first."""
        done = self.latest * len(self.seeds)
        return self.seconds / done if done > 0 else 0.0

    def begin(self, costs: NDArray[Any], answers: NDArray[Any]) -> None:
        """Take cost `(seeds,)` and answer `(seeds, time)` of moment 0."""
        self.fates.begin(costs, answers)
        self._grow(1)
        self.right[0] = self.fates.right.sum()
        self._put_costs(0, costs[None])
        self._keep_answers(0, answers)
        self.latest = 0

    def append(self, block: Block, costs: NDArray[Any], answers: NDArray[Any] | None) -> None:
        """Take some iterations, then cost and, where it was asked, answer of the moment reached."""
        first, reached = block.first, block.first + len(block.costs)
        self._grow(reached + 1)
        right = self.fates.follow(first, block.costs, block.solved, costs)
        self.right[first + 1 : reached + 1] = right.sum(1)
        self._put_costs(first, block.costs)
        self._put_costs(reached, costs[None])
        if answers is not None:
            self._keep_answers(reached, answers)
        self.latest = reached

    def answers_at(self, moment: int) -> Answers | None:
        """Give the answers of the last moment whose answers are kept, up to this one."""
        return next((kept for kept in reversed(self.answers) if kept.moment <= moment), None)

    def _put_costs(self, first: int, costs: NDArray[Any]) -> None:
        """Write the quantiles of some moments, and how many seeds have diverged by then."""
        rows = slice(first, first + len(costs))
        lost = self.fates.lost(np.arange(rows.start, rows.stop))
        self.costs[rows] = quantiles(np.where(lost, np.inf, costs), SHARES)
        self.diverged[rows] = lost.sum(1)

    def _keep_answers(self, moment: int, answers: NDArray[Any]) -> None:
        found, counts = np.unique(answers[self.fates.sound], axis=0, return_counts=True)
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
