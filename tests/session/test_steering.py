"""What orders do: where they come at once, on the way to a moment, and at the end of a run."""

from typing import Any

import pytest

from rnn_tui.edits import Weight, Zero
from rnn_tui.experiment import Experiment, Optimizer, Readout
from rnn_tui.record import Event, Phase
from rnn_tui.session.divergence import PATIENCE, way_back
from rnn_tui.session.orders import (
    Advance,
    Edit,
    GoOn,
    Move,
    Other,
    Pause,
    Play,
    Recover,
    Seek,
    Toggle,
    Undo,
)
from rnn_tui.session.plan import Plan
from rnn_tui.session.until import parse_until

LONG = Experiment(iterations=300)
ROUGH = Experiment(
    readout=Readout.LINEAR,
    hidden_size=8,
    optimizer=Optimizer.SGD,
    learning_rate=0.01,
    iterations=400,
)
FEW = 3_000
"""Bytes for a few states only, so that most moments are trained again."""


@pytest.fixture
def under_way(driven: Any) -> Any:
    """Make a run of 300 iterations that is on its way from 0 to 250, at 3."""
    made = driven(LONG, FEW).do(Play(), Seek(0))
    made.give(Seek(250), turns=3)
    assert 0 < made.moment < 250
    return made


# On the way to a moment.


def test_a_move_is_counted_from_the_moment_that_is_sought(under_way: Any) -> None:
    under_way.give(Move(-1), turns=2)
    under_way.do(Move(-10))
    assert under_way.moment == 239


def test_an_edit_waits_for_the_moment_that_is_sought(under_way: Any) -> None:
    under_way.do(Edit("learning_rate", 0.5))
    assert under_way.moment == 250
    assert under_way.events == [(250, 0.5)]


@pytest.mark.parametrize("another", [Seek(0), Seek(100), Move(-10)])
def test_what_waits_is_dropped_when_another_moment_is_sought(under_way: Any, another: Any) -> None:
    under_way.give(Edit("learning_rate", 0.5), Play(), turns=1)
    under_way.do(another, Seek(40), Move(1))
    assert under_way.moment == 41
    assert under_way.session.phase is Phase.PAUSED
    assert (under_way.events, under_way.run.winding.others) == ([], ())


def test_what_waits_is_dropped_by_a_pause(under_way: Any) -> None:
    under_way.give(Edit("learning_rate", 0.5), turns=1)
    under_way.do(Pause())
    assert under_way.moment < 250
    under_way.do(Seek(60))
    assert under_way.events == []


def test_what_was_dropped_by_a_pause_is_not_done_in_another_future(driven: Any) -> None:
    made = driven(LONG, FEW).do(Play(), Seek(200), Edit("learning_rate", 0.5), Advance(90))
    made.give(Seek(190), Edit("momentum", 0.5), Pause(), turns=2)
    assert made.moment < 190
    made.do(Other(), Seek(100), Seek(250))
    assert made.events == []


def test_nothing_waits_where_the_moment_sought_is_the_one_reached(under_way: Any) -> None:
    under_way.give(Edit("learning_rate", 0.5), turns=1)
    here = under_way.moment
    under_way.do(Seek(here))
    assert (under_way.moment, under_way.session.phase) == (here, Phase.PAUSED)
    under_way.do(Seek(60))
    assert under_way.events == []


def test_what_waits_is_done_in_order(under_way: Any) -> None:
    orders = (Edit("learning_rate", 0.5), Edit("zero", Zero(1)), Undo(), Advance(3))
    under_way.give(*orders, turns=100_000)
    assert under_way.moment == 253
    assert under_way.events == [(250, 0.5), (250, Zero(1)), (250, Zero(1, on=False))]


# Iterations that are owed.


@pytest.mark.parametrize(
    ("before", "presses"),
    [
        ((Advance(20), Seek(15)), 2),  # to the latest moment, then beyond it
        ((Advance(95),), 2),  # to the last that is planned, then beyond it
        ((Play(), Seek(95)), 3),  # to the end of a run that is done, then beyond it
    ],
)
def test_iterations_asked_for_at_once_are_those_asked_for_one_by_one(
    driven: Any, before: tuple[Any, ...], presses: int
) -> None:
    slow = driven().do(*before, *[Advance(10)] * presses)
    quick = driven().do(*before)
    quick.give(*[Advance(10)] * presses, turns=100_000)
    assert (quick.moment, quick.session.phase) == (slow.moment, slow.session.phase)
    assert quick.branch.planned == slow.branch.planned


