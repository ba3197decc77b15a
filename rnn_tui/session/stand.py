"""`Stand`: where a run stands: the engine, the branch, the moment, and what governs the update.

Moves one moment at a time, forward; winding back puts a kept state into the engine. Knows
neither orders nor threads.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tui.record import Checkpoint, Event
from rnn_tui.session.branch import Branch
from rnn_tui.session.engine import Cancelled, Engine, Step
from rnn_tui.session.plan import Plan
from rnn_tui.task import Task

if TYPE_CHECKING:
    from rnn_tui.session.states import Kept, States

ANSWERING = ("weight", "zero", "hold", "carry_state")
"""What may change the answer of its moment, before any update."""


class Stand:
    """One moment of one branch, in the engine."""

    def __init__(
        self,
        plan: Plan,
        branch: Branch,
        build: Callable[[Plan], Engine],
        cancelled: Cancelled,
    ) -> None:
        self.branch = branch
        self.moment = 0
        self.regime = branch.start
        """What governs the next update."""
        self.cost = float("nan")
        self.prediction = ""
        self.version = 0
        """Grows whenever the network of the moment is another than before."""
        self.engine: Engine | None = None
        self.states: States | None = None
        """None where nobody will wind back."""
        self._plan, self._build, self._cancelled = plan, build, cancelled
        self._answered = -1
        self.differs_at: int | None = None
        """The first moment whose cost, made again, was not the one that is known."""

    @property
    def behind(self) -> bool:
        """Whether later moments of the branch are known already."""
        return self.moment < self.branch.latest

    @property
    def trainer(self) -> Engine:
        """The engine, which must have been loaded."""
        assert self.engine is not None
        return self.engine

    def load(self) -> None:
        """Build the engine, and stand at moment 0."""
        self.engine = None  # two of them might not fit
        self.engine = self._build(self._plan)
        self.moment = 0

    def measure(self) -> bool:
        """Know the cost of the moment; False when cancelled."""
        costs = self.trainer.measure(self._cancelled)
        self.cost = costs[0] if costs else float("nan")
        if costs and not self.behind:
            self.branch.history.put_cost(self.moment, self.cost)
        elif costs and not self.branch.history.costs.same(self.moment, self.cost):
            self.differs_at = self.moment if self.differs_at is None else self.differs_at
        return costs is not None

    def keep(self) -> None:
        """Keep the state of the moment, before its events."""
        if self.states is not None:
            self.states.keep(self.moment, self.trainer.updates, self.trainer.keep)

    def step(self) -> Step | None:
        """Make one update; None when cancelled, and nothing changed."""
        step = self.trainer.step(self._cancelled)
        if step is not None:
            self.moment += 1
            self._hand_over()
            self.keep()
        return step

    def _hand_over(self) -> None:
        """Take the numbers that the network had among others, where the plan has them."""
        given = self._plan.handover
        if given is None or given.moment != self.moment:
            return
        if not any(event.iteration < self.moment for event in self.branch.events):
            self.trainer.restore(given.state)

    def train(self) -> Step | None:
        """Make an update for the first time, and write down where it led; None when cancelled."""
        step = self.step()
        if step is not None:
            self.measure()
            if step.predictions is not None:
                self.answer(step.predictions[0])
        return step

    def apply(self, event: Event) -> None:
        """Let an event take effect."""
        self.regime = self.regime.after(event)
        self.trainer.edit(event.field, event.value)
        self.version += 1

    def record(self, event: Event, former: Event) -> None:
        """Let a new event take effect at the latest moment, and write it down."""
        branch = self.branch
        self.apply(event)
        branch.record(event, former)
        branch.history.put_edit(self.moment, Task(self.regime.experiment).loss_weights)
        self.measure()
        if event.field in ANSWERING:
            self._answered = -1
            self.settle(edited=True)

    def arrive(self) -> bool:
        """Let the events of a moment known before take effect again; False when cancelled."""
        for event in self.branch.events_at(self.moment):
            self.apply(event)
        self._answered = -1
        self.version += 1
        return self.measure()

    def put(self, kept: "Kept | None") -> None:
        """Stand at a moment whose state was kept, or at moment 0."""
        if kept is None:
            self.load()
            self.regime = self.branch.start
        else:
            self.regime = self.branch.before(kept.moment)
            self.trainer.put_back(kept.row, kept.moment, kept.updates, self.regime)
            self.moment = kept.moment
        self.keep()
        self.arrive()

    def restore(self, checkpoint: Checkpoint) -> bool:
        """Stand where a checkpoint was taken, the engine just loaded; False when cancelled."""
        events = self.branch.events
        for event in events[: checkpoint.events]:
            self.apply(event)
        self.trainer.restore(checkpoint.state)
        self.moment = checkpoint.moment
        if all(event.iteration < self.moment for event in events[: checkpoint.events]):
            self.keep()
        for event in events[checkpoint.events :]:
            if event.iteration == self.moment:
                self.apply(event)
        return self.measure()

    def answer(self, ids: list[int], *, edited: bool = False) -> None:
        """Write down the answer of the moment, or the other one that an edit at it has led to."""
        self._answered = self.moment
        if self.behind:
            return
        history = self.branch.history
        changed = history.put_answer(self.moment, ids, self.cost, edited=edited)
        if changed or not self.prediction:
            self.prediction = self._spell(ids)

    def settle(self, *, edited: bool = False) -> None:
        """See to it that the answer is that of this moment; long texts are not always asked."""
        if self._answered != self.moment:
            predictions = self.trainer.answer(self._cancelled)
            if predictions is not None:
                self.answer(predictions[0], edited=edited)

    def caught_up(self) -> None:
        """Know the answer of the latest moment again."""
        answers = self.branch.history.answers
        self.prediction = self._spell(list(answers[-1].ids)) if answers else ""

    def _spell(self, ids: list[int]) -> str:
        return Task(self._plan.experiment).spell(ids)
