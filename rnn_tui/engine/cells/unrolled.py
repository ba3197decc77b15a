"""What the cells share: the trace, the product with the inputs, the gradients of the weights."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor

from rnn_tui.anatomy import GATES
from rnn_tui.edits import Ablations
from rnn_tui.engine.layout import Weights
from rnn_tui.engine.tensors import (
    Buffer,
    Cancelled,
    Product,
    Sizes,
    Stopped,
    adder,
    blocks,
    buffer,
    multiply_transposed,
)
from rnn_tui.experiment import Cell, Convention

ASK_ABOVE = 1_000_000
"""Multiply-adds of a pass above which `cancelled` is asked before every time step."""


class Parts(NamedTuple):
    """What a trace is made of. Without gradients, and without losses, it only goes forward."""

    sizes: Sizes
    convention: Convention
    weights: Weights
    gradients: Weights | None = None
    losses: int = 0
    """So many losses of one sequence go backward side by side, without gradients of weights."""


class Unrolled:
    """One cell over one batch of sequences; subclasses hold the equations of a time step."""

    cell: ClassVar[Cell]

    def __init__(self, parts: Parts) -> None:
        self.sizes, convention, self.weights, self.gradients, losses = parts
        M, T, B, V, H, dtype = self.sizes
        self.returns = self.gradients is not None or losses > 0
        # What goes backward has a row for each loss; what was computed forward serves them all.
        rows = losses or B
        self.losses = self.sizes._replace(batch=rows)
        names = GATES[self.cell, convention]
        self.z = buffer(self.sizes, len(names) * H)  # (members, time, batch, gates * hidden)
        """What the gates are computed from, then the gates."""
        split = blocks(self.z.steps, len(names))
        self.gates = {name: split[:, :, :, k] for k, name in enumerate(names)}
        """Each gate by name, `(members, time, batch, hidden)`."""
        # [h, 1] from the state before the first time step on: the last column stays one.
        outputs = buffer(self.sizes, H + 1, T + 1)  # (members, time + 1, batch, hidden + 1)
        outputs.rows[:, :, H] = 1.0
        self.before = Buffer(outputs.steps[:, :-1], outputs.rows[:, :-B])
        self.after = Buffer(outputs.steps[:, 1:], outputs.rows[:, B:])
        self.hidden = outputs.steps[..., :H]
        """(members, time + 1, batch, hidden): the first is the state it starts from."""
        self.memory: Tensor | None = None
        """The lstm's c, as `hidden`."""
        if self.returns:
            self.d_hidden = buffer(self.losses, H)
            """dL/dh_t: at first what the logits say, after `retreat` all of it."""
            self.d_z = buffer(self.losses, len(names) * H)
        self.scratch: Tensor | None = None
        """Room for the gradient of one matrix of each member."""
        if self.gradients is not None and M > 1:
            self.scratch = torch.zeros(M * (H + 1) * max(len(names) * H, V), dtype=dtype)
        self._zeroed: Tensor | None = None
        step = rows * (H + 1) * len(names) * H
        self.asks = M * T * step > ASK_ABOVE
        self._step_work = M * step
        self.one = torch.tensor(1.0, dtype=dtype)
        self._ones = torch.ones(1, 1, 1, dtype=dtype).expand(M, 1, T * B)

    def ablate(self, ablations: Ablations) -> None:
        """Put units and gates out of action in the passes that follow, and all others in action.

        A zeroed unit computes what it always does, but its h is set to 0 at the start and after
        each time step, and so is its dL/dh_t: nothing comes from it and nothing goes to it, in
        any cell, and its gates still show what they would do.
        """
        self._zeroed = None
        if ablations.zeroed:
            self._zeroed = torch.zeros(self.sizes.hidden, dtype=torch.bool)
            self._zeroed[list(ablations.zeroed)] = True
        self._hold(dict(ablations.held))

    def _hold(self, held: Mapping[str, float]) -> None:
        """Hold gates at 0 or 1, and let the others go; a cell without gates has none to hold."""

    def start(self, hidden: Tensor, memory: Tensor | None = None) -> None:
        """Set the state before the first time step, `(members, batch, hidden)`; it is zero else."""
        self.hidden[:, 0].copy_(hidden)
        if self.memory is not None and memory is not None:
            self.memory[:, 0].copy_(memory)
        if self._zeroed is not None:
            self.hidden[:, 0].masked_fill_(self._zeroed, 0.0)

    @property
    def final(self) -> list[Tensor]:
        """The state after the last time step: hidden and, in the lstm, memory."""
        return [kept[:, -1] for kept in (self.hidden, self.memory) if kept is not None]

    def forward(self, inputs: Tensor, cancelled: Cancelled) -> None:
        """Fill the trace; raises `Stopped`."""
        # x W + b for all time steps at once: the row of each character
        torch.index_select(self.weights.inputs, 1, inputs, out=self.z.rows)
        if self.weights.inputs_bias is not None:
            self.z.rows.add_(self.weights.inputs_bias)
        self._advance(cancelled)

    def retreat(self, cancelled: Cancelled) -> None:
        """Complete dL/dh_t and all that goes backward with it; raises `Stopped`."""
        self._slopes()
        self._retreat(cancelled)

    def backward(self, inputs: Tensor, cancelled: Cancelled) -> None:
        """Retreat, and fill the gradients; raises `Stopped`."""
        gradients = self.gradients
        assert gradients is not None
        self.retreat(cancelled)
        self._recurrent_gradients(gradients.recurrent, cancelled)
        self.ask(cancelled)
        # dL/dW = sum of dz over the time steps that read the character
        d_z = self.d_inputs()
        gradients.inputs.zero_().index_add_(1, inputs, d_z)
        if gradients.inputs_bias is not None:
            torch.bmm(self._ones, d_z, out=gradients.inputs_bias)

    def terms(self, member: int, step: int, character: int) -> Tensor:
        """Compute what the inputs, h before and the biases gave the gates of a time step.

        `(3, gates, hidden)`; their sum is what a gate is the sigmoid or tanh of.
        """
        H, weights = self.sizes.hidden, self.weights
        h = self.hidden[member, step, 0]
        made = torch.stack(
            [
                weights.inputs[member, character],
                h @ weights.recurrent[member, :H],
                weights.recurrent[member, H],
            ]
        )
        if weights.inputs_bias is not None:
            made[2].add_(weights.inputs_bias[member, 0])
        return blocks(made, len(self.gates))

    def ask(self, cancelled: Cancelled) -> None:
        """Raise `Stopped` when a large pass was cancelled."""
        if self.asks and cancelled():
            raise Stopped

    def product(self, cancelled: Cancelled) -> Product:
        """Give the product that one time step computes with."""
        return adder(self._step_work, cancelled)

    def _advance(self, cancelled: Cancelled) -> None:
        """Go forward through time."""
        raise NotImplementedError

    def _slopes(self) -> None:
        """Compute what dL/dh_t is multiplied with, for all time steps at once."""
        raise NotImplementedError

    def _retreat(self, cancelled: Cancelled) -> None:
        """Go backward through time."""
        raise NotImplementedError

    def _recurrent_gradients(self, gradient: Tensor, cancelled: Cancelled) -> None:
        # dL/dW = sum over time of [h, 1]' dz
        multiply_transposed(self.before.rows, self.d_z.rows, gradient, cancelled, self.scratch)

    def d_inputs(self) -> Tensor:
        """Give dL/d(x W + b) after `retreat`, `(members, time * batch, gates * hidden)`."""
        return self.d_z.rows
