"""Numbers in memory: types, aligned buffers, the time steps of a sequence, large products.

Every buffer of a pass has the shape `(members, time, batch, features)`; seen whole it is
`(members, time * batch, features)`, rows in order of time. Nothing here knows a cell.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tui.experiment import Dtype

Cancelled = Callable[[], bool]
"""Says whether the work that is under way is still wanted."""

Product = Callable[..., Tensor]
"""`product(z, a, w, beta=1, alpha=1)`: z <- beta z + alpha a w, for each member."""

DTYPES = {Dtype.FLOAT32: torch.float32, Dtype.FLOAT64: torch.float64}

CHUNK = 256
"""Time steps whose views are kept; of longer sequences they are made as one goes."""

CACHE_LINE = 64
"""Bytes."""

VECTOR = 16
"""Bytes on which rows must begin alike for a product to give the same bits."""

PIECE = 250_000_000
"""Multiply-adds of one product after which `cancelled` is asked: some 20 ms."""


class Stopped(Exception):  # noqa: N818 - not an error
    """The work was cancelled."""


def never() -> bool:
    """Say that nobody cancelled."""
    return False


class Sizes(NamedTuple):
    """The sizes of one pass."""

    members: int
    time_steps: int
    batch: int
    vocabulary: int
    hidden: int
    dtype: torch.dtype


class Buffer(NamedTuple):
    """One buffer, seen by time step and whole."""

    steps: Tensor
    """(members, time, batch, features)"""
    rows: Tensor
    """(members, time * batch, features)"""


def aligned(members: int, numbers: int, dtype: torch.dtype) -> Tensor:
    """Allocate zeros `(members, numbers or a few more)`, each member on a cache line.

    A matrix product gives other bits for the same numbers at another alignment; as all begin
    alike, a member of an ensemble equals the same model alone.
    """
    return torch.zeros(members, padded(numbers, dtype), dtype=dtype)


def padded(numbers: int, dtype: torch.dtype) -> int:
    """Round up to whole cache lines."""
    line = CACHE_LINE // dtype.itemsize
    return math.ceil(numbers / line) * line


def buffer(
    sizes: Sizes, features: int, time_steps: int | None = None, *, whole: bool = False
) -> Buffer:
    """Allocate a buffer of zeros.

    Where one product of all members fills a time step, that step lies in one piece: torch goes
    from member to member otherwise. So time comes first in memory, if each member's row still
    begins on a vector, and unless products fill the buffer as a `whole`.
    """
    M, T, B = sizes.members, sizes.time_steps, sizes.batch
    T = T if time_steps is None else time_steps
    if M > 1 and B == 1 and not whole and features * sizes.dtype.itemsize % VECTOR == 0:
        memory = torch.zeros(T, M, features, dtype=sizes.dtype).transpose(0, 1)
        return Buffer(memory.unsqueeze(2), memory)
    numbers = T * B * features
    memory = aligned(M, numbers, sizes.dtype)[:, :numbers]
    return Buffer(memory.view(M, T, B, features), memory.view(M, T * B, features))


def copied(view: Tensor) -> NDArray[Any]:
    """Copy numbers out, as an array."""
    copy: NDArray[Any] = view.clone(memory_format=torch.contiguous_format).numpy()
    return copy


def blocks(tensor: Tensor, count: int) -> Tensor:
    """View the features as so many blocks: `(..., count, features / count)`."""
    return tensor.view(*tensor.shape[:-1], count, -1)


class Steps:
    """Walks over the time steps of several buffers at once, forward or backward."""

    def __init__(self, *buffers: Tensor) -> None:
        self._buffers = buffers
        self._length = buffers[0].shape[1]
        kept = self._chunk(0, self._length) if self._length <= CHUNK else []
        self._kept, self._reversed = kept, kept[::-1]

    def _chunk(self, first: int, last: int) -> list[tuple[Tensor, ...]]:
        views = (tensor[:, first:last].unbind(1) for tensor in self._buffers)
        return list(zip(*views, strict=True))

    def forward(self) -> Iterable[tuple[Tensor, ...]]:
        """Give the views of each time step, first to last."""
        return self._kept or self._made(range(0, self._length, CHUNK), 1)

    def backward(self) -> Iterable[tuple[Tensor, ...]]:
        """Give the views of each time step, last to first."""
        return self._reversed or self._made(range(0, self._length, CHUNK)[::-1], -1)

    def _made(self, starts: range, order: int) -> Iterator[tuple[Tensor, ...]]:
        for start in starts:
            yield from self._chunk(start, min(start + CHUNK, self._length))[::order]


def adder(work: int, cancelled: Cancelled) -> Product:
    """Give the product for so many multiply-adds a member: whole, or in pieces if it is large."""
    return torch.Tensor.baddbmm_ if work <= PIECE else partial(_add_in_pieces, cancelled)


def _add_in_pieces(
    cancelled: Cancelled, z: Tensor, a: Tensor, w: Tensor, beta: float = 1, alpha: float = 1
) -> Tensor:
    """Add the product by pieces of rows; raises `Stopped`."""
    height = max(1, PIECE // (w.shape[1] * w.shape[2]))
    for m in range(z.shape[0]):
        for row in range(0, z.shape[1], height):
            if cancelled():
                raise Stopped
            rows = slice(row, row + height)
            z[m : m + 1, rows].baddbmm_(a[m : m + 1, rows], w[m : m + 1], beta=beta, alpha=alpha)
    return z


def multiply_transposed(
    a: Tensor, b: Tensor, out: Tensor, cancelled: Cancelled, scratch: Tensor | None = None
) -> None:
    """Set out = a' b for each member, summed over rows, in pieces; raises `Stopped`.

    a `(members, rows, k)`, b `(members, rows, n)`, out `(members, k, n)`. How the rows are cut
    does not depend on the number of members, so that a member equals the same model alone. By
    way of a scratch `(members * k * n or more,)` torch need not go from member to member, where
    that leaves the bits as they are.
    """
    members, rows, k = a.shape
    work = rows * k * b.shape[2]
    if members * work <= PIECE:
        n, row, size = out.shape[2], out.stride(1), out.element_size()
        alike = not (n * size % VECTOR or row * size % VECTOR or out.data_ptr() % VECTOR)
        if scratch is None or not alike:
            torch.bmm(a.transpose(1, 2), b, out=out)
        else:
            whole = scratch[: out.numel()].view(out.shape)
            out.copy_(torch.bmm(a.transpose(1, 2), b, out=whole))
        return
    height = max(1, rows * PIECE // work) if work > PIECE else rows
    width = max(1, PIECE // (height * k * b.shape[2]))
    for m in range(0, members, width):
        some = slice(m, m + width)
        for row in range(0, rows, height):
            if cancelled():
                raise Stopped
            left = a[some, row : row + height].transpose(1, 2)
            right = b[some, row : row + height]
            out[some].baddbmm_(left, right, beta=0 if row == 0 else 1)
