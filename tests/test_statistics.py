"""Intervals, paired tests, corrections and quantiles against published and brute values."""

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.statistics import (
    ALPHA,
    Score,
    against_best,
    discordant,
    holm,
    least_seeds,
    mcnemar,
    quantile,
    quantiles,
    seeds_needed,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 10_000_000), st.integers(1, 10_000_000))
def test_wilson_holds_the_share_and_is_its_own_mirror(one: int, other: int) -> None:
    successes, trials = min(one, other), max(one, other)
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    assert low < high
    mirror_low, mirror_high = wilson(trials - successes, trials)
    assert low == pytest.approx(1 - mirror_high, abs=1e-12)
    assert high == pytest.approx(1 - mirror_low, abs=1e-12)
    # The bounds are the shares that a score test of level 5 % just does not refuse.
    for bound in (low, high):
        if 0 < bound < 1:
            error = math.sqrt(bound * (1 - bound) / trials)
            assert abs(successes / trials - bound) == pytest.approx(1.959964 * error, rel=1e-6)


def test_wilson_at_the_ends_and_out_of_range() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0
    assert wilson(5, 10, z=1.0)[1] < wilson(5, 10)[1]
    for successes, trials in ((-1, 5), (6, 5), (0, -1)):
        with pytest.raises(ValueError, match="of"):
            wilson(successes, trials)


def brute(only_first: int, only_second: int) -> Fraction:
    """Add up the chances of every number of wins no likelier than the one seen."""
    count = only_first + only_second
    seen = math.comb(count, only_first)
    ways = [math.comb(count, k) for k in range(count + 1)]
    return Fraction(sum(way for way in ways if way <= seen), 2**count)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_binomial_test_of_the_seeds_that_differ(one: int, other: int) -> None:
    assert mcnemar(one, other) == float(brute(one, other))
    assert mcnemar(one, other) == mcnemar(other, one)


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [(0, 0, 1), (1, 0, 1), (5, 0, 0.0625), (6, 0, 0.03125), (1, 9, 0.021484375), (8, 8, 1)],
)
def test_mcnemar_of_few(one: int, other: int, p: float) -> None:
    assert mcnemar(one, other) == p


@pytest.mark.parametrize("count", [999, 1000, 1001, 1002, 5_000])
@pytest.mark.parametrize("share", [0.5, 0.48, 0.4, 0.1, 0.0])
def test_mcnemar_of_many_is_as_exact(count: int, share: float) -> None:
    fewer = int(count * share)
    exact = float(
        min(Fraction(1), 2 * Fraction(sum(math.comb(count, k) for k in range(fewer + 1)), 2**count))
    )
    assert mcnemar(fewer, count - fewer) == pytest.approx(exact, rel=1e-11, abs=0)


def test_mcnemar_of_a_million_and_more() -> None:
    # The normal distribution with the correction for continuity, where it is good.
    for count, gap in ((1_000_000, 3_000), (10_000_000, 9_000), (1_000_001, 1)):
        fewer = (count - gap) // 2
        z = (count - 2 * fewer - 1) / math.sqrt(count)
        assert mcnemar(fewer, count - fewer) == pytest.approx(math.erfc(z / math.sqrt(2)), rel=1e-3)
    assert mcnemar(5_000_000, 5_000_000) == 1
    assert mcnemar(0, 10_000_000) == 0
    assert mcnemar(1, 1_009) == pytest.approx(2 * 1_011 / 2**1_010, rel=1e-11, abs=0)


@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_a_larger_difference_is_never_likelier(one: int, other: int) -> None:
    more, fewer = max(one, other), min(one, other)
    assert 0 <= mcnemar(more + 1, fewer) <= mcnemar(more, fewer) + 1e-12 <= 1 + 1e-12


def test_negative_counts_are_a_fault() -> None:
    with pytest.raises(ValueError, match="seeds"):
        mcnemar(-1, 3)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=40))
def test_seeds_are_paired_and_a_diverged_one_is_not_solved(
    seeds: list[tuple[bool, bool, bool]],
) -> None:
    first = Score.of([a for a, _, _ in seeds], [d for _, _, d in seeds])
    second = Score.of([b for _, b, _ in seeds])
    assert first.trials == second.trials == len(seeds)
    assert first.solved == sum(a and not d for a, _, d in seeds)
    assert second.solved == sum(b for _, b, _ in seeds)
    assert discordant(first, second) == (
        sum(a and not d and not b for a, b, d in seeds),
        sum(b and (not a or d) for a, b, d in seeds),
    )


def test_a_score_of_ten_million_seeds_is_paired_bit_by_bit() -> None:
    assert Score.of([True, False, True, True]).bits == 0b1101
    half = Score((1 << 5_000_000) - 1, 10_000_000)
    every = Score((1 << 10_000_000) - 1, 10_000_000)
    assert discordant(half, every) == (0, 5_000_000)
    with pytest.raises(ValueError, match="cannot be paired"):
        discordant(half, Score(1, 1))


