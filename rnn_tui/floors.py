"""Floors: costs no curve can cross for long, computed from the text and the settings alone.

Everything is in nats for one window, averaged over a pass of the data. *Uniform guess* knows
nothing, *no memory* is the best that sees only the current character, *limit* the best that
sees all the window showed so far. Where there is no readout the logits are the cell's outputs,
held within (-1, 1), and both bounds rise. Plain numbers: nothing here knows arrays.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from rnn_tui.experiment import Cell, Readout
from rnn_tui.task import Task

UNIFORM = "uniform guess"
NO_MEMORY = "no memory"
LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Floor:
    """A named cost, in nats a window; lines that coincide share one floor and all their names."""

    names: tuple[str, ...]
    cost: float

    @property
    def name(self) -> str:
        """The names in a row, untranslated."""
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors of a task; `limit <= no_memory`, and both are 0 or more."""

    uniform: float
    no_memory: float
    limit: float
    needs_memory: bool
    """False where every character that counts has one successor."""

    @property
    def lines(self) -> tuple[Floor, ...]:
        """The lines to draw, highest first; those that coincide are one."""
        lines: list[Floor] = []
        named = ((UNIFORM, self.uniform), (NO_MEMORY, self.no_memory), (LIMIT, self.limit))
        for name, cost in sorted(named, key=lambda line: -line[1]):
            if lines and math.isclose(lines[-1].cost, cost, rel_tol=1e-9, abs_tol=1e-9):
                lines[-1] = Floor((*lines[-1].names, name), lines[-1].cost)
            else:
                lines.append(Floor((name,), cost))
        return tuple(lines)


def floors(task: Task, weights: Sequence[float] | None = None) -> Floors:
    """Compute the floors; `weights`, one a target position, stand for the task's loss weights."""
    weights = tuple(task.loss_weights if weights is None else weights)
    read, windows = _reading(task)
    counted = [weight * times for weight, times in zip(weights, read, strict=True)]
    total = math.fsum(counted)
    bounded = task.experiment.readout is Readout.NONE

    successors: dict[int, dict[int, float]] = {}
    for current, target, count in zip(task.inputs, task.targets, counted, strict=True):
        if count > 0:
            counts = successors.setdefault(current, {})
            counts[target] = counts.get(target, 0.0) + count
    size, bound = task.vocabulary_size, 1.0 if bounded else math.inf
    no_memory = math.fsum(
        group_cost(counts.values(), size, bound) for counts in successors.values()
    )
    if task.experiment.carry_state:
        limit = total * certain_cost(size, bound)
    else:
        limit = _limit_of_windows(task, weights)
    return Floors(
        uniform=total * math.log(size) / windows,
        no_memory=max(no_memory, limit) / windows,
        limit=limit / windows,
        needs_memory=any(len(counts) > 1 for counts in successors.values()),
    )


def certain_cost(size: int, bound: float) -> float:
    """Give the least cross entropy of a known target: logits are held in [-bound, bound]."""
    return math.log1p((size - 1) * math.exp(-2 * bound))


def group_cost(counts: Iterable[float], size: int, bound: float) -> float:
    """Give the least summed cross entropy of one distribution over `size` characters.

    `counts` says how often each target occurs; characters it does not name never do. The
    logits are held in [-bound, bound]; an infinite bound gives the entropy of the counts.
    """
    present = sorted(count for count in counts if count > 0)
    if not present:
        return 0.0
    # The cost is homogeneous, so that groups of equal shares are one entry of the cache.
    largest = present[-1]
    return largest * _least(tuple(count / largest for count in present), size, bound)


@lru_cache(maxsize=4096)
def _least(counts: tuple[float, ...], size: int, bound: float) -> float:
    total = math.fsum(counts)
    if math.isinf(bound):
        return math.fsum(-count * math.log(count / total) for count in counts)
    # Stationary: exp(logit_k) = clip(u n_k, e^-b, e^b) with Z = N u, where Z is the sum of
    # exp(logit). Z(u) - N u is piecewise linear in u and never rises, so that its root lies
    # between two corners and is exact.
    low, high = math.exp(-bound), math.exp(bound)
    absent = (size - len(counts)) * low
    sums = (0.0, *accumulate(counts))

    def partition(u: float) -> float:
        first, last = bisect_left(counts, low / u), bisect_left(counts, high / u)
        inside = u * (sums[last] - sums[first])
        return absent + first * low + inside + (len(counts) - last) * high

    corners = sorted({edge / count for count in counts for edge in (low, high)})
    left, right = 0, len(corners)
    while left < right:
        middle = (left + right) // 2
        if partition(corners[middle]) > total * corners[middle]:
            left = middle + 1
        else:
            right = middle
    if left == 0 or left == len(corners):
        # Every logit is clipped on this side: Z is constant, and only u has to follow.
        u = partition(corners[min(left, len(corners) - 1)]) / total
    else:
        u = _root(corners[left - 1], corners[left], partition, total)
    exponentials = [min(max(u * count, low), high) for count in counts]
    logarithm = math.log(absent + math.fsum(exponentials))
    return math.fsum(
        count * (logarithm - math.log(value))
        for count, value in zip(counts, exponentials, strict=True)
    )


