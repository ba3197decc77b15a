# ruff: noqa: ARG002 - a stand-in has the signature of what it stands for
"""An engine that does what a test tells it to: costs, answers, faults, and no arithmetic."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rnn_tui.edits import Regime
from rnn_tui.engine.trainer import Trainer
from rnn_tui.experiment import Dtype, Experiment
from rnn_tui.record import Inside, Phase, Picture, Probe
from rnn_tui.session.branch import Branch
from rnn_tui.session.orders import Order
from rnn_tui.session.plan import Plan
from rnn_tui.session.run import Run
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.session.states import States
from rnn_tui.task import Task

Cancelled = Callable[[], bool]


@dataclass
class FakeStep:
    predictions: list[list[int]] | None


class FakeTrainer:
    """Cost 5 / (moment + 1); the answer is `answers[moment]`, the last one for ever."""

    def __init__(self, plan: Plan, answers: tuple[str, ...], every: int = 1) -> None:
        self.task = Task(plan.experiment)
        self.moment = 0
        self.answers = answers
        self.every = every
        self.calls: list[str] = []
        self.fault: Callable[[int], float] | None = None
        self.gate: threading.Semaphore | None = None
        self.endless = False
        self.blind: Callable[[], None] | None = None
        self.scale = 1.0

    def ids(self) -> list[int]:
        answer = self.answers[min(self.moment, len(self.answers) - 1)]
        return [self.task.vocabulary.index(character) for character in answer]

    def measure(self, cancelled: Cancelled = lambda: False) -> list[float] | None:
        self.calls.append(f"measure {self.moment}")
        if self.fault is not None:
            return [self.fault(self.moment)]
        return [self.scale * 5 / (self.moment + 1)]

    @property
    def updates(self) -> int:
        return self.moment

    @property
    def state_size(self) -> int:
        return 1

    def keep(self, row: NDArray[Any]) -> None:
        row[0] = self.moment

    def put_back(self, row: NDArray[Any], moment: int, updates: int, regime: Regime) -> None:
        assert row[0] == moment == updates
        self.calls.append(f"put back {moment}")
        self.moment = moment
        self.scale = 2.0 if regime.experiment.loss_weights else 1.0

    def inspect(
        self, probe: Probe, member: int = 0, cancelled: Cancelled = lambda: False
    ) -> Inside | None:
        self.calls.append(f"inspect {self.moment}")
        return None

    def step(self, cancelled: Cancelled = lambda: False) -> FakeStep | None:
        if self.gate is not None and not self.gate.acquire(timeout=10):
            raise TimeoutError
        while self.endless and not cancelled():
            pass
        if self.endless:
            return None
        self.calls.append(f"step {self.moment}")
        self.moment += 1
        return FakeStep([self.ids()] if self.moment % self.every == 0 else None)

    def answer(self, cancelled: Cancelled = lambda: False) -> list[list[int]] | None:
        self.calls.append(f"answer {self.moment}")
        return [self.ids()]

    def picture(
        self,
        member: int = 0,
        span: tuple[int, int] | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Picture | None:
        self.calls.append(f"picture {self.moment}")
        if self.blind is not None:
            self.blind()
        first, end = span or (0, self.task.length)
        zeros = np.zeros((end - first, self.task.vocabulary_size))
        return Picture(self.moment, first, zeros, zeros, zeros[:, 0], tuple(self.ids()), 0.0)

    def edit(self, field: str, value: Any, member: int | None = None) -> None:
        self.calls.append(f"edit {field}={value} at {self.moment}")
        if field == "loss_weights":
            self.scale = 2.0

    def state(self, member: int = 0) -> Mapping[str, NDArray[Any]]:
        return {"moment": np.array(self.moment)}

    def restore(self, state: Mapping[str, NDArray[Any]], member: int = 0) -> None:
        self.calls.append(f"restore {int(state['moment'])}")
        self.moment = int(state["moment"])

    def weights(self, member: int = 0, before: bool = False) -> Mapping[str, NDArray[Any]]:
        return {"moment": np.array(self.moment - before)}


@dataclass
class Rig:
    """A session on a fake engine, and the engine once it is there."""

    session: Session
    trainer: FakeTrainer

    def until(self, ready: Callable[[Snapshot], bool], *, ask: bool = True) -> Snapshot:
        """Take snapshots until one is as wanted; fails after ten seconds."""
        pause = threading.Event()
        for _ in range(10_000):
            if ask:
                self.session.want()
            snapshot = self.session.take()
            if snapshot is not None and ready(snapshot):
                return snapshot
            pause.wait(0.001)
        raise AssertionError(f"no such snapshot; the run is {self.session.phase}")

    def reach(self, phase: Phase) -> Snapshot:
        return self.until(lambda snapshot: snapshot.phase is phase, ask=False)


Rigging = Callable[..., Rig]


@pytest.fixture
def rig(request: pytest.FixtureRequest) -> Rigging:
    """Make a session on a fake engine; whatever runs is stopped when the test ends."""

    def make(
        experiment: Experiment | None = None,
        answers: tuple[str, ...] = ("hhhh", "ehhh", "ello"),
        every: int = 1,
        *,
        plan: Plan | None = None,
        **settings: Any,
    ) -> Rig:
        plan = plan or Plan(experiment or Experiment(iterations=5))
        trainer = FakeTrainer(plan, answers, every)
        settings.setdefault("speed", None)

        def build(_: Plan) -> FakeTrainer:
            trainer.moment, trainer.scale = 0, 1.0
            return trainer

        session = Session(plan, build=build, **settings)
        request.addfinalizer(lambda: session.stop(10))
        return Rig(session, trainer)

    return make


class Driven:
    """A run on the real engine and on this thread, which goes on as far as a test lets it."""

    def __init__(self, plan: Plan, memory: int = 64_000_000) -> None:
        self.session = Session(plan, speed=None, paused=True, history_memory=memory)
        code = "f8" if plan.experiment.dtype is Dtype.FLOAT64 else "f4"
        self.run = Run(
            self.session,
            lambda plan: Trainer(plan.experiment, plan.initial),
            lambda engine: States(engine.state_size, code, memory),
        )
        self.run.begin()

    def give(self, *orders: Order, turns: int) -> None:
        """Give orders all at once, and let so many turns pass."""
        self.session.orders.extend(orders)
        for _ in range(turns):
            if not self.run.turn():
                break

    def do(self, *orders: Order) -> "Driven":
        """Give orders one after the other, each when the run stands still again."""
        for order in orders:
            self.give(order, turns=100_000)
            assert not self.session.orders
        return self

    @property
    def shown(self) -> Snapshot:
        """What it looks like now."""
        self.run.show()
        snapshot = self.session.take()
        assert snapshot is not None
        return snapshot

    @property
    def branch(self) -> Branch:
        return self.run.stand.branch

    @property
    def moment(self) -> int:
        return self.run.stand.moment

    @property
    def events(self) -> list[tuple[int, object]]:
        """Give what took effect and when, by its value."""
        return [(event.iteration, event.value) for event in self.branch.events]


@pytest.fixture(scope="session")
def driven() -> Callable[..., Driven]:
    """Make a run that stands at moment 0."""

    def make(experiment: Experiment | None = None, memory: int = 64_000_000, **plan: Any) -> Driven:
        return Driven(Plan(experiment or Experiment(iterations=100), **plan), memory)

    return make
