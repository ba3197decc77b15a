"""`Desk`: what lies between the threads of the program and the one that writes. No locks."""

import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from rnn_tui.experiment import Experiment
from rnn_tui.store.keeper import RunKeeper


@dataclass(frozen=True)
class Result:
    """A race or a sweep, kept when it has ended."""

    kind: str
    experiment: Experiment
    title: str
    json: str
    created: float


@dataclass(eq=False)
class Desk:
    """Queues towards the writer, and what it has to say."""

    path: Path
    wake: threading.Event = field(default_factory=threading.Event)
    keepers: deque[RunKeeper] = field(default_factory=deque)
    """New ones."""
    results: deque[Result] = field(default_factory=deque)
    stopping: bool = False
    """Whether the writer is to write once more, and end."""
    all_written: bool = True
    """Whether nothing was left when the writer last looked."""
    banner: str | None = None
    """Why nothing can be written just now."""
    notices: deque[str] = field(default_factory=deque)
    """What a person is to be told once."""
