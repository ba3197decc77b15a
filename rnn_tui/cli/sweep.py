"""`rnn-tui sweep`: a grid, or a sample, of settings times seeds; goes on where it was."""

import signal
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import errors
from rnn_tui.cli.errors import UsageError, complain
from rnn_tui.cli.flags import base_flags
from rnn_tui.cli.planning import described, memory_of, read
from rnn_tui.cli.progress import Progress
from rnn_tui.cli.seeds import csv_lines, keep, opened, seed_flags, seeds
from rnn_tui.cli.signals import Signals
from rnn_tui.cli.terminal import seconds_text
from rnn_tui.export.jsonl import dumps
from rnn_tui.fields import Invalid, Number, grouped
from rnn_tui.folders import folder
from rnn_tui.i18n import tr
from rnn_tui.record import Phase

if TYPE_CHECKING:
    from rnn_tui.contest.journal import Journal
    from rnn_tui.contest.sweep import Sweep
    from rnn_tui.contest.sweep_plan import SweepPlan

EXAMPLES = """\b
Examples:
  rnn-tui sweep hihello --grid hidden_size=2,4,8,16 --grid learning_rate=0.01,0.1,1 --preset pytorch
  rnn-tui sweep hello --random learning_rate=1e-4..1:log --samples 50 --seeds 200
Stopped, or killed, it goes on where it was when the same command is given again.
"""

ASK_POINTS, ASK_SECONDS = 100_000, 120.0
"""Above these a sweep asks first."""

SAY_SECONDS = 5.0
"""Above this it says what it is about to do."""

_SAMPLE_SEED = Number(0, 2**32 - 1, "0", integer=True)


@click.command("sweep", epilog=EXAMPLES)
@base_flags
@click.option(
    "--grid",
    metavar="FIELD=A,B,...",
    multiple=True,
    help=tr("An axis: every value with every one of the other axes. Repeatable."),
)
@click.option(
    "--random",
    "drawn",
    metavar="FIELD=LOW..HIGH[:log]",
    multiple=True,
    help=tr("What points are drawn from; a list, too. Repeatable."),
)
@click.option("--samples", metavar="N", help=tr("How many points are drawn."))
@click.option("--sample-seed", metavar="S", help=tr("Which points are drawn. Default: 0."))
@click.option("--yes", is_flag=True, help=tr("Do not ask before a long sweep."))
@click.option("--fresh", is_flag=True, help=tr("Begin anew, whatever was done before."))
@seed_flags
def sweep(**flags: Any) -> int:
    """Sweep over settings, each with many seeds, and say which cannot be told from the best."""
    memory = memory_of(flags)
    plan = _plan(flags, memory)
    output = opened(flags)
    _ask(plan, yes=flags["yes"])
    journal = _journal(plan, fresh=flags["fresh"])
    swept, code = _run(plan, memory, journal)
    if swept.phase is Phase.FAILED:
        complain(swept.reason or tr("the sweep has failed"))
        return code
    from rnn_tui.contest.sweep_report import to_object

    found = to_object(swept)
    if flags["as_json"]:
        output.line(dumps(found))
    elif flags["as_csv"]:
        from rnn_tui.contest.sweep_report import head, rows

        for line in csv_lines(head(plan), rows(swept)):
            output.line(line)
    else:
        from rnn_tui.cli.sweep_printer import print_sweep

        print_sweep(output, swept)
    output.flush()
    title = tr(
        "sweep, {points} points × {seeds} seeds", points=len(plan.points), seeds=len(plan.seeds)
    )
    keep(flags, "sweep", plan.points.base, title, found)
    if journal is not None:
        if swept.phase is Phase.DONE:
            journal.remove()
        else:
            complain(tr("the same command goes on where this stopped"))
    return code


