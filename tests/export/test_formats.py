"""What leaves a run: tables that are no formulas, JSON without NaN, pictures, and refusals."""

import ast
import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.edits import parse_event
from rnn_tui.engine import Trainer
from rnn_tui.experiment import Cell, Convention, Experiment, Initializer, Optimizer, Readout
from rnn_tui.export import formats
from rnn_tui.export.checkpoint import load
from rnn_tui.export.experiment_file import read_file
from rnn_tui.export.finished import Answer, Finished
from rnn_tui.export.formats import FORMATS, parse_target, render
from rnn_tui.export.tables import cell, to_csv, to_json, to_jsonl
from rnn_tui.export.tensorflow import to_tensorflow
from rnn_tui.fields import Invalid
from rnn_tui.recipe import Recipe
from rnn_tui.record import Outcome, Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.ui.pictures import draw

DIVERGED = Experiment(readout=Readout.LINEAR, optimizer=Optimizer.SGD, learning_rate=100)

HOSTILE = [
    "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-1+1", "\tx=1", "[/b]<b>&amp;", "]]></text><x",
    "\x00\x1b[31m",
    "한글 한글", "\u202eabc", "👨\u200d👩\u200d👧a👨\u200d👩\u200d👧", "\u0301a",
    "a,b\"c\nd", "שלום",
]  # fmt: skip


def trained(experiment: Experiment, *at: str) -> Finished:
    events = tuple(parse_event(word, experiment) for word in at)
    session = Session(Plan(experiment, None, events), speed=None, keep_picture=True)
    session.run_inline()
    assert session.error is None
    return Finished.of(session)


def test_json_lines_are_those_that_train_prints(call: Any) -> None:
    for flags in ([], ["--at", "40:learning_rate=0.5"], ["--iterations", "3"]):
        said = call("train", "hello", "--json", *flags)
        experiment = Experiment(iterations=3 if "3" in flags else 100)
        run = trained(experiment, *flags[1:2] if "--at" in flags else [])
        ours, theirs = to_jsonl(run).splitlines(), said.out.splitlines()
        assert ours[:-1] == theirs[:-1]
        assert ours[-1].split('"seconds"')[0] == theirs[-1].split('"seconds"')[0]


def test_a_diverged_run_has_no_number_that_json_lacks(call: Any) -> None:
    argv = ["train", "hello", "--readout", "linear", "--optimizer", "sgd", "--learning-rate", "100"]
    said = call(*argv, "--json")
    run = trained(DIVERGED)
    assert to_jsonl(run).splitlines()[:-1] == said.out.splitlines()[:-1]
    broken = Finished(
        Recipe(),
        Outcome(Phase.DIVERGED, 1, None, float("nan"), "elll", "ello", 36, 0.1, reason="so"),
        np.array([5.5, np.nan]),
        [Answer(0, "elll", correct=False)],
    )
    for text in (to_json(broken), *to_jsonl(broken).splitlines()):
        assert "NaN" not in text
        json.loads(text)
    assert json.loads(to_json(broken))["costs"] == [5.5, None]
    assert to_csv(broken).splitlines()[-1] == "1,,elll,no"


def test_a_branch_is_what_happened_in_it() -> None:
    experiment = Experiment(iterations=9)
    events = tuple(parse_event(word, experiment) for word in ("7:momentum=0.5", "50:momentum=0.1"))
    session = Session(Plan(experiment, None, events), speed=None)
    outcome = session.run_inline()
    run = Finished.of_branch(session.branch, outcome)
    assert run.recipe == Recipe(experiment, events[:1])
    assert to_jsonl(run) == to_jsonl(Finished.of(session))


