"""Where each panel of the main screen stands, from the size of the terminal and what it must hold.

Pure arithmetic, so that every size can be tested. Network, cost and answers are always there;
the rest folds: portrait, kernel and gradient, shapes and floors, hint, this run, blank rows, and
last the form, to a line and a drawer. What has folded keeps a place to be read: the hint is a
line, in the row above the plot or beneath the summary; in a small terminal this run and the events
can take the place of the answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

SMALLEST = (60, 16)
"""Columns and rows below which only a notice is drawn."""
MEDIUM = (100, 30)
LARGE = (160, 50)
KEPT_ROWS = 8
"""Rows the plot and the answers keep."""
PLOT_ROWS = 14
"""Rows the plot keeps before kernel and gradient take any."""
LEAST_INSIDE = 7
"""Rows below which kernel and gradient say nothing."""
READING = 5
"""Rows of the hint, or of the events, for which the facts make room: a title and four lines."""
LEAST_READING = 4
"""Rows of either at the least."""
LEAST_FACTS = 6
"""Rows of the facts that stay: a title, and the five that come first."""
PORTRAIT_ROWS = 17
DRAWER = 42
HELP = 45


Aside = Literal["answers", "events", "facts"]


def next_aside(aside: Aside, asides: Sequence[Aside]) -> Aside:
    """Give what comes after one; after the last comes the first."""
    return asides[(asides.index(aside) + 1) % len(asides)]


class Place(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Needs:
    """What the panels would like to have."""

    network: Callable[[int, int], int]
    """Rows the network takes, given columns and the most rows."""
    least: Callable[[int], int]
    """Rows it takes, given columns, when all has folded but its characters."""
    answers: int
    form: int
    facts: int
    shapes: int
    floors: int
    notice: Callable[[int], int]
    """Rows of the notice, given columns; 0 without one."""
    inside: int = 0
    """Rows of kernel and gradient, which stand side by side where there is room for all."""
    hint: bool = False
    events: bool = False
    """Whether there is something to tell but how the run goes."""
    aside: Aside = "answers"
    """What a small terminal shows beside the plot."""
    form_open: bool = False
    help_open: bool = False
    kept: int = KEPT_ROWS
    """Rows the plot and the answers keep beneath the network."""


def is_small(width: int, height: int) -> bool:
    """Say whether the form folds into a line and a drawer."""
    return width < MEDIUM[0] or height < MEDIUM[1]


def is_large(width: int, height: int) -> bool:
    """Say whether there is room for the inside of the network too."""
    return width >= LARGE[0] and height >= LARGE[1]


def arrange(width: int, height: int, needs: Needs) -> dict[str, Place]:
    """Place the panels by name; a panel that is not named is not shown."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return {"small": Place(0, 0, width, height)}
    frame = {
        "header": Place(0, 0, width, 1),
        "timeline": Place(0, 1, width, 1),
        "footer": Place(0, height - 1, width, 1),
    }
    if is_small(width, height):
        return frame | _small(width, height, needs)
    if is_large(width, height) and not needs.help_open:
        return frame | _large(width, height, needs)
    return frame | _medium(width, height, needs)


def _small(width: int, height: int, needs: Needs) -> dict[str, Place]:
    if needs.form_open or needs.help_open:
        drawer = min(DRAWER, width - 20)
        x = drawer + 3
        name = "help" if needs.help_open else "form"
        places = {
            name: Place(0, 2, drawer, height - 3),
            "divider": Place(drawer, 2, 1, height - 3),
        }
        room = Place(x, 2, width - x - 1, height - 3)
        if room.width < 24:
            return places
        rows = needs.network(room.width, room.height - 6)
        places["network"] = Place(x, 2, room.width, rows)
        rest = room.height - rows - 1
        places["answers"] = Place(x, 2 + rows + 1, room.width, rest)
        return places
    places = {"summary": Place(1, 2, width - 2, 1)}
    room = Place(1, 3, width - 2, height - 4)
    # The letters of the network matter more than the hint, and no other row of it.
    spares = needs.least(room.width) + 1 + KEPT_ROWS <= room.height
    if needs.hint and spares and not needs.notice(room.width):
        places["hint"] = Place(1, 3, width - 2, 1)
        room = room._replace(y=4, height=room.height - 1)
    return places | _centre(room, needs, gap=False)


