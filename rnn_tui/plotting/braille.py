"""Lines and dots in braille characters: 2 dots a cell across, 4 down. Exact and quick."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

BLANK = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))

Dot = tuple[int, int]


def raster(
    lines: Iterable[Sequence[Dot]], width: int, height: int, *, shown: int = 1, of: int = 1
) -> list[str]:
    """Draw lines through dots, counted from the top left, as rows of braille; blank is a space.

    Dots outside the picture are left out, so a line may leave it and come back. A faded line
    has `shown` dots `of` so many.
    """
    cells = [[0] * width for _ in range(height)]
    for line in lines:
        for place, (x, y) in enumerate(_dots(line)):
            if place % of < shown and 0 <= x < 2 * width and 0 <= y < 4 * height:
                cells[y // 4][x // 2] |= _BITS[y % 4][x % 2]
    return ["".join(chr(BLANK + bits) if bits else " " for bits in row) for row in cells]


def mask(rows: Iterable[str]) -> list[list[int]]:
    """Give the dots of each cell of braille rows, as bits; 0 where a cell is anything else."""
    return [
        [ord(glyph) - BLANK if BLANK <= ord(glyph) <= BLANK + 0xFF else 0 for glyph in row]
        for row in rows
    ]


def _dots(line: Sequence[Dot]) -> Iterator[Dot]:
    """Give every dot of a line through the corners."""
    yield from line[:1]
    for start, end in pairwise(line):
        yield from _between(*start, *end)


def _between(x: int, y: int, end_x: int, end_y: int) -> Iterator[Dot]:
    """Give the dots from after the start to the end (Bresenham)."""
    across, down = abs(end_x - x), -abs(end_y - y)
    step_x, step_y = (1 if x < end_x else -1), (1 if y < end_y else -1)
    error = across + down
    while (x, y) != (end_x, end_y):
        double = 2 * error
        if double >= down:
            error += down
            x += step_x
        if double <= across:
            error += across
            y += step_y
        yield x, y
