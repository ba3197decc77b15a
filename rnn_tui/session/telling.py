"""`Telling`: tells the sinks of a run what happens, and keeps how it ended."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rnn_tui.record import Outcome, Phase
from rnn_tui.session.stand import Stand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rnn_tui.session.session import Session


class Telling:
    """What others hear of a run."""

    def __init__(self, session: "Session", stand: Stand) -> None:
        self._session, self._stand = session, stand

    def tell(self, iteration: int, cost: float) -> None:
        """Tell of one iteration: cost(i), and the answer after it."""
        stand = self._stand
        for sink in self._session.sinks:
            sink.iteration(iteration, cost, stand.prediction, stand.branch.history.correct)

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
        if phase is not Phase.FAILED:
            session.weights = self._weights(phase)
            if session.keep_picture and stand.engine is not None:
                session.picture = stand.engine.picture(0)
        if phase in (Phase.DONE, Phase.DIVERGED):
            stand.branch.outcome, stand.branch.weights = outcome, session.weights
        for sink in session.sinks:
            try:
                sink.ended(outcome)
            except Exception as error:
                if phase is not Phase.FAILED:
                    raise
                session.error = session.error or error

    def edited(self) -> None:
        """Keep the outcome of a run that was edited after its end; nobody is told."""
        session, stand = self._session, self._stand
        if session.outcome is None:
            return
        outcome = replace(session.outcome, cost=stand.cost, prediction=stand.prediction)
        session.outcome = stand.branch.outcome = outcome
        session.weights = stand.branch.weights = self._weights(outcome.phase)

    def _weights(self, phase: Phase) -> "Mapping[str, NDArray[Any]] | None":
        """Copy the weights of the last moment with a finite cost."""
        stand = self._stand
        if stand.engine is None:
            return None
        if phase is Phase.DIVERGED and not math.isfinite(stand.cost):
            return stand.engine.weights(0, before=True) if stand.moment else None
        return stand.engine.weights(0)
