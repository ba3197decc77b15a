"""The gated recurrent unit, with the reset before the product or after it."""

from collections.abc import Mapping

import torch
from torch import Tensor

from rnn_tui.engine.cells.unrolled import Parts, Unrolled
from rnn_tui.engine.tensors import Cancelled, Steps, Stopped, blocks, buffer, multiply_transposed
from rnn_tui.experiment import Cell


class Gru(Unrolled):
    """What both share: h' = u h + (1 - u) n = n + u (h - n)."""

    cell = Cell.GRU

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        H = self.sizes.hidden
        recurrent = self.weights.recurrent
        self._W, self._V = recurrent[:, :, : 2 * H], recurrent[:, :, 2 * H :]
        self._run = self.gates["reset"], self.gates["update"], self.gates["candidate"]
        self._ru = self.z.steps[..., : 2 * H]
        self._change = buffer(self.sizes, H)  # h - n
        self._hold({})

    def _hold(self, held: Mapping[str, float]) -> None:
        """Set scale and lift: a sigmoid is scale tanh(z / 2) + lift, both 1/2; `(2 * hidden,)`.

        A gate that is held has scale 0; s (1 - s) is 0 as well, so that nothing goes back
        through it.
        """
        sweep = [(0.0, held[k]) if k in held else (0.5, 0.5) for k in ("reset", "update")]
        columns = torch.tensor(sweep, dtype=self.sizes.dtype)
        repeated = columns.repeat_interleave(self.sizes.hidden, 0).t().contiguous()
        self._scale, self._lift = repeated.unbind()

    def _shared_slopes(self, local: Tensor, passed: Tensor) -> None:
        """Fill r (1 - r) passed, u (1 - u) (h - n) and, last, (1 - u) (1 - n^2)."""
        H, ru = self.sizes.hidden, self._ru
        _, u, n = self._run
        torch.addcmul(ru, ru, ru, value=-1, out=local[..., : 2 * H])
        local[..., :H].mul_(passed)
        local[..., H : 2 * H].mul_(self._change.steps)
        d_n = local[..., -H:]
        torch.addcmul(self.one, n, n, value=-1, out=d_n)
        torch.addcmul(d_n, d_n, u, value=-1, out=d_n)


