"""What a run, a race and a sweep have in common: training on a thread of its own, and its end."""

import threading
import time
from collections import deque

from rnn_tui.record import Phase
from rnn_tui.session.orders import Advance, GoOn, Order, Pause, Play

_GLANCE = 0.05
"""Seconds between two looks at `stopping` where no event may wake the thread."""


class OwnThread:
    """Trains on a thread of its own, or on the caller's; nothing waits for it but `stop`."""

    def __init__(self, name: str) -> None:
        self.inline = False
        """Whether the caller's thread does the work, and nobody gives orders."""
        self.phase = Phase.LOADING
        self.error: BaseException | None = None
        """What made it fail."""
        self.wake = threading.Event()
        self.stopping = False
        self._name = name
        self._thread: threading.Thread | None = None

    def work(self) -> None:
        """Train until it is stopped, or inline until it has ended; on the thread that trains."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the thread that trains."""
        if self._thread is None:
            self._thread = threading.Thread(target=self.work, name=self._name, daemon=True)
            self._thread.start()

    def work_inline(self) -> None:
        """Train on this thread until it has ended."""
        self.inline = True
        try:
            self.work()
        except KeyboardInterrupt:  # in the few steps before the worker minds it
            self.work()  # which ends at once, as it was told to

    def interrupt(self) -> None:
        """Ask it to end, from a signal handler too: takes no lock."""
        self.stopping = True

    def stop(self, timeout: float = 0.3) -> bool:
        """End it and say whether its thread is gone; it ends by itself otherwise."""
        self.interrupt()
        self.wake.set()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def idle(self, timeout: float | None) -> None:
        """Wait to be woken. Inline a signal may set `stopping`, and must not need a lock."""
        if self.inline:
            time.sleep(min(timeout or _GLANCE, _GLANCE))
            return
        self.wake.wait(timeout)
        self.wake.clear()


class Ordered(OwnThread):
    """Obeys orders, between iterations, at a speed."""

    def __init__(self, name: str, speed: float | None) -> None:
        super().__init__(name)
        self.speed = speed
        self.orders: deque[Order] = deque()

    def play(self) -> None:
        """Run on."""
        self._order(Play())

    def pause(self) -> None:
        """Stand still after the iterations that are being made."""
        self._order(Pause())

    def advance(self, count: int = 1) -> None:
        """Make `count` iterations, then stand still; at done, as many more."""
        self._order(Advance(count))

    def go_on(self) -> None:
        """At done, run for as many iterations again."""
        self._order(GoOn())

    def set_speed(self, speed: float | None) -> None:
        """Aim at `speed` iterations a second; None is as fast as it goes."""
        self.speed = speed
        self.wake.set()

    def _order(self, order: Order) -> None:
        self.orders.append(order)
        self.wake.set()
