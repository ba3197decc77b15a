"""What comes out of a series is finite, within its bounds, thin, and labelled."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting import series

numbers = st.floats(-1e6, 1e6)
anything = st.floats() | st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1e308])


def columns_of(costs: list[float]) -> series.Columns:
    def columns(first: int, last: int, count: int) -> list[tuple[float, float]]:
        cut = [first + index * (last - first + 1) // count for index in range(count + 1)]
        parts = [costs[start:end] for start, end in pairwise(cut)]
        return [(min(part), max(part)) for part in parts]

    return columns


def test_a_line_is_split_where_a_number_is_not_finite() -> None:
    points = [(0.0, math.nan), (1.0, 1.0), (2.0, 2.0), (3.0, math.inf), (4.0, 4.0), (math.nan, 5.0)]
    assert series.clean(points) == [[(1.0, 1.0), (2.0, 2.0)], [(4.0, 4.0)]]
    assert series.clean([]) == []
    assert series.clean([(0.0, math.nan)]) == []


@given(st.lists(st.tuples(anything, anything)))
def test_clean_keeps_every_finite_point_and_no_other(points: list[series.Point]) -> None:
    segments = series.clean(points)
    finite = [point for point in points if all(map(math.isfinite, point))]
    assert [point for segment in segments for point in segment] == finite
    assert all(segments)


def test_clamp_moves_points_onto_the_edge() -> None:
    assert series.clamp([(-1, 5), (2, 0.5)], (0, 1), (0, 1)) == [(0, 1), (1, 0.5)]


@given(st.lists(st.tuples(st.floats(0, 100), numbers), max_size=200), st.integers(1, 30))
def test_decimate_keeps_the_extremes_of_every_column(
    points: list[series.Point], columns: int
) -> None:
    points.sort(key=lambda point: point[0])
    kept = series.decimate(points, columns, (0, 100))
    assert len(kept) <= max(2 * columns, 2)
    rest = iter(points)
    assert all(point in rest for point in kept)  # in their order, and none made up
    if points:
        heights = [y for _, y in points]
        kept_heights = [y for _, y in kept]
        assert (min(kept_heights), max(kept_heights)) == (min(heights), max(heights))


def test_decimate_of_one_place_ends() -> None:
    assert series.decimate([(0, 3), (0, 1), (0, 2)], 5, (0, 0)) == [(0, 3), (0, 1)]
    assert series.decimate([(0, 3), (0, 1), (0, 2)], 0, (0, 1)) == [(0, 3), (0, 1), (0, 2)]


def test_a_short_run_is_traced_whole() -> None:
    costs = [5.0, 4.0, math.nan, 3.0]
    points = series.trace(lambda *_: [(cost, cost) for cost in costs], 3, 4)
    assert points[:2] == [(0.0, 5.0), (1.0, 4.0)]
    assert math.isnan(points[2][1])


def test_a_long_run_is_traced_by_its_extremes() -> None:
    costs = [1000.0 - i + 50 * (i % 7) for i in range(1000)]
    points = series.trace(columns_of(costs), 999, 20)
    assert len(points) == 40
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    for column in range(20):
        part = costs[50 * column : 50 * column + 50]
        assert {y for _, y in points[2 * column : 2 * column + 2]} == {min(part), max(part)}


def test_a_falling_curve_is_traced_without_zigzag() -> None:
    points = series.trace(columns_of([float(-i) for i in range(1000)]), 999, 20)
    heights = [y for _, y in points]
    assert heights == sorted(heights, reverse=True)
    rising = [y for _, y in series.trace(columns_of([float(i) for i in range(1000)]), 999, 20)]
    assert rising[1:] == sorted(rising[1:])


def test_a_part_of_a_run_is_traced_from_its_first_moment() -> None:
    costs = [float(-i) for i in range(1000)]
    few = series.trace(columns_of(costs), 997, 20, 990)
    assert few == [(float(i), float(-i)) for i in range(990, 998)]
    many = series.trace(columns_of(costs), 999, 20, 500)
    assert len(many) == 40
    assert (min(y for _, y in many), max(y for _, y in many)) == (-999.0, -500.0)
    assert all(500 <= x <= 1000 for x, _ in many)
    assert all(abs(x + y) <= 25 for x, y in many)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, ".00"),
        (0.784, ".78"),
        (-0.5, ".50"),
        (0.0049, "5e−3"),
        (3e-4, "3e−4"),
        (0.996, "1.0"),
        (1.34, "1.3"),
        (12.3, "12"),
        (999.6, "1e3"),
        (math.nan, "nan"),
        (-math.inf, "inf"),
    ],
)
def test_the_size_of_a_gradient_takes_four_cells(value: float, text: str) -> None:
    assert series.gradient_text(value) == text


def test_bounds_leave_room() -> None:
    assert series.bounds([1.363, 5.545, 6.58]) == pytest.approx((0.88 * 1.363, 1.03 * 6.58))
    assert series.bounds([math.nan, 2, math.inf, 4]) == pytest.approx((1.76, 4.12))
    assert series.bounds([0, 4]) == pytest.approx((0, 4.12))
    assert series.bounds([0, 0.5, 4], log=True) == pytest.approx((0.44, 4.12))
    assert series.bounds([]) == (0, 1)
    assert series.bounds([0.0, 0.0]) == (0, 1)
    assert series.bounds([0.0, -1.0], log=True) == (0.1, 1)


@given(st.lists(anything), st.booleans())
def test_bounds_are_always_an_axis(values: list[float], log: bool) -> None:
    low, high = series.bounds(values, log=log)
    assert math.isfinite(high - low)
    assert low < high
    assert low > 0 or not log


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (1.2, 6.78, 6, [2, 3, 4, 5, 6]),
        (1.2, 6.78, 3, [2, 4, 6]),
        (2.28, 10.4, 5, [4, 6, 8, 10]),
        (9.8, 34, 3, [10, 20, 30]),
        (0.11, 0.29, 2, [0.2]),
        (0, 1.03, 5, [0, 0.5, 1]),
        (0, 0.32, 4, [0, 0.1, 0.2, 0.3]),
        (0, 1, 0, []),
        (1, 1, 3, []),
        (-5, 5, 3, [-5, 0, 5]),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, expected: list[float]) -> None:
    assert series.ticks(low, high, most) == expected


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (5, 5000, 3, [10, 100, 1000]),
        (1.2, 6.78, 3, [2, 5]),
        (0.88, 1030, 6, [1, 10, 100, 1000]),
        (0.9, 60, 6, [1, 2, 5, 10, 20, 50]),
        (6.1, 6.4, 3, [6.2, 6.4]),
        (1e-12, 1e12, 3, [1e-10, 1, 1e10]),
        (0, 1, 3, []),
        (1, 10, 0, []),
    ],
)
def test_log_ticks(low: float, high: float, most: int, expected: list[float]) -> None:
    assert series.log_ticks(low, high, most) == pytest.approx(expected)


@given(st.lists(anything, min_size=1), st.booleans(), st.integers(0, 8))
def test_ticks_of_any_axis_lie_on_it(values: list[float], log: bool, most: int) -> None:
    low, high = series.bounds(values, log=log)
    found = (series.log_ticks if log else series.ticks)(low, high, most)
    assert len(found) <= most
    assert found == sorted(set(found))
    for value in found:
        assert low * (1 - 1e-9) - 1e-12 <= value <= high * (1 + 1e-9) + 1e-12 or value == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.545, "3.54"),
        (0, "0.00"),
        (-0.0, "0.00"),
        (535.5, "535.50"),
        (999.99, "999.99"),
        (999.996, "1.0e3"),
        (1500, "1.5e3"),
        (12_000, "1.2e4"),
        (1e300, "1.0e300"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "−inf"),
        (-2.5, "−2.50"),
    ],
)
def test_costs_are_written(value: float, text: str) -> None:
    assert series.cost_text(value) == text


def test_costs_take_more_decimals() -> None:
    assert series.cost_text(3.5449, 3) == "3.545"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6, "6"),
        (0.05, ".05"),
        (0.5, ".5"),
        (1.5, "1.5"),
        (200, "200"),
        (1000, "1e3"),
        (1500, "1.5e3"),
        (0.0001, "1e−4"),
        (0, "0"),
        (-2, "−2"),
    ],
)
def test_ticks_are_written_short(value: float, text: str) -> None:
    assert series.tick_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (100, "100"), (2000, "2k"), (1500, "1.5k"), (50_000_000, "50M"), (10**12, "1T")],
)
def test_counts_are_written_short(value: int, text: str) -> None:
    assert series.count_text(value) == text
