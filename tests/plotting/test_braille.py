"""The own rasteriser, dot by dot."""

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.braille import mask, raster


def dots_of(rows: list[str]) -> set[tuple[int, int]]:
    bits = {0x01: (0, 0), 0x02: (0, 1), 0x04: (0, 2), 0x40: (0, 3)}
    bits |= {0x08: (1, 0), 0x10: (1, 1), 0x20: (1, 2), 0x80: (1, 3)}
    return {
        (2 * x + dx, 4 * y + dy)
        for y, row in enumerate(mask(rows))
        for x, cell in enumerate(row)
        for bit, (dx, dy) in bits.items()
        if cell & bit
    }


def test_each_dot_has_its_place() -> None:
    assert raster([[(0, 0)]], 2, 1) == ["⠁ "]
    assert raster([[(1, 3)]], 2, 1) == ["⢀ "]
    assert raster([[(3, 2)]], 2, 1) == [" ⠠"]
    assert raster([[(x, y)] for x in range(2) for y in range(4)], 1, 1) == ["⣿"]
    assert raster([], 3, 2) == ["   ", "   "]


def test_lines_touch_from_corner_to_corner() -> None:
    assert raster([[(0, 3), (3, 0)]], 2, 1) == ["⡠⠊"]
    assert raster([[(0, 0), (0, 7)]], 1, 2) == ["⡇", "⡇"]
    assert raster([[(0, 0), (5, 0)], [(0, 3)]], 3, 1) == ["⡉⠉⠉"]


def test_a_faded_line_shows_some_dots_of_many_along_its_way() -> None:
    assert raster([[(0, 0), (7, 0)]], 4, 1, shown=2, of=4) == ["⠉ ⠉ "]
    assert raster([[(0, 0), (0, 7)]], 1, 2, shown=2, of=4) == ["⠃", "⠃"]
    assert raster([[(0, 0), (2, 0)], [(0, 3), (3, 3)]], 2, 1, shown=1, of=2) == ["⡁⡁"]


@given(
    st.lists(st.tuples(st.integers(-9, 30), st.integers(-9, 30)), min_size=1, max_size=5),
    st.integers(0, 8),
    st.integers(0, 4),
)
def test_a_line_is_connected_and_holds_its_corners(
    corners: list[tuple[int, int]], width: int, height: int
) -> None:
    rows = raster([corners], width, height)
    assert [len(row) for row in rows] == [width] * height
    drawn = dots_of(rows)
    assert drawn >= {(x, y) for x, y in corners if 0 <= x < 2 * width and 0 <= y < 4 * height}
    whole = dots_of(raster([[(x + 9, y + 9) for x, y in corners]], 25, 12))
    for x, y in whole - {(corners[0][0] + 9, corners[0][1] + 9)}:
        assert whole & {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} - {(x, y)}


def test_what_is_no_braille_is_no_dot() -> None:
    assert mask(["a⠀⣿ "]) == [[0, 0, 255, 0]]
