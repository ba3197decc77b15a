"""The three cells with the members abreast: for many tiny networks that read one text whole.

Every tensor is `(features, members)`, so that each operation runs over long rows of members and
costs what its numbers cost, not what its call does. The equations are those of `engine.cells`,
from the zero state and for one sequence; sums are taken in another order, so a member equals
the same model alone to rounding, not to the bit. Which members stand beside a member, and how
many, changes nothing in its numbers as long as rows are whole multiples of `LANES`.

A product with a matrix is `sum over k of h[k] W[k]`. The first state is zero, so the first time
step has none. sigmoid is torch's own, and tanh(x) = 1 - 2 sigmoid(-2 x), for sigmoid takes an
eighth of the time of tanh: this way round the largest outputs are rounded as those of tanh are,
so that saturated units are equal, or not, as they are in a run alone. Nothing here knows costs,
optimizers or iterations.
"""

from rnn_tui.engine.abreast.gru import GruAfterAbreast, GruBeforeAbreast
from rnn_tui.engine.abreast.lstm import LstmAbreast
from rnn_tui.engine.abreast.rnn import RnnAbreast
from rnn_tui.engine.abreast.unrolled import LANES, Abreast, Matrices, Parts
from rnn_tui.experiment import Cell, Convention

__all__ = ["LANES", "Abreast", "Matrices", "Parts", "unroll_abreast"]


def unroll_abreast(cell: Cell, parts: Parts) -> Abreast:
    """Make the trace of a cell."""
    match cell:
        case Cell.RNN:
            return RnnAbreast(parts)
        case Cell.LSTM:
            return LstmAbreast(parts)
        case Cell.GRU:
            before = parts.convention is Convention.TENSORFLOW
            return GruBeforeAbreast(parts) if before else GruAfterAbreast(parts)
