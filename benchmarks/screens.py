"""Every screen while a run trains at unlimited speed: from a key to its paint; and the app at rest.

On each screen two keys take turns, each of which changes a word that stands in one place.
Paused, the app is left alone, and what it takes of a processor is read from the system.
"""

import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.app import ENDLESS, LEFT, RIGHT, RUN
from benchmarks.figures import Figure, figure, table
from benchmarks.screen import Screen, opened

KEYS = 200
IDLE_SECONDS = 10.0
TITLE = "every screen, training at unlimited speed"
SIZES = ((80, 24), (120, 36))


@dataclass(frozen=True)
class Way:
    """How a screen is come to, what tells that it is there, and two keys with their words."""

    name: str
    keys: bytes
    there: bytes
    turns: tuple[tuple[bytes, bytes], tuple[bytes, bytes]]
    command: tuple[str, ...] = (*RUN, *ENDLESS)


WIDE = ("--readout", "linear", "--hidden-size", "16")
LONG = (*RUN, "hello", "--iterations", "100000", "--speed", "unlimited", *WIDE)
"""As long as a race of 600 members may be, which keeps all costs, and longer than is measured."""
AXIS = ((b"y", b"log"), (b"y", b"linear"))
WAYS = (
    Way("train", b"", b"running", ((RIGHT, b"time step 4 of 4"), (LEFT, b"time step 3 of 4"))),
    Way("inspector", b"x", b"over time", ((b"w", b"kernel"), (b"w", b"over time"))),
    Way("race", b"2", b"linear", AXIS, LONG),
    Way("help", b"?", b"next panel", ((b"K", b"All keys"), (b"\t", b"The unrolled network"))),
)


def delays(way: Way, columns: int, rows: int, keys: int = KEYS) -> list[float]:
    """Give the milliseconds from each key to its paint."""
    pause, taken = random.Random(0), []
    with opened(way.command, columns, rows) as screen:
        _reach(screen, b"", b"running")
        if way.keys:
            _reach(screen, way.keys, way.there)
        screen.rest(1.5)
        for number in range(keys):
            # Not in step with the frames.
            screen.rest(pause.uniform(0.05, 0.15))
            key, word = way.turns[number % 2]
            before = screen.now
            screen.send(key)
            painted = screen.read(word)
            if painted is None:
                raise RuntimeError(f"{way.name}: a key was not painted")
            taken.append((painted - before) * 1000)
    return taken


def idle(columns: int, rows: int, seconds: float = IDLE_SECONDS) -> float:
    """Give the percentage of a processor that the paused app takes."""
    with opened([*RUN, *ENDLESS], columns, rows) as screen:
        _reach(screen, b"", b"running")
        _reach(screen, b" ", b"paused")
        screen.rest(2)
        before = _spent(screen.process)
        start = time.perf_counter()
        screen.rest(seconds)
        return 100 * (_spent(screen.process) - before) / (time.perf_counter() - start)


def _reach(screen: Screen, keys: bytes, word: bytes) -> None:
    screen.send(keys)
    if screen.read(word) is None:
        raise RuntimeError(f"{word.decode()!r} was never drawn")


def _spent(process: int) -> float:
    """Give the seconds of processor that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> list[Figure]:
    """Print the table and return its rows."""
    figures = []
    for columns, rows in SIZES:
        for way in WAYS:
            taken, size = delays(way, columns, rows), f"{columns}x{rows}"
            figures.append(figure(f"key to paint, {way.name}, {size}", taken, "ms", 20))
            figures.append(
                figure(f"the slowest of {KEYS}, {way.name}, {size}", [max(taken)], "ms", 120)
            )
    figures.append(figure("paused, of a processor", [idle(*size) for size in SIZES], "%", 1))
    print(table(TITLE, figures))
    return figures


if __name__ == "__main__":
    main()
