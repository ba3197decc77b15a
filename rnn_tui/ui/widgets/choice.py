"""`Choice`: one of a few words, chosen in one row with arrows, enter or the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message

from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Ink, Sheet
from rnn_tui.ui.widgets.canvas import Canvas


@dataclass(frozen=True)
class ChoiceView:
    """The words, which one is chosen, and what stands there if it is not the bare word."""

    labels: Sequence[str]
    chosen: int
    caption: str = ""


class Choice(Canvas[ChoiceView], can_focus=True):
    """All the words side by side where they fit, and otherwise the chosen one."""

    BINDINGS = [
        Binding("left,up", "choose(-1)", show=False),
        Binding("right,down,space", "choose(1)", show=False),
        Binding("enter", "enter", show=False),
    ]

    class Changed(Message):
        """Another word was chosen."""

        def __init__(self, choice: "Choice", chosen: int) -> None:
            super().__init__()
            self.choice = choice
            self.chosen = chosen

        @property
        def control(self) -> "Choice":
            """The widget that sent the message."""
            return self.choice

    class Entered(Message):
        """Enter was pressed: what was chosen is meant."""

    def __init__(self, view: ChoiceView, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(view, id=id)
        self._places: list[tuple[int, int, int]] = []

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the words."""
        view, sheet = self.view, Sheet(columns, rows)
        self._places = []
        ground = "tint" if self.has_focus else ""
        spread = (
            sum(width(label) + width(look.pick(True)) for label in view.labels)
            + len(view.labels)
            - 1
        )
        if len(view.labels) > 1 and spread <= columns and not view.caption:
            gap = 2 if spread + len(view.labels) - 1 <= columns else 1
            x = 0
            for index, label in enumerate(view.labels):
                chosen = index == view.chosen
                start = x
                x = sheet.put(x, 0, look.pick(chosen), Ink("accent") if chosen else MUTED)
                x = sheet.put(x, 0, label, BOLD if chosen else MUTED)
                self._places.append((start, x, index))
                x += gap
        else:
            caption = view.caption or view.labels[view.chosen]
            sheet.put(0, 0, clipped(caption, columns - 2), TEXT)
            sheet.put(columns - 1, 0, "▾", MUTED)
            ground = ground or ("page" if self.ground == "raised" else "raised")
        if ground:
            sheet.shade(0, 0, columns, 1, ground)
        if self.has_focus and look.mono:
            sheet.put(columns - 1, 0, "◂", BOLD)
        return sheet

    def action_choose(self, by: int) -> None:
        """Choose the next word, or the one before, round and round."""
        self._choose((self.view.chosen + by) % len(self.view.labels))

    def action_enter(self) -> None:
        """Say that what was chosen is meant."""
        self.post_message(self.Entered())

    def on_click(self, event: events.Click) -> None:
        """Choose the word that was clicked, or the next one where one is shown."""
        if not self._places:
            self.action_choose(1)
            return
        for start, end, index in self._places:
            if start <= event.x < end:
                self._choose(index)

    def on_focus(self) -> None:
        """Show the focus."""
        self.repaint()

    def on_blur(self) -> None:
        """Show that the focus has gone."""
        self.repaint()

    def _choose(self, index: int) -> None:
        if index != self.view.chosen:
            self.post_message(self.Changed(self, index))


class Check(Choice):
    """Off or on: a box in one row."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the box and its word."""
        view, sheet = self.view, Sheet(columns, rows)
        self._places = []
        on = view.chosen == 1
        x = sheet.put(0, 0, look.tick(on), Ink("accent") if on else MUTED)
        sheet.put(x, 0, view.labels[view.chosen], BOLD if on else TEXT)
        if self.has_focus:
            sheet.shade(0, 0, columns, 1, "tint")
            if look.mono:
                sheet.put(columns - 1, 0, "◂", BOLD)
        return sheet


class More(Choice):
    """Opens and closes what is not always shown."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the word."""
        view, sheet = self.view, Sheet(columns, rows)
        self._places = []
        sheet.put(0, 0, view.labels[view.chosen], ACCENT if self.has_focus else MUTED)
        return sheet

    def action_enter(self) -> None:
        """Open or close."""
        self.action_choose(1)
