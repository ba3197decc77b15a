"""What a race asks of the engine: the shape of `engine.ensemble.Ensemble`."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from rnn_tui.experiment import Experiment
from rnn_tui.task import Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Cancelled = Callable[[], bool]


class Block(Protocol):
    """What some iterations of all members gave."""

    @property
    def first(self) -> int:
        """The iteration of the first row."""

    @property
    def costs(self) -> "NDArray[np.floating[Any]]":
        """(iterations, members): cost(i), before update i, in nats."""

    @property
    def solved(self) -> "NDArray[np.bool_]":
        """(iterations, members): whether answer(i + 1) is right wherever it counts."""


class Crew(Protocol):
    """Members of one shape, trained side by side."""

    @property
    def task(self) -> Task:
        """What the text asks of any of them."""

    @property
    def exact(self) -> bool:
        """Whether each member has the numbers of the same network trained alone, bit for bit."""

    def advance(self, iterations: int, cancelled: Cancelled = ...) -> Block | None:
        """Make updates; None when cancelled, and then the crew is spent."""

    def measure(self) -> "NDArray[np.floating[Any]]":
        """Give cost(moment) of each member: (members,)."""

    def answers(self) -> "NDArray[np.integer[Any]]":
        """Give the answer of the moment: (members, time) ids."""

    def state(self, member: int) -> "Mapping[str, NDArray[Any]]":
        """Give all that one member needs to go on exactly, as a trainer of its own takes it."""


Build = Callable[[Sequence[Experiment]], Crew]
"""Makes a crew of experiments of one shape."""


def ensemble(budget: int) -> Build:
    """Give what builds crews with the engine, whose workspace takes at most `budget` bytes."""

    def build(experiments: Sequence[Experiment]) -> Crew:
        from rnn_tui.session.loading import loading  # noqa: PLC0415 - only where torch is loaded

        with loading():
            from rnn_tui.engine.ensemble import (  # noqa: PLC0415 - torch: the worker's thread
                Ensemble,
            )

        return Ensemble(experiments, budget=budget)

    return build
