"""Settings are read with a sentence for all that is wrong, and none of it stops the reading."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rnn_tui import config_file
from rnn_tui.commands import COMMANDS
from rnn_tui.config import SETTING, SETTINGS, Settings, Size
from rnn_tui.config_file import LARGEST, config_path, find, template
from rnn_tui.fields import Invalid
from rnn_tui.session.session import HISTORY_MEMORY
from rnn_tui.toml_text import find_line


@pytest.fixture
def path() -> Path:
    found = config_path()
    assert found is not None
    found.parent.mkdir(parents=True)
    return found


def test_without_a_file_everything_has_its_default() -> None:
    found = find({})
    assert found.settings == Settings()
    assert (found.faults, dict(found.origins)) == ((), {})


def test_every_setting_is_read_from_the_file(path: Path) -> None:
    path.write_text(
        'theme = "nord"\nlanguage = "ko"\nspeed = "unlimited"\ndata = "~/x"\nmemory = "2GB"\n'
        'history_memory = 5000\nbell = true\nanimations = false\nmouse = false\nascii = true\n'
        '[keys]\nplay = ["ctrl+t", "space"]\nquit = "Q"\n'
    )  # fmt: skip
    found = find({})
    assert found.faults == ()
    assert found.settings == Settings(
        "nord", "ko", None, "~/x", 2 * 10**9, 5000, True, False, False, True,
        {"play": ("ctrl+t", "space"), "quit": ("Q",)},
    )  # fmt: skip
    assert found.origins["speed"] == f"{path}:3"
    assert found.origins["keys"] == f"{path}:11"


def test_the_environment_comes_before_the_file(path: Path) -> None:
    path.write_text('theme = "nord"\nmemory = "2GB"\nbell = true\n')
    found = find({"RNN_TUI_THEME": "dracula", "RNN_TUI_BELL": "no", "RNN_TUI_MEMORY": " "})
    assert (found.settings.theme, found.settings.bell) == ("dracula", False)
    assert found.settings.memory == 2 * 10**9
    assert found.origins["theme"] == "RNN_TUI_THEME"
    assert found.origins["memory"].endswith("config.toml:2")


def test_the_variable_of_textual_stands_behind_our_own() -> None:
    assert find({"TEXTUAL_THEME": "nord"}).origins == {"theme": "TEXTUAL_THEME"}
    both = find({"TEXTUAL_THEME": "nord", "RNN_TUI_THEME": "dracula"})
    assert both.settings.theme == "dracula"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("RNN_TUI_LANG", "xx", "RNN_TUI_LANG xx: one of en, ko"),
        ("RNN_TUI_SPEED", "fast", "RNN_TUI_SPEED fast: unlimited, or 1 to 1,000"),
        ("RNN_TUI_MEMORY", "lots", "for example 500MB"),
        ("RNN_TUI_THEME", "\x1b[31m", "RNN_TUI_THEME ␛[31m: a name"),
        ("RNN_TUI_MOUSE", "maybe", "yes or no"),
        ("XDG_CONFIG_HOME", "here", "XDG_CONFIG_HOME here: a folder from the root on"),
    ],
)
def test_a_variable_that_is_wrong_is_named(variable: str, value: str, said: str) -> None:
    found = find({variable: value})
    assert found.settings == Settings()
    (fault,) = found.faults
    assert said in fault.sentence
    assert not fault.in_file


WRONG = [
    ("theme = ", 1, "not TOML"),
    ("a = [", 1, "not TOML"),
    ('\nthme = "nord"', 2, "no setting thme: did you mean theme?"),
    ("colour-of-the-sky = 1", 1, "the settings are theme, language"),
    ("\n\nspeed = true", 3, "speed true: unlimited, or 1 to 1,000"),
    ("speed = 0", 1, "1 to 1,000"),
    ('speed = "fast"', 1, "speed fast: unlimited"),
    ("speed = [20]", 1, "speed [20]: unlimited"),
    ("bell = 1", 1, "bell 1: true or false"),
    ('bell = "yes"', 1, "true or false"),
    ("memory = true", 1, "memory true: a size above 0"),
    ("memory = 1.5", 1, "a size above 0"),
    ('memory = "1XB"', 1, "memory 1XB: a size above 0"),
    ("theme = 3", 1, "theme 3: a name"),
    ('theme = "[/b]"', 1, "theme [/b]: a name"),
    ('language = "xx"', 1, "language xx: one of en, ko"),
    ('data = "runs"', 1, "data runs: a folder from / or ~ on"),
    ("data = 1979-05-27", 1, "a folder from / or ~ on"),
    ("[theme]\na = 1", 1, "a name, for example"),
    ("learning_rate = 0.1", 1, "belongs to an experiment"),
    ("learning-rate = 0.1", 1, "--learning-rate"),
    ('text = "hello"', 1, "TEXT"),
    ('preset = "pytorch"', 1, "--preset"),
    ("keys = 3", 1, "a table, [keys]"),
    ('[keys]\n\npaly = "p"', 3, "no command paly: did you mean play?"),
    ('[keys]\nplay = "r"', 2, "play: r is the key of reset too"),
    ('keys.play = "nokey"', 1, "play: no key nokey"),
    ("[keys]\nplay = 3", 2, "a key or a list of keys"),
    ("[keys]\nplay = [[]]", 2, "no key []"),
    ("a = " + "[" * 50_000, None, "not TOML"),
]


@pytest.mark.parametrize(("content", "line", "said"), WRONG, ids=[row[0][:30] for row in WRONG])
def test_what_is_wrong_is_named_with_its_line(
    path: Path, content: str, line: int | None, said: str
) -> None:
    path.write_text(content)
    found = find({})
    assert found.settings == Settings(keys=found.settings.keys)
    assert found.settings.keys == {}
    (fault,) = found.faults
    assert fault.in_file
    assert fault.sentence.startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert said in fault.sentence
    assert "\n" not in fault.sentence


def test_what_is_sound_counts_beside_what_is_not(path: Path) -> None:
    path.write_text('theme = "nord"\nspeed = true\n[keys]\nplay = "r"\nquit = "Q"\n')
    found = find({})
    assert found.settings == Settings(theme="nord", keys={"quit": ("Q",)})
    assert [fault.sentence.split(": ")[0] for fault in found.faults] == [f"{path}:2", f"{path}:4"]


def test_a_file_that_is_not_utf_8(path: Path) -> None:
    path.write_bytes(b'theme = "nord"\n# \xff\xfe\n')
    (fault,) = find({}).faults
    assert fault.sentence == f"{path}:2: not UTF-8"


def test_a_file_with_a_mark_and_the_ends_of_lines_of_windows(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbftheme = "nord"\r\nspeed = true\r\n')
    found = find({})
    assert found.settings.theme == "nord"
    assert found.faults[0].sentence.startswith(f"{path}:2: ")


def test_what_is_no_file_or_too_large(path: Path) -> None:
    path.mkdir()
    assert "not a file" in find({}).faults[0].sentence
    path.rmdir()
    os.mkfifo(path)
    assert "not a file" in find({}).faults[0].sentence
    path.unlink()
    with path.open("wb") as file:
        file.truncate(10**9)  # a hole: nothing is written
    assert "1.0 GB is too large" in find({}).faults[0].sentence
    path.write_bytes(b"#" * (LARGEST + 1))
    assert "too large" in find({}).faults[0].sentence
    path.unlink()
    path.symlink_to(path.with_name("nowhere"))
    assert "no such file" in find({}).faults[0].sentence


def test_a_file_that_may_not_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("")

    def refuse(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert find({}).faults[0].sentence == f"{path}: Permission denied"


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    (fault,) = find({}).faults
    assert fault.sentence.endswith("config.toml: Not a directory")


def test_the_template_changes_nothing_and_each_of_its_lines_is_sound(path: Path) -> None:
    path.write_text(template())
    assert find({}).settings == Settings()
    text = re.sub(r"^# (?=[\w\[]+(?: = .*|\])$)", "", template(), flags=re.MULTILINE)
    values = tomllib.loads(text)
    assert list(values) == [*SETTING, "keys"]
    path.write_text(text)
    found = find({})
    assert found.faults == ()
    assert found.settings.keys == {c.id: c.keys for c in COMMANDS if c.keys}
    for setting in SETTINGS:
        if setting.default is not None:
            assert getattr(found.settings, setting.name) == setting.default


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_described(setting: Any) -> None:
    assert setting.help.endswith(".")
    assert setting.variables[0].startswith("RNN_TUI_")
    assert setting.kind.parse(setting.example) == setting.kind.check(
        setting.kind.parse(setting.example)
    )
    assert getattr(Settings(), setting.name) == setting.default


def test_history_takes_what_a_session_takes() -> None:
    assert Settings().history_memory == HISTORY_MEMORY


@pytest.mark.parametrize(
    ("typed", "size"), [("1", 1), ("500MB", 500 * 10**6), ("1.5 k", 1500), ("2gb", 2 * 10**9)]
)
def test_a_size_is_read_and_written(typed: str, size: int) -> None:
    assert Size().parse(typed) == size
    assert Size().parse(Size().format(size)) == size


@pytest.mark.parametrize("typed", ["", "0", "-1", "1e3", "1XB", "１", "1_0", "0.4"])
def test_what_is_no_size(typed: str) -> None:
    with pytest.raises(Invalid, match="500MB"):
        Size().parse(typed)


def test_the_line_of_a_key_in_a_table() -> None:
    text = 'play = 1\n[keys]\n"play" = 2\n# quit = 3\n[other]\nquit = 4\n'
    assert find_line(text, "play", within="keys") == 3
    assert find_line(text, "quit", within="keys") is None
    assert find_line('a = 1\nkeys.play = "x"', "play", within="keys") == 2
    assert config_file.FILE == "config.toml"
