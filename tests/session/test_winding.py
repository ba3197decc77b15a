"""Moving in time: to any moment, into another future, back again; the engine does no arithmetic."""

from typing import Any

import pytest

from rnn_tui.edits import Zero
from rnn_tui.experiment import Experiment
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.session.plan import Plan


def at(moment: int, phase: Phase = Phase.PAUSED) -> Any:
    return lambda s: s.moment == moment and s.phase is phase


def done(rig: Any, iterations: int = 20, **settings: Any) -> Any:
    made = rig(Experiment(iterations=iterations), **settings)
    made.session.start()
    made.reach(Phase.DONE)
    return made


@pytest.mark.parametrize("memory", [0, 40, 10_000])
def test_any_moment_is_shown_again(rig: Any, memory: int) -> None:
    made = done(rig, history_memory=memory)
    for moment in (7, 3, 19, 0, 12):
        made.session.seek(moment)
        snapshot = made.until(at(moment))
        assert snapshot.cost == 5 / (moment + 1)
        assert (snapshot.latest, snapshot.ahead) == (20, 20 - moment)
        assert snapshot.picture.moment == moment
        assert made.trainer.moment == moment


def test_what_is_kept_is_not_trained_again(rig: Any) -> None:
    made = done(rig)
    made.trainer.calls.clear()
    made.session.seek(7)
    made.until(at(7))
    assert [call for call in made.trainer.calls if "step" in call] == []
    assert "put back 7" in made.trainer.calls


def test_beyond_the_budget_it_is_trained_again_from_the_state_before(rig: Any) -> None:
    made = done(rig, 64, history_memory=16 * 4)
    made.trainer.calls.clear()
    made.session.seek(31)
    made.until(at(31))
    steps = [call for call in made.trainer.calls if "step" in call]
    put = int(next(call for call in made.trainer.calls if "put" in call).split()[-1])
    assert 0 < put < 31
    assert steps == [f"step {k}" for k in range(put, 31)]


def test_the_end_is_the_end_again(rig: Any) -> None:
    made = done(rig)
    outcome = made.session.outcome
    made.session.seek(5)
    made.until(at(5))
    assert made.session.outcome is None
    made.session.seek(10**9)
    snapshot = made.until(at(20, Phase.DONE))
    assert snapshot.ahead == 0
    assert made.session.outcome is outcome


def test_moves_add_up_and_stop_at_both_ends(rig: Any) -> None:
    made = done(rig)
    for by in (-1, -1, -10):
        made.session.move(by)
    made.until(at(8))
    made.session.move(-100)
    made.until(at(0))
    made.session.move(3)
    made.until(at(3))
    made.session.move(100)
    made.until(at(20, Phase.DONE))


def test_it_plays_again_to_the_end_and_tells_nobody(rig: Any) -> None:
    class Tape:
        def __init__(self) -> None:
            self.iterations: list[int] = []
            self.ends = 0

        def iteration(self, iteration: int, *_: Any) -> None:
            self.iterations.append(iteration)

        def ended(self, _: Any) -> None:
            self.ends += 1

    tape = Tape()
    made = done(rig, sinks=[tape])
    answers, marks = list(made.session.history.answers), list(made.session.history.marks)
    made.session.seek(2)
    made.until(at(2))
    made.session.play()
    made.until(at(20, Phase.DONE))
    assert tape.iterations == list(range(20))
    assert tape.ends == 1
    assert (made.session.history.answers, made.session.history.marks) == (answers, marks)


def test_from_a_pause_it_plays_again_and_then_trains_on(rig: Any) -> None:
    made = rig(Experiment(iterations=20), paused=True)
    made.session.start()
    made.session.advance(10)
    made.until(at(10))
    made.session.move(-5)
    made.until(at(5))
    made.session.advance(10)
    assert made.until(at(10)).ahead == 0
    made.session.move(-5)
    made.until(at(5))
    made.session.play()
    made.until(at(20, Phase.DONE))
    assert made.session.history.count == 21


def branch_at(made: Any, moment: int, field: str, value: object) -> Any:
    made.session.seek(moment)
    made.until(at(moment))
    made.session.edit(field, value)
    return made.until(lambda s: s.others and s.moment == moment)


def test_an_edit_in_the_past_begins_another_future(rig: Any) -> None:
    made = done(rig)
    snapshot = branch_at(made, 8, "learning_rate", 0.5)
    assert (snapshot.latest, snapshot.ahead) == (8, 0)
    assert snapshot.experiment.learning_rate == 0.5
    assert snapshot.branch.events == [Event(8, "learning_rate", 0.5)]
    assert snapshot.branch.change == Event(8, "learning_rate", 0.5)
    (former,) = snapshot.others
    assert (former.latest, former.events, former.phase) == (20, [], Phase.DONE)
    assert former.change == Event(8, "learning_rate", 0.01)
    assert snapshot.undo is former
    made.session.play()
    end = made.until(at(20, Phase.DONE))
    assert end.branch.history.count == 21
    assert former.history.count == 21
    assert [mark.moment for mark in former.history.marks if mark.kind == "edit"] == []


def test_undo_returns_to_the_former_future_and_keeps_both(rig: Any) -> None:
    made = done(rig)
    first = branch_at(made, 8, "learning_rate", 0.5)
    made.session.advance(4)
    made.until(at(12))
    made.session.undo()
    snapshot = made.until(at(20, Phase.DONE))
    assert snapshot.branch is first.others[0]
    assert snapshot.experiment.learning_rate == 0.01
    assert snapshot.others == (first.branch,)
    assert first.branch.latest == 12
    assert snapshot.undo is None
    made.session.other()
    again = made.until(at(12))
    assert again.branch is first.branch
    assert again.experiment.learning_rate == 0.5


