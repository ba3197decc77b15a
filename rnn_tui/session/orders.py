"""What the owner of a session may ask of its worker; obeyed in order, between iterations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Play:
    """Run on."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stand still after the iteration that is being made."""


@dataclass(frozen=True, slots=True)
class Advance:
    """Make `count` iterations, then stand still; at done the run grows by them."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class Edit:
    """Give a live field another value, from the next update on."""

    field: str
    value: object


@dataclass(frozen=True, slots=True)
class GoOn:
    """At done: as many iterations again."""


Order = Play | Pause | Advance | Edit | GoOn
