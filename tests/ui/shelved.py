"""Runs as a list shows them, with made-up numbers: the same on every machine."""

import json
import math
from array import array
from typing import Any

from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout, to_json
from rnn_tui.floors import floors
from rnn_tui.store.query import Query
from rnn_tui.store.rows import Details, Run
from rnn_tui.task import Task
from rnn_tui.ui.shelf import Closer, Found, Wish
from tests.ui.kept import NOW

M, H, D = 60, 3_600, 86_400

_ADAM, _RMSPROP, _SGD = Optimizer.ADAM, Optimizer.RMSPROP, Optimizer.SGD

ROWS: list[tuple[Any, ...]] = [
    # id, name, text, units, optimizer, rate, seed, iterations, cost, first right, tags, age
    (412, "", "hihello", 8, _ADAM, 0.03, 4, 200, 0.02, 12, "class", 2 * M),
    (411, "", "hihello", 8, _ADAM, 0.01, 4, 200, 0.093, 40, "class", 4 * M),
    (409, "the old way", "hihello", 8, _RMSPROP, 0.01, 4, 200, 0.03, 69, "class", 9 * M),
    (404, "", "hihello", 16, _SGD, 0.3, 4, 200, 0.03, 14, "class", 14 * M),
    (401, "", "hello", 4, _RMSPROP, 0.03, 9, 200, 1.98, 60, "", H),
    (398, "", "hello", 4, _RMSPROP, 0.1, 9, 150, 1.97, None, "", H),
    (397, "", "hello", 16, _SGD, 0.5, 9, 300, 5e-3, 8, "", H),
    (390, "double n", "banana", 6, _ADAM, 0.03, 0, 200, 3e-3, 12, "", 3 * H),
    (388, "", "banana", 6, _RMSPROP, 0.03, 0, 200, 5e-5, 28, "", 3 * H),
    (371, "hangul", "안녕하세요안녕", 8, _ADAM, 0.1, 4, 100, 2e-3, 4, "ko", 5 * H),
    (370, "", "안녕하세요안녕", 8, _ADAM, 0.03, 4, 100, 0.03, 12, "ko", 5 * H),
    (352, "lab 12", "if you want you", 16, _ADAM, 0.1, 0, 500, 2e-4, 6, "class", D),
    (351, "lab 12 small", "if you want you", 10, _ADAM, 0.1, 0, 500, 1e-3, 12, "class", D),
    (330, "ab, ab", "abababab", 4, _SGD, 0.3, 1, 100, 0.02, 5, "", 2 * D),
    (318, "[red]x\x1b[31m", "abracadabra", 12, _ADAM, 0.03, 7, 300, None, None, "", 2 * D),
    (317, "needs memory", "abracadabra", 12, _RMSPROP, 0.03, 7, 186, 4e-4, 45, "", 2 * D),
    (290, "", "0110100110010110", 8, _ADAM, 0.1, 2, 400, 4e-3, 28, "parity", 6 * D),
    (288, "thue-morse", "0110100110010110", 16, _ADAM, 0.03, 2, 400, 2e-3, 19, "parity", 6 * D),
    (270, "", "hello", 4, _ADAM, 0.03, 2, 40, 3.1, None, "", 20 * D),
    (11, "three cells", "hello", 4, _RMSPROP, 0.01, 0, 0, None, None, "", 30 * D),
    (3, "", "hello", 4, _SGD, 0.03, 2, 40, 3.1, None, "", 300 * D),
    (1, "", "hello", 4, _SGD, 0.03, 2, 40, 3.1, None, "", 900 * D),
]
PHASES = {401: "running", 318: "diverged", 317: "interrupted"}


def made(row: tuple[Any, ...]) -> Run:
    """Make a run of a line."""
    number, name, text, units, optimizer, rate, seed, made_, cost, first, tags, age = row
    experiment = Experiment(
        text=text,
        cell=Cell.LSTM,
        readout=Readout.LINEAR,
        hidden_size=units,
        optimizer=optimizer,
        learning_rate=rate,
        seed=seed,
        iterations=max(made_, 1),
    )
    task = Task(experiment)
    start, end = task.length * math.log(task.vocabulary_size), cost or 0.01
    points = [end + (start - end) * math.exp(-k / (8 + units)) for k in range(120)]
    return Run(
        number,
        "race" if number == 11 else "train",
        PHASES.get(number, "done"),
        NOW - age - 5,
        made_,
        made_,
        cost,
        first,
        first is not None,
        made_ / 1000,
        task.parameters,
        None,
        None,
        "lstm",
        units,
        name,
        text,
        text[1:] if first is not None else text[1:-1] + text[0],
        "",
        tuple(tags.split()),
        json.dumps(to_json(experiment)),
        array("f", points).tobytes() if number != 11 else b"",
    )


RUNS = {run.id: run for run in map(made, ROWS)}


def found(query: Query, chosen: int | None, ids: tuple[int, ...] = tuple(RUNS)) -> Found:
    """Give what a shelf would hand over."""
    closer = None
    if chosen is not None:
        run = RUNS[chosen]
        experiment = Experiment(**json.loads(run.experiment))
        details = Details(run.text[1:], None, None, "0.1", "2.13.0", "[]", None)
        line = f"rnn-tui {run.text} --cell lstm --readout linear --hidden-size {run.hidden_size}"
        line += f" --optimizer {experiment.optimizer} --iterations {run.iterations} --seed 4"
        closer = Closer(run, experiment, details, floors(Task(experiment)), line)
    return Found(Wish(query, closely=chosen), ids, 412 if ids else 0, RUNS, closer)
