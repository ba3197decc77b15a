"""What a session asks of the engine that trains: the shape of `engine.trainer.Trainer`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from rnn_tui.edits import Regime
from rnn_tui.record import Inside, Picture, Probe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rnn_tui.record import Arrays

Cancelled = Callable[[], bool]


class Step(Protocol):
    """What one update gave."""

    @property
    def predictions(self) -> list[list[int]] | None:
        """(members, time) ids of the answer after the update; None where none was due."""


class Engine(Protocol):
    """A trainer of one member or more; None is the answer of a call that was cancelled."""

    @property
    def moment(self) -> int:
        """Updates made so far."""

    @property
    def updates(self) -> int:
        """Updates made since the optimizer's slots were fresh."""

    @property
    def state_size(self) -> int:
        """Numbers in a flat state, whatever edits come."""

    def measure(self, cancelled: Cancelled = ...) -> list[float] | None:
        """Give cost(moment) of each member; what is known is not computed again."""

    def step(self, cancelled: Cancelled = ...) -> Step | None:
        """Make one update; cancelled, everything is as before."""

    def answer(self, cancelled: Cancelled = ...) -> list[list[int]] | None:
        """Give the answer of this moment over the whole text."""

    def picture(
        self,
        member: int = ...,
        span: tuple[int, int] | None = ...,
        cancelled: Cancelled = ...,
    ) -> Picture | None:
        """Give the time steps span[0]:span[1] of this moment as copies."""

    def inspect(self, probe: Probe, member: int = ..., cancelled: Cancelled = ...) -> Inside | None:
        """Give the inside of the network of this moment."""

    def edit(self, field: str, value: Any, member: int | None = ...) -> None:
        """Let an event take effect."""

    def keep(self, row: "NDArray[Any]") -> None:
        """Copy the flat state into a row, `(state_size,)`."""

    def put_back(self, row: "NDArray[Any]", moment: int, updates: int, regime: Regime) -> None:
        """Be what was kept, under the regime it was kept under."""

    def state(self, member: int = ...) -> "Arrays":
        """Give copies of all that going on exactly needs, beside the regime."""

    def restore(self, state: "Arrays", member: int = ...) -> None:
        """Be what a trainer of the same network was under the same regime, by its state."""

    def weights(self, member: int = ..., before: bool = ...) -> "Arrays":
        """Give copies of the parameters of this moment, or of the moment before."""
