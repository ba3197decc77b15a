"""Where the panels of the list of runs stand in their room. Pure arithmetic.

Title, line and table are always there; the run under the cursor has panels beneath them where
there are rows for it, else one line.
"""

from rnn_tui.ui.arrange import MEDIUM, Place

CLOSELY = 10
"""Rows of the panels of one run."""
LEAST_CLOSELY = MEDIUM[1] - 3
"""Rows of the room from which they are there: those of a terminal of 30."""
LEAST_WIDE = 98
"""Columns from which they stand side by side."""
MOST_CLOSELY = 16
COUNT = 18
"""Columns of how many runs were found."""


def arrange_runs(room: Place, *, sign: int = 3) -> dict[str, Place]:
    """Place the panels by name; a panel that is not named is not shown.

    `sign` is how many cells stand before the line.
    """
    x, y, width, height = room
    places = {
        "title": Place(x, y, width, 1),
        "sign": Place(x, y + 1, sign, 1),
        "line": Place(x + sign, y + 1, width - sign - COUNT, 1),
        "count": Place(x + width - COUNT, y + 1, COUNT, 1),
    }
    rows = height - 2
    if height < LEAST_CLOSELY or width < LEAST_WIDE:
        places["table"] = Place(x, y + 2, width, rows - 1)
        places["brief"] = Place(x, y + height - 1, width, 1)
        return places
    closely = max(CLOSELY, min(MOST_CLOSELY, rows // 3))
    table = rows - closely - 1
    places["table"] = Place(x, y + 2, width, table)
    top, left = y + 2 + table + 1, width * 45 // 118
    places["curve"] = Place(x, top, left, closely)
    x, rest = x + left + 2, width - left - 2
    half = (rest - 3) * 29 // 69
    share = 3
    places["result"] = Place(x, top, half, closely - share)
    places["settings"] = Place(x + half + 3, top, rest - half - 3, closely - share)
    places["share"] = Place(x, top + closely - share, rest, share)
    return places
