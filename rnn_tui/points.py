"""A point of a sweep, and what every set of points can be asked for.

A point can be asked for by its number without making the others. Points that would train
alike are one: a repeated value, `vocabulary` beside the same size, a decay where the optimizer
has none.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rnn_tui.axes import Axis, Span
from rnn_tui.experiment import FIELD, Experiment, Optimizer
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.naming import example, quoted, short
from rnn_tui.task import DEFAULT_MEMORY, problems

Values = tuple[Any, ...]
"""One value for each axis."""


@dataclass(frozen=True)
class Point:
    """One point of a sweep; its number counts from 0."""

    number: int
    fields: tuple[str, ...]
    values: Values
    experiment: Experiment

    @property
    def label(self) -> str:
        """The point in short, without what does not apply to it: `rate 0.01 · 8 units`."""
        return " · ".join(
            short(FIELD[field], value)
            for field, value in zip(self.fields, self.values, strict=True)
            if FIELD[field].applies(self.experiment)
        )


@dataclass(frozen=True)
class Blocked:
    """Points that cannot be trained: their settings contradict each other, or are too large."""

    count: int
    first: Point
    sentence: str
    """Why the first one cannot: what is allowed instead."""


class Points(ABC):
    """The points of a sweep in order."""

    def __init__(self, base: Experiment, axes: Sequence[Axis | Span]) -> None:
        self.base = base
        self.axes = tuple(axes)
        self.fields = tuple(axis.field for axis in axes)
        if not axes:
            raise Invalid(
                tr("a sweep needs an axis, for example --grid learning_rate=0.001,0.01,0.1")
            )
        for axis in axes:
            if isinstance(axis, Axis) and not axis.values:
                raise Invalid(
                    tr(
                        "{field}: no value; for example {example}",
                        field=axis.field,
                        example=example(FIELD[axis.field]),
                    )
                )
            if self.fields.count(axis.field) > 1:
                raise Invalid(
                    tr(
                        "{field} is an axis twice: put all values on one, for example {example}",
                        field=axis.field,
                        example=example(FIELD[axis.field]),
                    )
                )

    collapsed: int
    """How many points were asked for again, or would train as another one does."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def values(self, number: int) -> Values:
        """Give the values of a point, one an axis; raises `IndexError`."""

    @abstractmethod
    def find(self, values: Values) -> int | None:
        """Give the number of the point that stands for these values, if one does."""

    @abstractmethod
    def blocked(self, memory: int = DEFAULT_MEMORY) -> Blocked | None:
        """Look at every point for settings in conflict; None where all can be trained."""

    def __getitem__(self, number: int) -> Point:
        values = self.values(number)
        number %= len(self)
        return Point(number, self.fields, values, self._experiment(values))

    def __iter__(self) -> Iterator[Point]:
        return (self[number] for number in range(len(self)))

    def _experiment(self, values: Values) -> Experiment:
        return self.base.replace(**dict(zip(self.fields, values, strict=True)))

    def _blocked(self, count: int, number: int, memory: int) -> Blocked:
        point = self[number]
        problem = problems(point.experiment, memory)[0]
        value = FIELD[problem.field].kind.format(getattr(point.experiment, problem.field))
        return Blocked(count, point, f"{problem.field} {quoted(value)}: {problem.sentence}")


def no_effect(field: str, base: Experiment) -> str:
    """Say that a field is swept over where nothing reads it."""
    fits = next(o for o in Optimizer if FIELD[field].applies(base.replace(optimizer=o)))
    return tr(
        "{field} has no effect with this optimizer: leave it out, or add one that has it, "
        "for example optimizer={fits}",
        field=field,
        fits=fits,
    )
