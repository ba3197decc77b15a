"""`Once`: a dialog that leaves once. Two clicks, or two keys, may be on their way to it."""

from typing import Any

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.screen import Screen

from rnn_tui.i18n import tr


class Once(Screen[Any]):
    """What closes it a second time would close what stands beneath it."""

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Leave, unless it has left."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Palette(CommandPalette, Once):
    """The command palette."""


class PaletteOnce(App[int]):
    """An app whose command palette leaves once."""

    def action_command_palette(self) -> None:
        """Open it, unless it is open."""
        if not isinstance(self.screen, Palette):
            words = tr("Search for commands…")
            self.push_screen(Palette(placeholder=words, id="--command-palette"))