def test_two_time_steps_toggled_at_once_are_both_toggled(driven: Any) -> None:
    made = driven()
    made.give(Toggle(2), Toggle(3), turns=10)
    assert made.run.stand.regime.experiment.loss_weights == (1, 1, 0, 0)
    made.do(Toggle(2), Toggle(3))
    assert made.run.stand.regime.experiment.loss_weights is None
    made.give(*map(Toggle, range(4)), turns=10)
    assert made.run.stand.regime.experiment.loss_weights == (0, 0, 0, 1)


# After a divergence.


def blown_up(driven: Any, *orders: Any, experiment: Experiment = ROUGH, **plan: Any) -> Any:
    made = driven(experiment, **plan).do(*orders, Play())
    assert made.session.phase is Phase.DIVERGED
    return made


def test_where_the_rate_was_raised_tenfold_recovering_begins_another_branch(driven: Any) -> None:
    rough = ROUGH.replace(learning_rate=10.0)
    made = blown_up(driven, Advance(20), Edit("learning_rate", 100.0), experiment=rough)
    moment, rate = way_back(made.branch) or (-1, 0.0)
    assert rate == 1.0  # at that moment it was 10
    made.do(Recover())
    assert made.events[0] == (moment, 1.0)
    assert len(made.run.winding.others) == 1


def test_recovering_goes_back_before_the_excess_not_into_it(driven: Any) -> None:
    made = blown_up(driven, Edit("weight", Weight("readout_bias", (0,), 1000.0)))
    # The cost falls slowly: its lowest is where the run ended.
    assert made.moment == PATIENCE - 1
    assert way_back(made.branch) == (0, 0.001)
    made.give(Recover(), turns=1)
    assert made.events[-1] == (0, 0.001)
    assert len(made.run.winding.others) == 1
    made.do(Seek(5))
    assert made.events[-1] == (0, 0.001)


def test_what_diverges_at_once_has_no_way_back(rig: Any) -> None:
    made = rig()
    made.trainer.fault = lambda _: float("nan")
    made.session.start()
    branch = made.reach(Phase.DIVERGED).branch
    assert way_back(branch) is None
    made.session.recover()
    made.session.move(-1)
    assert made.session.stop(10)
    assert (made.session.phase, made.session.branch) == (Phase.DIVERGED, branch)


@pytest.mark.parametrize("memory", [0, FEW, 64_000_000])
@pytest.mark.parametrize("moment", [0, 1, 10])
def test_undoing_what_blew_a_run_up_goes_on_without_it(
    driven: Any, moment: int, memory: int
) -> None:
    cause = Edit("weight", Weight("readout_bias", (0,), 1000.0))
    others = Edit("momentum", 0.25), Edit("zero", Zero(3))
    made = blown_up(driven, Seek(0), *[Advance(moment)][: moment > 0], *others, cause)
    before = made.branch
    made.do(Undo())
    snapshot = made.shown
    assert (snapshot.phase, snapshot.moment, snapshot.ahead) == (Phase.PAUSED, moment, 0)
    assert (snapshot.others, snapshot.undo) == ((before,), before)
    assert made.events == [(moment, 0.25), (moment, Zero(3))]
    plain = driven(ROUGH).do(*[Advance(moment)][: moment > 0], *others)
    for run in (made, plain):
        run.do(Play())
    assert made.session.phase is Phase.DONE
    same = "solved_at", "marks", "answers"
    assert [getattr(made.branch.history, name) for name in same] == [
        getattr(plain.branch.history, name) for name in same
    ]
    assert made.run.stand.cost == plain.run.stand.cost
    made.do(Other())
    assert (made.branch, made.session.phase) == (before, Phase.DIVERGED)


def test_undoing_a_planned_edit_that_blew_a_run_up_leaves_it_out(driven: Any) -> None:
    cause = Event(5, "weight", Weight("readout_bias", (0,), 1000.0))
    events = Event(5, "momentum", 0.25), Event(5, "momentum", 0.5), cause
    made = blown_up(driven, events=events).do(Undo(), Play())
    assert made.session.phase is Phase.DONE
    assert made.events == [(5, 0.25), (5, 0.5)]
    made.do(Seek(2), Edit("clip_norm", 5.0), Play())
    assert made.events == [(2, 5.0), (5, 0.25), (5, 0.5)]


