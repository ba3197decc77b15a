"""`FieldInput`: a text field of the form. User text stays data: no controls reach the screen."""

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input

from rnn_tui.i18n import tr
from rnn_tui.text import graphemes, normalize, visible_text, width
from rnn_tui.ui.spelling import without_spelling

LONGEST = 20_000
"""Code points a field keeps; a longer paste is cut, and said."""


class FieldInput(Input):
    """An input of one row that deletes whole characters and keeps pastes to their first line."""

    BINDINGS = [
        Binding("up", "walk(-1)", show=False),
        Binding("down", "walk(1)", show=False),
    ]

    class Left(Message):
        """The focus has left the field."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            compact=True,
            id=id,
            max_length=LONGEST,
        )
        self.cursor_blink = False

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own cursor stands, and an input method writes: on the drawn one."""
        cells = width(self.value[: self.cursor_position])
        x, y = self.content_region.offset
        return Offset(x + cells - self.scroll_offset.x, y)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave what was typed as it is."""
        return without_spelling(super().get_line_filters())

    def show(self, value: str) -> None:
        """Put a value in without saying that the person changed it."""
        if value != self.value:
            with self.prevent(Input.Changed):
                self.value = value
                self.cursor_position = len(value)

    def action_walk(self, by: int) -> None:
        """Go to the field above or below."""
        if by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_delete_left(self) -> None:
        """Delete the whole character before the cursor."""
        if not self.selection.is_empty or self.cursor_at_start:
            super().action_delete_left()
            return
        before = self.value[: self.cursor_position]
        self.delete(len(before) - len(graphemes(before)[-1]), self.cursor_position)

    async def _on_key(self, event: events.Key) -> None:
        """Obey keys in the order they came: a binding would run after the letters behind it."""
        active = self.screen.active_bindings.get(event.key)
        if active is not None and active.node is self and not event.is_printable:
            event.prevent_default()
            event.stop()
            await self.run_action(active.binding.action)

    def on_blur(self) -> None:
        """Tell the form that the field was left."""
        self.post_message(self.Left())

    def _on_paste(self, event: events.Paste) -> None:
        lines = event.text.splitlines() or [""]
        # What another system takes apart is put together: 한 is one character to whoever reads.
        line = normalize(lines[0][:LONGEST])
        text = visible_text(line)
        if len(lines) > 1:
            self.notify(tr("kept the first line of {count}", count=len(lines)), markup=False)
        elif len(lines[0]) > LONGEST:
            self.notify(tr("kept the first {count} characters", count=f"{LONGEST:,}"), markup=False)
        if text != line:
            self.notify(tr("control characters became pictures"), markup=False)
        event.prevent_default()
        event.stop()
        self.replace(text, *sorted(self.selection))
