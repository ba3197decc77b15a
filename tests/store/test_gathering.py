"""Runs as they are compared: their curves thinned, and when they came under a cost."""

import sqlite3
from array import array

import numpy as np
import pytest

from rnn_tui.experiment import Dtype, Experiment, Optimizer, Readout
from rnn_tui.record import Event
from rnn_tui.session.costs import Costs
from rnn_tui.session.history import History
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store import curves, pieces
from rnn_tui.store.curves import Curve
from rnn_tui.store.database import open_database
from rnn_tui.store.desk import Result
from rnn_tui.store.gathering import gather
from rnn_tui.store.runs import Runs
from rnn_tui.store.writing import write_result
from tests.store.conftest import Bench, Each


def exact(runs: Runs, run: int, code: str = "f") -> list[float]:
    return list(array(code, runs.course(run).costs.exact))


def test_a_short_run_is_read_as_it_is(bench: Bench) -> None:
    bench.train(Plan(Experiment()))
    bench.train(Plan(Experiment(dtype=Dtype.FLOAT64, iterations=1)))
    with bench.runs() as runs:
        curve, tiny = runs.curve(1), runs.curve(2)
        assert curve.costs.tolist() == exact(runs, 1)
        assert curve.moments.tolist() == list(range(101))
        assert tiny.costs.tolist() == exact(runs, 2, "d")
        assert len(tiny.moments) == 2


def test_when_it_first_came_under_a_cost(bench: Bench) -> None:
    bench.train(Plan(Experiment()))
    levels = (100.0, 5.0, 3.0, 2.5, 2.0, 1.0)
    with bench.runs() as runs:
        curve, costs = runs.curve(1, levels), exact(runs, 1)
    firsts = [next((k for k, cost in enumerate(costs) if cost < level), -1) for level in levels]
    assert list(curve.reached) == [first for first in firsts if first >= 0]
    assert len(curve.reached) == 5
    assert curve.reached[0] == 0


def test_under_is_below_and_not_at(bench: Bench) -> None:
    bench.train(Plan(Experiment()))
    with bench.runs() as runs:
        costs = exact(runs, 1)
        assert costs[1] < costs[0]
        assert runs.curve(1, (costs[0],)).reached == (1,)
        assert runs.curve(1, (costs[0] + 1e-3,)).reached == (0,)


def test_a_long_run_keeps_its_extremes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curves, "STRETCHES", 32)
    monkeypatch.setattr(pieces, "PIECE", 64)
    bench.train(Plan(Experiment(iterations=1000, learning_rate=0.3)))
    levels = (5.0, 2.0, 1.0)
    with bench.runs() as runs:
        curve, costs = runs.curve(1, levels), exact(runs, 1)
    assert len(curve.moments) <= 2 * 32 + 2
    assert (curve.moments[0], curve.costs[0]) == (0, pytest.approx(costs[0]))
    assert (curve.moments[-1], curve.costs[-1]) == (1000, pytest.approx(costs[-1]))
    assert np.all(np.diff(curve.moments) > 0)
    assert float(curve.costs.max()) == pytest.approx(max(costs))
    assert float(curve.costs.min()) == pytest.approx(min(costs))
    highest = costs.index(max(costs))
    assert abs(float(curve.moments[curve.costs.argmax()]) - highest) <= 32
    firsts = [next((k for k, cost in enumerate(costs) if cost < level), -1) for level in levels]
    assert list(curve.reached) == [first for first in firsts if first >= 0]


