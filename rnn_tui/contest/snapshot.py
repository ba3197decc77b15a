"""`RaceSnapshot`: where a race stands, as a frozen value, all that a screen needs to draw it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnn_tui.contest.plan import RacePlan
from rnn_tui.record import Phase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rnn_tui.contest.standing import Standing


@dataclass(frozen=True, eq=False, slots=True)
class RaceSnapshot:
    """Where a race stands. Of the standings no moment after `moment` is to be read."""

    race: int
    """The id of the race. A snapshot of an earlier race is to be ignored."""
    phase: Phase
    moment: int
    """The moment that all lanes have reached; -1 before the first."""
    iterations: int
    """How many are planned; grows when a race that is done goes on."""
    plan: RacePlan
    standings: tuple["Standing", ...] = ()
    """One a lane, once the race has begun."""
    rights: "tuple[NDArray[np.bool_], ...]" = ()
    """(seeds,) of each lane: which are right at `moment`."""
    costs: "tuple[NDArray[np.floating[Any]], ...]" = ()
    """(seeds,) of each lane: the cost at `moment`, nats; infinite where it has diverged."""
    rate: float = 0.0
    """Iterations a second of the whole race; 0 when not running."""
    seconds: float = 0.0
    """Spent running."""
    reason: str | None = None
    """Why it failed, one plain sentence."""
