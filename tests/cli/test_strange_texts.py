"""Texts that are strange, on the command line: allowed, and drawn so that nothing obeys them."""

from typing import Any

import pytest

SHORT = ["--iterations", "3", "--no-save"]


def test_one_letter_again_and_again_is_noted(call: Any) -> None:
    said = call("train", "aaaa", *SHORT)
    assert said.code == 0
    assert "One character alone: the cost is 0 from the start." in said.out
    assert "cost 0.0000" in said.out


def test_two_ways_to_type_a_word_train_alike(call: Any) -> None:
    apart = "\u110b\u1161\u11ab\u1102\u1167\u11bc"
    lines = [
        call("train", text, "--json", *SHORT).out.splitlines()[:-1] for text in ("안녕", apart)
    ]
    assert lines[0] == lines[1]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [("\u0301ab", "◌\u0301"), ("a\x1b[31mb", "␛[31m"), ("a\u202eb", "\ufffd"), ("a\x00b", "␀")],
)
def test_what_cannot_be_seen_is_drawn(call: Any, text: str, drawn: str) -> None:
    said = call("train", text, *SHORT)
    assert said.code == 0
    assert drawn in said.out
    assert not {"\x1b", "\u202e", "\x00"} & set(said.out)


@pytest.mark.parametrize(
    ("text", "why"), [("", "2"), (" ", "2"), ("   ", "only spaces"), ("a", "nothing to predict")]
)
def test_a_word_that_cannot_be(call: Any, text: str, why: str) -> None:
    said = call("train", text)
    assert said.code == 2
    assert why in said.err
    assert said.err.count("\n") == 1


def test_a_million_million_iterations_are_taken_until_something_stops_them(call: Any) -> None:
    said = call("train", "hello", "--iterations", str(10**12), "--until", "solved:1", "--no-save")
    assert said.code == 0
    assert "of" not in said.err


@pytest.mark.parametrize("seed", ["-1", "1.5", str(2**64), "random"])
def test_a_seed_that_cannot_be(call: Any, seed: str) -> None:
    said = call("train", "hello", "--seed", seed)
    assert said.code == 2
    assert "0 to 4,294,967,295" in said.err
