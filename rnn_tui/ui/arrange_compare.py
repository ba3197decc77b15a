"""Where the panels of compared runs stand in the room they have. Pure arithmetic.

Plot above, rows beneath, at every size. What folds, first to last: blank rows, words beyond
two, what is the same, the words, rows of the table (they scroll).
"""

from collections.abc import Callable
from dataclasses import dataclass

from rnn_tui.ui.arrange import KEPT_ROWS, Place

WIDE = (98, 27)
"""Columns and rows from which there are blank rows between the panels."""
PLOT_ROWS = 12
"""Rows the plot keeps there before anything but blank rows folds."""
SAME_ROWS = 2
LEAST_TABLE = 5


@dataclass(frozen=True)
class CompareNeeds:
    """What the panels would like to have, titles included, given columns."""

    table: Callable[[int], int]
    words: Callable[[int], int]


def arrange_compare(room: Place, needs: CompareNeeds) -> dict[str, Place]:
    """Place plot, table, what is the same, and the words; one that is not named is not shown."""
    table, words = needs.table(room.width), needs.words(room.width)
    wide = room.width >= WIDE[0] and room.height >= WIDE[1]
    few = min(words, 3)
    choices = [(gaps, SAME_ROWS, words) for gaps in (1, 1, 0)] if wide else []
    choices += [(0, SAME_ROWS, words), (0, SAME_ROWS, few), (0, 0, few), (0, 0, min(words, 2))]
    kept = PLOT_ROWS if wide else KEPT_ROWS
    rows, gap, same, said = 0, 0, 0, 0
    for number, (gap, same, said) in enumerate(choices):
        # The first choice leaves a row free above the footer, too.
        free = 1 if wide and number == 0 else 0
        rows = room.height - table - same - said - gap * (1 + bool(same) + bool(said)) - free
        if rows >= kept:
            break
    else:
        gap = same = said = 0
        rows = max(room.height - table, KEPT_ROWS)
        table = max(min(table, room.height - rows), min(table, LEAST_TABLE))
        rows = room.height - table
    places = {"plot": Place(room.x, room.y, room.width, rows)}
    y = room.y + rows
    for name, height in (("table", table), ("same", same), ("words", said)):
        if height:
            places[name] = Place(room.x, y + gap, room.width, height)
            y += gap + height
    return places
