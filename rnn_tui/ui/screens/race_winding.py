"""`RaceWinding`: a screen of a race that moves in time: play, pace, and every moment again."""

import time
from dataclasses import replace

from textual import on

from rnn_tui.contest.race import Race
from rnn_tui.contest.snapshot import RaceSnapshot
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.numbers import rate
from rnn_tui.ui.screens.contest import ContestScreen
from rnn_tui.ui.screens.race_views import RaceChoice, moment_shown
from rnn_tui.ui.widgets.seeking import Seeking
from rnn_tui.ui.widgets.speed import SPEEDS, nearest_speed

AGAIN = 500
"""Moments a second at which a race is played again where its speed is unlimited."""


class RaceWinding(ContestScreen):
    """Owns a race; the worker only advances, and what is past is looked up."""

    def __init__(self, draft: ContestDraft, race: Race, speed: float | None) -> None:
        super().__init__(draft)
        self.race, self.speed = race, speed
        self.snapshot = self.blank()
        self.choice: RaceChoice = RaceChoice()
        self._replaying: float | None = None
        """The moment, with its fraction, of a race that is played again; None while it is not."""
        self._replayed = 0.0

    def blank(self) -> RaceSnapshot:
        """Give what is shown before anything is known."""
        plan = self.race.plan
        return RaceSnapshot(self.race.id, Phase.LOADING, -1, plan.iterations, plan)

    @property
    def is_replaying(self) -> bool:
        """Whether what is past is being played again."""
        return self._replaying is not None

    def play_again(self) -> bool:
        """Move on in what is known already; say whether something is to be drawn."""
        if self._replaying is None:
            return False
        now = time.monotonic()
        speed = self.speed or AGAIN
        self._replaying += speed * min(now - self._replayed, 0.5)
        self._replayed = now
        if self._replaying >= self.snapshot.moment:
            self._replaying = None
            self.choice = replace(self.choice, moment=None)
            if self.race.phase is Phase.PAUSED:
                self.race.play()
        else:
            self.choice = replace(self.choice, moment=int(self._replaying))
        return True

    def _show(self, moment: int | None) -> None:
        """Show a moment, and stand still; None or the latest follows the race."""
        self._replaying = None
        if moment is not None and moment >= self.snapshot.moment:
            moment = None
        self.choice = replace(self.choice, moment=None if moment is None else max(0, moment))
        if self.race.phase is Phase.RUNNING:
            self.race.pause()
        self.hurry()
        self.draw()

    @on(Seeking.Sought)
    def _sought(self, event: Seeking.Sought) -> None:
        self._show(event.moment)

    def action_play(self) -> None:
        """Play or pause; wound back, play again; at the end, go on for as many iterations."""
        if self._replaying is not None:
            self._replaying = None
        elif self.choice.moment is not None:
            self._replaying, self._replayed = float(self.choice.moment), time.monotonic()
        elif self.race.phase is Phase.RUNNING:
            self.race.pause()
        elif self.race.phase is Phase.DONE:
            self.race.go_on()
        elif self.race.phase in (Phase.FAILED, Phase.INTERRUPTED):
            self.notify(tr("this race has ended: e edits its lanes"), markup=False)
        else:
            self.race.play()
        self.hurry()
        self.draw()

    def _move(self, by: int) -> None:
        at = moment_shown(self.snapshot, self.choice) + by
        if by > 0 and at > self.snapshot.moment:
            self._show(None)
            self.race.advance(at - self.snapshot.moment)
        else:
            self._show(at)

    def action_advance(self) -> None:
        """Make one iteration, or show the next moment."""
        self._move(1)

    def action_back(self) -> None:
        """Show the moment before."""
        self._move(-1)

    def action_back_ten(self) -> None:
        """Show ten moments before."""
        self._move(-10)

    def action_on_ten(self) -> None:
        """Show ten moments on, or make ten iterations."""
        self._move(10)

    def action_first_moment(self) -> None:
        """Show the first moment."""
        self._show(0)

    def action_last_moment(self) -> None:
        """Show the latest moment."""
        self._show(None)

    def action_faster(self) -> None:
        """Race at the next speed."""
        self._set_speed(min(nearest_speed(self.speed) + 1, len(SPEEDS) - 1))

    def action_slower(self) -> None:
        """Race at the speed before."""
        self._set_speed(max(nearest_speed(self.speed) - 1, 0))

    def _set_speed(self, place: int) -> None:
        self.speed = SPEEDS[place]
        self.race.set_speed(self.speed)
        words = tr("unlimited") if self.speed is None else rate(self.speed)
        self.notify(tr("speed: {words}", words=words), timeout=1.5, markup=False)
