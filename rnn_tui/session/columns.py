"""Costs as columns of a plot: the lowest and the highest of every stretch. Needs numpy."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.session.costs import Chunks, Costs

Numbers = NDArray[np.floating[Any]]


def columns(costs: Costs, first: int, last: int, count: int) -> NDArray[np.float64]:
    """Cut moments first to last into `count` equal columns of (lowest, highest).

    Returns (count, 2); NaN where a column holds no finite cost.
    """
    result = np.full((count, 2), np.nan)
    moments = last - first + 1
    for column in range(count):
        start = max(first + column * moments // count, 0)
        end = min(first + (column + 1) * moments // count, costs.count)
        if start < end:
            lows, highs = _stretch(costs, start, end)
            result[column] = _extreme(np.fmin, lows), _extreme(np.fmax, highs)
    return result


def values(costs: Costs, first: int, end: int) -> NDArray[np.float64]:
    """Give cost(first) to cost(end - 1), as far as they are kept whole."""
    return _view(costs.exact, first, min(end, costs.count, costs.whole)).astype(np.float64)


def _stretch(costs: Costs, start: int, end: int) -> tuple[Numbers, Numbers]:
    exact = _view(costs.exact, start, min(end, costs.whole))
    if end <= costs.whole:
        return exact, exact
    start, end = max(start - costs.whole, 0), end - costs.whole
    filling, size = (costs.count - 1 - costs.whole) // costs.block, costs.block
    first, after = start // size, min(-(-end // size), filling)
    low = max(start - filling * size, 0)
    fresh = np.frombuffer(costs.open, costs.open.typecode)[low : max(end - filling * size, low)]
    lows, highs = (_view(part, first, after) for part in (costs.low, costs.high))
    return np.concatenate([exact, lows, fresh]), np.concatenate([exact, highs, fresh])


def _view(chunks: Chunks, first: int, end: int) -> Numbers:
    parts: list[Numbers] = []
    while first < end:
        chunk, place = divmod(first, chunks.size)
        taken = min(end - first, chunks.size - place)
        parts.append(np.frombuffer(chunks.chunks[chunk], chunks.code)[place : place + taken])
        first += taken
    if not parts:
        return np.empty(0, chunks.code)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _extreme(pick: np.ufunc, numbers: Numbers) -> float:
    if numbers.size == 0:
        return math.nan
    found = float(pick.reduce(numbers))
    if not math.isinf(found):
        return found
    finite = numbers[np.isfinite(numbers)]
    return float(pick.reduce(finite)) if finite.size else math.nan
