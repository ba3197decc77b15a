"""A crew that trains its members as a trainer of many does: slow, and surely right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rnn_tui.contest.crew import Cancelled, Crew
from rnn_tui.contest.plan import RacePlan
from rnn_tui.engine.trainer import Trainer
from rnn_tui.experiment import Experiment
from rnn_tui.lanes import Lane, default_lanes


@dataclass(frozen=True, eq=False)
class SlowBlock:
    first: int
    costs: NDArray[Any]
    solved: NDArray[Any]


class SlowCrew:
    """Every member of one trainer, iteration by iteration."""

    exact = True

    def __init__(self, experiments: Sequence[Experiment]) -> None:
        self.trainer = Trainer(experiments)
        self.asked: list[int] = []
        self.task = task = self.trainer.task
        self._targets = np.array(task.targets)
        self._counts = np.array(task.loss_weights) > 0

    def advance(self, iterations: int, cancelled: Cancelled = lambda: False) -> SlowBlock | None:
        self.asked.append(iterations)
        first, costs, solved = self.trainer.moment, [], []
        for _ in range(iterations):
            if cancelled():
                return None
            costs.append(self.measure())
            self.trainer.step()
            answers = self.answers()
            solved.append(((answers == self._targets) | ~self._counts).all(1))
        return SlowBlock(first, np.array(costs), np.array(solved))

    def measure(self) -> NDArray[Any]:
        costs = self.trainer.measure()
        assert costs is not None
        return np.array(costs)

    def answers(self) -> NDArray[Any]:
        answers = self.trainer.answer()
        assert answers is not None
        return np.array(answers)

    def state(self, member: int) -> dict[str, NDArray[Any]]:
        return self.trainer.state(member)


@pytest.fixture
def crews() -> Callable[[Sequence[Experiment]], Crew]:
    return SlowCrew


def plan(
    experiment: Experiment | None = None, seeds: int = 5, lanes: Sequence[Lane] = ()
) -> RacePlan:
    return RacePlan(tuple(lanes) or default_lanes(experiment or Experiment()), range(seeds))


@pytest.fixture
def planned() -> Callable[..., RacePlan]:
    return plan
