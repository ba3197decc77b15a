"""Numbers as they stand on the screen: their form, and always the same cells."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.ui.numbers import probability, rate, seconds, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.42, ".42"),
        (0, ".00"),
        (1, "1.0"),
        (0.996, "1.0"),
        (0.994, ".99"),
        (math.nan, "nan"),
        (math.inf, "nan"),
    ],
)
def test_a_probability_takes_three_cells(value: float, text: str) -> None:
    assert probability(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.68, "+.68"),
        (-0.1, "−.10"),
        (0.004, " .00"),
        (-0.004, " .00"),
        (0.994, "+.99"),
        (0.996, "+1.0"),
        (1.3, "+1.3"),
        (-9.94, "−9.9"),
        (9.96, " +10"),
        (-123.4, "−123"),
        (1e5, "+1e5"),
        (-96_000, "−1e5"),
        (9.4e9, "+9e9"),
        (9.6e9, "+e10"),
        (1e99, "+e99"),
        (1e100, "+big"),
        (math.inf, "+inf"),
        (-math.inf, "−inf"),
        (math.nan, " nan"),
    ],
)
def test_a_signed_number_takes_four_cells(value: float, text: str) -> None:
    assert signed(value) == text


@given(st.floats())
def test_any_number_takes_its_cells(value: float) -> None:
    assert len(signed(value)) == 4


@given(st.floats(0, 1))
def test_any_probability_takes_its_cells(value: float) -> None:
    assert len(probability(value)) == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0 it/s"),
        (0.4, "0.4 it/s"),
        (1, "1 it/s"),
        (9.5, "9.5 it/s"),
        (19.7, "20 it/s"),
        (999.4, "999 it/s"),
        (1_234, "1.2k it/s"),
        (12_000, "12.0k it/s"),
    ],
)
def test_a_rate(value: float, text: str) -> None:
    assert rate(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.0 s"), (2.94, "2.9 s"), (59.9, "59.9 s"), (187.2, "3:07"), (3729, "1:02:09")],
)
def test_a_duration(value: float, text: str) -> None:
    assert seconds(value) == text


def test_a_minute_is_not_sixty_seconds() -> None:
    assert seconds(59.97) == "1:00"
