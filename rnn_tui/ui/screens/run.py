"""`RunScreen`: a screen that owns a session. It asks for frames, and starts, steers and ends runs.

Frames are made on demand: the session is asked for a snapshot, and a frame that took long is
followed by a longer rest, so that training keeps the processor. While nothing happens, nothing
is asked for. What a run looks like is the business of the screens that derive from this one.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from textual.message import Message
from textual.screen import Screen

from rnn_tui.experiment import Experiment
from rnn_tui.i18n import tr
from rnn_tui.record import Phase, Probe
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import EMPTY, Snapshot
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.widgets.speed import SPEEDS, nearest_speed

FRAME = 1 / 15
"""Seconds from one frame to the next at the least."""
REST = 4
"""A frame that took d seconds is followed by REST times d of rest."""
EAGER = 3
"""Frames asked for after a command, though nothing seems to happen."""

STOPPING = 0.3
"""Seconds that the thread that trains has to end."""

MakeSession = Callable[[Plan, float | None], Session]


class RunScreen(Screen[None]):
    """One run at a time, and the commands that steer it."""

    class Began(Message):
        """A run has begun with this experiment."""

        def __init__(self, experiment: Experiment) -> None:
            super().__init__()
            self.experiment = experiment

    class Ended(Message):
        """The run has come to an end while it was shown."""

    def __init__(self, plan: Plan, speed: float | None, make_session: MakeSession) -> None:
        super().__init__()
        self._make_session = make_session
        self.speed = speed
        self.session = make_session(plan, speed)
        self.shown = Shown(self._blank(plan.experiment), self.session.task, self.session.history)
        self._retiring: list[Session] = []
        self._started = False
        self._eager = EAGER
        self._rest_until = 0.0

    def _blank(self, experiment: Experiment) -> Snapshot:
        return Snapshot(
            self.session.run, Phase.LOADING, EMPTY.moment, experiment.iterations, experiment
        )

    def start(self) -> None:
        """Start training, and ask for frames from now on."""
        self._start_when_free()
        # Hello as it comes is what opens where nothing is remembered: it takes nothing's place.
        if self.session.plan.experiment != Experiment():
            self.post_message(self.Began(self.session.plan.experiment))
        self.set_interval(FRAME, self.tick)

    def on_unmount(self) -> None:
        """Stop training; an import cannot be broken off, and there is nothing to keep yet."""
        loading = self.session.phase is Phase.LOADING
        self.session.stop(0 if loading else STOPPING)

    # What a screen makes of it.

    def show(self, snapshot: Snapshot) -> None:
        """Draw a snapshot."""
        raise NotImplementedError

    def idle(self) -> None:
        """Use a frame for which there is no snapshot."""

    def span(self) -> tuple[int, int]:
        """Give the time steps whose picture is wanted."""
        raise NotImplementedError

    def probe(self) -> Probe | None:
        """Say what of the inside of the network is wanted."""
        return None

    def run_changed(self) -> None:
        """Draw the run that takes the place of another."""
        raise NotImplementedError

    def speed_changed(self) -> None:
        """Show the speed asked for."""
        raise NotImplementedError

    # Frames.

    def tick(self) -> None:
        """Ask for a snapshot, and draw the one that has come."""
        now = time.monotonic()
        if now < self._rest_until or not self.is_current:
            return
        if not self._started:
            self._start_when_free()
        if self._eager > 0 or self.shown.snapshot.phase in (Phase.LOADING, Phase.RUNNING):
            self._eager -= 1
            self.session.want(self.span(), self.probe())
        snapshot = self.session.take()
        if snapshot is not None and snapshot.run == self.session.run:
            self.show(snapshot)
        else:
            self.idle()
        took = time.monotonic() - now
        self._rest_until = now + took + REST * took

    def expect(self) -> None:
        """Ask for the next frames at once: an order was given."""
        self._eager = EAGER
        self._rest_until = 0.0

    # Runs.

    def begin(self, plan: Plan, at: int | None = None) -> None:
        """Train a plan from its start, or stand still at a moment of it; the run before ends."""
        self.session.stop(timeout=0)
        if self._started:
            self._retiring.append(self.session)
        self.session, self._started = self._make_session(plan, self.speed), False
        if at is not None:
            self.session.paused = True
            self.session.advance(at)
        self.shown = Shown(self._blank(plan.experiment), self.session.task, self.session.history)
        self.run_changed()
        self.post_message(self.Began(plan.experiment))
        self._start_when_free()
        self.expect()

    def _start_when_free(self) -> None:
        """Train once the runs before have let go of their memory, however many were begun."""
        self._retiring = [session for session in self._retiring if not session.stop(timeout=0)]
        if not self._retiring and not self._started:
            self._started = True
            self.session.start()

    def action_reset(self) -> None:
        """Start the experiment again, without its live edits."""
        self.begin(replace(self.session.plan, events=(), handover=None))

    def action_new_seed(self) -> None:
        """Start again with the next seed."""
        experiment = self.session.plan.experiment
        other = experiment.replace(seed=(experiment.seed + 1) % 2**32)
        self.begin(
            replace(self.session.plan, experiment=other, events=(), initial=None, handover=None)
        )

    def action_play(self) -> None:
        """Play or pause; at done, go on."""
        match self.session.phase:
            case Phase.RUNNING:
                self.session.pause()
            case Phase.DONE:
                self.session.go_on()
            case Phase.DIVERGED:
                words = tr("this run has diverged: enter goes back and on, r starts it again")
                self.notify(words, markup=False)
            case Phase.FAILED | Phase.INTERRUPTED:
                self.notify(tr("this run has ended: r starts it again, e edits it"), markup=False)
            case _:
                self.session.play()
        self.expect()

    def action_advance(self) -> None:
        """Make one iteration."""
        self.session.advance()
        self.expect()

    def action_faster(self) -> None:
        """Train at the next speed."""
        self.set_speed(SPEEDS[min(nearest_speed(self.speed) + 1, len(SPEEDS) - 1)])

    def action_slower(self) -> None:
        """Train at the speed before."""
        self.set_speed(SPEEDS[max(nearest_speed(self.speed) - 1, 0)])

    def set_speed(self, speed: float | None) -> None:
        """Aim at a speed; None is unlimited."""
        self.speed = speed
        self.session.set_speed(speed)
        self.speed_changed()
        self.expect()
