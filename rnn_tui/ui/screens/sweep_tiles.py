"""The tiles of a sweep: how points stand over two axes, and how a measure colours them. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from rnn_tui.axes import Axis
from rnn_tui.contest.finding import Finding
from rnn_tui.contest.sweep import SweepSnapshot
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import FIELD
from rnn_tui.i18n import tr
from rnn_tui.naming import short_field, short_value
from rnn_tui.sweep import Grid
from rnn_tui.ui.screens.choosing import next_of
from rnn_tui.ui.screens.sweep_views import (
    MOST_ROWS,
    Measure,
    Order,
    SweepChoice,
    first_right,
    known,
    ordered,
)
from rnn_tui.ui.widgets.race.tiles_plan import Tile, TileState, TilesView
from rnn_tui.ui.widgets.race.words import moment, percent_number, small_cost


@dataclass(frozen=True)
class Shape:
    """How the points stand as tiles: the values across and upwards, and the point of each."""

    across: str
    columns: tuple[str, ...]
    upwards: str
    rows: tuple[str, ...]
    points: tuple[tuple[int | None, ...], ...]
    """A row of points for each value upwards, the lowest first."""

    def place(self, number: int) -> tuple[int, int] | None:
        """Say in which column and row a point stands."""
        for row, points in enumerate(self.points):
            if number in points:
                return points.index(number), row
        return None


def pairs(plan: SweepPlan) -> list[tuple[int, int]]:
    """Give the places of two axes, across and upwards, in every way; one axis has no second."""
    count = len(plan.points.axes)
    if count == 1:
        return [(0, -1)]
    return list(permutations(range(count), 2))


def shape(plan: SweepPlan, chosen: int, turn: int = 0) -> Shape:
    """Lay the points out over two axes, at first the first one across and the second upwards.

    Other axes stand at the values of the chosen point. A sample has no grid: its points stand
    in the order they were drawn.
    """
    points = plan.points
    axes = [axis for axis in points.axes if isinstance(axis, Axis)]
    grid = len(axes) == len(points.axes) and isinstance(plan.points, Grid)
    if not grid:
        numbers = tuple(range(min(len(points), MOST_ROWS)))
        labels = tuple(str(number + 1) for number in numbers)
        return Shape(tr("point"), labels, "", ("",), (numbers,))
    values = list(points[chosen].values)
    found = pairs(plan)
    across, upwards = found[turn % len(found)]
    rows: list[tuple[int | None, ...]] = []
    for high in axes[upwards].values if upwards >= 0 else (None,):
        row: list[int | None] = []
        for wide in axes[across].values:
            at = list(values)
            at[across] = wide
            if upwards >= 0:
                at[upwards] = high
            row.append(points.find(tuple(at)))
        rows.append(tuple(row))
    return Shape(
        short_field(FIELD[axes[across].field]),
        tuple(short_value(FIELD[axes[across].field], v) for v in axes[across].values),
        short_field(FIELD[axes[upwards].field]) if upwards >= 0 else "",
        tuple(short_value(FIELD[axes[upwards].field], v) for v in axes[upwards].values)
        if upwards >= 0
        else ("",),
        tuple(rows),
    )


def tiles_view(snapshot: SweepSnapshot, choice: SweepChoice, laid: Shape) -> TilesView:
    """Give the tiles of the measure."""
    findings = known(snapshot)
    working = {finding.number for finding in snapshot.at_work}
    tiles = tuple(
        tuple(_tile(findings.get(n) if n is not None else None, choice, n in working) for n in row)
        for row in laid.points
    )
    levels = _scaled(tiles, choice.measure)
    best = ordered(snapshot.done, Order.RANK)[:1]
    notes = []
    for row in laid.points:
        at = [findings[n].moment for n in row if n in working]
        notes.append(tr("it {moment}", moment=f"{at[0]:,}") if at else "")
    return TilesView(
        title=tr(str(choice.measure)),
        other=tr(str(next_of(choice.measure))).split(",")[0].lower(),
        across=laid.across,
        columns=laid.columns,
        upwards=laid.upwards,
        rows=laid.rows,
        tiles=levels[0],
        chosen=laid.place(choice.point),
        best=laid.place(best[0].number) if best else None,
        notes=tuple(notes),
        legend=levels[1],
    )


def _tile(finding: Finding | None, choice: SweepChoice, working: bool) -> tuple[Tile, float]:
    if finding is None:
        return Tile(), math.nan
    state = TileState.WORKING if working else TileState.DONE
    match choice.measure:
        case Measure.SOLVED:
            value = finding.score.solved / finding.score.trials
            text = percent_number(value)
        case Measure.COST:
            value = finding.cost[1]
            text = small_cost(value)
        case Measure.FIRST:
            value = first_right(finding)
            text = moment(value)
    return Tile(0.0, text, state, finding.diverged), value


Rows = tuple[tuple[Tile, ...], ...]


def _scaled(
    tiles: Sequence[Sequence[tuple[Tile, float]]], measure: Measure
) -> tuple[Rows, tuple[str, str]]:
    """Give each tile its level: the brighter, the better; and what the ends of the ramp are."""
    values = [value for row in tiles for _, value in row if math.isfinite(value)]
    low, high = (0.0, 1.0) if measure is Measure.SOLVED else (1.0, 0.0)
    legend = ("0", "100 %")
    scale = math.log if measure is Measure.COST else float
    if measure is not Measure.SOLVED and values:
        least = 1e-6 if measure is Measure.COST else 0.0
        low, high = max(*values, least), max(min(values), least)
        written = small_cost if measure is Measure.COST else moment
        legend = (written(low), written(high))
        low, high = scale(low), scale(high)

    def level(value: float) -> float:
        if not math.isfinite(value):
            return 0.0
        if high == low:
            return 1.0
        at = scale(max(value, 1e-6)) if measure is Measure.COST else value
        return min(max((at - low) / (high - low), 0.0), 1.0)

    rows = tuple(
        tuple(
            tile
            if tile.state is TileState.WAITING
            else Tile(level(value), tile.text, tile.state, tile.diverged)
            for tile, value in row
        )
        for row in tiles
    )
    return rows, legend
