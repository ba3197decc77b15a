"""The list of answers as they changed; its last line is the moment shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rnn_tui.i18n import declared, tr, trn
from rnn_tui.plotting.series import cost_text
from rnn_tui.task import Task
from rnn_tui.text import visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RIGHT, TEXT, WRONG, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled

NARROWEST = 28
"""Cells the list takes at least where there is room."""

_COST = 6


@dataclass(frozen=True, eq=False)
class Line:
    """An answer and the cost of its moment; both belong to the weights after `moment` updates."""

    moment: int
    ids: Sequence[int]
    cost: float
    right: int
    """How many of the positions that count are right."""
    weights: tuple[float, ...] = ()
    """The loss weights of its moment; those of the moment shown where none are given."""


@dataclass(frozen=True, eq=False)
class AnswersView:
    """The changes of the answer up to the moment shown, and that moment."""

    task: Task
    weights: tuple[float, ...]
    iterations: int
    changes: int
    lines: Sequence[Line]
    current: Line | None

    @property
    def number_width(self) -> int:
        """Cells of the number of a moment, from what is planned, so that nothing moves."""
        return max(4, min(9, len(str(self.iterations))))

    def judged(self, line: Line) -> "AnswersView":
        """Give the view in which an answer is judged: by the weights of its own moment."""
        return replace(self, weights=line.weights) if line.weights else self

    @property
    def counted(self) -> int:
        """How many positions count."""
        return sum(weight != 0 for weight in self.weights)


def needed_width(view: AnswersView) -> int:
    """Give the cells at which every answer stands spaced with its marks."""
    letters = _letters_width(view.task, spaced=True)
    return view.number_width + 2 + letters + 2 + view.task.length + 1 + _COST


def _letters_width(task: Task, *, spaced: bool) -> int:
    if task.length > 200:
        return 10_000
    wide = 1 + any(width(visible(letter)) > 1 for letter in task.vocabulary)
    return task.length * (wide + spaced) - spaced


class Answers(Titled[AnswersView]):
    """The answers, one line a change."""

    title = declared("Answers")

    def facts(self) -> list[Run]:
        """Say how often the answer changed."""
        count = self.view.changes
        return [(trn("1 change", "{count} changes", count, count=f"{count:,}"), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint head and lines."""
        return answers_sheet(self.view, columns, rows)


def answers_sheet(view: AnswersView, columns: int, rows: int) -> Sheet:
    """Paint the list below a free title row."""
    sheet = Sheet(columns, rows)
    edge = view.number_width + 1
    sheet.put_right(edge, 1, tr("it"), MUTED)
    sheet.put(edge + 1, 1, tr("answer"), MUTED)
    sheet.put_right(columns, 1, tr("cost"), MUTED)
    room = rows - 2
    lines = [line for line in view.lines if view.current and line.moment < view.current.moment]
    shown = lines[-(room - 1) :] if room > 1 else []
    for y, line in enumerate(shown, start=2):
        _line(sheet, view.judged(line), y, line, current=False)
    if view.current and room > 0:
        y = 2 + len(shown)
        _line(sheet, view, y, view.current, current=True)
        sheet.shade(0, y, columns, 1, "tint")
    return sheet


def _line(sheet: Sheet, view: AnswersView, y: int, line: Line, *, current: bool) -> None:
    edge = view.number_width + 1
    if current:
        sheet.put(0, y, "▸", ACCENT)
    sheet.put_right(edge, y, f"{line.moment}", BOLD if current else MUTED)
    cost = cost_text(line.cost)
    sheet.put_right(sheet.width, y, cost, BOLD if current else TEXT)
    start, room = edge + 1, sheet.width - edge - 2 - max(_COST - 1, width(cost))
    task, length = view.task, view.task.length
    for spaced in (True, False):
        letters = _letters_width(task, spaced=spaced)
        if letters + 2 + length <= room:
            wide = (letters + spaced) // length
            for t, letter in enumerate(line.ids):
                text, ink = _letter(view, t, letter, bold=current)
                sheet.put(start + t * wide, y, text, ink)
                _mark(sheet, view, start + letters + 2 + t, y, t, letter)
            return
    _summary(sheet, view, y, line, start, room, bold=current)


def _letter(view: AnswersView, t: int, letter: int, *, bold: bool) -> tuple[str, Ink]:
    text = visible(view.task.vocabulary[letter])
    if view.weights[t] == 0:
        return text, MUTED
    if letter != view.task.targets[t]:
        return text, WRONG._replace(bold=bold)
    return text, MUTED if text == "␣" else TEXT._replace(bold=bold)


def _mark(sheet: Sheet, view: AnswersView, x: int, y: int, t: int, letter: int) -> None:
    if view.weights[t] == 0:
        sheet.put(x, y, "·", MUTED)
        return
    right = letter == view.task.targets[t]
    sheet.put(x, y, "✓" if right else "✗", RIGHT if right else WRONG)


def _summary(
    sheet: Sheet, view: AnswersView, y: int, line: Line, start: int, room: int, *, bold: bool
) -> None:
    """Write the answer around its first wrong letter, and how many are right."""
    right = line.right == view.counted
    mark = f"{'✓' if right else '✗'} {line.right}/{view.counted}"
    end = start + room
    sheet.put_right(end, y, mark, (RIGHT if right else WRONG)._replace(bold=bold))
    cells = room - width(mark) - 1
    wide = 1 + any(width(visible(letter)) > 1 for letter in view.task.vocabulary)
    fits = max(1, cells // wide)
    length, targets = view.task.length, view.task.targets
    first = 0
    if length > fits:
        wrong = next(
            (t for t in range(length) if line.ids[t] != targets[t] and view.weights[t] != 0), 0
        )
        first = max(0, min(wrong - fits // 2, length - fits)) if wrong >= fits - 1 else 0
    last = min(length, first + fits)
    for t in range(first, last):
        text, ink = _letter(view, t, line.ids[t], bold=bold)
        sheet.put(start + (t - first) * wide, y, text.ljust(wide), ink)
    if first > 0:
        sheet.put(start, y, "…".ljust(wide), MUTED)
    if last < length:
        sheet.put(start + (last - first - 1) * wide, y, "…".ljust(wide), MUTED)
