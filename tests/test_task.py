"""What an experiment asks of a network: ids, windows, streams, sizes, contradictions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import FIELDS, Cell, Convention, Dtype, Experiment, Optimizer, Readout
from rnn_tui.task import DEFAULT_MEMORY, JUDGED, Task, amount, problems, simplest


def task(text: str = "hello", **changes: Any) -> Task:
    return Task(Experiment(text=text, **changes))


def sentences(text: str = "hello", **changes: Any) -> dict[str, str]:
    found = problems(Experiment(text=text, **changes))
    return {problem.field: problem.sentence for problem in found}


def test_hello_is_the_tutorial() -> None:
    hello = task()
    assert hello.vocabulary == ("h", "e", "l", "o")
    assert hello.inputs == (0, 1, 2, 2)
    assert hello.targets == (1, 2, 2, 3)
    assert hello.target == "ello"
    assert hello.spell([1, 2, 2, 3]) == "ello"
    assert (hello.length, hello.vocabulary_size, hello.hidden_size) == (4, 4, 4)
    assert (hello.time_steps, hello.windows, hello.batch_size) == (4, 1, 1)
    assert hello.whole
    assert hello.answer_every == 1
    assert hello.positions(0) == hello.positions(99) == ((0, 1, 2, 3),)
    assert hello.loss_weights == (1.0, 1.0, 1.0, 1.0)


def test_characters_are_graphemes() -> None:
    family = task("👨‍👩‍👧‍👦é👨‍👩‍👧‍👦")
    assert family.vocabulary_size == 2
    assert family.ids == (0, 1, 0)
    assert task("안녕하세요안녕").target == "녕하세요안녕"


def test_hidden_size_follows_the_text_unless_it_is_set() -> None:
    assert task("aaaa").hidden_size == 1
    assert task("hihello").hidden_size == 5
    assert task("hihello", hidden_size=9, readout="linear").hidden_size == 9


def test_windows_are_taken_round_and_round() -> None:
    windows = task("abcdef", time_steps=3, batch_size=2)
    assert windows.windows == 3
    assert not windows.whole
    assert windows.positions(0) == ((0, 1, 2), (1, 2, 3))
    assert windows.positions(1) == ((2, 3, 4), (0, 1, 2))
    assert windows.positions(3) == windows.positions(0)


def test_absent_batch_size_is_all_windows() -> None:
    windows = task("abcdef", time_steps=2)
    assert windows.batch_size == windows.windows == 4
    assert windows.positions(7) == ((0, 1), (1, 2), (2, 3), (3, 4))


def test_streams_go_on_where_they_stopped_and_begin_again_when_fewer_are_left() -> None:
    streams = task("abcdefghijkl", carry_state=True, batch_size=2, time_steps=2)
    assert streams.length == 11
    assert streams.left_out == 1
    assert streams.positions(0) == ((0, 1), (5, 6))
    assert streams.positions(1) == ((2, 3), (7, 8))
    assert streams.positions(2) == streams.positions(0)


def test_carried_state_alone_reads_the_whole_text_each_time() -> None:
    carried = task("hihello", carry_state=True)
    assert not carried.whole
    assert (carried.streams, carried.batch_size, carried.time_steps) == (1, 1, 6)
    assert carried.positions(5) == (tuple(range(6)),)


@given(st.integers(2, 40), st.data())
def test_a_pass_reads_every_window_and_every_stream_once(length: int, data: st.DataObject) -> None:
    text = "ab" * length
    steps = data.draw(st.integers(1, 2 * length - 1))
    windows = task(text, time_steps=steps, batch_size=1)
    starts = [windows.positions(i)[0][0] for i in range(windows.windows)]
    assert starts == list(range(windows.windows))
    assert windows.positions(windows.windows - 1)[0][-1] == windows.length - 1

    batch = data.draw(st.integers(1, 2 * length - 1))
    steps = data.draw(st.integers(1, (2 * length - 1) // batch))
    streams = task(text, carry_state=True, batch_size=batch, time_steps=steps)
    bites = streams.length // batch // steps
    read = [p for i in range(bites) for row in streams.positions(i) for p in row]
    assert len(read) == len(set(read)) == batch * bites * steps
    assert max(read) < streams.length


def test_long_texts_with_windows_are_answered_now_and_then() -> None:
    assert task("ab" * 5000).answer_every == 1
    assert task("ab" * 128, time_steps=2).answer_every == 1
    assert task("ab" * 129, time_steps=2).answer_every == 2
    assert task("ab" * 5000, carry_state=True).answer_every == 40


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 36),
        ({"cell": Cell.LSTM}, 144),
        ({"cell": Cell.GRU}, 108),
        ({"convention": Convention.PYTORCH}, 40),
        ({"convention": Convention.PYTORCH, "cell": Cell.GRU}, 120),
        ({"readout": Readout.LINEAR, "hidden_size": 8}, 8 * 13 + 8 * 4 + 4),
    ],
)
def test_parameters_are_counted(changes: dict[str, Any], count: int) -> None:
    assert task(**changes).parameters == count


def test_a_small_network_is_small_and_a_double_one_twice_that() -> None:
    assert task().bytes < 10_000
    assert task(dtype=Dtype.FLOAT64).bytes == 2 * task().bytes
    assert task(optimizer=Optimizer.SGD).bytes == task().bytes


def test_sound_settings_have_no_problem() -> None:
    for changes in (
        {},
        {"hidden_size": 4},
        {"hidden_size": 9, "readout": "linear"},
        {"time_steps": 4},
        {"time_steps": 2, "batch_size": 3},
        {"carry_state": True, "batch_size": 4, "time_steps": 1},
        {"loss_weights": (0, 0, 0, 1)},
        {"iterations": 10**12},
    ):
        assert sentences(**changes) == {}


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"hidden_size": 5},
            "hidden_size",
            "4, the vocabulary's size, as there is no readout; or set readout to linear",
        ),
        ({"time_steps": 5}, "time_steps", "all, or 1 to 4, the time steps of the text"),
        (
            {"time_steps": 3, "carry_state": True, "batch_size": 2},
            "time_steps",
            "all, or 1 to 2, the time steps of a stream",
        ),
        (
            {"time_steps": 2, "batch_size": 4},
            "batch_size",
            "all, or 1 to 3, the windows of the text",
        ),
        ({"batch_size": 2}, "batch_size", "all, or 1 to 1, the windows of the text"),
        (
            {"carry_state": True, "batch_size": 5},
            "batch_size",
            "1 to 4, the text's transitions",
        ),
        (
            {"loss_weights": (1, 1, 1)},
            "loss_weights",
            "ones, or 4 numbers, one a target; 3 given",
        ),
    ],
)
def test_a_contradiction_says_what_is_allowed(
    changes: dict[str, Any], field: str, sentence: str
) -> None:
    assert sentences(**changes) == {field: sentence}


def test_two_contradictions_are_both_named() -> None:
    assert set(sentences(hidden_size=5, loss_weights=(1,))) == {"hidden_size", "loss_weights"}


@pytest.mark.parametrize(
    ("text", "changes", "field", "remedy"),
    [
        (
            "".join(chr(0x4E00 + i) for i in range(10_000)),
            {},
            "text",
            "use fewer units, a shorter text, or",
        ),
        (
            "ab" * 5000,
            {"readout": "linear", "hidden_size": 1024, "cell": "lstm", "dtype": "float64"},
            "hidden_size",
            "use fewer units, a shorter text, or",
        ),
        ("ab" * 5000, {"time_steps": 5000}, "batch_size", "use a smaller batch, fewer units"),
    ],
    ids=("vocabulary", "units", "windows"),
)
def test_a_network_of_gigabytes_is_refused_with_the_arithmetic(
    text: str, changes: dict[str, Any], field: str, remedy: str
) -> None:
    too_large = task(text, **changes)
    assert too_large.bytes > DEFAULT_MEMORY
    found = sentences(text, **changes)
    assert list(found) == [field]
    assert f"{too_large.parameters:,} parameters" in found[field]
    assert f"about {amount(too_large.bytes)}" in found[field]
    assert f"--memory 1.0GB: {remedy}" in found[field]
    assert problems(too_large.experiment, memory=2 * too_large.bytes) == ()


def test_even_hello_needs_some_memory() -> None:
    found = problems(Experiment(), memory=1000)
    assert [problem.field for problem in found] == ["text"]
    assert "36 parameters over 4 time steps" in found[0].sentence


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9_960, "10 kB"),
        (999_600, "1.0 MB"),
        (1_200_000_000, "1.2 GB"),
        (5e16, "50000 TB"),
    ],
)
def test_amounts_are_short(size: float, text: str) -> None:
    assert amount(size) == text


@pytest.mark.parametrize(
    ("settings", "length"),
    [
        ({}, 1),
        ({"time_steps": 4}, 1),
        ({"time_steps": 4, "batch_size": 2}, 6),
        ({"time_steps": 3, "carry_state": True}, 4),
        ({"time_steps": 2, "carry_state": True, "batch_size": 2}, 3),
    ],
)
def test_the_iterations_of_a_pass(settings: dict[str, Any], length: int) -> None:
    task = Task(Experiment(text="if you want you", **settings))
    assert task.pass_length == length

    def seen(iterations: int) -> set[int]:
        return {t for i in range(iterations) for row in task.positions(i) for t in row}

    # A pass reads all that is ever read, and no fewer iterations do.
    assert seen(length) == seen(5 * length)
    assert length == 1 or seen(length - 1) < seen(length)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, {}),
        ({"hidden_size": 4}, {}),
        ({"hidden_size": 5}, {"hidden_size": 5}),
        ({"time_steps": 4}, {}),
        ({"time_steps": 2, "batch_size": 3}, {"time_steps": 2}),
        ({"time_steps": 2, "batch_size": 2}, {"time_steps": 2, "batch_size": 2}),
        ({"carry_state": True, "batch_size": 1}, {"carry_state": True}),
        (
            {"carry_state": True, "batch_size": 2, "time_steps": 2},
            {"carry_state": True, "batch_size": 2},
        ),
        (
            {"carry_state": True, "batch_size": 2, "time_steps": 4},
            {"carry_state": True, "batch_size": 2, "time_steps": 4},
        ),
        (
            {"carry_state": True, "batch_size": 9, "time_steps": 1},
            {"carry_state": True, "batch_size": 9, "time_steps": 1},
        ),
        ({"time_steps": 9, "batch_size": 9}, {"time_steps": 9, "batch_size": 9}),
        ({"loss_weights": (1, 1, 1, 1)}, {}),
        ({"loss_weights": (1, 1, 1)}, {"loss_weights": (1, 1, 1)}),
        ({"loss_weights": (1, 1, 0, 1)}, {"loss_weights": (1, 1, 0, 1)}),
        ({"loss_weights": (2, 2, 2, 2)}, {"loss_weights": (2, 2, 2, 2)}),
        ({"optimizer": "adam", "decay": 0.5, "momentum": 0.5}, {"optimizer": "adam"}),
        (
            {"optimizer": "sgd", "decay": 0.5, "momentum": 0.5},
            {"optimizer": "sgd", "momentum": 0.5},
        ),
    ],
)
def test_what_goes_without_saying_is_left_out(
    changes: dict[str, Any], left: dict[str, Any]
) -> None:
    assert simplest(Experiment(**changes)) == Experiment(**left)


ANY_VALUE: dict[str, list[Any]] = {
    "text": ["hello", "aa", "hihello"],
    "convention": list(Convention),
    "cell": list(Cell),
    "readout": list(Readout),
    "hidden_size": [None, 1, 4, 5, 1024],
    "initializer": ["glorot", "torch"],
    "optimizer": list(Optimizer),
    "learning_rate": [0.01, 1000.0],
    "decay": [0.9, 0.0],
    "momentum": [0.0, 0.9],
    "clip_norm": [None, 1.0],
    "iterations": [1, 10**12],
    "seed": [0, 1],
    "time_steps": [None, 1, 2, 4, 9999],
    "batch_size": [None, 1, 2, 9999],
    "carry_state": [False, True],
    "loss_weights": [None, (1.0,) * 4, (1.0, 0.0)],
    "dtype": list(Dtype),
}
any_experiment = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in ANY_VALUE.items()}
).map(lambda values: Experiment(**values))


@given(any_experiment)
def test_the_simplest_form_asks_for_the_same_network(experiment: Experiment) -> None:
    simple = simplest(experiment)
    assert simplest(simple) == simple
    assert [p.field for p in problems(simple)] == [p.field for p in problems(experiment)]
    if not problems(experiment):
        one, other = Task(experiment), Task(simple)
        assert (one.time_steps, one.batch_size) == (other.time_steps, other.batch_size)
        assert (one.hidden_size, one.loss_weights) == (other.hidden_size, other.loss_weights)


@given(any_experiment, any_experiment)
def test_only_the_judged_fields_make_problems(one: Experiment, other: Experiment) -> None:
    rest = {spec.name: getattr(other, spec.name) for spec in FIELDS if spec.name not in JUDGED}
    for memory in (1_000, DEFAULT_MEMORY):
        assert problems(one.replace(**rest), memory) == problems(one, memory)
