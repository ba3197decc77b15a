"""`RacePlot`: the plot of lanes under a title that says which band is drawn, and on which axis."""

from dataclasses import dataclass, replace

from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.plotting.lanes import EMPTY as NO_LANES
from rnn_tui.plotting.lanes import Bands, LanesView
from rnn_tui.plotting.lanes_plot import lanes_moment_at, lanes_plot
from rnn_tui.plotting.lanes_scale import is_logarithmic, known_until
from rnn_tui.text import visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, Ink, Run, Sheet, run_width
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.seeking import Seeking


@dataclass(frozen=True, eq=False)
class RacePlotView:
    """A plot of lanes without its size, and what it is of: a race by default."""

    plot: LanesView
    title: str = ""
    """What stands in the place of `Cost, nats`."""


EMPTY = RacePlotView(NO_LANES)


class RacePlot(Seeking, Titled[RacePlotView]):
    """Medians, bands and floors of all lanes; a click or drag seeks a moment."""

    title = tr("Cost, nats")
    _plain = False
    """Whether it was drawn without colour, when one lane alone has a band."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Give the title of the view."""
        return visible_text(self.view.title) or self.title

    def facts(self) -> list[Run]:
        """Say what of the race lies ahead, or what is drawn; then the keys, as they fit."""
        plot = self.view.plot
        room = self.size.width - width(self.heading(self.size.width)) - 5
        bands: list[Run] = [(f"{key_of('bands')} ", ACCENT), (tr("bands"), MUTED)]
        axis: list[Run] = [(f"{key_of('log_axis')} ", ACCENT)]
        axis.append((tr("linear") if is_logarithmic(plot) else tr("log"), MUTED))
        known = known_until(plot)
        if plot.moment is not None and plot.moment < known and not plot.seconds:
            ahead = tr("{count} ahead", count=f"{round(known - plot.moment):,}")
            latest: list[Run] = [(f"{key_of('last_moment')} ", ACCENT), (tr("latest"), MUTED)]
            told = [[[(ahead, MUTED)], latest, bands, axis], [[(ahead, MUTED)], latest, axis]]
        else:
            drawn = [[(word, MUTED)] for word in self._drawn()]
            told = [[*drawn[:1], bands, axis], *([each, bands, axis] for each in drawn[1:-1])]
            told += [[each, axis] for each in drawn[1:]]
        for parts in (*told, [axis]):
            spaced = [run for part in parts for run in (("   ", MUTED), *part)][1:]
            if run_width(spaced) <= room:
                return spaced
        return []

    def _drawn(self) -> list[str]:
        """Say what is drawn, at length and in short."""
        if self.view.plot.bands is Bands.NONE:
            return [tr("median")] * 3
        band = tr(str(self.view.plot.bands))
        long = tr("median, {band} of the seeds", band=band)
        banded = min(len(self.view.plot.banded), 1 if self._plain else len(self.view.plot.lanes))
        if banded < len(self.view.plot.lanes):
            long = tr("medians, {band} of the chosen lane", band=band)
        return [long, tr("median, {band}", band=band), tr("median")]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the plot."""
        self._plain = look.plain
        sheet = Sheet(columns, rows)
        drawn = lanes_plot(
            replace(self._plot(columns, rows), ascii_only=look.ascii_only), look.palette
        )
        for y, runs in enumerate(drawn, start=1):
            sheet.runs(0, y, [(text, Ink(*paint)) for text, paint in runs])
        return sheet

    def moment_under(self, x: int, y: int, *, beyond: bool) -> int | None:
        """Give the moment of a column of the picture; seconds are no moments."""
        if self.view.plot.seconds:
            return None
        at = lanes_moment_at(self._plot(*self.size), x, y - 1, beyond=beyond)
        return None if at is None else round(at)

    def _plot(self, columns: int, rows: int) -> LanesView:
        return replace(self.view.plot, width=columns, height=max(0, rows - 1))
