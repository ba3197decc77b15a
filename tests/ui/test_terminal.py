"""The app as a person starts it: a process in a terminal, real training, keys, and the way out."""

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnn_tui.store.runs import Runs
from tests.ui.terminal import Terminal


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def opened(*argv: str, **environ: str) -> Terminal:
        made.append(Terminal(*argv, **environ))
        return made[-1]

    yield opened
    for each in made:
        each.child.close(force=True)


def test_hello_is_trained_to_its_end_and_left_with_q(terminal: Callable[..., Terminal]) -> None:
    t = terminal("hello", "--speed", "20")
    t.until(lambda: "rnn-tui" in t.head)
    t.until(lambda: "hello · RNN · 4 units" in t.text)
    t.until(lambda: "running" in t.head and t.moment > 0)
    before = t.moment
    t.until(lambda: t.moment > before)
    t.child.send("++++++")
    t.until(lambda: "speed: unlimited" in t.text)
    t.until(lambda: "done  100/100" in t.head)
    t.until(lambda: re.search(r"▸ 100 . . . .  [✓✗]{4}", t.text))
    t.child.send("q")
    assert t.ended() == 0
    assert "\x1b[?1049h" in t.sent
    assert t.restored
    assert "Traceback" not in t.sent


def test_what_the_app_trains_is_kept(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    t = terminal("hello", "--speed", "unlimited", "--data", str(tmp_path))
    t.until(lambda: "done  100/100" in t.head)
    t.child.send("q")
    assert t.ended() == 0
    with Runs(tmp_path / "runs.db") as runs:
        (run,) = runs.find()
    assert (run.phase, run.iterations, run.prediction) == ("done", 100, "ello")


def test_a_word_is_typed_while_the_engine_loads(terminal: Callable[..., Terminal]) -> None:
    t = terminal("hello")
    t.until(lambda: "e edit" in t.text)
    t.child.send("e")
    t.until(lambda: "Word" in t.text)
    t.child.send("\x15hihello\r")
    t.until(lambda: "hihello · RNN" in t.text)
    t.until(lambda: "running" in t.head and t.moment > 0)
    t.child.send("\x11")
    assert t.ended() == 0
    assert t.restored


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(
    terminal: Callable[..., Terminal], number: signal.Signals
) -> None:
    t = terminal("hello")
    t.until(lambda: "loading" in t.head or "running" in t.head)
    t.child.kill(number)
    assert t.ended() == 128 + number
    assert t.restored


def test_without_colour_there_is_none(terminal: Callable[..., Terminal]) -> None:
    t = terminal("hello", "--speed", "1000", NO_COLOR="1")
    t.until(lambda: "done  100/100" in t.head)
    t.child.send("q")
    assert t.ended() == 0
    colours = set(re.findall(r"38;2;(\d+);(\d+);(\d+)", t.sent))
    assert all(red == green == blue for red, green, blue in colours)
