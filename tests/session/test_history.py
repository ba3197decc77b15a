"""The record of a run: nothing lost while it is small, bounded when it is not."""

import math
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Dtype, Experiment
from rnn_tui.session.costs import Costs
from rnn_tui.session.history import History
from rnn_tui.task import Task


def small(count: int) -> tuple[Costs, list[float]]:
    """Costs whose limits are reached soon, and all that was put into them."""
    costs = Costs("d", whole=20, block=4, chunk=8)
    numbers = [10 * math.sin(k) for k in range(count)]
    for moment, number in enumerate(numbers):
        costs.put(moment, -1000.0)
        costs.put(moment, number)
    return costs, numbers


@given(count=st.integers(0, 60))
def test_costs_are_kept_whole_then_in_blocks(count: int) -> None:
    costs, numbers = small(count)
    assert costs.count == count
    for moment in range(min(count, 20)):
        assert costs[moment] == numbers[moment]
    filling = 20 + (count - 21) // 4 * 4
    for moment in range(20, count):
        if moment >= filling:
            assert costs[moment] == numbers[moment]
        else:
            start = moment - (moment - 20) % 4
            assert costs[moment] == pytest.approx(sum(numbers[start : start + 4]) / 4)
    with pytest.raises(IndexError):
        costs[count]
    with pytest.raises(IndexError):
        costs[-1]


def test_a_cost_follows_the_one_before_or_takes_its_place() -> None:
    costs, _ = small(5)
    costs.put(4, 7.0)
    assert (costs.count, costs[4]) == (5, 7.0)
    for moment in (3, 6):
        with pytest.raises(IndexError):
            costs.put(moment, 1.0)


@pytest.mark.parametrize("moment", range(-1, 60))
def test_a_copy_and_what_it_was_copied_from_go_apart(moment: int) -> None:
    costs, numbers = small(60)
    before = [costs[moment] for moment in range(60)]
    fork = costs.fork(moment)
    assert fork.count == moment + 1
    if moment >= 0:
        fork.put(moment, 77.0)
        assert fork[moment] == 77
    for further in range(moment + 1, moment + 30):
        fork.put(further, 99.0)
    assert [costs[moment] for moment in range(60)] == before
    for kept in range(min(moment, 20)):
        assert fork[kept] == numbers[kept]


