# ruff: noqa: ARG002 - a stand-in has the signature of what it stands for
"""A small store that is really there: runs that were trained for a moment, with fixed ages."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import FILE, RunStore

NOW = 1_790_000_000.0
"""The time of the tests."""

THREE = (
    Experiment(text="hello", iterations=20),
    Experiment(text="hihello", cell=Cell.LSTM, iterations=30, learning_rate=0.1),
    Experiment(
        text="banana",
        cell=Cell.GRU,
        readout=Readout.LINEAR,
        hidden_size=8,
        optimizer=Optimizer.ADAM,
        learning_rate=0.1,
        iterations=40,
    ),
)


def keep(folder: Path, experiments: Sequence[Experiment] = THREE) -> Path:
    """Train and keep; the last one has the highest id, and is a minute old, others older."""
    store = RunStore(folder)
    for experiment in experiments:
        Session(Plan(experiment), speed=None, keeper=store.keeper()).run_inline()
    assert store.close(30)
    path = folder / FILE
    with Runs(path) as runs:
        for place, run in enumerate(runs.ids()):
            change(path, run, created=NOW - 70 * 5**place, id=run)
    return path


def change(path: Path, run: int, **values: Any) -> None:
    """Set columns of a run, as no program does."""
    names = ", ".join(f"{name} = ?" for name in values)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(f"UPDATE runs SET {names} WHERE id = ?", (*values.values(), run))
    connection.close()


def interrupt(folder: Path, experiment: Experiment, at: int) -> int:
    """Keep a run that was interrupted at a moment; give its id."""
    store = RunStore(folder)
    session = Session(Plan(experiment), speed=None, keeper=store.keeper(), sinks=[])

    class Stop:
        def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
            if iteration == at:
                session.stopping = True
                session.wake.set()

        def ended(self, outcome: Any) -> None:
            pass

    session.sinks = (Stop(),)
    session.run_inline()
    assert store.close(30)
    with Runs(folder / FILE) as runs:
        found = runs.latest()
    assert found is not None
    return found
