"""`Telling`: tells the sinks and the keeper of a run what happens, and keeps how it ended."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rnn_tui.record import Checkpoint, Outcome, Phase
from rnn_tui.session.stand import Stand

if TYPE_CHECKING:
    from rnn_tui.record import Arrays
    from rnn_tui.session.session import Session


class Telling:
    """What others hear of a run."""

    def __init__(self, session: "Session", stand: Stand) -> None:
        self._session, self._stand = session, stand
        self._keeper = session.keeper
        self._followed = False

    def follow(self) -> None:
        """Tell the keeper which branch goes on."""
        self._followed = True
        self._keeper.follow(self._stand.branch)

    def tell(self, iteration: int, cost: float, seconds: Callable[[], float]) -> None:
        """Tell of one iteration: cost(i), and the answer after it."""
        stand = self._stand
        for sink in self._session.sinks:
            sink.iteration(iteration, cost, stand.prediction, stand.branch.history.correct)
        if self._keeper.wants_state:
            checkpoint = self._checkpoint(seconds())
            if checkpoint is not None:
                self._keeper.keep(stand.branch, checkpoint)

    def end(self, phase: Phase, seconds: float, stopped_by: str | None, reason: str | None) -> None:
        """Keep outcome and weights, and tell of the end."""
        session, stand = self._session, self._stand
        session.outcome = outcome = Outcome(
            phase=phase,
            iterations=stand.moment,
            solved_at=stand.branch.history.solved_at,
            cost=stand.cost,
            prediction=stand.prediction,
            target=session.task.target,
            parameters=session.task.parameters,
            seconds=seconds,
            stopped_by=stopped_by,
            reason=reason,
        )
        checkpoint = None
        if phase is not Phase.FAILED:
            session.weights = self._weights(phase)
            checkpoint = self._checkpoint(seconds)
            if session.keep_picture and stand.engine is not None:
                session.picture = stand.engine.picture(0)
        if phase in (Phase.DONE, Phase.DIVERGED):
            stand.branch.outcome, stand.branch.weights = outcome, session.weights
        told: list[Callable[[], None]] = []
        if self._followed or phase is Phase.FAILED:
            kept = (stand.branch, outcome, session.weights, checkpoint)
            told.append(partial(self._keeper.ended, *kept))
        told += [partial(sink.ended, outcome) for sink in session.sinks]
        for tell in told:
            try:
                tell()
            except Exception as error:
                if phase is not Phase.FAILED:
                    raise
                session.error = session.error or error

    def edited(self) -> None:
        """Keep the outcome of a run that was edited after its end; no sink is told."""
        session, stand = self._session, self._stand
        if session.outcome is None:
            return
        outcome = replace(session.outcome, cost=stand.cost, prediction=stand.prediction)
        session.outcome = stand.branch.outcome = outcome
        session.weights = stand.branch.weights = self._weights(outcome.phase)
        checkpoint = self._checkpoint(outcome.seconds)
        self._keeper.ended(stand.branch, outcome, session.weights, checkpoint)

    def _checkpoint(self, seconds: float) -> Checkpoint | None:
        """Give the state of the latest moment, where the run stands there."""
        stand = self._stand
        if stand.engine is None or stand.behind:
            return None
        events = len(stand.branch.events)
        return Checkpoint(stand.moment, events, seconds, stand.engine.state())

    def _weights(self, phase: Phase) -> "Arrays | None":
        """Copy the weights of the last moment with a finite cost."""
        stand = self._stand
        if stand.engine is None:
            return None
        if phase is Phase.DIVERGED and not math.isfinite(stand.cost):
            return stand.engine.weights(0, before=True) if stand.moment else None
        return stand.engine.weights(0)
