"""The declaration of every field, and the presets."""

import dataclasses
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import (
    FIELD,
    FIELDS,
    PRESETS,
    Cell,
    Convention,
    Experiment,
    Optimizer,
    Problem,
    Readout,
    from_json,
    nearest_preset,
    parse,
    to_json,
)
from rnn_tui.fields import Invalid


def _is_text(text: str) -> bool:
    try:
        FIELD["text"].kind.check(text)
    except Invalid:
        return False
    return True


experiments = st.builds(
    Experiment,
    text=st.text(st.characters(codec="utf-8"), min_size=2, max_size=12).filter(_is_text),
    cell=st.sampled_from(Cell),
    convention=st.sampled_from(Convention),
    readout=st.sampled_from(Readout),
    optimizer=st.sampled_from(Optimizer),
    hidden_size=st.none() | st.integers(1, 1024),
    learning_rate=st.floats(0, 1000, exclude_min=True),
    clip_norm=st.none() | st.floats(0.1, 1e9),
    seed=st.integers(0, 2**32 - 1),
    loss_weights=st.none() | st.lists(st.floats(0.5, 9), min_size=1).map(tuple),
    carry_state=st.booleans(),
)


def test_the_first_preset_is_the_tutorial() -> None:
    tutorial = PRESETS["tensorflow-2016"].experiment
    assert tutorial == Experiment()
    assert (tutorial.text, tutorial.cell, tutorial.readout) == ("hello", "rnn", "none")
    assert (tutorial.optimizer, tutorial.learning_rate, tutorial.decay) == ("rmsprop", 0.01, 0.9)
    assert (tutorial.hidden_size, tutorial.initializer) == (None, "glorot")
    assert (tutorial.iterations, tutorial.seed, tutorial.carry_state) == (100, 0, False)


def test_the_second_preset_is_pytorch() -> None:
    preset = PRESETS["pytorch"]
    assert preset.changed(Experiment()) == (
        "convention",
        "readout",
        "hidden_size",
        "initializer",
        "optimizer",
        "decay",
    )
    assert preset.changed(preset.experiment.replace(text="other")) == ()
    assert preset.experiment.hidden_size == 8
    assert nearest_preset(preset.experiment.replace(seed=3, text="other")) is preset
    assert nearest_preset(Experiment(seed=3)) is PRESETS["tensorflow-2016"]


def test_every_field_is_declared_once_and_completely() -> None:
    assert [spec.name for spec in FIELDS] == [
        declared.name for declared in dataclasses.fields(Experiment)
    ]
    for spec in FIELDS:
        assert spec.label
        assert spec.help.endswith(".")
        assert spec.flag == "--" + spec.name.replace("_", "-")
        assert spec.kind.check(spec.default) == spec.default
        assert spec.default == getattr(Experiment(), spec.name)


def test_four_fields_change_in_flight() -> None:
    live = {spec.name for spec in FIELDS if spec.live}
    assert live == {"learning_rate", "momentum", "clip_norm", "loss_weights"}


def test_a_field_that_does_not_apply_says_so() -> None:
    adam = Experiment(optimizer=Optimizer.ADAM)
    assert not FIELD["decay"].applies(adam)
    assert not FIELD["momentum"].applies(adam)
    sgd = Experiment(optimizer=Optimizer.SGD)
    assert FIELD["momentum"].applies(sgd)
    assert not FIELD["decay"].applies(sgd)
    assert FIELD["decay"].applies(Experiment())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"learning_rate": 0}, "learning_rate: above 0 to 1,000, for example 0.01"),
        ({"learning_rate": float("inf")}, "learning_rate: above 0 to 1,000, for example 0.01"),
        (
            {"hidden_size": 100_000},
            "hidden_size: vocabulary, or a whole number, 1 to 1,024, for example 8",
        ),
        ({"seed": -1}, "seed: a whole number, 0 to 4,294,967,295, for example 0"),
        ({"seed": 1.5}, "seed: a whole number, 0 to 4,294,967,295, for example 0"),
        (
            {"iterations": 10**12 + 1},
            "iterations: a whole number, 1 to 1,000,000,000,000, for example 100",
        ),
        ({"cell": "transformer"}, "cell: one of rnn, lstm, gru"),
        ({"carry_state": 1}, "carry_state: yes or no"),
        (
            {"text": "a"},
            "text: needs 2 or more characters: one leaves nothing to predict, try hello",
        ),
    ],
)
def test_an_experiment_out_of_range_cannot_be_made(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        Experiment(**changes)
    assert str(caught.value) == sentence
    with pytest.raises(Invalid):
        Experiment().replace(**changes)


@given(experiments, experiments)
def test_a_copy_is_what_the_constructor_makes(one: Experiment, other: Experiment) -> None:
    for spec in FIELDS:
        changes: dict[str, Any] = {spec.name: getattr(other, spec.name)}
        copy = one.replace(**changes)
        assert copy == Experiment(**(to_json(one) | changes))
        assert hash(copy) == hash(Experiment(**(to_json(one) | changes)))
    assert one.replace(**to_json(other)) == other


def test_a_copy_leaves_the_original_and_knows_its_fields() -> None:
    one = Experiment()
    assert one.replace(cell="gru").cell is Cell.GRU
    assert one == Experiment()
    with pytest.raises(TypeError, match="no rate"):
        one.replace(rate=1)


def test_values_come_out_in_their_own_types() -> None:
    given: dict[str, Any] = {"cell": "gru", "learning_rate": 1, "loss_weights": [1, 0]}
    made = Experiment(**given, text=unicodedata.normalize("NFD", "한글"))
    assert made.cell is Cell.GRU
    assert type(made.learning_rate) is float
    assert made.loss_weights == (1.0, 0.0)
    assert made.text == "한글"
    assert hash(made) == hash(made.replace())


@given(experiments)
def test_an_experiment_survives_json(experiment: Experiment) -> None:
    assert from_json(json.loads(json.dumps(to_json(experiment)))) == experiment


@given(experiments)
def test_every_field_reads_what_it_writes(experiment: Experiment) -> None:
    written = {spec.name: spec.kind.format(getattr(experiment, spec.name)) for spec in FIELDS}
    values, problems = parse(written)
    assert problems == ()
    assert Experiment(**values) == experiment


def test_json_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(Invalid, match="unknown field 'lr'; the fields are text, convention"):
        from_json({"text": "hello", "lr": 1})


def test_parsing_keeps_what_is_sound_and_names_the_rest() -> None:
    values, problems = parse({"learning_rate": "0.1", "seed": "x", "hidden_size": "0"})
    assert values == {"learning_rate": 0.1}
    assert problems == (
        Problem("seed", "a whole number, 0 to 4,294,967,295, for example 0"),
        Problem("hidden_size", "vocabulary, or a whole number, 1 to 1,024, for example 8"),
    )
