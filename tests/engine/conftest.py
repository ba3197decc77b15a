"""The reference runs of TensorFlow, and the equations of every cell under autograd."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from rnn_tui.anatomy import GATES
from rnn_tui.edits import Ablations
from rnn_tui.engine import Trainer
from rnn_tui.experiment import Cell, Convention, Readout

REFERENCE = Path(__file__).parents[1] / "data" / "tensorflow.json"


@pytest.fixture(scope="session")
def reference() -> dict[str, Any]:
    """Each reference run by its id."""
    with REFERENCE.open(encoding="utf-8") as file:
        return {run["id"]: run for run in json.load(file)["runs"]}


@dataclass
class Unrolled:
    """The text read once, everything under autograd."""

    weights: dict[str, Tensor]
    x: Tensor
    """(time, vocabulary), one-hot"""
    nudges: Tensor
    """(time, hidden): zeros added to each h_t, so that their gradients are dL/dh_t."""
    totals: list[dict[str, Tensor]] = field(default_factory=list)
    gates: list[dict[str, Tensor]] = field(default_factory=list)
    hidden: list[Tensor] = field(default_factory=list)
    memory: list[Tensor] = field(default_factory=list)
    logits: list[Tensor] = field(default_factory=list)
    losses: list[Tensor] = field(default_factory=list)
    """Weighted, one a time step."""


Unroll = Callable[..., Unrolled]


@pytest.fixture(scope="session")
def unroll() -> Unroll:
    """Read the text of a trainer from a state, `h` and `c`, with its weights and ablations."""
    return _unroll


def _unroll(
    trainer: Trainer, ablations: Ablations, state: tuple[Any, Any] | None = None, member: int = 0
) -> Unrolled:
    task, H = trainer.task, trainer.task.hidden_size
    experiment = trainer.experiments[member]
    w = {k: torch.from_numpy(v).requires_grad_() for k, v in trainer.weights(member).items()}
    ids = torch.tensor(task.inputs)
    x = torch.nn.functional.one_hot(ids, task.vocabulary_size).double().requires_grad_()
    found = Unrolled(w, x, torch.zeros(task.length, H, dtype=torch.float64, requires_grad=True))
    on = torch.tensor([0.0 if k in ablations.zeroed else 1.0 for k in range(H)])
    h, c = (torch.from_numpy(np.array(s)) for s in state or (np.zeros(H), np.zeros(H)))
    h = h * on
    found.hidden.append(h)
    found.memory.append(c)
    weights = experiment.loss_weights or (1.0,) * task.length
    for t in range(task.length):
        h, c, totals, gates = _step(trainer, w, x[t], h, c, dict(ablations.held))
        h = (h + found.nudges[t]) * on
        logits = h
        if experiment.readout is Readout.LINEAR:
            if experiment.convention is Convention.TENSORFLOW:
                logits = h @ w["readout_kernel"] + w["readout_bias"]
            else:
                logits = w["readout.weight"] @ h + w["readout.bias"]
        entropy = -torch.log_softmax(logits, 0)[task.targets[t]]
        found.totals.append(totals)
        found.gates.append(gates)
        found.hidden.append(h)
        found.memory.append(c)
        found.logits.append(logits)
        found.losses.append(weights[t] * entropy)
    return found


def _step(
    trainer: Trainer, w: dict[str, Tensor], x: Tensor, h: Tensor, c: Tensor, held: dict[str, float]
) -> tuple[Tensor, Tensor, dict[str, Tensor], dict[str, Tensor]]:
    """One time step as the documentation of TensorFlow and torch.nn write it."""
    e = trainer.task.experiment
    tensorflow = e.convention is Convention.TENSORFLOW
    names = GATES[e.cell, e.convention]
    if not tensorflow:
        z_x = w["cell.weight_ih_l0"] @ x + w["cell.bias_ih_l0"]
        z_h = w["cell.weight_hh_l0"] @ h + w["cell.bias_hh_l0"]
        z = dict(zip(names, (z_x + z_h).chunk(len(names)), strict=True))
    elif e.cell is Cell.GRU:
        ru = torch.cat([x, h]) @ w["gates_kernel"] + w["gates_bias"]
        z = dict(zip(names[:2], ru.chunk(2), strict=True))
    else:
        total = torch.cat([x, h]) @ w["kernel"] + w["bias"]
        z = dict(zip(names, total.chunk(len(names)), strict=True))
        if e.cell is Cell.LSTM:
            z["forget"] = z["forget"] + 1

    def gate(name: str) -> Tensor:
        return torch.full_like(h, held[name]) if name in held else torch.sigmoid(z[name])

    if e.cell is Cell.RNN:
        h = torch.tanh(z["hidden"])
        return h, c, z, {}
    if e.cell is Cell.LSTM:
        a = {k: gate(k) for k in ("input", "forget", "output")}
        a["candidate"] = torch.tanh(z["candidate"])
        c = a["forget"] * c + a["input"] * a["candidate"]
        return a["output"] * torch.tanh(c), c, z, a
    a = {k: gate(k) for k in ("reset", "update")}
    if tensorflow:
        read = torch.cat([x, a["reset"] * h])
        z["candidate"] = read @ w["candidate_kernel"] + w["candidate_bias"]
    else:
        z["candidate"] = z_x.chunk(3)[2] + a["reset"] * z_h.chunk(3)[2]
    a["candidate"] = torch.tanh(z["candidate"])
    return a["update"] * h + (1 - a["update"]) * a["candidate"], c, z, a
