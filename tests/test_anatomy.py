"""The parts of every network, named before there is one."""

import pytest

from rnn_tui.anatomy import GATES, SIGMOIDS, axes, letter, sigmoids, tensors
from rnn_tui.engine import Trainer
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.task import Task

TENSORFLOW, PYTORCH = Convention.TENSORFLOW, Convention.PYTORCH
EVERY = [
    pytest.param(
        Experiment(
            text="hihello",
            cell=cell,
            convention=convention,
            readout=readout,
            hidden_size=3 if readout is Readout.LINEAR else None,
        ),
        id=f"{cell}-{convention}-{readout}",
    )
    for cell in Cell
    for convention in Convention
    for readout in Readout
]


@pytest.mark.parametrize("experiment", EVERY)
def test_tensors_are_those_of_the_engine(experiment: Experiment) -> None:
    task = Task(experiment)
    weights = Trainer(experiment).weights()
    assert tensors(task) == {name: array.shape for name, array in weights.items()}
    assert list(tensors(task)) == list(weights)
    assert sum(array.size for array in weights.values()) == task.parameters


@pytest.mark.parametrize("experiment", EVERY)
def test_every_row_and_column_has_a_name_of_its_own(experiment: Experiment) -> None:
    task = Task(experiment)
    for name, shape in tensors(task).items():
        rows, columns = axes(task, name)
        assert (len(rows), len(columns)) == (shape if len(shape) == 2 else (1, *shape))
        assert len(set(rows)) == len(rows)
        assert len(set(columns)) == len(columns)


def test_axes_say_what_is_read_and_what_is_made() -> None:
    lstm = Task(Experiment(text="ab", cell=Cell.LSTM, readout=Readout.LINEAR, hidden_size=2))
    assert axes(lstm, "kernel") == (
        ("in a", "in b", "h 1", "h 2"),
        ("i 1", "i 2", "j 1", "j 2", "f 1", "f 2", "o 1", "o 2"),
    )
    assert axes(lstm, "bias").rows == ("bias",)
    assert axes(lstm, "readout_kernel") == (("h 1", "h 2"), ("out a", "out b"))
    assert axes(lstm, "readout_bias") == (("bias",), ("out a", "out b"))
    gru = Task(Experiment(text="aa", cell=Cell.GRU))
    assert axes(gru, "gates_kernel") == (("in a", "h 1"), ("r 1", "u 1"))
    assert axes(gru, "candidate_kernel").columns == ("n 1",)
    torch = Task(Experiment(text="aa", cell=Cell.GRU, convention=PYTORCH, readout=Readout.LINEAR))
    assert axes(torch, "cell.weight_ih_l0") == (("r 1", "z 1", "n 1"), ("in a",))
    assert axes(torch, "cell.weight_hh_l0").columns == ("h 1",)
    assert axes(torch, "cell.bias_hh_l0") == (("bias",), ("r 1", "z 1", "n 1"))
    assert axes(torch, "readout.weight") == (("out a",), ("h 1",))


def test_axes_draw_characters_that_could_not_be_seen() -> None:
    rows, _ = axes(Task(Experiment(text="\x1b a")), "kernel")
    assert rows[:3] == ("in ␛", "in ␣", "in a")


def test_letters_are_those_of_the_equations() -> None:
    def letters(cell: Cell, convention: Convention) -> str:
        return "".join(letter(cell, convention, gate) for gate in GATES[cell, convention])

    assert letters(Cell.RNN, TENSORFLOW) == letters(Cell.RNN, PYTORCH) == "h"
    assert (letters(Cell.LSTM, TENSORFLOW), letters(Cell.LSTM, PYTORCH)) == ("ijfo", "ifgo")
    assert (letters(Cell.GRU, TENSORFLOW), letters(Cell.GRU, PYTORCH)) == ("run", "rzn")


def test_gates_that_open_and_close() -> None:
    assert sigmoids(Cell.RNN, TENSORFLOW) == ()
    assert sigmoids(Cell.LSTM, PYTORCH) == ("input", "forget", "output")
    assert sigmoids(Cell.LSTM, TENSORFLOW) == ("input", "forget", "output")
    assert sigmoids(Cell.GRU, PYTORCH) == ("reset", "update")
    assert {gate for gates in GATES.values() for gate in gates} - SIGMOIDS == {
        "hidden",
        "candidate",
    }
