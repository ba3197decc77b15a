"""The experiment in one line, where the form has no room; a click opens the drawer."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.text import clipped, typed_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.hint import Hint, hint_line

BRIEF = 16
"""Cells of the text before a hint."""


@dataclass(frozen=True)
class SummaryView:
    """The text, and the parts that describe how it is learned."""

    text: str
    parts: tuple[str, ...]
    changed: int = 0
    """Fields of the form that were changed and not trained."""
    hint: Hint | None = None
    """What reads the run, where it has no other place: it stands here instead of the parts."""
    word: str = ""
    """What the key does, where it is not only to edit."""


class Summary(Canvas[SummaryView]):
    """Text, cell, units, optimizer, seed."""

    class Opened(Message):
        """The line was clicked."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the row."""
        sheet = Sheet(columns, rows)
        rest = " · ".join(self.view.parts)
        word = self.view.word or tr("edit")
        if self.view.changed:
            word = tr("{count} changed", count=self.view.changed)
        key = key_of("edit")
        end = columns - width(word) - width(key) - 1
        if self.view.hint is not None:
            if self.view.changed:
                sheet.put(sheet.put(end, 0, f"{key} ", ACCENT), 0, word, ACCENT)
            room = end - 3 if self.view.changed else columns
            x = sheet.put(0, 0, clipped(typed_text(self.view.text[:1_000]), BRIEF), BOLD)
            x = sheet.put(x, 0, " · ", MUTED)
            sheet.runs(x, 0, hint_line(self.view.hint, room - x))
            return sheet
        room = end - 5
        text = clipped(typed_text(self.view.text[:1_000]), max(10, room - width(rest)))
        x = sheet.put(0, 0, text, BOLD)
        sheet.put(x, 0, clipped(" · " + rest, room + 3 - width(text)), MUTED)
        sheet.put(
            sheet.put(end, 0, f"{key} ", ACCENT),
            0,
            word,
            ACCENT if self.view.changed else MUTED,
        )
        return sheet

    def on_click(self, event: events.Click) -> None:
        """Open the form."""
        event.stop()
        self.post_message(self.Opened())
