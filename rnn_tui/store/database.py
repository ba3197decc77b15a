"""The file: opening it, bringing it up to date, and what is done where it is not sound.

Whoever opens, migrates or sets aside holds a lock beside the file, for a moment, so that two
programs do not do it at once. Every transaction that writes begins IMMEDIATE and waits for
the other program at most five seconds.
"""

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rnn_tui import __version__
from rnn_tui.i18n import tr
from rnn_tui.store.faults import Damaged, Newer, Refused, Unusable, is_damage, why
from rnn_tui.store.schema import APPLICATION, MIGRATIONS
from rnn_tui.text import visible_text

PATIENCE = 5.0
"""Seconds to wait for another program."""

CHECKED = 32_000_000
"""Bytes up to which a file is looked through whole when it is opened for writing."""


class Database:
    """One connection, of the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
        self.connection = connection
        self.path = path
        self.writable = writable
        self._file = _identity(path)

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def in_place(self) -> bool:
        """Whether the file is still the one that was opened."""
        return self._file is not None and _identity(self.path) == self._file

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Make one transaction: all of it is kept, or nothing."""
        if not self.writable:
            raise Refused(tr("{path}: it may not be written", path=shown(self.path)))
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back by itself.
            with contextlib.suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise

    def check(self) -> None:
        """Look through the whole file; raises `Damaged`."""
        try:
            found = self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise Damaged(str(error)) from None
            raise
        if found != "ok":
            raise Damaged(str(found))

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()


def open_database(
    path: Path,
    *,
    check: bool = False,
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
    vfs: str | None = None,
) -> Database:
    """Open a store, made new or brought up to date where need be; raises `StoreFault`.

    One that may not be written is opened for reading. `check` looks through it whole, unless
    it is large. `vfs` is the way SQLite is to reach the file.
    """
    _make_folder(path)
    try:
        with lock(path):
            try:
                database = _open_for_writing(path, vfs, len(migrations))
            except sqlite3.OperationalError:
                if not path.is_file():
                    raise
                database = _open_for_reading(path, len(migrations))
            try:
                _bring_up_to_date(database, migrations)
                if check and database.writable and path.stat().st_size <= CHECKED:
                    database.check()
            except BaseException:
                database.close()
                raise
            return database
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise Damaged(str(error)) from None
        raise Unusable(tr("{path}: {why}", path=shown(path), why=why(error))) from None
    except OSError as error:
        raise Unusable(tr("{path}: {why}", path=shown(path), why=why(error))) from None


def set_aside(path: Path) -> Path | None:
    """Give a damaged store another name, and say which; None where another program has done it.

    What belongs to it goes along: a journal left behind would be taken for the new store's.
    """
    with lock(path):
        try:
            with contextlib.closing(_connect(path, None)) as connection:
                Database(connection, path, writable=True).check()
        except (Damaged, sqlite3.DatabaseError):
            pass
        else:
            return None
        stamp = time.strftime("%Y%m%d-%H%M%S")
        aside = path.with_name(f"{path.name}.corrupt-{stamp}")
        number = 1
        while aside.exists():
            number += 1
            aside = path.with_name(f"{path.name}.corrupt-{stamp}-{number}")
        for tail in ("-wal", "-shm", "-journal"):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{path}{tail}").rename(f"{aside}{tail}")
        path.rename(aside)
        return aside


def sentence_of(aside: Path | None) -> str:
    """Tell where a damaged store has gone."""
    if aside is None:
        return tr("the store was damaged; another program has set it aside")
    return tr(
        "the store was damaged: it is set aside as {path}, and a new one is begun",
        path=shown(aside),
    )


def shown(path: Path) -> str:
    """Write a path so that a terminal obeys nothing in it."""
    return visible_text(str(path))


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Keep other programs from opening, migrating or setting aside; where that is possible."""
    try:
        handle = os.open(f"{path}-guard", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        words = tr("{path}: it is a file, not a folder", path=shown(path.parent))
        raise Unusable(words) from None
    except OSError as error:
        raise Unusable(tr("{path}: {why}", path=shown(path.parent), why=why(error))) from None
    if path.is_dir():
        raise Unusable(tr("{path}: it is a folder", path=shown(path)))


def _connect(path: Path, vfs: str | None, mode: str = "rwc") -> sqlite3.Connection:
    words = f"{path.absolute().as_uri()}?mode={mode}" + (f"&vfs={vfs}" if vfs else "")
    return sqlite3.connect(words, uri=True, timeout=PATIENCE, isolation_level=None)


def _open_for_writing(path: Path, vfs: str | None, newest: int) -> Database:
    connection = _connect(path, vfs)
    try:
        _check_ours(connection, path, newest)
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":  # network folders have no shared memory
            connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
        connection.execute("PRAGMA foreign_keys = ON")
        # Takes the lock that a writer takes, and changes nothing: whether it may be written.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except BaseException:
        connection.close()
        raise
    return Database(connection, path, writable=True)


def _open_for_reading(path: Path, newest: int) -> Database:
    """Open a file that may not be written; without its folder's leave SQLite needs to be told."""
    error: sqlite3.Error | None = None
    for mode in ("ro", "ro&immutable=1"):
        connection = _connect(path, None, mode)
        try:
            _check_ours(connection, path, newest)
        except sqlite3.OperationalError as found:
            connection.close()
            error = found
        except BaseException:
            connection.close()
            raise
        else:
            return Database(connection, path, writable=False)
    assert error is not None
    raise error


def _check_ours(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    """Refuse what another program made, or a later one, before a byte of it is changed."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and _pragma(connection, "application_id") != APPLICATION:
        raise Unusable(tr("{path}: it is not a store of rnn-tui", path=shown(path)))
    version = _pragma(connection, "user_version")
    if version > newest:
        raise Newer(
            tr(
                "{path} was written by rnn-tui {other} with schema {found}; this is {version}, "
                "which knows schemas up to {newest}: nothing is kept there, update rnn-tui or "
                "name another folder with --data",
                path=shown(path),
                other=_writer(connection),
                found=version,
                version=__version__,
                newest=newest,
            )
        )


def _bring_up_to_date(database: Database, migrations: Sequence[Sequence[str]]) -> None:
    connection, path = database.connection, database.path
    version, newest = _pragma(connection, "user_version"), len(migrations)
    if version == newest:
        return
    if not database.writable:
        raise Unusable(
            tr(
                "{path}: it has schema {found} and may not be written; {newest} is needed",
                path=shown(path),
                found=version,
                newest=newest,
            )
        )
    if version:
        back_up(connection, path, version)
    for number in range(version, newest):
        with database.writing():
            for statement in migrations[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute(
                "INSERT OR REPLACE INTO meta VALUES ('written_by', ?)", (__version__,)
            )


def back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy the whole store to a file beside it, named after its schema."""
    kept = path.with_name(f"{path.name}.schema-{version}")
    beside = path.with_name(f".{kept.name}.{os.getpid()}")
    try:
        with contextlib.closing(sqlite3.connect(beside)) as copy:
            connection.backup(copy)
        beside.replace(kept)
    finally:
        beside.unlink(missing_ok=True)
    return kept


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _writer(connection: sqlite3.Connection) -> str:
    try:
        found = connection.execute("SELECT value FROM meta WHERE key = 'written_by'").fetchone()
    except sqlite3.Error:
        found = None
    return visible_text(str(found[0])) if found else "?"


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