def test_holm_gives_what_it_gives_by_hand() -> None:
    # Adjusted 0.01 x 4, 0.02 x 3, then no smaller than 0.06; as R's p.adjust(, "holm").
    assert holm([0.01, 0.04, 0.03, 0.02]) == pytest.approx((0.04, 0.06, 0.06, 0.06))
    assert holm([0.005, 0.01, 0.03]) == pytest.approx((0.015, 0.02, 0.03))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([0.3]) == (0.3,)
    assert holm([]) == ()


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_refuses_what_the_steps_refuse(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    going = True
    for rank, place in enumerate(order):
        going = going and (len(order) - rank) * p_values[place] < ALPHA
        assert (adjusted[place] < ALPHA) == going
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30),
    st.lists(st.floats(0, 1), min_size=1, max_size=5),
)
def test_quantiles_are_those_of_numpy(numbers: list[float], wanted: list[float]) -> None:
    ordered = sorted(numbers)
    given_by_numpy = np.quantile(np.array(ordered), wanted, method="linear")
    assert quantiles(ordered, wanted) == pytest.approx(tuple(given_by_numpy), rel=1e-12, abs=1e-6)
    for q, value in zip(wanted, quantiles(ordered, wanted), strict=True):
        assert ordered[0] <= value <= ordered[-1]
        assert value == quantile(ordered, q)


def test_quantiles_of_one_of_whole_numbers_and_of_infinities() -> None:
    assert quantiles([3.0], (0, 0.5, 1)) == (3.0, 3.0, 3.0)
    assert quantiles(range(101), (0.25, 0.5, 0.95)) == (25.0, 50.0, 95.0)
    assert quantile([1, 2], 0.5) == 1.5
    assert quantiles([1.0, math.inf, math.inf], (0, 0.5, 0.75, 1)) == (1.0, *[math.inf] * 3)
    assert quantile([1.0, 2.0, math.inf], 0.6) == math.inf
    for numbers, q in (([], 0.5), ([1.0], -0.1), ([1.0], 1.1), ([1.0], math.nan)):
        with pytest.raises(ValueError, match="quantile"):
            quantile(numbers, q)


def test_as_many_seeds_as_needed_find_the_difference_four_times_in_five() -> None:
    needed = seeds_needed(25, 15, 100)
    assert needed is not None
    # By the formula: (1.959964 sqrt(.4) + .841621 sqrt(.39))² / .01.
    assert needed == 312
    source = random.Random(0)
    found = 0
    for _ in range(1_000):
        drawn = [source.random() for _ in range(needed)]
        found += mcnemar(sum(c < 0.25 for c in drawn), sum(0.25 <= c < 0.4 for c in drawn)) < ALPHA
    assert 0.75 < found / 1_000 < 0.85


def test_seeds_needed_at_the_ends() -> None:
    assert seeds_needed(7, 7, 100) is None
    assert seeds_needed(0, 0, 100) is None
    assert seeds_needed(1, 0, 1) == 6
    assert seeds_needed(2, 0, 10) == 37
    few, many = seeds_needed(25, 15, 100), seeds_needed(25, 15, 100, 66)
    assert few is not None
    assert many is not None
    assert many > 1.8 * few
    assert seeds_needed(60, 10, 100) == 101


def test_fewer_seeds_than_these_tell_nothing() -> None:
    assert [least_seeds(m) for m in (1, 3, 27, 999_999)] == [6, 7, 11, 26]
    for comparisons in (1, 3, 27, 999_999):
        least = least_seeds(comparisons)
        assert comparisons * 2.0 ** (1 - least) < ALPHA <= comparisons * 2.0 ** (2 - least)


def test_points_are_compared_with_the_best_seed_by_seed() -> None:
    every = Score.of([True] * 40)
    most = Score.of([True] * 36 + [False] * 4)
    half = Score.of([True, False] * 20)
    none = Score.of([False] * 40)
    standing = against_best([none, half, every, most, every])
    assert standing.best == 2
    raw = [mcnemar(40, 0), mcnemar(20, 0), mcnemar(4, 0), 1.0]
    corrected = holm(raw)
    assert standing.adjusted == (corrected[0], corrected[1], 1.0, corrected[2], 1.0)
    assert standing.alike == 3
    assert against_best([none, half, every, most, every], 4).best == 4
    assert against_best([half]).adjusted == (1.0,)
    assert against_best([none, none]).alike == 2
    with pytest.raises(ValueError, match="no points"):
        against_best([])


def test_more_points_make_it_harder_to_be_told_from_the_best() -> None:
    best, other = Score.of([True] * 40), Score.of([False] * 7 + [True] * 33)
    assert against_best([best, other]).alike == 1
    assert against_best([best, other, *[best] * 10]).alike == 12


def test_the_truly_best_point_is_seldom_lost() -> None:
    source = random.Random(1)
    lost = 0
    for _ in range(200):
        points = [
            Score.of([source.random() < share for _ in range(60)])
            for share in (0.6, *[0.55] * 10, *[0.1] * 10)
        ]
        standing = against_best(points)
        lost += standing.adjusted[0] < ALPHA
        assert all(p < ALPHA for p in standing.adjusted[11:])
    assert lost / 200 <= ALPHA


@given(st.lists(st.integers(0, 2**12 - 1), min_size=1, max_size=8))
def test_who_is_best_depends_on_solved_seeds_alone(bits: list[int]) -> None:
    points = [Score(b, 12) for b in bits]
    standing = against_best(points)
    assert points[standing.best].solved == max(point.solved for point in points)
    assert standing.adjusted[standing.best] == 1
    assert 1 <= standing.alike <= len(points)
    for (a, p), (b, q) in itertools.combinations(zip(points, standing.adjusted, strict=True), 2):
        if discordant(points[standing.best], a) == discordant(points[standing.best], b):
            assert (p < ALPHA) == (q < ALPHA)
