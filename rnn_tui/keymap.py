"""The keys in force: those that commands declare, or those that a person gave them.

A person's keys are checked as a whole: a command that is none, a key that is none, and two
commands of a screen with one key are each named, and the keys in question stay as declared.
"""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from rnn_tui.commands import COMMAND, COMMANDS, EVERYWHERE, commands_of
from rnn_tui.experiment import Problem
from rnn_tui.i18n import tr
from rnn_tui.keys import ALIKE, display, is_typed, key_name
from rnn_tui.text import shown

Keymap = Mapping[str, tuple[str, ...]]

FIXED = ("ctrl+c", "ctrl+q")
"""Keys that keep their meaning whatever a person says: there is always a way out."""

MOST = 8
"""Keys of a command at most."""

_in_force: Keymap = {}


def use(keymap: Keymap) -> None:
    """Let commands have other keys than those declared."""
    global _in_force  # noqa: PLW0603 - as the catalogue of `tr`: one for the program
    _in_force = keymap


def keys_of(command: str) -> tuple[str, ...]:
    """Give the keys in force of a command, as Textual names them."""
    return _in_force.get(command, COMMAND[command].keys)


def key_of(command: str) -> str:
    """Give the first key in force of a command, as a person reads it."""
    return display(keys_of(command)[0])


def field_key_of(command: str) -> str:
    """Give the key in force that works in a field too, as a person reads it."""
    keys = keys_of(command)
    return display(next((key for key in keys if not is_typed(key)), keys[0]))


def pair_of(first: str, second: str) -> str:
    """Give the keys of two commands that belong together as a person reads them: `<>`."""
    both = key_of(first), key_of(second)
    return "".join(both) if all(len(key) == 1 for key in both) else "/".join(both)


def check(values: Mapping[str, Any]) -> tuple[Keymap, tuple[Problem, ...]]:
    """Check what a person gave: the keys that can be had, and a problem for each that cannot."""
    problems = []
    keymap: dict[str, tuple[str, ...]] = {}
    for command, value in values.items():
        problem = _unknown(command) or _wrong(command, value)
        if problem:
            problems.append(Problem(command, problem))
        else:
            names = [value] if isinstance(value, str) else value
            keymap[command] = tuple(dict.fromkeys(key_name(name) or "" for name in names))
    for clash in list(_clashes(keymap)):
        problems.append(clash)
        keymap.pop(clash.field, None)
    # What lost its key may now stand in the way of what was sound: then nothing is changed.
    if any(_clashes(keymap)):
        keymap = {}
    return keymap, tuple(problems)


def _unknown(command: str) -> str:
    if command in COMMAND:
        return ""
    near = difflib.get_close_matches(command[:60].lower(), COMMAND, 1)
    hint = (
        tr("did you mean {name}?", name=near[0])
        if near
        else tr("rnn-tui help keys lists the commands")
    )
    return tr("no command {name}: {hint}", name=shown(command), hint=hint)


def _wrong(command: str, value: object) -> str:
    """Say what is wrong with the keys of a command."""
    names = [value] if isinstance(value, str) else value
    allowed = tr('a key or a list of keys, for example "ctrl+t" or ["x", "f2"]')
    if not isinstance(names, list) or not 0 < len(names) <= MOST:
        return f"{command}: {allowed}"
    keys = []
    for name in names:
        key = key_name(name) if isinstance(name, str) else None
        if key is None:
            return tr("{command}: no key {name}: {allowed}", command=command,
                      name=shown(str(name)), allowed=allowed)  # fmt: skip
        if key in ALIKE:
            return tr("{command}: {key} is {other} in a terminal; take another key",
                      command=command, key=key, other=ALIKE[key])  # fmt: skip
        if key in FIXED:
            return tr("{command}: {key} keeps its meaning, to quit or to copy; take another key",
                      command=command, key=key)  # fmt: skip
        keys.append(key)
    if COMMAND[command].in_form and all(map(is_typed, keys)):
        return tr("{command}: works in a field too, where {key} is typed; add a key like ctrl+t",
                  command=command, key=display(keys[0]))  # fmt: skip
    return ""


def _clashes(keymap: Keymap) -> Iterator[Problem]:
    """Name the commands of a screen that would have one key."""
    named = set()
    for screen in EVERYWHERE:
        taken: dict[str, str] = {}
        # Keys as declared come first: it is the person's choice that clashes.
        for command in sorted(commands_of(screen), key=lambda c: c.id in keymap):
            for key in keymap.get(command.id, command.keys):
                other = taken.setdefault(key, command.id)
                if other != command.id and command.id in keymap and command.id not in named:
                    named.add(command.id)
                    yield Problem(
                        command.id,
                        tr("{command}: {key} is the key of {other} too; give {other} another",
                           command=command.id, key=key, other=other),
                    )  # fmt: skip


def listed() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give every command with its keys in force."""
    for command in COMMANDS:
        if command.keys:
            yield command.id, keys_of(command.id)
