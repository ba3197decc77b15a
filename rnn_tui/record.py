"""What engine, session, screen and command line tell each other about a run."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """An edit: from the update of `iteration` on, `field` has `value`; see `edits`."""

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
class Probe:
    """What of the inside of a network is to be computed; time steps are counted from 0."""

    step: int
    """The chosen time step: its arithmetic, and the answer whose causes are sought."""
    first: int
    end: int
    """Time steps first to end - 1 are wanted, the chosen one among them."""
    losses_first: int
    losses_end: int
    """Rows s of the matrix of |dL_s/dh_t|, within first to end."""


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """How a gate of the chosen time step was made: total = inputs + recurrent + bias.

    Each array is `(hidden,)`. The activation is sigmoid(total), or tanh(total) of a candidate
    and of the rnn's hidden; a gate that is held has the value it is held at.
    """

    inputs: "Floats"
    recurrent: "Floats"
    bias: "Floats"
    total: "Floats"
    activation: "Floats"


@dataclass(frozen=True, eq=False, slots=True)
class Inside:
    """The inside of the answer pass of one moment, for the time steps of a probe. Copies.

    Gradients are of the whole text's cost with its loss weights, or of one answer.
    """

    moment: int
    probe: Probe
    gates: "Mapping[str, Floats]"
    """By the names of `anatomy.GATES`, as activated: (time, hidden); nothing of the rnn."""
    hidden: "Floats"
    """(time + 1, hidden): the first row is the state before the first time step."""
    memory: "Floats | None"
    """The lstm's c, as `hidden`."""
    logits: "Floats"
    """(time, vocabulary)"""
    terms: "Mapping[str, Term]"
    """How every gate of the chosen time step was made, by name."""
    recurrent: "Floats | None"
    """The rnn's (hidden, hidden): what unit i of before adds to unit j is h_i times [i, j]."""
    weights: "Mapping[str, Floats]"
    """Every parameter by its checkpoint name."""
    gradient: "Floats"
    """(time,): |dL/dh_t|, of the losses of at most 256 time steps."""
    matrix: "Floats"
    """(losses, time): |dL_s/dh_t|, loss at s; NaN where t > s."""
    moved: "Floats"
    """(time,): |d logit / d x_t| of the answer at the chosen time step; NaN after it."""


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
