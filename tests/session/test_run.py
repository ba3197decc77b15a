# ruff: noqa: ARG002 - a stand-in has the signature of what it stands for
"""Runs on the caller's thread: what is told, recorded and kept, iteration by iteration."""

import math
from dataclasses import dataclass, field
from typing import Any

import pytest

from rnn_tui.experiment import Experiment, Readout
from rnn_tui.record import Event, Outcome, Phase
from rnn_tui.session.frames import Frames
from rnn_tui.session.plan import Plan
from rnn_tui.session.run import Run
from rnn_tui.session.session import Session
from rnn_tui.session.states import States
from rnn_tui.session.until import parse_until


@dataclass
class Tape:
    """A sink that keeps what it is told."""

    lines: list[tuple[int, float, str, bool]] = field(default_factory=list)
    ends: list[Outcome] = field(default_factory=list)

    def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
        self.lines.append((iteration, cost, prediction, correct))

    def ended(self, outcome: Outcome) -> None:
        self.ends.append(outcome)


def test_a_line_carries_the_cost_before_and_the_answer_after(rig: Any) -> None:
    tape = Tape()
    made = rig(sinks=[tape])
    outcome = made.session.run_inline()
    assert tape.lines == [
        (0, 5.0, "ehhh", False),
        (1, 2.5, "ello", True),
        (2, 5 / 3, "ello", True),
        (3, 1.25, "ello", True),
        (4, 1.0, "ello", True),
    ]
    assert tape.ends == [outcome]
    assert outcome.phase is Phase.DONE
    assert (outcome.iterations, outcome.solved_at, outcome.cost) == (5, 1, 5 / 6)
    assert (outcome.prediction, outcome.target, outcome.parameters) == ("ello", "ello", 36)
    assert made.session.phase is Phase.DONE


def test_history_keeps_every_cost_and_the_answers_that_changed(rig: Any) -> None:
    made = rig(answers=("hhhh", "ello", "ello", "elle", "ello"))
    made.session.run_inline()
    history = made.session.history
    assert [history.cost(k) for k in range(history.count)] == pytest.approx(
        [5 / (k + 1) for k in range(6)]
    )
    spelled = [
        (line.moment, made.session.task.spell(tuple(line.ids)), line.right, line.correct)
        for line in history.answers
    ]
    assert spelled == [
        (0, "hhhh", 0, False),
        (1, "ello", 4, True),
        (3, "elle", 3, False),
        (4, "ello", 4, True),
    ]
    assert [line.cost for line in history.answers] == [5, 2.5, 1.25, 1]
    assert [(mark.moment, mark.kind) for mark in history.marks] == [
        (1, "right"),
        (3, "lost"),
        (4, "right"),
    ]
    assert history.solved_at == 0


def test_the_cost_of_each_moment_is_measured_once(rig: Any) -> None:
    made = rig(Experiment(iterations=2))
    made.session.run_inline()
    passes = [call for call in made.trainer.calls if not call.startswith("answer")]
    assert passes == ["measure 0", "step 0", "measure 1", "step 1", "measure 2"]


def test_the_last_answer_is_asked_for_where_none_was_due(rig: Any) -> None:
    tape = Tape()
    made = rig(Experiment(iterations=4), every=3, sinks=[tape])
    made.session.run_inline()
    assert [line[2] for line in tape.lines] == ["hhhh", "hhhh", "ello", "ello"]
    assert made.trainer.calls[-1] == "answer 4"


def test_edits_take_effect_before_their_update_in_order(rig: Any) -> None:
    events = (
        Event(3, "learning_rate", 0.5),
        Event(1, "momentum", 0.25),
        Event(1, "learning_rate", 0.2),
    )
    made = rig(plan=Plan(Experiment(iterations=4), events=events))
    made.session.run_inline()
    calls = [call for call in made.trainer.calls if not call.startswith(("measure", "answer"))]
    assert calls == [
        "step 0",
        "edit momentum=0.25 at 1",
        "edit learning_rate=0.2 at 1",
        "step 1",
        "step 2",
        "edit learning_rate=0.5 at 3",
        "step 3",
    ]
    assert [mark.moment for mark in made.session.history.marks if mark.kind == "edit"] == [1, 1, 3]
    assert [event.iteration for event in made.session.branch.events] == [1, 1, 3]


def test_an_edit_of_the_loss_weights_changes_cost_and_verdict_of_its_moment(rig: Any) -> None:
    plan = Plan(Experiment(iterations=3), events=(Event(1, "loss_weights", (1.0, 0, 0, 0)),))
    tape = Tape()
    made = rig(plan=plan, answers=("hhhh", "ehhh"), sinks=[tape])
    made.session.run_inline()
    history = made.session.history
    # The line of iteration 1 has the cost of moment 1 under the new weights.
    assert [line[1] for line in tape.lines] == [5, 5, pytest.approx(10 / 3)]
    assert history.cost(1) == 5
    assert [(line.moment, line.right, line.correct) for line in history.answers] == [
        (0, 0, False),
        (1, 1, True),
    ]
    assert history.answers[-1].cost == 5
    assert [line[3] for line in tape.lines] == [False, True, True]


def test_a_cost_that_is_no_number_stops_before_the_update(rig: Any) -> None:
    tape = Tape()
    made = rig(sinks=[tape])
    made.trainer.fault = lambda moment: math.nan if moment == 2 else 1.0
    outcome = made.session.run_inline()
    assert outcome.phase is Phase.DIVERGED
    assert outcome.iterations == 2
    assert "cost of iteration 2 is not a finite number" in (outcome.reason or "")
    assert "saturated" in (outcome.reason or "")
    assert [line[0] for line in tape.lines] == [0, 1, 2]
    assert math.isnan(tape.lines[-1][1])
    assert tape.lines[-1][2] == "ello"
    assert made.trainer.moment == 2
    assert made.session.weights is not None
    assert int(made.session.weights["moment"]) == 1


