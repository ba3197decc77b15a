"""What a grid of tiles shows, and where each tile stands. Pure arithmetic.

Tiles are large with their number beneath where all of them fit, else small with it beside;
what still finds no room scrolls with the chosen one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rnn_tui.text import visible_text, width

HEAD_ROWS = 2
"""Title, and the name of the second axis."""
FOOT_ROWS = 3
"""The first axis, a blank row, the legend."""
_LARGE = (6, 2)
_SMALL = 3
_LONGEST = 12
"""Cells of the longest label of a row."""


class TileState(StrEnum):
    """How far a point of a sweep is."""

    DONE = "done"
    WORKING = "working"
    WAITING = "waiting"


@dataclass(frozen=True)
class Tile:
    """A point of a sweep."""

    level: float = 0.0
    """How it is coloured, 0 to 1."""
    text: str = ""
    """Its number, drawn, in a few cells: `95`, `0.39`."""
    state: TileState = TileState.WAITING
    diverged: int = 0
    """Seeds that diverged."""


@dataclass(frozen=True)
class TilesView:
    """The points of a sweep over one axis, or over two: the first goes across, the second up.

    Labels are values as they are written, numbers or not. `tiles` has a row for each label of
    the second axis, the lowest first, or one row.
    """

    title: str = ""
    """What the numbers are: `Solved, % of the seeds`."""
    other: str = ""
    """What the key `m` shows instead."""
    across: str = ""
    columns: Sequence[str] = ()
    upwards: str = ""
    rows: Sequence[str] = ()
    tiles: Sequence[Sequence[Tile]] = ()
    chosen: tuple[int, int] | None = None
    """Column and row, counted from 0."""
    best: tuple[int, int] | None = None
    notes: Sequence[str] = ()
    """Beside each row, in a few cells: `it 62`."""
    legend: tuple[str, str] = ("", "")
    """What the levels 0 and 1 are."""


EMPTY = TilesView()


@dataclass(frozen=True)
class TilesPlan:
    """Where tiles stand: `pitch` columns and `step` rows from one to the next."""

    gutter: int
    tile: int
    """Columns of colour."""
    deep: int
    """Rows of colour."""
    pitch: int
    step: int
    columns: range
    rows: range

    @property
    def large(self) -> bool:
        """Whether the numbers stand beneath the tiles."""
        return self.step > 1

    def x(self, column: int) -> int:
        """Give the column of cells at which a column of tiles begins."""
        return self.gutter + (column - self.columns.start) * self.pitch

    def y(self, row: int) -> int:
        """Give the row of cells at which a row of tiles begins: the last one is the highest."""
        return HEAD_ROWS + (self.rows.stop - 1 - row) * self.step

    @property
    def axis(self) -> int:
        """The row of the first axis."""
        return HEAD_ROWS + len(self.rows) * self.step

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """Say which tile a cell belongs to."""
        column = self.columns.start + (x - self.gutter) // self.pitch
        row = self.rows.stop - 1 - (y - HEAD_ROWS) // self.step
        inside = x >= self.gutter and y >= HEAD_ROWS
        return (column, row) if inside and column in self.columns and row in self.rows else None


def tiles_rows(view: TilesView) -> int:
    """Count the rows in which all tiles are large, title and legend among them."""
    return HEAD_ROWS + (_LARGE[1] + 1) * max(1, len(view.tiles)) + FOOT_ROWS


def small_tiles_rows(view: TilesView) -> int:
    """Count the rows in which all tiles are small."""
    return HEAD_ROWS + max(1, len(view.tiles)) + FOOT_ROWS


def tiles_plan(view: TilesView, width_: int, height: int) -> TilesPlan:
    """Place the tiles in so many columns and rows of cells."""
    count, high = len(view.columns), len(view.tiles)
    gutter = _gutter(view, width_)
    room = max(1, width_ - gutter)
    rows = height - HEAD_ROWS - 1
    if count * (_LARGE[0] + 2) <= room + 2 and high * (_LARGE[1] + 1) <= rows:
        pitch, step = _LARGE[0] + 2, _LARGE[1] + 1
        # Words need more room than numbers do; they get it where there is some.
        words = max((width(visible_text(label)) for label in view.columns), default=0) + 2
        pitch = max(pitch, min(words, _LONGEST + 2, (room + 2) // max(1, count)))
        return TilesPlan(gutter, *_LARGE, pitch, step, range(count), range(high))
    texts = [width(visible_text(tile.text)) for row in view.tiles for tile in row]
    number = min(6, max(texts, default=1))
    pitch = _SMALL + number + 1
    if count * (pitch + 1) <= room + 1:
        pitch += 1
    column, row = view.chosen or (0, 0)
    columns = _window(count, max(1, (room + 1) // pitch), column)
    return TilesPlan(gutter, _SMALL, 1, pitch, 1, columns, _window(high, max(0, rows), row))


def _gutter(view: TilesView, room: int) -> int:
    labels = [width(visible_text(label)) + 3 for label in (*view.rows, *view.notes)]
    names = [width(visible_text(name)) for name in (view.across, view.upwards)]
    longest = max([*labels, *names], default=0)
    return max(0, min(longest + 2, _LONGEST + 5, room // 3))


def _window(count: int, fits: int, chosen: int) -> range:
    first = max(0, min(chosen - fits // 2, count - fits))
    return range(first, min(count, first + fits))
