"""Quantiles of many costs at once. What has diverged counts as higher than all that has not."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quantiles(costs: NDArray[np.floating], shares: Sequence[float]) -> Floats:
    """Give the quantiles of each row `(rows, members)` as `(rows, shares)`.

    By linear interpolation (Hyndman and Fan's type 7, numpy's default). NaN counts as
    infinite; a quantile that lies above a finite cost and below an infinite one is infinite.
    """
    ordered = np.sort(np.where(np.isnan(costs), np.inf, costs), axis=1)
    place = np.asarray(shares) * (ordered.shape[1] - 1)
    low = np.floor(place).astype(np.intp)
    rest = place - low
    below = ordered[:, low].astype(np.float64)
    above = ordered[:, np.minimum(low + 1, ordered.shape[1] - 1)].astype(np.float64)
    with np.errstate(invalid="ignore"):  # infinity less infinity
        between = below + (above - below) * rest
    between = np.where(np.isinf(above) & (rest > 0), np.inf, between)
    return np.where(np.isinf(below) | (rest == 0), below, between)
