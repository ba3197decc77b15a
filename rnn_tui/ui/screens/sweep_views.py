"""What the panels of a sweep show of a snapshot. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rnn_tui.axes import Axis
from rnn_tui.contest.finding import Finding
from rnn_tui.contest.plan import SHARES
from rnn_tui.contest.sweep import SweepSnapshot
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import FIELD
from rnn_tui.fields import grouped
from rnn_tui.floors import Floors
from rnn_tui.i18n import tr
from rnn_tui.naming import short_field, short_value
from rnn_tui.plotting.lanes import Bands, LaneCurve, LanesView
from rnn_tui.statistics import wilson
from rnn_tui.task import amount
from rnn_tui.ui.screens.race_views import lane_floors
from rnn_tui.ui.widgets.race.plot import RacePlotView
from rnn_tui.ui.widgets.race.points import PointRow, PointsView
from rnn_tui.ui.widgets.race.progress import ProgressView
from rnn_tui.ui.widgets.race.prose import Phrase, ProseView, Tone
from rnn_tui.ui.widgets.race.tiles_plan import Tile, TileState, TilesView
from rnn_tui.ui.widgets.race.words import moment, percent_number, small_cost
from rnn_tui.verdicts import interval, sweep_method, sweep_verdict

MOST_ROWS = 2_000
"""Rows of the table that are made at most."""


class Measure(StrEnum):
    """What colours and numbers of the tiles say."""

    SOLVED = "Solved, % of the seeds"
    COST = "Final cost, median"
    FIRST = "First right, median"


class Order(StrEnum):
    """What the points are sorted by."""

    RANK = "by solved, then first right"
    FIRST = "by first right"
    COST = "by cost"
    AXES = "as they are trained"


@dataclass(frozen=True)
class SweepChoice:
    """What a person chose to see of a sweep."""

    point: int = 0
    measure: Measure = Measure.SOLVED
    order: Order = Order.RANK
    bands: Bands = Bands.QUARTILES
    log: bool | None = None


def next_of(options: type[StrEnum], now: StrEnum) -> StrEnum:
    """Give the option after this one, round and round."""
    listed = list(options)
    return listed[(listed.index(now) + 1) % len(listed)]


def known(snapshot: SweepSnapshot) -> dict[int, Finding]:
    """Give all findings, of points that are done and of those at work, by number."""
    return dict(snapshot.done) | {finding.number: finding for finding in snapshot.at_work}


def ordered(findings: Mapping[int, Finding], order: Order) -> list[Finding]:
    """Sort findings."""
    match order:
        case Order.RANK:
            return sorted(findings.values(), key=lambda f: (*f.rank, f.number))
        case Order.FIRST:
            return sorted(findings.values(), key=lambda f: (_first(f), f.number))
        case Order.COST:
            return sorted(findings.values(), key=lambda f: (f.cost[1], f.number))
        case Order.AXES:
            return sorted(findings.values(), key=lambda f: f.number)


def _first(finding: Finding) -> float:
    return finding.first_right[1] if finding.first_right else math.inf


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


def shape(plan: SweepPlan, chosen: int) -> Shape:
    """Lay the points out over the first axis across and the second one upwards.

    Other axes stand at the values of the chosen point. A sample has no grid: its points stand
    in the order they were drawn.
    """
    points = plan.points
    axes = [axis for axis in points.axes if isinstance(axis, Axis)]
    grid = len(axes) == len(points.axes) and _is_grid(plan)
    if not grid:
        numbers = tuple(range(min(len(points), MOST_ROWS)))
        labels = tuple(str(number + 1) for number in numbers)
        return Shape(tr("point"), labels, "", ("",), (numbers,))
    values = list(points[chosen].values)
    across, upwards = 0, 1 if len(axes) > 1 else -1
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


def _is_grid(plan: SweepPlan) -> bool:
    from rnn_tui.sweep import Grid  # noqa: PLC0415

    return isinstance(plan.points, Grid)


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
        other=tr(str(next_of(Measure, choice.measure))).split(",")[0].lower(),
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
            value = _first(finding)
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


def points_view(snapshot: SweepSnapshot, choice: SweepChoice) -> tuple[PointsView, list[int]]:
    """Give the table of the points that are done, and the number of the point of each row."""
    plan = snapshot.plan
    found = ordered(snapshot.done, choice.order)[:MOST_ROWS]
    numbers = [finding.number for finding in found]
    fields = plan.points.fields
    rows = [
        PointRow(
            tuple(
                short_value(FIELD[field], value)
                for field, value in zip(fields, plan.points.values(finding.number), strict=True)
            ),
            finding.score.solved / finding.score.trials,
            wilson(finding.score.solved, finding.score.trials),
            finding.first_right[1] if finding.first_right else None,
            finding.cost[1],
        )
        for finding in found
    ]
    return (
        PointsView(
            tuple(short_field(FIELD[field]) for field in fields),
            rows,
            numbers.index(choice.point) if choice.point in numbers else None,
            tr(str(choice.order)),
            len(snapshot.at_work),
        ),
        numbers,
    )


def best_view(snapshot: SweepSnapshot) -> ProseView:
    """Say which point is best so far, and how many cannot be told from it."""
    found = ordered(snapshot.done, Order.RANK)
    if not found:
        return ProseView(((Phrase(tr("No point is done yet."), Tone.ASIDE),),), ())
    best = found[0]
    label = snapshot.plan.points[best.number].label
    first = tr("never right")
    if best.first_right is not None:
        first = tr("first right at {moment} (median)", moment=moment(best.first_right[1]))
    verdict = sweep_verdict([finding.score for finding in found], 0)
    asides = filter(None, (verdict.needed,))
    return ProseView(
        (
            (
                Phrase(label, Tone.ACCENT),
                Phrase(": "),
                Phrase(interval(best.score), Tone.STRONG),
                Phrase(f", {first}."),
            ),
            (Phrase(verdict.sentence), *(Phrase(f" {aside}", Tone.ASIDE) for aside in asides)),
        ),
        (sweep_method(max(len(found) - 1, 1)), tr("Wilson interval, 95 %"), tr("95 %")),
    )


def progress_view(snapshot: SweepSnapshot, memory: int) -> ProgressView:
    """Say how far it is."""
    plan = snapshot.plan
    seeds = len(plan.seeds)
    done = len(snapshot.done) * seeds
    at_work = tr("nothing")
    if snapshot.at_work:
        working = snapshot.at_work[0]
        iterations = plan.points[working.number].experiment.iterations
        at_work = tr(
            "{members}, iteration {moment} of {iterations}",
            members=grouped(len(snapshot.at_work) * seeds),
            moment=grouped(working.moment),
            iterations=grouped(iterations),
        )
    took = f"{snapshot.seconds:.0f} s"
    if snapshot.left is not None and snapshot.share < 1:
        took = tr("{took}, {left} left", took=took, left=_clock(snapshot.left))
    lines = [
        (tr("Runs done"), tr("{done} of {all}", done=grouped(done), all=grouped(plan.members))),
        (tr("At work"), at_work),
        (tr("Time"), took),
        (tr("Memory"), tr("{used} of {all}", used=amount(snapshot.bytes), all=amount(memory))),
    ]
    if snapshot.resumed:
        lines.append((tr("Done before"), grouped(snapshot.resumed * seeds)))
    return ProgressView(snapshot.share, lines, tr("stops and goes on where it was"))


def _clock(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def plot_view(snapshot: SweepSnapshot, choice: SweepChoice, floors: Floors | None) -> RacePlotView:
    """Give the curve of the chosen point."""
    point = snapshot.plan.points[choice.point]
    finding = known(snapshot).get(choice.point)
    curves: tuple[LaneCurve, ...] = ()
    if finding is not None and finding.curve:
        table = np.array(finding.curve)
        column = {share: table[:, 1 + k] for k, share in enumerate(SHARES)}
        curves = (
            LaneCurve(
                point.label,
                median=column[0.5],
                quartiles=(column[0.25], column[0.75]),
                wide=(column[0.05], column[0.95]),
                at=table[:, 0],
            ),
        )
    view = LanesView(
        lanes=curves,
        end=max(point.experiment.iterations, 1),
        floors=lane_floors([point.label], [floors]),
        bands=choice.bands,
        log=choice.log,
        named=False,
    )
    return RacePlotView(view, point.label)
