"""`InspectorView`: what every panel of the inspector is given."""

from dataclasses import dataclass

from rnn_tui.edits import NOTHING, Ablations
from rnn_tui.record import Inside, Picture
from rnn_tui.task import Task


@dataclass(frozen=True, eq=False)
class InspectorView:
    """A moment of a run, its inside as far as it is known, and what is chosen, from 0."""

    task: Task
    picture: Picture | None
    inside: Inside | None
    step: int
    unit: int
    weights: tuple[float, ...]
    """Loss weights, one for each target position."""
    ablations: Ablations = NOTHING
    automatic: bool = False
    """Whether the scales of the maps follow the largest number, or are fixed."""
