"""`PassAbreast`: logits, costs, gradients and answers of many networks that read one text whole."""

from collections.abc import Sequence

import torch
from torch import Tensor

from rnn_tui.engine.abreast import Matrices, Parts, unroll_abreast
from rnn_tui.engine.ensemble.margins import UNCOUNTED, handicaps, uncounted
from rnn_tui.engine.layout import Layout
from rnn_tui.engine.memory import Memory
from rnn_tui.engine.tensors import Cancelled, Stopped
from rnn_tui.experiment import Experiment
from rnn_tui.task import Task


class PassAbreast:
    """The networks of a memory whose members lie last, unrolled over the whole text."""

    def __init__(
        self,
        layout: Layout,
        task: Task,
        memory: Memory,
        gradients: Tensor,
        cancelled: Cancelled,
    ) -> None:
        self._task, self._cancelled = task, cancelled
        weights = Matrices.of(layout, memory.parameters)
        self._gradients = Matrices.of(layout, gradients)
        parts = Parts(layout.convention, task.inputs, weights, self._gradients)
        self._trace = trace = unroll_abreast(layout.cell, parts)
        T, V = task.length, layout.vocabulary
        self._readout, self._readout_bias = weights.readout, weights.readout_bias
        linear = self._readout is not None
        # Without a readout the outputs are the logits.
        self._logits = trace.blank(T, V) if linear else trace.hidden
        self._d_logits = trace.blank(T, V) if linear else trace.d_hidden
        self._probabilities = trace.blank(T, V)
        self._differences = trace.blank(T, V)
        self._flat = self._differences.view(T * V, -1)
        self._picked, self._target_logits = trace.blank(T), trace.blank(T)
        self._targets = torch.tensor(task.targets) + torch.arange(T) * V
        one_hot = torch.nn.functional.one_hot(torch.tensor(task.targets), V)
        self._one_hot = one_hot.to(memory.dtype).unsqueeze(2)  # (time, vocabulary, 1)
        self._handicaps = handicaps(task, memory.dtype).unsqueeze(2)
        self._weights: Tensor | None = None
        self._uncounted: Tensor | None = None
        if linear:
            self._products = trace.blank(trace.hidden_size, V)
            hidden = [h.unsqueeze(1) for h in trace.hidden]  # (hidden, 1, members)
            self._outputs = list(
                zip(hidden, self._logits, self._d_logits, trace.d_hidden, strict=True)
            )
        self._trained = False

    def stand_at(self, _moment: int, /) -> None:
        """Forget what was computed of another moment."""
        self._trained = False

    def weigh(self, experiments: Sequence[Experiment]) -> None:
        """Take the loss weights of each member."""
        ones = (1.0,) * self._task.length
        weights = [e.loss_weights or ones for e in experiments]
        self._weights = torch.tensor(weights, dtype=self._logits.dtype).t().contiguous()
        off = uncounted(experiments, self._task)
        self._uncounted = None if off is None else off.t().unsqueeze(1)  # (time, 1, members)

    def _forward(self) -> None:
        if self._trained:
            return
        if self._cancelled():
            raise Stopped
        self._trained = True
        self._trace.forward()
        if self._readout is not None and self._readout_bias is not None:
            # logits = h W + b
            products = self._products
            for h, logits, _, _ in self._outputs:
                torch.mul(h, self._readout, out=products)  # (hidden, vocabulary, members)
                torch.sum(products, 0, out=logits).add_(self._readout_bias)

    def costs(self, out: Tensor) -> None:
        """Compute cost(moment) of each member, `(members,)`, nats."""
        self._forward()
        picked, probabilities = self._picked, self._probabilities
        if self._readout is None:
            # Outputs are bounded, so no probability is too small for its logarithm.
            torch.softmax(self._logits, 1, out=probabilities)
            self._pick(probabilities, picked).log_()
        else:
            torch.log_softmax(self._logits, 1, out=probabilities)
            self._pick(probabilities, picked)
            probabilities.exp_()
        if self._weights is not None:
            picked.mul_(self._weights)
        torch.sum(picked, 0, out=out).neg_()

    def _pick(self, numbers: Tensor, out: Tensor) -> Tensor:
        """Pick those of the targets: `(time, vocabulary, members)` to `(time, members)`."""
        return torch.index_select(numbers.view(self._flat.shape), 0, self._targets, out=out)

    def backward(self) -> None:
        """Fill the gradients, after `costs`."""
        # dL/dlogits = weight (softmax - one-hot)
        d_logits = torch.sub(self._probabilities, self._one_hot, out=self._d_logits)
        if self._weights is not None:
            d_logits.mul_(self._weights.unsqueeze(1))
        if self._readout is not None:
            gradient, bias = self._gradients.readout, self._gradients.readout_bias
            assert gradient is not None
            assert bias is not None
            # dL/dh = W dL/dlogits, dL/dW = sum of h' dL/dlogits, dL/db = sum of dL/dlogits
            products = self._products
            for step, (h, _, d, d_h) in enumerate(self._outputs):
                torch.mul(self._readout, d, out=products)  # (hidden, vocabulary, members)
                torch.sum(products, 1, out=d_h)  # (hidden, members)
                if step == 0:
                    torch.mul(h, d, out=gradient)
                else:
                    gradient.addcmul_(h, d)
            torch.sum(d_logits, 0, out=bias)
        self._trace.backward()

    def carry(self) -> None:
        """No state is carried."""

    def margins(self, out: Tensor) -> None:
        """Compute how far each member is from right: right where `(members,)` is not positive."""
        self._forward()
        target = self._pick(self._logits, self._target_logits).unsqueeze(1)
        differences = torch.sub(self._logits, target, out=self._differences)
        differences.add_(self._handicaps)
        if self._uncounted is not None:
            differences.masked_fill_(self._uncounted, UNCOUNTED)
        torch.amax(self._flat, 0, out=out)

    def answers(self) -> Tensor:
        """Give the ids of the moment's answers, `(members, time)`."""
        self._forward()
        return self._logits.argmax(1).t()
