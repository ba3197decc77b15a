"""Many experiments of one shape, trained side by side: for races and sweeps, without a screen."""

from rnn_tui.engine.ensemble.ensemble import Block, Ensemble
from rnn_tui.engine.ensemble.plan import shape

__all__ = ["Block", "Ensemble", "shape"]