@pytest.mark.parametrize("memory", [0, 40, 10_000])
def test_another_future_has_its_own_events_at_every_moment(rig: Any, memory: int) -> None:
    made = done(rig, history_memory=memory)
    branch_at(made, 8, "learning_rate", 0.5)
    made.session.play()
    made.until(at(20, Phase.DONE))
    made.session.seek(7)
    assert made.until(at(7)).experiment.learning_rate == 0.01
    made.session.seek(8)
    assert made.until(at(8)).experiment.learning_rate == 0.5
    made.session.other()
    made.until(at(20, Phase.DONE))
    made.session.seek(8)
    assert made.until(at(8)).experiment.learning_rate == 0.01


def test_an_edit_in_flight_is_undone_by_another_event(rig: Any) -> None:
    made = rig(Experiment(iterations=20), paused=True)
    made.session.start()
    made.session.advance(4)
    made.until(at(4))
    made.session.edit("learning_rate", 0.5)
    snapshot = made.until(lambda s: s.experiment.learning_rate == 0.5)
    assert snapshot.undo == Event(4, "learning_rate", 0.01)
    made.session.advance(2)
    made.until(at(6))
    made.session.undo()
    snapshot = made.until(lambda s: s.experiment.learning_rate == 0.01)
    assert snapshot.branch.events == [
        Event(4, "learning_rate", 0.5),
        Event(6, "learning_rate", 0.01),
    ]
    assert (snapshot.others, snapshot.undo) == ((), None)


def test_undoing_while_it_plays_goes_on_playing(rig: Any) -> None:
    made = rig(Experiment(iterations=10**9))
    made.session.start()
    made.session.edit("learning_rate", 0.5)
    made.until(lambda s: s.experiment.learning_rate == 0.5)
    made.session.undo()
    snapshot = made.until(lambda s: s.experiment.learning_rate == 0.01)
    assert snapshot.phase is Phase.RUNNING


def test_undoing_an_edit_that_lies_ahead_begins_a_future_without_it(rig: Any) -> None:
    made = rig(plan=Plan(Experiment(iterations=20), events=(Event(10, "learning_rate", 0.5),)))
    made.session.start()
    made.reach(Phase.DONE)
    made.session.seek(5)
    made.until(at(5))
    made.session.undo()
    snapshot = made.until(lambda s: s.others)
    assert snapshot.branch.events == []
    made.session.play()
    assert made.until(at(20, Phase.DONE)).experiment.learning_rate == 0.01
    made.session.undo()
    back = made.until(lambda s: s.branch is not snapshot.branch)
    assert back.experiment.learning_rate == 0.5


def test_nothing_to_undo_changes_nothing(rig: Any) -> None:
    made = done(rig)
    made.session.undo()
    made.session.other()
    made.session.seek(4)
    assert made.until(at(4)).others == ()


def test_an_edit_that_changes_nothing_is_no_event(rig: Any) -> None:
    made = done(rig)
    made.session.seek(4)
    made.until(at(4))
    made.session.edit("learning_rate", 0.01)
    made.session.edit("zero", Zero(1, on=False))
    made.session.move(1)
    snapshot = made.until(at(5))
    assert (snapshot.others, snapshot.branch.events) == ((), [])


def test_a_unit_is_zeroed_and_comes_back(rig: Any) -> None:
    made = rig(Experiment(iterations=20), paused=True)
    made.session.start()
    made.session.edit("zero", Zero(1))
    assert made.until(lambda s: s.ablations.zeroed == {1}).undo == Event(0, "zero", Zero(1, False))
    made.session.undo()
    assert made.until(lambda s: not s.ablations.zeroed).undo is None


def test_where_the_answer_was_right_first_belongs_to_the_branch(rig: Any) -> None:
    made = done(rig, answers=("hhhh", "ehhh", "ehhh", "ello"))
    assert made.session.history.solved_at == 2
    snapshot = branch_at(made, 2, "learning_rate", 0.5)
    assert snapshot.branch.history.solved_at is None
    assert [m.kind for m in snapshot.branch.history.marks] == ["edit"]
    made.session.play()
    assert made.until(at(20, Phase.DONE)).branch.history.solved_at == 2


def test_after_a_divergence_it_goes_on_from_before_with_a_tenth_of_the_rate(rig: Any) -> None:
    made = rig(Experiment(iterations=100))
    costs = {12: 0.5, 13: float("nan")}
    made.trainer.fault = lambda moment: costs.get(moment, 3.0)
    made.session.start()
    assert made.reach(Phase.DIVERGED).moment == 13
    made.trainer.fault = None
    made.session.recover()
    snapshot = made.until(at(100, Phase.DONE))
    assert snapshot.branch.events == [Event(12, "learning_rate", 0.001)]
    (former,) = snapshot.others
    assert former.phase is Phase.DIVERGED
    made.session.undo()
    assert made.until(at(13, Phase.DIVERGED)).reason


def test_a_diverged_run_can_be_wound_back(rig: Any) -> None:
    made = rig(Experiment(iterations=100))
    made.trainer.fault = lambda moment: float("nan") if moment == 13 else 3.0
    made.session.start()
    made.reach(Phase.DIVERGED)
    made.session.move(-3)
    assert made.until(at(10)).reason is None
    made.session.play()
    assert made.until(at(13, Phase.DIVERGED)).reason


def test_the_oldest_of_many_futures_is_given_up(rig: Any) -> None:
    made = done(rig)
    for k in range(20):
        branch_at(made, 8, "learning_rate", 0.1 + k)
        made.session.advance()
        snapshot = made.until(at(9))
    assert len(snapshot.others) == 16
    assert all(isinstance(branch, Branch) for branch in snapshot.others)
    assert snapshot.undo is snapshot.others[-1]
