"""The program as a process: pipes, signals, a terminal, and what it must not import."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pyte
import pytest

PROGRAM = [sys.executable, "-m", "rnn_tui"]
ENDLESS = ["train", "hello", "--iterations", "1000000000"]
ROOT = Path(__file__).parents[2]


def test_a_pipe_that_is_closed_ends_it_quietly() -> None:
    with subprocess.Popen(
        [*PROGRAM, *ENDLESS, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"iteration": 0, ')
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_the_run_with_its_last_line(number: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        [*PROGRAM, *ENDLESS, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        assert process.returncode == code
        assert b'"phase": "interrupted"' in out.splitlines()[-1]
        assert err == b""


def test_a_signal_while_torch_is_loading() -> None:
    with subprocess.Popen(
        [*PROGRAM, *ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        # The head is printed before torch is imported.
        while not process.stdout.readline().startswith(b"iteration"):
            pass
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 143
        assert b"interrupted after" in out
        assert err == b""


def test_bytes_that_are_no_text() -> None:
    done = subprocess.run(
        [*PROGRAM, "train", b"\xff\xfe"], capture_output=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"not valid UTF-8" in done.stderr
    assert done.stderr.count(b"\n") == 1


def screen_of(argv: list[str], *, columns: int = 80, **environ: str) -> tuple[str, str, int]:
    """Run in a pseudo-terminal: what was sent, what stands on the screen, the exit code."""
    child = pexpect.spawn(
        PROGRAM[0],
        [*PROGRAM[1:], *argv],
        dimensions=(40, columns),
        timeout=60,
        encoding="utf-8",
        cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm-256color", **environ},
    )
    child.expect(pexpect.EOF)
    child.close()
    screen = pyte.Screen(columns, 40)
    pyte.Stream(screen).feed(child.before)
    return child.before, "\n".join(row.rstrip() for row in screen.display), child.exitstatus


def test_a_run_on_a_terminal_from_the_command_to_the_plot() -> None:
    sent, screen, code = screen_of(["train", "hello"])
    assert code == 0
    rows = screen.splitlines()
    assert rows[0] == "rnn-tui  hello"
    assert re.search(r"^ +99 +[12]\.\d{4}  ello  ✓✓✓✓$", screen, re.MULTILINE)
    assert "done after 100 iterations" in screen
    assert "no memory 2.32" in screen
    assert any("●" in row for row in rows)
    assert "\x1b[32m" in sent


def test_without_colour_nothing_is_lost() -> None:
    sent, screen, code = screen_of(["train", "hello", "--no-plot"], NO_COLOR="1")
    assert code == 0
    assert "\x1b" not in sent
    assert re.search(r"  eooo  ✓✗✗✓", screen)


def test_a_long_run_shows_how_far_it_is_and_clears_it() -> None:
    argv = ["train", "hello", "--speed", "40", "--iterations", "95", "--no-plot"]
    sent, screen, code = screen_of(argv)
    assert code == 0
    assert re.search(r"█+░+ +\d+%  \d+/95  \d+/s  0:0\d to go", sent)
    assert "to go" not in screen
    assert "done after 95 iterations" in screen


def test_the_app_is_refused_without_a_terminal() -> None:
    done = subprocess.run([*PROGRAM, "hello"], capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert b"rnn-tui train hello" in done.stderr


@pytest.mark.parametrize(
    "argv", [["--help"], ["--version"], ["train", "--help"], ["train", "a"], ["hello"]]
)
def test_answers_that_need_nothing_heavy(argv: list[str]) -> None:
    code = (
        "import sys\n"
        "from rnn_tui.cli.main import main\n"
        f"main({argv!r})\n"
        "heavy = {'torch', 'textual', 'numpy', 'plotext', 'sqlite3', 'safetensors'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
