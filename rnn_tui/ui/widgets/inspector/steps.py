"""The time steps at the head of the inspector: answer, cost, input, and what moved the answer.

What was computed for another time step is not shown: its place is kept by dots.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from textual import events
from textual.message import Message

from rnn_tui.i18n import declared, tr
from rnn_tui.plotting.series import cost_text, gradient_text
from rnn_tui.text import visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import probability
from rnn_tui.ui.sheet import (
    ACCENT,
    BOLD,
    MUTED,
    RIGHT,
    RULE,
    TEXT,
    WRONG,
    Ink,
    Run,
    Sheet,
    amount,
)
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.plan import StepColumns, step_columns
from rnn_tui.ui.widgets.inspector.view import InspectorView

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def subscript(number: int) -> str:
    """Write a number beneath the line: `₁₂`."""
    return str(number).translate(_SUBSCRIPTS)


class Chosen(Message):
    """A time step was clicked, or a unit at a time step; from 0."""

    def __init__(self, step: int, unit: int | None = None) -> None:
        super().__init__()
        self.step, self.unit = step, unit


class Steps(Titled[InspectorView]):
    """One column a time step."""

    title = declared("Inside, over time")

    gradient = False
    """Whether |dL/dh_t| has its row here."""

    def facts(self) -> list[Run]:
        """Say what is chosen, and how much is out of view."""
        view, columns, keys = self.view, self.size.width, self._look.keys
        plan = step_columns(view.task.length, view.step, columns)
        before, after = plan.first, view.task.length - plan.first - plan.count
        more = [tr("‹ {count} more", count=before)] if before else []
        more += [tr("{count} more ›", count=after)] if after else []
        few = [f"‹ {before}"] * (before > 0) + [f"{after} ›"] * (after > 0)
        step = tr("time step {step} of {steps}", step=view.step + 1, steps=view.task.length)
        unit = tr("unit {unit} of {units}", unit=view.unit + 1, units=view.task.hidden_size)
        for gap, parts in (
            (3, [*more, f"{keys('← →')} {step}", f"{keys('↑ ↓')} {unit}"]),
            (3, [*more, step, unit]),
            (2, [*few, step, unit]),
            (2, [*few, step]),
        ):
            words = (" " * gap).join(parts)
            if width(words) + width(self.named) + 3 <= columns:
                break
        return [(words, MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the rows."""
        return steps_sheet(self.view, columns, rows, look, gradient=self.gradient)

    def on_click(self, event: events.Click) -> None:
        """Choose the time step under the pointer."""
        plan = step_columns(self.view.task.length, self.view.step, self.size.width)
        step = plan.at(event.x)
        if step is not None:
            self.post_message(Chosen(step))


def steps_sheet(
    view: InspectorView, columns: int, rows: int, look: Look, *, gradient: bool = False
) -> Sheet:
    """Paint the rows of the time steps; row 0 is left free for the title."""
    painter = _Painter(view, columns, rows, look)
    painter.paint(gradient=gradient)
    return painter.sheet


