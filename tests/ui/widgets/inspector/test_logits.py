"""Logits, probabilities and the cost: an exact picture, and every way of having little room."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from textual.app import App, ComposeResult

from rnn_tui.experiment import Cell, Experiment
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink
from rnn_tui.ui.widgets.inspector.logits import LogitsPanel, cost_words, logits_sheet
from rnn_tui.ui.widgets.inspector.view import InspectorView

DARK_LOOK, MONO_LOOK = Look(DARK), Look(MONO)
LOGITS = (-0.47, -0.70, 0.90, 0.15, -0.86)
CHANCES = (0.12, 0.10, 0.48, 0.22, 0.08)
ALL = 10_000


def drawn(view: InspectorView, columns: int = 49, rows: int = 6, look: Look = DARK_LOOK) -> Any:
    return logits_sheet(view, columns, rows, look).text().split("\n")[1:]


def inks(view: InspectorView, y: int) -> dict[str, Ink]:
    sheet = logits_sheet(view, 49, 6, DARK_LOOK)
    return {word: ink for text, ink in sheet.row(y) for word in text.split()}


def said(view: InspectorView, room: int = ALL) -> str:
    return "".join(text for text, _ in cost_words(view, room))


@pytest.fixture
def hihello(view: Any) -> Any:
    """Give a view whose third answer should be an e."""

    def of(logits: Any = LOGITS, chances: Any = CHANCES, cost: float = 0.74, **changes: Any) -> Any:
        found = view(Task(Experiment(text="hihello", cell=Cell.LSTM)))
        row, target = np.array(chances), found.task.targets[2]
        made = {
            "probabilities": np.vstack([found.picture.probabilities[:2], row, np.eye(5)[:3]]),
            "costs": np.array([0.1, 0.2, cost, 0.3, 0.4, 0.5]),
        }
        assert found.task.vocabulary[target] == "e"
        values = {
            "inside": replace(found.inside, logits=np.tile(np.array(logits), (6, 1))),
            "picture": replace(found.picture, **made),
        }
        return replace(found, **(values | changes))

    return of


@pytest.fixture
def alphabet(view: Any) -> Any:
    """Give a view over sixteen characters, the later the likelier; the target is the third."""
    found = view(Task(Experiment(text="abcdefghijklmnop")), step=1)
    row = np.arange(1, 17) / 136
    picture = replace(found.picture, probabilities=np.tile(row, (15, 1)))
    return replace(
        found, picture=picture, inside=replace(found.inside, logits=np.tile(row, (15, 1)))
    )


def test_five_characters(hihello: Any) -> None:
    assert drawn(hihello(), look=MONO_LOOK) == [
        "h   ▒  −.47  ▸  ━━────────────────  .12",
        "i   ▓  −.70  ▸  ━━────────────────  .10",
        "e    █ +.90  ▸  ━━━━━━━━╸─────────  .48 ◂ target",
        "l    ░ +.15  ▸  ━━━━──────────────  .22",
        "o   █  −.86  ▸  ━╸────────────────  .08",
    ]


def test_a_tall_panel_has_no_more(hihello: Any) -> None:
    assert drawn(hihello(), rows=9)[5:] == ["", "", ""]


@pytest.mark.parametrize(("columns", "place"), [(49, 36), (20, 15), (13, 8), (9, 3)])
def test_numbers_stand_under_each_other_beside_wide_letters(
    view: Any, columns: int, place: int
) -> None:
    rows = drawn(view(Task(Experiment(text="한a👨\u200d👩\u200d👧a"))), columns, 4)
    numbers = [row.split("◂")[0].rstrip() for row in rows]
    assert [width(row) - 3 for row in numbers] == [place] * 3


def test_the_likeliest_is_bold_and_in_the_accent(hihello: Any) -> None:
    view = hihello()
    assert (inks(view, 3)[".48"].bold, inks(view, 4)[".22"].bold) == (True, False)
    assert inks(view, 3)["━━━━━━━━╸"].fg == "accent"
    assert inks(view, 4)["━━━━"].fg == "dim"
    cells = [ink.bg for text, ink in logits_sheet(view, 49, 6, DARK_LOOK).row(3) if text == "  "]
    assert DARK.signed(0.9) in cells


def test_logits_beyond_one_share_a_scale(hihello: Any) -> None:
    view = hihello(logits=(-3.0, 6.0, 3.0, 0.0, math.inf))
    sheet = logits_sheet(view, 49, 6, MONO_LOOK)
    assert [row[4:6] for row in sheet.text().split("\n")[1:5]] == ["▒ ", " █", " ▒", " ·"]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (78, "e      +.90  ▸  ━━━━━━━━━━━━━━━━━━━━━━╸────────────────────────  .48 ◂ target"),
        (40, "e      +.90  ▸  ━━━━╸────  .48 ◂ target"),
        (37, "e      +.90  ▸  ━━━───  .48 ◂ target"),
        (32, "e      +.90 ━━━━━━╸─────── .48 ◂"),
        (25, "e      +.90 ━━━╸─── .48 ◂"),
        (20, "e +.90         .48 ◂"),
        (12, "e +.90 .48 ◂"),
        (9, "e .48 ◂"),
    ],
)
def test_what_a_narrow_panel_leaves_out(hihello: Any, columns: int, row: str) -> None:
    assert drawn(hihello(), columns)[2] == row


# What has no row.


def test_of_many_characters_the_target_and_the_likeliest_are_shown(alphabet: Any) -> None:
    rows = drawn(alphabet, rows=6)
    assert [row[0] for row in rows] == ["c", "n", "o", "p", "…"]
    assert rows[0].endswith("◂ target")
    assert rows[-1] == "… 12 more"
    assert [row[0] for row in drawn(alphabet, rows=17)] == list("abcdefghijklmnop")


def test_in_the_least_room_the_target_stands(alphabet: Any) -> None:
    assert [row[0] for row in drawn(alphabet, rows=2)] == ["c"]
    assert [row[:3] for row in drawn(alphabet, rows=3)] == ["c  ", "… 1"]


def test_a_likeliest_target_takes_one_row(alphabet: Any) -> None:
    row = np.arange(1, 17) / 136
    row[2] = 0.9
    picture = replace(alphabet.picture, probabilities=np.tile(row, (15, 1)))
    assert [row[0] for row in drawn(replace(alphabet, picture=picture))] == [*"cnop", "…"]


# Letters.


def test_letters_are_drawn_as_in_the_network(view: Any) -> None:
    rows = drawn(view(Task(Experiment(text="a \x1b한a👨\u200d👩\u200d👧"))), rows=6)
    assert [row.split()[0] for row in rows] == ["a", "␣", "␛", "한", "👨\u200d👩\u200d👧"]
    sheet = logits_sheet(view(Task(Experiment(text="a bab"))), 49, 6, DARK_LOOK)
    assert next(sheet.row(2)) == ("␣", Ink("muted"))


# The cost.


def test_the_cost_follows_from_the_probability(hihello: Any) -> None:
    assert said(hihello()) == "cost −ln .48 = 0.74"
    assert said(hihello(), 14) == "−ln .48 = 0.74"
    assert said(hihello(), 13) == ""
    assert cost_words(hihello(), 13) == []


@pytest.mark.parametrize(
    ("weight", "cost", "words"),
    [
        (0.5, 0.37, "cost 0.5 × −ln .48 = 0.37"),
        (0.0, 0.0, "cost 0 × −ln .48 = 0.00"),
        (2.0, 1.48, "cost 2 × −ln .48 = 1.48"),
    ],
)
def test_a_loss_with_a_weight_says_it(hihello: Any, weight: float, cost: float, words: str) -> None:
    view = hihello(cost=cost, weights=(1.0, 1.0, weight, 1.0, 1.0, 1.0))
    assert said(view) == words
    # A loss that does not count has no target to reach.
    assert ("◂" in drawn(view)[2]) is (weight != 0)


def test_a_small_probability_can_be_checked(hihello: Any) -> None:
    chances = (0.5, 0.4997, 3e-4, 0.0, 0.0)
    assert said(hihello(chances=chances, cost=-math.log(3e-4))) == "cost −ln 3e−4 = 8.11"


@pytest.mark.parametrize("cost", [math.nan, math.inf])
def test_a_cost_that_is_no_number_is_in_wrong(hihello: Any, cost: float) -> None:
    ((words, ink),) = cost_words(hihello(chances=(math.nan,) * 5, cost=cost), ALL)
    assert words == f"cost −ln nan = {cost}"
    assert ink.fg == "wrong"


class Room(App[None]):
    """A panel, for its title."""

    look = DARK_LOOK

    def __init__(self, view: InspectorView) -> None:
        super().__init__()
        self.panel = LogitsPanel(view)

    def compose(self) -> ComposeResult:
        yield self.panel


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        (49, "Logits to probabilities ───── cost −ln .48 = 0.74"),
        (36, "Probabilities ── cost −ln .48 = 0.74"),
        (31, "Probabilities ── −ln .48 = 0.74"),
        (20, "Probabilities ──────"),
    ],
)
async def test_the_title_leaves_room_for_the_cost(hihello: Any, columns: int, title: str) -> None:
    app = Room(hihello())
    async with app.run_test(size=(columns, 8)) as pilot:
        await pilot.pause()
        assert app.panel.render_line(0).text == title


# What is not known, or is no number.


def test_before_they_are_known_letters_stand_with_dots(hihello: Any) -> None:
    view = hihello(inside=None, picture=None)
    assert drawn(view)[2:4] == [
        "e   ·     ·  ▸  ──────────────────    · ◂ target",
        "l   ·     ·  ▸  ──────────────────    ·",
    ]
    assert cost_words(view, ALL) == []


def test_probabilities_stand_while_the_logits_are_not_known(hihello: Any) -> None:
    assert drawn(hihello(inside=None))[2] == "e   ·     ·  ▸  ━━━━━━━━╸─────────  .48 ◂ target"


def test_numbers_of_other_time_steps_are_not_shown(hihello: Any) -> None:
    view = hihello()
    later = replace(
        view,
        inside=replace(view.inside, probe=replace(view.inside.probe, first=3)),
        picture=replace(view.picture, first=3),
    )
    assert drawn(later) == drawn(hihello(inside=None, picture=None))
    assert cost_words(later, ALL) == []


def test_numbers_that_are_none_are_in_wrong(hihello: Any) -> None:
    view = hihello(logits=(math.nan,) * 5, chances=(math.nan,) * 5)
    assert drawn(view)[2] == "e   ??  nan  ▸  ──────────────────  nan ◂ target"
    assert inks(view, 3)["nan"].fg == "wrong"


def test_a_cost_without_a_probability_has_no_equation(hihello: Any) -> None:
    assert said(hihello(chances=(0.5, 0.25, 0.0, 0.15, 0.1), cost=1400.0)) == "cost 1.4e3"
