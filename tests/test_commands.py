"""The list of commands: complete, without doubles, in words."""

import re

import pytest
from textual.keys import KEY_DISPLAY_ALIASES, Keys

from rnn_tui.commands import COMMAND, COMMANDS, EVERYWHERE, Group, commands_of, display

# The names Textual gives to keys that are not a letter.
NAMED = {key.value for key in Keys} | set(KEY_DISPLAY_ALIASES)


def test_an_id_and_a_key_are_given_once() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(set(ids)) == len(ids)
    for screen in EVERYWHERE:
        keys = [key for command in commands_of(screen) for key in command.keys]
        assert len(set(keys)) == len(keys)
    assert list(COMMAND) == ids


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_is_described(command: object) -> None:
    command = COMMAND[str(command.id)]  # type: ignore[attr-defined]
    assert re.fullmatch(r"[a-z_]+", command.id)
    assert re.fullmatch(r"[a-z]+: [a-z, ]+", command.label)
    assert command.word == command.word.strip() != ""
    assert command.help.endswith(".")
    assert command.group in Group


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_keys_are_named_as_textual_names_them(command: object) -> None:
    from textual.keys import _character_to_key

    for key in COMMAND[command.id].keys:  # type: ignore[attr-defined]
        bare = key.removeprefix("ctrl+")
        names = {_character_to_key(chr(code)) for code in range(33, 127)} | NAMED
        assert bare in names
        assert len(display(key)) <= 5


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("full_stop", "."),
        ("ctrl+r", "^r"),
        ("escape", "esc"),
        ("question_mark", "?"),
        ("plus", "+"),
        ("equals_sign", "="),
        ("minus", "-"),
        ("left", "←"),
        ("down", "↓"),
        ("f1", "F1"),
        ("q", "q"),
    ],
)
def test_a_key_is_shown_as_a_person_reads_it(key: str, shown: str) -> None:
    assert display(key) == shown


def test_space_is_shown_as_a_word() -> None:
    assert display("space") == "space"


def test_in_a_field_only_escape_f1_and_control_keys_are_commands() -> None:
    for command in COMMANDS:
        if command.in_form:
            for key in command.keys:
                assert key.startswith("ctrl+") or key in ("escape", "tab", "f1", "question_mark")
