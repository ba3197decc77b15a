"""Panels of a name and a number a line: this run, its floors, its shapes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnn_tui.i18n import tr
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, TEXT, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled


@dataclass(frozen=True)
class FactsView:
    """A title with a word beside it, and lines of a name, a drawn value and its ink."""

    title: str
    lines: Sequence[tuple[str, str, Ink]]
    aside: str = ""
    counted: bool = False
    """Whether the title counts the lines that have no room."""


TWO_COLUMNS = 60
"""Cells at which lines that would be cut stand in two columns."""
_GUTTER = 3


class Facts(Titled[FactsView]):
    """Names at the left, values at the right; in two columns where that shows more of them."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Give the title of the view."""
        return self.view.title

    _cut = 0
    """Lines that had no room when the panel was drawn last."""

    def facts(self) -> list[Run]:
        """Give the word beside the title, and how many lines have no room."""
        words = [self.view.aside] if self.view.aside else []
        if self.view.counted and self._cut:
            words.append(tr("… {count} more", count=self._cut))
        return [("  ".join(words), MUTED)] if words else []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the lines."""
        sheet, lines = Sheet(columns, rows), self.view.lines
        half, each = len(lines), columns
        if columns >= TWO_COLUMNS and len(lines) > rows - 1:
            half, each = (len(lines) + 1) // 2, (columns - _GUTTER) // 2
        self._cut = sum(place % half >= rows - 1 for place in range(len(lines)))
        for place, (name, value, ink) in enumerate(lines):
            x, y = (columns - each) * (place // half), 1 + place % half
            end = sheet.put(x, y, name, MUTED)
            sheet.put_right(x + each, y, clipped(value, x + each - end - 1), ink)
        return sheet


@dataclass(frozen=True)
class NoticeView:
    """A heading and a sentence that a person must see, and what a key would do about it."""

    heading: str = ""
    sentence: str = ""
    key: str = ""
    offer: str = ""


class Notice(Titled[NoticeView]):
    """What ended the run, in words, marked at its left edge."""

    ground = "tint"

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the words, wrapped."""
        sheet = Sheet(columns, rows)
        for y in range(rows):
            sheet.put(0, y, "▌", Ink("wrong"))
        sheet.put(2, 0, self.view.heading, Ink("wrong", bold=True))
        for x, y, word, ink in _placed(self.view, columns):
            sheet.put(x, y, word, ink)
        return sheet


def notice_rows(view: NoticeView, columns: int) -> int:
    """Count the rows the notice needs."""
    return 1 + max((y for _, y, _, _ in _placed(view, columns)), default=0)


def _placed(view: NoticeView, columns: int) -> Iterator[tuple[int, int, str, Ink]]:
    """Give column, row, word and ink of each word after the heading, wrapped."""
    words = [(word, TEXT, 0) for word in view.sentence.split()]
    if view.offer:
        first, *rest = view.offer.split()
        # The key stands a little apart, and not without what it does.
        words += [
            (view.key, ACCENT, width(first) + 1),
            *((word, TEXT, 0) for word in (first, *rest)),
        ]
    x, y = 2 + width(view.heading) + 1, 0
    for word, ink, after in words:
        x += ink is ACCENT
        if x > 2 and x + width(word) + after > columns - 1:
            x, y = 2, y + 1
        yield x, y, word, ink
        x += width(word) + 1
