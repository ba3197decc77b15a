"""`Race`: all lanes of a race on a thread of its own. Orders go in, snapshots come out on demand.

Like a session: nothing here waits for the worker but `stop`, and what goes wrong in it ends
the race with a reason.
"""

import threading
from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from rnn_tui.contest.crew import Build, ensemble
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.runner import Runner
from rnn_tui.contest.snapshot import RaceSnapshot
from rnn_tui.record import Phase
from rnn_tui.session.mailbox import Slot
from rnn_tui.session.own_thread import Ordered
from rnn_tui.task import DEFAULT_MEMORY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rnn_tui.contest.standing import Standing

_races = count(1)


class Race(Ordered):
    """One race, from its plan to its end."""

    def __init__(
        self,
        plan: RacePlan,
        *,
        speed: float | None = None,
        paused: bool = False,
        memory: int = DEFAULT_MEMORY,
        build: Build | None = None,
        tell: Callable[[int], None] | None = None,
        ended: "Callable[[Race], None] | None" = None,
    ) -> None:
        """Prepare a race; `speed` None is unlimited, `build` makes other crews than ours.

        `tell` hears, on the worker's thread, of every moment that is reached, `ended` of the end;
        a race that is gone on with ends again after as many iterations as it was planned for.
        """
        self.id = next(_races)
        super().__init__(f"race {self.id}", speed)
        self.plan = plan
        self.memory = memory
        self.build = build or ensemble(memory // len(plan.lanes))
        self.tell = tell
        self.ended = ended
        self.paused = paused
        """Whether the race waits at moment 0 until it is told to play."""
        self.reason: str | None = None
        self.moment = -1
        self.seconds = 0.0
        self.standings: tuple[Standing, ...] = ()
        self.wanted = False
        self.turn = threading.Lock()
        """Held while members are trained."""
        self.slot: Slot[RaceSnapshot] = Slot()
        self._runner = Runner(self)

    def work(self) -> None:
        """Train until the race is stopped, or inline until it has ended."""
        self._runner.work()

    def run_inline(self) -> Phase:
        """Train on this thread until the race has ended, and say how."""
        self.work_inline()
        return self.phase

    def want(self) -> None:
        """Ask for a snapshot."""
        self.wanted = True
        self.wake.set()

    def take(self) -> RaceSnapshot | None:
        """Take the newest snapshot, if there is one not taken yet."""
        return self.slot.take()

    def state(self, lane: int, member: int) -> "tuple[int, Mapping[str, NDArray[Any]] | None]":
        """Give the moment reached, and what one member needs to go on from it.

        None where the member has the numbers of a run alone: training it again gives the same.
        """
        with self.turn:
            crew = self._runner.crews[lane]
            return self.moment, None if crew.exact else crew.state(member)
