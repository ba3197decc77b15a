"""When the thread that trains lets go, and how long it has been training."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tui.session.session import Session

_GLANCE = 0.05
"""Seconds between two looks at `stopping` where no event may wake the thread."""

_TURN = 0.002
"""Seconds the thread holds on to the interpreter at most, an iteration aside."""


class Turns:
    """Lets others have their turn."""

    def __init__(self, session: "Session", clock: Callable[[], float]) -> None:
        self._session, self._clock = session, clock
        self._gave_way = 0.0

    def give_way(self) -> None:
        """Let the screen's thread have its turn now and then; it costs as much as an update."""
        now = self._clock()
        if now - self._gave_way >= _TURN:
            self._gave_way = now
            time.sleep(0)

    def idle(self, timeout: float | None) -> None:
        """Wait to be woken. Inline a signal may set `stopping`, and must not need a lock."""
        if self._session.inline:
            time.sleep(min(timeout or _GLANCE, _GLANCE))
            return
        self._session.wake.wait(timeout)
        self._session.wake.clear()


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
