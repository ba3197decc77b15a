"""`Memory`: the numbers that last from one update to the next, in one piece.

    parameters | first slot | second slot | h (and c) carried | h (and c) fed last

Each part holds a row for each member; where members lie last it is a column, seen as a row. There
is room for two slots, and for a carried state, whatever the experiment: neither the places nor
the size change while a run is under way, and one copy keeps a moment.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tui.engine.layout import Layout
from rnn_tui.engine.optimizers import SLOTS, fresh
from rnn_tui.engine.tensors import DTYPES, aligned, copied, padded
from rnn_tui.experiment import Cell, Optimizer
from rnn_tui.task import Task

Arrays = dict[str, NDArray[Any]]


class Memory:
    """The lasting numbers of all members, and those of the moment before, if it is wanted."""

    def __init__(
        self,
        layout: Layout,
        task: Task,
        members: int,
        *,
        members_last: bool = False,
        before: bool = True,
    ) -> None:
        self.dtype = dtype = DTYPES[task.experiment.dtype]
        self._layout, self.members_last = layout, members_last
        self._letters = "hc" if layout.cell is Cell.LSTM else "h"
        M, B, H = members, task.streams, layout.hidden
        # Each row begins on a cache line, as `aligned` wants it.
        row = layout.parameters if members_last else padded(layout.parameters, dtype)
        self.size = 3 * row + 2 * len(self._letters) * B * H
        """Numbers of one member."""
        self.numbers = aligned(1, M * self.size, dtype)[0, : M * self.size]
        """(members * size,): everything."""
        self._before = self.numbers.clone() if before else None

        def rows(numbers: Tensor) -> Tensor:
            if members_last:
                return numbers[: 3 * M * row].view(3, row, M).transpose(1, 2)
            return numbers[: 3 * M * row].view(3, M, row)[..., : layout.parameters]

        self._rows = rows(self.numbers)
        self._rows_before = None if self._before is None else rows(self._before)
        self.parameters = self._rows[0]
        """(members, parameters)"""
        self._states = self.numbers[3 * M * row :].view(2, len(self._letters), M, B, H)
        self._carried, self._fed = self._states.unbind()
        self.carried, self.fed = self._carried.unbind(), self._fed.unbind()
        """What the next iteration is fed, and what the last one was: (members, batch, hidden)"""
        self._array: NDArray[Any] = self.numbers.numpy()

    def blank(self) -> Tensor:
        """Give zeros (members, parameters) of one's own, laid out as the parameters are."""
        members, parameters = self.parameters.shape
        if self.members_last:
            return torch.zeros(parameters, members, dtype=self.dtype).t()
        return aligned(members, parameters, self.dtype)[:, :parameters]

    def begin_slots(self, optimizer: Optimizer) -> list[Tensor]:
        """Start the slots of an optimizer fresh, and give them: (members, parameters) each."""
        self._optimizer = optimizer
        for name, slot in self._named_slots():
            slot.fill_(fresh(optimizer, self._layout.convention, name))
        return [slot for _, slot in self._named_slots()]

    def begin_states(self, carries: bool) -> None:
        """Start the carried state at zero."""
        self._carries = carries
        self._states.zero_()

    def carry(self, final: list[Tensor]) -> None:
        """Let the state that a pass ended with be fed to the next one."""
        self._fed.copy_(self._carried)
        for carried, tensor in zip(self.carried, final, strict=True):
            carried.copy_(tensor)

    def remember(self) -> None:
        """Make this the moment before."""
        if self._before is not None:
            self._before.copy_(self.numbers)

    def go_back(self) -> None:
        """Be what the moment before was."""
        assert self._before is not None
        self.numbers.copy_(self._before)

    def go_back_in(self, frozen: Tensor) -> None:
        """Let some parameters `(parameters,)`, and their slots, be what they were before."""
        assert self._rows_before is not None
        self._rows.copy_(torch.where(frozen, self._rows_before, self._rows))

    def keep(self, row: NDArray[Any]) -> None:
        """Copy the numbers of the only member into a row, `(size,)`."""
        row[:] = self._array

    def take(self, row: NDArray[Any]) -> None:
        """Let the numbers of the only member be what was kept."""
        self._array[:] = row

    def named(self, member: int) -> dict[str, Tensor]:
        """View the parameters of one member by their checkpoint names."""
        return self._layout.named(self.parameters[member])

    def weights(self, member: int, before: bool = False) -> Arrays:
        """Copy the parameters of one member, of this moment or of the one before."""
        rows = self._rows_before if before else self._rows
        assert rows is not None
        return self._copies(rows[0, member])

    def state(self, member: int) -> Arrays:
        """Copy all that lasts of one member, by name."""
        state = self.weights(member)
        for slot, rows in self._named_slots():
            named = self._copies(rows[member])
            state |= {f"slot/{slot}/{name}": array for name, array in named.items()}
        for place, tensor in self._named_states():
            state[place] = copied(tensor[member])
        return state

    def restore(self, state: Mapping[str, NDArray[Any]], member: int) -> bool:
        """Take what `state` gave, and say whether it had the slots; else they start fresh."""
        complete = True
        self.put(state, member)
        for slot, rows in self._named_slots():
            if any(name.startswith(f"slot/{slot}/") for name in state):
                self._put(state, f"slot/{slot}/", rows[member])
            else:
                rows[member].fill_(fresh(self._optimizer, self._layout.convention, slot))
                complete = False
        for place, tensor in self._named_states():
            tensor[member] = torch.from_numpy(np.array(state.get(place, 0.0)))
        return complete

    def put(self, weights: Mapping[str, NDArray[Any]], member: int) -> None:
        """Take the parameters of one member by name."""
        self._put(weights, "", self.parameters[member])

    def _put(self, arrays: Mapping[str, NDArray[Any]], prefix: str, row: Tensor) -> None:
        for name, place in self._layout.named(row).items():
            place.copy_(torch.from_numpy(np.array(arrays[prefix + name])))

    def _named_slots(self) -> list[tuple[str, Tensor]]:
        return list(zip(SLOTS[self._optimizer], self._rows[1:], strict=False))

    def _named_states(self) -> list[tuple[str, Tensor]]:
        if not self._carries:
            return []
        kinds = (("carried", self.carried), ("fed", self.fed))
        return [
            (f"{kind}/{letter}", tensor)
            for kind, tensors in kinds
            for letter, tensor in zip(self._letters, tensors, strict=True)
        ]

    def _copies(self, row: Tensor) -> Arrays:
        return {name: copied(view) for name, view in self._layout.named(row).items()}
