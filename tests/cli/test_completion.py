"""The scripts that shells read, and what they are answered."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.cli.completion import SHELLS, VARIABLE
from rnn_tui.cli.topics import TOPICS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_asks_this_program(call: Any, shell: str) -> None:
    said = call("completion", shell)
    assert (said.code, said.err) == (0, "")
    assert f"{VARIABLE}={shell}_complete" in said.out
    assert "rnn-tui" in said.out


def test_a_shell_that_is_not_known(call: Any) -> None:
    said = call("completion", "tcsh")
    assert (said.code, said.out) == (2, "")
    assert "one of bash, zsh, fish" in said.err
    assert call("completion").code == 2


ANSWERS = [
    ("rnn-tui ru", ["runs"]),
    ("rnn-tui hello --ce", ["--cell"]),
    ("rnn-tui --ce", ["--cell"]),
    ("rnn-tui hello --cell ", ["rnn", "lstm", "gru"]),
    ("rnn-tui --cell g", ["gru"]),
    ("rnn-tui train hello --optimizer a", ["adam"]),
    ("rnn-tui train hello --preset p", ["pytorch"]),
    ("rnn-tui runs sh", ["show"]),
    ("rnn-tui config ", ["init", "path", "show"]),
    ("rnn-tui help fl", ["floors"]),
    ("rnn-tui help ", list(TOPICS)),
    ("rnn-tui hello --nothing-like", []),
]


@pytest.mark.parametrize(("line", "answers"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_what_bash_asks_is_answered(
    call: Any, monkeypatch: pytest.MonkeyPatch, line: str, answers: list[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    said = call()
    assert (said.code, said.err) == (0, "")
    assert [row.removeprefix("plain,") for row in said.out.split()] == answers


@pytest.mark.parametrize("asked", ["", "tcsh_complete", "bash_nonsense", "bash"])
def test_a_request_that_is_none_is_not_answered(
    call: Any, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setenv(VARIABLE, asked)
    said = call()
    assert (said.code, said.out, said.err) == (1, "", "")


def test_zsh_and_fish_are_told_what_a_flag_does(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "rnn-tui hello --ce")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setenv(VARIABLE, "zsh_complete")
    assert call().out == "plain\n--cell\nThe recurrent cell.\n"
    monkeypatch.setenv(VARIABLE, "fish_complete")
    monkeypatch.setenv("COMP_WORDS", "rnn-tui hello")
    monkeypatch.setenv("COMP_CWORD", "--ce")
    assert "--cell" in call().out


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_itself_completes(tmp_path: Path, call: Any) -> None:
    program = tmp_path / "rnn-tui"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rnn_tui "$@"\n')
    program.chmod(0o755)
    (tmp_path / "script").write_text(call("completion", "bash").out)
    ask = (
        f"source {tmp_path}/script; COMP_WORDS=(rnn-tui hello --cell g); COMP_CWORD=3; "
        "_rnn_tui_completion rnn-tui; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(
        ["bash", "-c", ask], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("gru\n", "")
