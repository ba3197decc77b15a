"""The courses of a run: what each plans, what it still has to come, what is kept of it."""

import gc
import weakref
from typing import Any

import pytest

from rnn_tui.edits import Regime, Weight, Zero
from rnn_tui.experiment import Cell, Experiment, Readout
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch, Change, alike
from rnn_tui.session.history import History
from rnn_tui.session.orders import Advance, Edit, GoOn, Other, Pause, Play, Seek, Undo
from rnn_tui.session.winding import MOST_BRANCHES
from rnn_tui.task import Task

RATE = Event(60, "learning_rate", 0.5)

WIDE = Experiment(
    text="abcdefghijklmnop",
    readout=Readout.LINEAR,
    hidden_size=32,
    cell=Cell.LSTM,
    iterations=10**6,
)


def rate(value: float) -> Edit:
    return Edit("learning_rate", value)


# What the plan has still to come.


def test_a_former_future_has_its_planned_edits_to_come_still(driven: Any) -> None:
    made = driven(events=(RATE,)).do(Advance(50), Seek(30), Edit("momentum", 0.5), Play())
    assert made.events == [(30, 0.5), (60, 0.5)]
    made.do(Other())
    assert (made.moment, made.events) == (50, [])
    made.do(Play())
    assert (made.session.phase, made.events) == (Phase.DONE, [(60, 0.5)])


def test_a_branch_before_a_planned_edit_that_was_made_has_it_too(driven: Any) -> None:
    made = driven(events=(RATE,)).do(Advance(70), Seek(30), Edit("momentum", 0.25))
    assert made.branch.coming == (RATE,)
    assert made.do(Play()).events == [(30, 0.25), (60, 0.5)]
    made.do(Seek(80), Edit("clip_norm", 5.0), Play())
    assert made.events == [(30, 0.25), (60, 0.5), (80, 5.0)]


@pytest.mark.parametrize("start", [(Advance(30),), (Advance(60),), (Advance(70), Seek(30))])
def test_an_edit_by_hand_takes_the_place_of_what_the_plan_has_to_come(
    driven: Any, start: tuple[Any, ...]
) -> None:
    later = Event(70, "momentum", 0.25)
    made = driven(events=(RATE, later)).do(*start, rate(0.1))
    moment = made.moment
    assert made.do(Play()).events == [(moment, 0.1), (70, 0.25)]


def test_undone_by_hand_what_the_plan_has_to_come_comes(driven: Any) -> None:
    made = driven(events=(RATE,)).do(Advance(30), rate(0.1), Advance(5), Undo(), Play())
    assert made.events == [(30, 0.1), (35, 0.01), (60, 0.5)]


def test_a_planned_edit_that_was_undone_ahead_comes_no_more(driven: Any) -> None:
    events = (Event(40, "momentum", 0.25), RATE)
    made = driven(events=events).do(Advance(70), Seek(30), Undo(), Play())
    assert made.events == [(40, 0.25)]
    made.do(Seek(20), Edit("clip_norm", 5.0), Play())
    assert made.events == [(20, 5.0), (40, 0.25)]


def test_of_a_place_in_the_network_only_the_same_is_passed_over(driven: Any) -> None:
    events = tuple(Event(60, "zero", Zero(unit)) for unit in (0, 1))
    made = driven(events=events).do(Advance(20), Edit("zero", Zero(1)), Advance(5))
    made.do(Edit("zero", Zero(1, on=False)), Play())
    assert made.events == [(20, Zero(1)), (25, Zero(1, on=False)), (60, Zero(0))]


def test_an_edit_by_hand_that_a_branch_does_not_have_stands_against_nothing(driven: Any) -> None:
    made = driven(events=(RATE,)).do(Advance(50), Seek(30), rate(0.1), Advance(5))
    made.do(Seek(20), Edit("momentum", 0.5), Play())
    assert made.events == [(20, 0.5), (60, 0.5)]


# How many iterations are planned.


def test_a_branch_plans_what_was_planned_where_it_begins(driven: Any) -> None:
    made = driven().do(Advance(40), Edit("iterations", 500), Advance(5))
    assert made.branch.planned == 500
    made.do(Seek(20), Edit("momentum", 0.5))
    assert made.branch.planned == made.run.stand.regime.experiment.iterations == 100
    assert made.do(Play()).moment == 100
    made.do(Undo())
    assert made.branch.planned == 500


def test_without_the_edit_ahead_its_iterations_are_not_planned(driven: Any) -> None:
    made = driven().do(Advance(40), Edit("iterations", 500), Advance(5), Seek(20), Undo())
    assert made.branch.planned == 100


def test_undoing_sets_back_what_a_run_was_told_to_go_on_to(driven: Any) -> None:
    made = driven().do(Play())
    made.give(GoOn(), turns=10)
    made.do(Pause())
    assert (made.moment, made.branch.planned) == (110, 200)
    made.do(Edit("iterations", 500))
    assert made.branch.planned == 500
    made.do(Undo())
    assert made.branch.planned == 200
    assert made.do(Play()).moment == 200


