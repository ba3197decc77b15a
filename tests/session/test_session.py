"""Sessions on a thread of their own: orders, snapshots, and the end of it."""

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.fields import Invalid
from rnn_tui.record import Event, Phase
from rnn_tui.session.orders import Pause, Play
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import EMPTY, Snapshot
from rnn_tui.session.until import parse_until

LONG = Experiment(iterations=10**9)


def settle(ready: Callable[[], bool]) -> None:
    """Wait until something is so; fails after ten seconds."""
    tick = threading.Event()
    for _ in range(10_000):
        if ready():
            return
        tick.wait(0.001)
    raise AssertionError


def test_a_run_starts_plays_and_is_done(rig: Any) -> None:
    made = rig()
    made.session.start()
    snapshot = made.reach(Phase.DONE)
    assert snapshot.run == made.session.run
    assert (snapshot.moment, snapshot.iterations) == (5, 5)
    assert snapshot.picture is not None
    assert snapshot.picture.moment == 5
    assert snapshot.rate == 0
    assert made.session.outcome is not None
    assert made.session.weights is not None


def test_paused_from_the_start_it_is_ready_and_waits(rig: Any) -> None:
    made = rig(paused=True)
    made.session.start()
    assert made.reach(Phase.READY).moment == 0
    assert made.session.history.count == 1
    made.session.play()
    assert made.reach(Phase.DONE).moment == 5
    assert made.trainer.calls.count("picture 0") == 1


def test_pause_stands_still_and_advance_makes_so_many(rig: Any) -> None:
    made = rig(LONG)
    made.session.start()
    made.until(lambda snapshot: snapshot.moment > 3)
    made.session.pause()
    paused = made.reach(Phase.PAUSED)
    assert paused.rate == 0
    made.session.advance()
    made.until(lambda now: now.phase is Phase.PAUSED and now.moment == paused.moment + 1)
    made.session.advance(10)
    now = made.until(lambda now: now.phase is Phase.PAUSED and now.moment > paused.moment + 1)
    assert now.moment == paused.moment + 11
    made.session.play()
    made.until(lambda snapshot: snapshot.moment > now.moment + 20)


def test_advance_does_not_wait_for_the_pace(rig: Any) -> None:
    made = rig(LONG, paused=True, speed=0.0001)
    made.session.start()
    made.session.advance(50)
    assert made.until(lambda now: now.phase is Phase.PAUSED).moment == 50


def test_a_slow_pace_is_left_at_once_for_a_faster_one(rig: Any) -> None:
    made = rig(LONG, speed=0.0001)
    made.session.start()
    made.until(lambda snapshot: snapshot.moment == 1)
    made.session.set_speed(None)
    made.until(lambda snapshot: snapshot.moment > 100)
    made.session.set_speed(1000)
    assert made.until(lambda snapshot: snapshot.rate > 0).phase is Phase.RUNNING


def test_nothing_new_is_no_snapshot(rig: Any) -> None:
    made = rig(paused=True)
    made.session.start()
    made.reach(Phase.READY)
    made.session.want((0, 2))
    settle(lambda: not made.session.mailbox.wanted)
    assert made.session.take() is None
    settle(lambda: not made.session.wake.is_set())
    made.session.advance()
    assert made.until(lambda snapshot: snapshot.moment == 1, ask=False).phase is Phase.PAUSED


def test_a_picture_holds_the_time_steps_that_were_asked_for(rig: Any) -> None:
    text = "ab" * 500
    made = rig(Experiment(text=text), answers=("b" * 999,), paused=True)
    made.session.want((600, 610))
    made.session.start()
    picture = made.until(lambda now: now.picture is not None, ask=False).picture
    assert picture is not None
    assert (picture.first, len(picture.hidden)) == (605 - 128, 256)
    made.session.want((990, 999))
    picture = made.until(lambda now: now.picture.first > 700, ask=False).picture
    assert picture is not None
    assert (picture.first, len(picture.hidden)) == (999 - 256, 256)


