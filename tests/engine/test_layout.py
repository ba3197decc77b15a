"""The names, shapes and first values of the parameters."""

import math

import pytest
import torch

from rnn_tui.engine import Trainer
from rnn_tui.engine.layout import Layout
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Readout
from rnn_tui.task import Task

LINEAR = Experiment(readout=Readout.LINEAR, hidden_size=3)


@pytest.mark.parametrize("initializer", list(Initializer))
@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("cell", list(Cell))
def test_matrices_are_drawn_in_order_within_their_limit(
    cell: Cell, convention: Convention, initializer: Initializer
) -> None:
    experiment = LINEAR.replace(cell=cell, convention=convention, initializer=initializer, seed=11)
    generator = torch.Generator().manual_seed(11)
    for name, found in Trainer(experiment).weights().items():
        inputs = found.shape[0] if convention is Convention.TENSORFLOW else found.shape[-1]
        limit = {
            Initializer.GLOROT: math.sqrt(6 / sum(found.shape)),
            Initializer.UNIFORM_SCALING: math.sqrt(3 / inputs),
            Initializer.TORCH: 1 / math.sqrt(3),
        }[initializer]
        if found.ndim == 1 and initializer is not Initializer.TORCH:
            assert found.tolist() == [1.0 if name == "gates_bias" else 0.0] * len(found)
        else:
            expected = torch.empty(found.shape).uniform_(-limit, limit, generator=generator)
            assert found == pytest.approx(expected.numpy(), rel=1e-6), name


def test_the_same_seed_gives_the_same_numbers_in_both_precisions() -> None:
    wide = Trainer(LINEAR.replace(dtype=Dtype.FLOAT64, seed=4)).weights()
    narrow = Trainer(LINEAR.replace(seed=4)).weights()
    other = Trainer(LINEAR.replace(seed=5)).weights()
    for name, array in wide.items():
        assert array.dtype == "float64"
        assert (array == narrow[name]).all()
    assert (wide["kernel"] != other["kernel"]).all()


@pytest.mark.parametrize("readout", list(Readout))
@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("cell", list(Cell))
def test_every_number_has_one_name(cell: Cell, convention: Convention, readout: Readout) -> None:
    task = Task(Experiment(cell=cell, convention=convention, readout=readout))
    layout = Layout.of(task)
    assert layout.parameters == task.parameters
    flat = torch.zeros(layout.parameters)
    for view in layout.named(flat).values():
        view.add_(1.0)
    assert flat.tolist() == [1.0] * layout.parameters
