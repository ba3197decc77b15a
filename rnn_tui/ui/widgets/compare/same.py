"""`Same`: the settings that all compared runs share, in a line or a few."""

from dataclasses import dataclass

from rnn_tui.i18n import declared
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import MUTED, TEXT, Sheet
from rnn_tui.ui.widgets.canvas import Titled

_GAP = 3


@dataclass(frozen=True)
class SameView:
    """Heads and values, what matters most first."""

    settings: tuple[tuple[str, str], ...] = ()


class Same(Titled[SameView]):
    """What makes no difference between the runs."""

    title = declared("The same in all")

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint heads and values, as many as there is room for."""
        sheet, x, y = Sheet(columns, rows), 0, 1
        for head, value in self.view.settings:
            value = clipped(value, max(columns - width(head) - 3, 1))  # noqa: PLW2901
            size = width(head) + 1 + width(value)
            if x and x + size > columns - (2 if y == rows - 1 else 0):
                if y + 1 >= rows:
                    sheet.put(x, y, "…", MUTED)
                    break
                x, y = 0, y + 1
            x = sheet.runs(x, y, [(f"{head} ", MUTED), (value, TEXT)]) + _GAP
        return sheet
