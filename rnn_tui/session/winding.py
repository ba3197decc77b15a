"""`Winding`: moving in the time of a run. Wind to a moment, branch off, undo, go to another branch.

Nothing that happened is lost: an edit in the past begins another branch, and the former future
is kept. What is not kept as a state is trained again from the nearest one, bit for bit.
"""

from dataclasses import replace

from rnn_tui.edits import SURGERY, Hold, Weight, Zero
from rnn_tui.edits import Freeze as FreezeTensor
from rnn_tui.fields import Invalid
from rnn_tui.record import Event
from rnn_tui.session.branch import Branch, Change
from rnn_tui.session.stand import Stand
from rnn_tui.task import problems

MOST_BRANCHES = 16
"""Former futures kept beside the one that is shown; beyond them the one left first is dropped."""


class Winding:
    """Moves a stand through its branches."""

    def __init__(self, stand: Stand, memory: int) -> None:
        self.stand = stand
        self.others: tuple[Branch, ...] = ()
        """Former futures, the one left last at the end."""
        self.target: int | None = None
        """The moment that is being trained again."""
        self._memory = memory

    def seek(self, moment: int) -> None:
        """Go to a moment of the branch; one that is not reached at once is the target."""
        stand = self.stand
        moment = max(0, min(moment, stand.branch.latest))
        self.target = None
        kept = stand.states.nearest(moment) if stand.states else None
        if moment < stand.moment or (kept is not None and kept.moment > stand.moment):
            stand.put(kept)
        if stand.moment < moment:
            self.target = moment

    def change(self, field: str, value: object, *, planned: bool = False) -> None:
        """Make an edit, if it changes anything; in the past another branch begins."""
        old, iterations = self.stand.branch, self.stand.branch.planned
        event = self._make(field, value)
        if event is None:
            return
        branch = self.stand.branch
        left = old if branch is not old else None
        branch.undo.append(Change(event, branch.formers[-1], left, planned, iterations))

    def undo(self) -> None:
        """Undo what was done last: set a value back, or return to the branch that was left."""
        stand = self.stand
        while stand.branch.undo:
            change = stand.branch.undo[-1]
            if change.left is not None:
                self._go_to(change.left)
                return
            if change.event is not None and change.event.iteration > stand.moment:
                self._leave_ahead(change)
                return
            if self._set_back(change):
                return
            stand.branch.undo.remove(change)  # nothing is left of it

    def _leave_ahead(self, change: Change) -> None:
        """Begin a branch without an edit that lies ahead."""
        old, branch = self.stand.branch, self._fork(self.stand.moment)
        old.change, branch.change = change.event, change.former
        if change.planned and change.event is not None:
            branch.unschedule(change.event)
        branch.undo.append(Change(None, None, old))

    def _set_back(self, change: Change) -> bool:
        """Set a value back by an event of this moment; say whether that changed anything."""
        old, former = self.stand.branch, change.former
        if former is None or self._make(former.field, former.value) is None:
            return False
        branch = self.stand.branch
        branch.undo.remove(change)
        if branch is not old:
            branch.undo.append(Change(None, None, old))
        if former.field == "iterations":  # a run told to go on was to have more than it says
            branch.expect(self.stand.moment, change.iterations)
        return True

    def redo_without(self, change: Change) -> None:
        """Begin a branch at the moment of an edit, without it. The moment before is shown."""
        stand, old, undone = self.stand, self.stand.branch, change.event
        assert undone is not None
        again = [event for event in old.events_at(undone.iteration) if event is not undone]
        branch = self._fork(undone.iteration - 1)
        old.change, branch.change = undone, change.former
        if change.planned:
            branch.unschedule(undone)
        branch.coming = tuple(event for event in branch.coming if event not in again)
        if undone.iteration:
            stand.train()
            branch.history.solve(undone.iteration - 1)
        else:
            stand.put(stand.states.nearest(0) if stand.states else None)
            stand.settle()
        for event in again:
            made = self._make(event.field, event.value)
            known = next((known for known in old.undo if known.event is event), None)
            if made is not None and known is not None:
                branch.undo.append(replace(known, event=made))
        branch.undo.append(Change(None, None, old))

    def other(self) -> None:
        """Go to the branch that was left longest ago."""
        if self.others:
            self._go_to(self.others[0])

    @property
    def latest(self) -> Change | None:
        """What was done last."""
        return self.stand.branch.undo[-1] if self.stand.branch.undo else None

    @property
    def undoes(self) -> Event | Branch | None:
        """What undoing would do."""
        change = self.latest
        return (change.left or change.former) if change else None

    @property
    def bytes(self) -> int:
        """Memory of all states that are kept."""
        states = self.stand.states
        if states is None:
            return 0
        return states.bytes + states.row_bytes * sum(b.last is not None for b in self.others)

    def _make(self, field: str, value: object) -> Event | None:
        """Make an edit and give its event; None if nothing changes."""
        stand = self.stand
        event = Event(stand.moment, field, value)
        former = self._former(event)
        if former.value == value or not self._possible(event):
            return None
        if stand.behind:
            old, branch = stand.branch, self._fork(stand.moment)
            old.change, branch.change = former, event
        stand.record(event, former)
        return event

    def _possible(self, event: Event) -> bool:
        """Say whether the fields go together after an event."""
        if event.field in SURGERY:
            return True
        try:
            return not problems(self.stand.regime.after(event).experiment, self._memory)
        except Invalid:
            return False

    def _former(self, event: Event) -> Event:
        """Give the event that sets back what an event changes."""
        stand, ablations = self.stand, self.stand.regime.ablations
        value: object
        match event.value:
            case Weight(tensor, index, _):
                number = stand.trainer.weights(0)[tensor][index]
                value = Weight(tensor, index, float(number))
            case Zero(unit):
                value = Zero(unit, unit in ablations.zeroed)
            case Hold(gate):
                value = Hold(gate, dict(ablations.held).get(gate))
            case FreezeTensor(tensor):
                value = FreezeTensor(tensor, tensor in ablations.frozen)
            case _:
                value = getattr(stand.regime.experiment, event.field)
        return Event(stand.moment, event.field, value)

    def _fork(self, moment: int) -> Branch:
        """Leave the future after a moment, and begin another."""
        stand, old = self.stand, self.stand.branch
        stand.branch = branch = old.fork(moment)
        self._leave(old)
        if stand.states:
            stand.states.drop_after(stand.moment)
        return branch

    def _go_to(self, branch: Branch) -> None:
        """Show the latest moment of another branch."""
        stand, old = self.stand, self.stand.branch
        shared = old.shared_with(branch)
        last, branch.last = branch.last, None
        stand.branch = branch
        self.others = tuple(other for other in self.others if other is not branch)
        self._leave(old)
        if stand.states:
            stand.states.drop_after(shared)
        if last is not None:
            stand.put(last)
        else:
            stand.put(stand.states.nearest(shared) if stand.states else None)
            self.seek(branch.latest)

    def _leave(self, branch: Branch) -> None:
        """Keep a branch that is shown no longer, with its last state, as far as there is room."""
        states = self.stand.states
        self.others = (*self.others, branch)
        while len(self.others) > MOST_BRANCHES:
            dropped, *kept = self.others
            self.others = tuple(kept)
            for other in (self.stand.branch, *kept):
                other.forget(dropped)
        if states is None:
            return
        kept_state = states.nearest(branch.latest)
        if kept_state is not None and kept_state.moment == branch.latest:
            branch.last = kept_state._replace(row=kept_state.row.copy())
        holding = [other for other in self.others if other.last is not None]
        for other in holding[: max(0, len(holding) - states.spare)]:
            other.last = None
