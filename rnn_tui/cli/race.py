"""`rnn-tui race`: lanes times seeds without a screen; who solves it how often, and how sure."""

import csv
import io
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import click

from rnn_tui.cli import errors
from rnn_tui.cli.errors import UsageError, complain
from rnn_tui.cli.flags import base_flags
from rnn_tui.cli.planning import described, read, size
from rnn_tui.cli.printers import Output, dumps
from rnn_tui.cli.progress import Progress
from rnn_tui.cli.signals import Signals
from rnn_tui.experiment import Experiment
from rnn_tui.fields import Invalid, Number
from rnn_tui.i18n import tr
from rnn_tui.lanes import DEFAULT_SEEDS, MOST_SEEDS, Lane, check_lanes, default_lanes, parse_lane
from rnn_tui.lanes import seeds as seeds_from
from rnn_tui.race.plan import RacePlan, too_large
from rnn_tui.race.race import Race
from rnn_tui.record import Phase
from rnn_tui.task import DEFAULT_MEMORY

EXAMPLES = """\b
Examples:
  rnn-tui race hello                       RNN, LSTM and GRU, 100 seeds each
  rnn-tui race hello --seeds 1000 --json
  rnn-tui race hihello --lane 'slow: cell=gru' --lane 'fast: cell=gru learning_rate=0.1'
"""

_COUNT = Number(1, MOST_SEEDS, str(DEFAULT_SEEDS), integer=True)
_FIRST = Number(0, 2**32 - 1, "0", integer=True)


@click.command("race", epilog=EXAMPLES)
@base_flags
@click.option(
    "--lane",
    "lanes",
    metavar="'NAME: FIELD=VALUE ...'",
    multiple=True,
    help=tr("One side of the race; repeatable. Default: the three cells."),
)
@click.option("--seeds", metavar="N", help=tr("How many seeds a lane. Default: 100."))
@click.option("--first-seed", metavar="S", help=tr("The first of them. Default: 0."))
@click.option("--json", "as_json", is_flag=True, help=tr("One JSON object, and no more."))
@click.option("--csv", "as_csv", is_flag=True, help=tr("A row for each lane and iteration."))
@click.option("--no-plot", is_flag=True, help=tr("No plot of the costs at the end."))
def race(**flags: Any) -> int:
    """Race cells, or any lanes, over many seeds, and say which solve it more often."""
    if flags["as_json"] and flags["as_csv"]:
        raise UsageError(tr("--json and --csv: give one of them, for example --json"))
    memory = size("--memory", flags["memory"], DEFAULT_MEMORY)
    plan = _plan(flags, memory)
    output = _output(for_programs=flags["as_json"] or flags["as_csv"])
    raced, code = _run(plan, memory)
    if raced.phase is Phase.FAILED:
        complain(raced.reason or tr("the race has failed"))
        return code
    if flags["as_json"]:
        from rnn_tui.race.report import to_object

        output.line(dumps(to_object(raced)))
    elif flags["as_csv"]:
        for line in _csv(raced):
            output.line(line)
    else:
        from rnn_tui.cli.race_printer import print_race

        print_race(output, raced, plot=not flags["no_plot"])
    output.flush()
    return code


def _plan(flags: dict[str, Any], memory: int) -> RacePlan:
    """Check every flag, before anything runs."""
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


def _lanes(typed: tuple[str, ...], base: Experiment, memory: int) -> tuple[Lane, ...]:
    lanes = tuple(read("--lane", word, lambda one: parse_lane(one, base, memory)) for word in typed)
    try:
        check_lanes(lanes or default_lanes(base))
    except Invalid as error:
        raise UsageError(f"--lane: {error}") from None
    return lanes or default_lanes(base)


def seeds(flags: dict[str, Any]) -> range:
    """Read --seeds and --first-seed."""
    count: int = DEFAULT_SEEDS
    first: int = 0
    if flags["seeds"] is not None:
        count = read("--seeds", flags["seeds"], _whole(_COUNT))
    if flags["first_seed"] is not None:
        first = read("--first-seed", flags["first_seed"], _whole(_FIRST))
    try:
        return seeds_from(count, first)
    except Invalid as error:
        raise UsageError(f"--seeds: {error}") from None


def _whole(kind: Number) -> Callable[[str], int]:
    return lambda typed: int(kind.parse(typed) or 0)


def _run(plan: RacePlan, memory: int) -> tuple[Race, int]:
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


def _output(*, for_programs: bool) -> Output:
    if isinstance(sys.stdout, io.TextIOWrapper):
        if for_programs:
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="replace")
    return Output()


def _csv(raced: Race) -> "list[str]":
    from rnn_tui.race.report import CSV_HEAD, rows

    buffer = io.StringIO()
    writer: Callable[..., Any] = csv.writer(buffer, lineterminator="\n").writerow
    writer(CSV_HEAD)
    for name, *rest in rows(raced):
        writer([harmless(str(name)), *rest])
    return buffer.getvalue().splitlines()


def harmless(cell: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
