"""Settings on the command line: what they change, what is said of them, a file to begin with."""

import json
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.config import SETTING
from rnn_tui.config_file import config_path, template
from rnn_tui.settings import State
from rnn_tui.store.runs import Runs


@pytest.fixture
def path() -> Path:
    found = config_path()
    assert found is not None
    found.parent.mkdir(parents=True)
    return found


def test_path_and_init(call: Any) -> None:
    said = call("config", "path")
    path = Path(said.out.strip())
    assert (said.code, path) == (0, config_path())
    assert "not there; rnn-tui config init" in call("config").out
    assert call("config", "init").out == f"written: {path}\n"
    assert path.read_text() == template()
    assert [file.name for file in path.parent.iterdir()] == ["config.toml"]
    path.write_text("bell = true\n")
    again = call("config", "init")
    assert (again.code, again.out) == (2, "")
    assert "exists; --force replaces it" in again.err
    assert path.read_text() == "bell = true\n"
    assert call("config", "init", "--force").code == 0
    assert path.read_text() == template()


def test_init_where_nothing_can_be_written(call: Any, path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("")
    said = call("config", "init")
    assert said.code == 1
    assert str(path) in said.err
    assert said.err.count("\n") == 1


def test_show_says_where_each_comes_from(
    call: Any, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path.write_text('memory = "2GB"\n[keys]\nplay = ["ctrl+t", "space"]\n')
    monkeypatch.setenv("RNN_TUI_SPEED", "unlimited")
    State(theme="nord").write()
    rows = {line.split()[0]: line for line in call("config", "show").out.splitlines()}
    assert list(rows) == [*SETTING, "keys.play", "File:"]
    assert rows["theme"].split() == ["theme", "nord", "remembered"]
    assert rows["speed"].split() == ["speed", "unlimited", "RNN_TUI_SPEED"]
    assert rows["memory"].split() == ["memory", "2GB", f"{path}:1"]
    assert rows["data"].split() == ["data", str(tmp_path / "data" / "rnn-tui"), "default"]
    assert "^t space" in rows["keys.play"]
    found = json.loads(call("config", "show", "--json").out)
    assert found["settings"]["memory"] == {"value": 2 * 10**9, "origin": f"{path}:1"}
    assert found["settings"]["keys.play"]["value"] == ["ctrl+t", "space"]
    assert found["faults"] == []


@pytest.mark.parametrize(
    "argv",
    [
        ["train", "hello", "--iterations", "2", "--quiet"],
        ["race", "hello", "--seeds", "2", "--iterations", "2"],
        ["runs"],
        ["config", "show"],
    ],
)
def test_a_file_that_is_wrong_is_wrong_usage(call: Any, path: Path, argv: list[str]) -> None:
    path.write_text("\nspeed = true\nthme = 1\n")
    said = call(*argv)
    assert said.code == 2
    assert f"{path}:2: speed true: unlimited, or 1 to 1,000" in said.err
    if argv[0] != "config":
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert "and 1 more: rnn-tui config show" in said.err


@pytest.mark.parametrize(
    "argv", [["--help"], ["--version"], ["train", "--help"], ["config", "path"]]
)
def test_what_needs_no_settings_minds_no_file(call: Any, path: Path, argv: list[str]) -> None:
    path.write_text("speed = true\n")
    said = call(*argv)
    assert (said.code, said.err) == (0, "")


def test_a_variable_that_is_wrong_is_told_and_no_more(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RNN_TUI_LANG", "xx")
    said = call("train", "hello", "--iterations", "2", "--quiet")
    assert said.code == 0
    assert said.err == "rnn-tui: RNN_TUI_LANG xx: one of en, ko\n"


def test_memory_is_a_setting_and_a_flag_comes_first(call: Any, path: Path) -> None:
    path.write_text('memory = "1kB"\n')
    said = call("train", "hello", "--iterations", "2", "--quiet")
    assert said.code == 2
    assert "more than" in said.err
    assert call("train", "hello", "--iterations", "2", "--quiet", "--memory", "1GB").code == 0


def test_no_setting_changes_a_number(call: Any, path: Path) -> None:
    plain = call("train", "hello", "--iterations", "3", "--json").out.splitlines()[:-1]
    path.write_text('speed = 1000\ntheme = "nord"\nhistory_memory = "1kB"\n')
    assert call("train", "hello", "--iterations", "3", "--json").out.splitlines()[:-1] == plain
    path.write_text("seed = 3\n")
    said = call("train", "hello", "--iterations", "3", "--json")
    assert said.code == 2
    assert "seed belongs to an experiment" in said.err


def test_the_folder_of_runs_is_a_setting(
    call: Any, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(folder: Path) -> int:
        with Runs(folder / "runs.db") as runs:
            return len(runs.ids())

    train = ("train", "hello", "--iterations", "2", "--quiet")
    path.write_text(f'data = "{tmp_path}/one"\n')
    assert call(*train).code == 0
    assert kept(tmp_path / "one") == 1
    monkeypatch.setenv("RNN_TUI_DATA", str(tmp_path / "two"))
    assert call(*train).code == 0
    assert call(*train, "--data", str(tmp_path / "three")).code == 0
    assert [kept(tmp_path / name) for name in ("one", "two", "three")] == [1, 1, 1]
    assert len(json.loads(call("runs", "list", "--json").out)) == 1


def test_a_folder_for_runs_that_is_a_file(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RNN_TUI_DATA", str(tmp_path / "file"))
    said = call("train", "hello", "--iterations", "2", "--quiet")
    assert said.code == 0
    assert "done after 2 iterations" in said.out
    assert str(tmp_path / "file") in said.err
    assert "the folder is that of RNN_TUI_DATA" in said.err
    listed = call("runs", "list")
    assert listed.code == 1
    assert "file: a file, not a folder (RNN_TUI_DATA)" in listed.err
    assert listed.err.count("\n") == 1


def test_a_relative_folder_for_data_is_named_and_runs_stay_in_memory(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", "here")
    said = call("train", "hello", "--iterations", "2", "--quiet")
    assert said.code == 0
    assert "XDG_DATA_HOME here" in said.err
    assert "in memory alone" in said.err
    assert call("runs", "list").code == 1
    assert not (tmp_path / "here").exists()
    monkeypatch.setenv("XDG_CONFIG_HOME", "here")
    assert "XDG_CONFIG_HOME here" in call("config", "path").err


def test_a_home_in_which_nothing_can_be_written(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    monkeypatch.setenv("HOME", "/proc/nobody")  # what no one may write, root neither
    said = call("train", "hello", "--iterations", "2", "--quiet")
    assert said.code == 0
    assert "/proc/nobody" in said.err
    assert "Traceback" not in said.err
