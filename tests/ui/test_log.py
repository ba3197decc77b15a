"""Nothing that is printed while the app runs reaches its screen: it is in the log."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnn_tui import log
from rnn_tui.folders import log_file
from rnn_tui.log import Log
from rnn_tui.settings import State
from tests.ui.terminal import Terminal

LOUD = """
import ctypes, logging, os, subprocess, sys, threading, warnings
import rnn_tui.session.worker as worker
from rnn_tui.cli.main import run

early = logging.StreamHandler()  # holds the stream of before the app
load = worker._load

def loud(plan):
    subprocess.run(["echo", "NOISE of a child"])
    engine = load(plan)
    step, libc, count = engine.step, ctypes.CDLL(None), iter(range(10**9))

    def noisy(*given):
        k = next(count)
        print(f"NOISE of print {k}")
        sys.stderr.write(f"NOISE of stderr \\x1b[31m {k}\\n")
        os.write(1, b"NOISE of descriptor 1\\n")
        os.write(2, b"NOISE of descriptor 2\\n")
        libc.puts(b"NOISE of libc")
        libc.fflush(None)
        warnings.warn(f"NOISE of warnings {k}")
        logging.getLogger("x").warning("NOISE of logging")
        early.emit(logging.makeLogRecord({"msg": "NOISE of a handler"}))
        return step(*given)

    engine.step = noisy
    return engine

if os.environ.get("LOUD"):
    worker._load = loud
run()
"""

SOURCES = (
    "a child", "print 57", "stderr ␛", "descriptor 1", "descriptor 2", "libc", "warnings 57",
    "logging", "a handler",
)  # fmt: skip


@pytest.fixture
def started() -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def opened(*argv: str, program: tuple[str, ...] = ("-c", LOUD), **environ: str) -> Terminal:
        made.append(type("Script", (Terminal,), {"program": program})(*argv, **environ))
        return made[-1]

    yield opened
    for each in made:
        each.child.close(force=True)


def run_of(t: Terminal) -> str:
    """Train to the end; give the screen but for what depends on the clock."""
    t.until(lambda: "done  100/100" in t.head and "1.93" in t.text)
    t.until(lambda: re.search(r"▸ 100 . . . .  [✓✗]{4}", t.text))
    return t.text


def test_noise_is_in_the_log_and_not_on_the_screen(started: Callable[..., Terminal]) -> None:
    State(welcomed=True).write()  # nobody is new here: what is offered goes away by the clock
    quiet, loud = started("hello", "--no-save"), started("hello", "--no-save", LOUD="1")
    assert run_of(quiet) == run_of(loud)
    for t in (quiet, loud):
        t.child.send("q")
        assert t.ended() == 0
        assert t.restored
        assert "NOISE" not in t.sent
        assert "\n" not in t.sent.split("\x1b[?1049l")[-1].strip()
    path = log_file()
    assert path is not None
    written = path.read_text()
    for source in SOURCES:
        assert f"NOISE of {source}" in written, source
    assert written.count("\n--- ") + written.startswith("--- ") == 2
    assert "\x1b" not in written


AWAY = """
import os, sys
os.close(2)
if sys.argv[1] == "elsewhere":
    os.open("/dev/null", os.O_WRONLY)  # takes the lowest number that is free
os.execv(sys.executable, [sys.executable, "-m", "rnn_tui", *sys.argv[2:]])
"""


@pytest.mark.parametrize("where", ["elsewhere", "closed"])
def test_the_app_is_drawn_wherever_standard_error_is(
    started: Callable[..., Terminal], where: str
) -> None:
    t = started("hello", "--no-save", program=("-c", AWAY, where))
    run_of(t)
    t.child.send("q")
    assert t.ended() == 0
    assert t.restored


FAULT = """
from rnn_tui.cli.main import run
from rnn_tui.ui.screens.train import TrainScreen

def fault(*_):
    raise ZeroDivisionError("a fault of ours")

TrainScreen.show = fault
run()
"""


def test_a_fault_of_the_app_is_in_the_log(started: Callable[..., Terminal]) -> None:
    t = started("hello", "--no-save", program=("-c", FAULT))
    assert t.ended() == 1
    assert t.restored
    last = t.sent.split("\x1b[?1049l")[-1]
    path = log_file()
    assert path is not None
    assert f"the app ended with a fault of its own; {path} says more" in last
    assert "a fault of ours" not in last
    assert "a fault of ours" in path.read_text()


def test_a_log_that_grows_is_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST", 1000)
    kept = Log()
    assert kept.path is not None
    head = kept.path.read_text()
    assert head.startswith("--- ")
    kept.stream.write("a\x1bb[/b]\ud800\n")
    kept.trim()
    assert kept.path.read_text() == head + "a␛b[/b]\ufffd\n"
    kept.stream.write("x" * 2000 + "\n")
    kept.trim()
    kept.stream.write("on it goes\n")
    assert kept.path.read_text() == "on it goes\n"
    assert kept.older.read_text() == ("x" * 2000 + "\n")[-1000:]
    os.write(kept.handle, b"y" * 1001)
    kept.close()
    again = Log()
    assert again.path is not None
    assert again.path.read_text().startswith("--- ")
    assert again.older.read_text().endswith("y" * 1001)
    again.close()


def test_where_no_log_can_be_what_is_printed_is_dropped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "here")
    none = Log()
    assert none.path is None
    assert none.stream.write("dropped") == 7
    none.trim()
    none.close()
    (tmp_path / "state2").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state2"))
    none = Log()
    assert none.path is None
    none.close()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('raise ModuleNotFoundError("No module named \'torch\'", name="torch")', "install torch"),
        ('raise ImportError("libgomp.so.1: cannot open shared object file")', "libgomp1"),
    ],
    ids=["missing", "libgomp"],
)
def test_without_pytorch_the_app_opens_and_says_what_to_install(
    started: Callable[..., Terminal], tmp_path: Path, code: str, said: str
) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(code)
    t = started(
        "hello", program=("-m", "rnn_tui"), PYTHONPATH=f"{tmp_path}:{Path(__file__).parents[2]}"
    )
    t.until(lambda: "failed" in t.head)
    t.until(lambda: said in t.text)
    t.child.send("?")
    t.until(lambda: "Help" in t.text)
    t.child.send("q")
    assert t.ended() == 0
    assert t.restored
