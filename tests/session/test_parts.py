"""The parts of a session that need no session: pace, conditions, divergence, reasons, spans."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Cell, Experiment, Readout
from rnn_tui.fields import Invalid
from rnn_tui.floors import floors
from rnn_tui.session.divergence import PATIENCE, Divergence
from rnn_tui.session.pace import Pace
from rnn_tui.session.reasons import RefusedError, plain
from rnn_tui.session.snapshot import LONGEST_SPAN, widen
from rnn_tui.session.until import Watch, parse_until
from rnn_tui.task import Task


def played(
    speed: float | None, seconds: float, cost: float, stall: float = 0.0
) -> tuple[int, float]:
    """Play for a while with iterations that take `cost`: how many were made, and the rate."""
    pace, now, moment = Pace(), 100.0, 0
    pace.start(now, moment)
    end = now + seconds
    while now < end:
        if (wait := pace.wait(now, speed)) > 0:
            now += wait
            continue
        now += cost + (stall if moment == 5 else 0.0)
        moment += 1
        pace.made(now, moment, speed)
    return moment, pace.rate


@pytest.mark.parametrize("speed", [1, 2, 20, 100, 1000])
def test_iterations_come_at_the_speed_asked_for(speed: float) -> None:
    made, rate = played(speed, 10, 0.0002)
    assert made == pytest.approx(10 * speed, abs=2)
    assert rate == pytest.approx(speed, rel=0.1)


def test_unlimited_is_as_fast_as_iterations_are() -> None:
    made, rate = played(None, 2, 0.001)
    assert made == pytest.approx(2000, abs=2)
    assert rate == pytest.approx(1000, rel=0.05)


def test_a_long_delay_is_not_made_up_for() -> None:
    made, _ = played(20, 20, 0.001, stall=10)
    assert made == pytest.approx(200 + 0.25 * 20, abs=3)


def test_the_first_iteration_is_due_at_once_and_a_faster_speed_counts_at_once() -> None:
    pace = Pace()
    pace.start(0, 0)
    assert pace.wait(0, 1) == 0
    pace.made(0, 1, 1)
    assert pace.wait(0.1, 1) == pytest.approx(0.9)
    assert pace.wait(0.1, 100) == pytest.approx(0.01)
    assert pace.wait(0.1, None) == 0
    assert Pace().rate == 0


@pytest.mark.parametrize(
    ("typed", "condition", "value"),
    [
        ("solved", "solved", 1),
        ("solved:10", "solved", 10),
        ("cost=0.5", "cost", 0.5),
        ("cost=0", "cost", 0),
        ("seconds=1e3", "seconds", 1000),
    ],
)
def test_conditions_are_read(typed: str, condition: str, value: float) -> None:
    until = parse_until(typed)
    assert (until.condition, until.value, until.typed) == (condition, value, typed)


@pytest.mark.parametrize(
    "typed",
    ["", "solved=3", "solved:", "solved:0", "solved:1.5", "cost", "cost:1", "cost=", "cost=-1",
     "cost=nan", "seconds=0", "seconds=inf", "seconds=１", "never", "cost=1=2"],
)  # fmt: skip
def test_conditions_that_are_none(typed: str) -> None:
    with pytest.raises(Invalid):
        parse_until(typed)


def test_right_for_so_many_iterations_running() -> None:
    watch = Watch([parse_until("solved:3")])
    met = [watch.look(1.0, right, 0.0) for right in (True, True, False, True, True, True)]
    assert [until is not None for until in met] == [False] * 5 + [True]
    watch.forget("solved:3")
    assert watch.look(1.0, True, 0.0) is None


def test_a_cost_that_is_no_number_meets_nothing() -> None:
    assert Watch([parse_until("cost=5")]).look(math.nan, False, 0.0) is None
    assert Watch([parse_until("cost=5")]).look(5.0, False, 0.0) is not None
    assert Watch([parse_until("seconds=2")]).look(9.0, False, 2.0) is not None


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(loss_weights=(1, 0, 2, 1)),
        Experiment(text="if you want you", time_steps=4, batch_size=3),
        Experiment(text="if you want you", time_steps=3, carry_state=True, batch_size=2),
        Experiment(text="hihello", time_steps=2, loss_weights=(1, 0, 0, 0, 3, 1)),
    ],
)
def test_the_cost_of_a_guess_is_the_floor_over_a_pass(experiment: Experiment) -> None:
    divergence, task = Divergence(experiment), Task(experiment)
    passes = range(math.lcm(task.windows if not experiment.carry_state else 60, task.batch_size))
    mean = sum(Divergence(experiment).uniform(i) for i in passes) / len(passes)
    if not experiment.carry_state:
        assert mean == pytest.approx(floors(task).uniform)
    else:
        assert mean == pytest.approx(3 * math.log(task.vocabulary_size))
    assert divergence.look(0, 9.99 * divergence.uniform(0)) is None


def test_weights_of_the_windows_decide_what_is_far() -> None:
    # Only windows over the last position cost anything; by the mean they would be far above.
    weights = (0.0,) * 98 + (1.0,)
    text = "ab" * 50
    experiment = Experiment(text=text, time_steps=30, batch_size=1, loss_weights=weights)
    divergence = Divergence(experiment)
    assert all(divergence.look(i, 0.0) is None for i in range(69))
    assert divergence.look(69, math.log(2)) is None
    experiment = experiment.replace(loss_weights=(0.0,) * 60 + (1.0,) + (0.0,) * 38)
    divergence = Divergence(experiment)
    assert all(divergence.look(i, 0.0) is None for i in range(31))
    found = [divergence.look(i, 11 * math.log(2)) for i in range(31, 31 + PATIENCE)]
    assert [reason is not None for reason in found] == [False] * (PATIENCE - 1) + [True]


def test_one_character_never_diverges_by_its_floor_of_zero() -> None:
    divergence = Divergence(Experiment(text="aaaa"))
    assert all(divergence.look(i, 1e-7) is None for i in range(50))


@pytest.mark.parametrize("cost", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_a_divergence_with_a_hint(cost: float) -> None:
    bare = Divergence(Experiment()).look(3, cost)
    linear = Divergence(Experiment(readout=Readout.LINEAR, cell=Cell.GRU)).look(3, cost)
    assert bare is not None
    assert "iteration 3" in bare
    assert "saturated" in bare
    assert linear is not None
    assert "below 0.01, or a clip norm" in linear


def test_it_must_be_far_above_without_a_break() -> None:
    divergence = Divergence(Experiment(readout=Readout.LINEAR))
    far = 10.01 * 4 * math.log(4)
    assert all(divergence.look(i, far) is None for i in range(19))
    assert divergence.look(19, 1.0) is None
    assert all(divergence.look(i, far) is None for i in range(20, 39))
    assert "for 20 iterations" in (divergence.look(39, far) or "")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RefusedError("too large"), "too large"),
        (MemoryError(), "out of memory: use fewer units, a shorter text or smaller windows"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (KeyError("x"), "unexpected: KeyError: 'x'"),
        (ValueError(), "ValueError"),
        (ValueError("a\x1b[1m\nb"), "unexpected: ValueError: a␛[1m"),
    ],
)
def test_reasons_are_plain(error: Exception, sentence: str) -> None:
    assert plain(error) == sentence


def test_a_reason_is_one_line_and_not_endless() -> None:
    said = plain(ValueError("x" * 10_000))
    assert len(said) < 300
    assert "pip install torch" in plain(ModuleNotFoundError("No module named 'torch'"))


@given(length=st.integers(1, 2000), first=st.integers(0, 2000), size=st.integers(1, 600))
def test_spans_are_widened_around_what_was_asked_for(length: int, first: int, size: int) -> None:
    start, end = widen((first, first + size), length)
    assert 0 <= start < end <= length
    assert end - start == min(length, LONGEST_SPAN)
    if size <= LONGEST_SPAN and first + size <= length:
        assert start <= first
        assert first + size <= end
    assert widen(None, length) == (0, min(length, LONGEST_SPAN))
