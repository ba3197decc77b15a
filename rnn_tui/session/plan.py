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
class Plan:
    """An experiment, the weights to begin with (drawn from the seed if None), edits, ends."""

    experiment: Experiment
    initial: "Mapping[str, NDArray[Any]] | None" = None
    """Parameters by checkpoint name."""
    events: tuple[Event, ...] = ()
    """Applied in order, each before the update of its iteration."""
    until: tuple[Until, ...] = ()