def test_undoing_what_blew_up_at_once_goes_on_without_it(rig: Any) -> None:
    event = Event(0, "learning_rate", 0.5)
    made = rig(plan=Plan(Experiment(iterations=5), events=(event,)))
    made.trainer.fault = lambda _: float("nan")
    made.session.start()
    made.reach(Phase.DIVERGED)
    made.trainer.fault = None
    made.session.undo()
    made.until(lambda s: s.others and s.phase is Phase.PAUSED)
    made.session.play()
    assert made.reach(Phase.DONE).branch.events == []


def test_where_it_was_right_first_is_known_without_what_blew_it_up(driven: Any) -> None:
    quick = ROUGH.replace(learning_rate=0.5)
    solved_at = driven(quick).do(Play()).branch.history.solved_at
    cause = Edit("weight", Weight("readout_bias", (0,), 1000.0))
    made = blown_up(driven, Advance(solved_at + 1), cause, experiment=quick).do(Undo())
    assert (made.moment, made.branch.history.solved_at) == (solved_at + 1, solved_at)


def test_undoing_again_returns_to_what_diverged(driven: Any) -> None:
    made = blown_up(driven, Advance(10), Edit("learning_rate", 100.0))
    former = made.branch
    made.do(Undo(), Undo())
    assert (made.branch, made.session.phase) == (former, Phase.DIVERGED)


# At the end.


def test_an_edit_after_the_end_is_in_the_outcome(driven: Any) -> None:
    made = driven().do(Play())
    outcome, weights = made.session.outcome, made.session.weights
    made.do(Edit("weight", Weight("bias", (0,), 3.0)))
    assert made.session.phase is Phase.DONE
    assert made.session.weights["bias"][0] == 3.0 != weights["bias"][0]
    assert made.session.outcome.cost == made.run.stand.cost != outcome.cost
    made.do(Seek(5), Seek(100))
    assert made.session.weights["bias"][0] == 3.0
    made.do(Undo())
    assert (made.session.outcome.cost, made.session.outcome.prediction) == (
        outcome.cost,
        outcome.prediction,
    )


def test_the_answer_of_a_moment_is_that_of_the_network_as_it_was_edited(driven: Any) -> None:
    made = driven().do(Advance(80))
    assert made.run.stand.prediction == "ello"
    history = made.branch.history
    for index, value in enumerate((5.0, -5.0, -5.0, -5.0)):
        made.do(Edit("weight", Weight("bias", (index,), value)))
    assert tuple(history.answers[-1].ids) == made.shown.picture.predictions == (0, 0, 0, 0)
    assert not history.correct
    assert made.run.stand.prediction == "hhhh"
    made.do(*[Undo()] * 4)
    assert history.correct
    made.do(*[Edit("zero", Zero(unit)) for unit in range(4)])
    assert tuple(history.answers[-1].ids) == made.shown.picture.predictions
    assert [mark.kind for mark in history.marks if mark.moment == 80].count("lost") == 2


def test_with_no_state_to_carry_the_answer_may_be_another(driven: Any) -> None:
    made = driven(Experiment(text="hihello", carry_state=True, iterations=100)).do(Advance(5))
    before = tuple(made.branch.history.answers[-1].ids)
    made.do(Edit("carry_state", False))
    after = tuple(made.branch.history.answers[-1].ids)
    assert before != after == made.shown.picture.predictions


@pytest.mark.parametrize("back", [(), (Seek(1), Seek(3))])
def test_how_long_it_was_right_outlasts_winding(driven: Any, back: tuple[Any, ...]) -> None:
    made = driven(Experiment(text="aaa"), until=(parse_until("solved:6"),))
    made.do(Advance(3), *back, Play())
    assert (made.moment, made.run.stopped_by) == (6, "solved:6")


@pytest.mark.parametrize("back", [(), (Seek(1), Seek(18))])
def test_what_is_far_above_a_guess_is_judged_by_the_weights_of_its_time(
    driven: Any, back: tuple[Any, ...]
) -> None:
    heavy = ROUGH.replace(loss_weights=(100.0,) * 4, learning_rate=1e-9)
    high = Edit("weight", Weight("readout_bias", (0,), 1000.0))
    made = driven(heavy).do(Advance(15), Edit("loss_weights", None), high, Advance(3))
    made.do(*back, Play())
    assert (made.session.phase, made.moment) == (Phase.DIVERGED, 15 + PATIENCE - 1)


def test_a_run_that_goes_on_ends_later(driven: Any) -> None:
    made = driven().do(Play(), GoOn())
    assert (made.moment, made.branch.planned) == (200, 200)
