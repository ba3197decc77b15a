"""Who is told of a run: sinks, of every iteration; and a keeper, who keeps it beyond its end."""

from typing import TYPE_CHECKING, Protocol

from rnn_tui.record import Checkpoint, Outcome
from rnn_tui.session.branch import Branch

if TYPE_CHECKING:
    from rnn_tui.record import Arrays


class Sink(Protocol):
    """Is told of every iteration, on the worker's thread; what it raises ends the run."""

    def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
        """Take cost(i), before the update, and answer(i + 1), after it."""

    def ended(self, outcome: Outcome) -> None:
        """Take the outcome; a run that goes on after it is done ends once more."""


class Keeper(Protocol):
    """Keeps a run while it goes on. Called on the worker's thread, and seldom.

    An iteration costs the worker one look at `wants_state`: what happens is read along, on
    a thread of the keeper's own, from the branch, which only ever grows.
    """

    wants_state: bool
    """Whether a checkpoint is wanted after the next iteration."""

    def follow(self, branch: Branch) -> None:
        """Keep this branch from now on: the run begins, goes on after its end, or turned to it."""

    def keep(self, branch: Branch, checkpoint: Checkpoint) -> None:
        """Take the checkpoint that was wanted, of the latest moment of the branch."""

    def ended(
        self,
        branch: Branch,
        outcome: Outcome,
        weights: "Arrays | None",
        checkpoint: Checkpoint | None,
    ) -> None:
        """Take how the branch ended, its last finite weights, and where one could go on from."""

    def closed(self) -> None:
        """Nothing more will happen in this run."""


class Nobody:
    """Keeps nothing."""

    wants_state = False

    def follow(self, branch: Branch) -> None:
        """Let it pass."""

    def keep(self, branch: Branch, checkpoint: Checkpoint) -> None:
        """Let it pass."""

    def ended(
        self,
        branch: Branch,
        outcome: Outcome,
        weights: "Arrays | None",
        checkpoint: Checkpoint | None,
    ) -> None:
        """Let it pass."""

    def closed(self) -> None:
        """Let it pass."""
