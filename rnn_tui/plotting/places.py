"""Where words may stand in a picture: the cells that are taken, and places to try, best first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rnn_tui.text import width

Cell = tuple[int, int]


@dataclass
class Places:
    """The cells of a picture in which something stands already."""

    wide: int
    high: int
    taken: set[Cell] = field(default_factory=set)

    def free(self, x: int, y: int, cells: int) -> bool:
        """Say whether so many cells of a row lie inside and nothing is there."""
        across = range(x, x + cells)
        return self.inside(x, y, cells) and not any((at, y) in self.taken for at in across)

    def inside(self, x: int, y: int, cells: int) -> bool:
        """Say whether so many cells of a row lie inside."""
        return x >= 0 and x + cells <= self.wide and 0 <= y < self.high

    def take(self, x: int, y: int, cells: int) -> None:
        """Let something stand there."""
        self.taken.update((at, y) for at in range(x, x + cells))

    def line(self, cells: int, *, high: bool) -> Iterator[int]:
        """Give columns for a name on its line: its usual end, the other, then between.

        A curve falls from the left to the right: high lines are free at the right, low ones left.
        """
        right = self.wide - cells
        left = min(2, max(right, 0))
        yield from (right, left) if high else (left, right)
        yield from range(right - 1, left, -1) if high else range(left + 1, right)

    def cursor(self, x: int, y: int, cells: int) -> Cell | None:
        """Place a word near a point, where nothing is if that can be: right, above, below, left."""
        right = max(min(x + 1, self.wide - cells), 0)
        beside = [(x + 2, y), (x + 3, y), (x + 4, y)]
        over = [(right, y - 1), (max(x - cells, 0), y + 1), (right, y - 2), (right, y + 2)]
        for left, row in (*beside, *over, (x - 1 - cells, y)):
            if self.free(left, row, cells) and (row != y or self.free(left - 1, row, 1)):
                return left, row
        return next((place for place in over if self.inside(*place, cells)), None)

    def end(self, x: int, y: int, words: Iterable[str]) -> tuple[int, int, str] | None:
        """Place the first of the words that fits near the end of a line."""
        for word in words:
            cells = width(word)
            left = min(x + 1, self.wide) - cells
            rows = [row for far in (1, 2, 3) for row in (y - far, y + far)]
            for at, row in ((x + 2, y), *((left, row) for row in rows)):
                if self.free(at, row, cells):
                    return at, row, word
        return None
