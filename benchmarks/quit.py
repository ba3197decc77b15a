"""From the key that quits to the end of the process, whatever is under way; runs are kept.

The terminal is restored and the store is written before the process ends.
"""

import os
import random
import sys
import tempfile
from collections.abc import Callable

from benchmarks.figures import Figure, figure, table
from benchmarks.screen import Screen, opened

TRIES = 50

TITLE = "from q to the end of the process"
RUN = [sys.executable, "-m", "rnn_tui", "hello", "--iterations", "3000000"]
LIMIT = 0.5


def loading(screen: Screen) -> None:
    """Be while PyTorch is imported, at any time of it."""
    screen.read(b"loading")
    screen.rest(random.random())


def running(screen: Screen) -> None:
    """Train, as fast as it goes."""
    screen.read(b"running")
    screen.rest(0.2 + random.random() / 4)


def paused(screen: Screen) -> None:
    """Stand still."""
    running(screen)
    screen.send(b" ")
    screen.read(b"paused")


def racing(screen: Screen) -> None:
    """Race."""
    running(screen)
    screen.send(b"2")
    screen.read(b"200 seeds")
    screen.rest(random.random())


PHASES: dict[str, Callable[[Screen], None]] = {
    "loading PyTorch": loading,
    "training unlimited": running,
    "paused": paused,
    "racing 200 seeds of three cells": racing,
}


def seconds(phase: Callable[[Screen], None]) -> float:
    """Start, come to the phase, quit, and give the seconds that took."""
    with tempfile.TemporaryDirectory() as data:
        command = [*RUN, "--speed", "unlimited", "--data", data]
        with opened(command, 120, 36) as screen:
            phase(screen)
            start = screen.now
            screen.send(b"q")
            if screen.read(b"\0 is never drawn") is None:
                # The terminal is closed when the process has ended, and not before.
                os.waitid(os.P_PID, screen.process, os.WEXITED | os.WNOWAIT)
            return screen.now - start


def main(tries: int = TRIES) -> list[Figure]:
    """Print the table and return its rows."""
    figures = [
        figure(name, [seconds(phase) for _ in range(tries)], "s", LIMIT)
        for name, phase in PHASES.items()
    ]
    print(table(TITLE, figures))
    return figures
