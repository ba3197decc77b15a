"""A long series of costs in chunks that never move, so that another thread may read along.

One writer. The first `whole` numbers are kept as they are; what comes after is kept in
blocks of 1,024 as lowest, mean and highest, except for the block being filled.
"""

import math
from array import array
from typing import Literal

from rnn_tui.record import PackedCosts

WHOLE = 10_000_000
BLOCK = 1024
CHUNK = 65_536

Code = Literal["f", "d"]


class Chunks:
    """Numbers in preallocated arrays of `size`; an array is never resized."""

    def __init__(self, code: Code, size: int) -> None:
        self.code: Code = code
        self.size = size
        self.chunks: list[array[float]] = []

    def __setitem__(self, index: int, value: float) -> None:
        chunk, place = divmod(index, self.size)
        if chunk == len(self.chunks):
            self.chunks.append(array(self.code, bytes(self.size * self.itemsize)))
        self.chunks[chunk][place] = value

    def __getitem__(self, index: int) -> float:
        chunk, place = divmod(index, self.size)
        return self.chunks[chunk][place]

    def fork(self, count: int) -> "Chunks":
        """Copy the first `count` numbers; chunks before the last number's own are shared.

        The last number may be put again, so its chunk belongs to one alone.
        """
        fork = Chunks(self.code, self.size)
        if count > 0:
            shared = (count - 1) // self.size
            fork.chunks = [*self.chunks[:shared], self.chunks[shared][:]]
        return fork

    def pack(self, first: int, end: int) -> bytes:
        """Give the numbers first to end - 1 as bytes."""
        parts = []
        while first < end:
            chunk, place = divmod(first, self.size)
            taken = min(end - first, self.size - place)
            parts.append(self.chunks[chunk][place : place + taken].tobytes())
            first += taken
        return b"".join(parts)

    def unpack(self, packed: bytes) -> None:
        """Be the numbers that `pack` gave from the first on."""
        whole = self.size * self.itemsize
        for start in range(0, len(packed), whole):
            part = packed[start : start + whole]
            self.chunks.append(array(self.code, part + bytes(whole - len(part))))

    @property
    def itemsize(self) -> int:
        """Bytes of one number."""
        return array(self.code).itemsize

    @property
    def bytes(self) -> int:
        """Memory held."""
        return len(self.chunks) * self.size * self.itemsize


class Costs:
    """cost(0), cost(1), ... of one run. The last one may be put again."""

    def __init__(
        self, code: Code = "f", *, whole: int = WHOLE, block: int = BLOCK, chunk: int = CHUNK
    ) -> None:
        self.count = 0
        self.whole, self.block = whole, block
        self.exact = Chunks(code, chunk)
        self.low, self.mean, self.high = (Chunks(code, chunk) for _ in range(3))
        self.open = array(code, bytes(block * array(code).itemsize))

    def put(self, moment: int, cost: float) -> None:
        """Add the next cost, or put the last one again."""
        if moment not in (self.count, self.count - 1):
            raise IndexError(f"cost {moment} cannot follow {self.count - 1}")
        if moment < self.whole:
            self.exact[moment] = cost
        else:
            done, place = divmod(moment - self.whole, self.block)
            if place == 0 and done and moment == self.count:
                self._close(done - 1)
            self.open[place] = cost
        self.count = max(self.count, moment + 1)

    def _close(self, block: int) -> None:
        finite = [cost for cost in self.open if math.isfinite(cost)] or [math.nan]
        self.low[block] = min(finite)
        self.mean[block] = math.fsum(finite) / len(finite)
        self.high[block] = max(finite)

    def fork(self, moment: int) -> "Costs":
        """Copy what is kept up to a moment; where only blocks are kept, its block is its mean."""
        fork = Costs(self.exact.code, whole=self.whole, block=self.block, chunk=self.exact.size)
        fork.count = min(moment + 1, self.count)
        fork.exact = self.exact.fork(min(fork.count, self.whole))
        blocks, place = divmod(max(0, fork.count - self.whole), self.block)
        for name in ("low", "mean", "high"):
            setattr(fork, name, getattr(self, name).fork(blocks))
        for k in range(place):
            fork.open[k] = self[self.whole + blocks * self.block + k]
        if blocks and not place:  # the last block is closed again when the next number comes
            values = (self.low[blocks - 1], self.high[blocks - 1])
            fork.open[:2] = array(fork.open.typecode, values)
            for k in range(2, self.block):
                fork.open[k] = self.mean[blocks - 1]
        return fork

    @property
    def blocks(self) -> int:
        """How many blocks are full and closed."""
        return max(0, self.count - 1 - self.whole) // self.block

    def pack_open(self) -> tuple[int, bytes]:
        """Give how many moments have a cost, and the bytes of the block that is not closed."""
        while True:
            count, blocks = self.count, self.blocks
            numbers = self.open[: max(0, count - self.whole - blocks * self.block)].tobytes()
            if blocks == self.blocks:  # else the writer has begun another block meanwhile
                return count, numbers

    @classmethod
    def unpack(cls, packed: PackedCosts, code: Code) -> "Costs":
        """Make the costs that were kept as bytes."""
        kept = len(packed.exact) // array(code).itemsize
        costs = cls(code, whole=kept if kept < packed.count else WHOLE, block=packed.block)
        costs.count = packed.count
        costs.exact.unpack(packed.exact)
        costs.low.unpack(packed.low)
        costs.mean.unpack(packed.mean)
        costs.high.unpack(packed.high)
        begun = array(code, packed.open)
        costs.open[: len(begun)] = begun
        return costs

    def same(self, moment: int, cost: float) -> bool:
        """Whether a moment has this cost, as far as that is kept."""
        if moment >= self.whole:
            return True
        known, rounded = self[moment], array(self.exact.code, (cost,))[0]
        return known == rounded or (math.isnan(known) and math.isnan(rounded))

    def __getitem__(self, moment: int) -> float:
        """Give cost(moment), or the mean of its block where only that is kept."""
        if not 0 <= moment < self.count:
            raise IndexError(moment)
        if moment < self.whole:
            return self.exact[moment]
        block, place = divmod(moment - self.whole, self.block)
        if block == (self.count - 1 - self.whole) // self.block:
            return self.open[place]
        return self.mean[block]

    @property
    def bytes(self) -> int:
        """Memory held."""
        chunks = (self.exact, self.low, self.mean, self.high)
        return sum(part.bytes for part in chunks) + len(self.open) * self.open.itemsize
