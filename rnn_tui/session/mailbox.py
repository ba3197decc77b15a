"""One snapshot at a time from the worker to the screen, made only when it was asked for.

The newest takes the place of one that was not taken. Plain attributes: each is written by
one side and read by the other, and a lost race costs a frame, never a snapshot.
"""

from rnn_tui.record import Probe
from rnn_tui.session.snapshot import Snapshot


class Mailbox:
    """Asked and emptied by the screen, filled by the worker."""

    def __init__(self) -> None:
        self.wanted = False
        self.span: tuple[int, int] | None = None
        self.probe: Probe | None = None
        self._slot: list[Snapshot] = []

    def want(self, span: tuple[int, int] | None, probe: Probe | None = None) -> None:
        """Ask for a snapshot: a picture of the time steps span[0]:span[1], and the inside."""
        self.span, self.probe = span, probe
        self.wanted = True

    def put(self, snapshot: Snapshot) -> None:
        """Answer: the slot holds this snapshot and no other."""
        self._slot = [snapshot]

    def take(self) -> Snapshot | None:
        """Empty the slot."""
        try:
            return self._slot.pop()
        except IndexError:
            return None
