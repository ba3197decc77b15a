"""Aligned memory, and large products in pieces."""

import pytest
import torch

from rnn_tui.engine import tensors
from rnn_tui.engine.tensors import Sizes, Stopped, adder, buffer, multiply_transposed, never

SHAPE = 3, 40, 6, 5  # members, rows, k, n


def operands() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    members, rows, k, n = SHAPE
    generator = torch.Generator().manual_seed(1)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    return random(members, rows, k), random(members, rows, n), random(members, k, n)


@pytest.mark.parametrize("piece", [10**9, 40 * 30, 7 * 30, 1])
def test_products_in_pieces_are_the_whole(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, w = operands()
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    monkeypatch.setattr(tensors, "PIECE", piece)
    out = torch.full((3, 6, 5), torch.nan, dtype=torch.float64)
    multiply_transposed(a, b, out, count)
    torch.testing.assert_close(out, a.transpose(1, 2) @ b)
    z = b.clone()
    adder(40 * 30, count)(z, a, w, beta=0.5, alpha=0.5)
    torch.testing.assert_close(z, 0.5 * (b + a @ w))
    # Nobody is asked for a small product; for a large one before every piece.
    assert asked == {10**9: 0, 40 * 30: 3, 7 * 30: 36, 1: 240}[piece]


def test_a_member_in_pieces_equals_the_same_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensors, "PIECE", 40 * 30)
    generator = torch.Generator().manual_seed(1)
    members, rows, k, n = SHAPE
    sizes = Sizes(members, rows, 1, 0, 0, torch.float32)
    a, b, out = (buffer(sizes, features).rows for features in (k, n, k * n))
    out = out[:, :1].view(members, k, n)
    for tensor in (a, b):
        tensor.copy_(torch.randn(tensor.shape, generator=generator))
    multiply_transposed(a, b, out, never)
    alone = torch.zeros(1, k, n)
    multiply_transposed(a[1:2].clone(), b[1:2].clone(), alone, never)
    assert torch.equal(out[1], alone[0])


def test_a_cancelled_product_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, w = operands()
    monkeypatch.setattr(tensors, "PIECE", 1)
    with pytest.raises(Stopped):
        multiply_transposed(a, b, w, lambda: True)
    with pytest.raises(Stopped):
        adder(2, lambda: True)(b, a, w)


def test_every_member_begins_on_a_cache_line() -> None:
    made = buffer(Sizes(4, 3, 2, 5, 7, torch.float32), 7)
    assert made.steps.shape == (4, 3, 2, 7)
    assert made.rows.shape == (4, 6, 7)
    assert [made.rows[m].data_ptr() % tensors.CACHE_LINE for m in range(4)] == [0] * 4
    made.steps[1, 2, 1] = 1.0
    assert made.rows[1, 5].tolist() == [1.0] * 7
