"""The floors against the figures of the reference, brute force, and their own definition."""

import math
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Experiment
from rnn_tui.floors import Floors, certain_cost, floors, group_cost
from rnn_tui.task import Task

LINEAR: dict[str, Any] = {"readout": "linear"}
LSTM: dict[str, Any] = {"cell": "lstm"}


def of(text: str, **changes: Any) -> Floors:
    return floors(Task(Experiment(text=text, **changes)))


@pytest.mark.parametrize(
    ("text", "time_steps", "linear", "bounded", "lstm"),
    [
        ("hello", 1, 0.3466, 0.5804, 0.6968),
        ("hello", 2, 0, 0.6815, 0.8653),
        ("if you want you", 2, 0.1469, 1.6692, 1.9767),
        ("if you want you", 4, 0.1260, 3.2463, 3.5647),
        ("if you want you", None, 0, 11.1526, 11.4883),
    ],
)
def test_limits_of_windows(
    text: str, time_steps: int | None, linear: float, bounded: float, lstm: float
) -> None:
    assert of(text, time_steps=time_steps, **LINEAR).limit == pytest.approx(linear, abs=5e-5)
    assert of(text, time_steps=time_steps).limit == pytest.approx(bounded, abs=5e-5)
    assert of(text, time_steps=time_steps, cell="gru").limit == pytest.approx(bounded, abs=5e-5)
    assert of(text, time_steps=time_steps, **LSTM).limit == pytest.approx(lstm, abs=5e-5)


def test_hello() -> None:
    rnn, lstm, linear = of("hello"), of("hello", **LSTM), of("hello", **LINEAR)
    assert rnn.uniform == lstm.uniform == linear.uniform == pytest.approx(4 * math.log(4))
    assert rnn.no_memory == pytest.approx(2.3217, abs=5e-5)
    assert rnn.limit == pytest.approx(4 * math.log(1 + 3 * math.exp(-2)))
    assert lstm.no_memory == pytest.approx(2.3217, abs=5e-5)
    assert lstm.limit == pytest.approx(1.5500, abs=5e-5)
    assert linear.no_memory == pytest.approx(2 * math.log(2))
    assert linear.limit == 0
    assert rnn.needs_memory


def test_hihello_per_time_step() -> None:
    assert of("hihello").uniform / 6 == pytest.approx(math.log(5))
    assert of("hihello", **LINEAR).no_memory / 6 == pytest.approx(0.46210, abs=5e-6)
    assert of("hihello").limit / 6 == pytest.approx(0.43265, abs=5e-6)


def test_the_lines_of_the_pictures() -> None:
    korean = of("안녕하세요안녕")
    assert [(line.name, f"{line.cost:.2f}") for line in korean.lines] == [
        ("uniform guess", "9.66"),
        ("no memory, limit", "2.60"),
    ]
    assert not korean.needs_memory
    long = of("if you want you")
    assert [(line.name, f"{line.cost:.2f}") for line in long.lines] == [
        ("uniform guess", "32.24"),
        ("no memory", "12.14"),
        ("limit", "11.15"),
    ]


def test_one_symbol_costs_nothing() -> None:
    (line,) = of("aaaa").lines
    assert line.names == ("uniform guess", "no memory", "limit")
    assert line.cost == 0
    assert not of("aaaa").needs_memory


def test_no_memory_is_never_below_the_limit() -> None:
    # The bound of the first LSTM time steps is tighter than the one over all of them.
    short = of("hello", time_steps=1, **LSTM)
    assert short.no_memory == short.limit


def test_carried_state() -> None:
    rnn, lstm = of("hihello", carry_state=True), of("hihello", carry_state=True, **LSTM)
    assert rnn.limit == lstm.limit == pytest.approx(6 * certain_cost(5, 1))
    assert of("hihello", carry_state=True, **LINEAR).limit == 0
    assert rnn.no_memory == of("hihello").no_memory


def test_streams_are_counted_by_what_they_read_and_by_window() -> None:
    # Two streams of 5 in bites of 2: positions 0-3 and 5-8, in 4 windows.
    streams = of("abababababab", carry_state=True, batch_size=2, time_steps=2)
    assert streams.uniform == pytest.approx(2 * math.log(2))
    assert streams.limit == pytest.approx(2 * certain_cost(2, 1))
    assert not streams.needs_memory
    # The last transition, the only one that needs memory, is left out.
    assert not of("ababababac", carry_state=True, batch_size=4).needs_memory


def test_loss_weights_multiply_what_they_belong_to() -> None:
    weighted = of("hello", loss_weights=(1, 1, 0, 1), **LINEAR)
    assert weighted.uniform == pytest.approx(3 * math.log(4))
    assert weighted.no_memory == 0
    assert not weighted.needs_memory
    thrice = of("hello", loss_weights=(1, 1, 3, 1), **LINEAR)
    assert thrice.no_memory == pytest.approx(-3 * math.log(3 / 4) - math.log(1 / 4))


def test_weights_of_the_moment_stand_for_those_of_the_task() -> None:
    task = Task(Experiment(text="hello", time_steps=2))
    weights = (1.0, 0.5, 0.0, 2.0)
    assert floors(task, weights) == of("hello", time_steps=2, loss_weights=weights)
    assert floors(task, weights) != floors(task)


