"""Where the heat maps of a cell stand, and which units and time steps they show. Pure arithmetic.

A map has a row a unit; two where there is room for all, and two units a row where there is not.
"""

import math
from typing import NamedTuple

from rnn_tui.experiment import Cell
from rnn_tui.ui.widgets.inspector.plan import StepColumns, step_columns
from rnn_tui.ui.widgets.network_plan import first_column, first_unit

KINDS = {
    Cell.RNN: (("hidden",),),
    Cell.LSTM: (("input", "forget", "output"), ("candidate", "memory", "hidden")),
    Cell.GRU: (("reset", "update"), ("candidate", "hidden")),
}
"""The maps of a cell, in bands: what is 0 to 1 above, what has a sign below."""

_WIDEST = {Cell.LSTM: 3, Cell.GRU: 4}
"""Cells of a time step at most, where a unit has one row."""
GAP = 3
"""Cells between two maps."""


class Box(NamedTuple):
    """A map: where it stands, and which units and time steps it shows; all from 0."""

    kind: str
    left: int
    """Where its title starts."""
    pitch: int
    """Cells from there to the next map."""
    columns: StepColumns
    y: int
    rows: int
    each: int
    """Units in a row, or, where negative, rows of a unit."""
    first_unit: int
    units: int

    def unit(self, row: int) -> int:
        """Give the first unit of a row."""
        return self.first_unit + (row // -self.each if self.each < 0 else row * self.each)

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """Give the time step and the unit of a cell; None outside of the map."""
        step, row = self.columns.at(x), y - self.y
        if step is None or not 0 <= row < self.rows:
            return None
        return step, self.unit(row)


def maps_rows(cell: Cell, units: int, *, above: bool, each: int = 1) -> int:
    """Count the rows in which every unit has `each` of its own; two of the rnn's in any case."""
    bands = len(KINDS[cell])
    if above:
        return 1 + bands * (1 + units) + 1
    return bands * ((2 if cell is Cell.RNN else each) * units + 2) + 1


class Field(NamedTuple):
    """What there is to show, what is chosen from 0, and the space for it."""

    cell: Cell
    length: int
    units: int
    step: int
    unit: int
    width: int
    height: int
    above: bool
    """Whether the chosen time step is marked once over all maps, not beneath each."""
    mono: bool


def plan_maps(field: Field) -> list[Box]:
    """Lay the maps out."""
    units, marks, bands = field.units, int(not field.above), KINDS[field.cell]
    room = max(1, (field.height - 1 - field.above) // len(bands) - 1 - marks)
    # Without colour no two units can share a row.
    each = -2 if 2 * units <= room else 1 if units <= room or field.mono else 2
    rows = min(room, 2 * units if each < 0 else math.ceil(units / each))
    shown = units if each < 0 else min(units, rows * each)
    start = first_unit(field.unit, shown, units)
    # A pair stays a pair when the units scroll, and the last one is not left out.
    start += start % max(1, each)
    boxes, y = [], int(field.above)
    for band in bands:
        pitch = (field.width + GAP) // len(band)
        for k, kind in enumerate(band):
            columns = _columns(field, k * pitch, pitch, roomy=each < 0)
            vertical = (y + 1, rows, each, start, min(shown, units - start))
            boxes.append(Box(kind, k * pitch, pitch, columns, *vertical))
        y += 1 + rows + marks
    return boxes


def _columns(field: Field, left: int, pitch: int, *, roomy: bool) -> StepColumns:
    """Give a map its time steps; those of the rnn stand beneath those of the answers."""
    if field.cell is Cell.RNN:
        return step_columns(field.length, field.step, field.width)
    gutter = 2 + (field.units >= 10) + (field.units >= 100)
    free = max(1, pitch - gutter - GAP + 1)
    # Cells keep their shape: a unit of two rows is wider.
    cells = max(1, min(_WIDEST[field.cell] + 2 * roomy, free // field.length))
    count = min(field.length, free // cells)
    first = first_column(field.step, count, field.length)
    return StepColumns(first, count, left + gutter, cells)
