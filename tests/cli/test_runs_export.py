"""`rnn-tui runs export`: a run as it is kept leaves in every format, and comes back the same."""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from array import array
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Optimizer
from rnn_tui.export.checkpoint import load
from rnn_tui.export.experiment_file import read_file
from rnn_tui.export.formats import FORMATS, draws_network, file_name
from rnn_tui.record import Event
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import FILE
from tests.cli.test_train import HOSTILE
from tests.store.conftest import Bench, Each, same_arrays

ROOT = Path(__file__).parents[2]

TEXTS = [name for name in FORMATS if not name.endswith(("png", "safetensors"))]
PNG = shutil.which("rsvg-convert") is not None

WILD = ["--readout", "linear", "--optimizer", "sgd", "--learning-rate", "100"]
COURSES = {
    "done": ["hello"],
    "edited": ["if you want", "--cell", "lstm", "--convention", "pytorch", "--optimizer", "adam",
               "--dtype", "float64", "--at", "20:learning_rate=0.1", "--at", "30:zero=unit:1",
               "--at", "40:weight=cell.weight_hh_l0[2,3]=0.5", "--at", "60:freeze=cell.bias_hh_l0"],
    "stopped": ["hello", "--until", "solved:3", "--at", "90:momentum=0.5"],
    "diverged": ["hello", *WILD],
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def timeless(content: bytes) -> bytes:
    """Leave out what is not rounded alike in the store and in memory: the seconds."""
    return re.sub(rb'"seconds": [0-9.e-]+', b"", content)


def numbers_of(runs: Runs, run: int) -> list[float]:
    costs = runs.course(run).costs
    found = array(costs.code)
    found.frombytes(costs.exact)
    return list(found)


@pytest.mark.parametrize("course", COURSES)
def test_every_format_is_what_train_itself_exports(call: Any, here: Path, course: str) -> None:
    names = [name for name in FORMATS if PNG or not name.endswith("png")]
    if course == "edited":
        names.remove("tensorflow")
    flags = [f"--export={name}:train-{name}" for name in names]
    assert call("train", "--quiet", *flags, *COURSES[course]).code in (0, 3)
    for name in names:
        said = call("runs", "export", "last", "--format", name, "--output", f"kept-{name}")
        assert (said.code, said.out, said.err) == (0, f"exported kept-{name}\n", "")
        written, expected = (Path(f"{by}-{name}").read_bytes() for by in ("kept", "train"))
        assert timeless(written) == timeless(expected), name


def test_the_costs_are_the_stored_ones_bit_for_bit(call: Any, here: Path) -> None:
    assert call("train", "--quiet", *COURSES["edited"]).code == 0
    with Runs(Path(os.environ["XDG_DATA_HOME"]) / "rnn-tui" / FILE) as runs:
        stored = numbers_of(runs, 1)
    call("runs", "export", "1", "--output", "a.json")
    assert json.loads(Path("a.json").read_text("utf-8"))["costs"] == stored
    call("runs", "export", "1", "--output", "a.csv")
    with Path("a.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["cost"]) for row in rows] == stored[:-1]
    call("runs", "export", "1", "--output", "a.jsonl")
    lines = [json.loads(line) for line in Path("a.jsonl").read_text("utf-8").splitlines()]
    assert [line["cost"] for line in lines] == stored
    assert [row["answer"] for row in rows] == [line["prediction"] for line in lines[:-1]]


def test_an_experiment_file_trains_the_run_again(call: Any, here: Path) -> None:
    for course in ("edited", "diverged"):
        call("train", "--quiet", *COURSES[course])
        said = call("runs", "export", "last", "--output", f"{course}.toml")
        assert said.code == 0
        first = call("train", "--json", "--no-save", *COURSES[course]).out.splitlines()
        again = call("train", "--json", "--experiment", f"{course}.toml").out.splitlines()
        assert again[:-1] == first[:-1]
        assert len(again) > 20


def test_an_experiment_file_of_a_run_that_went_on_has_all_its_iterations(
    call: Any, here: Path
) -> None:
    call("train", "hello", "--quiet", "--at", "50:iterations=80")
    assert call("runs", "resume", "1", "--quiet").code == 0
    call("train", "hello", "--quiet", "--cell", "gru", "--at", "50:learning_rate=0.1")
    assert call("runs", "resume", "2", "--quiet").code == 0
    for run, made in (("1", 160), ("2", 200)):
        call("runs", "export", run, "--output", f"{run}.toml")
        call("runs", "export", run, "--output", f"{run}.json")
        kept = json.loads(Path(f"{run}.json").read_text("utf-8"))
        assert kept["outcome"]["iterations"] == made
        assert kept["experiment"]["iterations"] == 100
        again = call("train", "--json", "--experiment", f"{run}.toml").out.splitlines()
        final = json.loads(again[-1])
        assert [json.loads(line)["cost"] for line in again] == kept["costs"]
        assert (final["iterations"], final["prediction"]) == (made, kept["outcome"]["prediction"])


def test_weights_come_back_as_first_weights(call: Any, here: Path) -> None:
    for course in ("done", "edited", "diverged"):
        call("train", "--quiet", *COURSES[course])
        assert call("runs", "export", "last", "--output", f"{course}.safetensors").code == 0
        fields = [word for word in COURSES[course] if not re.match(r"\d+:|--at", word)]
        argv = ["train", "--json", "--iterations", "1", "--init", f"{course}.safetensors", *fields]
        said = call(*argv)
        assert said.err == ""
        with Runs(Path(os.environ["XDG_DATA_HOME"]) / "rnn-tui" / FILE) as runs:
            latest = runs.latest()
            assert latest is not None
            fresh, former = runs.course(latest), runs.course(latest - 1)
        assert fresh.initial is not None
        assert former.weights is not None
        assert same_arrays(fresh.initial, former.weights)


def test_weights_come_back_from_a_state_dict(call: Any, here: Path) -> None:
    import torch

    call("train", "--quiet", *COURSES["edited"])
    call("runs", "export", "1", "--output", "a.safetensors")
    experiment = Experiment(
        text="if you want", cell=Cell.LSTM, convention=Convention.PYTORCH, dtype=Dtype.FLOAT64
    )
    weights = load(Path("a.safetensors"), experiment)
    torch.save({name: torch.from_numpy(array) for name, array in weights.items()}, "a.pt")
    fields = ["if you want", "--cell", "lstm", "--convention", "pytorch", "--dtype", "float64"]
    said = call("train", "--json", "--iterations", "1", "--init", "a.pt", *fields)
    same = call("train", "--json", "--iterations", "1", "--init", "a.safetensors", *fields)
    assert said.out.splitlines()[0] == same.out.splitlines()[0]
    with Runs(Path(os.environ["XDG_DATA_HOME"]) / "rnn-tui" / FILE) as runs:
        initial = runs.course(2).initial
    assert initial is not None
    assert same_arrays(initial, weights)


PLAN = Plan(
    Experiment(text="if you want", cell=Cell.GRU, optimizer=Optimizer.ADAM, iterations=300),
    events=(Event(30, "learning_rate", 0.05), Event(200, "momentum", 0.5)),
)


def cut_off(folder: Path) -> int:
    """Leave the store of a program that was killed after its last checkpoint; give the moment."""
    bench = Bench(folder / "first" / FILE)

    def write(iteration: int) -> None:
        if iteration in (60, 62, 100):
            bench.turn(0.1 if iteration == 100 else 5)
        if iteration == 100:
            shutil.copytree(bench.path.parent, folder / "left")

    bench.train(PLAN, sinks=[Each(write)])
    bench.writer.close()
    path = folder / "left" / FILE
    connection = sqlite3.connect(path)
    (checkpoint,) = connection.execute("SELECT moment FROM states").fetchone()
    (moments,) = connection.execute("SELECT moments FROM details").fetchone()
    with connection:
        connection.execute("UPDATE live SET started = 'of another process'")
    connection.close()
    assert checkpoint < moments - 1
    return int(moments) - 1


def test_a_run_that_was_killed_leaves_as_far_as_it_was_kept(call: Any, here: Path) -> None:
    moment = cut_off(here)
    common = ["1", "--data", "left"]
    said = call("runs", "export", *common, "--output", "a.json")
    assert (said.code, said.err) == (0, "")
    kept = json.loads(Path("a.json").read_text("utf-8"))
    assert (kept["outcome"]["phase"], kept["outcome"]["iterations"]) == ("interrupted", moment)
    plan = Plan(PLAN.experiment.replace(iterations=moment), events=PLAN.events)
    short = Session(plan, speed=None)
    short.run_inline()
    assert kept["costs"] == list(short.history.values(0, moment + 1))
    assert kept["answers"][-1]["answer"] == kept["outcome"]["prediction"] != ""
    # What was not written any more is made again: the weights are those of the last cost.
    call("runs", "export", *common, "--output", "a.safetensors")
    assert short.weights is not None
    assert same_arrays(load(Path("a.safetensors"), PLAN.experiment), short.weights)
    # The events that were still to come are in the file, as is the length it was to have.
    call("runs", "export", *common, "--output", "a.toml")
    recipe = read_file(Path("a.toml"))
    assert (recipe.experiment, recipe.events) == (PLAN.experiment, PLAN.events)
    for name in ("svg", "txt", "pytorch", "jsonl"):
        assert call("runs", "export", *common, "--format", name).code == 0
    drawn = Path(file_name("if you want", "txt", 1)).read_text("utf-8")
    assert f"GRU after {moment} updates" in drawn


def test_a_run_that_failed_has_tables_and_no_weights(call: Any, here: Path) -> None:
    bench = Bench(here / "kept" / FILE)

    def broken(plan: Plan) -> Any:
        raise MemoryError

    Session(Plan(Experiment()), speed=None, keeper=bench.keeper(), build=broken).run_inline()
    bench.turn()
    bench.writer.close()
    data = str(bench.path.parent)
    said = call("runs", "export", "1", "--format", "json", "--data", data)
    assert (said.code, said.err) == (0, "")
    outcome = json.loads(Path("hello-1.json").read_text("utf-8"))["outcome"]
    assert (outcome["phase"], outcome["cost"], outcome["iterations"]) == ("failed", None, 0)
    assert outcome["reason"]
    for name in ("csv", "jsonl", "svg", "toml", "pytorch"):
        assert call("runs", "export", "1", "--format", name, "--data", data).code == 0, name
    said = call("runs", "export", "1", "--format", "safetensors", "--data", data)
    assert said.code == 1
    assert "there are no finite weights to save" in said.err


def test_what_is_not_loaded(call: Any, here: Path) -> None:
    assert call("train", "--quiet", *COURSES["done"]).code == 0
    assert call("train", "hello", "--quiet", *WILD).code == 3
    free = [n for n in FORMATS if not draws_network(n) and not n.endswith("png")]
    assert {"plot-svg", "plot-txt", "safetensors", "pytorch", "csv", "toml"} <= set(free)
    code = (
        "import sys\nfrom rnn_tui.cli.main import main\n"
        f"for run in '12':\n    for name in {free!r}:\n"
        "        assert main(['runs', 'export', run, '--format', name]) == 0, name\n"
        "print(*({'torch', 'textual', 'rnn_tui.engine'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr.split() == []
    assert len(list(here.iterdir())) == 2 * len(free)


def test_files_are_named_after_the_text_and_replaced_by_force_alone(call: Any, here: Path) -> None:
    call("train", "--quiet", "--iterations", "2", "../../if you")
    names = ("csv", "tensorflow", "pytorch", "network-svg", "svg")
    for name in names:
        said = call("runs", "export", "1", "--format", name)
        assert said.code == 0
    assert sorted(path.name for path in here.iterdir()) == [
        "if-you-1-network.svg", "if-you-1-tensorflow.py", "if-you-1.csv", "if-you-1.py",
        "if-you-1.svg",
    ]  # fmt: skip
    Path("if-you-1.csv").write_text("mine")
    said = call("runs", "export", "1", "--format", "csv")
    assert (said.code, said.out) == (1, "")
    assert said.err == "rnn-tui: if-you-1.csv: exists; --force replaces it\n"
    said = call("runs", "export", "1", "--output", "if-you-1.csv")
    assert (said.code, "exists; --force replaces it" in said.err) == (2, True)
    assert Path("if-you-1.csv").read_text() == "mine"
    assert call("runs", "export", "1", "--format", "csv", "--force").code == 0
    assert Path("if-you-1.csv").read_text() != "mine"


def test_standard_output(call: Any, here: Path) -> None:
    call("train", "hello", "--quiet")
    said = call("runs", "export", "last", "--format", "csv", "--output", "-")
    assert (said.code, said.err) == (0, "")
    call("runs", "export", "last", "--output", "a.csv")
    assert said.out == Path("a.csv").read_text("utf-8")
    argv = [sys.executable, "-m", "rnn_tui", "runs", "export", "1", "--output", "-", "--format"]
    done = subprocess.run([*argv, "safetensors"], capture_output=True, check=True, cwd=ROOT)
    call("runs", "export", "1", "--output", "a.safetensors")
    assert done.stdout == Path("a.safetensors").read_bytes()


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["1"], 2, "export needs a format, for example rnn-tui runs export last --format csv"),
        (["1", "--output", "-"], 2, "export needs a format"),
        (["1", "--format", "cvs"], 2, "--format cvs: no format cvs: did you mean csv?"),
        (["1", "--output", "a"], 2, "--output a: say the format before the file"),
        (["1", "--output", "a.xyz"], 2, "one of pytorch, tensorflow, csv"),
        (["1", "--output", "no/such/a.csv"], 2, "there is no such folder"),
        (["1", "--output", ".", "--format", "csv"], 2, "is a folder; name a file"),
        (["1", "--output", "/dev/null", "--format", "csv"], 2, "is no regular file"),
        (["1", "--output", "a\0.csv"], 2, "null"),
        (["1", "--output", "x" * 300 + ".csv"], 2, "too long"),
        (["7", "--format", "csv"], 1, "no run 7"),
        (["nobody", "--format", "csv"], 2, "give an id, a name or last"),
        (["2", "--format", "tensorflow"], 1, "run 2: TensorFlow has no cells"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    call: Any, here: Path, argv: list[str], code: int, told: str
) -> None:
    call("train", "hello", "--quiet", "--iterations", "2")
    call("train", "hello", "--quiet", "--iterations", "2", "--convention", "pytorch")
    said = call("runs", "export", *argv)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert said.err.count("\n") == 1
    assert list(here.iterdir()) == []


def test_a_race_and_a_sweep_leave_as_what_they_found(call: Any, here: Path) -> None:
    sweep = ["sweep", "hello", "--seeds", "4", "--iterations", "30", "--yes", "--fresh",
             "--grid", "learning_rate=0.01,0.1", "--grid", "cell=rnn,lstm"]  # fmt: skip
    table = call(*sweep, "--csv").out
    call("race", "hello", "--seeds", "4", "--iterations", "9", "--lane", "=a|b: cell=gru")
    assert call("runs", "export", "1", "--output", "a.csv").code == 0
    assert Path("a.csv").read_text("utf-8") == table
    assert call("runs", "export", "1", "--format", "json").code == 0
    assert json.loads(Path("hello-1.json").read_text("utf-8"))["points"] == 4
    shown = json.loads(call("runs", "show", "2", "--json").out)["result"]
    said = call("runs", "export", "2", "--format", "json", "--output", "-")
    assert json.loads(said.out) == shown
    call("runs", "export", "2", "--output", "b.csv")
    rows = list(csv.reader(io.StringIO(Path("b.csv").read_text("utf-8"))))
    assert rows[0] == ["lane", "iteration", "cost_q25", "cost_q50", "cost_q75"]
    assert rows[1][0] == "'=a|b"
    assert [float(row[3]) for row in rows[1:]] == shown["lanes"][0]["cost"]["median"]
    for name in ("svg", "safetensors", "toml", "pytorch"):
        said = call("runs", "export", "2", "--format", name)
        assert said.code == 1
        assert f"a race has no network of its own: json or csv, not {name}" in said.err


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_data(call: Any, here: Path, text: str) -> None:
    assert call("train", "--quiet", "--iterations", "3", "--", text).code == 0
    for name in TEXTS:
        said = call("runs", "export", "1", "--format", name)
        assert (said.code, said.err) == (0, "")
        path = Path(said.out.removeprefix("exported ").removesuffix("\n"))
        assert path.parent == Path()
        assert path.is_file()
    assert all(path.parent == here for path in here.iterdir())
    kept = Path(file_name(Experiment(text=text).text, "json", 1)).read_text("utf-8")
    assert json.loads(kept)["experiment"]["text"] == Experiment(text=text).text
