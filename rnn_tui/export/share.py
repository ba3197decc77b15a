"""Share strings: the shortest command line that makes a run again, and the way back.

    rnn-tui hihello --cell gru --at 40:learning_rate=0.001

A share string is quoted for a POSIX shell and holds printable characters only. Read back it
is data: it is split as a shell would, but nothing is expanded and no shell is started.
"""

import difflib
import re
import shlex
from collections.abc import Iterator

from rnn_tui.edits import format_event
from rnn_tui.escapes import escape, needs_escape
from rnn_tui.experiment import DEFAULT_PRESET, FIELD, FIELDS, PRESETS, Experiment, Preset
from rnn_tui.fields import Invalid, Switch
from rnn_tui.i18n import tr
from rnn_tui.recipe import RESERVED, Recipe, Typed, read
from rnn_tui.task import DEFAULT_MEMORY
from rnn_tui.text import shown

PROGRAM = "rnn-tui"

MOST_EVENTS = 20
"""More of them are shared as a file."""

LONGEST = 4_000_000
"""Characters of a string that is read back at most."""

_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_@%+:,./=-]*", re.ASCII)

_FLAGS = {spec.flag: spec for spec in FIELDS if spec.name != "text"}
_OTHERS = ("--preset", "--escaped", "--at")
_NO_PART = (
    *("--init", "--experiment", "--until", "--memory", "--speed", "--history-memory"),
    *("--save", "--json", "--quiet", "--no-plot", "--export", "--force"),
)
"""Flags of the command line that are no part of an experiment."""


class NotShareableError(Exception):
    """Why a run is shared as a file, as one plain sentence."""


def share(recipe: Recipe, *, given_weights: bool = False) -> str:
    """Write the shortest command line of a run; raises `NotShareableError`."""
    if given_weights:
        raise NotShareableError(
            tr(
                "the run began with given weights, which no line holds: share its experiment "
                "file together with the checkpoint"
            )
        )
    if len(recipe.events) > MOST_EVENTS:
        raise NotShareableError(
            tr(
                "{count} edits are more than the {most} a line holds: share the experiment file",
                count=len(recipe.events),
                most=MOST_EVENTS,
            )
        )
    lines = (" ".join(_words(recipe, preset)) for preset in PRESETS.values())
    return min(lines, key=len)


def quote(word: str) -> str:
    """Quote a word for a POSIX shell; zsh too reads it as it is."""
    if _BARE.fullmatch(word):
        return word
    return "'" + word.replace("'", "'\"'\"'") + "'"


def _words(recipe: Recipe, preset: Preset) -> Iterator[str]:
    experiment, text = recipe.experiment, recipe.experiment.text
    yield PROGRAM
    # A first word that is a command's name is that command.
    bare = not needs_escape(text) and not text.startswith("-")
    if bare:
        if text in RESERVED:
            yield "open"
        yield quote(text)
    if preset.name != DEFAULT_PRESET:
        yield f"--preset {preset.name}"
    for name in preset.changed(experiment):
        yield _flag(name, experiment)
    for event in recipe.in_order:
        yield f"--at {quote(format_event(event, experiment))}"
    if needs_escape(text):
        yield f"--escaped {quote(escape(text))}"
    elif not bare:
        yield f"-- {quote(text)}"


def _flag(name: str, experiment: Experiment) -> str:
    spec, value = FIELD[name], getattr(experiment, name)
    if isinstance(spec.kind, Switch):
        return spec.flag if value else spec.flag.replace("--", "--no-", 1)
    return f"{spec.flag} {quote(spec.kind.format(value))}"


def parse_share(line: str, memory: int = DEFAULT_MEMORY) -> Recipe:
    """Read a share string, or a command line that opens or trains; raises `Invalid`."""
    if len(line) > LONGEST:
        raise Invalid(tr("too long for a share string; open it as a file: --experiment FILE"))
    try:
        words = shlex.split(line)
    except ValueError:
        raise Invalid(
            tr("a quote is not closed, for example {example}", example=f"{PROGRAM} 'a b'")
        ) from None
    if words[:1] == ["$"]:
        words = words[1:]
    if words[:1] != [PROGRAM] or len(words) == 1:
        raise Invalid(
            tr("a share string begins with {program}, for example {program} hello", program=PROGRAM)
        )
    return read(_typed(words[1:]), memory)


def _typed(words: list[str]) -> Typed:
    if words[0] in ("open", "train"):
        words = words[1:]
    elif words[0] in RESERVED:
        raise Invalid(tr("{word} is no experiment, for example rnn-tui hello", word=words[0]))
    texts: list[str] = []
    at: list[str] = []
    others: dict[str, str] = {}
    fields: dict[str, str | bool] = {}
    rest = iter(words)
    for word in rest:
        if word == "--":
            texts += rest
        elif not word.startswith("-") or word == "-":
            texts.append(word)
        else:
            flag, equals, given = word.partition("=")
            if (switch := _switch(flag)) is not None and not equals:
                fields[switch[0]] = switch[1]
                continue
            _check_flag(flag)
            value = given if equals else next(rest, None)
            if value is None or switch is not None:
                raise Invalid(_needs(flag, switch is None))
            if flag == "--at":
                at.append(value)
            elif flag in _OTHERS:
                others[flag] = value
            else:
                fields[_FLAGS[flag].name] = value
    return Typed(texts, others.get("--escaped"), others.get("--preset"), fields, at)


def _switch(flag: str) -> tuple[str, bool] | None:
    """Give field and value of a flag that stands for itself."""
    on = flag.replace("--no-", "--", 1)
    spec = _FLAGS.get(on)
    return (spec.name, on == flag) if spec and isinstance(spec.kind, Switch) else None


def _check_flag(flag: str) -> None:
    known = (*_FLAGS, *_OTHERS)
    if flag in known or _switch(flag):
        return
    if flag in _NO_PART:
        raise Invalid(tr("{flag} is no part of an experiment: leave it out", flag=flag))
    near = difflib.get_close_matches(flag[:60], known, 1)
    hint = (
        tr("did you mean {flag}?", flag=near[0])
        if near
        else tr("see rnn-tui train --help; before a text with a dash write --")
    )
    raise Invalid(tr("no flag {flag}: {hint}", flag=shown(flag), hint=hint))


def _needs(flag: str, value: bool) -> str:
    if value:
        return tr("{flag} needs a value after it", flag=flag)
    return tr("{flag} takes no value", flag=flag)
