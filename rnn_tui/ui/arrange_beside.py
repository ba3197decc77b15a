"""Where what is shared by the screens beside the run stands: frame and help. Pure arithmetic."""

from collections.abc import Callable, Mapping

from rnn_tui.ui.arrange import SMALLEST, Place, is_small

HELP = 46
"""Columns of the help beside the panels."""

Panels = Callable[[Place], Mapping[str, Place]]
"""Places the panels of a screen in the room between timeline and footer."""


def arrange_beside(
    width: int, height: int, panels: Panels, *, help_open: bool = False
) -> dict[str, Place]:
    """Place frame, help and panels by name; a panel that is not named is not shown."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return {"small": Place(0, 0, width, height)}
    places = {
        "header": Place(0, 0, width, 1),
        "timeline": Place(0, 1, width, 1),
        "footer": Place(0, height - 1, width, 1),
    }
    rows = height - 3
    if not help_open:
        return places | dict(panels(Place(1, 2, width - 2, rows)))
    x = HELP + 2
    if is_small(width, height) or width - x - 1 < SMALLEST[0] - 2:
        return places | {"help": Place(0, 2, width, rows)}
    places["help"] = Place(0, 2, HELP, rows)
    places["divider"] = Place(HELP, 2, 1, rows)
    return places | dict(panels(Place(x, 2, width - x - 1, rows)))
