"""How the unrolled network is laid out in a given space: columns, rows, and what folds.

Pure arithmetic. Rows fold in a fixed order until the picture fits: the gradient, blank rows, the
arrows between rows, one row a unit to a strip, the cost row, and last the rows of characters.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

WIDEST = 26
"""Cells of the widest column."""
NARROWEST = 3
"""Below this the columns scroll."""
FEW = 8
"""Up to this many characters or units each have a row of their own."""
LIKELIEST = 7
"""Rows of characters when the vocabulary is larger: the target's and the likeliest."""


class HiddenStyle(StrEnum):
    """How the hidden state is drawn."""

    ROWS = "rows"
    STRIP = "strip"
    MAP = "map"


@dataclass(frozen=True)
class NetworkPlan:
    """Where everything stands; rows count from the title, which is row 0."""

    width: int
    gutter: int
    column: int
    """Cells of a time step."""
    columns: int
    """Time steps in view."""
    cost_row: bool
    blank_row: bool
    arrows: bool
    letters: int
    """Rows of characters."""
    more: bool
    """Whether a row says how many characters are not shown."""
    hidden: HiddenStyle
    hidden_rows: int
    height: int
    gradient_row: bool = False

    @property
    def hidden_top(self) -> int:
        """The first row of the hidden state."""
        above = 4 + self.cost_row + self.blank_row + self.letters + self.more
        return above + self.arrows


def plan_network(
    *,
    time_steps: int,
    letters: int,
    units: int,
    width: int,
    height: int,
    wide: bool,
    beside: bool,
    gradient: bool = False,
) -> NetworkPlan:
    """Lay the picture out in at most `height` rows; `beside` an open drawer it has no labels."""
    gutter, column = _columns(time_steps, width, wide=wide, beside=beside)
    room = max(0, width - gutter)
    shown, more = _characters(letters)
    found = _folds(column, units, gradient=gradient)
    fold = next((fold for fold in found if fold.rows + shown + more <= height), found[-1])
    if fold.rows + shown + more > height and shown > 1:
        # The last fold: fewer characters, and a word that there are more.
        shown = max(1, min(shown, height - fold.rows - 1))
        more = shown < letters
    return NetworkPlan(
        width=width,
        gutter=gutter,
        column=column,
        columns=min(time_steps, max(1, room // column)),
        cost_row=fold.cost,
        blank_row=fold.blank,
        arrows=fold.arrows,
        letters=shown,
        more=more,
        hidden=fold.hidden,
        hidden_rows=fold.hidden_rows,
        height=fold.rows + shown + more,
        gradient_row=fold.gradient,
    )


def least_network(
    *, time_steps: int, letters: int, units: int, width: int, wide: bool, beside: bool
) -> int:
    """Count the rows of the picture when all has folded but its characters."""
    _, column = _columns(time_steps, width, wide=wide, beside=beside)
    return _folds(column, units, gradient=False)[-1].rows + sum(_characters(letters))


def _columns(time_steps: int, width: int, *, wide: bool, beside: bool) -> tuple[int, int]:
    """Give the cells of the labels and of a time step."""
    gutter = (3 if beside else 15 if width >= 80 else 12) + wide
    room = max(0, width - gutter)
    return gutter, max(NARROWEST, min(WIDEST, room // max(1, time_steps)))


def _characters(letters: int) -> tuple[int, bool]:
    """Give the rows of characters, and whether one more says how many are not shown."""
    return (letters, False) if letters <= FEW else (LIKELIEST, True)


class _Fold(NamedTuple):
    """What stands of the picture beside its characters."""

    gradient: bool
    blank: bool
    arrows: bool
    cost: bool
    hidden: HiddenStyle
    hidden_rows: int

    @property
    def rows(self) -> int:
        """Title, t, target, predicted and input, and what is not folded."""
        return 5 + self.gradient + self.blank + 2 * self.arrows + self.cost + self.hidden_rows


def _folds(column: int, units: int, *, gradient: bool) -> tuple[_Fold, ...]:
    """Give what is left after each fold, in order."""
    style, folded = _hidden(column, units), _folded(column, units)
    return (
        _Fold(gradient, True, True, True, *style),
        _Fold(False, True, True, True, *style),
        _Fold(False, False, True, True, *style),
        _Fold(False, False, False, True, *style),
        _Fold(False, False, False, True, *folded),
        _Fold(False, False, False, False, *folded),
    )


def _hidden(column: int, units: int) -> tuple[HiddenStyle, int]:
    if units > FEW:
        return HiddenStyle.MAP, min(FEW, (units + 1) // 2)
    return HiddenStyle.MAP if column < 5 else HiddenStyle.ROWS, units


def _folded(column: int, units: int) -> tuple[HiddenStyle, int]:
    if column < 5:
        return HiddenStyle.MAP, min(2, (units + 1) // 2)
    return HiddenStyle.STRIP, 1


def first_column(chosen: int, columns: int, time_steps: int) -> int:
    """Scroll so that the chosen time step stands a third from the edge; all counted from 0."""
    return max(0, min(chosen - columns // 3, time_steps - columns))


def first_unit(chosen: int, shown: int, units: int) -> int:
    """Scroll units so that the chosen one is in view; all counted from 0."""
    return max(0, min(chosen - shown // 2, units - shown))


def map_units(plan: NetworkPlan, chosen: int, units: int, *, mono: bool) -> tuple[int, int]:
    """Give the first unit of a map, and how many share a row: two where they do not fit."""
    each = 1 if mono or plan.hidden_rows >= units else 2
    first = first_unit(chosen, min(units, plan.hidden_rows * each), units)
    return first - first % each, each


def strip_units(plan: NetworkPlan, chosen: int, units: int) -> tuple[int, int, int]:
    """Give the first unit of a strip, how many are in view, and the cells of each."""
    cells = 2 if 2 * units <= plan.column - 5 else 1
    room = plan.column - 3
    shown = min(units, room // cells if units * cells <= room else room - 1)
    return first_unit(chosen, shown, units), shown, cells


def unit_at(
    plan: NetworkPlan, chosen: int, units: int, x: int, y: int, *, mono: bool
) -> int | None:
    """Give the unit under a cell, `x` from the left of its column; None where there is none."""
    row = y - plan.hidden_top
    if not 0 <= row < plan.hidden_rows:
        return None
    match plan.hidden:
        case HiddenStyle.ROWS:
            unit = row
        case HiddenStyle.STRIP:
            first, shown, cells = strip_units(plan, chosen, units)
            if not 0 <= x < shown * cells:
                return None
            unit = first + x // cells
        case HiddenStyle.MAP:
            first, each = map_units(plan, chosen, units, mono=mono)
            unit = first + row * each
            if unit <= chosen < unit + each:
                unit = chosen
    return unit if 0 <= unit < units else None
