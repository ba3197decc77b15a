"""What the panels of a sweep show of a snapshot. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rnn_tui.axes import Axis
from rnn_tui.contest.finding import Finding
from rnn_tui.contest.floors import lane_floors
from rnn_tui.contest.plan import SHARES
from rnn_tui.contest.sweep import SweepSnapshot
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import FIELD
from rnn_tui.fields import clock_text, grouped
from rnn_tui.floors import Floors
from rnn_tui.i18n import tr
from rnn_tui.naming import short_field, short_value
from rnn_tui.plotting.lanes import LaneCurve, LanesView
from rnn_tui.points import Points
from rnn_tui.statistics import wilson
from rnn_tui.task import amount
from rnn_tui.ui.screens.choosing import ContestChoice
from rnn_tui.ui.widgets.race.plot import RacePlotView
from rnn_tui.ui.widgets.race.points import PointRow, PointsView
from rnn_tui.ui.widgets.race.progress import ProgressView
from rnn_tui.ui.widgets.race.prose import Phrase, ProseView, Tone
from rnn_tui.ui.widgets.race.words import moment
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


@dataclass(frozen=True)
class SweepChoice(ContestChoice):
    """What a person chose to see of a sweep."""

    point: int = 0
    measure: Measure = Measure.SOLVED
    order: Order | int = Order.RANK
    """An axis by its place: sorted by its values, and then by rank."""
    turn: int = 0
    """Which two axes are the tiles': counts through all pairs."""


def known(snapshot: SweepSnapshot) -> dict[int, Finding]:
    """Give all findings, of points that are done and of those at work, by number."""
    return dict(snapshot.done) | {finding.number: finding for finding in snapshot.at_work}


def ordered(
    findings: Mapping[int, Finding], order: Order | int, points: Points | None = None
) -> list[Finding]:
    """Sort findings; by an axis only with the points whose axis it is."""
    found = sorted(findings.values(), key=lambda f: (*f.rank, f.number))
    match order:
        case Order.RANK:
            return found
        case Order.FIRST:
            return sorted(found, key=first_right)
        case Order.COST:
            return sorted(found, key=lambda f: f.cost[1])
        case int(place):
            assert points is not None
            axis = points.axes[place]
            values = {f.number: points.values(f.number)[place] for f in found}
            if isinstance(axis, Axis):
                return sorted(found, key=lambda f: axis.values.index(values[f.number]))
            return sorted(found, key=lambda f: float(values[f.number]))
    raise AssertionError(order)


def next_order(order: Order | int, axes: int) -> Order | int:
    """Give the column that is sorted by next: solved, first right, cost, then every axis."""
    listed: list[Order | int] = [*Order, *range(axes)]
    return listed[(listed.index(order) + 1) % len(listed)]


def first_right(finding: Finding) -> float:
    """Give the median iteration after which the answer was first right; infinite where never."""
    return finding.first_right[1] if finding.first_right else math.inf


def points_view(snapshot: SweepSnapshot, choice: SweepChoice) -> tuple[PointsView, list[int]]:
    """Give the table of the points that are done, and the number of the point of each row."""
    plan = snapshot.plan
    found = ordered(snapshot.done, choice.order, plan.points)[:MOST_ROWS]
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
            order_words(plan, choice.order),
            len(snapshot.at_work),
        ),
        numbers,
    )


def order_words(plan: SweepPlan, order: Order | int) -> str:
    """Say what the points are sorted by."""
    if isinstance(order, Order):
        return tr(str(order))
    return tr("by {axis}", axis=short_field(FIELD[plan.points.fields[order]]))


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
    return f"{seconds:.0f} s" if seconds < 60 else clock_text(seconds)


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
