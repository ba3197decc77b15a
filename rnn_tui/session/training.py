"""`Training`: makes the iterations of a branch, new ones and known ones, and judges the new.

Is the cost of this moment a divergence? Then no update. After it: is a condition met, was it
the last one? The cost of a moment is measured as soon as it is reached: the engine keeps
that pass for the update.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from rnn_tui.record import Phase
from rnn_tui.session.divergence import Divergence
from rnn_tui.session.plan import Plan
from rnn_tui.session.stand import Stand
from rnn_tui.session.telling import Telling
from rnn_tui.session.until import Watch
from rnn_tui.session.winding import Winding


class End(NamedTuple):
    """How a run comes to an end of its own."""

    phase: Phase
    reason: str | None = None
    """Why it has diverged."""
    stopped_by: str | None = None
    """The condition that was met, as typed."""


class Training:
    """Moves a stand one moment on, and says when that was the last."""

    def __init__(
        self,
        plan: Plan,
        stand: Stand,
        winding: Winding,
        telling: Telling,
        seconds: Callable[[], float],
    ) -> None:
        self._stand, self._winding, self._telling = stand, winding, telling
        self._seconds = seconds
        self._watch = Watch(plan.until)
        self._divergence = Divergence(stand.regime.experiment)

    def follow(self) -> None:
        """Let it be known that the branch goes on, or is shown again, and what may end it."""
        self._stand.branch.until = self._watch.typed
        self._telling.follow()

    def edited(self) -> None:
        """Judge by other live fields."""
        self._divergence.edited(self._stand.regime.experiment)

    def caught_up(self) -> None:
        """Judge on from the latest moment, by what is known up to it."""
        stand, branch = self._stand, self._stand.branch
        stand.caught_up()
        self._divergence.resume(branch, stand.moment)
        self._watch.resume(branch.history.right_for(stand.moment))

    def forget(self, stopped_by: str | None) -> None:
        """Do not stop again for a condition that was met."""
        self._watch.forget(stopped_by)

    def again(self) -> bool:
        """Make an iteration that was made before, and say whether it was."""
        if self._stand.step() is None:
            return False
        self._stand.arrive()
        return True

    def iterate(self) -> tuple[bool, End | None]:
        """Make a new iteration; say whether there was an update, and how the run ended, if so."""
        stand = self._stand
        iteration, history = stand.moment, stand.branch.history
        for event in stand.branch.due(iteration):
            self._winding.change(event.field, event.value, planned=True)
            self.edited()
        cost = stand.cost
        reason = self._divergence.look(iteration, cost)
        if reason:
            stand.settle()
            self._telling.tell(iteration, cost, self._seconds)
            return False, End(Phase.DIVERGED, reason)
        if stand.train() is None:
            return False, None
        last, stopped_by = self._look(cost)
        if last:
            stand.settle()
        history.solve(iteration)
        self._telling.tell(iteration, cost, self._seconds)
        return True, self._end(stopped_by) if last else None

    def cut_off(self) -> End | None:
        """Say whether the update that led to this moment was the last, if nobody could say so."""
        stand = self._stand
        if stand.moment == 0:
            return None
        history = stand.branch.history
        self._watch.resume(history.right_for(stand.moment - 1))
        last, stopped_by = self._look(history.cost(stand.moment - 1))
        return self._end(stopped_by) if last else None

    def _look(self, cost: float) -> tuple[bool, str | None]:
        """Judge the update that led to this moment: was it the last, and what condition was met."""
        stand, met = self._stand, None
        if not self._watch.idle:
            met = self._watch.look(cost, stand.branch.history.correct, self._seconds())
        last = met is not None or stand.moment >= stand.branch.planned
        return last, met.typed if met else None

    def _end(self, stopped_by: str | None) -> End:
        stand = self._stand
        # The last update has no iteration after it that would find its cost not finite.
        if not math.isfinite(stand.cost):
            reason = self._divergence.look(stand.moment, stand.cost)
            return End(Phase.DIVERGED, reason, stopped_by)
        return End(Phase.DONE, None, stopped_by)
