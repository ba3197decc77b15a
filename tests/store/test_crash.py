"""kill -9 at any moment: what was committed is there, and the run goes on to the same numbers."""

import random
import signal
import subprocess
import sys
import textwrap
import time
from array import array
from functools import cache
from pathlib import Path

import pytest

from rnn_tui.edits import Zero
from rnn_tui.experiment import Cell, Experiment, Optimizer
from rnn_tui.record import Event, Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store.database import open_database
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import RunStore
from tests.store.conftest import same_arrays

ROOT = Path(__file__).parents[2]
ITERATIONS = 6_000

EXPERIMENTS = (
    Experiment(iterations=ITERATIONS),
    Experiment(text="if you want", cell=Cell.GRU, time_steps=3, batch_size=2, carry_state=True,
               iterations=ITERATIONS),
    Experiment(text="hihello", cell=Cell.LSTM, optimizer=Optimizer.ADAM, iterations=ITERATIONS),
)  # fmt: skip
EVENTS = (
    Event(1_000, "learning_rate", 0.003),
    Event(2_500, "zero", Zero(1)),
    Event(4_000, "optimizer", Optimizer.SGD),
)

TRAINING = """
    import sys
    from pathlib import Path
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session
    from rnn_tui.store import keeper, writer
    from rnn_tui.store.store import RunStore
    from tests.store.test_crash import EVENTS, EXPERIMENTS

    # The same as in earnest, and more often, so that a short run meets every state of it.
    writer.EVERY, keeper.STATE_EVERY = 0.05, 0.1
    store = RunStore(Path(sys.argv[1]))
    plan = Plan(EXPERIMENTS[int(sys.argv[2])], events=EVENTS)
    print("go", flush=True)
    Session(plan, speed=None, keeper=store.keeper()).run_inline()
    store.close()
"""


@cache
def unbroken(which: int) -> Session:
    session = Session(Plan(EXPERIMENTS[which], events=EVENTS), speed=None)
    session.run_inline()
    return session


def kill_and_resume(folder: Path, number: int) -> None:
    choice = random.Random(number)
    which = number % len(EXPERIMENTS)
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TRAINING), str(folder), str(which)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    process.stdout.readline()
    path = folder / "runs.db"
    end = time.monotonic() + 60
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.005)
    # Anywhere from the making of the file to the end of the run: the moment is the test.
    time.sleep(choice.uniform(0, 0.8))
    with Runs(path) as runs:
        before = [run.iterations for run in runs.find()]
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stdout.close()
    reference = unbroken(which)
    count = reference.history.count
    whole = array(reference.history.costs.exact.code)
    whole.frombytes(reference.history.costs.exact.pack(0, count))
    with open_database(path, check=True) as opened:
        opened.check()
    with Runs(path) as runs:
        assert runs.notice is None
        found = runs.find()
        assert [run.iterations for run in found] >= before
        if not found:
            return  # killed before there was anything to keep
        (run,) = found
        course = runs.course(run.id)
        if run.phase != "done":
            assert run.phase == "interrupted"
            runs.claim(run.id)
    kept = array(course.costs.code)
    kept.frombytes(course.costs.exact)
    assert kept == whole[: len(kept)]
    store = RunStore(folder)
    again = Session.reopened(course, speed=None, keeper=store.keeper(run.id, course))
    assert again.run_inline().phase is Phase.DONE
    assert store.close(30)
    assert again.history.costs.exact.pack(0, count) == whole.tobytes()
    assert again.weights is not None
    assert reference.weights is not None
    assert same_arrays(again.weights, reference.weights)
    with Runs(path) as runs:
        (run,) = runs.find()
        ended = runs.course(run.id)
    assert (run.phase, run.iterations) == ("done", ITERATIONS)
    assert ended.costs.exact == whole.tobytes()
    assert [line.moment for line in ended.answers] == [
        line.moment for line in reference.history.answers
    ]


@pytest.mark.parametrize("number", range(5))
def test_killed_at_any_moment(tmp_path: Path, number: int) -> None:
    kill_and_resume(tmp_path, number)


@pytest.mark.long
@pytest.mark.parametrize("number", range(5, 30))
def test_killed_at_many_moments(tmp_path: Path, number: int) -> None:
    kill_and_resume(tmp_path, number)


WRITING = """
    import sys
    from pathlib import Path
    from rnn_tui.experiment import Experiment
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session
    from rnn_tui.store import writer
    from rnn_tui.store.store import RunStore

    writer.EVERY = 0.02
    store = RunStore(Path(sys.argv[1]))
    for seed in range(40):
        plan = Plan(Experiment(text="banana", iterations=100, seed=seed))
        Session(plan, speed=None, keeper=store.keeper()).run_inline()
        if seed == 0:
            print("go", flush=True)
    assert store.close(60), store.banner
"""


def test_one_of_two_writers_is_killed_and_the_other_loses_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c"]
    other = subprocess.Popen(
        [*command, textwrap.dedent(WRITING), str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert other.stdout is not None
    other.stdout.readline()
    for number in range(2):
        killed = subprocess.Popen(
            [*command, textwrap.dedent(TRAINING), str(tmp_path), "0"],
            stdout=subprocess.PIPE, cwd=ROOT,
        )  # fmt: skip
        assert killed.stdout is not None
        killed.stdout.readline()
        time.sleep(random.Random(number).uniform(0.1, 0.5))
        killed.send_signal(signal.SIGKILL)
        killed.wait(30)
        killed.stdout.close()
    assert other.wait(100) == 0
    other.stdout.close()
    whole = unbroken(0).history.costs.exact
    with open_database(tmp_path / "runs.db", check=True) as opened:
        opened.check()
    with Runs(tmp_path / "runs.db") as runs:
        found = runs.find()
        theirs = [run for run in found if run.text == "banana"]
        assert [run.phase for run in theirs] == ["done"] * 40
        assert all(runs.course(run.id).costs.count == 101 for run in theirs)
        for run in found:
            if run.text == "hello":
                assert run.phase in ("interrupted", "done")
                kept = runs.course(run.id).costs
                assert kept.exact == whole.pack(0, kept.count)