def test_weights_where_nothing_is_read_are_all_zero() -> None:
    unread = of("abcdef", carry_state=True, batch_size=2, loss_weights=(0, 0, 0, 0, 1))
    assert (unread.uniform, unread.no_memory, unread.limit) == (0, 0, 0)


def brute_force(task: Task) -> tuple[float, float, float]:
    """Read every window, group by what it showed, minimise each group by gradient descent."""
    weights, ids = task.loss_weights, task.ids
    prefixes: dict[tuple[int, ...], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    current: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    total = 0.0
    for start in range(task.windows):
        for j in range(1, task.time_steps + 1):
            at = start + j - 1
            prefixes[ids[start : start + j]][ids[at + 1]] += weights[at]
            current[ids[at]][ids[at + 1]] += weights[at]
            total += weights[at]
    bounded, lstm = task.experiment.readout == "none", task.experiment.cell == "lstm"
    size = task.vocabulary_size

    def least(counts: dict[int, float], j: int | None) -> float:
        bound = math.inf
        if bounded:
            bound = math.tanh(j) if lstm and j else 1.0
        return descend(list(counts.values()), size, bound)

    limit = sum(least(counts, len(prefix)) for prefix, counts in prefixes.items())
    no_memory = max(sum(least(counts, None) for counts in current.values()), limit)
    return total * math.log(size) / task.windows, no_memory / task.windows, limit / task.windows


def descend(counts: list[float], size: int, bound: float) -> float:
    """Minimise over the logits, each clipped after every step: plain projected descent."""
    total = sum(counts)
    if total == 0:
        return 0.0
    if math.isinf(bound):
        return sum(-count * math.log(count / total) for count in counts if count)
    counts = counts + [0.0] * (size - len(counts))
    logits = [0.0] * size
    for _ in range(600):
        partition = sum(map(math.exp, logits))
        for k, count in enumerate(counts):
            step = math.exp(logits[k]) / partition - count / total
            logits[k] = min(max(logits[k] - step, -bound), bound)
    logarithm = math.log(sum(map(math.exp, logits)))
    return sum(count * (logarithm - logit) for count, logit in zip(counts, logits, strict=True))


@given(
    st.text("abc", min_size=2, max_size=9),
    st.sampled_from(["rnn", "lstm"]),
    st.sampled_from(["none", "linear"]),
    st.data(),
)
def test_floors_are_those_of_brute_force(
    text: str, cell: str, readout: str, data: st.DataObject
) -> None:
    length = len(text) - 1
    weights = data.draw(
        st.none()
        | st.lists(st.sampled_from([0, 0.5, 1, 3]), min_size=length, max_size=length).filter(any)
    )
    steps = data.draw(st.integers(1, length))
    given: dict[str, Any] = {"cell": cell, "readout": readout, "loss_weights": weights}
    task = Task(Experiment(text=text, time_steps=steps, **given))
    found = floors(task)
    assert (found.uniform, found.no_memory, found.limit) == pytest.approx(
        brute_force(task), abs=2e-4
    )


@given(
    st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=6),
    st.integers(0, 5),
    st.floats(0.05, 3),
    st.integers(0, 2**32 - 1),
)
def test_no_logits_within_the_bounds_cost_less(
    counts: list[float], absent: int, bound: float, seed: int
) -> None:
    import random

    size = len(counts) + absent
    least = group_cost(counts, size, bound)
    draw = random.Random(seed)
    for _ in range(50):
        logits = [draw.choice((-bound, bound, draw.uniform(-bound, bound))) for _ in range(size)]
        logarithm = math.log(sum(map(math.exp, logits)))
        cost = sum(
            count * (logarithm - logit) for count, logit in zip(counts, logits, strict=False)
        )
        assert cost >= least - 1e-9 * max(1.0, cost)
    assert least >= group_cost(counts, size, math.inf) - 1e-9 * max(1.0, least)
    assert least <= sum(counts) * math.log(size) + 1e-9 * max(1.0, least)


def test_a_certain_target_is_the_group_of_one() -> None:
    assert group_cost([3], 4, 1) == pytest.approx(3 * certain_cost(4, 1))
    assert group_cost([1, 1, 1, 1], 4, 1) == pytest.approx(4 * math.log(4))
    assert group_cost([], 4, 1) == 0
    assert certain_cost(4, math.inf) == 0
    assert certain_cost(1, 1) == 0


@given(st.text("abcd ", min_size=2, max_size=60), st.booleans(), st.data())
def test_floors_stand_in_order(text: str, carry: bool, data: st.DataObject) -> None:
    steps = data.draw(st.integers(1, len(text) - 1))
    found = of(text, carry_state=carry, time_steps=steps)
    assert 0 <= found.limit <= found.no_memory <= found.uniform + 1e-9
    costs = [line.cost for line in found.lines]
    assert costs == sorted(costs, reverse=True)
    assert sum(len(line.names) for line in found.lines) == 3


@pytest.mark.parametrize("unit", ["a", "ab", "if you want you to ", "abcdefghijklmnopqrstuvwxyz"])
@pytest.mark.parametrize("time_steps", [None, 5000, 3])
def test_ten_thousand_characters_end(unit: str, time_steps: int | None) -> None:
    text = (unit * 10_000)[:9_999] + "!"
    found = of(text, time_steps=time_steps)
    assert 0 < found.limit <= found.no_memory <= found.uniform
