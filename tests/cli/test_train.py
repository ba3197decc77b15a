"""What `train` prints: for a program the numbers of TensorFlow, for a person what happened."""

import contextlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.cli.printers import JsonPrinter, Output
from rnn_tui.experiment import Cell, Experiment
from rnn_tui.export.checkpoint import load, save
from rnn_tui.export.jsonl import dumps
from rnn_tui.record import Outcome, Phase
from rnn_tui.text import graphemes, visible_text

REFERENCE = {
    run["id"]: run
    for run in json.loads(
        (Path(__file__).parents[1] / "data" / "tensorflow.json").read_text("utf-8")
    )["runs"]
}

HOSTILE = [
    "[/b]", "[Red]x", "[$primary]p[/]", "[@click=app.quit]x[/]", "%s%n{0}", '"\\"', "=cmd|x",
    "한글", "\u1112\u1161\u11ab\u1100\u1173\u11af", "👨\u200d👩\u200d👧a👨\u200d👩\u200d👧",
    "שלום", "a\x1b[31mb\x1b]0;x\x07", "a\x00b", "a\x9bb\u202ec", "\u0301a", "🇰🇷🇯🇵",
    "a\u200bb\ufeff", "a b\tc\nd", "aaaa",
]  # fmt: skip


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("name", ["rnn|hello", "lstm|hello", "gru|hello", "rnn|hihello|carry"])
def test_the_numbers_of_tensorflow(call: Any, tmp_path: Path, name: str) -> None:
    run = REFERENCE[name]
    experiment = Experiment(text=run["word"], cell=Cell(run["cell"]))
    weights = {key: np.array(value, np.float32) for key, value in run["weights"]["0"].items()}
    path = tmp_path / "initial.safetensors"
    save(path, weights, experiment)
    flags = ["--cell", run["cell"], "--iterations", "100"]
    flags += ["--carry-state"] if run["carry_state"] else []
    said = call("train", run["word"], *flags, "--init", str(path), "--json")
    assert (said.code, said.err) == (0, "")
    *iterations, final = lines(said.out)
    near = min(run["float32_horizon"]["1e-5"], 100)
    assert [line["cost"] for line in iterations[:near]] == pytest.approx(
        run["cost"][:near], abs=5e-5
    )
    for iteration, answer in run["argmax"].items():
        if int(iteration) < near:
            assert iterations[int(iteration)]["prediction"] == answer
    assert [line["iteration"] for line in iterations] == list(range(100))
    if near == 100:
        assert final["solved_at"] == run["first_correct_iteration"]
        assert final["prediction"] == run["argmax"]["99"]
    assert final["target"] == run["target"]


def test_the_shape_of_json_lines(call: Any) -> None:
    said = call("train", "hello", "--json")
    *iterations, final = said.out.splitlines()
    assert len(iterations) == 100
    assert list(json.loads(iterations[0])) == ["iteration", "cost", "prediction", "correct"]
    assert iterations[0].startswith('{"iteration": 0, "cost": ')
    assert iterations[0].endswith(', "correct": false}')
    assert list(json.loads(final)) == [
        "final", "phase", "iterations", "solved_at", "cost", "prediction", "target",
        "parameters", "seconds",
    ]  # fmt: skip
    ended = json.loads(final)
    assert (ended["final"], ended["phase"], ended["iterations"]) == (True, "done", 100)
    assert (ended["prediction"], ended["target"], ended["parameters"]) == ("ello", "ello", 36)
    first = next(line for line in map(json.loads, iterations) if line["correct"])
    assert ended["solved_at"] == first["iteration"]
    assert ended["cost"] < json.loads(iterations[-1])["cost"]


def test_the_same_command_gives_the_same_numbers(call: Any) -> None:
    argv = ["train", "hihello", "--cell", "lstm", "--seed", "3", "--json"]
    first, second = (call(*argv).out.splitlines()[:-1] for _ in range(2))
    assert first == second
    assert call(*argv, "--seed", "4").out.splitlines()[:-1] != first