def _root(left: float, right: float, partition: Callable[[float], float], total: float) -> float:
    above, below = partition(left) - total * left, partition(right) - total * right
    return left + (right - left) * above / (above - below)


def _reading(task: Task) -> tuple[list[int], int]:
    """Count how often a pass reads each target position, and the windows of the pass."""
    steps, length = task.time_steps, task.length
    if not task.experiment.carry_state:
        windows = task.windows
        read = [min(p + 1, length - p, steps, windows) for p in range(length)]
        return read, windows
    stream = length // task.streams
    bites = stream // steps
    read = [0] * length
    for first in range(0, task.streams * stream, stream):
        read[first : first + bites * steps] = [1] * (bites * steps)
    return read, task.streams * bites


def _limit_of_windows(task: Task, weights: tuple[float, ...]) -> float:
    """Sum the least cost of all windows, where each time step knows its window up to there.

    Were the target always certain, time step j would cost its certain cost wherever it is.
    Only where windows agree in their first j inputs and differ in the target do they cost more.
    """
    cell, readout = task.experiment.cell, task.experiment.readout
    size, steps, windows = task.vocabulary_size, task.time_steps, task.windows

    def bound(j: int) -> float:
        if readout is Readout.LINEAR:
            return math.inf
        return math.tanh(j) if cell is Cell.LSTM else 1.0

    sums = (0.0, *accumulate(weights))
    certain = (certain_cost(size, bound(j)) for j in range(1, steps + 1))
    least = math.fsum(cost * (sums[j + windows] - sums[j]) for j, cost in enumerate(certain))
    excess = math.fsum(
        group_cost(counts, size, bound(j)) - sum(counts) * certain_cost(size, bound(j))
        for j, counts in _branchings(task.ids, steps, windows, weights)
    )
    return least + excess


def _branchings(
    ids: Sequence[int], steps: int, windows: int, weights: tuple[float, ...]
) -> Iterator[tuple[int, list[float]]]:
    """Give, wherever windows agree in j inputs and differ in the target: j, weighted counts.

    The windows in order of their content, the lengths they share with their neighbours, and
    a stack of the prefixes that are open: at most windows - 1 prefixes branch.
    """
    if windows < 2:
        return
    order, shared = _sorted_windows(ids, windows)
    uniform = weights[0] if min(weights) == max(weights) else None
    open_: list[tuple[int, list[int]]] = []
    for index in range(1, windows + 1):
        depth = shared[index] if index < windows else 0
        start = index - 1
        while open_ and open_[-1][0] > depth:
            j, starts = open_.pop()
            start = starts[0]
            if j <= steps:
                yield (
                    j,
                    [
                        uniform * (end - first)
                        if uniform is not None
                        else sum([weights[s + j - 1] for s in order[first:end]])
                        for first, end in pairwise((*starts, index))
                    ],
                )
        if open_ and open_[-1][0] == depth:
            open_[-1][1].append(index)
        elif depth > 0:
            open_.append((depth, [start, index]))


def _sorted_windows(ids: Sequence[int], windows: int) -> tuple[list[int], list[int]]:
    """Sort the first suffixes of the ids; with each, what it shares with the one before.

    Suffixes by doubling the length that is sorted (Manber and Myers), the shared lengths in
    one pass (Kasai).
    """
    count = len(ids)
    ranks, length = list(ids), 1
    order = sorted(range(count), key=ranks.__getitem__)
    while True:
        keys = [
            rank * (count + 1) + (ranks[i + length] + 1 if i + length < count else 0)
            for i, rank in enumerate(ranks)
        ]
        order.sort(key=keys.__getitem__)
        ranks[order[0]] = rank = 0
        for before, after in pairwise(order):
            rank += keys[before] != keys[after]
            ranks[after] = rank
        if rank == count - 1:
            break
        length *= 2

    common, shared = 0, [0] * count
    for i, rank in enumerate(ranks):
        if rank == 0:
            common = 0
            continue
        j = order[rank - 1]
        longest = count - max(i, j)
        while common < longest and ids[i + common] == ids[j + common]:
            common += 1
        shared[rank] = common
        common = max(common - 1, 0)

    kept, lengths, least = [], [], count
    for start, length in zip(order, shared, strict=True):
        least = min(least, length)
        if start < windows:
            kept.append(start)
            lengths.append(least)
            least = count
    return kept, lengths
