"""The hint: a sentence that reads the run, and the key that shows what it says."""

from dataclasses import dataclass, replace

from rnn_tui.i18n import declared
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
    short: str = ""
    """The same in fewer words, where there is but a line for it."""


class HintPanel(Titled[Hint | None]):
    """What the numbers on the screen say, in a sentence; nothing where there is none.

    In a single row it has no title.
    """

    title = declared("Hint")

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint a panel, or the line."""
        if rows > 1:
            return super().draw(columns, rows, look)
        sheet = Sheet(columns, rows)
        sheet.runs(0, 0, hint_line(self.view, columns))
        return sheet

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the sentence, wrapped; the short one where it takes too many rows."""
        sheet, view = Sheet(columns, rows), self.view
        if view is not None:
            if view.short and hint_rows(view, columns) > rows - 1:
                view = replace(view, sentence=view.short)
            for x, y, (text, ink) in _placed(view, columns):
                sheet.put(x, y + 1, text, ink)
        return sheet


def hint_line(view: Hint | None, columns: int) -> list[Run]:
    """Write a hint in one line: whole, or short, and without the key where that has no room."""
    if view is None:
        return []
    short = view.short or view.sentence
    offer = _GAP + width(view.key) + 1 + width(view.word)
    for sentence in (view.sentence, short):
        if view.key and width(sentence) + offer <= columns:
            key = [(" " * _GAP, MUTED), (view.key, ACCENT), (f" {view.word}", MUTED)]
            return [(sentence, TEXT), *key]
    whole = view.sentence if width(view.sentence) <= columns else short
    return [(clipped(whole, columns), TEXT)]


def hint_rows(view: Hint, columns: int) -> int:
    """Count the rows that the whole sentence and the key take, the title aside."""
    return 1 + max((y for _, y, _ in _placed(view, columns)), default=-1)


def _placed(view: Hint, columns: int) -> list[tuple[int, int, Run]]:
    """Give column, row and run of each word; key and word stay together where they fit."""
    placed: list[tuple[int, int, Run]] = []
    x, y = 0, 0
    for word in view.sentence.split(" "):
        if x and x + width(word) > columns:
            x, y = 0, y + 1
        placed.append((x, y, (clipped(word, columns), TEXT)))
        x += width(word) + 1
    if not view.key:
        return placed
    key = width(view.key) + 1
    x += _GAP - 1
    if placed and x + key + width(view.word) > columns:
        x, y = 0, y + 1
    placed.append((x, y, (clipped(view.key, columns), ACCENT)))
    placed.append((x + key, y, (clipped(view.word, columns - x - key), MUTED)))
    return placed
