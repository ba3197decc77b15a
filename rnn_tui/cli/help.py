"""`rnn-tui help`: of the program, of a command, or of a topic."""

import difflib
from collections.abc import Iterable, Iterator, Sequence

import click

from rnn_tui.cli import errors
from rnn_tui.cli.errors import UsageError
from rnn_tui.cli.flags import options_of
from rnn_tui.i18n import tr
from rnn_tui.text import shown, width, wrapped

NAMES = (
    "keys", "fields", "presets", "cells", "optimizers", "cost", "floors", "moments", "events",
    "until", "query", "share", "export", "settings", "faults",
)  # fmt: skip
"""The topics; a test holds them equal to those there are."""

_WIDEST = 100
_NAMED = 26
"""Cells for the name of a row; a longer one has a line of its own."""


@click.command("help", epilog="\b\n" + tr("Topics:") + "\n  " + ", ".join(NAMES[:9]) + ",\n  "
               + ", ".join(NAMES[9:]))  # fmt: skip
@click.argument("words", metavar="[TOPIC | COMMAND]", nargs=-1, shell_complete=options_of(*NAMES))
@click.pass_context
def explain(context: click.Context, words: Sequence[str]) -> int:
    """Explain a command or a topic."""
    from rnn_tui.cli.topics import TOPICS

    program = context.find_root().command
    assert isinstance(program, click.Group)
    word = words[0].lower() if words else "help"
    if word not in TOPICS:
        near = difflib.get_close_matches(word, (*TOPICS, *program.commands), 1)
        hint = (
            tr("did you mean rnn-tui help {name}?", name=near[0])
            if near
            else tr("the topics are {names}", names=", ".join(TOPICS))
        )
        raise UsageError(tr("no topic {word}: {hint}", word=shown(words[0]), hint=hint))
    _show(word)
    return errors.DONE


def _show(name: str) -> None:
    import shutil

    from rnn_tui import keymap
    from rnn_tui.cli import home
    from rnn_tui.cli.topics import TOPICS
    from rnn_tui.cli.train import open_output

    keymap.use(home.tolerated().settings.keys)
    topic = TOPICS[name]
    output = open_output(as_json=False)
    columns = max(40, min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST))
    for line in wrapped(f"{name}: {tr(topic.title)}", columns):
        output.line(line)
    output.line("")
    for line in _lines(topic.parts(), columns):
        output.line(line)
    output.flush()


def _lines(parts: Iterable[object], columns: int) -> Iterator[str]:
    from rnn_tui.cli.topics import Lines, Row

    before: object = Row("", "")
    for part in parts:
        match part:
            case Row(name, words):
                yield from _row(name, words, columns)
            case Lines(text):
                yield from ("", *text.split("\n"))
            case _:
                if not (isinstance(before, Row) and not before.name):
                    yield ""
                yield from wrapped(str(part), columns)
        before = part


def _row(name: str, words: str, columns: int) -> Iterator[str]:
    """Put wrapped words beside a name, or under one that is long."""
    named = min(_NAMED, columns // 3)
    rows = wrapped(words, columns - named - 2)
    if width(name) <= named - 2:
        yield f"  {name}{' ' * (named - width(name))}{rows.pop(0)}"
    else:
        yield f"  {name}"
    for row in rows:
        yield " " * (named + 2) + row
