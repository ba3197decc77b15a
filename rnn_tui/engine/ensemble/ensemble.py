"""`Ensemble`: trains many experiments of one shape, a lot of them at a time.

No thread, no clock, no print. A member with the same seed is drawn as a run of its own is, and
equals it: to the bit where the members lie first, to rounding where they lie last. Lots stand
outside, iterations inside, so that what an iteration reads stays near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_tui.engine.ensemble.lot import Lot, Workspace
from rnn_tui.engine.ensemble.plan import Plan, plan, shape
from rnn_tui.engine.memory import Arrays
from rnn_tui.engine.tensors import DTYPES, Cancelled, Stopped, never
from rnn_tui.experiment import Experiment
from rnn_tui.task import Task


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """Some iterations of all members."""

    first: int
    """The iteration of row 0"""
    costs: NDArray[Any]
    """(iterations, members): cost(i), before update i, in the type of the run"""
    solved: NDArray[np.bool_]
    """(iterations, members): whether answer(i + 1) is right wherever there is a loss weight

    An answer that is not a number is not right. Where not every moment is answered, the newest
    answer counts, and that of a member's own last iteration.
    """


class Ensemble:
    """Many experiments of one shape, trained side by side.

    They may differ in what `shape` leaves out. `budget` bounds the bytes that are kept, blocks
    aside; `planned` says how the members are laid out and cut up, else it follows from shape,
    number and budget.
    """

    def __init__(
        self,
        experiments: Sequence[Experiment],
        *,
        budget: int | None = None,
        planned: Plan | None = None,
    ) -> None:
        common = shape(experiments[0])
        assert all(shape(e) == common for e in experiments), "experiments of several shapes"
        self.task = Task(experiments[0])
        self.members = len(experiments)
        self.moment = 0
        """Updates made so far."""
        self.plan = planned or plan(self.task, self.members, budget)
        """How the members are laid out."""
        dtype, size = DTYPES[self.task.experiment.dtype], self.plan.size
        self._spent = False
        with torch.inference_mode():
            self._lots = []
            for start in range(0, self.members, size):
                some = list(experiments[start : start + size])
                # The last one stands again where a lot would not be full.
                some += some[-1:] * (size - len(some))
                self._lots.append(Lot(some, dtype))
            last = self.plan.members_last
            self._workspace = Workspace(self.task, self._lots[0], members_last=last)
            for lot in self._lots:
                self._workspace.begin(lot)

    def advance(self, iterations: int, cancelled: Cancelled = never) -> Block | None:
        """Make updates of every member; None when cancelled: the ensemble is spent then."""
        assert not self._spent, "the ensemble was cancelled"
        costs = np.empty((iterations, self.members), str(self.task.experiment.dtype))
        solved = np.empty((iterations, self.members), bool)
        try:
            with torch.inference_mode():
                for lot, (start, end) in self._turns():
                    self._workspace.take(lot, self.moment)
                    found, margins = self._workspace.advance(self.moment, iterations, cancelled)
                    costs[:, start:end] = found[:, : end - start].numpy()
                    solved[:, start:end] = (margins[:, : end - start] <= 0).numpy()
        except Stopped:
            self._spent = True
            return None
        first, self.moment = self.moment, self.moment + iterations
        return Block(first, costs, solved)

    @property
    def exact(self) -> bool:
        """Whether each member equals the run of its own to the bit."""
        return not self.plan.members_last

    def measure(self) -> NDArray[Any]:
        """Give cost(moment) of each member, `(members,)`, nats."""
        costs = np.empty(self.members, str(self.task.experiment.dtype))
        with torch.inference_mode():
            for lot, (start, end) in self._turns():
                self._workspace.take(lot, self.moment)
                costs[start:end] = self._workspace.costs()[: end - start].numpy()
        return costs

    def answers(self) -> NDArray[np.int64]:
        """Give the ids of the moment's answers, the smallest of equals: `(members, time)`."""
        answers = np.empty((self.members, self.task.length), np.int64)
        with torch.inference_mode():
            for lot, (start, end) in self._turns():
                self._workspace.take(lot, self.moment)
                found = self._workspace.answers()
                answers[start:end] = found[: end - start].numpy()
        return answers

    def state(self, member: int) -> Arrays:
        """Give all that a `Trainer` of the member needs to go on, as `Trainer.state` does."""
        lot, place = divmod(member, self.plan.size)
        with torch.inference_mode():
            self._workspace.take(self._lots[lot], self.moment)
            state = self._workspace.state(place)
        state["moment"] = state["updates"] = np.array(self.moment)
        return state

    def _turns(self) -> list[tuple[Lot, tuple[int, int]]]:
        """Give each lot with the members of it that are wanted, the one at hand first."""
        size = self.plan.size
        ends = [(k * size, min((k + 1) * size, self.members)) for k in range(len(self._lots))]
        turns = list(zip(self._lots, ends, strict=True))
        turns.sort(key=lambda turn: turn[0] is not self._workspace.lot)
        return turns
