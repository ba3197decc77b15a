"""What cannot be carried out: one line that says what, what is allowed, and an example."""

from pathlib import Path
from typing import Any

import pytest

from rnn_tui.cli.main import _complete, program
from rnn_tui.recipe import RESERVED

REFUSED = [
    (["train"], "TEXT, for example rnn-tui train hello"),
    (["train", ""], "at least 2 characters, for example hello"),
    (["train", "   "], "only spaces"),
    (["train", "a"], "needs 2 or more characters"),
    (["train", "👨‍👩‍👧"], "needs 2 or more characters"),
    (["train", "x" * 10_001], "10,001 characters, at most 10,000"),
    (["train", "if", "you"], "quote it: 'if you'"),
    (["train", "\udcff\udcfe"], "not valid UTF-8"),
    (["train", "hello", "--save", "\udcff"], "not valid UTF-8"),
    (["train", "hello", "--preset", "nope"], "one of tensorflow-2016, pytorch"),
    (["train", "hello", "--cell", "foo"], "--cell foo: one of rnn, lstm, gru"),
    (["train", "hello", "--seed", "-1"], "0 to 4,294,967,295, for example 0"),
    (["train", "hello", "--seed", "1.5"], "a whole number"),
    (["train", "hello", "--seed", str(2**64)], "0 to 4,294,967,295"),
    (["train", "hello", "--seed", "random"], "--seed random"),
    (["train", "hello", "--iterations", "0"], "1 to 1,000,000,000,000"),
    (["train", "hello", "--iterations", "-1"], "--iterations -1"),
    (["train", "hello", "--time-steps", "5"], "1 to 4"),
    (["train", "hello", "--batch-size", "2"], "1 to 1"),
    (["train", "hello", "--carry-state", "--batch-size", "5"], "1 to 4"),
    (["train", "hello", "--clip-norm", "0"], "off, or above 0"),
    (["train", "hello", "--clip-norm", "-3"], "off, or above 0"),
    (["train", "hello", "--hidden-size", "5"], "no readout"),
    (["train", "hello", "--readout=linear", "--hidden-size", "999", "--memory=1MB"], "more than"),
    (["train", "hello", "--loss-weights", "0,0,0,0"], "at least one above 0"),
    (["train", "hello", "--loss-weights", "1,1"], "4 numbers, one a target; 2 given"),
    (["train", "hello", "--loss-weights", "1,1,-1,1"], "numbers of 0"),
    (["train", "hello", "--memory", "1XB"], "for example 500MB"),
    (["train", "hello", "--memory", "0"], "a size above 0"),
    (["train", "hello", "--speed", "0"], "unlimited, or 1 to 1,000"),
    (["train", "hello", "--speed", "1001"], "unlimited, or 1 to 1,000"),
    (["train", "hello", "--until", "never"], "solved:N, cost=X or seconds=S"),
    (["train", "hello", "--until", "solved:0"], "1 to"),
    (["train", "hello", "--until", "cost="], "--until cost="),
    (["train", "hello", "--until", "seconds=0"], "above 0"),
    (["train", "hello", "--at", "3"], "K:FIELD=VALUE, for example"),
    (["train", "hello", "--at", "3:seed=1"], "seed cannot change in flight"),
    (["train", "hello", "--at", "3:sed=1"], "sed cannot change in flight"),
    (["train", "hello", "--at", "3:learning_rate=0"], "above 0 to 1,000"),
    (["train", "hello", "--at", "3:loss_weights=1,1"], "4 numbers"),
    (["train", "hello", "--at", "3:weight=kernel[8,0]=1"], "indices 0,0 to 7,3"),
    (["train", "hello", "--at", "3:weight=kernel[0,0]=nan"], "-1,000,000 to 1,000,000"),
    (["train", "hello", "--at", "3:weight=kernal[0,0]=1"], "this network has kernel, bias"),
    (["train", "hello", "--at", "3:weight=0.5"], "40:weight=kernel[2,3]=0.5"),
    (["train", "hello", "--at", "3:zero=unit:5"], "1 to 4, for example unit:1"),
    (["train", "hello", "--at", "3:hold=gate:f=1"], "has no gates; LSTM and GRU have"),
    (["train", "hello", "--cell", "gru", "--at", "3:hold=gate:f=1"], "one of r, u, held at 0"),
    (["train", "hello", "--at", "3:freeze=kernels"], "no tensor kernels"),
    (["open", "hello", "--history-memory", "none"], "for example 500MB"),
    (["train", "hello", "--escaped", "a"], "one of them"),
    (["train", "--escaped", r"a\q"], r"\q is no escape"),
    (["train", "--escaped", r"a\x1"], "is no escape"),
    (["train", "--escaped", "\\"], "is no escape"),
    (["train", "--escaped", r"a\U00110000"], "is no escape"),
    (["train", "--escaped", r"a\ud800"], "not valid UTF-8"),
    (["train", "hello", "--celll", "gru"], "did you mean --cell?"),
    (["train", "hello", "--bogus"], "no flag --bogus"),
    (["train", "hello", "--cell"], "requires an argument"),
    (["train", "hello", "--json=3"], "does not take a value"),
    (["train", "-x"], "write --"),
    (["hello", "--json"], "only train has it"),
    (["trian", "hello"], "did you mean rnn-tui train hello?"),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "said"), REFUSED)
def test_wrong_usage_is_one_line_and_exit_2(call: Any, argv: list[str], said: str) -> None:
    answer = call(*argv)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err
    assert answer.err.startswith("rnn-tui: ")
    assert answer.err.count("\n") == 1
    assert answer.err.endswith("\n")


