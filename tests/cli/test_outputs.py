"""Where output goes: into a pipe that is closed, onto a disk that is full, nowhere at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "rnn_tui"]

COMMANDS = [
    ["--help"],
    ["--version"],
    ["train", "--help"],
    ["train", "hello", "--no-save"],
    ["train", "hello", "--no-save", "--json"],
    ["train", "hello", "--no-save", "--plain"],
    ["train", "hello", "--no-save", "--quiet"],
    ["race", "hello", "--seeds", "2", "--no-save"],
    ["runs", "list"],
    ["config", "show"],
    ["config", "path"],
    ["doctor", "--quick"],
    ["doctor", "--quick", "--json"],
    ["help", "keys"],
    ["completion", "bash"],
]


def environ() -> dict[str, str]:
    return {**os.environ, "TERM": "xterm-256color", "PYTHONUNBUFFERED": ""}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_a_full_disk_is_said_and_fails(argv: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *argv], stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT,
            env=environ(),
        )  # fmt: skip
    assert done.returncode == 1
    assert b"No space left on device" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_a_reader_that_goes_away_is_no_fault(argv: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*PROGRAM, *argv], stdout=writer, stderr=subprocess.PIPE, check=False, cwd=ROOT,
            env=environ(),
        )  # fmt: skip
    finally:
        os.close(writer)
    assert done.returncode in (0, 141)
    assert done.stderr == b""


@pytest.mark.parametrize(
    "argv", [["--help"], ["train", "hello", "--no-save"], ["config"], ["help", "keys"]]
)
def test_no_output_at_all_is_no_traceback(argv: list[str]) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" "$@" >&-', *PROGRAM, *argv], stderr=subprocess.PIPE, check=False,
        cwd=ROOT, env=environ(),
    )  # fmt: skip
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") <= 1
