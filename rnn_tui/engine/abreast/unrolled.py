"""What the cells abreast share: the rows of the characters, products, where gradients go."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor

from rnn_tui.anatomy import GATES
from rnn_tui.engine.layout import Layout
from rnn_tui.experiment import Cell, Convention

LANES = 64
"""Members that an operation takes at once, or a multiple of it: one more would go another way."""


class Matrices(NamedTuple):
    """The matrices of all members, features first."""

    inputs: Tensor
    """(vocabulary, gates * hidden, members)"""
    inputs_bias: Tensor | None
    """(gates * hidden, members): the second bias of the pytorch convention"""
    recurrent: Tensor
    """(hidden, gates * hidden, members)"""
    bias: Tensor
    """(gates * hidden, members)"""
    readout: Tensor | None
    """(hidden, vocabulary, members)"""
    readout_bias: Tensor | None
    """(vocabulary, members)"""

    @classmethod
    def of(cls, layout: Layout, rows: Tensor) -> "Matrices":
        """View rows `(members, parameters)` in which the members lie last."""
        inputs, inputs_bias, recurrent, readout = (
            None if matrix is None else matrix.permute(1, 2, 0) for matrix in layout.weights(rows)
        )
        assert inputs is not None
        assert recurrent is not None
        return cls(
            inputs,
            None if inputs_bias is None else inputs_bias[0],
            recurrent[:-1],
            recurrent[-1],
            None if readout is None else readout[:-1],
            None if readout is None else readout[-1],
        )


class Parts(NamedTuple):
    """What a trace is made of."""

    convention: Convention
    inputs: Sequence[int]
    """The id that each time step reads."""
    weights: Matrices
    gradients: Matrices


class Place(NamedTuple):
    """Where a time step puts what the gates' sums are to blame for."""

    d_z: Tensor
    """(gates * hidden, members)"""
    row: Tensor | None
    """The row of the character that d_z is added to; None where d_z is that row."""


class Abreast:
    """One cell over one text; subclasses hold the equations of a time step."""

    cell: ClassVar[Cell]

    def __init__(self, parts: Parts) -> None:
        self.convention, self.inputs, self.weights, self.gradients = parts
        H, N, M = self.weights.recurrent.shape
        self.time_steps, self.hidden_size, self.members = T, _, _ = len(self.inputs), H, M
        self.names = GATES[self.cell, self.convention]
        states = self.blank(T + 1, H)
        self.hidden, self.hidden_before = states[1:], states[:-1]
        """(time, hidden, members): h after and before each time step; it starts from zero."""
        self.d_hidden = self.blank(T, H)
        """dL/dh_t: at first what the logits say, after `backward` all of it."""
        self._characters = self.blank(len(self.weights.inputs), N)
        self._x = [self._characters[k] for k in self.inputs]
        self._bias = self.blank(N)
        self._products, self._sum = self.blank(H, N), self.blank(H)
        self._one, self._minus_two = (self.blank().fill_(value) for value in (1.0, -2.0))
        self._places = self._place()
        read = set(self.inputs)
        self._unread = [k for k in range(len(self.weights.inputs)) if k not in read]

    def blank(self, *features: int) -> Tensor:
        """Allocate zeros `(*features, members)`, or one number for all."""
        shape = (*features, self.members) if features else ()
        return torch.zeros(shape, dtype=self.weights.inputs.dtype)

    def _place(self) -> list[Place]:
        """Let each d_z stand in the row of its character, but where a later one stands there."""
        rows, spare = self.gradients.inputs, self.blank(self.weights.bias.shape[0])
        last = {character: step for step, character in enumerate(self.inputs)}
        return [
            Place(rows[k], None) if last[k] == step else Place(spare, rows[k])
            for step, k in enumerate(self.inputs)
        ]

    def tanh(self, x: Tensor, out: Tensor) -> None:
        """Set out = 1 - 2 sigmoid(-2 x)."""
        torch.mul(x, self._minus_two, out=out).sigmoid_()
        torch.add(self._one, out, alpha=-2, out=out)

    def forward(self) -> None:
        """Fill the trace."""
        # x W + b, the row of each character
        torch.add(self.weights.inputs, self._biases(), out=self._characters)
        self._advance()

    def _biases(self) -> Tensor:
        """Give what is added to the rows of all characters, `(gates * hidden, members)`."""
        if self.weights.inputs_bias is None:
            return self.weights.bias
        return torch.add(self.weights.bias, self.weights.inputs_bias, out=self._bias)

    def backward(self) -> None:
        """Complete dL/dh_t, and fill the gradients."""
        gradients = self.gradients
        self._fresh = True
        if self.time_steps == 1:
            gradients.recurrent.zero_()
        for character in self._unread:
            gradients.inputs[character].zero_()
        self._slopes()
        self._retreat()
        # dL/db = sum of dz over all time steps
        torch.sum(gradients.inputs, 0, out=gradients.bias)
        if gradients.inputs_bias is not None:
            gradients.inputs_bias.copy_(gradients.bias)

    def _return(self, d_before: Tensor | None, before: Tensor | None, place: Place) -> None:
        """Let the dz of a time step go back to h before and to the weights.

        d_before `(hidden, members)` and before `(hidden, 1, members)`: None at the first one.
        """
        d_z, row = place
        if d_before is not None and before is not None:
            # dL/dh += W dz, dL/dW += h' dz
            torch.mul(self.weights.recurrent, d_z, out=self._products)
            d_before.add_(torch.sum(self._products, 1, out=self._sum))
            self._collect(self.gradients.recurrent, before, d_z)
            self._fresh = False
        if row is not None:
            row.add_(d_z)

    def _collect(self, gradient: Tensor, before: Tensor, d_z: Tensor) -> None:
        """Add h' dz to the gradient of a matrix, or set it to that where it is the first."""
        if self._fresh:
            torch.mul(before, d_z, out=gradient)
        else:
            gradient.addcmul_(before, d_z)

    def _advance(self) -> None:
        """Go forward through time."""
        raise NotImplementedError

    def _slopes(self) -> None:
        """Compute what dL/dh_t is multiplied with, for all time steps at once."""
        raise NotImplementedError

    def _retreat(self) -> None:
        """Go backward through time."""
        raise NotImplementedError
