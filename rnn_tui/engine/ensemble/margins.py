"""When an answer is right: no logit before the target's reaches it, and none after exceeds it.

That is `argmax` with the smallest of equal ids. As a number: the largest difference of any
logit to the target's, those before it raised by the smallest normal number, is not positive.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from rnn_tui.experiment import Experiment
from rnn_tui.task import Task

UNCOUNTED = -1.0
"""The margin of a position that does not count."""


def handicaps(task: Task, dtype: torch.dtype) -> Tensor:
    """Give what is added to the difference of each logit, `(time, vocabulary)`."""
    ids = torch.arange(task.vocabulary_size)
    before = ids < torch.tensor(task.targets).unsqueeze(1)
    return before.to(dtype) * torch.finfo(dtype).tiny


def uncounted(experiments: Sequence[Experiment], task: Task) -> Tensor | None:
    """Say which positions have no loss weight, `(members, time)`; None where all have one."""
    if all(e.loss_weights is None or all(e.loss_weights) for e in experiments):
        return None
    ones = (1.0,) * task.length
    return torch.tensor([e.loss_weights or ones for e in experiments]) == 0
