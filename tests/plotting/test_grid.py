"""Cells written over cells: wide characters are never halved, rows never change their width."""

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.grid import Grid
from rnn_tui.text import width

WORDS = st.text("ab한글 👍", max_size=6)


def text(grid: Grid) -> list[str]:
    return ["".join(run for run, _ in row) for row in grid.rows()]


def test_what_is_outside_is_left_out() -> None:
    grid = Grid(4, 1)
    grid.put(-2, 0, "abcdefgh", "text")
    grid.put(0, 1, "zz", "text")
    grid.put(0, -1, "zz", "text")
    assert text(grid) == ["cdef"]


def test_a_wide_character_that_loses_a_half_is_gone() -> None:
    grid = Grid(6, 1)
    grid.put(0, 0, "한글한", "text")
    grid.put(1, 0, "a", "text")
    grid.put(4, 0, "b", "text")
    assert text(grid) == [" a글b "]
    grid.put(5, 0, "글", "text")
    assert text(grid) == [" a글b "]


def test_runs_hold_one_role_each() -> None:
    grid = Grid(6, 1)
    grid.put(1, 0, "ab", "muted")
    grid.put(3, 0, "c", "accent")
    assert grid.rows() == [[(" ", "text"), ("ab", "muted"), ("c  ", "accent")]]


@given(st.lists(st.tuples(st.integers(-3, 9), st.integers(-1, 2), WORDS)), st.integers(0, 8))
def test_rows_keep_their_width(words: list[tuple[int, int, str]], cells: int) -> None:
    grid = Grid(cells, 2)
    for x, y, word in words:
        grid.put(x, y, word, "text")
    assert [width(row) for row in text(grid)] == [cells, cells]
