"""`rnn-tui train`: train without a screen, print what the tutorial printed."""

import io
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import errors, home
from rnn_tui.cli.errors import UsageError, complain
from rnn_tui.cli.exporting import Exports
from rnn_tui.cli.flags import ascii_flag, plan_flags
from rnn_tui.cli.keeping import finish, store_of
from rnn_tui.cli.planning import request
from rnn_tui.cli.printers import JsonPrinter, Output
from rnn_tui.cli.signals import Signals
from rnn_tui.glyphs import ascii_wanted
from rnn_tui.i18n import tr
from rnn_tui.record import Outcome, Phase
from rnn_tui.text import shown

if TYPE_CHECKING:
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session

_CODES = {Phase.DONE: errors.DONE, Phase.DIVERGED: errors.DIVERGED, Phase.FAILED: errors.FAILED}

PLAIN_HELP = tr("Tell the run in words, for screen readers and logs.")

EXAMPLES = """\b
Examples:
  rnn-tui train hello
  rnn-tui train hihello --cell gru --iterations 300
  rnn-tui train 'if you want you' --time-steps 4 --until solved:10
  rnn-tui train hello --json | tail -1
  rnn-tui train hello --export hello.csv --export pytorch:hello.py
"""


@click.command("train", epilog=EXAMPLES)
@plan_flags
@ascii_flag
@click.option("--save", metavar="FILE", help=tr("Keep the last weights as a checkpoint."))
@click.option(
    "--export",
    "exports",
    metavar="[FORMAT:]FILE",
    multiple=True,
    help=tr(
        "Write the run to a file: pytorch, tensorflow, csv, json, jsonl, svg, png, txt, toml or "
        "safetensors; network-svg, plot-svg and the like are one picture. Repeatable."
    ),
)
@click.option("--force", is_flag=True, help=tr("Let --export replace files."))
@click.option("--json", "as_json", is_flag=True, help=tr("One JSON object a line, and no more."))
@click.option("--quiet", is_flag=True, help=tr("Only how it ended."))
@click.option("--no-plot", is_flag=True, help=tr("No plot of the cost at the end."))
@click.option("--plain", is_flag=True, help=PLAIN_HELP)
def train(**flags: Any) -> int:
    """Train without a screen: one line where the answer changes, then the cost."""
    from rnn_tui.session.session import Session

    if not flags["words"] and flags["escaped"] is None and flags["experiment"] is None:
        raise UsageError(tr("train needs a TEXT, for example rnn-tui train hello"))
    if flags["plain"] and flags["as_json"]:
        raise UsageError(tr("--plain and --json: give one of them, for words or for programs"))
    asked = request(flags, speed=None)
    _warn(asked.plan)
    target = _target(flags["save"])
    exports = Exports(flags["exports"], asked.plan.experiment, force=flags["force"])
    store = store_of(flags["data"], no_save=flags["no_save"])
    output = open_output(as_json=flags["as_json"])
    session = Session(
        asked.plan,
        speed=asked.speed,
        memory=asked.memory,
        keep_picture=exports.draw,
        keeper=store.keeper() if store is not None else None,
    )
    try:
        code = run_and_print(session, output, flags, asked.plan.experiment.iterations)
    finally:
        if store is not None:
            finish(store, data=flags["data"])
    loud = not flags["as_json"] and not flags["quiet"]
    if not exports.write(session, output if loud else None):
        code = code or errors.FAILED
    if target is not None and not _save(target, session):
        return code or errors.FAILED
    if target is not None and loud:
        output.line(tr("saved {path}", path=shown(str(target))))
        output.flush()
    return code


def _warn(plan: "Plan") -> None:
    """Say which edits come too late: an app that goes on may reach them, this run does not."""
    end = plan.experiment.iterations
    for event in plan.events:
        if event.iteration >= end:
            complain(
                tr(
                    "--at {moment}:{field} has no effect: the last update of {count} is {last}",
                    moment=event.iteration,
                    field=event.field,
                    count=f"{end:,}",
                    last=end - 1,
                )
            )


def run_and_print(
    session: "Session", output: Output, flags: Mapping[str, Any], planned: int
) -> int:
    """Train on this thread, print it as `flags` ask, and give the exit code."""
    if flags["as_json"]:
        session.sinks = (JsonPrinter(output, quiet=flags["quiet"]),)
        _, code = _run(session, output)
    else:
        code = _print_run(session, output, flags, planned)
    output.flush()
    return code


def _run(
    session: "Session", output: Output, header: Callable[[], None] = lambda: None
) -> tuple[Outcome, int]:
    with Signals(session) as signals:
        header()
        outcome = session.run_inline()
    if output.failure is not None:
        raise output.failure
    if outcome.phase is Phase.INTERRUPTED:
        return outcome, 128 + (signals.number or signal.SIGINT)
    return outcome, _CODES[outcome.phase]


def _print_run(session: "Session", output: Output, flags: Mapping[str, Any], planned: int) -> int:
    if flags.get("plain"):
        from rnn_tui.cli.plain import PlainPrinter

        plain = PlainPrinter(output, session.plan, planned=planned, quiet=flags["quiet"])
        session.sinks = (plain,)
        return _run(session, output, plain.header)[1]
    from rnn_tui.cli.terminal import Style, TerminalPrinter

    style = Style(sys.stdout, ascii_only=home.ascii_asked(flags.get("ascii")))
    output.ascii_only = False  # The style knows what was typed.
    printer = TerminalPrinter(output, style, session.plan, planned=planned, quiet=flags["quiet"])
    session.sinks = (printer,)
    outcome, code = _run(session, output, printer.header)
    if not (flags["quiet"] or flags["no_plot"]) and code < 128 and code != errors.FAILED:
        from rnn_tui.cli.plot import print_plot

        print_plot(output, style, session, outcome)
    return code


def open_output(*, as_json: bool) -> Output:
    """Give standard output, made ready for programs or for a person."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if as_json:
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="replace")
    output = Output()
    output.ascii_only = not as_json and ascii_wanted(
        home.ascii_asked(None), getattr(sys.stdout, "encoding", None)
    )
    return output


def _target(typed: str | None) -> Path | None:
    """Refuse a place where nothing can be saved, before any work is done."""
    if typed is None:
        return None
    path = Path(typed)

    def refuse(why: str) -> UsageError:
        return UsageError(
            tr("--save {path}: {why}, for example hello.safetensors", path=shown(typed), why=why)
        )

    try:
        if path.is_dir():
            raise refuse(tr("is a folder; name a file"))
        if path.exists():
            if not path.is_file():
                raise refuse(tr("is no regular file; name another"))
            with path.open("rb") as file:
                start = file.read(9)
            if start and (len(start) < 9 or start[8:] != b"{"):
                raise refuse(tr("exists and is no checkpoint; name another"))
        if not path.parent.is_dir():
            raise refuse(tr("there is no such folder; name a file in one"))
        _try_to_write(path.parent)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise refuse(tr("cannot be written ({why})", why=why)) from None
    return path


def _try_to_write(folder: Path) -> None:
    from tempfile import TemporaryFile

    with TemporaryFile(dir=folder):
        pass


def _save(path: Path, session: "Session") -> bool:
    from rnn_tui.export.checkpoint import CheckpointError, save

    if session.weights is None:
        complain(tr("--save {path}: there are no finite weights to save", path=shown(str(path))))
        return False
    try:
        save(path, session.weights, session.plan.experiment)
    except CheckpointError as error:
        complain(f"--save {error}")
        return False
    return True
