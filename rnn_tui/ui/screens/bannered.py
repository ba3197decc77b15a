"""`BanneredScreen`: a screen that gives up a row while the store cannot be written."""

from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

from rnn_tui.ui.widgets.banner import Banner


class BanneredScreen(Screen[None]):
    """A screen with a banner above its footer."""

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner("", id="banner")

    def place(self) -> None:
        """Put every panel where it belongs."""
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        """Show a sentence from now on; an empty one makes room again."""
        if sentence != self.banner.view:
            self.banner.view = sentence
            if self.is_mounted:
                self.place()

    def under_banner(self, footer: Widget, rows: int) -> None:
        """Put the footer into the last row, where the screen was laid out in `rows`."""
        if rows < self.size.height:
            footer.styles.offset = Offset(0, self.size.height - 1)
