"""`Progress`: how far a race or a sweep has come, as a bar and lines of a name and a value."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.i18n import declared
from rnn_tui.text import clipped, visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import BOLD, MUTED, TEXT, Ink, Run, Sheet, amount
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.race.words import percent


@dataclass(frozen=True)
class ProgressView:
    """A share of 0 to 1, lines of a name and a drawn value, and a word beside the title."""

    share: float = 0.0
    lines: Sequence[tuple[str, str]] = ()
    aside: str = ""


EMPTY = ProgressView()


class Progress(Titled[ProgressView]):
    """Bar and lines."""

    title = declared("Progress")

    def facts(self) -> list[Run]:
        """Give the word beside the title."""
        return [(visible_text(self.view.aside), MUTED)] if self.view.aside else []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the bar and the lines."""
        view, sheet = self.view, Sheet(columns, rows)
        sheet.runs(0, 1, amount(view.share, max(0, columns - 9), Ink("accent")))
        sheet.put_right(columns, 1, percent(view.share), BOLD)
        for y, (name, value) in enumerate(view.lines, start=2):
            end = sheet.put(0, y, clipped(visible_text(name), columns), MUTED)
            drawn = clipped(visible_text(value), columns - end - 1)
            sheet.put(columns - width(drawn), y, drawn, TEXT)
        return sheet
