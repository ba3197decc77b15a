"""`States`: the trainer at many moments, within a budget of bytes, so that time can be wound back.

The latest moments are all kept, in a ring of rows; of those that leave it every so many stay
as keyframes, ever fewer as the run grows. What lies between is trained again, exactly. A row
holds the state before the events of its moment. Imports numpy: only the worker needs it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Row = NDArray[Any]

MOST_ROWS = 200_000
"""Rows beyond which the lists of moments would weigh more than they serve."""

SPARE = 8
"""One row in so many is left to others, up to `MOST_SPARE`."""
MOST_SPARE = 16


class Kept(NamedTuple):
    """A state, the moment it belongs to, and the updates since its slots were fresh."""

    moment: int
    updates: int
    row: Row


class _Rows:
    """Rows of numbers, each tagged with its moment, or -1."""

    def __init__(self, count: int, size: int, dtype: str) -> None:
        self.rows = np.empty((count, size), dtype)  # touched, and so paid for, as it fills
        self.moments = [-1] * count
        self.updates = [0] * count
        self.used = 0
        """How many are tagged."""

    def tag(self, place: int, moment: int, updates: int) -> None:
        self.used += self.moments[place] < 0
        self.moments[place], self.updates[place] = moment, updates

    def latest(self, moment: int) -> Kept | None:
        """Find the latest row that is not after a moment."""
        found = max((m for m in self.moments if m <= moment), default=-1)
        if found < 0:
            return None
        place = self.moments.index(found)
        return Kept(found, self.updates[place], self.rows[place])

    def drop_after(self, moment: int) -> None:
        self.moments = [m if m <= moment else -1 for m in self.moments]
        self.used = sum(m >= 0 for m in self.moments)

    def thin(self) -> None:
        """Keep every second row."""
        count = len(self.moments)
        half = (count + 1) // 2
        self.rows[:half] = self.rows[::2].copy()
        self.moments = self.moments[::2] + [-1] * (count - half)
        self.updates = self.updates[::2] + [0] * (count - half)
        self.used = sum(m >= 0 for m in self.moments)


class States:
    """States of the moments of one branch; `size` numbers each."""

    def __init__(self, size: int, dtype: str, budget: int) -> None:
        self._row_bytes = size * np.dtype(dtype).itemsize
        self.budget = budget
        rows = min(budget // max(self._row_bytes, 1), MOST_ROWS)
        self.spare = min(rows // SPARE, MOST_SPARE)
        """Rows of the budget that are left to others, who keep the ends of branches."""
        rows -= self.spare
        ring = (rows + 1) // 2
        self._ring, self._frames = _Rows(ring, size, dtype), _Rows(rows - ring, size, dtype)
        self._every = 1
        """Moments from one keyframe to the next."""

    @property
    def bytes(self) -> int:
        """Memory in use, without the spare rows."""
        return (self._ring.used + self._frames.used) * self._row_bytes

    @property
    def row_bytes(self) -> int:
        """Bytes of one state."""
        return self._row_bytes

    def keep(self, moment: int, updates: int, write: Callable[[Row], None]) -> None:
        """Keep the state of a moment, which `write` puts into a row."""
        ring = self._ring
        if not ring.moments:
            return
        place = moment % len(ring.moments)
        before = ring.moments[place]
        if before == moment:
            return
        if before >= 0:
            self._keep_frame(place)
        write(ring.rows[place])
        ring.tag(place, moment, updates)

    def _keep_frame(self, place: int) -> None:
        """Make the row that leaves the ring a keyframe, if its moment is one."""
        ring, frames = self._ring, self._frames
        moment = ring.moments[place]
        while moment % self._every == 0 and frames.moments:
            index = moment // self._every
            if index < len(frames.moments):
                frames.rows[index] = ring.rows[place]
                frames.tag(index, moment, ring.updates[place])
                return
            frames.thin()
            self._every *= 2

    def nearest(self, moment: int) -> Kept | None:
        """Give the latest state kept that is not after a moment. The row is not a copy."""
        ring = self._ring
        if ring.moments:
            place = moment % len(ring.moments)
            if ring.moments[place] == moment:
                return Kept(moment, ring.updates[place], ring.rows[place])
        found = [kept for rows in (ring, self._frames) if (kept := rows.latest(moment))]
        return max(found, key=lambda kept: kept.moment, default=None)

    def drop_after(self, moment: int) -> None:
        """Forget the states after a moment: another future begins."""
        self._ring.drop_after(moment)
        self._frames.drop_after(moment)
