"""The flags that describe a run: one for each field of an experiment, and a few besides."""

from collections.abc import Callable
from typing import Any

import click

from rnn_tui.experiment import FIELDS, PRESETS, Field
from rnn_tui.fields import Choice, Number, Switch
from rnn_tui.i18n import tr

Command = Callable[..., Any]

DATA_HELP = tr("Where runs are kept, instead of RNN_TUI_DATA or the data folder of the system.")

FIELD_FLAGS = tuple(spec for spec in FIELDS if spec.name != "text")


Decorate = Callable[[Command], Command]


def ascii_flag(command: Command) -> Command:
    """Give a command that draws --ascii."""
    told = tr("Draw in ASCII alone. Default: RNN_TUI_ASCII, or where the locale is not UTF-8.")
    return click.option("--ascii/--no-ascii", default=None, help=told)(command)


def plan_flags(command: Command) -> Command:
    """Give a command TEXT and every flag that a plan is made of."""
    options = [*_base_options(), *_plan_options(), *map(_field_option, FIELD_FLAGS)]
    return _with(options, command)


def base_flags(command: Command) -> Command:
    """Give a command TEXT and every flag of what many seeds share."""
    fields = [_field_option(spec) for spec in FIELD_FLAGS if spec.name != "seed"]
    memory = click.option(
        "--memory", metavar="SIZE", help=tr("What all networks may take together. Default: 1GB.")
    )
    return _with([*_base_options(), memory, *fields], command)


def _with(options: list[Decorate], command: Command) -> Command:
    for decorate in reversed(options):
        command = decorate(command)
    return click.argument("words", metavar="TEXT", nargs=-1)(command)


def _base_options() -> list[Decorate]:
    return [
        click.option(
            "--preset",
            metavar="NAME",
            shell_complete=options_of(*PRESETS),
            help=tr("Where the fields start: {names}.", names=", ".join(PRESETS)),
        ),
        click.option(
            "--escaped",
            metavar="TEXT",
            help=tr("The text with escapes, instead of TEXT: 'a\\x1bb'."),
        ),
    ]


def _plan_options() -> list[Decorate]:
    return [
        click.option(
            "--experiment",
            metavar="FILE",
            shell_complete=a_file,
            help=tr("Start from an experiment file (TOML) with its events."),
        ),
        click.option(
            "--init",
            metavar="FILE",
            shell_complete=a_file,
            help=tr("Begin with the weights of a checkpoint or a torch state dict."),
        ),
        click.option(
            "--at",
            metavar="K:FIELD=VALUE",
            multiple=True,
            help=tr(
                "Before update K change a field, or weight, zero, hold, freeze a part of the "
                "network: 40:learning_rate=0.001, 40:zero=unit:3; repeatable."
            ),
        ),
        click.option(
            "--until",
            metavar="CONDITION",
            multiple=True,
            help=tr("Stop at solved, solved:N, cost=X or seconds=S; repeatable."),
        ),
        click.option(
            "--memory", metavar="SIZE", help=tr("Refuse a run that needs more. Default: 1GB.")
        ),
        click.option(
            "--speed", metavar="RATE", help=tr("Iterations a second, 1 to 1,000, or unlimited.")
        ),
        click.option("--data", metavar="DIR", help=DATA_HELP),
        click.option("--no-save", is_flag=True, help=tr("Do not keep the run.")),
    ]


def options_of(*words: str) -> Callable[..., list[str]]:
    """Give what completes one of a few words in a shell."""

    def complete(context: object, parameter: object, begun: str) -> list[str]:
        del context, parameter
        return [word for word in words if word.startswith(begun)]

    return complete


def a_file(context: object, parameter: object, begun: str) -> list[Any]:
    """Let the shell complete a file."""
    from click.shell_completion import CompletionItem

    del context, parameter
    return [CompletionItem(begun, type="file")]


def _field_option(spec: Field) -> Decorate:
    if isinstance(spec.kind, Switch):
        negative = spec.flag.replace("--", "--no-", 1)
        return click.option(f"{spec.flag}/{negative}", spec.name, default=None, help=tr(spec.help))
    complete = options_of(*spec.kind.options) if isinstance(spec.kind, Choice) else None
    return click.option(
        spec.flag, spec.name, metavar=_metavar(spec), help=_help(spec), shell_complete=complete
    )


def _help(spec: Field) -> str:
    if isinstance(spec.kind, Number):
        return f"{tr(spec.help)} [{spec.kind.allowed}]"
    return tr(spec.help)


def _metavar(spec: Field) -> str:
    if isinstance(spec.kind, Choice):
        return "|".join(spec.kind.options)
    return {"loss_weights": "W,W,..."}.get(spec.name, "NUMBER")
