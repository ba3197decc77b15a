# ruff: noqa: ARG002 - a stand-in has the signature of what it stands for
"""A store that is written when a test says so, on the thread of the test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.record import Outcome
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store.desk import Desk
from rnn_tui.store.keeper import RunKeeper
from rnn_tui.store.runs import Runs
from rnn_tui.store.writer import Writer


@dataclass
class Bench:
    """A desk, and the writer at it."""

    path: Path
    now: float = 1000.0
    desk: Desk = field(init=False)
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.path)
        self.writer = Writer(self.desk, lambda: self.now)

    def keeper(self) -> RunKeeper:
        """Give a keeper whose news lie on the desk."""

        def hear(keeper: RunKeeper) -> None:
            if not keeper.known:
                keeper.known = True
                self.desk.keepers.append(keeper)

        return RunKeeper(hear)

    def turn(self, seconds: float = 1.0, *, stopping: bool = False) -> None:
        """Let time pass, and the writer write."""
        self.now += seconds
        self.writer.turn(stopping=stopping)

    def runs(self) -> Runs:
        """Look at what is kept."""
        return Runs(self.path)

    def train(self, plan: Plan, **settings: Any) -> Outcome:
        """Train inline to the end, and write it."""
        outcome = Session(plan, speed=None, keeper=self.keeper(), **settings).run_inline()
        self.turn()
        return outcome


@dataclass
class Each:
    """A sink that does something after each iteration."""

    do: Callable[[int], object]

    def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
        self.do(iteration)

    def ended(self, outcome: Outcome) -> None:
        pass


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Give a store in a folder of its own."""
    made = Bench(tmp_path / "kept" / "runs.db")
    yield made
    made.writer.close()


def same_arrays(one: Any, other: Any) -> bool:
    """Whether two mappings hold the same arrays, bit for bit."""
    return set(one) == set(other) and all(
        np.array_equal(one[name], other[name], equal_nan=True)
        and one[name].dtype == other[name].dtype
        for name in one
    )
