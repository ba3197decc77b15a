"""`Sweep`: all points of a sweep on a thread of its own, a batch of one kind after the other.

Like a race: it is paused and stopped by orders, hands out snapshots when asked, and what goes
wrong ends it with a reason. What is done is in a journal, so that it goes on where it was.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from rnn_tui.contest.crew import Build, ensemble
from rnn_tui.contest.sweep_plan import Queue, SweepPlan, work
from rnn_tui.record import Phase
from rnn_tui.session.mailbox import Slot
from rnn_tui.session.own_thread import OwnThread
from rnn_tui.session.reasons import plain
from rnn_tui.session.turns import Stopwatch, next_count
from rnn_tui.session.worker import preload
from rnn_tui.task import DEFAULT_MEMORY

if TYPE_CHECKING:
    from rnn_tui.contest.finding import Finding, Tally
    from rnn_tui.contest.journal import Journal
    from rnn_tui.points import Point

_TURN = 0.05
"""Seconds of training from one look at orders and requests to the next, about."""

BATCH_SECONDS = 5.0
"""What a batch takes, about: so much is lost at most when the program is killed."""

FEWEST, MOST = 256, 8_192
"""Members of a batch: fewer are not faster, more are not either."""

_sweeps = count(1)


@dataclass(frozen=True, eq=False, slots=True)
class SweepSnapshot:
    """Where a sweep stands."""

    sweep: int
    """The id of the sweep."""
    phase: Phase
    plan: SweepPlan
    done: "Mapping[int, Finding]"
    """By the number of their point. It only grows."""
    at_work: "tuple[Finding, ...]" = ()
    """What the points of the batch have come to so far."""
    resumed: int = 0
    """Points that an earlier sweep had done."""
    share: float = 0.0
    """Of the work, 0 to 1."""
    seconds: float = 0.0
    """Spent running."""
    left: float | None = None
    """Seconds to go, once that is known."""
    bytes: int = 0
    """What the batch takes, about."""
    reason: str | None = None
    """Why it failed, one plain sentence."""


class Sweep(OwnThread):
    """One sweep, from its plan to its end."""

    def __init__(
        self,
        plan: SweepPlan,
        *,
        memory: int = DEFAULT_MEMORY,
        journal: "Journal | None" = None,
        build: Build | None = None,
        tell: Callable[[float], None] | None = None,
        ended: "Callable[[Sweep], None] | None" = None,
        paused: bool = False,
    ) -> None:
        """Prepare a sweep.

        `tell` hears, on the worker's thread, how large a share is done, `ended` that all of it is.
        """
        self.id = next(_sweeps)
        super().__init__(f"sweep {self.id}")
        self.plan, self.memory, self.journal = plan, memory, journal
        self.findings: dict[int, Finding] = dict(journal.findings) if journal else {}
        """Of the points that are done, by number."""
        self.resumed = len(self.findings)
        self.reason: str | None = None
        self._build = build or ensemble(memory)
        self._tell, self._ended = tell, ended
        self._playing = threading.Event()
        if not paused:
            self._playing.set()
        self._wanted = False
        self.slot: Slot[SweepSnapshot] = Slot()
        self._tallies: list[Tally] = []
        self._batch: list[Point] = []
        self._bytes = 0
        self._done = self._all = 0.0
        self._fresh = 0.0
        self._speed: float | None = None
        self._stopwatch = Stopwatch(time.monotonic, 0.0)

    # The owner's side.

    def run_inline(self) -> Phase:
        """Train on this thread until the sweep has ended, and say how."""
        self._playing.set()
        self.work_inline()
        return self.phase

    def play(self) -> None:
        """Run on."""
        self._playing.set()

    def pause(self) -> None:
        """Stand still after the iterations that are being made."""
        self._playing.clear()

    def want(self) -> None:
        """Ask for a snapshot."""
        self._wanted = True

    def take(self) -> SweepSnapshot | None:
        """Take the newest snapshot, if there is one not taken yet."""
        return self.slot.take()

    def stop(self, timeout: float = 0.3) -> bool:
        """End the sweep and say whether its thread is gone; it ends by itself otherwise."""
        self.interrupt()
        self._playing.set()
        return super().stop(timeout)

    # The worker's side.

    def work(self) -> None:
        """Train until the sweep is stopped, or has ended."""
        try:
            preload(self)
            self._main()
        except KeyboardInterrupt:  # inline, and loading
            self._enter(Phase.INTERRUPTED)
        except Exception as error:  # a fault ends the sweep, not the program
            self.error, self.reason = error, plain(error)
            self._enter(Phase.FAILED)

    def _main(self) -> None:
        self._show()
        seeds = len(self.plan.seeds)
        queue = Queue(self.plan, self.findings)
        self._all = self._fresh = queue.left
        done = sum(work(self.plan.points[number].experiment) for number in self.findings) * seeds
        self._all, self._done = self._all + done, done
        while len(queue) and not self.stopping:
            self._batch = queue.take(self._members(queue))
            if not self._train():
                break
            found = [tally.finding() for tally in self._tallies]
            if self.journal is not None:
                self.journal.add(found)
            self.findings |= {finding.number: finding for finding in found}
            self._tallies = []
            self._show()
        self._enter(Phase.INTERRUPTED if len(queue) or self._tallies else Phase.DONE)
        if self.phase is Phase.DONE and self._ended is not None:
            self._ended(self)

    def _members(self, queue: Queue) -> int:
        """Say how many members the next batch is to have."""
        if self._speed is None:
            return FEWEST
        each = queue.left / max(len(queue) * len(self.plan.seeds), 1)
        return max(FEWEST, min(MOST, int(BATCH_SECONDS * self._speed / max(each, 1.0))))

    def _train(self) -> bool:
        """Train a batch to its end; False when it was cancelled."""
        from rnn_tui.contest.finding import Tally  # noqa: PLC0415 - numpy: the worker's thread

        plan, seeds = self.plan, len(self.plan.seeds)
        members = [e for point in self._batch for e in plan.members_of(point)]
        crew = self._build(members)
        task = crew.task
        self._bytes = len(members) * task.lasting_bytes
        tallies = [
            Tally(point.number, point.experiment, plan.seeds, plan.curve_rows)
            for point in self._batch
        ]
        costs, answers = crew.measure(), crew.answers()
        places = [slice(k * seeds, (k + 1) * seeds) for k in range(len(tallies))]
        for tally, place in zip(tallies, places, strict=True):
            tally.begin(costs[place], answers[place])
        self._tallies = tallies
        iterations = self._batch[0].experiment.iterations
        each = sum(work(point.experiment) for point in self._batch) * seeds / iterations
        made, turn, spent = 0, 1, 0.0
        while made < iterations:
            if not self._playing.is_set():
                self._enter(Phase.PAUSED)
                while not self._playing.wait(0.05):
                    self._serve()
            self._enter(Phase.RUNNING)
            if self.stopping:
                return False
            start = time.monotonic()
            count = min(turn, iterations - made)
            block = crew.advance(count, lambda: self.stopping)
            if block is None:
                return False
            last = crew.measure()
            for tally, place in zip(tallies, places, strict=True):
                tally.append(made, block.costs[:, place], block.solved[:, place], last[place])
            took = time.monotonic() - start
            for tally in tallies:
                tally.seconds += took / len(tallies)
            made += count
            spent += took
            turn = next_count(count, took, _TURN)
            self._done += each * count
            self._serve()
            if self._tell is not None:
                self._tell(self.share)
        self._speed = each * iterations / max(spent, 1e-9)
        return True

    @property
    def share(self) -> float:
        """How much of the work is done, 0 to 1."""
        return min(self._done / self._all, 1.0) if self._all else 1.0

    @property
    def seconds(self) -> float:
        """Time spent running so far."""
        return self._stopwatch.seconds

    def _enter(self, phase: Phase) -> None:
        if self.phase is phase:
            return
        self._stopwatch.stop()
        if phase is Phase.RUNNING:
            self._stopwatch.start()
        self.phase = phase
        self._show()

    def _serve(self) -> None:
        if self._wanted:
            self._show()

    def _show(self) -> None:
        """Put a snapshot where it is found, unless nobody looks."""
        self._wanted = False
        if self.inline:
            return
        fresh = self._done - (self._all - self._fresh)
        seconds = self.seconds
        self.slot.put(
            SweepSnapshot(
                sweep=self.id,
                phase=self.phase,
                plan=self.plan,
                done=self.findings,
                at_work=tuple(tally.finding() for tally in self._tallies),
                resumed=self.resumed,
                share=self.share,
                seconds=seconds,
                left=seconds * (self._all - self._done) / fresh if fresh > 0 else None,
                bytes=self._bytes,
                reason=self.reason,
            )
        )
