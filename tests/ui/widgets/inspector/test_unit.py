"""How a unit was made: exact pictures of each cell, and what is said where a number would lie."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from textual.app import App, ComposeResult

from rnn_tui.edits import Ablations
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.record import Probe, Term
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink
from rnn_tui.ui.widgets.inspector.unit import UnitPanel, unit_rows, unit_sheet
from rnn_tui.ui.widgets.inspector.view import InspectorView

DARK_LOOK, MONO_LOOK = Look(DARK), Look(MONO)
MADE = {
    "input": (0.96, 0.16, 1.3, 2.42, 0.92),
    "forget": (0.52, 0.23, 0.44, 1.19, 0.77),
    "output": (1.4, 1.1, 1.3, 3.8, 0.98),
    "reset": (1.0, 1.8, 0.95, 3.8, 0.98),
    "update": (-0.27, 2.0, -0.42, 1.3, 0.79),
    "candidate": (1.3, -1.6, -0.11, -0.41, -0.38),
}
"""inputs, recurrent, bias, total and activation of the second unit."""


def task(cell: Cell, convention: Convention = Convention.TENSORFLOW, **fields: Any) -> Task:
    return Task(Experiment(text="hihello", cell=cell, convention=convention, **fields))


def drawn(view: InspectorView, columns: int = 49, rows: int = 7, look: Look = DARK_LOOK) -> Any:
    return unit_sheet(view, columns, rows, look).text().split("\n")[1:]


def inks(view: InspectorView, y: int) -> dict[str, Ink]:
    """Give the words of a row, and how they are painted."""
    sheet = unit_sheet(view, 49, 7, DARK_LOOK)
    return {word: ink for text, ink in sheet.row(y) for word in text.split()}


@pytest.fixture
def made(view: Any) -> Any:
    """Give a view whose second unit was made as `MADE` says."""

    def of(cell: Cell, convention: Convention = Convention.TENSORFLOW, **changes: Any) -> Any:
        found = view(task(cell, convention))
        terms = {
            gate: Term(*(np.array([0.0, part, 0.0, 0.0, 0.0]) for part in MADE[gate]))
            for gate in found.inside.terms
        }
        return replace(found, **({"inside": replace(found.inside, terms=terms)} | changes))

    return of


def test_the_gates_of_an_lstm(made: Any) -> None:
    assert drawn(made(Cell.LSTM)) == [
        "              x·K    h·K   bias    sum",
        "i input      +.96   +.16   +1.3   +2.4     σ  .92",
        "f forget     +.52   +.23   +.44   +1.2     σ  .77",
        "o output     +1.4   +1.1   +1.3   +3.8     σ  .98",
        "j candidate  +1.3   −1.6   −.11   −.41  tanh −.38",
        "the bias of f includes its constant 1",
    ]


def test_the_gates_of_a_gru(made: Any) -> None:
    assert drawn(made(Cell.GRU), rows=6) == [
        "              x·K    h·K   bias    sum",
        "r reset      +1.0   +1.8   +.95   +3.8     σ  .98",
        "u update     −.27   +2.0   −.42   +1.3     σ  .79",
        "n candidate  +1.3   −1.6   −.11   −.41  tanh −.38",
        "n reads r·h, not h: r chooses what to forget",
    ]


@pytest.mark.parametrize(("cell", "rows"), [(Cell.LSTM, 7), (Cell.GRU, 6), (Cell.RNN, 10)])
def test_the_rows_it_needs_are_those_it_fills(view: Any, cell: Cell, rows: int) -> None:
    found = view(task(cell))
    assert unit_rows(found) == rows
    assert [bool(row) for row in drawn(found, rows=rows + 2)] == [True] * (rows - 1) + [False] * 2


def test_the_pytorch_convention_has_its_own_letters_and_products(made: Any) -> None:
    assert drawn(made(Cell.GRU, Convention.PYTORCH), rows=6) == [
        "              W x    U h   bias    sum",
        "r reset      +1.0   +1.8   +.95   +3.8     σ  .98",
        "z update     −.27   +2.0   −.42   +1.3     σ  .79",
        "n candidate  +1.3   −1.6   −.11   −.41  tanh −.38",
        "in n, U h is r·(U h + b'): r after the product",
    ]
    rows = drawn(made(Cell.LSTM, Convention.PYTORCH))
    assert rows[0].split()[:2] == ["W", "x"]
    assert [row[0] for row in rows[1:5]] == ["i", "f", "o", "g"]
    assert rows[5] == "each bias is the sum of two, b and b'"


def test_numbers_spread_in_a_wide_panel_and_stay_under_their_headings(made: Any) -> None:
    head, row = drawn(made(Cell.LSTM), columns=78)[:2]
    ends = [head.index(word) + len(word) for word in ("x·K", "h·K", "bias", "sum")]
    numbers = ["+.96", "+.16", "+1.3", "+2.4"]
    assert [row[end - 4 : end] for end in ends] == numbers
    assert len(row) == 78
    # However wide the terminal, the eye finds the way from name to number.
    assert len(drawn(made(Cell.LSTM), columns=150)[1]) == 78


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (41, "f forget    +.52 +.23 +.44 +1.2    σ  .77"),
        (40, "f   +.52   +.23   +.44   +1.2     σ  .77"),
        (31, "f +.52 +.23 +.44 +1.2    σ  .77"),
        (20, "f          +1.2  .77"),
        (9, "f     .77"),
    ],
)
def test_what_a_narrow_panel_leaves_out(made: Any, columns: int, row: str) -> None:
    assert drawn(made(Cell.LSTM), columns)[2] == row


def test_a_narrow_remark_keeps_its_first_clause(made: Any) -> None:
    assert drawn(made(Cell.GRU), 30, 6)[-1] == "n reads r·h, not h"


# Out of action.


def test_a_gate_that_is_held_says_so_in_place_of_its_function(made: Any) -> None:
    view = made(Cell.LSTM, ablations=Ablations(held=(("forget", 1.0),)))
    assert drawn(view)[2] == "f forget     +.52   +.23   +.44   +1.2  held  .77"
    assert drawn(view)[1].split()[-2] == "σ"
    assert inks(view, 3)["held"].fg == "accent"
    # Its sum has no effect.
    assert (inks(view, 3)["+1.2"].fg, inks(view, 2)["+2.4"].fg) == ("muted", "text")
    # Without the column of the functions the word takes the place of the sum.
    assert drawn(view, 20)[2] == "f          held  .77"


class Room(App[None]):
    """A panel, for its title."""

    look = DARK_LOOK

    def __init__(self, view: InspectorView) -> None:
        super().__init__()
        self.panel = UnitPanel(view)

    def compose(self) -> ComposeResult:
        yield self.panel


@pytest.mark.parametrize(
    ("columns", "zeroed", "title"),
    [
        (40, (), "Unit 2 at t = 3 ──────── how it was made"),
        (40, (0,), "Unit 2 at t = 3 ──────── how it was made"),
        (40, (1,), "Unit 2 at t = 3 ────────── zeroed: h = 0"),
        (28, (1,), "Unit 2 at t = 3 ───── zeroed"),
    ],
)
async def test_the_title_names_the_unit_and_says_that_it_is_zeroed(
    made: Any, columns: int, zeroed: tuple[int, ...], title: str
) -> None:
    app = Room(made(Cell.LSTM, ablations=Ablations(frozenset(zeroed))))
    async with app.run_test(size=(columns, 10)) as pilot:
        await pilot.pause()
        assert app.panel.render_line(0).text == title


# The products of the rnn.


@pytest.fixture
def rnn(view: Any) -> Any:
    """Give the second unit of an rnn, made of numbers that can be checked by hand."""

    def of(convention: Convention = Convention.TENSORFLOW) -> Any:
        found = view(task(Cell.RNN, convention))
        hidden = found.inside.hidden.copy()
        hidden[2] = [0.73, -0.83, -0.91, -0.40, -0.99]
        weights = found.inside.recurrent.copy()
        weights[:, 1] = [0.19, -0.05, 0.40, -0.16, 1.1]
        recurrent = hidden[2] @ weights
        inputs, bias = np.full(5, 0.4), np.full(5, 0.43)
        total = inputs + recurrent + bias
        terms = {"hidden": Term(inputs, recurrent, bias, total, np.tanh(total))}
        inside = replace(found.inside, hidden=hidden, recurrent=weights, terms=terms)
        return replace(found, inside=inside)

    return of


def test_the_products_of_an_rnn(rnn: Any) -> None:
    assert drawn(rnn(), rows=10, look=MONO_LOOK) == [
        "                   value   weight         product",
        "input h          █     1   ▒ +.40            +.40",
        "h₂, unit 1       ▓  +.73   ░ +.19            +.14",
        "h₂, unit 2      ▓   −.83  ·  −.05            +.04",
        "h₂, unit 3      █   −.91   ▒ +.40            −.36",
        "h₂, unit 4      ▒   −.40  ░  −.16            +.06",
        "h₂, unit 5      █   −.99   █ +1.1            −1.1",
        "bias                                         +.43",
        "sum                                          −.38",
    ]
    assert unit_rows(rnn()) == 10


@pytest.mark.parametrize("columns", range(40, 79))
def test_no_heading_of_the_products_touches_another(rnn: Any, columns: int) -> None:
    head = drawn(rnn(), columns)[0].split()
    assert head[:2] == ["value", "weight"]
    assert head[2] in ("product", "prod.")


def test_the_products_spread_under_their_headings(rnn: Any) -> None:
    head, first = drawn(rnn(), 78, 10, MONO_LOOK)[:2]
    places = [head.index(word) + len(word) for word in ("value", "weight", "product")]
    assert [first[:end].split()[-1] for end in places] == ["1", "+.40", "+.40"]
    assert [first[end - 1] for end in places] == ["1", "0", "0"]
    # Each cell stands before its number.
    assert first[: places[0]].split()[-2] == "█"
    assert first[: places[1]].split()[-2:] == ["▒", "+.40"]
    assert len(first) == 78


@pytest.mark.parametrize(
    ("columns", "head", "row"),
    [
        (40, "value", "h₂, unit 3      █   −.91   ▒ +.40   −.36"),
        (39, "product", "h₂, unit 3                         −.36"),
        (24, "product", "h₂, unit 3          −.36"),
        (23, "", "h₂, unit 3         −.36"),
        (12, "", "h₂, un… −.36"),
    ],
)
def test_what_narrow_products_leave_out(rnn: Any, columns: int, head: str, row: str) -> None:
    rows = drawn(rnn(), columns, 10, MONO_LOOK)
    assert rows[4] == row
    assert (rows[0].split() or [""])[0] == head


def test_two_biases_are_named(rnn: Any) -> None:
    assert drawn(rnn(Convention.PYTORCH), rows=10)[7].split("  ")[0] == "biases, b + b'"


def test_what_has_no_row_is_summed(rnn: Any) -> None:
    rows = drawn(rnn(), rows=8)
    assert [row[:10].rstrip() for row in rows] == [
        *("", "input h", "h₂, unit 3", "h₂, unit 5", "… 3 more", "bias", "sum"),
    ]
    # .1387 + .0415 + .064
    assert rows[4].split()[-1] == "+.24"
    assert rows[6].split()[-1] == "−.38"


@pytest.mark.parametrize("rows", range(4, 20))
def test_the_rows_add_up_to_the_sum(rnn: Any, rows: int) -> None:
    lines = drawn(rnn(), rows=rows)
    *parts, total = (float(line[-4:].replace("−", "-")) for line in lines[1:] if line)
    assert lines[-1 if rows <= 10 else 8].startswith("sum")
    if rows >= 6:
        assert sum(parts) == pytest.approx(total, abs=0.005 * len(parts) + 0.05)


def test_of_many_units_the_largest_products_are_shown(view: Any) -> None:
    found = view(task(Cell.RNN, readout=Readout.LINEAR, hidden_size=40))
    products = found.inside.hidden[2] * found.inside.recurrent[:, 1]
    largest = sorted(np.argsort(-abs(products))[:4] + 1)
    rows = drawn(found, rows=10)
    assert [int(row[8:11]) for row in rows if row.startswith("h₂, unit")] == largest
    assert rows[6].split()[:3] == ["…", "36", "more"]


# What is not known, or is no number.


def test_before_they_are_known_dots_keep_the_places_of_gates(made: Any) -> None:
    assert drawn(made(Cell.GRU, inside=None), rows=6) == [
        "              x·K    h·K   bias    sum",
        "r reset         ·      ·      ·      ·     σ    ·",
        "u update        ·      ·      ·      ·     σ    ·",
        "n candidate     ·      ·      ·      ·  tanh    ·",
        "n reads r·h, not h: r chooses what to forget",
    ]


def test_before_they_are_known_dots_keep_the_places_of_products(rnn: Any) -> None:
    assert drawn(replace(rnn(), inside=None), rows=10) == [
        "                   value   weight         product",
        "input h         ·      ·  ·     ·               ·",
        *[""] * 5,
        "bias                                            ·",
        "sum                                             ·",
    ]


@pytest.mark.parametrize("cell", Cell)
def test_terms_of_another_time_step_are_not_shown(view: Any, cell: Cell) -> None:
    known = view(task(cell))
    moved = replace(known, step=3)
    assert drawn(moved, rows=10)[2:] == drawn(replace(moved, inside=None), rows=10)[2:]
    assert drawn(moved, rows=10) != drawn(known, rows=10)


def test_the_state_before_is_found_where_the_probe_begins_later(view: Any) -> None:
    whole = view(task(Cell.RNN), step=4)
    part = view(task(Cell.RNN), step=4, probe=Probe(4, 3, 6, 3, 6))
    assert drawn(part, rows=10) == drawn(whole, rows=10)


def test_a_number_that_is_none_is_in_wrong(made: Any) -> None:
    view = made(Cell.LSTM)
    bad = Term(*(np.full(5, value) for value in (np.nan, np.inf, -np.inf, np.nan, np.nan)))
    terms = view.inside.terms | {"forget": bad}
    view = replace(view, inside=replace(view.inside, terms=terms))
    assert drawn(view)[2] == "f forget      nan   +inf   −inf    nan     σ  nan"
    assert inks(view, 3)["nan"].fg == "wrong"
