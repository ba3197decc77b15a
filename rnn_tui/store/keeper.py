"""`RunKeeper`: what the store hears of one run, and the rows that become of its branches.

The methods are called by the thread that trains; they put news in a queue and never wait.
All else belongs to the thread that writes. Each branch is a row of its own, whole and
sharing nothing: a fork copies what it has in common, so that no future is lost when the
other is deleted.
"""

import time
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rnn_tui.record import Checkpoint, Course, Outcome, Phase
from rnn_tui.store.told import Told

if TYPE_CHECKING:
    from rnn_tui.record import Arrays

STATE_EVERY = 2.0
"""Seconds from one checkpoint to the next, at the least."""

STATE_REST = 20
"""A checkpoint that took d seconds to write is followed by this many d without one."""

MOST_PACE = 240
"""Moments whose seconds are kept."""


@dataclass(frozen=True, slots=True)
class Written:
    """How much of a branch is in the store."""

    moments: int = 0
    blocks: int = 0
    answers: int = 0
    """Lines that are kept and will not change."""
    answered: int = -1
    """The moment of the last of them."""
    piece: int = 0
    """The number of the piece that is being filled with answers, and what is in it."""
    filling: bytes = b""
    forgotten: int = 0
    """Lines that are not kept."""
    curve: int = 0
    """Moments when the thinned curve was drawn."""
    seen: tuple[object, ...] = ()
    """What the branch looked like; as long as it looks the same there is nothing to write."""


@dataclass(eq=False)
class Row:
    """A branch, and the row that it is in the store."""

    branch: Told | None
    """None once all is written and another branch goes on: what is not shown need not stay."""
    created: float
    id: int | None = None
    parent: "Row | None" = None
    phase: Phase = Phase.RUNNING
    written: Written = field(default_factory=Written)
    checkpoint: Checkpoint | None = None
    """To be written; the newest one."""
    weights: "Arrays | None" = None
    """To be written: the last finite ones, where the checkpoint does not hold them."""
    other_weights: bool = True
    """Whether those that were written are no longer the last."""
    outcome: Outcome | None = None
    seconds: float = 0.0
    pace: list[tuple[int, float]] = field(default_factory=list)
    """Moments, and the seconds of training up to them; thinned."""
    owned: bool = True
    """Whether the store is to say that this process trains it."""
    news: bool = True
    """Whether something has happened that does not show in the branch."""

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        if self.branch is None or not self.worth_keeping:
            return False
        return self.news or look(self.branch) != self.written.seen

    @property
    def worth_keeping(self) -> bool:
        """Whether anything was trained, or failed to be."""
        ended = self.outcome is not None and self.outcome.phase is not Phase.INTERRUPTED
        if self.id is not None or ended:
            return True
        return self.branch is not None and self.branch.history.costs.pack_open()[0] > 1


def look(branch: Told) -> tuple[object, ...]:
    """Give what is another whenever there is something to write of a branch."""
    answers = branch.history.answers
    return (
        branch.history.costs.pack_open()[0],
        len(branch.events),
        branch.planned,
        len(answers),
        answers[-1] if answers else None,
        branch.history.solved_at,
        branch.ahead,
        branch.until,
    )


