"""The app while it trains at unlimited speed: from a key to its paint, and how fast it trains.

A key chooses another time step; it is painted when the panel's title names the new one. The
iterations a second are those the header counts, beside `rnn-tui train --quiet`.
"""

import json
import random
import re
import subprocess
import sys

from benchmarks.figures import Figure, figure, ratio, table
from benchmarks.screen import ROOT, Screen, environment_of_a_person, opened

ROUNDS, KEYS, SECONDS = 4, 50, 5
"""Keys and seconds are those of a round at a size."""

TITLE = "training hello at unlimited speed"
SIZES = ((80, 24), (120, 36))
RUN = [sys.executable, "-m", "rnn_tui"]
ENDLESS = ["hello", "--iterations", "1000000000", "--speed", "unlimited"]
RIGHT, LEFT = b"\x1b[C", b"\x1b[D"


def _keys(screen: Screen, count: int) -> list[float]:
    """Give the milliseconds from each key to its paint."""
    taken = []
    pause = random.Random(0)
    for number in range(count):
        # Not in step with the frames.
        screen.rest(pause.uniform(0.05, 0.15))
        key, step = ((RIGHT, 4), (LEFT, 3))[number % 2]
        before = screen.now
        screen.send(key)
        painted = screen.read(f"time step {step} of 4".encode())
        if painted is None:
            raise RuntimeError("a key was not painted")
        taken.append((painted - before) * 1000)
    return taken


def counted(screen: Screen, seconds: float) -> tuple[float, float]:
    """Give the iterations a second that the header counts, and how often a second it changes."""
    seen = []
    for _ in screen.replay():
        pass
    screen.rest(seconds)
    for when in screen.replay():
        found = re.search(r"([\d,]+)/1,000,000,000", screen.lines[0])
        if found:
            seen.append((when, int(found[1].replace(",", ""))))
    (start, first), (end, last) = seen[0], seen[-1]
    frames = len({moment for _, moment in seen}) - 1
    return (last - first) / (end - start), frames / (end - start)


def in_the_app(
    columns: int, rows: int, keys: int = KEYS, seconds: float = SECONDS
) -> tuple[list[float], float]:
    """Give the milliseconds of each key, and the iterations a second without keys."""
    with opened([*RUN, *ENDLESS], columns, rows) as screen:
        if screen.read(b"running") is None:
            raise RuntimeError("the app does not train")
        screen.rest(1.5)
        taken = _keys(screen, keys)
        return taken, counted(screen, seconds)[0]


def alone(seconds: float = SECONDS) -> float:
    """Give the iterations a second of a run without a screen."""
    command = [*RUN, "train", *ENDLESS, "--quiet", "--json", "--until", f"seconds={seconds:g}"]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment_of_a_person()
    )
    ended = json.loads(done.stdout.splitlines()[-1])
    return float(ended["iterations"] / ended["seconds"])


def main(rounds: int = ROUNDS) -> list[Figure]:
    """Print the table and return its rows."""
    without: list[float] = []
    keys: dict[str, list[float]] = {f"{columns}x{rows}": [] for columns, rows in SIZES}
    rates: dict[str, list[float]] = {name: [] for name in keys}
    for _ in range(rounds):
        without.append(alone())
        for size, name in zip(SIZES, keys, strict=True):
            taken, rate = in_the_app(*size)
            keys[name] += taken
            rates[name].append(rate)
    figures = []
    for name, times in keys.items():
        figures.append(figure(f"key to paint, {name}", times, "ms", 20))
        figures.append(figure(f"the slowest of {len(times)} keys, {name}", [max(times)], "ms", 120))
    for name, found in rates.items():
        figures.append(
            ratio(f"iterations/s, {name} / train --quiet", found, without, 0.7, at_least=True)
        )
        figures.append(figure(f"iterations/s, {name}", found, "/s"))
    figures.append(figure("iterations/s, train --quiet", without, "/s"))
    print(table(TITLE, figures))
    return figures


if __name__ == "__main__":
    main()
