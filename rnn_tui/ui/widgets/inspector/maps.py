"""Heat maps over time of every gate, the candidate, memory and hidden; a row is a unit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events

from rnn_tui.anatomy import SIGMOIDS, letter
from rnn_tui.experiment import Cell
from rnn_tui.i18n import tr
from rnn_tui.record import Inside
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import signed
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.inspector.gradient import factor
from rnn_tui.ui.widgets.inspector.plan import step_columns
from rnn_tui.ui.widgets.inspector.steps import Chosen
from rnn_tui.ui.widgets.inspector.view import InspectorView
from rnn_tui.ui.widgets.network_plan import first_column, first_unit

_NAMES = {
    "input": "input gate",
    "forget": "forget gate",
    "output": "output gate",
    "reset": "reset gate",
    "update": "update gate",
    "candidate": "candidate",
    "memory": "memory",
    "hidden": "hidden",
}

KINDS = {
    Cell.RNN: (("hidden",),),
    Cell.LSTM: (("input", "forget", "output"), ("candidate", "memory", "hidden")),
    Cell.GRU: (("reset", "update"), ("candidate", "hidden")),
}
"""The maps of a cell, in bands: what is 0 to 1 above, what has a sign below."""

_WIDEST = {Cell.RNN: 3, Cell.LSTM: 3, Cell.GRU: 4}
_GUTTER = 2
"""Cells for the number of a unit, and a space."""


class Box(NamedTuple):
    """Where the cells of a map are, and what they show; from 0."""

    x: int
    y: int
    cell: int
    rows: int
    each: int
    """Units in a row, or, where negative, rows of a unit."""
    first_step: int
    steps: int
    first_unit: int

    def at(self, x: int, y: int, units: int) -> tuple[int, int] | None:
        """Give the time step and the unit of a cell."""
        column, row = (x - self.x) // self.cell, y - self.y
        if not (0 <= row < self.rows and x >= self.x and column < self.steps):
            return None
        unit = self.first_unit + (row // -self.each if self.each < 0 else row * self.each)
        return self.first_step + column, min(unit, units - 1)


class Maps(Canvas[InspectorView]):
    """All maps of the cell."""

    above = False
    """Whether the chosen time step is marked above the maps, not beneath each of them."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the maps."""
        sheet, self._boxes = maps_sheet(self.view, columns, rows, look, above=self.above)
        return sheet

    _boxes: Sequence[Box] = ()

    def on_click(self, event: events.Click) -> None:
        """Choose the time step and the unit under the pointer."""
        for box in self._boxes:
            found = box.at(event.x, event.y, self.view.task.hidden_size)
            if found is not None:
                self.post_message(Chosen(*found))
                return


def maps_rows(cell: Cell, units: int, *, above: bool) -> int:
    """Count the rows in which every unit has one of its own."""
    bands = len(KINDS[cell])
    if above:
        return 1 + bands * (1 + units) + 1
    each = 2 * units if cell is Cell.RNN else units
    return bands * (each + 2) + 1


def maps_sheet(
    view: InspectorView, columns: int, rows: int, look: Look, *, above: bool = False
) -> tuple[Sheet, list[Box]]:
    """Paint the maps, and say where they are."""
    painter = _Painter(view, Sheet(columns, rows), look, above)
    return painter.sheet, painter.paint()