def test_a_cost_far_above_a_guess_may_recover_but_not_stay(rig: Any) -> None:
    experiment = Experiment(iterations=100, readout=Readout.LINEAR)
    for_long = rig(experiment)
    for_long.trainer.fault = lambda moment: 56.0 if 10 <= moment < 30 else 1.0
    outcome = for_long.session.run_inline()
    assert (outcome.phase, outcome.iterations) == (Phase.DIVERGED, 29)
    assert "clip norm" in (outcome.reason or "")
    assert int(for_long.session.weights["moment"]) == 29
    recovers = rig(experiment)
    recovers.trainer.fault = lambda moment: 56.0 if 10 <= moment < 29 else 1.0
    assert recovers.session.run_inline().phase is Phase.DONE


@pytest.mark.parametrize(
    ("typed", "iterations"),
    [("solved", 2), ("solved:3", 4), ("cost=1.3", 4), ("seconds=1e-9", 1)],
)
def test_until(rig: Any, typed: str, iterations: int) -> None:
    made = rig(plan=Plan(Experiment(iterations=50), until=(parse_until(typed),)))
    outcome = made.session.run_inline()
    assert (outcome.phase, outcome.iterations) == (Phase.DONE, iterations)
    assert outcome.stopped_by == typed


def test_any_condition_stops(rig: Any) -> None:
    until = (parse_until("cost=0.001"), parse_until("solved:2"))
    outcome = rig(plan=Plan(Experiment(iterations=50), until=until)).session.run_inline()
    assert (outcome.iterations, outcome.stopped_by) == (3, "solved:2")


def test_a_fault_ends_the_run_with_one_line(rig: Any) -> None:
    made = rig()

    def fault(moment: int) -> float:
        if moment < 2:
            return 1.0
        raise ValueError("bad \x1b[31m thing\nsecond line")

    made.trainer.fault = fault
    outcome = made.session.run_inline()
    assert outcome.phase is Phase.FAILED
    assert outcome.reason == "unexpected: ValueError: bad ␛[31m thing"
    assert isinstance(made.session.error, ValueError)


def test_a_sink_that_raises_ends_the_run(rig: Any) -> None:
    class Broken(Tape):
        def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
            raise BrokenPipeError

    outcome = rig(sinks=[Broken()]).session.run_inline()
    assert outcome.phase is Phase.FAILED
    assert outcome.iterations == 1


def test_more_than_the_memory_is_refused_before_anything_is_built(rig: Any) -> None:
    made = rig(Experiment(text="hello", readout=Readout.LINEAR, hidden_size=1000), memory=10**6)
    outcome = made.session.run_inline()
    assert outcome.phase is Phase.FAILED
    assert "more than --memory" in (outcome.reason or "")
    assert made.trainer.calls == []


def test_interrupted_inline(rig: Any) -> None:
    made = rig(Experiment(iterations=100))
    made.trainer.fault = lambda moment: made.session.interrupt() or 1.0 if moment == 3 else 1.0
    outcome = made.session.run_inline()
    assert (outcome.phase, outcome.iterations, outcome.reason) == (Phase.INTERRUPTED, 3, None)


def test_heavier_weights_raise_what_is_far_above(rig: Any) -> None:
    heavy = (10.0, 10.0, 10.0, 10.0)
    plan = Plan(Experiment(iterations=50), events=(Event(0, "loss_weights", heavy),))
    made = rig(plan=plan)
    made.trainer.fault = lambda _: 60.0
    assert made.session.run_inline().phase is Phase.DONE


def test_an_edit_to_the_value_that_holds_is_none(rig: Any) -> None:
    plan = Plan(Experiment(iterations=3), events=(Event(1, "learning_rate", 0.01),))
    made = rig(plan=plan)
    made.session.run_inline()
    assert made.session.branch.events == []
    assert made.session.history.marks[0].kind == "right"


def test_an_interrupt_while_loading_ends_the_run(rig: Any) -> None:
    def build(_: Plan) -> Any:
        raise KeyboardInterrupt

    tape = Tape()
    outcome = Session(Plan(Experiment()), build=build, sinks=[tape]).run_inline()
    assert (outcome.phase, outcome.iterations) == (Phase.INTERRUPTED, 0)
    assert tape.ends == [outcome]
    stopped = rig()
    stopped.session.interrupt()
    assert stopped.session.run_inline().phase is Phase.INTERRUPTED
    assert stopped.trainer.calls == []


def never(_: Any) -> States:
    raise AssertionError


def test_a_picture_that_takes_long_is_drawn_seldom_while_running(rig: Any) -> None:
    made, now = rig(), [100.0]
    made.session.phase = Phase.RUNNING
    run = Run(made.session, lambda _: made.trainer, never, lambda: now[0])
    run.stand.engine = made.trainer

    def take_a_second() -> None:
        now[0] += 1

    made.trainer.blind = take_a_second
    frames = Frames(run, lambda: now[0])
    drawn = []
    for moment in range(20):
        run.stand.moment = moment
        made.session.want()
        frames.serve()
        now[0] += 0.5
        drawn.append(made.session.take() is not None)
    assert drawn == [index % 8 == 0 for index in range(20)]
