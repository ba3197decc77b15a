"""The unrolled network: exact pictures of hello, and any net in any space."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from rnn_tui.experiment import Experiment, Readout
from rnn_tui.plotting.palette import DARK, LIGHT, MONO
from rnn_tui.record import Picture
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink, Sheet
from rnn_tui.ui.widgets.network import Network
from rnn_tui.ui.widgets.network_plan import (
    HiddenStyle,
    first_column,
    first_unit,
    plan_network,
    unit_at,
)
from rnn_tui.ui.widgets.network_sheet import NetworkView, network_sheet

HELLO = Task(Experiment())
PROBABILITIES = np.array(
    [
        [0.10, 0.55, 0.20, 0.15],
        [0.05, 0.25, 0.60, 0.10],
        [0.00, 0.05, 0.45, 0.50],
        [0.02, 0.08, 0.10, 0.80],
    ]
)
HIDDEN = np.array(
    [
        [0.68, -0.10, 0.00, 0.33],
        [-1.0, 0.95, 0.50, -0.50],
        [0.12, -0.34, 0.56, -0.78],
        [0.90, 0.80, 0.70, -0.60],
    ]
)
COSTS = np.array([0.60, 0.51, 0.80, 0.22])
PICTURE = Picture(57, 0, PROBABILITIES, HIDDEN, COSTS, (1, 2, 3, 3), 2.13)
DARK_LOOK, MONO_LOOK = Look(DARK), Look(MONO)


def hello(**changes: Any) -> NetworkView:
    values: dict[str, Any] = {"task": HELLO, "picture": PICTURE, "step": 2, "unit": 1}
    return NetworkView(**(values | {"weights": (1.0,) * 4} | changes))


def drawn(view: NetworkView, columns: int, rows: int, look: Look = DARK_LOOK) -> list[str]:
    return network_sheet(view, columns, rows, look).text().split("\n")


def inks(sheet: Sheet, y: int) -> list[tuple[str, Ink]]:
    return [(text.strip(), ink) for text, ink in sheet.row(y) if text.strip()]


def test_hello_at_84_columns() -> None:
    assert drawn(hello(), 84, 17) == [
        "",
        "                 t = 1            t = 2          ▾ t = 3            t = 4",
        "target           e                l                l                o",
        "predicted      ✓ e              ✓ l              ✗ o              ✓ o",
        "cost             0.60             0.51             0.80             0.22",
        "",
        "probability  h ━─────── .10     ╸─────── .05     ──────── .00     ──────── .02",
        "             e ━━━━╸─── .55 ◂   ━━────── .25     ╸─────── .05     ╸─────── .08",
        "             l ━╸────── .20     ━━━━━─── .60 ◂   ━━━╸──── .45 ◂   ━─────── .10",
        "             o ━─────── .15     ━─────── .10     ━━━━──── .50     ━━━━━━╸─ .80 ◂",
        "               ▴                ▴                ▴                ▴",
        "hidden       1    +.68             −1.0             +.12             +.90",
        "           ▸ 2    −.10 ───────▸    +.95 ───────▸    −.34 ───────▸    +.80",
        "             3     .00             +.50             +.56             +.70",
        "             4    +.33             −.50             −.78             −.60",
        "               ▴                ▴                ▴                ▴",
        "input          h                e                l                l",
    ]


def test_hello_at_78_columns_in_eleven_rows() -> None:
    assert drawn(hello(), 78, 11) == [
        "",
        "              t = 1           t = 2         ▾ t = 3           t = 4",
        "target        e               l               l               o",
        "predicted   ✓ e             ✓ l             ✗ o             ✓ o",
        "cost          0.60            0.51            0.80            0.22",
        "p         h ╸────── .10     ╸────── .05     ─────── .00     ─────── .02",
        "          e ━━━━─── .55 ◂   ━━───── .25     ╸────── .05     ╸────── .08",
        "          l ━╸───── .20     ━━━━─── .60 ◂   ━━━──── .45 ◂   ╸────── .10",
        "          o ━────── .15     ╸────── .10     ━━━╸─── .50     ━━━━━╸─ .80 ◂",
        "hidden  0 ▸          ─────▸          ─────▸          ─────▸",
        "input       h               e               l               l",
    ]


def test_hello_without_colour() -> None:
    rows = drawn(hello(), 84, 17, MONO_LOOK)
    assert rows[2] == "target           e                l             │  l                o"
    assert rows[11:15] == [
        "hidden       1  ▓ +.68          █  −1.0         │ ░ +.12           █ +.90",
        "           ▸ 2 ░  −.10 ───────▸  █ +.95 ───────▸│░  −.34 ───────▸  ▓ +.80",
        "             3  ·  .00           ▒ +.50         │ ▒ +.56           ▓ +.70",
        "             4  ░ +.33          ▒  −.50         │▓  −.78          ▓  −.60",
    ]
    assert all(row[48] == "│" for row in rows[1:])


def test_before_the_first_moment_the_text_is_there_and_nothing_else() -> None:
    rows = drawn(hello(picture=None), 84, 17)
    assert rows[2].split() == ["target", "e", "l", "l", "o"]
    assert rows[3].split() == ["predicted", *"····"]
    assert rows[4].split() == ["cost"]
    assert rows[6].split() == ["probability", "h", *["────────"] * 4]
    assert rows[-1].split() == ["input", "h", "e", "l", "l"]
    assert not any(character in "✓✗◂━" for row in rows for character in row)


def test_colours_say_right_wrong_and_chosen() -> None:
    sheet = network_sheet(hello(), 84, 17, DARK_LOOK)
    marks = {text: ink.fg for text, ink in inks(sheet, 3)}
    assert marks["✗"] == "wrong"
    assert marks["✓"] == "right"
    chosen = [ink for text, ink in inks(sheet, 1) if "t = 3" in text]
    assert chosen[0].fg == "accent"
    assert chosen[0].bg == "tint"
    assert DARK.signed(-1.0) in {ink.bg for _, ink in sheet.row(11)}


def test_a_position_that_does_not_count_has_no_mark() -> None:
    rows = drawn(hello(weights=(1.0, 1.0, 0.0, 1.0)), 84, 17)
    assert "t = 3 ×0" in rows[1]
    assert rows[3] == "predicted      ✓ e              ✓ l                o              ✓ o"
    assert rows[8].count("◂") == 1


def test_costs_and_values_that_are_no_numbers_are_said() -> None:
    nan = Picture(
        3,
        0,
        np.full((4, 4), np.nan),
        np.full((4, 4), np.nan),
        np.array([np.nan, np.inf, 1e9, 0.0]),
        (0, 0, 0, 0),
        math.nan,
    )
    rows = drawn(hello(picture=nan), 84, 17)
    assert rows[4].split()[1:3] == ["nan", "inf"]
    assert rows[11].count(" nan") == 4
    assert "??" in rows[11]


def test_beside_a_drawer_there_are_no_labels() -> None:
    rows = drawn(hello(beside=True), 35, 14)
    assert rows[1] == "     1       2     ▾ 3       4"
    assert rows[2] == "     e       l       l       o"
    assert rows[7] == "l  ━─────  ━━━╸──◂ ━━╸───◂ ╸─────"


# The gradient.

GRADIENT = (0.78, 0.71, 3e-4, 0.39)


def test_the_gradient_stands_beneath_the_hidden_states() -> None:
    rows = drawn(hello(gradient=(0, GRADIENT)), 84, 18)
    assert rows[14].startswith("             4 ")
    assert rows[15] == (
        "|∂L/∂h|        ━━━━━━━━ .78     ━━━━━━━╸ .71     ──────── 3e−4    ━━━━──── .39"
    )
    assert rows[16].split() == ["▴"] * 4
    assert rows[17].split() == ["input", "h", "e", "l", "l"]
    sheet = network_sheet(hello(gradient=(0, GRADIENT)), 84, 18, DARK_LOOK)
    assert {ink.fg for text, ink in inks(sheet, 15) if "━" in text} == {"muted"}


def test_the_gradient_keeps_its_row_while_nothing_is_known() -> None:
    rows = drawn(hello(gradient=(0, ())), 84, 18)
    assert rows[15] == "|∂L/∂h|"
    assert rows[:15] == drawn(hello(), 84, 17)[:15]


def test_the_gradient_of_some_time_steps_leaves_the_others_blank() -> None:
    rows = drawn(hello(gradient=(2, (0.5, 1.5))), 84, 18)
    assert rows[15].split() == ["|∂L/∂h|", "━━╸─────", ".50", "━━━━━━━━", "1.5"]


@pytest.mark.parametrize(("columns", "said"), [(84, "nan"), (62, "nan"), (48, "nan"), (28, "??")])
def test_a_gradient_that_is_no_number_is_said(columns: int, said: str) -> None:
    view = hello(gradient=(0, (0.5, 1.0, math.nan, 0.0)), step=0)
    sheet = network_sheet(view, columns, 18, DARK_LOOK)
    wrong = [text for text, ink in inks(sheet, 15) if ink.fg == "wrong"]
    assert [text[: len(said)] for text in wrong] == [said]


def test_in_narrow_columns_the_chosen_step_says_its_gradient() -> None:
    rows = drawn(hello(gradient=(0, GRADIENT), step=1), 62, 18)
    assert rows[15] == "|∂L/∂h|     ━━━━━.78    ━━━━╸.71    ─────3e−4   ━━╸──.39"
    row = drawn(hello(gradient=(0, GRADIENT), step=1), 48, 18)[15]
    assert row == "|∂L/∂h| .71 ━━━━━━━  ━━━━━━╸  ───────  ━━━╸───"


def test_without_colour_the_gradient_is_a_bar_too() -> None:
    rows = drawn(hello(gradient=(0, GRADIENT)), 84, 18, MONO_LOOK)
    assert "━━━━━━━━ .78" in rows[15]


# Clicks.


@pytest.mark.parametrize(("columns", "rows"), [(84, 18), (84, 11), (62, 18), (40, 14)])
@pytest.mark.parametrize("mono", [False, True])
def test_the_unit_under_a_cell_is_the_one_drawn_there(columns: int, rows: int, mono: bool) -> None:
    view, look = hello(), MONO_LOOK if mono else DARK_LOOK
    plan = view.plan(columns, rows)
    lines = drawn(view, columns, rows, look)
    assert lines[plan.hidden_top].startswith("hidden")
    found = [unit_at(plan, 1, 4, x, y, mono=mono) for y in range(rows) for x in range(plan.column)]
    assert set(found) - {None} == {0, 1, 2, 3}
    for y in range(plan.hidden_top, plan.hidden_top + plan.hidden_rows):
        if plan.hidden is HiddenStyle.ROWS:
            number = lines[y][: plan.gutter].split()[-1]
            assert unit_at(plan, 1, 4, 0, y, mono=mono) == int(number) - 1
    assert unit_at(plan, 1, 4, 0, plan.hidden_top - 1, mono=mono) is None
    assert unit_at(plan, 1, 4, 0, plan.hidden_top + plan.hidden_rows, mono=mono) is None


def test_a_cell_of_a_map_means_the_first_unit_of_its_row_or_the_chosen_one() -> None:
    plan = plan_network(
        time_steps=40, letters=4, units=32, width=84, height=20, wide=False, beside=False
    )
    assert (plan.hidden, plan.hidden_rows) == (HiddenStyle.MAP, 8)
    top = plan.hidden_top
    assert [unit_at(plan, 5, 32, 0, top + row, mono=False) for row in range(4)] == [0, 2, 5, 6]
    assert [unit_at(plan, 5, 32, 0, top + row, mono=True) for row in range(4)] == [1, 2, 3, 4]


@given(
    units=st.integers(1, 300),
    time_steps=st.integers(1, 60),
    x=st.integers(-5, 30),
    y=st.integers(-5, 50),
    size=st.tuples(st.integers(1, 200), st.integers(1, 40)),
    mono=st.booleans(),
    gradient=st.booleans(),
    data=st.data(),
)
def test_any_cell_means_a_unit_of_the_net_or_none(
    units: int,
    time_steps: int,
    x: int,
    y: int,
    size: tuple[int, int],
    mono: bool,
    gradient: bool,
    data: Any,
) -> None:
    plan = plan_network(
        time_steps=time_steps,
        letters=4,
        units=units,
        width=size[0],
        height=size[1],
        wide=False,
        beside=False,
        gradient=gradient,
    )
    chosen = data.draw(st.integers(0, units - 1))
    unit = unit_at(plan, chosen, units, x, y, mono=mono)
    assert unit is None or 0 <= unit < units


class Room(App[None]):
    """A network, and what was chosen in it."""

    CSS = "Network { height: 18; }"
    look = DARK_LOOK

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[tuple[int, int | None]] = []

    def compose(self) -> ComposeResult:
        yield Network(hello())

    def on_network_chosen(self, event: Network.Chosen) -> None:
        self.chosen.append((event.step, event.unit))


async def test_a_click_chooses_the_time_step_and_the_unit() -> None:
    app = Room()
    async with app.run_test(size=(84, 24)) as pilot:
        for x, y in ((16, 2), (33, 11), (50, 14), (67, 16), (2, 13), (2, 3)):
            await pilot.click("Network", offset=(x, y))
        await pilot.pause()
        assert app.chosen == [(0, None), (1, 0), (2, 3), (3, None), (2, 2)]


def test_a_space_is_seen() -> None:
    task = Task(Experiment(text="a b a"))
    rows = drawn(NetworkView(task, None, 0, 0, (1.0,) * 4), 84, 17)
    assert rows[2].split() == ["target", "␣", "b", "␣", "a"]


def test_wide_letters_have_their_cells() -> None:
    task = Task(Experiment(text="안녕안"))
    rows = [row for row in drawn(NetworkView(task, None, 0, 0, (1.0,) * 2), 84, 17) if row]
    assert rows[1].split() == ["target", "녕", "안"]
    at = [width(row[: row.index("안")]) for row in (rows[4], rows[-1])]
    assert at == [13, 16]


def test_many_letters_show_the_target_and_the_likeliest(numbers: Any) -> None:
    task = Task(Experiment(text="abcdefghijklmnop"))
    picture = numbers(task, 50)
    view = NetworkView(task, picture, 4, 0, (1.0,) * task.length)
    rows = drawn(view, 84, 24)
    plan = view.plan(84, 24)
    assert (plan.letters, plan.more) == (7, True)
    top = 4 + plan.cost_row + plan.blank_row
    letters = "".join(row[plan.gutter - 2] for row in rows[top : top + 7])
    likeliest = np.argsort(-picture.probabilities[4])[:7]
    assert "f" in letters
    assert letters == "".join(sorted(letters))
    assert len(set(letters) & {"abcdefghijklmnop"[i] for i in likeliest}) >= 6
    assert "… 9 more" in rows[top + 7]


# The plan.

PLANS: dict[str, Any] = {
    "time_steps": st.integers(1, 200),
    "letters": st.integers(1, 300),
    "units": st.integers(1, 256),
    "wide": st.booleans(),
    "beside": st.booleans(),
    "gradient": st.booleans(),
}


@given(**PLANS, columns=st.integers(1, 220), rows=st.integers(1, 70))
def test_any_plan(columns: int, rows: int, **asked: Any) -> None:
    plan = plan_network(width=columns, height=rows, **asked)
    assert 3 <= plan.column <= 26
    assert 1 <= plan.columns <= asked["time_steps"]
    assert plan.gutter + plan.columns * plan.column <= max(columns, plan.gutter + 3)
    assert 1 <= plan.letters <= min(8, asked["letters"])
    assert plan.more == (plan.letters < asked["letters"])
    assert plan.hidden_rows >= 1
    fixed = 5 + plan.cost_row + plan.blank_row + 2 * plan.arrows + plan.gradient_row
    assert asked["gradient"] >= plan.gradient_row
    assert plan.height == fixed + plan.letters + plan.more + plan.hidden_rows
    if rows >= 9:
        assert plan.height <= rows


def test_rows_fold_in_order() -> None:
    folded = []
    for rows in range(20, 8, -1):
        plan = plan_network(
            time_steps=4,
            letters=4,
            units=4,
            width=84,
            height=rows,
            wide=False,
            beside=False,
            gradient=True,
        )
        rows_drawn = plan.hidden is HiddenStyle.ROWS
        folded.append((plan.gradient_row, plan.blank_row, plan.arrows, rows_drawn, plan.cost_row))
    seen = list(dict.fromkeys(folded))
    assert seen == [
        (True, True, True, True, True),
        (False, True, True, True, True),
        (False, False, True, True, True),
        (False, False, False, True, True),
        (False, False, False, False, True),
        (False, False, False, False, False),
    ]


@given(st.integers(1, 300), st.integers(1, 100), st.data())
def test_scrolled_columns_hold_the_chosen_one(length: int, columns: int, data: Any) -> None:
    assume(columns <= length)
    chosen = data.draw(st.integers(0, length - 1))
    first = first_column(chosen, columns, length)
    assert 0 <= first <= chosen < first + columns <= length
    first = first_unit(chosen, columns, length)
    assert 0 <= first <= chosen < first + columns <= length


# Any net in any space.

LETTERS = "abcdefgh안녕하세요👨‍👩‍👧é \x00\x1b\u202e\u0301ש🇰🇷🏽각\ufe0f\u200c\u0903"


@given(
    text=st.text(alphabet=LETTERS, min_size=2, max_size=200),
    units=st.sampled_from([1, 2, 8, 9, 32, 256]),
    columns=st.integers(1, 200),
    rows=st.integers(1, 40),
    value=st.sampled_from([0.5, 0.0, 1.0, -1.0, 3.0, math.nan, math.inf, -math.inf]),
    look=st.sampled_from([DARK_LOOK, MONO_LOOK, Look(LIGHT)]),
    known=st.booleans(),
    beside=st.booleans(),
    data=st.data(),
)
def test_any_net_is_drawn(
    text: str,
    units: int,
    columns: int,
    rows: int,
    value: float,
    look: Look,
    known: bool,
    beside: bool,
    data: Any,
) -> None:
    try:
        task = Task(Experiment(text=text, readout=Readout.LINEAR, hidden_size=units))
    except ValueError:
        assume(False)
        raise
    step = data.draw(st.integers(0, task.length - 1))
    view = NetworkView(
        task=task,
        picture=_filled(task, value) if known else None,
        step=step,
        unit=data.draw(st.integers(0, units - 1)),
        weights=tuple(float(t % 3 != 1) for t in range(task.length)),
        beside=beside,
        gradient=data.draw(
            st.none() | st.tuples(st.integers(0, 200), st.lists(st.floats(), max_size=200))
        ),
    )
    sheet = network_sheet(view, columns, rows, look)
    assert sheet.height == rows
    for y in range(rows):
        row = "".join(part for part, _ in sheet.row(y))
        assert width(row) == columns
        assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in row)
    plan = view.plan(columns, rows)
    at = plan.gutter + (step - first_column(step, plan.columns, task.length)) * plan.column
    if rows > 1 and at < columns:
        assert "".join(part for part, _ in sheet.row(1)).count("▾") == 1


def _filled(task: Task, value: float) -> Picture:
    T, V, H = task.length, task.vocabulary_size, task.hidden_size
    return Picture(
        5,
        0,
        np.full((T, V), value),
        np.full((T, H), value),
        np.full(T, value),
        tuple(t % V for t in range(T)),
        value,
    )


@pytest.mark.parametrize("letters", [1, 300])
def test_one_letter_and_three_hundred(letters: int, numbers: Any) -> None:
    text = "aa" if letters == 1 else "".join(chr(0x3042 + i) for i in range(letters))
    task = Task(Experiment(text=text))
    view = NetworkView(task, numbers(task, 5), 0, 0, (1.0,) * task.length)
    for size in ((84, 17), (35, 9), (3, 3)):
        rows = drawn(view, *size)
        assert len(rows) == size[1]


def test_a_picture_of_other_time_steps_leaves_blanks(numbers: Any) -> None:
    task = Task(Experiment(text="abcdefghij" * 40))
    view = NetworkView(task, numbers(task, 5, (100, 356)), 0, 0, (1.0,) * task.length)
    rows = drawn(view, 84, 17)
    assert "▾" in rows[1]
    assert rows[3].count("✓") + rows[3].count("✗") == view.plan(84, 17).columns
