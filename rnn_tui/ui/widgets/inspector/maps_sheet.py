"""The heat maps as a sheet: a pure function of a view and a size.

Gates go from 0 to 1 and what has a sign from -1 to 1, unless the scales follow the numbers; the
memory's always does. Whatever a number is, it is drawn.
"""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rnn_tui.anatomy import SIGMOIDS, letter
from rnn_tui.experiment import Cell
from rnn_tui.i18n import declared, tr, trc
from rnn_tui.plotting.palette import mix
from rnn_tui.plotting.series import gradient_text
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import signed
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Ink, Run, Sheet, run_width
from rnn_tui.ui.widgets.inspector.gradient import factor, factor_text, part
from rnn_tui.ui.widgets.inspector.maps_plan import Box, Field, plan_maps
from rnn_tui.ui.widgets.inspector.tensor_sheet import largest
from rnn_tui.ui.widgets.inspector.view import InspectorView

if TYPE_CHECKING:
    from rnn_tui.record import Floats

_NAMES = {
    "input": declared("input gate"),
    "forget": declared("forget gate"),
    "output": declared("output gate"),
    "reset": declared("reset gate"),
    "update": declared("update gate"),
}
_FADE = 0.65
"""How far the colours of a unit that is out of action go into the page."""

Column = list[float] | None
"""The numbers in view of a time step; None where they are not known."""


def maps_sheet(
    view: InspectorView, columns: int, rows: int, look: Look, *, above: bool = False
) -> tuple[Sheet, list[Box]]:
    """Paint the maps, and say where they are; `above`, the time step is marked over all."""
    painter = _Painter(view, columns, rows, look, above=above)
    painter.paint()
    return painter.sheet, painter.boxes


