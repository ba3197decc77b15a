"""The three cells in two conventions, unrolled over time: forward fills a trace, backward reads it.

Equations are written for one time step; each line holds for all members and sequences at
once. `[h, 1] W` is the recurrent product with its bias in the last row of W. Nothing here
knows logits, costs or optimizers, and a pass allocates nothing.

sigmoid(x) is computed as tanh(x / 2) / 2 + 1 / 2: tanh gives the same bits for a number
wherever it stands in a tensor, so that a member of an ensemble equals the same model alone.
"""

from rnn_tui.engine.cells.gru import GruAfter, GruBefore
from rnn_tui.engine.cells.lstm import Lstm
from rnn_tui.engine.cells.rnn import Rnn
from rnn_tui.engine.cells.unrolled import ASK_ABOVE, Parts, Unrolled
from rnn_tui.experiment import Cell, Convention

__all__ = ["ASK_ABOVE", "Parts", "Unrolled", "unroll"]


def unroll(cell: Cell, parts: Parts) -> Unrolled:
    """Make the trace of a cell."""
    match cell:
        case Cell.RNN:
            return Rnn(parts)
        case Cell.LSTM:
            return Lstm(parts)
        case Cell.GRU:
            before = parts.convention is Convention.TENSORFLOW
            return GruBefore(parts) if before else GruAfter(parts)
