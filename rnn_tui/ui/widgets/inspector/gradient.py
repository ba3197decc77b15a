"""The gradient through time: |dL_s/dh_t| of each loss s and state t <= s, and their sum's size."""

import math
from collections.abc import Sequence
from itertools import pairwise

from rnn_tui.i18n import tr
from rnn_tui.plotting.series import gradient_text
from rnn_tui.text import visible
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RULE, TEXT, WRONG, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.plan import StepColumns, loss_rows, step_columns
from rnn_tui.ui.widgets.inspector.steps import paint_gradient, subscript
from rnn_tui.ui.widgets.inspector.view import InspectorView

FIXED = 4
"""Rows beside those of the matrix: title, head, the bars, the sentence."""


class GradientPanel(Titled[InspectorView]):
    """How far back each loss is heard."""

    title = tr("Gradient through time")

    def facts(self) -> list[Run]:
        """Name what the matrix holds."""
        return [("|∂L_s/∂h_t|", MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the matrix."""
        return gradient_sheet(self.view, columns, rows, look)


def gradient_sheet(view: InspectorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint matrix, bars and sentence; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    plan = step_columns(view.task.length, view.step, columns)
    shown = loss_rows(view.task.length, view.step, max(1, rows - FIXED), plan)
    sheet.put(0, 1, tr("loss s"), MUTED)
    for t in plan.steps:
        ink = ACCENT if t == view.step else MUTED
        if plan.column >= 4 or t == view.step or not (t + 1) % 5:
            sheet.put(plan.x(t), 1, f"h{subscript(t + 1)}", ink)
    for y, s in enumerate(shown, start=2):
        _row(sheet, view, look, plan, y, s)
    y = 2 + len(shown)
    if view.inside is None:
        return sheet
    inside = view.inside
    sheet.put(0, y, "|∂L/∂h_t|", MUTED)
    for t in plan.steps:
        if inside.probe.first <= t < inside.probe.end:
            size = float(inside.gradient[t - inside.probe.first])
            paint_gradient(sheet, look, plan, t, y, size, inside.gradient.tolist())
    _sentence(sheet, y + 1, factor(inside.matrix.tolist()))
    return sheet


def _row(sheet: Sheet, view: InspectorView, look: Look, plan: StepColumns, y: int, s: int) -> None:
    ink = ACCENT if s == view.step else MUTED
    x = sheet.put(0, y, f"s = {s + 1}" if plan.gutter > 9 else f"{s + 1}", ink)
    letter = visible(view.task.vocabulary[view.task.targets[s]])
    sheet.put(max(x + 1, plan.gutter - 5), y, letter, ink)
    inside = view.inside
    if inside is None or not inside.probe.losses_first <= s < inside.probe.losses_end:
        return
    row = inside.matrix[s - inside.probe.losses_first].tolist()
    largest = _largest(inside.matrix.tolist())
    for t in plan.steps:
        if t > s or not inside.probe.first <= t < inside.probe.end:
            sheet.put(plan.x(t), y, "·", RULE)
            continue
        size = row[t - inside.probe.first]
        share = size / largest if math.isfinite(size) else math.nan
        end = sheet.runs(plan.x(t), y, [look.sequential(share, 2)])
        if plan.column >= 7:
            known = math.isfinite(size)
            sheet.put(end + 1, y, gradient_text(size), TEXT if known else WRONG)


def _largest(matrix: Sequence[Sequence[float]]) -> float:
    sizes = [size for row in matrix for size in row if math.isfinite(size)]
    return max([*sizes, 1e-30])


def factor(matrix: Sequence[Sequence[float]]) -> float | None:
    """Give the geometric mean of what one time step back multiplies |dL_s/dh_t| by.

    `matrix` (losses, time) holds |dL_s/dh_t|. None where no two neighbours are finite and
    above 0; what lies after a loss is NaN.
    """
    logs = [
        math.log(earlier / later)
        for row in matrix
        for earlier, later in pairwise(row)
        if 0 < earlier < math.inf and 0 < later < math.inf
    ]
    return math.exp(math.fsum(logs) / len(logs)) if logs else None


def _sentence(sheet: Sheet, y: int, value: float | None) -> None:
    if value is None:
        return
    x = sheet.put(0, y, tr("each step back multiplies it by") + " ", MUTED)
    x = sheet.put(x, y, f"{value:.2f}" if value < 99.5 else f"{value:.0e}", BOLD)
    sheet.put(x + 2, y, fate(value), MUTED)


def fate(value: float) -> str:
    """Say what a factor a time step does to a gradient."""
    for limit, word in ((0.5, "vanishing"), (0.9, "fading"), (1.1, "steady"), (2.0, "growing")):
        if value < limit:
            return tr(word)
    return tr("exploding")
