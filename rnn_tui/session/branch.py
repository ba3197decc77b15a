"""`Branch`: one course that a run took, from moment 0 on. A run that was wound back has several.

The worker writes, others read along. As every number follows from the plan and the events,
two branches agree up to the first event in which they differ.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import count, takewhile
from typing import TYPE_CHECKING

from rnn_tui.edits import Regime
from rnn_tui.record import Event, Outcome, Phase
from rnn_tui.session.history import History
from rnn_tui.task import Task

if TYPE_CHECKING:
    from rnn_tui.record import Arrays
    from rnn_tui.session.states import Kept

_numbers = count(1)


class Branch:
    """What happened in one course of a run, and where it came to an end."""

    def __init__(
        self, start: Regime, history: History, planned: int, initial: "Arrays | None" = None
    ) -> None:
        self.number = next(_numbers)
        """Its name in this process."""
        self.parent: int | None = None
        """The number of the branch it was forked from."""
        self.forked_at: int | None = None
        """The last moment that both share."""
        self.start = start
        """What governed the first update, before any event."""
        self.initial = initial
        """The weights it began with, where they were not drawn from the seed."""
        self.history = history
        self.events: list[Event] = []
        """Those that took effect, in order."""
        self.planned = planned
        """Iterations it is to have."""
        self.coming: tuple[Event, ...] = ()
        """Edits that were planned and had not come when it was last begun or gone back to."""
        self.until: tuple[str, ...] = ()
        """Conditions that were to end it then, as typed."""
        self.outcome: Outcome | None = None
        """How it ended, if it has."""
        self.weights: Arrays | None = None
        """Of its last moment with a finite cost, once it has ended."""
        self.change: Event | None = None
        """What sets it apart from the branch it was left for, or left."""
        self.undo: list[Event | Branch] = []
        """What undoing does, the last one first: setting a value back, or returning to a branch."""
        self.last: Kept | None = None
        """The trainer at its latest moment, where it was worth keeping."""

    @property
    def latest(self) -> int:
        """The latest moment that was reached; -1 before the first."""
        return self.history.count - 1

    @property
    def phase(self) -> Phase | None:
        """The final phase it came to, if it has."""
        return self.outcome.phase if self.outcome else None

    def events_at(self, moment: int) -> Iterator[Event]:
        """Give the events of one moment, in order."""
        first = bisect_left(self.events, moment, key=lambda event: event.iteration)
        return takewhile(lambda event: event.iteration == moment, self.events[first:])

    def before(self, moment: int) -> Regime:
        """Give what governed the network before the events of a moment."""
        return _fold(self.start, (e for e in self.events if e.iteration < moment))

    def fork(self, moment: int) -> "Branch":
        """Make a branch that shares what happened up to a moment, its events included."""
        weights = Task(self.before(moment + 1).experiment).loss_weights
        history = self.history.fork(moment, weights)
        branch = Branch(self.start, history, self.planned, self.initial)
        branch.parent, branch.forked_at = self.number, moment
        branch.events = [event for event in self.events if event.iteration <= moment]
        branch.undo = [
            entry for entry in self.undo if isinstance(entry, Branch) or entry.iteration <= moment
        ]
        return branch

    def shared_with(self, other: "Branch") -> int:
        """Give the last moment at which both have the same state, before its events."""
        pairs = zip(self.events, other.events, strict=False)
        same = next((k for k, (a, b) in enumerate(pairs) if a != b), None)
        if same is None:
            same = min(len(self.events), len(other.events))
        ahead = [*self.events[same : same + 1], *other.events[same : same + 1]]
        return min([self.latest, other.latest, *(event.iteration for event in ahead)])


def _fold(regime: Regime, events: Iterable[Event]) -> Regime:
    for event in events:
        regime = regime.after(event)
    return regime
