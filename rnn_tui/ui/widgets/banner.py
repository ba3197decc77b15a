"""The line above the footer that says why runs cannot be kept just now."""

from textual.geometry import Offset

from rnn_tui.text import clipped
from rnn_tui.ui.arrange import SMALLEST
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import TEXT, WRONG, Sheet
from rnn_tui.ui.widgets.canvas import Canvas


class Banner(Canvas[str]):
    """One sentence; empty while all is well."""

    ground = "tint"

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the sentence."""
        sheet = Sheet(columns, rows)
        x = sheet.put(1, 0, "✗ ", WRONG)
        sheet.put(x, 0, clipped(self.view, max(0, columns - x - 1)), TEXT)
        return sheet

    def settle(self, width: int, height: int) -> int:
        """Stand above the footer, where there is something to say; give the rows left over."""
        shown = bool(self.view) and height > SMALLEST[1] and width >= SMALLEST[0]
        self.display = shown
        if shown:
            self.styles.offset = Offset(0, height - 2)
            self.styles.width, self.styles.height = width, 1
        return height - shown
