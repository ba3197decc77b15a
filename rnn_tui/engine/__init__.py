"""The engine: tensors, cells, optimizers, and the trainer that puts them together.

The only place that imports torch. It knows no thread, no clock and no screen.
"""

from rnn_tui.engine.trainer import Cancelled, Step, Trainer, never

__all__ = ["Cancelled", "Step", "Trainer", "never"]
