"""The menu of what can be put out of action: the chosen unit, gates, tensors."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message

from rnn_tui.anatomy import letter, sigmoids, tensors
from rnn_tui.edits import Freeze, Hold, Surgery, Zero
from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.text import clipped
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.view import InspectorView
from rnn_tui.ui.widgets.network_plan import first_unit


@dataclass(frozen=True)
class Choice:
    """A line of the menu: what it is, whether it is so now, and the event that turns it over."""

    words: str
    on: bool
    field: str
    value: Surgery


def choices(view: InspectorView) -> tuple[Choice, ...]:
    """List what can be put out of action, and let go again; a line is its own undoing."""
    e, now = view.task.experiment, view.ablations
    units = sorted(now.zeroed | {view.unit})
    found = [
        Choice(
            tr("zero unit {unit}", unit=unit + 1),
            unit in now.zeroed,
            "zero",
            Zero(unit, unit not in now.zeroed),
        )
        for unit in units
    ]
    held = dict(now.held)
    for gate in sigmoids(e.cell, e.convention):
        name = letter(e.cell, e.convention, gate)
        for value in (0.0, 1.0):
            on = held.get(gate) == value
            words = tr("hold {gate} at {value}", gate=name, value=f"{value:.0f}")
            found.append(Choice(words, on, "hold", Hold(gate, None if on else value)))
    for tensor in tensors(view.task):
        on = tensor in now.frozen
        words = tr("freeze {tensor}", tensor=tensor)
        found.append(Choice(words, on, "freeze", Freeze(tensor, not on)))
    return tuple(found)


def menu_sheet(lines: Sequence[Choice], at: int, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the lines around the one under the cursor; row 0 is left free for the title."""
    sheet, first = Sheet(columns, rows), first_line(at, rows, len(lines))
    for y, choice in enumerate(lines[first : first + max(0, rows - 1)], start=1):
        here = first + y - 1 == at
        sheet.put(1, y, "▸" if here else " ", ACCENT)
        x = sheet.put(3, y, look.tick(choice.on), ACCENT if choice.on else MUTED)
        ink = BOLD if here else TEXT
        sheet.put(x, y, clipped(choice.words, max(0, columns - x - 1)), ink)
        if here:
            sheet.shade(0, y, columns, 1, "tint")
    if rows > 1 and first > 0:
        sheet.put(columns - 1, 1, "▴", ACCENT)
    if rows > 2 and first + rows - 1 < len(lines):
        sheet.put(columns - 1, rows - 1, "▾", ACCENT)
    return sheet


def first_line(at: int, rows: int, count: int) -> int:
    """Give the first line in view, beneath the title, so that the one at the cursor is."""
    return first_unit(at, max(1, rows - 1), count)


class AblateMenu(Titled[InspectorView], can_focus=True):
    """Lists the choices; the one under the cursor is turned over by enter or space."""

    title = tr("Out of action")
    ground = "raised"
    BINDINGS = [
        Binding("up,k", "walk(-1)", show=False),
        Binding("down,j", "walk(1)", show=False),
        Binding("enter,space", "pick", show=False),
        Binding("escape,a", "close", show=False),
    ]

    class Picked(Message):
        """A choice is to be turned over."""

        def __init__(self, field: str, value: Surgery) -> None:
            super().__init__()
            self.field, self.value = field, value

    class Closed(Message):
        """The menu is to be left."""

    _at = 0
    _words = ""

    def facts(self) -> list[Run]:
        """Say how to leave."""
        return [(f"{key_of('leave')} ", ACCENT), (tr("close"), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the lines around the cursor."""
        lines = choices(self.view)
        return menu_sheet(lines, self._place(lines), columns, rows, look)

    def _place(self, lines: Sequence[Choice]) -> int:
        """Give the line under the cursor: it stays on its words when lines come and go."""
        found = (k for k, choice in enumerate(lines) if choice.words == self._words)
        return next(found, min(self._at, len(lines) - 1))

    def _go(self, at: int) -> Choice:
        """Put the cursor on a line that there is."""
        lines = choices(self.view)
        self._at = max(0, min(at, len(lines) - 1))
        self._words = lines[self._at].words
        self.repaint()
        return lines[self._at]

    def action_walk(self, by: int) -> None:
        """Move the cursor."""
        self._go(self._place(choices(self.view)) + by)

    def action_pick(self) -> None:
        """Turn the choice over."""
        choice = self._go(self._place(choices(self.view)))
        self.post_message(self.Picked(choice.field, choice.value))

    def action_close(self) -> None:
        """Leave the menu."""
        self.post_message(self.Closed())

    def on_click(self, event: events.Click) -> None:
        """Turn the choice under the pointer over."""
        lines = choices(self.view)
        at = first_line(self._place(lines), self.size.height, len(lines)) + event.y - 1
        if event.y > 0 and at < len(lines):
            self._go(at)
            self.action_pick()
