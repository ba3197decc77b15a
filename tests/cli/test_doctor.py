"""`rnn-tui doctor`: what is not well is named with what helps, and decides on the exit code."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.config_file import config_path
from rnn_tui.session.loading import MARK, why_not
from rnn_tui.store.health import NEWEST, look

ROOT = Path(__file__).parents[2]

QUICK = ("doctor", "--quick", "--json")


def found(said: Any) -> dict[str, dict[str, str]]:
    return {finding["name"]: finding for finding in json.loads(said.out)["findings"]}


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


def test_all_is_well(call: Any, tmp_path: Path) -> None:
    said = call("doctor", "--quick")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == "all is well"
    for words in ("Versions", "rnn-tui", "torch", "plotext", "sqlite", "Terminal", "Files"):
        assert words in said.out
    answer = call(*QUICK)
    assert json.loads(answer.out)["well"] is True
    findings = found(answer)
    assert findings["log"]["value"] == str(tmp_path / "state" / "rnn-tui" / "log" / "rnn-tui.log")
    assert findings["runs.db"]["value"] == "none yet"
    assert not any(tmp_path.iterdir())


def test_the_store_is_looked_at_and_left_alone(call: Any, tmp_path: Path) -> None:
    assert call("train", "hello", "--iterations", "2", "--quiet").code == 0
    path = tmp_path / "data" / "rnn-tui" / "runs.db"
    before = path.read_bytes()
    findings = found(call(*QUICK))
    assert findings["runs"]["value"] == "1"
    assert findings["schema"]["value"] == f"{NEWEST} of {NEWEST}"
    assert path.read_bytes() == before
    path.write_bytes(before[:100] + b"\xff" * (len(before) - 100))
    said = call(*QUICK)
    assert said.code == 1
    assert found(said)["runs.db"]["problem"].startswith("damaged")
    assert path.read_bytes()[:100] == before[:100]


def test_a_store_of_another_kind(tmp_path: Path) -> None:
    assert not look(tmp_path / "none").there
    assert look(tmp_path).problem == "it is no file"
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    assert look(other).problem == "it is not a store of rnn-tui"
    (tmp_path / "text").write_text("not a store " * 100)
    assert look(tmp_path / "text").problem.startswith("damaged")


def test_a_store_of_a_later_program(call: Any, tmp_path: Path) -> None:
    call("train", "hello", "--iterations", "2", "--quiet")
    path = tmp_path / "data" / "rnn-tui" / "runs.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {NEWEST + 1}")
    connection.close()
    assert f"schema {NEWEST + 1}, this one knows {NEWEST}" in look(path).problem


@pytest.mark.parametrize(
    ("variable", "value", "name", "problem"),
    [
        ("TERM", "dumb", "TERM", "rnn-tui train TEXT works"),
        ("XDG_DATA_HOME", "here", "data", "XDG_DATA_HOME here"),
        ("RNN_TUI_DATA", "/proc/nothing", "data", "/proc: it cannot be written"),
        ("RNN_TUI_LANG", "xx", "settings", "RNN_TUI_LANG xx: one of en, ko"),
        ("XDG_STATE_HOME", "here", "log", "XDG_STATE_HOME here"),
    ],
)
def test_what_is_not_well_is_named(
    call: Any, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, name: str, problem: str
) -> None:
    monkeypatch.setenv(variable, value)
    said = call(*QUICK)
    assert said.code == 1
    assert problem in found(said)[name]["problem"]
    plain = call("doctor", "--quick")
    assert problem in plain.out
    assert "not well: " in plain.out.splitlines()[-1]


def test_a_file_of_settings_that_is_wrong(call: Any) -> None:
    path = config_path()
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_text("speed = true\n")
    said = call(*QUICK)
    assert said.code == 1
    assert f"{path}:1: speed true" in found(said)["settings"]["problem"]


@pytest.mark.parametrize(
    ("environ", "value"),
    [
        ({"NO_COLOR": "1"}, "none (NO_COLOR)"),
        ({"COLORTERM": "truecolor"}, "16 million (COLORTERM)"),
        ({"TERM": "xterm-256color"}, "256, by TERM"),
        ({"TERM": "vt100"}, "few, by TERM: the app is drawn in monochrome"),
    ],
)
def test_colours(
    call: Any, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], value: str
) -> None:
    for name, content in environ.items():
        monkeypatch.setenv(name, content)
    assert found(call(*QUICK))["colours"]["value"] == value


def test_in_tmux_it_says_how_to_copy(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux")
    assert "set-clipboard on" in found(call(*QUICK))["tmux"]["value"]


def fake_torch(folder: Path, code: str) -> dict[str, str]:
    """Give an environment in which `import torch` does this."""
    (folder / "torch").mkdir()
    (folder / "torch" / "__init__.py").write_text(code)
    return {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"}


MISSING = 'raise ModuleNotFoundError("No module named \'torch\'", name="torch")'
NO_GOMP = 'raise ImportError("libgomp.so.1: cannot open shared object file")'
SIGILL = "import os, signal\nos.kill(os.getpid(), signal.SIGILL)"
FAULTS = [
    (MISSING, "it is not installed: pip install torch"),
    (NO_GOMP, "apt install libgomp1"),
    (SIGILL, "another processor (SIGILL)"),
    ('raise OSError("\\x1b[31m odd")', "␛[31m odd: pip install torch"),
]


@pytest.mark.parametrize(("code", "said"), FAULTS, ids=["missing", "libgomp", "sigill", "odd"])
def test_a_pytorch_that_cannot_be_loaded(tmp_path: Path, code: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rnn_tui", "doctor", "--json"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=fake_torch(tmp_path, code),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    (finding,) = [f for f in json.loads(done.stdout)["findings"] if f["part"] == "PyTorch"]
    assert said in finding["problem"]


@pytest.mark.parametrize(("code", "said"), [(MISSING, "pip install torch"), (NO_GOMP, "libgomp1")])
def test_training_without_pytorch_says_what_to_install(
    tmp_path: Path, code: str, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rnn_tui", "train", "hello", "--no-save"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=fake_torch(tmp_path, code),
    )  # fmt: skip
    assert done.returncode == 1
    assert said in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "rnn_tui", "runs"], capture_output=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )  # fmt: skip
    assert listed.returncode == 0


def test_a_pytorch_that_ended_the_program_does_so_once(tmp_path: Path) -> None:
    environ = fake_torch(tmp_path, SIGILL)

    def train() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rnn_tui", "train", "hello", "--no-save", "--no-plot"],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=environ,
        )  # fmt: skip

    mark = tmp_path / "state" / "rnn-tui" / MARK
    assert train().returncode == -signal.SIGILL
    assert mark.read_text() == "loading"
    for _ in range(2):
        again = train()
        assert again.returncode == 1
        assert "another processor (SIGILL)" in again.stdout
        assert "pip install torch" in again.stdout
    shutil.rmtree(tmp_path / "torch")
    assert train().returncode == 0
    assert mark.read_text() == ""


def test_a_program_that_is_told_to_end_while_it_loads_leaves_no_mark(tmp_path: Path) -> None:
    environ = fake_torch(tmp_path, "import time\nprint('loading', flush=True)\ntime.sleep(60)")
    with subprocess.Popen(
        [sys.executable, "-m", "rnn_tui", "train", "hello", "--no-save"],
        stdout=subprocess.PIPE, cwd=tmp_path, env=environ, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        while process.stdout.readline() != "loading\n":
            pass
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 143
    assert (tmp_path / "state" / "rnn-tui" / MARK).read_text() == ""


def test_pytorch_is_tried_in_another_process(call: Any) -> None:
    loaded = "torch" in sys.modules
    said = call("doctor", "--json")
    assert said.code == 0
    assert found(said)["loads"]["value"].startswith("2.")
    assert ("torch" in sys.modules) == loaded


def test_words_for_other_ends() -> None:
    assert "SIGSEGV" in why_not(-11, "")
    assert why_not(-99, "").startswith("loading it ended the process (99)")
    assert why_not(7, "") == "exit code 7: pip install torch"
