"""`rnn-tui race`: lanes times seeds without a screen; who solves it how often, and how sure."""

import signal
import time
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import errors
from rnn_tui.cli.errors import UsageError, complain
from rnn_tui.cli.flags import base_flags
from rnn_tui.cli.planning import described, memory_of, read
from rnn_tui.cli.progress import Progress
from rnn_tui.cli.seeds import csv_lines, keep, opened, seed_flags, seeds
from rnn_tui.cli.signals import Signals
from rnn_tui.experiment import Experiment
from rnn_tui.export.jsonl import dumps
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.record import Phase

if TYPE_CHECKING:
    from rnn_tui.contest.plan import RacePlan
    from rnn_tui.contest.race import Race
    from rnn_tui.lanes import Lane

EXAMPLES = """\b
Examples:
  rnn-tui race hello                       RNN, LSTM and GRU, 100 seeds each
  rnn-tui race hello --seeds 1000 --json
  rnn-tui race hihello --lane 'slow: cell=gru' --lane 'fast: cell=gru learning_rate=0.1'
"""


@click.command("race", epilog=EXAMPLES)
@base_flags
@click.option(
    "--lane",
    "lanes",
    metavar="'NAME: FIELD=VALUE ...'",
    multiple=True,
    help=tr("One side of the race; repeatable. Default: the three cells."),
)
@seed_flags
@click.option("--no-plot", is_flag=True, help=tr("No plot of the costs at the end."))
def race(**flags: Any) -> int:
    """Race cells, or any lanes, over many seeds, and say which solve it more often."""
    memory = memory_of(flags)
    plan = _plan(flags, memory)
    output = opened(flags)
    raced, code = _run(plan, memory)
    if raced.phase is Phase.FAILED:
        complain(raced.reason or tr("the race has failed"))
        return code
    from rnn_tui.contest.report import to_object

    found = to_object(raced)
    if flags["as_json"]:
        output.line(dumps(found))
    elif flags["as_csv"]:
        from rnn_tui.contest.report import CSV_HEAD, rows

        for line in csv_lines(CSV_HEAD, rows(raced)):
            output.line(line)
    else:
        from rnn_tui.cli.race_printer import print_race

        print_race(output, raced, plot=not flags["no_plot"])
    output.flush()
    title = tr("race, {lanes} lanes × {seeds} seeds", lanes=len(plan.lanes), seeds=len(plan.seeds))
    keep(flags, "race", plan.lanes[0].experiment, title, found)
    return code


def _plan(flags: dict[str, Any], memory: int) -> "RacePlan":
    """Check every flag, before anything runs."""
    from rnn_tui.contest.plan import RacePlan, too_large

    if not flags["words"] and flags["escaped"] is None:
        raise UsageError(tr("race needs a TEXT, for example rnn-tui race hello"))
    base = described(flags, memory)
    if flags["cell"] is not None and not flags["lanes"]:
        raise UsageError(
            tr(
                "--cell {cell}: without --lane the lanes are the three cells; give lanes, "
                "for example --lane 'cell={cell}' --lane 'cell={cell} learning_rate=0.1'",
                cell=base.cell,
            )
        )
    lanes = _lanes(flags["lanes"], base, memory)
    plan = RacePlan(lanes, seeds(flags))
    refused = too_large(plan, memory)
    if refused is not None:
        raise UsageError(refused)
    return plan


def _lanes(typed: tuple[str, ...], base: Experiment, memory: int) -> "tuple[Lane, ...]":
    from rnn_tui.lanes import check_lanes, default_lanes, parse_lane

    lanes = tuple(read("--lane", word, lambda one: parse_lane(one, base, memory)) for word in typed)
    try:
        check_lanes(lanes or default_lanes(base))
    except Invalid as error:
        raise UsageError(f"--lane: {error}") from None
    return lanes or default_lanes(base)


def _run(plan: "RacePlan", memory: int) -> "tuple[Race, int]":
    from rnn_tui.contest.race import Race

    progress = Progress(plan.iterations)

    def tell(moment: int) -> None:
        progress.made(time.monotonic(), moment)

    raced = Race(plan, memory=memory, tell=tell)
    with Signals(raced) as signals:
        phase = raced.run_inline()
    progress.clear()
    if phase is Phase.INTERRUPTED:
        return raced, 128 + (signals.number or signal.SIGINT)
    return raced, errors.FAILED if phase is Phase.FAILED else errors.DONE
