"""The engine: tensors, cells, optimizers, and the trainer that puts them together.

The only place that imports torch. It knows no thread, no clock and no screen.
"""

import torch

from rnn_tui.engine.tensors import Cancelled, never
from rnn_tui.engine.trainer import Step, Trainer

__all__ = ["Cancelled", "Step", "Trainer", "never"]

# A second thread makes small networks a hundred times slower when its core is busy.
torch.set_num_threads(1)
