"""`FaultScreen`: something went wrong in the program; what that means, and a report to copy.

It hides all that stands beneath it: what cannot be drawn is not drawn here.
"""

from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.ui.screens.once import Once


class FaultScreen(Once):
    """Tells of one fault; `enter` goes back."""

    BINDINGS = [
        Binding("enter,escape", "back", show=False),
        Binding("c,y", "copy", show=False),
        Binding("q", "quit", show=False),
    ]

    def __init__(self, place: str, words: str, report: Path | None) -> None:
        super().__init__()
        self._place, self._words, self._report = place, words, report

    def compose(self) -> ComposeResult:
        """Give the sentences."""
        with VerticalScroll(id="fault", can_focus=False):
            yield Static(Content("\n\n".join(self._sentences())), markup=False)

    def _sentences(self) -> list[str]:
        where = tr("Something went wrong in {place}.", place=self._place)
        kept = (
            tr("The report is in {path}.", path=self._report)
            if self._report
            else tr("The report could not be written to a file.")
        )
        keys = tr("enter  go on     c  copy the report     q  quit")
        return [where, self._words, f"{self._run()} {kept}", keys]

    def _run(self) -> str:
        phases = [s.session.phase for s in self.app.screen_stack if hasattr(s, "session")]
        if phases and (phases[-1].final and phases[-1] is not Phase.DONE):
            return tr("The run has ended.")
        return tr("The run goes on.")

    def action_back(self) -> None:
        """Go on."""
        self.dismiss()

    def action_copy(self) -> None:
        """Copy the report, if the terminal allows."""
        try:
            text = self._report.read_text(encoding="utf-8") if self._report else self._words
        except OSError:
            text = self._words
        self.app.copy_to_clipboard(text)
        self.notify(tr("copied, if the terminal allows"), markup=False)

    async def action_quit(self) -> None:
        """Leave the program."""
        await self.app.action_quit()