def test_an_edit_in_flight_is_recorded_and_shown(rig: Any) -> None:
    made = rig(LONG, paused=True)
    made.session.start()
    made.session.advance(3)
    made.until(lambda snapshot: snapshot.moment == 3 and snapshot.phase is Phase.PAUSED)
    made.session.edit("learning_rate", 0.5)
    shown = made.until(lambda snapshot: snapshot.experiment.learning_rate == 0.5)
    assert shown.moment == 3
    assert made.session.branch.events == [Event(3, "learning_rate", 0.5)]
    assert [mark.moment for mark in made.session.history.marks if mark.kind == "edit"] == [3]
    assert "edit learning_rate=0.5 at 3" in made.trainer.calls


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 0.0), ("seed", 1), ("loss_weights", (1.0, 1.0)), ("momentum", 1.0)],
)
def test_an_edit_that_cannot_be_changes_nothing(rig: Any, name: str, value: object) -> None:
    made = rig(paused=True)
    with pytest.raises(Invalid):
        made.session.edit(name, value)
    assert not made.session.orders


def test_done_goes_on_for_as_many_and_for_one(rig: Any) -> None:
    made = rig()
    made.session.start()
    made.reach(Phase.DONE)
    made.session.play()
    made.session.go_on()
    again = made.until(lambda now: now.phase is Phase.DONE and now.moment > 5)
    assert (again.moment, again.iterations) == (10, 10)
    made.session.advance()
    one = made.until(lambda now: now.phase is Phase.DONE and now.moment > 10)
    assert (one.moment, one.iterations) == (11, 11)
    assert made.session.history.count == 12


def test_a_condition_that_was_met_does_not_stop_what_goes_on(rig: Any) -> None:
    made = rig(plan=Plan(Experiment(iterations=20), until=(parse_until("solved"),)))
    made.session.start()
    stopped = made.reach(Phase.DONE)
    assert (stopped.moment, stopped.iterations, stopped.stopped_by) == (2, 20, "solved")
    made.session.go_on()
    done = made.until(lambda now: now.phase is Phase.DONE and now.moment > 2)
    assert (done.moment, done.iterations, done.stopped_by) == (22, 22, None)


def test_a_last_cost_that_is_not_finite_is_a_divergence(rig: Any) -> None:
    made = rig(plan=Plan(Experiment(iterations=2)))
    made.trainer.fault = lambda moment: float("nan") if moment == 2 else 1.0
    made.session.start()
    snapshot = made.reach(Phase.DIVERGED)
    assert (snapshot.moment, snapshot.iterations) == (2, 2)
    assert "not" in (snapshot.reason or "")
    assert made.session.outcome.phase is Phase.DIVERGED


def test_divergence_is_shown_with_its_reason_and_its_picture(rig: Any) -> None:
    made = rig(LONG)
    made.trainer.fault = lambda moment: float("inf") if moment == 7 else 1.0
    made.session.start()
    snapshot = made.reach(Phase.DIVERGED)
    assert snapshot.moment == 7
    assert "iteration 7" in (snapshot.reason or "")
    assert snapshot.picture is not None
    made.session.play()
    made.session.go_on()
    made.session.advance()
    made.session.edit("learning_rate", 0.5)
    settle(lambda: not made.session.orders)
    assert made.session.stop(10)
    assert made.session.phase is Phase.DIVERGED
    assert made.trainer.moment == 7
    assert not [call for call in made.trainer.calls if call.startswith("edit")]


def test_a_fault_ends_the_run_and_not_the_program(rig: Any) -> None:
    made = rig(LONG)

    def fault(moment: int) -> float:
        return 1.0 if moment < 3 else 1 / 0

    def no_picture() -> None:
        if made.session.phase is Phase.FAILED:
            raise AssertionError

    made.trainer.fault, made.trainer.blind = fault, no_picture
    made.session.start()
    snapshot = made.reach(Phase.FAILED)
    assert snapshot.reason == "unexpected: ZeroDivisionError: division by zero"
    assert snapshot.picture is not None
    assert made.session.stop(10)
    assert made.session.phase is Phase.FAILED


