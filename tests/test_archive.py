"""The runs that are kept, from Python: as arrays, found by a query, and out again as files."""

import json
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui import Experiment, KeptRun, open_runs, train
from rnn_tui.experiment import Cell
from rnn_tui.fields import Invalid
from rnn_tui.record import Event, Phase
from rnn_tui.store.faults import StoreFault
from rnn_tui.store.store import FILE


@pytest.fixture
def filled(call: Any, tmp_path: Path) -> Path:
    """Keep three runs and a race; give their folder."""
    folder = tmp_path / "kept"
    data = ["--data", str(folder), "--quiet"]
    assert call("train", "hello", "--at", "40:learning_rate=0.001", *data).code == 0
    assert call("train", "hihello", "--cell", "lstm", "--seed", "3", *data).code == 0
    wild = ["--readout", "linear", "--optimizer", "sgd", "--learning-rate", "100"]
    assert call("train", "hello", *wild, *data).code == 3
    assert call("race", "hello", "--seeds", "3", "--iterations", "5", *data[:2]).code == 0
    return folder


def test_a_run_has_the_numbers_that_it_had(filled: Path) -> None:
    same = train("hello", at=["40:learning_rate=0.001"])
    with open_runs(filled) as runs:
        run = runs[1]
        assert run.costs.dtype == np.float64
        assert np.array_equal(run.costs, same.costs)
        assert run.answers == same.answers
        assert set(run.weights) == set(same.weights)
        for name, array in same.weights.items():
            assert np.array_equal(run.weights[name], array)
        assert run.events == same.events == (Event(40, "learning_rate", 0.001),)
        assert run.outcome.solved_at == same.outcome.solved_at
        assert run.outcome.cost == run.cost == same.outcome.cost
        assert (run.experiment, run.share) == (same.experiment, same.share)
        assert (run.id, run.kind, run.phase, run.parent) == (1, "train", Phase.DONE, None)
        assert (run.iterations, run.solved, run.result) == (100, True, None)
        assert abs(run.created - datetime.now(UTC)) < timedelta(minutes=2)
        run.costs[:] = 0  # a copy
        assert run.costs[0] == same.costs[0]


def test_runs_are_asked_for_in_words(filled: Path) -> None:
    with open_runs(filled) as runs:
        assert [run.id for run in runs] == [4, 3, 2, 1]
        assert len(runs) == 4
        assert [run.id for run in runs.find("train sort:cost")] == [1, 2, 3]
        assert [run.id for run in runs.find("train", limit=2)] == [3, 2]
        (lstm,) = runs.find("cell=lstm text~HIHELLO")
        assert isinstance(lstm, KeptRun)
        assert lstm.experiment == Experiment(text="hihello", cell=Cell.LSTM, seed=3)
        assert repr(lstm).startswith("<run 2: hihello, lstm, done, cost ")
        diverged = runs.find("diverged")[0]
        assert diverged.outcome.reason
        assert len(diverged.costs) == len(diverged.answers) == diverged.iterations
        with pytest.raises(Invalid, match="did you mean cell"):
            runs.find("cel=lstm")


def test_one_run_by_id_by_name_and_the_last(filled: Path, call: Any) -> None:
    call("runs", "rename", "2", "first try", "--data", str(filled))
    call("runs", "tag", "2", "class", "--data", str(filled))
    call("runs", "note", "2", "so it is", "--data", str(filled))
    with open_runs(str(filled)) as runs:
        named = runs["first try"]
        assert (named.id, named.name, named.tags, named.note) == (
            2, "first try", ("class",), "so it is",
        )  # fmt: skip
        assert runs["last"].id == 4
        for wrong, sentence in ((9, "there is no run 9"), ("nobody", "no such run; give an id")):
            with pytest.raises(Invalid, match=sentence):
                runs[wrong]


def test_a_race_has_its_result(filled: Path, tmp_path: Path) -> None:
    with open_runs(filled) as runs:
        race = runs["last"]
        assert race.kind == "race"
        assert race.result is not None
        assert [lane["name"] for lane in race.result["lanes"]] == ["rnn", "lstm", "gru"]
        race.export("json", tmp_path / "a.json")
        assert json.loads((tmp_path / "a.json").read_text("utf-8")) == race.result
        with pytest.raises(Invalid, match="json or csv, not svg"):
            race.export("svg", tmp_path / "a.svg")
        with pytest.raises(StoreFault, match="is a race"):
            _ = race.costs


def test_exports_and_checkpoints(filled: Path, tmp_path: Path, call: Any) -> None:
    with open_runs(filled) as runs:
        run = runs[1]
        for name in ("csv", "svg"):
            run.export(name, tmp_path / f"a.{name}")
            call("runs", "export", "1", "--data", str(filled), "--output", f"{tmp_path}/b.{name}")
            assert (tmp_path / f"a.{name}").read_bytes() == (tmp_path / f"b.{name}").read_bytes()
        with pytest.raises(Exception, match="exists"):
            run.export("csv", tmp_path / "a.csv")
        run.export("csv", tmp_path / "a.csv", force=True)
        with pytest.raises(Invalid, match="did you mean csv"):
            run.export("cvs", tmp_path / "c.csv")
        run.save(tmp_path / "a.safetensors")
        again = train("hello", iterations=1, init=tmp_path / "a.safetensors")
        assert again.costs[0] == run.outcome.cost


def test_what_was_read_stays_and_no_more_is_read_when_closed(filled: Path) -> None:
    with open_runs(filled) as runs:
        read, unread = runs[1], runs[2]
        costs = read.costs
    assert np.array_equal(read.costs, costs)
    assert unread.cost is not None
    with pytest.raises(ValueError, match="the runs are closed"):
        _ = unread.costs


def test_where_runs_are_sought(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_runs() as runs:
        assert (len(runs), list(runs)) == (0, [])
        with pytest.raises(Invalid, match="last: no such run"):
            runs["last"]
    assert not (tmp_path / "data").exists()
    monkeypatch.setenv("RNN_TUI_DATA", str(filled))
    with open_runs() as runs:
        assert len(runs) == 4


def test_a_damaged_store_is_a_warning_and_a_place_that_is_none_a_sentence(
    filled: Path, tmp_path: Path
) -> None:
    (filled / FILE).write_bytes(b"garbage" * 10_000)
    with pytest.warns(UserWarning, match="set aside as") as told, open_runs(filled) as runs:
        assert len(runs) == 0
    assert told[0].filename == __file__
    (tmp_path / "no").mkdir()
    (tmp_path / "no" / FILE).mkdir()
    with warnings.catch_warnings(), pytest.raises(StoreFault, match="it is a folder"):
        open_runs(tmp_path / "no")


def test_costs_are_read_without_torch(filled: Path) -> None:
    code = (
        "import sys\nfrom rnn_tui import open_runs\n"
        f"with open_runs({str(filled)!r}) as runs:\n"
        "    print(len(runs[1].costs), len(runs[1].weights))\n"
        "    print(*({'torch', 'textual'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["100", "2"]
