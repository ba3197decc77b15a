"""`Frames`: snapshots of a run, made on the worker's thread when the screen asks for one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tui.record import Phase, Picture
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
        self._drawn: object = None
        self._shown: object = None
        self._due = 0.0

    def serve(self) -> None:
        """Answer a request, unless the screen has this very snapshot already."""
        session = self._run.session
        if not session.mailbox.wanted:
            return
        if session.phase is Phase.RUNNING and self._clock() < self._due:
            return
        if self._shown == self._state(self._span()):
            session.mailbox.wanted = False
            return
        self.show()

    def show(self) -> None:
        """Put a snapshot of this moment in the mailbox, asked for or not."""
        run, session = self._run, self._run.session
        # Cleared before the span is read, so that what is asked meanwhile is not lost.
        session.mailbox.wanted = False
        span = self._span()
        self._draw(span)
        self._shown = self._state(span)
        session.mailbox.put(
            Snapshot(
                run=session.run,
                phase=session.phase,
                moment=run.moment,
                iterations=run.planned,
                experiment=run.experiment,
                cost=run.cost,
                picture=self._picture,
                rate=run.pace.rate if session.phase is Phase.RUNNING else 0.0,
                seconds=run.seconds,
                reason=run.reason,
                stopped_by=run.stopped_by,
            )
        )

    def _span(self) -> tuple[int, int]:
        session = self._run.session
        return widen(session.mailbox.span, session.task.length)

    def _state(self, span: tuple[int, int]) -> object:
        run = self._run
        return run.session.phase, run.moment, run.planned, run.experiment, span

    def _draw(self, span: tuple[int, int]) -> None:
        run = self._run
        wanted = (run.moment, run.experiment, span)
        if run.engine is None or self._drawn == wanted or run.session.phase is Phase.FAILED:
            return
        start = self._clock()
        picture = run.engine.picture(0, span, run.cancelled)
        if picture is not None:
            self._picture, self._drawn = picture, wanted
        end = self._clock()
        self._due = end + _REST * (end - start)
