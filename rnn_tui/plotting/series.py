"""Series of numbers made fit to draw: split, clamped, thinned, with bounds, ticks and labels.

Whatever comes in, only finite numbers come out. Logarithms are taken by the caller.
"""

import math
from collections.abc import Callable, Iterable, Sequence

Point = tuple[float, float]
Bounds = tuple[float, float]

Columns = Callable[[int, int, int], Iterable[Sequence[float]]]
"""(first, last, count): moments first to last in `count` equal columns of (lowest, highest)."""

_HIGHEST = 1e300
_LARGEST = (-_HIGHEST, _HIGHEST)


def clean(points: Iterable[Point]) -> list[list[Point]]:
    """Split a line wherever a number is not finite; what remains is finite and not empty."""
    segments: list[list[Point]] = [[]]
    for x, y in points:
        if math.isfinite(x) and math.isfinite(y):
            segments[-1].append((x, y))
        elif segments[-1]:
            segments.append([])
    return [segment for segment in segments if segment]


def clamp(points: Iterable[Point], x_bounds: Bounds, y_bounds: Bounds) -> list[Point]:
    """Move points that lie outside the bounds onto their edge."""
    return [(_within(x, x_bounds), _within(y, y_bounds)) for x, y in points]


def _within(value: float, bounds: Bounds) -> float:
    return min(max(value, bounds[0]), bounds[1])


def usable(bounds: Bounds) -> bool:
    """Whether the bounds are an axis: finite, apart, the first below the second."""
    return 0 < bounds[1] - bounds[0] < math.inf


def _share(value: float, bounds: Bounds) -> float:
    """Give where a value lies between the bounds, 0 to 1."""
    if not usable(bounds):
        return 0.0
    return (_within(value, bounds) - bounds[0]) / (bounds[1] - bounds[0])


def decimate(points: Sequence[Point], columns: int, x_bounds: Bounds) -> list[Point]:
    """Keep at most the lowest and the highest point of each column, in their order.

    The points are finite and ordered by x; both ends of each column's range survive.
    """
    if len(points) <= 2 or columns < 1:
        return list(points)
    kept: list[Point] = []
    start, column = 0, None
    for index in range(len(points) + 1):
        here = None
        if index < len(points):
            here = min(int(_share(points[index][0], x_bounds) * columns), columns - 1)
        if index and here != column:
            part = range(start, index)
            lowest = min(part, key=lambda i: points[i][1])
            highest = max(part, key=lambda i: points[i][1])
            kept += [points[i] for i in sorted({lowest, highest})]
            start = index
        column = here
    return kept


def trace(columns: Columns, last: int, cells: int, first: int = 0) -> list[Point]:
    """Give the curve of moments `first` to `last` as points, about three a cell at most.

    A few moments come whole; many come as the lowest and highest of each cell, the one that
    is nearer to the point before first. Numbers that are not finite come through.
    """
    count = last + 1 - first
    if count <= 3 * cells:
        pairs = enumerate(columns(first, last, count), start=first)
        return [(float(x), float(pair[0])) for x, pair in pairs]
    points: list[Point] = []
    width, before = count / cells, math.nan
    for index, (low, high) in enumerate(columns(first, last, cells)):
        near, far = (low, high) if abs(before - low) < abs(before - high) else (high, low)
        points.append((first + (index + 0.25) * width, float(near)))
        points.append((first + (index + 0.75) * width, float(far)))
        before = far
    return points


def bounds(values: Iterable[float], *, log: bool = False) -> Bounds:
    """Give the ends of the axis: 0.88 of the lowest finite number to 1.03 of the highest.

    On a logarithmic axis only numbers above 0 count. The first is always below the second.
    """
    least = 0.0 if log else -math.inf
    finite = [value for value in values if math.isfinite(value) and value > least]
    if not finite:
        return (0.1, 1.0) if log else (0.0, 1.0)
    low, high = clamp([(min(finite), max(finite))], _LARGEST, _LARGEST)[0]
    low, high = low * (0.88 if low > 0 else 1.03), high * (1.03 if high > 0 else 0.88)
    if log:
        low = max(low, 1 / _HIGHEST)
    if high - low < 1 / _HIGHEST:
        return low, low + 1.0
    return low, high


