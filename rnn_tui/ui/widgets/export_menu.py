"""The menu of what a run is written to: a format, and the name of a file, which follows it.

What is typed is data: a name is looked at by whoever writes the file. A file that is there is
replaced only by `y`; every other key keeps it.
"""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from rnn_tui.export.formats import FORMATS, file_name
from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.text import clipped
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.field_input import FieldInput
from rnn_tui.ui.widgets.network_plan import first_unit

NAMES = tuple(FORMATS)

ROWS = len(NAMES) + 4
"""Title, formats, a name, and two rows for a sentence; fewer formats are in view with less."""

COLUMNS = 71

_FIXED = 3
"""Rows for the name and the sentence."""


@dataclass(frozen=True)
class Formats:
    """The formats, and the place of the chosen one."""

    at: int = 0


class FormatList(Titled[Formats], can_focus=True):
    """Lists the formats; it has the focus only while something is asked."""

    title = tr("Export this run")
    ground = "raised"
    BINDINGS = [
        Binding("y", "answer(True)", show=False),
        Binding("n,enter,escape,space", "answer(False)", show=False),
    ]

    class Answered(Message):
        """A question was answered."""

        def __init__(self, *, yes: bool) -> None:
            super().__init__()
            self.yes = yes

    class Chosen(Message):
        """A line was clicked."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def facts(self) -> list[Run]:
        """Say how to leave."""
        return [(f"{key_of('leave')} ", ACCENT), (tr("close"), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the formats around the chosen one."""
        sheet, first = Sheet(columns, rows), self._first(rows)
        for y, name in enumerate(NAMES[first : first + max(0, rows - 1)], start=1):
            here = first + y - 1 == self.view.at
            sheet.put(1, y, "▸" if here else " ", ACCENT)
            sheet.put(3, y, name, BOLD if here else TEXT)
            help_ = clipped(tr(FORMATS[name].help), max(0, columns - 17))
            sheet.put(16, y, help_, TEXT if here else MUTED)
            if here:
                sheet.shade(0, y, columns, 1, "tint")
        if rows > 1 and first > 0:
            sheet.put(columns - 1, 1, "▴", ACCENT)
        if rows > 2 and first + rows - 1 < len(NAMES):
            sheet.put(columns - 1, rows - 1, "▾", ACCENT)
        return sheet

    def _first(self, rows: int) -> int:
        return first_unit(self.view.at, max(1, rows - 1), len(NAMES))

    def action_answer(self, yes: bool) -> None:
        """Answer what is asked."""
        self.post_message(self.Answered(yes=yes))

    def on_click(self, event: events.Click) -> None:
        """Choose the line under the pointer."""
        at = self._first(self.size.height) + event.y - 1
        if event.y > 0 and at < len(NAMES):
            self.post_message(self.Chosen(at))


class NameInput(FieldInput):
    """The name of the file; up and down choose the format."""

    class Walked(Message):
        """Another format is to be chosen."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_walk(self, by: int) -> None:
        """Choose the format above or below."""
        self.post_message(self.Walked(by))


class ExportMenu(Widget):
    """Chooses a format and a name. Who owns it writes the file, and says how that went."""

    class Picked(Message):
        """A file is to be written."""

        def __init__(self, name: str, file: str) -> None:
            super().__init__()
            self.name, self.file = name, file

    class Answered(Message):
        """Whether the file that is there is to be replaced."""

        def __init__(self, *, yes: bool) -> None:
            super().__init__()
            self.yes = yes

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._list = FormatList(Formats(), id="export-formats")
        self._input = NameInput(id="export-name")
        self._note = Static("", id="export-note")
        self._text = ""
        self._filled = ""
        """The name that was filled in; another one was typed."""

    def compose(self) -> ComposeResult:
        """Give the list, the name and the sentence."""
        yield self._list
        yield self._input
        yield self._note

    @property
    def format(self) -> str:
        """The chosen format."""
        return NAMES[self._list.view.at]

    @property
    def file(self) -> str:
        """The name as it stands there."""
        return self._input.value

    @property
    def asking(self) -> bool:
        """Whether an answer is waited for."""
        return self._list.has_focus

    def begin(self, text: str, where: str) -> None:
        """Offer to export the run of a text, to a folder that is named."""
        self._text, self._where = text, where
        self._choose(self._list.view.at, fresh=True)
        self._input.focus()

    def walk(self, by: int) -> None:
        """Choose another format."""
        self._choose((self._list.view.at + by) % len(NAMES))

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence beneath the name."""
        self._note.set_class(wrong, "wrong")
        self._note.update(Content(sentence))

    def ask(self, sentence: str) -> None:
        """Ask a question that `y` answers with yes, and every other key with no."""
        self.say(sentence, wrong=True)
        self._list.focus()

    def resume(self) -> None:
        """Go back to the name."""
        self._say_where()
        self._input.focus()

    def _say_where(self) -> None:
        room = max(COLUMNS - 8, 10)
        where = self._where
        while cell_len(where) > room:
            where = f"…{where[2:]}"
        self.say(tr("in {folder}", folder=where))

    _where = ""

    def _choose(self, at: int, *, fresh: bool = False) -> None:
        """Choose a format; a name that nobody typed follows, and so does the ending of another."""
        former, typed = FORMATS[self.format], self._input.value
        self._list.view = Formats(at)
        made = file_name(self._text, self.format)
        if fresh or typed == self._filled:
            self._filled = made
        elif typed.endswith(former.ending):
            made = typed.removesuffix(former.ending) + FORMATS[self.format].ending
        else:
            made = typed
        self._input.show(made)
        self._say_where()

    @on(NameInput.Walked)
    def _walked(self, event: NameInput.Walked) -> None:
        event.stop()
        self.walk(event.by)

    @on(FormatList.Chosen)
    def _clicked(self, event: FormatList.Chosen) -> None:
        event.stop()
        self._choose(event.at)
        self._input.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say_where()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Picked(self.format, self.file))

    @on(FormatList.Answered)
    def _answered(self, event: FormatList.Answered) -> None:
        event.stop()
        self.post_message(self.Answered(yes=event.yes))
