"""`Passes`: the two passes of a moment over one memory, each computed once.

The training pass reads the batch of an iteration, the answer pass the whole text. Where a task
reads its text whole they are one. Nothing here makes an update or knows of ensembles.
"""

from collections.abc import Sequence

from torch import Tensor

from rnn_tui.edits import Ablations
from rnn_tui.engine.batches import Batch, Batches
from rnn_tui.engine.layout import Layout
from rnn_tui.engine.memory import Memory
from rnn_tui.engine.network import Pass
from rnn_tui.engine.tensors import Cancelled, Sizes
from rnn_tui.experiment import Experiment
from rnn_tui.task import Task


class Passes:
    """The training pass and the answer pass of all members."""

    def __init__(self, layout: Layout, task: Task, memory: Memory, gradients: Tensor) -> None:
        self._memory = memory
        self._whole, self._carries = task.whole, task.experiment.carry_state
        self._ones = (1.0,) * task.length
        # One stream read whole is answered from the state that its last iteration was fed.
        one_whole = task.batch_size == 1 and task.time_steps == task.length
        self._answers_from_fed = self._carries and one_whole
        M, V, H, dtype = len(memory.parameters), layout.vocabulary, layout.hidden, memory.dtype
        weights = layout.weights(memory.parameters)
        sizes = Sizes(M, task.time_steps, task.batch_size, V, H, dtype)
        self._training = Pass(layout, sizes, weights, layout.weights(gradients))
        self._answering = self._training
        if not task.whole:
            self._answering = Pass(layout, Sizes(M, task.length, 1, V, H, dtype), weights)
        self.batches = Batches(task, M, dtype)
        """What they read."""
        self.moved()

    def moved(self) -> None:
        """Forget what was computed of another moment."""
        self._trained = self._answered = False

    def weigh(self, experiments: Sequence[Experiment]) -> None:
        """Take the loss weights of each member."""
        self.batches.weigh([e.loss_weights or self._ones for e in experiments])

    def ablate(self, ablations: Ablations) -> Pass:
        """Put units and gates out of action, and give the answer pass."""
        for network in (self._training, self._answering):
            network.trace.ablate(ablations)
        return self._answering

    def train(self, moment: int, cancelled: Cancelled) -> tuple[Pass, Batch]:
        """Go forward over the batch of an iteration; raises `Stopped`."""
        batch = self.batches.training(moment)
        if not self._trained:
            if self._carries:
                self._training.trace.start(*self._memory.carried)
            self._training.forward(batch, cancelled)
            self._trained = True
        return self._training, batch

    def backward(self, moment: int, cancelled: Cancelled) -> None:
        """Fill the gradients, after `train` and its costs; raises `Stopped`."""
        self._training.backward(self.batches.training(moment), cancelled)

    def carry(self) -> None:
        """Let the state of the pass before the update go on; no gradient crosses."""
        if self._carries:
            self._memory.carry(self._training.trace.final)

    def answer(self, moment: int, cancelled: Cancelled) -> Pass:
        """Go forward over the whole text; raises `Stopped`."""
        if self._whole:
            self.train(moment, cancelled)
        elif not self._answered:
            if self._answers_from_fed:
                self._answering.trace.start(*self._memory.fed)
            self._answering.forward(self.batches.answer(), cancelled)
            self._answered = True
        return self._answering
