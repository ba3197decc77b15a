"""What a keeper reads along: the shape of a branch of a run, whose writer is another thread.

Lists and numbers only ever grow. What belongs to a moment before the latest stays as it is;
of the latest itself, cost and answer may be put again.
"""

from typing import TYPE_CHECKING, Protocol

from rnn_tui.edits import Regime
from rnn_tui.record import AnswerLine, Checkpoint, Event, Mark, Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rnn_tui.record import Arrays


class Numbers(Protocol):
    """A long series of numbers."""

    @property
    def code(self) -> str:
        """`f` or `d`."""

    def pack(self, first: int, end: int) -> bytes:
        """Give the numbers first to end - 1 as bytes."""


class Costs(Protocol):
    """The costs of a branch: the first `whole` as they are, then blocks."""

    @property
    def whole(self) -> int:
        """How many are kept as they are."""

    @property
    def block(self) -> int:
        """How many are in a block."""

    @property
    def exact(self) -> Numbers:
        """Those that are kept as they are."""

    @property
    def low(self) -> Numbers:
        """The lowest of each block."""

    @property
    def mean(self) -> Numbers:
        """The mean of each block."""

    @property
    def high(self) -> Numbers:
        """The highest of each block."""

    def pack_open(self) -> tuple[int, bytes]:
        """Give how many moments have a cost, and what is in the block that is not closed."""

    def __getitem__(self, moment: int) -> float:
        """Give the cost of a moment."""


class Record(Protocol):
    """What happened in a branch."""

    @property
    def costs(self) -> Costs:
        """The cost of every moment."""

    @property
    def answers(self) -> list[AnswerLine]:
        """The answers where they changed; take the list once."""

    @property
    def marks(self) -> list[Mark]:
        """Where the answer turned and what was edited, in order of the moments."""

    @property
    def forgotten(self) -> int:
        """Answers that were dropped."""

    @property
    def solved_at(self) -> int | None:
        """The first iteration after which the answer was right."""

    @property
    def bytes(self) -> int:
        """Memory held."""

    def columns(self, first: int, last: int, count: int) -> "NDArray[np.float64]":
        """Give (lowest, highest) of each of `count` stretches."""


class Told(Protocol):
    """A branch of a run."""

    @property
    def number(self) -> int:
        """Its name in this process."""

    @property
    def parent(self) -> int | None:
        """The branch it was forked from."""

    @property
    def forked_at(self) -> int | None:
        """The last moment both share."""

    @property
    def start(self) -> Regime:
        """What governed the first update."""

    @property
    def initial(self) -> "Arrays | None":
        """The weights it began with."""

    @property
    def history(self) -> Record:
        """What happened."""

    @property
    def events(self) -> list[Event]:
        """The edits that took effect."""

    @property
    def planned(self) -> int:
        """Iterations it is to have."""

    @property
    def handover(self) -> Checkpoint | None:
        """The numbers it was given at a moment, where it was trained among others before."""

    @property
    def ahead(self) -> tuple[Event, ...]:
        """Edits that are planned and that nothing stands against."""

    @property
    def until(self) -> tuple[str, ...]:
        """Conditions that end it, as typed."""

    @property
    def outcome(self) -> Outcome | None:
        """How it ended, if it has."""
