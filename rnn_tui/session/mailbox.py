"""One snapshot at a time from the worker to the screen, made only when it was asked for.

The newest takes the place of one that was not taken. Plain attributes: each is written by
one side and read by the other, and a lost race costs a frame, never a snapshot.
"""

from typing import Generic, TypeVar

from rnn_tui.record import Probe
from rnn_tui.session.snapshot import Snapshot

T = TypeVar("T")


class Slot(Generic[T]):
    """Holds the newest thing that was put there and not taken yet."""

    def __init__(self) -> None:
        self._held: list[T] = []

    def put(self, newest: T) -> None:
        """Hold this and no other."""
        self._held = [newest]

    def take(self) -> T | None:
        """Empty the slot."""
        try:
            return self._held.pop()
        except IndexError:
            return None


class Mailbox(Slot[Snapshot]):
    """Asked and emptied by the screen, filled by the worker."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = False
        self.span: tuple[int, int] | None = None
        self.probe: Probe | None = None

    def want(self, span: tuple[int, int] | None, probe: Probe | None = None) -> None:
        """Ask for a snapshot: a picture of the time steps span[0]:span[1], and the inside."""
        self.span, self.probe = span, probe
        self.wanted = True
