"""The cost panel: the plot of `plotting.cost_plot` under a title with its axis."""

from dataclasses import dataclass, replace

from rnn_tui.i18n import tr
from rnn_tui.plotting.cost_plot import PlotView, cost_plot
from rnn_tui.plotting.series import cost_text
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled

_INKS = {"curve": Ink("accent"), "floor": Ink("rule"), "accent": ACCENT}


@dataclass(frozen=True, eq=False)
class CostView:
    """A plot without its size."""

    plot: PlotView
    pass_mean: float | None = None
    """The mean cost of the last pass over the data, where an iteration sees a part of it."""


class CostPanel(Titled[CostView]):
    """The cost of every moment, with its floors."""

    title = tr("Cost, nats")

    def facts(self) -> list[Run]:
        """Name the axis as it is, and as the key makes it."""
        log = self.view.plot.logarithmic
        mean: list[Run] = []
        if self.view.pass_mean is not None:
            mean = [(tr("pass mean {cost}  ", cost=cost_text(self.view.pass_mean)), MUTED)]
        now = [(tr("log") if log else tr("linear"), MUTED), ("  ", MUTED)]
        key = [("y ", ACCENT), (tr("linear") if log else tr("log"), MUTED)]
        return [*mean, *now, *key] if self.size.width >= 44 else [*mean, *key]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the plot."""
        sheet = Sheet(columns, rows)
        plot = replace(self.view.plot, width=columns, height=max(0, rows - 1))
        for y, runs in enumerate(cost_plot(plot), start=1):
            sheet.runs(0, y, [(text, _INKS.get(role) or Ink(role)) for text, role in runs])
        return sheet
