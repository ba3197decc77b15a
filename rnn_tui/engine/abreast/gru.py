"""The gated recurrent unit, with the reset before the product or after it."""

import torch
from torch import Tensor

from rnn_tui.engine.abreast.unrolled import Abreast, Parts
from rnn_tui.experiment import Cell


class GruAbreast(Abreast):
    """What both share: h' = u h + (1 - u) n = n + u (h - n)."""

    cell = Cell.GRU

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        T, H = self.time_steps, self.hidden_size
        self._gates = self.blank(T, 3, H)  # r, u, n
        self._change = self.blank(T, H)  # h - n
        self._local = self.blank(T, 3, H)  # what dL/dh is multiplied with; for r what follows it
        self._ru = self._gates.view(T, 3 * H, -1)[:, : 2 * H]
        self._x_ru = [x[: 2 * H] for x in self._x]
        self._x_n = [x[2 * H :] for x in self._x]
        self._d_z = [place.d_z.view(3, H, -1) for place in self._places]
        self._W, self._V = self._split(self.weights.recurrent)
        self._d_W, self._d_V = self._split(self.gradients.recurrent)
        # (hidden, 1, members)
        self._columns = [None, *(h.unsqueeze(1) for h in self.hidden_before[1:])]

    def _split(self, matrix: Tensor) -> tuple[Tensor, Tensor]:
        H = self.hidden_size
        return matrix[:, : 2 * H], matrix[:, 2 * H :]

    def _shared_slopes(self, passed: Tensor) -> None:
        """Fill r (1 - r) passed, u (1 - u) (h - n) and (1 - u) (1 - n^2)."""
        gates, local = self._gates, self._local
        ru, u, n = gates[:, :2], gates[:, 1], gates[:, 2]
        torch.addcmul(ru, ru, ru, value=-1, out=local[:, :2])
        local[:, 0].mul_(passed)
        local[:, 1].mul_(self._change)
        d_n = local[:, 2]
        torch.addcmul(self._one, n, n, value=-1, out=d_n)
        torch.addcmul(d_n, d_n, u, value=-1, out=d_n)


