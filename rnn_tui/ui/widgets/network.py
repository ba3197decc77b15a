"""The unrolled network as a widget: the sheet under a title; a click chooses step and unit."""

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import signed
from rnn_tui.ui.sheet import MUTED, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.network_plan import HiddenStyle, first_column, unit_at
from rnn_tui.ui.widgets.network_sheet import NetworkView, network_sheet


class Network(Titled[NetworkView]):
    """The training itself: what goes in, what is remembered, what is answered."""

    class Chosen(Message):
        """A time step was clicked, and a unit where a row of units was; counted from 0."""

        def __init__(self, step: int, unit: int | None = None) -> None:
            super().__init__()
            self.step, self.unit = step, unit

    def heading(self, columns: int) -> str:
        """Give the title that fits."""
        return tr("The unrolled network") if columns >= 60 else tr("Network")

    def facts(self) -> list[Run]:
        """Say which time step is chosen, and how many are out of view."""
        view, (columns, rows), keys = self.view, self.size, self._look.keys
        length, plan = view.task.length, view.plan(columns, rows)
        first = first_column(view.step, plan.columns, length)
        after = length - first - plan.columns
        parts = []
        if first > 0:
            parts.append(tr("‹ {count} more", count=first))
        if after > 0:
            parts.append(tr("{count} more ›", count=after))
        if plan.hidden is HiddenStyle.STRIP and not view.beside and columns >= 78:
            unit = tr("unit {unit}{value}", unit=view.unit + 1, value=self._value())
            parts.append(f"{keys('↑ ↓')} {unit}")
        if length > 1:
            step = tr("time step {step} of {length}", step=view.step + 1, length=length)
            parts.append(f"{keys('← →')} {step}")
        return [("   ".join(parts), MUTED)] if parts else []

    def _value(self) -> str:
        """Write the chosen unit at the chosen time step, where no row says it."""
        view, picture = self.view, self.view.picture
        at = view.step - picture.first if picture else -1
        if picture is None or not 0 <= at < len(picture.hidden):
            return ""
        return f" {signed(float(picture.hidden[at][view.unit]))}"

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the picture."""
        return network_sheet(self.view, columns, rows, look)

    def on_click(self, event: events.Click) -> None:
        """Choose the time step and the unit under the pointer."""
        view, plan = self.view, self.view.plan(*self.size)
        place, x = divmod(event.x - plan.gutter, plan.column)
        units, mono = view.task.hidden_size, self._look.plain
        unit = unit_at(plan, view.unit, units, x if place >= 0 else -1, event.y, mono=mono)
        if 0 <= place < plan.columns:
            first = first_column(view.step, plan.columns, view.task.length)
            self.post_message(self.Chosen(first + place, unit))
        elif place < 0 and unit is not None:
            self.post_message(self.Chosen(view.step, unit))
