"""What the owner of a session may ask of its worker; obeyed in order, between iterations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Play:
    """Run on: through what is known already, then training."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stand still after the iteration that is being made."""


@dataclass(frozen=True, slots=True)
class Advance:
    """Make `count` iterations, then stand still; at done the run grows by them.

    Wound back, it goes at most to the latest moment.
    """

    count: int = 1


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to a moment, as near as there is one, and stand still."""

    moment: int


@dataclass(frozen=True, slots=True)
class Move:
    """Go so many moments on, or back, and stand still."""

    by: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Give a field another value from the next update on; wound back, another branch begins."""

    field: str
    value: object


@dataclass(frozen=True, slots=True)
class Undo:
    """Set back what was edited last, or return to the branch that was left."""


@dataclass(frozen=True, slots=True)
class Other:
    """Go to another branch, each in its turn."""


@dataclass(frozen=True, slots=True)
class Recover:
    """Diverged: go back to before it blew up, and on with a tenth of the learning rate."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """At done: as many iterations again."""


Order = Play | Pause | Advance | Seek | Move | Edit | Undo | Other | Recover | GoOn
