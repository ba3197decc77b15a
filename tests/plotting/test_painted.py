"""Cells that carry colours: widths hold, and a ground stays under what is written on it."""

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.painted import Paint, PaintedGrid
from rnn_tui.text import visible_text, width


def test_a_glyph_stands_on_the_ground_that_is_there() -> None:
    grid = PaintedGrid(4, 1)
    grid.ground(1, 0, "#223344")
    grid.put(0, 0, "ab", Paint("accent"))
    grid.put(2, 0, "c", Paint("text", "#445566"))
    assert grid.rows() == [
        [
            ("a", Paint("accent")),
            ("b", Paint("accent", "#223344")),
            ("c", Paint("text", "#445566")),
            (" ", Paint()),
        ]
    ]


def test_half_a_wide_character_becomes_a_blank() -> None:
    grid = PaintedGrid(4, 1)
    grid.put(0, 0, "한글", Paint())
    grid.put(1, 0, "x", Paint())
    assert "".join(text for text, _ in grid.rows()[0]) == " x글"
    grid.put(2, 0, "y", Paint())
    assert "".join(text for text, _ in grid.rows()[0]) == " xy "


@given(
    st.lists(st.tuples(st.integers(-5, 12), st.integers(-1, 3), st.text(max_size=8)), max_size=8)
)
def test_rows_are_as_wide_as_asked_for(written: list[tuple[int, int, str]]) -> None:
    grid = PaintedGrid(10, 2)
    for x, y, text in written:
        grid.put(x, y, visible_text(text), Paint("muted"))
    assert [sum(width(text) for text, _ in row) for row in grid.rows()] == [10, 10]
