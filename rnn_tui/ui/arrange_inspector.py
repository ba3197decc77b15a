"""Where each panel of the inspector stands, from the size of the terminal. Pure arithmetic.

Left what happens over time, right what happens at the chosen time step; a small terminal
shows one of the halves. The weights take the place of maps and gradient.
"""

from dataclasses import dataclass

from rnn_tui.ui.arrange import SMALLEST, Place, is_large, is_small

STEP_ROWS = 6
"""Title, t, predicted, cost, input, moved."""
LEAST_MAPS = 6
LEAST_GRADIENT = 5
PORTRAIT = (12, 20)
"""Rows of the portrait at the least and at most."""


@dataclass(frozen=True)
class InspectorNeeds:
    """Rows the panels would like to have, titles included."""

    maps: int
    gradient: int
    unit: int
    cell: int
    logits: int
    shapes: int


def arrange_inspector(
    width: int, height: int, needs: InspectorNeeds, *, right: bool = False, tensor: bool = False
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
        if right and not tensor:
            return frame | _right(room, needs, portrait=False)
        return frame | _left(room, needs, tensor=tensor, small=True)
    large = is_large(width, height)
    share = room.width * 4 // 7 if not large else room.width // 2
    left, x = share - 1, room.x + share + 2
    if large:
        room = Place(1, 3, width - 2, height - 4)
    halves = Place(room.x, room.y, left, room.height), Place(x, room.y, width - 1 - x, room.height)
    return (
        frame
        | _left(halves[0], needs, tensor=tensor, small=False)
        | _right(halves[1], needs, portrait=large)
    )


def _left(room: Place, needs: InspectorNeeds, *, tensor: bool, small: bool) -> dict[str, Place]:
    rows = min(STEP_ROWS + small, room.height)
    places = {"steps": Place(room.x, room.y, room.width, rows)}
    y, end = room.y + rows + (not small), room.y + room.height
    if tensor:
        places["tensor"] = Place(room.x, y, room.width, end - y)
        return places
    if small:
        places["maps"] = Place(room.x, y, room.width, end - y)
        return places
    rest = end - y
    gradient = min(needs.gradient, max(LEAST_GRADIENT, rest - needs.maps - 1))
    maps = rest - gradient - 1
    if maps < LEAST_MAPS:
        maps, gradient = rest, 0
    maps = min(maps, needs.maps)
    places["maps"] = Place(room.x, y, room.width, maps)
    if gradient:
        y += maps + 1
        places["gradient"] = Place(room.x, y, room.width, min(end - y, needs.gradient))
    return places


def _right(room: Place, needs: InspectorNeeds, *, portrait: bool) -> dict[str, Place]:
    places: dict[str, Place] = {}
    wanted = [needs.unit, needs.cell, needs.logits, needs.shapes]
    names = ["unit", "cell", "logits", "shapes"]
    least = [4, needs.cell, 4, 4]
    y, end = room.y, room.y + room.height
    for k, (name, rows) in enumerate(zip(names, wanted, strict=True)):
        after = sum(low + 1 for low in least[k + 1 :])
        taken = min(rows, max(least[k], end - y - after))
        if taken < least[k] or y + least[k] > end:
            continue
        taken = min(taken, end - y)
        places["inner-shapes" if name == "shapes" else name] = Place(room.x, y, room.width, taken)
        y += taken + 1
    if portrait and end - y >= PORTRAIT[0]:
        places["portrait"] = Place(room.x, y, room.width, min(PORTRAIT[1], end - y))
    return places
