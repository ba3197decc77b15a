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
