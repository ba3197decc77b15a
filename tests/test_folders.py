"""Folders of the platform: what is wrong with them names the variable, and nothing is made."""

import pwd
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.folders import folder, log_file, problem_of
from rnn_tui.settings import State, data_folder, read_state


@pytest.mark.parametrize("kind", ["config", "data", "state", "log"])
def test_a_relative_folder_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    variable = {"log": "XDG_STATE_HOME"}.get(kind, f"XDG_{kind.upper()}_HOME")
    monkeypatch.setenv(variable, "here")
    found = folder(kind)
    assert found.path is None
    assert found.problem.startswith(f"{variable} here: ")
    assert not (tmp_path / "here").exists()


def test_no_home_and_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: Any) -> Any:
        raise KeyError

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert folder("data").problem.startswith("HOME is not set")
    assert "XDG_DATA_HOME" in folder("data").problem
    assert log_file() is None
    assert read_state() == State()
    assert not State(theme="nord").write()
    assert data_folder("~nobody-of-this-name/x").path is None


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "deep" / "down") == ""
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    assert problem_of(tmp_path / "file").endswith("file: a file, not a folder")
    assert problem_of(tmp_path / "file" / "x") == problem_of(tmp_path / "file")
    assert "cannot be written" in problem_of(Path("/proc/rnn-tui"))
