"""From command to answer: `rnn-tui race hello --seeds 1000 --json`, three cells, 100 iterations.

Beside JAX's script for the same, in an environment of its own, and `python -c "import torch"`.
"""

import sys
from pathlib import Path

from benchmarks.ensemble import jax_python
from benchmarks.figures import Figure, figure, ratio, table
from benchmarks.process import PEER, seconds

ROUNDS = 3

TITLE = "a race of 3 cells x 1,000 seeds x 100 iterations, whole process"
RACE = "rnn-tui race hello --seeds 1000 --json"
JAX = "jax_ensemble.py"


def main(rounds: int = ROUNDS) -> list[Figure]:
    """Print the table and return its rows."""
    script = Path(__file__).parent / "peers" / "jax_ensemble.py"
    commands = {
        RACE: [sys.executable, "-m", "rnn_tui", "race", "hello", "--seeds", "1000", "--json"],
        PEER: [sys.executable, "-c", "import torch"],
        JAX: [jax_python(), str(script)],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for command in (commands[RACE], commands[PEER]):
        seconds(command)  # What the first run compiles is there from then on.
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    figures = [
        ratio(f"{RACE} / {JAX}", taken[RACE], taken[JAX], 0.2),
        ratio("the same / import torch", taken[RACE], taken[PEER], 2.0),
        *(figure(name, times, "s") for name, times in taken.items()),
    ]
    print(table(TITLE, figures))
    return figures


if __name__ == "__main__":
    main()
