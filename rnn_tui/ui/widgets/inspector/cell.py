"""The diagram of the cell with the values of the chosen unit at the chosen time step in place.

Its columns move apart with the width; where the diagram has no room, the values are listed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rnn_tui.anatomy import SIGMOIDS, letter
from rnn_tui.experiment import Cell, Convention
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.cell_values import Values, rest, tanh, times
from rnn_tui.ui.widgets.inspector.steps import subscript
from rnn_tui.ui.widgets.inspector.unit import ORDER, WIDEST, number, share
from rnn_tui.ui.widgets.inspector.view import InspectorView

ROWS = {Cell.RNN: 4, Cell.LSTM: 8, Cell.GRU: 7}
"""Rows of the diagram, the title included."""

DRAWN = 49
"""Cells for which the columns of the diagrams are given."""


class CellPanel(Titled[InspectorView]):
    """What flows through the cell."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Name the cell."""
        return tr("{cell} cell", cell=self.view.task.experiment.cell.upper())

    def facts(self) -> list[Run]:
        """Write the equations of the state, as many as fit."""
        room = self.size.width - width(self.heading(0)) - 3
        return [(words, MUTED) for words in equations(self.view) if width(words) <= room][:1]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the diagram."""
        return cell_sheet(self.view, columns, rows)


def equations(view: InspectorView) -> tuple[str, ...]:
    """Write the equations of the state, the longest first."""
    e = view.task.experiment
    j, u = (letter(e.cell, e.convention, gate) for gate in ("candidate", "update"))
    match e.cell:
        case Cell.RNN if e.convention is Convention.TENSORFLOW:
            return ("h = tanh(x·K + h·K + b)",)
        case Cell.RNN:
            return ("h = tanh(W x + b + U h + b')",)
        case Cell.LSTM:
            return (f"c = f·c + i·{j}    h = o·tanh c", f"c = f·c + i·{j}")
        case Cell.GRU:
            return (f"h = {u}·h + (1−{u})·n",)


def cell_sheet(view: InspectorView, columns: int, rows: int) -> Sheet:
    """Paint the diagram; row 0 is left free for the title."""
    sheet, e = Sheet(columns, rows), view.task.experiment
    diagram = _Diagram(sheet, Values(view))
    if rows < ROWS[e.cell] or diagram.spread < _tightest(e.cell, len(diagram.now)):
        diagram.listed()
        return sheet
    painters: dict[Cell, Callable[[], None]] = {
        Cell.RNN: diagram.rnn,
        Cell.LSTM: diagram.lstm,
        Cell.GRU: diagram.gru,
    }
    painters[e.cell]()
    return sheet


def _tightest(cell: Cell, digits: int) -> int:
    """Give the least spread at which names of that many digits leave the lines their place."""
    match cell:
        case Cell.RNN:
            return digits - 8
        case Cell.LSTM:
            return max(-9, 3 * (digits - 5))
        case Cell.GRU:
            return max(-5, -(3 * (6 - digits) // 2))


@dataclass(frozen=True, eq=False)
class _Diagram:
    """Paints lines and values; columns are those of 49 cells, moved by a part of `spread`."""

    sheet: Sheet
    values: Values

    @cached_property
    def before(self) -> str:
        return subscript(self.values.view.step)

    @cached_property
    def now(self) -> str:
        return subscript(self.values.view.step + 1)

    @cached_property
    def tip(self) -> int:
        """The column of the arrow to the result."""
        return min(self.sheet.width, WIDEST) - 8 - len(self.now)

    @property
    def spread(self) -> int:
        return self.tip - (DRAWN - 9)

    def lstm(self) -> None:
        v, s = self.values, self.spread
        j, forget, add, out = v.letter("candidate"), 13 + s // 3, 26 + 2 * s // 3, 37 + s
        self._flow(1, f"c{self.before}", v.c(0), {forget: "×", add: "+", out: "┬"})
        self._result(1, f"c{self.now}", v.c())
        for x, y in ((forget, 2), (add, 2), (out, 2), (out, 4), (out, 6)):
            self.sheet.put(x, y, "│", MUTED)
        self._beneath(forget, 3, "f", share(v.gate("forget")))
        i, candidate = v.gate("input"), v.gate("candidate")
        self._list(
            add - 4,
            add + 4,
            ((f"i·{j}", number(times(i, candidate))), ("i", share(i)), (j, number(candidate))),
        )
        x = self.sheet.put(out - 3, 3, "tanh ", MUTED)
        self.sheet.runs(x, 3, [number(tanh(v.c()))])
        self.sheet.put(out, 5, "×", TEXT)
        self._line(out + 1, self.tip, 5)
        self._result(5, f"h{self.now}", v.h())
        self._beneath(out, 7, "o", share(v.gate("output")))
        self._zeroed(6)

    def gru(self) -> None:
        v, s, u = self.values, self.spread, self.values.letter("update")
        keep, add = 18 + s // 3, 36 + 2 * s // 3
        update, n, h = v.gate("update"), v.gate("candidate"), v.h(0)
        name = f"h{self.before}"
        down = width(name) + 6
        self._flow(1, name, h, {down: "┬", keep: "×", add: "+"})
        self._result(1, f"h{self.now}", v.h())
        for x, y in ((down, 2), (keep, 2), (add, 2), (down, 3), (down, 4)):
            self.sheet.put(x, y, "│", MUTED)
        self._beneath(keep, 3, u, share(update))
        x = self.sheet.put(keep - 4, 4, f"{u}·h ", MUTED)
        self.sheet.runs(x, 4, [number(times(update, h))])
        self._list(
            add - 11,
            add + 2,
            (
                (f"(1−{u})·n", number(times(rest(update), n))),
                (f"1−{u}", share(rest(update))),
                ("n", number(n)),
            ),
        )
        self._reset(down, keep, add - 13)
        self._zeroed(2)

    def _reset(self, down: int, keep: int, tip: int) -> None:
        """Paint what the reset gate lets through to the candidate."""
        v, sheet = self.values, self.sheet
        reset = v.gate("reset")
        sheet.put(tip, 5, "▸", MUTED)
        if v.view.task.experiment.convention is Convention.TENSORFLOW:
            sheet.put(down, 5, "×", TEXT)
            self._line(down + 1, tip, 5)
            self._beneath(down, 6, "r", share(reset))
            x = sheet.put(max(keep - 4, down + 4), 6, "r·h ", MUTED)
            sheet.runs(x, 6, [number(times(reset, v.h(0)))])
            return
        # The product with its own bias comes first, the reset after it.
        gate = tip - 2
        written = (" U h + b' ", " Uh+b' ", "Uh+b'")
        words = next(text for text in written if len(text) < gate - down - 2 or text == written[-1])
        start = down + (gate - down - len(words)) // 2 + 1
        sheet.put(down, 5, "└", MUTED)
        self._line(down + 1, tip, 5)
        sheet.put(start, 5, words, TEXT)
        sheet.put(gate, 5, "×", TEXT)
        sheet.runs(min(start + (words[0] == " "), gate - 7), 6, [number(v.product())])
        self._beneath(gate, 6, "r", share(reset))

    def rnn(self) -> None:
        v, s = self.values, self.spread
        tensorflow = v.view.task.experiment.convention is Convention.TENSORFLOW
        add, total, squash = 18 + s // 3, 24 + s // 2, 31 + s // 2
        # Each convention's terms, the one bias or the two with the inputs.
        name = f"h{self.before}·K" if tensorflow else f"U h{self.before}"
        words = "x·K + b" if tensorflow else "W x + b + b'"
        self._flow(1, name, v.term("hidden", "recurrent"), {add: "+"}, total - 1)
        self.sheet.runs(total, 1, [number(v.term("hidden", "total"))])
        self._line(total + 5, squash - 1, 1)
        self.sheet.put(squash, 1, "tanh", MUTED)
        self._line(squash + 5, self.tip, 1)
        self._result(1, f"h{self.now}", v.h())
        self.sheet.put(add, 2, "│", MUTED)
        self.sheet.put_right(add - 1, 3, words, BOLD)
        self.sheet.runs(add, 3, [number(v.term("hidden", "inputs", "bias"))])
        self._zeroed(2)

    def listed(self) -> None:
        """List the values, as many as there is room for."""
        v, sheet, e = self.values, self.sheet, self.values.view.task.experiment
        found: list[tuple[str, Run]] = [(f"h{self.now}", number(v.h(), ACCENT))]
        if e.cell is Cell.LSTM:
            found += [(f"c{self.now}", number(v.c(), ACCENT)), (f"c{self.before}", number(v.c(0)))]
        else:
            found.append((f"h{self.before}", number(v.h(0))))
        for gate in ORDER[e.cell]:
            if gate in SIGMOIDS:
                found.append((v.letter(gate), share(v.gate(gate))))
            elif gate == "candidate":
                found.append((v.letter(gate), number(v.gate(gate))))
            else:
                found.append((tr("sum"), number(v.term(gate, "total"))))
        lines = max(1, sheet.height - 1)
        for k, (name, run) in enumerate(found):
            x, y = k // lines * 14, 1 + k % lines
            if x and x + 10 > sheet.width:
                break
            sheet.put(x, y, clipped(name, max(1, sheet.width - 5)), BOLD)
            sheet.put_right(min(x + 10, sheet.width), y, *run)

    def _flow(
        self,
        y: int,
        name: str,
        value: float | None,
        signs: dict[int, str],
        end: int | None = None,
    ) -> None:
        """Paint a value, and the line from it with its signs."""
        x = self.sheet.put(0, y, name, BOLD) + 1
        self.sheet.put_right(x + 4, y, *number(value))
        self._line(x + 5, self.tip if end is None else end, y)
        for place, sign in signs.items():
            self.sheet.put(place, y, sign, MUTED if sign == "┬" else TEXT)

    def _line(self, x: int, end: int, y: int) -> None:
        self.sheet.put(x, y, "─" * max(0, end - x), MUTED)

    def _result(self, y: int, name: str, value: float | None) -> None:
        x = self.sheet.put(self.tip, y, "▸ ", MUTED)
        self.sheet.put(x, y, name, BOLD)
        self.sheet.put_right(x + len(name) + 5, y, *number(value, ACCENT))

    def _beneath(self, x: int, y: int, name: str, run: Run) -> None:
        """Write a gate beneath the sign where it comes in."""
        self.sheet.put(x - 2, y, name, BOLD)
        self.sheet.put(x, y, *run)

    def _list(self, x: int, end: int, lines: Sequence[tuple[str, Run]]) -> None:
        for y, (name, run) in enumerate(lines, start=3):
            self.sheet.put(x, y, name, BOLD)
            self.sheet.put_right(end, y, *run)

    def _zeroed(self, y: int) -> None:
        """Say beneath h why it is not what flows there."""
        ablations, view = self.values.view.ablations, self.values.view
        if view.unit in ablations.zeroed:
            self.sheet.put_right(min(self.sheet.width, WIDEST), y, tr("zeroed"), ACCENT)
