"""A page of help that scrolls, and the lines it is made of: prose, signs with words, keys."""

from textual.binding import Binding

from rnn_tui.commands import Command, Group, commands_of
from rnn_tui.i18n import tr
from rnn_tui.keymap import keys_of
from rnn_tui.keys import display
from rnn_tui.text import width, wrapped
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Canvas, View, paint_title

Line = tuple[str, list[Run]]
"""A title and its facts, or runs without one."""


class Page(Canvas[View], can_focus=True):
    """A page that scrolls with the arrows."""

    ground = "raised"
    BINDINGS = [
        Binding("up,k", "scroll_page(-1)", show=False),
        Binding("down,j", "scroll_page(1)", show=False),
        Binding("pageup", "scroll_page(-10)", show=False),
        Binding("pagedown,space", "scroll_page(10)", show=False),
    ]

    def __init__(self, view: View, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(view, id=id)
        self.top = 0

    def page(self, room: int, look: Look) -> list[Line]:
        """Give the whole page in a width of `room`."""
        raise NotImplementedError

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the part of the page that is in view."""
        sheet, room = Sheet(columns, rows), columns - 2
        page = self.page(room - 1, look)
        self.top = max(0, min(self.top, len(page) - rows))
        for y, (title, runs) in enumerate(page[self.top : self.top + rows]):
            if title:
                line = Sheet(room, 1)
                paint_title(line, title, [run for run in runs if run[0]])
                sheet.runs(1, y, line.row(0))
            else:
                sheet.runs(1, y, runs)
        if self.top + rows < len(page):
            sheet.put(columns - 2, rows - 1, "▾", ACCENT)
        return sheet

    def action_scroll_page(self, by: int) -> None:
        """Move the page."""
        self.top += by
        self.repaint()

    def on_mouse_scroll_down(self) -> None:
        """Move the page down."""
        self.action_scroll_page(2)

    def on_mouse_scroll_up(self) -> None:
        """Move the page up."""
        self.action_scroll_page(-2)


def keys(screen: str, room: int, look: Look) -> list[Line]:
    """List the keys of a screen, by group."""
    lines: list[Line] = []
    for group in Group:
        found = [c for c in commands_of(screen) if c.group is group and c.keys]
        if found:
            lines += [("", []), (tr(str(group)), [])]
        for command in found:
            lines += key_entry(command, room, look)
    return lines


def key_entry(command: Command, room: int, look: Look) -> list[Line]:
    """Put what a command does beside its keys."""
    said = " ".join(look.keys(display(key)) for key in keys_of(command.id))
    return entry([(said, ACCENT)], 9, tr(command.help), room)


def entry(head: list[Run], at: int, words: str, room: int) -> list[Line]:
    """Put wrapped words beside a sign or key."""
    used = sum(width(text) for text, _ in head)
    rows = wrapped(words, room - at - 2)
    first: list[Run] = [("  ", TEXT), *head, (" " * max(1, at - used), TEXT), (rows[0], TEXT)]
    rest = [("", [(" " * (at + 2) + row, TEXT)]) for row in rows[1:]]
    return [("", first), *rest]


def prose(words: str, room: int) -> list[Line]:
    """Wrap words."""
    return [("", [(row, TEXT)]) for row in wrapped(words, room)]
