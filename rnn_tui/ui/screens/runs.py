"""The runs that are kept: a table of them, found by words, marked, named, opened again."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from textual.widget import Widget

from rnn_tui.commands import ARCHIVE
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.footers import Mode
from rnn_tui.ui.screens.beside import BesideScreen, bindings_of
from rnn_tui.ui.widgets.runs.help import RunsHelp


class RunsScreen(BesideScreen):
    """Every run that is kept."""

    screen_name: ClassVar[str] = ARCHIVE
    mode: ClassVar[Mode] = "runs"
    BINDINGS = bindings_of(ARCHIVE)

    def __init__(self, path: Path | None) -> None:
        super().__init__(RunsHelp(None, id="help"))
        self.path = path

    def panels(self) -> Iterator[Widget]:
        """Give every panel."""
        yield from ()

    def placed(self, room: Place) -> Mapping[str, Place]:  # noqa: ARG002
        """Place the panels."""
        return {}

    def draw(self) -> None:
        """Draw what is known."""
