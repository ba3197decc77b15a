"""What a network is made of, before there is one: its gates, its tensors, what their axes mean.

Names are those of the checkpoints; `engine.layout` lays the numbers out in memory.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from rnn_tui.experiment import Cell, Convention, Readout
from rnn_tui.text import visible

if TYPE_CHECKING:
    from rnn_tui.task import Task

GATES: Mapping[tuple[Cell, Convention], tuple[str, ...]] = {
    (Cell.RNN, Convention.TENSORFLOW): ("hidden",),
    (Cell.RNN, Convention.PYTORCH): ("hidden",),
    (Cell.LSTM, Convention.TENSORFLOW): ("input", "candidate", "forget", "output"),
    (Cell.LSTM, Convention.PYTORCH): ("input", "forget", "candidate", "output"),
    (Cell.GRU, Convention.TENSORFLOW): ("reset", "update", "candidate"),
    (Cell.GRU, Convention.PYTORCH): ("reset", "update", "candidate"),
}
"""The blocks of the fused matrix, in the order of the checkpoint."""

SIGMOIDS = frozenset({"input", "forget", "output", "reset", "update"})
"""The blocks that are gates in the narrow sense: from 0, closed, to 1, open."""


def letter(cell: Cell, convention: Convention, gate: str) -> str:
    """Give the letter of a gate in the equations of a convention."""
    if gate == "candidate":
        if cell is Cell.GRU:
            return "n"
        return "j" if convention is Convention.TENSORFLOW else "g"
    if gate == "update":
        return "u" if convention is Convention.TENSORFLOW else "z"
    return gate[0]


def sigmoids(cell: Cell, convention: Convention) -> tuple[str, ...]:
    """Give the gates of a cell that open and close, in the order of the checkpoint."""
    return tuple(gate for gate in GATES[cell, convention] if gate in SIGMOIDS)


def tensors(task: "Task") -> dict[str, tuple[int, ...]]:
    """Give the name and shape of every tensor of the network, in the order of the checkpoint."""
    e, V, H = task.experiment, task.vocabulary_size, task.hidden_size
    columns = len(GATES[e.cell, e.convention]) * H
    if e.convention is Convention.PYTORCH:
        named: dict[str, tuple[int, ...]] = {
            "cell.weight_ih_l0": (columns, V),
            "cell.weight_hh_l0": (columns, H),
            "cell.bias_ih_l0": (columns,),
            "cell.bias_hh_l0": (columns,),
        }
        readout: dict[str, tuple[int, ...]] = {"readout.weight": (V, H), "readout.bias": (V,)}
    else:
        if e.cell is Cell.GRU:
            named = {
                "gates_kernel": (V + H, 2 * H),
                "gates_bias": (2 * H,),
                "candidate_kernel": (V + H, H),
                "candidate_bias": (H,),
            }
        else:
            named = {"kernel": (V + H, columns), "bias": (columns,)}
        readout = {"readout_kernel": (H, V), "readout_bias": (V,)}
    return named | (readout if e.readout is Readout.LINEAR else {})


class Axes(NamedTuple):
    """What the numbers of a tensor belong to, in drawn words; a vector has one row."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]


def axes(task: "Task", name: str) -> Axes:
    """Name the rows and columns of a tensor: `in h`, `h 1` are read; `f 1`, `out h` are made."""
    e, H = task.experiment, task.hidden_size
    inputs = tuple(f"in {visible(character)}" for character in task.vocabulary)
    outputs = tuple(f"out {visible(character)}" for character in task.vocabulary)
    units = tuple(f"h {unit}" for unit in range(1, H + 1))
    gates = GATES[e.cell, e.convention]
    if name.startswith("gates_"):
        gates = gates[:2]
    elif name.startswith("candidate_"):
        gates = gates[2:]
    letters = [letter(e.cell, e.convention, gate) for gate in gates]
    made = tuple(f"{gate} {unit}" for gate in letters for unit in range(1, H + 1))
    bias = ("bias",)
    match name:
        case "cell.weight_ih_l0":
            return Axes(made, inputs)
        case "cell.weight_hh_l0":
            return Axes(made, units)
        case "readout.weight":
            return Axes(outputs, units)
        case "readout_kernel":
            return Axes(units, outputs)
        case "readout_bias" | "readout.bias":
            return Axes(bias, outputs)
        case _ if name.endswith("kernel"):
            return Axes(inputs + units, made)
        case _:
            return Axes(bias, made)
