"""`Projector`: the run in large, for a room: the network, a strip of cost, how many are right.

Bars, cells and the timeline fill their rows; right and wrong stand in words. What is not needed
from the last row of chairs is left out.
"""

from dataclasses import dataclass

from textual import events

from rnn_tui.plotting.series import Columns
from rnn_tui.text import visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.facts import NoticeView
from rnn_tui.ui.widgets.frame import HeaderView, TimelineView
from rnn_tui.ui.widgets.network import Network
from rnn_tui.ui.widgets.network_sheet import NetworkView
from rnn_tui.ui.widgets.projector_plan import HEAD, ProjectorPlan, plan_projector
from rnn_tui.ui.widgets.seeking import Seeking


@dataclass(frozen=True, eq=False)
class ProjectorView:
    """One moment of a run, and its costs up to the latest one known."""

    header: HeaderView
    timeline: TimelineView
    network: NetworkView
    text: str
    about: str
    """Cell and units, in words."""
    cost: float
    right: int | None
    counted: int
    first: str
    """When every letter was right, in words."""
    costs: Columns
    notice: NoticeView

    def plan(self, columns: int, rows: int) -> ProjectorPlan:
        """Lay out in the given space."""
        task = self.network.task
        return plan_projector(
            time_steps=task.length,
            letters=task.vocabulary_size,
            chosen=self.network.step,
            width=columns,
            height=rows,
            wide=any(width(visible(letter)) > 1 for letter in task.vocabulary),
        )


class Projector(Seeking, Canvas[ProjectorView | None]):
    """Everything but the footer."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the picture."""
        from rnn_tui.ui.widgets.projector_sheet import projector_sheet  # noqa: PLC0415 - if shown

        if self.view is None:
            return Sheet(columns, rows)
        return projector_sheet(self.view, columns, rows, look)

    def moment_under(self, x: int, y: int, *, beyond: bool) -> int | None:
        """Give the moment of a column of the timeline."""
        last = self.size.width - 3
        if self.view is None or last < 1 or not (beyond or y == 1):
            return None
        share = min(max((x - 1) / last, 0.0), 1.0)
        return round(share * self.view.timeline.iterations)

    def on_click(self, event: events.Click) -> None:
        """Choose the time step under the pointer."""
        if self.view is None:
            return
        plan = self.view.plan(*self.size)
        step = plan.step_at(event.x)
        if step is not None and HEAD <= event.y <= plan.input_row:
            self.post_message(Network.Chosen(step))
