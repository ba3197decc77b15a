"""What a session is asked to do: an experiment, and what happens to it on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnn_tui.experiment import Experiment
from rnn_tui.record import Event
from rnn_tui.session.until import Until

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Handover:
    """A trainer's whole state at a moment, from where the network was trained among others.

    Trained alone it may differ by rounding: at this moment the numbers become these.
    """

    moment: int
    state: "Mapping[str, NDArray[Any]]"


@dataclass(frozen=True, eq=False)
class Plan:
    """An experiment, the weights to begin with (drawn from the seed if None), edits, ends."""

    experiment: Experiment
    initial: "Mapping[str, NDArray[Any]] | None" = None
    """Parameters by checkpoint name."""
    events: tuple[Event, ...] = ()
    """Applied in order, each before the update of its iteration."""
    until: tuple[Until, ...] = ()
    handover: Handover | None = None
    """Takes effect where no edit came before it."""
