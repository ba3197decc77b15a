"""Replay on the real engine: every moment comes back bit for bit, whatever was edited."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tui.anatomy import sigmoids, tensors
from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Optimizer, Readout
from rnn_tui.record import Event, Phase
from rnn_tui.session.orders import (
    Advance,
    Edit,
    GoOn,
    Move,
    Order,
    Other,
    Pause,
    Play,
    Recover,
    Seek,
    Toggle,
    Undo,
)
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task, problems

ITERATIONS = 24

NO_SHRINKING = (hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate)
"""A failure may be a wait of seconds: shrinking it would take for ever."""


@contextmanager
def running(plan: Plan, history_memory: int) -> Iterator[Session]:
    session = Session(plan, speed=None, history_memory=history_memory)
    session.start()
    try:
        yield session
    finally:
        assert session.stop(10)


def until(session: Session, ready: Callable[[Snapshot], bool]) -> Any:
    pause = threading.Event()
    for _ in range(10_000):
        session.want()
        snapshot = session.take()
        if snapshot is not None and ready(snapshot):
            return snapshot
        pause.wait(0.0005)
    raise AssertionError(f"no such snapshot; the run is {session.phase}, {session.error!r}")


def stands_at(session: Session, moment: int) -> Any:
    return until(session, lambda s: s.moment == moment and s.phase is not Phase.RUNNING)


def numbers(snapshot: Any) -> list[bytes]:
    """Give all that a snapshot shows of its moment, bit for bit."""
    picture = snapshot.picture
    arrays = (picture.probabilities, picture.hidden, picture.costs)
    scalars = np.array([snapshot.cost, picture.cost, *picture.predictions])
    return [array.tobytes() for array in (*arrays, scalars)]


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    text = draw(st.sampled_from(["hello", "hihello", "abcabdabc", "안녕하세요안녕"]))
    length = len(text) - 1
    readout = draw(st.sampled_from(Readout))
    experiment = Experiment(
        text=text,
        convention=draw(st.sampled_from(Convention)),
        cell=draw(st.sampled_from(Cell)),
        readout=readout,
        hidden_size=draw(st.sampled_from([1, 3])) if readout is Readout.LINEAR else None,
        initializer=draw(st.sampled_from(Initializer)),
        optimizer=draw(st.sampled_from(Optimizer)),
        learning_rate=draw(st.sampled_from([0.003, 0.05])),
        momentum=draw(st.sampled_from([0.0, 0.7])),
        clip_norm=draw(st.sampled_from([None, 0.5])),
        iterations=ITERATIONS,
        seed=draw(st.integers(0, 99)),
        time_steps=draw(st.sampled_from([None, 1, 2, length])),
        batch_size=draw(st.sampled_from([None, 1, 2])),
        carry_state=draw(st.booleans()),
        dtype=draw(st.sampled_from(Dtype)),
    )
    found = {problem.field for problem in problems(experiment)}
    changes: dict[str, Any] = {"time_steps": None} if "time_steps" in found else {}
    changes |= {"batch_size": None} if "batch_size" in found else {}
    experiment = experiment.replace(**changes)
    return experiment if not problems(experiment) else experiment.replace(carry_state=False)


@st.composite
def changes(draw: st.DrawFn, experiment: Experiment) -> tuple[str, Any]:
    task = Task(experiment)
    name = draw(st.sampled_from(sorted(tensors(task))))
    shape = tensors(task)[name]
    index = tuple(draw(st.integers(0, size - 1)) for size in shape)
    some: list[tuple[str, Any]] = [
        ("learning_rate", draw(st.sampled_from([0.001, 0.02, 0.1]))),
        ("momentum", draw(st.sampled_from([0.0, 0.3]))),
        ("clip_norm", draw(st.sampled_from([None, 0.1]))),
        ("loss_weights", draw(st.sampled_from([None, (2.0,) + (0.5,) * (task.length - 1)]))),
        ("optimizer", draw(st.sampled_from(Optimizer))),
        ("decay", draw(st.sampled_from([0.5, 0.9]))),
        ("weight", Weight(name, index, draw(st.sampled_from([0.0, -0.7, 1.3])))),
        ("zero", Zero(draw(st.integers(0, task.hidden_size - 1)), draw(st.booleans()))),
        ("freeze", Freeze(name, draw(st.booleans()))),
    ]
    if not problems(experiment.replace(carry_state=not experiment.carry_state)):
        some.append(("carry_state", draw(st.booleans())))
    if gates := sigmoids(experiment.cell, experiment.convention):
        some.append(("hold", Hold(draw(st.sampled_from(gates)), draw(st.sampled_from([0.0, 1.0])))))
    chosen: tuple[str, Any] = draw(st.sampled_from(some))
    return chosen


def possible(experiment: Experiment, events: list[Event]) -> bool:
    """Whether the fields go together after every event."""
    for event in sorted(events, key=lambda event: event.iteration):
        if event.field in ("weight", "zero", "hold", "freeze"):
            continue
        experiment = experiment.replace(**{event.field: event.value})
        if problems(experiment):
            return False
    return True


@settings(max_examples=25, deadline=None, derandomize=True, phases=NO_SHRINKING)
@given(data=st.data())
def test_whatever_was_edited_every_moment_comes_back_bit_for_bit(data: st.DataObject) -> None:
    experiment = data.draw(experiments())
    events = []
    for _ in range(data.draw(st.integers(0, 5))):
        moment = data.draw(st.integers(0, ITERATIONS - 1))
        events.append(Event(moment, *data.draw(changes(experiment))))
    if not possible(experiment, events):
        events = [event for event in events if event.field != "carry_state"]
    # As it happened: paused at every moment, with the edits of the moment in effect.
    plan = Plan(experiment, events=tuple(events))
    kept = data.draw(st.sampled_from([0, 8, 64_000_000]))
    with running(plan, kept * 2_000 if kept < 100 else kept) as session:
        end = until(session, lambda s: s.phase in (Phase.DONE, Phase.DIVERGED))
        latest, history = end.moment, end.branch.history
        costs = [history.cost(k) for k in range(latest + 1)]
        seen: dict[int, list[bytes]] = {}
        asked = st.lists(st.integers(0, latest), min_size=3, max_size=8)
        snapshot = end
        for moment in [*data.draw(asked), 0, latest, *data.draw(asked), 0]:
            if moment != snapshot.moment:  # what is shown already is not shown again
                session.seek(moment)
                snapshot = stands_at(session, moment)
            assert [snapshot.cost] == pytest.approx([costs[moment]], rel=0, abs=0, nan_ok=True)
            assert numbers(snapshot) == seen.setdefault(moment, numbers(snapshot))
        session.play()
        again = until(session, lambda s: s.phase is end.phase and s.moment == latest)
        assert numbers(again) == numbers(end)
        np.testing.assert_array_equal([history.cost(k) for k in range(latest + 1)], costs)
    # And a run that nobody wound back, on a thread of its own, says the same.
    with running(plan, 0) as other:
        plain = until(other, lambda s: s.phase is end.phase)
        assert numbers(plain) == numbers(end)


@settings(max_examples=15, deadline=None, derandomize=True, phases=NO_SHRINKING)
@given(data=st.data())
def test_a_branch_is_the_run_that_had_the_edit_from_the_start(data: st.DataObject) -> None:
    experiment = data.draw(experiments())
    fork = data.draw(st.integers(0, ITERATIONS - 1))
    field, value = data.draw(changes(experiment))
    with running(Plan(experiment), 64_000_000) as session:
        end = until(session, lambda s: s.phase.final)
        fork = min(fork, end.moment)
        if fork == end.moment:
            return
        session.seek(fork)
        stands_at(session, fork)
        session.edit(field, value)
        session.play()
        branched = until(session, lambda s: s.phase.final and not s.ahead)
        planned = Plan(experiment, events=(Event(fork, field, value),))
        with running(planned, 0) as other:
            plain = until(other, lambda s: s.phase.final)
            assert (plain.moment, numbers(plain)) == (branched.moment, numbers(branched))
            costs = [plain.branch.history.cost(k) for k in range(plain.moment + 1)]
        history = branched.branch.history
        np.testing.assert_array_equal([history.cost(k) for k in range(history.count)], costs)
        if branched.others:
            session.undo()
            back = until(session, lambda s: s.branch is end.branch and not s.ahead)
            assert numbers(back) == numbers(end)


# Orders of every kind, at any time.


@st.composite
def orders(draw: st.DrawFn, experiment: Experiment) -> Order:
    field, value = draw(st.one_of(changes(experiment), iterations()))
    moments = st.integers(0, ITERATIONS + 2)
    some = st.sampled_from([1, 3, 10])
    kinds: list[st.SearchStrategy[Order]] = [
        st.builds(Seek, moments),
        st.builds(Move, st.sampled_from([-10, -1, 1, 10])),
        st.just(Edit(field, value)),
        st.builds(Toggle, st.integers(0, Task(experiment).length - 1)),
        st.builds(Advance, some),
        st.sampled_from([Play(), Pause(), Undo(), Undo(), Other(), GoOn(), Recover()]),
    ]
    return draw(st.one_of(kinds))


def iterations() -> st.SearchStrategy[tuple[str, Any]]:
    return st.tuples(st.just("iterations"), st.sampled_from([10, ITERATIONS, 30]))


def straight(driven: Any, experiment: Experiment, events: list[Event], end: int) -> Any:
    """Make a run that was never wound back, edited as these events say."""
    made = driven(experiment)
    for event in [*events, None]:
        goal = event.iteration if event else end
        while made.moment < goal:
            assert made.session.phase is not Phase.DIVERGED
            made.do(Advance(goal - made.moment))
        if event:
            made.do(Edit(event.field, event.value))
    return made


def all_that_is_known(made: Any) -> dict[str, Any]:
    stand, history = made.run.stand, made.branch.history
    return {
        "state": {name: array.tobytes() for name, array in stand.trainer.state().items()},
        "regime": stand.regime,
        "costs": [np.float64(history.cost(k)).tobytes() for k in range(history.count)],
        "cost": np.float64(stand.cost).tobytes(),
        "marks": history.marks,
        "answers": [replace(line, cost=0.0) for line in history.answers],
        "costs of answers": [np.float64(line.cost).tobytes() for line in history.answers],
        "right for": history.right_for(made.moment),
        "solved at": history.solved_at,
        "prediction": stand.prediction,
        "events": made.branch.events,
        "formers": made.branch.formers,
    }


def check_what_is_kept(made: Any, asked: bool) -> None:
    branch, winding, states = made.branch, made.run.winding, made.run.stand.states
    ends = [kept.last for kept in (branch, *winding.others) if kept.last is not None]
    assert made.shown.states == states.bytes + sum(end.row.nbytes for end in ends)
    assert made.shown.states <= made.shown.budget
    reachable = {id(branch), *(id(other) for other in winding.others)}
    for kept in (branch, *winding.others):
        assert {id(change.left) for change in kept.undo if change.left} <= reachable
        assert len(kept.formers) == len(kept.events)
        last = next((e for e in reversed(kept.events) if e.field == "iterations"), None)
        least = last.value if last else kept.start.experiment.iterations
        assert kept.planned >= least
        if not asked:
            assert kept.planned <= max(least, last.iteration + 1 if last else 0)


def check_that_edits_are_undone(made: Any, edits: list[tuple[str, Any]]) -> None:
    def stands() -> tuple[Any, ...]:
        weights = made.run.stand.trainer.weights()
        numbers = {name: array.tobytes() for name, array in weights.items()}
        return made.run.stand.regime, made.branch.planned, numbers

    before = [stands()]
    for edit in edits:
        count = len(made.branch.undo)
        made.do(Edit(*edit))
        if len(made.branch.undo) > count:
            before.append(stands())
    for values in reversed(before[:-1]):
        made.do(Undo())
        assert stands() == values


@settings(max_examples=60, deadline=None, derandomize=True, phases=NO_SHRINKING)
@given(data=st.data())
def test_whatever_was_ordered_a_branch_is_its_events(driven: Any, data: st.DataObject) -> None:
    experiment = data.draw(experiments())
    rough = data.draw(st.booleans())
    if rough:
        experiment = experiment.replace(optimizer=Optimizer.SGD, learning_rate=100.0)
    schedule = [
        Event(data.draw(st.integers(0, ITERATIONS - 1)), *data.draw(changes(experiment)))
        for _ in range(data.draw(st.integers(0, 2)))
    ]
    memory = data.draw(st.sampled_from([0, 3_000, 20_000, 64_000_000]))
    made, given_orders = driven(experiment, memory, events=tuple(schedule)), []
    for _ in range(data.draw(st.integers(1, 15))):
        some = data.draw(st.lists(orders(experiment), min_size=1, max_size=4))
        made.give(*some, turns=data.draw(st.sampled_from([0, 1, 2, 5, 100_000])))
        given_orders += some
        check_what_is_kept(made, any(isinstance(order, GoOn | Advance) for order in given_orders))
        assert made.run.session.phase is not Phase.FAILED
    made.do(Pause(), Seek(10**9))
    plain = straight(driven, experiment, made.branch.events, made.moment)
    assert all_that_is_known(made) == all_that_is_known(plain)
    for moment in data.draw(st.lists(st.integers(0, made.moment), max_size=2)):
        made.do(Seek(moment))
        past = [event for event in made.branch.events if event.iteration <= moment]
        there = all_that_is_known(straight(driven, experiment, past, moment))
        assert all_that_is_known(made)["state"] == there["state"]
        assert all_that_is_known(made)["cost"] == there["cost"]
    made.do(Seek(10**9))
    if made.session.phase is not Phase.DIVERGED:
        edits = st.lists(st.one_of(changes(experiment), iterations()), max_size=5)
        check_that_edits_are_undone(made, data.draw(edits))
