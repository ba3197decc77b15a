"""`Run`: the worker's side of a session. Every method runs on the thread that trains.

Obeys orders, keeps the pace and the phase; what an iteration is, `training` knows.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tui.record import Phase
from rnn_tui.session.engine import Engine
from rnn_tui.session.frames import Frames
from rnn_tui.session.orders import (
    Advance,
    Edit,
    GoOn,
    Move,
    Order,
    Other,
    Pause,
    Play,
    Recover,
    Seek,
    Undo,
)
from rnn_tui.session.pace import Pace
from rnn_tui.session.plan import Plan
from rnn_tui.session.reasons import RefusedError, plain
from rnn_tui.session.stand import Stand
from rnn_tui.session.telling import Telling
from rnn_tui.session.training import End, Training
from rnn_tui.session.turns import Stopwatch, Turns
from rnn_tui.session.winding import Winding
from rnn_tui.task import problems

if TYPE_CHECKING:
    from rnn_tui.session.session import Session
    from rnn_tui.session.states import States


class Run:
    """Obeys orders, makes iterations, and ends."""

    def __init__(
        self,
        session: "Session",
        build: Callable[[Plan], Engine],
        keep: Callable[[Engine], "States"],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session = session
        self.stand = Stand(session.plan, session.branch, build, self.cancelled)
        self.winding = Winding(self.stand, session.memory)
        self.reason: str | None = None
        self.stopped_by: str | None = None
        self._make_states, self._clock = keep, clock
        self._telling = Telling(session, self.stand)
        self._training = Training(
            session.plan, self.stand, self.winding, self._telling, lambda: self.seconds
        )
        self.pace = Pace()
        self._playing = session.inline or not session.paused
        self._owed = 0
        self._stopwatch = Stopwatch(clock, session.course.seconds if session.course else 0.0)
        self._turns = Turns(session, clock)
        self._frames = Frames(self, clock)

    @property
    def planned(self) -> int:
        """Iterations the branch is to have."""
        return self.stand.branch.planned

    def main(self) -> None:
        """Load, begin at moment 0, and obey until told to stop, or inline until the end."""
        session, stand = self.session, self.stand
        for problem in problems(stand.regime.experiment, session.memory):
            raise RefusedError(f"{problem.field}: {problem.sentence}")
        self._frames.show()
        if self.cancelled():
            self.interrupted()
            return
        self._training.follow()
        self._load()
        while not session.stopping:
            self._obey_all()
            if session.phase.final and session.inline:
                return
            if not session.phase.final and self._moving:
                self._enter(Phase.RUNNING)
                self._go()
                continue
            if not session.phase.final:
                fresh = session.phase in (Phase.LOADING, Phase.READY)
                self._enter(Phase.READY if fresh else Phase.PAUSED)
            self._frames.serve()
            self._turns.idle(None)
        if not session.phase.final:
            self.interrupted()

    def _load(self) -> None:
        """Stand at moment 0, or where the run that is opened again was kept last."""
        session, stand = self.session, self.stand
        stand.load()
        if not session.inline:
            stand.states = self._make_states(stand.trainer)
        course = session.course
        if course is not None and course.checkpoint is not None:
            known = stand.restore(course.checkpoint)
        else:
            stand.keep()
            known = stand.arrive()
        if not known or stand.behind:
            return
        if course is None:
            stand.settle()
        else:
            self._caught_up()

    @property
    def _moving(self) -> bool:
        return bool(self._owed) or self._playing or self.winding.target is not None

    def interrupted(self) -> None:
        """End the run where it stands."""
        self._end(Phase.INTERRUPTED)

    def fail(self, error: Exception) -> None:
        """End the run because of an exception."""
        self.session.error = error
        self.reason = plain(error)
        self._end(Phase.FAILED)

    @property
    def seconds(self) -> float:
        """Time spent running so far."""
        return self._stopwatch.seconds

    def cancelled(self) -> bool:
        """Whether the engine is to give up what it is at."""
        return self.session.stopping

    def _obey_all(self) -> None:
        orders = self.session.orders
        while orders:
            order = orders.popleft()
            # Of a pointer that is dragged only the last place counts.
            if not (isinstance(order, Seek) and orders and isinstance(orders[0], Seek)):
                self._obey(order)

    def _obey(self, order: Order) -> None:
        phase = self.session.phase
        if phase in (Phase.FAILED, Phase.INTERRUPTED):
            return
        if self.winding.target is not None and not isinstance(order, Seek | Move | Pause):
            self.winding.later.append(order)
            return
        if phase is Phase.DIVERGED and isinstance(order, Play | Pause | Advance | GoOn | Edit):
            return
        match order:
            case Play():
                self._playing = phase is not Phase.DONE
            case Pause():
                self._playing, self._owed = False, 0
                self.winding.give_up()
            case Advance(count):
                self._advance(count)
            case GoOn():
                self._go_on()
            case Seek(moment):
                self._seek(moment)
            case Move(by):
                self._seek(self.stand.moment + by)
            case Edit(field, value):
                self._edit(field, value)
            case Undo():
                self._wind(self.winding.undo)
            case Other():
                self._wind(self.winding.other)
            case Recover():
                self._recover()

    def _advance(self, count: int) -> None:
        stand, done = self.stand, self.session.phase is Phase.DONE
        self._playing = False
        self._owed += min(count, stand.branch.latest - stand.moment) if stand.behind else count
        if done:
            stand.branch.planned = max(self.planned, stand.moment + self._owed)
            self._resume()

    def _go_on(self) -> None:
        if self.session.phase is Phase.DONE:
            stand = self.stand
            stand.branch.planned = stand.moment + stand.regime.experiment.iterations
            self._training.forget(self.stopped_by)
            self._playing = True
            self._resume()

    def _resume(self) -> None:
        """Go on after the end."""
        self.stand.branch.outcome = None
        self._training.follow()
        self._leave_end()
        self._enter(Phase.RUNNING)

    def _leave_end(self) -> None:
        self.reason = self.stopped_by = None
        self.session.outcome = None

    # Time.

    def _seek(self, moment: int) -> None:
        self._playing, self._owed = False, 0
        self._wind(lambda: self.winding.seek(moment))

    def _wind(self, wind: Callable[[], object]) -> None:
        """Move in time, then stand still, or train again until the target is reached."""
        stand = self.stand
        was = stand.moment, stand.branch
        wind()
        if stand.branch is not was[1]:
            self._training.follow()
        if (stand.moment, stand.branch) == was and self.winding.target is None:
            self._training.edited()
            return
        self._playing, self._owed = False, 0
        self._leave_end()
        if self.session.phase.final:
            self.session.phase = Phase.PAUSED
        if self.winding.target is None:
            self._arrived()
        self._frames.show()

    def _edit(self, field: str, value: object) -> None:
        branch = self.stand.branch
        self.winding.change(field, value)
        if self.stand.branch is not branch:
            self._training.follow()
            self._caught_up()
        else:
            self._training.edited()

    def _arrived(self) -> None:
        """Stand at the moment that was sought; do what was ordered meanwhile."""
        self.winding.target = None
        if not self.stand.behind:
            self._caught_up()
        elif self.session.phase is Phase.RUNNING and not self._playing:
            self._enter(Phase.PAUSED)
        self.session.orders.extendleft(reversed(self.winding.later))
        self.winding.later.clear()

    def _caught_up(self) -> None:
        """Stand at the latest moment again: the end of the branch, if it has one."""
        stand = self.stand
        self._training.caught_up()
        self.session.history = stand.branch.history
        if (outcome := stand.branch.outcome) is not None:
            self._playing, self._owed = False, 0
            self.session.outcome, self.session.weights = outcome, stand.branch.weights
            self.reason, self.stopped_by = outcome.reason, outcome.stopped_by
            self._enter(outcome.phase)
        elif self.session.course is not None and (end := self._training.cut_off(self.planned)):
            self._end_with(end)  # the process died between the last update and the end

    def _recover(self) -> None:
        """Go back to before the run blew up, and on with a tenth of the learning rate."""
        if self.session.phase is not Phase.DIVERGED:
            return
        rate = self.stand.regime.experiment.learning_rate
        self.winding.later.extend((Edit("learning_rate", rate / 10), Play()))
        self._seek(self.stand.branch.history.calm())

    # Training.

    def _go(self) -> None:
        """Make the next iteration if it is due, or wait for it a while."""
        hurry = bool(self._owed) or self.winding.target is not None
        speed = None if hurry else self.session.speed
        wait = self.pace.wait(self._clock(), speed)
        if wait <= 0:
            self._iterate()
        self._frames.serve()
        if wait > 0:
            self._turns.idle(wait)
        elif not self.session.inline:
            self._turns.give_way()

    def _iterate(self) -> None:
        if self.stand.behind:
            self._replay()
            return
        made, end = self._training.iterate(self.planned)
        if made:
            self._made()
        if end is not None:
            self._end_with(end)

    def _replay(self) -> None:
        if self._training.again():
            self._made()
            if self.stand.moment == self.winding.target:
                self._arrived()
            elif not self.stand.behind:
                self._caught_up()

    def _made(self) -> None:
        self._owed = max(self._owed - 1, 0)
        self.pace.made(self._clock(), self.stand.moment, self.session.speed)

    def _end_with(self, end: End) -> None:
        self.reason, self.stopped_by = end.reason, end.stopped_by
        if end.phase is Phase.DONE:
            self._playing, self._owed = False, 0
        self._end(end.phase)

    def _end(self, phase: Phase) -> None:
        """Keep what outlasts the run, then enter a final phase: who sees it finds the rest."""
        self._stopwatch.stop()
        self._telling.end(phase, self.seconds, self.stopped_by, self.reason)
        self._enter(phase)

    def _enter(self, phase: Phase) -> None:
        if self.session.phase is phase:
            return
        self._stopwatch.stop()
        if phase is Phase.RUNNING:
            self.pace.start(self._stopwatch.start(), self.stand.moment)
        self.session.phase = phase
        if not self.session.inline:
            self._frames.show()
