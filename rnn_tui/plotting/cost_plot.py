"""The cost plot as rows of characters: axis, floors, branches, curve, marks and cursor, laid out.

Pure layout, for the screen and for the command line alike: numbers in, runs of text out,
each row exactly as wide as asked for. The curve alone is drawn by plotext; its braille lies
over the floors, the former futures and their names, under the marks and the cursor.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rnn_tui.floors import UNIFORM, Floor
from rnn_tui.i18n import tr
from rnn_tui.plotting import series
from rnn_tui.plotting.braille import mask, raster
from rnn_tui.plotting.figure import curve
from rnn_tui.plotting.grid import Grid, Role, Run
from rnn_tui.plotting.places import Cell, Places
from rnn_tui.plotting.scale import Scale
from rnn_tui.plotting.series import Columns, Point
from rnn_tui.text import width as cells_of

MarkKind = Literal["right", "lost", "edit"]

_LABELS = 3
"""Cells for the numbers of the vertical axis; longer ones push the plot to the right."""


@dataclass(frozen=True)
class _Glyphs:
    rule: str
    tick: str
    corner: str
    line: str
    floor: str
    cursor: str
    right: str
    lost: str
    edit: str


_UNICODE = _Glyphs("│", "┤", "└", "─", "┄", "●", "✓", "✗", "▴")
_ASCII = _Glyphs("|", "+", "+", "-", "-", "o", "y", "x", "^")

_MARK_ROLES: dict[MarkKind, Role] = {"right": "right", "lost": "wrong", "edit": "accent"}


@dataclass(frozen=True, eq=False)
class PlotBranch:
    """A former future: another course of the same run from some moment on."""

    columns: Columns
    first: int
    """The moment from which it differs."""
    last: int
    """Its latest moment."""
    label: str = ""
    """What sets it apart, in a few cells; drawn text."""


@dataclass(frozen=True, eq=False)
class PlotView:
    """What a cost plot shows. `height` counts the axis row; `moment` None is: nothing known yet."""

    width: int
    height: int
    columns: Columns
    iterations: int
    moment: int | None
    last: int | None = None
    """The latest moment whose cost is known, where it is not the moment shown."""
    cost: float | None = None
    """The cost beside the cursor, where it is not that of the curve."""
    floors: tuple[Floor, ...] = ()
    marks: tuple[tuple[int, MarkKind], ...] = ()
    log: bool | None = None
    """None: logarithmic where the run diverged."""
    diverged: bool = False
    ascii_only: bool = False
    branches: tuple[PlotBranch, ...] = ()

    @property
    def logarithmic(self) -> bool:
        """Whether the vertical axis is logarithmic."""
        return self.diverged if self.log is None else self.log


def cost_plot(view: PlotView) -> list[list[Run]]:
    """Lay out the plot: `height` rows of runs, each `width` cells; blank where it cannot fit."""
    return _Layout(view).rows()


def moment_at(view: PlotView, x: int, y: int, *, beyond: bool = False) -> int | None:
    """Say which moment a cell of the plot means, its axis row included; None beside the picture.

    With `beyond` what lies beside the picture means its nearest edge.
    """
    layout = _Layout(view)
    if not layout.fits:
        return None
    column = x - layout.left
    if not beyond and not (0 <= column < layout.scale.wide and 0 <= y < view.height):
        return None
    return layout.scale.moment(column)


class _Layout:
    """One plot being laid out: what is where, in cells of the picture and dots of the curve."""

    def __init__(self, view: PlotView) -> None:
        self.view = view
        self.glyphs = _ASCII if view.ascii_only else _UNICODE
        self.high = view.height - 1
        self.fits = self.high >= 1 and view.width >= _LABELS + 3
        self.known = -1
        if view.moment is not None:
            self.known = max(view.moment, view.last or 0)
        self.branches = (
            [b for b in view.branches if 0 <= b.first <= b.last] if self.known >= 0 else []
        )
        self.end = max([view.iterations, self.known, 1, *(b.last for b in self.branches)])
        if self.fits:
            self._measure()

    def _measure(self) -> None:
        """Read the numbers, and find the scale that holds them all."""
        view = self.view
        # Whether three cells do for the labels is known with the bounds, and the bounds with
        # the curve: its points are asked for at the width of the usual labels.
        usual = Scale(view.width - _LABELS - 2, self.high, self.end, (0.0, 1.0), log=False)
        self.points: list[Point] = []
        if self.known >= 0:
            cells = usual.column(self.known) + 1
            self.points = series.trace(view.columns, self.known, cells)
        self.courses = [
            series.trace(
                b.columns, b.last, usual.column(b.last) - usual.column(b.first) + 1, b.first
            )
            for b in self.branches
        ]
        drawn = [self.points, *self.courses]
        costs = [y for points in drawn for _, y in points] + [f.cost for f in view.floors]
        bounds = series.bounds([*costs, self.shown], log=view.logarithmic)
        scale = Scale(usual.wide, self.high, self.end, bounds, view.logarithmic)
        self.labels = scale.cost_labels()
        self.left = min(max([_LABELS, *map(len, self.labels.values())]) + 2, view.width - 1)
        self.scale = Scale(view.width - self.left, self.high, self.end, bounds, view.logarithmic)

    @cached_property
    def shown(self) -> float:
        """The cost at the cursor."""
        return math.nan if self.view.moment is None else self._cost(self.view.moment)

    def _cost(self, moment: int) -> float:
        if moment == self.view.moment and self.view.cost is not None:
            return self.view.cost
        return float(next(iter(self.view.columns(moment, moment, 1)))[0])

    def rows(self) -> list[list[Run]]:
        self.grid = Grid(max(self.view.width, 0), max(self.view.height, 0))
        if self.fits:
            self._draw()
        return self.grid.rows()

    def _draw(self) -> None:
        scale = self.scale
        self._draw_axes()
        scaled = [(x, scale.height(y)) for x, y in self.points]
        drawn = curve([scaled], scale.wide, self.high, scale.heights, (0.0, float(self.end)))
        faded = self._faded()
        self.places = Places(scale.wide, self.high, _cells(drawn) | _cells(faded))
        self.curve = Places(scale.wide, self.high, _cells(drawn))
        self._draw_floors(faded)
        self._draw_curve(drawn)
        self._draw_marks()
        self._draw_cursor()
        for branch, points in zip(self.branches, self.courses, strict=True):
            self._name_branch(branch, points)

    # Where things are.

    def _put(self, x: int, y: int, text: str, role: Role) -> None:
        if self.view.ascii_only:
            text = text.replace("−", "-")
        self.grid.put(self.left + x, y, text, role)

    # The parts, from the back to the front.

    def _draw_axes(self) -> None:
        glyphs, axis = self.glyphs, -1
        for row in range(self.high):
            self._put(axis, row, glyphs.tick if row in self.labels else glyphs.rule, "rule")
            label = self.labels.get(row, "")
            self._put(axis - 1 - len(label), row, label, "muted")
        self._put(axis, self.high, glyphs.corner + glyphs.line * self.scale.wide, "rule")
        for x, label in self.scale.moment_labels():
            self._put(x, self.high, label, "muted")

    def _faded(self) -> list[str]:
        """Draw the former futures, two dots in four."""
        lines = [
            [self.scale.dot(x, y) for x, y in part]
            for points in self.courses
            for part in series.clean(points)
        ]
        return raster(lines, self.scale.wide, self.high, shown=2, of=4)

    def _draw_floors(self, faded: list[str]) -> None:
        """Draw the floors, the former futures over them, then the floors' names."""
        by_row: dict[int, list[Floor]] = {}
        for floor in self.view.floors:
            if math.isfinite(floor.cost) and (floor.cost > 0 or not self.view.logarithmic):
                by_row.setdefault(self.scale.row(floor.cost), []).append(floor)
        for row in by_row:
            self._put(0, row, self.glyphs.floor * self.scale.wide, "floor")
        for x, y in sorted(_cells(faded)):
            self._put(x, y, "." if self.view.ascii_only else faded[y][x], "faint")
        for row, floors in by_row.items():
            high = any(UNIFORM in floor.names for floor in floors)
            self._name(row, _floor_labels(floors), high=high)

    def _name(self, row: int, labels: list[str], *, high: bool) -> None:
        """Write the first label that finds a place on its line, where the curve leaves it free.

        Better a name on a former future than none.
        """
        for places in (self.places, self.curve):
            for label in labels:
                cells = cells_of(label)
                for x in places.line(cells, high=high):
                    if places.free(x, row, cells):
                        self._put(x - 1, row, f" {label} " if x else f"{label} ", "muted")
                        self.places.take(x, row, cells)
                        return

    def _draw_curve(self, drawn: list[str]) -> None:
        if self.view.moment is None:
            return
        now = self.scale.column(self.view.moment)
        for y, row in enumerate(drawn):
            for x, glyph in enumerate(row):
                if glyph != " ":
                    shown = "*" if self.view.ascii_only else glyph
                    self._put(x, y, shown, "curve" if x <= now else "faint")

    def _draw_marks(self) -> None:
        moment = -1 if self.view.moment is None else self.view.moment
        shown = {
            self.scale.column(at): (at, kind)
            for at, kind in sorted(self.view.marks)
            if 0 <= at <= self.known
        }
        # One a column, the latest: a run may turn thousands of times.
        for x, (at, kind) in shown.items():
            if math.isfinite(cost := self._cost(at)):
                y = self.scale.row(cost)
                role: Role = _MARK_ROLES[kind] if at <= moment else "muted"
                self._put(x, y, getattr(self.glyphs, kind), role)
                self.places.take(x, y, 1)

    def _draw_cursor(self) -> None:
        if self.view.moment is None:
            return
        x, y = self.scale.column(self.view.moment), self.scale.row(self.shown)
        role: Role = "accent" if math.isfinite(self.shown) else "wrong"
        label = series.cost_text(self.shown)
        place = self.places.cursor(x, y, len(label))
        if place is not None:
            self._word(*place, label, role)
        self._put(x, y, self.glyphs.cursor, role)
        self.places.take(x, y, 1)

    def _word(self, x: int, y: int, word: str, role: Role) -> None:
        """Write a word with a blank at either side, where nothing stands there."""
        cells = cells_of(word)
        before, after = (self.places.free(at, y, 1) for at in (x - 1, x + cells))
        self._put(x - before, y, " " * before + word + " " * after, role)
        self.places.take(x - before, y, before + cells + after)

    def _name_branch(self, branch: PlotBranch, points: list[Point]) -> None:
        """Write what a former future is and its last cost, or the cost alone, near its end."""
        if not points:
            return
        moment, cost = points[-1]
        x, y = self.scale.column(moment), self.scale.row(cost)
        last = series.cost_text(cost)
        words = [f"{branch.label}: {last}"] if branch.label else []
        place = self.places.end(x, y, [*words, last])
        if place is not None:
            self._word(*place, "muted")


def _cells(drawn: list[str]) -> set[Cell]:
    """Give the cells in which something is drawn."""
    return {(x, y) for y, row in enumerate(mask(drawn)) for x, dots in enumerate(row) if dots}


def _floor_labels(floors: list[Floor]) -> list[str]:
    """Write the names and costs of the floors of a row; then less, where there is no room."""
    parts = [
        f"{', '.join(tr(name) for name in floor.names)} {series.cost_text(floor.cost)}"
        for floor in floors
    ]
    labels = [", ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    lowest = floors[-1]
    return [*labels, f"{tr(lowest.names[-1])} {series.cost_text(lowest.cost)}"]
