"""How the projector's picture is laid out: few things, large. Pure arithmetic.

Letters stand apart, their bars as high as there are rows; what is left goes to the hidden cells
and to the strip of cost. Columns scroll with the chosen time step, letters are the likeliest.
"""

from dataclasses import dataclass

from rnn_tui.ui.widgets.network_plan import first_column, first_unit

NARROWEST = 13
"""Cells of a time step in which a bar, its number and the target's mark have room."""
WIDEST = 34
HEAD = 3
"""Rows of header, timeline and a blank one."""
_FIXED = HEAD + 3 + 3
"""Those, target and answer with a blank row, and input between two others."""
_LEAST_CELLS, _LEAST_STRIP = 3, 2
_MOST_CELLS, _MOST_STRIP = 6, 4


@dataclass(frozen=True)
class ProjectorPlan:
    """Rows and columns of the picture, from the top left."""

    gutter: int
    column: int
    first: int
    columns: int
    letters: int
    pitch: int
    """Rows from a letter to the next; the last of them is blank."""
    gap: int
    """Blank rows more before the hidden cells."""
    cells: int
    """Rows of the hidden cells."""
    strip: int
    """Rows of the strip of cost."""
    height: int

    @property
    def letters_top(self) -> int:
        """The row of the first letter."""
        return HEAD + 3

    @property
    def cells_top(self) -> int:
        """The first row of the hidden cells."""
        return self.letters_top + self.letters * self.pitch + self.gap

    @property
    def input_row(self) -> int:
        """The row of what goes in."""
        return self.cells_top + self.cells + 1

    @property
    def strip_top(self) -> int:
        """The first row of the strip."""
        return self.height - self.strip

    @property
    def bar(self) -> int:
        """Cells of a bar at the most."""
        return min(18, self.column - 8)

    def x(self, t: int) -> int:
        """Give the column in which a time step starts, counted from 0."""
        return self.gutter + (t - self.first) * self.column

    def step_at(self, x: int) -> int | None:
        """Give the time step of a column of the screen."""
        place = (x - self.gutter) // self.column
        return self.first + place if x >= self.gutter and place < self.columns else None


def plan_projector(
    *, time_steps: int, letters: int, chosen: int, width: int, height: int, wide: bool
) -> ProjectorPlan:
    """Lay out in so many cells."""
    gutter = 5 + wide
    room = max(NARROWEST, width - 1 - gutter)
    columns = max(1, min(time_steps, room // NARROWEST))
    free = height - _FIXED - _LEAST_CELLS - _LEAST_STRIP
    shown = max(1, min(letters, free // 2))
    pitch = max(2, min(4, free // shown))
    spare = max(0, free - shown * pitch)
    gap = min(1, spare)
    cells = min(_MOST_CELLS, _LEAST_CELLS + (spare - gap + 1) // 2)
    return ProjectorPlan(
        gutter=gutter,
        column=min(WIDEST, room // columns),
        first=first_column(chosen, columns, time_steps),
        columns=columns,
        letters=shown,
        pitch=pitch,
        gap=gap,
        cells=cells,
        strip=min(_MOST_STRIP, _LEAST_STRIP + max(0, spare - gap - (cells - _LEAST_CELLS))),
        height=height,
    )


def units_shown(plan: ProjectorPlan, chosen: int, units: int) -> tuple[range, int]:
    """Give the units whose cells have room, around the chosen one, and the cells of each."""
    room = plan.column - 6
    each = max(1, min(4, room // max(1, units)))
    count = min(units, room // each)
    first = first_unit(chosen, count, units)
    return range(first, first + count), each
