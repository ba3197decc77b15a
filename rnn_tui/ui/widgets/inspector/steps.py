"""The time steps at the head of the inspector: answer, cost, input, and what moved the answer."""

import math
from dataclasses import dataclass

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
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
from rnn_tui.ui.widgets.inspector.plan import NARROWEST, StepColumns, step_columns
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

    title = tr("Inside, over time")

    gradient = False
    """Whether |dL/dh_t| has its row here."""

    def facts(self) -> list[Run]:
        """Say what is chosen, and how much is out of view."""
        view = self.view
        plan = step_columns(view.task.length, view.step, self.size.width)
        after = view.task.length - plan.first - plan.count
        more = [tr("‹ {count} more", count=plan.first)] if plan.first else []
        more += [tr("{count} more ›", count=after)] if after else []
        step = tr("time step {step} of {steps}", step=view.step + 1, steps=view.task.length)
        unit = tr("unit {unit} of {units}", unit=view.unit + 1, units=view.task.hidden_size)
        for parts in ((*more, f"← → {step}", f"↑ ↓ {unit}"), (*more, step, unit), (step, unit)):
            words = "   ".join(parts)
            if width(words) + width(self.title) + 3 <= self.size.width:
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
    plan = step_columns(view.task.length, view.step, columns)
    painter = _Painter(view, Sheet(columns, rows), look, plan)
    painter.paint(gradient=gradient)
    return painter.sheet


@dataclass(frozen=True, eq=False)
class _Painter:
    view: InspectorView
    sheet: Sheet
    look: Look
    plan: StepColumns

    def paint(self, *, gradient: bool) -> None:
        self._labels(gradient=gradient)
        inside = self.view.inside
        for t in self.plan.steps:
            self._head(t)
            self._answer(t)
            self._cost(t)
            self._input(t)
            if inside is not None and inside.probe.first <= t < inside.probe.end:
                self._moved(t, float(inside.moved[t - inside.probe.first]))
                if gradient:
                    self._gradient(t, float(inside.gradient[t - inside.probe.first]))
        x = self.plan.x(self.view.step)
        if self.look.mono:
            for y in range(1, 6):
                self.sheet.put(x - 1, y, "│", RULE)
        else:
            last = 6 + gradient
            narrow = self.plan.column < 5
            wide = self.plan.column - (0 if narrow else 1)
            self.sheet.shade(x - (not narrow), 1, wide, last - 1, "tint")

    def _labels(self, *, gradient: bool) -> None:
        letter = (
            self._letter(self.view.picture.predictions[self.view.step])
            if (self.view.picture is not None)
            else "·"
        )
        labels = [tr("predicted"), tr("cost"), tr("input")]
        labels.append(tr("moved {answer}", answer=f"{letter}{subscript(self.view.step + 1)}"))
        if gradient:
            labels.append("|∂L/∂h_t|")
        for y, label in enumerate(labels, start=2):
            self.sheet.put(0, y, label, MUTED)

    def _letter(self, character: int) -> str:
        return visible(self.view.task.vocabulary[character])

    @property
    def _inset(self) -> int:
        return 1 if self.plan.column < 5 else 2

    def _head(self, t: int) -> None:
        chosen, column = t == self.view.step, self.plan.column
        if column == NARROWEST and not chosen and (t + 1) % 5:
            return
        name = f"t = {t + 1}" if column >= 8 else f"{t + 1}"
        if not self.view.weights[t] and column >= 8:
            name += " ×0"
        ink = ACCENT if chosen else MUTED
        if chosen:
            self.sheet.put(self.plan.x(t), 1, "▾", ink)
        self.sheet.put(self.plan.x(t) + self._inset, 1, name, ink)

    def _answer(self, t: int) -> None:
        x, picture, task = self.plan.x(t), self.view.picture, self.view.task
        if picture is None or t >= len(picture.predictions):
            self.sheet.put(x + self._inset, 2, "·", MUTED)
            return
        predicted = picture.predictions[t]
        letter, counts = self._letter(predicted), self.view.weights[t] != 0
        right = predicted == task.targets[t]
        ink = (RIGHT if right else WRONG)._replace(bold=True) if counts else MUTED
        if counts:
            self.sheet.put(x, 2, "✓" if right else "✗", ink._replace(bold=False))
        end = self.sheet.put(x + self._inset, 2, letter, ink)
        at = t - picture.first
        if self.plan.column >= 8 and 0 <= at < len(picture.probabilities):
            share = float(picture.probabilities[at][predicted])
            self.sheet.put(end + 1, 2, probability(share), BOLD if t == self.view.step else MUTED)

    def _cost(self, t: int) -> None:
        picture, column = self.view.picture, self.plan.column
        at = t - picture.first if picture else -1
        if picture is None or not 0 <= at < len(picture.costs):
            return
        cost = float(picture.costs[at])
        if column >= 6:
            self.sheet.put(self.plan.x(t) + self._inset, 3, cost_text(cost)[: column - 2], TEXT)
        elif column >= 4:
            self.sheet.put(self.plan.x(t), 3, cost_text(cost)[: column - 1], TEXT)
        else:
            costs = [float(value) for value in picture.costs if math.isfinite(value)]
            share = cost / max([*costs, 1e-9]) if math.isfinite(cost) else math.nan
            self.sheet.runs(self.plan.x(t), 3, [self.look.sequential(share, 2)])

    def _input(self, t: int) -> None:
        letter = self._letter(self.view.task.inputs[t])
        self.sheet.put(self.plan.x(t) + self._inset, 4, letter, MUTED if letter == "␣" else BOLD)

    def _moved(self, t: int, size: float) -> None:
        inside, x = self.view.inside, self.plan.x(t)
        assert inside is not None
        if t > inside.probe.step:
            self.sheet.put(x, 5, "·", RULE)
            return
        sizes = [float(value) for value in inside.moved if math.isfinite(value)]
        share = size / max([*sizes, 1e-30]) if math.isfinite(size) else math.nan
        end = self.sheet.runs(x, 5, [self.look.sequential(share, 2)])
        if self.plan.column >= 7:
            self.sheet.put(end + 1, 5, gradient_text(size), TEXT if math.isfinite(size) else WRONG)

    def _gradient(self, t: int, size: float) -> None:
        inside = self.view.inside
        assert inside is not None
        paint_gradient(self.sheet, self.look, self.plan, t, 6, size, inside.gradient.tolist())


def paint_gradient(
    sheet: Sheet,
    look: Look,
    plan: StepColumns,
    t: int,
    y: int,
    size: float,
    sizes: list[float],
) -> None:
    """Paint |dL/dh_t| of a time step: a bar relative to the largest, and the number."""
    largest = max([value for value in sizes if math.isfinite(value)], default=0.0)
    finite = math.isfinite(size)
    share = size / largest if finite and largest > 0 else 0.0
    x, column = plan.x(t), plan.column
    if column < 5:
        sheet.runs(x, y, [look.sequential(share if finite else math.nan, 2)])
        return
    bar = column - 6 if column >= 8 else column - 2
    text = gradient_text(size)
    if column >= 8 or finite:
        x = sheet.runs(x, y, amount(share, min(bar, 6), Ink("accent"))) + 1
    if column >= 8 or not finite:
        sheet.put(x, y, text, BOLD if finite else WRONG)
