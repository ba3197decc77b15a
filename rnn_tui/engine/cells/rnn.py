"""The plain recurrent cell, the same in both conventions."""

import torch

from rnn_tui.engine.cells.unrolled import Parts, Unrolled
from rnn_tui.engine.tensors import Cancelled, Steps, Stopped, buffer
from rnn_tui.experiment import Cell


class Rnn(Unrolled):
    """h' = tanh(x W_x + [h, 1] W)."""

    cell = Cell.RNN

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        H = self.sizes.hidden
        self._forward = Steps(self.z.steps, self.before.steps, self.hidden[:, 1:])
        if self.returns:
            self._slope = buffer(self.sizes, H)
            self._outputs = self.after.rows[:, :, :H]
            self._transposed = self.weights.recurrent[:, :H].transpose(1, 2)
            self._backward = Steps(self.d_hidden.steps, self._slope.steps, self.d_z.steps)

    def _advance(self, cancelled: Cancelled) -> None:
        W, asks, add, tanh = self.weights.recurrent, self.asks, self.product(cancelled), torch.tanh
        zeroed = self._zeroed
        for z, before, h in self._forward.forward():
            if asks and cancelled():
                raise Stopped
            add(z, before, W)  # (members, batch, hidden)
            tanh(z, out=h)
            if zeroed is not None:
                h.masked_fill_(zeroed, 0.0)

    def _slopes(self) -> None:
        # 1 - h^2
        h = self._outputs
        torch.addcmul(self.one, h, h, value=-1, out=self._slope.rows)

    def _retreat(self, cancelled: Cancelled) -> None:
        W, asks, add, multiply = self._transposed, self.asks, self.product(cancelled), torch.mul
        zeroed = self._zeroed
        d_z_later = None
        for d_h, slope, d_z in self._backward.backward():
            if asks and cancelled():
                raise Stopped
            if d_z_later is not None:
                add(d_h, d_z_later, W)  # (members, batch, hidden)
            if zeroed is not None:
                d_h.masked_fill_(zeroed, 0.0)
            multiply(d_h, slope, out=d_z)
            d_z_later = d_z
