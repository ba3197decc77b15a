"""The table of compared runs: what has a column at each width, what is bold, what is hidden."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.screens.compare_views import CompareChoice, table_view
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.compare.table import table_sheet
from rnn_tui.ui.widgets.compare.table_plan import (
    EMPTY,
    TableView,
    folded,
    in_sight,
    rows_of,
    shape_of,
)
from tests.ui.comparing import FOUR, found, kept, twelve

IDS = [each.run.id for each in FOUR]
VIEW = table_view(found(FOUR), IDS, CompareChoice(411, frozenset({409})))
TWELVE = table_view(found(twelve()), range(100, 112), CompareChoice(103))


def lines(view: TableView, columns: int, rows: int = 0) -> list[str]:
    sheet = table_sheet(view, columns, rows or rows_of(view, columns), Look(DARK))
    return sheet.text().splitlines()


def bold(sheet: Sheet, y: int) -> list[str]:
    return [text.strip() for text, ink in sheet.row(y) if ink.bold and text.strip()]


def test_a_row_a_run() -> None:
    titles, heads, *rows = lines(VIEW, 118)
    assert titles.startswith("Settings that differ ─")
    assert "3 of 18   Results" in titles
    assert titles.endswith("best in bold")
    assert heads.split() == [
        "run", "name", "optimizer", "learning", "rate", "units", "cost", "first", "✓", "under",
        "0.1", "parameters", "took", "answer",
    ]  # fmt: skip
    assert rows[0].split() == [
        "●", "412", "Adam", "0.03", "8", "0.02", "12", "69", "493", "0.18", "s", "✓", "ihello",
    ]  # fmt: skip
    assert rows_of(VIEW, 118) == 6
    assert rows[1].startswith("▸ ▲ 411")
    assert "○ 409  " in rows[2]
    assert "the old way" in rows[2]
    assert len(rows) == 4


def test_the_best_of_a_column_is_bold_and_nothing_of_a_hidden_row() -> None:
    for palette in (DARK, MONO):
        sheet = table_sheet(VIEW, 118, 6, Look(palette))
        assert bold(sheet, 2) == ["412", "0.02", "12", "69", "493"]
        assert bold(sheet, 3) == ["▸", "411", "493"]
        assert bold(sheet, 4) == []
        assert bold(sheet, 5) == ["404", "0.17 s"]


def test_what_has_no_column_is_told_of_the_current_run() -> None:
    for columns in (118, 98, 78, 58):
        said = lines(VIEW, columns)
        assert all(width(line) <= columns for line in said)
        shape = shape_of(VIEW, columns)
        assert len(said) == 6 + (columns < 118)
        for head, value in folded(VIEW, shape):
            assert f"{head} {value}" in said[-1]
    assert "parameters 493" in lines(VIEW, 78)[-1]
    assert "optimizer" in lines(VIEW, 58)[1]
    assert "cost" in lines(VIEW, 58)[1]


def test_the_line_beneath_stays_whichever_run_is_current() -> None:
    # Only the third has a name.
    heights = {rows_of(replace(VIEW, current=k), 78) for k in range(4)}
    assert heights == {7}
    assert "name" not in lines(VIEW, 78)[-1]
    assert "name the old way" in lines(replace(VIEW, current=2), 78)[-1]


def test_columns_stand_under_their_heads() -> None:
    for columns in range(40, 200):
        _, heads, *rows = lines(VIEW, columns)
        for head in ("cost", "first ✓", "parameters"):
            if head in heads:
                end = heads.index(head) + len(head)
                for row in rows[:4]:
                    assert row[end - 1] != " "
                    assert row[end : end + 2] == "  "


def test_more_runs_than_rows_scroll_around_the_current_one() -> None:
    said = lines(TWELVE, 118, 8)
    assert "… 7 more" in said[0]
    assert len(in_sight(TWELVE, 118, 8)) == 5
    assert 3 in in_sight(TWELVE, 118, 8)
    assert in_sight(replace(TWELVE, current=11), 118, 8)[-1] == 11
    assert in_sight(TWELVE, 118, 2) == range(3, 3) or len(in_sight(TWELVE, 118, 2)) == 0


def test_the_seventh_circle_is_not_that_of_a_hidden_run() -> None:
    ids = list(range(100, 112))
    view = table_view(found(twelve()), ids, CompareChoice(100, frozenset({101})))
    rows = lines(view, 118)
    assert "· 101" in rows[3]
    assert "○ 106" in rows[8]


def test_what_diverged_or_never_was_is_said() -> None:
    (row,) = (line for line in lines(TWELVE, 150) if " 105 " in line)
    assert "–" in row
    assert "✗" in row
    nothing = kept(1, cost=None, solved_at=None)
    view = table_view(found([nothing, kept(2)]), [1, 2], CompareChoice(1))
    assert lines(view, 118)[0].startswith("No setting differs ─")
    assert " nan " in lines(view, 118)[2]


@pytest.mark.parametrize("view", [VIEW, TWELVE, EMPTY])
@given(columns=st.integers(0, 220), rows=st.integers(0, 30), current=st.integers(0, 3))
def test_no_size_breaks_it(view: TableView, columns: int, rows: int, current: int) -> None:
    view = replace(view, current=current if view.rows else 0)
    for line in table_sheet(view, columns, rows, Look(MONO)).text().splitlines():
        assert width(line) <= columns
        assert not set(line) & set("\x1b\0\u202e")
