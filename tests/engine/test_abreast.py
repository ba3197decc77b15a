"""The cells abreast against the equations under autograd."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.edits import NOTHING
from rnn_tui.engine import Trainer
from rnn_tui.engine.ensemble import Ensemble
from rnn_tui.engine.ensemble.plan import cut
from rnn_tui.engine.optimizers import QUICK_RULES, RULES, SLOTS, Columns, Settings, fresh
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Optimizer, Readout

RATE = 0.25


@pytest.mark.parametrize("readout", list(Readout))
@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("cell", list(Cell))
@given(
    text=st.text("abcde", min_size=2, max_size=12),
    hidden_size=st.integers(1, 5),
    weights=st.none() | st.lists(st.sampled_from([0.0, 0.5, 2.0]), min_size=11, max_size=11),
)
def test_costs_and_gradients_are_those_of_autograd(
    unroll: Callable[..., Any],
    cell: Cell,
    convention: Convention,
    readout: Readout,
    text: str,
    hidden_size: int,
    weights: list[float] | None,
) -> None:
    weights = weights and weights[: len(text) - 1]
    experiment = Experiment(
        text=text,
        cell=cell,
        convention=convention,
        readout=readout,
        hidden_size=hidden_size if readout is Readout.LINEAR else None,
        loss_weights=tuple(weights) if weights and any(weights) else None,
        # Biases are drawn, too.
        initializer=Initializer.TORCH,
        optimizer=Optimizer.SGD,
        learning_rate=RATE,
        dtype=Dtype.FLOAT64,
    )
    ensemble = Ensemble(
        [experiment, experiment.replace(seed=1)], planned=cut(2, 64, members_last=True)
    )
    trainer = Trainer(experiment)
    for _ in range(2):
        before = ensemble.state(1)
        trainer.restore(before)
        unrolled = unroll(trainer, NOTHING)
        cost = torch.stack(unrolled.losses).sum()
        names = list(unrolled.weights)
        gradients = torch.autograd.grad(
            cost, [unrolled.weights[name] for name in names], allow_unused=True
        )
        block = ensemble.advance(1)
        assert block is not None
        assert block.costs[0, 1] == pytest.approx(cost.item(), rel=1e-12, abs=1e-14)
        after = ensemble.state(1)
        for name, gradient in zip(names, gradients, strict=True):
            found = (before[name] - after[name]) / RATE
            expected = np.zeros_like(found) if gradient is None else gradient.numpy()
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("momenta", [(0.0, 0.0), (0.6, 0.0), (0.6, 0.3)])
@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_quick_rules_are_the_rules_to_rounding(
    optimizer: Optimizer, convention: Convention, momenta: tuple[float, float]
) -> None:
    settings = [Settings(0.03, 0.8, momenta[0], 0.5), Settings(0.1, 0.0, momenta[1], None)]
    generator = torch.Generator().manual_seed(3)
    gradients = 3 * torch.randn(30, 2, 7, generator=generator, dtype=torch.float64)
    found = []
    for rules, last in ((RULES, False), (QUICK_RULES, True)):

        def blank(value: float, last: bool = last) -> torch.Tensor:
            numbers = torch.full((7, 2) if last else (2, 7), value, dtype=torch.float64)
            return numbers.t() if last else numbers

        w, g = blank(1.0), blank(0.0)
        slots = [blank(fresh(optimizer, convention, name)) for name in SLOTS[optimizer]]
        rule = rules[optimizer, convention](w, g, slots)
        rule.take(Columns.of(settings, torch.float64))
        for gradient in gradients:
            g.copy_(gradient)
            rule.update()
        rule.settle()
        found.append([w.clone(), *(slot.clone() for slot in slots)])
    for plain, quick in zip(*found, strict=True):
        torch.testing.assert_close(quick, plain, rtol=1e-12, atol=1e-12)
        assert plain.abs().min() > 0 or convention is Convention.PYTORCH
