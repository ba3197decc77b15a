"""The diagram of each cell: its lines meet, and the values in it are those of the equations."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from textual.app import App, ComposeResult

from rnn_tui.edits import Ablations
from rnn_tui.experiment import Cell, Convention, Experiment
from rnn_tui.plotting.palette import DARK
from rnn_tui.record import Probe, Term
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink
from rnn_tui.ui.widgets.inspector.cell import ROWS, CellPanel, cell_sheet, equations
from rnn_tui.ui.widgets.inspector.view import InspectorView

TENSORFLOW, PYTORCH = Convention.TENSORFLOW, Convention.PYTORCH
NETWORKS = [(cell, convention) for cell in Cell for convention in Convention]


def task(cell: Cell, convention: Convention = TENSORFLOW) -> Task:
    return Task(Experiment(text="hihello", cell=cell, convention=convention))


def drawn(view: InspectorView, columns: int = 49, rows: int | None = None) -> list[str]:
    rows = ROWS[view.task.experiment.cell] if rows is None else rows
    return cell_sheet(view, columns, rows).text().split("\n")[1:]


def inks(view: InspectorView, y: int) -> dict[str, Ink]:
    sheet = cell_sheet(view, 49, ROWS[view.task.experiment.cell])
    return {word: ink for text, ink in sheet.row(y) for word in text.split()}


@pytest.fixture
def made(view: Any) -> Any:
    """Give a view of five units, of which the second has numbers to be checked by hand."""

    def second(value: float) -> Any:
        return np.array([0.0, value, 0.0, 0.0, 0.0])

    def of(cell: Cell, convention: Convention = TENSORFLOW, **changes: Any) -> Any:
        found = view(task(cell, convention))
        gates = {"input": 0.92, "forget": 0.77, "output": 0.98, "reset": 0.98, "update": 0.79}
        gates["candidate"] = -0.38 if cell is Cell.LSTM else -0.22
        before, after = {Cell.RNN: (-0.83, -0.35), Cell.LSTM: (0.1, -0.70)}.get(cell, (-0.9, -0.76))
        hidden = np.zeros((7, 5))
        hidden[2:4, 1] = before, after
        memory = np.zeros((7, 5))
        memory[2:4, 1] = -0.72, -0.90
        terms = {"hidden": Term(*(second(v) for v in (0.41, -1.2, 0.43, -0.36, -0.35)))}
        inside = replace(
            found.inside,
            gates={g: np.tile(second(gates[g]), (6, 1)) for g in found.inside.gates},
            hidden=hidden,
            memory=memory if cell is Cell.LSTM else None,
            terms=terms if cell is Cell.RNN else found.inside.terms,
        )
        return replace(found, **({"inside": inside} | changes))

    return of


def test_an_lstm(made: Any) -> None:
    assert drawn(made(Cell.LSTM)) == [
        "c₂ −.72 ─────×────────────+──────────┬──▸ c₃ −.90",
        "             │            │          │",
        "           f .77      i·j −.35    tanh −.72",
        "                      i    .92       │",
        "                      j   −.38       ×──▸ h₃ −.70",
        "                                     │",
        "                                   o .98",
    ]


def test_a_gru_of_tensorflow(made: Any) -> None:
    assert drawn(made(Cell.GRU)) == [
        "h₂ −.90 ┬─────────×─────────────────+───▸ h₃ −.76",
        "        │         │                 │",
        "        │       u .79    (1−u)·n  −.05",
        "        │     u·h −.71   1−u       .21",
        "        ×──────────────▸ n        −.22",
        "      r .98   r·h −.88",
    ]


def test_a_gru_of_pytorch_resets_after_the_product(made: Any) -> None:
    view = made(Cell.GRU, PYTORCH)
    weights, bias = np.zeros((15, 5)), np.zeros(15)
    # The candidate's rows come last.
    weights[11], bias[11] = [0.0, 2.0, 0.0, 0.0, 0.0], 0.25
    names = {"cell.weight_hh_l0": weights, "cell.bias_hh_l0": bias}
    inside = replace(view.inside, weights=view.inside.weights | names)
    assert drawn(replace(view, inside=inside)) == [
        "h₂ −.90 ┬─────────×─────────────────+───▸ h₃ −.76",
        "        │         │                 │",
        "        │       z .79    (1−z)·n  −.05",
        "        │     z·h −.71   1−z       .21",
        "        └─ U h + b' ─×─▸ n        −.22",
        "           −1.6    r .98",
    ]


def test_an_rnn(made: Any) -> None:
    assert drawn(made(Cell.RNN)) == [
        "h₂·K −1.2 ────────+──── −.36 ─ tanh ────▸ h₃ −.35",
        "                  │",
        "          x·K + b +.84",
    ]
    assert drawn(made(Cell.RNN, PYTORCH)) == [
        "U h₂ −1.2 ────────+──── −.36 ─ tanh ────▸ h₃ −.35",
        "                  │",
        "     W x + b + b' +.84",
    ]


def test_the_result_is_in_the_accent(made: Any) -> None:
    view = made(Cell.LSTM)
    assert inks(view, 1)["−.90"].fg == inks(view, 5)["−.70"].fg == "accent"
    assert inks(view, 1)["−.72"].fg == "text"


def test_lines_are_muted_and_names_bold(made: Any) -> None:
    sheet = cell_sheet(made(Cell.LSTM), 49, 8)
    found = [(text, ink) for y in range(8) for text, ink in sheet.row(y) if text.strip()]
    lines = {ink.fg for text, ink in found if set(text.strip()) <= set("─│┬▸")}
    assert lines == {"muted"}
    bold = {text.strip() for text, ink in found if ink.bold and ink.fg == "text"}
    assert bold == {"c₂", "c₃", "h₃", "f", "o", "i·j", "i", "j"}
    zeroed = inks(made(Cell.LSTM, ablations=Ablations(frozenset({1}))), 6)["zeroed"]
    assert zeroed.fg == "accent"


def test_the_pytorch_lstm_has_a_g(made: Any) -> None:
    rows = drawn(made(Cell.LSTM, PYTORCH))
    assert [row[22:25].rstrip() for row in rows[2:5]] == ["i·g", "i", "g"]


# Numbers: made-up ones that agree with the equations, at every time step and unit.


def at(view: InspectorView, name: str) -> float:
    """Read a number of the diagram by the name before it."""
    text = f" {' '.join(drawn(view))} ".split(f" {name} ")[1].split()[0]
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("step", range(6))
@pytest.mark.parametrize("unit", [0, 4])
@pytest.mark.parametrize("convention", Convention)
def test_the_numbers_of_an_lstm_agree(
    view: Any, step: int, unit: int, convention: Convention
) -> None:
    found = view(task(Cell.LSTM, convention), step=step, unit=unit)
    j = "j" if convention is TENSORFLOW else "g"
    before, after = ("₀₁₂₃₄₅₆"[k] for k in (step, step + 1))
    kept = at(found, "f") * at(found, f"c{before}")
    assert at(found, f"i·{j}") == pytest.approx(at(found, "i") * at(found, j), abs=0.02)
    assert at(found, f"c{after}") == pytest.approx(kept + at(found, f"i·{j}"), abs=0.06)
    assert at(found, "tanh") == pytest.approx(np.tanh(at(found, f"c{after}")), abs=0.05)
    assert at(found, f"h{after}") == pytest.approx(at(found, "o") * at(found, "tanh"), abs=0.02)


@pytest.mark.parametrize("step", range(6))
@pytest.mark.parametrize("unit", [0, 4])
@pytest.mark.parametrize("convention", Convention)
def test_the_numbers_of_a_gru_agree(
    view: Any, step: int, unit: int, convention: Convention
) -> None:
    found = view(task(Cell.GRU, convention), step=step, unit=unit)
    u = "u" if convention is TENSORFLOW else "z"
    h, after = (at(found, f"h{'₀₁₂₃₄₅₆'[k]}") for k in (step, step + 1))
    if h != 0.0:
        assert at(found, f"{u}·h") == pytest.approx(at(found, u) * h, abs=0.02)
    assert at(found, f"(1−{u})·n") == pytest.approx(at(found, f"1−{u}") * at(found, "n"), abs=0.02)
    assert at(found, f"1−{u}") == pytest.approx(1 - at(found, u), abs=0.011)
    assert after == pytest.approx(at(found, f"{u}·h") + at(found, f"(1−{u})·n"), abs=0.02)
    if convention is PYTORCH:
        weights = found.inside.weights
        row = weights["cell.weight_hh_l0"][10 + unit]
        product = row @ found.inside.hidden[step] + weights["cell.bias_hh_l0"][10 + unit]
        shown = float(drawn(found)[5].split()[0].replace("−", "-"))
        assert shown == pytest.approx(product, abs=0.06)


def test_values_are_found_where_the_probe_begins_later(view: Any) -> None:
    for cell, convention in NETWORKS:
        whole = view(task(cell, convention), step=4)
        part = view(task(cell, convention), step=4, probe=Probe(4, 3, 6, 3, 6))
        assert drawn(part) == drawn(whole)


# Lines.


def meets(rows: list[str], x: int, y: int) -> bool:
    """Whether what a glyph of a line reaches for is there."""

    def glyph(x: int, y: int) -> str:
        return rows[y][x] if 0 <= y < len(rows) and 0 <= x < len(rows[y]) else " "

    above, beneath, left, right = glyph(x, y - 1), glyph(x, y + 1), glyph(x - 1, y), glyph(x + 1, y)
    match glyph(x, y):
        case "│":
            return above not in " ─" and beneath not in " ─"
        case "─":
            # A line stands a space away from a name, or touches it.
            return (left + glyph(x - 2, y)).strip() != "" != (right + glyph(x + 2, y)).strip()
        case "▸":
            return left == "─" and right == " " and glyph(x + 2, y) != " "
        case "└":
            return above == "│" and right == "─"
        case "┬":
            return right == "─" and beneath == "│"
        case "×" | "+" if "─" in (left, right):
            return right == "─" and beneath not in " ─" and (left == "─" or above == "│")
    return True


@pytest.mark.parametrize("step", [0, 8, 9, 98, 99, 998, 999])
@pytest.mark.parametrize(("cell", "convention"), NETWORKS)
def test_lines_meet_at_every_width(
    made: Any, cell: Cell, convention: Convention, step: int
) -> None:
    known = made(cell, convention)
    # The numbers are those of an early time step; their places are what is looked at.
    view, probe = replace(known, step=step), Probe(step, step - 2, step + 4, 0, 0)
    view = replace(view, inside=replace(known.inside, probe=probe))
    drawings = 0
    for columns in range(30, 100):
        rows = drawn(view, columns)
        drawings += any("─" in row for row in rows)
        loose = [
            (x, y) for y, row in enumerate(rows) for x in range(len(row)) if not meets(rows, x, y)
        ]
        assert not loose, "\n".join(rows)
    # Never smaller than the room it was drawn for.
    assert drawings >= 100 - 49


@pytest.mark.parametrize(("cell", "convention"), NETWORKS)
def test_a_wide_diagram_ends_where_the_numbers_above_it_do(
    made: Any, cell: Cell, convention: Convention
) -> None:
    for columns in (49, 60, 78):
        assert {max(map(len, drawn(made(cell, convention), columns)))} == {columns}
    assert drawn(made(cell, convention), 150) == drawn(made(cell, convention), 78)


# Little room.


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (Cell.LSTM, ["h₃", "c₃", "c₂", "i", "f", "o", "j"]),
        (Cell.GRU, ["h₃", "h₂", "r", "u", "n"]),
        (Cell.RNN, ["h₃", "h₂", "sum"]),
    ],
)
def test_where_there_is_no_room_the_values_are_listed(
    made: Any, cell: Cell, names: list[str]
) -> None:
    view = made(cell)
    narrow = [row.split() for row in drawn(view, 30) if row]
    assert [name for name, _ in narrow] == names
    state = view.inside.memory if cell is Cell.LSTM else view.inside.hidden
    before = dict(narrow)["c₂" if cell is Cell.LSTM else "h₂"]
    assert float(before.replace("−", "-")) == state[2, 1]
    assert dict(narrow)["h₃"] == drawn(view)[0 if cell is not Cell.LSTM else 4].split()[-1]
    low = " ".join(drawn(view, 49, 4 if cell is not Cell.RNN else 3)).split()
    assert [word for word in low if word in names] == [
        name for row in range(3) for name in names[row::3]
    ] or cell is Cell.RNN
    assert not any("─" in row for row in drawn(view, 30))


@pytest.mark.parametrize(("cell", "convention"), NETWORKS)
def test_names_and_numbers_are_whole_or_not_there(
    made: Any, cell: Cell, convention: Convention
) -> None:
    def words(columns: int) -> set[str]:
        return {word for row in drawn(made(cell, convention), columns) for word in row.split()}

    # In little room the product of the pytorch gru is written without spaces.
    whole = words(49) | words(30) | {"Uh+b'"}
    for columns in range(8, 49):
        assert {word.strip("─×+┬└▸│") for word in words(columns) - whole} <= {"", "Uh+b'"}


# Out of action, unknown, no number.


@pytest.mark.parametrize(("cell", "convention"), NETWORKS)
def test_a_zeroed_unit_says_so_beneath_its_h(made: Any, cell: Cell, convention: Convention) -> None:
    rows = drawn(made(cell, convention, ablations=Ablations(zeroed=frozenset({1}))))
    h = next(y for y, row in enumerate(rows) if "▸ h₃" in row)
    assert rows[h + 1].endswith(" zeroed")
    assert not any("zeroed" in row for row in drawn(made(cell, convention)))
    other = made(cell, convention, ablations=Ablations(zeroed=frozenset({0})))
    assert drawn(other) == drawn(made(cell, convention))


@pytest.mark.parametrize(("cell", "convention"), NETWORKS)
def test_before_it_is_known_the_diagram_stands_with_dots(
    made: Any, cell: Cell, convention: Convention
) -> None:
    rows = drawn(made(cell, convention, inside=None))
    known = drawn(made(cell, convention))
    lines = str.maketrans("", "", "".join(set("".join(known + rows)) - set("─│×┬└▸\n ")))
    assert [row.translate(lines).split() for row in rows] == [
        row.translate(lines).split() for row in known
    ]
    assert rows[0].endswith("·")
    assert "." not in "".join(rows)


def test_a_product_without_its_weights_is_a_dot(made: Any) -> None:
    view = made(Cell.GRU, PYTORCH)
    for name in ("cell.weight_hh_l0", "cell.bias_hh_l0"):
        weights = {key: value for key, value in view.inside.weights.items() if key != name}
        poor = replace(view, inside=replace(view.inside, weights=weights))
        assert drawn(poor)[5].split() == ["·", "r", ".98"]


def test_a_number_that_is_none_is_in_wrong(made: Any) -> None:
    view = made(Cell.GRU)
    gates = view.inside.gates | {"update": np.full((6, 5), np.nan)}
    view = replace(view, inside=replace(view.inside, gates=gates))
    assert drawn(view)[2].split()[-3:] == ["nan", "(1−u)·n", "nan"]
    assert inks(view, 3)["nan"].fg == "wrong"


# The title.


def test_the_equations_are_those_of_the_convention(made: Any) -> None:
    found = {key: equations(made(*key))[0] for key in NETWORKS}
    assert list(found.values()) == [
        "h = tanh(x·K + h·K + b)",
        "h = tanh(W x + b + U h + b')",
        "c = f·c + i·j    h = o·tanh c",
        "c = f·c + i·g    h = o·tanh c",
        "h = u·h + (1−u)·n",
        "h = z·h + (1−z)·n",
    ]


class Room(App[None]):
    """A diagram, for its title."""

    look = Look(DARK)

    def __init__(self, view: InspectorView) -> None:
        super().__init__()
        self.panel = CellPanel(view)

    def compose(self) -> ComposeResult:
        yield self.panel


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        (49, "LSTM cell ───────── c = f·c + i·j    h = o·tanh c"),
        (41, "LSTM cell ─ c = f·c + i·j    h = o·tanh c"),
        (40, "LSTM cell ──────────────── c = f·c + i·j"),
        (36, "LSTM cell ──────────── c = f·c + i·j"),
        (20, "LSTM cell ──────────"),
    ],
)
async def test_the_title_holds_the_equations_that_fit(made: Any, columns: int, title: str) -> None:
    app = Room(made(Cell.LSTM))
    async with app.run_test(size=(columns, 8)) as pilot:
        await pilot.pause()
        assert app.panel.render_line(0).text.rstrip() == title
