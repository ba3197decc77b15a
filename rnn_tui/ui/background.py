"""Work that must not hold up a frame: loading what the plot needs, and the floors of long texts."""

import sys
import threading
from collections.abc import Callable

from rnn_tui.floors import Floors, floors
from rnn_tui.task import Task

LONG = 1_000
"""Characters of a text whose floors are computed aside."""

Done = Callable[[Task, tuple[float, ...], Floors], None]


class Background:
    """Threads of short life; what they find goes to `done`, which must not draw."""

    def __init__(self, done: Done) -> None:
        self._done = done
        self._asked = 0

    @property
    def ready(self) -> bool:
        """Whether the plot can draw a curve without waiting for an import."""
        return self._loaded

    _loaded = False

    def start(self) -> None:
        """Import numpy and plotext ahead of their first use."""
        threading.Thread(target=self._load, name="loader", daemon=True).start()

    def _load(self) -> None:
        import numpy  # noqa: F401, PLC0415 - ahead of its use, off the first paint

        from rnn_tui.plotting.figure import load  # noqa: PLC0415

        load()
        self._loaded = True

    def ask(self, task: Task, weights: tuple[float, ...]) -> None:
        """Compute floors: at once for a short text, aside for a long one."""
        self._asked += 1
        if task.length <= LONG:
            self._done(task, weights, floors(task, weights))
            return
        threading.Thread(
            target=self._compute, args=(self._asked, task, weights), name="floors", daemon=True
        ).start()

    def _compute(self, asked: int, task: Task, weights: tuple[float, ...]) -> None:
        found = floors(task, weights)
        if asked == self._asked and sys.is_finalizing() is False:
            self._done(task, weights, found)
