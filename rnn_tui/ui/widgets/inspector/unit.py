"""How the chosen unit was made at the chosen time step: the terms of its gates, or its products."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.anatomy import letter
from rnn_tui.experiment import Cell, Convention
from rnn_tui.i18n import tr
from rnn_tui.record import Inside, Term
from rnn_tui.text import visible
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import signed
from rnn_tui.ui.sheet import BOLD, MUTED, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.steps import subscript
from rnn_tui.ui.widgets.inspector.view import InspectorView

_ENDS = (16, 23, 30, 38, 44, 49)
"""Where the columns end: inputs, recurrent, bias, sum, function, activation."""

_ORDER = {
    Cell.RNN: ("hidden",),
    Cell.LSTM: ("input", "forget", "output", "candidate"),
    Cell.GRU: ("reset", "update", "candidate"),
}


class UnitPanel(Titled[InspectorView]):
    """The arithmetic of one unit."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Name the unit and the time step."""
        return tr("Unit {unit} at t = {step}", unit=self.view.unit + 1, step=self.view.step + 1)

    def facts(self) -> list[Run]:
        """Say what is shown, or that the unit is out of action."""
        if self.view.unit in self.view.ablations.zeroed:
            return [(tr("zeroed: h = 0"), BOLD)]
        return [(tr("how it was made"), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the terms."""
        return unit_sheet(self.view, columns, rows, look)


def unit_rows(view: InspectorView) -> int:
    """Count the rows the panel would like to have, the title included."""
    cell = view.task.experiment.cell
    if cell is Cell.RNN:
        return 2 + 1 + view.task.hidden_size + 2
    return 2 + len(_ORDER[cell]) + 1


def unit_sheet(view: InspectorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the terms; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    if view.task.experiment.cell is Cell.RNN:
        _Products(view, sheet, look).paint()
    else:
        _terms(view, sheet)
    return sheet


def _terms(view: InspectorView, sheet: Sheet) -> None:
    e, shift = view.task.experiment, min(0, sheet.width - _ENDS[-1])
    tensorflow = e.convention is Convention.TENSORFLOW
    inputs, recurrent = ("x·K", "h·K") if tensorflow else ("W x", "U h")
    for end, word in zip(_ENDS, (inputs, recurrent, tr("bias"), tr("sum")), strict=False):
        sheet.put_right(end + shift, 1, word, MUTED)
    held = dict(view.ablations.held)
    for y, gate in enumerate(_ORDER[e.cell], start=2):
        name = letter(e.cell, e.convention, gate)
        sheet.put(sheet.put(0, y, name, BOLD) + 1, y, tr(gate), MUTED)
        term = view.inside.terms.get(gate) if view.inside else None
        if term is None:
            sheet.put_right(_ENDS[0] + shift, y, "·", MUTED)
            continue
        numbers = (term.inputs, term.recurrent, term.bias, term.total)
        for end, values in zip(_ENDS, numbers, strict=False):
            sheet.put_right(end + shift, y, signed(float(values[view.unit])), TEXT)
        function = tr("held") if gate in held else "tanh" if gate == "candidate" else "σ"
        sheet.put_right(_ENDS[4] + shift, y, function, MUTED)
        sheet.put_right(_ENDS[5] + shift, y, _activation(term, gate, view.unit), BOLD)
    sheet.put(0, 2 + len(_ORDER[e.cell]), _remark(view), MUTED)


def _activation(term: Term, gate: str, unit: int) -> str:
    text = signed(float(term.activation[unit]))
    return text if gate == "candidate" else text.replace("+", " ")


def _remark(view: InspectorView) -> str:
    e = view.task.experiment
    if e.cell is Cell.LSTM:
        if e.convention is Convention.TENSORFLOW:
            return tr("the bias of f includes its constant 1")
        return tr("each bias is the sum of two, b and b'")
    if e.convention is Convention.TENSORFLOW:
        return tr("n reads r·h, not h: r chooses what to forget")
    return tr("r weighs U h + b', after the product")


@dataclass(frozen=True, eq=False)
class _Products:
    """The rnn: each product that adds up to the unit."""

    view: InspectorView
    sheet: Sheet
    look: Look

    def paint(self) -> None:
        sheet, view = self.sheet, self.view
        for end, word in ((24, tr("value")), (33, tr("weight"))):
            sheet.put_right(end, 1, word, MUTED)
        sheet.put_right(self._edge, 1, tr("product"), MUTED)
        letter_in = visible(view.task.vocabulary[view.task.inputs[view.step]])
        sheet.put(0, 2, tr("input {letter}", letter=letter_in), TEXT)
        inside = view.inside
        if inside is None or inside.recurrent is None:
            sheet.put_right(self._edge, 2, "·", MUTED)
            return
        term = inside.terms["hidden"]
        unit = view.unit
        self._row(2, 1.0, float(term.inputs[unit]), "   1")
        y = 3
        before = self._before(inside)
        column = [float(row[unit]) for row in inside.recurrent]
        products = [h * w for h, w in zip(before, column, strict=True)]
        shown = self._shown(products, sheet.height - 3 - 2)
        for k in shown:
            sheet.put(0, y, tr("h{t}, unit {unit}", t=subscript(view.step), unit=k + 1), MUTED)
            self._row(y, before[k], column[k], signed(before[k]))
            y += 1
        if len(shown) < len(products):
            rest = sum(p for k, p in enumerate(products) if k not in shown)
            count = len(products) - len(shown)
            sheet.put(0, y, tr("… {count} more", count=count), MUTED)
            sheet.put_right(self._edge, y, signed(rest), TEXT)
            y += 1
        for name, value, ink in (
            (tr("bias"), float(term.bias[unit]), TEXT),
            (tr("sum"), float(term.total[unit]), BOLD),
        ):
            sheet.put(0, y, name, MUTED)
            sheet.put_right(self._edge, y, signed(value), ink)
            y += 1

    @property
    def _edge(self) -> int:
        return min(49, self.sheet.width)

    def _before(self, inside: Inside) -> Sequence[float]:
        place = self.view.step - inside.probe.first
        if not 0 <= place < len(inside.hidden):
            return [0.0] * self.view.task.hidden_size
        row: list[float] = inside.hidden[place].tolist()
        return row

    def _row(self, y: int, value: float, weight: float, text: str) -> None:
        self.sheet.runs(16, y, [self.look.signed(value)])
        self.sheet.put_right(24, y, text, TEXT)
        self.sheet.runs(26, y, [self.look.signed(max(-1.0, min(1.0, weight)))])
        self.sheet.put_right(33, y, signed(weight), TEXT)
        self.sheet.put_right(self._edge, y, signed(value * weight), TEXT)

    @staticmethod
    def _shown(products: Sequence[float], rows: int) -> list[int]:
        if len(products) <= rows:
            return list(range(len(products)))
        by_size = sorted(range(len(products)), key=lambda k: -abs(products[k]))
        return sorted(by_size[: max(0, rows - 1)])
