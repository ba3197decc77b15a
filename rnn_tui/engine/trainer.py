"""`Trainer`: makes the updates of one experiment, or of several of one shape at once.

No thread, no clock, no print. A trainer stands at a moment k: the weights after k updates.
It gives and takes its state as numpy arrays, by the checkpoint's names or as one flat row that
is quick to keep. Everything it hands out is a copy. A cancelled call returns None and leaves
everything as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_tui.edits import NOTHING, Ablations, Freeze, Hold, Regime, Weight, Zero
from rnn_tui.engine.descent import Descent
from rnn_tui.engine.inspect import Inspector
from rnn_tui.engine.layout import Layout, draw
from rnn_tui.engine.memory import Arrays, Memory
from rnn_tui.engine.passes import Passes
from rnn_tui.engine.tensors import Cancelled, Stopped, never
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.record import Inside, Picture, Probe
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
        self.ablations = NOTHING
        """What is out of action, in every member."""
        self._layout = Layout.of(task)
        self.parameters = self._layout.parameters
        """Numbers trained, of each member."""
        with torch.inference_mode():
            self._memory = Memory(self._layout, task, self.members)
            self._descent = Descent(self._layout, self._memory, self.experiments)
            if initial is None:
                draw(self._layout, self.experiments, self._memory.parameters)
            else:
                for k in range(self.members):
                    self._memory.put(initial, k)
            self._begin_passes()

    def _begin_passes(self) -> None:
        """Unroll the network over what an iteration reads; a carried state starts at zero."""
        self.task = Task(self.experiments[0])
        self._answer_every = self.task.answer_every
        self._memory.begin_states(self.task.experiment.carry_state)
        self._passes = Passes(self._layout, self.task, self._memory, self._descent.gradients)
        self._take_loss_weights()
        self._take_ablations()

    def _moved(self) -> None:
        """Forget what was computed of another moment."""
        self._passes.moved()
        self._costs: list[float] | None = None

    def _take_loss_weights(self) -> None:
        self._passes.weigh(self.experiments)
        self._costs = None

    def _take_ablations(self) -> None:
        answering = self._passes.ablate(self.ablations)
        self._inspector = Inspector(self._layout, self._memory, answering, self.ablations)
        self._moved()

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
                return self._passes.answer(self.moment, cancelled).predictions()
        except Stopped:
            return None

    def step(self, cancelled: Cancelled = never) -> Step | None:
        """Make one update: measure, backward, update, answer pass if due; None when cancelled."""
        moment, updates = self.moment, self._descent.updates
        try:
            with torch.inference_mode():
                return self._step(cancelled)
        except Stopped:
            # Only the answer pass comes after the update; it has left nothing that is kept.
            if self.moment != moment:
                with torch.inference_mode():
                    self._memory.go_back()
                self.moment, self._descent.updates = moment, updates
            return None

    def _step(self, cancelled: Cancelled) -> Step:
        costs = self._measure(cancelled)
        self._passes.backward(self.moment, cancelled)
        if cancelled():
            raise Stopped
        self._descent.update()
        self._passes.carry()
        iteration = self.moment
        self.moment = iteration + 1
        self._moved()
        if self.moment % self._answer_every and self.moment != self.experiments[0].iterations:
            return Step(iteration, costs, None)
        return Step(iteration, costs, self._passes.answer(self.moment, cancelled).predictions())

    def _measure(self, cancelled: Cancelled) -> list[float]:
        if self._costs is None:
            network, batch = self._passes.train(self.moment, cancelled)
            self._costs = network.costs(batch)
        return self._costs

    def picture(
        self, member: int = 0, span: tuple[int, int] | None = None, cancelled: Cancelled = never
    ) -> Picture | None:
        """Give what one member computes at the moment, over all time steps or a span of them."""
        shown = slice(*(span or (0, self.task.length)))
        try:
            with torch.inference_mode():
                self._passes.answer(self.moment, cancelled)
                batch = self._passes.batches.answer()
                return self._inspector.picture(member, self.moment, batch, shown)
        except Stopped:
            return None

    def inspect(self, probe: Probe, member: int = 0, cancelled: Cancelled = never) -> Inside | None:
        """Give the inside of the answer pass of one member; None when cancelled."""
        try:
            with torch.inference_mode():
                self._passes.answer(self.moment, cancelled)
                batch = self._passes.batches.answer()
                return self._inspector.inside(probe, member, self.moment, batch, cancelled)
        except Stopped:
            return None

    def edit(self, field: str, value: object, member: int | None = None) -> None:
        """Let an event take effect from the next update on; see `edits`.

        Live fields and weights may be of one member, all else is of all. Another optimizer
        starts with fresh slots, another way to carry the state from zero.
        """
        changed = range(self.members) if member is None else (member,)
        with torch.inference_mode():
            match value:
                case Weight():
                    for k in changed:
                        self._memory.named(k)[value.tensor][value.index] = value.value
                    self._moved()
                case Zero() | Hold() | Freeze():
                    self._obey(self.experiments, self.ablations.after(value))
                case _:
                    assert FIELD[field].in_flight, field
                    if not FIELD[field].live:
                        changed = range(self.members)
                    experiments = list(self.experiments)
                    for k in changed:
                        experiments[k] = experiments[k].replace(**{field: value})
                    self._obey(experiments, self.ablations)

    def _obey(self, experiments: list[Experiment], ablations: Ablations) -> None:
        """Follow other experiments and ablations, making anew only what they change."""
        before, self.experiments = self.experiments, experiments
        old, new = before[0], experiments[0]
        if new.optimizer is not old.optimizer:
            self._descent.begin(experiments)
        self._descent.set(experiments)
        if ablations != self.ablations:
            self.ablations = ablations
            self._descent.freeze(ablations.frozen)
            self._take_ablations()
        if new.carry_state is not old.carry_state:
            self._begin_passes()
        elif any(
            a.loss_weights != b.loss_weights for a, b in zip(before, experiments, strict=True)
        ):
            self._take_loss_weights()

    @property
    def updates(self) -> int:
        """Updates made since the optimizer's slots were fresh."""
        return self._descent.updates

    @property
    def state_size(self) -> int:
        """Numbers of a flat state, the same whatever edits come."""
        return self._memory.size

    def keep(self, row: NDArray[Any]) -> None:
        """Copy the flat state of the only member into a row `(state_size,)` of the run's type."""
        self._memory.keep(row)

    def put_back(self, row: NDArray[Any], moment: int, updates: int, regime: Regime) -> None:
        """Be what was kept of the only member, under the regime that governed it."""
        assert self.members == 1
        with torch.inference_mode():
            self._obey([regime.experiment], regime.ablations)
            self._memory.take(row)
        self.moment, self._descent.updates = moment, updates
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
        state["updates"] = np.array(self._descent.updates)
        return state

    def restore(self, state: Mapping[str, NDArray[Any]], member: int = 0) -> None:
        """Take what `state` gave; slots of another optimizer start fresh, as does a state.

        Moment and updates are those of all members: restore the others too.
        """
        with torch.inference_mode():
            complete = self._memory.restore(state, member)
        self.moment = int(state["moment"])
        self._descent.updates = int(state["updates"]) if complete else 0
        self._moved()
