"""`rnn-tui`: the entry point. Every way out is an exit code, and no traceback.

Exit codes: 0 done, 1 failed or output not writable, 2 wrong usage, 3 diverged, 128 + the
number of the signal that ended it, 141 a pipe that was closed.
"""

import difflib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from rnn_tui import __version__
from rnn_tui.cli import errors
from rnn_tui.cli.completion import VARIABLE, answer, completion
from rnn_tui.cli.config import config_group
from rnn_tui.cli.doctor import doctor
from rnn_tui.cli.errors import Failure, UsageError, complain
from rnn_tui.cli.help import explain
from rnn_tui.cli.open import open_app
from rnn_tui.cli.race import race
from rnn_tui.cli.runs import runs_group
from rnn_tui.cli.sweep import sweep
from rnn_tui.cli.train import train
from rnn_tui.i18n import tr
from rnn_tui.text import shown

_OWN_FLAGS = ("--help", "-h", "--version")

EXAMPLES = """\b
Examples:
  rnn-tui                     the last experiment, the first time hello
  rnn-tui hello               open the app on a word
  rnn-tui hihello --cell gru --iterations 300
  rnn-tui train hello         print, without a screen
  rnn-tui train hello --json  one object an iteration
  rnn-tui runs                the runs that are kept
  rnn-tui race hello          RNN, LSTM and GRU over 100 seeds each
  rnn-tui sweep hello --grid learning_rate=0.001,0.01,0.1
Every flag: rnn-tui open --help; train, race and sweep likewise
Topics: rnn-tui help TOPIC: keys, fields, cells, cost, floors, query, share, settings, faults ...
"""


def _print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    del parameter
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    def of(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return tr("{name} missing", name=name)

    parts = ", ".join(map(of, ("torch", "textual", "plotext")))
    click.echo(f"rnn-tui {__version__} ({parts}, python {sys.version.split()[0]})")
    context.exit()


@click.group(
    epilog=EXAMPLES,
    options_metavar="[FLAGS]",
    subcommand_metavar="[TEXT | COMMAND]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help=tr("Show the versions and exit."),
)
def program() -> None:
    """Type a word and watch a recurrent network learn to spell it."""


program.add_command(open_app)
program.add_command(train)
program.add_command(race)
program.add_command(sweep)
program.add_command(runs_group)
program.add_command(config_group)
program.add_command(doctor)
program.add_command(completion)
program.add_command(explain)


def main(argv: Sequence[str]) -> int:
    """Carry out a command line and return its exit code."""
    try:
        if VARIABLE in os.environ:
            return answer(program)
        return _carry_out(_complete(argv))
    except UsageError as error:
        complain(str(error))
        return errors.USAGE
    except Failure as failure:
        complain(str(failure))
        return errors.FAILED
    except click.ClickException as error:
        complain(_usage(error))
        return errors.USAGE
    except BrokenPipeError:
        return errors.CLOSED_PIPE
    except OSError as error:
        complain(tr("the output cannot be written: {why}", why=error.strerror or error))
        return errors.FAILED
    except (KeyboardInterrupt, click.Abort):
        return 130


def run() -> NoReturn:
    """Carry out this process's command line and leave; a fault of ours is one line too."""
    try:
        code = main(sys.argv[1:])
    except Exception as error:
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        complain(tr("a fault in rnn-tui itself ({what}); please report it", what=shown(what)))
        code = errors.FAILED
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            code = code or errors.CLOSED_PIPE
        except OSError as error:
            if code == errors.DONE:
                complain(tr("the output cannot be written: {why}", why=error.strerror))
                code = errors.FAILED
    if "rnn_tui.session.loading" in sys.modules:  # and perhaps under way
        sys.modules["rnn_tui.session.loading"].leave()
    # Taking torch down again would cost a tenth of a second, and everything is written.
    os._exit(code)


def _carry_out(argv: Sequence[str]) -> int:
    # Not program.main: it takes a closed pipe for a failure of its own.
    try:
        with program.make_context("rnn-tui", list(argv)) as context:
            result: Any = program.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return result if isinstance(result, int) else errors.DONE


def _complete(argv: Sequence[str]) -> list[str]:
    """Check the words themselves, and name the command that may be left out."""
    for word in argv:
        if any("\ud800" <= character <= "\udfff" for character in word):
            raise UsageError(tr("{word}: not valid UTF-8, for example hello", word=shown(word)))
    match list(argv):
        case ["help"]:
            return ["--help"]
        case ["help", *words] if words[0] in program.commands:
            return [*words, "--help"]
        case [first, *rest] if first in program.commands or first in _OWN_FLAGS:
            return [first, *rest]
        case [first, second, *rest] if not any(
            word.startswith("-") for word in (first, second)
        ) and (near := difflib.get_close_matches(first, program.commands, 1)):
            meant = shown(" ".join(["rnn-tui", near[0], second, *rest]))
            raise UsageError(
                tr("{word} is no command: did you mean {meant}?", word=shown(first), meant=meant)
            )
        case words:
            return ["open", *words]


def _usage(error: click.ClickException) -> str:
    """Say in one line what was wrong with the flags."""
    match error:
        case click.NoSuchOption():
            command = error.ctx.command if error.ctx else program
            near = difflib.get_close_matches(error.option_name, _flags(command), 1)
            if near:
                hint = tr("did you mean {flag}?", flag=near[0])
            elif command.name == "resume" and error.option_name in _flags(train):
                hint = tr("a run goes on as it was begun; train another one for that")
            elif error.option_name in _flags(train):
                hint = tr("only train has it, for example rnn-tui train hello")
            else:
                hint = tr("see rnn-tui train --help; before a text with a dash write --")
            return tr("no flag {flag}: {hint}", flag=shown(error.option_name), hint=hint)
        case _:
            return shown(error.format_message())


def _flags(command: click.Command) -> list[str]:
    return [
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    ]
