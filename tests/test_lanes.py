"""Lanes of a race: how they are typed, named, checked against each other, and seeded."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import FIELD, PRESETS, Cell, Experiment, Optimizer
from rnn_tui.fields import Invalid
from rnn_tui.lanes import (
    LANE_FIELDS,
    LONGEST_NAME,
    MOST_LANES,
    MOST_SEEDS,
    Lane,
    check_lanes,
    default_lanes,
    made_name,
    parse_lane,
    parse_lanes,
    seeds,
)
from rnn_tui.text import width

BASE = Experiment()
TORCH = PRESETS["pytorch"].experiment


def test_the_default_lanes_are_the_three_cells_of_the_base() -> None:
    base = TORCH.replace(text="hihello", learning_rate=0.1)
    lanes = default_lanes(base)
    assert [lane.name for lane in lanes] == ["rnn", "lstm", "gru"]
    assert [lane.label for lane in lanes] == ["RNN", "LSTM", "GRU"]
    assert [lane.experiment for lane in lanes] == [base.replace(cell=cell) for cell in Cell]
    assert parse_lanes([], base) == lanes


@pytest.mark.parametrize(
    ("typed", "name", "changes"),
    [
        (
            "fast: cell=gru learning_rate=0.1",
            "fast",
            {"cell": Cell.GRU, "learning_rate": 0.1},
        ),
        ("fast:cell=gru", "fast", {"cell": Cell.GRU}),
        ("the base:", "the base", {}),
        ("  two  words :  CELL=lstm  ", "two  words", {"cell": Cell.LSTM}),
        ("a=b: cell=gru", "a=b", {"cell": Cell.GRU}),
        ("cell=gru learning-rate=0.1", "gru, rate 0.1", {"cell": Cell.GRU, "learning_rate": 0.1}),
        ("learning_rate=0.1 cell=gru", "gru, rate 0.1", {"cell": Cell.GRU, "learning_rate": 0.1}),
        ("cell=lstm", "lstm", {"cell": Cell.LSTM}),
        ("cell=gru learning_rate=0.01", "gru", {"cell": Cell.GRU}),
        ("learning_rate=0.01", "rate 0.01", {}),
        ("cell=rnn", "rnn", {}),
        ("x: 'clip_norm=5' optimizer=\"sgd\"", "x", {"clip_norm": 5.0, "optimizer": Optimizer.SGD}),
        (r"x: clip_norm=o\ff", "x", {}),
        (
            "readout=linear hidden_size=8 optimizer=adam",
            "linear readout, 8 units, Adam",
            {"readout": "linear", "hidden_size": 8, "optimizer": "adam"},
        ),
    ],
)
def test_lanes_are_read(typed: str, name: str, changes: dict[str, Any]) -> None:
    assert parse_lane(typed, BASE) == Lane(name, BASE.replace(**changes))


def test_a_lane_keeps_everything_else_of_the_base() -> None:
    base = TORCH.replace(text="hihello", seed=7, iterations=9)
    lane = parse_lane("x: optimizer=sgd", base)
    assert lane.experiment == base.replace(optimizer=Optimizer.SGD)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "an empty lane: NAME: FIELD=VALUE"),
        ("   ", "an empty lane: NAME: FIELD=VALUE"),
        (": cell=gru", "no name before the colon"),
        ("x: gru", "gru: write FIELD=VALUE, for example cell=gru"),
        ("x: ''", "'': write FIELD=VALUE"),
        ("x: cell=", "cell: no value; for example cell=gru"),
        ("x: hidden_size= ", "hidden_size: no value; for example hidden_size=8"),
        ("x: cell=gruu", "cell gruu: one of rnn, lstm, gru"),
        ("x: cell=gru cell=lstm", "cell is given twice"),
        ("x: clip-norm=1 clip_norm=1", "clip_norm is given twice"),
        ("x: lr=0.1", "no field lr: did you mean learning_rate? For example learning_rate=0.1"),
        ("x: foo=1", "no field foo; the fields are convention, cell"),
        ("x: learning_rate=5000", "learning_rate 5000: above 0 to 1,000, for example 0.01"),
        ("x: learning_rate=nan", "learning_rate nan: above 0 to 1,000"),
        ("x: hidden_size=8", "hidden_size 8: 4, the vocabulary's size, as there is no readout"),
        ("x: time_steps=9", "time_steps 9: all, or 1 to 4"),
        ("x: seed=3", "seed: every lane is trained on the same seeds; see --seeds"),
        ("x: text=hi", "text: all lanes learn the same text"),
        (
            "x: iterations=50",
            "iterations: the same in all lanes; give it to the race, for example --iterations 100",
        ),
        ("x: loss_weights=1,1,0,1", "for example --loss-weights 1,1,0,1"),
        ("x: dtype=float64", "for example --dtype float64"),
        ("x: cell='gru", "a quotation mark is not closed"),
        ("x: cell=gru\\", "a quotation mark is not closed, or a backslash"),
        ("\ud800: cell=gru", "not valid UTF-8"),
        ("n" * 41 + ": cell=gru", "is too long: at most 40 columns"),
        ("한" * 21 + ": cell=gru", "is too long: at most 40 columns"),
    ],
)
def test_what_is_no_lane_is_said(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_lane(typed, BASE)
    assert sentence in str(caught.value)


def test_a_network_too_large_is_refused_in_any_lane() -> None:
    typed = "x: readout=linear hidden_size=1000"
    assert parse_lane(typed, BASE).experiment.hidden_size == 1000
    with pytest.raises(Invalid, match=r"hidden_size 1000: .* more than --memory 1.0MB"):
        parse_lane(typed, BASE, 1_000_000)
    with pytest.raises(Invalid, match="more than --memory"):
        parse_lanes([], BASE, 3_000)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["x: cell=gru", "x: cell=lstm"], "two lanes are called x: name them apart"),
        (["x: cell=gru", "X: cell=lstm"], "two lanes are called X"),
        (["gru: cell=lstm", "GRU: cell=gru"], "two lanes are called GRU"),
        (["a: cell=gru", "b: cell=gru"], "a and b are the same experiment: change a field"),
        (["a: hidden_size=4", "b:"], "a and b are the same experiment"),
        (
            ["a: optimizer=adam decay=0.1", "b: optimizer=adam decay=0.2"],
            "a and b are the same experiment",
        ),
        (["a:", "[/b]: learning_rate=0.01"], "a and [/b] are the same experiment"),
    ],
)
def test_lanes_must_be_told_apart(typed: list[str], sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_lanes(typed, BASE)
    assert sentence in str(caught.value)


def test_a_race_has_one_to_twelve_lanes() -> None:
    typed = [f"learning_rate=0.0{i + 10}" for i in range(MOST_LANES + 1)]
    assert len(parse_lanes(typed[:MOST_LANES], BASE)) == MOST_LANES
    with pytest.raises(Invalid, match="13 lanes: a race has 1 to 12"):
        parse_lanes(typed, BASE)
    made = [parse_lane(word, BASE) for word in typed]
    with pytest.raises(Invalid, match="13 lanes: a race has 1 to 12"):
        check_lanes(made)
    with pytest.raises(Invalid, match="a race needs a lane"):
        check_lanes([])
    check_lanes(made[:1])


def test_lanes_of_different_races_do_not_compare() -> None:
    for field, value in (("text", "hi"), ("iterations", 9), ("dtype", "float64")):
        with pytest.raises(Invalid, match=f"{field}: "):
            check_lanes([Lane("a", BASE), Lane("b", BASE.replace(**{field: value}))])
    weighted = BASE.replace(loss_weights=(1, 0, 1, 1))
    with pytest.raises(Invalid, match="loss_weights: the same in all lanes"):
        check_lanes([Lane("a", BASE), Lane("b", weighted)])


@pytest.mark.parametrize(
    "name",
    [
        "[/b]",
        "[$primary]",
        "[@click=app.quit]x[/]",
        "a\x1b[31mb",
        "a\0b",
        "\u202eab",
        "한글",
        "👨‍👩‍👧‍👦",
    ],
)
def test_a_hostile_name_is_kept_and_drawn_safely(name: str) -> None:
    lane = parse_lane(f"{name}: cell=gru", BASE)
    assert lane.name == name
    assert not any(c in lane.label for c in "\x1b\0\u202e")
    assert 0 < width(lane.label) <= LONGEST_NAME


@given(typed=st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_safe_line(typed: str) -> None:
    try:
        lane = parse_lane(typed, BASE)
    except Invalid as error:
        said = str(error)
        assert said
        assert said.isprintable() or not any(ord(c) < 32 or ord(c) == 127 for c in said)
    else:
        assert lane.name.strip()


VALUES: dict[str, list[str]] = {
    "cell": ["rnn", "lstm", "gru"],
    "readout": ["linear"],
    "hidden_size": ["vocabulary", "3", "64"],
    "initializer": ["glorot", "uniform-scaling", "torch"],
    "optimizer": ["rmsprop", "adam", "sgd"],
    "learning_rate": ["1e-3", "0.5"],
    "momentum": ["0.9"],
    "clip_norm": ["off", "5"],
    "carry_state": ["yes", "no"],
}


@given(st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 2), min_size=1))
def test_what_a_lane_says_replaces_the_base_and_nothing_else(picked: dict[str, int]) -> None:
    words = {name: VALUES[name][i % len(VALUES[name])] for name, i in picked.items()}
    lane = parse_lane(" ".join(f"{name}={value}" for name, value in words.items()), TORCH)
    for name, spec in FIELD.items():
        expected = spec.kind.parse(words[name]) if name in words else getattr(TORCH, name)
        assert getattr(lane.experiment, name) == expected
    assert lane.name == made_name(TORCH, lane.experiment, words)
    assert width(lane.name) <= LONGEST_NAME


def test_a_lane_may_name_what_is_not_shared() -> None:
    assert set(FIELD) - set(LANE_FIELDS) == {"text", "iterations", "dtype", "loss_weights", "seed"}


def test_seeds_are_counted_from_the_first() -> None:
    assert seeds(3) == range(3)
    assert seeds(2, 5) == range(5, 7)
    assert seeds(1, 2**32 - 1) == range(2**32 - 1, 2**32)
    assert len(seeds(MOST_SEEDS)) == MOST_SEEDS


@pytest.mark.parametrize(
    ("count", "first", "sentence"),
    [
        (0, 0, "0 seeds: a whole number, 1 to 10,000,000, for example 100"),
        (-1, 0, "-1 seeds: a whole number, 1 to 10,000,000"),
        (MOST_SEEDS + 1, 0, "a whole number, 1 to 10,000,000"),
        (1, -1, "first seed -1: a whole number, 0 to 4,294,967,295"),
        (1, 2**32, "first seed 4294967296: a whole number, 0 to 4,294,967,295"),
        (
            2,
            2**32 - 1,
            "2 seeds from 4,294,967,295 on go beyond the last one, 4,294,967,295: at most 1 "
            "from there, or a first seed of 0 to 4,294,967,294",
        ),
    ],
)
def test_there_are_only_so_many_seeds(count: int, first: int, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        seeds(count, first)
    assert sentence in str(caught.value)
