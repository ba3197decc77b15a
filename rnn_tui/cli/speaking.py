"""The flag `--lang` on every command, and the help texts that click takes from docstrings."""

import inspect
import unicodedata
from collections.abc import Iterator
from typing import Any

import click

from rnn_tui.cli.errors import UsageError
from rnn_tui.i18n import LANGUAGES, chosen, tr
from rnn_tui.i18n.asked import FLAG
from rnn_tui.text import shown


def speak(program: click.Group) -> None:
    """Translate what the commands say of themselves, and give each the flag of the language."""
    for command in commands(program):
        if command.help:
            command.help = tr(inspect.cleandoc(command.help))
        if command.epilog:
            command.epilog = tr(command.epilog)
        command.params.append(_flag())
        if chosen() == "ko":
            command.context_class = _WideContext


def commands(program: click.Group) -> Iterator[click.Command]:
    """Give the program and all commands of it, groups before what is in them."""
    yield program
    for command in program.commands.values():
        if isinstance(command, click.Group):
            yield from commands(command)
        else:
            yield command


def _flag() -> click.Option:
    return click.Option(
        [FLAG],
        metavar="|".join(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=_check,
        help=tr("The language to speak. Default: RNN_TUI_LANG, the settings, or the locale."),
    )


def _check(context: click.Context, parameter: click.Parameter, typed: str | None) -> None:
    """Refuse a language that is not there; which one is spoken was settled before."""
    del context, parameter
    if typed is not None and typed not in LANGUAGES:
        raise UsageError(
            tr(
                "{flag} {typed}: one of {names}, for example {flag} ko",
                flag=FLAG,
                typed=shown(typed) or "''",
                names=", ".join(LANGUAGES),
            )
        )


def _wide(text: str) -> str:
    """Put a mark after each character that is two cells wide, so that counting them is right."""
    return "".join(c + _FILLER if unicodedata.east_asian_width(c) in "WF" else c for c in text)


_FILLER = "\x00"


class _WideFormatter(click.HelpFormatter):
    """Breaks lines by the cells of the screen, where click counts characters."""

    def write(self, string: str) -> None:
        super().write(string.replace(_FILLER, ""))

    def write_text(self, text: str) -> None:
        super().write_text(_wide(text))

    def write_dl(self, rows: Any, *args: Any, **kwargs: Any) -> None:
        super().write_dl([(first, _wide(second)) for first, second in rows], *args, **kwargs)


class _WideContext(click.Context):
    formatter_class = _WideFormatter
