"""`Run`: the worker's side of a session. Every method runs on the thread that trains.

An iteration: is the cost of this moment a divergence? the update; the cost and the answer
of the new moment; the record; is a condition met? was it the last one? The cost of a moment
is measured as soon as it is reached: the engine keeps that pass for the update.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rnn_tui.record import Event, Outcome, Phase
from rnn_tui.session.divergence import Divergence
from rnn_tui.session.engine import Engine
from rnn_tui.session.frames import Frames
from rnn_tui.session.orders import Advance, Edit, GoOn, Order, Pause, Play
from rnn_tui.session.pace import Pace
from rnn_tui.session.plan import Plan
from rnn_tui.session.reasons import RefusedError, plain
from rnn_tui.session.until import Watch
from rnn_tui.task import Task, problems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rnn_tui.session.session import Session

_GLANCE = 0.05
"""Seconds between two looks at `stopping` where no event may wake the thread."""

_TURN = 0.002
"""Seconds the thread holds on to the interpreter at most, an iteration aside."""


class Run:
    """Where a run stands, and how it goes on."""

    def __init__(
        self,
        session: "Session",
        build: Callable[[Plan], Engine],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session = session
        self.history = session.history
        self.experiment = session.plan.experiment
        self.planned = self.experiment.iterations
        self.moment = 0
        self.cost = float("nan")
        self.prediction = ""
        self.reason: str | None = None
        self.stopped_by: str | None = None
        self._build, self._clock = build, clock
        self.engine: Engine | None = None
        self._answered = -1
        self._coming = deque(sorted(session.plan.events, key=lambda event: event.iteration))
        self._watch = Watch(session.plan.until)
        self._divergence = Divergence(self.experiment)
        self.pace = Pace()
        self._playing = session.inline or not session.paused
        self._owed = 0
        self._spent = 0.0
        self._since: float | None = None
        self._gave_way = 0.0
        self._frames = Frames(self, clock)

    def main(self) -> None:
        """Load, begin at moment 0, and obey until told to stop, or inline until the end."""
        session = self.session
        for problem in problems(self.experiment, session.memory):
            raise RefusedError(f"{problem.field}: {problem.sentence}")
        self._frames.show()
        if self.cancelled():
            self.interrupted()
            return
        self.engine = self._build(session.plan)
        if self._measure():
            self._settle()
        while not session.stopping:
            while session.orders:
                self._obey(session.orders.popleft())
            if session.phase.final and session.inline:
                return
            if not session.phase.final and (self._owed or self._playing):
                self._enter(Phase.RUNNING)
                self._go()
                continue
            if not session.phase.final:
                fresh = session.phase in (Phase.LOADING, Phase.READY)
                self._enter(Phase.READY if fresh else Phase.PAUSED)
            self._frames.serve()
            self._idle(None)
        if not session.phase.final:
            self.interrupted()

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
        return self._spent + (self._clock() - self._since if self._since is not None else 0.0)

    def cancelled(self) -> bool:
        """Whether the engine is to give up what it is at."""
        return self.session.stopping

    @property
    def _trainer(self) -> Engine:
        assert self.engine is not None
        return self.engine

    def _obey(self, order: Order) -> None:
        done = self.session.phase is Phase.DONE
        if self.session.phase.final and not done:
            return
        match order:
            case Play():
                self._playing = not done
            case Pause():
                self._playing, self._owed = False, 0
            case Advance(count):
                self._playing = False
                self._owed += count
                if done:
                    self.planned = max(self.planned, self.moment + self._owed)
                    self._resume()
            case GoOn() if done:
                self.planned = self.moment + self.experiment.iterations
                self._watch.forget(self.stopped_by)
                self._playing = True
                self._resume()
            case GoOn():
                pass
            case Edit(field, value):
                self._apply(Event(self.moment, field, value))

    def _resume(self) -> None:
        self.stopped_by = None
        self.session.outcome = None
        self._enter(Phase.RUNNING)

    def _apply(self, event: Event) -> None:
        if getattr(self.experiment, event.field) == event.value:
            return
        self.experiment = self.experiment.replace(**{event.field: event.value})
        self._trainer.edit(event.field, event.value)
        self.session.events.append(Event(self.moment, event.field, event.value))
        self._divergence.edited(self.experiment)
        self.history.put_edit(self.moment, Task(self.experiment).loss_weights)
        self._measure()

    def _go(self) -> None:
        """Make the next iteration if it is due, or wait for it a while."""
        speed = None if self._owed else self.session.speed
        wait = self.pace.wait(self._clock(), speed)
        if wait <= 0:
            self._iterate()
        self._frames.serve()
        if wait > 0:
            self._idle(wait)
        elif not self.session.inline:
            self._give_way()

    def _give_way(self) -> None:
        """Let the screen's thread have its turn now and then; it costs as much as an update."""
        now = self._clock()
        if now - self._gave_way >= _TURN:
            self._gave_way = now
            time.sleep(0)

    def _iterate(self) -> None:
        iteration, history = self.moment, self.history
        while self._coming and self._coming[0].iteration <= iteration:
            self._apply(self._coming.popleft())
        cost = self.cost
        self.reason = self._divergence.look(iteration, cost)
        if self.reason:
            self._settle()
            self._tell(iteration, cost)
            self._end(Phase.DIVERGED)
            return
        step = self._trainer.step(self.cancelled)
        if step is None:
            return
        self.moment += 1
        self._owed = max(self._owed - 1, 0)
        self._measure()
        if step.predictions is not None:
            self._answer(step.predictions[0])
        self.pace.made(self._clock(), self.moment, self.session.speed)
        met = None
        if not self._watch.idle:
            met = self._watch.look(cost, history.correct, self.seconds)
        last = met is not None or self.moment >= self.planned
        if last:
            self._settle()
        if history.solved_at is None and history.correct:
            history.solved_at = iteration
        self._tell(iteration, cost)
        if last:
            self.stopped_by = met.typed if met else None
            self._playing, self._owed = False, 0
            # The last update has no iteration after it that would find its cost not finite.
            if not math.isfinite(self.cost):
                self.reason = self._divergence.look(self.moment, self.cost)
            self._end(Phase.DIVERGED if self.reason else Phase.DONE)

    def _measure(self) -> bool:
        costs = self._trainer.measure(self.cancelled)
        self.cost = costs[0] if costs else float("nan")
        if costs:
            self.history.put_cost(self.moment, self.cost)
        return costs is not None

    def _answer(self, ids: list[int]) -> None:
        self._answered = self.moment
        if self.history.put_answer(self.moment, ids, self.cost):
            self.prediction = self.session.task.spell(ids)

    def _settle(self) -> None:
        """See to it that the answer is that of this moment; long texts are not always asked."""
        if self._answered != self.moment:
            predictions = self._trainer.answer(self.cancelled)
            if predictions is not None:
                self._answer(predictions[0])

    def _tell(self, iteration: int, cost: float) -> None:
        for sink in self.session.sinks:
            sink.iteration(iteration, cost, self.prediction, self.history.correct)

    def _end(self, phase: Phase) -> None:
        """Keep what outlasts the run, then enter a final phase: who sees it finds the rest."""
        session = self.session
        self._stop_clock()
        outcome = Outcome(
            phase=phase,
            iterations=self.moment,
            solved_at=self.history.solved_at,
            cost=self.cost,
            prediction=self.prediction,
            target=session.task.target,
            parameters=session.task.parameters,
            seconds=self.seconds,
            stopped_by=self.stopped_by,
            reason=self.reason,
        )
        session.outcome = outcome
        if phase is not Phase.FAILED:
            session.weights = self._kept(phase)
        for sink in session.sinks:
            try:
                sink.ended(outcome)
            except Exception as error:
                if phase is not Phase.FAILED:
                    raise
                session.error = session.error or error
        self._enter(phase)

    def _kept(self, phase: Phase) -> "Mapping[str, NDArray[Any]] | None":
        """Copy the weights of the last moment with a finite cost."""
        if self.engine is None:
            return None
        if phase is Phase.DIVERGED and not math.isfinite(self.cost):
            return self.engine.weights(0, before=True) if self.moment else None
        return self.engine.weights(0)

    def _enter(self, phase: Phase) -> None:
        if self.session.phase is phase:
            return
        self._stop_clock()
        if phase is Phase.RUNNING:
            self._since = self._clock()
            self.pace.start(self._since, self.moment)
        self.session.phase = phase
        if not self.session.inline:
            self._frames.show()

    def _stop_clock(self) -> None:
        self._spent, self._since = self.seconds, None

    def _idle(self, timeout: float | None) -> None:
        """Wait to be woken. Inline a signal may set `stopping`, and must not need a lock."""
        if self.session.inline:
            time.sleep(min(timeout or _GLANCE, _GLANCE))
            return
        self.session.wake.wait(timeout)
        self.session.wake.clear()
