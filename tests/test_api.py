"""rnn-tui from Python: the numbers of the command line, as arrays; and the README's example."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rnn_tui
from rnn_tui import Experiment, Run, train
from rnn_tui.fields import Invalid
from rnn_tui.record import Phase

README = Path(__file__).parents[1] / "README.md"


def test_the_numbers_are_those_of_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rnn_tui", "train", "hello", "--json", "--seed", "3",
         "--at", "40:learning_rate=0.001"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    *lines, final = map(json.loads, done.stdout.splitlines())
    run = train("hello", seed=3, at=["40:learning_rate=0.001"])
    assert run.costs.tolist() == [line["cost"] for line in lines]
    assert run.answers == [line["prediction"] for line in lines]
    assert (run.outcome.cost, run.outcome.solved_at) == (final["cost"], final["solved_at"])
    assert run.costs.shape == (100,)
    assert run.costs.dtype == np.float64
    assert [event.iteration for event in run.events] == [40]
    assert run.share == "rnn-tui hello --seed 3 --at 40:learning_rate=0.001"


def test_an_experiment_and_fields_over_it() -> None:
    experiment = Experiment(text="hihello", iterations=5)
    assert train(experiment).experiment == experiment
    assert train(experiment, cell="gru").experiment == experiment.replace(cell="gru")
    assert train(preset="pytorch", iterations=2).experiment.hidden_size == 8
    assert train(iterations=2).experiment.text == "hello"


def test_weights_go_on_and_are_copies(tmp_path: Path) -> None:
    first = train("hello", iterations=5)
    first.weights["kernel"][:] = 0
    assert first.weights["kernel"].any()
    path = tmp_path / "a.safetensors"
    first.save(path)
    for init in (path, str(path), first.weights):
        run = train("hello", iterations=1, init=init)
        assert run.costs[0] == first.outcome.cost
        with pytest.raises(Exception, match="began with given weights"):
            _ = run.share


def test_exports(tmp_path: Path) -> None:
    run = train("hello", iterations=5, until=["cost=1"])
    run.export("csv", tmp_path / "a.csv")
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 6
    run.export("svg", str(tmp_path / "a.svg"))
    with pytest.raises(Exception, match="exists"):
        run.export("csv", tmp_path / "a.csv")
    run.export("csv", tmp_path / "a.csv", force=True)


def test_a_run_that_diverges_is_a_run() -> None:
    run = train("hello", readout="linear", optimizer="sgd", learning_rate=100)
    assert run.outcome.phase is Phase.DIVERGED
    assert len(run.costs) == len(run.answers) == run.outcome.iterations


@pytest.mark.parametrize(
    ("arguments", "fields", "sentence"),
    [
        (("a",), {}, "text: needs 2 or more"),
        (("hello",), {"seed": -1}, "seed: a whole number"),
        (("hello",), {"cell": "x"}, "cell: one of rnn, lstm, gru"),
        (("hello",), {"hidden_size": 9}, "hidden_size: 4, the vocabulary's size"),
        (("hello",), {"at": ["3:seed=1"]}, "seed cannot change in flight"),
        (("hello",), {"until": ["x"]}, "solved"),
        (("hello",), {"preset": "x"}, "--preset x: one of"),
        ((Experiment(),), {"preset": "pytorch"}, "give one of them"),
        (("hello",), {"memory": 10}, "more than --memory"),
    ],
)
def test_what_is_wrong_is_a_sentence(arguments: Any, fields: Any, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        train(*arguments, **fields)


def test_an_unknown_field_is_an_error_of_the_program() -> None:
    with pytest.raises(TypeError, match="no field 'lr'; it has text, convention"):
        train("hello", lr=3)


def test_public_names_are_there_and_loaded_when_asked_for() -> None:
    assert set(rnn_tui.__all__) <= set(dir(rnn_tui))
    assert isinstance(train("hello", iterations=1), Run)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = rnn_tui.nothing
    code = "import rnn_tui, sys; rnn_tui.Experiment; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_example_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    section = README.read_text("utf-8").split("## From Python")[1].split("\n## ")[0]
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
        exec(code, names)
    assert isinstance(names["run"], Run)
    assert (tmp_path / "hello.py").exists()


def test_a_race_from_python_has_what_its_seeds_come_to() -> None:
    import numpy as np

    from rnn_tui import race, train

    found = race("hello", seeds=6, first_seed=3, iterations=50)
    assert [lane.name for lane in found.lanes] == ["rnn", "lstm", "gru"]
    lane = found.lane("gru")
    runs = [train("hello", cell="gru", seed=seed, iterations=50) for seed in range(3, 9)]
    assert lane.solved.tolist() == [run.outcome.prediction == "ello" for run in runs]
    firsts = [run.outcome.solved_at for run in runs]
    assert lane.first_solved.tolist() == [-1 if first is None else first for first in firsts]
    np.testing.assert_allclose(lane.final_costs, [run.outcome.cost for run in runs], rtol=1e-6)
    costs = np.array([run.costs for run in runs])
    np.testing.assert_allclose(lane.costs[:50, 2], np.median(costs, axis=0), rtol=1e-6)
    assert lane.right.shape == (51,)
    assert sum(lane.answers.values()) == 6
    assert len(found.verdict) == 2


def test_a_race_that_cannot_be_is_refused_in_a_sentence() -> None:
    import pytest

    from rnn_tui import race
    from rnn_tui.fields import Invalid

    with pytest.raises(Invalid, match="did you mean learning_rate"):
        race("hello", ["lerning_rate=1"])
    with pytest.raises(Invalid, match="need about"):
        race("hello", seeds=10_000_000)
    with pytest.raises(KeyError):
        race("hello", seeds=2, iterations=2).lane("transformer")
