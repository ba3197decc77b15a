"""Long short-term memory."""

import torch
from torch import Tensor

from rnn_tui.engine.abreast.unrolled import Abreast, Parts
from rnn_tui.experiment import Cell, Convention


class LstmAbreast(Abreast):
    """i, j, f, o = x W_x + b + h W, the blocks in the order of the convention.

    c' = sigmoid(f + forget bias) c + sigmoid(i) tanh(j)
    h' = sigmoid(o) tanh(c')

    The forget bias, 1 in tensorflow and 0 in pytorch, is added at run time, not stored.
    """

    cell = Cell.LSTM

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        T, H = self.time_steps, self.hidden_size
        self._z = self.blank(T, 4, H)  # the gates
        self._memory = self.blank(T + 1, H)  # c, from the zero before the first time step on
        self._squashed = self.blank(T, H)  # tanh(c')
        self._forget = self.blank(4, H)
        if self.convention is Convention.TENSORFLOW:
            self._forget[self.names.index("forget")] = 1.0
        self._forget = self._forget.view(4 * H, -1)
        i, j, f, o = (
            self._z[:, self.names.index(name)]
            for name in ("input", "candidate", "forget", "output")
        )
        self._i, self._j, self._o = i, j, o
        h, c = self.hidden.unbind(), self._memory.unbind()
        before = [None, *(k.unsqueeze(1) for k in h)]  # (hidden, 1, members)
        z = self._z.view(T, 4 * H, -1).unbind()
        self._forward = list(
            zip(
                *(before, self._x, z, i.unbind(), j.unbind(), f.unbind(), o.unbind()),
                *(c, c[1:], self._squashed.unbind(), h),
                strict=False,
            )
        )
        self._slope = self.blank(T, H)  # dh'/dc'
        self._local = self.blank(T, 4, H)  # what dL/dc or dL/dh is multiplied with
        d_memory = self.blank(T, H)
        # Both conventions keep the output gate in the last block.
        d_z = [place.d_z.view(4, H, -1) for place in self._places]
        self._backward = list(
            zip(
                *([None, *self.d_hidden.unbind()], before, self.d_hidden.unbind()),
                *(self._slope.unbind(), d_memory.unbind(), f.unbind()),
                *(self._local[:, :3].unbind(), self._local[:, 3].unbind()),
                *([block[:3] for block in d_z], [block[3] for block in d_z], self._places),
                strict=False,
            )
        )[::-1]

    def _biases(self) -> Tensor:
        return torch.add(super()._biases(), self._forget, out=self._bias)

    def _advance(self) -> None:
        W, products, tanh, minus_two = (
            self.weights.recurrent,
            self._products,
            self.tanh,
            self._minus_two,
        )
        one = self._one
        for before, x, z, i, j, f, o, c_before, c, squashed, h in self._forward:
            if before is None:
                z.copy_(x)
            else:
                torch.mul(before, W, out=products)  # (hidden, 4 * hidden, members)
                torch.sum(products, 0, out=z).add_(x)  # (4 * hidden, members)
            # tanh(j) = 1 - 2 sigmoid(-2 j), with the gates
            j.mul_(minus_two)
            z.sigmoid_()
            torch.add(one, j, alpha=-2, out=j)
            torch.mul(f, c_before, out=c).addcmul_(i, j)  # (hidden, members)
            tanh(c, squashed)
            torch.mul(o, squashed, out=h)

    def _slopes(self) -> None:
        i, j, o, squashed, z, local = (
            *(self._i, self._j, self._o, self._squashed, self._z, self._local),
        )
        named = {name: local[:, k] for k, name in enumerate(self.names)}
        # s (1 - s) of each sigmoid, times what its gate lets through
        torch.addcmul(z, z, z, value=-1, out=local)
        named["input"].mul_(j)
        named["forget"].mul_(self._memory[:-1])
        named["output"].mul_(squashed)
        # i (1 - j^2)
        torch.mul(i, j, out=named["candidate"])
        torch.addcmul(i, named["candidate"], j, value=-1, out=named["candidate"])
        # o (1 - tanh(c')^2)
        torch.addcmul(o, self.hidden, squashed, value=-1, out=self._slope)

    def _retreat(self) -> None:
        later = None
        for (
            d_before,
            before,
            d_h,
            slope,
            d_c,
            f,
            local,
            local_o,
            d_z3,
            d_o,
            place,
        ) in self._backward:
            torch.mul(d_h, slope, out=d_c)  # (hidden, members)
            if later is not None:
                d_c.addcmul_(*later)
            torch.mul(d_c, local, out=d_z3)  # (3, hidden, members)
            torch.mul(d_h, local_o, out=d_o)  # (hidden, members)
            self._return(d_before, before, place)
            later = d_c, f
