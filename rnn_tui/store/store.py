"""`RunStore`: what the rest of the program holds of the store.

Making one opens nothing and loads nothing: a thread does that when the first run begins.
Looking at what is kept is the business of `runs`, with a connection of its own.
"""

import json
import math
import threading
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from rnn_tui.experiment import Experiment
from rnn_tui.record import Course
from rnn_tui.store.desk import Desk, Result
from rnn_tui.store.keeper import RunKeeper

FILE = "runs.db"

CLOSING = 5.0
"""Seconds to wait for the last words at the end of the program."""


class RunStore:
    """Keeps runs in a folder, from any thread."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._desk = Desk(self.path)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def banner(self) -> str | None:
        """Why nothing can be written just now, one plain sentence; None while it can."""
        return self._desk.banner

    @property
    def notices(self) -> deque[str]:
        """What a person is to be told once: a damaged store that was set aside."""
        return self._desk.notices

    def keeper(self, run: int | None = None, course: Course | None = None) -> RunKeeper:
        """Give the keeper of a new run, or of one that was kept and goes on as `course`."""
        keeper = RunKeeper(self._hear)
        if run is not None and course is not None:
            keeper.adopt(run, course)
        return keeper

    def keep_result(
        self,
        kind: Literal["race", "sweep"],
        experiment: Experiment,
        title: str,
        result: Mapping[str, Any],
    ) -> None:
        """Keep a race or a sweep that has ended; numbers that are not finite become null."""
        text = json.dumps(_plain(result), ensure_ascii=False)
        self._desk.results.append(Result(kind, experiment, title, text, time.time()))
        self._wake()

    def close(self, timeout: float = CLOSING) -> bool:
        """Write what there is, and say whether all of it is kept."""
        self._desk.stopping = True
        if self._thread is None and not (self._desk.results or self._desk.keepers):
            return True
        # What was handed over a moment ago may not have begun the thread yet.
        thread = self._wake()
        thread.join(timeout)
        written = self._desk.all_written and not self._desk.results
        return written and not thread.is_alive()

    def _hear(self, keeper: RunKeeper) -> None:
        if not keeper.known:  # a run that is never begun is never heard of
            keeper.known = True
            self._desk.keepers.append(keeper)
        self._wake()

    def _wake(self) -> threading.Thread:
        with self._starting:
            if self._thread is None:
                thread = threading.Thread(
                    target=_write, args=(self._desk,), name="store", daemon=True
                )
                thread.start()
                self._thread = thread
            thread = self._thread
        self._desk.wake.set()
        return thread


def _write(desk: Desk) -> None:
    from rnn_tui.store.writer import Writer

    Writer(desk).work()


def _plain(value: Any) -> Any:
    """Give a value as strict JSON takes it."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case None | bool() | int() | str():
            return value
        case _ if hasattr(value, "tolist"):  # numbers and arrays of numpy
            return _plain(value.tolist())
    return str(value)