def test_a_person_is_told_what_was_saved(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "hello.safetensors"
    assert call("train", "hello", "--save", str(path)).out.splitlines()[-1].startswith("saved ")
    assert "saved" not in call("train", "hello", "--quiet", "--save", str(path)).out


def test_saved_weights_go_on_where_they_stopped(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "hello.safetensors"
    assert call("train", "hello", "--json", "--save", str(path)).code == 0
    ended = lines(call("train", "hello", "--json", "--save", str(path)).out)[-1]
    first = lines(call("train", "hello", "--json", "--init", str(path)).out)[0]
    assert first["cost"] == ended["cost"]
    assert set(load(path, Experiment())) == {"kernel", "bias"}


def test_edits_take_effect_before_their_update(call: Any) -> None:
    plain = lines(call("train", "hello", "--json").out)
    edited = lines(call("train", "hello", "--json", "--at", "40:learning_rate=0.5").out)
    assert [line["cost"] for line in edited[:41]] == [line["cost"] for line in plain[:41]]
    assert edited[41]["cost"] != plain[41]["cost"]


@pytest.mark.parametrize("moment", [100, 500])
def test_an_edit_after_the_last_update_is_said_to_have_no_effect(call: Any, moment: int) -> None:
    told = call("train", "hello", "--json", "--at", f"{moment}:learning_rate=0.5")
    assert told.code == 0
    assert lines(told.out)[:-1] == lines(call("train", "hello", "--json").out)[:-1]
    assert told.err == (
        f"rnn-tui: --at {moment}:learning_rate has no effect: the last update of 100 is 99\n"
    )
    assert call("train", "hello", "--json", "--at", "99:learning_rate=0.5").err == ""


@pytest.mark.parametrize(
    ("until", "check"),
    [("solved:3", lambda line: line["correct"]), ("cost=3", lambda line: line["cost"] <= 3)],
)
def test_until(call: Any, until: str, check: Any) -> None:
    *iterations, final = lines(call("train", "hello", "--json", "--until", until).out)
    assert final["phase"] == "done"
    assert final["stopped_by"] == until
    assert final["iterations"] == len(iterations) < 100
    met = [check(line) for line in iterations]
    assert met.count(True) == (3 if until.startswith("solved") else 1)
    assert all(met[-met.count(True) :])


def test_divergence_has_a_reason_and_exit_3(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "kept.safetensors"
    argv = ["train", "hello", "--readout", "linear", "--optimizer", "sgd", "--learning-rate", "100"]
    said = call(*argv, "--json", "--save", str(path))
    *iterations, final = lines(said.out)
    assert said.code == 3
    assert final["phase"] == "diverged"
    assert final["iterations"] == iterations[-1]["iteration"] == 20
    assert final["cost"] == iterations[-1]["cost"]
    assert final["prediction"] == iterations[-1]["prediction"]
    assert "10 times a uniform guess" in final["reason"]
    assert path.exists()
    shown = call(*argv)
    assert shown.code == 3
    assert "diverged after 20 iterations" in shown.out
    assert final["reason"] in shown.out


def test_what_is_no_number_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    printer = JsonPrinter(Output())
    printer.iteration(0, float("nan"), "ello", True)
    printer.iteration(1, float("inf"), "ello", False)
    printer.ended(
        Outcome(Phase.FAILED, 1, None, float("nan"), "", "ello", 36, 0.5, reason="out of memory")
    )
    out = capsys.readouterr().out
    assert [line.get("cost") for line in lines(out)] == [None, None, None]
    assert lines(out)[-1]["reason"] == "out of memory"
    assert "NaN" not in out


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_data(call: Any, text: str) -> None:
    said = call("train", "--json", "--iterations", "3", "--", text)
    assert (said.code, said.err) == (0, "")
    assert not set(said.out) & {"\x1b", "\x00", "\x07", "\x9b", "\u202e", "\ufeff"}
    assert lines(said.out)[-1]["target"] == "".join(graphemes(Experiment(text=text).text)[1:])
    shown = call("train", "--iterations", "3", "--no-plot", "--", text)
    assert shown.code == 0
    assert visible_text(Experiment(text=text).text, spaces=True) in shown.out
    assert not set(shown.out) & {"\x1b", "\x00", "\x07", "\x9b", "\u202e", "\ufeff", "\u200b"}


def test_json_stays_one_line_and_readable() -> None:
    assert dumps("한글 👨‍👩‍👧") == '"한글 👨‍👩‍👧"'
    assert dumps("\x9b\u2028\u202e\x7f") == '"\\u009b\\u2028\\u202e\\u007f"'
    assert json.loads(dumps("\x9b\u2028\u202e\x7f\n")) == "\x9b\u2028\u202e\x7f\n"


def test_quiet_says_only_how_it_ended(call: Any) -> None:
    quiet = call("train", "hello", "--quiet")
    assert (quiet.code, quiet.err) == (0, "")
    assert quiet.out.count("\n") == 1
    assert quiet.out.startswith("done after 100 iterations")
    assert "cost" in quiet.out
    final = call("train", "hello", "--quiet", "--json")
    assert [line["final"] for line in lines(final.out)] == [True]


def test_a_person_reads_what_changed(call: Any) -> None:
    said = call("train", "hello")
    assert (said.code, said.err) == (0, "")
    assert "\x1b" not in said.out
    rows = said.out.splitlines()
    assert rows[0] == "rnn-tui  hello"
    assert "RNN · 4 units · 36 parameters · RMSProp 0.01 · 100 iterations · seed 0" in rows[1]
    answers = [row for row in rows if row.endswith(("✓", "✗")) and row.split()[0].isdigit()]
    program = lines(call("train", "hello", "--json").out)
    changed = [program[0]]
    for line in program[1:-1]:
        if line["prediction"] != changed[-1]["prediction"]:
            changed.append(line)
    shown = [(int(row.split()[0]), row.split()[2]) for row in answers]
    expected = [(line["iteration"], line["prediction"]) for line in changed]
    assert shown == [*expected, (99, "ello")]
    for row in answers:
        answer, marks = row.split()[2:]
        assert marks == "".join("✓✗"[a != b] for a, b in zip(answer, "ello", strict=True))
    assert "uniform guess 5.55" in said.out
    assert "no memory 2.32" in said.out
    assert "uniform guess" not in call("train", "hello", "--no-plot").out


def test_positions_that_do_not_count_are_not_marked(call: Any) -> None:
    said = call("train", "hello", "--loss-weights", "1,0,0,1", "--no-plot")
    last = next(row for row in said.out.splitlines() if row.lstrip().startswith("99 "))
    assert last.split()[3][1:3] == "··"


def test_a_long_text_is_counted_and_cut(call: Any) -> None:
    text = "the quick brown fox jumps over the lazy dog " * 20
    said = call("train", text.strip(), "--iterations", "2", "--no-plot")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 100
    assert "of 878 right" in said.out


def test_windows_and_streams_train(call: Any) -> None:
    for flags in (["--time-steps", "4"], ["--carry-state", "--batch-size", "2"]):
        final = lines(call("train", "if you want you", "--json", *flags).out)[-1]
        assert final["phase"] == "done"


def test_a_fault_is_a_sentence(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried\nto")

    monkeypatch.setattr("rnn_tui.engine.trainer.Trainer.step", broken)
    said = call("train", "hello", "--json")
    assert said.code == 1
    assert lines(said.out)[-1]["phase"] == "failed"
    assert lines(said.out)[-1]["reason"].startswith("out of memory")


def test_output_that_cannot_be_written(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for argv in (["train", "hello", "--json"], ["train", "hello"], ["--help"], ["--version"]):
        full = Path("/dev/full").open("w", buffering=1, encoding="utf-8")  # noqa: SIM115
        monkeypatch.setattr("sys.stdout", full)
        said = call(*argv)
        assert said.code == 1
        assert "No space left" in said.err
        assert said.err.count("\n") == 1
        with contextlib.suppress(OSError):
            full.close()
    monkeypatch.setattr("sys.stdout", None)
    assert call("train", "hello").code == 1
