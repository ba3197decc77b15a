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

from rnn_tui.edits import NOTHING, SURGERY, Ablations, Regime, Weight
from rnn_tui.engine.batches import Batches
from rnn_tui.engine.layout import Layout, draw
from rnn_tui.engine.memory import Arrays, Memory
from rnn_tui.engine.network import Pass
from rnn_tui.engine.optimizers import RULES, Settings
from rnn_tui.engine.tensors import DTYPES, Cancelled, Sizes, Stopped, copied, never
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.record import Picture
from rnn_tui.task import Task


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
        self.ablations = NOTHING
        """What is out of action, in every member."""
        self._frozen: Tensor | None = None
        self._iterations = task.experiment.iterations
        with torch.inference_mode():
            self._allocate()
            for k, experiment in enumerate(self.experiments):
                if initial is None:
                    row = self._memory.flat[0, k]
                    draw(self._layout, experiment.initializer, experiment.seed, row)
                else:
                    self._memory.put(initial, "", 0, k)
        self._moved()
        self._take_settings()
        self._take_loss_weights()

    def _allocate(self) -> None:
        task, M = self.task, self.members
        e, dtype = task.experiment, DTYPES[task.experiment.dtype]
        self._whole, self._carries = task.whole, e.carry_state
        self._answer_every = task.answer_every
        # One stream read whole is answered from the state that its last iteration was fed.
        one_whole = task.batch_size == 1 and task.time_steps == task.length
        self._answers_from_fed = e.carry_state and one_whole
        self._memory = memory = Memory(self._layout, e, M)
        self._rule = RULES[e.optimizer, e.convention](
            memory.flat[0], memory.gradients, memory.flat[1:].unbind(0)
        )
        self._batches = Batches(task, M, dtype)
        V, H = task.vocabulary_size, task.hidden_size
        weights = self._layout.weights(memory.flat[0])
        d_weights = self._layout.weights(memory.gradients)
        sizes = Sizes(M, task.time_steps, task.batch_size, V, H, dtype)
        whole = Sizes(M, task.length, 1, V, H, dtype)
        self._training = Pass(self._layout, sizes, weights, d_weights)
        if e.carry_state:
            memory.carried = self._training.trace.zero_state()
            memory.fed = self._training.trace.zero_state()
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
        memory = self._memory
        before = self.moment, memory.fed, memory.carried, self._rule.updates
        try:
            with torch.inference_mode():
                return self._step(cancelled)
        except Stopped:
            # Only the answer pass comes after the update; it has left nothing that is kept.
            if self.moment != before[0]:
                with torch.inference_mode():
                    memory.go_back()
                self.moment, memory.fed, memory.carried, self._rule.updates = before
            return None

    def _step(self, cancelled: Cancelled) -> Step:
        costs = self._measure(cancelled)
        self._training.backward(self._batches.training(self.moment), cancelled)
        if cancelled():
            raise Stopped
        iteration, memory = self.moment, self._memory
        memory.remember()
        if self._frozen is None:
            self._rule.update()
        else:
            self._update_but(self._frozen)
        if self._carries:
            # The state of the pass before the update goes on; no gradient crosses.
            memory.fed, memory.carried = memory.carried, self._training.trace.final()
        self.moment = iteration + 1
        self._moved()
        if self.moment % self._answer_every and self.moment != self._iterations:
            return Step(iteration, costs, None)
        self._answer_pass(cancelled)
        return Step(iteration, costs, self._answering.predictions())

    def _update_but(self, frozen: Tensor) -> None:
        """Update what is not frozen: the rest neither moves nor counts in the norm of a clip."""
        memory = self._memory
        memory.gradients.masked_fill_(frozen, 0.0)
        self._rule.update()
        torch.where(frozen, memory.flat_before, memory.flat, out=memory.flat)

    def _measure(self, cancelled: Cancelled) -> list[float]:
        if self._costs is None:
            self._training_pass(cancelled)
            self._costs = self._training.costs(self._batches.training(self.moment))
        return self._costs

    def _training_pass(self, cancelled: Cancelled) -> None:
        if not self._trained:
            if self._carries:
                self._training.trace.start(*self._memory.carried)
            self._training.forward(self._batches.training(self.moment), cancelled)
            self._trained = True

    def _answer_pass(self, cancelled: Cancelled) -> None:
        if self._whole:
            self._training_pass(cancelled)
        elif not self._answered:
            if self._answers_from_fed:
                self._answering.trace.start(*self._memory.fed)
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
                    hidden=copied(network.trace.hidden[member, 1:, 0][shown]),
                    costs=copied(time_costs[member, shown, 0]),
                    predictions=tuple(network.logits[member].argmax(1).tolist()),
                    cost=network.total(time_costs)[member],
                )
        except Stopped:
            return None

    def edit(self, field: str, value: object, member: int | None = None) -> None:
        """Let an event take effect: a field of one member, or of all, or a part of the network.

        Only what may change while training is taken; see `edits`.
        """
        if isinstance(value, Weight):
            with torch.inference_mode():
                for row in self._memory.flat[0]:
                    self._layout.named(row)[value.tensor][value.index] = value.value
            self._moved()
        elif field in SURGERY:
            self._take_ablations(self.ablations.after(value))
        else:
            assert FIELD[field].in_flight, field
            changed = list(self.experiments)
            for k in range(self.members) if member is None else (member,):
                changed[k] = changed[k].replace(**{field: value})
            self._take(changed)

    def _take(self, experiments: list[Experiment]) -> None:
        """Go on with other values of what may change in flight, for each member."""
        weighed = [e.loss_weights for e in self.experiments]
        before, self.experiments = self.experiments[0], experiments
        now = experiments[0]
        self._iterations = now.iterations
        if (before.optimizer, before.carry_state) != (now.optimizer, now.carry_state):
            self._rebuild(same_carry=before.carry_state == now.carry_state)
        self._take_settings()
        if weighed != [e.loss_weights for e in experiments]:
            self._take_loss_weights()

    def _rebuild(self, *, same_carry: bool) -> None:
        """Be made anew for another optimizer or another way through the data; the weights stay."""
        before, updates = self._memory, self._rule.updates
        self.task = Task(self.experiments[0])
        with torch.inference_mode():
            self._allocate()
            if self._memory.take_over(before):
                self._rule.updates = updates
            if same_carry:
                self._memory.carried, self._memory.fed = before.carried, before.fed
        self._moved()
        self._take_loss_weights()
        self._take_ablations(self.ablations)

    def _take_ablations(self, ablations: Ablations) -> None:
        self.ablations = ablations
        with torch.inference_mode():
            for network in {id(p): p for p in (self._training, self._answering)}.values():
                network.trace.ablate(ablations)
            self._frozen = None
            if ablations.frozen:
                mask = torch.zeros(self.parameters, dtype=torch.bool)
                for name in ablations.frozen:
                    self._layout.named(mask)[name].fill_(True)
                self._frozen = mask
        self._moved()

    def weights(self, member: int = 0, before: bool = False) -> Arrays:
        """Give the parameters of one member, of this moment or of the one before."""
        return self._memory.weights(member, before=before)

    def state(self, member: int = 0) -> Arrays:
        """Give everything that going on exactly needs.

        Weights by name, `slot/SLOT/NAME`, `carried/h` and `carried/c` (what the next iteration
        is fed), `fed/h` and `fed/c` (what the last one was), `moment`, and `updates` since the
        slots were fresh.
        """
        state = self._memory.state(member)
        state["moment"] = np.array(self.moment)
        state["updates"] = np.array(self._rule.updates)
        return state

    def restore(self, state: Mapping[str, NDArray[Any]], member: int = 0) -> None:
        """Take what `state` gave; slots of another optimizer start fresh, as does a state.

        Moment and updates are those of all members: restore the others too.
        """
        with torch.inference_mode():
            whole = self._memory.restore(state, member)
        self.moment = int(state["moment"])
        self._rule.updates = int(state["updates"]) if whole else 0
        self._moved()

    @property
    def updates(self) -> int:
        """Updates made since the optimizer's slots were fresh."""
        return self._rule.updates

    @property
    def state_size(self) -> int:
        """Numbers in a flat state, the same whatever edits come."""
        return self._memory.state_size

    def keep(self, row: NDArray[Any]) -> None:
        """Copy the state of the only member into a flat row `(state_size,)` of its type."""
        self._memory.keep(row)

    def put_back(self, row: NDArray[Any], moment: int, updates: int, regime: Regime) -> None:
        """Be what `keep` gave at a moment, under the regime that governed it."""
        if regime.experiment != self.experiments[0]:
            self._take([regime.experiment])
        if regime.ablations != self.ablations:
            self._take_ablations(regime.ablations)
        with torch.inference_mode():
            self._memory.put_back(row)
        self.moment, self._rule.updates = moment, updates
        self._moved()
