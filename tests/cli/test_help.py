"""`rnn-tui help`: topics that are derived from what is declared, and what a wrong word is told."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from rnn_tui import keymap
from rnn_tui.cli.help import NAMES
from rnn_tui.cli.topics import TOPICS
from rnn_tui.commands import COMMANDS
from rnn_tui.config import SETTINGS
from rnn_tui.config_file import config_path
from rnn_tui.experiment import FIELDS, PRESETS
from rnn_tui.export.formats import FORMATS
from rnn_tui.recipe import RESERVED
from rnn_tui.store.query import NAMES as COLUMNS
from rnn_tui.text import width


@pytest.fixture(autouse=True)
def keys_as_declared() -> Iterator[None]:
    yield
    keymap.use({})


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_fits(
    call: Any, monkeypatch: pytest.MonkeyPatch, name: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = call("help", name)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0].startswith(f"{name}: ")
    assert len(lines) > 4
    for line in lines:
        assert line == line.rstrip()
        verbatim = line.startswith("  ")
        assert width(line) <= min(columns, 100) or verbatim


def test_the_topics_are_those_that_are_listed(call: Any) -> None:
    assert list(TOPICS) == list(NAMES)
    assert not set(TOPICS) & set(RESERVED)
    listed = call("help", "help").out
    assert all(name in listed for name in NAMES)
    assert "rnn-tui help TOPIC" in call("--help").out


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("keys", [command.id for command in COMMANDS if command.keys]),
        ("fields", [spec.flag for spec in FIELDS if spec.name != "text"]),
        ("presets", list(PRESETS)),
        ("settings", [setting.variables[0] for setting in SETTINGS]),
        ("export", list(FORMATS)),
        ("query", list(COLUMNS)),
        ("events", [spec.name for spec in FIELDS if spec.in_flight]),
        ("floors", ["5.55", "2.32", "1.36"]),
        ("cost", ["5.55"]),
        ("faults", ["129 130 143", "141"]),
    ],
)
def test_a_topic_holds_what_is_declared(call: Any, topic: str, words: list[str]) -> None:
    said = call("help", topic).out
    for word in words:
        assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said), word


def test_keys_are_those_in_force(call: Any) -> None:
    path = config_path()
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_text('[keys]\nplay = "ctrl+t"\n')
    assert re.search(r"\^t +\(play\)", call("help", "keys").out)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["help", "flors"], "no topic flors: did you mean rnn-tui help floors?"),
        (["help", "trian"], "did you mean rnn-tui help train?"),
        (["help", "\x1b[31m"], "no topic ␛[31m: the topics are keys, fields"),
    ],
)
def test_a_topic_that_is_none(call: Any, argv: list[str], said: str) -> None:
    answer = call(*argv)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_help_of_a_command_is_its_own(call: Any) -> None:
    assert call("help", "train").out == call("train", "--help").out
    assert call("help", "runs", "list").out == call("runs", "list", "--help").out
    assert call("help").out == call("--help").out
    assert call("help", "FLOORS").out == call("help", "floors").out
