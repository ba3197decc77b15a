"""What a run prints for a person: a line where the answer changes, and how it ended.

Right and wrong letters differ in shape, not only in colour; every text is drawn by `text`,
so that nothing in it is obeyed by the terminal.
"""

import math
import os
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from rnn_tui.cli.printers import Output
from rnn_tui.cli.progress import Progress
from rnn_tui.experiment import FIELD, Readout, nearest_preset
from rnn_tui.fields import Choice, clock_text, grouped, number
from rnn_tui.glyphs import ascii_wanted, spelled
from rnn_tui.i18n import tr
from rnn_tui.record import Outcome, Phase
from rnn_tui.session.reasons import told
from rnn_tui.task import Task
from rnn_tui.text import clipped, fit, graphemes, typed_text, visible, visible_text, width

if TYPE_CHECKING:
    from rnn_tui.session.plan import Plan

_MARKED = 24
"""Letters of an answer that are marked one by one; of a longer one they are counted."""

_AT_ONCE = 200
"""Lines printed at every change; after so many, at most ten a second."""

_WIDEST = 100

_CODES = {
    "muted": "2", "rule": "2", "floor": "2", "faint": "2", "curve": "36", "accent": "35",
    "right": "32", "wrong": "31", "title": "1",
}  # fmt: skip


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether a person looks at the stream, on a terminal that can do more than print."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


class Style:
    """Colours where they are wanted, glyphs where the stream can write them."""

    def __init__(self, stream: IO[str], *, ascii_only: bool | None = None) -> None:
        self.color = is_terminal(stream) and not os.environ.get("NO_COLOR")
        self.columns = _WIDEST
        if stream.isatty():
            self.columns = max(min(os.get_terminal_size(stream.fileno()).columns, _WIDEST), 20)
        self.ascii_only = ascii_wanted(ascii_only, getattr(stream, "encoding", None))
        self.right, self.wrong, self.free = "✓✗·"

    def paint(self, text: str, role: str) -> str:
        """Colour a drawn text by what it means, and write its signs as they can be drawn."""
        text = spelled(text) if self.ascii_only else text
        code = _CODES.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text


