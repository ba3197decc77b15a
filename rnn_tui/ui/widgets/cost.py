"""The cost panel: the plot of `plotting.cost_plot` under a title with its axis."""

from dataclasses import dataclass, replace

from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.plotting.cost_plot import PlotView, cost_plot, moment_at
from rnn_tui.plotting.series import cost_text
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, Ink, Run, Sheet, run_width
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.seeking import Seeking

_INKS = {"curve": Ink("accent"), "floor": Ink("rule"), "accent": ACCENT}


@dataclass(frozen=True, eq=False)
class CostView:
    """A plot without its size."""

    plot: PlotView
    pass_mean: float | None = None
    """The mean cost of the last pass over the data, where an iteration sees a part of it."""
    reweighted: bool = False
    """Whether other time steps counted earlier: the floors are those of the moment shown."""


class CostPanel(Seeking, Titled[CostView]):
    """The cost of every moment, with its floors; a click or drag seeks a moment."""

    title = tr("Cost, nats")

    def facts(self) -> list[Run]:
        """Say what of the run lies ahead, or name the axis as it is; then the keys, as they fit."""
        plot, room = self.view.plot, self.size.width - width(self.title) - 3
        log, ahead = plot.logarithmic, (plot.last or 0) - (plot.moment or 0)
        parts: list[list[Run]] = []
        if self.view.reweighted:
            parts.append([(tr("floors of now"), MUTED)])
        if self.view.pass_mean is not None:
            mean = cost_text(self.view.pass_mean)
            parts.append([(tr("pass mean {cost}", cost=mean), MUTED)])
        if plot.moment is not None and ahead > 0:
            parts.append([(tr("{count} ahead", count=f"{ahead:,}"), MUTED)])
            parts.append([(f"{key_of('last_moment')} ", ACCENT), (tr("latest"), MUTED)])
        elif self.size.width >= 44:
            parts.append([(tr("log") if log else tr("linear"), MUTED)])
        parts.append(
            [(f"{key_of('log_axis')} ", ACCENT), (tr("linear") if log else tr("log"), MUTED)]
        )
        while len(parts) > 1 and sum(run_width(part) + 2 for part in parts) - 2 > room:
            parts.pop(0)
        return [run for part in parts for run in (("  ", MUTED), *part)][1:]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the plot."""
        sheet = Sheet(columns, rows)
        plot = replace(self._plot(columns, rows), ascii_only=look.ascii_only)
        for y, runs in enumerate(cost_plot(plot), start=1):
            sheet.runs(0, y, [(text, _INKS.get(role) or Ink(role)) for text, role in runs])
        return sheet

    def moment_under(self, x: int, y: int, *, beyond: bool) -> int | None:
        """Give the moment of a column of the picture."""
        return moment_at(self._plot(*self.size), x, y - 1, beyond=beyond)

    def _plot(self, columns: int, rows: int) -> PlotView:
        return replace(self.view.plot, width=columns, height=max(0, rows - 1))
