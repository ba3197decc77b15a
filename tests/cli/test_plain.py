"""`--plain`: a run in words, the same on a terminal, with nothing that an ear cannot take."""

import re
from typing import Any

import pytest

from rnn_tui.cli.plain import CHANGES, STANDS, spoken
from tests.cli.test_process import screen_of


def test_a_run_is_told_in_words(call: Any) -> None:
    said = call("train", "hello", "--plain", "--no-save")
    lines = said.out.splitlines()
    assert (said.code, said.err) == (0, "")
    assert lines[0].startswith("hello: RNN, 4 units, 36 parameters, RMSProp 0.01, 100 iterations")
    assert lines[1] == "It reads h e l l and should answer e l l o."
    assert lines[2] == (
        "iteration 0: 2 of 4 right, cost 5.78; time step 2: o, should be l; "
        "time step 3: o, should be l"
    )
    assert "iteration 38: all 4 right, cost 3.48" in lines
    assert "iteration 10: still 2 of 4 right, cost 4.78" in lines
    assert lines[-2] == "iteration 99: still all 4 right, cost 1.94"
    assert re.fullmatch(
        r"Done after 100 iterations in [\d.]+ s\. Cost 1\.93\. Answer e l l o, all 4 right\. "
        r"First right at iteration 38\.",
        lines[-1],
    )
    assert len(lines) < 4 + STANDS + 5


def test_it_is_the_same_with_the_app_s_command_and_on_a_terminal(call: Any) -> None:
    argv = ("hello", "--plain", "--no-save", "--iterations", "30", "--cell", "gru")
    train = call("train", *argv).out.splitlines()[:-1]
    assert call(*argv).out.splitlines()[:-1] == train
    assert call("open", *argv).out.splitlines()[:-1] == train
    sent, _, code = screen_of([*argv], columns=200)
    assert code == 0
    assert sent.replace("\r\n", "\n").splitlines()[:-1] == train
    assert "\x1b" not in sent
    assert sent.isascii()


def test_how_many_lines_there_are_depends_on_the_run_alone(call: Any) -> None:
    argv = ("train", "if you want you", "--plain", "--no-save", "--iterations", "3000")
    first, second = (call(*argv).out.splitlines()[:-1] for _ in range(2))
    assert first == second
    assert 10 < len(first) <= 3 + CHANGES + STANDS


def test_what_cannot_be_heard_is_named(call: Any) -> None:
    said = call("train", "a b.\n한🙂[/b]", "--plain", "--no-save", "--iterations", "2")
    assert said.code == 0
    reads = said.out.splitlines()[1]
    assert "a space b full stop control character 0A 한 slightly smiling face" in reads
    assert "left square bracket solidus b" in reads
    assert all(sign not in said.out for sign in "✓✗·␣→\x1b\t")


@pytest.mark.parametrize(
    ("grapheme", "words"),
    [
        ("a", "a"), ("한", "한"), ("7", "7"), (" ", "space"), (",", "comma"),
        ("\x1b", "control character 1B"), ("\x00", "control character 00"),
        ("\u202e", "right-to-left override"), ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)  # fmt: skip
def test_a_character_is_named(grapheme: str, words: str) -> None:
    assert spoken(grapheme) == words


def test_a_long_text_is_counted(call: Any) -> None:
    said = call("train", "ab" * 100, "--plain", "--no-save", "--iterations", "1")
    assert "and 159 more" in said.out
    assert "of 199 right" in said.out
    assert max(map(len, said.out.splitlines())) < 400


def test_a_run_that_diverges_says_so(call: Any) -> None:
    said = call(
        "train", "hello", "--plain", "--no-save", "--readout", "linear", "--optimizer", "sgd",
        "--learning-rate", "100", "--hidden-size", "8", "--iterations", "2000",
    )  # fmt: skip
    assert said.code == 3
    last = said.out.splitlines()[-2:]
    assert last[0].startswith("Diverged after ")
    assert last[1]


def test_of_a_quiet_run_only_the_end(call: Any) -> None:
    said = call("train", "hello", "--plain", "--quiet", "--no-save", "--until", "solved")
    assert said.out.count("\n") == 1
    assert "Stopped by solved." in said.out


def test_words_or_json(call: Any) -> None:
    said = call("train", "hello", "--plain", "--json")
    assert (said.code, said.out) == (2, "")
    assert "--plain and --json" in said.err
    assert "needs a TEXT" in call("--plain").err
