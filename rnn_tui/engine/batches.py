"""What each iteration reads: the batches of a task as tensors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rnn_tui.task import Task

KEPT_POSITIONS = 1_000_000
"""Positions of batches that are kept rather than computed again."""


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
        # Where each sequence reads, relative to the first one's start.
        self._time = torch.arange(steps).unsqueeze(1)  # (time, 1)
        if task.experiment.carry_state:
            stream = task.length // batch
            self._sequences = torch.arange(batch) * stream
            self._round = stream // steps
        else:
            self._sequences = torch.arange(batch)
            self._round = task.windows // math.gcd(task.windows, batch)
        self._keeps = self._round * steps * batch <= KEPT_POSITIONS

    def weigh(self, weights: Sequence[tuple[float, ...]]) -> None:
        """Take the loss weights of each member, one number for each target position."""
        plain = all(weight == 1.0 for member in weights for weight in member)
        self._weights = None if plain else torch.tensor(weights, dtype=self._dtype)
        self._kept.clear()
        self._whole = None

    def training(self, iteration: int) -> Batch:
        """Give the batch of an iteration, as `Task.positions` describes it."""
        place = iteration % self._round
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
            starts = self._sequences + place * task.time_steps
        else:
            starts = (self._sequences + place * task.batch_size) % task.windows
        return (self._time + starts).flatten()  # (time * batch,)

    def _gather(self, positions: Tensor) -> Batch:
        targets = self._targets[positions].view(1, -1, 1)
        weights = self._weights
        return Batch(
            self._inputs[positions],
            targets.expand(self._members, -1, -1),
            None if weights is None else weights[:, positions].unsqueeze(2),
        )
