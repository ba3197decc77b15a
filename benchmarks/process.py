"""The whole process `rnn-tui train hello --json` beside `python -c "import torch"`.

Rounds are interleaved, so that what else the machine does falls on both alike; the ratio of
the minima is what counts.
"""

import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 7

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    'python -c "import torch"': [sys.executable, "-c", "import torch"],
    "rnn-tui train hello --json": [sys.executable, "-m", "rnn_tui", "train", "hello", "--json"],
    "rnn-tui train hello": [sys.executable, "-m", "rnn_tui", "train", "hello"],
    "rnn-tui --help": [sys.executable, "-m", "rnn_tui", "--help"],
}

PEER = 'python -c "import torch"'


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Give the least seconds of each command."""
    least = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[1]
            )
            least[name] = min(least[name], time.perf_counter() - start)
    return least


def main(rounds: int = ROUNDS) -> list[tuple[str, str]]:
    """Give a row a command: seconds, and the ratio to importing torch."""
    least = measure(rounds)
    return [
        (name, f"{seconds:.2f} s, {seconds / least[PEER]:.2f} of {PEER}")
        for name, seconds in least.items()
    ]


if __name__ == "__main__":
    for row in main():
        print(f"{row[0]:<30} {row[1]}")
