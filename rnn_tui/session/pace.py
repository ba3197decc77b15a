"""The pace of a run: when the next iteration is due, and how fast they come."""

from collections import deque

_WINDOW = 1.0
_SAMPLE = 0.05
_LATE = 0.25
"""Seconds of delay that are made up for; what is later than that is given up."""


class Pace:
    """Iterations at regular times. Knows no clock: it is told the time in seconds."""

    def __init__(self) -> None:
        self._due = 0.0
        self._samples: deque[tuple[float, int]] = deque()

    def start(self, now: float, moment: int) -> None:
        """Begin to run at `moment`: the next iteration is due at once."""
        self._due = now
        self._samples.clear()
        self._samples.append((now, moment))

    def wait(self, now: float, speed: float | None) -> float:
        """Say how long to wait for the next iteration at `speed` a second; None: no waiting."""
        if speed is None:
            return 0.0
        # A speed that was raised counts at once.
        self._due = min(self._due, now + 1 / speed)
        return max(self._due - now, 0.0)

    def made(self, now: float, moment: int, speed: float | None) -> None:
        """Count the iteration that led to `moment`."""
        self._due = max(self._due, now - _LATE) + (1 / speed if speed else 0.0)
        samples = self._samples
        if not samples or now - samples[-1][0] >= _SAMPLE:
            samples.append((now, moment))
            while len(samples) > 2 and now - samples[1][0] >= _WINDOW:
                samples.popleft()

    @property
    def rate(self) -> float:
        """Iterations a second over the last second, or over the last two when slower."""
        if len(self._samples) < 2:
            return 0.0
        (start, first), (end, last) = self._samples[0], self._samples[-1]
        return (last - first) / (end - start) if end > start else 0.0
