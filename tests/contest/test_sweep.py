"""A sweep against its points trained by themselves, and what it finds after it was stopped."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.axes import Axis
from rnn_tui.contest.crew import Crew
from rnn_tui.contest.finding import Finding, from_object, to_object
from rnn_tui.contest.journal import HeldError, Journal
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.race import Race
from rnn_tui.contest.sweep import Sweep, SweepSnapshot
from rnn_tui.contest.sweep_plan import Queue, SweepPlan, expected_seconds, too_large
from rnn_tui.contest.sweep_report import ranked, rows
from rnn_tui.contest.sweep_report import to_object as sweep_object
from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.lanes import Lane
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.sweep import Grid

Crews = Callable[[Sequence[Experiment]], Crew]

BASE = Experiment(text="hihello", readout=Readout.LINEAR, iterations=25)
RATES, SIZES = (0.003, 0.03, 0.3), (2, 5)
CEILING = 10.0


def planned(base: Experiment = BASE, seeds: int = 4) -> SweepPlan:
    axes = (Axis("hidden_size", SIZES), Axis("learning_rate", RATES))
    return SweepPlan(Grid(base, axes), range(3, 3 + seeds))


def swept(plan: SweepPlan, crews: Crews, journal: Journal | None = None) -> Sweep:
    sweep = Sweep(plan, build=crews, journal=journal)
    assert sweep.run_inline() is Phase.DONE, sweep.reason
    return sweep


def timeless(findings: dict[int, Finding]) -> dict[int, Finding]:
    return {number: replace(finding, seconds=0.0) for number, finding in findings.items()}


def test_every_point_has_what_its_seeds_come_to_alone(crews: Crews) -> None:
    plan = planned()
    sweep = swept(plan, crews)
    assert sorted(sweep.findings) == list(range(6))
    for point in plan.points:
        finding = sweep.findings[point.number]
        alone = [
            Session(Plan(point.experiment.replace(seed=seed)), speed=None).run_inline()
            for seed in plan.seeds
        ]
        right = [outcome.prediction == outcome.target for outcome in alone]
        assert finding.score.bits == sum(done << k for k, done in enumerate(right))
        firsts = sorted(o.solved_at for o in alone if o.solved_at is not None)
        assert finding.ever == len(firsts)
        expected = tuple(np.quantile(firsts, (0.25, 0.5, 0.75))) if firsts else None
        assert finding.first_right == expected
        costs = [outcome.cost for outcome in alone]
        assert finding.cost == pytest.approx(np.quantile(costs, (0.25, 0.5, 0.75)), rel=1e-6)
        order = [plan.seeds[k] for k in np.argsort(costs)]
        assert finding.typical == (order[0], order[1], order[-1])
        assert finding.moment == 25


def test_the_curve_of_a_point_is_that_of_a_race(crews: Crews) -> None:
    plan = planned()
    sweep = swept(plan, crews)
    point = plan.points[4]
    race = Race(RacePlan((Lane("x", point.experiment),), plan.seeds), build=crews)
    race.run_inline()
    curve = np.array(sweep.findings[4].curve)
    assert curve[:, 0].tolist() == list(range(26))
    np.testing.assert_allclose(curve[:, 1:], race.standings[0].costs[:26], rtol=1e-12)


def test_a_long_curve_is_thinned_and_ends_at_the_last_moment(crews: Crews) -> None:
    plan = planned(BASE.replace(iterations=500), seeds=1)
    curve = swept(plan, crews).findings[0].curve
    moments = [row[0] for row in curve]
    assert moments == [*range(0, 500, 5), 500]


def test_points_of_one_kind_are_trained_together_whatever_else_differs() -> None:
    axes = (Axis("learning_rate", RATES), Axis("hidden_size", SIZES), Axis("decay", (0.5, 0.9)))
    plan = SweepPlan(Grid(BASE, axes), range(2))
    queue = Queue(plan, done=())
    first = queue.take(100)
    assert {point.experiment.hidden_size for point in first} == {2}
    assert len(first) == 6
    second = queue.take(5)
    assert {point.experiment.hidden_size for point in second} == {5}
    assert len(second) == 2
    third = queue.take(1)
    assert len(third) == 1
    assert len(queue) == 3
    queue.take(100)
    assert queue.left == pytest.approx(0)
    assert queue.take(100) == []


def test_seeds_that_diverge_are_counted_and_told_apart(crews: Crews) -> None:
    base = BASE.replace(optimizer=Optimizer.SGD, hidden_size=8, iterations=40)
    plan = SweepPlan(Grid(base, (Axis("learning_rate", (0.01, 100.0)),)), range(5))
    sweep = swept(plan, crews)
    assert sweep.findings[0].diverged == 0
    assert sweep.findings[1].diverged > 0
    told = {row["values"]["learning_rate"]: row for row in sweep_object(sweep)["results"]}
    assert told[100.0]["diverged"] == sweep.findings[1].diverged
    assert told[100.0]["final_cost"]["q75"] is None
    wild = next(row for row in rows(sweep) if row[0] == "100")
    assert wild.count("") >= 1
    kept = from_object(to_object(sweep.findings[1]))
    assert kept == sweep.findings[1]


def test_the_best_solves_more_seeds_then_sooner_then_at_less_cost(crews: Crews) -> None:
    ordered = ranked(swept(planned(), crews).findings)
    ranks = [finding.rank for finding in ordered]
    assert ranks == sorted(ranks)
    assert ordered[0].score.solved == max(finding.score.solved for finding in ordered)


def test_a_sweep_goes_on_where_it_was(tmp_path: Path, crews: Crews) -> None:
    plan = planned()
    whole = swept(plan, crews).findings
    path = tmp_path / "sweeps" / "one.jsonl"
    built: list[int] = []

    def counted(experiments: Sequence[Experiment]) -> Crew:
        built.append(len(experiments))
        return crews(experiments)

    with Journal(path, plan.key) as journal:
        sweep = Sweep(plan, build=counted, journal=journal)
        sweep._tell = lambda share: sweep.interrupt() if share > 0.6 else None
        assert sweep.run_inline() is Phase.INTERRUPTED
        done = dict(sweep.findings)
    assert 0 < len(done) < 6
    trained = sum(built)
    with Journal(path, plan.key) as journal:
        again = swept(plan, counted, journal)
        assert again.resumed == len(done)
    assert timeless(again.findings) == timeless(whole)
    assert sum(built) - trained == (6 - len(done)) * len(plan.seeds)


def test_a_line_cut_short_is_trained_again(tmp_path: Path, crews: Crews) -> None:
    plan, path = planned(), tmp_path / "one.jsonl"
    with Journal(path, plan.key) as journal:
        whole = swept(plan, crews, journal).findings
    content = path.read_bytes()
    for cut in (len(content) - 1, len(content) - 40, content.index(b"\n") + 3, 5, 0):
        path.write_bytes(content[:cut])
        with Journal(path, plan.key) as journal:
            assert len(journal.findings) == max(content[:cut].count(b"\n") - 1, 0)
            assert timeless(swept(plan, crews, journal).findings) == timeless(whole)
        with Journal(path, plan.key) as journal:
            assert timeless(journal.findings) == timeless(whole)


@pytest.mark.parametrize("garbage", [b"\x00\xff\n", b"[]\n", b"{}\n" * 3, b'{"sweep": "other"}\n'])
def test_a_journal_of_something_else_is_begun_anew(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "one.jsonl"
    path.write_bytes(garbage)
    with Journal(path, "mine") as journal:
        assert journal.findings == {}
    assert path.read_bytes() == b'{"sweep": "mine"}\n'


def test_one_program_at_a_time_holds_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    with Journal(path, "mine"), pytest.raises(HeldError):
        Journal(path, "mine")
    Journal(path, "mine").close()


def test_other_points_or_seeds_are_another_sweep() -> None:
    plan = planned()
    others = [
        planned(seeds=5),
        planned(BASE.replace(decay=0.8)),
        SweepPlan(Grid(BASE, (Axis("hidden_size", SIZES),)), plan.seeds),
        SweepPlan(
            Grid(BASE, (Axis("hidden_size", SIZES), Axis("learning_rate", (0.003, 0.02, 0.3)))),
            plan.seeds,
        ),
    ]
    assert planned().key == plan.key
    assert len({plan.key, *(other.key for other in others)}) == 5


def until(sweep: Sweep, met: Callable[[SweepSnapshot], bool]) -> SweepSnapshot:
    """Take snapshots until one meets a condition."""
    waiting = threading.Event()
    for _ in range(int(CEILING / 0.005)):
        sweep.want()
        snapshot = sweep.take()
        if snapshot is not None and met(snapshot):
            return snapshot
        waiting.wait(0.005)
    raise TimeoutError


def test_a_sweep_is_paused_played_and_watched(crews: Crews) -> None:
    sweep = Sweep(planned(BASE.replace(iterations=3000)), build=crews)
    sweep.start()
    working = until(sweep, lambda s: bool(s.at_work) and s.at_work[0].moment > 0)
    assert working.phase is Phase.RUNNING
    assert 0 < working.share < 1
    sweep.pause()
    paused = until(sweep, lambda s: s.phase is Phase.PAUSED)
    assert paused.at_work[0].moment < 3000
    sweep.play()
    until(sweep, lambda s: s.phase is Phase.RUNNING)
    assert sweep.stop(CEILING)
    assert sweep.phase is Phase.INTERRUPTED


def test_a_fault_ends_the_sweep_with_a_reason() -> None:
    def build(experiments: Sequence[Experiment]) -> Crew:
        raise MemoryError

    sweep = Sweep(planned(), build=build)
    assert sweep.run_inline() is Phase.FAILED
    assert sweep.reason is not None
    assert sweep.reason.startswith("out of memory")


def test_what_does_not_fit_is_refused_with_the_arithmetic() -> None:
    plan = SweepPlan(Grid(BASE, (Axis("hidden_size", (8, 1024)),)), range(10**4))
    refused = too_large(plan, 10**9)
    assert refused is not None
    assert refused.startswith("10,000 seeds of a network with ")
    assert too_large(planned(), 10**9) is None


def test_more_points_and_iterations_are_expected_to_take_longer() -> None:
    few, many = planned(seeds=10), planned(seeds=1000)
    assert expected_seconds(many) == pytest.approx(100 * expected_seconds(few))
    long = planned(BASE.replace(iterations=250), seeds=10)
    assert expected_seconds(long) == pytest.approx(10 * expected_seconds(few))
    large = SweepPlan(Grid(BASE.replace(cell=Cell.LSTM), planned().points.axes), range(10))  # type: ignore[arg-type]
    assert expected_seconds(large) > expected_seconds(few)
