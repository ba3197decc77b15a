"""`FormButton`: a button that takes a click begun on it, wherever it stands when the mouse goes up.

A form is laid out anew at any time: notes come and go, the run's phase changes. And it takes no
focus by a click: leaving a field is an edit, and the click says itself what is to be done.
"""

from textual import events
from textual.geometry import Offset
from textual.widgets import Button


class FormButton(Button):
    """Pressed by enter, by space, or by a click that was begun on it and not dragged away."""

    FOCUS_ON_CLICK = False

    _begun: Offset | None = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a click: what the mouse does next is for this button."""
        if event.button == 1:
            self._begun = event.screen_offset
            self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End it."""
        self.release_mouse()
        begun, self._begun = self._begun, None
        end = event.screen_offset
        if (
            begun is not None
            and self.region.area
            and (end == begun or self.region.contains_point(end))
        ):
            self.press()

    async def _on_click(self, event: events.Click) -> None:
        """Leave it at that: the mouse that went up has pressed it."""
        event.stop()
        event.prevent_default()
