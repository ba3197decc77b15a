"""`Shelf`: reads and changes the store on a thread of its own, so that no screen waits for it.

A screen says what it wants to see; it is handed that, and handed it anew when another program
has written. The newest wish counts. Changes are made one after the other, in their order.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from rnn_tui.experiment import Experiment
from rnn_tui.export.share import NotShareableError, share
from rnn_tui.fields import Invalid
from rnn_tui.floors import Floors, floors
from rnn_tui.store.faults import StoreFault
from rnn_tui.store.query import Query
from rnn_tui.store.rows import Details, Run
from rnn_tui.store.runs import Runs
from rnn_tui.task import Task
from rnn_tui.ui.background import LONG

REFRESH = 2.0
"""Seconds after which is looked for what others have written."""
REST = 20
"""A look that took d seconds is followed by this many d without one."""


@dataclass(frozen=True)
class Wish:
    """What a screen wants to see: which runs, the rows of some of them, one of them closely."""

    query: Query = field(default_factory=Query)
    first: int = 0
    count: int = 0
    """Rows first to first + count - 1 of those that were asked for."""
    also: tuple[int, ...] = ()
    """Runs whose rows are wanted, wherever they stand."""
    closely: int | None = None


@dataclass(frozen=True, eq=False)
class Closer:
    """One run, looked at closely."""

    run: Run
    experiment: Experiment
    details: Details
    floors: Floors | None
    """None of a long text."""
    line: str
    """The command line that makes it again; empty where none does."""
    why: str = ""
    """Why not."""


@dataclass(frozen=True, eq=False)
class Found:
    """What there is of a wish."""

    wish: Wish
    ids: Sequence[int] = ()
    """The same object as long as they are the same."""
    total: int = 0
    """Runs that are kept."""
    rows: Mapping[int, Run] = field(default_factory=dict)
    closer: Closer | None = None
    fault: str = ""
    """Why the store cannot be read."""


Change = Callable[[Runs], Any]


class Shelf:
    """The runs that are kept, from a thread. What is found goes to `found`, which must not draw."""

    def __init__(
        self, path: Path, found: Callable[[Found], object], told: Callable[[str], object]
    ) -> None:
        """Make a shelf; `told` takes what a person is to be told once."""
        self._path, self._found, self._told = path, found, told
        self._wish = Wish()
        self._changes: deque[tuple[Change, Callable[[Any, str], object]]] = deque()
        self._wake = threading.Event()
        self._shut, self._ended = True, False
        self._thread: threading.Thread | None = None

    def wish(self, wish: Wish) -> None:
        """Want to see this from now on."""
        self._wish = wish
        self._wake.set()

    def change(self, change: Change, done: Callable[[Any, str], object]) -> None:
        """Change something, then look anew; `done` is given the answer, and why not, as words."""
        self._changes.append((change, done))
        self._go()

    def open(self) -> None:
        """Look from now on."""
        self._shut = False
        self._go()

    def close(self) -> None:
        """Look no more, and let go of the store; what is to be changed is changed all the same."""
        self._shut = True
        self._wake.set()

    def end(self) -> None:
        """Let the thread come to its end."""
        self._ended = True
        self._wake.set()

    def _go(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="shelf", daemon=True)
            self._thread.start()
        self._wake.set()

    def _work(self) -> None:
        reader = _Reader(self._path, self._told)
        while not self._ended or self._changes:
            self._wake.clear()
            while self._changes:
                change, done = self._changes.popleft()
                done(*reader.change(change))
            if self._ended:
                break
            rest: float | None = None
            if self._shut:
                reader.close()
            else:
                found = reader.look(self._wish)
                if found is not None:
                    self._found(found)
                rest = reader.rest
            self._wake.wait(rest)
        reader.close()


class _Reader:
    """The store as one thread holds it."""

    def __init__(self, path: Path, told: Callable[[str], object]) -> None:
        self._path, self._told = path, told
        self._runs: Runs | None = None
        self._file: object = None
        self._known: Found | None = None
        self._due = 0.0
        self.rest = REFRESH

    def close(self) -> None:
        if self._runs is not None:
            self._runs.close()
        self._runs = self._known = None

    def change(self, change: Change) -> tuple[Any, str]:
        self._due = 0.0
        try:
            return change(self._opened()), ""
        except StoreFault as fault:
            return None, str(fault)

    def look(self, wish: Wish) -> Found | None:
        """Give what there is, where that is not what was given before."""
        began = time.monotonic()
        known = self._known
        try:
            runs = self._opened()
            ids: Sequence[int]
            if known is None or known.wish.query != wish.query or began >= self._due:
                ids = runs.ids(wish.query)
                total = len(ids) if not wish.query.conditions else runs.count()
                if known is not None and known.ids == ids:
                    ids = known.ids
                self._due = time.monotonic() + max(REFRESH, REST * (time.monotonic() - began))
            else:
                ids, total = known.ids, known.total
            wanted = [*ids[max(0, wish.first) : wish.first + wish.count], *wish.also]
            rows = {run.id: run for run in runs.rows(list(dict.fromkeys(wanted)))}
            found = Found(wish, ids, total, rows, _closer(runs, wish.closely, known))
        except StoreFault as fault:
            self.close()
            self._due = time.monotonic() + REFRESH
            found = Found(wish, fault=str(fault))
        self.rest = max(0.0, self._due - time.monotonic())
        if known is not None and _same(known, found):
            return None
        self._known = found
        return found

    def _opened(self) -> Runs:
        """Give the store that lies there now: it may be another than before, or none."""
        try:
            facts = self._path.stat()
            lies = facts.st_dev, facts.st_ino
        except OSError:
            lies = None
        if self._runs is None or lies != self._file or (lies and not self._runs.is_there):
            if self._runs is not None:
                self._runs.close()
            self._runs, self._file = Runs(self._path), lies
            if self._runs.notice:
                self._told(self._runs.notice)
        return self._runs


def _same(one: Found, other: Found) -> bool:
    return (
        one.wish == other.wish
        and one.fault == other.fault
        and one.total == other.total
        and one.rows == other.rows
        and one.closer is other.closer
        and one.ids is other.ids
    )


def _closer(runs: Runs, run: int | None, known: Found | None) -> Closer | None:
    """Look closely at a run; at one that has not changed, no more than once."""
    if run is None:
        return None
    found = runs.rows([run])
    if not found:
        return None
    before = known.closer if known else None
    if before is not None and before.run == found[0]:
        return before
    try:
        recipe, given = runs.recipe(run)
    except Invalid:  # kept by another version
        return None
    line = why = ""
    if found[0].kind == "train":
        try:
            line = share(recipe, given_weights=given)
        except NotShareableError as error:
            why = str(error)
    closer = Closer(found[0], recipe.experiment, runs.details(run), None, line, why)
    return replace(closer, floors=_floors(recipe.experiment))


@lru_cache(maxsize=64)
def _floors(experiment: Experiment) -> Floors | None:
    task = Task(experiment)
    weights = experiment.loss_weights
    if task.length > LONG:
        return None
    return floors(task, tuple(weights) if weights else None)
