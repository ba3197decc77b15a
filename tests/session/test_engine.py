"""Sessions on the real engine: long texts, edits, and one answer inline and on a thread."""

import random
import time
from typing import Any

import pytest

from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.record import Event, Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot


def wait_for(session: Session, phase: Phase, moment: int = 0) -> Snapshot:
    """Take snapshots until the run is in a phase, at this moment or later."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        snapshot = session.take()
        if snapshot is not None and snapshot.phase is phase and snapshot.moment >= moment:
            return snapshot
        time.sleep(0.001)
    raise AssertionError(session.phase)


@pytest.fixture
def session(request: pytest.FixtureRequest) -> Any:
    def make(experiment: Experiment, **settings: Any) -> Session:
        events = settings.pop("events", ())
        made = Session(Plan(experiment, events=events), speed=None, **settings)
        request.addfinalizer(lambda: made.stop(30))
        return made

    return make


def long_text() -> str:
    return "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz ,.", k=10_000))


@pytest.mark.parametrize("flags", [{}, {"cell": Cell.LSTM}, {"time_steps": 500, "batch_size": 20}])
def test_stop_in_the_middle_of_ten_thousand_characters(session: Any, flags: Any) -> None:
    made = session(Experiment(text=long_text(), iterations=10**6, **flags))
    made.start()
    wait_for(made, Phase.RUNNING)
    assert made.stop(10)
    final = made.take()
    assert final.phase is Phase.INTERRUPTED
    assert made.history.count in (final.moment, final.moment + 1)
    assert made.outcome.iterations == final.moment


def test_a_thread_gives_the_numbers_of_a_run_inline(session: Any) -> None:
    events = (Event(20, "learning_rate", 0.05), Event(30, "loss_weights", (1.0, 0.0, 1.0, 1.0)))
    experiment = Experiment(iterations=60, cell=Cell.GRU)
    inline = session(experiment, events=events)
    inline.run_inline()
    threaded = session(experiment, events=events)
    threaded.start()
    wait_for(threaded, Phase.DONE)
    by_hand = session(experiment, paused=True)
    by_hand.start()
    wait_for(by_hand, Phase.READY)
    by_hand.advance(20)
    wait_for(by_hand, Phase.PAUSED, 20)
    by_hand.edit("learning_rate", 0.05)
    by_hand.advance(10)
    wait_for(by_hand, Phase.PAUSED, 30)
    by_hand.edit("loss_weights", (1.0, 0.0, 1.0, 1.0))
    by_hand.play()
    wait_for(by_hand, Phase.DONE)
    costs = [inline.history.cost(k) for k in range(61)]
    for other in (threaded, by_hand):
        assert [other.history.cost(k) for k in range(61)] == costs
        assert other.branch.events == inline.branch.events == list(events)


def test_a_picture_and_the_history_tell_the_same_moment(session: Any) -> None:
    made = session(Experiment(iterations=40))
    made.start()
    snapshot = wait_for(made, Phase.DONE)
    assert snapshot.picture is not None
    assert snapshot.picture.moment == 40
    assert snapshot.picture.cost == pytest.approx(snapshot.cost)
    assert made.history.cost(40) == snapshot.cost
    assert snapshot.picture.predictions == tuple(made.history.answers[-1].ids)


def test_what_is_kept_of_a_divergence(session: Any) -> None:
    made = session(
        Experiment(
            readout=Readout.LINEAR, optimizer=Optimizer.SGD, learning_rate=100, iterations=99
        )
    )
    made.start()
    snapshot = wait_for(made, Phase.DIVERGED)
    assert snapshot.moment == 20
    assert set(made.weights) == {"kernel", "bias", "readout_kernel", "readout_bias"}


def test_windows_are_answered_over_the_whole_text(session: Any) -> None:
    made = session(Experiment(text="if you want you", time_steps=4, iterations=5))
    outcome = made.run_inline()
    assert outcome.phase is Phase.DONE
    assert len(outcome.prediction) == 14
    assert made.history.answers[0].moment == 0
