"""What is kept of a race or a sweep that ends, and what is not kept of one that is left."""

import threading
from collections.abc import Callable

import pytest

from rnn_tui.axes import Axis
from rnn_tui.contest import report, sweep_report
from rnn_tui.contest.keeping import Ended, ended_race, ended_sweep
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.race import Race
from rnn_tui.contest.sweep import Sweep
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Experiment
from rnn_tui.lanes import default_lanes
from rnn_tui.record import Phase
from rnn_tui.sweep import Grid

CEILING = 10.0
SHORT = Experiment(iterations=20)
RACE = RacePlan(default_lanes(SHORT), range(5))
SWEEP = SweepPlan(Grid(SHORT, (Axis("learning_rate", (0.01, 0.1)),)), range(5))


def until(so: Callable[[], object]) -> None:
    waiting = threading.Event()
    for _ in range(int(CEILING / 0.005)):
        if so():
            return
        waiting.wait(0.005)
    raise TimeoutError


def test_a_race_is_summed_up_once_it_has_ended() -> None:
    found: list[Ended] = []
    race = Race(RACE, ended=lambda race: found.append(ended_race(race)))
    race.run_inline()
    (ended,) = found
    assert (ended.kind, ended.title) == ("race", "race, 3 lanes × 5 seeds")
    assert ended.experiment == SHORT
    assert ended.result == report.to_object(race)
    assert ended.result["phase"] == "done"


def test_a_sweep_is_summed_up_once_it_has_ended() -> None:
    found: list[Ended] = []
    sweep = Sweep(SWEEP, ended=lambda sweep: found.append(ended_sweep(sweep)))
    sweep.run_inline()
    (ended,) = found
    assert (ended.kind, ended.title) == ("sweep", "sweep, 2 points × 5 seeds")
    assert ended.experiment == SHORT
    assert ended.result == sweep_report.to_object(sweep)
    assert ended.result["points_done"] == 2


def test_a_race_that_is_gone_on_with_ends_again() -> None:
    ends: list[int] = []
    race = Race(RACE, ended=lambda race: ends.append(race.moment))
    race.start()
    try:
        until(lambda: ends)
        race.advance()
        until(lambda: race.moment == 21 and race.phase is Phase.DONE)
        race.advance(18)
        until(lambda: race.moment == 39 and race.phase is Phase.DONE)
        assert ends == [20]
        race.advance()
        until(lambda: len(ends) == 2)
        assert ends == [20, 40]
    finally:
        assert race.stop(CEILING)
    assert ends == [20, 40]


@pytest.mark.parametrize("kind", [Race, Sweep])
def test_what_is_left_before_its_end_is_not_told(kind: type) -> None:
    ends: list[object] = []
    begun = kind(RACE if kind is Race else SWEEP, ended=ends.append, paused=True)
    begun.start()
    assert begun.stop(CEILING)
    assert begun.phase is Phase.INTERRUPTED
    assert ends == []
