"""What engine, session, screen and command line tell each other about a run."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


class Phase(StrEnum):
    """Where a run stands; these words appear in the app, in JSON and in the store."""

    LOADING = "loading"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    DIVERGED = "diverged"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def final(self) -> bool:
        """Whether the run has come to an end of its own or by a fault."""
        return self in (Phase.DONE, Phase.DIVERGED, Phase.FAILED, Phase.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Event:
    """A live edit: from the update of `iteration` on, `field` has `value`."""

    iteration: int
    field: str
    value: object


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """What the network computes at one moment, over the whole text from the zero state.

    The arrays are copies and cover the time steps from `first` on, counted from 0; the
    predictions cover the whole text. `cost` is the sum of the cost row of the whole text.
    """

    moment: int
    first: int
    probabilities: "Floats"
    """(time, vocabulary)"""
    hidden: "Floats"
    """(time, hidden)"""
    costs: "Floats"
    """(time,): nats, times the loss weight of the position."""
    predictions: tuple[int, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. `cost` and `prediction` belong to the last moment."""

    phase: Phase
    iterations: int
    solved_at: int | None
    cost: float
    prediction: str
    target: str
    parameters: int
    seconds: float
    stopped_by: str | None = None
    reason: str | None = None