class GruBeforeAbreast(GruAbreast):
    """tensorflow: reset before the product.

    r, u = sigmoid(x W_x + b + h W)
    n = tanh(x V_x + b + (r h) V)
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        T, H = self.time_steps, self.hidden_size
        self._kept = self.blank(T, H)  # r h
        self._sums, self._d_kept = self.blank(H), self.blank(H)
        self._gate_products, self._candidate_products = self.blank(H, 2 * H), self.blank(H, H)
        kept = self._kept.unbind()
        self._kept_columns = [k.unsqueeze(1) for k in kept]
        r, u, n = (self._gates[:, k].unbind() for k in range(3))
        self._forward = list(
            zip(
                *(self._columns, self._x_ru, self._x_n, self._ru.unbind(), r, u, n),
                *(self.hidden_before.unbind(), kept, self._kept_columns),
                *(self._change.unbind(), self.hidden.unbind()),
                strict=True,
            )
        )
        d_h, d_z = self.d_hidden.unbind(), self._d_z
        self._backward = list(
            zip(
                *([None, *d_h[:-1]], self._columns, self._kept_columns, d_h, r, u),
                *(self._local[:, 0].unbind(), self._local[:, 1:].unbind()),
                *([block[0] for block in d_z], [block[:2].flatten(0, 1) for block in d_z]),
                *([block[1:] for block in d_z], [block[2] for block in d_z], self._places),
                strict=True,
            )
        )[::-1]

    def _advance(self) -> None:
        W, V, tanh, sums = self._W, self._V, self.tanh, self._sums
        gates, candidate = self._gate_products, self._candidate_products
        for now in self._forward:
            column, x_ru, x_n, ru, r, u, n, h_before, kept, kept_column, change, h = now
            if column is None:
                torch.sigmoid(x_ru, out=ru)
                tanh(x_n, n)
            else:
                torch.mul(column, W, out=gates)  # (hidden, 2 * hidden, members)
                torch.sum(gates, 0, out=ru).add_(x_ru).sigmoid_()  # (2 * hidden, members)
                torch.mul(r, h_before, out=kept)  # (hidden, members)
                torch.mul(kept_column, V, out=candidate)  # (hidden, hidden, members)
                torch.sum(candidate, 0, out=sums).add_(x_n)  # (hidden, members)
                tanh(sums, n)
            torch.sub(h_before, n, out=change)
            torch.addcmul(n, u, change, out=h)

    def _slopes(self) -> None:
        self._shared_slopes(self.hidden_before)

    def _retreat(self) -> None:
        W, V, summed, d_kept = self._W, self._V, self._sum, self._d_kept
        gates, candidate = self._gate_products, self._candidate_products
        for now in self._backward:
            d_before, column, kept, d_h, r, u, local_r, local_un, d_r, d_ru, d_un, d_n, place = now
            torch.mul(d_h, local_un, out=d_un)  # (2, hidden, members)
            if d_before is None or column is None:
                d_r.zero_()
            else:
                # dL/d(r h) = V dn
                torch.mul(V, d_n, out=candidate)  # (hidden, hidden, members)
                torch.sum(candidate, 1, out=d_kept)  # (hidden, members)
                torch.mul(d_kept, local_r, out=d_r)
                # dL/dh += W d(r, u) + dL/dh' u + dL/d(r h) r
                torch.mul(W, d_ru, out=gates)  # (hidden, 2 * hidden, members)
                d_before.add_(torch.sum(gates, 1, out=summed))  # (hidden, members)
                d_before.addcmul_(d_h, u).addcmul_(d_kept, r)
                # dL/dW += h' d(r, u), dL/dV += (r h)' dn
                self._collect(self._d_W, column, d_ru)
                self._collect(self._d_V, kept, d_n)
                self._fresh = False
            if place.row is not None:
                place.row.add_(place.d_z)


class GruAfterAbreast(GruAbreast):
    """pytorch: reset after the product, which has a bias of its own.

    r, u = sigmoid(x W_x + b + h W)
    m = h V + b_m
    n = tanh(x V_x + b_n + r m)
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        T, H = self.time_steps, self.hidden_size
        assert self.weights.inputs_bias is not None
        self._bias_m = self.weights.bias[2 * H :]
        self._m = self.blank(T, H)
        self._d_m = self.blank(T, H)
        self._sums, self._inner = self.blank(3 * H), self.blank(H)
        products = self._products
        self._product_ru, self._product_m = products[:, : 2 * H], products[:, 2 * H :]
        r, u, n = (self._gates[:, k].unbind() for k in range(3))
        self._forward = list(
            zip(
                *(self._columns, self._x_ru, self._x_n, self._ru.unbind(), r, u, n),
                *(self.hidden_before.unbind(), self._m.unbind()),
                *(self._change.unbind(), self.hidden.unbind()),
                strict=True,
            )
        )
        d_h, d_z = self.d_hidden.unbind(), self._d_z
        self._backward = list(
            zip(
                *([None, *d_h[:-1]], self._columns, d_h, r, u),
                *(self._local[:, 0].unbind(), self._local[:, 1:].unbind(), self._d_m.unbind()),
                *([block[0] for block in d_z], [block[:2].flatten(0, 1) for block in d_z]),
                *([block[1:] for block in d_z], [block[2] for block in d_z], self._places),
                strict=True,
            )
        )[::-1]

    def _biases(self) -> Tensor:
        # The recurrent bias of n is in m.
        gates, weights = 2 * self.hidden_size, self.weights
        assert weights.inputs_bias is not None
        torch.add(weights.bias[:gates], weights.inputs_bias[:gates], out=self._bias[:gates])
        self._bias[gates:].copy_(weights.inputs_bias[gates:])
        return self._bias

    def _advance(self) -> None:
        W, products, sums, tanh = self.weights.recurrent, self._products, self._sums, self.tanh
        bias, inner, gates = self._bias_m, self._inner, 2 * self.hidden_size
        sums_ru, sums_m = sums[:gates], sums[gates:]
        for column, x_ru, x_n, ru, r, u, n, h_before, m, change, h in self._forward:
            if column is None:
                torch.sigmoid(x_ru, out=ru)
                m.copy_(bias)
            else:
                torch.mul(column, W, out=products)  # (hidden, 3 * hidden, members)
                torch.sum(products, 0, out=sums)  # (3 * hidden, members)
                torch.add(sums_ru, x_ru, out=ru).sigmoid_()
                torch.add(sums_m, bias, out=m)  # (hidden, members)
            tanh(torch.addcmul(x_n, r, m, out=inner), n)
            torch.sub(h_before, n, out=change)
            torch.addcmul(n, u, change, out=h)

    def _slopes(self) -> None:
        self._shared_slopes(self._m)

    def _retreat(self) -> None:
        W, V, products, summed = self._W, self._V, self._products, self._sum
        product_ru, product_m = self._product_ru, self._product_m
        for now in self._backward:
            d_before, column, d_h, r, u, local_r, local_un, d_m, d_r, d_ru, d_un, d_n, place = now
            torch.mul(d_h, local_un, out=d_un)  # (2, hidden, members)
            torch.mul(d_n, local_r, out=d_r)  # (hidden, members)
            torch.mul(d_n, r, out=d_m)
            if d_before is not None and column is not None:
                # dL/dh += [W, V] d(r, u, m) + dL/dh' u
                torch.mul(W, d_ru, out=product_ru)
                torch.mul(V, d_m, out=product_m)
                d_before.add_(torch.sum(products, 1, out=summed)).addcmul_(d_h, u)
                # dL/d[W, V] += h' d(r, u, m)
                self._collect(self._d_W, column, d_ru)
                self._collect(self._d_V, column, d_m)
                self._fresh = False
            if place.row is not None:
                place.row.add_(place.d_z)

    def backward(self) -> None:
        """Complete dL/dh_t, and fill the gradients."""
        super().backward()
        # The recurrent bias of n is to blame for m.
        torch.sum(self._d_m, 0, out=self.gradients.bias[2 * self.hidden_size :])
