"""`python -m benchmarks.soak [MINUTES]`: what the app holds while it trains on and on.

A run of an LSTM trains at unlimited speed, and screens, pages and moments are changed twice a
second. What the process holds is read every half minute. It is not one of the benchmarks that
run by default: an hour is its default.
"""

import sys
from itertools import cycle
from pathlib import Path

from benchmarks.app import RUN
from benchmarks.figures import Figure, figure, table
from benchmarks.screen import Screen, opened

MINUTES = 60.0
EVERY = 30.0
"""Seconds from one reading to the next."""
ALLOWED = 64 + 40 + 60
"""Megabytes: states of the past, ten million costs, and what screens that were shown keep."""
COMMAND = [*RUN, "hello", "--cell", "lstm", "--iterations", "1000000000", "--speed", "unlimited"]
KEYS: tuple[bytes, ...] = (
    *(b"x", b"\t", b"x", b"?", b"\t", b"\x1b", b"2", b"y", b"1", b",", b",", b"\x1b[F", b" "),
    *(b"e", b"\t", b"\x1b", b"K", b"\x1b", b"y"),
)


def held(process: int) -> float:
    """Give the megabytes that a process holds."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the app has ended")


def soak(screen: Screen, minutes: float) -> list[tuple[float, float]]:
    """Give the seconds and megabytes of every reading."""
    found: list[tuple[float, float]] = []
    keys = cycle(KEYS)
    while screen.now < 60 * minutes:
        screen.rest(0.5)
        screen.send(next(keys))
        screen.chunks.clear()
        if screen.now >= EVERY * (len(found) + 1):
            found.append((screen.now, held(screen.process)))
            print(f"{found[-1][0] / 60:5.1f} min  {found[-1][1]:7.1f} MB", flush=True)
    return found


def main(minutes: float = MINUTES) -> list[Figure]:
    """Print the table and return its rows."""
    with opened(COMMAND, 120, 36) as screen:
        if screen.read(b"running") is None:
            raise RuntimeError("the app does not train")
        found = soak(screen, minutes)
        for _ in screen.replay():
            pass
    sizes = [size for _, size in found]
    figures = [
        figure("held, first reading", sizes[:1], "MB"),
        figure("held, last reading", sizes[-1:], "MB"),
        figure("more than at first, at the most", [max(sizes) - sizes[0]], "MB", ALLOWED),
    ]
    print(table(f"{minutes:g} minutes of training and looking", figures))
    return figures


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
