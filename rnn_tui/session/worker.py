"""`work`: what the thread of a session does, and what `run_inline` does on the caller's."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tui.session.session import Session


def work(session: "Session") -> None:
    """Train until the run is stopped, or inline until it has ended."""
    if session.is_prepared:
        return
    raise NotImplementedError
