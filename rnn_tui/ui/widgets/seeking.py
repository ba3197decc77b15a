"""`Seeking`: a panel in which a place is a moment; a click seeks it, and dragging goes along."""

from textual import events
from textual.message import Message
from textual.widget import Widget


class Seeking(Widget):
    """Posts `Sought` for the moment under the pointer, once each while it is dragged."""

    class Sought(Message):
        """A person pointed at a moment; it may lie beyond those that are known."""

        def __init__(self, moment: int) -> None:
            super().__init__()
            self.moment = moment

    _sought: int | None = None
    """The moment posted last; None while nothing is dragged."""

    def moment_under(self, x: int, y: int, *, beyond: bool) -> int | None:
        """Give the moment of a cell; with `beyond` cells outside mean the nearest edge."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Seek, and follow the pointer from now on, wherever it goes."""
        moment = self.moment_under(event.x, event.y, beyond=False)
        if event.button == 1 and moment is not None:
            self.capture_mouse()
            self._seek(moment)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Seek what the pointer is dragged to."""
        if self._sought is not None:
            moment = self.moment_under(event.x, event.y, beyond=True)
            if moment is not None:
                self._seek(moment)

    def on_mouse_up(self) -> None:
        """Let the pointer go."""
        if self._sought is not None:
            self.release_mouse()

    def on_mouse_release(self) -> None:
        """Follow it no longer, whoever took it away."""
        self._sought = None

    def _seek(self, moment: int) -> None:
        if moment != self._sought:
            self._sought = moment
            self.post_message(self.Sought(moment))
