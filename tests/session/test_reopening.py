# ruff: noqa: ARG002 - a stand-in has the signature of what it stands for
"""A keeper is told what it needs, and a run that was kept goes on as if it had not ended."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from rnn_tui.edits import Freeze, Weight, Zero
from rnn_tui.experiment import Cell, Dtype, Experiment, Optimizer, Readout
from rnn_tui.record import Checkpoint, Course, Event, Outcome, PackedCosts, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.session.costs import Costs
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.until import parse_until


@dataclass
class Notebook:
    """A keeper that writes down what it is told."""

    wants_state: bool = False
    said: list[str] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    ends: list[tuple[Outcome, Any, Checkpoint | None]] = field(default_factory=list)

    def follow(self, branch: Branch) -> None:
        self.said.append(f"follow {branch.history.count - 1}")
        self.branches.append(branch)

    def keep(self, branch: Branch, checkpoint: Checkpoint) -> None:
        self.checkpoints.append(checkpoint)

    def ended(
        self, branch: Branch, outcome: Outcome, weights: Any, checkpoint: Checkpoint | None
    ) -> None:
        self.said.append(f"{outcome.phase} {branch.history.count - 1}")
        self.ends.append((outcome, weights, checkpoint))

    def closed(self) -> None:
        self.said.append("closed")


def packed(costs: Costs, count: int) -> PackedCosts:
    return PackedCosts(costs.exact.code, count, costs.exact.pack(0, count))


def cut(branch: Branch, moment: int, checkpoint: Checkpoint | None) -> Course:
    """Give what would be kept had the process died at a moment."""
    history = branch.history
    return Course(
        branch.start.experiment,
        branch.planned,
        packed(history.costs, moment + 1),
        [line for line in history.answers if line.moment <= moment],
        solved_at=history.solved_at if (history.solved_at or 0) < moment else None,
        events=tuple(event for event in branch.events if event.iteration <= moment),
        coming=branch.ahead,
        until=branch.until,
        marks=tuple(
            mark
            for mark in history.marks
            if any(mark.moment == event.iteration for event in branch.events)
        ),
        initial=branch.initial,
        handover=branch.handover,
        checkpoint=checkpoint,
    )


def costs_of(session: Session) -> bytes:
    return session.history.costs.exact.pack(0, session.history.count)


def answers_of(session: Session) -> list[tuple[int, Sequence[int], float]]:
    return [(line.moment, list(line.ids), line.cost) for line in session.history.answers]


LONG = Experiment(text="if you want", iterations=90)
PLANS = {
    "rnn": Plan(Experiment()),
    "lstm": Plan(Experiment(cell=Cell.LSTM, optimizer=Optimizer.ADAM, dtype=Dtype.FLOAT64)),
    "windows": Plan(LONG.replace(cell=Cell.GRU, time_steps=4, batch_size=2)),
    "streams": Plan(LONG.replace(time_steps=2, batch_size=2, carry_state=True)),
    "edited": Plan(
        LONG.replace(readout=Readout.LINEAR, hidden_size=5),
        events=(
            Event(10, "zero", Zero(1)),
            Event(30, "optimizer", Optimizer.ADAM),
            Event(30, "weight", Weight("kernel", (0, 0), 0.25)),
            Event(40, "freeze", Freeze("kernel")),
            Event(40, "learning_rate", 0.05),
            Event(55, "loss_weights", (1.0,) * 9 + (0.0,)),
            Event(60, "carry_state", True),
            Event(70, "freeze", Freeze("kernel", on=False)),
        ),
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_run_that_is_opened_again_gives_the_numbers_of_an_unbroken_one(name: str) -> None:
    plan, notebook = PLANS[name], Notebook(wants_state=True)
    unbroken = Session(plan, speed=None, keeper=notebook)
    ended = unbroken.run_inline()
    branch = unbroken.branch
    for known, kept in [(90, 90), (55, 40), (41, 30), (30, 30), (12, 10), (7, None), (0, None)]:
        checkpoint = None if kept is None else notebook.checkpoints[kept - 1]
        assert checkpoint is None or checkpoint.moment == kept
        again = Session.reopened(cut(branch, known, checkpoint), speed=None)
        outcome = again.run_inline()
        assert costs_of(again) == costs_of(unbroken)
        assert answers_of(again) == answers_of(unbroken)
        assert again.branch.events == branch.events
        assert replace(outcome, seconds=0) == replace(ended, seconds=0)
        assert again.weights is not None
        assert unbroken.weights is not None
        for tensor, numbers in unbroken.weights.items():
            assert np.array_equal(again.weights[tensor], numbers)


def test_a_keeper_is_told_of_begin_end_and_close(rig: Any) -> None:
    notebook = Notebook()
    made = rig(keeper=notebook)
    outcome = made.session.run_inline()
    assert notebook.said == ["follow -1", "done 5", "closed"]
    assert notebook.checkpoints == []
    told, weights, checkpoint = notebook.ends[0]
    assert told == outcome
    assert int(weights["moment"]) == 5
    assert checkpoint is not None
    assert (checkpoint.moment, int(checkpoint.state["moment"])) == (5, 5)


def test_a_checkpoint_is_given_only_where_it_is_wanted(rig: Any) -> None:
    notebook = Notebook()
    made = rig(Experiment(iterations=9), keeper=notebook)

    def fault(moment: int) -> float:
        notebook.wants_state = moment in (3, 4, 7)
        return 1.0

    made.trainer.fault = fault
    made.session.run_inline()
    assert [checkpoint.moment for checkpoint in notebook.checkpoints] == [3, 4, 7]


def test_a_fork_is_followed_and_names_what_it_came_from(rig: Any) -> None:
    notebook = Notebook()
    made = rig(Experiment(iterations=20), keeper=notebook)
    session = made.session
    session.start()
    made.reach(Phase.DONE)
    session.seek(8)
    made.until(lambda shown: shown.moment == 8)
    session.edit("learning_rate", 0.5)
    made.until(lambda shown: bool(shown.others))
    session.play()
    made.until(lambda shown: shown.phase is Phase.DONE and shown.moment == 20)
    session.other()
    made.until(lambda shown: not shown.branch.events and shown.phase is Phase.DONE)
    session.go_on()
    made.until(lambda shown: shown.phase is Phase.DONE and shown.moment == 40)
    assert session.stop(10)
    first, second, *rest = notebook.branches
    assert rest == [first, first]
    assert (first.parent, first.forked_at) == (None, None)
    assert (second.parent, second.forked_at) == (first.number, 8)
    assert notebook.said == [
        "follow -1", "done 20", "follow 8", "done 20",
        "follow 20", "follow 20", "done 40", "closed",
    ]  # fmt: skip


def test_wound_back_there_is_no_checkpoint_to_give(rig: Any) -> None:
    notebook = Notebook()
    made = rig(Experiment(iterations=50), keeper=notebook, paused=True)
    made.session.start()
    made.session.advance(20)
    made.until(lambda shown: shown.moment == 20)
    made.session.seek(4)
    made.until(lambda shown: shown.moment == 4)
    assert made.session.stop(10)
    assert notebook.said[-2:] == ["interrupted 20", "closed"]
    assert notebook.ends[-1][2] is None


def test_planned_edits_that_have_come_do_not_come_again(rig: Any) -> None:
    events = (Event(3, "learning_rate", 0.5), Event(30, "learning_rate", 0.25))
    notebook = Notebook()
    made = rig(plan=Plan(Experiment(iterations=40), events=events), keeper=notebook)
    made.session.run_inline()
    course = cut(notebook.branches[0], 20, None)
    assert course.coming == events
    again = rig(plan=Plan(course.experiment), course=course)
    assert again.session.plan.events == ()
    reopened = Session.reopened(course)
    assert reopened.plan.events == events[1:]


def test_what_had_ended_is_there_again_and_goes_on_when_told(rig: Any) -> None:
    notebook = Notebook()
    plan = Plan(Experiment(iterations=30), until=(parse_until("solved:3"),))
    made = rig(plan=plan, keeper=notebook)
    outcome = made.session.run_inline()
    assert outcome.stopped_by == "solved:3"
    course = cut(notebook.branches[0], outcome.iterations, notebook.ends[0][2])
    course = replace(course, outcome=outcome, seconds=7.0)
    again = Session.reopened(course, speed=None, build=made.session.build)
    assert again.run_inline() == outcome
    assert made.trainer.calls[-1] == f"measure {outcome.iterations}"
    on = Session.reopened(course, speed=None, build=made.session.build)
    on.go_on()
    longer = on.run_inline()
    assert longer.phase is Phase.DONE
    assert (longer.iterations, longer.stopped_by) == (outcome.iterations + 30, None)
    assert longer.seconds >= 7


def test_other_numbers_than_were_kept_are_noticed(rig: Any) -> None:
    notebook = Notebook()
    made = rig(Experiment(iterations=30), keeper=notebook)
    made.session.run_inline()
    course = cut(notebook.branches[0], 20, None)
    costs = array("f", course.costs.exact)
    costs[12] += 1
    course = replace(course, costs=replace(course.costs, exact=costs.tobytes()))
    again = rig(plan=Plan(course.experiment), course=course)
    again.session.start()
    shown = again.until(lambda snapshot: snapshot.phase is Phase.DONE)
    assert shown.differs_at == 12
    assert again.session.history.cost(12) == costs[12]


@pytest.mark.parametrize("count", [0, 1, 39, 40, 41, 48, 56, 57, 61])
def test_costs_are_the_same_after_packing(count: int) -> None:
    costs = Costs("d", whole=40, block=8, chunk=16)
    for moment in range(count):
        costs.put(moment, 1 / (moment + 1))
    total, begun = costs.pack_open()
    blocks = costs.blocks
    kept = PackedCosts(
        "d",
        total,
        costs.exact.pack(0, min(total, 40)),
        costs.low.pack(0, blocks),
        costs.mean.pack(0, blocks),
        costs.high.pack(0, blocks),
        begun,
        8,
    )
    again = Costs.unpack(kept, "d")
    assert again.count == count
    assert [again[k] for k in range(count)] == [costs[k] for k in range(count)]
    if count > 40:
        for moment in range(count, count + 30):
            costs.put(moment, moment)
            again.put(moment, moment)
        assert [again[k] for k in range(count + 30)] == [costs[k] for k in range(count + 30)]


def test_a_run_cut_off_between_its_last_update_and_its_end_is_at_its_end(rig: Any) -> None:
    notebook = Notebook()
    plan = Plan(Experiment(iterations=30), until=(parse_until("solved:3"),))
    made = rig(plan=plan, keeper=notebook)
    outcome = made.session.run_inline()
    course = cut(notebook.branches[0], outcome.iterations, None)
    again = Session.reopened(course, speed=None, build=made.session.build)
    assert replace(again.run_inline(), seconds=0) == replace(outcome, seconds=0)
