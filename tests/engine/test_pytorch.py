"""The pytorch convention computes what torch.nn and torch.optim compute, in float64."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from rnn_tui.engine import Trainer
from rnn_tui.experiment import PRESETS, Cell, Dtype, Experiment, Initializer, Optimizer
from rnn_tui.task import Task

BASE = PRESETS["pytorch"].experiment.replace(
    text="hello world", hidden_size=5, dtype=Dtype.FLOAT64, learning_rate=0.02
)
ITERATIONS = 50


class Network(nn.Module):
    """What a reader of torch's documentation would write."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        kinds: dict[Cell, Any] = {
            Cell.RNN: nn.RNN,
            Cell.LSTM: nn.LSTM,
            Cell.GRU: nn.GRU,
        }
        size = task.vocabulary_size, task.hidden_size
        self.cell: Any = kinds[task.experiment.cell](*size)
        self.readout = nn.Linear(size[1], size[0])

    def forward(self, x: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Give logits `(time, batch, vocabulary)` and the last state."""
        outputs, state = self.cell(x, state)
        return self.readout(outputs), state


def optimizer_of(experiment: Experiment, network: nn.Module) -> torch.optim.Optimizer:
    rate, momentum = experiment.learning_rate, experiment.momentum
    match experiment.optimizer:
        case Optimizer.ADAM:
            return torch.optim.Adam(network.parameters(), lr=rate)
        case Optimizer.SGD:
            return torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum)
        case Optimizer.RMSPROP:
            return torch.optim.RMSprop(
                network.parameters(), lr=rate, alpha=experiment.decay, momentum=momentum
            )


def oracle(experiment: Experiment, weights: dict[str, Any]) -> tuple[list[float], Network]:
    """Train with autograd and torch.optim; the costs and the network after."""
    task = Task(experiment)
    network = Network(task).double()
    network.load_state_dict({name: torch.from_numpy(w) for name, w in weights.items()})
    optimizer = optimizer_of(experiment, network)
    ids = torch.tensor(task.ids)
    loss_weights = torch.tensor(task.loss_weights, dtype=torch.float64)
    state, costs = None, []
    for i in range(ITERATIONS):
        positions = torch.tensor(task.positions(i)).t()  # (time, batch)
        x = nn.functional.one_hot(ids[positions], task.vocabulary_size).double()
        logits, last = network(x, state)
        if experiment.carry_state:
            state = tuple(s.detach() for s in last) if isinstance(last, tuple) else last.detach()
        entropy = nn.functional.cross_entropy(
            logits.flatten(0, 1), ids[positions + 1].flatten(), reduction="none"
        )
        cost = (entropy * loss_weights[positions].flatten()).sum() / task.batch_size
        costs.append(float(cost.detach()))
        optimizer.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        if experiment.clip_norm is not None:
            nn.utils.clip_grad_norm_(network.parameters(), experiment.clip_norm)
        optimizer.step()
    return costs, network


CHANGES: dict[str, dict[str, Any]] = {
    "adam": {},
    "rmsprop": {"optimizer": Optimizer.RMSPROP},
    "rmsprop with momentum": {"optimizer": Optimizer.RMSPROP, "momentum": 0.8},
    "sgd": {"optimizer": Optimizer.SGD},
    "sgd with momentum": {"optimizer": Optimizer.SGD, "momentum": 0.9},
    "clipped": {"optimizer": Optimizer.SGD, "clip_norm": 0.5},
    "weighted": {"loss_weights": (1, 0, 2, 0.5, 1, 1, 3, 0, 0, 1)},
    "windows": {"time_steps": 4, "batch_size": 3},
    "all windows": {"time_steps": 3},
    "streams": {"time_steps": 2, "batch_size": 2, "carry_state": True},
    "carried": {"carry_state": True, "clip_norm": 2.0},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("cell", list(Cell))
def test_training_follows_torch(cell: Cell, change: str) -> None:
    experiment = BASE.replace(cell=cell, **CHANGES[change])
    trainer = Trainer(experiment)
    expected, network = oracle(experiment, trainer.weights())
    costs = []
    for _ in range(ITERATIONS):
        step = trainer.step()
        assert step is not None
        costs += step.costs
    assert costs == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert costs[-1] != pytest.approx(costs[0])
    weights = trainer.weights()
    assert list(weights) == list(network.state_dict())
    for name, tensor in network.state_dict().items():
        assert weights[name] == pytest.approx(tensor.numpy(), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("cell", list(Cell))
@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1])
def test_first_weights_are_those_of_torch(cell: Cell, seed: int) -> None:
    experiment = BASE.replace(cell=cell, seed=seed, dtype=Dtype.FLOAT32)
    assert experiment.initializer is Initializer.TORCH
    torch.manual_seed(seed)
    network = Network(Task(experiment))
    weights = Trainer(experiment).weights()
    for name, tensor in network.state_dict().items():
        assert weights[name].tobytes() == tensor.numpy().tobytes(), name
