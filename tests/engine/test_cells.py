"""Forward and backward pass of every cell against the equations under autograd, in float64."""

from dataclasses import dataclass

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from rnn_tui.engine.batches import Batch
from rnn_tui.engine.cells import unrolled
from rnn_tui.engine.layout import Layout
from rnn_tui.engine.network import Pass
from rnn_tui.engine.tensors import Sizes, Stopped, never
from rnn_tui.experiment import Cell, Convention

TENSORFLOW, PYTORCH = Convention.TENSORFLOW, Convention.PYTORCH


@dataclass(frozen=True)
class Case:
    """A random network and what it reads."""

    cell: Cell
    convention: Convention
    readout: bool
    sizes: Sizes
    carried: bool
    weighted: bool
    seed: int


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw any network of a few units."""
    readout = draw(st.booleans())
    hidden = draw(st.integers(1, 6))
    vocabulary = draw(st.integers(1, 6)) if readout else hidden
    members, steps, batch = (draw(st.integers(1, high)) for high in (3, 5, 3))
    return Case(
        draw(st.sampled_from(Cell)),
        draw(st.sampled_from(Convention)),
        readout,
        Sizes(members, steps, batch, vocabulary, hidden, torch.float64),
        *(draw(st.booleans()), draw(st.booleans()), draw(st.integers(0, 99))),
    )


def tensorflow_step(
    cell: Cell, w: dict[str, Tensor], x: Tensor, h: Tensor, c: Tensor
) -> tuple[Tensor, Tensor]:
    """One time step of BasicRNNCell, BasicLSTMCell, GRUCell."""
    xh = torch.cat([x, h], 1)
    if cell is Cell.RNN:
        return torch.tanh(xh @ w["kernel"] + w["bias"]), c
    if cell is Cell.LSTM:
        i, j, f, o = (xh @ w["kernel"] + w["bias"]).chunk(4, 1)
        c = c * torch.sigmoid(f + 1) + torch.sigmoid(i) * torch.tanh(j)
        return torch.tanh(c) * torch.sigmoid(o), c
    r, u = torch.sigmoid(xh @ w["gates_kernel"] + w["gates_bias"]).chunk(2, 1)
    n = torch.tanh(torch.cat([x, r * h], 1) @ w["candidate_kernel"] + w["candidate_bias"])
    return u * h + (1 - u) * n, c


def pytorch_step(
    cell: Cell, w: dict[str, Tensor], x: Tensor, h: Tensor, c: Tensor
) -> tuple[Tensor, Tensor]:
    """One time step of nn.RNN, nn.LSTM, nn.GRU as their documentation writes them."""
    zx = x @ w["cell.weight_ih_l0"].t() + w["cell.bias_ih_l0"]
    zh = h @ w["cell.weight_hh_l0"].t() + w["cell.bias_hh_l0"]
    if cell is Cell.RNN:
        return torch.tanh(zx + zh), c
    if cell is Cell.LSTM:
        i, f, g, o = (zx + zh).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
    (xr, xz, xn), (hr, hz, hn) = zx.chunk(3, 1), zh.chunk(3, 1)
    r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
    n = torch.tanh(xn + r * hn)
    return (1 - z) * n + z * h, c


def oracle(
    case: Case, named: dict[str, Tensor], batch: Batch, state: list[Tensor], member: int
) -> tuple[Tensor, dict[str, Tensor], Tensor]:
    """Give cost, gradients by name and dL/dh_t `(time, batch, hidden)` of one member."""
    _, T, B, V, H, dtype = case.sizes
    w = {name: value.clone().requires_grad_() for name, value in named.items()}
    # Zeros added to every h_t: their gradients are dL/dh_t.
    nudges = torch.zeros(T, B, H, dtype=dtype, requires_grad=True)
    h, c = state[0][member], state[1][member]
    step = tensorflow_step if case.convention is TENSORFLOW else pytorch_step
    inputs = batch.inputs.view(T, B)
    targets = batch.targets[member].view(T, B)
    weights = torch.ones(T, B, dtype=dtype)
    if batch.weights is not None:
        weights = batch.weights[member].view(T, B)
    cost = torch.zeros((), dtype=dtype)
    for t in range(T):
        x = torch.nn.functional.one_hot(inputs[t], V).to(dtype)
        h, c = step(case.cell, w, x, h, c)
        h = h + nudges[t]
        logits = h
        if case.readout and case.convention is TENSORFLOW:
            logits = h @ w["readout_kernel"] + w["readout_bias"]
        elif case.readout:
            logits = h @ w["readout.weight"].t() + w["readout.bias"]
        entropy = torch.nn.functional.cross_entropy(logits, targets[t], reduction="none")
        cost = cost + (weights[t] * entropy).sum() / B
    cost.backward()  # type: ignore[no-untyped-call]
    assert nudges.grad is not None
    gradients = {name: value.grad for name, value in w.items() if value.grad is not None}
    return cost.detach(), gradients, nudges.grad


@given(case=cases())
def test_costs_and_gradients_are_those_of_autograd(case: Case) -> None:
    M, T, B, V, H, dtype = case.sizes
    generator = torch.Generator().manual_seed(case.seed)

    def random(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, dtype=dtype)

    layout = Layout(case.convention, case.cell, V, H, case.readout)
    flat, gradients = random(M, layout.parameters), torch.zeros(M, layout.parameters, dtype=dtype)
    network = Pass(layout, case.sizes, layout.weights(flat), layout.weights(gradients))
    batch = Batch(
        torch.randint(V, (T * B,), generator=generator),
        torch.randint(V, (M, T * B, 1), generator=generator),
        random(M, T * B, 1).abs() if case.weighted else None,
    )
    state = [random(M, B, H) if case.carried else torch.zeros(M, B, H, dtype=dtype)] * 2
    if case.carried:
        network.trace.start(*state)
    network.forward(batch, never)
    costs = network.costs(batch)
    network.backward(batch, never)
    for m in range(M):
        cost, expected, d_hidden = oracle(case, layout.named(flat[m]), batch, state, m)
        assert costs[m] == pytest.approx(float(cost), rel=1e-12, abs=1e-12)
        assert set(layout.named(gradients[m])) == set(expected)
        for name, found in layout.named(gradients[m]).items():
            torch.testing.assert_close(found, expected[name], rtol=1e-9, atol=1e-9)
        found = network.trace.d_hidden.steps[m]
        torch.testing.assert_close(found, d_hidden, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("cell", list(Cell))
def test_gates_are_named_and_within_their_ranges(cell: Cell, convention: Convention) -> None:
    sizes = Sizes(1, 3, 1, 4, 4, torch.float64)
    layout = Layout(convention, cell, 4, 4, readout=False)
    flat = 20 * torch.randn(1, layout.parameters, dtype=torch.float64)
    trace = Pass(layout, sizes, layout.weights(flat)).trace
    trace.forward(torch.tensor([0, 1, 2]), never)
    for name, gate in trace.gates.items():
        low = -1.0 if name == "candidate" else 0.0
        if name != "hidden":
            assert low <= float(gate.min()) <= float(gate.max()) <= 1.0
    if cell is Cell.LSTM:
        assert trace.memory is not None
        i, j, f = (trace.gates[name] for name in ("input", "candidate", "forget"))
        expected = f * trace.memory[:, :-1] + i * j
        torch.testing.assert_close(trace.memory[:, 1:], expected)
        torch.testing.assert_close(
            trace.hidden[:, 1:], trace.gates["output"] * trace.memory[:, 1:].tanh()
        )


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("cell", list(Cell))
def test_a_large_pass_asks_before_every_time_step(
    cell: Cell, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unrolled, "ASK_ABOVE", 0)
    sizes = Sizes(1, 5, 1, 3, 3, torch.float32)
    layout = Layout(convention, cell, 3, 3, readout=False)
    rows = torch.zeros(1, layout.parameters), torch.zeros(1, layout.parameters)
    network = Pass(layout, sizes, *map(layout.weights, rows))
    batch = Batch(torch.zeros(5, dtype=torch.long), torch.zeros(1, 5, 1, dtype=torch.long), None)
    asked = 0

    def fourth() -> bool:
        nonlocal asked
        asked += 1
        return asked == 4

    with pytest.raises(Stopped):
        network.forward(batch, fourth)
    assert asked == 4
    network.forward(batch, never)
    network.costs(batch)
    asked = -2
    with pytest.raises(Stopped):
        network.backward(batch, fourth)


def test_a_long_pass_makes_its_views_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout(TENSORFLOW, Cell.LSTM, 3, 3, readout=False)
    flat = torch.randn(1, layout.parameters, dtype=torch.float64)
    batch = Batch(torch.arange(7) % 3, (torch.arange(7) % 2).view(1, 7, 1), None)
    found = []
    for chunk in (256, 3):
        monkeypatch.setattr("rnn_tui.engine.tensors.CHUNK", chunk)
        gradients = torch.zeros(1, layout.parameters, dtype=torch.float64)
        sizes = Sizes(1, 7, 1, 3, 3, torch.float64)
        network = Pass(layout, sizes, layout.weights(flat), layout.weights(gradients))
        network.forward(batch, never)
        found.append((network.costs(batch), gradients))
        network.backward(batch, never)
    assert found[0][0] == found[1][0]
    assert torch.equal(found[0][1], found[1][1])
    assert float(gradients.abs().sum()) > 0
