"""The heat maps: exact rows without colour, what each cell shows, scales, and clicks."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from rnn_tui.edits import Ablations
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.record import Inside
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink, Sheet
from rnn_tui.ui.widgets.inspector.gradient import factor
from rnn_tui.ui.widgets.inspector.maps import Maps
from rnn_tui.ui.widgets.inspector.maps_plan import Field, maps_rows, plan_maps
from rnn_tui.ui.widgets.inspector.maps_sheet import maps_sheet, short
from rnn_tui.ui.widgets.inspector.steps import Chosen
from rnn_tui.ui.widgets.inspector.view import InspectorView

if TYPE_CHECKING:
    from rnn_tui.record import Floats

Make = Callable[..., InspectorView]
COLOUR, PLAIN = Look(DARK), Look(MONO)
TEXT = "you can do it if you try and try again until you can do it all"


def task(text: str = "hello", units: int | None = 3, **fields: Any) -> Task:
    fields = {"cell": Cell.LSTM} | fields
    return Task(Experiment(text=text, hidden_size=units, readout=Readout.LINEAR, **fields))


def level(rows: int, columns: int, value: float) -> "Floats":
    return np.full((rows, columns), value)


@pytest.fixture
def hello(view: Make) -> InspectorView:
    """Give three units whose maps are read in the assertions: one number a map, but for a few."""
    made = view(task())
    assert made.inside is not None
    hidden, memory = level(5, 3, 0.7), level(5, 3, -1.7)
    hidden[0], memory[0] = 0.0, 99.0
    hidden[3, 1], memory[4, 2] = -0.2, 3.4
    gates = {"input": 0.9, "candidate": -0.4, "forget": 0.2, "output": 0.05}
    made_gates = {name: level(4, 3, value) for name, value in gates.items()}
    inside = replace(made.inside, gates=made_gates, hidden=hidden, memory=memory)
    return replace(made, inside=inside)


def changed(view: InspectorView, **parts: Any) -> InspectorView:
    assert view.inside is not None
    inside: Inside = replace(view.inside, **parts)
    return replace(view, inside=inside)


def sheet(view: InspectorView, columns: int, rows: int, look: Look = PLAIN, **how: Any) -> Sheet:
    return maps_sheet(view, columns, rows, look, **how)[0]


def drawn(view: InspectorView, columns: int = 66, rows: int = 11, **how: Any) -> list[str]:
    return sheet(view, columns, rows, **how).text().split("\n")


def cells(made: Sheet, y: int) -> list[Ink]:
    """Give the ink of every cell of a row."""
    return [ink for text, ink in made.row(y) for _ in text]


def factor_of(view: InspectorView) -> str:
    assert view.inside is not None
    return f"{factor(view.inside.matrix.tolist()):.2f}"


def titles(view: InspectorView, columns: int = 66, rows: int = 11) -> str:
    boxes = maps_sheet(view, columns, rows, PLAIN)[1]
    lines = drawn(view, columns, rows)
    return " | ".join(lines[box.y - 1][box.left : box.left + box.pitch].strip() for box in boxes)


def test_the_lstm_without_colour(hello: InspectorView) -> None:
    assert drawn(hello) == [
        "i input gate           f forget gate          o output gate",
        "1 ██ ██ ██ ██          1 ░░ ░░ ░░ ░░          1 ·· ·· ·· ··",
        "▸ ██ ██ ██ ██          ▸ ░░ ░░ ░░ ░░          ▸ ·· ·· ·· ··",
        "3 ██ ██ ██ ██          3 ░░ ░░ ░░ ░░          3 ·· ·· ·· ··",
        "        ▴                      ▴                      ▴",
        "j candidate            c memory               h hidden",
        "1 ▒  ▒  ▒  ▒           1 ▒  ▒  ▒  ▒           1  ▓  ▓  ▓  ▓",
        "▸ ▒  ▒  ▒  ▒           ▸ ▒  ▒  ▒  ▒           ▸  ▓  ▓ ░   ▓",
        "3 ▒  ▒  ▒  ▒           3 ▒  ▒  ▒   █          3  ▓  ▓  ▓  ▓",
        "        ▴                      ▴                      ▴",
        "0 ··░░░░▒▒▒▒▓▓▓▓██ 1  gates    −1 █ ▓ ▒ ░  ░ ▒ ▓ █ +1 memory ±3.4",
    ]


def test_the_time_step_is_marked_once_above_the_maps_of_a_small_terminal(
    hello: InspectorView,
) -> None:
    rows = drawn(hello, 78, 10, above=True)
    assert rows[0] == "        ▾                          ▾                          ▾"
    assert rows[5] == "j candidate                c memory ±3.4              h hidden"
    assert rows[9].endswith(f"+1       factor a step {factor_of(hello)}")
    assert "▴" not in "\n".join(rows)
    assert maps_rows(Cell.LSTM, 3, above=True) == 10


def test_the_colours_are_those_of_the_numbers(hello: InspectorView) -> None:
    made = sheet(hello, 66, 11, COLOUR)
    assert {ink.bg for ink in cells(made, 1)[2:14]} == {DARK.sequential(0.9)}
    assert {ink.bg for ink in cells(made, 6)[2:14]} == {DARK.signed(-0.4)}
    # The memory goes to its own largest number, and what was before the first step has no part.
    assert cells(made, 8)[25 + 9].bg == DARK.signed(1.0)
    assert cells(made, 6)[25].bg == DARK.signed(-0.5)
    assert [cells(made, 7)[48 + 3 * t].bg for t in range(4)] == [
        DARK.signed(value) for value in (0.7, 0.7, -0.2, 0.7)
    ]


def test_the_gru_and_its_letters(view: Make) -> None:
    made = view(task(cell=Cell.GRU))
    assert titles(made) == "r reset gate | u update gate | n candidate | h hidden"
    torch = view(task(cell=Cell.GRU, convention=Convention.PYTORCH))
    assert titles(torch) == "r reset gate | z update gate | n candidate | h hidden"
    assert drawn(made)[-1].endswith("+1 n, h")
    boxes = maps_sheet(made, 66, 11, COLOUR)[1]
    assert [box.columns.column for box in boxes] == [4] * 4
    lstm = view(task(convention=Convention.PYTORCH))
    assert titles(lstm).startswith("i input gate | f forget gate | o output gate | g candidate")


def test_the_rnn_stands_in_the_columns_of_the_time_steps_with_numbers(view: Make) -> None:
    made = view(task(cell=Cell.RNN))
    hidden = np.array([[9.0] * 3, [0.5, -0.2, 0.0], [0.5, -0.2, 0.0], [1, math.nan, -1], [0.9] * 3])
    rows = drawn(changed(made, hidden=hidden), 66, 9)
    assert rows == [
        "h hidden",
        "          1  ▒ +.50       ▒ +.50       █ +1.0       █ +.90",
        "             ▒            ▒            █            █",
        "          ▸ ░  −.20      ░  −.20      ??  nan       █ +.90",
        "            ░            ░            ??            █",
        "          3  ·  .00       ·  .00      █  −1.0       █ +.90",
        "             ·            ·           █             █",
        "                                      ▴",
        "         −1 █ ▓ ▒ ░  ░ ▒ ▓ █ +1 h, scale fixed",
    ]
    made_sheet = sheet(changed(made, hidden=hidden), 66, 9, COLOUR)
    numbers = {text.strip(): ink for text, ink in made_sheet.row(3)}
    assert numbers["nan"] == Ink("wrong")
    assert {text.strip(): ink for text, ink in made_sheet.row(1)}["+1.0"] == Ink("text")
    one_each = drawn(changed(made, hidden=hidden), 66, 6)
    assert one_each[2] == "          ▸ ░  −.20      ░  −.20      ??  nan       █ +.90"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_marked_and_leaves_the_scale_alone(
    hello: InspectorView, bad: float
) -> None:
    assert hello.inside is not None
    hidden, memory = hello.inside.hidden.copy(), hello.inside.memory
    assert memory is not None
    memory = memory.copy()
    hidden[2, 0] = memory[2, 0] = bad
    for look in (PLAIN, COLOUR):
        made = sheet(changed(hello, hidden=hidden, memory=memory), 66, 11, look)
        wrong = [text for text, ink in made.row(6) if ink.fg == "wrong"]
        assert wrong == ["??" if look.mono else "???"] * 2
        assert "memory ±3.4" in made.text()


def test_scales_may_follow_the_numbers(hello: InspectorView) -> None:
    view = replace(hello, automatic=True)
    rows = drawn(view)
    assert rows[-1] == "0 ··░░░░▒▒▒▒▓▓▓▓██ .90  gates    −.70 █ ▓ ▒ ░  ░ ▒ ▓ █ +.70"
    # Where the memory's scale has no room beneath, its title says it.
    assert titles(view).split(" | ")[4] == "c memory ±3.4"
    made = sheet(view, 66, 11, COLOUR)
    assert cells(made, 1)[2].bg == DARK.sequential(1.0)
    assert cells(made, 1)[25].bg == DARK.sequential(0.2 / 0.9)
    assert cells(made, 6)[48].bg == DARK.signed(1.0)


def test_a_gate_that_is_held_says_so(hello: InspectorView) -> None:
    view = replace(hello, ablations=Ablations(held=(("forget", 1.0), ("input", 0.0))))
    assert titles(view).startswith("i held at 0 | f held at 1 | o output gate")
    made = sheet(view, 66, 11, COLOUR)
    assert ("held at 1", Ink("accent", bold=True)) in list(made.row(0))


def test_a_unit_out_of_action_is_struck_and_muted(hello: InspectorView) -> None:
    view = replace(hello, ablations=Ablations(zeroed=frozenset({1, 2})))
    rows = drawn(view)
    assert [row[:2] for row in rows[1:4]] == ["1 ", "▸×", "× "]
    before, after = sheet(hello, 66, 11, COLOUR), sheet(view, 66, 11, COLOUR)
    assert cells(after, 1)[2] == cells(before, 1)[2]
    for y in (2, 3):
        assert cells(after, y)[2].bg not in (cells(before, y)[2].bg, "", DARK.page)
    rnn = replace(hello, task=task(cell=Cell.RNN), ablations=view.ablations)
    assert [row[:12] for row in drawn(rnn, 66, 9)[1:6:2]] == [
        "          1 ",
        "        × ▸ ",
        "          × ",
    ]


def test_many_units_share_rows_in_colour_and_scroll(view: Make) -> None:
    made = view(task(units=32), unit=20)
    assert made.inside is not None
    assert titles(made, 66, 15).split(" | ")[-1] == "h hidden  19–23"
    colour, boxes = maps_sheet(made, 66, 15, COLOUR)
    assert (boxes[-1].first_unit, boxes[-1].units, boxes[-1].each, boxes[-1].rows) == (16, 10, 2, 5)
    box = boxes[-1]
    upper, lower = made.inside.hidden[1, 16:18].tolist()
    x = box.columns.x(0)
    assert cells(colour, box.y)[x] == Ink(DARK.signed(upper), DARK.signed(lower))
    assert colour.text().split("\n")[box.y][x : x + 3] == "▀▀▀"
    assert [row[:2] for row in colour.text().split("\n")[1:6]] == ["17", "19", "▸ ", "23", "25"]


def test_one_bad_number_of_a_pair_is_seen(view: Make) -> None:
    made = view(task(units=32))
    assert made.inside is not None
    hidden = made.inside.hidden.copy()
    hidden[1, 1] = math.inf
    colour, boxes = maps_sheet(changed(made, hidden=hidden), 66, 15, COLOUR)
    row = list(colour.row(boxes[-1].y))
    assert ("???", Ink("wrong")) in row


def test_many_time_steps_scroll_and_say_so(view: Make) -> None:
    made = view(task(TEXT, 32, cell=Cell.GRU), step=30)
    assert titles(made, 66, 15) == " | ".join(
        f"{name} 1–5 of 32 t 22–50" for name in ("r reset", "u update", "n candidate", "h hidden")
    )
    rows, boxes = drawn(made, 66, 15), maps_sheet(made, 66, 15, PLAIN)[1]
    assert rows[6].index("▴") == boxes[0].columns.x(30)
    # One cell a time step has its sign in another way, and the scale with it.
    assert "−1 ▇▅▃▁▁▃▅▇ +1 n, h" in rows[-1]
    assert titles(view(task(TEXT, 3, cell=Cell.GRU), step=30)).startswith("r reset gate  t 21–50")


def test_what_is_not_known_has_its_place(hello: InspectorView) -> None:
    rows = drawn(replace(hello, inside=None))
    assert rows[1] == "1 ·  ·  ·  ·           1 ·  ·  ·  ·           1 ·  ·  ·  ·"
    assert rows[0].startswith("i input gate")
    # The memory's scale is its largest number.
    assert "c memory  " in rows[5]
    assert not any("±" in row for row in rows)
    assert "factor" not in drawn(replace(hello, inside=None), 78, 10, above=True)[-1]


def test_a_large_screen_has_two_rows_a_unit_and_wider_cells(hello: InspectorView) -> None:
    rows = maps_rows(Cell.LSTM, 3, above=False, each=2)
    made, boxes = maps_sheet(hello, 98, rows, COLOUR)
    assert {(box.each, box.columns.column) for box in boxes} == {(-2, 5)}
    assert [row[:1] for row in made.text().split("\n")[1:7]] == ["1", "", "▸", "", "3", ""]
    assert made.text().split("\n")[-1].startswith("0 ")
    assert cells(made, 1)[2:7] == cells(made, 2)[2:7]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.834, ".83"), (3.44, "3.4"), (0.996, "1.0"), (120.0, "120"), (0.0003, "3e−4"), (1e9, "1e9")],
)
def test_the_end_of_a_scale(value: float, text: str) -> None:
    assert short(value) == text


FIELDS = st.builds(
    Field,
    cell=st.sampled_from(Cell),
    length=st.integers(1, 300),
    units=st.integers(1, 300),
    step=st.integers(0, 299),
    unit=st.integers(0, 299),
    width=st.integers(20, 200),
    height=st.integers(1, 60),
    above=st.booleans(),
    mono=st.booleans(),
)


@given(FIELDS)
def test_what_is_chosen_is_in_view_in_every_map(field: Field) -> None:
    field = field._replace(
        step=min(field.step, field.length - 1), unit=min(field.unit, field.units - 1)
    )
    boxes = plan_maps(field)
    for box in boxes:
        assert field.step in box.columns.steps
        assert box.first_unit <= field.unit < box.first_unit + box.units <= field.units
        shown = {box.unit(row) + k for row in range(box.rows) for k in range(max(1, box.each))}
        assert set(range(box.first_unit, box.first_unit + box.units)) <= shown
        assert not (field.mono and box.each == 2)
        assert 2 * field.units <= box.rows or box.each > 0
    for first, second in pairwise(boxes):
        if first.y == second.y:
            end = first.columns.x(first.columns.steps.stop)
            assert end < second.left or first.columns.count == first.columns.column == 1


@given(FIELDS)
def test_a_click_on_a_cell_is_a_click_on_what_it_shows(field: Field) -> None:
    field = field._replace(
        step=min(field.step, field.length - 1), unit=min(field.unit, field.units - 1)
    )
    for box in plan_maps(field):
        columns = box.columns
        for row in range(box.rows):
            assert box.unit(row) < box.first_unit + box.units
            for t in (columns.first, columns.steps[-1]):
                assert box.at(columns.x(t), box.y + row) == (t, box.unit(row))
        assert box.at(columns.x(columns.first) - 1, box.y) is None
        assert box.at(columns.x(columns.steps.stop), box.y) is None
        assert box.at(columns.x(columns.first), box.y - 1) is None
        assert box.at(columns.x(columns.first), box.y + box.rows) is None


class Room(App[None]):
    """The maps of a view, and what was chosen in them."""

    look = COLOUR

    def __init__(self, view: InspectorView) -> None:
        super().__init__()
        self.shown, self.chosen = view, list[tuple[int, int | None]]()

    def compose(self) -> ComposeResult:
        yield Maps(self.shown)

    def on_chosen(self, event: Chosen) -> None:
        self.chosen.append((event.step, event.unit))


async def test_a_click_chooses_the_time_step_and_the_unit(hello: InspectorView) -> None:
    app = Room(hello)
    async with app.run_test(size=(66, 11)) as pilot:
        for x, y in ((2, 1), (13, 3), (25, 2), (57, 8), (1, 1), (20, 2), (5, 4), (5, 10)):
            await pilot.click(Maps, offset=(x, y))
        await pilot.pause()
    assert app.chosen == [(0, 0), (3, 2), (0, 1), (3, 2)]


@pytest.mark.parametrize("cell", Cell)
def test_without_colour_no_sign_choice_or_ablation_is_lost(view: Make, cell: Cell) -> None:
    made = view(Task(Experiment(text="hihello", cell=cell)))
    assert made.inside is not None
    for other in (
        changed(made, hidden=-made.inside.hidden),
        replace(made, ablations=Ablations(frozenset({made.unit}))),
        replace(made, ablations=Ablations(frozenset({4}))),
        replace(made, step=0),
        replace(made, unit=0),
    ):
        assert drawn(other, 66, 16) != drawn(made, 66, 16)
