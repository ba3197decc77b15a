"""The gradient through time: the factor by hand, exact rows, and what scrolls."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Cell, Experiment
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.plotting.series import gradient_text
from rnn_tui.record import Probe
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink, Sheet
from rnn_tui.ui.widgets.inspector.gradient import (
    GradientPanel,
    factor,
    factor_text,
    fate,
    gradient_sheet,
)
from rnn_tui.ui.widgets.inspector.view import InspectorView

Make = Callable[..., InspectorView]
HELLO = Task(Experiment(cell=Cell.LSTM))
LONG = Task(Experiment(text="you can do it if you try and try again until you can do it all"))
COLOUR, PLAIN = Look(DARK), Look(MONO)
NAN, INF = math.nan, math.inf
MATRIX = [
    [0.4, NAN, NAN, NAN],
    [0.2, 0.8, NAN, NAN],
    [0.0003, 0.002, 0.5, NAN],
    [0.0, INF, NAN, 0.6],
]


@pytest.fixture
def hello(view: Make) -> InspectorView:
    """Give hello with numbers that are read in the assertions."""
    made = view(HELLO)
    assert made.inside is not None
    sizes = np.array([0.6, 0.8, NAN, 0.3])
    return replace(made, inside=replace(made.inside, matrix=np.array(MATRIX), gradient=sizes))


def drawn(view: InspectorView, columns: int, rows: int, look: Look = PLAIN) -> list[str]:
    return gradient_sheet(view, columns, rows, look).text().split("\n")


def found(sheet: Sheet, y: int) -> list[tuple[str, Ink]]:
    return [(text.strip(), ink) for text, ink in sheet.row(y) if text.strip()]


def test_hello_at_66_columns(hello: InspectorView) -> None:
    assert drawn(hello, 66, 8) == [
        "",
        "loss s      h₁           h₂           h₃           h₄",
        "s = 1  e    ▒▒ .40       ·            ·            ·",
        "s = 2  l    ░░ .20       ██ .80       ·            ·",
        "s = 3  l    ·· 3e−4      ·· 2e−3      ▓▓ .50       ·",
        "s = 4  o    ·· .00       ?? inf       ?? nan       ▓▓ .60",
        "|∂L/∂h_t|   ━━━━╸─ .60   ━━━━━━ .80   ────── nan   ━━──── .30",
        "each step back multiplies it by 0.05  vanishing     0 ░░▒▒▓▓██ .80",
    ]


def test_colours_say_how_much_what_is_chosen_and_what_is_no_number(hello: InspectorView) -> None:
    sheet = gradient_sheet(hello, 66, 8, COLOUR)
    assert ("h₃", Ink("accent", bold=True)) in found(sheet, 1)
    assert found(sheet, 4)[:2] == [
        ("s = 3", Ink("accent", bold=True)),
        ("l", Ink("accent", bold=True)),
    ]
    shades = {ink.bg for _, ink in sheet.row(3)}
    assert {DARK.sequential(0.25), DARK.sequential(1.0)} <= shades
    assert [text for text, ink in found(sheet, 5) if ink.fg == "wrong"] == [
        "??",
        "inf",
        "??",
        "nan",
    ]
    assert ("nan", Ink("wrong")) in found(sheet, 6)


def test_narrow_columns_have_cells_alone(hello: InspectorView) -> None:
    rows = drawn(hello, 36, 8)
    assert rows[3] == "2   l    ░░    ██    ·     ·"
    assert rows[6] == "|∂L/∂h|  ━━━─  ━━━━  nan   ━╸──"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (47, "each step back multiplies it by 0.05  vanishing"),
        (46, "a step back × 0.05  vanishing"),
        (29, "a step back × 0.05  vanishing"),
        (28, "× 0.05  vanishing"),
    ],
)
def test_the_sentence_is_whole(hello: InspectorView, columns: int, words: str) -> None:
    assert drawn(hello, columns, 8)[7].startswith(words)


def test_seven_cells_hold_a_number_of_four(hello: InspectorView) -> None:
    assert drawn(hello, 37, 8)[4] == "3   l    ··3e−4 ··2e−3 ▓▓ .50 ·"


def test_the_scale_stands_beneath_where_the_sentence_is_too_long(hello: InspectorView) -> None:
    assert drawn(hello, 54, 9)[7:] == [
        "each step back multiplies it by 0.05  vanishing",
        "0 ░░▒▒▓▓██ .80",
    ]
    assert drawn(hello, 54, 8)[7:] == ["each step back multiplies it by 0.05  vanishing"]


def test_before_it_is_known_every_loss_has_its_row(hello: InspectorView) -> None:
    rows = drawn(replace(hello, inside=None), 66, 8)
    assert [row.split()[-5] for row in rows[2:6]] == ["e", "l", "l", "o"]
    assert all(row.count("·") == 4 for row in rows[2:6])
    assert rows[6:] == ["|∂L/∂h_t|", ""]


def test_losses_and_time_steps_scroll_around_the_chosen_one(view: Make) -> None:
    rows = drawn(view(LONG, step=30), 69, 10)
    assert rows[1] == "loss s         h₂₅               h₃₁         h₃₅            h₄₀"
    assert [row.split()[2] for row in rows[2:8]] == ["28", "29", "30", "31", "32", "33"]
    # Each loss is heard up to its own time step.
    assert [row.count("·  ") + row.endswith("·") for row in rows[2:8]] == [14, 13, 12, 11, 10, 9]


def test_what_was_not_asked_for_is_left_open(view: Make) -> None:
    # Time steps 25 to 42 and losses 28 to 33 are in view.
    rows = drawn(view(LONG, step=30, probe=Probe(30, 26, 40, 29, 32)), 69, 10)
    assert [set(row[15:]) for row in (rows[2], rows[3], rows[7])] == [{"·", " "}] * 3
    assert all(row[15:21] == "·  ·  " for row in rows[4:7])
    assert all(set(row[21:]) & set("░▒▓█") for row in rows[4:7])
    bars = rows[8][15:]
    assert bars[:6].strip() == ""
    assert len(bars.split()) == 14


def test_beside_narrow_columns_the_numbers_of_the_chosen_step_are_read(view: Make) -> None:
    made = view(LONG, step=30)
    assert made.inside is not None
    rows = drawn(made, 69, 10)
    beside = [row[:15].split() for row in rows[2:9]]
    for s, row in zip(range(27, 33), beside, strict=False):
        size = made.inside.matrix[s][30]
        assert row[4:] == ([gradient_text(size)] if s >= 30 else []), s
    assert beside[6] == ["|∂L/∂h_t|", gradient_text(made.inside.gradient[30])]


@pytest.mark.parametrize("columns", [40, 69, 112])
def test_the_factor_says_which_losses_it_covers(view: Make, columns: int) -> None:
    made = view(LONG, step=30, probe=Probe(30, 20, 42, 27, 33))
    foot = "\n".join(drawn(made, columns, 10)[9:])
    assert "  s = 28 to 33" in foot
    assert "s = " not in "\n".join(drawn(view(HELLO), columns, 10)[7:])


@pytest.mark.parametrize(("time_steps", "said"), [(2, True), (None, False)])
def test_where_training_has_windows_the_matrix_is_said_to_have_none(
    view: Make, time_steps: int | None, said: bool
) -> None:
    panel = GradientPanel(view(Task(Experiment(time_steps=time_steps))))
    title = panel.draw(66, 10, COLOUR).text().split("\n")[0]
    assert title.endswith(" |∂L_s/∂h_t|, of the whole text") == said


HAND = [[0.5, NAN, NAN], [0.2, 0.4, NAN], [0.1, 0.4, 0.2]]


def test_the_factor_is_the_geometric_mean_of_what_a_time_step_back_multiplies_by() -> None:
    # 0.2 / 0.4, 0.1 / 0.4 and 0.4 / 0.2
    assert factor(HAND) == pytest.approx((0.5 * 0.25 * 2) ** (1 / 3))
    assert factor([[0.5 * 0.7**k for k in range(9, -1, -1)]]) == pytest.approx(0.7)


@pytest.mark.parametrize(
    "matrix",
    [[], [[]], [[1.0]], [[1.0, NAN], [0.0, 1.0]], [[INF, 1.0]], [[1.0, INF]], [[-1.0, 1.0]]],
)
def test_there_is_no_factor_without_two_neighbours(matrix: list[list[float]]) -> None:
    assert factor(matrix) is None


def test_extreme_gradients_have_a_factor() -> None:
    assert factor([[5e-324, 1e308]]) == pytest.approx(0.0, abs=1e-300)
    assert factor([[1e308, 5e-324]]) == INF


@given(st.lists(st.lists(st.floats(), max_size=6), max_size=6))
def test_no_matrix_breaks_the_factor(matrix: list[list[float]]) -> None:
    value = factor(matrix)
    assert value is None or value >= 0
    assert value is None or (factor_text(value) and fate(value))


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_the_factor_knows_no_unit(scale: float, share: float) -> None:
    scaled = factor([[scale * size for size in row] for row in HAND])
    assert scaled == pytest.approx(factor(HAND))
    assert factor([[share * scale, scale]]) == pytest.approx(share)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0.0, "vanishing"),
        (0.49, "vanishing"),
        (0.5, "fading"),
        (0.89, "fading"),
        (0.9, "steady"),
        (1.1, "steady"),
        (1.11, "growing"),
        (2.0, "growing"),
        (2.1, "exploding"),
        (INF, "exploding"),
    ],
)
def test_the_fate_of_a_gradient(value: float, word: str) -> None:
    assert fate(value) == word


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.6, "0.60"), (1.234, "1.23"), (0.0003, "3e−4"), (120.0, "120"), (INF, "inf")],
)
def test_a_factor_in_words(value: float, text: str) -> None:
    assert factor_text(value) == text