def _medium(width: int, height: int, needs: Needs) -> dict[str, Place]:
    left = HELP if needs.help_open else 31
    x = left + 5 if needs.help_open else left + 4
    places: dict[str, Place] = {}
    rows = height - 3
    if needs.help_open:
        places["help"] = Place(0, 2, left, rows)
        places["divider"] = Place(left, 2, 1, rows)
    else:
        places |= _left(Place(1, 2, left, rows), needs, shapes=False)
    places |= _centre(Place(x, 2, width - x - 1, rows), needs, gap=True)
    return places | _line(places, needs, width - x - 1)


def _large(width: int, height: int, needs: Needs) -> dict[str, Place]:
    left, right = 34, 44
    rows = height - 4
    places = _left(Place(1, 3, left, rows), needs, shapes=True)
    x = 1 + left + 4
    centre = width - 2 - right - 3 - x
    network = needs.network(centre, rows - KEPT_ROWS - needs.notice(centre))
    places["network"] = Place(x, 3, centre, network)
    y = 3 + network
    spare = rows - network - needs.notice(centre) - PLOT_ROWS - 3
    if needs.inside and spare >= LEAST_INSIDE:
        inside, half = min(needs.inside, spare), (centre - 4) // 2
        places["kernel"] = Place(x, y + 1, half, inside)
        places["gradient"] = Place(x + half + 4, y + 1, centre - half - 4, inside)
        y += inside + 1
    if notice := needs.notice(centre):
        places["notice"] = Place(x, y + 1, centre, notice)
        y += notice + 1
    places["cost"] = Place(x, y + 1, centre, height - 1 - (y + 1))
    x += centre + 3
    floors = needs.floors + 1
    portrait = PORTRAIT_ROWS if rows >= PORTRAIT_ROWS + floors + 2 * KEPT_ROWS else 0
    answers = rows - floors - 1 - (portrait + 1 if portrait else 0)
    places["answers"] = Place(x, 3, right, answers)
    y = 3 + answers + 1
    if portrait:
        places["portrait"] = Place(x, y, right, portrait)
        y += portrait + 1
    places["floors"] = Place(x, y, right, floors)
    return places | _line(places, needs, centre)


def _line(places: Mapping[str, Place], needs: Needs, width: int) -> dict[str, Place]:
    """Give the hint the blank row above the plot, where it has no panel."""
    cost = places["cost"]
    if not needs.hint or "hint" in places or "notice" in places:
        return {}
    return {"hint": Place(cost.x, cost.y - 1, width, 1)}


def _left(room: Place, needs: Needs, *, shapes: bool) -> dict[str, Place]:
    form = min(needs.form, room.height)
    places = {"form": Place(room.x, room.y, room.width, form)}
    y = room.y + form + 1
    end = room.y + room.height
    facts = needs.facts + 1
    if needs.hint or needs.events:
        for rows in (READING, LEAST_READING):
            # The facts make room, down to the first of them.
            if y + facts + 1 + rows <= end:
                break
            if y + LEAST_FACTS + 1 + rows <= end:
                facts = end - y - 1 - rows
                break
    if LEAST_FACTS <= end - y < facts:
        facts = end - y
    for name, rows in (("facts", facts), ("shapes", (needs.shapes + 1) * shapes)):
        if rows and y + rows <= end:
            places[name] = Place(room.x, y, room.width, rows)
            y += rows + 1
    if needs.hint and needs.events and y + 2 * READING + 1 <= end:
        places["hint"] = Place(room.x, y, room.width, READING)
        y += READING + 1
    name = "events" if needs.events else "hint"
    if (needs.hint or needs.events) and y + LEAST_READING <= end:
        places[name] = Place(room.x, y, room.width, end - y)
    return places


def _centre(room: Place, needs: Needs, *, gap: bool) -> dict[str, Place]:
    """Network above, what must be said beneath it, then the plot with the answers beside."""
    notice = needs.notice(room.width)
    limit = room.height - needs.kept - notice - gap
    network = needs.network(room.width, limit)
    places = {"network": Place(room.x, room.y, room.width, network)}
    y = room.y + network
    if notice:
        places["notice"] = Place(room.x, y, room.width, notice)
        y += notice
    y += gap
    rows = room.y + room.height - y
    least = 30 if room.width < 84 else 28
    answers = max(least, min(needs.answers, (room.width - 2) // 2))
    plot = room.width - answers - 2
    places["cost"] = Place(room.x, y, plot, rows)
    places["answers" if gap else needs.aside] = Place(room.x + plot + 2, y, answers, rows)
    return places
