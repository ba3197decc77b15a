"""What can be said of shares of seeds: intervals, paired tests, corrections, quantiles.

Plain numbers in and out. The seeds of a race are a sample of all seeds; lanes and points are
trained on the same ones, so two of them are compared seed by seed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from statistics import NormalDist

Z95 = 1.959964
"""The 97.5 % quantile of the normal distribution: intervals of 95 %."""

ALPHA = 0.05
"""A difference less likely than this by chance is called one."""

POWER = 0.8
"""How often a difference is to be found where there is one."""

_EXACT = 1_000
"""Discordant pairs up to which whole numbers are added up."""


@dataclass(frozen=True, slots=True)
class Score:
    """Which seeds of a lane or point are solved; every lane of a race has the same seeds."""

    bits: int
    """Bit i stands for the i-th seed."""
    trials: int
    """How many seeds were trained."""

    @classmethod
    def of(cls, right: Iterable[bool], diverged: Iterable[bool] = ()) -> "Score":
        """Count a seed as solved if its last answer is right and it has not diverged."""
        solved = [
            bool(answer) and not lost
            for answer, lost in zip_longest(right, diverged, fillvalue=False)
        ]
        # Eight seeds a byte, the first one lowest.
        packed = bytearray((len(solved) + 7) // 8)
        for seed, done in enumerate(solved):
            if done:
                packed[seed >> 3] |= 1 << (seed & 7)
        return cls(int.from_bytes(packed, "little"), len(solved))

    @property
    def solved(self) -> int:
        """How many seeds are solved."""
        return self.bits.bit_count()


def discordant(first: Score, second: Score) -> tuple[int, int]:
    """Count the seeds that only the first solves, and those that only the second does."""
    if first.trials != second.trials:
        raise ValueError(f"{first.trials} and {second.trials} seeds cannot be paired")
    return (first.bits & ~second.bits).bit_count(), (second.bits & ~first.bits).bit_count()


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Bound a share: the score interval of Wilson 1927, JASA 22:209-212.

    (p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n). It keeps its level for shares
    near 0 and 1 and for few trials (Brown, Cai, DasGupta 2001, Statistical Science 16:101);
    no trials leave 0 to 1.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials}")
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z
    middle = share + square / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    # At the ends the bound is the end itself; rounding would leave 1e-18 beside it.
    low = 0.0 if successes == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if successes == trials else min(1.0, (middle + half) / scale)
    return low, high


@lru_cache(maxsize=65_536)
def mcnemar(only_first: int, only_second: int) -> float:
    """Give the exact two-sided p-value of a paired comparison of two shares.

    McNemar 1947, Psychometrika 12:153: if both solve as often, each of the n seeds that only
    one of them solves is either's with chance 1/2, whatever the seeds they share. p is twice
    the smaller tail of Binomial(n, 1/2), at most 1.
    """
    if only_first < 0 or only_second < 0:
        raise ValueError(f"{only_first} and {only_second} seeds")
    count, fewer = only_first + only_second, min(only_first, only_second)
    if only_first == only_second:
        return 1.0
    if count <= _EXACT:
        tail = sum(math.comb(count, k) for k in range(fewer + 1))
        return min(1.0, 2 * tail / (1 << count))
    # C(n, k) / 2^n, then C(n, k - 1) = C(n, k) k / (n - k + 1) and so on down.
    total = term = 1.0
    for k in range(fewer, 0, -1):
        term *= k / (count - k + 1)
        total += term
        if term < total * 1e-18:
            break
    return min(1.0, 2 * math.exp(_log_half_binomial(count, fewer)) * total)


def _log_half_binomial(count: int, k: int) -> float:
    """Give ln(C(n, k) / 2^n) by Loader 2000, "Fast and accurate computation of binomial...".

    The large terms of Stirling's formula cancel in the algebra, not in floating point, where
    ln n! of ten million would leave eight digits.
    """
    if k == 0:
        return -count * math.log(2)
    rest = count - k
    deviance = k * math.log(2 * k / count) + rest * math.log(2 * rest / count)
    shape = 0.5 * math.log(count / (2 * math.pi * k * rest))
    return _stirling(count) - _stirling(k) - _stirling(rest) + shape - deviance


def _stirling(n: int) -> float:
    """Give ln n! less Stirling's formula for it."""
    if n < 16:
        return math.lgamma(n + 1) - ((n + 0.5) * math.log(n) - n + 0.5 * math.log(2 * math.pi))
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * n * n)) / (n * n)) / (n * n)) / n


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values of many tests, in their order: Holm 1979, Scand. J. Statist. 6:65.

    The k-th smallest of m is multiplied by m - k + 1, made no smaller than those before it;
    below 0.05 the chance of even one false difference is below 0.05, however the tests depend
    on each other.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(order)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[place]))
        adjusted[place] = highest
    return tuple(adjusted)


