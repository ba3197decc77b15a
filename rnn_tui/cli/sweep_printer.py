"""What a sweep prints for a person: the best points, and how sure that is."""

import sys
import textwrap

from rnn_tui.cli.printers import Output
from rnn_tui.cli.terminal import Style, seconds_text
from rnn_tui.contest.finding import Finding
from rnn_tui.contest.sweep import Sweep
from rnn_tui.contest.sweep_report import ranked, verdict
from rnn_tui.experiment import FIELD
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.naming import short_field, short_value
from rnn_tui.plotting.series import table_cost
from rnn_tui.record import Phase
from rnn_tui.text import clipped, fit, visible_text, width
from rnn_tui.verdicts import interval

_ROWS = 20


def print_sweep(output: Output, sweep: Sweep) -> None:
    """Print the points by rank, and the verdict."""
    style, plan = Style(sys.stdout), sweep.plan
    output.ascii_only = style.ascii_only
    text = clipped(visible_text(plan.points.base.text, spaces=True), 2 * style.columns // 3)
    output.line(style.paint(f"rnn-tui sweep  {text}", "title"))
    facts = [
        tr(
            "{points} points × {seeds} seeds",
            points=grouped(len(plan.points)),
            seeds=grouped(len(plan.seeds)),
        ),
        seconds_text(sweep.seconds),
    ]
    if sweep.phase is Phase.INTERRUPTED:
        facts.append(tr("interrupted, {count} points done", count=grouped(len(sweep.findings))))
    output.line(style.paint(" · ".join(facts), "muted"))
    output.line("")
    ordered = ranked(sweep.findings)
    for line in _table(sweep, ordered[:_ROWS], style):
        output.line(line)
    if len(ordered) > _ROWS:
        more = grouped(len(ordered) - _ROWS)
        output.line(style.paint(tr("… {count} more: --json or --csv has all", count=more), "muted"))
    output.line("")
    sentence, basis = verdict(ordered)
    for line in textwrap.wrap(sentence, style.columns):
        output.line(line)
    for line in textwrap.wrap(basis, style.columns):
        output.line(style.paint(line, "muted"))


def _table(sweep: Sweep, ordered: list[Finding], style: Style) -> list[str]:
    fields = sweep.plan.points.fields
    heads = [short_field(FIELD[field]) for field in fields]
    heads += [tr("right"), tr("first right"), tr("cost"), tr("diverged")]
    cells = [heads]
    for finding in ordered:
        point = sweep.plan.points[finding.number]
        first = tr("never") if finding.first_right is None else f"{finding.first_right[1]:.0f}"
        cells.append(
            [
                *(
                    short_value(FIELD[field], value)
                    for field, value in zip(fields, point.values, strict=True)
                ),
                interval(finding.score),
                first,
                table_cost(finding.cost[1]),
                grouped(finding.diverged) if finding.diverged else "",
            ]
        )
    wide = [max(width(row[k]) for row in cells) for k in range(len(heads))]
    lines = []
    for place, row in enumerate(cells):
        line = "  ".join(fit(cell, wide[k]) for k, cell in enumerate(row)).rstrip()
        lines.append(style.paint(line, "muted") if place == 0 else line)
    return lines
