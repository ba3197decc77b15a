"""The portrait of the hidden state: h_t as a path in the plane of two units.

Without a second unit there is no plane: the one unit is drawn over time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.i18n import declared, tr
from rnn_tui.plotting.braille import Dot, raster
from rnn_tui.text import visible
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import MINUS, signed
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RULE, Ink, Run, Sheet, run_width
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.view import InspectorView

_GUTTER = 3
"""Cells for `+1` and `−1`; other ends take two more."""
_LEAST = (9, 3)
"""Columns and rows of the smallest plane."""
_NUMBERED = 12
"""Time steps up to which each point has its number."""

Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class PortraitView:
    """The chosen unit goes to the right, the other one upwards; from 0."""

    base: InspectorView
    other: int

    @property
    def over_time(self) -> bool:
        """Whether there is one unit to draw: against itself it would say nothing."""
        return self.other == self.base.unit


class Portrait(Titled[PortraitView]):
    """Where the hidden state goes, letter by letter."""

    title = declared("State portrait")

    def facts(self) -> list[Run]:
        """Name the units of the axes."""
        view = self.view
        unit, other = view.base.unit + 1, view.other + 1
        if view.base.task.hidden_size == 1:
            return [(tr("one unit: time → h ↑"), MUTED)]
        if view.over_time:
            return [(tr("time → unit {unit} ↑", unit=unit), MUTED)]
        return [(tr("unit {unit} → unit {other} ↑", unit=unit, other=other), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the path."""
        return portrait_sheet(self.view, columns, rows, look)


def states(view: PortraitView) -> list[tuple[int, Point]]:
    """Give the state before the first time step known, and after each: its number and place.

    Time steps count from 1, the state before them is 0. Places are of -1 to 1, NaN where they
    are not known; over time they go from left to right.
    """
    base, inside, picture = view.base, view.base.inside, view.base.picture
    if inside is not None:
        first, hidden = inside.probe.first, inside.hidden
    elif picture is not None:
        first, hidden = picture.first + 1, picture.hidden
    else:
        return []
    up = hidden[:, view.other].tolist()
    last = max(1, len(up) - 1)
    right = [2 * k / last - 1 for k in range(len(up))]
    if not view.over_time:
        right = hidden[:, base.unit].tolist()
    return [(first + k, point) for k, point in enumerate(zip(right, up, strict=True))]


def portrait_sheet(view: PortraitView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint axes, path and letters; row 0 is left free for the title."""
    sheet, found = Sheet(columns, rows), states(view)
    reach = _reach(view, [point for _, point in found])
    across = 1.0 if view.over_time else reach
    found = [(t, (x / across, y / reach)) for t, (x, y) in found]
    gutter = _GUTTER if reach == 1.0 else _GUTTER + 2
    # The zero axes stand in the middle of a cell.
    wide, high = (size - 1 + size % 2 for size in (columns - gutter, rows - 2))
    if wide < _LEAST[0] or high < _LEAST[1]:
        return sheet
    plane = _Plane(sheet, gutter, wide, high, reach)
    plane.axes(view, [t for t, _ in found])
    plane.path([point for _, point in found])
    # The chosen state comes first: what stands in its way gives way.
    found.sort(key=lambda state: state[0] != view.base.step + 1)
    taken: set[Dot] = set()
    for t, point in found:
        chosen = t == view.base.step + 1
        number, letter = _label(view, t, chosen=chosen)
        ink = ACCENT._replace(reverse=look.mono) if chosen else BOLD
        plane.label(point, ((number, ink if chosen else MUTED), (letter, ink)), taken)
    return sheet


def _reach(view: PortraitView, points: Sequence[Point]) -> float:
    """Give the end of the axes: 1, or the largest number where the scale follows it."""
    if not view.base.automatic:
        return 1.0
    axes = [point[1:] if view.over_time else point for point in points]
    sizes = [abs(value) for axis in axes for value in axis if math.isfinite(value)]
    return max([1e-6, *sizes]) if sizes else 1.0


def _label(view: PortraitView, t: int, *, chosen: bool) -> tuple[str, str]:
    """Give the number of the time step of a state, and what was read to come to it.

    The number stands first: beneath the line an h₁ would be read as a state.
    """
    task = view.base.task
    if t == 0:
        return "", "0"
    letter = visible(task.vocabulary[task.inputs[t - 1]])
    return str(t) if chosen or task.length <= _NUMBERED else "", letter


@dataclass(frozen=True, eq=False)
class _Plane:
    """Cells from column `gutter` and row 1 on; points are of -1 to 1, where `reach` stands."""

    sheet: Sheet
    gutter: int
    wide: int
    high: int
    reach: float

    def axes(self, view: PortraitView, steps: Sequence[int]) -> None:
        sheet, bottom, edge = self.sheet, self.high + 1, self.gutter + self.wide
        middle, zero = 1 + self.high // 2, self.gutter + self.wide // 2
        least, most = MINUS + "1", "+1"
        if self.reach != 1.0:
            least, most = signed(-self.reach), signed(self.reach)
        for y, text in ((1, most), (middle, "0"), (self.high, least)):
            sheet.put_right(self.gutter - 1, y, text, MUTED)
        sheet.put(self.gutter, middle, "┄" * self.wide, RULE)
        if view.over_time:
            least, most = (str(steps[0]), str(steps[-1])) if steps else ("", "")
        else:
            for y in range(1, self.high + 1):
                sheet.put(zero, y, "┆" if y != middle else "┼", RULE)
            sheet.put(zero, bottom, "0", MUTED)
        sheet.put(self.gutter, bottom, least, MUTED)
        sheet.put_right(edge, bottom, most, MUTED)

    def path(self, points: Sequence[Point]) -> None:
        """Draw lines from point to point; they stop where one is not known."""
        lines: list[list[Dot]] = [[]]
        for point in points:
            dot = self._dot(point)
            if dot is None:
                lines.append([])
            else:
                lines[-1].append(dot)
        for y, row in enumerate(raster(lines, self.wide, self.high), start=1):
            for x, glyph in enumerate(row, start=self.gutter):
                if glyph != " ":
                    self.sheet.put(x, y, glyph, Ink("dim"))

    def label(self, point: Point, runs: Sequence[Run], taken: set[Dot]) -> None:
        """Write beside no other label; `taken` are the cells of those that stand."""
        dot, cells = self._dot(point), run_width(runs)
        if dot is None:
            return
        x = min(self.gutter + dot[0] // 2, self.gutter + self.wide - cells)
        place = {(x + k, 1 + dot[1] // 4) for k in range(-1, cells + 1)}
        if not place & taken:
            taken |= place
            self.sheet.runs(x, 1 + dot[1] // 4, runs)

    def _dot(self, point: Point) -> Dot | None:
        if not all(math.isfinite(value) for value in point):
            return None
        x, y = (min(max(value, -1.0), 1.0) for value in point)
        return round((x + 1) / 2 * (2 * self.wide - 1)), round((1 - y) / 2 * (4 * self.high - 1))
