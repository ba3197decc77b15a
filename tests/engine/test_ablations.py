"""Units that are zeroed, gates that are held, tensors that are frozen."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from rnn_tui.anatomy import axes, sigmoids
from rnn_tui.edits import NOTHING, Freeze, Hold, Zero
from rnn_tui.engine import Trainer
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Optimizer, Readout

NETWORKS = [
    pytest.param(cell, convention, readout, id=f"{cell}-{convention}-{readout}")
    for cell in Cell
    for convention in Convention
    for readout in Readout
]
RATE = 0.25
UNITS = (0, 3)


def trainer_of(
    cell: Cell, convention: Convention, readout: Readout, **changes: Any
) -> tuple[Trainer, Experiment]:
    experiment = Experiment(
        text="hello world",
        cell=cell,
        convention=convention,
        readout=readout,
        hidden_size=5 if readout is Readout.LINEAR else None,
        optimizer=Optimizer.SGD,
        learning_rate=RATE,
        dtype=Dtype.FLOAT64,
    ).replace(**changes)
    return Trainer(experiment), experiment


def gradients(trainer: Trainer) -> dict[str, Any]:
    """Give what one update by SGD took from the weights, divided by the rate."""
    before = trainer.weights()
    assert trainer.step() is not None
    return {name: (before[name] - after) / RATE for name, after in trainer.weights().items()}


@pytest.mark.parametrize(("cell", "convention", "readout"), NETWORKS)
def test_an_ablated_network_trains_as_under_autograd(
    unroll: Callable[..., Any], cell: Cell, convention: Convention, readout: Readout
) -> None:
    trainer, _ = trainer_of(cell, convention, readout)
    for _ in range(2):
        trainer.step()
    plain = trainer.measure()
    for unit in UNITS:
        trainer.edit("zero", Zero(unit))
    # Each gate at both values, one at a time.
    held = [Hold(gate, value) for gate in sigmoids(cell, convention) for value in (0.0, 1.0)]
    for hold in [None, *held]:
        if hold is not None:
            trainer.edit("hold", hold)
        oracle = unroll(trainer, trainer.ablations)
        cost = torch.stack(oracle.losses).sum()
        cost.backward()  # type: ignore[no-untyped-call]
        assert trainer.measure() == pytest.approx([cost.item()], rel=1e-12)
        assert trainer.measure() != plain
        picture = trainer.picture()
        assert picture is not None
        assert_allclose(picture.hidden, torch.stack(oracle.hidden[1:]).detach().numpy(), atol=1e-12)
        assert (picture.hidden[:, list(UNITS)] == 0).all()
        for name, found in gradients(trainer).items():
            expected = oracle.weights[name].grad
            expected = np.zeros(found.shape) if expected is None else expected.numpy()
            assert_allclose(found, expected, rtol=1e-7, atol=1e-9, err_msg=name)
        if hold is not None:
            trainer.edit("hold", Hold(hold.gate, None))


@pytest.mark.parametrize(("cell", "convention", "readout"), NETWORKS)
def test_a_zeroed_unit_is_as_one_whose_weights_are_zero(
    cell: Cell, convention: Convention, readout: Readout
) -> None:
    trainer, experiment = trainer_of(cell, convention, readout)
    trainer.step()
    weights = trainer.weights()
    for unit in UNITS:
        trainer.edit("zero", Zero(unit))
    mine = {name: np.zeros(array.shape, bool) for name, array in weights.items()}
    for name, mask in mine.items():
        named = axes(trainer.task, name)
        rows = [k for k, row in enumerate(named.rows) if belongs(row)]
        columns = [k for k, column in enumerate(named.columns) if belongs(column)]
        if mask.ndim == 1:
            mask[columns] = True
        else:
            mask[rows], mask[:, columns] = True, True
    dead = Trainer(experiment, {name: np.where(mine[name], 0, w) for name, w in weights.items()})
    assert trainer.measure() == pytest.approx(dead.measure(), rel=1e-12)
    one, other = trainer.picture(), dead.picture()
    assert one is not None
    assert other is not None
    assert_allclose(one.hidden, other.hidden, atol=1e-13)
    found, expected = gradients(trainer), gradients(dead)
    for name, mask in mine.items():
        assert mask.sum() > 0 or "readout" in name
        assert_allclose(found[name][~mask], expected[name][~mask], atol=1e-12, err_msg=name)
        assert (found[name][mask] == 0).all()


def belongs(label: str) -> bool:
    """Whether a row or column is of a zeroed unit; the characters of the text are not."""
    kind, _, number = label.partition(" ")
    return kind not in ("in", "out", "bias") and number in [str(unit + 1) for unit in UNITS]


@pytest.mark.parametrize("way", [{"time_steps": 4}, {"carry_state": True}, {}])
@pytest.mark.parametrize("cell", list(Cell))
def test_both_passes_are_ablated_until_it_is_let_go(cell: Cell, way: dict[str, Any]) -> None:
    trainer, _ = trainer_of(cell, Convention.TENSORFLOW, Readout.LINEAR, **way)
    for _ in range(3):
        trainer.step()
    cost, answer = trainer.measure(), trainer.picture()
    edits = [("zero", Zero(1), Zero(1, on=False))]
    edits += [
        ("hold", Hold(gate, 0.0), Hold(gate, None))  # type: ignore[misc]
        for gate in sigmoids(cell, Convention.TENSORFLOW)
    ]
    for field, on, off in edits:
        trainer.edit(field, on)
        trainer.edit(field, on)
        assert trainer.ablations != NOTHING
        ablated = trainer.picture()
        assert ablated is not None
        assert answer is not None
        assert trainer.measure() != cost
        assert ablated.cost != answer.cost
        trainer.edit(field, off)
        assert trainer.ablations == NOTHING
        again = trainer.picture()
        assert again is not None
        assert trainer.measure() == cost
        assert again.hidden.tobytes() == answer.hidden.tobytes()


@pytest.mark.parametrize("cell", list(Cell))
def test_ablations_last_when_the_way_through_the_data_changes(cell: Cell) -> None:
    trainer, _ = trainer_of(cell, Convention.PYTORCH, Readout.LINEAR, time_steps=4)
    trainer.edit("zero", Zero(1))
    for carry in (True, False):
        trainer.edit("carry_state", carry)
        trainer.step()
        picture = trainer.picture()
        assert picture is not None
        assert (picture.hidden[:, 1] == 0).all()
        assert np.abs(picture.hidden[:, 0]).min() > 0


@pytest.mark.parametrize("optimizer", list(Optimizer))
@pytest.mark.parametrize(("cell", "convention", "readout"), NETWORKS)
def test_what_is_frozen_neither_moves_nor_counts(
    cell: Cell, convention: Convention, readout: Readout, optimizer: Optimizer
) -> None:
    trainer, _ = trainer_of(cell, convention, readout, optimizer=optimizer, momentum=0.5)
    for _ in range(3):
        trainer.step()
    names = list(trainer.weights())[::2]
    before = trainer.state()
    for name in names:
        trainer.edit("freeze", Freeze(name))
    trainer.step()
    after = trainer.state()
    for place, array in before.items():
        name = place.split("/")[-1]
        assert np.array_equal(array, after[place]) == (name in names), place
    for name in names:
        trainer.edit("freeze", Freeze(name, on=False))
    trainer.step()
    assert not any(np.array_equal(trainer.weights()[name], before[name]) for name in names)


@pytest.mark.parametrize(("convention", "guard"), [("tensorflow", 0.0), ("pytorch", 1e-6)])
def test_a_frozen_gradient_is_not_in_the_norm(convention: str, guard: float) -> None:
    way = Cell.LSTM, Convention(convention), Readout.LINEAR
    trainer, experiment = trainer_of(*way)
    name = next(iter(trainer.weights()))
    plain = gradients(trainer)
    clipped = Trainer(experiment.replace(clip_norm=0.5))
    clipped.edit("freeze", Freeze(name))
    norm = np.sqrt(sum((g**2).sum() for place, g in plain.items() if place != name))
    assert norm > 0.5
    for place, found in gradients(clipped).items():
        expected = 0 * plain[place] if place == name else plain[place] * 0.5 / (norm + guard)
        assert_allclose(found, expected, rtol=1e-6, atol=1e-10)
