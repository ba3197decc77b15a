"""Columns of a picture out of arrays: what a line or a band covers in each. Arithmetic on arrays.

Thousands of moments cost what a few do: each column keeps the lowest and the highest of its
own, and a column between two moments stands on the straight line from one to the other.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rnn_tui.record import Floats

    Ints = NDArray[np.int64]

_WEIGHTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille cell, by row."""


def spans(places: "Floats", low: "Floats", high: "Floats", count: int) -> "tuple[Floats, Floats]":
    """Give the lowest and the highest of each of `count` columns, NaN where nothing is.

    `places` (moments,) are columns, never falling; where low or high (moments,) is not finite,
    nothing is drawn, nor to it.
    """
    import numpy as np

    least, most = np.full(count, np.nan), np.full(count, np.nan)
    if not places.size or count < 1:
        return least, most
    known = np.isfinite(low) & np.isfinite(high)
    columns = np.arange(count)
    after = np.searchsorted(places, columns)
    between = (after > 0) & (after < places.size)
    after = np.minimum(after, places.size - 1)
    before = np.maximum(after - 1, 0)
    between &= known[before] & known[after]
    before, after = before[between], after[between]
    share = (columns[between] - places[before]) / (places[after] - places[before])
    least[between] = low[before] + share * (low[after] - low[before])
    most[between] = high[before] + share * (high[after] - high[before])
    own = np.clip(np.rint(places[known]), 0, count - 1).astype(np.int64)
    if own.size:
        starts = np.flatnonzero(np.diff(own, prepend=-1))
        least[own[starts]] = np.minimum.reduceat(low[known], starts)
        most[own[starts]] = np.maximum.reduceat(high[known], starts)
    return least, most


def dots_of(least: "Floats", most: "Floats", high: int) -> "Ints":
    """Draw a line that covers these rows of dots in each column as bits of braille cells.

    Rows are counted from the top, 4 a cell; columns are dots, 2 a cell. Neighbours that do not
    touch are joined half way. Gives (high, columns / 2), 0 where a cell is blank.
    """
    import numpy as np

    drawn = np.isfinite(least)
    top = np.rint(np.where(drawn, least, 0)).astype(np.int64)
    bottom = np.rint(np.where(drawn, most, -1)).astype(np.int64)
    upper, lower = top.copy(), bottom.copy()
    both = drawn[:-1] & drawn[1:]
    falls, rises = both & (top[1:] > bottom[:-1] + 1), both & (bottom[1:] < top[:-1] - 1)
    # A column may reach out to both of its neighbours: the farther reach counts.
    middle = (bottom[:-1] + top[1:]) // 2
    lower[:-1][falls] = np.maximum(lower[:-1], middle)[falls]
    upper[1:][falls] = np.minimum(upper[1:], middle + 1)[falls]
    middle = (top[:-1] + bottom[1:]) // 2
    upper[:-1][rises] = np.minimum(upper[:-1], middle + 1)[rises]
    lower[1:][rises] = np.maximum(lower[1:], middle)[rises]
    rows = np.arange(4 * high)[:, None]
    dots = (rows >= upper) & (rows <= lower) & drawn
    cells = dots.reshape(high, 4, -1, 2) * np.array(_WEIGHTS, dtype=np.int64)[:, None, :]
    return np.asarray(cells.sum(axis=(1, 3)), dtype=np.int64)


def covered(least: "Floats", most: "Floats", high: int) -> "NDArray[np.bool_]":
    """Say which eighths of each cell a band covers: (high, 8, columns).

    The edges are cells from the top, NaN where there is no band; an eighth counts whole.
    """
    import numpy as np

    rows = (np.arange(8 * high)[:, None] + 0.5) / 8
    return ((rows >= least) & (rows <= most)).reshape(high, 8, -1)
