"""The speed of training: a slider of a few steps, from one iteration a second to unlimited."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import rate
from rnn_tui.ui.sheet import MUTED, TEXT, TRACK, Ink, Sheet
from rnn_tui.ui.widgets.canvas import Canvas

SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, None)
"""Iterations a second; None is unlimited."""


def nearest_speed(speed: float | None) -> int:
    """Give the index of the step nearest to a speed."""
    if speed is None:
        return len(SPEEDS) - 1
    return min(range(len(SPEEDS) - 1), key=lambda i: abs((SPEEDS[i] or 0) - speed))


@dataclass(frozen=True)
class SpeedView:
    """The speed asked for."""

    speed: float | None


class SpeedBar(Canvas[SpeedView]):
    """Name, slider and speed in one row; a click chooses."""

    ground = "page"
    _START, _CELLS = 7, 11

    class Chosen(Message):
        """Another speed was chosen."""

        def __init__(self, speed: float | None) -> None:
            super().__init__()
            self.speed = speed

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the row."""
        sheet = Sheet(columns, rows)
        sheet.put(0, 0, tr("Speed"), MUTED)
        at = nearest_speed(self.view.speed)
        sheet.put(self._START, 0, "━" * at, Ink("accent"))
        sheet.put(self._START + at, 0, "●", Ink("accent"))
        sheet.put(self._START + at + 1, 0, "─" * (self._CELLS - at - 1), TRACK)
        speed = self.view.speed
        sheet.put_right(columns, 0, tr("unlimited") if speed is None else rate(speed), TEXT)
        return sheet

    def on_click(self, event: events.Click) -> None:
        """Choose the speed under the pointer."""
        index = event.x - self._START
        if 0 <= index < len(SPEEDS):
            self.post_message(self.Chosen(SPEEDS[index]))
