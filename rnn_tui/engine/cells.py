"""The three cells in two conventions, unrolled over time: forward fills a trace, backward reads it.

Equations are written for one time step of one member; each line holds for all members and
sequences at once. `[h, 1] W` stands for the recurrent product with its bias in the last row
of W. Nothing here knows logits, costs or optimizers, and nothing is allocated in a pass.

sigmoid(x) is computed as tanh(x / 2) / 2 + 1 / 2: tanh gives the same bits for a number
wherever it stands in a tensor, so that a member of an ensemble equals the same model alone.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from rnn_tui.engine.layout import GATES, Weights
from rnn_tui.engine.products import multiply_transposed
from rnn_tui.engine.tensors import Buffer, Cancelled, Sizes, Steps, buffer
from rnn_tui.experiment import Cell, Convention

ASK_ABOVE = 1_000_000
"""Multiply-adds of a pass above which `cancelled` is asked before every time step."""


class Unrolled:
    """One cell over one batch of sequences. Subclasses hold the equations of one time step.

    `hidden` and, in the lstm, `memory` have time + 1 steps; the first is the state it starts
    from. A trace without gradients only goes forward.
    """

    def __init__(
        self, sizes: Sizes, convention: Convention, weights: Weights, gradients: Weights | None
    ) -> None:
        M, T, B, _, H, dtype = sizes
        self.sizes, self.weights, self.gradients = sizes, weights, gradients
        columns = weights.recurrent.shape[2]
        self.work = M * T * B * (H + 1) * columns
        self._asks = self.work > ASK_ABOVE
        self.z = buffer(sizes, columns)  # (members, time, batch, gates * hidden)
        self.blocks = self.z.steps.unflatten(3, (-1, H))
        self.gates: Mapping[str, Tensor] = {
            name: self.blocks[:, :, :, k] for k, name in enumerate(GATES[self.cell, convention])
        }
        # [h, 1]: the last column stays one. (members, time + 1, batch, hidden + 1)
        self.outputs = buffer(sizes, H + 1, T + 1)
        self.outputs.rows[:, :, H] = 1.0
        self.before = Buffer(self.outputs.steps[:, :-1], self.outputs.rows[:, :-B])
        self.after = Buffer(self.outputs.steps[:, 1:], self.outputs.rows[:, B:])
        self.hidden = self.outputs.steps[..., :H]
        self.memory: Tensor | None = None
        self.half = torch.tensor(0.5, dtype=dtype)
        self.one = torch.tensor(1.0, dtype=dtype)
        self._ones = torch.ones(1, 1, 1, dtype=dtype).expand(M, 1, T * B)
        if gradients is not None:
            # dL/dh_t, at first what the logits say; dL/dz_t. (members, time, batch, ...)
            self.d_hidden = buffer(sizes, H)
            self.d_z = buffer(sizes, columns)

    cell: Cell

    def start(self, hidden: Tensor | None, memory: Tensor | None) -> None:
        """Set the state before the first time step, `(members, batch, hidden)`; None is zero."""
        for kept, given in ((self.hidden, hidden), (self.memory, memory)):
            if kept is not None:
                if given is None:
                    kept[:, 0].zero_()
                else:
                    kept[:, 0].copy_(given)

    def final(self) -> list[Tensor]:
        """Copy the state after the last time step: hidden and, in the lstm, memory."""
        return [kept[:, -1].clone() for kept in (self.hidden, self.memory) if kept is not None]

    def zero_state(self) -> list[Tensor]:
        """Make the zero state, as `final` gives it."""
        return [torch.zeros_like(tensor) for tensor in self.final()]

    def forward(self, inputs: Tensor, cancelled: Cancelled) -> bool:
        """Fill the trace; False when cancelled."""
        # x_t W + b: the row of its character for all time steps at once
        torch.index_select(self.weights.inputs, 1, inputs, out=self.z.rows)
        if self.weights.inputs_bias is not None:
            self.z.rows.add_(self.weights.inputs_bias)
        return self._advance(cancelled)

    def backward(self, inputs: Tensor, cancelled: Cancelled) -> bool:
        """Turn `d_hidden` into all of dL/dh_t and fill the gradients; False when cancelled."""
        assert self.gradients is not None
        if not self._retreat(cancelled) or not self._recurrent_gradients(cancelled):
            return False
        d_inputs = self._d_inputs()
        self.gradients.inputs.zero_()
        self.gradients.inputs.index_add_(1, inputs, d_inputs)
        if self.gradients.inputs_bias is not None:
            torch.bmm(self._ones, d_inputs, out=self.gradients.inputs_bias)
        return True

    def _advance(self, cancelled: Cancelled) -> bool:
        raise NotImplementedError

    def _retreat(self, cancelled: Cancelled) -> bool:
        raise NotImplementedError

    def _recurrent_gradients(self, cancelled: Cancelled) -> bool:
        # dL/d[W; b] = sum over time of [h_{t-1}, 1]' dz_t
        assert self.gradients is not None
        return multiply_transposed(
            self.before.rows, self.d_z.rows, self.gradients.recurrent, cancelled
        )

    def _d_inputs(self) -> Tensor:
        return self.d_z.rows


class Rnn(Unrolled):
    """h' = tanh(x W_x + [h, 1] W)."""

    cell = Cell.RNN

    def __init__(
        self, sizes: Sizes, convention: Convention, weights: Weights, gradients: Weights | None
    ) -> None:
        super().__init__(sizes, convention, weights, gradients)
        self._forward = Steps(self.z.steps, self.before.steps, self.hidden[:, 1:])
        if gradients is not None:
            self.slope = buffer(sizes, sizes.hidden)
            self._backward = Steps(self.d_hidden.steps, self.slope.steps, self.d_z.steps)
            H = sizes.hidden
            self._transposed = weights.recurrent[:, :H].transpose(1, 2)
            self._after = self.after.rows[:, :, :H]

    def _advance(self, cancelled: Cancelled) -> bool:
        W, asks, tanh = self.weights.recurrent, self._asks, torch.tanh
        for z, before, h in self._forward.forward():
            if asks and cancelled():
                return False
            z.baddbmm_(before, W)  # (members, batch, hidden)
            tanh(z, out=h)
        return True

    def _retreat(self, cancelled: Cancelled) -> bool:
        W, asks, multiply = self._transposed, self._asks, torch.mul
        # 1 - h^2
        h = self._after
        torch.addcmul(self.one, h, h, value=-1, out=self.slope.rows)
        later = None
        for d_h, slope, d_z in self._backward.backward():
            if asks and cancelled():
                return False
            if later is not None:
                d_h.baddbmm_(later, W)  # (members, batch, hidden)
            multiply(d_h, slope, out=d_z)
            later = d_z
        return True


