"""One pass of a network over one batch: trace, logits, cost, and the gradients of its cost.

A `Pass` owns its workspace and reads the weights it was given views of; it knows neither
iterations nor optimizers.
"""

import torch
from torch import Tensor

from rnn_tui.engine.batches import Batch
from rnn_tui.engine.cells import ASK_ABOVE, Parts, unroll
from rnn_tui.engine.layout import Layout, Weights
from rnn_tui.engine.tensors import Cancelled, Sizes, Stopped, adder, buffer, multiply_transposed


class Pass:
    """The network unrolled over one batch. Without gradients it only goes forward."""

    def __init__(
        self, layout: Layout, sizes: Sizes, weights: Weights, gradients: Weights | None = None
    ) -> None:
        M, T, B, V, H, dtype = sizes
        self.sizes, self._gradients = sizes, gradients
        self.trace = unroll(layout.cell, Parts(sizes, layout.convention, weights, gradients))
        self._readout = weights.readout
        self._work = M * T * B * (H + 1) * V
        self._asks = self.trace.asks or self._work > ASK_ABOVE
        after = self.trace.after.rows
        # Without a readout the outputs are the logits. (members, time * batch, vocabulary)
        self.logits = (
            after[:, :, :H] if self._readout is None else buffer(sizes, V, whole=True).rows
        )
        self.log_probabilities = buffer(sizes, V, whole=True).rows
        self._picked = buffer(sizes, 1, whole=True).rows
        self._costs = torch.zeros(M, 1, 1, dtype=dtype)
        self._batch_size = torch.tensor(float(B), dtype=dtype)
        # A sum over time is a product with ones: its order does not depend on the members.
        self._ones = torch.ones(1, 1, 1, dtype=dtype).expand(M, 1, T * B)
        self._minus_ones = torch.full((1, 1, 1), -1.0, dtype=dtype).expand(M, T * B, 1)
        if gradients is not None:
            linear = self._readout is not None
            d_hidden = self.trace.d_hidden.rows
            self._d_logits = buffer(sizes, V, whole=True).rows if linear else d_hidden
            # What the logits say of dL/dh_t, in one piece.
            self._d_outputs = d_hidden
            if linear and M > 1:
                self._d_outputs = buffer(sizes, H, whole=True).rows

    def forward(self, batch: Batch, cancelled: Cancelled) -> None:
        """Fill trace and logits, from the state the trace was started with; raises `Stopped`."""
        self.trace.forward(batch.inputs, cancelled)
        self._ask(cancelled)
        if self._readout is not None:
            # logits = [h, 1] W
            product = adder(self._work, cancelled)
            product(self.logits, self.trace.after.rows, self._readout, beta=0)

    def time_costs(self, batch: Batch) -> Tensor:
        """Compute weight * cross entropy of every position, `(members, time * batch, 1)`, nats."""
        torch.log_softmax(self.logits, 2, out=self.log_probabilities)
        costs = torch.gather(self.log_probabilities, 2, batch.targets, out=self._picked).neg_()
        return costs if batch.weights is None else costs.mul_(batch.weights)

    def total(self, time_costs: Tensor) -> Tensor:
        """Sum what `time_costs` gave: `(members,)`, nats, over time / batch."""
        costs = torch.bmm(self._ones, time_costs, out=self._costs)
        if self.sizes.batch > 1:
            costs.div_(self._batch_size)
        return costs.view(-1)

    def costs(self, batch: Batch) -> list[float]:
        """Compute the cost of each member in nats."""
        numbers: list[float] = self.total(self.time_costs(batch)).tolist()
        return numbers

    def backward(self, batch: Batch, cancelled: Cancelled) -> None:
        """Fill the gradients, after `forward` and `costs`; raises `Stopped`."""
        # dL/dlogits = weight (softmax - one-hot) / batch
        self._ask(cancelled)
        d_logits = torch.exp(self.log_probabilities, out=self._d_logits)
        self._ask(cancelled)
        d_logits.scatter_add_(2, batch.targets, self._minus_ones)
        if batch.weights is not None:
            d_logits.mul_(batch.weights)
        if self.sizes.batch > 1:
            d_logits.div_(self._batch_size)
        self._ask(cancelled)
        if self._readout is not None:
            assert self._gradients is not None
            assert self._gradients.readout is not None
            # dL/dh = dL/dlogits W', dL/dW = sum over time of [h, 1]' dL/dlogits
            back = self._readout[:, :-1].transpose(1, 2)
            adder(self._work, cancelled)(self._d_outputs, d_logits, back, beta=0)
            if self._d_outputs is not self.trace.d_hidden.rows:
                self.trace.d_hidden.rows.copy_(self._d_outputs)
            after, gradient = self.trace.after.rows, self._gradients.readout
            multiply_transposed(after, d_logits, gradient, cancelled, self.trace.scratch)
        self.trace.backward(batch.inputs, cancelled)

    def _ask(self, cancelled: Cancelled) -> None:
        """Raise `Stopped` when a large pass was cancelled."""
        if self._asks and cancelled():
            raise Stopped

    def predictions(self) -> list[list[int]]:
        """Give the likeliest id at each position (the smallest of equals) for each member."""
        predictions: list[list[int]] = self.logits.argmax(2).tolist()
        return predictions
