"""Columns of a picture out of arrays: what a line or a band covers in each."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.braille import BLANK, raster
from rnn_tui.plotting.spans import covered, dots_of, spans

NAN = math.nan


def lines(places: list[float], values: list[float], columns: int, high: int) -> list[str]:
    """Draw one line through values that are rows of dots."""
    rows = np.array(values)
    bits = dots_of(*spans(np.array(places), rows, rows, columns), high)
    return ["".join(chr(BLANK + code) if code else " " for code in row) for row in bits.tolist()]


def test_a_column_keeps_the_lowest_and_the_highest_of_its_own() -> None:
    places = np.array([0.0, 0.1, 0.4, 1.0, 1.2, 3.0])
    low = np.array([5.0, 2.0, 9.0, 4.0, 1.0, 7.0])
    least, most = spans(places, low, low + 1, 4)
    assert least.tolist() == [2, 1, pytest.approx(1 + 6 * 0.8 / 1.8), 7]
    assert most.tolist() == [10, 5, pytest.approx(2 + 6 * 0.8 / 1.8), 8]


def test_nothing_is_drawn_to_what_is_no_number() -> None:
    places = np.array([0.0, 2.0, 4.0, 6.0])
    values = np.array([1.0, NAN, 3.0, 5.0])
    least, _ = spans(places, values, values, 7)
    assert np.isnan(least[1:4]).all()
    assert least[[0, 4, 5, 6]].tolist() == [1, 3, 4, 5]
    for empty in (np.array([]), np.array([NAN])):
        found = spans(np.zeros(empty.size), empty, empty, 3)
        assert np.isnan(found).all()


def test_a_few_moments_are_joined_by_straight_lines() -> None:
    # The corners are those of the rasteriser that goes from dot to dot.
    assert lines([0, 7], [0, 7], 8, 2) == raster([[(0, 0), (7, 7)]], 4, 2)
    assert lines([0, 7], [3, 3], 8, 1) == ["⣀⣀⣀⣀"]


def test_steep_lines_are_joined_half_way() -> None:
    assert lines([0, 1], [0, 7], 2, 2) == ["⡇", "⢸"]
    assert lines([0, 1], [7, 0], 2, 2) == ["⢸", "⡇"]
    # A peak is joined on both sides.
    assert lines([0, 1, 2], [7, 0, 7], 4, 2) == ["⢸ ", "⡇⡇"]


@given(
    values=st.lists(st.one_of(st.floats(0, 15), st.just(NAN)), min_size=1, max_size=80),
    columns=st.integers(1, 20),
)
def test_a_line_is_drawn_wherever_it_is_known_and_never_falls_apart(
    values: list[float], columns: int
) -> None:
    places = np.linspace(0, 2 * columns - 1, len(values))
    rows = np.array(values)
    least, most = spans(places, rows, rows, 2 * columns)
    drawn = np.isfinite(least)
    assert (least[drawn] <= most[drawn]).all()
    own = np.unique(np.rint(places[np.isfinite(rows)]).astype(int))
    assert drawn[own].all()
    bits = dots_of(least, most, 4)
    assert bits.shape == (4, columns)
    dots = np.zeros((16, 2 * columns), dtype=bool)
    for row in range(4):
        for column in range(columns):
            for dot, bit in enumerate((0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80)):
                on = int(bits[row, column]) & bit
                dots[4 * row + dot % 4, 2 * column + dot // 4] = bool(on)
    assert (dots.any(axis=0) == drawn).all()
    for first, second in zip(range(2 * columns), range(1, 2 * columns), strict=False):
        if drawn[first] and drawn[second]:
            gap = np.subtract.outer(*(np.flatnonzero(dots[:, c]) for c in (first, second)))
            assert np.abs(gap).min() <= 1


def test_an_eighth_is_covered_where_its_middle_lies_in_the_band() -> None:
    inside = covered(np.array([0.25, NAN, 1.5]), np.array([1.125, NAN, 9.0]), 2)
    assert inside.shape == (2, 8, 3)
    assert inside[:, :, 0].reshape(16).nonzero()[0].tolist() == list(range(2, 9))
    assert not inside[:, :, 1].any()
    assert inside[:, :, 2].reshape(16).nonzero()[0].tolist() == list(range(12, 16))
