"""What race and sweep share on the command line: seeds, output, tables for programs."""

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli.errors import UsageError
from rnn_tui.cli.flags import DATA_HELP
from rnn_tui.cli.planning import read
from rnn_tui.cli.printers import Output
from rnn_tui.fields import Invalid, Number
from rnn_tui.i18n import tr

if TYPE_CHECKING:
    from rnn_tui.contest.keeping import Ended

_FIRST = Number(0, 2**32 - 1, "0", integer=True)

Command = Callable[..., Any]


def seed_flags(command: Command) -> Command:
    """Give a command the flags of its seeds, and of the form of what it prints."""
    for decorate in (
        click.option("--data", metavar="DIR", help=DATA_HELP),
        click.option("--no-save", is_flag=True, help=tr("Do not keep this.")),
        click.option("--csv", "as_csv", is_flag=True, help=tr("A table, and no more.")),
        click.option("--json", "as_json", is_flag=True, help=tr("One JSON object, and no more.")),
        click.option("--first-seed", metavar="S", help=tr("The first of them. Default: 0.")),
        click.option("--seeds", metavar="N", help=tr("How many seeds each. Default: 100.")),
    ):
        command = decorate(command)
    return command


def seeds(flags: Mapping[str, Any]) -> range:
    """Read --seeds and --first-seed."""
    from rnn_tui.lanes import DEFAULT_SEEDS, MOST_SEEDS
    from rnn_tui.lanes import seeds as seeds_from

    count: int = DEFAULT_SEEDS
    first: int = 0
    if flags["seeds"] is not None:
        counted = Number(1, MOST_SEEDS, str(DEFAULT_SEEDS), integer=True)
        count = read("--seeds", flags["seeds"], _whole(counted))
    if flags["first_seed"] is not None:
        first = read("--first-seed", flags["first_seed"], _whole(_FIRST))
    try:
        return seeds_from(count, first)
    except Invalid as error:
        raise UsageError(f"--seeds: {error}") from None


def _whole(kind: Number) -> Callable[[str], int]:
    return lambda typed: int(kind.parse(typed) or 0)


def opened(flags: Mapping[str, Any]) -> Output:
    """Open standard output for what the flags ask for."""
    if flags["as_json"] and flags["as_csv"]:
        raise UsageError(tr("--json and --csv: give one of them, for example --json"))
    if isinstance(sys.stdout, io.TextIOWrapper):
        if flags["as_json"] or flags["as_csv"]:
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="replace")
    return Output()


def keep(flags: Mapping[str, Any], found: "Ended") -> None:
    """Keep what has been found among the runs; what goes wrong is said, and no more."""
    from rnn_tui.cli.keeping import finish, store_of

    store = store_of(flags["data"], no_save=flags["no_save"])
    if store is not None:
        store.keep_result(found.kind, found.experiment, found.title, found.result)
        finish(store, data=flags["data"])


def csv_lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Write a table as CSV, line by line."""
    from rnn_tui.export.tables import cell

    for row in (head, *rows):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="").writerow(
            [cell(part) if isinstance(part, str) else part for part in row]
        )
        yield buffer.getvalue()