class _Painter:
    """Paints one view; it lives as long as the call."""

    def __init__(self, view: InspectorView, columns: int, rows: int, look: Look) -> None:
        self.view, self.look, self.task = view, look, view.task
        self.sheet = Sheet(columns, rows)
        self.plan = step_columns(self.task.length, view.step, columns)
        picture, inside = view.picture, view.inside
        self.predictions: Sequence[int] = picture.predictions if picture else ()
        self.costs = dict(enumerate(picture.costs.tolist(), picture.first)) if picture else {}
        first = inside.probe.first if inside else 0
        stale = inside is None or inside.probe.step != view.step
        self.moved = (
            {} if inside is None or stale else dict(enumerate(inside.moved.tolist(), first))
        )
        self.gradient = dict(enumerate(inside.gradient.tolist(), first)) if inside else {}
        self.most_moved = scale_end(self.moved.values())
        self.most_cost = scale_end(self.costs.values())
        wide = any(width(visible(letter)) > 1 for letter in self.task.vocabulary)
        self.number = 5 if wide and self.plan.column >= 10 else 4
        """Where a number beside a letter starts."""

    def paint(self, *, gradient: bool) -> None:
        last = 5 + gradient
        x, column = self.plan.x(self.view.step), self.plan.column
        if self.look.mono:
            # Painted first, so that it overwrites nothing of the column before.
            for y in range(1, last + 1):
                self.sheet.put(x - 1, y, "│", RULE)
        self._labels(gradient=gradient)
        for t in self.plan.steps:
            self._head(t)
            self._answer(t)
            self._cost(t)
            self._input(t)
            self._moved(t)
        if gradient:
            paint_gradient(self.sheet, self.look, self.plan, last, self.gradient)
        if not self.look.mono and column < 5:
            self.sheet.shade(x, 1, column, last, "tint")
        elif not self.look.mono:
            # At 8 the number takes the cell that parts wider columns.
            self.sheet.shade(x - 1, 1, column - (column != 8), last, "tint")

    def _labels(self, *, gradient: bool) -> None:
        step = self.view.step
        letter = self._letter(self.predictions[step]) if step < len(self.predictions) else "·"
        labels = [tr("predicted"), tr("cost"), tr("input")]
        labels.append(tr("moved {answer}", answer=f"{letter}{subscript(step + 1)}"))
        if gradient:
            labels.append("|∂L/∂h_t|")
        for y, label in enumerate(labels, start=2):
            self.sheet.put(0, y, label, MUTED)
        if self.plan.aside:
            self._numbers(5 + gradient if gradient else 0)

    def _numbers(self, gradient: int) -> None:
        """Write the chosen step's numbers beside the labels: its columns have cells alone."""
        picture, step = self.view.picture, self.view.step
        at = step - picture.first if picture else -1
        if picture is not None and 0 <= at < len(picture.probabilities):
            share = float(picture.probabilities[at][self.predictions[step]])
            self._aside(2, share, probability(share))
        if step in self.costs:
            self._aside(3, self.costs[step], cost_within(self.costs[step], 5))
        for y, sizes in ((5, self.moved), (gradient, self.gradient)):
            if y and step in sizes:
                self._aside(y, sizes[step], gradient_text(sizes[step]))

    def _aside(self, y: int, value: float, text: str) -> None:
        ink = TEXT if math.isfinite(value) else WRONG
        self.sheet.put_right(self.plan.gutter - 1, y, text, ink)

    def _letter(self, character: int) -> str:
        return visible(self.task.vocabulary[character])

    @property
    def _inset(self) -> int:
        return 1 if self.plan.column < 5 else 2

    def _head(self, t: int) -> None:
        chosen, column, inset = t == self.view.step, self.plan.column, self._inset
        if not self.plan.names(t, self.view.step):
            return
        names = [f"t = {t + 1}", f"t={t + 1}"] * (column >= 8) + [f"{t + 1}"]
        if not self.view.weights[t]:
            names = [f"{name} ×0" for name in names] + names
        name = next((name for name in names if len(name) <= column - inset), names[-1])
        ink = ACCENT if chosen else MUTED
        if chosen:
            self.sheet.put(self.plan.x(t), 1, "▾", ink)
        self.sheet.put(self.plan.x(t) + inset, 1, name, ink)

    def _answer(self, t: int) -> None:
        x, picture = self.plan.x(t), self.view.picture
        if picture is None or t >= len(self.predictions):
            self.sheet.put(x + self._inset, 2, "·", MUTED)
            return
        predicted = self.predictions[t]
        counts, right = self.view.weights[t] != 0, predicted == self.task.targets[t]
        ink = (RIGHT if right else WRONG) if counts else MUTED
        if counts:
            self.sheet.put(x, 2, "✓" if right else "✗", ink)
        self.sheet.put(x + self._inset, 2, self._letter(predicted), ink._replace(bold=counts))
        at = t - picture.first
        if self.plan.column >= 8 and 0 <= at < len(picture.probabilities):
            share = float(picture.probabilities[at][predicted])
            known = BOLD if t == self.view.step else MUTED
            ink = known if math.isfinite(share) else WRONG
            self.sheet.put(x + self.number, 2, probability(share), ink)

    def _cost(self, t: int) -> None:
        cost, column, x = self.costs.get(t), self.plan.column, self.plan.x(t)
        if cost is None:
            return
        ink = TEXT if math.isfinite(cost) else WRONG
        if column >= 6:
            self.sheet.put(x + 2, 3, cost_within(cost, column - 2), ink)
        elif column >= 4:
            self.sheet.put(x, 3, cost_within(cost, column - 1), ink)
        else:
            self.sheet.runs(x, 3, [share_cell(self.look, cost, self.most_cost)])

    def _input(self, t: int) -> None:
        letter = self._letter(self.task.inputs[t])
        self.sheet.put(self.plan.x(t) + self._inset, 4, letter, MUTED if letter == "␣" else BOLD)

    def _moved(self, t: int) -> None:
        x, size = self.plan.x(t), self.moved.get(t)
        if size is None or t > self.view.step:
            if self.view.inside is not None:
                self.sheet.put(x, 5, "·", RULE)
            return
        paint_cell(self.sheet, self.look, self.plan, x, 5, size, self.most_moved)


def scale_end(sizes: Iterable[float]) -> float:
    """Give the largest finite size, or next to nothing, so that one can divide by it."""
    return max((size for size in sizes if math.isfinite(size)), default=0.0) or 1e-300


def cost_within(cost: float, cells: int) -> str:
    """Write a cost with the decimals there is room for: a number is never cut."""
    texts = (*(cost_text(cost, decimals) for decimals in (2, 1, 0)), gradient_text(cost))
    return next((text for text in texts if len(text) <= cells), "big"[:cells])


def share_cell(look: Look, size: float, most: float) -> Run:
    """Draw a size relative to the largest as a heat cell; what is no number is marked."""
    return look.sequential(size / most if math.isfinite(size) else math.nan)


def paint_cell(
    sheet: Sheet, look: Look, plan: StepColumns, x: int, y: int, size: float, most: float
) -> None:
    """Paint a heat cell, and the number beside it where columns are wide enough."""
    end = sheet.runs(x, y, [share_cell(look, size, most)])
    ink, text = TEXT if math.isfinite(size) else WRONG, gradient_text(size)
    if plan.column >= 8:
        sheet.put(end + 1, y, text, ink)
    elif plan.column == 7:
        # Four cells of number take the gap to their own cell, not to the next one.
        sheet.put_right(x + 6, y, text, ink)


def paint_gradient(
    sheet: Sheet, look: Look, plan: StepColumns, y: int, sizes: Mapping[int, float]
) -> None:
    """Paint |dL/dh_t| of the time steps in view: a bar relative to the largest, and the number."""
    most, column = scale_end(sizes.values()), plan.column
    for t in plan.steps:
        size = sizes.get(t)
        if size is None:
            continue
        x, finite = plan.x(t), math.isfinite(size)
        if column < 5:
            sheet.runs(x, y, [share_cell(look, size, most)])
            continue
        if finite or column >= 8:
            cells = min(6, column - 6 if column >= 8 else column - 2)
            x = sheet.runs(x, y, amount(size / most if finite else 0.0, cells, Ink("accent"))) + 1
        if not finite or column >= 8:
            sheet.put(x, y, gradient_text(size), BOLD if finite else WRONG)