def test_an_engine_that_cannot_be_loaded(rig: Any) -> None:
    def build(_: Plan) -> Any:
        raise ModuleNotFoundError("No module named 'torch'")

    session = Session(Plan(Experiment()), build=build)
    session.start()
    assert session.stop(10)
    snapshot = session.take()
    assert snapshot is not None
    assert snapshot.phase is Phase.FAILED
    assert "pip install torch" in (snapshot.reason or "")


def test_stop_in_the_middle_of_an_iteration(rig: Any) -> None:
    made = rig(LONG)
    made.trainer.endless = True
    made.session.start()
    made.reach(Phase.RUNNING)
    assert made.session.stop(10)
    assert made.session.phase is Phase.INTERRUPTED
    final = made.session.take()
    assert final is not None
    assert final.phase is Phase.INTERRUPTED
    assert made.trainer.moment == final.moment == 0


@pytest.mark.parametrize("paused", [True, False])
def test_stop_while_nothing_happens(rig: Any, paused: bool) -> None:
    made = rig(LONG, paused=paused, speed=0.0001)
    made.session.start()
    made.until(lambda now: now.moment == (0 if paused else 1) and now.phase.value != "loading")
    assert made.session.stop(10)
    assert made.session.phase is Phase.INTERRUPTED


def test_stop_says_when_the_thread_is_still_there(rig: Any) -> None:
    made = rig(LONG)
    made.trainer.gate = threading.Semaphore(0)
    made.session.start()
    made.reach(Phase.RUNNING)
    assert not made.session.stop(0.01)
    made.trainer.gate.release()
    assert made.session.stop(10)


def test_a_final_snapshot_waits_to_be_taken(rig: Any) -> None:
    made = rig()
    made.session.start()
    while made.session.phase is not Phase.DONE:
        made.session.want()
    assert made.session.stop(10)
    snapshot = made.session.take()
    assert snapshot is not None
    assert snapshot.phase is Phase.DONE
    assert made.session.take() is None


def test_runs_are_told_apart(rig: Any) -> None:
    first, second = rig().session, rig().session
    assert first.run != second.run
    assert EMPTY.run == 0
    assert first.run > 0


def test_starting_twice_is_starting_once(rig: Any) -> None:
    made = rig(paused=True)
    made.session.start()
    made.session.start()
    made.reach(Phase.READY)
    assert made.trainer.calls.count("measure 0") == 1


def test_a_prepared_session_hands_out_its_snapshots() -> None:
    experiment = Experiment()
    running = Snapshot(7, Phase.RUNNING, 3, 100, experiment)
    done = Snapshot(7, Phase.DONE, 100, 100, experiment)
    threads = threading.active_count()
    session = Session.prepared([running, done])
    session.start()
    assert threading.active_count() == threads
    session.play()
    session.pause()
    session.want((0, 4))
    assert (session.run, session.phase) == (7, Phase.RUNNING)
    assert [session.take(), session.take(), session.take()] == [running, done, None]
    assert session.phase is Phase.DONE
    assert list(session.orders) == [Play(), Pause()]
    assert session.stop()


def test_a_stopped_session_leaves_no_thread(rig: Any) -> None:
    before = threading.active_count()
    made = rig(LONG)
    made.session.start()
    made.reach(Phase.RUNNING)
    assert made.session.stop(10)
    gc.collect()
    assert threading.active_count() == before


def test_a_picture_of_the_last_moment_is_kept_where_it_is_wanted() -> None:
    plan = Plan(Experiment(text="hihello", time_steps=3, iterations=4))
    plain, kept = Session(plan, speed=None), Session(plan, speed=None, keep_picture=True)
    outcomes = plain.run_inline(), kept.run_inline()
    assert outcomes[0].prediction == outcomes[1].prediction
    assert plain.picture is None
    assert kept.picture is not None
    assert kept.picture.moment == 4
    assert kept.task.spell(list(kept.picture.predictions)) == outcomes[1].prediction
