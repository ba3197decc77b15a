"""`rnn-tui runs`: what is kept, listed, shown, compared, gone on with, named and deleted."""

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.store.runs import Runs
from rnn_tui.store.store import FILE
from tests.cli.test_train import HOSTILE

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "rnn_tui"]


@pytest.fixture
def kept(call: Any) -> Any:
    """Keep three runs."""
    assert call("train", "hello", "--quiet").code == 0
    assert call("train", "hihello", "--cell", "lstm", "--quiet", "--seed", "3").code == 0
    wild = ["--readout", "linear", "--optimizer", "sgd", "--learning-rate", "100"]
    assert call("train", "hello", *wild, "--quiet").code == 3
    return call


def listed(call: Any, *words: str) -> list[dict[str, Any]]:
    said = call("runs", "list", "--json", *words)
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert isinstance(found, list)
    return found


def test_a_list_for_programs(kept: Any) -> None:
    third, second, first = listed(kept)
    assert (third["id"], second["id"], first["id"]) == (3, 2, 1)
    assert {
        "id", "phase", "experiment", "iterations", "cost", "prediction", "solved_at", "created",
        "name", "tags",
    } <= set(first)  # fmt: skip
    assert (first["phase"], first["iterations"], first["prediction"]) == ("done", 100, "ello")
    assert first["solved_at"] == 38
    assert first["experiment"]["text"] == "hello"
    assert first["cost"] == pytest.approx(1.9264965)
    assert third["phase"] == "diverged"
    assert abs(datetime.fromisoformat(first["created"]).timestamp() - time.time()) < 100


def test_a_list_for_a_person(kept: Any) -> None:
    for argv in (["runs"], ["runs", "list"]):
        said = kept(*argv)
        assert (said.code, said.err) == (0, "")
        heading, *rows = said.out.splitlines()
        assert heading.split()[:4] == ["run", "phase", "text", "cell"]
        assert [row.split()[0] for row in rows] == ["3", "2", "1"]
        assert "✓ ello" in rows[2]
    short = kept("runs", "list", "--limit", "1").out.splitlines()
    assert short[-1] == "... 2 more; --limit 0 lists all"
    assert len(kept("runs", "list", "--limit", "0").out.splitlines()) == 4
    assert len(kept("runs", "list", "--limit", "3").out.splitlines()) == 4


def test_a_query(kept: Any) -> None:
    assert [run["id"] for run in listed(kept, "cell=lstm")] == [2]
    assert [run["id"] for run in listed(kept, "solved")] == [1]
    assert [run["id"] for run in listed(kept, "done sort:cost")] == [1, 2]
    assert [run["id"] for run in listed(kept, "done", "sort:-cost")] == [2, 1]
    assert listed(kept, "text~nothing") == []
    assert kept("runs", "list", "text~nothing").out == "no such run\n"
    wrong = kept("runs", "list", "cel=lstm")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean cell?" in wrong.err
    assert kept("runs", "list", "--limit", "-1").code == 2


def test_an_empty_store_says_how_to_fill_it(call: Any, tmp_path: Path) -> None:
    said = call("runs", "list")
    assert (said.code, said.out.count("\n")) == (0, 1)
    assert "rnn-tui train hello" in said.out
    assert listed(call) == []
    assert not (tmp_path / "data").exists()


def test_show(kept: Any) -> None:
    known = json.loads(kept("runs", "show", "1", "--json").out)
    assert known["target"] == "ello"
    assert len(known["curve"]) == 101
    assert known["rnn_tui"]
    assert known["torch"]
    said = kept("runs", "show", "last").out
    assert "diverged" in said
    assert "10 times a uniform guess" in said
    assert "Learning rate 100" in said


