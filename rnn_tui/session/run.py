"""`Run`: the worker's side of a session. Every method runs on the thread that trains.

Keeps the pace, the clock and the phase. What orders do, `steering` knows; what an iteration
is, `training`.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tui.record import Outcome, Phase
from rnn_tui.session.engine import Engine
from rnn_tui.session.frames import Frames
from rnn_tui.session.pace import Pace
from rnn_tui.session.plan import Plan
from rnn_tui.session.reasons import RefusedError, plain
from rnn_tui.session.stand import Stand
from rnn_tui.session.steering import Steering
from rnn_tui.session.telling import Telling
from rnn_tui.session.training import End, Training
from rnn_tui.session.turns import Stopwatch, Turns
from rnn_tui.session.winding import Winding
from rnn_tui.task import problems

if TYPE_CHECKING:
    from rnn_tui.session.session import Session
    from rnn_tui.session.states import States


class Run:
    """Goes on until it is told to stop: what was ordered, the next iteration, a picture."""

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
        self.training = Training(
            session.plan, self.stand, self.winding, self._telling, lambda: self.seconds
        )
        self.pace = Pace()
        self.steering = Steering(self, playing=session.inline or not session.paused)
        self._stopwatch = Stopwatch(clock, session.course.seconds if session.course else 0.0)
        self._turns = Turns(clock)
        self._unjudged = session.course is not None
        self._frames = Frames(self, clock)

    @property
    def planned(self) -> int:
        """Iterations the branch is to have."""
        return self.stand.branch.planned

    def main(self) -> None:
        """Load, begin at moment 0, and obey until told to stop, or inline until the end."""
        session = self.session
        for problem in problems(self.stand.regime.experiment, session.memory):
            raise RefusedError(f"{problem.field}: {problem.sentence}")
        self._frames.show()
        if not self.cancelled():
            self.begin()
        while not session.stopping:
            if self.turn():
                continue
            if session.phase.final and session.inline:
                return
            self._frames.serve()
            session.idle(None)
        if not session.phase.final:
            self.interrupted()

    def begin(self) -> None:
        """Load, and stand at moment 0, or where the run that is opened again was kept last."""
        stand, course = self.stand, self.session.course
        stand.load()
        if self.session.inline:
            self.session.phase = Phase.READY  # a signal that comes now is asked for, not raised
        # Not before: an import that is broken off may leave a lock to whoever imports next.
        self.training.follow()
        if not self.session.inline:
            stand.states = self._make_states(stand.trainer)
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
            self.steering.caught_up()

    def turn(self) -> bool:
        """Obey, and make the next iteration if it is due; False where there is none to make."""
        self.steering.obey_all()
        phase = self.session.phase
        if not phase.final and self.steering.moving:
            self.enter(Phase.RUNNING)
            self._go()
            return True
        if not phase.final:
            fresh = phase in (Phase.LOADING, Phase.READY)
            self.enter(Phase.READY if fresh else Phase.PAUSED)
        return False

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

    # Phases.

    def resume(self) -> None:
        """Go on after the end."""
        self.stand.branch.outcome = None
        self.training.follow()
        self.leave_end()
        self.enter(Phase.RUNNING)

    def leave_end(self) -> None:
        """Stand at an end no longer."""
        self.reason = self.stopped_by = None
        self.session.outcome = None
        if self.session.phase.final:
            self.session.phase = Phase.PAUSED

    def end_again(self, outcome: Outcome) -> None:
        """Stand at an end that was reached before."""
        session = self.session
        session.outcome, session.weights = outcome, self.stand.branch.weights
        self.reason, self.stopped_by = outcome.reason, outcome.stopped_by
        self.enter(outcome.phase)

    def judge_again(self) -> None:
        """Be at an end that was reached when the process died, before anybody could say so."""
        if not self._unjudged:
            return
        self._unjudged = False
        if self.stand.branch.outcome is None and (end := self.training.cut_off()) is not None:
            self._end_with(end)

    def edited(self) -> None:
        """Judge by what was edited; the outcome of a run that is done follows."""
        self.training.edited()
        if self.session.phase is Phase.DONE:
            self._telling.edited()

    def show(self) -> None:
        """Show this moment, asked for or not."""
        self._frames.show()

    def capture(self) -> None:
        """Hand out this moment, whole and for good."""
        self._frames.capture()

    # Iterations.

    def _go(self) -> None:
        """Make the next iteration if it is due, or wait for it a while."""
        speed = None if self.steering.hurry else self.session.speed
        wait = self.pace.wait(self._clock(), speed)
        if wait <= 0:
            self._iterate()
        self._frames.serve()
        if wait > 0:
            self.session.idle(wait)
        elif not self.session.inline:
            self._turns.give_way()

    def _iterate(self) -> None:
        if self.stand.behind:
            self._replay()
            return
        made, end = self.training.iterate()
        if made:
            self._made()
        if end is not None:
            self._end_with(end)

    def _replay(self) -> None:
        if self.training.again():
            self._made()
            if self.stand.moment == self.winding.target:
                self.steering.arrived()
            elif not self.stand.behind:
                self.steering.caught_up()

    def _end_with(self, end: End) -> None:
        self.reason, self.stopped_by = end.reason, end.stopped_by
        self.steering.stop()
        self._end(end.phase)

    def _made(self) -> None:
        self.steering.made()
        self.pace.made(self._clock(), self.stand.moment, self.session.speed)

    def _end(self, phase: Phase) -> None:
        """Keep what outlasts the run, then enter a final phase: who sees it finds the rest."""
        self._stopwatch.stop()
        self._telling.end(phase, self.seconds, self.stopped_by, self.reason)
        self.enter(phase)

    def enter(self, phase: Phase) -> None:
        """Be in a phase, and show it."""
        if self.session.phase is phase:
            return
        self._stopwatch.stop()
        if phase is Phase.RUNNING:
            self.pace.start(self._stopwatch.start(), self.stand.moment)
        self.session.phase = phase
        if not self.session.inline:
            self._frames.show()
