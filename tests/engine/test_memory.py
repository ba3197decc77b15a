"""Every moment can be kept in a flat row, put back, and gone on from bit for bit."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rnn_tui.anatomy import sigmoids, tensors
from rnn_tui.edits import Freeze, Hold, Regime, Weight, Zero
from rnn_tui.engine import Trainer
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Optimizer, Readout
from rnn_tui.record import Event
from rnn_tui.task import Task, problems

MOMENTS = 12
STATE = st.sampled_from([None, 1, 2, 3])


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw any small experiment."""
    linear = draw(st.booleans())
    experiment = Experiment(
        text=draw(st.sampled_from(["hello", "abcabdabc", "hello world"])),
        convention=draw(st.sampled_from(Convention)),
        cell=draw(st.sampled_from(Cell)),
        readout=Readout.LINEAR if linear else Readout.NONE,
        hidden_size=draw(st.sampled_from([1, 3, 6])) if linear else None,
        optimizer=draw(st.sampled_from(Optimizer)),
        learning_rate=0.05,
        momentum=draw(st.sampled_from([0.0, 0.7])),
        clip_norm=draw(st.sampled_from([None, 0.5])),
        iterations=MOMENTS,
        carry_state=draw(st.booleans()),
        dtype=draw(st.sampled_from(Dtype)),
    )
    windows = experiment.replace(time_steps=draw(STATE), batch_size=draw(STATE))
    return experiment if problems(windows) else windows


@st.composite
def events(draw: st.DrawFn, start: Experiment) -> list[Event]:
    """Draw changes of every kind, in the order of their iterations."""
    task, found, regime = Task(start), [], Regime(start)
    names = st.sampled_from(sorted(tensors(task)))
    for iteration in sorted(draw(st.lists(st.integers(0, MOMENTS - 1), max_size=8))):
        name = draw(names)
        index = tuple(draw(st.integers(0, size - 1)) for size in tensors(task)[name])
        some: dict[str, Any] = {
            "learning_rate": st.sampled_from([0.001, 0.1]),
            "momentum": st.sampled_from([0.0, 0.3]),
            "clip_norm": st.sampled_from([None, 0.1]),
            "loss_weights": st.sampled_from([None, (2.0, *(0.5,) * (task.length - 1))]),
            "optimizer": st.sampled_from(Optimizer),
            "decay": st.sampled_from([0.5, 0.99]),
            "carry_state": st.booleans(),
            "iterations": st.integers(1, MOMENTS),
            "weight": st.builds(Weight, st.just(name), st.just(index), st.floats(-2, 2)),
            "zero": st.builds(Zero, st.integers(0, task.hidden_size - 1), st.booleans()),
            "freeze": st.builds(Freeze, names, st.booleans()),
        }
        if gates := sigmoids(start.cell, start.convention):
            held = st.sampled_from([None, 0.0, 1.0])
            some["hold"] = st.builds(Hold, st.sampled_from(gates), held)
        field = draw(st.sampled_from(sorted(some)))
        event = Event(iteration, field, draw(some[field]))
        if not problems(regime.after(event).experiment):
            regime = regime.after(event)
            found.append(event)
    return found


def go_on(
    trainer: Trainer, regime: Regime, changes: list[Event], kept: dict[int, Any] | None = None
) -> dict[int, Any]:
    """Train to the end, and give what every moment after its events was like."""
    seen: dict[int, tuple[Any, ...]] = {}
    while True:
        moment = trainer.moment
        if kept is not None:
            # What a row need not hold may be anything.
            row = np.full(trainer.state_size, np.nan, regime.experiment.dtype)
            trainer.keep(row)
            kept[moment] = row, trainer.updates, regime
        for event in changes:
            if event.iteration == moment:
                regime = regime.after(event)
                trainer.edit(event.field, event.value)
        assert trainer.experiments == [regime.experiment]
        assert trainer.ablations == regime.ablations
        seen[moment] = trainer.measure(), trainer.answer(), bits(trainer.state())
        if moment == MOMENTS:
            return seen
        step = trainer.step()
        assert step is not None
        seen[moment] += step.costs, step.predictions


def bits(state: dict[str, NDArray[Any]]) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in state.items()}


@given(data=st.data())
def test_a_moment_that_is_put_back_goes_on_as_it_did(data: st.DataObject) -> None:
    experiment = data.draw(experiments())
    changes = data.draw(events(experiment))
    trainer, kept = Trainer(experiment), dict[int, Any]()
    size = trainer.state_size
    seen = go_on(trainer, Regime(experiment), changes, kept)
    assert trainer.state_size == size
    for another in (False, True):
        moment = data.draw(st.integers(0, MOMENTS))
        row, updates, regime = kept[moment]
        if another:
            trainer = Trainer(experiment.replace(seed=5))
        trainer.put_back(row, moment, updates, regime)
        assert (trainer.moment, trainer.updates) == (moment, updates)
        again = go_on(trainer, regime, changes)
        assert again == {k: was for k, was in seen.items() if k >= moment}


def test_a_row_has_room_for_whatever_comes() -> None:
    sizes = {
        Trainer(Experiment(optimizer=optimizer, carry_state=carry, batch_size=2)).state_size
        for optimizer in Optimizer
        for carry in (False, True)
    }
    assert len(sizes) == 1
    trainer = Trainer(Experiment(cell=Cell.LSTM, batch_size=2))
    assert trainer.state_size >= 3 * trainer.parameters + 2 * 2 * 2 * 4


def test_a_row_is_a_copy() -> None:
    trainer = Trainer(Experiment())
    row = np.zeros(trainer.state_size, "f4")
    trainer.keep(row)
    kept, before = row.copy(), bits(trainer.state())
    assert np.abs(kept).max() > 0
    trainer.step()
    assert np.array_equal(row, kept)
    row[:] = np.nan
    trainer.put_back(kept, 0, 0, Regime(Experiment()))
    assert bits(trainer.state()) == before
