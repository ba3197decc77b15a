"""`race` and `sweep` on the command line: what they print, refuse, and keep."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.conftest import Call

PROGRAM = [sys.executable, "-m", "rnn_tui"]
ROOT = Path(__file__).parents[2]
CEILING = 60.0

REFUSED = [
    (["race"], "TEXT, for example rnn-tui race hello"),
    (["race", "a"], "needs 2 or more characters"),
    (["race", "hello", "--lane", "colour=red"], "colour"),
    (["race", "hello", "--lane", "lerning_rate=1"], "did you mean learning_rate"),
    (["race", "hello", "--lane", "learning_rate=0"], "above 0 to 1,000"),
    (["race", "hello", "--lane", "text=hihello"], "text"),
    (["race", "hello", "--lane", "a: cell=gru", "--lane", "a: cell=rnn"], "called a"),
    (["race", "hello", "--lane", "a: cell=gru", "--lane", "b: cell=gru"], "same experiment"),
    (["race", "hello", "--cell", "gru"], "--lane 'cell=gru'"),
    (["race", "hello", "--seeds", "0"], "--seeds 0: a whole number, 1 to 10,000,000"),
    (["race", "hello", "--seeds", "1.5"], "whole number"),
    (["race", "hello", "--seeds", "10000000"], "need about"),
    (["race", "hello", "--seeds", "10000001"], "1 to 10,000,000"),
    (["race", "hello", "--first-seed", "4294967295"], "seed"),
    (["race", "hello", "--seed", "3"], "no flag --seed"),
    (["race", "hello", "--json", "--csv"], "give one of them"),
    (["sweep"], "TEXT, for example rnn-tui sweep hello"),
    (["sweep", "hello"], "needs an axis"),
    (["sweep", "hello", "--grid", "colour=1,2"], "colour"),
    (["sweep", "hello", "--grid", "learning_rate="], "learning_rate"),
    (["sweep", "hello", "--grid", "learning_rate=0.1,0"], "above 0 to 1,000"),
    (["sweep", "hello", "--grid", "seed=1,2"], "seed"),
    (["sweep", "hello", "--grid", "decay=0.5", "--grid", "decay=0.9"], "twice"),
    (["sweep", "hello", "--grid", "decay=0.5", "--decay", "0.9"], "axis and a flag"),
    (["sweep", "hello", "--grid", "hidden_size=2,4"], "1 of 2 points cannot be trained"),
    (["sweep", "hello", "--random", "learning_rate=1..0.1", "--samples", "3"], "learning_rate"),
    (["sweep", "hello", "--random", "learning_rate=0.1..1"], "--samples"),
    (["sweep", "hello", "--random", "learning_rate=0.1..1", "--samples", "0"], "--samples 0"),
]


@pytest.mark.parametrize(("argv", "word"), REFUSED, ids=lambda value: " ".join(value)[:60])
def test_what_is_wrong_is_named_before_anything_runs(
    argv: list[str], word: str, call: Call
) -> None:
    said = call(*argv)
    assert said.code == 2
    assert said.out == ""
    assert word in said.err
    assert said.err.count("\n") == 1


def test_a_race_as_json_has_what_training_says_of_each_seed(call: Call) -> None:
    said = call(
        "race", "hello", "--seeds", "6", "--first-seed", "2", "--iterations", "60", "--json"
    )
    assert (said.code, said.err) == (0, "")
    race = json.loads(said.out)
    assert (race["text"], race["iterations"], race["seeds"], race["first_seed"]) == (
        "hello",
        60,
        6,
        2,
    )
    assert [lane["name"] for lane in race["lanes"]] == ["rnn", "lstm", "gru"]
    for lane in race["lanes"]:
        finals, costs = [], []
        for seed in range(2, 8):
            argv = ("train", "hello", "--cell", lane["name"], "--seed", str(seed))
            lines = call(*argv, "--iterations", "60", "--json").out.splitlines()
            *made, final = map(json.loads, lines)
            finals.append(final)
            costs.append([line["cost"] for line in made])
        answers = [final["prediction"] for final in finals]
        assert lane["answers"] == {word: answers.count(word) for word in lane["answers"]}
        assert sum(lane["answers"].values()) == 6
        assert lane["solved"] == answers.count("ello") / 6
        assert lane["parameters"] == finals[0]["parameters"]
        ordered = sorted(run[40] for run in costs)
        assert len(lane["cost"]["median"]) == 60
        assert lane["cost"]["median"][40] == pytest.approx((ordered[2] + ordered[3]) / 2, rel=1e-4)
        firsts = sorted(f["solved_at"] for f in finals if f["solved_at"] is not None)
        if len(firsts) == 1:
            assert lane["first_solved"]["median"] == firsts[0]
        assert lane["experiment"]["cell"] == lane["name"]
        assert "seed" not in lane["experiment"]


def test_a_race_for_a_person_ends_with_a_verdict(call: Call) -> None:
    said = call("race", "hello", "--seeds", "40")
    assert said.code == 0
    assert said.out.startswith("rnn-tui race  hello\n3 lanes × 40 seeds · 100 iterations")
    assert "RNN solves it more often than GRU: " in said.out
    assert "ello" in said.out
    assert "p < 0.001" in said.out


def test_a_race_with_a_lane_that_diverges(call: Call) -> None:
    wild = "wild: readout=linear hidden_size=8 optimizer=sgd learning_rate=100"
    said = call(
        "race", "hello", "--seeds", "8", "--lane", wild, "--lane", "tame: cell=rnn", "--json"
    )
    lanes = json.loads(said.out)["lanes"]
    assert lanes[0]["diverged"] > 0
    assert None in lanes[0]["cost"]["q75"]
    assert lanes[1]["diverged"] == 0
    assert "diverged" in call("race", "hello", "--lane", wild, "--seeds", "8").out


def test_a_table_is_no_formula_and_nothing_hostile_reaches_the_terminal(call: Call) -> None:
    lane = "=cmd\x1b[31m|x: cell=gru"
    said = call("race", "hello", "--seeds", "2", "--iterations", "3", "--lane", lane, "--csv")
    table = list(csv.DictReader(io.StringIO(said.out)))
    assert len(table) == 3
    assert all(row["lane"].startswith("'=cmd") for row in table)
    assert {"iteration", "cost_q50", "solved", "diverged"} <= set(table[0])
    person = call("race", "hello", "--seeds", "2", "--iterations", "3", "--lane", lane)
    assert "\x1b" not in person.out


SWEEP = ("sweep", "hello", "--grid", "learning_rate=0.001,0.01,0.1", "--seeds", "10")


def test_a_sweep_as_json_is_ranked_and_complete(call: Call) -> None:
    said = call(*SWEEP, "--grid", "cell=rnn,gru", "--json")
    assert (said.code, said.err) == (0, "")
    sweep = json.loads(said.out)
    assert (sweep["points"], sweep["points_done"], sweep["seeds"]) == (6, 6, 10)
    solved = [point["solved"] for point in sweep["results"]]
    assert solved == sorted(solved, reverse=True)
    assert sweep["best"] == sweep["results"][0]["values"]
    assert {point["values"]["cell"] for point in sweep["results"]} == {"rnn", "gru"}
    assert sweep["verdict"]


def test_a_sweep_for_a_person_and_as_a_table(call: Call) -> None:
    said = call(*SWEEP)
    assert "3 points × 10 seeds" in said.out
    assert "rate" in said.out
    table = list(csv.DictReader(io.StringIO(call(*SWEEP, "--csv").out)))
    assert next(row["learning_rate"] for row in table) == "0.1"
    assert len(table) == 3


def test_points_that_train_alike_are_left_out_with_a_word(call: Call) -> None:
    said = call("sweep", "hello", "--grid", "learning_rate=0.01,0.01,0.1", "--seeds", "2", "--json")
    assert said.code == 0
    assert "1 points would train as another one does" in said.err
    assert json.loads(said.out)["points"] == 2


def test_a_million_points_are_asked_for_first(call: Call) -> None:
    grid = ("--grid", "learning_rate=" + ",".join(str(k / 1000) for k in range(1, 1001)))
    more = ("--grid", "decay=" + ",".join(str(k / 1000) for k in range(1000)))
    said = call("sweep", "hello", *grid, *more)
    assert said.code == 2
    assert "1,000,000 points × 100 seeds = 100,000,000 networks, about " in said.err
    assert "--yes" in said.err


def _wait(met: Any) -> None:
    end = time.monotonic() + CEILING
    while not met():
        assert time.monotonic() < end
        os.sched_yield()


def test_a_sweep_that_is_killed_goes_on_and_does_nothing_twice(call: Call, tmp_path: Path) -> None:
    argv = [
        *("sweep", "hello", "--grid", "hidden_size=2,3,4,5,6,7,8", "--readout", "linear"),
        *("--seeds", "50", "--iterations", "1500", "--json"),
    ]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "killed")}
    folder = tmp_path / "killed" / "rnn-tui" / "sweeps"

    def done() -> int:
        files = list(folder.glob("*.jsonl"))
        return files[0].read_bytes().count(b"\n") - 1 if files else 0

    with subprocess.Popen(
        [*PROGRAM, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    ) as process:
        _wait(lambda: done() >= 2 or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    before = done()
    assert 2 <= before < 7
    again = subprocess.run(
        [*PROGRAM, *argv], capture_output=True, text=True, cwd=ROOT, env=environment, check=True
    )
    assert f"{before} of 7 points were done before" in again.stderr
    assert not list(folder.glob("*.jsonl"))
    whole = json.loads(call(*argv).out)
    found = json.loads(again.stdout)
    for results in (whole["results"], found["results"]):
        for point in results:
            del point["seconds"]
    assert found["results"] == whole["results"]


def test_an_interrupted_race_prints_what_it_has() -> None:
    argv = ["-m", "rnn_tui", "race", "hello", "--seeds", "200", "--iterations", "1000000"]
    child = pexpect.spawn(sys.executable, argv, cwd=ROOT, encoding="utf-8", timeout=CEILING)
    child.expect("to go")
    child.sendintr()
    child.expect("3 lanes × 200 seeds · .* iterations · .* · interrupted")
    child.expect("RNN solves it more often|cannot be told|Every lane")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_races_and_sweeps_are_kept_among_the_runs(call: Call, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "kept"))
    call("race", "hello", "--seeds", "3", "--iterations", "5", *data)
    call(*SWEEP, *data)
    call("race", "hello", "--seeds", "2", "--iterations", "5", "--no-save", *data)
    listed = json.loads(call("runs", "list", "--json", *data).out)
    assert sorted(run["name"] for run in listed) == [
        "race, 3 lanes × 3 seeds",
        "sweep, 3 points × 10 seeds",
    ]
