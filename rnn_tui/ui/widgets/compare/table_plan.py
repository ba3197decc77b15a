"""What the table of compared runs shows, and which of its columns find room. Pure.

What has no column is told of the current run alone, in a line beneath.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rnn_tui.i18n import tr
from rnn_tui.text import clipped, visible_text, width
from rnn_tui.ui.widgets.race.answer import answer_width
from rnn_tui.ui.widgets.race.views import AnswerCount

GAP, MOST_GAP = 2, 4
"""Blank cells between two columns."""
BETWEEN = 3
"""Blank cells between settings and results."""
LONGEST_NAME, SHORT_NAME = 24, 12
LONGEST_ANSWER, SHORT_ANSWER = 14, 8
LONGEST_VALUE = 16
KEPT_SETTINGS = 3
"""Settings that stay longer than any result but the first ones."""


@dataclass(frozen=True)
class Column:
    """A setting that differs, or a result; a cell for each run."""

    name: str
    head: str
    cells: tuple[str, ...]
    short_head: str = ""
    at_right: bool = True
    best: frozenset[int] = frozenset()
    """The places of what is written in bold."""

    def written(self, *, short: bool) -> str:
        """Give its head."""
        return self.short_head if short and self.short_head else self.head

    def cells_wide(self, *, short: bool) -> int:
        """Count the cells that head and values take."""
        values = max((width(cell) for cell in self.cells), default=0)
        return min(max(width(self.written(short=short)), values), LONGEST_VALUE)


@dataclass(frozen=True)
class RowView:
    """A run: its lane is its glyph and colour."""

    id: int
    lane: int
    name: str
    answer: AnswerCount
    hidden: bool = False


@dataclass(frozen=True, eq=False)
class TableView:
    """All runs, and the place of the current one."""

    rows: tuple[RowView, ...] = ()
    settings: tuple[Column, ...] = ()
    """Those in which runs differ, what matters most first."""
    results: tuple[Column, ...] = ()
    current: int = 0
    all_settings: int = 0
    """How many a run has."""


EMPTY = TableView()


@dataclass(frozen=True)
class Shape:
    """A choice of columns. `name` and `answer` are cells, 0 without; an answer of 1 is its mark."""

    id: int
    name: int
    settings: tuple[Column, ...]
    results: tuple[Column, ...]
    answer: int
    short: bool = False

    def sizes(self, columns: Sequence[Column]) -> list[int]:
        """Count the cells of columns."""
        return [column.cells_wide(short=self.short) for column in columns]

    @property
    def left(self) -> int:
        """Cells of runs and settings."""
        name = GAP + self.name if self.name else 0
        return 4 + self.id + name + sum(GAP + size for size in self.sizes(self.settings))

    @property
    def right(self) -> int:
        """Cells of results and answer."""
        sizes = self.sizes(self.results)
        answer = {0: 0, 1: 1}.get(self.answer, 2 + self.answer)
        if answer:
            sizes.append(max(answer, width(self.answer_head)))
        return sum(sizes) + GAP * (len(sizes) - 1) if sizes else 0

    @property
    def answer_head(self) -> str:
        """What stands over the answers."""
        return tr("answer") if self.answer > 1 else ""

    @property
    def wide(self) -> int:
        """Cells of all of it."""
        return self.left + (BETWEEN + self.right if self.right else 0)


def shape_of(view: TableView, columns: int) -> Shape:
    """Choose the columns that fit, the fullest choice that does."""
    found = None
    for found in _shapes(view):
        if found.wide <= columns:
            break
    assert found is not None
    return found


def rows_of(view: TableView, columns: int) -> int:
    """Count the rows of title, heads, runs, and the line of what has no column."""
    return 2 + len(view.rows) + folds(view, shape_of(view, columns))


def in_sight(view: TableView, columns: int, rows: int) -> range:
    """Say which runs have a row: all, or as many as fit, the current one among them."""
    room = max(0, rows - 2 - folds(view, shape_of(view, columns)))
    count = len(view.rows)
    first = max(0, min(view.current - room // 2, count - room))
    return range(first, min(count, first + room))


def folds(view: TableView, shape: Shape) -> bool:
    """Say whether anything of any run has no column: the line for it stays, whoever is current."""
    every = (replace(view, current=place) for place in range(len(view.rows)))
    return any(folded(each, shape) for each in every)


def folded(view: TableView, shape: Shape) -> list[tuple[str, str]]:
    """Give what is not told of the current run, head and value."""
    if not view.rows:
        return []
    row, told = view.rows[view.current], []
    if row.name and not shape.name:
        told.append((tr("name"), clipped(visible_text(row.name), LONGEST_NAME)))
    told += [
        (column.head, column.cells[view.current])
        for column in (*view.settings, *view.results)
        if column not in (*shape.settings, *shape.results)
    ]
    if shape.answer < min(SHORT_ANSWER, answer_width(row.answer)):
        answer = visible_text("".join(row.answer.letters[:80]), spaces=True)
        told.append((tr("answer"), clipped(answer, LONGEST_NAME)))
    return told


def _shapes(view: TableView) -> Iterator[Shape]:
    """Give choices of columns, the fullest first: what matters least goes first."""
    names = max((width(visible_text(row.name)) for row in view.rows), default=0)
    answers = max((answer_width(row.answer) for row in view.rows), default=0)
    ids = [tr("run"), *(str(row.id) for row in view.rows)]
    shape = Shape(
        id=max(map(width, ids)),
        name=min(names, LONGEST_NAME),
        settings=view.settings,
        results=view.results,
        answer=min(max(answers, 2), LONGEST_ANSWER),
    )
    yield shape
    shape = replace(shape, short=True)
    yield shape
    shape = replace(shape, name=min(shape.name, SHORT_NAME))
    yield shape
    shape = replace(shape, answer=min(shape.answer, SHORT_ANSWER))
    yield shape
    for name in ("parameters", "seconds"):
        shape = _without(shape, name)
        yield shape
    shape = replace(shape, name=0)
    yield shape
    for most, name in ((KEPT_SETTINGS, "under"), (KEPT_SETTINGS - 1, ""), (1, "solved_at")):
        while len(shape.settings) > most:
            shape = replace(shape, settings=shape.settings[:-1])
            yield shape
        shape = _without(shape, name)
        yield shape
        if not name:
            shape = replace(shape, answer=1)
            yield shape
    yield replace(shape, settings=())


def _without(shape: Shape, name: str) -> Shape:
    return replace(shape, results=tuple(c for c in shape.results if c.name != name))
