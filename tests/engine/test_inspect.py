"""The inside of every network against autograd, in float64."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import Tensor

from rnn_tui.anatomy import GATES, sigmoids
from rnn_tui.edits import NOTHING, Ablations, Hold, Weight, Zero
from rnn_tui.engine import Trainer, cells
from rnn_tui.engine import inspect as looking
from rnn_tui.engine.cells import unrolled
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Optimizer, Readout
from rnn_tui.record import Inside, Probe

NETWORKS = [
    pytest.param(cell, convention, readout, id=f"{cell}-{convention}-{readout}")
    for cell in Cell
    for convention in Convention
    for readout in Readout
]
WAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "weighted": {"loss_weights": (1, 0, 2, 0.5, 1, 3, 1, 0.25, 1, 2)},
    "fed": {"carry_state": True},
    "ablated": {},
    "fed and ablated": {"carry_state": True},
    "windows": {"time_steps": 3},
}
PROBE = Probe(step=5, first=2, end=9, losses_first=3, losses_end=8)


def experiment_of(cell: Cell, convention: Convention, readout: Readout) -> Experiment:
    return Experiment(
        text="hello world",
        cell=cell,
        convention=convention,
        readout=readout,
        hidden_size=3 if readout is Readout.LINEAR else None,
        optimizer=Optimizer.SGD,
        learning_rate=0.3,
        dtype=Dtype.FLOAT64,
        seed=4,
    )


def after_steps(experiment: Experiment, count: int = 3) -> Trainer:
    trainer = Trainer(experiment)
    for _ in range(count):
        assert trainer.step()
    return trainer


def inside_of(trainer: Trainer, probe: Probe = PROBE, member: int = 0) -> Inside:
    inside = trainer.inspect(probe, member)
    assert inside is not None
    return inside


def ablate(trainer: Trainer) -> Ablations:
    """Zero two units, and hold gates where there are some."""
    trainer.edit("zero", Zero(0))
    trainer.edit("zero", Zero(2))
    e = trainer.experiments[0]
    for value, gate in enumerate(sigmoids(e.cell, e.convention)[-2:]):
        trainer.edit("hold", Hold(gate, float(value)))
    return trainer.ablations


def gradient(cost: Tensor, of: Tensor) -> Tensor:
    (found,) = torch.autograd.grad(cost, of, retain_graph=True, allow_unused=True)
    return torch.zeros_like(of) if found is None else found


def rows(tensors: list[Tensor]) -> Any:
    return torch.stack(tensors).detach().numpy()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("cell", "convention", "readout"), NETWORKS)
def test_the_inside_is_that_of_autograd(
    unroll: Callable[..., Any], cell: Cell, convention: Convention, readout: Readout, way: str
) -> None:
    trainer = after_steps(experiment_of(cell, convention, readout).replace(**WAYS[way]))
    ablations = ablate(trainer) if "ablated" in way else NOTHING
    state = trainer.state()
    fed = (state["fed/h"][0], state.get("fed/c", state["fed/h"])[0]) if "fed/h" in state else None
    assert fed is None or np.abs(fed[0]).max() > 0.01
    oracle, inside = unroll(trainer, ablations, fed), inside_of(trainer)
    first, end, step = PROBE.first, PROBE.end, PROBE.step
    close: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-11}

    assert (inside.moment, inside.probe) == (3, PROBE)
    assert_allclose(inside.hidden, rows(oracle.hidden[first : end + 1]), **close)
    assert_allclose(inside.logits, rows(oracle.logits[first:end]), **close)
    if cell is Cell.LSTM:
        assert inside.memory is not None
        assert_allclose(inside.memory, rows(oracle.memory[first : end + 1]), **close)
    for name, gate in inside.gates.items():
        assert_allclose(gate, rows([gates[name] for gates in oracle.gates[first:end]]), **close)
    assert set(inside.gates) == set(oracle.gates[0])

    whole = gradient(torch.stack(oracle.losses).sum(), oracle.nudges)
    assert_allclose(inside.gradient, whole.norm(dim=1)[first:end], **close)
    for row, s in zip(inside.matrix, range(PROBE.losses_first, PROBE.losses_end), strict=True):
        expected = gradient(oracle.losses[s], oracle.nudges).norm(dim=1)[first:end]
        expected[s + 1 - first :] = torch.nan
        assert_allclose(row, expected, **close)
    answer = oracle.logits[step].max()
    expected = gradient(answer, oracle.x).norm(dim=1)[first:end]
    expected[step + 1 - first :] = torch.nan
    assert_allclose(inside.moved, expected, **close)

    assert tuple(inside.terms) == GATES[cell, convention]
    for name, term in inside.terms.items():
        assert_allclose(term.total, oracle.totals[step][name].detach(), **close)
        assert_allclose(term.inputs + term.recurrent + term.bias, term.total, **close)
        made = inside.gates[name][step - first] if inside.gates else inside.hidden[step + 1 - first]
        assert np.array_equal(term.activation, made)
    assert list(inside.weights) == list(trainer.weights())


@pytest.mark.parametrize(("cell", "convention", "readout"), NETWORKS)
def test_the_parts_of_a_term(cell: Cell, convention: Convention, readout: Readout) -> None:
    """Each part alone, from the checkpoint's tensors."""
    trainer = after_steps(experiment_of(cell, convention, readout))
    w, inside, task = trainer.weights(), inside_of(trainer), trainer.task
    V, x = task.vocabulary_size, task.inputs[PROBE.step]
    h = inside.hidden[PROBE.step - PROBE.first]
    reset = inside.terms["reset"].activation if cell is Cell.GRU else np.ones_like(h)
    candidate: tuple[Any, Any, Any] | None = None
    if convention is Convention.PYTORCH:
        inputs, recurrent = w["cell.weight_ih_l0"][:, x], w["cell.weight_hh_l0"] @ h
        bias = w["cell.bias_ih_l0"] + w["cell.bias_hh_l0"]
        if cell is Cell.GRU:
            n = slice(2 * len(h), None)
            made = reset * (recurrent[n] + w["cell.bias_hh_l0"][n])
            candidate = inputs[n], made, w["cell.bias_ih_l0"][n]
    elif cell is Cell.GRU:
        kernel = np.concatenate([w["gates_kernel"], w["candidate_kernel"]], 1)
        inputs, recurrent = kernel[x], h @ kernel[V:]
        bias = np.concatenate([w["gates_bias"], w["candidate_bias"]])
        made = (reset * h) @ w["candidate_kernel"][V:]
        candidate = w["candidate_kernel"][x], made, w["candidate_bias"]
    else:
        inputs, recurrent, bias = w["kernel"][x], h @ w["kernel"][V:], w["bias"]
    for k, (name, term) in enumerate(inside.terms.items()):
        place = slice(k * len(h), (k + 1) * len(h))
        expected = inputs[place], recurrent[place], bias[place]
        if name == "candidate" and candidate is not None:
            expected = candidate
        constant = cell is Cell.LSTM and convention is Convention.TENSORFLOW and name == "forget"
        assert_allclose(term.inputs, expected[0], rtol=1e-12)
        assert_allclose(term.recurrent, expected[1], rtol=1e-12, atol=1e-14)
        assert_allclose(term.bias, expected[2] + constant, rtol=1e-12)
    assert (inside.recurrent is None) == (cell is not Cell.RNN)
    if inside.recurrent is not None:
        assert_allclose(h @ inside.recurrent, inside.terms["hidden"].recurrent, atol=1e-14)


