"""`Race`: all lanes of a race on a thread of its own. Orders go in, snapshots come out on demand.

Like a session: nothing here waits for the worker but `stop`, and what goes wrong in it ends
the race with a reason.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from rnn_tui.contest.crew import Build, ensemble
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.runner import Runner
from rnn_tui.contest.snapshot import RaceSnapshot
from rnn_tui.record import Phase
from rnn_tui.session.orders import Advance, GoOn, Order, Pause, Play
from rnn_tui.task import DEFAULT_MEMORY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rnn_tui.contest.standing import Standing

_races = count(1)


class Race:
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
    ) -> None:
        """Prepare a race; `speed` None is unlimited, `build` makes other crews than ours.

        `tell` hears, on the worker's thread, of every moment that is reached.
        """
        self.id = next(_races)
        self.plan = plan
        self.memory = memory
        self.build = build or ensemble(memory // len(plan.lanes))
        self.tell = tell
        self.speed = speed
        self.paused = paused
        """Whether the race waits at moment 0 until it is told to play."""
        self.inline = False
        """Whether the caller's thread does the work, and nobody gives orders."""
        self.phase = Phase.LOADING
        self.reason: str | None = None
        self.error: BaseException | None = None
        """What made the race fail."""
        self.moment = -1
        self.seconds = 0.0
        self.standings: tuple[Standing, ...] = ()
        self.orders: deque[Order] = deque()
        self.wake = threading.Event()
        self.stopping = False
        self.wanted = False
        self.turn = threading.Lock()
        """Held while members are trained."""
        self._slot: list[RaceSnapshot] = []
        self._runner = Runner(self)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread that trains."""
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._runner.work, name=f"race {self.id}", daemon=True
            )
            self._thread.start()

    def run_inline(self) -> Phase:
        """Train on this thread until the race has ended, and say how."""
        self.inline = True
        try:
            self._runner.work()
        except KeyboardInterrupt:  # in the few steps before the worker minds it
            self._runner.work()  # which ends at once, as it was told to
        return self.phase

    def play(self) -> None:
        """Run on."""
        self._order(Play())

    def pause(self) -> None:
        """Stand still after the iterations that are being made."""
        self._order(Pause())

    def advance(self, count: int = 1) -> None:
        """Make `count` iterations, then stand still; at done, as many more."""
        self._order(Advance(count))

    def go_on(self) -> None:
        """At done, run for as many iterations again."""
        self._order(GoOn())

    def set_speed(self, speed: float | None) -> None:
        """Aim at `speed` iterations a second; None is as fast as it goes."""
        self.speed = speed
        self.wake.set()

    def want(self) -> None:
        """Ask for a snapshot."""
        self.wanted = True
        self.wake.set()

    def put(self, snapshot: RaceSnapshot) -> None:
        """Answer: the newest takes the place of one that was not taken."""
        self._slot = [snapshot]

    def take(self) -> RaceSnapshot | None:
        """Take the newest snapshot, if there is one not taken yet."""
        try:
            return self._slot.pop()
        except IndexError:
            return None

    def state(self, lane: int, member: int) -> "tuple[int, Mapping[str, NDArray[Any]] | None]":
        """Give the moment reached, and what one member needs to go on from it.

        None where the member has the numbers of a run alone: training it again gives the same.
        """
        with self.turn:
            crew = self._runner.crews[lane]
            return self.moment, None if crew.exact else crew.state(member)

    def interrupt(self) -> None:
        """Ask the race to end, from a signal handler too: takes no lock."""
        self.stopping = True

    def stop(self, timeout: float = 0.3) -> bool:
        """End the race and say whether its thread is gone; it ends by itself otherwise."""
        self.interrupt()
        self.wake.set()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _order(self, order: Order) -> None:
        self.orders.append(order)
        self.wake.set()
