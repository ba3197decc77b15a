"""The points of a sweep by rank, its progress, and how their numbers are written."""

import math
from dataclasses import replace

import pytest
from textual import on
from textual.app import App, ComposeResult

from rnn_tui.plotting.palette import DARK
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.race.points import (
    PointRow,
    PointsTable,
    PointsView,
    RowChosen,
    points_in_sight,
    points_sheet,
)
from rnn_tui.ui.widgets.race.progress import Progress, ProgressView
from rnn_tui.ui.widgets.race.words import (
    duration,
    interval,
    moments,
    percent,
    small_cost,
)

LOOK = Look(DARK)
ROWS = (
    PointRow(("16", ".3"), 1.0, (0.912, 1.0), 9, 0.001),
    PointRow(("8", ".1"), 0.98, (0.87, 0.996), 23.5, 0.0321),
    PointRow(("2", ".03"), 0.75, (0.6, 0.86), 74, 2.21),
    PointRow(("2", ".001"), 0.0, (0.0, 0.09), None, math.inf),
)
VIEW = PointsView(("units", "rate"), ROWS, 2, "by solved", 7)


def lines(view: PointsView, columns: int = 49, rows: int = 7) -> list[str]:
    return points_sheet(view, columns, rows).text().split("\n")


def test_a_point_has_a_line() -> None:
    assert lines(VIEW) == [
        "",
        "     units  rate           solved  first ✓   cost",
        "        16    .3  100 %  (91–100)        9   1e−3",
        "         8    .1   98 %  (87–100)       24   0.03",
        "▸        2   .03   75 %   (60–86)       74   2.21",
        "         2  .001    0 %     (0–9)        –    inf",
        "  7 at work",
    ]


def test_the_chosen_row_is_on_tint_and_bold() -> None:
    sheet = points_sheet(VIEW, 49, 7)
    assert {ink.bg for _, ink in sheet.row(4)} == {"tint"}
    assert all(ink.bold for text, ink in sheet.row(4) if text.strip())
    assert {ink.fg for text, ink in sheet.row(5) if "inf" in text} == {"wrong"}


def test_what_finds_no_room_is_counted_and_the_chosen_one_stays() -> None:
    view = replace(VIEW, rows=ROWS * 6, chosen=20)
    assert points_in_sight(view, 10) == range(14, 21)
    assert lines(view, 49, 10)[-1] == "  … 17 more, 7 at work"
    assert points_in_sight(replace(view, chosen=None), 10) == range(7)
    assert points_in_sight(replace(VIEW, at_work=0), 6) == range(4)
    assert lines(replace(VIEW, at_work=0), 49, 5)[-1] == "  … 2 more"


def test_in_few_columns_intervals_go_first() -> None:
    narrow = lines(VIEW, 34)
    assert narrow[1].split() == ["units", "rate", "solved", "first", "✓", "cost"]
    assert "(" not in "\n".join(narrow)
    assert narrow[2].split() == ["16", ".3", "100", "%", "9", "1e−3"]
    assert "first" not in lines(VIEW, 24)[1]


async def test_a_click_chooses_a_row_and_the_title_says_the_order() -> None:
    chosen: list[int] = []

    class Stage(App[None]):
        look = LOOK

        def compose(self) -> ComposeResult:
            yield PointsTable(VIEW)

        @on(RowChosen)
        def keep(self, message: RowChosen) -> None:
            chosen.append(message.row)

    async with Stage().run_test(size=(49, 7)) as pilot:
        table = pilot.app.query_one(PointsTable)
        for y in (1, 2, 5, 6):
            await pilot.click(table, offset=(4, y))
        await pilot.pause()
        assert table.draw(49, 7, LOOK).text().split("\n")[0].endswith("─ o by solved")
    assert chosen == [0, 3]


def test_progress_is_a_bar_and_lines() -> None:
    view = ProgressView(0.92, (("Runs done", "1,120 of 1,400"), ("Time", "18 s, 2 s left")))
    assert Progress(view).body(49, 5, LOOK).text().split("\n") == [
        "",
        "━" * 37 + "───" + "     92 %",
        "Runs done                          1,120 of 1,400",
        "Time                               18 s, 2 s left",
        "",
    ]


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (0.905, "91 %"), (0.125, "13 %"), (1.0, "100 %"), (math.nan, "–")],
)
def test_percents_are_whole_half_up(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (4e-6, "4 µs"),
        (0.3e-6, "0.3 µs"),
        (310e-6, "310 µs"),
        (0.004, "4 ms"),
        (2.94, "2.9 s"),
        (187.0, "3:07"),
        (math.inf, "–"),
    ],
)
def test_durations_of_any_size(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (2.21, "2.21"),
        (0.04, "0.04"),
        (0.01, "0.01"),
        (0.0099, "1e−2"),
        (0.004, "4e−3"),
        (0.0, "0.00"),
        (12_345.0, "1.2e4"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-1.0, "−1.00"),
    ],
)
def test_small_costs_of_tables(cost: float, said: str) -> None:
    assert small_cost(cost) == said


def test_quartiles_and_intervals() -> None:
    assert moments((32, 42.5, 55)) == "32 / 43 / 55"
    assert moments((32, 12_000, math.inf)) == "32 / 12,000 / –"
    assert moments(None) == "–"
    assert interval((0.86, 0.94)) == "(86–94)"
    assert interval(None) == ""
    assert interval((math.nan, 1.0)) == ""
