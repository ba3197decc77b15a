"""The time steps at the head of the inspector: exact rows, marks, and what a click chooses."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from rnn_tui.experiment import Cell, Experiment
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.plotting.series import gradient_text
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import probability
from rnn_tui.ui.sheet import Ink, Sheet
from rnn_tui.ui.widgets.inspector.steps import Chosen, Steps, cost_within, steps_sheet, subscript
from rnn_tui.ui.widgets.inspector.view import InspectorView

Make = Callable[..., InspectorView]
HELLO = Task(Experiment(cell=Cell.LSTM))
LONG = Task(Experiment(text="you can do it if you try and try again until you can do it all"))
COLOUR, PLAIN = Look(DARK), Look(MONO)


@pytest.fixture
def hello(view: Make) -> InspectorView:
    """Give hello with numbers that are read in the assertions."""
    made = view(HELLO)
    assert made.picture is not None
    assert made.inside is not None
    shares = np.array([[10, 50, 20, 20], [10, 20, 60, 10], [10, 20, 30, 40], [25] * 4]) / 100
    picture = replace(
        made.picture,
        probabilities=shares,
        costs=np.array([0.69, 0.51, 1.2, 12345.0]),
        predictions=(1, 2, 3, 0),
    )
    inside = replace(
        made.inside,
        moved=np.array([0.2, 0.1, 0.0003, math.nan]),
        gradient=np.array([0.8, 0.4, 0.2, 0.0]),
    )
    return replace(made, picture=picture, inside=inside)


def drawn(view: InspectorView, columns: int, rows: int = 7, look: Look = COLOUR) -> list[str]:
    return steps_sheet(view, columns, rows, look, gradient=rows == 7).text().split("\n")


def inks(sheet: Sheet, y: int) -> dict[str, Ink]:
    return {text.strip(): ink for text, ink in sheet.row(y) if text.strip()}


def test_hello_at_60_columns(hello: InspectorView) -> None:
    assert drawn(hello, 60) == [
        "",
        "              t = 1       t = 2     ▾ t = 3       t = 4",
        "predicted   ✓ e .50     ✓ l .60     ✗ o .40     ✗ h .25",
        "cost          0.69        0.51        1.20        1.2e4",
        "input         h           e           l           l",
        "moved o₃       .20         .10         3e−4     ·",
        "|∂L/∂h_t|   ━━━━━━ .80  ━━━─── .40  ━╸──── .20  ────── .00",
    ]


def test_hello_without_colour(hello: InspectorView) -> None:
    assert drawn(hello, 60, look=PLAIN) == [
        "",
        "              t = 1       t = 2    │▾ t = 3       t = 4",
        "predicted   ✓ e .50     ✓ l .60    │✗ o .40     ✗ h .25",
        "cost          0.69        0.51     │  1.20        1.2e4",
        "input         h           e        │  l           l",
        "moved o₃    ██ .20      ▒▒ .10     │·· 3e−4     ·",
        "|∂L/∂h_t|   ━━━━━━ .80  ━━━─── .40 │━╸──── .20  ────── .00",
    ]


def test_the_gradient_has_its_row_only_where_it_is_asked_for(hello: InspectorView) -> None:
    rows = steps_sheet(hello, 60, 7, COLOUR).text().split("\n")
    assert rows[5].startswith("moved")
    assert rows[6] == ""


def test_right_wrong_and_chosen_have_their_colours(hello: InspectorView) -> None:
    sheet = steps_sheet(hello, 60, 6, COLOUR)
    assert (inks(sheet, 2)["✓"].fg, inks(sheet, 2)["✗"].fg) == ("right", "wrong")
    assert inks(sheet, 1)["t = 3"] == Ink("accent", "tint", bold=True)
    assert inks(sheet, 1)["t = 4"] == Ink("muted")
    tinted = {text for text, ink in sheet.row(2) if text.strip() and ink.bg == "tint"}
    assert tinted == {"✗", "o", ".40"}


@pytest.mark.parametrize(("columns", "cells"), [(60, 11), (48, 8), (41, 8), (37, 6), (27, 4)])
def test_the_tint_holds_the_number_and_parts_wide_columns(
    hello: InspectorView, columns: int, cells: int
) -> None:
    sheet = steps_sheet(hello, columns, 6, COLOUR)
    for y in range(1, 5):
        assert sum(len(text) for text, ink in sheet.row(y) if ink.bg == "tint") == cells


def test_a_position_that_does_not_count_is_muted_and_has_no_mark(hello: InspectorView) -> None:
    view = replace(hello, weights=(1.0, 0.0, 1.0, 0.0))
    rows = drawn(view, 60)
    assert rows[1] == "              t = 1       t = 2 ×0  ▾ t = 3       t = 4 ×0"
    assert rows[2] == "predicted   ✓ e .50       l .60     ✗ o .40       h .25"
    assert inks(steps_sheet(view, 60, 6, COLOUR), 2)["l"] == Ink("muted")
    assert drawn(view, 50)[1] == "              t = 1    t=2 ×0 ▾ t = 3    t=4 ×0"


def test_what_is_no_number_is_marked(hello: InspectorView) -> None:
    assert hello.picture is not None
    assert hello.inside is not None
    picture = replace(
        hello.picture,
        costs=np.array([math.nan, math.inf, 1.0, 2.0]),
        probabilities=np.full((4, 4), math.nan),
    )
    broken = np.array([math.nan, math.inf, 0.5, math.nan])
    view = replace(
        hello, picture=picture, inside=replace(hello.inside, moved=broken, gradient=broken)
    )
    sheet = steps_sheet(view, 60, 7, COLOUR, gradient=True)
    rows = sheet.text().split("\n")
    assert rows[2] == "predicted   ✓ e nan     ✓ l nan     ✗ o nan     ✗ h nan"
    assert rows[3].split() == ["cost", "nan", "inf", "1.00", "2.00"]
    assert rows[5] == "moved o₃    ?? nan      ?? inf         .50      ·"
    assert rows[6] == "|∂L/∂h_t|   ────── nan  ────── inf  ━━━━━━ .50  ────── nan"
    for y, word in ((2, "nan"), (3, "inf"), (5, "?? inf"), (6, "nan")):
        found = {ink.fg for text, ink in sheet.row(y) if text.strip() and text.strip() in word}
        assert found == {"wrong"}, y


def test_what_moved_another_answer_is_not_shown(hello: InspectorView) -> None:
    assert (
        drawn(replace(hello, step=1), 60)[5] == "moved l₂    ·           ·           ·           ·"
    )
    assert drawn(replace(hello, inside=None), 60)[5:] == ["moved o₃", "|∂L/∂h_t|"]


def test_before_the_first_moment_the_text_is_there_and_nothing_else(hello: InspectorView) -> None:
    rows = drawn(replace(hello, picture=None, inside=None), 60)
    assert rows[2] == "predicted     ·           ·           ·           ·"
    assert rows[3:5] == ["cost", "input         h           e           l           l"]
    assert rows[5].startswith("moved ·₃")


def test_numbers_beside_wide_letters_stay_inside_their_column(view: Make) -> None:
    task = Task(Experiment(text="안녕하세요안녕", cell=Cell.LSTM))
    for columns, number in ((66, 4), (72, 5)):
        sheet = steps_sheet(view(task), columns, 6, PLAIN)
        column = (columns - 12) // 6
        row = "".join(text for text, _ in sheet.row(2))
        cells = [cell for letter in row for cell in ([letter, ""] if letter >= "가" else [letter])]
        for t in range(6):
            assert cells[12 + t * column + number] == ".", (columns, t)


@pytest.mark.parametrize(
    ("columns", "head", "answer", "cost"),
    [
        (45, "t = 1 t = 2 ▾ t = 3 t = 4", "✓ e .50 ✓ l .60", "0.69 0.51 1.20 1.2e4"),
        (37, "1 2 ▾ 3 4", "✓ e ✓ l", "0.69 0.51 1.20 1.2e4"),
        (30, "1 2 ▾ 3 4", "✓ e ✓ l", "0.69 0.51 1.20 1e4"),
        (27, "1 2 ▾3 4", "✓e ✓l", "0.7 0.5 1.2 1e4"),
    ],
)
def test_narrow_columns(
    hello: InspectorView, columns: int, head: str, answer: str, cost: str
) -> None:
    rows = [row.split() for row in drawn(hello, columns, 6)]
    assert rows[1] == head.split()
    assert " ".join(rows[2]).removeprefix("predicted").split()[: len(answer.split())] == (
        answer.split()
    )
    assert rows[3] == ["cost", *cost.split()]


def test_many_time_steps_scroll_and_every_fifth_is_named(view: Make) -> None:
    rows = drawn(view(LONG, step=30), 69, 6)
    assert rows[1] == "                25               ▾31          35             40"
    plain = drawn(view(LONG, step=30), 69, 6, PLAIN)
    # The bar of the chosen column takes nothing from the column before.
    assert plain[1] == "                25              │▾31          35             40"
    assert plain[4].startswith("input           ␣  a  n  d  ␣  t│ r  y")


def test_beside_narrow_columns_the_numbers_of_the_chosen_step_are_read(view: Make) -> None:
    made = view(LONG, step=30)
    assert made.picture is not None
    assert made.inside is not None
    sheet = steps_sheet(made, 69, 7, COLOUR, gradient=True)
    rows = ["".join(text for text, _ in sheet.row(y))[:15].split() for y in range(7)]
    predicted = made.picture.predictions[30]
    assert rows[2] == ["predicted", probability(made.picture.probabilities[30][predicted])]
    assert rows[3] == ["cost", cost_within(made.picture.costs[30], 5)]
    assert rows[5][-1] == gradient_text(made.inside.moved[30])
    assert rows[6] == ["|∂L/∂h_t|", gradient_text(made.inside.gradient[30])]


@given(cost=st.floats(0, 1e12), cells=st.integers(3, 8))
def test_a_cost_is_never_cut(cost: float, cells: int) -> None:
    text = cost_within(cost, cells)
    assert len(text) <= cells
    if text != "big":
        size = float(text.replace("−", "-"))
        assert size == pytest.approx(cost, rel=0.6, abs=0.51)
    else:
        assert cells < 5


@pytest.mark.parametrize(
    ("cost", "cells", "text"),
    [(3.456, 4, "3.46"), (3.456, 3, "3.5"), (12.3, 3, "12"), (12345.0, 4, "1e4"), (1e10, 3, "big")],
)
def test_a_cost_has_the_decimals_there_is_room_for(cost: float, cells: int, text: str) -> None:
    assert cost_within(cost, cells) == text


def test_subscripts() -> None:
    assert subscript(1203) == "₁₂₀₃"


class Room(App[None]):
    """The steps of a view, and what was chosen in them."""

    look = COLOUR

    def __init__(self, view: InspectorView) -> None:
        super().__init__()
        self.shown, self.chosen = view, list[tuple[int, int | None]]()

    def compose(self) -> ComposeResult:
        yield Steps(self.shown)

    def on_chosen(self, event: Chosen) -> None:
        self.chosen.append((event.step, event.unit))


async def test_a_click_chooses_the_time_step(view: Make) -> None:
    app = Room(view(LONG, step=30))
    async with app.run_test(size=(69, 6)) as pilot:
        for x in (0, 14, 15, 17, 33, 68):
            await pilot.click(Steps, offset=(x, 2))
        await pilot.pause()
    assert app.chosen == [(24, None), (24, None), (30, None), (41, None)]


@pytest.mark.parametrize(
    ("columns", "facts"),
    [
        (115, "‹ 19 more   9 more ›   ← → time step 31 of 61   ↑ ↓ unit 2 of 14"),
        (81, "‹ 23 more   16 more ›   time step 31 of 61   unit 2 of 14"),
        (69, "‹ 24  19 ›  time step 31 of 61  unit 2 of 14"),
        (61, "‹ 25  21 ›  time step 31 of 61"),
    ],
)
async def test_the_title_says_what_is_chosen_and_what_is_out_of_view(
    view: Make, columns: int, facts: str
) -> None:
    async with Room(view(LONG, step=30)).run_test(size=(columns, 6)) as pilot:
        title = pilot.app.query_one(Steps).render_line(0).text
    assert title.startswith("Inside, over time ──")
    assert title.endswith(f"── {facts}")


async def test_the_title_of_a_short_text(view: Make) -> None:
    async with Room(view(HELLO)).run_test(size=(66, 6)) as pilot:
        title = pilot.app.query_one(Steps).render_line(0).text
    assert title.endswith(" ← → time step 3 of 4   ↑ ↓ unit 2 of 4")
