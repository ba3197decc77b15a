"""`Session`: one run on a thread of its own. Orders go in, snapshots come out when asked for.

The owner's thread calls; the worker obeys between iterations. Nothing here waits for the
worker but `stop`, and nothing that goes wrong in it comes out as an exception: it ends the
run as failed, with a reason.
"""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from rnn_tui.edits import SURGERY, Regime, check, toggled
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.record import Checkpoint, Course, Outcome, Phase, Picture, Probe
from rnn_tui.session.branch import Branch
from rnn_tui.session.capture import Captured, capture
from rnn_tui.session.engine import Engine
from rnn_tui.session.history import History
from rnn_tui.session.mailbox import Mailbox, Slot
from rnn_tui.session.orders import (
    Capture,
    Edit,
    Move,
    Other,
    Recover,
    Seek,
    Toggle,
    Undo,
)
from rnn_tui.session.own_thread import Ordered
from rnn_tui.session.plan import Plan
from rnn_tui.session.reopening import branch_of, plan_of
from rnn_tui.session.sinks import Keeper, Nobody, Sink
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.session.worker import work
from rnn_tui.task import DEFAULT_MEMORY, Task, problems

if TYPE_CHECKING:
    from rnn_tui.record import Arrays

HISTORY_MEMORY = 64_000_000
"""Bytes for winding back, unless told otherwise."""

_runs = count(1)


class Session(Ordered):
    """One run, from its plan to its outcome."""

    def __init__(
        self,
        plan: Plan,
        *,
        speed: float | None = 20,
        paused: bool = False,
        sinks: Sequence[Sink] = (),
        keeper: Keeper | None = None,
        course: Course | None = None,
        memory: int = DEFAULT_MEMORY,
        history_memory: int = HISTORY_MEMORY,
        keep_picture: bool = False,
        build: Callable[[Plan], Engine] | None = None,
    ) -> None:
        """Prepare a run; `speed` None is unlimited, `build` makes another engine than ours.

        With `keep_picture` the whole text at the last moment is kept once the run has ended.
        With a `course` the run goes on from what is kept of it; see `reopened`.
        """
        self.run = next(_runs)
        super().__init__(f"run {self.run}", speed)
        self.plan = plan
        self.task = Task(plan.experiment)
        self.branch = branch_of(course) if course else _first_branch(plan, self.task)
        """The course of the run that was trained last; snapshots name the one that is shown."""
        self.history = self.branch.history
        """Of that branch."""
        self.sinks = tuple(sinks)
        self.keeper: Keeper = keeper or Nobody()
        self.course = course
        """What is kept of the run, where it was opened again."""
        self.memory = memory
        self.history_memory = history_memory
        """Bytes for the trainer states that time is wound back with."""
        self.build = build
        self.paused = paused
        """Whether the run waits at moment 0 until it is told to play."""
        self.outcome: Outcome | None = None
        self.weights: Arrays | None = None
        """Once the run has ended: the parameters of its last moment with a finite cost."""
        self.keep_picture = keep_picture
        self.picture: Picture | None = None
        self.mailbox = Mailbox()
        self.captured: Slot[Captured] = Slot()
        """Where what was asked for by `capture` is put."""
        self._prepared: deque[Snapshot] | None = None

    @classmethod
    def reopened(cls, course: Course, **settings: Any) -> "Session":
        """Open a run that was kept: it stands where its last checkpoint was taken.

        What is known beyond is made again as it plays, exactly, and then it goes on. One that
        had come to its end is there again.
        """
        return cls(plan_of(course), course=course, **settings)

    @classmethod
    def prepared(cls, snapshots: Sequence[Snapshot], history: History | None = None) -> "Session":
        """Make a session that hands out these snapshots, one a call, and never trains."""
        session = cls(Plan(snapshots[0].experiment))
        session._prepared = deque(snapshots)
        session.run = snapshots[0].run
        session.phase = snapshots[0].phase
        session.history = history or session.history
        return session

    @property
    def is_prepared(self) -> bool:
        """Whether there is nothing to train."""
        return self._prepared is not None

    def start(self) -> None:
        """Start the thread that trains."""
        if not self.is_prepared:
            super().start()

    def work(self) -> None:
        """Train until the run is stopped, or inline until it has ended."""
        work(self)

    def run_inline(self) -> Outcome:
        """Train on this thread until the run has ended."""
        self.work_inline()
        assert self.outcome is not None
        return self.outcome

    def seek(self, moment: int) -> None:
        """Show a moment of the branch, and stand still."""
        self._order(Seek(moment))

    def move(self, by: int) -> None:
        """Show the moment so many on, or back, and stand still."""
        self._order(Move(by))

    def undo(self) -> None:
        """Set back what was edited last, or return to the branch that was left.

        Diverged: go on from that edit without it.
        """
        self._order(Undo())

    def other(self) -> None:
        """Show another branch, each in its turn."""
        self._order(Other())

    def recover(self) -> None:
        """Diverged: go on from before it blew up, with a tenth of the learning rate."""
        self._order(Recover())

    def edit(self, field: str, value: object, experiment: Experiment | None = None) -> None:
        """Make an edit at the moment shown; raises `Invalid`, and changes nothing.

        `experiment` is that of the moment shown: what the value has to go with.
        """
        before = experiment or self.plan.experiment
        if field in SURGERY:
            check(field, value, before)
            self._order(Edit(field, value))
            return
        if not FIELD[field].in_flight:
            raise Invalid(tr("{field} cannot change in flight", field=field))
        edited = before.replace(**{field: value})
        for problem in problems(edited, self.memory):
            raise Invalid(f"{problem.field}: {problem.sentence}")
        self._order(Edit(field, getattr(edited, field)))

    def toggle(self, step: int, experiment: Experiment | None = None) -> None:
        """Let a time step count in the cost no more, or again; raises `Invalid` for the last."""
        before = experiment or self.plan.experiment
        edited = before.replace(loss_weights=toggled(before, self.plan.experiment, step))
        for problem in problems(edited, self.memory):
            raise Invalid(f"{problem.field}: {problem.sentence}")
        self._order(Toggle(step))

    def capture(self, shown: Snapshot) -> None:
        """Ask for the moment, whole and for good: it is in `captured` soon.

        Where nobody trains any more it is there at once, as `shown`, without weights.
        """
        if self.phase in (Phase.FAILED, Phase.INTERRUPTED) or self.is_prepared:
            branch = shown.branch or self.branch
            self.captured.put(capture(branch, shown, None, shown.picture))
        else:
            self._order(Capture())

    def want(self, span: tuple[int, int] | None = None, probe: Probe | None = None) -> None:
        """Ask for a snapshot with the time steps span[0]:span[1], and the inside of a probe."""
        self.mailbox.want(span, probe)
        self.wake.set()

    def take(self) -> Snapshot | None:
        """Take the newest snapshot, if there is one not taken yet."""
        if self._prepared is None:
            return self.mailbox.take()
        if not self._prepared:
            return None
        snapshot = self._prepared.popleft()
        self.phase = snapshot.phase
        return snapshot


def _first_branch(plan: Plan, task: Task) -> Branch:
    given = plan.handover
    return Branch(
        Regime(plan.experiment),
        History(task),
        plan.experiment.iterations,
        schedule=plan.events,
        initial=plan.initial,
        handover=Checkpoint(given.moment, 0, 0.0, given.state) if given else None,
    )
