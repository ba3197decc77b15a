"""The points of a sweep: the grid of its axes, or a random sample.

A grid is counted without making its points, and both refuse what cannot be swept over.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from rnn_tui.axes import Axis, Span
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.fields import Invalid, grouped
from rnn_tui.i18n import tr
from rnn_tui.points import Blocked, Points, Values, no_effect
from rnn_tui.task import DEFAULT_MEMORY, JUDGED, problems, simplest

MOST_POINTS = 1_000_000_000
MOST_SAMPLES = 100_000

_TOGETHER = (
    ("optimizer", "decay", "momentum"),
    ("carry_state", "time_steps", "batch_size"),
)
"""Fields of which one decides what another comes to; every other field stands by itself."""

_MOST_TOGETHER = 200_000
"""Combinations of such fields: these are made, to find those that train alike."""


@dataclass(frozen=True)
class _Block:
    """Axes that only together say what is trained, and their combinations that train apart."""

    places: tuple[int, ...]
    """Where the axes stand among all axes."""
    kept: tuple[Values, ...]
    stands_for: Mapping[Values, int]
    """For every combination, kept or not, the place in `kept` of the one that trains like it."""


class Grid(Points):
    """Every combination of the axes' values; the last axis changes fastest.

    Axes of which one decides what another comes to (the optimizer and its decay) count at the
    place of the first of them.
    """

    def __init__(self, base: Experiment, axes: Sequence[Axis]) -> None:
        super().__init__(base, axes)
        self._lists = tuple(axis.values for axis in axes)
        whole = math.prod(len(values) for values in self._lists)
        if whole > MOST_POINTS:
            raise Invalid(
                tr(
                    "{count} points: a sweep has at most {most}; give fewer values, or draw "
                    "a sample, for example --random learning_rate=1e-4..1:log --samples 100",
                    count=grouped(whole),
                    most=grouped(MOST_POINTS),
                )
            )
        self._blocks = tuple(self._block(places) for places in self._places())
        self._count = math.prod(len(block.kept) for block in self._blocks)
        typed = math.prod(len(axis.values) + axis.repeated for axis in axes)
        self.collapsed = typed - self._count

    def __len__(self) -> int:
        return self._count

    def values(self, number: int) -> Values:
        """Give the values of a point, one an axis; raises `IndexError`."""
        rest = range(self._count)[number]
        values: list[Any] = [None] * len(self.axes)
        for block in reversed(self._blocks):
            rest, place = divmod(rest, len(block.kept))
            for axis, value in zip(block.places, block.kept[place], strict=True):
                values[axis] = value
        return tuple(values)

    def find(self, values: Values) -> int | None:
        """Give the number of the point that stands for these values, if one does."""
        if len(values) != len(self.axes):
            return None
        number = 0
        for block in self._blocks:
            place = block.stands_for.get(tuple(values[axis] for axis in block.places))
            if place is None:
                return None
            number = number * len(block.kept) + place
        return number

    def blocked(self, memory: int = DEFAULT_MEMORY) -> Blocked | None:
        """Look at every combination of the axes that can be in conflict; None where all train."""
        judged = [any(self.fields[p] in JUDGED for p in block.places) for block in self._blocks]
        choices = [
            block.kept if looked else block.kept[:1]
            for block, looked in zip(self._blocks, judged, strict=True)
        ]
        count, first = 0, None
        for combination in product(*choices):
            values: list[Any] = [None] * len(self.axes)
            for block, kept in zip(self._blocks, combination, strict=True):
                for axis, value in zip(block.places, kept, strict=True):
                    values[axis] = value
            if problems(self._experiment(tuple(values)), memory):
                count += 1
                first = first or tuple(values)
        if first is None:
            return None
        for block, looked in zip(self._blocks, judged, strict=True):
            count *= 1 if looked else len(block.kept)
        number = self.find(first)
        assert number is not None
        return self._blocked(count, number, memory)

    def _places(self) -> list[tuple[int, ...]]:
        """Put together the axes that decide on each other, at the place of the first."""
        company = {field: group for group in _TOGETHER for field in group}
        found: dict[object, list[int]] = {}
        for place, field in enumerate(self.fields):
            found.setdefault(company.get(field, field), []).append(place)
        return [tuple(places) for places in found.values()]

    def _block(self, places: tuple[int, ...]) -> _Block:
        fields = [self.fields[place] for place in places]
        lists = [self._lists[place] for place in places]
        count = math.prod(map(len, lists))
        if count > _MOST_TOGETHER:
            raise Invalid(
                tr(
                    "{fields}: {count} combinations, at most {most}; give fewer values",
                    fields=", ".join(fields),
                    count=grouped(count),
                    most=grouped(_MOST_TOGETHER),
                )
            )
        trained: dict[Values, int] = {}
        kept: list[Values] = []
        stands_for: dict[Values, int] = {}
        idle = set(fields)
        for values in product(*lists):
            experiment = self.base.replace(**dict(zip(fields, values, strict=True)))
            idle -= {field for field in idle if FIELD[field].applies(experiment)}
            simple = simplest(experiment)
            place = trained.setdefault(tuple(getattr(simple, field) for field in fields), len(kept))
            if place == len(kept):
                kept.append(values)
            stands_for[values] = place
        for field in fields:
            if field in idle:
                raise Invalid(no_effect(field, self.base))
        return _Block(places, tuple(kept), stands_for)


class Sample(Points):
    """Points drawn at random, the same ones for the same seed.

    A longer sample of the same axes begins as a shorter one. Only `random.Random.random` of a
    whole-number seed is used, which Python promises to keep; the seed has nothing to do with
    the seeds of the runs.
    """

    def __init__(
        self, base: Experiment, axes: Sequence[Axis | Span], samples: int, seed: int = 0
    ) -> None:
        super().__init__(base, axes)
        if not 1 <= samples <= MOST_SAMPLES:
            raise Invalid(
                tr(
                    "{count} samples: 1 to {most}, for example --samples 100",
                    count=grouped(samples),
                    most=grouped(MOST_SAMPLES),
                )
            )
        source = random.Random(seed)
        trained: dict[Experiment, int] = {}
        kept: list[Values] = []
        idle = set(self.fields)
        for _ in range(samples):
            values = tuple(axis.draw(source.random()) for axis in axes)
            experiment = self._experiment(values)
            idle -= {field for field in idle if FIELD[field].applies(experiment)}
            if trained.setdefault(simplest(experiment), len(kept)) == len(kept):
                kept.append(values)
        for field in self.fields:
            if field in idle and "optimizer" not in self.fields:
                raise Invalid(no_effect(field, base))
        self._kept = tuple(kept)
        self._trained = trained
        self.collapsed = samples - len(kept)

    def __len__(self) -> int:
        return len(self._kept)

    def values(self, number: int) -> Values:
        """Give the values of a point, one an axis; raises `IndexError`."""
        return self._kept[number]

    def find(self, values: Values) -> int | None:
        """Give the number of the point that stands for these values, if one does."""
        if len(values) != len(self.fields):
            return None
        return self._trained.get(simplest(self._experiment(values)))

    def blocked(self, memory: int = DEFAULT_MEMORY) -> Blocked | None:
        """Look at every point for settings in conflict; None where all can be trained."""
        found = [point.number for point in self if problems(point.experiment, memory)]
        return self._blocked(len(found), found[0], memory) if found else None


def make_points(
    base: Experiment,
    grid: Sequence[Axis],
    drawn: Sequence[Axis | Span] = (),
    samples: int | None = None,
    seed: int = 0,
) -> Points:
    """Make the grid, or the sample if axes to draw from are given; raises `Invalid`."""
    if grid and drawn:
        raise Invalid(
            tr(
                "--grid and --random: give one of them; in a sample a list is drawn from, "
                "for example --random cell=rnn,gru"
            )
        )
    if drawn and samples is None:
        raise Invalid(tr("--random needs a number of points, for example --samples 100"))
    if drawn and samples is not None:
        return Sample(base, drawn, samples, seed)
    if samples is not None:
        raise Invalid(
            tr(
                "--samples needs something to draw from, "
                "for example --random learning_rate=1e-4..1:log"
            )
        )
    return Grid(base, grid)
