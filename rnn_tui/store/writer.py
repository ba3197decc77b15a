"""`Writer`: the thread that writes. One for a program, with a connection of its own.

Once a second it reads along what the runs have added and writes it in one transaction. What
cannot be written stays where it is, in the histories of the runs, and is written when it can
be; meanwhile a banner says why. Nothing that goes wrong here reaches a run.
"""

import sqlite3
import time
from collections.abc import Callable

from rnn_tui.i18n import tr
from rnn_tui.store.database import Database, sentence_of, set_aside, shown
from rnn_tui.store.desk import Desk
from rnn_tui.store.faults import Newer, StoreFault, Unusable, is_damage, why
from rnn_tui.store.keeper import Row, RunKeeper, Written
from rnn_tui.store.owners import open_store
from rnn_tui.store.processes import this_process
from rnn_tui.store.writing import beat, write_result, write_row

EVERY = 1.0
"""Seconds from one look at the runs to the next."""

BEAT_EVERY = 15.0
"""Seconds from one sign of life to the next."""

RETRIES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds after which it is tried again, while it cannot be written."""

MOST_UNWRITTEN = 256_000_000
"""Bytes of runs that have ended and cannot be written; then the oldest is given up."""


class Writer:
    """Writes what lies on a desk, until it is told to stop."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._path, self._clock = desk, desk.path, clock
        self._heard: list[RunKeeper] = []
        self._database: Database | None = None
        self._failures = 0
        self._hopeless = False
        self._beaten = clock()

    def work(self) -> None:
        """Write until told to stop, and once more then. The thread's whole life."""
        try:
            self._work(self._desk)
        except Exception as error:
            self._failed(error)
            self._desk.all_written = False
            raise
        finally:
            self.close()

    def _work(self, desk: Desk) -> None:
        stopping = False
        while not stopping:
            desk.wake.wait(self._pause())
            desk.wake.clear()
            stopping = desk.stopping
            self.turn(stopping=stopping)

    def turn(self, *, stopping: bool = False) -> None:
        """Hear what there is to hear, and write what there is to write, once."""
        self._listen(stopping)
        self._write_all()

    def close(self) -> None:
        """Let go of the store."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _pause(self) -> float | None:
        """Say how long nothing needs to be done."""
        if self._failures:
            return RETRIES[min(self._failures, len(RETRIES)) - 1]
        return EVERY if self._heard else None

    def _listen(self, stopping: bool) -> None:
        while self._desk.keepers:
            self._heard.append(self._desk.keepers.popleft())
        now = self._clock()
        for keeper in self._heard:
            keeper.hear()
            if stopping and not keeper.done:
                keeper.close()
            if not self._failures:
                keeper.ask(now)

    def _write_all(self) -> None:
        """Write what there is; know what went wrong, and say it."""
        try:
            if not self._hopeless and self._write():
                self._failures = 0
                self._desk.banner = None
        except Newer as fault:
            self._hopeless = True
            self._failed(fault)
        except (StoreFault, sqlite3.Error, OSError) as error:
            self._failed(error)
        self._give_up_some()
        rows = [row for keeper in self._heard for row in keeper.rows.values()]
        self._desk.all_written = not self._desk.results and not any(row.changed for row in rows)
        self._heard = [
            keeper
            for keeper in self._heard
            if not keeper.done or any(row.changed for row in keeper.rows.values())
        ]

    def _write(self) -> bool:
        """Write what has changed, and say whether there was anything."""
        rows = [
            (keeper, row) for keeper in self._heard for row in keeper.rows.values() if row.changed
        ]
        due = bool(self._heard) and self._clock() - self._beaten >= BEAT_EVERY
        if not (rows or self._desk.results or due):
            return False
        database = self._open()
        try:
            self._transact(database, rows, due=due)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._leave()
            self._desk.notices.append(sentence_of(set_aside(self._path)))
            self._transact(self._open(), rows, due=due)
        for keeper in self._heard:
            keeper.let_go()
        return True

    def _transact(
        self, database: Database, rows: list[tuple[RunKeeper, Row]], *, due: bool
    ) -> None:
        owner, results = this_process(time.time()), list(self._desk.results)
        ids = [(row, row.id) for _, row in rows]
        written: list[tuple[RunKeeper, Row, Written]] = []
        try:
            with database.writing() as connection:
                for keeper, row in rows:
                    began, had_state = self._clock(), row.checkpoint is not None
                    written.append((keeper, row, write_row(connection, row, owner)))
                    if had_state:
                        keeper.wrote_state(self._clock(), self._clock() - began)
                for result in results:
                    write_result(connection, result)
                if due:
                    beat(connection, owner)
        except BaseException:
            for row, former in ids:
                row.id = former
            raise
        for keeper, row, found in written:
            keeper.committed(row, found)
        for _ in results:
            self._desk.results.popleft()
        if due:
            self._beaten = self._clock()

    def _open(self) -> Database:
        """Give the store, opened again where it is no longer in its place."""
        if self._database is not None and not self._database.in_place:
            self._leave()
        if self._database is None:
            database, told = open_store(self._path, check=True)
            if told is not None:
                self._desk.notices.append(told)
            if not database.writable:
                database.close()
                raise Unusable(tr("{path}: it may not be written", path=shown(self._path)))
            self._database = database
        return self._database

    def _leave(self) -> None:
        """Let go of the store; all that is still known is to be written to another."""
        self.close()
        for keeper in self._heard:
            keeper.forget_written()

    def _failed(self, error: BaseException) -> None:
        self._failures += 1
        words = str(error) if isinstance(error, StoreFault) else ""
        words = words or tr("{path}: {why}", path=shown(self._path), why=why(error))
        self._desk.banner = tr("runs are not being kept: {why}", why=words)

    def _give_up_some(self) -> None:
        """Keep what cannot be written within bounds."""
        if not self._failures:
            return
        ended = [k for k in self._heard if k.done]
        held = sum(row.branch.history.bytes for k in ended for row in k.rows.values() if row.branch)
        while ended and (held > MOST_UNWRITTEN or self._hopeless):
            given_up = ended.pop(0)
            held -= sum(r.branch.history.bytes for r in given_up.rows.values() if r.branch)
            self._heard.remove(given_up)
        if self._hopeless:
            self._desk.results.clear()
