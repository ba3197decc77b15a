"""The columns of the list of runs: which are there, and where, from the width alone. Pure."""

from typing import NamedTuple

from rnn_tui.i18n import tr


class Column(NamedTuple):
    """Where a column stands."""

    x: int
    width: int

    @property
    def end(self) -> int:
        """The cell after its last one."""
        return self.x + self.width


class _Declared(NamedTuple):
    name: str
    gap: int
    width: int


_FIRST = 4
"""Cells of the cursor and the mark."""

_DECLARED = (
    _Declared("name", 2, 6),
    _Declared("text", 1, 8),
    _Declared("cell", 1, 4),
    _Declared("units", 1, 5),
    _Declared("optimizer", 2, 12),
    _Declared("seed", 1, 4),
    _Declared("it", 1, 5),
    _Declared("cost", 1, 7),
    _Declared("curve", 2, 8),
    _Declared("answer", 2, 8),
    _Declared("first", 1, 7),
    _Declared("tags", 2, 6),
    _Declared("age", 1, 4),
)

FOLDING = ("tags", "seed", "it", "units", "answer", "optimizer", "name", "curve", "first", "age")
"""Columns in the order in which they go when there is no room."""

_GROWING = (
    {"name": 12, "text": 12},
    {"curve": 9, "answer": 9, "tags": 7},
    {"name": 28, "text": 30, "curve": 24, "answer": 24, "tags": 24},
)
"""What takes the room that is left, in turns, and up to which width."""


def columns(width: int, digits: int) -> dict[str, Column]:
    """Lay the columns out over a width; `digits` is the length of the longest id."""
    run = max(3, digits)
    names = [column.name for column in _DECLARED]

    def taken() -> int:
        return _FIRST + run + sum(c.gap + c.width for c in _DECLARED if c.name in names)

    for name in FOLDING:
        if taken() <= width:
            break
        names.remove(name)
    spare = max(0, width - taken())
    sizes = {column.name: column.width for column in _DECLARED}
    for limit in _GROWING:
        growing = [name for name in limit if name in names]
        while spare and any(sizes[name] < limit[name] for name in growing):
            for name in growing:
                if spare and sizes[name] < limit[name]:
                    sizes[name] += 1
                    spare -= 1
    found = {"run": Column(_FIRST, run)}
    x = _FIRST + run
    for column in _DECLARED:
        if column.name in names:
            x += column.gap + (spare if column.name == "age" else 0)
            found[column.name] = Column(x, sizes[column.name])
            x += sizes[column.name]
    return found


def heads() -> dict[str, str]:
    """Name the columns."""
    return {
        "run": tr("run"),
        "name": tr("name"),
        "text": tr("text"),
        "cell": tr("cell"),
        "units": tr("units"),
        "optimizer": tr("optimizer"),
        "seed": tr("seed"),
        "it": tr("it"),
        "cost": tr("cost"),
        "curve": tr("log cost"),
        "answer": tr("answer"),
        "first": tr("first ✓"),
        "tags": tr("tags"),
        "age": tr("age"),
    }


RIGHT = ("run", "units", "seed", "it", "cost", "first", "age")
"""Columns of numbers, which end under each other."""
