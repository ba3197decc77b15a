"""A race against the same seeds trained one by one."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from rnn_tui.contest.crew import Crew
from rnn_tui.contest.fates import NEVER
from rnn_tui.contest.plan import SHARES, RacePlan
from rnn_tui.contest.race import Race
from rnn_tui.contest.snapshot import RaceSnapshot
from rnn_tui.contest.standing import Standing
from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.lanes import Lane
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session

Crews = Callable[[Sequence[Experiment]], Crew]
Planned = Callable[..., RacePlan]

WILD = Experiment(
    readout=Readout.LINEAR,
    hidden_size=8,
    optimizer=Optimizer.SGD,
    learning_rate=100.0,
    iterations=40,
)
CEILING = 10.0


class Told:
    """What a run of its own says of each iteration."""

    def __init__(self, experiment: Experiment) -> None:
        self.costs: list[float] = []
        self.right: list[bool] = []
        session = Session(Plan(experiment), speed=None, sinks=(self,))
        self.outcome = session.run_inline()

    def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
        del iteration, prediction
        self.costs.append(cost)
        self.right.append(correct)

    def ended(self, outcome: Any) -> None:
        pass


def raced(plan: RacePlan, crews: Crews) -> Race:
    race = Race(plan, build=crews)
    assert race.run_inline() is Phase.DONE, race.reason
    return race


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(iterations=60),
        Experiment(text="hihello", time_steps=2, batch_size=2, iterations=30),
        Experiment(text="if you want", carry_state=True, time_steps=3, iterations=20),
        Experiment(loss_weights=(1, 0, 2, 1), iterations=50),
    ],
)
def test_every_lane_has_the_numbers_of_its_seeds_alone(
    experiment: Experiment, planned: Planned, crews: Crews
) -> None:
    plan = planned(experiment, seeds=7)
    race = raced(plan, crews)
    assert race.moment == experiment.iterations
    for number, standing in enumerate(race.standings):
        alone = [Told(plan.member(number, seed)) for seed in plan.seeds]
        costs = np.array([told.costs for told in alone]).T
        expected = np.quantile(costs, SHARES, axis=1).T
        np.testing.assert_allclose(standing.costs[: race.moment], expected, rtol=1e-12)
        right = np.array([told.right for told in alone])
        assert standing.right[1 : race.moment + 1].tolist() == right.sum(0).tolist()
        firsts = [told.outcome.solved_at for told in alone]
        assert standing.fates.first_right.tolist() == [NEVER if f is None else f for f in firsts]
        np.testing.assert_allclose(standing.fates.costs, [told.outcome.cost for told in alone])
        assert standing.fates.right.tolist() == right[:, -1].tolist()
        spelled = [told.outcome.prediction for told in alone]
        counts = {standing.task.spell(ids): n for ids, n in standing.answers[-1].counts}
        assert counts == {answer: spelled.count(answer) for answer in spelled}
        assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_seeds_that_diverge_are_counted_and_the_others_go_on(
    planned: Planned, crews: Crews
) -> None:
    lanes = [Lane("wild", WILD), Lane("tame", WILD.replace(learning_rate=0.01))]
    plan = planned(lanes=lanes, seeds=6)
    race = raced(plan, crews)
    wild, tame = race.standings
    ends = [Told(plan.member(0, seed)).outcome for seed in plan.seeds]
    expected = [e.iterations if e.phase is Phase.DIVERGED else NEVER for e in ends]
    assert wild.fates.diverged_at.tolist() == expected
    assert max(expected) > 0
    assert wild.diverged[race.moment] == sum(at != NEVER for at in expected)
    first = min(at for at in expected if at != NEVER)
    assert wild.diverged[first - 1] == 0 < wild.diverged[first]
    assert np.isinf(wild.fates.costs[wild.fates.diverged_at != NEVER]).all()
    assert sum(n for _, n in wild.answers[-1].counts) == expected.count(NEVER)
    assert np.isfinite(tame.costs[: race.moment + 1]).all()
    assert tame.diverged[race.moment] == 0


def test_a_seed_that_has_diverged_is_never_right_again() -> None:
    standing = Standing(Lane("x", Experiment()), range(2))
    start = np.array([5.0, 5.0])
    standing.begin(start, np.zeros((2, 4), int))

    class Given:
        first = 0
        costs = np.array([[5.0, 5.0], [np.nan, 5.0], [5.0, 5.0]])
        solved = np.array([[True, False], [True, True], [True, True]])

    standing.append(Given(), start, np.zeros((2, 4), int))
    assert standing.fates.diverged_at.tolist() == [1, NEVER]
    assert standing.right[:4].tolist() == [0, 1, 1, 1]
    assert standing.fates.first_right.tolist() == [0, 1]
    assert standing.costs[1:4, -1].tolist() == [np.inf] * 3
    assert standing.fates.right.tolist() == [False, True]


def until(race: Race, met: Callable[[RaceSnapshot], bool]) -> RaceSnapshot:
    """Take snapshots until one meets a condition."""
    waiting = threading.Event()
    for _ in range(int(CEILING / 0.005)):
        race.want()
        snapshot = race.take()
        if snapshot is not None and met(snapshot):
            return snapshot
        waiting.wait(0.005)
    raise TimeoutError


def test_a_race_is_paused_advanced_and_gone_on_with(planned: Planned, crews: Crews) -> None:
    race = Race(planned(Experiment(iterations=20), seeds=2), paused=True, build=crews)
    race.start()
    ready = until(race, lambda s: s.phase is Phase.READY)
    assert ready.moment == 0
    assert [s.latest for s in ready.standings] == [0, 0, 0]
    race.advance(3)
    assert until(race, lambda s: s.phase is Phase.PAUSED).moment == 3
    race.play()
    assert until(race, lambda s: s.phase is Phase.DONE).moment == 20
    race.go_on()
    again = until(race, lambda s: s.phase is Phase.DONE and s.moment > 20)
    assert (again.moment, again.iterations) == (40, 40)
    race.advance(2)
    assert until(race, lambda s: s.phase is Phase.DONE and s.moment > 40).moment == 42
    assert race.stop(CEILING)
    assert race.phase is Phase.DONE


def test_lanes_stay_in_step_and_what_was_read_stays(planned: Planned, crews: Crews) -> None:
    race = Race(planned(Experiment(iterations=400), seeds=2), speed=1000, build=crews)
    race.start()
    early = until(race, lambda s: s.moment > 5)
    rows = [standing.costs[: early.moment].copy() for standing in early.standings]
    late = until(race, lambda s: s.phase is Phase.DONE)
    assert {standing.latest for standing in late.standings} == {400}
    for standing, row in zip(late.standings, rows, strict=True):
        np.testing.assert_array_equal(standing.costs[: early.moment], row)
    race.stop(CEILING)


def test_a_race_that_is_stopped_keeps_what_it_has(planned: Planned, crews: Crews) -> None:
    race = Race(planned(Experiment(iterations=10**6), seeds=2), build=crews)
    race.start()
    until(race, lambda s: s.moment > 10)
    assert race.stop(CEILING)
    assert race.phase is Phase.INTERRUPTED
    assert {standing.latest for standing in race.standings} == {race.moment}


def test_a_race_beyond_the_memory_is_refused_with_the_arithmetic(
    planned: Planned, crews: Crews
) -> None:
    race = Race(RacePlan(planned().lanes, range(10**7)), build=crews)
    assert race.run_inline() is Phase.FAILED
    assert race.reason is not None
    assert race.reason.startswith("3 lanes of 10,000,000 seeds over 100 iterations need about ")
    assert "1.0 GB are allowed" in race.reason


def test_a_fault_ends_the_race_with_a_reason(planned: Planned) -> None:
    def build(experiments: Sequence[Experiment]) -> Crew:
        raise RuntimeError("not enough of it")

    race = Race(planned(), build=build)
    assert race.run_inline() is Phase.FAILED
    assert race.reason == "unexpected: RuntimeError: not enough of it"
    assert isinstance(race.error, RuntimeError)


def test_a_member_trained_as_if_alone_needs_no_state(planned: Planned, crews: Crews) -> None:
    plan = planned(Experiment(iterations=9), seeds=3)
    race = raced(plan, crews)
    assert race.state(1, 2) == (9, None)
    assert plan.member(1, 2).cell is Cell.LSTM
    race._runner.crews[1].exact = False  # type: ignore[misc]
    moment, state = race.state(1, 2)
    assert moment == 9
    assert state is not None
    assert int(state["moment"]) == 9
