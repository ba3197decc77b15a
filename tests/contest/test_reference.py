"""How often hello is solved, beside the rates of the reference, within sampling error."""

import math

import pytest

from rnn_tui import RaceResult, race

RATES = {"rnn": 0.9215, "lstm": 0.2135, "gru": 0.306}
"""Of seeds 0 to 1,999 of the 2016 program, with first weights drawn by numpy."""
SEEDS = 2_000


@pytest.fixture(scope="module")
def raced() -> RaceResult:
    return race("hello", seeds=SEEDS)


@pytest.mark.parametrize("cell", RATES)
def test_the_share_of_seeds_that_solve_it_is_that_of_the_reference(
    raced: RaceResult, cell: str
) -> None:
    rate = RATES[cell]
    # Both are samples of 2,000: their difference has twice the variance of one.
    error = math.sqrt(2 * rate * (1 - rate) / SEEDS)
    assert abs(raced.lane(cell).solved.mean() - rate) < 3 * error