def test_json_holds_the_whole_run() -> None:
    run = trained(Experiment(), "40:zero=unit:3")
    whole = json.loads(to_json(run))
    assert whole["events"] == ["40:zero=unit:3"]
    assert whole["experiment"]["text"] == "hello"
    assert len(whole["costs"]) == 101
    assert whole["costs"][-1] == whole["outcome"]["cost"]
    assert whole["answers"][-1]["answer"] == whole["outcome"]["prediction"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    run = trained(Experiment(text=text + text, iterations=40))
    rows = list(csv.reader(io.StringIO(to_csv(run))))
    assert len(rows) == 41
    for _, cost, answer, correct in rows[1:]:
        float(cost)
        assert correct in ("yes", "no")
        assert not answer.lstrip().startswith(("=", "+", "-", "@"))
        assert not answer.startswith(("\t", "\r"))


@given(st.text())
def test_a_cell_keeps_its_text(text: str) -> None:
    assert cell(text).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("text", HOSTILE)
def test_pictures_hold_any_text(text: str) -> None:
    run = trained(Experiment(text=text, iterations=3))
    root = ET.fromstring(render(run, "svg", draw))
    assert root.tag.endswith("svg")
    assert {child.tag.split("}")[1] for child in root} == {"title", "rect", "text"}
    written = render(run, "txt", draw).decode()
    assert "".join(written.split("\n")).replace("\u200d", "").isprintable()


def test_a_picture_shows_the_network_and_the_plot() -> None:
    run = trained(Experiment(cell=Cell.LSTM))
    both = render(run, "txt", draw).decode()
    assert "The unrolled network" in both
    assert "no memory 2.32" in both
    network = render(run, "network-txt", draw).decode()
    assert "predicted" in network
    assert "no memory" not in network
    assert "predicted" not in render(run, "plot-txt", draw).decode()
    assert run.picture is not None
    assert f"{run.picture.hidden[0][0]:+.2f}"[2:] in network


@pytest.mark.parametrize("text", ["ab" * 300, "aaaa", "ab"])
def test_pictures_of_any_length(text: str) -> None:
    run = trained(Experiment(text=text, iterations=1))
    assert ("more ›" in render(run, "txt", draw).decode()) == (len(text) > 200)


def test_pictures_of_runs_that_came_to_nothing() -> None:
    run = trained(DIVERGED)
    render(run, "svg", draw)
    bare = Finished(run.recipe, run.outcome, np.array([np.nan]), [])
    render(bare, "svg", draw)


@pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="the program that makes a PNG")
def test_a_png() -> None:
    content = render(trained(Experiment(iterations=2)), "png", draw)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")


def test_a_png_without_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Invalid, match="png needs the program rsvg-convert"):
        render(trained(Experiment(iterations=2)), "png", draw)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_tensorflow_listing_holds_any_text(text: str) -> None:
    code = to_tensorflow(trained(Experiment(text=text, iterations=2)))
    [value] = [
        node.value
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TEXT"
    ]
    assert isinstance(value, ast.Constant)
    assert value.value == Experiment(text=text).text


@pytest.mark.parametrize("initializer", list(Initializer))
@pytest.mark.parametrize("cell_kind", list(Cell))
def test_the_tensorflow_listing_draws_the_same_weights(
    cell_kind: Cell, initializer: Initializer
) -> None:
    experiment = Experiment(
        cell=cell_kind, initializer=initializer, seed=7, iterations=1, readout=Readout.LINEAR
    )
    code = to_tensorflow(trained(experiment))
    start, end = code.index("random = np"), code.index("first = [draw")

    class Shape(tuple[int, ...]):
        def as_list(self) -> list[int]:
            return list(self)

    class Variable:
        def __init__(self, name: str, shape: tuple[int, ...]) -> None:
            self.name, self.shape = name.replace("gates_", "gates/"), Shape(shape)

    names: dict[str, Any] = {"np": np, "SEED": 7, "HIDDEN": 4}
    exec(code[start:end], names)
    for name, array in Trainer(experiment).weights().items():
        assert np.array_equal(names["draw"](Variable(name, array.shape)), array), name