def _plan(flags: Mapping[str, Any], memory: int) -> "SweepPlan":
    """Check every flag, before anything runs."""
    from rnn_tui.axes import parse_axis, parse_random
    from rnn_tui.contest.sweep_plan import SweepPlan, too_large
    from rnn_tui.sweep import MOST_SAMPLES, make_points

    if not flags["words"] and flags["escaped"] is None:
        raise UsageError(
            tr("sweep needs a TEXT, for example rnn-tui sweep hello --grid learning_rate=0.01,0.1")
        )
    base = described(flags, memory)
    grid = [read("--grid", typed, parse_axis) for typed in flags["grid"]]
    drawn = [read("--random", typed, parse_random) for typed in flags["drawn"]]
    samples = flags["samples"]
    if samples is not None:
        counted = Number(1, MOST_SAMPLES, "100", integer=True)
        samples = int(read("--samples", samples, counted.parse) or 0)
    sample_seed = flags["sample_seed"]
    if sample_seed is not None:
        sample_seed = int(read("--sample-seed", sample_seed, _SAMPLE_SEED.parse) or 0)
    for axis in (*grid, *drawn):
        if flags.get(axis.field) is not None:
            raise UsageError(
                tr(
                    "{field} is an axis and a flag: give one of them",
                    field=axis.field.replace("_", "-"),
                )
            )
    try:
        points = make_points(base, grid, drawn, samples, sample_seed or 0)
    except Invalid as error:
        raise UsageError(str(error)) from None
    if blocked := points.blocked(memory):
        raise UsageError(
            tr(
                "{count} of {points} points cannot be trained; the first is {point}: {why}",
                count=grouped(blocked.count),
                points=grouped(len(points)),
                point=blocked.first.label,
                why=blocked.sentence,
            )
        )
    plan = SweepPlan(points, seeds(flags))
    if refused := too_large(plan, memory):
        raise UsageError(refused)
    if points.collapsed:
        complain(
            tr("{count} points would train as another one does: left out", count=points.collapsed)
        )
    return plan


def _ask(plan: "SweepPlan", *, yes: bool) -> None:
    """Say what is to be done; ask before what takes long."""
    from rnn_tui.contest.sweep_plan import expected_seconds

    seconds = expected_seconds(plan)
    what = tr(
        "{points} points × {seeds} seeds = {members} networks, about {time}",
        points=grouped(len(plan.points)),
        seeds=grouped(len(plan.seeds)),
        members=grouped(plan.members),
        time=seconds_text(seconds),
    )
    if yes or (len(plan.points) <= ASK_POINTS and seconds <= ASK_SECONDS):
        if seconds > SAY_SECONDS:
            complain(what)
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(tr("{what}: give --yes to begin, or fewer points or seeds", what=what))
    sys.stderr.write(tr("{what}. Begin? [y/N] ", what=what))
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError(tr("not begun; fewer points or seeds take less"))


def _journal(plan: "SweepPlan", *, fresh: bool) -> "Journal | None":
    """Open the journal of this sweep; None, and a word of it, where there can be none."""
    from rnn_tui.contest.journal import HeldError, Journal

    state = folder("state")
    if state.path is None:
        complain(tr("what is done cannot be kept ({why}); going on", why=state.problem))
        return None
    path = state.path / "sweeps" / f"{plan.key[:24]}.jsonl"
    try:
        journal = Journal(path, plan.key, fresh=fresh)
    except HeldError:
        raise UsageError(
            tr("another rnn-tui is at work on this very sweep: wait for it, or stop it")
        ) from None
    except OSError as error:
        complain(tr("what is done cannot be kept ({why}); going on", why=error.strerror))
        return None
    if journal.findings:
        complain(
            tr(
                "{done} of {all} points were done before; --fresh begins anew",
                done=grouped(len(journal.findings)),
                all=grouped(len(plan.points)),
            )
        )
    return journal


def _run(plan: "SweepPlan", memory: int, journal: "Journal | None") -> "tuple[Sweep, int]":
    from rnn_tui.contest.sweep import Sweep

    progress = Progress(plan.members)

    def tell(share: float) -> None:
        progress.made(time.monotonic(), int(share * plan.members))

    swept = Sweep(plan, memory=memory, journal=journal, tell=tell)
    with Signals(swept) as signals:
        phase = swept.run_inline()
    progress.clear()
    if phase is Phase.INTERRUPTED:
        return swept, 128 + (signals.number or signal.SIGINT)
    return swept, errors.FAILED if phase is Phase.FAILED else errors.DONE
