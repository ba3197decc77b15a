"""When the thread that trains lets go, and how long it has been training."""

import time
from collections.abc import Callable

_TURN = 0.002
"""Seconds the thread holds on to the interpreter at most, an iteration aside."""


class Turns:
    """Lets others have their turn."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._gave_way = 0.0

    def give_way(self) -> None:
        """Let the screen's thread have its turn now and then; it costs as much as an update."""
        now = self._clock()
        if now - self._gave_way >= _TURN:
            self._gave_way = now
            time.sleep(0)


class Stopwatch:
    """Counts the seconds of training: loading and pauses are left out."""

    def __init__(self, clock: Callable[[], float], spent: float) -> None:
        self._clock, self._spent = clock, spent
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return self._spent + (self._clock() - self._since if self._since is not None else 0.0)

    def start(self) -> float:
        """Count from now on; give the time."""
        self._since = self._clock()
        return self._since

    def stop(self) -> None:
        """Count no more."""
        self._spent, self._since = self.seconds, None


def next_count(count: int, took: float, aim: float) -> int:
    """Give the iterations of the next turn: `aim` seconds of them, four times as many at most."""
    if took <= 0:
        return 4 * count
    return max(1, min(4 * count, int(count * aim / took)))
