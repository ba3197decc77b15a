"""The boards of a race: what each says, which ones are shown, and what gives way."""

import math
from dataclasses import replace

import pytest
from textual import on
from textual.app import App, ComposeResult

from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink, Sheet
from rnn_tui.ui.widgets.race.board import (
    Boards,
    LaneChosen,
    board_places,
    board_rows,
    board_sheet,
    boards_sheet,
    boards_shown,
)
from rnn_tui.ui.widgets.race.histogram import histogram
from rnn_tui.ui.widgets.race.views import LanesListView

COLOUR, PLAIN = Look(DARK), Look(MONO)


def lines(sheet: Sheet) -> list[str]:
    return sheet.text().split("\n")


def ink_of(sheet: Sheet, y: int, text: str) -> Ink:
    (found,) = {ink for run, ink in sheet.row(y) if text in run}
    return found


def test_a_board_says_what_its_seeds_do(race: LanesListView) -> None:
    assert lines(board_sheet(race.lanes[0], 38, 10, COLOUR)) == [
        "● RNN ────────────────── 36 parameters",
        "right now   ━━━━━━━━━━━━━╸─ 181   91 %",
        "first right 32 / 42 / 55      181 ever",
        "  0 to 100   ▁▂▄█▄▂▁     ▁▂▄█▄▂▁",
        "final cost  2.02 / 2.16 / 2.33",
        "speed       4 µs a seed and iteration",
        "answers     ✓ ello  ━━━━━━━━━━━━─  181",
        "            ✗ elll  ━────────────   19",
        "",
        "",
    ]


def test_lanes_have_their_colours_and_wrong_letters_theirs(race: LanesListView) -> None:
    sheet = board_sheet(race.lanes[1], 38, 10, COLOUR)
    assert ink_of(sheet, 0, "LSTM") == Ink(DARK.lane_colors[1], bold=True)
    row = list(sheet.row(6))
    assert [text for text, ink in row if ink.fg == "wrong"] == ["✗", "l", "l"]
    assert ink_of(sheet, 9, "ello").bold
    plain = board_sheet(race.lanes[1], 38, 10, PLAIN)
    assert [text for text, ink in plain.row(6) if ink.reverse] == ["l", "l"]
    assert plain.text() == sheet.text()


def test_diverged_seeds_are_told_and_what_is_not_finite_is_wrong(race: LanesListView) -> None:
    lane = replace(race.lanes[1], diverged=12, cost=(3.33, math.nan, math.inf))
    sheet = board_sheet(lane, 38, 10, COLOUR)
    assert lines(sheet)[9] == "            ◆ 12 diverged"
    assert ink_of(sheet, 9, "◆").fg == "wrong"
    assert lines(sheet)[4] == "final cost  3.33 / nan / inf"
    assert [text for text, ink in sheet.row(4) if ink.fg == "wrong"] == ["nan", "inf"]


def test_while_it_runs_nothing_is_final_and_nothing_is_right_yet(race: LanesListView) -> None:
    young = replace(
        race.lanes[0], finished=False, right=0, ever=0, first_right=None, cost=None, answers=()
    )
    said = lines(board_sheet(young, 38, 10, COLOUR))
    assert said[1].endswith("   0    0 %")
    assert said[2].startswith("first right –")
    assert said[4] == "cost now    –"


def test_where_rows_are_few_the_answers_come_before_the_picture(race: LanesListView) -> None:
    said = lines(board_sheet(race.lanes[0], 38, 5, COLOUR))
    assert said[3:] == ["final cost  2.02 / 2.16 / 2.33", "answers     ✓ ello  ━━━━━━━━━━━━─  181"]


def test_the_name_comes_before_the_parameters(race: LanesListView) -> None:
    named = replace(race.lanes[0], name="a rather long name of a lane, all in all")
    said = lines(board_sheet(named, 38, 3, COLOUR))[0]
    assert said == "● a rather long name… ── 36 parameters"