class RunKeeper:
    """Hears of one run, whose branches it keeps."""

    def __init__(self, tell: Callable[["RunKeeper"], object]) -> None:
        """Make a keeper that calls `tell` with itself when there is news."""
        self.wants_state = False
        self.rows: dict[int, Row] = {}
        """By the number of the branch."""
        self.done = False
        """Whether nothing more will come."""
        self.state_due = 0.0
        self.known = False
        """Whether the thread that writes has heard of it."""
        self._tell_of = tell
        self._news: deque[Callable[[], None]] = deque()
        self._followed: Row | None = None
        self._adopted: tuple[int, Course] | None = None

    def adopt(self, run: int, course: Course) -> None:
        """Write what comes to the row that the run was kept in before."""
        self._adopted = run, course

    # Called by the thread that trains.

    def follow(self, branch: Told) -> None:
        """Keep this branch from now on."""
        self._tell(lambda: self._follow(branch))

    def keep(self, branch: Told, checkpoint: Checkpoint) -> None:
        """Take a checkpoint."""
        self.wants_state = False
        self._news.append(lambda: self._keep(branch, checkpoint))

    def ended(
        self,
        branch: Told,
        outcome: Outcome,
        weights: "Arrays | None",
        checkpoint: Checkpoint | None,
    ) -> None:
        """Take how a branch ended."""
        self._tell(lambda: self._ended(branch, outcome, weights, checkpoint))

    def closed(self) -> None:
        """Hear that nothing more will come."""
        if self.known:
            self._tell(self.close)

    def _tell(self, news: Callable[[], None]) -> None:
        self._news.append(news)
        self._tell_of(self)

    # Called by the thread that writes.

    def hear(self) -> None:
        """Take in what was told."""
        while self._news:
            self._news.popleft()()

    def ask(self, now: float) -> None:
        """Ask for a checkpoint when it is time for one."""
        if not self.done and now >= self.state_due:
            self.wants_state = True
            self.state_due = now + STATE_EVERY

    def wrote_state(self, now: float, took: float) -> None:
        """Know how long writing a checkpoint took."""
        self.state_due = max(self.state_due, now + STATE_REST * took)

    def close(self) -> None:
        """Leave every row at its end, or interrupted."""
        self.done = True
        for row in self.rows.values():
            if not row.phase.final:
                row.phase = Phase.INTERRUPTED
            row.owned, row.news = False, True

    def forget_written(self) -> None:
        """Write everything anew that is still there: the store is another one."""
        for row in self.rows.values():
            row.id, row.written, row.news = None, Written(), True

    def committed(self, row: Row, written: Written) -> None:
        """Know that all of a row is in the store."""
        row.written, row.news, row.other_weights = written, False, False
        row.checkpoint = row.weights = None

    def let_go(self) -> None:
        """Let go of the branches that are written and do not go on."""
        for row in self.rows.values():
            if row is not self._followed and not row.news and row.id is not None:
                row.branch = None

    def _row(self, branch: Told) -> Row:
        if branch.number not in self.rows:
            row = Row(branch, time.time())
            if branch.parent is not None:
                row.parent = self.rows.get(branch.parent)
            if self._adopted is not None:
                (row.id, course), self._adopted = self._adopted, None
                row.seconds = course.seconds
                row.written = Written(
                    moments=course.costs.count,
                    blocks=len(course.costs.low) // array(course.costs.code).itemsize,
                    answers=len(course.answers),
                    answered=course.answers[-1].moment if course.answers else -1,
                    piece=-1,
                )
            self.rows[branch.number] = row
        row = self.rows[branch.number]
        row.branch = branch
        return row

    def _follow(self, branch: Told) -> None:
        row, former = self._row(branch), self._followed
        if former is not None and former is not row and not former.phase.final:
            former.phase, former.news = Phase.PAUSED, True
        outcome = branch.outcome
        row.phase = outcome.phase if outcome else Phase.RUNNING
        row.outcome = outcome
        row.owned = row.news = True
        row.other_weights = row.other_weights or outcome is None
        self._followed = row

    def _keep(self, branch: Told, checkpoint: Checkpoint) -> None:
        row = self._row(branch)
        row.checkpoint = checkpoint
        self._spent(row, checkpoint.moment, checkpoint.seconds)

    def _ended(
        self,
        branch: Told,
        outcome: Outcome,
        weights: "Arrays | None",
        checkpoint: Checkpoint | None,
    ) -> None:
        row = self._row(branch)
        own = branch.outcome
        if own is not None and own.phase is not outcome.phase:
            return  # it had come to its end before; left while it was shown, wound back
        row.outcome, row.phase = outcome, outcome.phase
        row.checkpoint = checkpoint or row.checkpoint
        # The checkpoint holds the weights already, but for those of before a divergence.
        held = checkpoint is not None and outcome.phase is not Phase.DIVERGED
        row.weights, row.other_weights = None if held else weights, True
        self._spent(row, outcome.iterations, outcome.seconds)

    def _spent(self, row: Row, moment: int, seconds: float) -> None:
        row.seconds, row.news = seconds, True
        if not row.pace or row.pace[-1][0] < moment:
            row.pace.append((moment, round(seconds, 6)))
        if len(row.pace) > MOST_PACE:
            row.pace = [*row.pace[:-1:2], row.pace[-1]]
