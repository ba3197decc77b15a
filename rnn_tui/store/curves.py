"""`Curve`: the costs of a run as a plot and a table need them, thinned piece by piece.

What is kept is read a piece at a time: of ten million costs never more than one is in memory.
Needs numpy; it is loaded by the thread that reads.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rnn_tui.i18n import tr
from rnn_tui.record import Event
from rnn_tui.store.faults import Refused
from rnn_tui.store.packing import events_from_json

if TYPE_CHECKING:
    from rnn_tui.record import Floats

STRETCHES = 1_024
"""Parts a long run is cut into, each its highest and its lowest cost."""


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """What became of the cost. Both arrays are (points,), in the order of time."""

    moments: "Floats"
    costs: "Floats"
    """The last one is that of the latest moment, finite or not."""
    reached: tuple[int, ...]
    """The first moments whose cost was under each of the levels asked for, as far down as it came;
    of what is kept as blocks, the first moment of the block."""
    pace: tuple[tuple[int, float], ...]
    """Moments, and the seconds of training up to them."""
    events: tuple[Event, ...]
    """The edits that took effect."""

    def seconds(self, whole: float) -> "Floats":
        """Give when each point was reached, (points,), by the pace; the last after `whole`."""
        import numpy as np

        pairs = [(0, 0.0), *(pair for pair in self.pace if pair[0] > 0)]
        last = float(self.moments[-1]) if len(self.moments) else 0.0
        if pairs[-1][0] < last:
            pairs.append((int(last), max(whole, pairs[-1][1])))
        known, seconds = zip(*pairs, strict=True)
        return np.asarray(np.interp(self.moments, known, seconds))


class _Part(NamedTuple):
    """Costs in a row: each the lowest and the highest of `stride` moments from `start` on."""

    start: int
    stride: int
    low: "Floats"
    high: "Floats"


def read_curve(connection: sqlite3.Connection, run: int, levels: Sequence[float]) -> Curve:
    """Read the curve of a run; `levels` fall. Raises `Refused` where there is none."""
    connection.execute("BEGIN")
    try:
        return _read(connection, run, levels)
    finally:
        connection.execute("ROLLBACK")


def _read(connection: sqlite3.Connection, run: int, levels: Sequence[float]) -> Curve:
    row = connection.execute(
        "SELECT dtype, moments, pace, events FROM runs JOIN details ON run = id "
        "WHERE id = ? AND deleted IS NULL",
        (run,),
    ).fetchone()
    if row is None:
        raise Refused(tr("there is no run {run}", run=run))
    dtype, count, pace, events = row
    thin = _Thinned(count, levels)
    for part in _parts(connection, run, "d" if dtype == "float64" else "f", count):
        thin.add(part)
    moments, costs = thin.points()
    return Curve(
        moments,
        costs,
        tuple(thin.reached),
        tuple((int(moment), float(seconds)) for moment, seconds in json.loads(pace)),
        events_from_json(events),
    )


def _parts(connection: sqlite3.Connection, run: int, code: str, count: int) -> Iterator[_Part]:
    at = 0
    for data in _pieces(connection, run, "costs"):
        costs = _numbers(data, code)[: count - at]
        if costs.size:
            yield _Part(at, 1, costs, costs)
            at += costs.size
    rest = connection.execute(
        "SELECT piece, data FROM pieces WHERE run = ? AND kind = 'open'", (run,)
    ).fetchone()
    if rest is None:
        return
    block, begun = rest
    for data in _pieces(connection, run, "coarse"):
        numbers = _numbers(data, code)
        low, _, high = numbers[: numbers.size // 3 * 3].reshape(3, -1)
        yield _Part(at, block, low, high)
        at += block * low.size
    costs = _numbers(begun, code)[: max(count - at, 0)]
    if costs.size:
        yield _Part(at, 1, costs, costs)


def _numbers(data: bytes, code: str) -> "Floats":
    """Give a piece as numbers; a damaged one is cut where it is no number any more."""
    import numpy as np

    size = np.dtype(code).itemsize
    return np.frombuffer(data[: len(data) // size * size], code).astype(float)


def _pieces(connection: sqlite3.Connection, run: int, kind: str) -> Iterator[bytes]:
    query = "SELECT data FROM pieces WHERE run = ? AND kind = ? ORDER BY piece"
    for (data,) in connection.execute(query, (run, kind)):
        yield data


class _Thinned:
    """Takes a curve part by part, and keeps what a plot shows of it."""

    def __init__(self, count: int, levels: Sequence[float]) -> None:
        import numpy as np

        self._size = max(1, -(-count // STRETCHES)) if count > 2 * STRETCHES else 1
        stretches = -(-count // self._size)
        self._low = np.full(stretches, np.nan)
        self._high = np.full(stretches, np.nan)
        self._first = self._last = np.nan
        self._until = -1
        self._levels, self._lowest = levels, np.inf
        self.reached: list[int] = []

    def add(self, part: _Part) -> None:
        import numpy as np

        low, high = (np.where(np.isfinite(a), a, np.nan) for a in (part.low, part.high))
        if part.start == 0:
            self._first = float(part.low[0])
        self._last = float(part.high[-1])
        self._until = part.start + part.stride * len(low) - 1
        places = (part.start + part.stride * np.arange(len(low))) // self._size
        starts = np.flatnonzero(np.diff(places, prepend=-1))
        own = places[starts]
        self._low[own] = np.fmin(self._low[own], np.fmin.reduceat(low, starts))
        self._high[own] = np.fmax(self._high[own], np.fmax.reduceat(high, starts))
        self._reach(part, low)

    def _reach(self, part: _Part, low: "Floats") -> None:
        """Note the levels under which the cost has come for the first time."""
        import numpy as np

        lowest = min(self._lowest, float(np.fmin.reduce(low)))
        if len(self.reached) < len(self._levels) and lowest < self._levels[len(self.reached)]:
            falling = np.fmin.accumulate(np.fmin(low, self._lowest))
            for level in self._levels[len(self.reached) :]:
                if not lowest < level:
                    break
                place = int(np.searchsorted(-falling, -level, side="right"))
                self.reached.append(part.start + part.stride * place)
        self._lowest = lowest

    def points(self) -> "tuple[Floats, Floats]":
        import numpy as np

        if self._until < 0:
            return np.empty(0), np.empty(0)
        starts = self._size * np.arange(len(self._low), dtype=float)
        if self._size == 1:
            moments, costs = starts, self._low
        else:
            moments = np.stack([starts + 0.25 * self._size, starts + 0.75 * self._size], axis=1)
            costs = np.stack([self._high, self._low], axis=1)
        known = np.isfinite(costs) & (moments > 0) & (moments < self._until)
        moments, costs = moments[known], costs[known]
        if self._until:
            moments, costs = np.insert(moments, 0, 0.0), np.insert(costs, 0, self._first)
        return np.append(moments, float(self._until)), np.append(costs, self._last)
