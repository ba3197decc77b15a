"""Which tensor is shown, where its cursor is, and which of its cells are in view."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rnn_tui.anatomy import Axes, axes, tensors
from rnn_tui.edits import LARGEST, Weight, check
from rnn_tui.fields import Number
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.widgets.inspector.view import InspectorView
from rnn_tui.ui.widgets.network_plan import first_unit

if TYPE_CHECKING:
    from rnn_tui.record import Floats

_PITCHES = (10, 9, 8)
"""Cells of a column whose numbers stand beside: cell 2, number 4, and what sets it apart."""
_BARE = (3, 2)
"""Cells of a column whose numbers have no room."""
_STATUS = 2
"""Rows that say what the cursor's number is, and what is wrong with what is typed."""


@dataclass(frozen=True, eq=False)
class TensorView:
    """A tensor by its checkpoint name, and the cursor in it, from 0."""

    base: InspectorView
    name: str
    row: int
    column: int
    typed: str | None = None
    """What is being typed in the place of the cursor's number."""
    cursor: bool = True
    """Whether there is a cursor; else the panel only shows."""

    @property
    def index(self) -> tuple[int, ...]:
        """The cursor as an index of the tensor."""
        shape = tensors(self.base.task)[self.name]
        return (self.row, self.column) if len(shape) == 2 else (self.column,)

    def within(self) -> "TensorView":
        """Keep tensor and cursor among those of the network."""
        shapes = tensors(self.base.task)
        name = self.name if self.name in shapes else next(iter(shapes))
        rows, columns = (1, *shapes[name])[-2:]
        row, column = min(max(self.row, 0), rows - 1), min(max(self.column, 0), columns - 1)
        return replace(self, name=name, row=row, column=column)

    @property
    def values(self) -> "Floats | None":
        """The numbers of the tensor, where they are known."""
        inside = self.base.inside
        return inside.weights.get(self.name) if inside else None


def edit_of(view: TensorView) -> Weight:
    """Read what is typed as an edit; raises `Invalid`."""
    kind = Number(-LARGEST, LARGEST, "0.5")
    value = kind.parse((view.typed or "").replace("−", "-"))
    assert value is not None
    weight = Weight(view.name, view.index, float(value))
    check("weight", weight, view.base.task.experiment)
    return weight


class Labels(NamedTuple):
    """The names of rows and columns, and the cells of the widest of each."""

    axes: Axes
    row_cells: int
    column_cells: int
    block: int
    """Columns of one gate; 1 where they are not units of gates."""


@lru_cache(maxsize=8)
def labels_of(task: Task, name: str) -> Labels:
    """Name the rows and columns of a tensor."""
    found = axes(task, name)
    rows, columns = (max(width(label) for label in labels) for labels in found)
    gates = not found.columns[0].startswith(("in ", "out ", "h "))
    return Labels(found, rows, columns, task.hidden_size if gates else 1)


@dataclass(frozen=True)
class TensorPlan:
    """Where the cells are: how many rows and columns are in view, and which; from 0."""

    gutter: int
    pitch: int
    """Cells of a column."""
    numbers: bool
    """Whether the numbers stand beside their cells."""
    first_row: int
    rows: int
    first_column: int
    columns: int
    status: int
    """The first of the rows beneath, and how many there are."""
    status_rows: int

    def x(self, column: int) -> int:
        """Give the first cell of a column."""
        return self.gutter + (column - self.first_column) * self.pitch

    def y(self, row: int) -> int:
        """Give the line of a row."""
        return 2 + row - self.first_row

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """Give row and column of the tensor under a cell of the screen."""
        row, column = y - 2, (x - self.gutter) // self.pitch
        if x < self.gutter or not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        return self.first_row + row, self.first_column + column


def plan_tensor(view: TensorView, columns: int, rows: int) -> TensorPlan:
    """Lay the tensor out around the cursor."""
    labels = labels_of(view.base.task, view.name)
    height, across = (len(axis) for axis in labels.axes)
    gutter = min(2 * view.cursor + labels.row_cells + 1, max(1, columns // 2))
    room = max(1, columns - gutter)
    beside = next((p for p in _PITCHES if p * across - (p - 7) <= room), 0)
    pitch = beside or next((p for p in _BARE if p * across <= room), _BARE[-1])
    shown = min(across, max(1, room // pitch)) if not beside else across
    wanted = _STATUS if view.cursor else int(shown < across or height > rows - 2)
    status = min(wanted, max(0, rows - 4))
    lines = min(height, max(1, rows - 2 - status))
    apart = int(rows - 2 - status > lines)
    return TensorPlan(
        gutter=gutter,
        pitch=pitch,
        numbers=bool(beside),
        first_row=first_unit(view.row, lines, height),
        rows=lines,
        first_column=first_unit(view.column, shown, across),
        columns=shown,
        status=2 + lines + apart,
        status_rows=status,
    )


def tensor_rows(view: TensorView) -> int:
    """Count the rows in which the whole tensor stands, title and what is beneath included."""
    return 2 + len(labels_of(view.base.task, view.name).axes.rows) + _STATUS * view.cursor
