"""Long short-term memory."""

from collections.abc import Mapping

import torch
from torch import Tensor

from rnn_tui.anatomy import GATES
from rnn_tui.engine.cells.unrolled import Parts, Unrolled
from rnn_tui.engine.tensors import Cancelled, Steps, Stopped, blocks, buffer
from rnn_tui.experiment import Cell, Convention


class Lstm(Unrolled):
    """i, j, f, o = x W_x + [h, 1] W, the blocks in the order of the convention.

    c' = sigmoid(f + forget bias) c + sigmoid(i) tanh(j)
    h' = sigmoid(o) tanh(c')

    The forget bias, 1 in tensorflow and 0 in pytorch, is added at run time, not stored.
    """

    cell = Cell.LSTM

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        H = self.sizes.hidden
        self._convention = parts.convention
        self._hold({})
        cells = buffer(self.sizes, H, self.sizes.time_steps + 1)
        self.memory = cells.steps
        self._c_before, self._c = cells.steps[:, :-1], cells.steps[:, 1:]
        self._squashed = buffer(self.sizes, H)  # tanh(c')
        self._forward = Steps(
            *(self.z.steps, *(self.gates[k] for k in ("input", "candidate", "forget", "output"))),
            *(self.before.steps, self._c_before, self._c, self._squashed.steps),
            self.hidden[:, 1:],
        )
        if not self.returns:
            return
        self._transposed = self.weights.recurrent[:, :H].transpose(1, 2)
        self._d_memory = buffer(self.losses, H)
        self._slope = buffer(self.sizes, H)  # dh'/dc'
        self._local = buffer(self.sizes, 4 * H)  # what dL/dc or dL/dh is multiplied with
        local, d_z = blocks(self._local.steps, 4), blocks(self.d_z.steps, 4)
        self._local_gates = {
            name: local[:, :, :, k] for k, name in enumerate(GATES[self.cell, parts.convention])
        }
        # Both conventions keep the output gate in the last block.
        self._backward = Steps(
            *(self.d_hidden.steps, self._slope.steps, self._d_memory.steps, self.gates["forget"]),
            *(self.d_z.steps, self._d_memory.steps.unsqueeze(3)),
            *(local[:, :, :, :3], d_z[:, :, :, :3], local[:, :, :, 3], d_z[:, :, :, 3]),
        )

    def _hold(self, held: Mapping[str, float]) -> None:
        """Set scale, shift and lift: scale tanh(scale z + shift) + lift is every gate.

        A sigmoid has scale and lift 1/2, the candidate's tanh 1 and 0. A gate that is held has
        scale 0; s (1 - s) is 0 as well, so that nothing goes back through it. `(gates * hidden,)`
        """
        forget = 0.5 if self._convention is Convention.TENSORFLOW else 0.0
        sweep = {
            "input": (0.5, 0.0, 0.5),
            "forget": (0.5, forget, 0.5),
            "candidate": (1.0, 0.0, 0.0),
            "output": (0.5, 0.0, 0.5),
        } | {name: (0.0, 0.0, value) for name, value in held.items()}
        columns = torch.tensor(
            [sweep[name] for name in GATES[self.cell, self._convention]], dtype=self.sizes.dtype
        )
        repeated = columns.repeat_interleave(self.sizes.hidden, 0).t().contiguous()
        self._scale, self._shift, self._lift = repeated.unbind()

    def terms(self, member: int, step: int, character: int) -> Tensor:
        """Add the forget bias."""
        made = super().terms(member, step, character)
        if self._convention is Convention.TENSORFLOW:
            made[2, GATES[self.cell, self._convention].index("forget")].add_(1.0)
        return made

    def _advance(self, cancelled: Cancelled) -> None:
        W, asks, add = self.weights.recurrent, self.asks, self.product(cancelled)
        scale, shift, lift, zeroed = self._scale, self._shift, self._lift, self._zeroed
        tanh, multiply, addcmul = torch.tanh, torch.mul, torch.addcmul
        for z, i, j, f, o, before, c_before, c, squashed, h in self._forward.forward():
            if asks and cancelled():
                raise Stopped
            add(z, before, W)  # (members, batch, 4 * hidden)
            addcmul(shift, z, scale, out=z)
            z.tanh_()
            addcmul(lift, z, scale, out=z)
            multiply(f, c_before, out=c)  # (members, batch, hidden)
            c.addcmul_(i, j)
            tanh(c, out=squashed)
            multiply(o, squashed, out=h)
            if zeroed is not None:
                h.masked_fill_(zeroed, 0.0)

    def _slopes(self) -> None:
        gates, local, squashed = self.gates, self._local_gates, self._squashed.steps
        i, j, o = gates["input"], gates["candidate"], gates["output"]
        # s (1 - s) of each sigmoid, times what its gate lets through
        s = self.z.rows
        torch.addcmul(s, s, s, value=-1, out=self._local.rows)
        local["input"].mul_(j)
        local["forget"].mul_(self._c_before)
        local["output"].mul_(squashed)
        # i (1 - j^2)
        torch.mul(i, j, out=local["candidate"])
        torch.addcmul(i, local["candidate"], j, value=-1, out=local["candidate"])
        # o (1 - tanh(c')^2)
        torch.addcmul(o, self.hidden[:, 1:], squashed, value=-1, out=self._slope.steps)

    def _retreat(self, cancelled: Cancelled) -> None:
        W, asks, add, multiply = self._transposed, self.asks, self.product(cancelled), torch.mul
        zeroed, later = self._zeroed, None
        for d_h, slope, d_c, f, d_z, d_c3, local, d_z3, local_o, d_o in self._backward.backward():
            if asks and cancelled():
                raise Stopped
            if later is not None:
                d_z_later, d_c_later, f_later = later
                add(d_h, d_z_later, W)  # (members, batch, hidden)
            if zeroed is not None:
                d_h.masked_fill_(zeroed, 0.0)
            multiply(d_h, slope, out=d_c)
            if later is not None:
                d_c.addcmul_(d_c_later, f_later)
            multiply(d_c3, local, out=d_z3)  # (members, batch, 3, hidden)
            multiply(d_h, local_o, out=d_o)  # (members, batch, hidden)
            later = d_z, d_c, f
