"""Panels of a name and a number a line: this run, its floors, its shapes."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import MUTED, TEXT, Ink, Sheet
from rnn_tui.ui.widgets.canvas import Titled


@dataclass(frozen=True)
class FactsView:
    """A title, and lines of a name, a drawn value and its ink."""

    title: str
    lines: Sequence[tuple[str, str, Ink]]


class Facts(Titled[FactsView]):
    """Names at the left, values at the right."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Give the title of the view."""
        return self.view.title

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the lines."""
        sheet = Sheet(columns, rows)
        for y, (name, value, ink) in enumerate(self.view.lines, start=1):
            end = sheet.put(0, y, name, MUTED)
            sheet.put_right(columns, y, clipped(value, columns - end - 1), ink)
        return sheet


@dataclass(frozen=True)
class NoticeView:
    """A heading and a sentence that a person must see, with the key that helps."""

    heading: str = ""
    sentence: str = ""


class Notice(Titled[NoticeView]):
    """What ended the run, in words, marked at its left edge."""

    ground = "tint"

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the words, wrapped."""
        sheet = Sheet(columns, rows)
        for y in range(rows):
            sheet.put(0, y, "▌", Ink("wrong"))
        x, y = sheet.put(2, 0, self.view.heading, Ink("wrong", bold=True)) + 1, 0
        for word in self.view.sentence.split():
            if x > 2 and x + width(word) > columns - 1:
                x, y = 2, y + 1
            x = sheet.put(x, y, word, TEXT) + 1
        return sheet


def notice_rows(view: NoticeView, columns: int) -> int:
    """Count the rows the notice needs."""
    x, y = 2 + width(view.heading) + 1, 1
    for word in view.sentence.split():
        if x > 2 and x + width(word) > columns - 1:
            x, y = 2, y + 1
        x += width(word) + 1
    return y
