"""The help of the runs that are kept."""

from rnn_tui.commands import ARCHIVE
from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import MUTED
from rnn_tui.ui.widgets.help_page import Line, Page, keys


class RunsHelp(Page[None]):
    """What the list of runs shows."""

    def page(self, room: int, look: Look) -> list[Line]:  # noqa: ARG002
        """Explain the columns, the words of a query, and the keys."""
        lines: list[Line] = [(tr("Help"), [(tr("esc close"), MUTED)])]
        return lines + keys(ARCHIVE, room)
