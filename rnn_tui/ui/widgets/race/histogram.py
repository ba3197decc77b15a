"""Counts as bars in eighths of a cell: how many seeds were first right in each part of a race."""

from collections.abc import Sequence
from itertools import pairwise

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def histogram(counts: Sequence[int], cells: int, rows: int = 1) -> list[str]:
    """Draw counts over so many cells, the highest as high as the rows; one seed is seen.

    More counts than cells are added up; fewer take more cells each.
    """
    bins = _spread(counts, cells)
    most = max(bins, default=0)
    eighths = [
        max(1, round(count / most * 8 * rows)) if count > 0 and most > 0 else 0 for count in bins
    ]
    drawn = []
    for row in range(rows - 1, -1, -1):
        line = "".join(_EIGHTHS[min(max(height - 8 * row, 0), 8)] for height in eighths)
        drawn.append(line.ljust(max(cells, 0)))
    return drawn


def _spread(counts: Sequence[int], cells: int) -> list[int]:
    if cells < 1 or not counts:
        return []
    size = len(counts)
    if size <= cells:
        # All parts are equally wide, so that a height is a share.
        each = cells // size
        return [count for count in counts for _ in range(each)]
    cuts = [k * size // cells for k in range(cells + 1)]
    return [sum(counts[first:last]) for first, last in pairwise(cuts)]
