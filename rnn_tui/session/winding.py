"""`Winding`: moving in the time of a run. Wind to a moment, branch off, undo, go to another branch.

Nothing that happened is lost: an edit in the past begins another branch, and the former future
is kept. What is not kept as a state is trained again from the nearest one, bit for bit.
"""

from collections import deque

from rnn_tui.edits import SURGERY, Hold, Weight, Zero
from rnn_tui.edits import Freeze as FreezeTensor
from rnn_tui.record import Event
from rnn_tui.session.branch import Branch
from rnn_tui.session.orders import Order
from rnn_tui.session.stand import Stand
from rnn_tui.task import problems

MOST_BRANCHES = 16
"""Former futures kept beside the one that is shown."""

SMALL = 16
"""A branch that is left keeps its last state where it takes at most the budget / SMALL."""


class Winding:
    """Moves a stand through its branches."""

    def __init__(self, stand: Stand, memory: int) -> None:
        self.stand = stand
        self.others: tuple[Branch, ...] = ()
        """Former futures, the one left last at the end."""
        self.target: int | None = None
        """The moment that is being trained again."""
        self.later: deque[Order] = deque()
        """Orders that wait until it is reached."""
        self._memory = memory

    def seek(self, moment: int) -> bool:
        """Go to a moment of the branch; say whether it is reached, else it is the target."""
        stand = self.stand
        moment = max(0, min(moment, stand.branch.latest))
        self.target = None
        kept = stand.states.nearest(moment) if stand.states else None
        if moment < stand.moment or (kept is not None and kept.moment > stand.moment):
            stand.put(kept)
        if stand.moment < moment:
            self.target = moment
        return self.target is None

    def give_up(self) -> None:
        """Stay where the way to the target has led so far."""
        self.target = None
        self.later.clear()

    def change(self, field: str, value: object) -> bool:
        """Make an edit; in the past another branch begins. Say whether anything changed."""
        before = self.stand.branch
        former = self._make(field, value)
        if former is not None and self.stand.branch is before:
            before.undo.append(former)
        return former is not None

    def undo(self) -> None:
        """Undo what was done last: set a value back, or return to the branch that was left."""
        stand = self.stand
        while stand.branch.undo:
            entry = stand.branch.undo[-1]
            if isinstance(entry, Event) and entry.iteration > stand.moment:
                self._fork(None, None)  # the edit lies ahead: a future without it
                return
            if isinstance(entry, Event):
                self._make(entry.field, entry.value)
                stand.branch.undo.remove(entry)
                return
            stand.branch.undo.pop()
            if entry in self.others:
                self._go_to(entry)
                return

    def other(self) -> None:
        """Go to the branch that was left longest ago."""
        if self.others:
            self._go_to(self.others[0])

    @property
    def undoes(self) -> Event | Branch | None:
        """What undoing would do."""
        entries = [
            entry
            for entry in self.stand.branch.undo
            if isinstance(entry, Event) or entry in self.others
        ]
        return entries[-1] if entries else None

    def _make(self, field: str, value: object) -> Event | None:
        """Make an edit, and give the event that would set it back; None if nothing changes."""
        stand = self.stand
        event = Event(stand.moment, field, value)
        former = self._former(event)
        if former is None or former.value == value:
            return None
        if field not in SURGERY and problems(stand.regime.after(event).experiment, self._memory):
            return None
        if stand.behind:
            self._fork(event, former)
        stand.record(event)
        return former

    def _former(self, event: Event) -> Event | None:
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

    def _fork(self, change: Event | None, former: Event | None) -> None:
        """Leave the future of this moment, and begin another."""
        stand, old = self.stand, self.stand.branch
        self._remember_last(old)
        new = old.fork(stand.moment)
        old.change, new.change = former, change
        new.undo.append(old)
        self.others = (*self.others, old)[-MOST_BRANCHES:]
        stand.branch = new
        if stand.states:
            stand.states.drop_after(stand.moment)

    def _go_to(self, branch: Branch) -> None:
        """Show the latest moment of another branch."""
        stand, old = self.stand, self.stand.branch
        self._remember_last(old)
        shared = old.shared_with(branch)
        self.others = (*(other for other in self.others if other is not branch), old)
        if stand.states:
            stand.states.drop_after(shared)
        stand.branch = branch
        if branch.last is not None and branch.last.moment == branch.latest:
            stand.put(branch.last)
        else:
            stand.put(stand.states.nearest(shared) if stand.states else None)
            self.seek(branch.latest)

    def _remember_last(self, branch: Branch) -> None:
        states = self.stand.states
        if states is None or states.row_bytes * SMALL > states.budget:
            return
        kept = states.nearest(branch.latest)
        if kept is not None and kept.moment == branch.latest:
            branch.last = kept._replace(row=kept.row.copy())
