"""What a race prints for a person: a line a lane, and what can be said of them."""

import sys
import textwrap
from collections.abc import Sequence

from rnn_tui.cli.printers import Output
from rnn_tui.cli.terminal import Style, seconds_text
from rnn_tui.contest.floors import lane_floors
from rnn_tui.contest.plan import SHARES
from rnn_tui.contest.race import Race
from rnn_tui.contest.report import Result, results
from rnn_tui.experiment import FIELD
from rnn_tui.fields import Choice, grouped, number
from rnn_tui.floors import floors
from rnn_tui.i18n import tr
from rnn_tui.plotting.series import cost_text
from rnn_tui.record import Phase
from rnn_tui.text import clipped, fit, visible_text, width
from rnn_tui.verdicts import interval, race_method, race_verdicts

_ANSWERS = 4
"""Answers that are listed of a lane."""

_ROWS = 16
"""Rows of the plot."""


def print_race(output: Output, race: Race, *, plot: bool) -> None:
    """Print the table, the plot and the verdict."""
    style = Style(sys.stdout)
    output.ascii_only = style.ascii_only
    plan = race.plan
    base = plan.lanes[0].experiment
    text = clipped(visible_text(base.text, spaces=True), 2 * style.columns // 3)
    output.line(style.paint(f"rnn-tui race  {text}", "title"))
    optimizer = FIELD["optimizer"].kind
    assert isinstance(optimizer, Choice)
    facts = [
        tr("{lanes} lanes × {seeds} seeds", lanes=len(plan.lanes), seeds=grouped(len(plan.seeds))),
        tr("{count} iterations", count=grouped(race.moment)),
        seconds_text(race.seconds),
    ]
    if race.phase is Phase.INTERRUPTED:
        facts.append(tr("interrupted"))
    output.line(style.paint(" · ".join(facts), "muted"))
    output.line("")
    if race.moment < 0:
        return
    found = results(race)
    for line in _table(found, style):
        output.line(line)
    if plot and race.moment > 0:
        output.line("")
        for line in _plot(race, style):
            output.line(line)
    output.line("")
    verdicts = race_verdicts([(one.label, one.score) for one in found])
    for verdict in verdicts:
        basis = f"{verdict.basis}." if verdict.basis and verdict.needed else verdict.basis
        words = " ".join(filter(None, (verdict.sentence, basis, verdict.needed)))
        for line in textwrap.wrap(words, style.columns, subsequent_indent="  "):
            output.line(line)
    for line in textwrap.wrap(race_method(len(found)), style.columns):
        output.line(style.paint(line, "muted"))


def _plot(race: Race, style: Style) -> list[str]:
    """Draw the medians of all lanes over the floors, told apart by their glyphs."""
    from rnn_tui.plotting.lanes import Bands, LaneCurve, LanesView
    from rnn_tui.plotting.lanes_plot import lanes_plot
    from rnn_tui.plotting.palette import MONO

    middle = SHARES.index(0.5)
    curves = tuple(
        LaneCurve(standing.lane.label, standing.costs[: race.moment + 1, middle], lane=place)
        for place, standing in enumerate(race.standings)
    )
    view = LanesView(
        lanes=curves,
        end=race.moment,
        width=style.columns,
        height=_ROWS,
        floors=lane_floors(
            [lane.label for lane in race.plan.lanes], [floors(task) for task in race.plan.tasks]
        ),
        bands=Bands.NONE,
        ascii_only=style.ascii_only,
    )
    return ["".join(text for text, _ in row).rstrip() for row in lanes_plot(view, MONO)]


def _table(found: Sequence[Result], style: Style) -> list[str]:
    heads = (tr("lane"), tr("right"), tr("first right"), tr("cost"), tr("a seed"), tr("answers"))
    cells = [heads, *(_cells(one) for one in found)]
    wide = [max(width(row[k]) for row in cells) for k in range(len(heads) - 1)]
    lines = []
    for place, row in enumerate(cells):
        fixed = "  ".join(fit(cell, wide[k]) for k, cell in enumerate(row[:-1]))
        line = f"{fixed}  {clipped(row[-1], max(style.columns - width(fixed) - 2, 8))}".rstrip()
        lines.append(style.paint(line, "muted") if place == 0 else line)
    return lines


def _cells(one: Result) -> tuple[str, ...]:
    first = tr("never")
    if one.first_right is not None:
        first = " / ".join(f"{value:.0f}" for value in one.first_right)
    answers = [f"{visible_text(answer)} {grouped(n)}" for answer, n in one.answers[:_ANSWERS]]
    if one.diverged:
        answers.insert(0, tr("{count} diverged", count=grouped(one.diverged)))
    return (
        one.label,
        interval(one.score),
        first,
        " / ".join(cost_text(cost) for cost in one.cost),
        tr("{number} µs", number=number(float(f"{1e6 * one.pace:.2g}"))),
        ", ".join(answers),
    )
