"""What the hint reads, and in which order: every number it quotes is one of the moment shown."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.edits import Ablations
from rnn_tui.experiment import Experiment, Readout
from rnn_tui.floors import floors
from rnn_tui.record import Inside, Phase, Picture, Probe
from rnn_tui.session.history import History
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.hint import hint
from rnn_tui.ui.widgets.hint import Hint, hint_line, hint_rows

HELLO = Experiment()
TASK = Task(HELLO)
FLOORS = floors(TASK)
LIVELY = np.array([[0.5, -0.6, 0.7, 0.2], [-0.5, 0.6, 0.1, 0.9]] * 2)
WRONG, RIGHT = (0, 0, 0, 0), TASK.targets
FALL = [6.5 * 0.985**k for k in range(101)]


def run(
    costs: Sequence[float],
    *,
    moment: int | None = None,
    answer: Sequence[int] = WRONG,
    hidden: Any = LIVELY,
    marks: Sequence[tuple[int, Any]] = (),
    experiment: Experiment = HELLO,
    phase: Phase = Phase.RUNNING,
    **facts: Any,
) -> Shown:
    """Make a run of these costs up, shown at its last moment or another one."""
    task = Task(experiment)
    history = History(task)
    for k, cost in enumerate(costs):
        history.put_cost(k, cost)
    for at, kind in marks:
        history.put_mark(at, kind)
    moment = len(costs) - 1 if moment is None else moment
    cost = costs[moment]
    each = np.full(task.length, cost / task.length)
    shape = (task.length, task.vocabulary_size)
    picture = Picture(moment, 0, np.full(shape, 0.25), hidden, each, tuple(answer), cost)
    values: dict[str, Any] = {"picture": picture, "cost": cost} | facts
    return Shown(Snapshot(1, phase, moment, 100, experiment, **values), task, history)


def inside(gradient: Sequence[float], moment: int = 100) -> Inside:
    probe = Probe(2, 0, len(gradient), 0, len(gradient))
    none = np.zeros(0)
    return Inside(moment, probe, {}, none, None, none, {}, None, {}, np.array(gradient), none, none)


def read(shown: Shown, **facts: Any) -> tuple[str, str]:
    found = hint(shown, FLOORS, **facts)
    assert found is not None
    return found.sentence, found.key


STUCK = [*FALL[:60], *[2.36 - 0.0002 * k for k in range(41)]]
SWINGING = [*FALL[:60], *[2.0 + 0.3 * (-1) ** k for k in range(41)]]


@pytest.mark.parametrize(
    ("shown", "sentence", "key"),
    [
        (
            run([6.58]),
            "6.58 is above 5.55, the cost of guessing all letters alike.",
            ".",
        ),
        (
            run(FALL[:58]),
            "2.75 is still above 2.32, the best a net without memory can do.",
            "x",
        ),
        (run(FALL[:80]), "1.97 is below 2.32: no net without memory can do that.", "x"),
        (
            run(STUCK),
            "2.35 for 30 iterations, beside 2.32: the best a net without memory can do.",
            "x",
        ),
        (
            run(SWINGING),
            "The cost goes up and down, 1.70 to 2.30 in 30 iterations: the updates overshoot.",
            ",",
        ),
        (
            run(FALL[:58], marks=((42, "right"), (50, "lost"))),
            "All were right after 42; lost again after 50: 0 of 4 now.",
            "<",
        ),
        (
            run(FALL, answer=RIGHT, marks=((42, "right"), (44, "lost"), (60, "right"))),
            "All 4 right since 60; 1.43 still falls: it grows surer.",
            "y",
        ),
        (
            run([*FALL, *[1.375] * 31], answer=RIGHT, marks=((60, "right"),)),
            "All 4 right since 60; 1.38 is as good as the limit, 1.36.",
            "x",
        ),
        (
            run([*FALL, *[1.8] * 31], answer=RIGHT, marks=((60, "right"),)),
            "All 4 right since 60; 1.80 hardly changes any more.",
            "x",
        ),
        (run(FALL[:9], answer=RIGHT), "All 4 right, at a cost of 5.76.", "x"),
        (
            run(FALL[:58], hidden=np.array([[0.5, -0.04, 0.7, 0.2], [0.5, 0.03, 0.7, 0.2]] * 2)),
            "In 1 of 4 units |h| is at most .04 at every time step: they say nothing.",
            "x",
        ),
        (
            run(FALL[:9], hidden=np.array([[1.0, -1.0, 0.995, 0.2]] * 4)),
            "In 3 of 4 units |h| is at least .99 at every time step: saturated.",
            "x",
        ),
        (
            run([5.6, 1500.0], phase=Phase.DIVERGED),
            "The cost is 1.5e3: the updates overshoot and no longer find back.",
            "enter",
        ),
        (
            run([5.6, math.nan], phase=Phase.DIVERGED),
            "The cost is nan: the updates overshoot and no longer find back.",
            "enter",
        ),
    ],
)
def test_what_it_reads(shown: Shown, sentence: str, key: str) -> None:
    assert read(shown) == (sentence, key)


@pytest.mark.parametrize(
    ("gradient", "sentence"),
    [
        ([3e-4, 0.1, 0.62], "|∂L/∂h| is .62 at t = 3, 3e−4 at t = 1: it vanishes."),
        ([250.0, 30.0, 0.62], "|∂L/∂h| is .62 at t = 3, 250 at t = 1: it explodes."),
    ],
)
def test_a_gradient_is_read_only_where_it_is_on_the_screen(
    gradient: list[float], sentence: str
) -> None:
    shown = run(FALL)
    below = "1.43 is below 2.32: no net without memory can do that."
    assert read(shown, inside=inside(gradient))[0] == sentence
    assert read(shown)[0] == below
    assert read(shown, inside=inside(gradient, moment=99))[0] == below
    for tame in ([0.1, 0.6], [0.3, 0.5, 0.6], [math.nan, 1.0, 1.0], [1.0, 1.0, 0.0]):
        assert read(shown, inside=inside(tame))[0] == below


# What comes before what.

TROUBLES: tuple[tuple[str, Callable[[], dict[str, Any]]], ...] = (
    ("no longer find back", lambda: {"phase": Phase.DIVERGED}),
    ("goes up and down", lambda: {"costs": SWINGING}),
    ("beside 2.32", lambda: {"costs": STUCK}),
    ("since 60", lambda: {"answer": RIGHT, "marks": ((60, "right"), (95, "lost"))}),
    ("lost again", lambda: {"answer": WRONG, "marks": ((60, "right"), (95, "lost"))}),
    ("vanishes", lambda: {"inside": inside([1e-5, 0.1, 1.0])}),
    ("they say nothing", lambda: {"hidden": LIVELY * [0.0, 1.0, 1.0, 1.0]}),
    ("below 2.32", lambda: {"costs": FALL}),
)


@pytest.mark.parametrize("first", range(len(TROUBLES)))
def test_the_order_of_the_rules(first: int) -> None:
    facts: dict[str, Any] = {}
    for _, trouble in reversed(TROUBLES[first:]):
        facts |= trouble()
    seen = facts.pop("inside", None)
    assert TROUBLES[first][0] in read(run(facts.pop("costs"), **facts), inside=seen)[0]


# What it must not say.


def test_wound_back_it_reads_nothing_that_is_yet_to_come() -> None:
    whole = [*FALL[:45], *SWINGING[45:]]
    marks = ((42, "right"), (50, "lost"), (60, "right"))
    for moment in (0, 20, 44):
        past = [mark for mark in marks if mark[0] <= moment]
        for answer in (WRONG, RIGHT):
            wound = run(whole, moment=moment, marks=marks, answer=answer, latest=100)
            then = run(whole[: moment + 1], marks=past, answer=answer)
            assert hint(wound, FLOORS) == hint(then, FLOORS)


def test_the_same_cost_with_no_memory_needed_is_read_otherwise() -> None:
    experiment = Experiment(text="abcde", readout=Readout.LINEAR)
    found = hint(run(STUCK, experiment=experiment), floors(Task(experiment)))
    assert found is not None
    assert found.sentence == "2.35: each letter has one successor, so no memory is needed."


def test_a_loss_is_news_for_ten_iterations() -> None:
    marks = ((42, "right"), (44, "lost"))
    assert "lost again" in read(run(FALL[:55], marks=marks))[0]
    assert "still above" in read(run(FALL[:56], marks=marks))[0]


def test_units_that_are_out_of_action_are_not_called_dead() -> None:
    quiet = LIVELY * [0.0, 1.0, 1.0, 1.0]
    assert "say nothing" in read(run(FALL[:58], hidden=quiet))[0]
    for ablations in (Ablations(zeroed=frozenset({0})), Ablations(held=(("output", 0.0),))):
        shown = run(FALL[:58], hidden=quiet, ablations=ablations)
        assert "still above" in read(shown)[0]
    assert "above" in read(run(FALL[:20], hidden=quiet))[0], "a net that has hardly begun"
    assert "above" in read(run(FALL[:58], hidden=quiet[:3]))[0], "a part of the time steps"


def test_a_solved_net_may_be_saturated() -> None:
    assert "right" in read(run(FALL, answer=RIGHT, hidden=np.ones((4, 4))))[0]


@pytest.mark.parametrize(
    "costs",
    [
        [cost + 0.015 * (-1) ** k for k, cost in enumerate(FALL)],  # falls more than it swings
        [2.5 * (1 + 0.012 * (-1) ** k) for k in range(101)],  # swings within a few percent
        [6.5 * 0.95**k for k in range(101)],  # falls fast
    ],
)
def test_what_is_no_swing(costs: list[float]) -> None:
    assert "up and down" not in read(run(costs))[0]


def test_near_the_floor_but_falling_is_not_stuck() -> None:
    falling = [*FALL[:60], *[2.366 - 0.001 * k for k in range(41)]]
    assert "still above" in read(run(falling))[0]


def test_where_memory_gains_nothing_no_net_is_stuck_for_want_of_it() -> None:
    found = hint(run(STUCK), replace(FLOORS, limit=0.99 * FLOORS.no_memory))
    assert found is not None
    assert "for 30 iterations" not in found.sentence


def test_with_batches_the_mean_of_the_last_pass_is_read_and_no_swing() -> None:
    experiment = Experiment(time_steps=2, batch_size=1)
    task = Task(experiment)
    assert task.pass_length == 3
    known = floors(task)
    costs = [*SWINGING[:98], 1.0, 2.0, 2.4]
    found = hint(run(costs, experiment=experiment), known)
    assert found is not None
    assert found.sentence.startswith("1.80 is ")
    assert hint(run(costs[:2], experiment=experiment), known) is None


def test_without_numbers_it_is_silent() -> None:
    assert hint(run(FALL, picture=None), FLOORS) is None
    assert hint(run([math.nan]), FLOORS) is None
    assert hint(run(FALL), None) is None


@given(
    st.lists(st.floats() | st.floats(0, 10), min_size=1, max_size=70),
    st.data(),
)
def test_any_run_is_read_in_four_rows(costs: list[float], data: st.DataObject) -> None:
    value = data.draw(st.sampled_from([0.0, 0.5, 1.0, math.nan, math.inf]))
    gradient = data.draw(st.lists(st.floats(), max_size=5))
    shown = run(
        costs,
        moment=data.draw(st.integers(0, len(costs) - 1)),
        answer=data.draw(st.sampled_from([WRONG, RIGHT])),
        hidden=np.full((4, 4), value),
        marks=data.draw(
            st.lists(st.tuples(st.integers(0, 70), st.sampled_from(["right", "lost"])))
        ),
        phase=data.draw(st.sampled_from(list(Phase))),
    )
    seen = inside(gradient, shown.snapshot.moment) if gradient else None
    found = hint(shown, data.draw(st.sampled_from([None, FLOORS])), inside=seen)
    if found is not None:
        assert found.key
        assert hint_rows(found, 31) <= 4
        # Shorter, it keeps its numbers: none is made up, and a small screen has room for it.
        short = found.short or found.sentence
        assert width(short) <= width(found.sentence)
        numbers = re.findall(r"[\d.,e−]*\d", found.sentence)
        assert set(re.findall(r"[\d.,e−]*\d", short)) <= set(numbers)
        assert hint_line(found, 78)[-1][0].strip() == found.word
        assert isinstance(found, Hint)
