"""The line between a drawer and what it stands beside."""

from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink, Sheet
from rnn_tui.ui.widgets.canvas import Canvas


class Divider(Canvas[None]):
    """One column in the accent."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the column."""
        sheet = Sheet(columns, rows)
        for y in range(rows):
            sheet.put(0, y, "│", Ink("accent"))
        return sheet
