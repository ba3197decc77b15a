"""What a person chooses to see of a race or a sweep alike, and options taken in turn."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from rnn_tui.plotting.lanes import Bands

Option = TypeVar("Option", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class ContestChoice:
    """What is drawn of the plot."""

    bands: Bands = Bands.QUARTILES
    log: bool | None = None
    """None: logarithmic where the medians are far apart."""


def next_of(now: Option) -> Option:
    """Give the option after this one, round and round."""
    listed = list(type(now))
    return listed[(listed.index(now) + 1) % len(listed)]
