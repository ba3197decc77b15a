"""`Figure`: one measured number, and the limit that is asked for; tables of them."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A number over its rounds; the median is what is held against the limit."""

    name: str
    minimum: float
    median: float
    maximum: float
    unit: str = ""
    """Empty: a ratio."""
    limit: float | None = None
    at_least: bool = False
    """Whether the limit is asked for as the least."""

    @property
    def met(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        if self.limit is None:
            return None
        return self.median >= self.limit if self.at_least else self.median <= self.limit


def figure(
    name: str,
    values: Sequence[float],
    unit: str = "",
    limit: float | None = None,
    *,
    at_least: bool = False,
) -> Figure:
    """Sum up the values of the rounds."""
    return Figure(name, min(values), statistics.median(values), max(values), unit, limit, at_least)


def ratio(
    name: str,
    ours: Sequence[float],
    peers: Sequence[float],
    limit: float | None = None,
    *,
    at_least: bool = False,
) -> Figure:
    """Divide ours by the peer's: minimum by minimum, median by median, maximum by maximum."""
    above = [pick(ours) / pick(peers) for pick in (min, statistics.median, max)]
    return Figure(name, above[0], above[1], above[2], "", limit, at_least)


def table(title: str, figures: Iterable[Figure]) -> str:
    """Write the figures under a heading."""
    lines = [f"{title:<58} {'minimum':>9} {'median':>9} {'maximum':>9}  {'limit':>9}"]
    for found in figures:
        numbers = " ".join(
            f"{_number(value, found.unit):>9}"
            for value in (found.minimum, found.median, found.maximum)
        )
        limit = ""
        if found.limit is not None:
            sign, word = "≥" if found.at_least else "≤", "met" if found.met else "MISSED"
            limit = f"{sign + ' ' + _number(found.limit, found.unit):>9}  {word}"
        lines.append(f"  {found.name:<56} {numbers}  {limit}".rstrip())
    return "\n".join(lines)


def _number(value: float, unit: str) -> str:
    if not unit:
        return f"{value:.2f}"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
