"""`Inspector`: pictures and the inside of a network: its gates, their terms, what moves what.

What goes backward has a row for each loss, side by side over one forward pass. It starts from
a state of the answer pass, so that nothing before the first time step shown is computed again.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_tui.edits import Ablations
from rnn_tui.engine.batches import Batch
from rnn_tui.engine.cells import Parts, Unrolled, unroll
from rnn_tui.engine.layout import Layout
from rnn_tui.engine.memory import Memory
from rnn_tui.engine.network import Pass
from rnn_tui.engine.tensors import Cancelled, Sizes, copied
from rnn_tui.experiment import Cell
from rnn_tui.record import Inside, Picture, Probe, Term

REACH = 256
"""Time steps, from the first one shown on, whose losses count in |dL/dh_t|."""

MOST = 4_000_000
"""Numbers, losses * time * gates * hidden, of the largest matrix that is computed."""

KEPT = 4
"""Traces that are kept to be used again."""


class _Look(NamedTuple):
    """What one call looks at."""

    probe: Probe
    member: int
    batch: Batch
    cancelled: Cancelled


class Inspector:
    """Looks into the answer pass of the members of a trainer, under some ablations."""

    def __init__(
        self, layout: Layout, memory: Memory, answering: Pass, ablations: Ablations
    ) -> None:
        self._layout, self._memory, self._ablations = layout, memory, ablations
        self._answering = answering
        self._weights = layout.weights(memory.parameters)
        self._traces: dict[tuple[int, int, int], Unrolled] = {}

    def picture(self, member: int, moment: int, batch: Batch, shown: slice) -> Picture:
        """Give what the time steps shown compute, after the answer pass."""
        network = self._answering
        time_costs = network.time_costs(batch)
        return Picture(
            moment=moment,
            first=shown.start,
            probabilities=network.log_probabilities[member, shown].exp().numpy(),
            hidden=copied(network.trace.hidden[member, 1:, 0][shown]),
            costs=copied(time_costs[member, shown, 0]),
            predictions=tuple(network.logits[member].argmax(1).tolist()),
            cost=network.total(time_costs)[member].item(),
        )

    def inside(
        self, probe: Probe, member: int, moment: int, batch: Batch, cancelled: Cancelled
    ) -> Inside:
        """Give what a probe asks for, after the answer pass; raises `Stopped`."""
        network, look = self._answering, _Look(probe, member, batch, cancelled)
        trace, shown = network.trace, slice(probe.first, probe.end)
        states = slice(probe.first, probe.end + 1)
        gates = {} if self._layout.cell is Cell.RNN else trace.gates
        gradient, moved = self._effects(look)
        return Inside(
            moment=moment,
            probe=probe,
            gates={name: copied(gate[member, shown, 0]) for name, gate in gates.items()},
            hidden=copied(trace.hidden[member, states, 0]),
            memory=None if trace.memory is None else copied(trace.memory[member, states, 0]),
            logits=copied(network.logits[member, shown]),
            terms=self._terms(look),
            recurrent=None if gates else copied(self._weights.recurrent[member, :-1]),
            weights=self._memory.weights(member),
            gradient=gradient.numpy(),
            matrix=self._matrix(look).numpy(),
            moved=moved.numpy(),
        )

    def _terms(self, look: _Look) -> dict[str, Term]:
        """Give how the gates of the chosen time step were made."""
        trace, member, step = self._answering.trace, look.member, look.probe.step
        parts = trace.terms(member, step, int(look.batch.inputs[step]))  # (3, gates, hidden)
        inputs, recurrent, bias = parts.numpy()
        total = parts.sum(0).numpy()
        # A gate that is held is not what its total says, nor is the h of a zeroed unit.
        rnn = self._layout.cell is Cell.RNN
        activated = {"hidden": trace.hidden[:, 1:]} if rnn else trace.gates
        return {
            name: Term(inputs[k], recurrent[k], bias[k], total[k], copied(gate[member, step, 0]))
            for k, (name, gate) in enumerate(activated.items())
        }

    def _effects(self, look: _Look) -> tuple[Tensor, Tensor]:
        """Give |dL/dh_t|, and |d logit / d x_t| of the answer at the chosen time step."""
        probe, member = look.probe, look.member
        first, time = probe.first, probe.end - probe.first
        end = min(self._answering.sizes.time_steps, max(probe.end, first + REACH))
        trace = self._begun(look, end, losses=2)
        d_hidden = trace.d_hidden.steps[0]  # (time, losses, hidden)
        d_hidden[:, 0] = self._direct(look, first, end)
        answer = int(self._answering.logits[member, probe.step].argmax())
        readout = self._weights.readout
        if readout is None:
            d_hidden[probe.step - first, 1, answer] = 1.0
        else:
            d_hidden[probe.step - first, 1] = readout[member, :-1, answer]
        trace.retreat(look.cancelled)
        # dlogit/dx = dlogit/dz W'
        seen = probe.step - first + 1
        d_z = trace.d_inputs()[0].view(end - first, 2, -1)[:seen, 1]  # (time, gates * hidden)
        moved = d_hidden.new_full((time,), torch.nan)
        moved[:seen] = torch.linalg.vector_norm(d_z @ self._weights.inputs[member].t(), dim=1)
        return torch.linalg.vector_norm(d_hidden[:time, 0], dim=1), moved

    def _matrix(self, look: _Look) -> Tensor:
        """Give |dL_s/dh_t|, `(losses, time)`; of too many those nearest to the chosen time step."""
        probe, first = look.probe, look.probe.first
        low, high = probe.losses_first, probe.losses_end
        dtype = self._memory.dtype
        matrix = torch.full((high - low, probe.end - first), torch.nan, dtype=dtype)
        if high <= low:
            return matrix
        size = (high - first) * self._layout.columns
        losses = min(high - low, max(1, MOST // size))
        start = min(max(probe.step - losses // 2, low), high - losses)
        end = start + losses
        trace = self._begun(look, end, losses)
        d_hidden = trace.d_hidden.steps[0]  # (time, losses, hidden)
        rows = torch.arange(losses)
        d_hidden[rows + (start - first), rows] = self._direct(look, start, end)
        trace.retreat(look.cancelled)
        lengths = torch.linalg.vector_norm(d_hidden, dim=2).t()  # (losses, time)
        later = torch.arange(end - first) > (rows + (start - first)).unsqueeze(1)
        matrix[start - low : end - low, : end - first] = lengths.masked_fill(later, torch.nan)
        return matrix

    def _direct(self, look: _Look, first: int, end: int) -> Tensor:
        """Give dL_s/dh_s as far as its own logits make it, `(time, hidden)`."""
        batch, member = look.batch, look.member
        # dL/dlogits = weight (softmax - one-hot)
        d_logits = torch.softmax(self._answering.logits[member, first:end], 1)
        minus_one = d_logits.new_full((1, 1), -1.0).expand(end - first, 1)
        d_logits.scatter_add_(1, batch.targets[member, first:end], minus_one)
        if batch.weights is not None:
            d_logits.mul_(batch.weights[member, first:end])
        readout = self._weights.readout
        return d_logits if readout is None else d_logits @ readout[member, :-1].t()

    def _begun(self, look: _Look, end: int, losses: int) -> Unrolled:
        """Go forward from the first time step shown; no loss has gone backward."""
        first, m = look.probe.first, look.member
        answering = self._answering.trace
        trace = self._trace(m, end - first, losses)
        memory = answering.memory
        trace.start(
            answering.hidden[m : m + 1, first],
            None if memory is None else memory[m : m + 1, first],
        )
        trace.forward(look.batch.inputs[first:end], look.cancelled)
        trace.d_hidden.rows.zero_()
        return trace

    def _trace(self, member: int, time_steps: int, losses: int) -> Unrolled:
        key = member, time_steps, losses
        trace = self._traces.pop(key, None)
        if trace is None:
            layout = self._layout
            sizes = Sizes(1, time_steps, 1, layout.vocabulary, layout.hidden, self._memory.dtype)
            weights = layout.weights(self._memory.parameters[member : member + 1])
            trace = unroll(layout.cell, Parts(sizes, layout.convention, weights, losses=losses))
            trace.ablate(self._ablations)
        self._traces[key] = trace
        if len(self._traces) > KEPT:
            self._traces.pop(next(iter(self._traces)))
        return trace