class TerminalPrinter:
    """Prints a run as the tutorial did, made readable. A sink."""

    def __init__(
        self,
        output: Output,
        style: Style,
        plan: "Plan",
        *,
        planned: int | None = None,
        quiet: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._output, self._style, self._quiet, self._clock = output, style, quiet, clock
        self._task = Task(plan.experiment)
        self._targets = self._task.graphemes[1:]
        self._counted = [weight > 0 for weight in self._task.loss_weights]
        self._iterations = planned or plan.experiment.iterations
        self._progress = Progress(self._iterations, ascii_only=style.ascii_only)
        self._lines = 0
        self._printed = -1
        self._shown: str | None = None
        self._time = 0.0
        self._last: tuple[int, float, str] | None = None

    def header(self) -> None:
        """Print what is trained, before it is."""
        if self._quiet:
            return
        experiment, task, style = self._task.experiment, self._task, self._style
        text = clipped(typed_text(experiment.text, spaces=True), 2 * style.columns // 3)
        self._output.line(style.paint("rnn-tui  ", "title") + style.paint(text, "title"))
        self._output.line(style.paint(" · ".join(facts_of(task, self._iterations)), "muted"))
        if task.vocabulary_size == 1:
            self._output.line(tr("One character alone: the cost is 0 from the start."))
        if task.left_out:
            self._output.line(
                tr("{count} characters at the end are in no stream.", count=task.left_out)
            )
        self._output.line("")
        self._output.line(style.paint(tr("iteration      cost  answer"), "muted"))
        self._output.flush()

    def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
        """Print a line where the answer changes, and at least one a second."""
        if self._quiet:
            return
        del correct
        now = self._clock()
        self._last = iteration, cost, prediction
        changed = prediction != self._shown
        due = now - self._time >= 1
        if due or (changed and (self._lines < _AT_ONCE or now - self._time >= 0.1)):
            self._print(iteration, cost, prediction)
            self._time = now
        self._progress.made(now, iteration + 1)

    def ended(self, outcome: Outcome) -> None:
        """Print the last iteration, and how the run ended."""
        self._progress.clear()
        if self._last is not None and self._last[0] != self._printed:
            self._print(*self._last)
        if not self._quiet:
            self._output.line("")
        self._output.line(self._sentence(outcome))
        if outcome.reason is not None:
            self._output.line(clipped(told(outcome.reason), 400))
        self._output.flush()

    def _print(self, iteration: int, cost: float, prediction: str) -> None:
        self._progress.clear()
        self._output.line(f"{iteration:>9,}  {cost_text(cost):>8}  {self._marked(prediction)}")
        self._lines += 1
        self._printed, self._shown = iteration, prediction

    def _marked(self, prediction: str) -> str:
        style, letters = self._style, graphemes(prediction)
        if len(letters) != len(self._targets):
            letters = []
        right = [answer == target for answer, target in zip(letters, self._targets, strict=False)]
        if len(letters) > _MARKED:
            count = sum(hit and counts for hit, counts in zip(right, self._counted, strict=True))
            ratio = tr(
                "{right} of {all} right", right=grouped(count), all=grouped(sum(self._counted))
            )
            room = max(style.columns - 21 - width(ratio) - 2, 8)
            return fit("".join(map(visible, letters[: room + 1])), room) + f"  {ratio}"
        drawn = "".join(
            style.paint(visible(letter), "right" if hit else "wrong" if counts else "muted")
            for letter, hit, counts in zip(letters, right, self._counted, strict=False)
        )
        marks = "".join(
            style.paint(*((style.right, "right") if hit else (style.wrong, "wrong")))
            if counts
            else style.paint(style.free, "muted")
            for hit, counts in zip(right, self._counted, strict=False)
        )
        return f"{drawn}  {marks}"

    def _sentence(self, outcome: Outcome) -> str:
        style = self._style
        words = [
            f"{tr(outcome.phase)} "
            + tr(
                "after {count} iterations in {seconds}",
                count=grouped(outcome.iterations),
                seconds=seconds_text(outcome.seconds),
            )
        ]
        if outcome.stopped_by is not None:
            words.append(tr("stopped by {typed}", typed=visible_text(outcome.stopped_by)))
        if math.isfinite(outcome.cost):
            words.append(tr("cost {cost}", cost=cost_text(outcome.cost)))
        if outcome.solved_at is None:
            words.append(tr("never right"))
        else:
            words.append(tr("first right at iteration {i}", i=grouped(outcome.solved_at)))
        role = "right" if outcome.phase is Phase.DONE else "wrong"
        return style.paint(", ".join(words), role)


def cost_text(cost: float) -> str:
    """Write a cost in at most eight characters."""
    if not math.isfinite(cost):
        return "NaN" if math.isnan(cost) else "inf"
    return f"{cost:.4f}" if abs(cost) < 1000 else f"{cost:.2e}"


def seconds_text(seconds: float) -> str:
    """Write a duration: 0.03 s, 12 s, 2:05, 1:00:00."""
    if seconds < 10:
        return tr("{number} s", number=f"{seconds:.2g}" if seconds >= 0.001 else "0")
    if seconds < 60:
        return tr("{number} s", number=f"{seconds:.0f}")
    return clock_text(int(seconds))


def facts_of(task: Task, iterations: int) -> list[str]:
    """Say what is trained, in parts, from the cell to the nearest preset."""
    experiment = task.experiment
    cell, optimizer = FIELD["cell"].kind, FIELD["optimizer"].kind
    assert isinstance(cell, Choice)
    assert isinstance(optimizer, Choice)
    facts = [
        cell.label(experiment.cell),
        tr("{units} units", units=grouped(task.hidden_size)),
        tr("linear readout") if experiment.readout is Readout.LINEAR else "",
        tr("{count} parameters", count=grouped(task.parameters)),
        f"{optimizer.label(experiment.optimizer)} {number(experiment.learning_rate)}",
        tr("{count} iterations", count=grouped(iterations)),
        tr("seed {seed}", seed=experiment.seed),
        nearest_preset(experiment).name,
    ]
    return [fact for fact in facts if fact]
