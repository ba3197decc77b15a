"""Heat maps over time of every gate, the candidate, memory and hidden; a row is a unit."""

from collections.abc import Sequence

from textual import events

from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.inspector.maps_plan import KINDS, Box, maps_rows
from rnn_tui.ui.widgets.inspector.maps_sheet import maps_sheet
from rnn_tui.ui.widgets.inspector.steps import Chosen
from rnn_tui.ui.widgets.inspector.view import InspectorView

__all__ = ["KINDS", "Maps", "maps_rows", "maps_sheet"]


class Maps(Canvas[InspectorView]):
    """All maps of the cell."""

    above = False
    """Whether the chosen time step is marked above the maps, not beneath each of them."""

    _boxes: Sequence[Box] = ()

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the maps."""
        sheet, self._boxes = maps_sheet(self.view, columns, rows, look, above=self.above)
        return sheet

    def on_click(self, event: events.Click) -> None:
        """Choose the time step and the unit under the pointer."""
        for box in self._boxes:
            found = box.at(event.x, event.y)
            if found is not None:
                self.post_message(Chosen(*found))
                return
