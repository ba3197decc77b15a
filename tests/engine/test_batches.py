"""Batches read what the task says they read."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.engine import batches
from rnn_tui.engine.batches import Batches
from rnn_tui.experiment import Experiment
from rnn_tui.task import Task, problems


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw any way to cut a short text."""
    text = draw(st.text("abcd ", min_size=2, max_size=14).filter(lambda t: not t.isspace()))
    length = len(text) - 1
    experiment = Experiment(
        text=text,
        carry_state=draw(st.booleans()),
        time_steps=draw(st.none() | st.integers(1, length)),
        batch_size=draw(st.none() | st.integers(1, length)),
        loss_weights=draw(
            st.none()
            | st.lists(st.floats(0, 9), min_size=length, max_size=length).filter(any).map(tuple)
        ),
    )
    return experiment if not problems(experiment) else Experiment(text=text)


@given(experiment=experiments(), iteration=st.integers(0, 10**6), keep=st.booleans())
def test_batches_follow_the_positions_of_the_task(
    experiment: Experiment, iteration: int, keep: bool
) -> None:
    task = Task(experiment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "KEPT_POSITIONS", 10**6 if keep else 0)
        made = Batches(task, 2, torch.float64)
    made.weigh([task.loss_weights, (1.0,) * task.length])
    for i in (iteration, iteration + 1, iteration):
        batch = made.training(i)
        rows = [p for step in zip(*task.positions(i), strict=True) for p in step]
        assert batch.inputs.tolist() == [task.inputs[p] for p in rows]
        for member in range(2):
            assert batch.targets[member, :, 0].tolist() == [task.targets[p] for p in rows]
        if batch.weights is None:
            assert set(task.loss_weights) == {1.0}
        else:
            assert batch.weights[0, :, 0].tolist() == [task.loss_weights[p] for p in rows]
            assert batch.weights[1, :, 0].tolist() == [1.0] * len(rows)


def test_the_answer_reads_the_whole_text() -> None:
    task = Task(Experiment(text="hihello", time_steps=2))
    made = Batches(task, 1, torch.float32)
    assert tuple(made.answer().inputs.tolist()) == task.inputs
    assert tuple(made.answer().targets.flatten().tolist()) == task.targets


def test_new_loss_weights_reach_the_next_batch() -> None:
    made = Batches(Task(Experiment()), 1, torch.float32)
    assert made.training(0).weights is None
    assert made.answer().weights is None
    made.weigh([(1.0, 0.0, 2.0, 1.0)])
    weights = made.training(0).weights
    assert weights is not None
    assert weights.flatten().tolist() == [1.0, 0.0, 2.0, 1.0]
    answered = made.answer().weights
    assert answered is not None
    assert answered.tolist() == weights.tolist()
    made.weigh([(1.0,) * 4])
    assert made.training(0).weights is None
    assert made.answer().weights is None
