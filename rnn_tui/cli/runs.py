"""`rnn-tui runs`: the runs that are kept: list, show, compare, resume, export, tag, note, ...

Each answers a person, or with `--json` a program. Only `resume` loads torch, and `export` where
a format cannot do without.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import errors, home
from rnn_tui.cli.errors import Failure, UsageError, complain
from rnn_tui.cli.flags import DATA_HELP
from rnn_tui.fields import Invalid
from rnn_tui.folders import problem_of
from rnn_tui.i18n import tr
from rnn_tui.settings import data_folder
from rnn_tui.text import shown

if TYPE_CHECKING:
    from rnn_tui.store.query import Query
    from rnn_tui.store.runs import Runs

MOST_COMPARED = 12

LIMIT = 50
"""Runs that are listed for a person who did not say how many."""

LARGEST_ID = 2**63 - 1

EXAMPLES = """\b
Examples:
  rnn-tui runs                              the latest
  rnn-tui runs list cell=lstm 'cost<2' solved sort:cost
  rnn-tui runs list 'text~hello' tag:class --json
  rnn-tui runs show 12                      also: a name, or last
  rnn-tui runs compare 12 13 last
  rnn-tui runs resume 12                    go on where it was interrupted
  rnn-tui runs export 12 --output hello.svg
  rnn-tui runs tag 12 class, rnn-tui runs rename 12 'first try'
