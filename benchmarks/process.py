"""The whole process `rnn-tui train hello --json` beside `python -c "import torch"`.

Rounds are interleaved, so that what else the machine does falls on both alike.
"""

import subprocess
import sys
import time

from benchmarks.figures import Figure, figure, ratio, table
from benchmarks.screen import ROOT, environment_of_a_person

ROUNDS = 7

TITLE = "a whole process"
TRAIN = "rnn-tui train hello --json"
PEER = 'python -c "import torch"'

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    PEER: [sys.executable, "-c", "import torch"],
    TRAIN: [sys.executable, "-m", "rnn_tui", "train", "hello", "--json"],
    "rnn-tui train hello": [sys.executable, "-m", "rnn_tui", "train", "hello"],
    "rnn-tui --help": [sys.executable, "-m", "rnn_tui", "--help"],
}


def seconds(command: list[str]) -> float:
    """Run a command to its end and give the time it took."""
    start = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment_of_a_person(),
    )
    return time.perf_counter() - start


def main(rounds: int = ROUNDS) -> list[Figure]:
    """Print the table and return its rows."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        seconds(command)  # What the first run compiles is there from then on.
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    figures = [
        ratio(f"{TRAIN} / import torch", taken[TRAIN], taken[PEER], 1.25),
        *(figure(name, times, "s") for name, times in taken.items()),
    ]
    print(table(TITLE, figures))
    return figures


if __name__ == "__main__":
    main()
