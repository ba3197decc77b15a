"""What the owner of a session may ask of its worker; obeyed in order, between iterations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Play:
    """Run on: through what is known already, then training."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stand still after the iteration that is being made.

    On the way to a moment, stay where it has led so far, and drop what was ordered for there.
    """


@dataclass(frozen=True, slots=True)
class Advance:
    """Make `count` iterations, then stand still; at done the run grows by them.

    It goes at most to the latest moment, wound back, and else to the last that is planned.
    """

    count: int = 1


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to a moment, as near as there is one, and stand still.

    What is ordered on the way is done there; it is dropped when another moment is sought first.
    """

    moment: int


@dataclass(frozen=True, slots=True)
class Move:
    """Go so many moments on, or back, and stand still; counted from the moment that is sought."""

    by: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Give a field another value from the next update on; wound back, another branch begins."""

    field: str
    value: object


@dataclass(frozen=True, slots=True)
class Toggle:
    """Let a time step, from 0, count in the cost no more, or again."""

    step: int


@dataclass(frozen=True, slots=True)
class Undo:
    """Set back what was edited last, or return to the branch that was left.

    Diverged: go on from that edit without it, on another branch.
    """


@dataclass(frozen=True, slots=True)
class Other:
    """Go to another branch, each in its turn."""


@dataclass(frozen=True, slots=True)
class Recover:
    """Diverged: go back to before it blew up, and on with a tenth of the learning rate."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """At done: as many iterations again."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Hand out the moment that is shown, whole and for good; also on the way to another."""


Order = (
    Play | Pause | Advance | Seek | Move | Edit | Toggle | Undo | Other | Recover | GoOn | Capture
)
