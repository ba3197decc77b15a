"""A run as lines of words: for screen readers, logs and terminals that can do nothing more.

No colour, no sign, nothing that is written over. A line comes where the answer changes, and
every so many iterations; how many lines there are depends on the run, not on the clock.
"""

import math
import unicodedata

from rnn_tui.cli.printers import Output
from rnn_tui.cli.terminal import cost_text, facts_of, seconds_text
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.record import Outcome, Phase
from rnn_tui.session.plan import Plan
from rnn_tui.task import Task
from rnn_tui.text import clipped, graphemes, visible, visible_text

MOST_WRONG = 5
"""Wrong letters that are named one by one."""

MOST_READ = 40
"""Letters of a text that are read out."""

CHANGES, STANDS = 200, 10
"""Lines at most for answers that change, and for one that stays."""


class PlainPrinter:
    """Tells a run in words. A sink."""

    def __init__(
        self, output: Output, plan: Plan, *, planned: int | None = None, quiet: bool = False
    ) -> None:
        self._output, self._quiet = output, quiet
        self._task = Task(plan.experiment)
        self._iterations = planned or plan.experiment.iterations
        self._counted = [weight > 0 for weight in self._task.loss_weights]
        self._targets = self._task.graphemes[1:]
        self._told = -1
        self._answer: str | None = None
        self._last: tuple[int, float, str] | None = None

    def header(self) -> None:
        """Say what is trained, before it is."""
        if self._quiet:
            return
        experiment, task = self._task.experiment, self._task
        facts = ", ".join(facts_of(task, self._iterations))
        self._output.line(f"{_plain(experiment.text)}: {facts}.")
        self._output.line(
            tr("It reads {inputs} and should answer {targets}.",
               inputs=_read(task.graphemes[:-1]), targets=_read(self._targets))
        )  # fmt: skip
        self._output.flush()

    def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
        """Tell an iteration that is worth it."""
        del correct
        self._last = iteration, cost, prediction
        changed = prediction != self._answer
        gap = self._iterations // (CHANGES if changed else STANDS)
        if self._answer is None or iteration - self._told >= max(gap, 1 if changed else 2):
            self._tell(iteration, cost, prediction)

    def ended(self, outcome: Outcome) -> None:
        """Tell the last iteration, and how the run ended, in sentences."""
        if self._last is not None and self._last[0] != self._told:
            self._tell(*self._last)
        self._output.line(" ".join(self._end(outcome)))
        if outcome.reason is not None:
            self._output.line(clipped(outcome.reason, 400))
        self._output.flush()

    def _tell(self, iteration: int, cost: float, prediction: str) -> None:
        still = prediction == self._answer
        self._told, self._answer = iteration, prediction
        if self._quiet:
            return
        right, told = self._right(prediction), grouped(iteration)
        if still:
            words = tr("iteration {i}: still {right}, cost {cost}",
                       i=told, right=right, cost=_cost(cost))  # fmt: skip
        else:
            words = tr("iteration {i}: {right}, cost {cost}",
                       i=told, right=right, cost=_cost(cost))  # fmt: skip
            words += self._wrong(prediction)
        self._output.line(words)

    def _pairs(self, prediction: str) -> list[tuple[int, str, str]]:
        """Give time step from 1, answer and target, of the steps that count."""
        letters = graphemes(prediction)
        if len(letters) != len(self._targets):
            return []
        both = zip(self._counted, letters, self._targets, strict=True)
        return [(t, said, target) for t, (counts, said, target) in enumerate(both, 1) if counts]

    def _right(self, prediction: str) -> str:
        pairs = self._pairs(prediction)
        right = sum(said == target for _, said, target in pairs)
        if pairs and right == len(pairs):
            return tr("all {all} right", all=grouped(right))
        return tr("{right} of {all} right", right=grouped(right), all=grouped(sum(self._counted)))

    def _wrong(self, prediction: str) -> str:
        wrong = [pair for pair in self._pairs(prediction) if pair[1] != pair[2]]
        told = [
            tr("time step {t}: {said}, should be {target}",
               t=grouped(t), said=spoken(said), target=spoken(target))
            for t, said, target in wrong[:MOST_WRONG]
        ]  # fmt: skip
        if len(wrong) > MOST_WRONG:
            told.append(tr("{count} more", count=grouped(len(wrong) - MOST_WRONG)))
        return "".join(f"; {words}" for words in told)

    def _end(self, outcome: Outcome) -> list[str]:
        made, took = grouped(outcome.iterations), seconds_text(outcome.seconds)
        ends = {
            Phase.DONE: tr("Done after {count} iterations in {seconds}.", count=made, seconds=took),
            Phase.DIVERGED: tr("Diverged after {count} iterations.", count=made),
            Phase.INTERRUPTED: tr("Interrupted after {count} iterations.", count=made),
        }
        words = [ends.get(outcome.phase, tr("Failed after {count} iterations.", count=made))]
        if outcome.stopped_by is not None:
            words.append(tr("Stopped by {typed}.", typed=visible_text(outcome.stopped_by)))
        if math.isfinite(outcome.cost):
            words.append(tr("Cost {cost}.", cost=_cost(outcome.cost)))
        if self._last is not None:
            right = self._right(self._last[2])
            answer = _read(graphemes(self._last[2]))
            words.append(tr("Answer {answer}, {right}.", answer=answer, right=right))
        if outcome.solved_at is None:
            words.append(tr("It was never right."))
        else:
            words.append(tr("First right at iteration {i}.", i=grouped(outcome.solved_at)))
        return words


def spoken(grapheme: str) -> str:
    """Name a character where its sign says nothing to an ear."""
    if grapheme == " ":
        return tr("space")
    if len(grapheme) == 1 and not grapheme.isalnum():
        try:
            return unicodedata.name(grapheme).lower()
        except ValueError:
            return tr("control character {code}", code=f"{ord(grapheme):02X}")
    return visible(grapheme)


def _read(letters: "tuple[str, ...] | list[str]") -> str:
    """Read letters out one by one; of many the first."""
    said = " ".join(map(spoken, letters[:MOST_READ]))
    if len(letters) > MOST_READ:
        said += " " + tr("and {count} more", count=grouped(len(letters) - MOST_READ))
    return said


def _plain(text: str) -> str:
    """Write a text without signs for what cannot be seen."""
    letters = graphemes(text)[:MOST_READ]
    return "".join(
        letter if letter == " " or letter.isprintable() else f" {spoken(letter)} "
        for letter in letters
    ).strip()


def _cost(cost: float) -> str:
    if not math.isfinite(cost):
        return tr("not finite")
    return f"{cost:.2f}" if 0.1 <= cost < 1000 else cost_text(cost)
