"""One iteration with its answer on `hello`, beside peers measured in the same run.

All take turns in short rounds, so that a busy spell of the machine falls on each of them.
"""

import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.figures import Figure, figure, ratio, table

TEXT = "hello"
ROUNDS, ITERATIONS = 9, 200
PEER = "torch_eager"
"""The peer that ratios are taken against: torch.nn, autograd and torch.optim."""

PEERS = (PEER, "torch_manual_opt", "numpy_bptt")
OURS = "rnn-tui"
CELLS = ("rnn", "lstm", "gru")
LIMIT = 0.35

TITLE = f"one iteration and its answer on {TEXT!r}"

Times = dict[str, list[float]]
"""Microseconds an iteration, of each round."""


def _ours(cell: str) -> Callable[[], object]:
    from rnn_tui.engine import Trainer
    from rnn_tui.experiment import Cell, Experiment

    return Trainer(Experiment(text=TEXT, cell=Cell(cell))).step


def peer(name: str, cell: str) -> Callable[[], object]:
    """Build a peer's network and optimizer: what makes one iteration with its answer."""
    folder = str(Path(__file__).parent / "peers")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    reference = import_module("numpy_reference")
    size = len(reference.vocabulary(TEXT))
    step: Callable[[], object] = import_module(name).build(
        cell, TEXT, reference.init_weights(cell, size, 0)
    )
    return step


def _round(step: Callable[[], object], iterations: int) -> float:
    start = time.perf_counter()
    for _ in range(iterations):
        step()
    return (time.perf_counter() - start) / iterations * 1e6


def measure(cell: str, rounds: int = ROUNDS, iterations: int = ITERATIONS) -> Times:
    """Measure one cell."""
    steps = {OURS: _ours(cell)} | {name: peer(name, cell) for name in PEERS}
    for step in steps.values():
        _round(step, 50)
    times: Times = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            times[name].append(_round(step, iterations))
    return times


def main(rounds: int = ROUNDS, iterations: int = ITERATIONS) -> list[Figure]:
    """Print the table and return its rows."""
    figures, details = [], []
    for cell in CELLS:
        times = measure(cell, rounds, iterations)
        figures.append(ratio(f"{cell}: {OURS} / {PEER}", times[OURS], times[PEER], LIMIT))
        details += [figure(f"{cell}: {name}", taken, "us") for name, taken in times.items()]
    print(table(TITLE, [*figures, *details]))
    return [*figures, *details]


if __name__ == "__main__":
    main()
