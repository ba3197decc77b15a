"""The one line of the list of runs: its filter, or what is typed of a run: name, note, tags."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rich.highlighter import Highlighter
from rich.text import Text
from textual.message import Message

from rnn_tui.i18n import declared, tr
from rnn_tui.store.query import WrongWord, parse_query, words
from rnn_tui.text import clipped
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, Run, Sheet
from rnn_tui.ui.widgets.canvas import Canvas, Titled
from rnn_tui.ui.widgets.field_input import FieldInput

if TYPE_CHECKING:
    from rnn_tui.ui.app import RnnTuiApp


class RunLine(FieldInput):
    """A field of one row; words of a query are painted as what they are."""

    class Walked(Message):
        """Up or down was pressed: the run above or below."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.is_query = True
        self.highlighter = _Painted(self)
        self.placeholder = filter_hint()

    def action_walk(self, by: int) -> None:
        """Choose the run above or below."""
        self.post_message(self.Walked(by))


def filter_hint() -> str:
    """Say what a filter looks like, where there is none."""
    return tr("words like cell=lstm cost<2 solved tag:class text~hello")


class _Painted(Highlighter):
    """Paints fields and signs muted, values bold, and the word that is wrong."""

    def __init__(self, line: RunLine) -> None:
        self._line = line

    def highlight(self, text: Text) -> None:
        if not self._line.is_query:
            return
        palette = cast("RnnTuiApp", self._line.app).look.palette
        for start, value, end in words(text.plain):
            text.stylize(palette.muted, start, value)
            text.stylize("bold", value, end)
        try:
            parse_query(text.plain)
        except WrongWord as wrong:
            text.stylize(f"not bold {palette.wrong}", wrong.start, wrong.end)


class Sign(Canvas[str]):
    """What stands before the line."""

    ground = "raised"

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the sign."""
        sheet = Sheet(columns, rows)
        sheet.put(1, 0, clipped(self.view, columns - 1), ACCENT)
        return sheet


class Count(Canvas[str]):
    """How many runs were found, at the right end of the line."""

    ground = "raised"

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the words."""
        sheet = Sheet(columns, rows)
        sheet.put_right(columns - 1, 0, clipped(self.view, columns - 1), MUTED)
        return sheet


@dataclass(frozen=True)
class ListView:
    """How many runs are marked, and how the list is sorted."""

    marked: int = 0
    order: str = ""


class ListTitle(Titled[ListView]):
    """The title over the list."""

    title = declared("Runs")

    def facts(self) -> list[Run]:
        """Say how many are marked, and how they are sorted."""
        marked = tr("{count} marked", count=self.view.marked) if self.view.marked else ""
        gap = "   " if marked else ""
        return [(marked + gap, MUTED), ("o ", ACCENT), (self.view.order, MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Leave the row to the title."""
        return Sheet(columns, rows)
