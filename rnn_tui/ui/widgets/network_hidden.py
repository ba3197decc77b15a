"""The hidden state of the unrolled network: rows, strip or map, its gradient, the flow of time.

Paints its rows of a sheet, from numbers alone; what is above and below is painted elsewhere.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnn_tui.i18n import tr
from rnn_tui.plotting.series import gradient_text
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import signed
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Sheet, amount
from rnn_tui.ui.widgets.network_plan import HiddenStyle, NetworkPlan, map_units, strip_units


@dataclass(frozen=True, eq=False)
class Column:
    """One time step: its number from 0, its place, and its numbers where they are known."""

    t: int
    x: int
    chosen: bool
    counts: bool
    probabilities: Sequence[float] | None
    hidden: Sequence[float] | None
    cost: float
    predicted: int | None


@dataclass(frozen=True, eq=False)
class HiddenPainter:
    """What the rows of the hidden state are painted from, and on."""

    sheet: Sheet
    look: Look
    plan: NetworkPlan
    columns: Sequence[Column]
    chosen: Column
    """The chosen time step, or the first one in view."""
    unit: int
    units: int
    beside: bool
    scrolls: bool

    def label(self, y: int, label: str, short: str = "") -> None:
        """Write the name of a row, or its short one."""
        if not self.beside:
            room = self.plan.gutter - 3
            self.sheet.put(0, y, label if width(label) <= room else short, MUTED)

    def paint(self, y: int) -> None:
        """Paint the hidden state from a row on."""
        self.label(y, tr("hidden"))
        match self.plan.hidden:
            case HiddenStyle.ROWS:
                self._rows(y)
            case HiddenStyle.STRIP:
                self._strip(y)
            case HiddenStyle.MAP:
                self._map(y)

    def _gutter_unit(self, y: int, unit: int, *, number: bool) -> None:
        """Name a unit left of its row, with the chosen step's number where columns have none."""
        if self.beside:
            return
        chosen = unit == self.unit
        ink = ACCENT if chosen else MUTED
        edge = self.plan.gutter - 1
        self.sheet.put_right(edge, y, f"{unit + 1}", ink)
        if chosen:
            self.sheet.put(edge - len(f"{unit + 1}") - 2, y, "▸", ink)
        if number and self.chosen.hidden is not None and edge >= 14:
            self.sheet.put(edge - 8, y, signed(self.chosen.hidden[unit]), MUTED)

    def _rows(self, y: int) -> None:
        column = self.plan.column
        for unit in range(self.units):
            self._gutter_unit(y + unit, unit, number=column < 10)
            for c in self.columns:
                cell = self.look.empty(2) if c.hidden is None else self.look.signed(c.hidden[unit])
                x = self.sheet.runs(c.x, y + unit, [cell]) + 1
                if column >= 10 and c.hidden is not None:
                    chosen = self.chosen.chosen and c.chosen and unit == self.unit
                    self.sheet.put(x, y + unit, signed(c.hidden[unit]), BOLD if chosen else TEXT)
        length = column - 9 if column >= 13 else 2 if column >= 10 else 1
        start = 8 if column >= 13 else 7 if column == 10 else 8 if column >= 10 else 3
        self._flow(y + (self.units - 1) // 2, start, length)

    def _flow(self, y: int, start: int, length: int) -> None:
        """Draw the arrow of time from each column to the next."""
        for c in self.columns[: -1 if not self.scrolls else None]:
            if start + length < self.plan.column + (self.plan.column < 13) and length > 0:
                x = self.sheet.put(c.x + start, y, "─" * (length - 1), MUTED)
                self.sheet.put(x, y, "▸", MUTED)

    def _strip(self, y: int) -> None:
        column, units = self.plan.column, self.units
        first, shown, cells = strip_units(self.plan, self.unit, units)
        if not self.beside:
            self.sheet.put_right(self.plan.gutter - 3, y, "0", MUTED)
            self.sheet.put(self.plan.gutter - 2, y, "▸", MUTED)
        for c in self.columns:
            x = c.x
            for unit in range(first, first + shown):
                value = c.hidden[unit] if c.hidden is not None else None
                run = self.look.empty(cells) if value is None else self.look.signed(value, cells)
                x = self.sheet.runs(x, y, [run])
            if shown < units:
                self.sheet.put(x, y, "…", MUTED)
        used = shown * cells + (shown < units)
        self._flow(y, used + 1, max(0, column - used - 2))

    def _map(self, y: int) -> None:
        units, rows, column = self.units, self.plan.hidden_rows, self.plan.column
        # Narrow columns touch, so that the map is one surface; wide ones leave time its arrow.
        cells = column if column < 5 else max(2, min(8, column - 3))
        first, each = map_units(self.plan, self.unit, units, mono=self.look.plain)
        shown = min(units, rows * each)
        if shown < units and rows >= 3 and not self.beside:
            last = min(units, first + shown)
            self.sheet.put(0, y + 1, f"{first + 1}–{last}", MUTED)
            self.sheet.put(0, y + 2, tr("of {units}", units=units), MUTED)
        for row in range(rows):
            unit = first + row * each
            if unit >= units:
                break
            chosen = unit <= self.unit < unit + each
            self._gutter_unit(y + row, self.unit if chosen else unit, number=False)
            for c in self.columns:
                if c.hidden is None:
                    run = self.look.empty(cells)
                elif each == 1:
                    run = self.look.signed(c.hidden[unit], cells)
                else:
                    lower = c.hidden[unit + 1] if unit + 1 < units else None
                    run = self.look.stacked(c.hidden[unit], lower, cells)
                self.sheet.runs(c.x, y + row, [run])
        if column >= 5:
            self._flow(y + (rows - 1) // 2, cells + 1, max(0, column - cells - 2))

    def paint_gradient(self, y: int, sizes: Mapping[int, float]) -> None:
        """Paint |dL/dh_t| of each time step that is known, its bar relative to the largest."""
        self.label(y, "|∂L/∂h|")
        finite = [size for size in sizes.values() if math.isfinite(size)]
        largest = max(finite, default=0.0)
        if self.plan.column < 10 and self.chosen.t in sizes and not self.beside:
            size = sizes[self.chosen.t]
            text, edge = gradient_text(size), self.plan.gutter - 1
            if edge - width(text) > width("|∂L/∂h|"):
                self.sheet.put_right(edge, y, text, BOLD if math.isfinite(size) else WRONG)
        for c in self.columns:
            if c.t in sizes:
                self._gradient(c, y, sizes[c.t], largest)

    def _gradient(self, c: Column, y: int, size: float, largest: float) -> None:
        column, finite = self.plan.column, math.isfinite(size)
        share = abs(size) / largest if finite and largest > 0 else 0.0
        if column < 5:
            cell = self.look.sequential(share if finite else math.nan, column - 1)
            self.sheet.runs(c.x, y, [cell])
            return
        bar = min(16, column - 9) if column >= 13 else column - 7 if column >= 10 else column - 2
        if column < 10 and not finite:
            self.sheet.put(c.x, y, gradient_text(size)[:bar], WRONG)
            return
        x = self.sheet.runs(c.x, y, amount(share, bar, MUTED))
        if column >= 10:
            text = gradient_text(size)
            self.sheet.put(x + (column >= 13), y, text, TEXT if finite else WRONG)
