"""Told to end from outside, whatever it is at: the run kept, the terminal restored, the status."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnn_tui.store.runs import Runs
from tests.ui.terminal import Terminal

ENDLESS = ("hello", "--iterations", "3000000", "--speed", "unlimited")
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

Opened = Callable[[], Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made: list[Terminal] = []

    def make() -> Terminal:
        made.append(Terminal(*ENDLESS, "--data", str(tmp_path)))
        return made[-1]

    yield make
    for each in made:
        if not each.child.closed:
            each.child.close(force=True)


def loading(t: Terminal) -> None:
    t.until(lambda: "loading" in t.head)


def running(t: Terminal) -> None:
    t.until(lambda: "running" in t.head)


def paused(t: Terminal) -> None:
    running(t)
    t.child.send(" ")
    t.until(lambda: "paused" in t.head)


def racing(t: Terminal) -> None:
    running(t)
    t.child.send("2")
    t.until(lambda: "200 seeds" in t.text)


def sweeping(t: Terminal) -> None:
    racing(t)
    t.child.send("e")
    t.until(lambda: "next field" in t.text)
    # From the word back to the button, the second axis and the first.
    t.child.send("\x1b[Z" * 3)
    t.child.send("learning_rate=0.01,0.1\x12")
    t.until(lambda: "points" in t.text and "next field" not in t.text)


def editing(t: Terminal) -> None:
    running(t)
    t.child.send("e")
    t.until(lambda: "Word" in t.text)
    t.child.send("word")
    t.until(lambda: "changed" in t.text)


def searching(t: Terminal) -> None:
    running(t)
    t.child.send("\x10")
    t.until(lambda: "Search for commands" in t.text)


def reading(t: Terminal) -> None:
    running(t)
    t.child.send("?")
    t.until(lambda: "close" in t.text)


PHASES = (loading, running, paused, racing, sweeping, editing, searching, reading)
FEW = [(phase, SIGNALS[k % 3]) for k, phase in enumerate(PHASES)]
ALL = [
    pytest.param(phase, number, marks=() if (phase, number) in FEW else pytest.mark.long)
    for phase in PHASES
    for number in SIGNALS
]


def is_kept(folder: Path) -> bool:
    """Whether the run is in the store, ended."""
    with Runs(folder / "runs.db") as runs:
        return [run.phase for run in runs.find() if run.kind == "train"] == ["interrupted"]


@pytest.mark.parametrize(("phase", "number"), ALL)
def test_a_signal_ends_it_in_order(
    opened: Opened, phase: Callable[[Terminal], None], number: signal.Signals, tmp_path: Path
) -> None:
    t = opened()
    phase(t)
    t.child.kill(number)
    assert t.ended() == 128 + number
    assert t.restored
    assert "Traceback" not in t.sent
    if phase is not loading:
        assert is_kept(tmp_path)


@pytest.mark.parametrize("phase", [loading, running, editing])
def test_a_window_that_is_closed_ends_it_in_order(
    opened: Opened, phase: Callable[[Terminal], None], tmp_path: Path
) -> None:
    t = opened()
    phase(t)
    t.child.ptyproc.fileobj.close()
    t.child.closed = t.child.ptyproc.closed = True
    _, status = os.waitpid(t.child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 129
    if phase is not loading:
        assert is_kept(tmp_path)


@pytest.mark.parametrize("phase", PHASES)
def test_q_ends_it_in_order(
    opened: Opened, phase: Callable[[Terminal], None], tmp_path: Path
) -> None:
    t = opened()
    phase(t)
    t.child.send("\x11")
    assert t.ended() == 0
    assert t.restored
    if phase is not loading:
        assert is_kept(tmp_path)


@pytest.mark.parametrize("phase", [running, racing, editing])
def test_it_goes_back_to_the_shell_and_returns(
    opened: Opened, phase: Callable[[Terminal], None], tmp_path: Path
) -> None:
    t = opened()
    phase(t)
    t.child.send("\x1a")
    t.until(lambda: t.restored)
    _, status = os.waitpid(t.child.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    begun = len(t.sent)
    t.child.kill(signal.SIGCONT)
    t.until(lambda: "\x1b[?1049h" in t.sent[begun:])
    t.screen.reset()
    t.until(lambda: "rnn-tui" in t.head and "running" in t.head)
    t.child.kill(signal.SIGTERM)
    assert t.ended() == 143
    assert t.restored
    assert is_kept(tmp_path)
