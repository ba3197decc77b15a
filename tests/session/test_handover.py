"""A member of an ensemble goes on alone from the numbers it had among the others."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rnn_tui.engine.ensemble import Ensemble
from rnn_tui.engine.trainer import Trainer
from rnn_tui.experiment import Cell, Experiment
from rnn_tui.record import Phase
from rnn_tui.session.plan import Handover, Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot

AT, END = 30, 60


def given(cell: Cell) -> tuple[Experiment, dict[str, Any], dict[str, Any]]:
    """Train 200 seeds; give one, its state then, and where that state leads to."""
    base = Experiment(cell=cell, iterations=END)
    members = [base.replace(seed=seed) for seed in range(200)]
    ensemble = Ensemble(members)
    assert not ensemble.exact
    assert ensemble.advance(AT) is not None
    state = ensemble.state(7)
    trainer = Trainer(members[7])
    trainer.restore(state)
    for _ in range(END - AT):
        trainer.step()
    return members[7], state, trainer.state()


def until(session: Session, met: Callable[[Snapshot], bool]) -> Snapshot:
    for _ in range(2000):
        session.want()
        session.wake.set()
        snapshot = session.take()
        if snapshot is not None and met(snapshot):
            return snapshot
        session._thread.join(0.005)  # type: ignore[union-attr]
    raise TimeoutError


@pytest.mark.parametrize("cell", Cell)
def test_the_run_goes_on_from_the_numbers_of_the_member(cell: Cell) -> None:
    experiment, state, expected = given(cell)
    session = Session(Plan(experiment, handover=Handover(AT, state)), speed=None, paused=True)
    session.advance(AT)
    session.start()
    until(session, lambda s: s.moment == AT and s.phase is Phase.PAUSED)
    session.play()
    until(session, lambda s: s.phase is Phase.DONE)
    assert session.weights is not None
    for name, array in session.weights.items():
        np.testing.assert_array_equal(array, expected[name])
    # Wound back over the moment, it leads there again.
    cost = session.history.cost(END)
    session.seek(AT - 10)
    until(session, lambda s: s.moment == AT - 10)
    session.play()
    again = until(session, lambda s: s.phase is Phase.DONE)
    assert again.cost == cost
    session.stop(5)


def test_a_branch_before_it_has_numbers_of_its_own() -> None:
    experiment, state, _ = given(Cell.RNN)
    other = {name: array + 1 if name == "kernel" else array for name, array in state.items()}
    session = Session(Plan(experiment, handover=Handover(AT, other)), speed=None)
    session.start()
    whole = until(session, lambda s: s.phase is Phase.DONE).cost
    session.seek(AT - 5)
    until(session, lambda s: s.moment == AT - 5)
    session.edit("momentum", 1e-9)
    session.play()
    branch = until(session, lambda s: s.phase is Phase.DONE).cost
    alone = Session(Plan(experiment), speed=None).run_inline().cost
    assert branch == pytest.approx(alone, rel=1e-3)
    assert whole != pytest.approx(alone, rel=1e-2)
    session.stop(5)
