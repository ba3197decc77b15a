"""`Layout`: the plot of lanes measured: what is where, in cells of the picture and its dots."""

import math
from functools import cached_property
from typing import TYPE_CHECKING

from rnn_tui.plotting.lanes import LaneCurve, LanesView
from rnn_tui.plotting.lanes_ends import Ends, ends_of
from rnn_tui.plotting.lanes_scale import (
    LanesScale,
    bounds_of,
    is_logarithmic,
    known_until,
    line_of,
    places_of,
)

if TYPE_CHECKING:
    from rnn_tui.record import Floats

LABELS = 3
"""Cells for the numbers of the vertical axis; longer ones push the picture to the right."""


class Layout:
    """One plot: its scale, its names, and the cost of each lane at the moment shown."""

    def __init__(self, view: LanesView) -> None:
        self.view = view
        self.high = view.height - 1
        self.fits = self.high >= 1 and view.width >= LABELS + 3
        if self.fits:
            self._measure()

    def _measure(self) -> None:
        """Read the numbers, and find the scale that holds them all."""
        view = self.view
        self.places = [places_of(curve) for curve in view.lanes]
        self.known = known_until(view)
        end = max(view.end if math.isfinite(view.end) else 0.0, self.known)
        end = end if end > 0 else 1.0
        room = view.width - LABELS - 2
        self.ends = ends_of(view.lanes, room) if view.named and view.lanes else Ends(0, 0)
        log = is_logarithmic(view)
        bounds = bounds_of(view, log=log)
        usual = LanesScale(max(room - self.ends.width, 1), self.high, end, bounds, log)
        self.labels = usual.costs.cost_labels()
        self.left = min(max([LABELS, *map(len, self.labels.values())]) + 2, view.width - 1)
        wide = max(view.width - self.left - self.ends.width, 1)
        self.scale = LanesScale(wide, self.high, end, bounds, log)
        wound = view.moment is not None and view.moment < self.known
        self.moment = view.moment if wound and view.moment is not None else self.known
        self.wound = wound
        self.now = self.scale.column(self.moment)

    @cached_property
    def shown(self) -> list[float]:
        """The cost of each lane at the moment shown: infinite once it was, NaN before the first."""
        return [
            self._cost(curve, at) for curve, at in zip(self.view.lanes, self.places, strict=True)
        ]

    def _cost(self, curve: LaneCurve, at: "Floats") -> float:
        import numpy as np

        index = int(np.searchsorted(at, self.moment, side="right")) - 1
        if index < 0:
            return math.nan
        costs = np.asarray(curve.median, dtype=float)[: index + 1]
        ended = np.isinf(costs)
        return float(costs[int(ended.argmax())] if ended.any() else costs[index])

    def near(self, k: int) -> float:
        """Give the cost beside which a lane is named: the last finite one where it has none."""
        import numpy as np

        if math.isfinite(self.shown[k]):
            return self.shown[k]
        costs = line_of(self.view.lanes[k])
        costs = costs[np.isfinite(costs)]
        return float(costs[-1]) if costs.size else self.scale.bounds[1]
