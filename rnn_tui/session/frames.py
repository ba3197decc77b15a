"""`Frames`: snapshots of a run, made on the worker's thread when the screen asks for one."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tui.record import Inside, Phase, Picture, Probe
from rnn_tui.session.capture import capture
from rnn_tui.session.snapshot import Snapshot, widen

if TYPE_CHECKING:
    from rnn_tui.session.run import Run

_REST = 4
"""A picture that took d seconds is followed by this many d without one, while running."""


class Frames:
    """Fills the mailbox of a session with what its run looks like."""

    def __init__(self, run: "Run", clock: Callable[[], float]) -> None:
        self._run, self._clock = run, clock
        self._picture: Picture | None = None
        self._inside: Inside | None = None
        self._drawn: object = None
        self._searched: object = None
        self._shown: object = None
        self._due = 0.0

    def serve(self) -> None:
        """Answer a request, unless the screen has this very snapshot already."""
        session = self._run.session
        if not session.mailbox.wanted:
            return
        if session.phase is Phase.RUNNING and self._clock() < self._due:
            return
        if self._shown == self._state(self._span(), session.mailbox.probe):
            session.mailbox.wanted = False
            return
        self.show()

    def show(self) -> None:
        """Put a snapshot of this moment in the mailbox, asked for or not."""
        session = self._run.session
        # Cleared before the span is read, so that what is asked meanwhile is not lost.
        session.mailbox.wanted = False
        span, probe = self._span(), session.mailbox.probe
        self._draw(span, probe)
        self._shown = self._state(span, probe)
        session.mailbox.put(self._snapshot(self._inside if probe is not None else None))

    def _snapshot(self, inside: Inside | None) -> Snapshot:
        run, session = self._run, self._run.session
        stand, winding = run.stand, run.winding
        return Snapshot(
            run=session.run,
            phase=session.phase,
            moment=stand.moment,
            iterations=run.planned,
            experiment=stand.regime.experiment,
            branch=stand.branch,
            latest=max(stand.branch.latest, stand.moment),
            others=winding.others,
            ablations=stand.regime.ablations,
            cost=stand.cost,
            picture=self._picture,
            inside=inside,
            rate=run.pace.rate if session.phase is Phase.RUNNING else 0.0,
            seconds=run.seconds,
            reason=run.reason,
            stopped_by=run.stopped_by,
            undo=winding.undoes,
            states=winding.bytes,
            budget=stand.states.budget if stand.states else 0,
            differs_at=stand.differs_at,
        )

    def capture(self) -> None:
        """Hand out this moment, whole and for good."""
        run, session, stand = self._run, self._run.session, self._run.stand
        weights, picture = session.weights, None
        if stand.engine is not None:
            picture = stand.engine.picture(0, widen(None, session.task.length), run.cancelled)
            if session.phase is not Phase.DIVERGED:
                weights = stand.engine.weights(0) if math.isfinite(stand.cost) else None
        session.captured.put(capture(stand.branch, self._snapshot(None), weights, picture))

    def _span(self) -> tuple[int, int]:
        session = self._run.session
        return widen(session.mailbox.span, session.task.length)

    def _state(self, span: tuple[int, int], probe: Probe | None) -> object:
        run, stand = self._run, self._run.stand
        known = len(run.winding.others), run.winding.undoes
        return run.session.phase, stand.moment, stand.version, run.planned, known, span, probe

    def _draw(self, span: tuple[int, int], probe: Probe | None) -> None:
        run, stand = self._run, self._run.stand
        if stand.engine is None or run.session.phase is Phase.FAILED:
            return
        start = self._clock()
        wanted = stand.moment, stand.version, span
        if self._drawn != wanted:
            picture = stand.engine.picture(0, span, run.cancelled)
            if picture is not None:
                self._picture, self._drawn = picture, wanted
        searched = stand.moment, stand.version, probe
        if probe is not None and self._searched != searched:
            inside = stand.engine.inspect(probe, 0, run.cancelled)
            if inside is not None:
                self._inside, self._searched = inside, searched
        end = self._clock()
        self._due = end + _REST * (end - start)
