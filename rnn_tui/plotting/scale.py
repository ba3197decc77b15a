"""`Scale`: moments across and costs upwards, as cells and dots of a picture. Pure arithmetic."""

import math
from dataclasses import dataclass
from itertools import pairwise

from rnn_tui.plotting import series
from rnn_tui.plotting.braille import Dot
from rnn_tui.plotting.series import Bounds


@dataclass(frozen=True)
class Scale:
    """A picture of `wide` by `high` cells for moments 0 to `end` and costs within the bounds."""

    wide: int
    high: int
    end: int
    bounds: Bounds
    log: bool

    @property
    def heights(self) -> Bounds:
        """The bounds as heights."""
        return self.height(self.bounds[0]), self.height(self.bounds[1])

    def height(self, cost: float) -> float:
        """Give the cost, or its power of ten, on the axis; NaN where it is no finite number."""
        if not self.log:
            return cost
        return math.log10(max(cost, self.bounds[0])) if math.isfinite(cost) else math.nan

    def column(self, moment: float) -> int:
        """Give the column of a moment."""
        return self._across(moment) // 2

    def row(self, cost: float) -> int:
        """Give the row of a cost; what is off the scale, or no number, stands at its edge."""
        return self.high - 1 - self._upwards(cost) // 4

    def dot(self, moment: float, cost: float) -> Dot:
        """Give the dot of a cost, counted from the top left."""
        return self._across(moment), 4 * self.high - 1 - self._upwards(cost)

    def moment(self, column: int) -> int:
        """Give the moment that a column means: of the first 0, of the last the end."""
        share = min(max(column / max(self.wide - 1, 1), 0.0), 1.0)
        return round(share * self.end)

    def _across(self, moment: float) -> int:
        return round(moment / self.end * (2 * self.wide - 1))

    def _upwards(self, cost: float) -> int:
        low, high = self.heights
        share = (self.height(cost) - low) / (high - low) if math.isfinite(cost) else 1.0
        return round(min(max(share, 0.0), 1.0) * (4 * self.high - 1))

    def cost_labels(self) -> dict[int, str]:
        """Give the label of each row that has one."""
        most = 3 if self.high < 10 else min(6, self.high // 2)
        most = min(most, (self.high + 1) // 2)
        choose = series.log_ticks if self.log else series.ticks
        labels: dict[int, str] = {}
        for value in choose(*self.bounds, most):
            labels.setdefault(self.row(value), series.tick_text(value))
        return labels

    def moment_labels(self) -> list[tuple[int, str]]:
        """Place the numbers in the line of the axis: at most five steps, a dash between two."""
        digit, power = 1, 0
        while True:
            step = digit * 10**power
            if self.end // step <= 5:
                placed = [self._placed(moment) for moment in range(0, self.end + 1, step)]
                if all(x + len(label) < after for (x, label), (after, _) in pairwise(placed)):
                    return placed
            digit, power = {1: (2, power), 2: (5, power), 5: (1, power + 1)}[digit]

    def _placed(self, moment: int) -> tuple[int, str]:
        label = series.count_text(moment)
        x = moment / self.end * (self.wide - 1) - (len(label) - 1) / 2
        return max(0, min(math.floor(x), self.wide - len(label))), label