def test_a_long_answer_is_cut_around_its_first_wrong_letter(race: LanesListView) -> None:
    long = replace(
        race.lanes[0].answers[0],
        letters=tuple("you can do it if you try"),
        wrong=(False,) * 20 + (True,) * 4,
    )
    row = lines(board_sheet(replace(race.lanes[0], answers=(long,)), 38, 8, COLOUR))[6]
    assert "✗ …" in row
    assert "t" in row[14:28]


def test_as_many_boards_stand_side_by_side_as_fit_with_the_chosen_one() -> None:
    assert boards_shown(118, 3, 0) == range(3)
    assert boards_shown(118, 7, 0) == range(3)
    assert boards_shown(118, 7, 4) == range(3, 6)
    assert boards_shown(118, 7, 6) == range(4, 7)
    assert boards_shown(10, 7, 6) == range(6, 7)
    assert board_places(118, range(3)) == [(0, 38), (40, 38), (80, 38)]
    assert board_places(118, range(2)) == [(0, 58), (60, 58)]


def test_those_out_of_sight_are_named_or_counted(race: LanesListView) -> None:
    seven = tuple(replace(race.lanes[k % 3], lane=k, name=f"lane {k}") for k in range(7))
    last = lines(boards_sheet(LanesListView(seven, 3), 118, 11, COLOUR))[-1]
    assert last.startswith("‹ ● lane 0  ▲ lane 1")
    assert last.endswith("★ lane 5  ○ lane 6 ›")
    last = lines(boards_sheet(LanesListView(seven, 6), 40, 11, COLOUR))[-1]
    assert last == "‹ 6 more"


def test_the_chosen_lane_is_marked_and_one_alone_is_not(race: LanesListView) -> None:
    assert lines(boards_sheet(replace(race, chosen=1), 118, 10, COLOUR))[0].count("▸▲ LSTM") == 1
    alone = LanesListView(race.lanes[:1], 0)
    assert "▸" not in lines(boards_sheet(alone, 118, 10, COLOUR))[0]


def test_the_numbers_of_all_boards_stand_in_the_same_rows(race: LanesListView) -> None:
    for rows in (10, 12, 20):
        said = lines(boards_sheet(race, 118, rows, COLOUR))
        assert sum(line.count("final cost") == 3 for line in said) == 1
        assert sum(line.count("answers") == 3 for line in said) == 1
    assert board_rows(race) == 10


def test_a_histogram_shows_one_seed_and_adds_up_what_shares_a_cell() -> None:
    assert histogram([0, 1, 800], 3) == [" ▁█"]
    assert histogram([0, 4, 8, 2], 4, 2) == ["  █ ", " ██▄"]
    assert histogram([1, 1, 0, 4], 2) == ["▄█"]
    assert histogram([1, 2], 5) == ["▄▄██ "]
    assert histogram([], 3) == ["   "]
    assert histogram([0, 0], 2) == ["  "]
    assert histogram([1], 0) == [""]


async def test_a_click_chooses_a_lane(race: LanesListView) -> None:
    chosen: list[int] = []

    class Stage(App[None]):
        look = COLOUR

        def compose(self) -> ComposeResult:
            yield Boards(race)

        @on(LaneChosen)
        def keep(self, message: LaneChosen) -> None:
            chosen.append(message.lane)

    async with Stage().run_test(size=(118, 12)) as pilot:
        for x in (3, 60, 39, 117):
            await pilot.click(Boards, offset=(x, 4))
        await pilot.pause()
    # Between two boards is nobody's.
    assert chosen == [0, 1, 2]


@pytest.mark.parametrize("rows", range(12))
def test_a_board_of_any_height_begins_with_its_name(race: LanesListView, rows: int) -> None:
    sheet = boards_sheet(race, 118, rows, COLOUR)
    assert sheet.height == rows
    assert rows == 0 or "● RNN" in lines(sheet)[0]
