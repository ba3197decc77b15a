"""Where each parameter lies in one flat row of numbers, its checkpoint name, its first value.

A row holds the fused matrix of the cell and that of the readout:

    tensorflow   V rows of inputs, H of hidden units, 1 of biases       each gates * H long
    pytorch      V rows of inputs, 1 of biases, H of hidden units, 1 of biases
    readout      H rows, 1 of biases                                    each V long

so that `[h, 1]` times the last rows is the recurrent part with its bias. The checkpoint's
tensors are views of it, transposed in the pytorch layout.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_tui.anatomy import GATES
from rnn_tui.experiment import Cell, Convention, Experiment, Initializer, Readout
from rnn_tui.task import Task


class Weights(NamedTuple):
    """The matrices of all members as the passes use them."""

    inputs: Tensor
    """(members, V, gates * H)"""
    inputs_bias: Tensor | None
    """(members, 1, gates * H): the second bias of the pytorch convention"""
    recurrent: Tensor
    """(members, H + 1, gates * H): the last row is the bias"""
    readout: Tensor | None
    """(members, H + 1, V): the last row is the bias"""


@dataclass(frozen=True)
class Layout:
    """The places of the parameters of one member."""

    convention: Convention
    cell: Cell
    vocabulary: int
    hidden: int
    readout: bool

    @classmethod
    def of(cls, task: Task) -> "Layout":
        """Describe the network of a task."""
        e = task.experiment
        linear = e.readout is Readout.LINEAR
        return cls(e.convention, e.cell, task.vocabulary_size, task.hidden_size, linear)

    @property
    def columns(self) -> int:
        """Columns of the fused matrix, gates * H."""
        return len(GATES[self.cell, self.convention]) * self.hidden

    @property
    def _first_hidden(self) -> int:
        return self.vocabulary + (self.convention is Convention.PYTORCH)

    @property
    def _rows(self) -> int:
        return self._first_hidden + self.hidden + 1

    @property
    def parameters(self) -> int:
        """Numbers in a row."""
        readout = (self.hidden + 1) * self.vocabulary if self.readout else 0
        return self._rows * self.columns + readout

    def _matrices(self, flat: Tensor) -> tuple[Tensor, Tensor | None]:
        split = self._rows * self.columns
        cell = flat[:, :split].view(-1, self._rows, self.columns)
        if not self.readout:
            return cell, None
        return cell, flat[:, split:].view(-1, self.hidden + 1, self.vocabulary)

    def weights(self, flat: Tensor) -> Weights:
        """View flat rows `(members, parameters)` as the matrices of the passes."""
        V, H0 = self.vocabulary, self._first_hidden
        cell, readout = self._matrices(flat)
        return Weights(cell[:, :V], cell[:, V:H0] if H0 > V else None, cell[:, H0:], readout)

    def named(self, flat: Tensor) -> dict[str, Tensor]:
        """View one flat row `(parameters,)` as the tensors of a checkpoint."""
        cells, readouts = self._matrices(flat.unsqueeze(0))
        m, r = cells[0], readouts[0] if readouts is not None else None
        V, H = self.vocabulary, self.hidden
        if self.convention is Convention.PYTORCH:
            H0 = V + 1
            named = {
                "cell.weight_ih_l0": m[:V].t(),
                "cell.weight_hh_l0": m[H0 : H0 + H].t(),
                "cell.bias_ih_l0": m[V],
                "cell.bias_hh_l0": m[H0 + H],
            }
            if r is not None:
                named |= {"readout.weight": r[:H].t(), "readout.bias": r[H]}
            return named
        if self.cell is Cell.GRU:
            named = {
                "gates_kernel": m[: V + H, : 2 * H],
                "gates_bias": m[V + H, : 2 * H],
                "candidate_kernel": m[: V + H, 2 * H :],
                "candidate_bias": m[V + H, 2 * H :],
            }
        else:
            named = {"kernel": m[: V + H], "bias": m[V + H]}
        if r is not None:
            named |= {"readout_kernel": r[:H], "readout_bias": r[H]}
        return named


def draw(layout: Layout, experiments: Sequence[Experiment], rows: Tensor) -> None:
    """Fill rows `(members, parameters)` with the first weights of each member's seed.

    A seed's stream gives one number in [0, 1) for each weight that is not constant, in named
    order. What `uniform_(-limit, limit)` would have drawn in float32 follows from it exactly:
    the product of two float32 has room in a float64.
    """
    generator = torch.Generator()
    members: dict[Initializer, list[int]] = {}
    for k, e in enumerate(experiments):
        members.setdefault(e.initializer, []).append(k)
    for initializer, some in members.items():
        places, limits, constant = _plan(layout, initializer)
        stream = torch.empty(len(some), len(places), dtype=torch.float32)
        for row, k in zip(stream, some, strict=True):
            generator.manual_seed(experiments[k].seed)
            row.uniform_(generator=generator)
        width = (limits - -limits).double()
        drawn = stream.double().mul_(width).sub_(limits.double()).float()
        first = constant.repeat(len(some), 1)
        first[:, places] = drawn
        rows[some] = first.to(rows.dtype)


def _plan(layout: Layout, initializer: Initializer) -> tuple[Tensor, Tensor, Tensor]:
    """Give what is drawn: its places in a row and its limits; and the row of the constants."""
    constant = torch.zeros(layout.parameters, dtype=torch.float32)
    numbers, places, limits = layout.named(torch.arange(layout.parameters)), [], []
    for name, place in layout.named(constant).items():
        if (limit := _limit(layout, initializer, name, place.shape)) is None:
            place.fill_(1.0 if name == "gates_bias" else 0.0)
        else:
            places.append(numbers[name].reshape(-1))
            limits.append(torch.full((place.numel(),), limit, dtype=torch.float32))
    return torch.cat(places), torch.cat(limits), constant


def _limit(layout: Layout, initializer: Initializer, name: str, shape: torch.Size) -> float | None:
    """Half the width of the uniform draw; None for the constant biases."""
    if initializer is Initializer.TORCH:
        if name == "readout.weight":
            # nn.Linear draws by Kaiming's rule with a = sqrt(5): 1/sqrt(H), rounded its way.
            gain = math.sqrt(2.0 / (1 + math.sqrt(5) ** 2))
            return math.sqrt(3.0) * (gain / math.sqrt(layout.hidden))
        return 1.0 / math.sqrt(layout.hidden)
    if len(shape) == 1:
        return None
    rows = shape[1] if layout.convention is Convention.PYTORCH else shape[0]
    if initializer is Initializer.UNIFORM_SCALING:
        return math.sqrt(3.0 / rows)
    return math.sqrt(6.0 / (shape[0] + shape[1]))
