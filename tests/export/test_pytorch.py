"""Exported PyTorch scripts are run: they print the costs and the answers of the engine.

Rounding decides how long two right programs agree: where a cell saturates, RMSProp divides a
gradient of noise by its size. How long is measured on the engine itself, by moving the first
weights by their last bits; until then, and to the end where that changes nothing, the costs are
those of the script to 1e-6, and the answers are the same.
"""

import ast
import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.anatomy import letter, tensors
from rnn_tui.engine import Trainer
from rnn_tui.experiment import (
    PRESETS,
    Cell,
    Convention,
    Dtype,
    Experiment,
    Initializer,
    Optimizer,
    Readout,
)
from rnn_tui.export.finished import Finished
from rnn_tui.export.pytorch import MOST_WEIGHTS, to_pytorch
from rnn_tui.fields import Invalid
from rnn_tui.record import Phase
from rnn_tui.task import Task
from tests.export.scripts import compare, printed, trained

EVERY = list(itertools.product(Cell, Convention, Optimizer))


def horizon(run: Finished) -> int:
    """Give the first iteration whose cost the last bits of the weights, or of a sum, decide."""
    experiment = run.recipe.experiment
    first = Trainer(experiment).weights()
    single = experiment.dtype is Dtype.FLOAT32
    others = [trained(experiment, initial=nudged(first, sign)) for sign in (9, -9)]
    if single:
        others.append(trained(experiment.replace(dtype=Dtype.FLOAT64), initial=first))
    apart = np.max([np.abs(run.costs - other.costs) for other in others], axis=0)
    decided = np.flatnonzero(apart > (1e-6 if single else 1e-9))
    return int(decided[0]) if decided.size else len(run.costs)


def nudged(weights: dict[str, Any], sign: int) -> dict[str, Any]:
    """Move every number by its last bit, neighbours in opposite directions."""
    return {
        name: np.nextafter(
            array, np.where(np.indices(array.shape).sum(0) % 2, sign, -sign).astype(array.dtype)
        )
        for name, array in weights.items()
    }


def check(experiment: Experiment) -> int:
    run = trained(experiment)
    until = horizon(run)
    compare(run, printed(to_pytorch(run)), 1e-6 + 1e-9, until)
    return until


@pytest.mark.parametrize(("cell", "convention", "optimizer"), EVERY)
def test_every_cell_convention_and_optimizer(
    cell: Cell, convention: Convention, optimizer: Optimizer
) -> None:
    assert check(Experiment(cell=cell, convention=convention, optimizer=optimizer)) > 20


@pytest.mark.long
@pytest.mark.parametrize("initializer", Initializer)
@pytest.mark.parametrize("readout", Readout)
@pytest.mark.parametrize("dtype", Dtype)
@pytest.mark.parametrize(("cell", "convention", "optimizer"), EVERY)
def test_every_combination(
    cell: Cell,
    convention: Convention,
    optimizer: Optimizer,
    dtype: Dtype,
    readout: Readout,
    initializer: Initializer,
) -> None:
    experiment = Experiment(
        cell=cell,
        convention=convention,
        optimizer=optimizer,
        readout=readout,
        hidden_size=6 if readout is Readout.LINEAR else None,
        initializer=initializer,
        dtype=dtype,
    )
    assert check(experiment) > 20


