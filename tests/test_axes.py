"""The axes of a sweep: how they are typed, and what is drawn from them."""

import math
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.axes import (
    AXIS_FIELDS,
    MOST_VALUES,
    Axis,
    Span,
    list_example,
    parse_axis,
    parse_random,
)
from rnn_tui.experiment import FIELD, FIELDS, Cell
from rnn_tui.fields import Invalid


@pytest.mark.parametrize(
    ("typed", "axis"),
    [
        ("learning_rate=0.001,0.01,0.1", Axis("learning_rate", (0.001, 0.01, 0.1))),
        (" Learning-Rate = 1 , 0.5 ", Axis("learning_rate", (1.0, 0.5))),
        ("learning_rate=0.1,0.10,1e-1,0.2", Axis("learning_rate", (0.1, 0.2), 2)),
        ("hidden_size=2..5", Axis("hidden_size", (2, 3, 4, 5))),
        (
            "hidden_size=vocabulary,2..4,16,3",
            Axis("hidden_size", (None, 2, 3, 4, 16), 1),
        ),
        ("cell=gru,RNN", Axis("cell", (Cell.GRU, Cell.RNN))),
        ("carry_state=yes,no,on", Axis("carry_state", (True, False), 1)),
        ("clip_norm=off,5", Axis("clip_norm", (None, 5.0))),
        (
            "loss_weights=ones/1,1,0,1 / 1,0,0,1",
            Axis("loss_weights", (None, (1.0, 1.0, 0.0, 1.0), (1.0, 0.0, 0.0, 1.0))),
        ),
        (
            "iterations=999999999991..1000000000000",
            Axis("iterations", tuple(range(10**12 - 9, 10**12 + 1))),
        ),
        ("cell=gru", Axis("cell", (Cell.GRU,))),
    ],
)
def test_axes_are_read(typed: str, axis: Axis) -> None:
    assert parse_axis(typed) == axis


