"""Fields found by what people type, and written in short."""

from typing import Any

import pytest

from rnn_tui.experiment import FIELD, FIELDS, Experiment
from rnn_tui.fields import Invalid
from rnn_tui.naming import example, find_field, quoted, short, short_field, short_value
from rnn_tui.text import width

HOSTILE = (
    "[/b]",
    "[@click=app.quit]x[/]",
    "a\x1b[31mb",
    "a\0b",
    "\u202eabc",
    "e\u0301" * 2_000,
    "👨‍👩‍👧‍👦" * 50,
    "x" * 10_000,
    "\ud800",
)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("cell", "cell"),
        ("learning-rate", "learning_rate"),
        (" Learning_Rate ", "learning_rate"),
        ("seed", "seed"),
    ],
)
def test_a_field_is_found_by_its_name(typed: str, field: str) -> None:
    assert find_field(typed, FIELD) is FIELD[field]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("lr", "no field lr: did you mean learning_rate? For example learning_rate=0.1"),
        ("Units", "no field Units: did you mean hidden_size? For example hidden_size=8"),
        ("leraning_rate", "did you mean learning_rate?"),
        ("cel", "no field cel: did you mean cell? For example cell=gru"),
        ("zzz", "no field zzz; the fields are cell, decay; for example cell=gru"),
        ("", "no field ''; the fields are cell, decay"),
    ],
)
def test_another_name_says_what_was_meant(typed: str, sentence: str) -> None:
    allowed = ["cell", "decay"] if typed in ("zzz", "") else list(FIELD)
    with pytest.raises(Invalid) as caught:
        find_field(typed, allowed)
    assert sentence in str(caught.value)


def test_what_is_not_allowed_is_not_suggested() -> None:
    with pytest.raises(Invalid) as caught:
        find_field("epochs", ["cell", "decay"])
    assert "iterations" not in str(caught.value)


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_names_are_drawn_as_they_are_and_short(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        find_field(typed, ["cell"])
    assert not any(c in str(caught.value) for c in "\x1b\0\u202e\ud800")
    assert width(quoted(typed)) <= 40
    assert len(str(caught.value)) < 2_000


def test_every_example_can_be_typed() -> None:
    for spec in FIELDS:
        name, _, value = example(spec).partition("=")
        assert name == spec.name
        assert value
        spec.kind.parse(value)


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("cell", "gru", "GRU"),
        ("optimizer", "adam", "Adam"),
        ("readout", "none", "no readout"),
        ("readout", "linear", "linear readout"),
        ("hidden_size", 1, "1 unit"),
        ("hidden_size", 1024, "1,024 units"),
        ("hidden_size", None, "units as vocabulary"),
        ("learning_rate", 0.01, "rate 0.01"),
        ("learning_rate", 1e-5, "rate 1e-05"),
        ("clip_norm", None, "clip off"),
        ("iterations", 10_000, "10,000 iterations"),
        ("time_steps", None, "all time steps"),
        ("time_steps", 1, "1 time step"),
        ("batch_size", 2, "batch 2"),
        ("carry_state", True, "state carried"),
        ("carry_state", False, "state not carried"),
        ("loss_weights", (1.0, 1.0, 0.0, 0.5), "weights 1,1,0,0.5"),
        ("loss_weights", None, "weights ones"),
        ("initializer", "torch", "initializer torch"),
        ("dtype", "float64", "float64"),
        ("momentum", 0.5, "momentum 0.5"),
    ],
)
def test_a_label_needs_no_head(field: str, value: Any, label: str) -> None:
    made = getattr(Experiment().replace(**{field: value}), field)
    assert short(FIELD[field], made) == label


def test_a_cell_of_a_table_stays_narrow() -> None:
    assert short_value(FIELD["loss_weights"], (0.125,) * 9_999).endswith("…")
    assert width(short_value(FIELD["loss_weights"], (0.125,) * 9_999)) == 24
    assert short_value(FIELD["carry_state"], True) == "yes"
    assert [short_field(FIELD[name]) for name in ("hidden_size", "learning_rate", "decay")] == [
        "units",
        "rate",
        "decay",
    ]
