"""What is remembered comes back; what was damaged counts as nothing remembered."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import PRESETS, Cell, Dtype, Experiment, Optimizer, Readout
from rnn_tui.settings import LARGEST_STATE, State, read_state, state_path, toml_string

RICH = Experiment(
    text='a "quoted" \\ [/b] \x00\x1b\x7f 안녕\n',
    cell=Cell.GRU,
    readout=Readout.LINEAR,
    hidden_size=12,
    optimizer=Optimizer.SGD,
    learning_rate=1e-05,
    momentum=0.5,
    clip_norm=5.0,
    iterations=10**12,
    seed=2**32 - 1,
    time_steps=3,
    carry_state=True,
    dtype=Dtype.FLOAT64,
)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        RICH,
        PRESETS["pytorch"].experiment,
        Experiment(loss_weights=(1, 0, 0.5, 3)),
        None,
    ],
)
@pytest.mark.parametrize("theme", [None, "rnn-light", 'a"b\\c\n'])
@pytest.mark.parametrize("welcomed", [False, True])
def test_what_is_written_is_read(
    experiment: Experiment | None, theme: str | None, welcomed: bool
) -> None:
    state = State(theme=theme, experiment=experiment, welcomed=welcomed)
    assert state.write()
    assert read_state() == state


def test_only_what_differs_is_written() -> None:
    State(experiment=Experiment(seed=3)).write()
    path = state_path()
    assert path is not None
    values = tomllib.loads(path.read_text())
    assert values == {"experiment": {"text": "hello", "seed": "3"}}


def test_remembering_one_thing_keeps_the_other(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.toml"
    state = State(path=path).remember(theme="rnn-light").remember(experiment=Experiment(seed=3))
    assert read_state(path) == State("rnn-light", Experiment(seed=3)) == state
    assert [file.name for file in path.parent.iterdir()] == ["state.toml"]


def test_it_is_kept_in_the_state_directory(tmp_path: Path) -> None:
    assert state_path() == tmp_path / "state" / "rnn-tui" / "state.toml"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"theme = ",
        b"theme = 3\nexperiment = 4\n",
        b"[experiment]\nseed = '3'\n",
        b"[experiment]\ntext = 'a'\n",
        b"[experiment]\ntext = 'hello'\nseed = '-1'\n",
        b"[experiment]\ntext = 'hello'\nhidden_size = 'many'\n",
        b"[experiment]\ntext = 3\n",
        b"[experiment]\ntext = 'hello'\nhidden_size = '7'\n",
        b"[experiment]\ntext = 'hello'\nloss_weights = '1,1'\n",
        b"\x00" * 100,
        b"a = " + b"[" * 50_000,
        b"a = " + b"{a=" * 50_000,
        b"#" * (LARGEST_STATE + 1) + b"\ntheme = 'rnn-light'\n",
    ],
    ids=lambda content: content[:40].decode("ascii", "backslashreplace"),
)
def test_a_damaged_file_is_nothing_remembered(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.toml"
    path.write_bytes(content)
    assert read_state(path) == State()


def test_what_is_sound_is_kept_beside_what_is_not(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text('theme = "nord"\nfuture = 1\n[experiment]\ntext = "a"\n')
    assert read_state(path) == State(theme="nord")
    path.write_text('[experiment]\ntext = "word"\nfuture = "x"\nseed = 4\n')
    assert read_state(path) == State(experiment=Experiment(text="word"))


@pytest.mark.parametrize("there", ["nothing", "directory"])
def test_a_file_that_cannot_be_read_is_nothing_remembered(tmp_path: Path, there: str) -> None:
    path = tmp_path / "state.toml"
    if there == "directory":
        path.mkdir()
    assert read_state(path) == State()


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    state = State(path=tmp_path / "file" / "state.toml")
    assert not state.write()
    assert state.remember(theme="nord").theme == "nord"
    (tmp_path / "state.toml").mkdir()
    assert not State(theme="nord", path=tmp_path / "state.toml").write()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_string_is_written_in_toml(text: str) -> None:
    assert tomllib.loads(f"a = {toml_string(text)}") == {"a": text}


@given(st.text(min_size=2, max_size=20, alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_is_remembered(tmp_path_factory: Any, text: str) -> None:
    try:
        experiment = Experiment(text=text)
    except ValueError:
        return
    path = tmp_path_factory.mktemp("state") / "state.toml"
    assert State(experiment=experiment, path=path).write()
    assert read_state(path).experiment == experiment
