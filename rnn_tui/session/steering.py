"""`Steering`: obeys the orders of a session, between iterations.

Says whether the run plays, how many iterations it owes, and which moment it is to reach. On
the way to a moment that is trained again, what is ordered waits for it; another way, or a
pause, lets go of what waits.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tui.edits import toggled
from rnn_tui.record import Phase
from rnn_tui.session.branch import Change
from rnn_tui.session.divergence import way_back
from rnn_tui.session.orders import (
    Advance,
    Capture,
    Edit,
    GoOn,
    Move,
    Order,
    Other,
    Pause,
    Play,
    Recover,
    Seek,
    Toggle,
    Undo,
)

if TYPE_CHECKING:
    from rnn_tui.session.run import Run


class Steering:
    """What a run is to do next."""

    def __init__(self, run: "Run", *, playing: bool) -> None:
        self._run, self._stand, self._winding = run, run.stand, run.winding
        self._playing = playing
        self._owed = 0
        """Iterations to be made before it stands still."""
        self._arriving: Callable[[], None] | None = None
        """What is done where the target is reached."""
        self._later: deque[Order] = deque()
        """Orders that wait until then."""

    @property
    def hurry(self) -> bool:
        """Whether the next iteration does not wait for the pace."""
        return bool(self._owed) or self._winding.target is not None

    @property
    def moving(self) -> bool:
        """Whether there is an iteration to make."""
        return self._playing or self.hurry

    def stop(self) -> None:
        """Stand still."""
        self._playing, self._owed = False, 0

    def made(self) -> None:
        """Count an iteration."""
        self._owed = max(self._owed - 1, 0)

    def obey_all(self) -> None:
        """Obey what was ordered, in order."""
        orders = self._run.session.orders
        while orders:
            order = orders.popleft()
            # Of a pointer that is dragged only the last place counts.
            if not (isinstance(order, Seek) and orders and isinstance(orders[0], Seek)):
                self._obey(order)

    def _obey(self, order: Order) -> None:
        phase = self._run.session.phase
        if phase in (Phase.FAILED, Phase.INTERRUPTED):
            return
        if self._winding.target is not None and not isinstance(
            order, Seek | Move | Pause | Capture
        ):
            self._later.append(order)
            return
        still = Play | Pause | Advance | GoOn | Edit | Toggle
        if phase is Phase.DIVERGED and isinstance(order, still):
            return
        match order:
            case Play():
                self._playing = phase is not Phase.DONE
            case Pause():
                self.stop()
                self._give_up()
            case Advance(count):
                self._advance(count)
            case GoOn():
                self._go_on()
            case Seek(moment):
                self._seek(moment)
            case Move(by):
                target = self._winding.target
                self._seek((self._stand.moment if target is None else target) + by)
            case Edit(field, value):
                self._edit(field, value)
            case Toggle(step):
                first, now = self._stand.branch.start, self._stand.regime
                weights = toggled(now.experiment, first.experiment, step)
                self._edit("loss_weights", weights)
            case Undo():
                self._undo()
            case Other():
                self._wind(self._winding.other)
            case Recover():
                self._recover()
            case Capture():
                self._run.capture()

    # Iterations.

    def _advance(self, count: int) -> None:
        """Owe more iterations: as many as if those owed had been made before."""
        stand, branch = self._stand, self._stand.branch
        self._playing = False
        place = stand.moment + self._owed
        if place < branch.latest:
            count = min(count, branch.latest - place)
        elif self._run.session.phase is not Phase.DONE and place < branch.planned:
            count = min(count, branch.planned - place)
        elif place + count > branch.planned:
            branch.extend(stand.moment, place + count)
        self._owed += count
        if self._run.session.phase is Phase.DONE:
            self._run.resume()

    def _go_on(self) -> None:
        run, stand = self._run, self._stand
        if run.session.phase is Phase.DONE:
            iterations = stand.moment + stand.regime.experiment.iterations
            stand.branch.extend(stand.moment, iterations)
            run.training.forget(run.stopped_by)
            self._playing = True
            run.resume()

    # Time.

    def _seek(self, moment: int, arriving: Callable[[], None] | None = None) -> None:
        self.stop()
        self._give_up()
        self._arriving = arriving
        self._wind(lambda: self._winding.seek(moment))

    def _give_up(self) -> None:
        """Stay where the way to the target has led so far."""
        self._winding.target = None
        self._arriving = None
        self._later.clear()

    def _wind(self, wind: Callable[[], object]) -> None:
        """Move in time, then stand still, or train again until the target is reached."""
        stand, winding = self._stand, self._winding
        was = stand.moment, stand.branch
        wind()
        moved = (stand.moment, stand.branch) != was or winding.target is not None
        if moved:
            self.stop()
            self._run.leave_end()
        else:
            self._run.edited()
        if winding.target is None and (moved or self._arriving):
            self.arrived()
        if moved:
            self._run.show()

    def arrived(self) -> None:
        """Stand at the moment that was sought; do what was ordered meanwhile."""
        self._winding.target = None
        if not self._stand.behind:
            self.caught_up()
        elif self._run.session.phase is Phase.RUNNING and not self._playing:
            self._run.enter(Phase.PAUSED)
        arriving, self._arriving = self._arriving, None
        if arriving is not None:
            arriving()
        self._run.session.orders.extendleft(reversed(self._later))
        self._later.clear()

    def caught_up(self) -> None:
        """Stand at the latest moment again: the end of the branch, if it has one."""
        run, branch = self._run, self._stand.branch
        run.training.caught_up()
        run.session.branch, run.session.history = branch, branch.history
        if branch.phase is Phase.DONE and self._owed:  # ordered for when the end is reached
            branch.outcome = None
        elif branch.outcome is not None:
            self.stop()
            run.end_again(branch.outcome)
        run.training.follow()
        run.judge_again()

    # Changes.

    def _edit(self, field: str, value: object) -> None:
        branch = self._stand.branch
        self._winding.change(field, value)
        if self._stand.branch is not branch:
            self.caught_up()
        else:
            self._run.edited()

    def _undo(self) -> None:
        change = self._winding.latest
        diverged = self._run.session.phase is Phase.DIVERGED
        if change is None or change.event is None or change.left or not diverged:
            self._wind(self._winding.undo)
            return
        # What is set back at the end is too late: the run goes on without it.
        undone = change
        self._seek(max(change.event.iteration - 1, 0), lambda: self._redo_without(undone))

    def _redo_without(self, change: Change) -> None:
        self._run.leave_end()
        self._winding.redo_without(change)
        self.caught_up()
        self._run.show()

    def _recover(self) -> None:
        """Go back to before the run blew up, and on with a tenth of the learning rate."""
        back = way_back(self._stand.branch)
        if self._run.session.phase is Phase.DIVERGED and back is not None:
            moment, rate = back
            self._seek(moment, lambda: self._cool(rate))

    def _cool(self, rate: float) -> None:
        self._edit("learning_rate", rate)
        self._playing = True
