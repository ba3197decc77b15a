"""Replay on the real engine: every moment comes back bit for bit, whatever was edited."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
