"""Many members at once beside JAX, and beside runs of torch.nn one after the other.

JAX (`peers/jax_ensemble.py`: vmap over members, one compiled scan over iterations) lives in an
environment of its own, made at the first call. It has all cores, this program one thread. Each
round measures both, so that a busy spell of the machine falls on both.
"""

import json
import subprocess
import time
import venv
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figure, figure, ratio, table
from benchmarks.iteration import CELLS, PEER, peer
from benchmarks.screen import ROOT

TEXT = "hello"
MEMBERS, ITERATIONS = 1000, 100
ROUNDS = 5
SEQUENTIAL = 4
"""Runs of the peer that are timed, one after the other."""

WIDE = 32
LIMITS = {None: {"rnn": 0.9, "lstm": 0.9, "gru": 0.6}, WIDE: dict.fromkeys(CELLS, 0.6)}
"""Of JAX's time, by units and cell."""

FASTER = 500
"""Times the throughput of sequential runs."""

GROWTH = (1_000, 10_000, 100_000)
LINEAR = 1.25
"""Of the time for a member among the fewest, at most, among the most."""

TEXTS = {
    "15 characters, 10 of them distinct": "lorem ipsum dol",
    "60 characters, 8 of them distinct": "abcdefgh" * 7 + "hgfe",
    "60 characters, 27 of them distinct": "the quick brown fox jumps over the lazy dog"
    " and runs away at",
}

Times = dict[str, list[float]]
"""Microseconds for a member and iteration, of each round."""


def jax_python() -> str:
    """Give the interpreter of JAX's environment, and make that if it is missing."""
    folder = ROOT / ".venv-jax"
    python = folder / "bin" / "python"
    found = [str(python), "-c", "import jax"]
    if not python.exists() or subprocess.run(found, capture_output=True, check=False).returncode:
        venv.create(folder, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "jax", "jaxlib"]
        subprocess.run(install, check=True)
    return str(python)


def jax(python: str, units: int | None) -> dict[str, float]:
    """Measure JAX: microseconds for a member and iteration, by cell."""
    script = Path(__file__).parent / "peers" / "jax_ensemble.py"
    done = subprocess.run(
        [
            *(python, str(script), "--word", TEXT, "--hidden", str(units or 0)),
            *("--members", str(MEMBERS), "--iterations", str(ITERATIONS)),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    results = json.loads(done.stdout)["results"]
    return {found["cell"]: found["us_per_member_step"] for found in results}


def ours(members: int, text: str, cell: str, units: int | None = None) -> Callable[[], float]:
    """Begin an ensemble: give what measures microseconds for a member and iteration."""
    from rnn_tui.engine.ensemble import Ensemble
    from rnn_tui.experiment import Cell, Experiment, Readout

    experiment = Experiment(text=text, cell=Cell(cell))
    if units:
        experiment = experiment.replace(hidden_size=units, readout=Readout.LINEAR)
    ensemble = Ensemble([experiment.replace(seed=k) for k in range(members)])
    ensemble.advance(3)

    def measured() -> float:
        start = time.perf_counter()
        ensemble.advance(ITERATIONS)
        return (time.perf_counter() - start) * 1e6 / members / ITERATIONS

    return measured


def beside_jax(rounds: int) -> list[Figure]:
    """Measure against JAX in turns."""
    python, figures, details = jax_python(), [], []
    for units, limits in LIMITS.items():
        measured = {cell: ours(MEMBERS, TEXT, cell, units) for cell in CELLS}
        theirs: Times = {cell: [] for cell in CELLS}
        mine: Times = {cell: [] for cell in CELLS}
        for _ in range(rounds):
            found = jax(python, units)
            for cell in CELLS:
                theirs[cell].append(found[cell])
                mine[cell].append(measured[cell]())
        size = f"{units} units, readout" if units else "4 units"
        for cell, limit in limits.items():
            figures.append(ratio(f"{cell}, {size}: rnn-tui / JAX", mine[cell], theirs[cell], limit))
            details.append(figure(f"{cell}, {size}: rnn-tui", mine[cell], "us"))
            details.append(figure(f"{cell}, {size}: JAX", theirs[cell], "us"))
    return [*figures, *details]


def beside_sequential_runs(rounds: int) -> list[Figure]:
    """Measure whole runs, with drawing and building, against runs of torch.nn one by one."""
    from rnn_tui.engine.ensemble import Ensemble
    from rnn_tui.experiment import Cell, Experiment

    figures = []
    for cell in CELLS:
        experiments = [Experiment(text=TEXT, cell=Cell(cell), seed=k) for k in range(MEMBERS)]
        together, alone = [], []
        peer(PEER, cell)()  # What the first run imports is there from then on.
        for _ in range(rounds):
            start = time.perf_counter()
            Ensemble(experiments).advance(ITERATIONS)
            together.append(MEMBERS / (time.perf_counter() - start))
            start = time.perf_counter()
            for _ in range(SEQUENTIAL):
                step = peer(PEER, cell)
                for _ in range(ITERATIONS):
                    step()
            alone.append(SEQUENTIAL / (time.perf_counter() - start))
        name = f"{cell}: throughput / {PEER} run by run"
        figures.append(ratio(name, together, alone, FASTER, at_least=True))
    return figures


def growth(rounds: int) -> list[Figure]:
    """Measure how the time of a member grows with their number."""
    figures, details = [], []
    for cell in CELLS:
        measured = {members: ours(members, TEXT, cell) for members in GROWTH}
        taken: dict[int, list[float]] = {members: [] for members in GROWTH}
        for _ in range(rounds):
            for members, measure in measured.items():
                taken[members].append(measure())
        fewest, most = taken[GROWTH[0]], taken[GROWTH[-1]]
        name = f"{cell}: a member of {GROWTH[-1]:,} / of {GROWTH[0]:,}"
        figures.append(ratio(name, most, fewest, LINEAR))
        details += [figure(f"{cell}: {n:,} members", found, "us") for n, found in taken.items()]
    return [*figures, *details]


def longer(rounds: int) -> list[Figure]:
    """Measure longer texts and larger alphabets."""
    figures = []
    for name, text in TEXTS.items():
        for cell in CELLS:
            measured = ours(MEMBERS, text, cell)
            figures.append(figure(f"{cell}: {name}", [measured() for _ in range(rounds)], "us"))
    return figures


def main(rounds: int = ROUNDS) -> list[Figure]:
    """Print the tables and return their rows."""
    of_each = f"a member and iteration, {MEMBERS:,} members"
    parts = (
        (f"{of_each}, {TEXT!r}", beside_jax(rounds)),
        (f"{MEMBERS:,} runs of {ITERATIONS} iterations, {TEXT!r}", beside_sequential_runs(rounds)),
        (f"a member and iteration, {TEXT!r}", growth(3)),
        (of_each, longer(2)),
    )
    for title, figures in parts:
        print(table(title, figures))
    return [figure for _, figures in parts for figure in figures]


if __name__ == "__main__":
    main()