@pytest.mark.parametrize("preset", PRESETS)
def test_the_presets_as_programs_of_their_own(preset: str, tmp_path: Path) -> None:
    run = trained(PRESETS[preset].experiment)
    path = tmp_path / "script.py"
    path.write_text(to_pytorch(run), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", path], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    compare(run, done.stdout, 1e-6)


SETTINGS: dict[str, dict[str, Any]] = {
    "windows": {"time_steps": 4},
    "batches": {"time_steps": 4, "batch_size": 3},
    "carry": {"carry_state": True},
    "streams": {"carry_state": True, "batch_size": 2, "time_steps": 2},
    "cut streams": {"carry_state": True, "batch_size": 5},
    "weights": {"loss_weights": (1, 0, 2, 0.5) * 3, "clip_norm": 0.5, "momentum": 0.9},
    "scaling": {"initializer": "uniform-scaling", "readout": "linear", "hidden_size": 5},
    "torch": {"initializer": "torch", "optimizer": "sgd", "momentum": 0.5},
    "linear": {"initializer": "torch", "optimizer": "adam", "readout": "linear", "hidden_size": 5},
}

EDITS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "fields": (
        {},
        (
            "3:learning_rate=0.1", "5:momentum=0.9", "9:momentum=0", "12:momentum=0.5",
            "20:clip_norm=0.1", "22:decay=0.5", "25:optimizer=adam", "26:momentum=0.1",
            "30:clip_norm=off", "31:optimizer=rmsprop", "33:optimizer=sgd", "0:iterations=35",
            "34:loss_weights=1,1,1,1,1,1,0,0,0,0,0,0",
        ),
    ),
    "sgd momentum": (
        {"optimizer": "sgd"}, ("5:momentum=0.9", "9:momentum=0", "12:momentum=0.5"),
    ),
    "carry": (
        {"time_steps": 3, "optimizer": "adam"},
        (
            "5:carry_state=yes", "9:zero=unit:2", "11:zero=unit:1", "15:zero=unit:2=off",
            "20:carry_state=no", "25:carry_state=yes",
        ),
    ),
    "whole stream": ({}, ("5:carry_state=yes", "20:carry_state=no", "9:zero=unit:2")),
    "freeze": ({}, ("3:freeze=<K>", "5:weight=<K>[1,2]=0.5", "9:freeze=<K>=off", "2:clip_norm=1")),
    "freeze adam": ({"optimizer": "adam"}, ("0:freeze=<K>", "9:freeze=<K>=off")),
    "hold": (
        {"carry_state": True, "optimizer": "sgd", "readout": "linear"},
        ("3:hold=gate:<G>=1", "9:hold=gate:<G>=0", "15:hold=gate:<G>=off", "7:zero=unit:1"),
    ),
    "hold both": (
        {"optimizer": "sgd", "momentum": 0.9},
        ("3:hold=gate:<G>=0", "4:hold=gate:<H>=1", "9:hold=gate:<H>=off", "11:hold=gate:<G>=off"),
    ),
    "hold torch": ({"initializer": "torch"}, ("3:hold=gate:<G>=1",)),
}  # fmt: skip


def cases(few: bool) -> Iterator[Any]:
    """Every setting and edit for every cell and convention, or one of each."""
    kinds = list(itertools.product(Cell, Convention))
    everything = {**{k: (v, ()) for k, v in SETTINGS.items()}, **EDITS}
    for k, (name, (fields, at)) in enumerate(everything.items()):
        for n, (cell, convention) in enumerate(kinds):
            gate = {Cell.RNN: "", Cell.LSTM: "f", Cell.GRU: "r"}[cell]
            if ("<G>" in "".join(at) and not gate) or (few and n != (k * 5 + 2) % 6):
                continue
            kernel = "gates_kernel" if cell is Cell.GRU else "kernel"
            if convention is Convention.PYTORCH:
                kernel = "cell.weight_hh_l0"
            other = {Cell.RNN: "", Cell.LSTM: "input", Cell.GRU: "update"}[cell]
            names = {"<K>": kernel, "<G>": gate, "<H>": letter(cell, convention, other or "x")}
            words = at
            for short, long in names.items():
                words = tuple(word.replace(short, long) for word in words)
            kind = {"cell": cell, "convention": convention}
            yield pytest.param(fields | kind, words, id=f"{name}-{cell}-{convention}")


def check_case(fields: dict[str, Any], at: tuple[str, ...]) -> None:
    experiment = Experiment(text="hihello there", iterations=40, dtype=Dtype.FLOAT64)
    run = trained(experiment.replace(**fields), *at)
    compare(run, printed(to_pytorch(run)), 1e-8)


@pytest.mark.parametrize(("fields", "at"), cases(few=True))
def test_settings_and_edits(fields: dict[str, Any], at: tuple[str, ...]) -> None:
    check_case(fields, at)


@pytest.mark.long
@pytest.mark.parametrize(("fields", "at"), cases(few=False))
def test_every_setting_and_edit(fields: dict[str, Any], at: tuple[str, ...]) -> None:
    check_case(fields, at)


