"""From a task to tensors: numbers, buffers, batches of positions, the steps of a sequence.

Every buffer of a pass has the shape `(members, time, batch, features)`; seen whole it is
`(members, time * batch, features)`, rows in order of time. Nothing here knows a cell.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_tui.experiment import Dtype
from rnn_tui.task import Task

Cancelled = Callable[[], bool]

DTYPES = {Dtype.FLOAT32: torch.float32, Dtype.FLOAT64: torch.float64}

CHUNK = 256
"""Time steps whose views are kept; of longer sequences they are made as one goes."""

CACHED_POSITIONS = 1_000_000
"""Positions of batches that are kept rather than computed again."""


def never() -> bool:
    """Say that nobody cancelled."""
    return False


class Sizes(NamedTuple):
    """The sizes of one pass."""

    members: int
    time_steps: int
    batch: int
    vocabulary: int
    hidden: int
    dtype: torch.dtype


class Buffer(NamedTuple):
    """One buffer, seen by time step and whole."""

    steps: Tensor
    """(members, time, batch, features)"""
    rows: Tensor
    """(members, time * batch, features)"""


def buffer(sizes: Sizes, features: int, time_steps: int | None = None) -> Buffer:
    """Allocate a buffer of zeros."""
    steps = sizes.time_steps if time_steps is None else time_steps
    shape = (sizes.members, steps, sizes.batch, features)
    memory = torch.zeros(shape, dtype=sizes.dtype)
    return Buffer(memory, memory.view(shape[0], steps * shape[2], features))


class Steps:
    """Walks over the time steps of several buffers at once, forward or backward."""

    def __init__(self, *buffers: Tensor) -> None:
        self._buffers = buffers
        self._length = buffers[0].shape[1]
        self._kept = self._chunk(0, self._length) if self._length <= CHUNK else None
        self._kept_reversed = self._kept[::-1] if self._kept is not None else None

    def _chunk(self, first: int, last: int) -> list[tuple[Tensor, ...]]:
        return list(
            zip(*(tensor[:, first:last].unbind(1) for tensor in self._buffers), strict=True)
        )

    def forward(self) -> Iterator[tuple[Tensor, ...]]:
        """Give the views of each time step, first to last."""
        if self._kept is not None:
            return iter(self._kept)
        return self._made(range(0, self._length, CHUNK), 1)

    def backward(self) -> Iterator[tuple[Tensor, ...]]:
        """Give the views of each time step, last to first."""
        if self._kept_reversed is not None:
            return iter(self._kept_reversed)
        return self._made(reversed(range(0, self._length, CHUNK)), -1)

    def _made(self, starts: "range | Iterator[int]", order: int) -> Iterator[tuple[Tensor, ...]]:
        for start in starts:
            yield from self._chunk(start, min(start + CHUNK, self._length))[::order]


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """What one pass reads: rows in order of time, then sequence."""

    inputs: Tensor
    """(time * batch,): ids"""
    targets: Tensor
    """(members, time * batch, 1): ids"""
    weights: Tensor | None
    """(members, time * batch, 1): loss weights; None where all are one"""


class Batches:
    """The batches of a task, one for each place in the round of windows or streams."""

    def __init__(self, task: Task, members: int, dtype: torch.dtype) -> None:
        self._task, self._members, self._dtype = task, members, dtype
        self._inputs = torch.tensor(task.inputs)
        self._targets = torch.tensor(task.targets)
        self._weights: Tensor | None = None
        self._kept: dict[int, Batch] = {}
        self._whole: Batch | None = None
        steps, batch = task.time_steps, task.batch_size
        # (time, batch): where each sequence reads, relative to the first one's start.
        self._time = torch.arange(steps).unsqueeze(1)
        if task.experiment.carry_state:
            stream = task.length // batch
            self._sequence = torch.arange(batch) * stream
            self.round = stream // steps
        else:
            self._sequence = torch.arange(batch)
            self.round = task.windows // math.gcd(task.windows, batch)
        self._keeps = self.round * steps * batch <= CACHED_POSITIONS

    def weigh(self, weights: Sequence[tuple[float, ...]]) -> None:
        """Take the loss weights of each member, one number for each target position."""
        plain = all(weight == 1.0 for member in weights for weight in member)
        self._weights = None if plain else torch.tensor(weights, dtype=self._dtype)
        self._kept.clear()
        self._whole = None

    def training(self, iteration: int) -> Batch:
        """Give the batch of an iteration, as `Task.positions` describes it."""
        place = iteration % self.round
        found = self._kept.get(place)
        if found is None:
            found = self._gather(self._positions(place))
            if self._keeps:
                self._kept[place] = found
        return found

    def answer(self) -> Batch:
        """Give the whole text as one sequence."""
        if self._whole is None:
            self._whole = self._gather(torch.arange(self._task.length))
        return self._whole

    def _positions(self, place: int) -> Tensor:
        task = self._task
        if task.experiment.carry_state:
            starts = self._sequence + place * task.time_steps
        else:
            starts = (self._sequence + place * task.batch_size) % task.windows
        return (self._time + starts).flatten()

    def _gather(self, positions: Tensor) -> Batch:
        targets = self._targets[positions].view(1, -1, 1)
        weights = self._weights
        return Batch(
            self._inputs[positions],
            targets.expand(self._members, -1, -1),
            None if weights is None else weights[:, positions].unsqueeze(2),
        )
