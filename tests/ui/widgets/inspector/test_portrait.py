"""The state portrait: where points and letters stand, and what gives way."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from textual.app import App, ComposeResult

from rnn_tui.experiment import Experiment, Readout
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.record import Probe
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.inspector.portrait import Portrait, PortraitView, portrait_sheet, states

DARK_LOOK, MONO_LOOK = Look(DARK), Look(MONO)
SQUARE = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (-1.0, 1.0), (-1.0, -0.5))
"""Units 2 and 4 of hello: the state before, and after each letter."""
BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


def drawn(view: PortraitView, columns: int = 44, rows: int = 13, look: Look = DARK_LOOK) -> Any:
    return portrait_sheet(view, columns, rows, look).text().split("\n")[1:]


def letters(rows: Sequence[str]) -> str:
    """Give the letters that label points, from the top left."""
    return "".join(c for row in rows for c in row if c.isalpha())


@pytest.fixture
def square(view: Any) -> Any:
    """Give the path of hello through four points of the plane of units 2 and 4."""

    def of(
        points: Sequence[tuple[float, float]] = SQUARE, other: int = 3, **changes: Any
    ) -> PortraitView:
        found = view(Task(Experiment()))
        hidden = np.zeros((5, 4))
        hidden[:, [1, 3]] = points
        inside = replace(found.inside, hidden=hidden)
        return PortraitView(replace(found, **({"inside": inside} | changes)), other)

    return of


def test_a_path_of_right_angles(square: Any) -> None:
    assert drawn(square(), 24, 11) == [
        "+1 3l⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉2e",
        "   ⡇         ┆    ⢸",
        "   ⡇         ┆    ⢸",
        "   ⡇         ┆    ⢸",
        " 0 ⡇┄┄┄┄┄┄┄┄┄0⠤⠤⠤⠤1h┄┄┄┄",
        "   ⡇         ┆",
        "   4l        ┆",
        "             ┆",
        "−1           ┆",
        "   −1        0        +1",
    ]


@pytest.mark.parametrize("size", [(44, 16), (45, 17), (49, 14), (12, 6), (78, 20)])
def test_the_zero_axes_stand_in_the_middle_between_the_ends(
    square: Any, size: tuple[int, int]
) -> None:
    rows = [row for row in drawn(square(inside=None, picture=None), *size) if row]
    zero = rows[-1].index("0")
    assert zero - 3 == len(rows[-1]) - 1 - zero
    middle = next(y for y, row in enumerate(rows) if row.startswith(" 0"))
    assert (rows[0][:2], rows[2 * middle][:2]) == ("+1", "−1")
    assert rows[middle][3:] == "┄" * (zero - 3) + "┼" + "┄" * (zero - 3)
    assert {row[zero] for row in rows[:-1]} == {"┆", "┼"}


def test_the_chosen_state_is_in_the_accent(square: Any) -> None:
    for look in (DARK_LOOK, MONO_LOOK):
        sheet = portrait_sheet(square(), 44, 13, look)
        runs = [(text, ink) for y in range(13) for text, ink in sheet.row(y)]
        (chosen,) = [(text, ink) for text, ink in runs if ink.fg == "accent"]
        assert chosen[0] == "3l"
        # Without colours it is reversed.
        assert [ink.reverse for text, ink in runs if text == chosen[0]] == [look.mono]
        bold = [text for text, ink in runs if ink.fg == "text" and ink.bold]
        assert sorted(bold) == ["0", "e", "h", "l"]


def test_states_are_counted_from_the_one_before_the_first(square: Any, view: Any) -> None:
    assert states(square()) == list(enumerate(SQUARE))
    part = view(Task(Experiment(text="hihello")), step=4, probe=Probe(4, 3, 6, 3, 6))
    assert [t for t, _ in states(PortraitView(part, 0))] == [3, 4, 5, 6]
    # Without an inside the picture has them, but for the state before.
    found = states(PortraitView(replace(part, inside=None), 0))
    assert [t for t, _ in found] == [4, 5, 6]
    assert found[0][1] == pytest.approx(tuple(part.picture.hidden[0][[1, 0]]))
    assert states(PortraitView(replace(part, inside=None, picture=None), 0)) == []


# What gives way.


def test_the_chosen_state_stands_before_those_in_its_way(square: Any) -> None:
    together = ((0.0, 0.0), (0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (-0.5, -0.5))
    for step, label in enumerate(("1h", "2e", "3l", "4l")):
        rows = drawn(square(together, step=step))
        assert label in "".join(rows)
    assert letters(drawn(square(together, step=1))) == "el"
    # Of others in one place the first comes first.
    assert letters(drawn(square(together, step=3))) == "hl"


def test_labels_have_a_cell_between_them(view: Any) -> None:
    text = "you can do it if you try and try again until you can do it all"
    task = Task(Experiment(text=text, readout=Readout.LINEAR, hidden_size=8))
    for step in (0, 30, 60):
        found = PortraitView(view(task, step=step), 5)
        sheet = portrait_sheet(found, 60, 20, DARK_LOOK)
        runs = [(text, ink) for y in range(20) for text, ink in sheet.row(y)]
        assert len([text for text, ink in runs if ink.bold]) > 15
        for y in range(20):
            row = list(sheet.row(y))
            assert not any(a.bold and b.bold for (_, a), (_, b) in pairwise(row))
        assert {len(text) for text, ink in runs if ink.bold and ink.fg == "text"} == {1}
        # Only the chosen one has its number.
        (chosen,) = [text for text, ink in runs if ink.fg == "accent"]
        assert chosen[-1] == {0: "y", 30: "r", 60: "l"}[step]
        assert chosen[:-1] == {0: "1", 30: "31", 60: "61"}[step]


def test_letters_are_drawn_as_in_the_network(view: Any) -> None:
    found = view(Task(Experiment(text="a \x1b한a", readout=Readout.LINEAR, hidden_size=4)))
    for step, label in enumerate(("1a", "2␣", "3␛", "4한")):
        rows = drawn(PortraitView(replace(found, step=step), 0), 78, 24)
        assert label in "\n".join(rows)


@pytest.mark.parametrize("size", [(11, 6), (12, 4), (0, 0), (3, 1)])
def test_without_room_there_is_nothing(square: Any, size: tuple[int, int]) -> None:
    assert not any(drawn(square(), *size))


# What is not known, or is no number.


def test_the_path_stops_where_a_state_is_not_known(square: Any) -> None:
    nan, away = (math.nan, 0.5), ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (math.nan, 0.5))
    rows = drawn(square((*away, (-1.0, -0.5))))
    assert letters(rows) == "ehl"
    # From e to l there is no way without the state between them.
    assert not set("".join(row[:24] for row in rows)) & BRAILLE
    assert letters(drawn(square([nan] * 5))) == ""
    assert not set("".join(drawn(square([nan] * 5)))) & BRAILLE


def test_states_outside_stand_at_the_edge(square: Any) -> None:
    rows = drawn(square(((0.0, 0.0), (9.0, 9.0), (-9.0, 9.0), (9.0, -9.0), (0.0, 0.0)), step=3))
    assert rows[0].startswith("+1 2e")
    assert rows[0].endswith("1h")
    assert rows[10].endswith("3l")


def test_the_scale_follows_the_largest_number_when_it_is_automatic(square: Any) -> None:
    half = tuple((x / 2, y / 2) for x, y in SQUARE)
    rows = drawn(square(half, automatic=True), 26, 11)
    assert rows[0].startswith("+.50 3l")
    assert rows[9].split() == ["−.50", "0", "+.50"]
    whole = drawn(square(), 24, 11)
    assert [row[5:] for row in rows[:9]] == [row[3:] for row in whole[:9]]


# One unit.


def test_one_unit_is_drawn_over_time(square: Any) -> None:
    rows = drawn(square(other=1), 31, 11)
    assert rows[4].startswith(" 0 0")
    columns = {
        label: next(row.index(label) for row in rows if label in row)
        for label in ("1h", "2e", "3l", "4l")
    }
    assert columns == {"1h": 9, "2e": 16, "3l": 23, "4l": 28}
    assert rows[9].split() == ["0", "4"]
    assert "┆" not in "".join(rows)


class Room(App[None]):
    """A portrait, for its title."""

    look = DARK_LOOK

    def __init__(self, view: PortraitView) -> None:
        super().__init__()
        self.panel = Portrait(view)

    def compose(self) -> ComposeResult:
        yield self.panel


@pytest.mark.parametrize(
    ("units", "other", "facts"),
    [
        (4, 3, "unit 2 → unit 4 ↑"),
        (4, 1, "time → unit 2 ↑"),
        (1, 0, "one unit: time → h ↑"),
    ],
)
async def test_the_title_names_the_axes(view: Any, units: int, other: int, facts: str) -> None:
    task = Task(Experiment(readout=Readout.LINEAR, hidden_size=units))
    app = Room(PortraitView(view(task), other))
    async with app.run_test(size=(44, 16)) as pilot:
        await pilot.pause()
        title = app.panel.render_line(0).text
        assert title.startswith("State portrait ─")
        assert title.endswith(f"─ {facts}")


def test_over_time_one_step_leads_from_edge_to_edge(view: Any) -> None:
    found = PortraitView(view(Task(Experiment(text="ab")), unit=1), 1)
    assert [(t, x) for t, (x, _) in states(found)] == [(0, -1.0), (1, 1.0)]
