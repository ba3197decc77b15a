"""Each rule against its formulas in numpy, and against torch.optim, in float64."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tui.engine.optimizers import RULES, SLOTS, Rule, Settings, fresh
from rnn_tui.engine.tensors import aligned
from rnn_tui.experiment import Convention, Optimizer

TENSORFLOW, PYTORCH = Convention.TENSORFLOW, Convention.PYTORCH
P = 7
SETTINGS = Settings(learning_rate=0.03, decay=0.8, momentum=0.6, clip_norm=None)
Array = NDArray[np.float64]


def rule_of(
    optimizer: Optimizer, convention: Convention, members: int = 1
) -> tuple[Rule, Tensor, Tensor]:
    """Make a rule with its parameters and gradients."""
    generator = torch.Generator().manual_seed(3)
    parameters, gradients, *slots = (
        aligned(members, P, torch.float64)[:, :P] for _ in range(2 + len(SLOTS[optimizer]))
    )
    parameters.copy_(torch.randn(1, P, generator=generator, dtype=torch.float64))
    for name, slot in zip(SLOTS[optimizer], slots, strict=True):
        slot.fill_(fresh(optimizer, convention, name))
    return RULES[optimizer, convention](parameters, gradients, slots), parameters, gradients


def gradients_over_time(count: int = 30) -> Tensor:
    return 3 * torch.randn(
        count, 1, P, generator=torch.Generator().manual_seed(5), dtype=torch.float64
    )


def tensorflow_formulas(optimizer: Optimizer, w: Array, gs: Array, s: Settings) -> Array:
    """Apply the rules of TensorFlow's kernels, as its documentation writes them."""
    ms, mom, m, v, acc = np.ones_like(w), *(np.zeros_like(w) for _ in range(4))
    for t, g in enumerate(gs, 1):
        match optimizer:
            case Optimizer.RMSPROP:
                ms = ms + (g * g - ms) * (1 - s.decay)
                mom = s.momentum * mom + s.learning_rate * g / np.sqrt(ms + 1e-10)
                w = w - mom
            case Optimizer.ADAM:
                m = 0.9 * m + 0.1 * g
                v = 0.999 * v + 0.001 * g * g
                a = s.learning_rate * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                w = w - a * m / (np.sqrt(v) + 1e-8)
            case Optimizer.SGD:
                acc = s.momentum * acc + g
                w = w - s.learning_rate * acc
    return w


@pytest.mark.parametrize("momentum", [0.0, 0.6])
@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_tensorflow_rules_follow_their_formulas(optimizer: Optimizer, momentum: float) -> None:
    settings = Settings(0.03, 0.8, momentum, None)
    rule, w, g = rule_of(optimizer, TENSORFLOW)
    rule.set([settings])
    expected = tensorflow_formulas(
        optimizer, w.numpy().copy(), gradients_over_time().numpy(), settings
    )
    for gradient in gradients_over_time():
        g.copy_(gradient)
        rule.update()
    assert w.numpy() == pytest.approx(expected, rel=1e-12)


def torch_optimizer(optimizer: Optimizer, w: Tensor, s: Settings) -> torch.optim.Optimizer:
    match optimizer:
        case Optimizer.RMSPROP:
            return torch.optim.RMSprop([w], lr=s.learning_rate, alpha=s.decay, momentum=s.momentum)
        case Optimizer.ADAM:
            return torch.optim.Adam([w], lr=s.learning_rate)
        case Optimizer.SGD:
            return torch.optim.SGD([w], lr=s.learning_rate, momentum=s.momentum)


@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_pytorch_rules_follow_torch_through_live_edits(optimizer: Optimizer) -> None:
    # Momentum goes off and on again: meanwhile the buffer rests.
    edits = {0: (0.03, 0.6), 10: (0.01, 0.0), 20: (0.02, 0.9)}
    rule, w, g = rule_of(optimizer, PYTORCH)
    expected = w.clone().requires_grad_()
    oracle = torch_optimizer(optimizer, expected, SETTINGS)
    for i, gradient in enumerate(gradients_over_time()):
        if i in edits:
            rate, momentum = edits[i]
            rule.set([Settings(rate, SETTINGS.decay, momentum, None)])
            oracle.param_groups[0]["lr"] = rate
            if optimizer is not Optimizer.ADAM:
                oracle.param_groups[0]["momentum"] = momentum
        g.copy_(gradient)
        expected.grad = gradient.clone()
        rule.update()
        oracle.step()
        torch.testing.assert_close(w, expected.detach(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_members_with_settings_of_their_own_are_as_alone(
    optimizer: Optimizer, convention: Convention
) -> None:
    each = [
        Settings(0.03, 0.8, 0.6, None),
        Settings(0.5, 0.9, 0.0, 1.0),
        Settings(0.001, 0.0, 0.9, 0.1),
    ]
    rule, w, g = rule_of(optimizer, convention, len(each))
    rule.set(each)
    for gradient in gradients_over_time():
        g.copy_(gradient)
        rule.update()
    for k, settings in enumerate(each):
        alone, expected, g_alone = rule_of(optimizer, convention)
        alone.set([settings])
        for gradient in gradients_over_time():
            g_alone.copy_(gradient)
            alone.update()
        assert torch.equal(w[k], expected[0]), settings
    assert not torch.equal(w[0], w[1])


@pytest.mark.parametrize(("convention", "guard"), [(TENSORFLOW, 0.0), (PYTORCH, 1e-6)])
def test_gradients_are_clipped_to_the_global_norm(convention: Convention, guard: float) -> None:
    rule, _, g = rule_of(Optimizer.SGD, convention, members=2)
    rule.set([Settings(1.0, 0.0, 0.0, 0.5)] * 2)
    g[0], g[1] = 2.0, 1e-3  # norms above and below the limit
    norm = 2.0 * math.sqrt(P)
    rule.clip()
    assert g[0].tolist() == pytest.approx([2.0 * 0.5 / (norm + guard)] * P, rel=1e-12)
    assert g[1].tolist() == [1e-3] * P


def test_clipping_is_that_of_torch() -> None:
    rule, w, g = rule_of(Optimizer.SGD, PYTORCH)
    rule.set([Settings(1.0, 0.0, 0.0, 0.5)])
    weights: Any = w.clone().requires_grad_()
    for gradient in gradients_over_time(5):
        g.copy_(gradient)
        weights.grad = gradient.clone()
        torch.nn.utils.clip_grad_norm_([weights], 0.5)
        rule.clip()
        torch.testing.assert_close(g, weights.grad, rtol=1e-14, atol=0)
