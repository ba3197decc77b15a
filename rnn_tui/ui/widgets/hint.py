"""The hint panel: a sentence that reads the run, and the key that shows what it says."""

from dataclasses import dataclass

from rnn_tui.i18n import tr
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled

_GAP = 3
"""Cells between the sentence and the key."""


@dataclass(frozen=True)
class Hint:
    """A sentence, the key that shows what it says, and what the key does; drawn text."""

    sentence: str
    key: str
    word: str


class HintPanel(Titled[Hint | None]):
    """What the numbers on the screen say, in a sentence; nothing where there is none."""

    title = tr("Hint")

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the sentence, wrapped."""
        sheet = Sheet(columns, rows)
        if self.view is not None:
            for x, y, (text, ink) in _placed(self.view, columns):
                sheet.put(x, y + 1, text, ink)
        return sheet


def hint_rows(view: Hint | None, columns: int) -> int:
    """Count the rows the hint takes, the title aside."""
    return 0 if view is None else 1 + max((y for _, y, _ in _placed(view, columns)), default=-1)


def _placed(view: Hint, columns: int) -> list[tuple[int, int, Run]]:
    """Give column, row and run of each word; key and word stay together where they fit."""
    placed: list[tuple[int, int, Run]] = []
    x, y = 0, 0
    for word in view.sentence.split(" "):
        if x and x + width(word) > columns:
            x, y = 0, y + 1
        placed.append((x, y, (clipped(word, columns), TEXT)))
        x += width(word) + 1
    key = width(view.key) + 1
    x += _GAP - 1
    if placed and x + key + width(view.word) > columns:
        x, y = 0, y + 1
    placed.append((x, y, (clipped(view.key, columns), ACCENT)))
    placed.append((x + key, y, (clipped(view.word, columns - x - key), MUTED)))
    return placed