class Lstm(Unrolled):
    """i, j, f, o = x W_x + [h, 1] W, in the order of the convention.

    c' = sigmoid(f + forget bias) c + sigmoid(i) tanh(j)
    h' = sigmoid(o) tanh(c')
    The forget bias, 1 in tensorflow and 0 in pytorch, is added at run time, not stored.
    """

    cell = Cell.LSTM

    def __init__(
        self, sizes: Sizes, convention: Convention, weights: Weights, gradients: Weights | None
    ) -> None:
        super().__init__(sizes, convention, weights, gradients)
        H, dtype = sizes.hidden, sizes.dtype
        order = GATES[self.cell, convention]
        forget_bias = 1.0 if convention is Convention.TENSORFLOW else 0.0
        # Sigmoids of three blocks and tanh of one in one sweep: scale, tanh, scale, shift.
        candidate = [1.0 if name == "candidate" else 0.5 for name in order]
        shift = [0.5 * forget_bias if name == "forget" else 0.0 for name in order]
        self._scale = torch.tensor(candidate, dtype=dtype).repeat_interleave(H)
        self._shift = torch.tensor(shift, dtype=dtype).repeat_interleave(H)
        self._lift = 1.0 - self._scale
        self._lift[self._scale == 1.0] = 0.0
        cells = buffer(sizes, H, sizes.time_steps + 1)
        self.memory = cells.steps
        self._c_before = cells.steps[:, :-1]
        self._squashed = buffer(sizes, H)  # tanh(c')
        i, j, f, o = (self.gates[name] for name in ("input", "candidate", "forget", "output"))
        self._ijfo = i, j, f, o
        self._forward = Steps(
            *(self.z.steps, i, j, f, o, self.before.steps, self._c_before),
            *(cells.steps[:, 1:], self._squashed.steps, self.hidden[:, 1:]),
        )
        if gradients is None:
            return
        self._d_memory = buffer(sizes, H)
        self._slope = buffer(sizes, H)  # dh'/dc'
        self._local = buffer(sizes, 4 * H)
        local = self._local.steps.unflatten(3, (4, H))
        self._local_gates = {name: local[:, :, :, k] for k, name in enumerate(order)}
        d_blocks = self.d_z.steps.unflatten(3, (4, H))
        self._transposed = weights.recurrent[:, :H].transpose(1, 2)
        # Both conventions keep the output gate in the last block.
        self._backward = Steps(
            *(self.d_hidden.steps, self._slope.steps, self._d_memory.steps, f, self.d_z.steps),
            *(self._d_memory.steps.unsqueeze(3), local[:, :, :, :3], d_blocks[:, :, :, :3]),
            *(local[:, :, :, 3], d_blocks[:, :, :, 3]),
        )

    def _advance(self, cancelled: Cancelled) -> bool:
        W, asks = self.weights.recurrent, self._asks
        scale, shift, lift = self._scale, self._shift, self._lift
        tanh, multiply, addcmul = torch.tanh, torch.mul, torch.addcmul
        for z, i, j, f, o, before, c_before, c, squashed, h in self._forward.forward():
            if asks and cancelled():
                return False
            z.baddbmm_(before, W)  # (members, batch, 4 * hidden)
            addcmul(shift, z, scale, out=z)
            z.tanh_()
            addcmul(lift, z, scale, out=z)
            multiply(f, c_before, out=c)  # (members, batch, hidden)
            c.addcmul_(i, j)
            tanh(c, out=squashed)
            multiply(o, squashed, out=h)
        return True

    def _slopes(self) -> None:
        """Fill what each gate's dL/dz is multiplied with, for all time steps at once."""
        i, j, f, o = self._ijfo
        squashed, local = self._squashed.steps, self._local_gates
        s = self.z.rows
        # s (1 - s) for the sigmoids, times what the gate lets through
        torch.addcmul(s, s, s, value=-1, out=self._local.rows)
        local["input"].mul_(j)
        local["forget"].mul_(self._c_before)
        local["output"].mul_(squashed)
        # i (1 - j^2)
        torch.mul(i, j, out=local["candidate"])
        torch.addcmul(i, local["candidate"], j, value=-1, out=local["candidate"])
        # o (1 - tanh(c')^2)
        torch.addcmul(o, self.hidden[:, 1:], squashed, value=-1, out=self._slope.steps)

    def _retreat(self, cancelled: Cancelled) -> bool:
        self._slopes()
        W, asks, multiply = self._transposed, self._asks, torch.mul
        later = d_c_later = f_later = None
        for d_h, slope, d_c, f, d_z, d_c3, local, d_z3, local_o, d_o in self._backward.backward():
            if asks and cancelled():
                return False
            if later is None:
                multiply(d_h, slope, out=d_c)
            else:
                d_h.baddbmm_(later, W)  # (members, batch, hidden)
                multiply(d_c_later, f_later, out=d_c)
                d_c.addcmul_(d_h, slope)
            multiply(d_c3, local, out=d_z3)  # (members, batch, 3, hidden)
            multiply(d_h, local_o, out=d_o)
            later, d_c_later, f_later = d_z, d_c, f
        return True


