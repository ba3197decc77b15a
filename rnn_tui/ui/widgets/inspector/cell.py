"""The diagram of the cell with the values of the chosen unit at the chosen time step in place."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from rnn_tui.anatomy import letter
from rnn_tui.experiment import Cell, Convention
from rnn_tui.i18n import tr
from rnn_tui.record import Inside
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import signed
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.steps import subscript
from rnn_tui.ui.widgets.inspector.view import InspectorView

ROWS = {Cell.RNN: 4, Cell.LSTM: 8, Cell.GRU: 7}
"""Rows of the diagram, the title included."""
WIDE = 49
"""Cells of the diagram."""


class CellPanel(Titled[InspectorView]):
    """What flows through the cell."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Name the cell."""
        return tr("{cell} cell", cell=self.view.task.experiment.cell.upper())

    def facts(self) -> list[Run]:
        """Write the equation of the state."""
        e = self.view.task.experiment
        candidate = letter(e.cell, e.convention, "candidate")
        update = letter(e.cell, e.convention, "update")
        equations = {
            Cell.RNN: "h = tanh(x·K + h·K + b)"
            if e.convention is Convention.TENSORFLOW
            else "h = tanh(W x + U h + b)",
            Cell.LSTM: f"c = f·c + i·{candidate}   h = o·tanh c",
            Cell.GRU: f"h = {update}·h + (1−{update})·n",
        }
        return [(equations[e.cell], MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the diagram."""
        return cell_sheet(self.view, columns, rows)


def cell_sheet(view: InspectorView, columns: int, rows: int) -> Sheet:
    """Paint the diagram; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    if columns >= WIDE and rows >= ROWS[view.task.experiment.cell] and view.inside is not None:
        values = _Values(view, view.inside)
        painters: dict[Cell, Callable[[Sheet, _Values], None]] = {
            Cell.RNN: _rnn,
            Cell.LSTM: _lstm,
            Cell.GRU: _gru,
        }
        painters[view.task.experiment.cell](sheet, values)
    return sheet


@dataclass(frozen=True, eq=False)
class _Values:
    """The numbers of the chosen unit at the chosen time step."""

    view: InspectorView
    inside: Inside

    def gate(self, name: str) -> float:
        values = self.inside.gates[name]
        return self._number(values, self._place)

    def term(self, name: str, part: str) -> float:
        return float(getattr(self.inside.terms[name], part)[self.view.unit])

    def h(self, after: int = 1) -> float:
        return self._number(self.inside.hidden, self._place + after)

    def c(self, after: int = 1) -> float:
        memory = self.inside.memory
        return math.nan if memory is None else self._number(memory, self._place + after)

    @property
    def _place(self) -> int:
        return self.view.step - self.inside.probe.first

    def _number(self, values: object, place: int) -> float:
        rows = values
        if not 0 <= place < len(rows):  # type: ignore[arg-type]
            return math.nan
        return float(rows[place][self.view.unit])  # type: ignore[index]

    @property
    def before(self) -> str:
        return subscript(self.view.step)

    @property
    def now(self) -> str:
        return subscript(self.view.step + 1)

    def letter(self, gate: str) -> str:
        e = self.view.task.experiment
        return letter(e.cell, e.convention, gate)


def _value(sheet: Sheet, x: int, y: int, name: str, value: float, ink: Ink = TEXT) -> int:
    x = sheet.put(x, y, name, BOLD) + 1
    return sheet.put(x, y, signed(value), ink)


def _line(sheet: Sheet, x: int, y: int, end: int) -> None:
    sheet.put(x, y, "─" * max(0, end - x), MUTED)


def _result(sheet: Sheet, y: int, name: str, value: float) -> None:
    """Write what comes out, at the right edge of the diagram."""
    sheet.put(WIDE - 10, y, "▸", MUTED)
    _value(sheet, WIDE - 7 - (len(name) - 2), y, name, value, ACCENT)


def _gated(value: float) -> str:
    return signed(value).replace("+", " ")


def _lstm(sheet: Sheet, v: _Values) -> None:
    j = v.letter("candidate")
    end = _value(sheet, 0, 1, f"c{v.before}", v.c(0))
    _line(sheet, end + 1, 1, WIDE - 10)
    sheet.put(13, 1, "×", TEXT)
    sheet.put(26, 1, "+", TEXT)
    sheet.put(37, 1, "┬", MUTED)
    _result(sheet, 1, f"c{v.now}", v.c())
    for x in (13, 26, 37):
        sheet.put(x, 2, "│", MUTED)
    sheet.put(sheet.put(11, 3, "f", BOLD), 3, _gated(v.gate("forget")), TEXT)
    i, candidate = v.gate("input"), v.gate("candidate")
    for y, name, text in (
        (3, f"i·{j}", signed(i * candidate)),
        (4, "i", _gated(i)),
        (5, j, signed(candidate)),
    ):
        sheet.put(22, y, name, BOLD)
        sheet.put_right(30, y, text, TEXT)
    squashed = math.tanh(v.c()) if not math.isnan(v.c()) else math.nan
    sheet.put(sheet.put(34, 3, "tanh ", MUTED), 3, signed(squashed), TEXT)
    sheet.put(37, 4, "│", MUTED)
    sheet.put(37, 5, "×", TEXT)
    _line(sheet, 38, 5, WIDE - 10)
    _result(sheet, 5, f"h{v.now}", v.h())
    sheet.put(37, 6, "│", MUTED)
    sheet.put(sheet.put(35, 7, "o", BOLD), 7, _gated(v.gate("output")), TEXT)


def _gru(sheet: Sheet, v: _Values) -> None:
    e, u = v.view.task.experiment, v.letter("update")
    update, reset, n = v.gate("update"), v.gate("reset"), v.gate("candidate")
    end = _value(sheet, 0, 1, f"h{v.before}", v.h(0))
    _line(sheet, end + 1, 1, WIDE - 10)
    sheet.put(8, 1, "┬", MUTED)
    sheet.put(18, 1, "×", TEXT)
    sheet.put(36, 1, "+", TEXT)
    _result(sheet, 1, f"h{v.now}", v.h())
    for x, y in ((8, 2), (18, 2), (36, 2), (8, 3), (8, 4)):
        sheet.put(x, y, "│", MUTED)
    sheet.put(sheet.put(16, 3, u, BOLD), 3, _gated(update), TEXT)
    sheet.put(sheet.put(14, 4, f"{u}·h ", MUTED), 4, signed(update * v.h(0)), TEXT)
    for y, name, text in (
        (3, f"(1−{u})·n", signed((1 - update) * n)),
        (4, f"1−{u}", _gated(1 - update)),
        (5, "n", signed(n)),
    ):
        sheet.put(25, y, name, BOLD)
        sheet.put_right(38, y, text, TEXT)
    sheet.put(8, 5, "×", TEXT)
    _line(sheet, 9, 5, 22)
    sheet.put(22, 5, "▸", MUTED)
    sheet.put(sheet.put(6, 6, "r", BOLD), 6, _gated(reset), TEXT)
    if e.convention is Convention.TENSORFLOW:
        sheet.put(sheet.put(14, 6, "r·h ", MUTED), 6, signed(reset * v.h(0)), TEXT)
    else:
        weighed = v.term("candidate", "recurrent")
        sheet.put(sheet.put(14, 6, "r·(U h + b') ", MUTED), 6, signed(weighed), TEXT)


def _rnn(sheet: Sheet, v: _Values) -> None:
    tensorflow = v.view.task.experiment.convention is Convention.TENSORFLOW
    recurrent = f"h{v.before}·K" if tensorflow else f"U h{v.before}"
    inputs = "x·K + b" if tensorflow else "W x + b"
    total = v.term("hidden", "total")
    end = _value(sheet, 0, 1, recurrent, v.term("hidden", "recurrent"))
    _line(sheet, end + 1, 1, 24)
    sheet.put(18, 1, "+", TEXT)
    sheet.put(25, 1, signed(total), TEXT)
    _line(sheet, 30, 1, 31)
    sheet.put(32, 1, "tanh", MUTED)
    _line(sheet, 37, 1, WIDE - 10)
    _result(sheet, 1, f"h{v.now}", v.h())
    sheet.put(18, 2, "│", MUTED)
    both = v.term("hidden", "inputs") + v.term("hidden", "bias")
    _value(sheet, 10, 3, inputs, both)
