"""plotext never sees what it cannot bear, and puts every dot where it belongs."""

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.braille import mask, raster
from rnn_tui.plotting.figure import curve

anything = st.floats() | st.sampled_from([math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324])
places = st.floats(0, 1)


@given(places, places, st.integers(1, 40), st.integers(1, 12))
def test_a_point_is_the_dot_of_its_place(x: float, y: float, width: int, height: int) -> None:
    dot = (round(x * (2 * width - 1)), 4 * height - 1 - round(y * (4 * height - 1)))
    assert curve([[(x, y)]], width, height, (0, 1), (0, 1)) == raster([[dot]], width, height)


def test_the_corners_of_the_picture_are_the_ends_of_the_bounds() -> None:
    points = [[(0.0, 2.0)], [(10.0, 2.0)], [(0.0, 6.0)], [(10.0, 6.0)]]
    assert curve(points, 3, 2, (2, 6), (0, 10)) == ["⠁ ⠈", "⡀ ⢀"]


def test_points_are_joined() -> None:
    assert curve([[(0.0, 0.0), (1.0, 1.0)]], 4, 2, (0, 1), (0, 1)) == ["  ⡠⠊", "⡠⠊  "]


def test_a_hole_is_not_bridged() -> None:
    whole = [(0.0, 0.0), (0.5, 0.0), (1.0, 0.0)]
    assert curve([whole], 6, 1, (0, 1), (0, 1)) == ["⣀⣀⣀⣀⣀⣀"]
    for hole in (math.nan, math.inf, -math.inf):
        points = [(0.0, 0.0), (0.2, 0.0), (0.5, hole), (0.8, 0.0), (1.0, 0.0)]
        assert curve([points], 6, 1, (0, 1), (0, 1)) == ["⣀⡀  ⢀⣀"]


def test_what_is_outside_is_drawn_on_the_edge() -> None:
    points = [(0.0, 1e300), (1.0, -1e300)]
    assert curve([points], 1, 3, (0, 1), (0, 1)) == curve([[(0, 1), (1, 0)]], 1, 3, (0, 1), (0, 1))


@given(
    st.lists(st.lists(st.tuples(anything, anything), max_size=8), max_size=3),
    st.integers(0, 12),
    st.integers(0, 6),
    st.tuples(anything, anything),
    st.tuples(anything, anything),
)
def test_any_input_gives_a_picture_of_the_size(
    segments: list[list[tuple[float, float]]],
    width: int,
    height: int,
    y_bounds: tuple[float, float],
    x_bounds: tuple[float, float],
) -> None:
    for segment in segments:
        segment.sort(key=lambda point: point[0])
    for bounds in ((0.0, 1.0), y_bounds):
        rows = curve(segments, width, height, bounds, x_bounds)
        assert [len(row) for row in rows] == [width] * height
        assert all(
            cell or glyph == " "
            for row, bits in zip(rows, mask(rows), strict=True)
            for glyph, cell in zip(row, bits, strict=True)
        )


@pytest.mark.parametrize(
    "size", [(0, 0), (0, 9), (9, 0), (-1, 3), (1, 1), (300, 1), (1, 300), (300, 60)]
)
def test_sizes(size: tuple[int, int]) -> None:
    points = [(i / 999, math.sin(i)) for i in range(1000)]
    rows = curve([points], *size, (-1, 1), (0, 1))
    assert len(rows) == max(size[1], 0)
    assert {len(row) for row in rows} <= {max(size[0], 0)}


def test_nothing_to_draw_loads_nothing() -> None:
    code = (
        "import sys\n"
        "import rnn_tui.plotting.cost_plot, rnn_tui.plotting.palette\n"
        "from rnn_tui.plotting.figure import curve\n"
        "curve([[(0.0, float('nan'))]], 9, 9, (0, 1), (0, 1))\n"
        "print(sorted({'plotext', 'numpy', 'torch', 'textual'} & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