def ticks(low: float, high: float, most: int) -> list[float]:
    """Give the multiples of 1, 2 or 5 x 10^n within the ends, at most `most` of them."""
    if most < 1 or not 1 / _HIGHEST <= high - low < math.inf:
        return []
    power = math.floor(math.log10((high - low) / most)) - 1
    while True:
        for digit in (1, 2, 5):
            step = digit * 10.0**power
            first, last = math.ceil(low / step), math.floor(high / step)
            if last - first < most:
                return [_round(index, digit, power) for index in range(first, last + 1)]
        power += 1


def _round(index: int, digit: int, power: int) -> float:
    # 3 * 0.1 is not 0.3, but 3 / 10 is.
    return index * digit * 10.0**power if power >= 0 else index * digit / 10.0**-power


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Give powers of ten, with their 2 and 5 or thinned as there is room; `low` is above 0."""
    if most < 1 or not 0 < low < high < math.inf:
        return []
    first, last = math.floor(math.log10(low)), math.floor(math.log10(high))
    for digits in ((1, 2, 5), (1,)):
        every = [digit * 10.0**power for power in range(first, last + 1) for digit in digits]
        found = [value for value in every if low <= value <= high]
        if 2 <= len(found) <= most:
            return found
    if high / low < 100:
        return ticks(low, high, most)
    powers = [power for power in range(first, last + 1) if low <= 10.0**power <= high]
    stride = next(
        digit * 10**zeros
        for zeros in range(4)
        for digit in (1, 2, 5)
        if len([power for power in powers if power % (digit * 10**zeros) == 0]) <= most
    )
    return [10.0**power for power in powers if power % stride == 0]


def cost_text(value: float, decimals: int = 2) -> str:
    """Write a cost: `3.54`, from 1,000 on `1.2e4`, or `nan` and `inf`."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "−inf"
    if round(abs(value), decimals) < 1000:
        return f"{abs(value):.{decimals}f}" if value >= 0 else f"−{-value:.{decimals}f}"
    return _power(f"{value:.1e}")


def table_cost(value: float) -> str:
    """Write a cost in a table: as `cost_text`, but `4e−3` below .01."""
    return _power(f"{value:.0e}") if 0 < value < 0.01 else cost_text(value)


def gradient_text(value: float) -> str:
    """Write the size of a gradient in at most four cells: `.78`, `1.3`, `12`, `3e−4`, `nan`."""
    if not math.isfinite(value):
        return cost_text(abs(value))
    size = abs(value)
    if size < 0.995:
        text = f"{size:.2f}"[1:]
        return text if size >= 0.005 or size < 1e-9 else _power(f"{size:.0e}")
    if size < 999.5:
        return f"{size:.1f}" if size < 9.95 else f"{size:.0f}"
    return _power(f"{size:.0e}")


def tick_text(value: float) -> str:
    """Write the number of a tick as short as it goes: `6`, `.05`, `1e3`, `1.5e3`, `1e−4`."""
    size = abs(value)
    if size != 0 and not 0.01 <= size < 1000:
        mantissa, exponent = f"{value:.6e}".split("e")
        return _power(f"{mantissa.rstrip('0').rstrip('.')}e{exponent}")
    text = f"{size:.6f}".rstrip("0").rstrip(".")
    if text.startswith("0."):
        text = text[1:]
    return "−" + text if value < 0 else text


def count_text(value: int) -> str:
    """Write a number of iterations for an axis: `100`, `2k`, `1.5M`, `1T`."""
    for limit, unit in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if value >= limit:
            whole, rest = divmod(value, limit)
            return f"{whole}{f'{rest / limit:.6f}'[1:].rstrip('0').rstrip('.')}{unit}"
    return str(value)


def _power(text: str) -> str:
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")
