"""The optimizers of an exported PyTorch script, as source: torch.optim's, or written out."""

from rnn_tui.experiment import Convention, Experiment, Optimizer
from rnn_tui.fields import number


def written_out(experiment: Experiment, *, freezes: bool) -> bool:
    """Whether the rule is not that of torch.optim, or counts its updates in another way."""
    if experiment.convention is Convention.TENSORFLOW:
        return True
    # torch.optim counts the updates of each tensor; one that thaws would be corrected alone.
    return freezes and experiment.optimizer is Optimizer.ADAM


def source(optimizer: Optimizer, convention: Convention) -> str:
    """Write the class of a rule that torch.optim does not have."""
    if convention is Convention.PYTORCH:
        return TORCH_ADAM
    return {Optimizer.RMSPROP: RMSPROP, Optimizer.ADAM: ADAM, Optimizer.SGD: SGD}[optimizer]


def made(experiment: Experiment, *, freezes: bool) -> str:
    """Write the expression that makes the optimizer of an experiment."""
    e = experiment
    rate, decay, momentum = number(e.learning_rate), number(e.decay), number(e.momentum)
    parameters = "network.parameters()"
    if written_out(e, freezes=freezes):
        match e.optimizer:
            case Optimizer.RMSPROP:
                return f"RMSProp({parameters}, {rate}, decay={decay}, momentum={momentum})"
            case Optimizer.ADAM:
                return f"Adam({parameters}, {rate})"
            case Optimizer.SGD:
                return f"SGD({parameters}, {rate}, momentum={momentum})"
    match e.optimizer:
        case Optimizer.RMSPROP:
            return (
                f"torch.optim.RMSprop({parameters}, lr={rate}, alpha={decay}, momentum={momentum})"
            )
        case Optimizer.ADAM:
            return f"torch.optim.Adam({parameters}, lr={rate})"
        case Optimizer.SGD:
            return f"torch.optim.SGD({parameters}, lr={rate}, momentum={momentum})"


def setting(experiment: Experiment, field: str, *, freezes: bool) -> list[str]:
    """Write what an edit of a field does to the optimizer in use; nothing where it has no such."""
    e = experiment
    adam = e.optimizer is Optimizer.ADAM
    if (field == "momentum" and adam) or (
        field == "decay" and e.optimizer is not Optimizer.RMSPROP
    ):
        return []
    value = number(getattr(e, field))
    if written_out(e, freezes=freezes):
        return [f"optimizer.{field} = {value}"]
    name = {"learning_rate": "lr", "decay": "alpha", "momentum": "momentum"}[field]
    lines = [f'optimizer.param_groups[0]["{name}"] = {value}']
    if field == "momentum" and e.optimizer is Optimizer.RMSPROP:
        lines += [
            "for w in network.parameters():",
            "    if w in optimizer.state:",
            '        optimizer.state[w].setdefault("momentum_buffer", torch.zeros_like(w))',
        ]
    return lines


RMSPROP = '''
class RMSProp:
    """TensorFlow's: the mean square starts at one, and epsilon stands inside the root."""

    def __init__(self, parameters, learning_rate, decay, momentum):
        self.parameters = list(parameters)
        self.learning_rate, self.decay, self.momentum = learning_rate, decay, momentum
        self.mean_squares = [torch.ones_like(w) for w in self.parameters]
        self.moves = [torch.zeros_like(w) for w in self.parameters]

    def zero_grad(self):
        for w in self.parameters:
            w.grad = None

    @torch.no_grad()
    def step(self):
        forget = 1 - torch.tensor(self.decay, dtype=DTYPE)  # rounded as TensorFlow rounds it
        for w, mean_square, move in zip(self.parameters, self.mean_squares, self.moves):
            if w.grad is None:
                continue
            mean_square += (w.grad * w.grad - mean_square) * forget
            move *= self.momentum
            move += w.grad / torch.sqrt(mean_square + 1e-10) * self.learning_rate
            w -= move
'''

ADAM = '''
class Adam:
    """TensorFlow's: the correction is part of the step's size, epsilon is not corrected."""

    def __init__(self, parameters, learning_rate):
        self.parameters = list(parameters)
        self.learning_rate = learning_rate
        self.means = [torch.zeros_like(w) for w in self.parameters]
        self.mean_squares = [torch.zeros_like(w) for w in self.parameters]
        self.updates = 0

    def zero_grad(self):
        for w in self.parameters:
            w.grad = None

    @torch.no_grad()
    def step(self):
        self.updates += 1
        correction = math.sqrt(1 - 0.999**self.updates) / (1 - 0.9**self.updates)
        size = torch.tensor(self.learning_rate, dtype=DTYPE) * correction
        for w, mean, mean_square in zip(self.parameters, self.means, self.mean_squares):
            if w.grad is None:
                continue
            mean += (w.grad - mean) * (1 - 0.9)
            mean_square += (w.grad * w.grad - mean_square) * (1 - 0.999)
            w -= mean / (torch.sqrt(mean_square) + 1e-8) * size
'''

SGD = '''
class SGD:
    """TensorFlow's gradient descent with momentum."""

    def __init__(self, parameters, learning_rate, momentum):
        self.parameters = list(parameters)
        self.learning_rate, self.momentum = learning_rate, momentum
        self.moves = [torch.zeros_like(w) for w in self.parameters]

    def zero_grad(self):
        for w in self.parameters:
            w.grad = None

    @torch.no_grad()
    def step(self):
        for w, move in zip(self.parameters, self.moves):
            if w.grad is None:
                continue
            move *= self.momentum
            move += w.grad
            w -= self.learning_rate * move
'''

TORCH_ADAM = '''
class Adam:
    """torch.optim.Adam with one count of updates, which a frozen tensor keeps up with."""

    def __init__(self, parameters, learning_rate):
        self.parameters = list(parameters)
        self.learning_rate = learning_rate
        self.means = [torch.zeros_like(w) for w in self.parameters]
        self.mean_squares = [torch.zeros_like(w) for w in self.parameters]
        self.updates = 0

    def zero_grad(self):
        for w in self.parameters:
            w.grad = None

    @torch.no_grad()
    def step(self):
        self.updates += 1
        size = self.learning_rate / (1 - 0.9**self.updates)
        root = math.sqrt(1 - 0.999**self.updates)
        for w, mean, mean_square in zip(self.parameters, self.means, self.mean_squares):
            if w.grad is None:
                continue
            mean += (w.grad - mean) * (1 - 0.9)
            mean_square *= 0.999
            mean_square += w.grad * w.grad * (1 - 0.999)
            w -= mean / (torch.sqrt(mean_square) / root + 1e-8) * size
'''
