"""`Lot`: the members that are trained at once, in a `Workspace` that all lots share."""

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from rnn_tui.engine.descent import Descent, columns
from rnn_tui.engine.ensemble.abreast import PassAbreast
from rnn_tui.engine.ensemble.rows import PassesOfRows
from rnn_tui.engine.layout import Layout, draw
from rnn_tui.engine.memory import Arrays, Memory
from rnn_tui.engine.tensors import Cancelled, never
from rnn_tui.experiment import Experiment
from rnn_tui.task import Task


class Networks(Protocol):
    """What a workspace asks of a layout: the passes of a moment, each computed once.

    What computes raises `Stopped`.
    """

    def stand_at(self, moment: int, /) -> None:
        """Forget what was computed of another moment."""

    def weigh(self, experiments: Sequence[Experiment]) -> None:
        """Take the loss weights of each member."""

    def costs(self, out: Tensor) -> None:
        """Compute the cost of each member, `(members,)`, nats."""

    def backward(self) -> None:
        """Fill the gradients, after `costs`."""

    def carry(self) -> None:
        """Let the state of the pass before the update go on."""

    def margins(self, out: Tensor) -> None:
        """Compute how far each member is from right: right where `(members,)` is not positive."""

    def answers(self) -> Tensor:
        """Give the ids of the answers, `(members, time)`."""


class Lot:
    """Some members of an ensemble, with what lasts of them while others are trained."""

    def __init__(self, experiments: Sequence[Experiment], dtype: torch.dtype) -> None:
        self.experiments = experiments
        self.columns = columns(experiments, dtype)
        self.weighs = any(e.loss_weights is not None for e in experiments)
        self.ends = torch.tensor([e.iterations for e in experiments])
        """(members,): the iterations of each"""
        self.last_iterations = frozenset(e.iterations for e in experiments)
        self.margins = torch.zeros(len(experiments), dtype=dtype)
        """(members,): of the newest answer, where not every moment is answered"""
        self.numbers: Tensor | None = None
        """Everything that lasts, while it is not in the workspace."""


class Workspace:
    """Trains one lot after the other; what is large exists once."""

    def __init__(self, task: Task, lot: Lot, *, members_last: bool) -> None:
        self._layout, self._answer_every = Layout.of(task), task.answer_every
        size = len(lot.experiments)
        self._memory = Memory(self._layout, task, size, members_last=members_last, before=False)
        self._descent = Descent(self._layout, self._memory, lot.experiments)
        layout: type[PassAbreast | PassesOfRows] = PassAbreast if members_last else PassesOfRows
        self._networks: Networks = layout(
            self._layout, task, self._memory, self._descent.gradients, self._cancelled
        )
        self._asked: Cancelled = never
        self.lot: Lot | None = None
        """What is at hand."""
        self._optimizer, self._carries = task.experiment.optimizer, task.experiment.carry_state

    def _cancelled(self) -> bool:
        return self._asked()

    def begin(self, lot: Lot) -> None:
        """Take a lot at moment 0."""
        self._leave()
        self._memory.begin_slots(self._optimizer)
        self._memory.begin_states(self._carries)
        draw(self._layout, lot.experiments, self._memory.parameters)
        self._enter(lot, 0)
        if self._answer_every > 1:
            self._networks.margins(lot.margins)

    def take(self, lot: Lot, moment: int) -> None:
        """Take a lot that others took turns with."""
        if lot is self.lot:
            return
        self._leave()
        assert lot.numbers is not None
        self._memory.numbers.copy_(lot.numbers)
        self._enter(lot, moment)

    def _leave(self) -> None:
        if self.lot is None:
            return
        if self.lot.numbers is None:
            self.lot.numbers = self._memory.numbers.clone()
        else:
            self.lot.numbers.copy_(self._memory.numbers)

    def _enter(self, lot: Lot, moment: int) -> None:
        if lot.weighs or (self.lot is not None and self.lot.weighs):
            self._networks.weigh(lot.experiments)
        self.lot = lot
        self._descent.take(lot.columns)
        self._descent.updates = moment
        self._networks.stand_at(moment)

    def advance(self, moment: int, iterations: int, cancelled: Cancelled) -> tuple[Tensor, Tensor]:
        """Make updates; give `(iterations, members)` costs and margins; raises `Stopped`."""
        networks, descent, self._asked = self._networks, self._descent, cancelled
        costs, margins = torch.empty(
            2, iterations, len(self._memory.parameters), dtype=self._memory.dtype
        )
        for row, margin in zip(costs, margins, strict=True):
            networks.costs(row)
            networks.backward()
            descent.update()
            networks.carry()
            moment += 1
            networks.stand_at(moment)
            self._answer(moment, margin)
        descent.settle()
        self._asked = never
        return costs, margins

    def _answer(self, moment: int, out: Tensor) -> None:
        """Compute the margins of a moment, or repeat those of the newest answer."""
        if self._answer_every == 1:
            self._networks.margins(out)
            return
        lot = self.lot
        assert lot is not None
        due = moment % self._answer_every == 0
        if due or moment in lot.last_iterations:
            self._networks.margins(out)
            if not due:
                # Only those whose last iteration this was are answered.
                out.copy_(torch.where(lot.ends == moment, out, lot.margins))
            lot.margins.copy_(out)
        else:
            out.copy_(lot.margins)

    def costs(self) -> Tensor:
        """Give the cost of the moment, `(members,)`, nats."""
        costs = torch.empty(len(self._memory.parameters), dtype=self._memory.dtype)
        self._networks.costs(costs)
        return costs

    def answers(self) -> Tensor:
        """Give the ids of the moment's answers, `(members, time)`."""
        return self._networks.answers()

    def state(self, member: int) -> Arrays:
        """Copy all that lasts of one member, by name."""
        return self._memory.state(member)
