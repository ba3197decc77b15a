"""Where each panel of a race and of a sweep stands, from the size of the terminal. Pure arithmetic.

A race keeps plot, lanes and verdict at every size; where the boards of all lanes, or of three,
do not fit side by side, the lanes have one line each. A sweep keeps tiles, points and the plot
of the chosen point.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rnn_tui.ui.arrange import KEPT_ROWS, SMALLEST, Place, is_large, is_small

BOARD = 38
"""Columns of a board at the least."""
GAP = 2
BOARDS = 3
"""So many boards side by side are enough: more lanes scroll."""
LEAST_BOARD = 7
"""Rows of a board that says what matters: title, four numbers, two answers."""
TALL_ROWS = 2
"""Rows more in which the histograms of a large terminal grow."""
LEAST_VERDICT = 3
"""A title and two sentences."""
PLOT_ROWS = 15
"""Rows the plot keeps before boards and verdict take all they need."""
POINTS = 49
"""Columns of the points of a sweep, and of what stands beneath."""
LEAST_PROGRESS = 3


@dataclass(frozen=True)
class RaceNeeds:
    """What the panels of a race would like to have, titles included."""

    lanes: int
    boards: int
    """Rows of the boards; a line more where they scroll."""
    verdict: Callable[[int], int]
    """Rows of the verdict, given columns; 0 before there is one."""


@dataclass(frozen=True)
class SweepNeeds:
    """What the panels of a sweep would like to have, titles included."""

    tiles: int
    """Rows of large tiles with their number beneath."""
    small_tiles: int
    """Rows of small tiles with their number beside."""
    best: Callable[[int], int]
    """Rows of the best point, given columns."""
    progress: int


def arrange_race(width: int, height: int, needs: RaceNeeds) -> dict[str, Place]:
    """Place the panels of a race by name; a panel that is not named is not shown."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return {"small": Place(0, 0, width, height)}
    small = is_small(width, height)
    top = 2 + small
    room = Place(1, top, width - 2, height - 1 - top)
    if is_large(width, height):
        room = Place(1, 3, width - 2, height - 4)
    places = _frame(width, height)
    if small:
        places["summary"] = Place(1, 2, width - 2, 1)
    if small or not _boards_fit(room.width, needs.lanes):
        return places | _lines(room, needs, gap=1 - small)
    return places | _boards(room, needs, tall=TALL_ROWS * is_large(width, height))


def _frame(width: int, height: int) -> dict[str, Place]:
    return {
        "header": Place(0, 0, width, 1),
        "timeline": Place(0, 1, width, 1),
        "footer": Place(0, height - 1, width, 1),
    }


def _boards_fit(width: int, lanes: int) -> bool:
    count = min(BOARDS, max(1, lanes))
    return width >= count * (BOARD + GAP) - GAP


def _lines(room: Place, needs: RaceNeeds, *, gap: int) -> dict[str, Place]:
    """Plot, one line a lane, verdict; the plot takes what they leave, and keeps its rows."""
    verdict = min(needs.verdict(room.width), LEAST_VERDICT if not gap else room.height)
    rest = room.height - KEPT_ROWS - 1 - verdict - gap
    if rest < 3:
        verdict = 0
        rest = room.height - KEPT_ROWS
    lanes = max(3, min(2 + max(1, needs.lanes), rest))
    below = lanes + verdict + (gap if verdict else 0)
    blank = 1 if room.height - below - 1 >= KEPT_ROWS else 0
    plot = room.height - below - blank
    y = room.y + plot + blank
    places = {
        "plot": Place(room.x, room.y, room.width, plot),
        "lanes": Place(room.x, y, room.width, lanes),
    }
    if verdict:
        places["verdict"] = Place(room.x, y + lanes + gap, room.width, verdict)
    return places


def _boards(room: Place, needs: RaceNeeds, *, tall: int) -> dict[str, Place]:
    """Plot, boards, verdict, with a blank row between; boards and verdict take what they need."""
    boards = needs.boards + tall + (needs.lanes > (room.width + GAP) // (BOARD + GAP))
    spare = room.height - boards - PLOT_ROWS - 2
    verdict = min(needs.verdict(room.width), max(LEAST_VERDICT, spare))
    rest = room.height - 1 - (verdict + 1 if verdict else 0)
    boards = max(min(boards, rest - PLOT_ROWS), LEAST_BOARD)
    plot = max(KEPT_ROWS, rest - boards)
    boards = rest - plot
    y = room.y + plot + 1
    places = {
        "plot": Place(room.x, room.y, room.width, plot),
        "boards": Place(room.x, y, room.width, boards),
    }
    if verdict:
        end = room.y + room.height
        places["verdict"] = Place(room.x, end - verdict, room.width, verdict)
    return places


def arrange_sweep(width: int, height: int, needs: SweepNeeds) -> dict[str, Place]:
    """Place the panels of a sweep by name; a panel that is not named is not shown."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return {"small": Place(0, 0, width, height)}
    small = is_small(width, height)
    places = _frame(width, height)
    if small:
        places["summary"] = Place(1, 2, width - 2, 1)
        return places | _narrow(Place(1, 3, width - 2, height - 4), needs)
    large = is_large(width, height)
    room = Place(1, 2 + large, width - 2, height - 3 - large)
    right = POINTS if not large else room.width // 3
    right = min(right, room.width * 2 // 5 + 2)
    left = room.width - right - 3
    return (
        places
        | _tiles_and_plot(Place(room.x, room.y, left, room.height), needs)
        | _points(Place(room.x + left + 3, room.y, right, room.height), needs)
    )


def _narrow(room: Place, needs: SweepNeeds) -> dict[str, Place]:
    """Tiles across, beneath them the plot, and the points beside it."""
    most = room.height - KEPT_ROWS
    tiles = needs.tiles if needs.tiles <= most else min(needs.small_tiles, most)
    rows = room.height - tiles
    right = min(36, room.width // 2 - 1)
    left = room.width - right - 2
    y = room.y + tiles
    return {
        "tiles": Place(room.x, room.y, room.width, tiles),
        "plot": Place(room.x, y, left, rows),
        "points": Place(room.x + left + 2, y, right, rows),
    }


def _tiles_and_plot(room: Place, needs: SweepNeeds) -> dict[str, Place]:
    most = room.height - KEPT_ROWS - 2
    tiles = needs.tiles if needs.tiles <= most else min(needs.small_tiles, most)
    y = room.y + tiles + 1
    return {
        "tiles": Place(room.x, room.y, room.width, tiles),
        "plot": Place(room.x, y, room.width, room.y + room.height - y),
    }


def _points(room: Place, needs: SweepNeeds) -> dict[str, Place]:
    """Points, what is best, how far it is: the first takes the rest, and keeps its rows."""
    places: dict[str, Place] = {}
    end = room.y + room.height
    for name, rows in (("progress", needs.progress), ("best", needs.best(room.width))):
        rows = min(rows, end - room.y - 1 - KEPT_ROWS)  # noqa: PLW2901
        if rows >= LEAST_PROGRESS:
            places[name] = Place(room.x, end - rows, room.width, rows)
            end -= rows + 1
    places["points"] = Place(room.x, room.y, room.width, end - room.y)
    return places
