"""Two programs on one store: both write, neither takes or deletes what the other is running."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store import processes
from rnn_tui.store.faults import Refused
from rnn_tui.store.processes import SILENT, Owner, this_process
from rnn_tui.store.runs import Runs
from tests.store.conftest import Bench, Each

ROOT = Path(__file__).parents[2]

TRAINING = """
    import sys
    from pathlib import Path
    from rnn_tui.experiment import Experiment
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session
    from rnn_tui.store.store import RunStore

    store = RunStore(Path(sys.argv[1]))
    session = Session(Plan(Experiment(iterations=10**9)), speed=500, keeper=store.keeper())
    session.start()
    print("started", flush=True)
    sys.stdin.readline()
    session.stop(10)
    assert store.close(10)
"""


@contextmanager
def another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a program that trains into the store, and is written there."""
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TRAINING), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        wait_for(folder / "runs.db", lambda runs: any(r.phase == "running" for r in runs.find()))
        yield process
        if process.poll() is None:
            process.communicate("end\n", timeout=30)


def wait_for(path: Path, ready: object) -> None:
    """Wait until the store is as wanted; fails after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with Runs(path) as runs:
            if ready(runs):  # type: ignore[operator]
                return
        time.sleep(0.05)
    raise AssertionError("it was not written")


def test_what_another_program_runs_is_shown_and_left_alone(tmp_path: Path) -> None:
    with another(tmp_path) as process:
        bench = Bench(tmp_path / "runs.db")
        bench.train(Plan(Experiment()))
        with bench.runs() as runs:
            mine, theirs = runs.find()
            assert (mine.phase, theirs.phase) == ("done", "running")
            with pytest.raises(Refused, match=f"process {process.pid}"):
                runs.delete([mine.id, theirs.id])
            with pytest.raises(Refused, match=f"process {process.pid}"):
                runs.claim(theirs.id)
            assert len(runs.find()) == 2
            runs.rename(theirs.id, "theirs")  # to name it does no harm
        bench.writer.close()
        process.communicate("end\n", timeout=30)
        assert process.returncode == 0
    with Runs(tmp_path / "runs.db") as runs:
        ended = runs.get(theirs.id)
        assert (ended.phase, ended.name) == ("interrupted", "theirs")
        runs.delete([theirs.id])
        assert len(runs.find()) == 1


def test_a_run_whose_process_was_killed_is_interrupted(tmp_path: Path) -> None:
    with another(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    with Runs(tmp_path / "runs.db") as runs:
        (run,) = runs.find()
        assert run.phase == "interrupted"
        assert run.iterations > 0
        runs.claim(run.id)


def test_two_programs_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from rnn_tui.experiment import Experiment
        from rnn_tui.session.plan import Plan
        from rnn_tui.session.session import Session
        from rnn_tui.store.store import RunStore

        store = RunStore(Path(sys.argv[1]))
        for seed in range(25):
            plan = Plan(Experiment(iterations=50, seed=seed))
            Session(plan, speed=None, keeper=store.keeper()).run_inline()
        assert store.close(30), store.banner
    """
    programs = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), str(tmp_path)], cwd=ROOT)
        for _ in range(3)
    ]
    assert [program.wait(100) for program in programs] == [0, 0, 0]
    with Runs(tmp_path / "runs.db") as runs:
        found = runs.find()
        assert len(found) == 75
        assert {run.phase for run in found} == {"done"}
        assert all(runs.course(run.id).costs.count == 51 for run in found)


def test_a_run_of_this_program_is_not_deleted_while_it_goes_on(bench: Bench) -> None:
    refused = []

    def look(iteration: int) -> None:
        if iteration == 5:
            bench.turn()
            with bench.runs() as runs:
                try:
                    runs.delete([1])
                except Refused as fault:
                    refused.append(str(fault))

    bench.train(Plan(Experiment()), sinks=[Each(look)])
    assert [str(os.getpid()) in told for told in refused] == [True]
    with bench.runs() as runs:
        runs.delete([1])
        assert runs.find() == []


def test_deleting_can_be_undone_for_a_day(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(3):
        bench.train(Plan(Experiment(seed=seed)))
    with bench.runs() as runs:
        runs.delete([1, 2])
        assert [run.id for run in runs.find()] == [3]
        runs.take_back([2])
        assert [run.id for run in runs.find()] == [3, 2]
        day = time.time() + 90_000
        monkeypatch.setattr(time, "time", lambda: day)
        runs.delete([3])
        runs.take_back([1, 3])
        assert [run.id for run in runs.find()] == [3, 2]


def test_a_resumed_run_is_the_same_row(bench: Bench) -> None:
    first = Session(Plan(Experiment()), speed=None, keeper=bench.keeper())
    first.run_inline()
    bench.turn()
    with bench.runs() as runs:
        runs.claim(1)
        course = runs.course(1)
        assert runs.get(1).phase == "done"
        with pytest.raises(Refused):
            runs.delete([1])
    keeper = bench.keeper()
    keeper.adopt(1, course)
    again = Session.reopened(course, speed=None, keeper=keeper)
    again.go_on()
    again.run_inline()
    bench.turn()
    with bench.runs() as runs:
        (run,) = runs.find()
        course = runs.course(1)
        runs.delete([1])
    unbroken = Session(Plan(Experiment(iterations=200)), speed=None)
    unbroken.run_inline()
    assert (run.iterations, run.phase) == (200, "done")
    assert course.costs.exact == unbroken.history.costs.exact.pack(0, 201)
    assert [line.moment for line in course.answers] == [
        line.moment for line in unbroken.history.answers
    ]


def test_who_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    here = this_process(100.0)
    assert here.started
    assert here.alive(1e9)
    # The id was given to another process, which began at another time.
    assert not here._replace(started="1").alive(100)
    assert not here._replace(pid=2**22 + 5).alive(100)
    assert Owner(processes.place(), 1, processes.started(1), 0.0).alive(1e9)
    # Elsewhere only the heartbeat counts, whichever way the clocks differ.
    there = here._replace(place="another machine")
    assert there.alive(100 + SILENT / 2)
    assert there.alive(100 - SILENT / 2)
    assert not there.alive(100 + SILENT * 2)
    assert not there.alive(100 - SILENT * 2)
    # Where the system does not say when a process began, it is asked of `ps`, then the heartbeat.
    monkeypatch.setattr(processes, "started", lambda _: "")
    assert Owner(processes.place(), 1, "", 100.0).alive(100)
    assert not Owner(processes.place(), 1, "", 100.0).alive(100 + SILENT * 2)


def test_a_heartbeat_is_given_while_nothing_happens(bench: Bench) -> None:
    beats = []

    def rest(iteration: int) -> None:
        if iteration == 5:
            for _ in range(40):
                bench.turn(1.0)
                assert bench.writer._database is not None
                connection = bench.writer._database.connection
                beats.append(connection.execute("SELECT beat FROM live").fetchone()[0])

    bench.train(Plan(Experiment(iterations=10)), sinks=[Each(rest)])
    assert 2 <= len(set(beats)) <= 5


def test_clocks_that_go_backwards_leave_order_and_durations(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    for step in range(3):
        monkeypatch.setattr(time, "time", lambda step=step: real() - 10_000 * step)
        bench.train(Plan(Experiment(seed=step)))
    with bench.runs() as runs:
        found = runs.find()
    assert [run.id for run in found] == [3, 2, 1]
    assert found[0].created < found[2].created
    assert all(run.seconds > 0 for run in found)
