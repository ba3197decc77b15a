"""`ComparePlot`: the costs of the compared runs over each other, by iteration or by seconds."""

from dataclasses import dataclass, replace

from rnn_tui.i18n import tr
from rnn_tui.plotting.lanes import EMPTY as NO_LANES
from rnn_tui.plotting.lanes import LanesView
from rnn_tui.plotting.lanes_plot import lanes_plot
from rnn_tui.plotting.lanes_scale import is_logarithmic
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, Ink, Run, Sheet, run_width
from rnn_tui.ui.widgets.canvas import Titled


@dataclass(frozen=True, eq=False)
class ComparePlotView:
    """A plot of lanes without its size; `said` stands in its place where there is none."""

    plot: LanesView = NO_LANES
    runs: int = 0
    said: str = ""


class ComparePlot(Titled[ComparePlotView]):
    """Curves, floors that all share, names at their ends."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Say how many runs are compared, shown or not."""
        if not self.view.runs:
            return tr("Compare")
        return tr("Compare {count} runs", count=self.view.runs)

    def facts(self) -> list[Run]:
        """Say what the axes are, and the keys that change them, as they fit."""
        plot = self.view.plot
        if not plot.lanes:
            return []
        other = tr("over iterations") if plot.seconds else tr("over seconds")
        axis, linear = tr("log"), tr("linear")
        if not is_logarithmic(plot):
            axis, linear = linear, axis
        cost: list[Run] = [(tr("cost, nats"), MUTED)]
        turn: list[Run] = [("t ", ACCENT), (other, MUTED)]
        scale: list[Run] = [("y ", ACCENT), (linear, MUTED)]
        named: list[Run] = [(f"{axis}  ", MUTED), *scale]
        room = self.size.width - width(self.heading(self.size.width)) - 5
        for parts in ([cost, turn, named], [turn, named], [turn, scale], [scale]):
            spaced = [run for part in parts for run in (("   ", MUTED), *part)][1:]
            if run_width(spaced) <= room:
                return spaced
        return []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the plot, or what there is to say."""
        sheet, view = Sheet(columns, rows), self.view
        if not view.plot.lanes:
            sheet.put(max(0, (columns - width(view.said)) // 2), rows // 2, view.said, MUTED)
            return sheet
        plot = replace(
            view.plot, width=columns, height=max(0, rows - 1), ascii_only=look.ascii_only
        )
        for y, runs in enumerate(lanes_plot(plot, look.palette), start=1):
            sheet.runs(0, y, [(text, Ink(*paint)) for text, paint in runs])
        return sheet
