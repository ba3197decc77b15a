"""The pace of a run: when the next iteration is due, and how fast they come."""

from collections import deque

_WINDOW = 1.0
_SAMPLE = 0.05
_LATE = 0.25


class Pace:
    """Knows no clock: it is told the time in seconds."""

    def __init__(self) -> None:
        self._due: float | None = None
        self._speed: float | None = None
        self._samples: deque[tuple[float, int]] = deque()

    def start(self, now: float, moment: int) -> None:
        """Begin to run at `moment`; what went before is forgotten."""
        self._due = now
        self._samples.clear()
        self._samples.append((now, moment))

    def wait(self, now: float, speed: float | None) -> float:
        """Say how long to wait for the next iteration at `speed` a second; None: no waiting.

        Iterations are due at regular times; after a delay the missed ones are not made up.
        """
        if speed is None:
            self._due = None
            return 0.0
        if self._due is None or speed != self._speed or now - self._due > _LATE:
            self._due, self._speed = now, speed
        return max(self._due + 1 / speed - now, 0.0)

    def made(self, now: float, moment: int) -> None:
        """Count an iteration that led to `moment`."""
        if self._due is not None and self._speed is not None:
            self._due += 1 / self._speed
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
