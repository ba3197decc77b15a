"""Compared runs that were never trained: fixed numbers, fed to a screen by the test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tui.comparison import LEVELS, Compared, Comparison
from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.floors import floors
from rnn_tui.plotting.series import table_cost
from rnn_tui.record import Phase
from rnn_tui.store.curves import Curve
from rnn_tui.store.gathering import Gathered, Kept
from rnn_tui.task import Task
from rnn_tui.ui.screens.compare_reading import Found, Reading, answer_of, took

LSTM = Experiment(
    text="hihello",
    cell=Cell.LSTM,
    readout=Readout.LINEAR,
    hidden_size=8,
    optimizer=Optimizer.ADAM,
    iterations=200,
    seed=4,
)


def kept(number: int, experiment: Experiment = LSTM, **facts: Any) -> Kept:
    """Make a run up: `first` and `last` are the ends of its cost, `speed` is how soon it falls."""
    made = facts.pop("iterations", experiment.iterations)
    first, last = facts.pop("first", 9.7), facts.pop("last", 0.05)
    moments = np.unique(np.linspace(0, made, min(made + 1, 2000)).round())
    falling = np.exp(-moments / max(made / facts.pop("speed", 8.0), 1e-9))
    costs = last + (first - last) * falling
    reached = [
        int(moments[(costs < level).argmax()]) for level in LEVELS if bool((costs < level).any())
    ]
    seconds = facts.pop("seconds", 0.18)
    task = Task(experiment)
    known: dict[str, Any] = {
        "phase": Phase.DONE,
        "planned": experiment.iterations,
        "cost": float(costs[-1]),
        "solved_at": 40,
        "correct": True,
        "parameters": task.parameters,
        "prediction": "".join(task.graphemes[1:]),
        "reached": tuple(reached),
    }
    run = Compared(number, experiment, iterations=made, seconds=seconds, **{**known, **facts})
    return Kept(run, Curve(moments, costs, run.reached, (), run.events))


def found(runs: Sequence[Kept], missing: Sequence[int] = (), others: Sequence[int] = ()) -> Found:
    """Sum made-up runs up as a reading does."""
    gathered = Gathered(tuple(runs), tuple(missing), tuple(others))
    return Found(
        gathered,
        Comparison(gathered.runs, table_cost, took),
        tuple(map(answer_of, gathered.runs)),
        {run.id: floors(Task(run.experiment)) for run in gathered.runs},
    )


class Still(Reading):
    """Has read what the test says, and reads nothing."""

    def __init__(self, known: Found | None) -> None:
        super().__init__(Path("nowhere"), ())
        self.found = known
        self.stopped = False

    def start(self) -> None:
        """Read nothing."""

    def stop(self) -> None:
        """Remember."""
        self.stopped = True


FOUR = (
    kept(412, LSTM.replace(learning_rate=0.03), last=0.02, speed=14, solved_at=12, seconds=0.18),
    kept(411, last=0.0863, speed=9, solved_at=40, seconds=0.19),
    kept(
        409,
        LSTM.replace(optimizer=Optimizer.RMSPROP),
        last=0.029,
        speed=7,
        solved_at=69,
        name="the old way",
    ),
    kept(
        404,
        LSTM.replace(optimizer=Optimizer.SGD, learning_rate=0.3, hidden_size=16),
        last=0.034,
        speed=11,
        solved_at=14,
        seconds=0.17,
    ),
)

HOSTILE = (
    "[/b]", "[Red]x", "[$primary]", "[@click=app.quit]x[/]", "한글", "\u1112\u1161\u11ab",
    "👨‍👩‍👧", "\u05d0\u05d1", "\x1b[31mred", "\0", "x" * 10_000, "",
)  # fmt: skip


def twelve() -> list[Kept]:
    """Make twelve runs up: of 1 to ten million iterations, hostile, diverged, and unlike."""
    runs = []
    for k, name in enumerate(HOSTILE):
        experiment = LSTM.replace(
            iterations=10 ** (k % 8), seed=k, cell=list(Cell)[k % 3], clip_norm=None if k else 2.0
        )
        runs.append(kept(100 + k, experiment, name=name, last=0.01 * (k + 1), solved_at=k))
    wild = LSTM.replace(optimizer=Optimizer.SGD, learning_rate=100)
    runs[5] = kept(
        105, wild, phase=Phase.DIVERGED, iterations=21, speed=-4.0, solved_at=None, correct=False
    )
    return runs
