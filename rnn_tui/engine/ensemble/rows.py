"""`PassesOfRows`: costs, gradients and answers of networks of any shape, one member a row."""

from collections.abc import Sequence

import torch
from torch import Tensor

from rnn_tui.engine.ensemble.margins import UNCOUNTED, handicaps, uncounted
from rnn_tui.engine.layout import Layout
from rnn_tui.engine.memory import Memory
from rnn_tui.engine.passes import Passes
from rnn_tui.engine.tensors import Cancelled, Stopped
from rnn_tui.experiment import Experiment
from rnn_tui.task import Task


class PassesOfRows:
    """The passes of a memory whose members lie first: bit for bit those of a run alone."""

    def __init__(
        self,
        layout: Layout,
        task: Task,
        memory: Memory,
        gradients: Tensor,
        cancelled: Cancelled,
    ) -> None:
        self._task, self._cancelled = task, cancelled
        self._passes = Passes(layout, task, memory, gradients)
        self._handicaps = handicaps(task, memory.dtype)
        self._targets = torch.tensor(task.targets).view(1, -1, 1).expand(len(gradients), -1, -1)
        self._uncounted: Tensor | None = None
        self.stand_at(0)

    def stand_at(self, moment: int, /) -> None:
        """Forget what was computed of another moment."""
        self._moment = moment
        self._passes.moved()

    def weigh(self, experiments: Sequence[Experiment]) -> None:
        """Take the loss weights of each member."""
        self._passes.weigh(experiments)
        off = uncounted(experiments, self._task)
        self._uncounted = None if off is None else off.unsqueeze(2)  # (members, time, 1)

    def costs(self, out: Tensor) -> None:
        """Compute cost(moment) of each member, `(members,)`, nats."""
        if self._cancelled():
            raise Stopped
        network, batch = self._passes.train(self._moment, self._cancelled)
        out.copy_(network.total(network.time_costs(batch)))

    def backward(self) -> None:
        """Fill the gradients, after `costs`."""
        self._passes.backward(self._moment, self._cancelled)

    def carry(self) -> None:
        """Let the state of the pass before the update go on."""
        self._passes.carry()

    def margins(self, out: Tensor) -> None:
        """Compute how far each member is from right: right where `(members,)` is not positive."""
        logits = self._passes.answer(self._moment, self._cancelled).logits
        differences = logits - logits.gather(2, self._targets)
        differences.add_(self._handicaps)
        if self._uncounted is not None:
            differences.masked_fill_(self._uncounted, UNCOUNTED)
        torch.amax(differences, (1, 2), out=out)

    def answers(self) -> Tensor:
        """Give the ids of the moment's answers, `(members, time)`."""
        return self._passes.answer(self._moment, self._cancelled).logits.argmax(2)
