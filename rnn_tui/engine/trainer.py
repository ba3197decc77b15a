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

from rnn_tui.engine.layout import Layout, draw
from rnn_tui.engine.network import Pass
from rnn_tui.engine.optimizers import RULES, SLOTS, Settings, fresh
from rnn_tui.engine.tensors import DTYPES, Batches, Cancelled, Sizes, never
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
    """One network of each member, with its optimizer and its place in the data."""

    def __init__(
        self,
        experiments: Experiment | Sequence[Experiment],
        initial: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        if isinstance(experiments, Experiment):
            experiments = (experiments,)
        self.experiments = list(experiments)
        self.task = task = Task(self.experiments[0])
        self.members = M = len(self.experiments)
        self.moment = 0
        e = task.experiment
        dtype = DTYPES[e.dtype]
        self._layout = layout = Layout.of(task)
        self.parameters = P = layout.parameters
        with torch.inference_mode():
            slots = SLOTS[e.optimizer]
            # (1 + slots, members, parameters): one copy keeps the moment before.
            self._flat = torch.zeros(1 + len(slots), M, P, dtype=dtype)
            for k, name in enumerate(slots, 1):
                self._flat[k].fill_(fresh(e.optimizer, e.convention, name))
            self._before = self._flat.clone()
            gradients = torch.zeros(M, P, dtype=dtype)
            self._rule = RULES[e.optimizer, e.convention](
                self._flat[0], gradients, self._flat[1:].unbind(0)
            )
            self._batches = Batches(task, M, dtype)
            V, H = task.vocabulary_size, task.hidden_size
            weights = layout.weights(self._flat[0])
            sizes = Sizes(M, task.time_steps, task.batch_size, V, H, dtype)
            self._training = Pass(layout, sizes, weights, layout.weights(gradients))
            whole = Sizes(M, task.length, 1, V, H, dtype)
            self._answering = self._training if task.whole else Pass(layout, whole, weights)
            self._draw(initial)
        self._carries = e.carry_state
        # With one stream read whole, the answer starts where the last iteration did.
        self._answers_from_fed = (
            e.carry_state and task.batch_size == 1 and task.time_steps == task.length
        )
        self._whole, self._answer_every = task.whole, task.answer_every
        self._carried: list[Tensor] | None = None
        self._fed: list[Tensor] | None = None
        self._trained = self._answered = False
        self._costs: list[float] | None = None
        self._apply_settings()
        self._apply_weights()

    def _draw(self, initial: Mapping[str, NDArray[Any]] | None) -> None:
        for k, experiment in enumerate(self.experiments):
            row = self._flat[0, k]
            if initial is None:
                draw(self._layout, experiment.initializer, experiment.seed, row)
            else:
                for name, place in self._layout.named(row).items():
                    place.copy_(torch.from_numpy(np.array(initial[name])))

    def _apply_settings(self) -> None:
        with torch.inference_mode():
            self._rule.set(
                [
                    Settings(e.learning_rate, e.decay, e.momentum, e.clip_norm)
                    for e in self.experiments
                ]
            )

    def _apply_weights(self) -> None:
        ones = (1.0,) * self.task.length
        with torch.inference_mode():
            self._batches.weigh([e.loss_weights or ones for e in self.experiments])
        self._costs = None

    def measure(self, cancelled: Cancelled = never) -> list[float] | None:
        """Give cost(moment) of each member, from the training pass; None when cancelled."""
        if self._costs is None:
            with torch.inference_mode():
                if not self._train_pass(cancelled):
                    return None
                batch = self._batches.training(self.moment)
                self._costs = self._training.costs(batch).flatten().tolist()
        return self._costs

    def _train_pass(self, cancelled: Cancelled) -> bool:
        if not self._trained:
            if self._carries:
                self._start(self._training, self._carried)
            batch = self._batches.training(self.moment)
            self._trained = self._training.forward(batch, cancelled)
        return self._trained

    def _answer_pass(self, cancelled: Cancelled) -> bool:
        if self._whole:
            return self._train_pass(cancelled)
        if not self._answered:
            self._start(self._answering, self._fed if self._answers_from_fed else None)
            self._answered = self._answering.forward(self._batches.answer(), cancelled)
        return self._answered

    def _start(self, network: Pass, state: list[Tensor] | None) -> None:
        hidden, *memory = state or [None]
        network.trace.start(hidden, memory[0] if memory else None)

    def step(self, cancelled: Cancelled = never) -> Step | None:
        """Make one update: measure, backward, update, and the answer pass when due."""
        with torch.inference_mode():
            costs = self.measure(cancelled)
            batch = self._batches.training(self.moment)
            if costs is None or not self._training.backward(batch, cancelled):
                return None
            self._before.copy_(self._flat)
            self._rule.update()
            fed, carried = self._fed, self._carried
            if self._carries:
                self._fed, self._carried = carried, self._training.trace.final()
            i = self.moment
            self.moment += 1
            self._trained = self._answered = False
            self._costs = None
            if not self._answer_due():
                return Step(i, costs, None)
            if self._answer_pass(cancelled):
                return Step(i, costs, self._answering.predictions())
            self._flat.copy_(self._before)
            self._rule.updates -= 1
            self._fed, self._carried, self.moment = fed, carried, i
            return None

    def _answer_due(self) -> bool:
        return self.moment % self._answer_every == 0 or self.moment == (
            self.task.experiment.iterations
        )

    def answer(self, cancelled: Cancelled = never) -> list[list[int]] | None:
        """Give the answer of the moment, ids of each member; None when cancelled."""
        with torch.inference_mode():
            return self._answering.predictions() if self._answer_pass(cancelled) else None

    def picture(
        self, member: int = 0, span: tuple[int, int] | None = None, cancelled: Cancelled = never
    ) -> Picture | None:
        """Give what one member computes at the moment; None when cancelled."""
        first, last = span or (0, self.task.length)
        with torch.inference_mode():
            if not self._answer_pass(cancelled):
                return None
            network = self._answering
            costs = network.time_costs(self._batches.answer())[member, :, 0]
            shown = slice(first, last)
            return Picture(
                moment=self.moment,
                first=first,
                probabilities=network.log_probabilities[member, shown].exp().numpy(),
                hidden=network.trace.hidden[member, 1:, 0][shown].clone().numpy(),
                costs=costs[shown].clone().numpy(),
                predictions=tuple(network.logits[member].argmax(1).tolist()),
                cost=float(costs.sum()),
            )

    def edit(self, field: str, value: object, member: int | None = None) -> None:
        """Change a live field of one member, or of all, from the next update on."""
        assert FIELD[field].live, field
        for k in range(self.members) if member is None else (member,):
            self.experiments[k] = self.experiments[k].replace(**{field: value})
        if field == "loss_weights":
            self._apply_weights()
        else:
            self._apply_settings()

    def weights(self, member: int = 0, before: bool = False) -> Arrays:
        """Give the parameters of one member, of this moment or of the one before."""
        row = (self._before if before else self._flat)[0, member]
        return {name: _array(view) for name, view in self._layout.named(row).items()}

    def state(self, member: int = 0) -> Arrays:
        """Give everything that going on exactly needs."""
        state = self.weights(member)
        for slot, rows in zip(SLOTS[self.task.experiment.optimizer], self._flat[1:], strict=True):
            for name, view in self._layout.named(rows[member]).items():
                state[f"slot/{slot}/{name}"] = _array(view)
        for kind, tensors in (("carried", self._carried), ("fed", self._fed)):
            for letter, tensor in zip("hc", tensors or (), strict=False):
                state[f"{kind}/{letter}"] = _array(tensor[member])
        state["moment"] = np.array(self.moment)
        state["updates"] = np.array(self._rule.updates)
        return state

    def restore(self, state: Mapping[str, NDArray[Any]], member: int = 0) -> None:
        """Take what `state` gave; slots that are missing stay as they are."""
        e = self.task.experiment
        with torch.inference_mode():
            for k, slot in enumerate(("", *SLOTS[e.optimizer])):
                prefix = f"slot/{slot}/" if k else ""
                for name, place in self._layout.named(self._flat[k, member]).items():
                    place.copy_(torch.from_numpy(np.array(state[prefix + name])))
            if self._carries:
                self._carried = self._restored("carried", state, self._carried, member)
                self._fed = self._restored("fed", state, self._fed, member)
        self.moment = int(state["moment"])
        self._rule.updates = int(state["updates"])
        self._trained = self._answered = False
        self._costs = None

    def _restored(
        self,
        kind: str,
        state: Mapping[str, NDArray[Any]],
        kept: list[Tensor] | None,
        member: int,
    ) -> list[Tensor] | None:
        if f"{kind}/h" not in state and self.members == 1:
            return None
        tensors = kept or self._training.trace.zero_state()
        for letter, tensor in zip("hc", tensors, strict=False):
            given = state.get(f"{kind}/{letter}")
            tensor[member] = 0.0 if given is None else torch.from_numpy(np.array(given))
        return tensors


def _array(view: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = view.detach().clone(memory_format=torch.contiguous_format).numpy()
    return array