class Gru(Unrolled):
    """What both gated recurrent units share: h' = u h + (1 - u) n."""

    cell = Cell.GRU

    def __init__(
        self, sizes: Sizes, convention: Convention, weights: Weights, gradients: Weights | None
    ) -> None:
        super().__init__(sizes, convention, weights, gradients)
        H = sizes.hidden
        self._W_gates = weights.recurrent[:, :, : 2 * H]
        self._W_candidate = weights.recurrent[:, :, 2 * H :]
        self._r, self._u, self._n = (self.gates[name] for name in ("reset", "update", "candidate"))
        self._ru = self.z.steps[..., : 2 * H]
        self._change = buffer(sizes, H)  # h - n


class GruBefore(Gru):
    """tensorflow: reset before the product.

    r, u = sigmoid(x W_x + [h, 1] W)
    n = tanh(x V_x + [r h, 1] V)
    """

    def __init__(
        self, sizes: Sizes, convention: Convention, weights: Weights, gradients: Weights | None
    ) -> None:
        super().__init__(sizes, convention, weights, gradients)
        H = sizes.hidden
        self._kept = buffer(sizes, H + 1)  # [r h, 1]
        self._kept.rows[:, :, H] = 1.0
        r, u, n = self._r, self._u, self._n
        h_before = self.hidden[:, :-1]
        self._forward = Steps(
            *(self._ru, r, u, n, self.before.steps, h_before, self._kept.steps),
            *(self._kept.steps[..., :H], self._change.steps, self.hidden[:, 1:]),
        )
        if gradients is None:
            return
        self._local = buffer(sizes, 3 * H)
        local = self._local.steps.unflatten(3, (3, H))
        d_blocks = self.d_z.steps.unflatten(3, (3, H))
        self._d_kept = buffer(sizes, H)
        self._gates_transposed = self._W_gates[:, :H].transpose(1, 2)
        self._candidate_transposed = self._W_candidate[:, :H].transpose(1, 2)
        self._backward = Steps(
            *(self.d_hidden.steps, self.d_hidden.steps.unsqueeze(3)),
            *(local[:, :, :, 0], local[:, :, :, 1:], d_blocks[:, :, :, 0], d_blocks[:, :, :, 1:]),
            *(self.d_z.steps[..., : 2 * H], d_blocks[:, :, :, 2], self._d_kept.steps, r, u),
        )

    def _advance(self, cancelled: Cancelled) -> bool:
        W, V, half, asks = self._W_gates, self._W_candidate, self.half, self._asks
        add, multiply, subtract, addcmul = torch.add, torch.mul, torch.sub, torch.addcmul
        for ru, r, u, n, before, h_before, kept, rh, change, h in self._forward.forward():
            if asks and cancelled():
                return False
            ru.baddbmm_(before, W, beta=0.5, alpha=0.5)  # (members, batch, 2 * hidden)
            ru.tanh_()
            add(half, ru, alpha=0.5, out=ru)
            multiply(r, h_before, out=rh)  # (members, batch, hidden)
            n.baddbmm_(kept, V)
            n.tanh_()
            subtract(h_before, n, out=change)
            addcmul(n, u, change, out=h)
        return True

    def _slopes(self) -> None:
        H, h_before, local = self.sizes.hidden, self.hidden[:, :-1], self._local.steps
        ru, u, n = self._ru, self._u, self._n
        d_r, d_u, d_n = local.split(H, 3)
        # r (1 - r) h, u (1 - u) (h - n), (1 - u) (1 - n^2)
        torch.addcmul(ru, ru, ru, value=-1, out=local[..., : 2 * H])
        d_r.mul_(h_before)
        d_u.mul_(self._change.steps)
        torch.addcmul(self.one, n, n, value=-1, out=d_n)
        torch.addcmul(d_n, d_n, u, value=-1, out=d_n)

    def _retreat(self, cancelled: Cancelled) -> bool:
        self._slopes()
        W, V, asks = self._gates_transposed, self._candidate_transposed, self._asks
        multiply, product = torch.mul, torch.bmm
        later = None
        for now in self._backward.backward():
            if asks and cancelled():
                return False
            d_h, d_h2, local_r, local_un, d_r, d_un, d_ru, d_n, d_rh, r, u = now
            if later is not None:
                d_h_later, d_ru_later, d_rh_later, r_later, u_later = later
                d_h.baddbmm_(d_ru_later, W)  # (members, batch, hidden)
                d_h.addcmul_(d_h_later, u_later)
                d_h.addcmul_(d_rh_later, r_later)
            multiply(d_h2, local_un, out=d_un)  # (members, batch, 2, hidden)
            product(d_n, V, out=d_rh)
            multiply(d_rh, local_r, out=d_r)
            later = d_h, d_ru, d_rh, r, u
        return True

    def _recurrent_gradients(self, cancelled: Cancelled) -> bool:
        assert self.gradients is not None
        H, gradient, d_z = self.sizes.hidden, self.gradients.recurrent, self.d_z.rows
        gates, candidate = slice(0, 2 * H), slice(2 * H, 3 * H)
        return multiply_transposed(
            self.before.rows, d_z[:, :, gates], gradient[:, :, gates], cancelled
        ) and multiply_transposed(
            self._kept.rows, d_z[:, :, candidate], gradient[:, :, candidate], cancelled
        )


