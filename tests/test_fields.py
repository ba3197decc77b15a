"""Every bad input gets a sentence that says what is allowed, with an example."""

import math
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.fields import (
    Choice,
    Invalid,
    Kind,
    Number,
    Switch,
    Text,
    Weights,
    grouped,
    number,
)

RATE = Number(0, 1000, "0.01", above_low=True)
DECAY = Number(0, 1, "0.9", below_high=True)
SIZE = Number(1, 1024, "8", integer=True, absent="vocabulary")
SEED = Number(0, 2**32 - 1, "0", integer=True)
CLIP = Number(0, math.inf, "5", above_low=True, absent="off")
CELL = Choice(("rnn", "lstm"), ("RNN", "LSTM"), str)
WEIGHTS = Weights("ones")
WORD = Text(10)

NOT_NUMBERS = (
    "",
    " ",
    "abc",
    "1e",
    "1,5",
    "０.１",
    "1_0",
    "nan",
    "inf",
    "-inf",
    "0x10",
    "1 2",
    "--1",
    "1.2.3",
)


def refusal(kind: Kind, raw: str) -> str:
    with pytest.raises(Invalid) as caught:
        kind.parse(raw)
    return str(caught.value)


@pytest.mark.parametrize(
    "raw", [*NOT_NUMBERS, "0", "-1", "1001", "1e9", "1e999", "0." + "0" * 50 + "1"]
)
def test_a_bad_rate_is_told_the_range_and_an_example(raw: str) -> None:
    assert refusal(RATE, raw) == "above 0 to 1,000, for example 0.01"


@pytest.mark.parametrize("raw", ["1", "1.0", "-0.1", "2"])
def test_a_bad_decay_is_told_the_range_and_an_example(raw: str) -> None:
    assert refusal(DECAY, raw) == "0 to below 1, for example 0.9"


@pytest.mark.parametrize("raw", ["0", "-1", "1.5", "1e2", "100000", "١", "9" * 5000])
def test_a_bad_size_is_told_the_range_and_an_example(raw: str) -> None:
    allowed = "vocabulary, or a whole number, 1 to 1,024, for example 8"
    assert refusal(SIZE, raw) == allowed


@pytest.mark.parametrize("raw", ["-1", "1.5", str(2**32), str(2**64), "random", ""])
def test_a_bad_seed_is_told_the_range_and_an_example(raw: str) -> None:
    assert refusal(SEED, raw) == "a whole number, 0 to 4,294,967,295, for example 0"


@pytest.mark.parametrize("raw", ["0", "-5", "inf", "nan"])
def test_a_bad_norm_is_told_the_range_and_an_example(raw: str) -> None:
    assert refusal(CLIP, raw) == "off, or above 0, for example 5"


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (RATE, " 1e-3 ", 0.001),
        (RATE, ".5", 0.5),
        (RATE, "1000", 1000.0),
        (DECAY, "0", 0.0),
        (SIZE, "1024", 1024),
        (SIZE, "", None),
        (SIZE, "Vocabulary", None),
        (SEED, "4294967295", 2**32 - 1),
        (CLIP, "off", None),
        (CLIP, "1e300", 1e300),
    ],
)
def test_numbers_are_read(kind: Number, raw: str, value: float | None) -> None:
    read = kind.parse(raw)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("kind", [RATE, CLIP, SIZE, SEED])
@pytest.mark.parametrize(
    "value", [True, "1", math.nan, math.inf, -math.inf, [1], 10**400, -(10**400)]
)
def test_a_value_of_another_type_or_size_is_refused(kind: Number, value: Any) -> None:
    with pytest.raises(Invalid):
        kind.check(value)


def test_only_a_kind_with_a_word_for_it_takes_none() -> None:
    assert SIZE.check(None) is None
    with pytest.raises(Invalid):
        RATE.check(None)


def test_a_choice_names_its_words() -> None:
    assert refusal(CELL, "transformer") == "one of rnn, lstm"
    assert refusal(CELL, "") == "one of rnn, lstm"
    assert CELL.parse(" LSTM ") == "lstm"
    assert CELL.label("lstm") == "LSTM"


