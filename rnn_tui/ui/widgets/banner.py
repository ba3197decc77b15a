"""The line above the footer that says why runs cannot be kept just now."""

from textual.geometry import Offset

from rnn_tui.text import clipped, graphemes, width
from rnn_tui.ui.arrange import SMALLEST
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import TEXT, WRONG, Sheet
from rnn_tui.ui.widgets.canvas import Canvas


def shortened(words: str, cells: int) -> str:
    """Cut drawn words in the middle, where a long path stands: why comes last."""
    if width(words) <= cells:
        return words
    start = clipped(words, cells // 2)
    end = graphemes(words)
    while end and width("".join(end)) > cells - width(start):
        end = end[1:]
    return start + "".join(end)


class Banner(Canvas[str]):
    """One sentence; empty while all is well."""

    ground = "tint"

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the sentence."""
        sheet = Sheet(columns, rows)
        x = sheet.put(1, 0, "✗ ", WRONG)
        sheet.put(x, 0, shortened(self.view, max(0, columns - x - 1)), TEXT)
        return sheet

    def settle(self, columns: int, rows: int) -> int:
        """Stand above the footer, where there is something to say; give the rows left over."""
        shown = bool(self.view) and rows > SMALLEST[1] and columns >= SMALLEST[0]
        self.display = shown
        if shown:
            self.styles.offset = Offset(0, rows - 2)
            self.styles.width, self.styles.height = columns, 1
        return rows - shown