def test_only_so_many_losses_count_in_a_gradient(
    unroll: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "REACH", 4)
    trainer = after_steps(experiment_of(Cell.GRU, Convention.PYTORCH, Readout.LINEAR))
    oracle = unroll(trainer, NOTHING)
    inside = inside_of(trainer, Probe(2, 1, 4, 1, 4))
    expected = gradient(torch.stack(oracle.losses[1:5]).sum(), oracle.nudges).norm(dim=1)
    assert_allclose(inside.gradient, expected[1:4], rtol=1e-9)
    whole = gradient(torch.stack(oracle.losses).sum(), oracle.nudges).norm(dim=1)
    assert float((whole[1:4] / expected[1:4] - 1).abs().max()) > 0.01


def test_of_too_many_losses_the_nearest_are_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = after_steps(experiment_of(Cell.LSTM, Convention.TENSORFLOW, Readout.LINEAR))
    whole = inside_of(trainer, Probe(4, 0, 10, 0, 10)).matrix
    monkeypatch.setattr(looking, "MOST", 3 * 10 * 4 * 3)
    for step, near in ((4, slice(3, 6)), (0, slice(0, 3)), (9, slice(7, 10))):
        few = inside_of(trainer, Probe(step, 0, 10, 0, 10)).matrix
        assert np.array_equal(few[near], whole[near], equal_nan=True)
        few[near] = np.nan
        assert np.isnan(few).all()
    monkeypatch.setattr(looking, "MOST", 1)
    one = inside_of(trainer, Probe(4, 0, 10, 0, 10)).matrix
    assert (~np.isnan(one)).sum(1).tolist() == [0, 0, 0, 0, 5, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("cell", "convention", "readout"), NETWORKS)
