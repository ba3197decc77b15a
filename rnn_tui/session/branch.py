"""`Branch`: one course that a run took, from moment 0 on. A run that was wound back has several.

The worker writes, others read along. As every number follows from the plan and the events,
two branches agree up to the first event in which they differ.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile
from typing import TYPE_CHECKING, NamedTuple

from rnn_tui.edits import Regime, same_place
from rnn_tui.record import Event, Outcome, Phase
from rnn_tui.session.history import History
from rnn_tui.task import Task

if TYPE_CHECKING:
    from rnn_tui.record import Arrays, Checkpoint
    from rnn_tui.session.states import Kept

_numbers = count(1)


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """What was done and can be undone. Two of the same content are still two."""

    event: Event | None
    """The edit that was made; None where a branch was begun without one."""
    former: Event | None
    """The edit that sets it back."""
    left: "Branch | None" = None
    """The branch that was left for it, to which undoing returns."""
    planned: bool = False
    """Whether the plan made it, and not a hand."""
    iterations: int = 0
    """How many were planned before."""


class _Goal(NamedTuple):
    """From `moment` on so many `iterations` are planned; `asked`: by an order, not an event."""

    moment: int
    iterations: int
    asked: bool


class Branch:
    """What happened in one course of a run, and where it came to an end."""

    def __init__(
        self,
        start: Regime,
        history: History,
        planned: int,
        *,
        schedule: Iterable[Event] = (),
        initial: "Arrays | None" = None,
        handover: "Checkpoint | None" = None,
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
        self.handover = handover
        """The numbers it was given at a moment, where it was trained among others before."""
        self.until: tuple[str, ...] = ()
        """Conditions that were to end it when it was last begun or gone back to, as typed."""
        self.history = history
        self.events: list[Event] = []
        """Those that took effect, in order."""
        self.formers: list[Event | None] = []
        """What would set each of them back, in the same order, where it is known."""
        self.schedule = tuple(sorted(schedule, key=lambda event: event.iteration))
        """The events of the plan. A branch that begins before one has it too, unless it was undone.

        One that comes due is passed over while an edit by hand of the same thing stands.
        """
        self.coming = self.schedule
        """Those of them that are not due yet."""
        self.outcome: Outcome | None = None
        """How it ended, if it has."""
        self.weights: Arrays | None = None
        """Of its last moment with a finite cost, once it has ended."""
        self.change: Event | None = None
        """What sets it apart from the branch it was left for, or left."""
        self.undo: list[Change] = []
        """What can be undone, the last one first."""
        self.last: Kept | None = None
        """The trainer at its latest moment, where it was worth keeping."""
        self._goals = [_Goal(-1, planned, False)]

    @property
    def latest(self) -> int:
        """The latest moment that was reached; -1 before the first."""
        return self.history.count - 1

    @property
    def phase(self) -> Phase | None:
        """The final phase it came to, if it has."""
        return self.outcome.phase if self.outcome else None

    @property
    def planned(self) -> int:
        """Iterations it is to have."""
        asked = list(takewhile(lambda goal: goal.asked, reversed(self._goals)))
        event = self._goals[-1 - len(asked)]
        return max(goal.iterations for goal in (event, *asked))

    def extend(self, moment: int, iterations: int) -> None:
        """Plan so many iterations, whatever the experiment says; later branches do too."""
        self._goals.append(_Goal(moment, iterations, True))

    def record(self, event: Event, former: Event) -> None:
        """Write down an event, and what would set it back."""
        unknown = len(self.events) - len(self.formers)
        self.formers += [*[None] * unknown, former]
        self.events.append(event)
        if event.field == "iterations" and isinstance(event.value, int):
            self.expect(event.iteration, event.value)

    def expect(self, moment: int, iterations: int) -> None:
        """Plan so many iterations by an event; but for an end, the next update is always made."""
        fewest = moment if self.outcome else moment + 1
        self._goals.append(_Goal(moment, max(iterations, fewest), False))

    def former(self, index: int) -> Event | None:
        """Give what would set an event back, where it is known."""
        return self.formers[index] if index < len(self.formers) else None

    def events_at(self, moment: int) -> Iterator[Event]:
        """Give the events of one moment, in order."""
        first = bisect_left(self.events, moment, key=lambda event: event.iteration)
        return takewhile(lambda event: event.iteration == moment, self.events[first:])

    def before(self, moment: int) -> Regime:
        """Give what governed the network before the events of a moment."""
        return _fold(self.start, (e for e in self.events if e.iteration < moment))

    def due(self, moment: int) -> list[Event]:
        """Take the events of the plan that are due at a moment, and that nothing stands against."""
        taken = [event for event in self.coming if event.iteration <= moment]
        self.coming = self.coming[len(taken) :]
        return self._unopposed(taken)

    @property
    def ahead(self) -> tuple[Event, ...]:
        """The events of the plan that nothing stands against, whether they are due or not."""
        return tuple(self._unopposed(self.schedule))

    def _unopposed(self, events: Iterable[Event]) -> list[Event]:
        undo = list(self.undo)  # another thread may be reading
        by_hand = [c.event for c in undo if c.event is not None and not c.planned]
        return [e for e in events if not any(same_place(e, edit) for edit in by_hand)]

    def unschedule(self, event: Event) -> None:
        """Leave out an event of the plan."""
        self.schedule = tuple(other for other in self.schedule if other != event)
        self.coming = tuple(other for other in self.coming if other != event)

    def fork(self, moment: int) -> "Branch":
        """Make a branch that shares what happened up to a moment, its events included."""
        weights = Task(self.before(moment + 1).experiment).loss_weights
        branch = Branch(
            self.start,
            self.history.fork(moment, weights),
            0,
            schedule=self.schedule,
            initial=self.initial,
            handover=self.handover,
        )
        branch.parent, branch.forked_at = self.number, moment
        branch.coming = tuple(event for event in self.schedule if event.iteration > moment)
        branch.events = [event for event in self.events if event.iteration <= moment]
        branch.formers = self.formers[: len(branch.events)]
        branch._goals = [goal for goal in self._goals if goal.asked or goal.moment <= moment]
        for change in self.undo:
            if change.event is None or change.event.iteration <= moment:
                branch.undo.append(change)
            elif change.left is not None:
                branch.undo.append(replace(change, event=None, former=None))
        return branch

    def forget(self, dropped: "Branch") -> None:
        """Let go of a branch that is kept no longer: what was done there is set back instead."""
        undo = []
        for change in self.undo:
            if change.left is not dropped:
                undo.append(change)
            elif change.former is not None:
                undo.append(replace(change, left=None))
        self.undo = undo

    def shared_with(self, other: "Branch") -> int:
        """Give the last moment at which both have the same state, before its events."""
        same = alike(self.events, other.events)
        ahead = [*self.events[same : same + 1], *other.events[same : same + 1]]
        return min([self.latest, other.latest, *(event.iteration for event in ahead)])


def alike(events: Sequence[Event], others: Sequence[Event]) -> int:
    """Count the events at the start of two courses that are the same in both."""
    pairs = zip(events, others, strict=False)
    differ = (k for k, (a, b) in enumerate(pairs) if a != b)
    return next(differ, min(len(events), len(others)))


def _fold(regime: Regime, events: Iterable[Event]) -> Regime:
    for event in events:
        regime = regime.after(event)
    return regime
