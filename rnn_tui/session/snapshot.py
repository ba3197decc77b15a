"""`Snapshot`: one moment of one run as a frozen value, all that a screen needs to draw it."""

from dataclasses import dataclass

from rnn_tui.edits import NOTHING, Ablations
from rnn_tui.experiment import Experiment
from rnn_tui.record import Event, Inside, Phase, Picture
from rnn_tui.session.branch import Branch

LONGEST_SPAN = 256
"""Time steps a snapshot's picture covers at most."""


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """Where a run stands at moment `moment` of `iterations`. The arrays are copies."""

    run: int
    """The id of the run; 0 in `EMPTY` alone. A snapshot of an earlier run is to be ignored."""
    phase: Phase
    moment: int
    iterations: int
    """How many are planned; grows when a run that is done goes on."""
    experiment: Experiment
    """With the edits made up to this moment."""
    branch: Branch | None = None
    """The course shown: its history is read up to this moment. None before the worker began."""
    latest: int = -1
    """The latest moment of the branch; what lies between was wound back over. -1 as `moment`."""
    others: tuple[Branch, ...] = ()
    """Former futures that are kept."""
    ablations: Ablations = NOTHING
    cost: float = float("nan")
    """Of the training pass of this moment; NaN while it is not known."""
    picture: Picture | None = None
    inside: Inside | None = None
    """Where it was asked for."""
    rate: float = 0.0
    """Iterations a second, measured; 0 when not running."""
    seconds: float = 0.0
    """Spent running; loading and pauses are not counted."""
    reason: str | None = None
    """Why it diverged or failed, one plain sentence."""
    stopped_by: str | None = None
    """The condition of `--until` that was met, as typed."""
    undo: Event | Branch | None = None
    """What undoing does: sets a value back, or returns to a branch."""
    states: int = 0
    """Bytes of the trainer states kept for winding back."""
    budget: int = 0
    """Bytes they may take."""
    differs_at: int | None = None
    """The first moment whose cost, made again, is not the one that was kept."""

    @property
    def ahead(self) -> int:
        """Moments known after this one."""
        return max(0, self.latest - self.moment)

    @property
    def events(self) -> tuple[Event, ...]:
        """Events that took effect up to this moment, in order."""
        if self.branch is None:
            return ()
        return tuple(event for event in self.branch.events if event.iteration <= self.moment)


EMPTY = Snapshot(0, Phase.LOADING, 0, Experiment().iterations, Experiment())
"""What a screen shows before any run."""


def widen(span: tuple[int, int] | None, length: int) -> tuple[int, int]:
    """Extend a span to `LONGEST_SPAN` time steps around its middle, within 0 to `length`."""
    if length <= LONGEST_SPAN:
        return 0, length
    first, end = span or (0, LONGEST_SPAN)
    middle = (max(first, 0) + min(end, length)) // 2
    start = min(max(middle - LONGEST_SPAN // 2, 0), length - LONGEST_SPAN)
    return start, start + LONGEST_SPAN
