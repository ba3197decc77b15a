"""The draft of an experiment: what was typed, what it means, and what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import FIELD, FIELDS, PRESETS, Cell, Experiment, Optimizer, Readout
from rnn_tui.text import normalize
from rnn_tui.ui.draft import Draft


def typed(run: Experiment | None = None, /, **values: str) -> Draft:
    draft = Draft(run or Experiment())
    for name, raw in values.items():
        draft = draft.type(name, raw)
    return draft


def test_a_draft_begins_as_the_run() -> None:
    draft = typed()
    assert draft.experiment == Experiment()
    assert (draft.changed, draft.live_only, dict(draft.problems)) == ((), False, {})
    assert draft.shown("text") == "hello"
    assert draft.shown("hidden_size") == ""
    assert draft.shown("learning_rate") == "0.01"


def test_what_is_typed_is_kept_as_typed() -> None:
    draft = typed(learning_rate=".10", text="Word ")
    assert draft.shown("learning_rate") == ".10"
    assert draft.experiment == Experiment(learning_rate=0.1, text="Word ")
    assert draft.changed == ("learning_rate", "text")
    assert not draft.live_only


def test_typing_the_value_of_the_run_takes_the_change_back() -> None:
    draft = typed(seed="4").type("seed", "0")
    assert draft.changed == ()
    assert "seed" not in draft.typed


def test_another_way_to_write_the_value_is_no_change() -> None:
    assert typed(learning_rate="1e-2", hidden_size="vocabulary", seed=" 0 ").changed == ()


@pytest.mark.parametrize("name", [spec.name for spec in FIELDS if spec.live])
def test_live_fields_alone_are_a_live_edit(name: str) -> None:
    raw = {"loss_weights": "1,1,0,1"}.get(name, "0.5")
    assert typed(**{name: raw}).live_only
    assert not typed(**{name: raw, "seed": "1"}).live_only
    assert typed(**{name: raw, "momentum": "0.25"}).live_only


def test_a_wrong_value_is_a_change_and_a_problem() -> None:
    draft = typed(seed="-1", learning_rate="x")
    assert set(draft.problems) == {"seed", "learning_rate"}
    assert draft.changed == ("seed", "learning_rate")
    assert draft.experiment is None
    assert draft.partial == Experiment()


def test_conflicts_between_fields_stand_beside_what_cannot_be_read() -> None:
    draft = typed(hidden_size="7", seed="x")
    assert "vocabulary's size" in draft.problems["hidden_size"]
    assert "4,294,967,295" in draft.problems["seed"]
    assert set(typed(hidden_size="7", readout="linear").problems) == set()


def test_without_a_text_nothing_else_is_asked() -> None:
    draft = typed(text="", hidden_size="7")
    assert set(draft.problems) == {"text"}
    assert draft.placeholder("hidden_size") == "vocabulary"


def test_a_network_over_the_memory_is_a_problem_of_its_field() -> None:
    draft = Draft(Experiment(readout=Readout.LINEAR, hidden_size=8), memory=10**6)
    assert not draft.problems
    assert "--memory" in draft.type("hidden_size", "1024").problems["hidden_size"]


def test_a_preset_brings_its_values_and_leaves_the_word() -> None:
    draft = typed(text="word", seed="5", learning_rate="oops").take_preset("pytorch")
    assert draft.experiment == PRESETS["pytorch"].experiment.replace(text="word")
    assert draft.preset_caption == "pytorch"
    back = draft.take_preset("tensorflow-2016")
    assert back.experiment == Experiment(text="word")
    assert back.changed == ("text",)


def test_the_preset_is_the_nearest_until_one_is_chosen() -> None:
    assert typed().nearest.name == "tensorflow-2016"
    assert typed(PRESETS["pytorch"].experiment).nearest.name == "pytorch"
    assert typed(seed="5", cell="gru").preset_caption == "2016, 2 changed"
    chosen = typed().take_preset("pytorch")
    for name in ("convention", "readout", "optimizer", "hidden_size", "initializer", "decay"):
        value = getattr(Experiment(), name)
        chosen = chosen.type(name, "" if value is None else FIELD[name].kind.format(value))
    assert chosen.partial == Experiment()
    assert chosen.nearest.name == "pytorch"


def test_an_empty_field_says_what_it_means() -> None:
    assert typed().placeholder("hidden_size") == "4 (auto)"
    assert typed(text="안녕하세요").placeholder("hidden_size") == "5 (auto)"
    assert typed().placeholder("time_steps") == "all"
    assert typed().placeholder("clip_norm") == "off"
    assert typed().placeholder("seed") == ""


def test_fields_apply_by_the_other_values() -> None:
    assert typed().applies("decay")
    assert not typed(optimizer="adam").applies("decay")
    assert not typed(optimizer="adam").applies("momentum")
    assert typed(optimizer="sgd").applies("momentum")


@pytest.mark.parametrize("text", ["a\x1bb", "\x00\x7f", "a\u200bb", "\u0301ab"])
def test_a_text_with_controls_comes_back_from_the_field(text: str) -> None:
    run = Experiment(text=text)
    draft = Draft(run)
    shown = draft.shown("text")
    assert not any(ord(character) < 0x20 or character == "\x7f" for character in shown)
    assert draft.type("text", shown + "x").type("text", shown).experiment == run
    assert draft.type("seed", "3").experiment == run.replace(seed=3)


@given(st.text(min_size=2, max_size=12, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_text_that_is_not_touched_is_never_changed(text: str) -> None:
    try:
        run = Experiment(text=text)
    except ValueError:
        return
    draft = Draft(run).type("text", Draft(run).shown("text")).type("seed", "3")
    assert draft.experiment is None or draft.experiment.text == normalize(text)


@given(st.dictionaries(st.sampled_from([spec.name for spec in FIELDS]), st.text(max_size=8)))
def test_whatever_is_typed_is_a_problem_or_an_experiment(values: dict[str, str]) -> None:
    draft = typed(**values)
    assert (draft.experiment is None) == bool(draft.problems)
    assert all(sentence and "\n" not in sentence for sentence in draft.problems.values())
    assert set(draft.changed) <= set(values)
    assert draft.preset_caption
    for spec in FIELDS:
        draft.applies(spec.name)
        assert draft.shown(spec.name) == values.get(spec.name, draft.shown(spec.name))


def test_choices_are_typed_as_words() -> None:
    draft = typed(cell="lstm", optimizer="sgd", carry_state="yes")
    assert draft.experiment == Experiment(cell=Cell.LSTM, optimizer=Optimizer.SGD, carry_state=True)
    assert draft.shown("carry_state") == "yes"
