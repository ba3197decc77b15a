"""The menu of seeds: the typical ones of a lane or point, or any other by its number."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.text import clipped
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled


@dataclass(frozen=True)
class SeedMenuView:
    """Whose seeds they are, the typical ones in words, and the seeds there are."""

    name: str = ""
    typical: Sequence[tuple[str, int]] = ()
    """What a seed is, and its number."""
    seeds: range = range(0)


def in_words(typical: Sequence[int]) -> list[tuple[str, int]]:
    """Say of each typical seed, lowest cost first, what it is."""
    words = (tr("lowest cost"), tr("median cost"), tr("highest cost"))
    return list(zip(words, typical, strict=True))


MENU_ROWS = 6
"""Title, three typical seeds, any other, and what is wrong with it."""


class SeedMenu(Titled[SeedMenuView], can_focus=True):
    """Chooses a seed by enter; digits name any other."""

    ground = "raised"
    BINDINGS = [
        Binding("up,k", "walk(-1)", show=False),
        Binding("down,j", "walk(1)", show=False),
        Binding("enter,space", "pick", show=False),
        Binding("escape", "close", show=False),
        Binding("backspace", "rub", show=False),
    ]

    class Picked(Message):
        """A seed is to be opened."""

        def __init__(self, seed: int) -> None:
            super().__init__()
            self.seed = seed

    class Closed(Message):
        """The menu is to be left."""

    _at = 0
    _typed = ""
    _wrong = ""

    def heading(self, columns: int) -> str:
        """Name the lane or point."""
        return clipped(tr("Open a seed of {name}", name=self.view.name), max(columns - 12, 4))

    def facts(self) -> list[Run]:
        """Say how to leave."""
        return [(f"{key_of('leave')} ", ACCENT), (tr("close"), MUTED)]

    def begin(self) -> None:
        """Put the cursor on the first line."""
        self._at, self._typed, self._wrong = 0, "", ""
        self.repaint()

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the lines."""
        sheet, view = Sheet(columns, rows), self.view
        lines = [(words, tr("seed {seed}", seed=f"{seed:,}")) for words, seed in view.typical]
        lines.append((tr("seed"), f"{self._typed}▏" if self._at == len(lines) else self._typed))
        for y, (words, value) in enumerate(lines, start=1):
            here = y - 1 == self._at
            sheet.put(1, y, "▸" if here else " ", ACCENT)
            x = sheet.put(3, y, words, BOLD if here else TEXT)
            sheet.put(max(x + 2, 18), y, clipped(value, max(columns - 20, 1)), MUTED)
            if here:
                sheet.shade(0, y, columns, 1, "tint")
        first, last = (view.seeds.start, view.seeds.stop - 1) if view.seeds else (0, 0)
        said = self._wrong or tr("any of {first} to {last}", first=f"{first:,}", last=f"{last:,}")
        sheet.put(3, len(lines) + 1, clipped(said, columns - 4), WRONG if self._wrong else MUTED)
        return sheet

    def on_key(self, event: events.Key) -> None:
        """Take digits as the number of a seed."""
        if event.character and event.character in "0123456789":
            event.stop()
            self._at, self._wrong = len(self.view.typical), ""
            self._typed = (self._typed + event.character)[:10]
            self.repaint()

    def action_rub(self) -> None:
        """Take the last digit back."""
        self._typed, self._wrong = self._typed[:-1], ""
        self.repaint()

    def action_walk(self, by: int) -> None:
        """Move the cursor."""
        self._at = max(0, min(self._at + by, len(self.view.typical)))
        self.repaint()

    def action_pick(self) -> None:
        """Open the seed under the cursor."""
        if self._at < len(self.view.typical):
            self.post_message(self.Picked(self.view.typical[self._at][1]))
            return
        if self._typed and int(self._typed) in self.view.seeds:
            self.post_message(self.Picked(int(self._typed)))
            return
        seeds = self.view.seeds
        self._wrong = tr(
            "the seeds are {first} to {last}", first=f"{seeds.start:,}", last=f"{seeds.stop - 1:,}"
        )
        self.repaint()

    def action_close(self) -> None:
        """Leave the menu."""
        self.post_message(self.Closed())

    def on_click(self, event: events.Click) -> None:
        """Choose the line under the pointer, and open it where that is enough."""
        at = event.y - 1
        if 0 <= at <= len(self.view.typical):
            self._at = at
            self.repaint()
            if at < len(self.view.typical):
                self.action_pick()
