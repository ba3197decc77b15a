"""`LanesScale`: costs and moments of arrays as cells and dots of a picture of lanes."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rnn_tui.plotting import series
from rnn_tui.plotting.lanes import LaneCurve, LanesView
from rnn_tui.plotting.scale import Scale
from rnn_tui.plotting.series import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rnn_tui.record import Floats

_STEEP = 50.0
"""From how many times the lowest median on the axis is logarithmic."""


def places_of(curve: LaneCurve) -> "Floats":
    """Give where the moments of a lane stand on the axis, never falling, finite: (moments,)."""
    import numpy as np

    if curve.at is None:
        return np.arange(len(curve.median), dtype=float)
    at = np.nan_to_num(np.asarray(curve.at, dtype=float), posinf=0.0, neginf=0.0)
    return np.asarray(np.maximum.accumulate(np.maximum(at, 0.0)))


def line_of(curve: LaneCurve) -> "Floats":
    """Give the costs of a lane up to the first that is infinite, NaN from there on."""
    import numpy as np

    costs = np.array(curve.median, dtype=float)
    if (ended := np.isinf(costs)).any():
        costs[int(ended.argmax()) :] = np.nan
    return costs


def known_until(view: LanesView) -> float:
    """Give the latest moment of any lane, 0 where there is none."""
    latest = 0.0
    for curve in view.lanes:
        if len(curve.median):
            whole = curve.at is None
            latest = max(latest, len(curve.median) - 1 if whole else float(places_of(curve)[-1]))
    return latest


def is_logarithmic(view: LanesView) -> bool:
    """Say whether the vertical axis is logarithmic."""
    if view.log is not None:
        return view.log
    medians = [line_of(curve) for curve in view.lanes]
    ends = [end for costs in medians for end in _extremes(costs, log=True)]
    return bool(ends) and max(ends) / _STEEP > min(ends)


def bounds_of(view: LanesView, *, log: bool) -> Bounds:
    """Give the ends of the vertical axis, from all that is drawn."""
    import numpy as np

    ends = [cost for floor in view.floors for cost in (floor.cost, *dict(floor.others).values())]
    for index, curve in enumerate(view.lanes):
        ends += _extremes(line_of(curve), log=log)
        for edge in (curve.band(view.bands) if index in view.banded else None) or ():
            ends += _extremes(np.asarray(edge, dtype=float), log=log)
    return series.bounds(ends, log=log)


def _extremes(costs: "Floats", *, log: bool) -> "Iterator[float]":
    import numpy as np

    usable = costs[np.isfinite(costs) & (costs > 0)] if log else costs[np.isfinite(costs)]
    if usable.size:
        yield float(usable.min())
        yield float(usable.max())


@dataclass(frozen=True)
class LanesScale:
    """A picture of `wide` by `high` cells for moments 0 to `end` and costs within the bounds."""

    wide: int
    high: int
    end: float
    bounds: Bounds
    log: bool

    @property
    def costs(self) -> Scale:
        """The same picture for single numbers."""
        return Scale(self.wide, self.high, max(1, round(self.end)), self.bounds, self.log)

    def column(self, at: float) -> int:
        """Give the column of a moment; what lies beside the picture stands at its edge."""
        return round(min(max(at / self.end, 0.0), 1.0) * (2 * self.wide - 1)) // 2

    def at(self, column: int) -> float:
        """Give the moment that a column means: of the first 0, of the last the end."""
        return min(max(column / max(self.wide - 1, 1), 0.0), 1.0) * self.end

    def across(self, places: "Floats") -> "Floats":
        """Give moments as columns of dots."""
        import numpy as np

        return np.asarray(np.clip(places / self.end, 0.0, 1.0) * (2 * self.wide - 1))

    def down(self, costs: "Floats") -> "Floats":
        """Give costs as rows of dots from the top; the infinite stand at the edge, NaN stays."""
        import numpy as np

        low, high = self.costs.heights
        within = np.clip(costs, *self.bounds)
        heights = np.log10(within) if self.log else within
        return np.asarray((1 - (heights - low) / (high - low)) * (4 * self.high - 1))

    def labels(self, *, seconds: bool) -> list[tuple[int, str]]:
        """Place the numbers in the line of the axis: at most six, a dash between two."""
        if not seconds:
            return self.costs.moment_labels()
        for most in range(6, 0, -1):
            ticks = series.ticks(0.0, self.end, most)
            words = [series.tick_text(tick) for tick in ticks]
            if words:
                words[-1] += " s"
            placed = [self._placed(*tick) for tick in zip(ticks, words, strict=True)]
            if all(x + len(word) < after for (x, word), (after, _) in pairwise(placed)):
                return placed
        return []

    def _placed(self, at: float, word: str) -> tuple[int, str]:
        x = round(at / self.end * (self.wide - 1) - (len(word) - 1) / 2)
        return max(0, min(x, self.wide - len(word))), word
