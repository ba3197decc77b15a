"""One pass of a network over one batch: trace, logits, cost, and the gradients of its cost.

A `Pass` owns its workspace and reads the weights it was given views of; it knows neither
iterations nor optimizers.
"""

import torch
from torch import Tensor

from rnn_tui.engine.cells import unroll
from rnn_tui.engine.layout import Layout, Weights
from rnn_tui.engine.products import multiply_transposed
from rnn_tui.engine.tensors import Batch, Cancelled, Sizes, buffer


class Pass:
    """The network unrolled over one batch."""

    def __init__(
        self, layout: Layout, sizes: Sizes, weights: Weights, gradients: Weights | None = None
    ) -> None:
        M, T, B, V, H, dtype = sizes
        self.sizes, self._weights, self._gradients = sizes, weights, gradients
        self.trace = unroll(layout.cell, layout.convention, sizes, weights, gradients)
        self._after = self.trace.after.rows
        if weights.readout is None:
            # (members, time * batch, vocabulary): the outputs are the logits
            self.logits = self._after[:, :, :H]
        else:
            self.logits = buffer(sizes, V).rows
            self._readout_transposed = weights.readout[:, :H].transpose(1, 2)
        self.log_probabilities = buffer(sizes, V).rows
        self._picked = torch.zeros(M, T * B, 1, dtype=dtype)
        self._costs = torch.zeros(M, 1, 1, dtype=dtype)
        self._batch_size = torch.tensor(float(B), dtype=dtype)
        self._minus_one = torch.tensor(-1.0, dtype=dtype).expand(M, T * B, 1)
        # The sum over time is a product with ones: its order does not depend on the members.
        self._ones = torch.ones(1, 1, 1, dtype=dtype).expand(M, 1, T * B)
        if gradients is not None:
            readout = weights.readout is not None
            self._d_logits = buffer(sizes, V).rows if readout else self.trace.d_hidden.rows

    def forward(self, batch: Batch, cancelled: Cancelled) -> bool:
        """Fill trace and logits, from the state the trace was started with."""
        if not self.trace.forward(batch.inputs, cancelled):
            return False
        if self._weights.readout is not None:
            # logits = [h, 1] W  (members, time * batch, vocabulary)
            torch.bmm(self._after, self._weights.readout, out=self.logits)
        return True

    def costs(self, batch: Batch) -> Tensor:
        """Compute each member's cost in nats, `(members, 1, 1)`: the sum over time / batch."""
        picked = self.time_costs(batch)
        torch.bmm(self._ones, picked, out=self._costs)
        return self._costs.div_(self._batch_size) if self.sizes.batch > 1 else self._costs

    def time_costs(self, batch: Batch) -> Tensor:
        """Compute weight * cross entropy of every position, `(members, time * batch, 1)`."""
        torch.log_softmax(self.logits, 2, out=self.log_probabilities)
        picked = torch.gather(self.log_probabilities, 2, batch.targets, out=self._picked)
        picked.neg_()
        return picked if batch.weights is None else picked.mul_(batch.weights)

    def backward(self, batch: Batch, cancelled: Cancelled) -> bool:
        """Fill the gradients; forward and costs must have run. False when cancelled."""
        # dL/dlogits = weight (softmax - one-hot) / batch
        d_logits = torch.exp(self.log_probabilities, out=self._d_logits)
        d_logits.scatter_add_(2, batch.targets, self._minus_one)
        if batch.weights is not None:
            d_logits.mul_(batch.weights)
        if self.sizes.batch > 1:
            d_logits.div_(self._batch_size)
        if self._gradients is not None and self._gradients.readout is not None:
            torch.bmm(d_logits, self._readout_transposed, out=self.trace.d_hidden.rows)
            if not multiply_transposed(self._after, d_logits, self._gradients.readout, cancelled):
                return False
        return self.trace.backward(batch.inputs, cancelled)

    def predictions(self) -> list[list[int]]:
        """Give the likeliest id at each position (the smallest of equals) for each member."""
        predictions: list[list[int]] = self.logits.argmax(2).tolist()
        return predictions
