"""How the chosen unit was made at the chosen time step: the terms of its gates, or its products.

What was computed for another time step is not shown: its place is kept by dots.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rnn_tui.anatomy import SIGMOIDS, letter
from rnn_tui.experiment import Cell, Convention
from rnn_tui.i18n import tr, trc
from rnn_tui.record import Term
from rnn_tui.text import clipped, visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import probability, signed
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.steps import subscript
from rnn_tui.ui.widgets.inspector.view import InspectorView

WIDEST = 78
"""Cells over which the numbers spread at most."""

ORDER = {
    Cell.RNN: ("hidden",),
    Cell.LSTM: ("input", "forget", "output", "candidate"),
    Cell.GRU: ("reset", "update", "candidate"),
}
"""The gates of a cell as they are listed: what opens and closes first."""


class UnitPanel(Titled[InspectorView]):
    """The arithmetic of one unit."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Name the unit and the time step."""
        return tr("Unit {unit} at t = {step}", unit=self.view.unit + 1, step=self.view.step + 1)

    def facts(self) -> list[Run]:
        """Say what is shown, or that the unit is out of action."""
        if self.view.unit not in self.view.ablations.zeroed:
            return [(tr("how it was made"), MUTED)]
        room = self.size.width - width(self.heading(0)) - 3
        words = tr("zeroed: h = 0")
        return [(words if width(words) <= room else tr("zeroed"), ACCENT)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the terms."""
        return unit_sheet(self.view, columns, rows, look)


def unit_rows(view: InspectorView) -> int:
    """Count the rows the panel would like to have, the title included."""
    cell = view.task.experiment.cell
    if cell is Cell.RNN:
        return 2 + 1 + view.task.hidden_size + 2
    return 2 + len(ORDER[cell]) + 1


def unit_sheet(view: InspectorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the terms; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    if view.task.experiment.cell is Cell.RNN:
        _Products(view, sheet, look).paint()
    else:
        _gates(view, sheet)
    return sheet


def terms_of(view: InspectorView) -> Mapping[str, Term]:
    """Give the terms of the chosen time step; nothing where they are of another one."""
    inside = view.inside
    return inside.terms if inside is not None and inside.probe.step == view.step else {}


def number(value: float | None, ink: Ink = TEXT) -> Run:
    """Write a number with its sign, a dot while it is not known."""
    if value is None:
        return "·", MUTED
    return signed(value), ink if math.isfinite(value) else WRONG


def share(value: float | None, ink: Ink = TEXT) -> Run:
    """Write how far a gate is open, a dot while it is not known."""
    if value is None:
        return "·", MUTED
    return probability(value), ink if math.isfinite(value) else WRONG


class _Ends(NamedTuple):
    """Where the columns of the terms end; what has no room is left out, its end is 0."""

    name: int
    numbers: tuple[int, int, int, int]
    function: int
    activation: int


def _ends(columns: int) -> _Ends:
    edge = min(columns, WIDEST)
    if edge < 31:
        return _Ends(1, (0, 0, 0, edge - 5 if edge >= 10 else 0), 0, edge)
    name, least = (11, 41) if edge >= 41 else (1, 31)
    # In 49 cells, as drawn first: 17, 24, 31, 38, 44, 49.
    free = edge - least
    pitch = 5 + free // 4
    total = edge - 10 - (free - 3 * (pitch - 5)) // 2
    numbers = (total - 3 * pitch, total - 2 * pitch, total - pitch, total)
    return _Ends(name, numbers, edge - 5, edge)


def _gates(view: InspectorView, sheet: Sheet) -> None:
    e, ends = view.task.experiment, _ends(sheet.width)
    tensorflow = e.convention is Convention.TENSORFLOW
    inputs, recurrent = ("x·K", "h·K") if tensorflow else ("W x", "U h")
    for end, word in zip(ends.numbers, (inputs, recurrent, tr("bias"), tr("sum")), strict=True):
        if end:
            sheet.put_right(end, 1, clipped(word, 6), MUTED)
    held, terms = dict(view.ablations.held), terms_of(view)
    for y, gate in enumerate(ORDER[e.cell], start=2):
        sheet.put(0, y, letter(e.cell, e.convention, gate), BOLD)
        sheet.put(2, y, clipped(trc("gate", gate), ends.name - 2), MUTED)
        term, unit = terms.get(gate), view.unit
        parts = (term.inputs, term.recurrent, term.bias, term.total) if term else (None,) * 4
        # The sum of a gate that is held says nothing of what it does.
        ink = MUTED if gate in held else TEXT
        for end, values in zip(ends.numbers, parts, strict=True):
            if end:
                known = None if values is None else float(values[unit])
                sheet.put_right(end, y, *number(known, ink))
        word = tr("held") if gate in held else "tanh" if gate == "candidate" else "σ"
        if ends.function:
            sheet.put_right(ends.function, y, word, ACCENT if gate in held else MUTED)
        elif gate in held and ends.numbers[-1]:
            sheet.put(ends.numbers[-1] - 4, y, clipped(word, 4), ACCENT)
        value = float(term.activation[unit]) if term else None
        write = share if gate in SIGMOIDS else number
        sheet.put_right(ends.activation, y, *write(value, BOLD))
    y = 2 + len(ORDER[e.cell])
    words = _remark(view)
    if width(words) > sheet.width:
        words = words.partition(":")[0]
    sheet.put(0, y, clipped(words, sheet.width), MUTED)


def _remark(view: InspectorView) -> str:
    """Say what the columns hide in this cell and convention."""
    e = view.task.experiment
    if e.convention is Convention.TENSORFLOW:
        if e.cell is Cell.LSTM:
            return tr("the bias of f includes its constant 1")
        return tr("n reads r·h, not h: r chooses what to forget")
    if e.cell is Cell.LSTM:
        return tr("each bias is the sum of two, b and b'")
    return tr("in n, U h is r·(U h + b'): r after the product")


@dataclass(frozen=True, eq=False)
class _Products:
    """The rnn: each product that adds up to the unit."""

    view: InspectorView
    sheet: Sheet
    look: Look

    def paint(self) -> None:
        sheet, view = self.sheet, self.view
        self._head()
        read = visible(view.task.vocabulary[view.task.inputs[view.step]])
        term = terms_of(view).get("hidden")
        made = float(term.inputs[view.unit]) if term else None
        self._row(2, tr("input {letter}", letter=read), 1.0 if term else None, made, TEXT)
        before, weights = self._recurrent()
        products = [h * w for h, w in zip(before, weights, strict=True)]
        # The sum is the last to go: it is what the row is made for.
        room = sheet.height - 5
        shown = _shown(products, room)
        y = 3
        for k in shown:
            name = tr("h{t}, unit {unit}", t=subscript(view.step), unit=k + 1)
            self._row(y, name, before[k], weights[k], MUTED)
            y += 1
        rest = sorted(set(range(len(products))) - set(shown))
        if rest and room > 0:
            words = tr("… {count} more", count=len(rest))
            self._line(y, words, sum(products[k] for k in rest), TEXT)
            y += 1
        elif not products:
            y += min(view.task.hidden_size, max(0, room))
        both = view.task.experiment.convention is Convention.PYTORCH
        words = tr("biases, b + b'") if both else tr("bias")
        self._line(y, words, float(term.bias[view.unit]) if term else None, TEXT)
        y = min(y + 1, sheet.height - 1)
        if y > 2:
            total = float(term.total[view.unit]) if term else None
            sheet.put(0, y, " " * sheet.width)
            self._line(y, tr("sum"), total, BOLD)

    @property
    def _edge(self) -> int:
        return min(WIDEST, self.sheet.width)

    @property
    def _spread(self) -> int:
        """Cells the columns move apart."""
        return max(0, self._edge - 49) // 3

    @property
    def _full(self) -> bool:
        return self._edge >= 40

    def _head(self) -> None:
        sheet, s = self.sheet, self._spread
        if self._full:
            sheet.put_right(24 + s, 1, tr("value"), MUTED)
            sheet.put_right(33 + 2 * s, 1, tr("weight"), MUTED)
        if self._edge >= 24:
            room = self._edge - (33 + 2 * s if self._full else 0)
            words = (tr("product"), tr("prod."))
            word = next((word for word in words if width(word) < room), words[-1])
            sheet.put_right(self._edge, 1, word, MUTED)

    def _recurrent(self) -> tuple[list[float], list[float]]:
        """Give h of the time step before, and the weights from it to the unit."""
        view, inside = self.view, self.view.inside
        place = view.step - inside.probe.first if inside else -1
        if inside is None or inside.recurrent is None or not 0 <= place < len(inside.hidden):
            return [], []
        if not terms_of(view):
            return [], []
        return inside.hidden[place].tolist(), inside.recurrent[:, view.unit].tolist()

    def _row(self, y: int, name: str, value: float | None, weight: float | None, ink: Ink) -> None:
        sheet, look, s = self.sheet, self.look, self._spread
        product = None if value is None or weight is None else value * weight
        self._line(y, name, product, TEXT, ink)
        if not self._full:
            return
        for x, at in ((16 + s, value), (26 + 2 * s, weight)):
            sheet.runs(x, y, [look.empty(2) if at is None else look.signed(at)])
        one = ("1", TEXT) if value == 1.0 and ink is TEXT else number(value)
        sheet.put_right(24 + s, y, *one)
        sheet.put_right(33 + 2 * s, y, *number(weight))

    def _line(self, y: int, name: str, value: float | None, ink: Ink, names: Ink = MUTED) -> None:
        room = (15 + self._spread) if self._full else self._edge - 5
        self.sheet.put(0, y, clipped(name, room), names)
        self.sheet.put_right(self._edge, y, *number(value, ink))


def _shown(products: Sequence[float], rows: int) -> list[int]:
    """Choose the largest products where they have not a row each, in their own order."""
    if len(products) <= rows:
        return list(range(len(products)))

    def size(k: int) -> float:
        return math.inf if math.isnan(products[k]) else abs(products[k])

    return sorted(sorted(range(len(products)), key=size, reverse=True)[: max(0, rows - 1)])