@given(
    count=st.integers(1, 60),
    first=st.integers(0, 50),
    size=st.integers(1, 70),
    columns=st.integers(1, 30),
)
def test_columns_hold_the_extremes_of_their_stretch(
    count: int, first: int, size: int, columns: int
) -> None:
    history = History(Task(Experiment(dtype=Dtype.FLOAT64)), small(count)[0])
    numbers = small(count)[1]
    last = first + size - 1
    found = history.columns(first, last, columns)
    assert found.shape == (columns, 2)
    for column, (low, high) in enumerate(found):
        start = first + column * size // columns
        end = min(first + (column + 1) * size // columns, count)
        if start >= end:
            assert math.isnan(low)
            assert math.isnan(high)
            continue
        stretch = numbers[start:end]
        if end <= 20 or start >= 20 + (count - 21) // 4 * 4:
            assert (low, high) == (min(stretch), max(stretch))
        else:  # where only blocks are kept, those that the stretch touches
            assert low <= min(stretch)
            assert high >= max(stretch)
            around = numbers[max(start - 3, 0) : end + 3]
            assert low >= min(around)
            assert high <= max(around)


def test_what_is_not_finite_is_in_no_column() -> None:
    costs = Costs("f")
    for moment, cost in enumerate([1.0, math.inf, 2.0, math.nan, math.inf]):
        costs.put(moment, cost)
    history = History(Task(Experiment()), costs)
    assert history.columns(0, 2, 1).tolist() == [[1, 2]]
    assert np.isnan(history.columns(3, 4, 1)).all()
    assert np.isnan(history.columns(7, 9, 2)).all()
    assert history.values(0, 3).tolist() == [1, math.inf, 2]


def test_a_block_tells_only_of_what_is_finite() -> None:
    costs = Costs("d", whole=0, block=4, chunk=8)
    for moment, cost in enumerate([1.0, math.inf, 3.0, math.nan, 9.0]):
        costs.put(moment, cost)
    assert costs[0] == 2
    assert History(Task(Experiment()), costs).columns(0, 3, 1).tolist() == [[1, 3]]


def test_ten_million_take_no_more_than_their_chunks() -> None:
    costs = Costs("f", whole=1000, block=10, chunk=100)
    for moment in range(1000):
        costs.put(moment, 1.0)
    whole = costs.bytes
    for moment in range(1000, 11_000):
        costs.put(moment, 1.0)
    assert costs.bytes == whole + 3 * 1000 * 4


def test_numbers_have_the_width_of_the_run() -> None:
    for dtype, kept in ((Dtype.FLOAT32, np.float32(0.1)), (Dtype.FLOAT64, 0.1)):
        history = History(Task(Experiment(dtype=dtype)))
        history.put_cost(0, 0.1)
        assert history.cost(0) == float(kept)


def test_old_answers_are_dropped_but_the_first_stays() -> None:
    history = History(Task(Experiment()), answer_bytes=0, marks=10)
    for moment in range(100):
        history.put_cost(moment, 1.0)
        history.put_answer(moment, [1, 2, 2, 3] if moment % 2 else [0, 0, 0, 0], 1.0)
    lines = history.answers
    assert len(lines) <= 8
    assert lines[0].moment == 0
    moments = [line.moment for line in lines[1:]]
    assert moments == list(range(100 - len(moments), 100))
    assert history.forgotten == 100 - len(lines)
    assert len(history.marks) <= 11
    assert (history.marks[0].moment, history.marks[0].kind) == (1, "right")
    assert history.marks[-1].moment == 99


def test_answers_of_a_large_vocabulary() -> None:
    text = "".join(chr(0x4E00 + k) for k in range(400))
    task = Task(Experiment(text=text))
    history = History(task)
    history.put_cost(0, 1.0)
    history.put_answer(0, task.targets, 1.0)
    assert tuple(history.answers[0].ids) == task.targets
    assert history.answers[0].right == 399
    assert history.correct


def test_only_positions_with_weight_count() -> None:
    history = History(Task(Experiment(loss_weights=(1, 0, 0, 0.5))))
    history.put_cost(0, 1.0)
    history.put_answer(0, [1, 0, 0, 3], 1.0)
    assert (history.answers[0].right, history.answers[0].correct) == (2, True)
    history.put_edit(0, (1, 1, 1, 1))
    assert (history.answers[0].right, history.answers[0].correct) == (2, False)
    assert [mark.kind for mark in history.marks] == ["right", "edit", "lost"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([(0, 0, 0, 0), (1, 0, 0, 0), (1, 1, 1, 1)]),
            st.lists(st.sampled_from([(1.0,) * 4, (0.0, 1.0, 1.0, 1.0)]), max_size=3),
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_how_long_it_was_right_is_as_it_was_told(
    moments: list[tuple[tuple[int, ...], list[tuple[float, ...]]]],
) -> None:
    task = Task(Experiment())
    history, told = History(task), []
    for moment, (wrong_by, edits) in enumerate(moments):
        ids = [(a + b) % 4 for a, b in zip(task.targets, wrong_by, strict=True)]
        history.put_cost(moment, 1.0)
        history.put_answer(moment, ids, 1.0)
        if moment:  # no iteration has led to the first moment
            told.append(history.correct)
        for weights in edits:
            history.put_edit(moment, weights)
        running = next((k for k, right in enumerate(reversed(told)) if not right), len(told))
        assert history.right_for(moment) == running


def test_a_reader_sees_a_consistent_record_while_it_grows() -> None:
    costs = Costs("d", whole=5000, block=64, chunk=128)
    history = History(Task(Experiment()), costs)
    stop = threading.Event()

    def write() -> None:
        for moment in range(40_000):
            history.put_cost(moment, float(moment))
        stop.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not stop.is_set():
        count = min(history.count, 5000)
        if count:
            last = history.columns(0, count - 1, 7)[-1]
            assert last[1] == count - 1
    writer.join()
    assert history.count == 40_000