def test_the_smallest_network(
    unroll: Callable[..., Any], cell: Cell, convention: Convention, readout: Readout
) -> None:
    linear = readout is Readout.LINEAR
    experiment = experiment_of(cell, convention, readout)
    experiment = experiment.replace(
        text="ab" if linear else "aa", hidden_size=1 if linear else None
    )
    trainer = after_steps(experiment)
    inside, oracle = inside_of(trainer, Probe(0, 0, 1, 0, 1)), unroll(trainer, NOTHING)
    expected = gradient(oracle.losses[0], oracle.nudges).norm(dim=1)
    assert_allclose(inside.gradient, expected, rtol=1e-9, atol=1e-12)
    assert_allclose(inside.matrix, expected[None], rtol=1e-9, atol=1e-12)
    assert_allclose(inside.moved, gradient(oracle.logits[0].max(), oracle.x).norm(dim=1), rtol=1e-9)
    assert inside.hidden.shape == (2, 1)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize(("cell", "convention", "readout"), NETWORKS)
def test_weights_that_are_not_finite_do_not_raise(
    cell: Cell, convention: Convention, readout: Readout, value: float
) -> None:
    trainer = after_steps(experiment_of(cell, convention, readout))
    for name, array in trainer.weights().items():
        trainer.edit("weight", Weight(name, (0,) * array.ndim, value))
    inside = inside_of(trainer)
    assert not any(np.isfinite(array).all() for array in inside.weights.values())
    assert inside.matrix.shape == (5, 7)


@pytest.mark.parametrize("cell", list(Cell))
def test_a_member_is_looked_into_as_alone(cell: Cell) -> None:
    base = experiment_of(cell, Convention.TENSORFLOW, Readout.LINEAR)
    members = [base.replace(seed=seed, dtype=Dtype.FLOAT32) for seed in range(3)]
    together = Trainer(members)
    for _ in range(3):
        together.step()
    for k, member in enumerate(members):
        alone = inside_of(after_steps(member))
        found = inside_of(together, member=k)
        for one, other in zip(arrays(found), arrays(alone), strict=True):
            assert np.array_equal(one, other, equal_nan=True)


def arrays(inside: Inside) -> Iterator[Any]:
    yield from inside.gates.values()
    yield from inside.weights.values()
    for term in inside.terms.values():
        yield from (term.inputs, term.recurrent, term.bias, term.total, term.activation)
    yield from (inside.hidden, inside.logits, inside.gradient, inside.matrix, inside.moved)
    yield from (array for array in (inside.memory, inside.recurrent) if array is not None)


@pytest.mark.parametrize("cell", list(Cell))
def test_what_is_given_is_a_copy(cell: Cell) -> None:
    trainer, undisturbed = (
        after_steps(experiment_of(cell, Convention.PYTORCH, Readout.NONE)) for _ in range(2)
    )
    inside = inside_of(trainer)
    kept = [array.copy() for array in arrays(inside)]
    trainer.step()
    inside_of(trainer)
    for array, before in zip(arrays(inside), kept, strict=True):
        assert np.array_equal(array, before, equal_nan=True)
    for array in arrays(inside_of(trainer)):
        array[...] = np.nan
    undisturbed.step()
    assert trainer.measure() == undisturbed.measure()
    assert trainer.step() is not None
    assert undisturbed.step() is not None
    for name, array in trainer.state().items():
        assert array.tobytes() == undisturbed.state()[name].tobytes()


def test_a_second_look_makes_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def unroll_(*parts: Any) -> Any:
        made.append(parts)
        return cells.unroll(*parts)

    monkeypatch.setattr(looking, "unroll", unroll_)
    trainer = after_steps(experiment_of(Cell.LSTM, Convention.TENSORFLOW, Readout.LINEAR))
    inside_of(trainer)
    assert len(made) == 2
    trainer.step()
    inside_of(trainer)
    assert len(made) == 2
    # Another size, and so on until the first is forgotten.
    for end in range(6, 6 + looking.KEPT):
        inside_of(trainer, Probe(5, 2, end, 2, end))
    many = len(made)
    assert many > looking.KEPT
    inside_of(trainer)
    assert len(made) == many + 1


@pytest.mark.parametrize("cell", list(Cell))
def test_looking_can_be_cancelled(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unrolled, "ASK_ABOVE", 0)
    trainer = after_steps(experiment_of(cell, Convention.TENSORFLOW, Readout.LINEAR))
    expected = list(arrays(inside_of(trainer)))
    patience = 0
    while True:
        inside = trainer.inspect(PROBE, cancelled=after(patience))
        if inside is not None:
            break
        patience += 1
    # Each of two passes goes forward and back over its time steps.
    assert patience >= 2 * (8 + 6)
    for one, other in zip(arrays(inside), expected, strict=True):
        assert np.array_equal(one, other, equal_nan=True)


def after(count: int) -> Callable[[], bool]:
    """Cancel when asked once more than so often."""
    left = iter(range(count))
    return lambda: next(left, None) is None
