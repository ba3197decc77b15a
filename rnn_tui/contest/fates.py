"""`Fates`: what becomes of each of some seeds: when it was first right, and when it diverged."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.experiment import Experiment
from rnn_tui.session.divergence import PATIENCE, TIMES, Divergence
from rnn_tui.task import Task

NEVER = -1
"""Of a seed that was never right, or has not diverged."""


class Fates:
    """Follows the seeds of one experiment; a seed that diverged is never right again.

    `costs` and `right` are made anew at every step: who holds one keeps what it was.
    """

    def __init__(self, experiment: Experiment, seeds: int) -> None:
        task = Task(experiment)
        self.first_right = np.full(seeds, NEVER)
        """(seeds,): the first iteration i whose answer(i + 1) is right."""
        self.diverged_at = np.full(seeds, NEVER)
        """(seeds,): the iteration at which the cost was no longer sound."""
        self.costs = np.full(seeds, np.nan)
        """(seeds,): cost of the latest moment, infinite where it has diverged."""
        self.right = np.zeros(seeds, bool)
        """(seeds,): whether the latest answer is right."""
        self._divergence = Divergence(experiment)
        self._above = np.zeros(seeds, np.int64)
        self._targets = np.array(task.targets)
        self._counts = np.array(task.loss_weights) > 0

    @property
    def sound(self) -> NDArray[np.bool_]:
        """(seeds,): which have not diverged."""
        sound: NDArray[np.bool_] = self.diverged_at == NEVER
        return sound

    def begin(self, costs: NDArray[Any], answers: NDArray[Any]) -> None:
        """Take cost `(seeds,)` and answer `(seeds, time)` of moment 0."""
        self.right = ((answers == self._targets) | ~self._counts).all(1)
        self.costs = np.array(costs)

    def follow(
        self, first: int, costs: NDArray[Any], solved: NDArray[Any], last: NDArray[Any]
    ) -> NDArray[np.bool_]:
        """Take costs and answers `(iterations, seeds)` from iteration `first` on, then cost.

        `last` is the cost of the moment reached, `(seeds,)`. Gives which seeds are right after
        each update, `(iterations, seeds)`.
        """
        for row, found in enumerate(costs):
            self._look(first + row, found)
        moments = np.arange(first + 1, first + len(costs) + 1)[:, None]
        right: NDArray[np.bool_] = solved & (self.sound | (self.diverged_at >= moments))
        ever = right.any(0) & (self.first_right == NEVER)
        self.first_right[ever] = first + right[:, ever].argmax(0)
        self.right = right[-1]
        self.costs = np.where(self.sound, last, np.inf)
        return right

    def lost(self, moments: NDArray[Any]) -> NDArray[np.bool_]:
        """Say which seeds have diverged by each of some moments, `(moments, seeds)`."""
        lost: NDArray[np.bool_] = ~self.sound & (self.diverged_at <= moments[:, None])
        return lost

    def _look(self, iteration: int, costs: NDArray[Any]) -> None:
        """See which seeds diverge; see `session.divergence`."""
        limit = TIMES * self._divergence.uniform(iteration)
        high = costs > limit if limit > 0 else np.zeros(len(costs), bool)
        self._above = np.where(high, self._above + 1, 0)
        lost = ~np.isfinite(costs) | (self._above >= PATIENCE)
        self.diverged_at[lost & self.sound] = iteration
