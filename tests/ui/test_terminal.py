"""The app as a person starts it: a process in a terminal, real training, keys, and the way out."""

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.export.checkpoint import load
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


def test_a_run_leaves_as_a_file_while_it_goes_on(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    path = tmp_path / "weights.safetensors"
    t = terminal("hello", "--speed", "20", "--iterations", "100000", "--no-save")
    t.until(lambda: "running" in t.head and re.search(r" \d+/100,000", t.head))
    t.child.send("\x13")
    t.until(lambda: "Export this run" in t.text)
    t.child.send("\x1b[B" * 6)
    t.until(lambda: "hello.safetensors" in t.text)
    t.child.send(f"\x15{path}\r")
    t.until(lambda: path.exists() and "exported at" in t.text)
    t.child.send("q")
    assert t.ended() == 0
    weights = load(path, Experiment())
    assert {name: array.shape for name, array in weights.items()} == {
        "kernel": (8, 4),
        "bias": (4,),
    }


def test_where_nothing_can_be_kept_the_app_says_so_and_trains(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("mine")
    t = terminal("hello", "--speed", "unlimited", "--data", str(tmp_path / "mine"))
    t.until(lambda: "runs are not being kept" in t.text)
    t.until(lambda: "it is a file, not a folder" in " ".join(t.text.split()))
    t.until(lambda: "done  100/100" in t.head)
    t.child.send("q")
    assert t.ended() == 0
    assert "runs are not being kept" in t.sent[t.sent.rfind("\x1b[?1049l") :]


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


def test_a_locale_without_utf8_gets_ascii(terminal: Callable[..., Terminal]) -> None:
    t = terminal("hello", "--speed", "unlimited", "--no-save", LC_ALL="C")
    t.until(lambda: "# done  100/100" in t.head)
    t.until(lambda: re.search(r"> 100 . . . .  [yx]{4}", t.text))
    t.child.send("Pq")
    assert t.ended() == 0
    assert t.text.isascii()
    assert t.sent.isascii()


@pytest.mark.parametrize("told", [{"TERM": "xterm"}, {"NO_COLOR": "1"}])
def test_without_colours_there_are_none(
    terminal: Callable[..., Terminal], told: dict[str, str]
) -> None:
    t = terminal("hello", "--speed", "unlimited", "--no-save", **told)
    t.until(lambda: "done  100/100" in t.head)
    t.until(lambda: re.search(r"▸ 100 . . . .  [✓✗]{4}", t.text))
    t.child.send("q")
    assert t.ended() == 0
    assert colours(t.sent) <= GREYS


GREYS = {str(n) for n in (30, 37, 40, 47, 90, 97, 100, 107, 39, 49)}
"""What sets black, white, grey, or the terminal's own."""


def colours(sent: str) -> set[str]:
    """Give the codes of colour that were sent; those of 256 and of more as they are."""
    found: set[str] = set()
    for codes in re.findall(r"\x1b\[([\d;]+)m", sent):
        rest = codes.split(";")
        while rest:
            code = rest.pop(0)
            if code in ("38", "48"):
                size = 2 if rest[0] == "5" else 4
                value, rest = rest[:size], rest[size:]
                if not _is_grey(value):
                    found.add(";".join([code, *value]))
            elif int(code) >= 30:
                found.add(code)
    return found


def _is_grey(value: list[str]) -> bool:
    numbers = [int(number) for number in value[1:]]
    if value[0] == "5":
        return numbers[0] in (0, 7, 8, 15, 16, 59, 102, 145, 188, 231) or 232 <= numbers[0] <= 255
    return max(numbers) - min(numbers) < 3
