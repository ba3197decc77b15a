"""The plain recurrent cell."""

import torch

from rnn_tui.engine.abreast.unrolled import Abreast, Parts
from rnn_tui.experiment import Cell


class RnnAbreast(Abreast):
    """h' = tanh(x W_x + b + h W)."""

    cell = Cell.RNN

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        T, H = self.time_steps, self.hidden_size
        self._z = self.blank(H)
        self._slope = self.blank(T, H)
        h, d_h = self.hidden.unbind(), self.d_hidden.unbind()
        columns = [k.unsqueeze(1) for k in h]  # (hidden, 1, members)
        before = [None, *columns]
        self._forward = list(zip(columns, self._x[1:], h[1:], strict=False))
        self._backward = list(
            zip([None, *d_h], before, d_h, self._slope.unbind(), self._places, strict=False)
        )[::-1]

    def _advance(self) -> None:
        W, products, z, tanh = self.weights.recurrent, self._products, self._z, self.tanh
        tanh(self._x[0], self.hidden[0])
        for before, x, h in self._forward:
            torch.mul(before, W, out=products)  # (hidden, hidden, members)
            torch.sum(products, 0, out=z).add_(x)  # (hidden, members)
            tanh(z, h)

    def _slopes(self) -> None:
        # 1 - h^2
        h = self.hidden
        torch.addcmul(self._one, h, h, value=-1, out=self._slope)

    def _retreat(self) -> None:
        for d_before, before, d_h, slope, place in self._backward:
            torch.mul(d_h, slope, out=place.d_z)  # (hidden, members)
            self._return(d_before, before, place)