class _Painter:
    """Paints one view; it lives as long as the call."""

    def __init__(
        self, view: InspectorView, columns: int, rows: int, look: Look, *, above: bool
    ) -> None:
        self.view, self.look, self.above = view, look, above
        self.cell, self.units = view.task.experiment.cell, view.task.hidden_size
        self.sheet = Sheet(columns, rows)
        sizes = (view.task.length, self.units, view.step, view.unit, columns, rows)
        self.boxes = plan_maps(Field(self.cell, *sizes, above=above, mono=look.plain))
        self.held, self.zeroed = dict(view.ablations.held), view.ablations.zeroed
        kinds = [box.kind for box in self.boxes]
        self.scales = dict.fromkeys(kinds, 1.0)
        if view.automatic:
            gates = [kind for kind in kinds if kind in SIGMOIDS]
            signs = [kind for kind in kinds if kind not in SIGMOIDS and kind != "memory"]
            for same in (gates, signs):
                self.scales |= dict.fromkeys(same, self._largest(same))
        self.memory = ""
        if "memory" in kinds and self._values("memory") is not None:
            self.scales["memory"] = self._largest(["memory"])
            # Stated beneath the maps where there is room, else in the memory's title.
            self.memory = tr("memory ±{size}", size=short(self.scales["memory"]))

    def _values(self, kind: str) -> "Floats | None":
        """Give the numbers (time, hidden) of a map, from the probe's first time step on."""
        inside = self.view.inside
        if inside is None:
            return None
        if kind == "hidden":
            return inside.hidden[1:]
        if kind == "memory":
            return inside.memory[1:] if inside.memory is not None else None
        return inside.gates.get(kind)

    def _largest(self, kinds: Iterable[str]) -> float:
        known = [values for kind in kinds if (values := self._values(kind)) is not None]
        return max(map(largest, known), default=1.0) or 1e-300

    def paint(self) -> None:
        beneath = self._scale()
        titles = self._titles(beneath=beneath)
        for box, title in zip(self.boxes, titles, strict=True):
            self._map(box)
            held = box.kind in self.held
            x = self.sheet.put(box.left, box.y - 1, self._letter(box.kind), BOLD) + 1
            ink = ACCENT if held else MUTED
            self.sheet.put(x, box.y - 1, clipped(title, self._room(box)), ink)

    # Titles.

    def _letter(self, kind: str) -> str:
        names = {"memory": "c", "hidden": "h"}
        return names.get(kind) or letter(self.cell, self.view.task.experiment.convention, kind)

    def _titles(self, *, beneath: bool) -> list[str]:
        """Name the maps, and say what is in view, as fully as there is room in all of them."""
        box, length = self.boxes[0], self.view.task.length
        first, last, count = box.first_unit + 1, box.first_unit + box.units, self.units
        part = f"{first}–{last}" if box.units < count else ""
        whole = tr("{part} of {units}", part=part, units=count) if part else ""
        columns = box.columns
        steps = f"t {columns.first + 1}–{columns.first + columns.count}"
        # The time steps of the rnn's map are named above it.
        steps = steps if columns.count < length and self.cell is not Cell.RNN else ""
        full = [self._words(box.kind, beneath=beneath) for box in self.boxes]
        few = [
            trc("gate", box.kind) if box.kind in _NAMES and box.kind not in self.held else words
            for box, words in zip(self.boxes, full, strict=True)
        ]
        for gap, names, facts in (
            ("  ", full, (whole, steps)),
            (" ", few, (whole, steps)),
            ("  ", full, (part, steps)),
            (" ", few, (part, steps)),
            (" ", few, (part,)),
        ):
            titles = [gap.join([name, *filter(None, facts)]) for name in names]
            pairs = zip(self.boxes, titles, strict=True)
            if all(width(title) <= self._room(box) for box, title in pairs):
                break
        return titles

    def _room(self, box: Box) -> int:
        """Count the cells of a title, the letter aside."""
        return max(0, min(box.pitch - 3, self.sheet.width - box.left - 2))

    def _words(self, kind: str, *, beneath: bool) -> str:
        if kind in self.held:
            return tr("held at {value}", value=f"{self.held[kind]:.0f}")
        if kind == "memory" and self.memory and not beneath:
            return self.memory
        return tr(_NAMES[kind]) if kind in _NAMES else trc("gate", kind)

    # Cells.

    def _map(self, box: Box) -> None:
        columns = self._columns(box)
        for row in range(box.rows):
            unit = box.unit(row)
            first = box.each > 0 or row % -box.each == 0
            if first:
                self._unit(box, box.y + row, range(unit, min(unit + max(1, box.each), self.units)))
            for t, column in zip(box.columns.steps, columns, strict=True):
                x = box.columns.x(t)
                end = self.sheet.runs(x, box.y + row, [self._cell(column, box, unit)])
                if self.cell is Cell.RNN and box.columns.column >= 8 and first and box.each < 2:
                    known = column[unit - box.first_unit] if column is not None else None
                    self._number(end + 1, box.y + row, t, unit, known)
        at = box.columns.x(self.view.step) + (self._wide(box) - 1) // 2
        if not self.above:
            self.sheet.put(at, box.y + box.rows, "▴", ACCENT)
        elif box.y == 2:
            self.sheet.put(at, 0, "▾", ACCENT)

    def _columns(self, box: Box) -> list[Column]:
        """Read what is in view, and no more."""
        values, inside = self._values(box.kind), self.view.inside
        if values is None or inside is None:
            return [None] * box.columns.count
        units = slice(box.first_unit, box.first_unit + box.units)
        known = range(inside.probe.first, inside.probe.first + len(values))
        return [
            values[t - known.start, units].tolist() if t in known else None
            for t in box.columns.steps
        ]

    def _wide(self, box: Box) -> int:
        """Give the width that a cell of the map fills; without colour cells stand apart."""
        column = box.columns.column
        if self.cell is Cell.RNN:
            return 3 if column >= 9 and not self.look.plain else 2
        return min(2, max(1, column - 1)) if self.look.plain else column

    def _cell(self, column: Column, box: Box, unit: int) -> Run:
        """Draw one unit, or two of them, at a time step."""
        cells, at = self._wide(box), unit - box.first_unit
        if column is None:
            return self.look.empty(cells)
        pair = column[at : at + max(1, box.each)]
        runs = [self._shade(value, box.kind, unit + k, cells) for k, value in enumerate(pair)]
        if box.each < 2 or not all(map(math.isfinite, pair)):
            return next((run for run in runs if "?" in run[0]), runs[0])
        return "▀" * cells, Ink(runs[0][1].bg, runs[1][1].bg if len(runs) > 1 else "")

    def _shade(self, value: float, kind: str, unit: int, cells: int) -> Run:
        share = value / self.scales[kind] if math.isfinite(value) else math.nan
        draw = self.look.sequential if kind in SIGMOIDS else self.look.signed
        text, ink = draw(share, cells)
        if unit not in self.zeroed or "?" in text:
            return text, ink
        page = self.look.palette.page
        return text, ink._replace(bg=mix(ink.bg, page, _FADE)) if ink.bg else MUTED

    def _unit(self, box: Box, y: int, units: range) -> None:
        """Name the units of a row: the chosen one is marked, one out of action is struck."""
        chosen = self.view.unit in units
        struck = not self.zeroed.isdisjoint(units)
        ink = ACCENT if chosen else MUTED
        text = "▸" if chosen else "×" if struck else f"{units[0] + 1}"
        if self.cell is Cell.RNN:
            self.sheet.put_right(box.columns.gutter - 1, y, text, ink)
            x = box.columns.gutter - 4
        else:
            x = self.sheet.put(box.left, y, text, ink)
        if chosen and struck:
            self.sheet.put(x, y, "×", ink)

    def _number(self, x: int, y: int, t: int, unit: int, value: float | None) -> None:
        if value is None:
            return
        here = t == self.view.step
        ink = ACCENT if here and unit == self.view.unit else TEXT if here else MUTED
        self.sheet.put(x, y, signed(value), ink if math.isfinite(value) else WRONG)

    # Scales.

    def _scale(self) -> bool:
        """State the scales as far as there is room; say whether the memory's is stated."""
        last, sheet = self.boxes[-1], self.sheet
        y = last.y + last.rows + (not self.above)
        cells = self._wide(last) if self.look.plain else 2
        edge = short(self.scales["hidden"]) if self.view.automatic else "1"
        parts = [(f"−{edge} ", MUTED), *(self.look.signed((k - 3.5) / 4, cells) for k in range(8))]
        parts.append((f" +{edge}", MUTED))
        x = 0
        if self.cell is Cell.RNN:
            x = max(0, last.columns.gutter - len(edge) - 2)
            known = tr("h, scale automatic") if self.view.automatic else tr("h, scale fixed")
            parts.append((f" {known}", MUTED))
        else:
            gate = next(self.scales[kind] for kind in self.scales if kind in SIGMOIDS)
            shades = [self.look.sequential((k + 0.5) / 8, cells) for k in range(8)]
            words = short(gate) if self.view.automatic else "1"
            gates = [("0 ", MUTED), *shades, (f" {words}  {tr('gates')}    ", MUTED)]
            x = sheet.runs(0, y, gates)
            if self.cell is Cell.GRU:
                parts.append((" n, h", MUTED))
        if x + run_width(parts) <= sheet.width:
            x = sheet.runs(x, y, parts)
        return self._facts(x, y)

    def _facts(self, x: int, y: int) -> bool:
        """Add the memory's scale and, where there is no matrix, the factor."""
        sheet, inside = self.sheet, self.view.inside
        step = factor(inside.matrix.tolist()) if inside is not None and self.above else None
        if step is not None:
            words = tr("factor a step {factor}", factor=factor_text(step))
            covered = part(self.view)
            whole = f"{words}, {covered}" if covered else words
            if x + 2 + width(whole) <= sheet.width:
                words = whole
            if x + 2 + width(words) <= sheet.width:
                sheet.put_right(sheet.width, y, words, MUTED)
            return False
        if self.above or not self.memory or x + 1 + width(self.memory) > sheet.width:
            return False
        sheet.put(x + 1, y, self.memory, MUTED)
        return True


def short(value: float) -> str:
    """Write the end of a scale: `.83`, `3.4`, `120`, `3e−4`."""
    return f"{value:.1f}" if 0.995 <= value < 99.5 else gradient_text(value)
