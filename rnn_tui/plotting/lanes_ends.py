"""The names of lanes at the right of a plot: who stands in which row, and what is written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.plotting import series
from rnn_tui.plotting.lanes import LaneCurve
from rnn_tui.text import clipped, visible_text, width

COST = 5
"""Cells for a cost, so that nothing moves while it changes."""
_LEAST_PICTURE = 20
"""Columns of the picture that names leave it."""
_LONGEST = 16


@dataclass(frozen=True)
class Ends:
    """How much is written of each lane: its name so wide, its cost; `width` 0 is nothing."""

    name: int
    width: int


def ends_of(curves: Sequence[LaneCurve], room: int) -> Ends:
    """Say what finds room beside a picture, given the columns of both."""
    longest = max((width(visible_text(curve.name)) for curve in curves), default=0)
    name = min(longest, _LONGEST, max(4, room // 7))
    # A gap of one, the glyph and a blank; then the name and a gap of two; the cost.
    for cells, columns in ((name, 5 + name + COST), (0, 3 + COST), (0, 2)):
        if room - columns >= _LEAST_PICTURE:
            return Ends(cells, columns)
    return Ends(0, 0)


def end_name(curve: LaneCurve, ends: Ends) -> str:
    """Give the name of a lane as there is room for it."""
    return clipped(visible_text(curve.name), ends.name)


def end_cost(cost: float) -> tuple[str, str]:
    """Give a cost and its role."""
    return series.table_cost(cost), "text" if math.isfinite(cost) else "wrong"


def apart(wanted: Sequence[float], rows: int) -> list[int]:
    """Give each a row of its own, as near to the wanted one as all can be, in their order.

    There are no more of them than rows. Those that want the same row stand around it: the least
    squares of what each is moved (pool adjacent violators), rounded within the rows.
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    pools: list[tuple[float, int]] = []
    for place, index in enumerate(order):
        pool = (wanted[index] - place, 1)
        while pools and pools[-1][0] >= pool[0]:
            mean, size = pools.pop()
            pool = ((mean * size + pool[0] * pool[1]) / (size + pool[1]), size + pool[1])
        pools.append(pool)
    means = [mean for mean, size in pools for _ in range(size)]
    found = [0] * len(wanted)
    for place, (index, mean) in enumerate(zip(order, means, strict=True)):
        first = min(max(round(mean), 0), max(rows - len(wanted), 0))
        found[index] = first + place
    return found
