"""What engine, session, screen and command line tell each other about a run."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from rnn_tui.experiment import Experiment

    Floats = NDArray[np.floating[Any]]
    Arrays = Mapping[str, NDArray[Any]]


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
class AnswerLine:
    """An answer where it changed. Moment, answer and cost belong to the same weights."""

    moment: int
    ids: "Sequence[int]"
    cost: float
    """Of the training pass of the moment."""
    right: int
    """How many of the positions that count are right."""
    correct: bool
    told: "AnswerLine | None" = None
    """The answer right after the update, where an edit at this very moment made it another."""


MarkKind = Literal["right", "lost", "edit"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment worth a mark: the answer became right, was lost again, or a field was edited."""

    moment: int
    kind: MarkKind


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


@dataclass(frozen=True, eq=False, slots=True)
class Checkpoint:
    """A trainer at a moment: all that going on exactly needs, beside the experiment."""

    moment: int
    events: int
    """How many of the events of its course are in effect."""
    seconds: float
    """Spent training up to it."""
    state: "Arrays"
    """As `Trainer.state` gives it."""


@dataclass(frozen=True, slots=True)
class PackedCosts:
    """The costs of a course as bytes, native floats; see `session.costs` for the blocks."""

    code: str
    """`f` or `d`, as in `array`."""
    count: int
    """Moments that have a cost."""
    exact: bytes
    """cost(0), cost(1), ..., as many as are kept whole."""
    low: bytes = b""
    mean: bytes = b""
    high: bytes = b""
    """Of the blocks that are full."""
    open: bytes = b""
    """What is in the block that is not."""
    block: int = 1024
    """Moments in a block."""


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """What is kept of a course of a run: enough to show all of it again, and to go on."""

    experiment: "Experiment"
    planned: int
    """Iterations it is to have."""
    costs: PackedCosts
    answers: "Sequence[AnswerLine]"
    forgotten: int = 0
    """Answers that are not kept, all after the first one."""
    solved_at: int | None = None
    events: tuple[Event, ...] = ()
    """Those that took effect, in order."""
    marks: tuple[Mark, ...] = ()
    """Of the moments of events, in order; all others follow from the answers."""
    coming: tuple[Event, ...] = ()
    """Those that were planned and that nothing stands against; some have come, some lie ahead."""
    until: tuple[str, ...] = ()
    """The conditions that end it, as typed."""
    initial: "Arrays | None" = None
    """The weights it began with, where they were not drawn from the seed."""
    handover: Checkpoint | None = None
    """The numbers it was given at a moment, where it was trained among others before."""
    checkpoint: Checkpoint | None = None
    """The latest one."""
    outcome: Outcome | None = None
    """How it ended, where it has come to an end of its own."""
    weights: "Arrays | None" = None
    """Of its last moment with a finite cost, once it has ended."""
    seconds: float = 0.0
    """Spent training."""
