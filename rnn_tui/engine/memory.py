"""`Memory`: what going on exactly needs: parameters, slots, carried state, of now and before.

Numbers of all members lie in rows; they are given and taken by checkpoint names, or as one
flat row that is quick to copy, so that every iteration can be kept.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tui.engine.layout import Layout
from rnn_tui.engine.optimizers import SLOTS, fresh
from rnn_tui.engine.tensors import DTYPES, aligned, copied
from rnn_tui.experiment import Experiment

Arrays = dict[str, NDArray[Any]]

MOST_SLOTS = max(map(len, SLOTS.values()))
"""Slots that a flat row has room for, whatever the optimizer."""


class Memory:
    """The numbers of the members of one trainer."""

    def __init__(self, layout: Layout, experiment: Experiment, members: int) -> None:
        self.layout, self.members = layout, members
        self.optimizer = experiment.optimizer
        self._convention = experiment.convention
        self.slots = SLOTS[experiment.optimizer]
        M, P, dtype = members, layout.parameters, DTYPES[experiment.dtype]
        # (1 + slots, members, parameters): one copy keeps the moment before.
        self._rows = aligned((1 + len(self.slots)) * M, P, dtype)
        self.flat = self._rows[:, :P].view(-1, M, P)
        for k, name in enumerate(self.slots, 1):
            self.flat[k].fill_(fresh(self.optimizer, self._convention, name))
        self._rows_before = self._rows.clone()
        self.flat_before = self._rows_before[:, :P].view(-1, M, P)
        self._numbers: NDArray[Any] = self._rows.numpy().reshape(-1)
        self.gradients = aligned(M, P, dtype)[:, :P]
        self.carried: list[Tensor] = []
        """What the next iteration is fed: hidden and, in the lstm, memory."""
        self.fed: list[Tensor] = []
        """What the last one was."""
        # Carried or not: an edit may change that, and all states are to be of one size.
        self._state_numbers = (experiment.batch_size or 1) * layout.hidden
        row = self._rows.shape[1]
        self._slots_end = (1 + MOST_SLOTS) * row
        self.state_size = self._slots_end + 4 * self._state_numbers
        """Numbers of a flat state of one member."""

    def remember(self) -> None:
        """Keep this moment as the one before the next update."""
        self._rows_before.copy_(self._rows)

    def go_back(self) -> None:
        """Be as before the last update; the carried state is the trainer's to put back."""
        self._rows.copy_(self._rows_before)

    def weights(self, member: int, *, before: bool) -> Arrays:
        """Copy the parameters of one member, of this moment or of the one before."""
        rows = self.flat_before[0] if before else self.flat[0]
        return {name: copied(view) for name, view in self.layout.named(rows[member]).items()}

    def state(self, member: int) -> Arrays:
        """Copy everything of one member, by name."""
        state = self.weights(member, before=False)
        for slot, rows in zip(self.slots, self.flat[1:], strict=True):
            for name, view in self.layout.named(rows[member]).items():
                state[f"slot/{slot}/{name}"] = copied(view)
        for kind, tensors in (("carried", self.carried), ("fed", self.fed)):
            for letter, tensor in zip("hc", tensors, strict=False):
                state[f"{kind}/{letter}"] = copied(tensor[member])
        return state

    def restore(self, state: Mapping[str, NDArray[Any]], member: int) -> bool:
        """Take what `state` gave; say whether the slots were there, else they start fresh."""
        whole = True
        self.put(state, "", 0, member)
        for k, slot in enumerate(self.slots, 1):
            if any(name.startswith(f"slot/{slot}/") for name in state):
                self.put(state, f"slot/{slot}/", k, member)
            else:
                self.flat[k, member].fill_(fresh(self.optimizer, self._convention, slot))
                whole = False
        for kind, tensors in (("carried", self.carried), ("fed", self.fed)):
            for letter, tensor in zip("hc", tensors, strict=False):
                tensor[member] = torch.from_numpy(np.array(state.get(f"{kind}/{letter}", 0.0)))
        return whole

    def put(self, arrays: Mapping[str, NDArray[Any]], prefix: str, row: int, member: int) -> None:
        """Fill the parameters, row 0, or a slot of a member from arrays by name."""
        for name, place in self.layout.named(self.flat[row, member]).items():
            place.copy_(torch.from_numpy(np.array(arrays[prefix + name])))

    def keep(self, row: NDArray[Any]) -> None:
        """Copy the state of a memory of one member into a flat row `(state_size,)`."""
        row[: self._numbers.size] = self._numbers
        for place, tensor in self._carried_places():
            row[place] = tensor.numpy().reshape(-1)

    def put_back(self, row: NDArray[Any]) -> None:
        """Take what `keep` gave, under the same optimizer, carried state and all."""
        self._numbers[:] = row[: self._numbers.size]
        for place, tensor in self._carried_places():
            tensor.copy_(torch.from_numpy(row[place]).view_as(tensor))

    def _carried_places(self) -> list[tuple[slice, Tensor]]:
        size, start = self._state_numbers, self._slots_end
        pairs = [*enumerate(self.carried), *enumerate(self.fed, 2)]
        return [(slice(start + k * size, start + (k + 1) * size), tensor) for k, tensor in pairs]

    def take_over(self, other: "Memory") -> bool:
        """Take the weights of another memory, and its slots where they are the same kind."""
        self.flat[0].copy_(other.flat[0])
        if self.optimizer is not other.optimizer:
            return False
        self.flat[1:].copy_(other.flat[1:])
        return True