def test_a_run_of_more_costs_than_are_kept_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 16)
    monkeypatch.setattr(pieces, "BLOCKS", 2)
    session = Session(Plan(Experiment(iterations=300)), speed=None, keeper=bench.keeper())
    history = History(session.task, Costs("f", whole=40, block=8, chunk=16))
    session.branch.history = session.history = history
    every: list[float] = []
    session.sinks = (Each(lambda i: every.append(history.costs[i])),)
    session.run_inline()
    bench.turn()
    for stretches in (1024, 20):
        monkeypatch.setattr(curves, "STRETCHES", stretches)
        with bench.runs() as runs:
            curve = runs.curve(1, (5.0, 2.5, 2.0))
        assert curve.moments[-1] == 300
        assert float(curve.costs[-1]) == history.costs[300]
        assert float(curve.costs.min()) == pytest.approx(min([*every, history.costs[300]]))
    for level, found in zip((5.0, 2.5, 2.0), curve.reached, strict=False):
        first = next(k for k, cost in enumerate(every) if cost < level)
        # What is kept as blocks of 8 is known to the block.
        assert found == (first if first < 40 else 40 + (first - 40) // 8 * 8)
    assert len(curve.reached) >= 2


def test_a_run_that_diverged_ends_on_what_it_came_to(bench: Bench) -> None:
    wild = Experiment(
        readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=1000
    )
    bench.train(Plan(wild))
    with bench.runs() as runs:
        curve, row = runs.curve(1, (1e6, 1.0)), runs.get(1)
    assert curve.moments[-1] == row.iterations
    assert len(curve.reached) == 1


def test_seconds_follow_the_pace() -> None:
    moments = np.array([0.0, 50.0, 100.0, 150.0])
    curve = Curve(moments, moments, (), ((50, 1.0), (100, 1.5)), ())
    assert curve.seconds(4.0).tolist() == [0.0, 1.0, 1.5, 4.0]
    assert Curve(moments, moments, (), (), ()).seconds(3.0).tolist() == [0.0, 1.0, 2.0, 3.0]
    # A clock that says less than the pace does is not believed.
    assert curve.seconds(0.0).tolist() == [0.0, 1.0, 1.5, 1.5]
    nothing = Curve(np.empty(0), np.empty(0), (), (), ())
    assert nothing.seconds(1.0).tolist() == []


def test_what_is_gathered(bench: Bench) -> None:
    edit = Event(40, "learning_rate", 0.02)
    bench.train(Plan(Experiment(), events=(edit,)))
    bench.train(Plan(Experiment(seed=1)))
    with open_database(bench.path) as database, database.writing() as connection:
        write_result(connection, Result("race", Experiment(), "cells", "{}", 1.7e9))
    with bench.runs() as runs:
        found = gather(runs, [2, 9, 3, 1])
        assert [run.id for run in found.runs] == [2, 1]
        assert (found.missing, found.others) == ((9,), (3,))
        assert found.runs[1].events == (edit,)
        assert found.runs[0].experiment == Experiment(seed=1)
        assert found.runs[0].cost == pytest.approx(float(found.kept[0].curve.costs[-1]))
        again = gather(runs, [1, 2], found)
        assert again.kept[1] is found.kept[0]
        runs.delete([2])
        assert gather(runs, [1, 2], again).missing == (2,)
    assert gather(Runs(bench.path.with_name("none.db")), [1]).missing == (1,)


def test_a_run_that_was_killed_before_its_first_cost(bench: Bench) -> None:
    with open_database(bench.path) as database, database.writing() as connection:
        number = write_result(connection, Result("train", Experiment(), "", "null", 1.7e9))
        connection.execute("UPDATE runs SET phase = 'interrupted' WHERE id = ?", (number,))
    with bench.runs() as runs:
        (kept,) = gather(runs, [number]).kept
    assert len(kept.curve.moments) == len(kept.curve.costs) == 0
    assert kept.run.reached == ()


def test_what_is_damaged_of_a_curve_is_left_out(bench: Bench) -> None:
    bench.train(Plan(Experiment()))
    bench.writer.close()
    with sqlite3.connect(bench.path) as connection:
        connection.execute("UPDATE pieces SET data = x'00' WHERE kind = 'costs'")
    connection.close()
    with bench.runs() as runs:
        (kept,) = gather(runs, [1]).kept
    assert len(kept.curve.moments) == 0