def test_compare(kept: Any) -> None:
    said = kept("runs", "compare", "1", "2")
    assert (said.code, said.err) == (0, "")
    rows = {line[:15].strip(): line.split()[-2:] for line in said.out.splitlines() if line}
    assert rows["Cell"] == ["RNN", "LSTM"]
    assert rows["Seed"] == ["0", "3"]
    assert rows["Word"] == ["hello", "hihello"]
    assert "They learn different targets" in said.out
    assert "Optimizer" not in rows
    assert "Optimizer RMSProp, Learning rate 0.01, Hidden size vocabulary" in said.out
    told = json.loads(kept("runs", "compare", "1", "2", "3", "--json").out)
    assert told["runs"] == [1, 2, 3]
    assert told["differs"]["cell"] == ["rnn", "lstm", "rnn"]
    assert told["same"]["dtype"] == "float32"
    assert told["results"]["phase"] == ["done", "done", "diverged"]
    assert told["under"] is None
    assert told["words"] == [
        "They learn different targets: neither costs nor first answers compare.",
        f"3 diverged at iteration {told['results']['iterations'][2]}.",
    ]
    told = json.loads(kept("runs", "compare", "1", "3", "--json").out)
    costs = kept("runs", "show", "1", "--json")
    curve = json.loads(costs.out)["curve"]
    assert told["under"]["cost"] == 2.0
    first = next(k for k, cost in enumerate(curve) if cost < 2)
    assert told["under"]["iterations"] == [first, None]
    assert told["words"][0] == "1 alone is ever right, first at iteration 38."
    for argv in (["1"], ["1"] * 13):
        assert kept("runs", "compare", *argv).code == 2
    assert "No setting differs" in kept("runs", "compare", "1", "1").out
    assert kept("race", "hello", "--seeds", "2", "--no-plot").code == 0
    said = kept("runs", "compare", "1", "4")
    assert (said.code, said.out) == (1, "")
    assert "run 4 is a race" in said.err


def test_names_tags_and_notes(kept: Any) -> None:
    assert kept("runs", "rename", "1", "first try").code == 0
    assert kept("runs", "tag", "first try", "class", "good").code == 0
    assert kept("runs", "note", "1", "as in the tutorial").code == 0
    (run,) = listed(kept, "tag:class", "name~TRY")
    assert (run["id"], run["name"], run["tags"]) == (1, "first try", ["class", "good"])
    assert "#class #good" in kept("runs", "list").out
    told = json.loads(kept("runs", "tag", "1", "good", "--remove", "--json").out)
    assert told["tags"] == ["class"]
    assert "as in the tutorial" in kept("runs", "show", "first try").out
    kept("runs", "rename", "2", "first try")
    twice = kept("runs", "show", "first try")
    assert twice.code == 2
    assert "the name of 1, 2" in twice.err
    assert kept("runs", "rename", "2", "").code == 0
    assert kept("runs", "tag", "1", "two words").code == 1
    assert kept("runs", "rename", "1", "x" * 300).code == 1


def test_delete(kept: Any) -> None:
    assert kept("runs", "delete", "1", "3").out == "deleted 1, 3\n"
    assert [run["id"] for run in listed(kept)] == [2]
    assert json.loads(kept("runs", "delete", "last", "--json").out) == {"deleted": [2]}
    gone = kept("runs", "delete", "1")
    assert gone.code == 1
    assert "no run 1" in gone.err
    # An id is never used again.
    assert kept("train", "hello", "--quiet").code == 0
    assert [run["id"] for run in listed(kept)] == [4]


def test_resume_goes_on_with_the_numbers_of_an_unbroken_run(kept: Any) -> None:
    said = kept("runs", "resume", "1", "--json")
    assert (said.code, said.err) == (0, "")
    *lines, final = map(json.loads, said.out.splitlines())
    assert [line["iteration"] for line in lines] == list(range(100, 200))
    unbroken = kept("train", "hello", "--iterations", "200", "--json", "--no-save").out.splitlines()
    assert [json.loads(line) for line in unbroken[100:-1]] == lines
    assert (final["iterations"], final["solved_at"]) == (200, 38)
    assert [run["iterations"] for run in listed(kept, "id=1")] == [200]
    person = kept("runs", "resume", "1", "--no-plot").out
    assert "done after 300 iterations" in person
    assert "300 iterations · seed" in person
    assert len(listed(kept)) == 3


def test_what_has_diverged_is_not_gone_on_with(kept: Any) -> None:
    said = kept("runs", "resume", "3")
    assert said.code == 1
    assert "diverged" in said.err
    assert kept("runs", "delete", "3").code == 0


def test_what_would_take_too_much_memory_is_left_as_it_was(kept: Any) -> None:
    said = kept("runs", "resume", "1", "--memory", "1kB")
    assert said.code == 1
    assert "--memory" in said.err
    assert [run["phase"] for run in listed(kept, "id=1")] == ["done"]
    assert kept("runs", "delete", "1").code == 0


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["show", "7"], 1, "no run 7"),
        (["show", "nobody"], 2, "give an id, a name or last"),
        (["show"], 2, "RUN"),
        (["resume", "7"], 1, "no run 7"),
        (["tag", "1"], 2, "for example"),
        (["delete"], 2, "for example"),
        (["lst"], 2, "list"),
        (["list", "--jsn"], 2, "--json"),
        (["show", "9" * 40], 2, "no such run"),
        (["export", "1"], 2, "--format"),
    ],
)
def test_wrong_usage(kept: Any, argv: list[str], code: int, told: str) -> None:
    said = kept("runs", *argv)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert said.err.count("\n") == 1


