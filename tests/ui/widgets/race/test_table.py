"""One line a lane: columns that never move, and as many answers as fit."""

from dataclasses import replace

from textual import on
from textual.app import App, ComposeResult

from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.race.board import LaneChosen
from rnn_tui.ui.widgets.race.table import LanesTable, lanes_in_sight, table_rows, table_sheet
from rnn_tui.ui.widgets.race.views import EMPTY, LanesListView

LOOK = Look(DARK)


def lines(view: LanesListView, columns: int = 78, rows: int = 5) -> list[str]:
    return table_sheet(view, columns, rows, LOOK).text().split("\n")


def test_one_line_a_lane(race: LanesListView) -> None:
    assert lines(race) == [
        "",
        "         right now            first right      final cost  likeliest answers",
        "▸● RNN   ━━━━━━━━━━━─  91 %   32 / 42 / 55     2.16        ✓ello 181 ✗elll 19",
        " ▲ LSTM  ━━╸─────────  19 %   43 / 81 / 94     3.44        ✗llll 63 ✗elll 59",
        " ■ GRU   ━━━━────────  33 %   68 / 86 / 94     3.33        ✗lllo 79 ✓ello 65",
    ]


def test_the_chosen_line_is_on_tint_and_has_its_mark_without_colour(race: LanesListView) -> None:
    view = replace(race, chosen=2)
    sheet = table_sheet(view, 78, 5, LOOK)
    assert {ink.bg for _, ink in sheet.row(4)} == {"tint"}
    assert {ink.bg for _, ink in sheet.row(3)} == {""}
    assert table_sheet(view, 78, 5, Look(MONO)).text().split("\n")[4].startswith("▸■ GRU")


def test_columns_stand_where_they_stood_whatever_the_numbers_are(race: LanesListView) -> None:
    young = LanesListView(
        tuple(
            replace(lane, right=0, first_right=None, cost=(12.0, 1e5, 2e9), answers=())
            for lane in race.lanes
        )
    )
    assert lines(young)[1].index("first right") == lines(race)[1].index("first right")
    assert " –  " in lines(young)[2]
    assert "1.0e5" in lines(young)[2]


def test_diverged_seeds_come_after_the_likeliest_answer(race: LanesListView) -> None:
    view = LanesListView((replace(race.lanes[1], diverged=12),))
    assert lines(view, 78, 3)[2].endswith("✗llll 63 ◆12")
    assert lines(view, 100, 3)[2].endswith("✗llll 63 ◆12 ✗elll 59 ✗lllo 40 ✓ello 38")


def test_lanes_scroll_with_the_chosen_one(race: LanesListView) -> None:
    seven = tuple(replace(race.lanes[0], name=f"lane {k}", lane=k) for k in range(7))
    assert lanes_in_sight(LanesListView(seven, 0), 6) == range(4)
    assert lanes_in_sight(LanesListView(seven, 6), 6) == range(3, 7)
    assert lanes_in_sight(LanesListView(seven, 6), 1) == range(6, 6)
    assert table_rows(LanesListView(seven)) == 9
    assert lines(EMPTY) == [""] * 5


def test_a_wide_name_keeps_the_columns(race: LanesListView) -> None:
    view = LanesListView((replace(race.lanes[0], name="한글 이름이 깁니다"), race.lanes[1]), 0)
    first, second = lines(view, 78, 4)[2:]
    for word in ("2.16", "3.44"):
        line = first if word in first else second
        assert width(line[: line.index(word)]) == width(second[: second.index("3.44")])


async def test_a_click_chooses_a_lane_and_the_title_counts_the_hidden(race: LanesListView) -> None:
    chosen: list[int] = []

    class Stage(App[None]):
        look = LOOK

        def compose(self) -> ComposeResult:
            yield LanesTable(race)

        @on(LaneChosen)
        def keep(self, message: LaneChosen) -> None:
            chosen.append(message.lane)

    async with Stage().run_test(size=(78, 4)) as pilot:
        table = pilot.app.query_one(LanesTable)
        await pilot.click(table, offset=(5, 1))
        await pilot.click(table, offset=(5, 3))
        await pilot.pause()
        assert table.draw(78, 4, LOOK).text().split("\n")[0].endswith(" … 1 more")
    assert chosen == [1]