@dataclass(frozen=True, eq=False)
class _Painter:
    view: InspectorView
    sheet: Sheet
    look: Look
    above: bool

    def paint(self) -> list[Box]:
        bands = KINDS[self.view.task.experiment.cell]
        marks = 0 if self.above else 1
        room = (self.sheet.height - 1 - self.above) // len(bands) - 1 - marks
        boxes = []
        y = int(self.above)
        for band in bands:
            pitch = (self.sheet.width + 3) // len(band) if len(band) > 1 else self.sheet.width
            placed = [
                self._map(kind, k * pitch, y, pitch, max(1, room)) for k, kind in enumerate(band)
            ]
            boxes += placed
            y += 1 + max(box.rows for box in placed) + marks
        self._scale(y)
        return boxes

    def _map(self, kind: str, x: int, y: int, pitch: int, room: int) -> Box:
        box = self._box(x, y + 1, pitch, room)
        self._title(kind, x, y, box, pitch)
        values = self._values(kind)
        scale = 1.0 if kind in SIGMOIDS else self._largest(kind)
        if self.view.automatic:
            scale = self._largest_of(kind in SIGMOIDS) if kind != "memory" else scale
        units = self.view.task.hidden_size
        for row in range(box.rows):
            unit = box.first_unit + (row // -box.each if box.each < 0 else row * box.each)
            if unit >= units:
                break
            if box.each > 0 or row % -box.each == 0:
                self._unit(x, box.y + row, unit, max(1, box.each))
            for k in range(box.steps):
                run = self._cell(values, box, box.first_step + k, unit, scale, kind)
                self.sheet.runs(box.x + k * box.cell, box.y + row, [run])
                if box.each < 0 and row % -box.each == 0:
                    self._number(values, box, k, row, unit)
        self._mark(x, y, box)
        return box

    def _box(self, x: int, y: int, pitch: int, room: int) -> Box:
        view, task = self.view, self.view.task
        length, units = task.length, task.hidden_size
        gutter = _GUTTER + (units >= 10) + (units >= 100)
        if task.experiment.cell is Cell.RNN:
            plan = step_columns(length, view.step, self.sheet.width)
            each = -2 if units * 2 <= room else 1 if units <= room or self.look.mono else 2
            rows = min(room, units * 2 if each < 0 else math.ceil(units / each))
            first = first_unit(view.unit, rows * max(1, each), units) if each > 0 else 0
            first -= first % max(1, each)
            return Box(plan.gutter, y, plan.column, rows, each, plan.first, plan.count, first)
        cells = max(1, pitch - gutter - 2)
        cell = max(1, min(_WIDEST[task.experiment.cell], cells // length))
        steps = min(length, cells // cell)
        each = 1 if units <= room or self.look.mono else 2
        rows = min(room, math.ceil(units / each))
        first = first_unit(view.unit, rows * each, units)
        first -= first % each
        start = first_column(view.step, max(1, steps), length)
        return Box(x + gutter, y, cell, rows, each, start, max(1, steps), first)

    def _values(self, kind: str) -> Sequence[Sequence[float]]:
        """Give the numbers (time, hidden) of a map, from the probe's first time step on."""
        inside = self.view.inside
        if inside is None:
            return ()
        if kind == "hidden":
            return inside.hidden[1:]  # type: ignore[return-value]
        if kind == "memory":
            return inside.memory[1:] if inside.memory is not None else ()  # type: ignore[return-value]
        return inside.gates[kind]  # type: ignore[return-value]

    def _largest(self, kind: str) -> float:
        return 1.0 if kind != "memory" else max(1e-9, largest(self.view.inside, ("memory",)))

    def _largest_of(self, sigmoids: bool) -> float:
        kinds = [kind for band in KINDS[self.view.task.experiment.cell] for kind in band]
        same = [k for k in kinds if (k in SIGMOIDS) is sigmoids and k != "memory"]
        return max(1e-9, largest(self.view.inside, same))

    def _cell(
        self,
        values: Sequence[Sequence[float]],
        box: Box,
        t: int,
        unit: int,
        scale: float,
        kind: str,
    ) -> Run:
        cells = self._wide(box)
        upper = self._at(values, t, unit)
        if upper is None:
            return "·".ljust(cells), MUTED
        if kind in SIGMOIDS:
            if box.each == 2:
                lower = self._at(values, t, unit + 1)
                return self._stacked(upper / scale, lower, scale, cells)
            return self.look.sequential(_clip(upper / scale), cells)
        if box.each == 2:
            below = self._at(values, t, unit + 1)
            return self.look.stacked(
                _clip(upper / scale), None if below is None else _clip(below / scale), cells
            )
        return self.look.signed(_clip(upper / scale), cells)

    def _wide(self, box: Box) -> int:
        """Give the width that a cell of the map fills; without colour cells stand apart."""
        if self.view.task.experiment.cell is Cell.RNN:
            return 3 if box.cell >= 7 and not self.look.mono else max(1, min(2, box.cell - 1))
        return min(2, max(1, box.cell - 1)) if self.look.mono else box.cell

    def _stacked(self, upper: float, lower: float | None, scale: float, cells: int) -> Run:
        above, ink = self.look.sequential(_clip(upper), 1)
        if above == "?":
            return above * cells, ink
        top = ink.bg
        if lower is None:
            return "▀" * cells, ink._replace(fg=top, bg="")
        below = self.look.sequential(_clip(lower / scale), 1)[1]
        return "▀" * cells, ink._replace(fg=top, bg=below.bg or "wrong")

    def _at(self, values: Sequence[Sequence[float]], t: int, unit: int) -> float | None:
        inside = self.view.inside
        at = t - inside.probe.first if inside else -1
        if not 0 <= at < len(values) or not 0 <= unit < len(values[at]):
            return None
        return float(values[at][unit])

    def _title(self, kind: str, x: int, y: int, box: Box, pitch: int) -> None:
        e = self.view.task.experiment
        name = {"memory": "c", "hidden": "h"}.get(kind) or letter(e.cell, e.convention, kind)
        end = self.sheet.put(x, y, name, BOLD) + 1
        words = tr(_NAMES[kind])
        held = dict(self.view.ablations.held).get(kind)
        if held is not None:
            words = tr("held at {value}", value=f"{held:.0f}")
        elif kind == "memory" and self.above:
            words += f", ±{_short(self._largest('memory'))}"
        units = self.view.task.hidden_size
        shown = box.rows * box.each if box.each > 0 else units
        if shown < units:
            part = f"  {box.first_unit + 1}–{min(units, box.first_unit + shown)}"
            whole = words + part + " " + tr("of {units}", units=units)
            words = whole if width(whole) <= pitch - 4 else words.split()[0] + part
        words = clipped(words, max(0, pitch - 3))
        self.sheet.put(end, y, words, ACCENT if held is not None else MUTED)

    def _unit(self, x: int, y: int, unit: int, each: int) -> None:
        chosen = unit <= self.view.unit < unit + each
        zeroed = unit in self.view.ablations.zeroed
        text = "▸" if chosen else "×" if zeroed else str(unit + 1)
        if self.view.task.experiment.cell is Cell.RNN:
            edge = step_columns(self.view.task.length, self.view.step, self.sheet.width).gutter - 2
            self.sheet.put_right(edge, y, text, ACCENT if chosen else MUTED)
            if chosen and zeroed:
                self.sheet.put_right(edge - 2, y, "×", MUTED)
            return
        self.sheet.put(x, y, text, ACCENT if chosen else MUTED)

    def _number(
        self, values: Sequence[Sequence[float]], box: Box, k: int, row: int, unit: int
    ) -> None:
        value = self._at(values, box.first_step + k, unit)
        if value is None or box.cell < 8:
            return
        here = box.first_step + k == self.view.step
        ink = ACCENT if here and unit == self.view.unit else TEXT if here else MUTED
        self.sheet.put(box.x + k * box.cell + 4, box.y + row, signed(value), ink)

    def _mark(self, x: int, y: int, box: Box) -> None:
        del x
        place = self.view.step - box.first_step
        if not 0 <= place < box.steps:
            return
        column = box.x + place * box.cell + (self._wide(box) - 1) // 2
        if self.above:
            if y <= 1:
                self.sheet.put(column, 0, "▾", ACCENT)
        else:
            self.sheet.put(column, box.y + box.rows, "▴", ACCENT)

    def _scale(self, y: int) -> None:
        """State the scales."""
        cell, automatic = self.view.task.experiment.cell, self.view.automatic
        x = 0
        if cell is not Cell.RNN:
            top = self._largest_of(sigmoids=True) if automatic else 1.0
            x = self.sheet.put(0, y, "0 ", MUTED)
            runs = [self.look.sequential((k + 0.5) / 8, 2) for k in range(8)]
            x = self.sheet.runs(x, y, runs)
            words = _short(top) if automatic else "1"
            x = self.sheet.put(x + 1, y, words, MUTED)
            x = self.sheet.put(x + 2, y, tr("gates"), MUTED) + 4
        else:
            x = step_columns(self.view.task.length, self.view.step, self.sheet.width).gutter - 3
        edge = _short(self._largest_of(sigmoids=False)) if automatic else "1"
        x = self.sheet.put(max(0, x), y, f"−{edge}", MUTED) + 1
        x = self.sheet.runs(x, y, [self.look.signed((k - 3.5) / 4, 2) for k in range(8)])
        x = self.sheet.put(x + 1, y, f"+{edge}", MUTED) + 1
        if cell is Cell.LSTM and not self.above:
            words = tr("memory ±{size}", size=_short(self._largest("memory")))
            x = self.sheet.put(x, y, words, MUTED) + 2
        elif cell is Cell.RNN:
            words = tr("h, scale automatic") if automatic else tr("h, scale fixed")
            x = self.sheet.put(x, y, words, MUTED)
        elif cell is Cell.GRU:
            x = self.sheet.put(x, y, "n, h", MUTED)
        step = factor(self.view.inside.matrix.tolist()) if self.view.inside else None
        if self.above and step is not None:
            words = tr("factor a step {factor}", factor=f"{step:.2f}")
            if self.sheet.width - width(words) > x:
                self.sheet.put_right(self.sheet.width, y, words, MUTED)


def largest(inside: Inside | None, kinds: Sequence[str]) -> float:
    """Give the largest finite size among the numbers of some maps; 0 without any."""
    found = 0.0
    for kind in kinds if inside is not None else ():
        assert inside is not None
        values = (
            inside.hidden[1:]
            if kind == "hidden"
            else inside.memory
            if kind == "memory"
            else inside.gates.get(kind)
        )
        if values is None or not values.size:
            continue
        sizes = abs(values)
        if not math.isfinite(float(sizes.max())):
            sizes = sizes[sizes < math.inf]
        found = max(found, float(sizes.max()) if sizes.size else 0.0)
    return found


def _clip(value: float) -> float:
    return value if math.isnan(value) else max(-1.0, min(1.0, value))


def _short(value: float) -> str:
    text = f"{value:.1f}" if value >= 0.995 else f"{value:.2f}"[1:]
    return text if value < 999.5 else f"{value:.0e}"
