"""The app in an odd home: it opens whatever is wrong there, and says what it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnn_tui.config_file import config_path
from rnn_tui.settings import State
from tests.ui.terminal import Terminal


@pytest.fixture
def started() -> Iterator[Callable[..., Terminal]]:
    State(welcomed=True).write()
    made: list[Terminal] = []

    def opened(*argv: str, **environ: str) -> Terminal:
        made.append(Terminal(*argv, **environ))
        return made[-1]

    yield opened
    for each in made:
        each.child.close(force=True)


def says(t: Terminal, said: str) -> bool:
    """Whether a notice has these words, wherever it breaks them."""
    rows = [row.partition("▌")[2][:-2] for row in t.screen.display]
    return said.replace(" ", "") in "".join(rows).replace(" ", "")


def left(t: Terminal) -> None:
    """Leave, and see that the app had run on."""
    t.until(lambda: "running" in t.head or "done" in t.head)
    t.child.send("q")
    assert t.ended() == 0
    assert t.restored
    assert "Traceback" not in t.sent


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"speed = true\n", "config.toml:1: speed true: unlimited, or 1 to 1,000"),
        (b"a = [\n", "config.toml:2: not TOML"),
        (b'[keys]\nnope = "r"\n', "config.toml:2: no command nope"),
        (b'theme = "nope"\n', "no theme nope; there is"),
    ],
    ids=["type", "syntax", "no command", "no theme"],
)
def test_a_file_of_settings_that_is_wrong(
    started: Callable[..., Terminal], content: bytes, said: str
) -> None:
    path = config_path()
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    t = started("hello", "--no-save")
    t.until(lambda: says(t, said))
    left(t)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("TEXTUAL_THEME", "nope", "no theme nope; there is"),
        ("RNN_TUI_LANG", "xx", "RNN_TUI_LANG xx: one of en, ko"),
        ("XDG_DATA_HOME", "here", "DATA_HOME=$HOME/.local/share; runs are kept in memory alone"),
        ("RNN_TUI_DATA", "/dev/null", "/dev/null: a file, not a folder (RNN_TUI_DATA)"),
    ],
)
def test_a_variable_that_is_wrong(
    started: Callable[..., Terminal], tmp_path: Path, variable: str, value: str, said: str
) -> None:
    t = started("hello", **{variable: value})
    t.until(lambda: says(t, said))
    left(t)


def test_a_home_that_cannot_be_written(started: Callable[..., Terminal]) -> None:
    home = "/proc/nobody"
    t = started("hello", HOME=home, XDG_DATA_HOME="", XDG_STATE_HOME="", XDG_CONFIG_HOME="")
    t.until(lambda: says(t, "/proc: it cannot be written"))
    left(t)


def test_a_pytorch_that_ended_the_program_is_named(
    started: Callable[..., Terminal], tmp_path: Path
) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("import os\nos.kill(os.getpid(), 4)\n")
    path = f"{tmp_path}:{Path(__file__).parents[2]}"
    first = started("hello", "--no-save", PYTHONPATH=path)
    first.ended()
    assert first.child.signalstatus == 4
    t = started("hello", "--no-save", PYTHONPATH=path)
    t.until(lambda: "failed" in t.head and "SIGILL" in t.text)
    t.child.send("q")
    assert t.ended() == 0
    assert t.restored


def test_keys_and_speed_of_a_person(started: Callable[..., Terminal]) -> None:
    path = config_path()
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_text('speed = 1\nmouse = false\n[keys]\nquit = "Q"\nfaster = "ctrl+f"\n')
    t = started("hello", "--no-save")
    t.until(lambda: "Q quit" in t.text)
    t.until(lambda: "running" in t.head)
    t.child.send("\x06" * 12)
    t.until(lambda: "done  100/100" in t.head)
    assert "\x1b[?1000h" not in t.sent
    t.child.send("q")
    t.child.send("Q")
    assert t.ended() == 0