Words of a query: FIELD=VALUE, != < <= > >=, ~ for a part of a text; tag:NAME; solved, done,
diverged, interrupted, running, named, noted, tagged, forked; ! before any means not;
sort:FIELD, sort:-FIELD.
"""

Command = Callable[..., Any]


@click.group("runs", epilog=EXAMPLES, invoke_without_command=True)
@click.pass_context
def runs_group(context: click.Context) -> int | None:
    """List, show, compare, resume, export, tag and delete the runs that are kept."""
    if context.invoked_subcommand is None:
        code: int = context.invoke(list_runs, query=(), limit=None, as_json=False, data=None)
        return code
    return None


def _common(command: Command) -> Command:
    command = click.option("--json", "as_json", is_flag=True, help=tr("JSON, and no more."))(
        command
    )
    return click.option("--data", metavar="DIR", help=DATA_HELP)(command)


@runs_group.command("list")
@click.argument("query", metavar="[WORD]...", nargs=-1)
@click.option("--limit", metavar="N", help=tr("At most so many; 0: all. Default: 50, in JSON all."))
@_common
def list_runs(query: Sequence[str], limit: str | None, as_json: bool, data: str | None) -> int:
    """List the runs that a query asks for, the latest first."""
    from rnn_tui.cli.listing import print_list
    from rnn_tui.cli.train import open_output

    asked = _query(" ".join(query))
    most = _limit(limit, default=0 if as_json else LIMIT)
    output = open_output(as_json=as_json)
    with _opened(data) as runs:
        print_list(output, runs, asked, most, as_json=as_json)
    output.flush()
    return errors.DONE


@runs_group.command("show")
@click.argument("run", metavar="RUN")
@_common
def show(run: str, as_json: bool, data: str | None) -> int:
    """Show all that is known of a run: its id, its name, or last."""
    from rnn_tui.cli.listing import print_run
    from rnn_tui.cli.train import open_output

    output = open_output(as_json=as_json)
    with _opened(data) as runs:
        print_run(output, runs, _id(runs, run), as_json=as_json)
    output.flush()
    return errors.DONE


@runs_group.command("compare")
@click.argument("run", metavar="RUN...", nargs=-1)
@_common
def compare(run: Sequence[str], as_json: bool, data: str | None) -> int:
    """Say in what 2 to 12 runs differ, and what came of it."""
    from rnn_tui.cli.comparing import print_comparison
    from rnn_tui.cli.train import open_output

    if not 2 <= len(run) <= MOST_COMPARED:
        raise UsageError(
            tr("compare takes 2 to {most} runs, for example rnn-tui runs compare 12 13",
               most=MOST_COMPARED)
        )  # fmt: skip
    output = open_output(as_json=as_json)
    with _opened(data) as runs:
        print_comparison(output, [runs.get(_id(runs, word)) for word in run], as_json=as_json)
    output.flush()
    return errors.DONE


@runs_group.command("tag")
@click.argument("run", metavar="RUN")
@click.argument("tags", metavar="TAG...", nargs=-1)
@click.option("--remove", is_flag=True, help=tr("Take the tags away."))
@_common
def tag(run: str, tags: Sequence[str], remove: bool, as_json: bool, data: str | None) -> int:
    """Tag a run with words to find it by."""
    if not tags:
        raise UsageError(tr("tag takes a run and words, for example rnn-tui runs tag 12 class"))
    return _edit(run, data, lambda runs, i: runs.tag([i], tags, remove=remove), as_json=as_json)


@runs_group.command("note")
@click.argument("run", metavar="RUN")
@click.argument("text", metavar="TEXT")
@_common
def note(run: str, text: str, as_json: bool, data: str | None) -> int:
    """Write a note to a run; '' takes it away."""
    return _edit(run, data, lambda runs, i: runs.note(i, text), as_json=as_json)


@runs_group.command("rename")
@click.argument("run", metavar="RUN")
@click.argument("name", metavar="NAME")
@_common
def rename(run: str, name: str, as_json: bool, data: str | None) -> int:
    """Give a run a name; '' takes it away."""
    return _edit(run, data, lambda runs, i: runs.rename(i, name), as_json=as_json)


@runs_group.command("delete")
@click.argument("run", metavar="RUN...", nargs=-1)
@_common
def delete(run: Sequence[str], as_json: bool, data: str | None) -> int:
    """Delete runs for good; none that is being trained."""
    from rnn_tui.cli.train import open_output
    from rnn_tui.export.jsonl import dumps

    if not run:
        raise UsageError(tr("delete takes runs, for example rnn-tui runs delete 12 13"))
    output = open_output(as_json=as_json)
    with _opened(data) as runs:
        ids = list(dict.fromkeys(_id(runs, word) for word in run))
        runs.delete(ids, for_good=True)
    if as_json:
        output.line(dumps({"deleted": ids}))
    else:
        output.line(tr("deleted {runs}", runs=", ".join(map(str, ids))))
    output.flush()
    return errors.DONE


@runs_group.command("resume")
@click.argument("run", metavar="RUN")
@click.option("--quiet", is_flag=True, help=tr("Only how it ended."))
@click.option("--no-plot", is_flag=True, help=tr("No plot of the cost at the end."))
@click.option("--memory", metavar="SIZE", help=tr("Refuse a run that needs more. Default: 1GB."))
@_common
def resume(run: str, data: str | None, **flags: Any) -> int:
    """Train on: an interrupted run to its end, one that is done for as many iterations again."""
    from rnn_tui.cli.keeping import finish
    from rnn_tui.cli.planning import memory_of
    from rnn_tui.cli.train import open_output, run_and_print
    from rnn_tui.record import Phase
    from rnn_tui.session.session import Session
    from rnn_tui.store.store import RunStore
    from rnn_tui.task import problems

    memory = memory_of(flags)
    output = open_output(as_json=flags["as_json"])
    store = RunStore(_folder(data))
    with _opened(data) as runs:
        number = _id(runs, run)
        if runs.get(number).phase == Phase.DIVERGED:
            raise Failure(
                tr("run {run} has diverged: there is nothing to go on with; train it anew with a "
                   "lower learning rate", run=number)
            )  # fmt: skip
        course = runs.take_over(number)
        for problem in problems(course.experiment, memory):
            runs.release(number)
            raise Failure(f"{problem.field}: {problem.sentence}")
    session = Session.reopened(
        course, speed=None, memory=memory, keeper=store.keeper(number, course)
    )
    planned = course.planned
    if course.outcome is not None:
        latest = course.costs.count - 1
        planned = latest + session.branch.before(latest + 1).experiment.iterations
        session.seek(latest)
        session.go_on()
    try:
        return run_and_print(session, output, flags, planned)
    finally:
        finish(store, data=data)


@runs_group.command("export")
@click.argument("run", metavar="RUN")
@click.option(
    "--format",
    "name",
    metavar="FORMAT",
    help=tr(
        "pytorch, tensorflow, csv, json, jsonl, svg, png, txt, toml or safetensors; network-svg, "
        "plot-svg and the like are one picture. Default: what the ending of FILE says."
    ),
)
@click.option(
    "--output",
    "file",
    metavar="FILE",
    help=tr("Where to; -: standard output. Default: named after the text, in this folder."),
)
@click.option("--force", is_flag=True, help=tr("Replace a file that exists."))
@click.option("--data", metavar="DIR", help=DATA_HELP)
def export(run: str, name: str | None, file: str | None, force: bool, data: str | None) -> int:
    """Write a run as it is kept to a file; a race or a sweep as json or csv."""
    from rnn_tui.cli.runs_export import content_of, target_of
    from rnn_tui.cli.runs_export import export as write
    from rnn_tui.cli.train import open_output

    target = target_of(name, file, force=force)
    output = open_output(as_json=target.standard)
    with _opened(data) as runs:
        meant = runs.get(_id(runs, run))
        make = content_of(runs, meant, target)
    write(output, meant, make, target)
    return errors.DONE


def _edit(
    word: str, data: str | None, change: "Callable[[Runs, int], None]", *, as_json: bool
) -> int:
    """Change a run, and print what it is then."""
    from rnn_tui.cli.listing import print_line
    from rnn_tui.cli.train import open_output

    output = open_output(as_json=as_json)
    with _opened(data) as runs:
        run = _id(runs, word)
        change(runs, run)
        print_line(output, runs.get(run), as_json=as_json)
    output.flush()
    return errors.DONE


def _folder(data: str | None) -> Path:
    """Give the folder of the store."""
    folder = data_folder(data or home.settings().data)
    if folder.path is None:
        raise Failure(tr("{problem}; there is no store", problem=folder.problem))
    if folder.path.exists() and not folder.path.is_dir():
        origin = home.found().origins.get("data") if data is None else ""
        named = f" ({origin})" if origin else ""
        raise Failure(problem_of(folder.path) + named)
    return folder.path


@contextmanager
def _opened(data: str | None) -> "Iterator[Runs]":
    """Open the store; what is the matter with it comes as one line and an exit code."""
    from rnn_tui.store.faults import StoreFault
    from rnn_tui.store.runs import Runs
    from rnn_tui.store.store import FILE

    try:
        with Runs(_folder(data) / FILE) as runs:
            if runs.notice:
                complain(runs.notice)
            yield runs
    except StoreFault as fault:
        raise Failure(str(fault)) from None


def _query(typed: str) -> "Query":
    from rnn_tui.store.query import parse_query

    try:
        return parse_query(typed)
    except Invalid as error:
        raise UsageError(str(error)) from None


def _limit(typed: str | None, default: int) -> int:
    if typed is None:
        return default
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise UsageError(tr("--limit {typed}: a whole number, for example 20", typed=shown(typed)))
    return int(typed)


def _id(runs: "Runs", word: str) -> int:
    """Find the run that is meant: an id, `last`, or a name that only one has."""
    if word.isascii() and word.isdigit() and int(word) <= LARGEST_ID:
        return runs.get(int(word)).id
    if word == "last" and (latest := runs.latest()) is not None:
        return latest
    found = runs.named(word)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(map(str, found[:10]))
        raise UsageError(tr("{name}: the name of {ids}; give an id", name=shown(word), ids=ids))
    raise UsageError(
        tr("{word}: no such run; give an id, a name or last, see rnn-tui runs list",
           word=shown(word))
    )  # fmt: skip
