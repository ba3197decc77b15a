"""Signals while a run or a race trains on the main thread: it ends, and says how far it came."""

import os
import signal
from types import FrameType, TracebackType
from typing import Any, Protocol, Self

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Work(Protocol):
    """What is under way: a session, a race or a sweep."""

    def interrupt(self) -> None:
        """Ask it to end."""


class Signals:
    """Within it a first signal interrupts the work, a second one ends the process."""

    def __init__(self, work: Work) -> None:
        self.number: int | None = None
        self._work = work
        self._former: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _ENDING:
            # nohup and shells that run jobs in the background ask for a signal to be ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._former[number] = signal.signal(number, self._received)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)

    def _received(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self.number is not None:
            os._exit(128 + number)
        self.number = number
        self._work.interrupt()