class GruBefore(Gru):
    """tensorflow: reset before the product.

    r, u = sigmoid(x W_x + [h, 1] W)
    n = tanh(x V_x + [r h, 1] V)
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        H = self.sizes.hidden
        self._kept = buffer(self.sizes, H + 1)  # [r h, 1]
        self._kept.rows[:, :, H] = 1.0
        self._h_before = self.hidden[:, :-1]
        self._forward = Steps(
            *(self._ru, *self._run, self.before.steps, self._h_before, self._kept.steps),
            *(self._kept.steps[..., :H], self._change.steps, self.hidden[:, 1:]),
        )
        if not self.returns:
            return
        self._local = buffer(self.sizes, 3 * H)
        self._d_kept = buffer(self.losses, H)
        self._W_transposed = self._W[:, :H].transpose(1, 2)
        self._V_transposed = self._V[:, :H].transpose(1, 2)
        local, d_z = blocks(self._local.steps, 3), blocks(self.d_z.steps, 3)
        self._backward = Steps(
            *(self.d_hidden.steps, self.d_hidden.steps.unsqueeze(3)),
            *(local[:, :, :, 0], local[:, :, :, 1:], d_z[:, :, :, 0], d_z[:, :, :, 1:]),
            *(self.d_z.steps[..., : 2 * H], d_z[:, :, :, 2], self._d_kept.steps, *self._run[:2]),
        )

    def _advance(self, cancelled: Cancelled) -> None:
        W, V, asks, product = self._W, self._V, self.asks, self.product(cancelled)
        zeroed = self._zeroed
        scale, lift = self._scale, self._lift
        multiply, subtract, addcmul = torch.mul, torch.sub, torch.addcmul
        for ru, r, u, n, before, h_before, kept, rh, change, h in self._forward.forward():
            if asks and cancelled():
                raise Stopped
            product(ru, before, W, beta=0.5, alpha=0.5)  # (members, batch, 2 * hidden)
            ru.tanh_()
            addcmul(lift, ru, scale, out=ru)
            multiply(r, h_before, out=rh)  # (members, batch, hidden)
            product(n, kept, V)
            n.tanh_()
            subtract(h_before, n, out=change)
            addcmul(n, u, change, out=h)
            if zeroed is not None:
                h.masked_fill_(zeroed, 0.0)

    def terms(self, member: int, step: int, character: int) -> Tensor:
        """Let the candidate see r h."""
        made = super().terms(member, step, character)
        rh = self._kept.steps[member, step, 0, :-1]
        torch.mv(self._V[member, :-1].t(), rh, out=made[1, 2])
        return made

    def _slopes(self) -> None:
        self._shared_slopes(self._local.steps, self._h_before)

    def _retreat(self, cancelled: Cancelled) -> None:
        W, V, asks = self._W_transposed, self._V_transposed, self.asks
        product, multiply = self.product(cancelled), torch.mul
        zeroed, later = self._zeroed, None
        for now in self._backward.backward():
            if asks and cancelled():
                raise Stopped
            d_h, d_h2, local_r, local_un, d_r, d_un, d_ru, d_n, d_rh, r, u = now
            if later is not None:
                d_h_later, d_ru_later, d_rh_later, r_later, u_later = later
                product(d_h, d_ru_later, W)  # (members, batch, hidden)
                d_h.addcmul_(d_h_later, u_later)
                d_h.addcmul_(d_rh_later, r_later)
            if zeroed is not None:
                d_h.masked_fill_(zeroed, 0.0)
            multiply(d_h2, local_un, out=d_un)  # (members, batch, 2, hidden)
            product(d_rh, d_n, V, beta=0)  # (members, batch, hidden)
            multiply(d_rh, local_r, out=d_r)
            later = d_h, d_ru, d_rh, r, u

    def _recurrent_gradients(self, gradient: Tensor, cancelled: Cancelled) -> None:
        # dL/dW = sum of [h, 1]' d(r, u), dL/dV = sum of [r h, 1]' dn
        H, d_z = self.sizes.hidden, self.d_z.rows
        gates, candidate = slice(0, 2 * H), slice(2 * H, 3 * H)
        for a, some in ((self.before.rows, gates), (self._kept.rows, candidate)):
            multiply_transposed(a, d_z[..., some], gradient[..., some], cancelled, self.scratch)


class GruAfter(Gru):
    """pytorch: reset after the product, which has a bias of its own.

    r, u = sigmoid(x W_x + [h, 1] W)
    m = [h, 1] V
    n = tanh(x V_x + r m)
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        H = self.sizes.hidden
        self._m = buffer(self.sizes, H)
        self._forward = Steps(
            *(self._ru, *self._run, self.before.steps, self.hidden[:, :-1], self._m.steps),
            *(self._change.steps, self.hidden[:, 1:]),
        )
        if not self.returns:
            return
        # Four blocks: r, u, m, n; the first three are what the recurrent product gave.
        self._local = buffer(self.sizes, 4 * H)
        self.d_z = buffer(self.losses, 4 * H)
        self._transposed = self.weights.recurrent[:, :H].transpose(1, 2)
        local, d_z = blocks(self._local.steps, 4), blocks(self.d_z.steps, 4)
        self._d_m, self._d_n = d_z[:, :, :, 2], d_z[:, :, :, 3]
        self._d_rum = self.d_z.rows[:, :, : 3 * H]
        self._backward = Steps(
            *(self.d_hidden.steps, self.d_hidden.steps.unsqueeze(3), d_z[:, :, :, 3:]),
            *(local[:, :, :, 0::2], local[:, :, :, 1::2], d_z[:, :, :, 0::2], d_z[:, :, :, 1::2]),
            *(self.d_z.steps[..., : 3 * H], self.gates["update"]),
        )

    def _advance(self, cancelled: Cancelled) -> None:
        W, V, asks, product = self._W, self._V, self.asks, self.product(cancelled)
        zeroed = self._zeroed
        scale, lift, subtract, addcmul = self._scale, self._lift, torch.sub, torch.addcmul
        for ru, r, u, n, before, h_before, m, change, h in self._forward.forward():
            if asks and cancelled():
                raise Stopped
            product(ru, before, W, beta=0.5, alpha=0.5)  # (members, batch, 2 * hidden)
            ru.tanh_()
            addcmul(lift, ru, scale, out=ru)
            product(m, before, V, beta=0)  # (members, batch, hidden)
            n.addcmul_(r, m)
            n.tanh_()
            subtract(h_before, n, out=change)
            addcmul(n, u, change, out=h)
            if zeroed is not None:
                h.masked_fill_(zeroed, 0.0)

    def terms(self, member: int, step: int, character: int) -> Tensor:
        """Let the candidate see r m, with the bias that is in m."""
        made, weights = super().terms(member, step, character), self.weights
        r, m = self.gates["reset"][member, step, 0], self._m.steps[member, step, 0]
        torch.mul(r, m, out=made[1, 2])
        assert weights.inputs_bias is not None
        made[2, 2].copy_(blocks(weights.inputs_bias[member, 0], 3)[2])
        return made

    def _slopes(self) -> None:
        H, local = self.sizes.hidden, self._local.steps
        self._shared_slopes(local, self._m.steps)
        local[..., 2 * H : 3 * H].copy_(self.gates["reset"])

    def _retreat(self, cancelled: Cancelled) -> None:
        W, asks = self._transposed, self.asks
        product, multiply = self.product(cancelled), torch.mul
        zeroed, later = self._zeroed, None
        for d_h, d_h2, d_n, local_rm, local_un, d_rm, d_un, d_rum, u in self._backward.backward():
            if asks and cancelled():
                raise Stopped
            if later is not None:
                d_h_later, d_rum_later, u_later = later
                product(d_h, d_rum_later, W)  # (members, batch, hidden)
                d_h.addcmul_(d_h_later, u_later)
            if zeroed is not None:
                d_h.masked_fill_(zeroed, 0.0)
            multiply(d_h2, local_un, out=d_un)  # (members, batch, 2, hidden)
            multiply(d_n, local_rm, out=d_rm)
            later = d_h, d_rum, u

    def _recurrent_gradients(self, gradient: Tensor, cancelled: Cancelled) -> None:
        # dL/d[W, V] = sum of [h, 1]' d(r, u, m)
        multiply_transposed(self.before.rows, self._d_rum, gradient, cancelled, self.scratch)

    def d_inputs(self) -> Tensor:
        """Give dL/d(x W + b): of r, u and n."""
        # The inputs see n where the recurrent product sees m, which is done with.
        self._d_m.copy_(self._d_n)
        return self._d_rum