HOSTILE = [
    '"""+__import__("os").system("x")+"""', "'''\n#", "\\n\\", "a\\\n\"'b", "{0}{x!r}%s",
    "a\x00\x1bb", "a\rb", "\u202eab", "한글", "👨\u200d👩\u200d👧a", "[/b]", "# x\n",
    "a\u2028b", "ab" * 300,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_is_a_literal_and_no_code(text: str) -> None:
    run = trained(Experiment(text=text, iterations=2, dtype=Dtype.FLOAT64))
    code = to_pytorch(run)
    assert "".join(code.split("\n")).replace("\u200d", "").isprintable()
    [value] = [
        node.value
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TEXT"
    ]
    assert isinstance(value, ast.Constant)
    assert value.value == run.recipe.experiment.text
    compare(run, printed(code), 1e-5)


def test_a_run_that_was_stopped_is_as_long_in_the_script() -> None:
    run = trained(Experiment(), until="cost=3")
    assert run.iterations < 100
    code = to_pytorch(run)
    assert f"ITERATIONS = {run.iterations}  # that were made; 100 were planned" in code
    compare(run, printed(code), 1e-6)


def test_a_run_that_diverged() -> None:
    experiment = Experiment(readout=Readout.LINEAR, optimizer=Optimizer.SGD, learning_rate=100)
    run = trained(experiment.replace(dtype=Dtype.FLOAT64))
    assert run.outcome.phase is Phase.DIVERGED
    compare(run, printed(to_pytorch(run)), 1e-6, 10)


def test_given_weights_stand_in_the_script() -> None:
    for experiment in (Experiment(cell=Cell.GRU), PRESETS["pytorch"].experiment):
        initial = Trainer(experiment.replace(seed=9)).weights()
        run = trained(experiment, initial=initial)
        compare(run, printed(to_pytorch(run)), 1e-6)
    large = PRESETS["pytorch"].experiment.replace(hidden_size=400, iterations=1)
    with pytest.raises(Invalid, match=f"more than {MOST_WEIGHTS:,} given weights"):
        to_pytorch(trained(large, initial=Trainer(large).weights()))


@pytest.mark.parametrize("convention", Convention)
def test_a_network_that_is_frozen_whole(convention: Convention) -> None:
    experiment = Experiment(convention=convention, clip_norm=0.1, dtype=Dtype.FLOAT64)
    names = tensors(Task(experiment))
    run = trained(
        experiment, *(f"3:freeze={name}" for name in names), f"9:freeze={next(iter(names))}=off"
    )
    compare(run, printed(to_pytorch(run)), 1e-8)


def test_a_long_text_is_answered_as_seldom() -> None:
    run = trained(Experiment(text="abcab" * 120, time_steps=5, batch_size=7, iterations=7))
    compare(run, printed(to_pytorch(run)), 1e-4)


@pytest.mark.parametrize(("fields", "at"), cases(few=True))
def test_a_script_is_laid_out_as_a_formatter_would(
    fields: dict[str, Any], at: tuple[str, ...]
) -> None:
    experiment = Experiment(text="hihello there", iterations=40, dtype=Dtype.FLOAT64)
    code = to_pytorch(trained(experiment.replace(**fields), *at))
    ruff = [sys.executable, "-m", "ruff"]
    how = ["--isolated", "--line-length", "100", "-"]
    layout = subprocess.run(
        [*ruff, "format", "--diff", *how], input=code, capture_output=True, text=True, check=False
    )
    assert layout.stdout == ""
    found = subprocess.run(
        [*ruff, "check", "--select", "E,F,W,I", "--ignore", "E501", *how],
        input=code, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout


def test_the_tutorial_is_written_as_a_reader_would() -> None:
    code = to_pytorch(trained(Experiment()))
    assert "# The same run:  rnn-tui hello\n" in code
    assert "class BasicRNNCell(nn.Module):" in code
    for needless in ("held", "zeroed", "frozen", "clip", "loss_weights", "batch(", "every ="):
        assert needless not in code
    code = to_pytorch(trained(PRESETS["pytorch"].experiment))
    assert "nn.RNN(VOCABULARY, HIDDEN)" in code
    assert "torch.optim.Adam(network.parameters(), lr=0.01)" in code
    assert "import math" not in code
    assert max(map(len, code.splitlines())) <= 100