@pytest.mark.parametrize(
    "rate", ["0", "-1", "nan", "inf", "1e9", "abc", "１", "1_0", "1e", "", " "]
)
def test_a_learning_rate_that_cannot_be(call: Any, rate: str) -> None:
    answer = call("train", "hello", "--learning-rate", rate)
    assert (answer.code, answer.out) == (2, "")
    assert "above 0 to 1,000, for example 0.01" in answer.err


@pytest.mark.parametrize("size", ["0", "-1", "1.5", "1000000", "", "１"])
def test_a_hidden_size_that_cannot_be(call: Any, size: str) -> None:
    answer = call("train", "hello", "--readout", "linear", "--hidden-size", size)
    assert (answer.code, answer.out) == (2, "")
    assert "1 to 1,024, for example 8" in answer.err


def test_what_was_typed_is_shown_without_being_obeyed(call: Any) -> None:
    answer = call("train", "hello", "--seed", "\x1b[31m\x9b1m\u202e[/b]\n" + "x" * 500)
    assert answer.code == 2
    assert "\x1b" not in answer.err
    assert "\x9b" not in answer.err
    assert "\u202e" not in answer.err
    assert "␛[31m" in answer.err
    assert len(answer.err) < 250
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no such file"), (b"", "checkpoint"), (b"hello there", "checkpoint")],
)
def test_weights_that_are_none(call: Any, tmp_path: Path, content: Any, said: str) -> None:
    path = tmp_path / "weights"
    if content is not None:
        path.write_bytes(content)
    answer = call("train", "hello", "--init", str(path))
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.startswith("rnn-tui: --init ")
    assert answer.err.count("\n") == 1


def test_weights_of_another_word_or_cell(call: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "hello.safetensors")
    assert call("train", "hello", "--save", path, "--quiet").code == 0
    assert "h i l o" in call("train", "hillo", "--init", path).err
    assert call("train", "hello", "--cell", "gru", "--init", path).code == 2
    assert call("train", "hello", "--init", path, "--quiet").code == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "is a folder"), ("no/such/folder", "no such folder"), ("note", "is no checkpoint")],
)
def test_a_place_where_nothing_can_be_saved(
    call: Any, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "note").write_text("dear diary")
    answer = call("train", "hello", "--save", str(tmp_path / name))
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert (tmp_path / "note").read_text() == "dear diary"


def test_a_device_and_a_name_that_is_too_long_are_no_places(call: Any) -> None:
    assert call("train", "hello", "--save", "/dev/full").code == 2
    assert call("train", "hello", "--save", "x" * 300).code == 2


def test_open_needs_a_terminal(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = call("hello")
    assert answer.code == 2
    assert "rnn-tui train hello" in answer.err


def test_a_terminal_that_cannot_draw(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "TERM is dumb" in call("hello").err


def test_help_has_every_flag_and_examples(call: Any) -> None:
    from rnn_tui.experiment import FIELDS

    top = call("--help")
    assert (top.code, top.err) == (0, "")
    assert "rnn-tui train hello --json" in top.out
    assert all(word in top.out for word in RESERVED)
    for words in (["train", "--help"], ["open", "--help"], ["help", "train"], ["help", "open"]):
        shown = call(*words)
        assert shown.code == 0
        assert all(spec.flag in shown.out for spec in FIELDS if spec.name != "text")
        assert all(flag in shown.out for flag in ("--no-carry-state", "--at", "--until", "--init"))
        assert ("--save" in shown.out) == ("train" in words)
    assert call("help").out == top.out


def test_version_names_what_the_numbers_depend_on(call: Any) -> None:
    from importlib.metadata import version

    said = call("--version")
    assert said.code == 0
    for name in ("torch", "textual", "plotext"):
        assert f"{name} {version(name)}" in said.out


def test_what_is_reserved_is_there() -> None:
    assert set(program.commands) == set(RESERVED)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["train", "hello", "--steps=3"], "no flag --steps: "),
        (["train", "hello", "--time-steps="], "--time-steps '': all, or a whole number"),
        (["train", "hello", "--iterations="], "--iterations '': a whole number"),
        (["train", "hello", "--cell="], "--cell '': one of rnn, lstm, gru"),
        (["train", "hello", "--seed", "-x"], "--seed -x: a whole number"),
        (["train", "hello", "--learning-rate", "--json"], "--learning-rate --json: above 0"),
        (["train", "hello", "-q"], "no flag -q"),
        (["hello", "--steps="], "no flag --steps"),
        (["runs", "lits"], "lits"),
        (["runs", "list", "--bogus"], "no flag --bogus"),
        (["config", "shwo"], "shwo"),
        (["config", "show", "now"], "now"),
        (["completion"], "bash|zsh|fish"),
        (["doctor", "--bogus"], "no flag --bogus"),
        (["help", "--bogus"], "no flag --bogus"),
        (["--", "--iterations=3", "x"], "2 texts, one is allowed"),
        (["train", "--"], "needs a TEXT"),
        ([""], "at least 2 characters"),
        (["", "x"], "2 texts"),
    ],
)
def test_flags_and_words_that_are_none(call: Any, argv: list[str], said: str) -> None:
    answer = call(*argv)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.startswith("rnn-tui: ")
    assert answer.err.count("\n") == 1


def test_what_stands_behind_two_dashes_is_a_text(call: Any) -> None:
    run = ("--iterations", "2", "--quiet", "--no-save")
    assert call("train", *run, "--", "--cell").code == 0
    assert call("train", *run, "--", "-x-").code == 0
    assert call("train", "-x-", *run).code == 2
    assert call("train", *run, "--seed=3", "--", "--").code == 0


def test_a_flag_before_the_text_is_no_command_misspelt() -> None:
    # --convention is much like completion.
    assert _complete(["--convention", "pytorch", "hello"])[0] == "open"
