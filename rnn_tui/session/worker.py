"""`work`: what the thread of a session does, and what `run_inline` does on the caller's.

Also the one other place where the engine is asked for something: to read what torch wrote,
and to show the end of a run that was kept.
"""

import threading
from typing import TYPE_CHECKING

from rnn_tui.experiment import Dtype
from rnn_tui.record import Course, Picture
from rnn_tui.session.engine import Engine
from rnn_tui.session.plan import Plan
from rnn_tui.session.reopening import branch_of, plan_of
from rnn_tui.session.run import Run
from rnn_tui.session.stand import Stand

if TYPE_CHECKING:
    from rnn_tui.engine.state_dict import StateDict
    from rnn_tui.record import Arrays
    from rnn_tui.session.own_thread import OwnThread
    from rnn_tui.session.session import Session
    from rnn_tui.session.states import States

_GLANCE = 0.02
"""Seconds between two looks at whether to stop."""


def work(session: "Session") -> None:
    """Train until the run is stopped, or inline until it has ended."""
    if session.is_prepared:
        return

    def states(engine: Engine) -> "States":
        from rnn_tui.session.states import States

        double = session.plan.experiment.dtype is Dtype.FLOAT64
        return States(engine.state_size, "f8" if double else "f4", session.history_memory)

    def load(plan: Plan) -> Engine:
        preload(session)
        return _load(plan)

    run = Run(session, session.build or load, states)
    try:
        run.main()
    except KeyboardInterrupt:  # inline, and loading
        run.interrupted()
    except Exception as error:  # a fault ends the run, not the program
        run.fail(error)
    finally:
        _close(session)


def _close(session: "Session") -> None:
    try:
        session.keeper.closed()
    except Exception as error:  # the run has ended: there is nothing left to end
        session.error = session.error or error


def preload(work: "OwnThread") -> None:
    """Import the engine, which takes seconds; inline, KeyboardInterrupt when it is to stop.

    Inline this is the main thread, where signals arrive: an import that one of them breaks off
    leaves half of a library behind. So another thread imports, and this one can give up waiting.
    """
    if not work.inline:
        return
    failures: list[BaseException] = []

    def load() -> None:
        from rnn_tui.session.loading import loading

        try:
            with loading():
                import rnn_tui.engine  # noqa: F401
        except BaseException as error:
            failures.append(error)

    loader = threading.Thread(target=load, name="loader", daemon=True)
    loader.start()
    while not work.stopping and loader.is_alive():
        loader.join(_GLANCE)
    if work.stopping:
        raise KeyboardInterrupt
    for failure in failures:
        raise failure


def _load(plan: Plan) -> Engine:
    from rnn_tui.session.loading import loading

    with loading():
        from rnn_tui.engine.trainer import Trainer

    return Trainer(plan.experiment, plan.initial)


def read_state_dict(content: bytes) -> "StateDict":
    """Read the bytes of a state dict that torch.save wrote; ValueError where they are none."""
    from rnn_tui.engine.state_dict import StateDict

    return StateDict(content)


def last_of(course: Course) -> "tuple[Arrays, Picture | None]":
    """Give the weights of the last moment that is kept of a run, and the whole text there.

    What is known beyond the last checkpoint is made again, exactly.
    """
    stand = Stand(plan_of(course), branch_of(course), _load, lambda: False)
    stand.load()
    if course.checkpoint is not None:
        stand.restore(course.checkpoint)
    else:
        stand.arrive()
    while stand.behind:
        stand.step()
        stand.arrive()
    return stand.trainer.weights(0), stand.trainer.picture(0)