def test_a_run_that_is_not_to_be_kept(call: Any) -> None:
    assert call("train", "hello", "--quiet", "--no-save").code == 0
    assert listed(call) == []


def test_where_runs_are_kept(call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert call("train", "hello", "--quiet", "--data", str(elsewhere)).code == 0
    assert (elsewhere / FILE).exists()
    assert listed(call) == []
    monkeypatch.setenv("RNN_TUI_DATA", str(elsewhere))
    assert len(listed(call)) == 1


def test_a_folder_that_is_a_file_is_named_and_the_run_goes_on(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").write_text("mine")
    monkeypatch.setenv("RNN_TUI_DATA", str(tmp_path / "mine"))
    said = call("train", "hello", "--quiet")
    assert said.code == 0
    assert said.out.startswith("done after 100 iterations")
    assert str(tmp_path / "mine") in said.err.replace("\n", "")
    assert "RNN_TUI_DATA" in said.err


def test_a_damaged_store_is_told_of_where_it_went(kept: Any, tmp_path: Path) -> None:
    path = tmp_path / "data" / "rnn-tui" / FILE
    path.write_bytes(b"garbage" * 10_000)
    said = kept("runs", "list", "--json")
    assert said.code == 0
    assert json.loads(said.out) == []
    assert "set aside as" in said.err
    assert len(list(path.parent.glob("*.corrupt-*"))) == 1
    path.write_bytes(b"garbage" * 10_000)
    said = kept("train", "hello", "--quiet")
    assert said.code == 0
    assert "set aside as" in said.err
    assert len(listed(kept)) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_data(call: Any, text: str) -> None:
    unsafe = {"\x1b", "\x00", "\x07", "\x9b", "\u202e", "\ufeff", "\u200b"}
    assert call("train", "--quiet", "--iterations", "3", "--", text).code == 0
    assert call("runs", "rename", "--", "1", text).code == 0
    assert call("runs", "note", "--", "1", text).code == 0
    for argv in (
        ["list"], ["list", "--json"], ["show", "1"], ["show", "1", "--json"],
        ["compare", "1", "last"], ["compare", "1", "last", "--json"],
        ["resume", "1", "--no-plot"],
    ):  # fmt: skip
        said = call("runs", *argv)
        assert (said.code, said.err) == (0, "")
        assert not set(said.out) & unsafe
        assert argv[-1] == "list" or "\t" not in said.out
    wrong = call("runs", "list", "--", text.replace(" ", ""))
    assert not set(wrong.out + wrong.err) & unsafe


def test_lists_load_nothing_heavy(kept: Any) -> None:
    del kept
    for argv in (["runs", "list"], ["runs", "list", "--json"], ["runs", "show", "1"],
                 ["runs", "compare", "1", "2"], ["runs", "tag", "1", "x"]):  # fmt: skip
        heavy = {"torch", "textual", "numpy", "plotext", "safetensors"}
        heavy |= {"rnn_tui.session.session", "rnn_tui.store.course"}
        if argv[1] == "compare":  # which reads every cost of a run
            heavy -= {"numpy", "rnn_tui.store.course"}
        code = (
            "import sys\n"
            "from rnn_tui.cli.main import main\n"
            f"code = main({argv!r})\n"
            f"heavy = {heavy!r}\n"
            "sys.exit(' '.join(heavy & set(sys.modules)) or code)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=False, cwd=ROOT, env=dict(os.environ),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_a_signal_leaves_a_run_that_can_be_gone_on_with(tmp_path: Path) -> None:
    argv = ["train", "hello", "--iterations", "1000000000", "--json", "--data", str(tmp_path)]
    with subprocess.Popen([*PROGRAM, *argv], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(200):
            process.stdout.readline()
        process.terminate()
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 143
    made = json.loads(out.splitlines()[-1])["iterations"]
    with Runs(tmp_path / FILE) as runs:
        (run,) = runs.find()
        assert (run.phase, run.iterations) == ("interrupted", made)
        course = runs.course(run.id)
    assert course.checkpoint is not None
    assert course.checkpoint.moment == made


def test_a_list_into_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    argv = [*PROGRAM, "train", "hello", "--quiet", "--data", str(tmp_path)]
    subprocess.run(argv, check=True, capture_output=True, cwd=ROOT)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*PROGRAM, "runs", "list", "--json", "--data", str(tmp_path)],
        stdout=write, stderr=subprocess.PIPE, check=False, cwd=ROOT,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