class GruAfter(Gru):
    """pytorch: reset after the product, which has a bias of its own.

    r, u = sigmoid(x W_x + [h, 1] W)
    m = [h, 1] V
    n = tanh(x V_x + r m)
    """

    def __init__(
        self, sizes: Sizes, convention: Convention, weights: Weights, gradients: Weights | None
    ) -> None:
        super().__init__(sizes, convention, weights, gradients)
        H = sizes.hidden
        self._m = buffer(sizes, H)
        r, u, n = self._r, self._u, self._n
        self._forward = Steps(
            *(self._ru, r, u, n, self.before.steps, self.hidden[:, :-1], self._m.steps),
            *(self._change.steps, self.hidden[:, 1:]),
        )
        if gradients is None:
            return
        # Four blocks: r, u, n as the recurrent product sees it (m), n as the inputs see it.
        self._local = buffer(sizes, 4 * H)
        self.d_z = buffer(sizes, 4 * H)
        local = self._local.steps.unflatten(3, (4, H))
        self._d_blocks = self.d_z.steps.unflatten(3, (4, H))
        self._transposed = weights.recurrent[:, :H].transpose(1, 2)
        self._backward = Steps(
            *(self.d_hidden.steps, self.d_hidden.steps.unsqueeze(3)),
            *(local[:, :, :, 0::2], local[:, :, :, 1::2]),
            *(self._d_blocks[:, :, :, 0::2], self._d_blocks[:, :, :, 1::2]),
            *(self.d_z.steps[..., : 3 * H], self._d_blocks[:, :, :, 3:], u),
        )

    def _advance(self, cancelled: Cancelled) -> bool:
        W, V, half, asks = self._W_gates, self._W_candidate, self.half, self._asks
        add, subtract, addcmul, product = torch.add, torch.sub, torch.addcmul, torch.bmm
        for ru, r, u, n, before, h_before, m, change, h in self._forward.forward():
            if asks and cancelled():
                return False
            ru.baddbmm_(before, W, beta=0.5, alpha=0.5)  # (members, batch, 2 * hidden)
            ru.tanh_()
            add(half, ru, alpha=0.5, out=ru)
            product(before, V, out=m)  # (members, batch, hidden)
            n.addcmul_(r, m)
            n.tanh_()
            subtract(h_before, n, out=change)
            addcmul(n, u, change, out=h)
        return True

    def _slopes(self) -> None:
        H, local = self.sizes.hidden, self._local.steps
        ru, r, u, n = self._ru, self._r, self._u, self._n
        d_r, d_u, d_m, d_n = local.split(H, 3)
        # r (1 - r) m, u (1 - u) (h - n), r, (1 - u) (1 - n^2)
        torch.addcmul(ru, ru, ru, value=-1, out=local[..., : 2 * H])
        d_r.mul_(self._m.steps)
        d_u.mul_(self._change.steps)
        d_m.copy_(r)
        torch.addcmul(self.one, n, n, value=-1, out=d_n)
        torch.addcmul(d_n, d_n, u, value=-1, out=d_n)

    def _retreat(self, cancelled: Cancelled) -> bool:
        self._slopes()
        W, asks, multiply = self._transposed, self._asks, torch.mul
        later = None
        for d_h, d_h2, local_rm, local_un, d_rm, d_un, d_rum, d_n, u in self._backward.backward():
            if asks and cancelled():
                return False
            if later is not None:
                d_h_later, d_rum_later, u_later = later
                d_h.baddbmm_(d_rum_later, W)  # (members, batch, hidden)
                d_h.addcmul_(d_h_later, u_later)
            multiply(d_h2, local_un, out=d_un)  # (members, batch, 2, hidden)
            multiply(d_n, local_rm, out=d_rm)
            later = d_h, d_rum, u
        return True

    def _recurrent_gradients(self, cancelled: Cancelled) -> bool:
        assert self.gradients is not None
        d_rum = self.d_z.rows[:, :, : 3 * self.sizes.hidden]
        return multiply_transposed(self.before.rows, d_rum, self.gradients.recurrent, cancelled)

    def _d_inputs(self) -> Tensor:
        self._d_blocks[:, :, :, 2].copy_(self._d_blocks[:, :, :, 3])
        return self.d_z.rows[:, :, : 3 * self.sizes.hidden]


def unroll(
    cell: Cell,
    convention: Convention,
    sizes: Sizes,
    weights: Weights,
    gradients: Weights | None = None,
) -> Unrolled:
    """Make the trace of a cell."""
    match cell:
        case Cell.RNN:
            kind: type[Unrolled] = Rnn
        case Cell.LSTM:
            kind = Lstm
        case Cell.GRU:
            kind = GruBefore if convention is Convention.TENSORFLOW else GruAfter
    return kind(sizes, convention, weights, gradients)