@pytest.mark.parametrize(
    ("typed", "axis"),
    [
        ("learning_rate=1e-4..1:log", Span("learning_rate", 1e-4, 1.0, log=True)),
        ("learning_rate=1e-4 .. 1 : LOG", Span("learning_rate", 1e-4, 1.0, log=True)),
        ("momentum=0...9", Span("momentum", 0.0, 0.9)),
        ("hidden_size=2..32", Span("hidden_size", 2, 32)),
        ("hidden_size=2..32:log", Span("hidden_size", 2, 32, log=True)),
        ("hidden_size=2,4..6", Axis("hidden_size", (2, 4, 5, 6))),
        ("cell=rnn,gru", Axis("cell", (Cell.RNN, Cell.GRU))),
        ("carry_state=yes,no", Axis("carry_state", (True, False))),
        ("learning_rate=0.1,0.2", Axis("learning_rate", (0.1, 0.2))),
    ],
)
def test_what_is_drawn_from_is_read(typed: str, axis: Axis | Span) -> None:
    assert parse_random(typed) == axis


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "'': write FIELD=VALUES, for example learning_rate="),
        ("learning_rate", "learning_rate: write FIELD=VALUES, for example learning_rate="),
        ("learning_rate=", "learning_rate: no value; list some, for example learning_rate=0.001"),
        ("learning_rate=,", "learning_rate: an empty value between two separators"),
        ("hidden_size=4,,8", "hidden_size: an empty value between two separators"),
        ("clip_norm=5,", "an empty value between two separators; for example clip_norm=off,1,5"),
        ("lr=0.1", "no field lr: did you mean learning_rate?"),
        ("=1", "no field ''; the fields are convention, cell"),
        ("seed=1,2", "seed is no axis, every point is trained on the same seeds"),
        ("text=hello,hi", "text is no axis, a sweep is about one text"),
        ("learning_rate=0.1,5000", "learning_rate 5000: above 0 to 1,000, for example 0.01"),
        ("learning_rate=0.1,nan", "learning_rate nan: above 0 to 1,000"),
        ("cell=rnn,gruu", "cell gruu: one of rnn, lstm, gru"),
        ("hidden_size=0..4", "hidden_size 0: vocabulary, or a whole number, 1 to 1,024"),
        ("hidden_size=1..2000", "hidden_size 2000: vocabulary, or a whole number, 1 to 1,024"),
        (
            "hidden_size=8..2",
            "the first number must be below the last, for example hidden_size=2..8",
        ),
        ("hidden_size=8..8", "hidden_size 8..8: the first number must be below the last"),
        ("hidden_size=8..", "hidden_size 8..: a range has a number at both ends"),
        ("hidden_size=vocabulary..8", "a range has a number at both ends, for example hidden_size"),
        ("cell=rnn..gru", "cell rnn..gru: only whole numbers are counted"),
        ("loss_weights=1,1/2,-1", "loss_weights 2,-1: ones, or numbers of 0 to 1,000,000"),
        ("loss_weights=1,1//1,0", "loss_weights: an empty value between two separators"),
        ("decay=0.5,1", "decay 1: 0 to below 1"),
    ],
)
def test_what_is_no_axis_is_said_in_a_grid_and_in_a_sample(typed: str, sentence: str) -> None:
    for parse in (parse_axis, parse_random):
        with pytest.raises(Invalid) as caught:
            parse(typed)
        assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "learning_rate=1..0.1",
            "learning_rate 1..0.1: the first number must be below the last, "
            "for example learning_rate=0.1..1",
        ),
        ("learning_rate=0.1..0.1:log", "the first number must be below the last"),
        (
            "momentum=0..0.9:log",
            "with :log the first number is above 0, for example momentum=0.009..0.9:log",
        ),
        ("learning_rate=0..1:log", "learning_rate 0: above 0"),
        ("decay=0..1", "decay 1: 0 to below 1"),
        ("learning_rate=1e-4..1:lin", "a range ends in :log or in nothing"),
        ("cell=rnn,gru:log", "cell: only a range of numbers takes :log"),
        ("learning_rate=0.1:log", "learning_rate: only a range of numbers takes :log"),
        ("clip_norm=off..5", "clip_norm off..5: a range has a number at both ends"),
    ],
)
def test_what_cannot_be_drawn_from_is_said(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_random(typed)
    assert sentence in str(caught.value)


def test_fractions_are_not_counted_in_a_grid() -> None:
    with pytest.raises(Invalid) as caught:
        parse_axis("learning_rate=0.1..0.9")
    assert "list the values, for example learning_rate=0.001,0.01,0.1" in str(caught.value)


def test_an_axis_has_an_end() -> None:
    assert len(parse_axis(f"iterations=1..{MOST_VALUES}").values) == MOST_VALUES
    for typed in (
        f"iterations=1..{MOST_VALUES + 1}",
        "iterations=1..1000000000000",
        f"iterations=1..{MOST_VALUES},7",
        "learning_rate=" + "1," * MOST_VALUES + "1",
        "learning_rate=" + "1," * 3 * MOST_VALUES + "1",
    ):
        with pytest.raises(Invalid, match="at most 10,000 values on an axis"):
            parse_axis(typed)


def test_every_field_but_two_is_an_axis_and_its_example_can_be_typed() -> None:
    assert set(FIELD) - set(AXIS_FIELDS) == {"text", "seed"}
    for spec in FIELDS:
        if spec.name in AXIS_FIELDS:
            axis = parse_axis(list_example(spec))
            assert axis.field == spec.name
            assert len(axis.values) >= 2


@given(typed=st.text(max_size=40), field=st.sampled_from([*AXIS_FIELDS, "x", "[/b]", "\x1b"]))
def test_any_text_is_read_or_refused_in_a_safe_line(typed: str, field: str) -> None:
    for parse in (parse_axis, parse_random):
        said = ""
        try:
            parse(f"{field}={typed}")
        except Invalid as error:
            said = str(error)
        assert not any(ord(c) < 32 or "\ud800" <= c <= "\udfff" for c in said)
        assert len(said) < 1_000


@given(
    st.lists(st.floats(1e-9, 1000, allow_subnormal=False), min_size=1, max_size=8),
)
def test_a_list_is_read_in_order_each_value_once(values: list[float]) -> None:
    axis = parse_axis("learning_rate=" + ",".join(map(repr, values)))
    assert axis.values == tuple(dict.fromkeys(values))
    assert len(axis.values) + axis.repeated == len(values)


@given(
    low=st.floats(1e-9, 999, allow_subnormal=False),
    wide=st.floats(1e-6, 1),
    chance=st.floats(0, 1, exclude_max=True),
    log=st.booleans(),
)
def test_a_drawn_number_is_within_its_ends_and_near_its_place(
    low: float, wide: float, chance: float, log: bool
) -> None:
    high = low + (1000 - low) * wide
    span = Span("learning_rate", low, high, log)
    drawn = span.draw(chance)
    assert low <= drawn <= high
    exact = low * (high / low) ** chance if log else low + chance * (high - low)
    assert abs(drawn - exact) <= 1e-3 * max(exact, high - low)
    assert FIELD["learning_rate"].kind.parse(repr(drawn)) == drawn


@given(chance=st.floats(0, 1, exclude_max=True), log=st.booleans())
def test_whole_numbers_are_drawn_where_the_field_has_them(chance: float, log: bool) -> None:
    drawn = Span("hidden_size", 2, 9, log).draw(chance)
    assert type(drawn) is int
    assert 2 <= drawn <= 9


def test_numbers_are_drawn_as_often_as_they_should_be() -> None:
    source = random.Random(0)
    even = Counter(Span("hidden_size", 1, 4).draw(source.random()) for _ in range(8_000))
    assert set(even) == {1, 2, 3, 4}
    assert all(abs(count - 2_000) < 200 for count in even.values())
    scaled = Counter(
        Span("hidden_size", 1, 64, log=True).draw(source.random()) for _ in range(20_000)
    )
    for n in (1, 2, 10):
        share = math.log((n + 0.5) / (n - 0.5)) / math.log(64.5 / 0.5)
        assert abs(scaled[n] / 20_000 - share) < 0.01
    rates = [Span("learning_rate", 1e-4, 1, log=True).draw(source.random()) for _ in range(8_000)]
    decades = Counter(math.floor(math.log10(rate)) for rate in rates)
    assert all(abs(decades[d] - 2_000) < 200 for d in (-4, -3, -2, -1))
    cells = Counter(Axis("cell", ("rnn", "gru")).draw(source.random()) for _ in range(4_000))
    assert abs(cells["gru"] - 2_000) < 200


def test_drawn_numbers_can_be_read_and_typed() -> None:
    assert Span("learning_rate", 1e-4, 1, log=True).draw(0.5) == 0.01
    assert Span("learning_rate", 0.1, 0.9).draw(1 / 3) == 0.3667
    narrow = [Span("learning_rate", 0.1, 0.10001).draw(k / 10) for k in range(10)]
    assert len(set(narrow)) == 10
    assert Axis("cell", ("rnn", "gru")).draw(math.nextafter(1, 0)) == "gru"


HOSTILE: list[Any] = [
    "[/b]",
    "[@click=app.quit]x[/]",
    "\x1b[2J",
    "\0",
    "\u202e",
    "e\u0301",
    "9" * 10_000,
    "\ud800",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_values_are_said_safely(word: str) -> None:
    for field in AXIS_FIELDS:
        with pytest.raises(Invalid) as caught:
            parse_axis(f"{field}={word}")
        assert not any(ord(c) < 32 or c in "\u202e\ud800" for c in str(caught.value))
        assert len(str(caught.value)) < 400
