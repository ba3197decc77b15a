"""A moment is handed out whole and for good, whatever the run does afterwards."""

import math
from typing import Any

import numpy as np
import pytest

from rnn_tui.edits import Weight
from rnn_tui.experiment import Experiment, Optimizer, Readout
from rnn_tui.record import Event, Phase
from rnn_tui.session.capture import Captured
from rnn_tui.session.orders import Advance, Capture, Edit, Play, Seek
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from tests.store.conftest import same_arrays

EVENTS = (Event(20, "learning_rate", 0.05), Event(60, "momentum", 0.5))


def taken(made: Any) -> Captured:
    found = made.session.captured.take()
    assert isinstance(found, Captured)
    return found


def until(iterations: int, **fields: Any) -> Session:
    plan = Plan(Experiment(iterations=iterations, **fields), events=EVENTS)
    session = Session(plan, speed=None, keep_picture=True)
    session.run_inline()
    return session


def test_a_moment_wound_back_to_is_the_run_up_to_it(driven: Any) -> None:
    made = driven(Experiment(iterations=100), events=EVENTS)
    made.do(Play(), Seek(40), Capture())
    found, short = taken(made), until(40)
    history = found.branch.history
    assert np.array_equal(history.values(0, 1_000), short.history.values(0, 41))
    assert [line.moment for line in history.answers] == [a.moment for a in short.history.answers]
    assert found.weights is not None
    assert short.weights is not None
    assert same_arrays(found.weights, short.weights)
    assert found.picture is not None
    assert short.picture is not None
    assert np.array_equal(found.picture.hidden, short.picture.hidden)
    outcome, expected = found.outcome, short.outcome
    assert expected is not None
    assert (outcome.phase, outcome.iterations, outcome.cost) == (Phase.PAUSED, 40, expected.cost)
    assert (outcome.prediction, outcome.solved_at) == (expected.prediction, expected.solved_at)
    assert found.planned == 100
    assert found.events == EVENTS  # the second one is still to come


def test_what_was_captured_stays_as_it_was(driven: Any) -> None:
    made = driven(Experiment(iterations=100))
    made.do(Advance(30), Capture())
    found = taken(made)
    assert found.weights is not None
    weights = {name: array.copy() for name, array in found.weights.items()}
    costs = found.branch.history.values(0, 1_000)
    lines = list(found.branch.history.answers)
    made.do(Edit("weight", Weight("kernel", (0, 0), 3.0)), Edit("learning_rate", 0.5), Advance(20))
    made.do(Seek(10), Edit("learning_rate", 0.2), Play())
    assert same_arrays(found.weights, weights)
    assert np.array_equal(found.branch.history.values(0, 1_000), costs)
    assert found.branch.history.answers == lines
    assert found.events == ()


def test_capturing_changes_no_number(driven: Any) -> None:
    made = driven(Experiment(iterations=60), events=EVENTS)
    for _ in range(59):
        made.do(Advance(1), Capture())
    made.do(Play())
    reference = until(60)
    assert np.array_equal(made.branch.history.values(0, 61), reference.history.values(0, 61))


def test_it_does_not_wait_for_a_moment_that_is_trained_again(driven: Any) -> None:
    made = driven(Experiment(iterations=100), memory=0)
    made.do(Play())
    made.give(Seek(80), Capture(), turns=1)
    assert made.run.winding.target == 80
    assert taken(made).outcome.iterations < 80


def test_of_a_run_that_diverged_the_last_finite_weights(driven: Any) -> None:
    wild = Experiment(readout=Readout.LINEAR, optimizer=Optimizer.SGD, learning_rate=100)
    made = driven(wild)
    made.do(Play(), Capture())
    found = taken(made)
    assert found.outcome.phase is Phase.DIVERGED
    assert found.outcome.reason
    assert found.weights is not None
    assert made.session.weights is not None
    assert same_arrays(found.weights, made.session.weights)


def test_of_a_cost_that_is_not_finite_the_weights_before(driven: Any) -> None:
    made = driven(Experiment(readout=Readout.LINEAR))
    made.do(Advance(3), Edit("weight", Weight("readout_kernel", (0, 0), math.inf)))
    made.do(Play(), Capture())
    found = taken(made)
    assert found.outcome.phase is Phase.DIVERGED
    assert found.weights is not None
    assert all(np.isfinite(array).all() for array in found.weights.values())
    assert same_arrays(found.weights, until(2, readout=Readout.LINEAR).weights)


def test_a_cost_that_is_not_finite_has_no_weights(driven: Any) -> None:
    made = driven(Experiment(readout=Readout.LINEAR))
    made.do(Advance(3), Edit("weight", Weight("readout_kernel", (0, 0), math.inf)), Capture())
    assert taken(made).weights is None


@pytest.mark.parametrize("phase", [Phase.FAILED, Phase.INTERRUPTED])
def test_a_run_that_has_ended_hands_out_what_is_shown(driven: Any, phase: Phase) -> None:
    made = driven(Experiment(iterations=100))
    made.do(Advance(7))
    shown = made.shown
    made.session.phase = phase
    made.session.capture(shown)
    found = taken(made)
    assert found.outcome.iterations == 7
    assert len(found.branch.history.values(0, 100)) == 8
    assert (found.weights, found.picture) == (None, shown.picture)