def test_where_a_run_went_on_its_branches_do(driven: Any) -> None:
    made = driven().do(Play(), GoOn(), Seek(30), rate(0.5))
    assert made.branch.planned == 200


def test_fewer_than_were_made_is_one_more(driven: Any) -> None:
    made = driven().do(Advance(40), Edit("iterations", 10))
    assert made.branch.planned == 41
    assert made.do(Play()).moment == 41
    made.do(Edit("iterations", 500))
    assert made.branch.planned == 500
    made.do(Undo())
    assert (made.session.phase, made.branch.planned) == (Phase.DONE, 41)


# What is undone.


def test_equal_edits_are_undone_one_by_one(driven: Any) -> None:
    made, seen = driven().do(Advance(5)), []
    made.do(*(Edit("zero", Zero(1, on)) for on in (True, False, True)))
    for _ in range(3):
        made.do(Undo())
        seen.append(made.run.stand.regime.ablations.zeroed)
    assert seen == [set(), {1}, set()]
    assert made.shown.undo is None
    made.do(rate(0.1), rate(0.01), rate(0.1))
    rates = [made.do(Undo()).run.stand.regime.experiment.learning_rate for _ in range(3)]
    assert rates == [0.01, 0.1, 0.01]


def test_what_would_change_nothing_is_passed_over_when_undoing(driven: Any) -> None:
    made = driven().do(rate(0.1))
    made.branch.undo.append(Change(made.branch.events[0], Event(0, "learning_rate", 0.1)))
    made.do(Undo())
    assert made.events == [(0, 0.1), (0, 0.01)]
    assert made.shown.undo is None


def test_the_former_value_of_each_event_is_known(driven: Any) -> None:
    made = driven().do(*(Edit("weight", Weight("bias", (0,), v)) for v in (1.0, 2.0, 3.0)))
    first, *later = (made.branch.former(k).value.value for k in range(3))
    assert later == [1.0, 2.0]
    made.do(Undo(), Undo(), Undo())
    assert made.run.stand.trainer.weights()["bias"][0] == first
    assert made.branch.former(5).value.value == 1.0
    assert made.branch.former(6) is None


# What is kept.


def test_a_branch_that_is_dropped_is_gone(driven: Any) -> None:
    made, seen = driven(WIDE).do(Advance(6)), []
    for k in range(MOST_BRANCHES + 10):
        seen.append(weakref.ref(made.branch))
        made.do(Seek(3), rate(0.001 + k * 1e-5), Advance(2))
        assert made.shown.states <= made.shown.budget
    gc.collect()
    assert len(made.shown.others) == MOST_BRANCHES
    alive = {id(branch()) for branch in seen if branch() is not None}
    assert alive == {id(branch) for branch in made.shown.others}


def test_the_ends_of_branches_are_kept_within_the_budget(driven: Any) -> None:
    row = driven(WIDE).run.stand.states.row_bytes
    for rows in (0, 3, 16, 40, 400):
        made = driven(WIDE, rows * row).do(Advance(20))
        for k in range(30):
            made.do(Seek(3 + k % 5), rate(0.001 + k * 1e-5), Advance(9))
            ends = [b.last for b in (made.branch, *made.run.winding.others) if b.last is not None]
            states = made.run.stand.states
            assert made.shown.states == states.bytes + sum(end.row.nbytes for end in ends)
            assert made.shown.states <= rows * row
        assert (rows >= 8) == bool(ends)


def test_after_its_branch_was_dropped_an_edit_is_undone_by_an_event(driven: Any) -> None:
    made = driven().do(Advance(6), Seek(3), rate(0.5))
    first = made.branch
    for k in range(MOST_BRANCHES):
        made.do(Seek(2), Edit("momentum", 0.01 * (k + 1)), Advance(2))
    while made.branch is not first:
        made.do(Other())
    assert made.shown.undo == Event(3, "learning_rate", 0.01)
    made.do(Undo())
    assert made.events == [(3, 0.5), (3, 0.01)]


def test_where_two_courses_differ() -> None:
    one, other = Event(3, "momentum", 0.5), Event(4, "momentum", 0.25)
    for events, others, same in (
        ([], [], 0),
        ([one], [one], 1),
        ([one], [one, other], 1),
        ([other], [one, other], 0),
        ([one, other], [one, one], 1),
    ):
        assert alike(events, others) == same == alike(others, events)


def test_what_is_written_down_of_a_course_whose_past_is_known_in_part() -> None:
    task = Task(Experiment())
    branch = Branch(Regime(task.experiment), History(task), 100)
    branch.events.append(RATE)
    branch.record(Event(70, "learning_rate", 0.1), RATE)
    assert (branch.former(0), branch.former(1)) == (None, RATE)