def test_a_switch_takes_what_people_type() -> None:
    assert [Switch().parse(raw) for raw in ("yes", "ON", "true", "1")] == [True] * 4
    assert [Switch().parse(raw) for raw in ("no", "Off", "false", "0")] == [False] * 4
    assert refusal(Switch(), "maybe") == "yes or no"
    with pytest.raises(Invalid):
        Switch().check(1)


@pytest.mark.parametrize(
    "raw", ["1,", "1;0", "1,-1", "1,nan", "1,1e7", "a", "1,１", ",", "1,1e999"]
)
def test_bad_weights_are_told_the_range_and_an_example(raw: str) -> None:
    allowed = "ones, or numbers of 0 to 1,000,000 with commas, for example 1,1,0,1"
    assert refusal(WEIGHTS, raw) == allowed


def test_weights_must_count_something() -> None:
    assert refusal(WEIGHTS, "0,0") == "at least one above 0, for example 1,1,0,1"
    assert WEIGHTS.parse("1, 0.5,0") == (1.0, 0.5, 0.0)
    assert WEIGHTS.parse("ones") is None
    for value in ((True,), (10**400,), "11", (math.nan,), ()):
        with pytest.raises(Invalid):
            WEIGHTS.check(value)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "type at least 2 characters, for example hello"),
        ("   ", "only spaces: type at least 2 characters, for example hello"),
        ("\t\u3000", "only spaces: type at least 2 characters, for example hello"),
        ("a", "needs 2 or more characters: one leaves nothing to predict, try hello"),
        ("👨‍👩‍👧‍👦", "needs 2 or more characters: one leaves nothing to predict, try hello"),
        ("한", "needs 2 or more characters: one leaves nothing to predict, try hello"),
        ("e\u0301", "needs 2 or more characters: one leaves nothing to predict, try hello"),
        ("ab\ud800", "not valid UTF-8; type 2 or more characters, for example hello"),
        ("hello hello", "too long: 11 characters, at most 10; shorten the text"),
        ("ab" * 1000, "too long: over 400 characters, at most 10; shorten the text"),
        ("ab" + "\u0301" * 500, "too long: 502 code points, at most 400; shorten the text"),
    ],
)
def test_a_bad_text_is_told_why(raw: str, sentence: str) -> None:
    assert refusal(WORD, raw) == sentence


def test_a_text_of_another_type_is_refused() -> None:
    with pytest.raises(Invalid, match="2 to 10 characters, for example hello"):
        WORD.check(b"hello")


@pytest.mark.parametrize(
    "raw", ["ab", " a", "[/b]", "\x1b[0m", "\u0301a", "a" * 10, "👨‍👩‍👧‍👦" * 10]
)
def test_any_two_characters_are_a_text(raw: str) -> None:
    assert WORD.parse(raw) == raw


def test_a_text_is_composed() -> None:
    typed = unicodedata.normalize("NFD", "한글")
    assert len(typed) == 6
    assert WORD.parse(typed) == "한글"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back(value: float) -> None:
    assert float(number(value)) == value


@given(st.floats(0, 1000, exclude_min=True))
def test_a_kind_reads_what_it_writes(value: float) -> None:
    assert RATE.parse(RATE.format(value)) == value


@given(st.lists(st.floats(0, 1e6), min_size=1).filter(any))
def test_weights_read_back(values: list[float]) -> None:
    assert WEIGHTS.parse(WEIGHTS.format(tuple(values))) == tuple(values)


@given(st.text(max_size=20))
def test_anything_typed_is_read_or_refused_with_an_example(raw: str) -> None:
    for kind in (RATE, DECAY, SIZE, SEED, CLIP, WEIGHTS, WORD, CELL, Switch()):
        sentence = _refusal_or_nothing(kind, raw)
        assert re.search(r"^$|for example|one of|try hello|yes or no|shorten", sentence)


def _refusal_or_nothing(kind: Kind, raw: str) -> str:
    try:
        kind.parse(raw)
    except Invalid as error:
        return str(error) or "nothing said"
    return ""


def test_grouped_is_for_reading() -> None:
    assert grouped(10_000) == "10,000"
    assert grouped(1000.0) == "1,000"
    assert grouped(0.01) == "0.01"
    assert grouped(math.inf) == "inf"
