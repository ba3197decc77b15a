"""Which time steps the panels of the inspector show, and in what columns. Pure arithmetic."""

from dataclasses import dataclass

from rnn_tui.record import Probe
from rnn_tui.task import Task
from rnn_tui.ui.widgets.network_plan import first_column

WIDEST = 13
"""Cells of the widest column."""
NARROWEST = 3
"""Below this the columns scroll."""
GUTTER = 12
NUMBER = 3
"""Cells the gutter takes more for the chosen step's numbers, where columns have cells alone."""
NUMBERED = 7
"""Cells of a column from which numbers stand beside its cells."""
MOST_STEPS = 256
MOST_LOSSES = 64
"""Rows of the matrix of gradients at most."""


@dataclass(frozen=True)
class StepColumns:
    """The columns of the time steps: where the first one starts, how wide they are."""

    first: int
    """The first time step in view, from 0."""
    count: int
    gutter: int
    column: int
    aside: bool = False
    """Whether the gutter has room for the numbers of the chosen time step."""

    def x(self, t: int) -> int:
        """Give the first cell of a time step."""
        return self.gutter + (t - self.first) * self.column

    def at(self, x: int) -> int | None:
        """Give the time step of a cell."""
        place = (x - self.gutter) // self.column
        return self.first + place if x >= self.gutter and place < self.count else None

    def names(self, t: int, chosen: int) -> bool:
        """Say whether a time step is named: the narrowest columns have room for every fifth."""
        if self.column > NARROWEST or t == chosen:
            return True
        return (t + 1) % 5 == 0 and abs(t - chosen) > 1

    @property
    def steps(self) -> range:
        """The time steps in view."""
        return range(self.first, self.first + self.count)


def step_columns(length: int, step: int, width: int) -> StepColumns:
    """Lay the time steps out; where they scroll, the chosen one is a third from the edge."""
    gutter = GUTTER if width >= 50 else 9
    room = max(NARROWEST, width - gutter)
    column = max(NARROWEST, min(WIDEST, room // max(1, length)))
    aside = column < NUMBERED and gutter == GUTTER
    if aside:
        gutter, room = gutter + NUMBER, room - NUMBER
        column = max(NARROWEST, room // max(1, length))
    count = min(length, max(1, room // column))
    return StepColumns(first_column(step, count, length), count, gutter, column, aside)


def loss_rows(length: int, step: int, rows: int, columns: StepColumns) -> range:
    """Choose the rows of the matrix: losses of the time steps in view, around the chosen one."""
    count = max(1, min(columns.count, rows, MOST_LOSSES))
    first = columns.first + max(0, min(step - columns.first - count // 2, columns.count - count))
    return range(first, min(first + count, length))


def probe_for(task: Task, step: int, width: int, rows: int) -> Probe:
    """Say what is to be computed for panels that are `width` wide, with `rows` for the matrix."""
    length = task.length
    columns = step_columns(length, step, width)
    # Maps show more time steps than the columns of numbers do.
    count = min(length, MOST_STEPS, max(columns.count, width))
    first = first_column(step, count, length)
    losses = loss_rows(length, step, rows, columns)
    return Probe(step, first, first + count, losses.start, losses.stop)