def test_what_the_tensorflow_listing_is_not() -> None:
    for experiment, at in (
        (Experiment(convention=Convention.PYTORCH, iterations=5), ()),
        (Experiment(iterations=5), ("2:zero=unit:1",)),
        (Experiment(iterations=5), ("2:freeze=kernel",)),
        (Experiment(iterations=5), ("2:optimizer=adam",)),
        (Experiment(iterations=5), ("2:clip_norm=1",)),
    ):
        with pytest.raises(Invalid, match="export pytorch"):
            to_tensorflow(trained(experiment, *at))
    code = to_tensorflow(trained(Experiment(iterations=5), "2:learning_rate=0.5"))
    assert "settings[learning_rate] = 0.5" in code


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("hello.csv", ("csv", "hello.csv")),
        ("a/b.PY", ("pytorch", "a/b.PY")),
        ("tensorflow:hello.py", ("tensorflow", "hello.py")),
        ("network-svg:a.svg", ("network-svg", "a.svg")),
        ("a.svg", ("svg", "a.svg")),
        ("csv:a:b", ("csv", "a:b")),
        ("./a:b.csv", ("csv", "./a:b.csv")),
    ],
)
def test_a_target(typed: str, target: tuple[str, str]) -> None:
    name, path = parse_target(typed)
    assert (name, str(path)) == (target[0], str(Path(target[1])))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("cvs:a.csv", "no format cvs: did you mean csv?"),
        ("zzz:a", "no format zzz: one of pytorch, tensorflow"),
        ("hello", "say the format before the file, for example pytorch:hello.py"),
        ("csv:", "say the format"),
    ],
)
def test_a_target_that_is_none(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as raised:
        parse_target(typed)
    assert str(raised.value).startswith(sentence)


def test_train_exports_every_format(call: Any, tmp_path: Path) -> None:
    wanted = [
        name for name in FORMATS if "png" not in name or shutil.which("rsvg-convert") is not None
    ]
    paths = [tmp_path / f"{name}{FORMATS[name].ending}" for name in wanted]
    flags = [f"--export={name}:{path}" for name, path in zip(wanted, paths, strict=True)]
    said = call("train", "hello", "--no-plot", *flags)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-len(paths) :] == [f"exported {path}" for path in paths]
    assert all(path.stat().st_size for path in paths)
    assert load(tmp_path / "safetensors.safetensors", Experiment())
    assert read_file(tmp_path / "toml.toml").experiment == Experiment()
    said = call("train", "hello", "--quiet", flags[2])
    assert (said.code, "exists; --force replaces it" in said.err) == (2, True)
    said = call("train", "hello", "--quiet", "--force", flags[2])
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--export", "cvs:x"], "--export cvs:x: no format cvs: did you mean csv?"),
        (["--export", "no/such/a.csv"], "--export no/such/a.csv: there is no such folder"),
        (["--export", "csv:/dev/null"], "--export /dev/null: is no regular file"),
        (["--export", "csv:."], "--export .: is a folder"),
        (["--export", "a.csv", "--export", "json:a.csv"], "--export json:a.csv: given twice"),
        (["--convention", "pytorch", "--export", "tensorflow:a.py"], "TensorFlow has no cells"),
    ],
)
def test_what_cannot_be_exported_is_said_before_any_work(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = call("train", "hello", *flags)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert list(tmp_path.glob("*.csv")) == []


def test_what_fails_at_the_end_is_said_and_the_rest_is_written(call: Any, tmp_path: Path) -> None:
    later, csv_path = tmp_path / "a.py", tmp_path / "a.csv"
    said = call(
        "train", "hello", "--quiet", "--at", "3:zero=unit:1",
        "--export", f"tensorflow:{later}", "--export", str(csv_path),
    )  # fmt: skip
    assert said.code == 1
    assert "the 2016 listing cannot change zero on the way: export pytorch" in said.err
    assert csv_path.exists()
    assert not later.exists()


def test_every_format_is_named_in_the_help(call: Any) -> None:
    shown = " ".join(call("train", "--help").out.split())
    assert all(name in shown for name in FORMATS if "-" not in name)
    with pytest.raises(Invalid, match="no format x"):
        formats.render(trained(Experiment(iterations=1)), "x", draw)
