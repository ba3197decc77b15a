"""`Trainer`: makes the updates of one experiment, or of several of one shape at once.

No thread, no clock, no print. A trainer stands at a moment k: the weights after k updates.
It gives and takes its state as dicts of numpy arrays under the checkpoint's names. Everything
it hands out is a copy. A cancelled call returns None and leaves everything as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tui.engine.batches import Batches
from rnn_tui.engine.layout import Layout, draw
from rnn_tui.engine.network import Pass
from rnn_tui.engine.optimizers import RULES, SLOTS, Settings, fresh
from rnn_tui.engine.tensors import DTYPES, Cancelled, Sizes, Stopped, aligned, never
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.record import Picture
from rnn_tui.task import Task

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One iteration."""

    iteration: int
    """i, the update that was made"""
    costs: list[float]
    """cost(i) of each member, before the update"""
    predictions: list[list[int]] | None
    """answer(i + 1) of each member, ids; None where no answer pass was due"""


class Trainer:
    """The networks of one or more experiments, with their optimizer and place in the data.

    The experiments may differ in seed, learning rate, decay, momentum, clip norm, loss weights
    and iterations. `initial` holds first weights by checkpoint name, for every member.
    """

    def __init__(
        self,
        experiments: Experiment | Sequence[Experiment],
        initial: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        if isinstance(experiments, Experiment):
            experiments = (experiments,)
        self.experiments = list(experiments)
        """Each member's experiment, with the edits made so far."""
        self.task = task = Task(self.experiments[0])
        self.members = len(self.experiments)
        self.moment = 0
        """Updates made so far."""
        self._layout = Layout.of(task)
        self.parameters = self._layout.parameters
        """Numbers trained, of each member."""
        e = task.experiment
        self._whole, self._carries = task.whole, e.carry_state
        self._answer_every, self._iterations = task.answer_every, e.iterations
        # One stream read whole is answered from the state that its last iteration was fed.
        one_whole = task.batch_size == 1 and task.time_steps == task.length
        self._answers_from_fed = e.carry_state and one_whole
        with torch.inference_mode():
            self._allocate()
            for k, experiment in enumerate(self.experiments):
                if initial is None:
                    draw(self._layout, experiment.initializer, experiment.seed, self._flat[0, k])
                else:
                    self._put(initial, "", self._flat[0, k])
        self._moved()
        self._take_settings()
        self._take_loss_weights()

    def _allocate(self) -> None:
        task, M, P = self.task, self.members, self.parameters
        e, dtype = task.experiment, DTYPES[self.task.experiment.dtype]
        slots = SLOTS[e.optimizer]
        # Parameters and slots, (1 + slots, members, parameters): one copy keeps the moment before.
        self._memory = aligned((1 + len(slots)) * M, P, dtype)
        self._flat = self._memory[:, :P].view(-1, M, P)
        for k, name in enumerate(slots, 1):
            self._flat[k].fill_(fresh(e.optimizer, e.convention, name))
        self._memory_before = self._memory.clone()
        gradients = aligned(M, P, dtype)[:, :P]
        self._rule = RULES[e.optimizer, e.convention](
            self._flat[0], gradients, self._flat[1:].unbind(0)
        )
        self._batches = Batches(task, M, dtype)
        V, H = task.vocabulary_size, task.hidden_size
        weights, d_weights = self._layout.weights(self._flat[0]), self._layout.weights(gradients)
        sizes = Sizes(M, task.time_steps, task.batch_size, V, H, dtype)
        whole = Sizes(M, task.length, 1, V, H, dtype)
        self._training = Pass(self._layout, sizes, weights, d_weights)
        # What the next iteration is fed, and what the last one was.
        self._carried = self._training.trace.zero_state() if e.carry_state else []
        self._fed = [tensor.clone() for tensor in self._carried]
        self._answering = self._training if task.whole else Pass(self._layout, whole, weights)

    def _moved(self) -> None:
        """Forget what was computed of another moment."""
        self._trained = self._answered = False
        self._costs: list[float] | None = None

    def _take_settings(self) -> None:
        with torch.inference_mode():
            self._rule.set(
                [
                    Settings(e.learning_rate, e.decay, e.momentum, e.clip_norm)
                    for e in self.experiments
                ]
            )

    def _take_loss_weights(self) -> None:
        ones = (1.0,) * self.task.length
        with torch.inference_mode():
            self._batches.weigh([e.loss_weights or ones for e in self.experiments])
        self._costs = None

    def measure(self, cancelled: Cancelled = never) -> list[float] | None:
        """Give cost(moment) of each member, from the training pass; None when cancelled."""
        try:
            with torch.inference_mode():
                return self._measure(cancelled)
        except Stopped:
            return None

    def answer(self, cancelled: Cancelled = never) -> list[list[int]] | None:
        """Give the answer of the moment, ids of each member; None when cancelled."""
        try:
            with torch.inference_mode():
                self._answer_pass(cancelled)
                return self._answering.predictions()
        except Stopped:
            return None

    def step(self, cancelled: Cancelled = never) -> Step | None:
        """Make one update: measure, backward, update, answer pass if due; None when cancelled."""
        before = self.moment, self._fed, self._carried, self._rule.updates
        try:
            with torch.inference_mode():
                return self._step(cancelled)
        except Stopped:
            # Only the answer pass comes after the update; it has left nothing that is kept.
            if self.moment != before[0]:
                with torch.inference_mode():
                    self._memory.copy_(self._memory_before)
                self.moment, self._fed, self._carried, self._rule.updates = before
            return None

    def _step(self, cancelled: Cancelled) -> Step:
        costs = self._measure(cancelled)
        self._training.backward(self._batches.training(self.moment), cancelled)
        if cancelled():
            raise Stopped
        iteration = self.moment
        self._memory_before.copy_(self._memory)
        self._rule.update()
        if self._carries:
            # The state of the pass before the update goes on; no gradient crosses.
            self._fed, self._carried = self._carried, self._training.trace.final()
        self.moment = iteration + 1
        self._moved()
        if self.moment % self._answer_every and self.moment != self._iterations:
            return Step(iteration, costs, None)
        self._answer_pass(cancelled)
        return Step(iteration, costs, self._answering.predictions())

    def _measure(self, cancelled: Cancelled) -> list[float]:
        if self._costs is None:
            self._training_pass(cancelled)
            self._costs = self._training.costs(self._batches.training(self.moment))
        return self._costs

    def _training_pass(self, cancelled: Cancelled) -> None:
        if not self._trained:
            if self._carries:
                self._training.trace.start(*self._carried)
            self._training.forward(self._batches.training(self.moment), cancelled)
            self._trained = True

    def _answer_pass(self, cancelled: Cancelled) -> None:
        if self._whole:
            self._training_pass(cancelled)
        elif not self._answered:
            if self._answers_from_fed:
                self._answering.trace.start(*self._fed)
            self._answering.forward(self._batches.answer(), cancelled)
            self._answered = True

    def picture(
        self, member: int = 0, span: tuple[int, int] | None = None, cancelled: Cancelled = never
    ) -> Picture | None:
        """Give what one member computes at the moment, over all time steps or a span of them."""
        shown = slice(*(span or (0, self.task.length)))
        network = self._answering
        try:
            with torch.inference_mode():
                self._answer_pass(cancelled)
                time_costs = network.time_costs(self._batches.answer())
                return Picture(
                    moment=self.moment,
                    first=shown.start,
                    probabilities=network.log_probabilities[member, shown].exp().numpy(),
                    hidden=_copy(network.trace.hidden[member, 1:, 0][shown]),
                    costs=_copy(time_costs[member, shown, 0]),
                    predictions=tuple(network.logits[member].argmax(1).tolist()),
                    cost=network.total(time_costs)[member],
                )
        except Stopped:
            return None

    def edit(self, field: str, value: object, member: int | None = None) -> None:
        """Change a live field of one member, or of all, from the next update on."""
        assert FIELD[field].live, field
        for k in range(self.members) if member is None else (member,):
            self.experiments[k] = self.experiments[k].replace(**{field: value})
        if field == "loss_weights":
            self._take_loss_weights()
        else:
            self._take_settings()

    def weights(self, member: int = 0, before: bool = False) -> Arrays:
        """Give the parameters of one member, of this moment or of the one before."""
        rows = self._memory_before[: self.members, : self.parameters] if before else self._flat[0]
        return {name: _copy(view) for name, view in self._layout.named(rows[member]).items()}

    def state(self, member: int = 0) -> Arrays:
        """Give everything that going on exactly needs.

        Weights by name, `slot/SLOT/NAME`, `carried/h` and `carried/c` (what the next iteration
        is fed), `fed/h` and `fed/c` (what the last one was), `moment`, and `updates` since the
        slots were fresh.
        """
        state = self.weights(member)
        slots = SLOTS[self.task.experiment.optimizer]
        for slot, rows in zip(slots, self._flat[1:], strict=True):
            for name, view in self._layout.named(rows[member]).items():
                state[f"slot/{slot}/{name}"] = _copy(view)
        for kind, tensors in (("carried", self._carried), ("fed", self._fed)):
            for letter, tensor in zip("hc", tensors, strict=False):
                state[f"{kind}/{letter}"] = _copy(tensor[member])
        state["moment"] = np.array(self.moment)
        state["updates"] = np.array(self._rule.updates)
        return state

    def restore(self, state: Mapping[str, NDArray[Any]], member: int = 0) -> None:
        """Take what `state` gave; slots of another optimizer start fresh, as does a state.

        Moment and updates are those of all members: restore the others too.
        """
        e = self.task.experiment
        updates = int(state["updates"])
        with torch.inference_mode():
            self._put(state, "", self._flat[0, member])
            for slot, rows in zip(SLOTS[e.optimizer], self._flat[1:], strict=True):
                if any(name.startswith(f"slot/{slot}/") for name in state):
                    self._put(state, f"slot/{slot}/", rows[member])
                else:
                    rows[member].fill_(fresh(e.optimizer, e.convention, slot))
                    updates = 0
            for kind, tensors in (("carried", self._carried), ("fed", self._fed)):
                for letter, tensor in zip("hc", tensors, strict=False):
                    tensor[member] = _read(state, f"{kind}/{letter}")
        self.moment, self._rule.updates = int(state["moment"]), updates
        self._moved()

    def _put(self, arrays: Mapping[str, NDArray[Any]], prefix: str, row: Tensor) -> None:
        for name, place in self._layout.named(row).items():
            place.copy_(torch.from_numpy(np.array(arrays[prefix + name])))


def _read(arrays: Mapping[str, NDArray[Any]], name: str) -> Tensor:
    """Give a copy of an array as a tensor; zero where there is none."""
    return torch.from_numpy(np.array(arrays.get(name, 0.0)))


def _copy(view: Tensor) -> NDArray[Any]:
    copy: NDArray[Any] = view.clone(memory_format=torch.contiguous_format).numpy()
    return copy
