"""When a run has diverged: its cost is not finite, or far above a uniform guess for long.

Looked at on the training pass of an iteration, before its update.
"""

import math
from itertools import accumulate

from rnn_tui.experiment import Experiment, Readout
from rnn_tui.fields import number
from rnn_tui.session.branch import Branch
from rnn_tui.session.reasons import FAR_ABOVE, NOT_FINITE, SATURATED, TOO_FAST
from rnn_tui.task import Task

TIMES = 10
"""How many times the cost of a uniform guess is far above."""

PATIENCE = 20
"""Iterations running that are too many; optimizers recover from fewer."""


class Divergence:
    """Looks at the cost of each iteration of one run."""

    def __init__(self, experiment: Experiment) -> None:
        self._above = 0
        self.edited(experiment)

    def edited(self, experiment: Experiment) -> None:
        """Go on with other live fields."""
        self._task = Task(experiment)
        self._weights = [0.0, *accumulate(self._task.loss_weights)]
        self._constant = self._task.whole or experiment.loss_weights is None
        self._known: float | None = None

    def resume(self, branch: Branch, moment: int) -> None:
        """Go on at another moment, from the costs before it, each as it was looked at then."""
        self._above = 0
        first = max(0, moment - PATIENCE + 1)
        self.edited(branch.before(first).experiment)
        for iteration in range(first, moment + 1):
            if any(branch.events_at(iteration)):
                self.edited(branch.before(iteration + 1).experiment)
            if iteration < moment:
                self.look(iteration, branch.history.cost(iteration))

    def uniform(self, iteration: int) -> float:
        """Give the cost a uniform guess has in the batch of the iteration, in nats."""
        if self._known is not None and self._constant:
            return self._known
        task, sums = self._task, self._weights
        sequences = task.positions(iteration)
        weight = math.fsum(sums[places[-1] + 1] - sums[places[0]] for places in sequences)
        self._known = weight / len(sequences) * math.log(task.vocabulary_size)
        return self._known

    def look(self, iteration: int, cost: float) -> str | None:
        """Say why the run has diverged, if it has."""
        if not math.isfinite(cost):
            return self._because(NOT_FINITE.format(iteration=iteration))
        uniform = self.uniform(iteration)
        self._above = self._above + 1 if 0 < TIMES * uniform < cost else 0
        if self._above < PATIENCE:
            return None
        return self._because(
            FAR_ABOVE.format(times=TIMES, limit=f"{TIMES * uniform:.1f}", count=PATIENCE)
        )

    def _because(self, what: str) -> str:
        experiment = self._task.experiment
        rate = experiment.learning_rate
        if experiment.readout is Readout.NONE:
            hint = SATURATED.format(rate=number(rate))
        else:
            hint = TOO_FAST.format(rate=number(rate))
        return f"{what}: {hint}"


def way_back(branch: Branch) -> tuple[int, float] | None:
    """Say where a branch that diverged was calm, and a learning rate to go on with there.

    The moment of the lowest cost before the excess, and a tenth of the smaller of the rates
    there and at the end; None where it diverged at once.
    """
    latest = branch.latest
    if latest < 1:
        return None
    finite = math.isfinite(branch.history.cost(latest))
    moment = branch.history.calm(max(latest + 1 - PATIENCE, 0) if finite else latest)
    rates = [branch.before(m + 1).experiment.learning_rate for m in (moment, latest)]
    return moment, min(rates) / 10
