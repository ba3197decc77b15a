"""Pictures of a finished run for a file: the unrolled network and the cost plot of the screen.

Pure: no Textual, no terminal. Colours are those of the light theme, which paper likes.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rnn_tui.edits import Regime
from rnn_tui.export.finished import Finished
from rnn_tui.export.formats import Part
from rnn_tui.export.pictures import Picture, Piece
from rnn_tui.floors import floors
from rnn_tui.i18n import tr
from rnn_tui.plotting.cost_plot import MarkKind, PlotView, cost_plot
from rnn_tui.plotting.palette import LIGHT, MONO, Palette
from rnn_tui.record import Phase
from rnn_tui.task import Task
from rnn_tui.text import clipped, visible_text
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import BOLD, MUTED, Ink, Run, Sheet
from rnn_tui.ui.widgets.network_sheet import NetworkView, network_sheet

_COLUMNS = 100
_WIDEST = 400
"""Cells; a longer text is cut at the right, and says so."""
_ROWS = 48
_PLOT_ROWS = 18

_PLOT_INKS = {"curve": Ink("accent"), "floor": Ink("muted"), "accent": Ink("accent", bold=True)}


def draw(run: Finished, part: Part, *, plain: bool) -> Picture:
    """Draw a part of a run, or both; `plain` is for text, which has no colours."""
    palette = MONO if plain else LIGHT
    sheets: list[Sheet] = []
    if part != "plot":
        sheets.append(_network(run, Look(palette)))
    if part != "network":
        sheets.append(_plot(run, min(sheets[0].width, 140) if sheets else _COLUMNS))
    rows: list[list[Piece]] = [[Piece(_title(run), palette.text, bold=True)], []]
    for sheet in sheets:
        rows += [_row(sheet.row(y), palette) for y in range(sheet.height)]
        rows.append([])
    return Picture(rows, palette.page, _title(run))


def _title(run: Finished) -> str:
    e = run.recipe.experiment
    text = clipped(visible_text(e.text, spaces=False), 40)
    made = tr("{cell} after {count} updates", cell=e.cell.upper(), count=f"{run.iterations:,}")
    return f"{text} · {made} · {tr('cost')} {run.outcome.cost:.4f} · {run.outcome.phase}"


def _network(run: Finished, look: Look) -> Sheet:
    regime = Regime(run.recipe.experiment)
    for _, _, after in run.effective():
        regime = after
    task = Task(regime.experiment)
    view = NetworkView(task, run.picture, step=-1, unit=-1, weights=task.loss_weights)
    columns = min(max(_COLUMNS, 16 + 10 * task.length), _WIDEST)
    plan = view.plan(columns, _ROWS)
    sheet = network_sheet(view, columns, plan.height, look)
    title = tr("The unrolled network")
    hidden = task.length - plan.columns
    sheet.put(0, 0, title, BOLD)
    if hidden > 0:
        sheet.put(len(title) + 3, 0, tr("{count} more ›", count=hidden), MUTED)
    return sheet


def _plot(run: Finished, columns: int) -> Sheet:
    view = PlotView(
        width=columns,
        height=_PLOT_ROWS,
        columns=lambda first, last, count: _columns(run.costs, first, last, count),
        iterations=max(run.iterations, 1),
        moment=len(run.costs) - 1 if len(run.costs) else None,
        floors=floors(run.task).lines,
        marks=tuple(_marks(run)),
        diverged=run.outcome.phase is Phase.DIVERGED,
    )
    sheet = Sheet(columns, _PLOT_ROWS + 1)
    sheet.put(0, 0, tr("Cost, nats"), BOLD)
    for y, runs in enumerate(cost_plot(replace(view, height=_PLOT_ROWS)), start=1):
        sheet.runs(0, y, [(text, _PLOT_INKS.get(role) or Ink(role)) for text, role in runs])
    return sheet


def _columns(costs: NDArray[np.float64], first: int, last: int, count: int) -> NDArray[np.float64]:
    """Cut moments first to last into columns of (lowest, highest); NaN where none is finite."""
    found = np.full((count, 2), np.nan)
    moments = last - first + 1
    for column in range(count):
        start = first + column * moments // count
        end = first + (column + 1) * moments // count
        part = costs[max(start, 0) : max(end, start + 1, 0)]
        finite = part[np.isfinite(part)]
        if finite.size:
            found[column] = finite.min(), finite.max()
    return found


def _marks(run: Finished) -> Iterable[tuple[int, MarkKind]]:
    right = False
    for answer in run.answers:
        if answer.correct != right:
            right = answer.correct
            yield answer.moment, "right" if right else "lost"
    for event, _, _ in run.effective():
        yield event.iteration, "edit"


def _row(runs: Iterable[Run], palette: Palette) -> list[Piece]:
    def color(role: str) -> str:
        return role if not role or role.startswith("#") else str(getattr(palette, role))

    pieces = []
    for text, ink in runs:
        fg, bg = color(ink.fg), color(ink.bg)
        if ink.reverse:
            fg, bg = bg or palette.page, fg
        pieces.append(Piece(text, fg, bg, ink.bold))
    return pieces
