"""What is kept of a run is all of it, bit for bit, and nothing is written twice or lost."""

import json
import math
import threading
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.experiment import Cell, Dtype, Experiment, Optimizer, Readout
from rnn_tui.record import Event, Phase
from rnn_tui.session.costs import Costs
from rnn_tui.session.history import History
from rnn_tui.session.plan import Handover, Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.session.until import parse_until
from rnn_tui.store import pieces
from rnn_tui.store.desk import Result
from rnn_tui.store.keeper import STATE_EVERY
from rnn_tui.store.packing import events_from_json, events_to_json
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import RunStore
from tests.store.conftest import Bench, Each, same_arrays

LONG = Experiment(text="if you want", iterations=90)
PLANS = {
    "rnn": Plan(Experiment()),
    "lstm": Plan(Experiment(cell=Cell.LSTM, optimizer=Optimizer.ADAM, dtype=Dtype.FLOAT64)),
    "windows": Plan(LONG.replace(cell=Cell.GRU, time_steps=4, batch_size=2)),
    "streams": Plan(LONG.replace(time_steps=2, batch_size=2, carry_state=True)),
    "wide": Plan(
        Experiment(text="".join(map(chr, range(0x4E00, 0x4E00 + 300))), iterations=4),
    ),
    "edited": Plan(
        LONG.replace(cell=Cell.LSTM, readout=Readout.LINEAR, hidden_size=5),
        events=(
            Event(10, "zero", Zero(1)),
            Event(20, "hold", Hold("forget", 1.0)),
            Event(30, "optimizer", Optimizer.ADAM),
            Event(30, "weight", Weight("kernel", (0, 0), 0.1 + 0.2)),
            Event(40, "freeze", Freeze("kernel")),
            Event(55, "loss_weights", (1.0,) * 9 + (0.0,)),
            Event(60, "carry_state", True),
            Event(70, "hold", Hold("forget", None)),
        ),
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_everything_of_a_run_is_read_as_it_was(bench: Bench, name: str) -> None:
    plan = PLANS[name]
    session = Session(plan, speed=None, keeper=bench.keeper())
    outcome = session.run_inline()
    bench.turn()
    with bench.runs() as runs:
        (run,) = runs.find()
        course = runs.course(run.id)
    history = session.history
    assert course.experiment == plan.experiment
    assert course.costs.exact == history.costs.exact.pack(0, history.count)
    assert course.costs.count == history.count
    assert [replace(line, ids=list(line.ids)) for line in course.answers] == [
        replace(line, ids=list(line.ids)) for line in history.answers
    ]
    assert course.events == tuple(session.branch.events)
    assert course.coming == tuple(plan.events)
    assert course.outcome == outcome
    assert course.forgotten == 0
    assert course.checkpoint is not None
    assert course.checkpoint.moment == outcome.iterations
    assert course.weights is not None
    assert session.weights is not None
    assert same_arrays(course.weights, session.weights)
    assert run.cost is not None
    assert (run.phase, run.iterations) == ("done", outcome.iterations)
    assert (run.solved_at, run.prediction) == (outcome.solved_at, outcome.prediction)
    assert run.cost == pytest.approx(outcome.cost)
    assert run.parameters == outcome.parameters


@pytest.mark.parametrize("name", ["rnn", "windows", "edited"])
def test_a_run_cut_off_anywhere_is_opened_again_and_ends_the_same(bench: Bench, name: str) -> None:
    plan = PLANS[name]
    unbroken = Session(plan, speed=None)
    unbroken.run_inline()
    for moment in (1, 2, 17, 30, 31, 55, 60, 89):
        session = Session(plan, speed=None, keeper=bench.keeper())
        last = moment - 1

        def stop(iteration: int, session: Session = session, last: int = last) -> None:
            if iteration % 7 == 0 or iteration == last:
                bench.turn(0.7)
            if iteration == last:
                # What is told after this lies there unheard, as where a process is killed.
                session.interrupt()

        session.sinks = (Each(stop),)
        session.run_inline()
        with bench.runs() as runs:
            run = runs.find()[0]
            course = runs.course(run.id)
        assert run.phase == "running"
        assert course.costs.count == moment + 1
        again = Session.reopened(course, speed=None)
        again.run_inline()
        count = unbroken.history.count
        assert again.history.costs.exact.pack(0, count) == unbroken.history.costs.exact.pack(
            0, count
        )
        assert again.weights is not None
        assert unbroken.weights is not None
        assert same_arrays(again.weights, unbroken.weights)


def test_what_is_not_finite_is_null_in_columns_and_exact_in_the_costs(bench: Bench) -> None:
    wild = Experiment(
        readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=100
    )
    plan = Plan(wild, events=(Event(3, "weight", Weight("kernel", (0, 0), 1e6)),))
    session = Session(plan, speed=None, keeper=bench.keeper())
    outcome = session.run_inline()
    bench.turn()
    assert outcome.phase is Phase.DIVERGED
    with bench.runs() as runs:
        (run,) = runs.find()
        course, details = runs.course(run.id), runs.details(run.id)
    assert run.phase == "diverged"
    assert details.reason == outcome.reason
    assert course.outcome is not None
    assert course.outcome.reason == outcome.reason
    assert course.weights is not None
    assert session.weights is not None
    assert same_arrays(course.weights, session.weights)


def test_a_cost_that_is_no_number(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from rnn_tui.engine.trainer import Trainer

    real = Trainer.measure

    def measure(self: Trainer, cancelled: Any = None) -> list[float] | None:
        return [math.nan] if self.moment == 5 else real(self)

    monkeypatch.setattr(Trainer, "measure", measure)
    outcome = bench.train(Plan(Experiment()))
    assert outcome.phase is Phase.DIVERGED
    with bench.runs() as runs:
        (run,) = runs.find()
        course = runs.course(run.id)
    assert run.cost is None
    assert run.iterations == 5
    assert math.isnan(array("f", course.costs.exact)[5])
    assert course.outcome is not None
    assert math.isnan(course.outcome.cost)
    assert math.isnan(run.points[5])


def test_huge_numbers_fit_in_columns(bench: Bench) -> None:
    experiment = Experiment(iterations=10**12, seed=2**32 - 1, clip_norm=1e300)
    bench.train(Plan(experiment, until=(parse_until("solved:2"),)))
    with bench.runs() as runs:
        (run,) = runs.find()
        course = runs.course(run.id)
    assert (run.planned, course.experiment) == (10**12, experiment)
    assert course.until == ("solved:2",)
    assert course.outcome is not None
    assert course.outcome.stopped_by == "solved:2"


def test_a_failed_run_is_kept_with_its_reason(bench: Bench) -> None:
    def build(_: Plan) -> Any:
        raise RuntimeError("no \ud800 such thing")

    outcome = bench.train(Plan(Experiment()), build=build)
    assert outcome.phase is Phase.FAILED
    with bench.runs() as runs:
        (run,) = runs.find()
        assert (run.phase, run.iterations, run.cost) == ("failed", 0, None)
        assert "such thing" in (runs.details(run.id).reason or "")


def test_a_run_that_never_began_leaves_nothing(bench: Bench) -> None:
    session = Session(Plan(Experiment()), keeper=bench.keeper())
    session.interrupt()
    session.run_inline()
    bench.turn()
    assert not bench.path.exists()


def test_the_weights_it_began_with_are_kept(bench: Bench) -> None:
    first = Session(Plan(Experiment()), speed=None)
    first.run_inline()
    assert first.weights is not None
    session = Session(Plan(Experiment(), initial=first.weights), speed=None, keeper=bench.keeper())
    session.run_inline()
    bench.turn()
    with bench.runs() as runs:
        course = runs.course(1)
    assert course.initial is not None
    assert same_arrays(course.initial, first.weights)
    replayed = Session.reopened(replace(course, checkpoint=None, outcome=None), speed=None)
    replayed.run_inline()
    assert replayed.history.costs.exact.pack(0, 101) == course.costs.exact


def test_numbers_that_were_handed_over_are_kept_for_replay(bench: Bench) -> None:
    from rnn_tui.engine.trainer import Trainer

    other = Trainer(Experiment(seed=5))
    for _ in range(30):
        other.step()
    plan = Plan(Experiment(iterations=60), handover=Handover(30, other.state()))
    session = Session(plan, speed=None, keeper=bench.keeper())
    session.run_inline()
    bench.turn()
    with bench.runs() as runs:
        course = runs.course(1)
    again = Session.reopened(replace(course, checkpoint=None, outcome=None), speed=None)
    again.run_inline()
    assert again.weights is not None
    assert session.weights is not None
    assert same_arrays(again.weights, session.weights)


def test_what_is_edited_after_the_end_is_kept(bench: Bench) -> None:
    session = Session(Plan(Experiment(iterations=40)), speed=None, keeper=bench.keeper())
    session.start()
    until(session, lambda shown: shown.phase is Phase.DONE)
    bench.turn()
    session.edit("weight", Weight("kernel", (0, 0), 3.0))
    until(session, lambda shown: bool(shown.events))
    assert session.stop(10)
    bench.turn()
    with bench.runs() as runs:
        (run,) = runs.find()
        course = runs.course(run.id)
    assert course.events == (Event(40, "weight", Weight("kernel", (0, 0), 3.0)),)
    assert course.weights is not None
    assert course.weights["kernel"][0, 0] == 3.0
    again = Session.reopened(course, speed=None)
    again.run_inline()
    assert again.outcome is not None
    assert session.outcome is not None
    assert again.outcome == session.outcome


def test_what_was_told_before_an_edit_is_kept(bench: Bench) -> None:
    plan = Plan(
        Experiment(text="hihello there", cell=Cell.GRU, iterations=40),
        events=(Event(3, "hold", Hold("reset", 1.0)), Event(30, "zero", Zero(1))),
    )
    session = Session(plan, speed=None, keeper=bench.keeper())
    session.run_inline()
    bench.turn()
    with bench.runs() as runs:
        course = runs.course(1)
    lines = session.history.answers
    assert any(line.told for line in lines)
    assert list(course.answers) == lines


def test_it_is_written_while_it_goes_on(bench: Bench) -> None:
    seen = []

    def look(iteration: int) -> None:
        bench.turn(1.0)
        with bench.runs() as runs:
            (run,) = runs.find()
            course = runs.course(run.id)
        kept = course.checkpoint.moment if course.checkpoint else None
        seen.append((run.phase, run.iterations, course.costs.count, kept))

    bench.train(Plan(Experiment(iterations=8)), sinks=[Each(look)])
    assert [(phase, made, count) for phase, made, count, _ in seen] == [
        ("running", k + 1, k + 2) for k in range(8)
    ]
    # Asked for at every second turn, and written at the next.
    assert STATE_EVERY == 2
    assert [kept for *_, kept in seen] == [None, 1, 1, 3, 3, 5, 5, 7]


def test_nothing_is_written_while_nothing_happens(bench: Bench) -> None:
    def idle(iteration: int) -> None:
        if iteration == 3:
            bench.turn()
            database = bench.writer._database
            assert database is not None
            changes = database.connection.total_changes
            for _ in range(5):
                bench.turn()
            assert database.connection.total_changes == changes

    bench.train(Plan(Experiment(iterations=6)), sinks=[Each(idle)])


def until(session: Session, ready: Callable[[Snapshot], bool]) -> None:
    """Take snapshots until one is as wanted."""
    pause = threading.Event()
    for _ in range(10_000):
        session.want()
        shown = session.take()
        if shown is not None and ready(shown):
            return
        pause.wait(0.001)
    raise AssertionError(session.phase)


def test_forks_are_runs_of_their_own(bench: Bench) -> None:
    session = Session(Plan(Experiment(iterations=40)), speed=None, keeper=bench.keeper())
    session.run_inline()
    whole = session.history.costs.exact.pack(0, 41)
    bench.turn()
    with bench.runs() as runs:
        course = runs.course(1)
    # Opened again, wound back, and changed: the former future stays as it was.
    keeper = bench.keeper()
    keeper.adopt(1, course)
    again = Session.reopened(course, speed=None, keeper=keeper)
    again.start()
    until(again, lambda shown: shown.phase is Phase.DONE and shown.moment == 40)
    again.seek(10)
    until(again, lambda shown: shown.moment == 10)
    again.edit("learning_rate", 0.05)
    again.play()
    until(again, lambda shown: shown.phase is Phase.DONE and bool(shown.events))
    assert again.stop(10)
    bench.turn()
    with bench.runs() as runs:
        child, parent = runs.find()
        first, second = runs.course(parent.id), runs.course(child.id)
    assert (child.parent, child.forked_at, child.phase) == (1, 10, "done")
    assert (parent.id, parent.parent, parent.phase) == (1, None, "done")
    assert first.costs.exact == whole
    assert first.events == ()
    assert second.events == (Event(10, "learning_rate", 0.05),)
    assert second.costs.exact[:40] == whole[:40]
    assert second.costs.exact != whole
    # Sharing nothing: one is deleted, the other is still whole.
    with bench.runs() as runs:
        runs.delete([1], for_good=True)
        again = Session.reopened(
            replace(runs.course(child.id), checkpoint=None, outcome=None), speed=None
        )
    again.run_inline()
    assert again.history.costs.exact.pack(0, 41) == second.costs.exact


def test_a_run_that_is_done_stays_done_when_it_is_left_wound_back(bench: Bench) -> None:
    session = Session(Plan(Experiment(iterations=40)), speed=None, keeper=bench.keeper())
    session.start()
    until(session, lambda shown: shown.phase is Phase.DONE)
    bench.turn()
    session.seek(10)
    until(session, lambda shown: shown.moment == 10)
    assert session.stop(10)
    bench.turn()
    with bench.runs() as runs:
        (run,) = runs.find()
        assert (run.phase, run.iterations) == ("done", 40)
        assert runs.course(run.id).outcome is not None


def test_the_seconds_of_a_run_go_on_where_they_were(bench: Bench) -> None:
    bench.train(Plan(Experiment()))
    with bench.runs() as runs:
        course, before = runs.course(1), json.loads(runs.details(1).pace)
    keeper = bench.keeper()
    keeper.adopt(1, course)
    again = Session.reopened(course, speed=None, keeper=keeper)
    again.go_on()
    again.run_inline()
    bench.turn()
    with bench.runs() as runs:
        after = json.loads(runs.details(1).pace)
    assert after[: len(before)] == before
    assert after[-1][0] == 200
    assert after[-1][1] > before[-1][1]


def test_more_costs_than_are_kept_whole(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 16)
    monkeypatch.setattr(pieces, "BLOCKS", 2)
    session = Session(Plan(Experiment(iterations=200)), speed=None, keeper=bench.keeper())
    history = History(session.task, Costs("f", whole=40, block=8, chunk=16))
    session.branch.history = session.history = history
    session.sinks = (Each(lambda i: bench.turn() if i in (10, 39, 40, 47, 100, 150) else None),)
    session.run_inline()
    bench.turn()
    with bench.runs() as runs:
        course = runs.course(1)
    assert course.costs.count == 201
    assert len(course.costs.exact) == 40 * 4
    again = Costs.unpack(course.costs, "f")
    assert [again[k] for k in range(201)] == [history.costs[k] for k in range(201)]
    assert len(course.costs.low) == 20 * 4


def test_the_oldest_answers_go_where_there_are_too_many(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "FULL", 100)
    monkeypatch.setattr(pieces, "MOST_ANSWERS", 500)
    # A learning rate at which the answer changes all the time.
    wild = Experiment(text="abcdabdcacbd", learning_rate=0.5, iterations=300)
    session = Session(
        Plan(wild), speed=None, keeper=bench.keeper(), sinks=[Each(lambda _: bench.turn())]
    )
    session.run_inline()
    bench.turn()
    with bench.runs() as runs:
        course = runs.course(1)
    lines = session.history.answers
    assert len(lines) > 40
    assert 10 < len(course.answers) < 40
    assert course.answers[0] == lines[0]
    assert list(course.answers[-5:]) == lines[-5:]
    assert course.forgotten == len(lines) - len(course.answers)


def test_the_curve_is_short_and_shows_the_extremes(bench: Bench) -> None:
    bench.train(Plan(Experiment(iterations=1000)))
    bench.train(Plan(Experiment(iterations=50)))
    with bench.runs() as runs:
        short, long = runs.find()
        costs = array("f", runs.course(long.id).costs.exact)
        assert list(short.points) == list(array("f", runs.course(short.id).costs.exact))
    points = np.array(long.points)
    assert len(points) == pieces.POINTS
    assert points.max() == max(costs)
    assert points.min() == min(costs)
    assert (points[::2] >= points[1::2]).all()


def test_a_race_is_kept_as_it_is(bench: Bench) -> None:
    from rnn_tui.store.store import RunStore

    store = RunStore(bench.path.parent)
    result = {"lanes": [{"name": "\ud800x", "median": math.nan, "costs": np.arange(3.0)}]}
    store.keep_result("race", Experiment(), "three \ud800 cells", result)
    assert store.close(10)
    with bench.runs() as runs:
        (run,) = runs.find()
        details = runs.details(run.id)
        assert (run.kind, run.phase, run.name) == ("race", "done", "three ? cells")
        assert details.result is not None
        assert '"median": null' in details.result
        with pytest.raises(Exception, match="no network to go on with"):
            runs.course(run.id)


@pytest.mark.parametrize(
    "event",
    [
        Event(0, "learning_rate", 0.1 + 0.2),
        Event(3, "clip_norm", None),
        Event(3, "loss_weights", (1.0, 0.0, 1 / 3)),
        Event(3, "loss_weights", None),
        Event(3, "carry_state", True),
        Event(3, "optimizer", Optimizer.ADAM),
        Event(10**12, "iterations", 10**12),
        Event(4, "weight", Weight("kernel", (1, 2), 1e-310)),
        Event(4, "zero", Zero(2, on=False)),
        Event(4, "hold", Hold("forget", None)),
        Event(4, "freeze", Freeze("cell.weight_ih_l0")),
    ],
)
def test_edits_are_read_as_they_were(event: Event) -> None:
    assert events_from_json(events_to_json([event, event])) == (event, event)


def test_the_thread_writes_by_itself(bench: Bench) -> None:
    from rnn_tui.store.store import RunStore

    store = RunStore(bench.path.parent)
    session = Session(Plan(Experiment()), speed=None, keeper=store.keeper())
    session.run_inline()
    assert store.close(10)
    assert store.banner is None
    with bench.runs() as runs:
        assert [run.iterations for run in runs.find()] == [100]


def test_what_is_handed_over_as_the_program_ends_is_kept(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    # As far as a thread has come that is interrupted in the middle of handing over.
    store._desk.results.append(Result("race", Experiment(), "late", "{}", 0.0))
    assert store.close()
    with Runs(store.path) as runs:
        (kept,) = runs.find()
    assert kept.name == "late"
