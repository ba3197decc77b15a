"""Who trains which run: nobody deletes or resumes what another is running."""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.store.database import Database, open_database, sentence_of, set_aside, shown
from rnn_tui.store.faults import Busy, Damaged, Unusable, is_damage, why
from rnn_tui.store.processes import Owner, this_process

_RUNNING = f"('{Phase.RUNNING}', '{Phase.PAUSED}', '{Phase.READY}', '{Phase.LOADING}')"


def open_store(path: Path, *, check: bool = False) -> tuple[Database, str | None]:
    """Open a store; where it is damaged, set it aside, begin a new one, and say so.

    Runs whose process is gone are interrupted from then on. Raises `StoreFault`.
    """
    try:
        return _open(path, check=check), None
    except Damaged:
        try:
            told = sentence_of(set_aside(path))
        except OSError as error:
            raise Unusable(tr("{path}: {why}", path=shown(path), why=why(error))) from None
        return _open(path, check=False), told


def _open(path: Path, *, check: bool) -> Database:
    database = open_database(path, check=check)
    try:
        end_the_dead(database, time.time())
    except sqlite3.DatabaseError as error:
        database.close()
        if is_damage(error):
            raise Damaged(str(error)) from None
        raise Unusable(tr("{path}: {why}", path=shown(path), why=why(error))) from None
    return database


def owners(connection: sqlite3.Connection) -> dict[int, Owner]:
    """Give the process that trains each run, as far as one is said to."""
    rows = connection.execute("SELECT run, place, pid, started, beat FROM live")
    return {run: Owner(*facts) for run, *facts in rows}


def end_the_dead(database: Database, now: float) -> None:
    """Mark the runs whose process is gone as interrupted."""
    found = owners(database.connection)
    if not database.writable or all(owner.alive(now) for owner in found.values()):
        return
    with database.writing() as connection:
        for run, owner in owners(connection).items():
            if not owner.alive(now):
                connection.execute("DELETE FROM live WHERE run = ?", (run,))
                connection.execute(
                    f"UPDATE runs SET phase = ? WHERE id = ? AND phase IN {_RUNNING}",
                    (str(Phase.INTERRUPTED), run),
                )


def claim(database: Database, run: int, now: float) -> None:
    """Make this process the one that trains a run; raises `Busy` where another does."""
    with database.writing() as connection:
        check_free(connection, (run,), now)
        connection.execute(
            "INSERT OR REPLACE INTO live VALUES (?, ?, ?, ?, ?)", (run, *this_process(now))
        )


def release(database: Database, run: int) -> None:
    """Let go of a run."""
    with database.writing() as connection:
        connection.execute("DELETE FROM live WHERE run = ?", (run,))


def check_free(connection: sqlite3.Connection, runs: Iterable[int], now: float) -> None:
    """Raise `Busy` where one of the runs is being trained."""
    found = owners(connection)
    for run in runs:
        owner = found.get(run)
        if owner is not None and owner.alive(now):
            raise Busy(
                tr(
                    "run {run} is being trained by process {pid}; stop it first",
                    run=run,
                    pid=owner.pid,
                ),
                owner.pid,
            )
