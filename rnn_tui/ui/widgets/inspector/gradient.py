"""The gradient through time: |dL_s/dh_t| of each loss s and state t <= s, and their sum's size."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from rnn_tui.i18n import declared, tr
from rnn_tui.plotting.series import gradient_text
from rnn_tui.text import visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RULE, TEXT, Run, Sheet, run_width
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.plan import NUMBER, loss_rows, step_columns
from rnn_tui.ui.widgets.inspector.steps import paint_cell, paint_gradient, scale_end, subscript
from rnn_tui.ui.widgets.inspector.view import InspectorView

FIXED = 4
"""Rows beside those of the matrix: title, head, the bars, the sentence."""


class GradientPanel(Titled[InspectorView]):
    """How far back each loss is heard."""

    title = declared("Gradient through time")

    _columns = 0
    """Cells the panel was drawn in last."""

    def facts(self) -> list[Run]:
        """Name what the matrix holds; where training has windows, say that it has none."""
        name, room = "|∂L_s/∂h_t|", self._columns - width(self.named) - 3
        whole = f"{name}, {tr('of the whole text')}"
        fits = not self.view.task.whole and width(whole) <= room
        return [(whole if fits else name, MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the matrix."""
        self._columns = columns
        return gradient_sheet(self.view, columns, rows, look)


def gradient_sheet(view: InspectorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint matrix, bars and sentence; row 0 is left free for the title."""
    painter = _Painter(view, columns, rows, look)
    painter.paint()
    return painter.sheet


class _Painter:
    """Paints one view; it lives as long as the call."""

    def __init__(self, view: InspectorView, columns: int, rows: int, look: Look) -> None:
        self.view, self.look, self.inside = view, look, view.inside
        self.sheet = Sheet(columns, rows)
        self.plan = step_columns(view.task.length, view.step, columns)
        self.shown = loss_rows(view.task.length, view.step, max(1, rows - FIXED), self.plan)
        self.matrix = self.inside.matrix.tolist() if self.inside else []
        self.most = scale_end(size for row in self.matrix for size in row)

    def paint(self) -> None:
        sheet, plan, step = self.sheet, self.plan, self.view.step
        sheet.put(0, 1, tr("loss s"), MUTED)
        for t in plan.steps:
            if plan.names(t, step):
                ink = ACCENT if t == step else MUTED
                sheet.put(plan.x(t), 1, f"h{subscript(t + 1)}", ink)
        for y, s in enumerate(self.shown, start=2):
            self._loss(y, s)
        y = 2 + len(self.shown)
        sheet.put(0, y, "|∂L/∂h_t|" if plan.gutter > 9 else "|∂L/∂h|", MUTED)
        if self.inside is not None:
            sizes = enumerate(self.inside.gradient.tolist(), self.inside.probe.first)
            known = dict(sizes)
            paint_gradient(sheet, self.look, plan, y, known)
            self._aside(y, known)
            self._foot(y + 1)

    def _aside(self, y: int, sizes: Mapping[int, float]) -> None:
        """Write the number of the chosen time step where the columns have cells alone."""
        size = sizes.get(self.view.step)
        if self.plan.aside and size is not None and not math.isnan(size):
            self.sheet.put_right(self.plan.gutter - 1, y, gradient_text(size), TEXT)

    def _loss(self, y: int, s: int) -> None:
        """Paint the row of a loss."""
        sheet, plan, task = self.sheet, self.plan, self.view.task
        ink = ACCENT if s == self.view.step else MUTED
        x = sheet.put(0, y, f"s = {s + 1}" if plan.gutter > 9 else f"{s + 1}", ink)
        at = plan.gutter - 5 - NUMBER * plan.aside
        sheet.put(max(x + 1, at), y, visible(task.vocabulary[task.targets[s]]), ink)
        row = self._row(s)
        self._aside(y, row if s >= self.view.step else {})
        for t in plan.steps:
            size = row.get(t) if t <= s else None
            if size is None:
                sheet.put(plan.x(t), y, "·", RULE)
            else:
                paint_cell(sheet, self.look, plan, plan.x(t), y, size, self.most)

    def _row(self, s: int) -> Mapping[int, float]:
        """Give |dL_s/dh_t| by time step, as far as it is known."""
        probe = self.inside.probe if self.inside else None
        if probe is None or not probe.losses_first <= s < probe.losses_end:
            return {}
        return dict(enumerate(self.matrix[s - probe.losses_first], probe.first))

    def _foot(self, y: int) -> None:
        """Say what a time step back does to the gradient; state the scale where there is room."""
        sheet, value, x = self.sheet, factor(self.matrix), 0
        cells = [self.look.sequential((k + 0.5) / 4) for k in range(4)]
        scale = [("0 ", MUTED), *cells, (f" {gradient_text(self.most)}", MUTED)]
        covered = part(self.view)
        # With the part beside it the sentence is shortened before it pushes the scale away.
        room = sheet.width - (run_width(scale) + 2) * bool(covered)
        if value is not None:
            for words in (tr("each step back multiplies it by"), tr("a step back ×"), "×"):
                said = [(f"{words} ", MUTED), (factor_text(value), BOLD)]
                said.append((f"  {fate(value)}", MUTED))
                said.append((f"  {covered}" if covered else "", MUTED))
                if run_width(said) <= room:
                    break
            x = sheet.runs(0, y, said) + 2
        if x + run_width(scale) > sheet.width:
            x, y = 0, y + 1
        sheet.runs(sheet.width - run_width(scale) if x else 0, y, scale)


def part(view: InspectorView) -> str:
    """Name the losses that the matrix, and so the factor, has; nothing where it has them all."""
    probe = view.inside.probe if view.inside else None
    if probe is None:
        return ""
    losses = probe.losses_first, probe.losses_end
    if (probe.first, *losses) == (0, 0, view.task.length):
        return ""
    return tr("s = {first} to {last}", first=losses[0] + 1, last=losses[1])


def factor(matrix: Sequence[Sequence[float]]) -> float | None:
    """Give the geometric mean of what one time step back multiplies |dL_s/dh_t| by.

    `matrix` (losses, time) holds |dL_s/dh_t|. None where no two neighbours are finite and
    above 0; what lies after a loss is NaN.
    """
    logs = [
        math.log(earlier) - math.log(later)
        for row in matrix
        for earlier, later in pairwise(row)
        if 0 < earlier < math.inf and 0 < later < math.inf
    ]
    if not logs:
        return None
    mean = math.fsum(logs) / len(logs)
    return math.exp(mean) if mean < 700 else math.inf


def factor_text(value: float) -> str:
    """Write a factor with two decimals where they say something: `0.60`, `3e−4`, `120`."""
    return f"{value:.2f}" if 0.005 <= value < 99.5 else gradient_text(value)


def fate(value: float) -> str:
    """Say what a factor a time step does to a gradient."""
    if value < 0.5:
        return tr("vanishing")
    if value < 0.9:
        return tr("fading")
    if value <= 1.1:
        return tr("steady")
    return tr("growing") if value <= 2 else tr("exploding")
