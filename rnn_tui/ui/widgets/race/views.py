"""What is known of a lane: the numbers of its seeds at the moment shown. Plain and frozen."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.ui.widgets.race.words import Quartiles


@dataclass(frozen=True)
class AnswerCount:
    """An answer, and how many seeds give it."""

    letters: tuple[str, ...]
    """The graphemes of the text, as they are; they are made visible here."""
    seeds: int
    wrong: tuple[bool, ...] = ()
    """Of each letter, whether it counts and is wrong; empty: none is."""

    @property
    def right(self) -> bool:
        """Whether nothing that counts is wrong."""
        return not any(self.wrong)


@dataclass(frozen=True)
class LaneView:
    """A lane at the moment shown. `lane` is its glyph and colour, counted from 0."""

    name: str
    lane: int = 0
    parameters: int = 0
    seeds: int = 0
    right: int = 0
    """Seeds that are right at the moment shown."""
    ever: int = 0
    """Seeds that were right at some moment up to it."""
    first_right: Quartiles | None = None
    """The iterations at which they first were; None where none was."""
    histogram: Sequence[int] = ()
    """How many seeds were first right in each equal part of the planned iterations; about 24."""
    iterations: int = 0
    """The planned ones: where the histogram ends."""
    cost: Quartiles | None = None
    """In nats; infinite where that many seeds diverged."""
    finished: bool = False
    """Whether the moment shown is the last one."""
    speed: float | None = None
    """Seconds a seed and iteration."""
    answers: Sequence[AnswerCount] = ()
    """In order of how many seeds give them."""
    diverged: int = 0
    """Seeds that diverged up to the moment shown."""

    @property
    def share(self) -> float:
        """The share of the seeds that are right."""
        return self.right / self.seeds if self.seeds > 0 else 0.0


@dataclass(frozen=True)
class LanesListView:
    """All lanes of a race, and which one is chosen, counted from 0."""

    lanes: tuple[LaneView, ...] = ()
    chosen: int | None = None


EMPTY = LanesListView()
