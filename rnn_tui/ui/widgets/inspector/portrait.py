"""The portrait of the hidden state: h_t as a path in the plane of two units."""

import math
from dataclasses import dataclass

from rnn_tui.i18n import tr
from rnn_tui.plotting.braille import raster
from rnn_tui.text import visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RULE, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.steps import subscript
from rnn_tui.ui.widgets.inspector.view import InspectorView

_GUTTER = 3
_NUMBERED = 20
"""Time steps up to which each point has its number."""

Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class PortraitView:
    """The chosen unit goes to the right, the other one upwards; from 0."""

    base: InspectorView
    other: int


class Portrait(Titled[PortraitView]):
    """Where the hidden state goes, letter by letter."""

    title = tr("State portrait")

    def facts(self) -> list[Run]:
        """Name the units of the axes."""
        unit, other = self.view.base.unit + 1, self.view.other + 1
        if self.view.base.task.hidden_size == 1:
            return [(tr("time → unit 1 ↑"), MUTED)]
        return [(tr("unit {unit} → unit {other} ↑", unit=unit, other=other), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the path."""
        return portrait_sheet(self.view, columns, rows)


def points(view: PortraitView) -> list[Point]:
    """Give the state before the first time step shown and after each, in the plane of -1 to 1.

    A network of one unit has no plane: time goes to the right.
    """
    inside, base = view.base.inside, view.base
    if inside is None:
        return []
    rows = inside.hidden
    if base.task.hidden_size == 1:
        last = max(1, len(rows) - 1)
        return [(2 * k / last - 1, float(row[0])) for k, row in enumerate(rows)]
    return [(float(row[base.unit]), float(row[view.other])) for row in rows]


def portrait_sheet(view: PortraitView, columns: int, rows: int) -> Sheet:
    """Paint axes, path and letters; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    wide, high = columns - _GUTTER - 1, rows - 2
    if wide < 8 or high < 3:
        return sheet
    for y, text in ((1, "+1"), (1 + (high - 1) // 2, " 0"), (high, "−1")):
        sheet.put(0, y, text, MUTED)
    zero = _GUTTER + round((wide - 1) / 2)
    sheet.put(_GUTTER, 1 + (high - 1) // 2, "┄" * wide, RULE)
    for y in range(1, high + 1):
        sheet.put(zero, y, "┊", RULE)
    sheet.put(_GUTTER, high + 1, "−1", MUTED)
    sheet.put(zero, high + 1, "0", MUTED)
    sheet.put(_GUTTER + wide - 2, high + 1, "+1", MUTED)
    path = points(view)
    _path(sheet, [_inside(point) for point in path if _known(point)], wide, high)
    _letters(sheet, view, path, wide, high)
    return sheet


def _known(point: Point) -> bool:
    return all(math.isfinite(value) for value in point)


def _inside(point: Point) -> Point:
    x, y = point
    return max(-1.0, min(1.0, x)), max(-1.0, min(1.0, y))


def _path(sheet: Sheet, path: list[Point], wide: int, high: int) -> None:
    dots = [
        (round((x + 1) / 2 * (2 * wide - 1)), round((1 - y) / 2 * (4 * high - 1))) for x, y in path
    ]
    drawn = raster([dots], wide, high) if len(path) > 1 else []
    for y, row in enumerate(drawn, start=1):
        for x, glyph in enumerate(row):
            if glyph not in (" ", "\u2800"):
                sheet.put(_GUTTER + x, y, glyph, Ink("dim"))


def _letters(sheet: Sheet, view: PortraitView, path: list[Point], wide: int, high: int) -> None:
    """Label the points with what was read; the chosen one always, the others where they fit."""
    inside = view.base.inside
    if inside is None:
        return
    taken: set[tuple[int, int]] = set()
    chosen = view.base.step - inside.probe.first + 1
    order = [chosen, *(k for k in range(len(path)) if k != chosen)]
    for k in order:
        if not 0 <= k < len(path) or not _known(path[k]):
            continue
        x, y = _inside(path[k])
        column = _GUTTER + round((x + 1) / 2 * (wide - 1))
        row = 1 + round((1 - y) / 2 * (high - 1))
        text = "0" if k == 0 and inside.probe.first == 0 else _name(view, k)
        cells = {(column + j, row) for j in range(-1, width(text) + 1)}
        if cells & taken and k != chosen:
            continue
        taken |= cells
        column = min(column, sheet.width - width(text))
        sheet.put(column, row, text, ACCENT if k == chosen else BOLD)


def _name(view: PortraitView, k: int) -> str:
    inside, task = view.base.inside, view.base.task
    assert inside is not None
    t = inside.probe.first + k - 1
    if t < 0:
        return "·"
    letter = visible(task.vocabulary[task.inputs[t]])
    return letter + (subscript(t + 1) if task.length <= _NUMBERED else "")