def quantile(ordered: Sequence[float], q: float) -> float:
    """Give a quantile of ascending numbers, linear between neighbours.

    Definition 7 of Hyndman and Fan 1996, The American Statistician 50:361; numpy's `linear`.
    """
    if not ordered or not 0 <= q <= 1:
        raise ValueError(f"quantile {q} of {len(ordered)} numbers")
    place = (len(ordered) - 1) * q
    below = min(math.floor(place), len(ordered) - 1)
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    part = place - below
    # Equal neighbours may be infinite; a difference of infinities is no number.
    if part == 0 or low == high:
        return float(low)
    # As numpy: from the nearer neighbour, so that the result never leaves the two.
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)


def quantiles(ordered: Sequence[float], wanted: Sequence[float]) -> tuple[float, ...]:
    """Give several quantiles of ascending numbers."""
    return tuple(quantile(ordered, q) for q in wanted)


def seeds_needed(
    only_first: int, only_second: int, trials: int, comparisons: int = 1
) -> int | None:
    """Estimate the seeds with which a difference as large as the one seen would be found.

    Connor 1987, Biometrics 43:207, with d the difference of the shares and s the share of
    seeds that differ: (z_a sqrt(s) + z_b sqrt(s - d²))² / d², z_a for 0.05 by the number of
    comparisons, z_b for a power of 80 %. At least as many as make enough seeds differ to tell
    anything, and more than there were; None where no difference was seen.
    """
    if only_first == only_second:
        return None
    differ = (only_first + only_second) / trials
    gap = abs(only_first - only_second) / trials
    unlikely = NormalDist().inv_cdf(1 - ALPHA / comparisons / 2)
    found = NormalDist().inv_cdf(POWER)
    root = unlikely * math.sqrt(differ) + found * math.sqrt(max(0.0, differ - gap * gap))
    least = least_seeds(comparisons) / differ
    return max(trials + 1, math.ceil(max(root * root / (gap * gap), least)))


def least_seeds(comparisons: int) -> int:
    """Give how many seeds could tell anything at all, were they all to differ.

    All of n seeds on one side are p = 2 / 2^n, to be below 0.05 by the number of comparisons:
    six of them for a single comparison.
    """
    count = 1
    while mcnemar(count, 0) * comparisons >= ALPHA:
        count += 1
    return count


@dataclass(frozen=True)
class Standing:
    """How the points of a sweep stand against the best of them."""

    best: int
    """The place of the best point."""
    adjusted: tuple[float, ...]
    """The corrected p-value of each point's comparison with the best; 1 of the best itself."""

    @property
    def alike(self) -> int:
        """How many points cannot be told from the best, which is one of them."""
        return sum(p >= ALPHA for p in self.adjusted)


def against_best(scores: Sequence[Score], best: int | None = None) -> Standing:
    """Compare every point with the best, seed by seed, with Holm's correction.

    The best is chosen by the same seeds, and so it looks better than it is. What is left, the
    points not told from it, is meant as a set that holds the truly best one (Gupta 1965,
    Technometrics 7:225; multiple comparisons with the best, Hsu 1984, Ann. Statist. 12:1136).
    That one is lost only if some other seems better than it, a one-sided event against each of
    m - 1 points, and two-sided tests shared among m - 1 allow for twice that. Where many are
    equally good, one or the other of them may still be lost, and nothing is said of two points
    that are not the best. `best` is given where ties are broken by more than solved seeds.
    """
    if not scores:
        raise ValueError("no points")
    if best is None:
        best = max(range(len(scores)), key=lambda place: scores[place].solved)
    others = [place for place in range(len(scores)) if place != best]
    tested = holm([mcnemar(*discordant(scores[best], scores[place])) for place in others])
    adjusted = [1.0] * len(scores)
    for place, p in zip(others, tested, strict=True):
        adjusted[place] = p
    return Standing(best, tuple(adjusted))
