"""Where each panel of the inspector stands, from the size of the terminal. Pure arithmetic.

Left what happens over time, right what happens at the chosen time step; a small terminal turns
through it in pages: the maps, the arithmetic, the gradient with the shapes. The weights take the
place of maps and gradient. The hint is a line, in a row that no panel needs.
"""

from dataclasses import dataclass, replace
from typing import Literal

from rnn_tui.ui.arrange import SMALLEST, Place, is_large, is_small

STEP_ROWS = 6
"""Title, t, predicted, cost, input, moved."""
LEAST_GRADIENT = 10
"""Rows of the matrix and its frame that maps and weights leave, or all of them."""
LEAST_UNIT = LEAST_LOGITS = LEAST_SHAPES = 4
"""Rows at which the arithmetic, the logits and the shapes still say something."""
SMALL_GRADIENT = 8
"""Rows of the same in the smallest terminals, whatever is beneath."""
PORTRAIT = (7, 20)
"""Rows of the portrait at the least and at most."""

Page = Literal["maps", "arithmetic", "gradient"]
PAGES: tuple[Page, ...] = ("maps", "arithmetic", "gradient")
"""The pages of a small terminal, in order."""


def next_page(page: Page) -> Page:
    """Give the page after one; after the last comes the first."""
    return PAGES[(PAGES.index(page) + 1) % len(PAGES)]


@dataclass(frozen=True)
class InspectorNeeds:
    """Rows the panels would like to have, titles included."""

    maps: int
    gradient: int
    unit: int
    cell: int
    logits: int
    shapes: int
    tensor: int
    roomy_maps: int = 0
    """Rows in which every unit has two in each map, which take them all or none."""


def arrange_inspector(
    width: int,
    height: int,
    needs: InspectorNeeds,
    *,
    page: Page = "maps",
    tensor: bool = False,
    portrait: bool = False,
    hint: bool = False,
) -> dict[str, Place]:
    """Place the panels by name; a panel that is not named is not shown."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return {"small": Place(0, 0, width, height)}
    frame = {
        "header": Place(0, 0, width, 1),
        "timeline": Place(0, 1, width, 1),
        "footer": Place(0, height - 1, width, 1),
    }
    room = Place(1, 2, width - 2, height - 3)
    if is_small(width, height):
        shown = "weights" if tensor else "portrait" if portrait else page
        return frame | _page(room, needs, shown, hint=hint)
    large = is_large(width, height)
    share = room.width * 4 // 7 if not large else room.width // 2
    left, x = share - 1, room.x + share + 2
    if large:
        room = Place(1, 3, width - 2, height - 4)
    halves = Place(room.x, room.y, left, room.height), Place(x, room.y, width - 1 - x, room.height)
    if portrait and not large:
        needs = replace(needs, shapes=0)
    places = frame | _left(halves[0], needs, tensor=tensor, small=False)
    if hint:
        places["hint"] = Place(room.x, room.y + STEP_ROWS, left, 1)
    return places | _right(halves[1], needs, portrait=portrait or large)


def _page(room: Place, needs: InspectorNeeds, page: str, *, hint: bool) -> dict[str, Place]:
    """Give a small terminal one page, and the hint the last row where the page can spare it."""
    steps = STEP_ROWS + 1
    used = {
        "maps": steps + needs.maps,
        "weights": steps + needs.tensor + 1,
        "arithmetic": needs.unit + needs.cell + needs.logits,
        "portrait": steps + PORTRAIT[0],
        "gradient": 0,
    }
    places: dict[str, Place] = {}
    if hint and used[page] < room.height:
        places["hint"] = Place(room.x, room.y + room.height - 1, room.width, 1)
        room = room._replace(height=room.height - 1)
    match page:
        case "portrait":
            return places | _portrait(room)
        case "arithmetic":
            return places | _right(room, needs, portrait=False, gap=0)
        case "gradient":
            return places | _gradient(room, needs)
    return places | _left(room, needs, tensor=page == "weights", small=True)


def _gradient(room: Place, needs: InspectorNeeds) -> dict[str, Place]:
    """Give the matrix what the shapes leave, which have room for two columns."""
    halved = needs.shapes // 2 + 1
    rows = min(needs.gradient, max(SMALL_GRADIENT, room.height - halved - 1))
    places = {"gradient": Place(room.x, room.y, room.width, rows)}
    y, end = room.y + rows, room.y + room.height
    y += end - y > halved
    if end - y >= LEAST_SHAPES:
        places["inner-shapes"] = Place(room.x, y, room.width, min(needs.shapes, end - y))
    return places


def _portrait(room: Place) -> dict[str, Place]:
    """Give a small terminal the time steps and the portrait."""
    rows = STEP_ROWS + 1
    return {
        "steps": Place(room.x, room.y, room.width, rows),
        "portrait": Place(room.x, room.y + rows, room.width, room.height - rows),
    }


def _left(room: Place, needs: InspectorNeeds, *, tensor: bool, small: bool) -> dict[str, Place]:
    rows = min(STEP_ROWS + small, room.height)
    places = {"steps": Place(room.x, room.y, room.width, rows)}
    y, end = room.y + rows + (not small), room.y + room.height
    if tensor:
        rows = end - y
        if not small and rows >= needs.tensor + 1 + min(LEAST_GRADIENT, needs.gradient):
            rows = needs.tensor
            below = min(end - y - rows - 1, needs.gradient)
            places["gradient"] = Place(room.x, y + rows + 1, room.width, below)
        places["tensor"] = Place(room.x, y, room.width, rows)
        return places
    if small:
        places["maps"] = Place(room.x, y, room.width, end - y)
        return places
    rest = end - y
    least = min(LEAST_GRADIENT, needs.gradient)
    gradient = min(needs.gradient, max(least, rest - needs.maps - 1))
    maps = rest - gradient - 1
    maps = needs.roomy_maps if 0 < needs.roomy_maps <= maps else min(maps, needs.maps)
    places["maps"] = Place(room.x, y, room.width, maps)
    y += maps + 1
    places["gradient"] = Place(room.x, y, room.width, min(end - y, needs.gradient))
    return places


def _right(room: Place, needs: InspectorNeeds, *, portrait: bool, gap: int = 1) -> dict[str, Place]:
    """Stack the panels; those further down give way first, the diagram whole or not at all."""
    places: dict[str, Place] = {}
    y, end = room.y, room.y + room.height
    last = end - (PORTRAIT[0] + gap) * portrait
    # The products of many units leave the diagram and what is beneath it their place.
    most = end - y - needs.cell - 2 * gap - (PORTRAIT[0] if portrait else LEAST_LOGITS)
    if portrait and needs.unit > most:
        most -= LEAST_LOGITS + gap
    for name, rows, least in (
        ("unit", min(needs.unit, max(LEAST_UNIT, most)), LEAST_UNIT),
        ("cell", needs.cell, needs.cell),
        ("logits", needs.logits, min(LEAST_LOGITS, needs.logits)),
        ("inner-shapes", needs.shapes, LEAST_SHAPES),
    ):
        taken = min(rows, last - y)
        if rows and taken >= least:
            places[name] = Place(room.x, y, room.width, taken)
            y += taken + gap
    if portrait and end - y >= PORTRAIT[0]:
        places["portrait"] = Place(room.x, y, room.width, min(PORTRAIT[1], end - y))
    return places
