"""The cost plot as rows of characters: axis, floors, curve, marks and cursor, laid out.

Pure layout, for the screen and for the command line alike: numbers in, runs of text out,
each row exactly as wide as asked for. The curve alone is drawn by plotext; its braille lies
over the floors and their names, under the marks and the cursor.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rnn_tui.floors import UNIFORM, Floor
from rnn_tui.i18n import tr
from rnn_tui.plotting import series
from rnn_tui.plotting.braille import mask
from rnn_tui.plotting.figure import curve
from rnn_tui.plotting.grid import Grid, Role, Run
from rnn_tui.plotting.series import Columns
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

    @property
    def logarithmic(self) -> bool:
        """Whether the vertical axis is logarithmic."""
        return self.diverged if self.log is None else self.log


def cost_plot(view: PlotView) -> list[list[Run]]:
    """Lay out the plot: `height` rows of runs, each `width` cells; blank where it cannot fit."""
    return _Layout(view).rows()


class _Layout:
    """One plot being laid out: what is where, in cells of the picture and dots of the curve."""

    def __init__(self, view: PlotView) -> None:
        self.view = view
        self.glyphs = _ASCII if view.ascii_only else _UNICODE
        self.grid = Grid(max(view.width, 0), max(view.height, 0))
        self.rows_high = view.height - 1
        self.known = -1
        if view.moment is not None:
            self.known = max(view.moment, view.last or 0)
        self.end = max(view.iterations, self.known, 1)
        self.taken: set[tuple[int, int]] = set()

    def rows(self) -> list[list[Run]]:
        if self.rows_high >= 1 and self.view.width >= _LABELS + 3:
            self._draw()
        return self.grid.rows()

    def _draw(self) -> None:
        view = self.view
        # Whether three cells do for the labels is known with the bounds, and the bounds with
        # the curve: its points are asked for at the width of the usual labels.
        usual = view.width - _LABELS - 2
        points = []
        if self.known >= 0:
            cells = self._column(self.known, usual) + 1
            points = series.trace(view.columns, self.known, cells)
        costs = [y for _, y in points] + [floor.cost for floor in view.floors]
        self.shown = math.nan if view.moment is None else self._cost(view.moment)
        self.bounds = series.bounds([*costs, self.shown], log=view.logarithmic)
        self.scaled = (self._scale(self.bounds[0]), self._scale(self.bounds[1]))

        labels = self._tick_labels()
        self.left = min(max([_LABELS, *map(len, labels.values())]) + 2, view.width - 1)
        self.wide = view.width - self.left
        self._draw_axes(labels)

        scaled = [(x, self._scale(y)) for x, y in points]
        drawn = curve([scaled], self.wide, self.rows_high, self.scaled, (0.0, float(self.end)))
        dots = mask(drawn)
        self.taken = {(x, y) for y, row in enumerate(dots) for x, bits in enumerate(row) if bits}
        self._draw_floors()
        self._draw_curve(drawn)
        self._draw_marks()
        self._draw_cursor()

    # Where things are.

    def _cost(self, moment: int) -> float:
        if moment == self.view.moment and self.view.cost is not None:
            return self.view.cost
        return float(next(iter(self.view.columns(moment, moment, 1)))[0])

    def _scale(self, cost: float) -> float:
        if not self.view.logarithmic:
            return cost
        return math.log10(max(cost, self.bounds[0])) if math.isfinite(cost) else math.nan

    def _column(self, moment: int, wide: int) -> int:
        return round(moment / self.end * (2 * wide - 1)) // 2

    def _row(self, cost: float) -> int:
        """Give the row of a cost; what is off the scale, or no number, stands at its edge."""
        low, high = self.scaled
        share = (self._scale(cost) - low) / (high - low) if math.isfinite(cost) else 1.0
        dot = round(min(max(share, 0.0), 1.0) * (4 * self.rows_high - 1))
        return self.rows_high - 1 - dot // 4

    def _put(self, x: int, y: int, text: str, role: Role) -> None:
        if self.view.ascii_only:
            text = text.replace("−", "-")
        self.grid.put(self.left + x, y, text, role)

    def _free(self, x: int, y: int, cells: int) -> bool:
        return (
            x >= 0
            and x + cells <= self.wide
            and 0 <= y < self.rows_high
            and not any((column, y) in self.taken for column in range(x, x + cells))
        )

    def _take(self, x: int, y: int, cells: int) -> None:
        self.taken.update((column, y) for column in range(x, x + cells))

    # The parts, from the back to the front.

    def _tick_labels(self) -> dict[int, str]:
        """Give the label of each row that has one."""
        most = 3 if self.rows_high < 10 else min(6, self.rows_high // 2)
        most = min(most, (self.rows_high + 1) // 2)
        choose = series.log_ticks if self.view.logarithmic else series.ticks
        labels: dict[int, str] = {}
        for value in choose(*self.bounds, most):
            labels.setdefault(self._row(value), series.tick_text(value))
        return labels

    def _draw_axes(self, labels: dict[int, str]) -> None:
        glyphs, axis = self.glyphs, -1
        for row in range(self.rows_high):
            self._put(axis, row, glyphs.tick if row in labels else glyphs.rule, "rule")
            label = labels.get(row, "")
            self._put(axis - 1 - len(label), row, label, "muted")
        self._put(axis, self.rows_high, glyphs.corner + glyphs.line * self.wide, "rule")
        for x, label in self._iteration_labels():
            self._put(x, self.rows_high, label, "muted")

    def _iteration_labels(self) -> list[tuple[int, str]]:
        """Place the numbers in the line of the axis: at most five steps, a dash between two."""
        digit, power = 1, 0
        while True:
            step = digit * 10**power
            if self.end // step <= 5:
                placed = [self._placed(moment) for moment in range(0, self.end + 1, step)]
                if all(x + len(label) < after for (x, label), (after, _) in pairwise(placed)):
                    return placed
            digit, power = {1: (2, power), 2: (5, power), 5: (1, power + 1)}[digit]

    def _placed(self, moment: int) -> tuple[int, str]:
        label = series.count_text(moment)
        x = moment / self.end * (self.wide - 1) - (len(label) - 1) / 2
        return max(0, min(math.floor(x), self.wide - len(label))), label

    def _draw_floors(self) -> None:
        by_row: dict[int, list[Floor]] = {}
        for floor in self.view.floors:
            if math.isfinite(floor.cost) and (floor.cost > 0 or not self.view.logarithmic):
                by_row.setdefault(self._row(floor.cost), []).append(floor)
        for row, floors in by_row.items():
            self._put(0, row, self.glyphs.floor * self.wide, "floor")
            high = any(UNIFORM in floor.names for floor in floors)
            self._name(row, _floor_labels(floors), high=high)

    def _name(self, row: int, labels: list[str], *, high: bool) -> None:
        """Write the first label that finds a place on its line, where the curve leaves it free."""
        for label in labels:
            cells = cells_of(label)
            for x in self._label_places(cells, high=high):
                if self._free(x, row, cells):
                    self._put(x - 1, row, f" {label} " if x else f"{label} ", "muted")
                    self._take(x, row, cells)
                    return

    def _label_places(self, cells: int, *, high: bool) -> Iterator[int]:
        """Give places for a name on its line, the best first: its usual end, the other, between.

        A curve falls from the left to the right: high lines are free at the right, low ones left.
        """
        right, left = self.wide - cells, min(2, max(self.wide - cells, 0))
        yield from (right, left) if high else (left, right)
        yield from range(right - 1, left, -1) if high else range(left + 1, right)

    def _draw_curve(self, drawn: list[str]) -> None:
        if self.view.moment is None:
            return
        now = self._column(self.view.moment, self.wide)
        for y, row in enumerate(drawn):
            for x, glyph in enumerate(row):
                if glyph != " ":
                    shown = "*" if self.view.ascii_only else glyph
                    self._put(x, y, shown, "curve" if x <= now else "faint")

    def _draw_marks(self) -> None:
        moment = -1 if self.view.moment is None else self.view.moment
        shown = {
            self._column(at, self.wide): (at, kind)
            for at, kind in sorted(self.view.marks)
            if 0 <= at <= self.known
        }
        # One a column, the latest: a run may turn thousands of times.
        for x, (at, kind) in shown.items():
            if math.isfinite(cost := self._cost(at)):
                y = self._row(cost)
                role: Role = _MARK_ROLES[kind] if at <= moment else "muted"
                self._put(x, y, getattr(self.glyphs, kind), role)
                self._take(x, y, 1)

    def _draw_cursor(self) -> None:
        if self.view.moment is None:
            return
        x, y = self._column(self.view.moment, self.wide), self._row(self.shown)
        role: Role = "accent" if math.isfinite(self.shown) else "wrong"
        label = series.cost_text(self.shown)
        place = self._cursor_label(x, y, len(label))
        if place is not None:
            left, row = place
            padded = self._free(left - 1, row, len(label) + 2)
            self._put(left - padded, row, f" {label} " if padded else label, role)
        self._put(x, y, self.glyphs.cursor, role)

    def _cursor_label(self, x: int, y: int, cells: int) -> tuple[int, int] | None:
        """Place the cost near the cursor where nothing is: right, above, below, then left."""
        right = max(min(x + 1, self.wide - cells), 0)
        beside = [(x + 2, y), (x + 3, y), (x + 4, y)]
        over = [(right, y - 1), (max(x - cells, 0), y + 1), (right, y - 2), (right, y + 2)]
        for left, row in (*beside, *over, (x - 1 - cells, y)):
            if self._free(left, row, cells) and (row != y or self._free(left - 1, row, 1)):
                return left, row
        return next((place for place in over if self._inside(*place, cells)), None)

    def _inside(self, x: int, y: int, cells: int) -> bool:
        return x >= 0 and x + cells <= self.wide and 0 <= y < self.rows_high


def _floor_labels(floors: list[Floor]) -> list[str]:
    """Write the names and costs of the floors of a row; then less, where there is no room."""
    parts = [
        f"{', '.join(tr(name) for name in floor.names)} {series.cost_text(floor.cost)}"
        for floor in floors
    ]
    labels = [", ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    lowest = floors[-1]
    return [*labels, f"{tr(lowest.names[-1])} {series.cost_text(lowest.cost)}"]
