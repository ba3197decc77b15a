"""The grid of cells: widths, halves of wide characters, clipping, backgrounds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.text import visible_text, width
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, TRACK, Ink, Sheet, amount, run_width


def test_text_stands_where_it_was_put() -> None:
    sheet = Sheet(6, 2)
    assert sheet.put(1, 0, "ab") == 3
    assert sheet.put(4, 1, "한") == 6
    assert sheet.text() == " ab\n    한"


def test_what_falls_outside_is_dropped_and_counted() -> None:
    sheet = Sheet(4, 1)
    assert sheet.put(2, 0, "abc") == 5
    assert sheet.put(-1, 0, "xy") == 1
    assert sheet.text() == "y ab"
    assert sheet.put(0, 1, "안녕") == 4
    assert sheet.put(0, -1, "no") == 2
    assert sheet.text() == "y ab"


def test_a_wide_character_is_drawn_whole_or_not_at_all() -> None:
    sheet = Sheet(4, 1)
    sheet.put(3, 0, "한")
    assert sheet.text() == ""
    sheet.put(-1, 0, "한")
    assert sheet.text() == ""
    sheet.put(2, 0, "한")
    assert sheet.text() == "  한"


@pytest.mark.parametrize(("x", "left"), [(1, " a"), (2, "  a")])
def test_half_of_a_wide_character_goes_with_the_other(x: int, left: str) -> None:
    sheet = Sheet(4, 1)
    sheet.put(1, 0, "한")
    sheet.put(x, 0, "a")
    assert sheet.text() == left
    assert width("".join(text for text, _ in sheet.row(0))) == 4


def test_wide_over_wide() -> None:
    sheet = Sheet(5, 1)
    sheet.put(0, 0, "안녕")
    sheet.put(1, 0, "하")
    assert sheet.text() == " 하"
    assert width("".join(text for text, _ in sheet.row(0))) == 5


def test_to_the_right() -> None:
    sheet = Sheet(6, 1)
    sheet.put_right(6, 0, "안ab")
    assert sheet.text() == "  안ab"


def test_runs_follow_one_another_and_come_back_by_ink() -> None:
    sheet = Sheet(5, 1)
    assert sheet.runs(0, 0, [("a", BOLD), ("b", BOLD), ("한", MUTED)]) == 4
    assert list(sheet.row(0)) == [("ab", BOLD), ("한", MUTED), (" ", TEXT)]
    assert run_width(sheet.row(0)) == 5


def test_a_shade_lies_behind_what_has_no_ground() -> None:
    sheet = Sheet(4, 2)
    sheet.put(1, 0, "x", Ink("text", "accent"))
    sheet.put(2, 0, "y", BOLD)
    sheet.shade(-3, 0, 6, 1, "tint")
    assert list(sheet.row(0)) == [
        (" ", Ink("text", "tint")),
        ("x", Ink("text", "accent")),
        ("y", Ink("text", "tint", bold=True)),
        (" ", TEXT),
    ]
    assert list(sheet.row(1)) == [("    ", TEXT)]
    sheet.shade(0, -1, 9, 9, "raised")
    assert {ink.bg for y in (0, 1) for _, ink in sheet.row(y)} == {"tint", "accent", "raised"}


@pytest.mark.parametrize("size", [(0, 0), (0, 3), (3, 0), (-2, -2)])
def test_a_sheet_of_no_size(size: tuple[int, int]) -> None:
    sheet = Sheet(*size)
    sheet.put(0, 0, "a한")
    sheet.shade(0, 0, 5, 5, "tint")
    assert sheet.text().strip() == ""
    assert [list(sheet.row(y)) for y in range(sheet.height)] == [[]] * sheet.height


@given(
    st.lists(st.tuples(st.integers(-5, 15), st.text(max_size=6)), max_size=8), st.integers(0, 12)
)
def test_whatever_is_put_a_row_has_its_width(puts: list[tuple[int, str]], columns: int) -> None:
    sheet = Sheet(columns, 1)
    for number, (x, text) in enumerate(puts):
        drawn = visible_text(text)
        assert sheet.put(x, 0, drawn, (TEXT, ACCENT)[number % 2]) == x + width(drawn)
    assert sum(width(text) for text, _ in sheet.row(0)) == columns


@pytest.mark.parametrize(
    ("share", "drawn"),
    [
        (0, "────"),
        (0.06, "────"),
        (0.13, "╸───"),
        (0.25, "━───"),
        (0.5, "━━──"),
        (0.9, "━━━╸"),
        (1, "━━━━"),
        (7, "━━━━"),
        (-1, "────"),
        (math.nan, "────"),
        (math.inf, "━━━━"),
    ],
)
def test_an_amount_is_heavy_on_light(share: float, drawn: str) -> None:
    runs = amount(share, 4, ACCENT)
    assert "".join(text for text, _ in runs) == drawn
    assert runs[1][1] == TRACK
