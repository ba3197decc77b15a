"""One iteration with its answer on `hello`, beside peers measured in the same run.

All take turns in short rounds, so that a busy spell of the machine falls on each of them.
Run it by itself or as `benchmarks.iteration.main()`, which returns the rows it prints.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

TEXT = "hello"
ROUNDS, ITERATIONS = 9, 200
PEER = "torch_eager"
"""The peer that ratios are taken against: torch.nn, autograd and torch.optim."""

PEERS = (PEER, "torch_manual_opt", "numpy_bptt")
OURS = "rnn-tui"


@dataclass(frozen=True)
class Row:
    """Microseconds an iteration, over the rounds, and the ratio to the peer."""

    cell: str
    name: str
    lowest: float
    median: float
    ratio_lowest: float
    ratio_median: float


def _ours(cell: str) -> Callable[[], object]:
    from rnn_tui.engine import Trainer
    from rnn_tui.experiment import Cell, Experiment

    return Trainer(Experiment(text=TEXT, cell=Cell(cell))).step


def _peer(name: str, cell: str) -> Callable[[], object]:
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


def measure(cell: str, rounds: int = ROUNDS, iterations: int = ITERATIONS) -> list[Row]:
    """Measure one cell."""
    steps = {OURS: _ours(cell)} | {name: _peer(name, cell) for name in PEERS}
    for step in steps.values():
        _round(step, 50)
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            times[name].append(_round(step, iterations))
    lowest, median = min(times[PEER]), statistics.median(times[PEER])
    return [
        Row(
            cell,
            name,
            min(taken),
            statistics.median(taken),
            min(taken) / lowest,
            statistics.median(taken) / median,
        )
        for name, taken in times.items()
    ]


def main(rounds: int = ROUNDS, iterations: int = ITERATIONS) -> list[Row]:
    """Print the table and return its rows."""
    print(f"one iteration and its answer on {TEXT!r}, microseconds; ratio to {PEER}")
    print(f"{'cell':5} {'':17} {'minimum':>8} {'median':>8} {'ratio':>7} {'of medians':>11}")
    rows = []
    for cell in ("rnn", "lstm", "gru"):
        for row in measure(cell, rounds, iterations):
            rows.append(row)
            print(
                f"{row.cell:5} {row.name:17} {row.lowest:8.0f} {row.median:8.0f} "
                f"{row.ratio_lowest:7.2f} {row.ratio_median:11.2f}"
            )
    return rows


if __name__ == "__main__":
    main()
