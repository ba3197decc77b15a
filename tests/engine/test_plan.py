"""How an ensemble is laid out, cut up, and kept within its budget."""

import gc
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.engine.ensemble import Ensemble
from rnn_tui.engine.ensemble.plan import Plan, cut, plan
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Optimizer, Readout
from rnn_tui.task import Task

WIDE: dict[str, Any] = {"readout": Readout.LINEAR, "hidden_size": 100}


@pytest.mark.parametrize(
    ("changes", "members", "last"),
    [
        ({}, 1000, True),
        ({}, 10, False),
        ({"cell": Cell.LSTM, "readout": Readout.LINEAR, "hidden_size": 32}, 1000, True),
        (WIDE, 1000, False),
        ({"carry_state": True}, 1000, False),
        ({"time_steps": 2}, 1000, False),
    ],
)
def test_members_lie_last_where_many_tiny_networks_read_a_text_whole(
    changes: dict[str, Any], members: int, last: bool
) -> None:
    assert plan(Task(Experiment(**changes)), members).members_last is last


@given(members=st.integers(1, 10_000), most=st.integers(1, 3000), last=st.booleans())
def test_lots_hold_every_member_and_no_more_than_is_wanted(
    members: int, most: int, last: bool
) -> None:
    _, lots, size = cut(members, most, members_last=last)
    step = 64 if last else 1
    assert size % step == 0
    assert size <= max(most, step)
    # None of them stands for nothing, but to fill up the last vectors.
    assert members <= lots * size < members + lots * step
    assert (lots - 1) * size < members


@pytest.mark.parametrize("members_last", [False, True])
@pytest.mark.parametrize(
    "changes",
    [
        {"text": "hello"},
        {"text": "the quick brown fox jumps over the lazy dog", "momentum": 0.5},
        {"text": "hello", "readout": Readout.LINEAR, "hidden_size": 30},
        {"text": "ab" * 60, "optimizer": Optimizer.ADAM, "clip_norm": 1.0},
        {"text": "hello", "loss_weights": (1, 2, 3, 4), "dtype": Dtype.FLOAT64},
    ],
    ids=["hello", "fox", "wide", "long", "weights"],
)
@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("cell", list(Cell))
def test_what_is_kept_is_what_was_estimated(
    cell: Cell, convention: Convention, changes: dict[str, Any], members_last: bool
) -> None:
    experiment = Experiment(cell=cell, convention=convention, **changes)
    task = Task(experiment)
    before = tensors()
    others = set(map(id, before))
    ensemble = Ensemble([experiment] * 192, planned=cut(192, 64, members_last=members_last))
    assert ensemble.advance(1) is not None
    made = [tensor.untyped_storage() for tensor in tensors() if id(tensor) not in others]
    kept = sum({storage.data_ptr(): storage.nbytes() for storage in made}.values())
    estimate = 192 * task.lasting_bytes + 64 * task.bytes
    assert kept <= estimate
    assert kept > estimate / 3


def tensors() -> list[torch.Tensor]:
    return [found for found in gc.get_objects() if type(found) is torch.Tensor]


def test_lots_are_cut_to_the_budget() -> None:
    task = Task(Experiment(cell=Cell.LSTM))
    lasting = 5000 * task.lasting_bytes
    roomy, narrow = (plan(task, 5000, lasting + n * task.bytes) for n in (4000, 200))
    assert roomy.size > narrow.size == 192
    assert plan(task, 5000, lasting) == Plan(True, 79, 64)
    wide = Task(Experiment(**WIDE))
    tight = plan(wide, 50, 50 * wide.lasting_bytes + 7 * wide.bytes)
    assert (tight.members_last, tight.size) == (False, 7)
