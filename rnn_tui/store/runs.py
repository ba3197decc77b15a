"""`Runs`: the runs that are kept, to be looked at, named, tagged and deleted.

A connection of the thread that opened it. A store that is not there is an empty one. Nothing
here needs numpy but the states of a run that is opened again.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from rnn_tui.i18n import tr
from rnn_tui.record import Course
from rnn_tui.store.curves import Curve, read_curve
from rnn_tui.store.database import Database, sentence_of, set_aside, shown
from rnn_tui.store.faults import Damaged, Refused, Unusable, is_damage, why
from rnn_tui.store.owners import check_free, claim, open_store, release
from rnn_tui.store.packing import events_from_json, storable
from rnn_tui.store.query import Query
from rnn_tui.store.rows import COLUMNS, Details, Run, run_of
from rnn_tui.text import normalize

if TYPE_CHECKING:
    from rnn_tui.recipe import Recipe

Answer = TypeVar("Answer")

EVERYTHING = Query()

LONGEST_NAME, LONGEST_NOTE, LONGEST_TAG = 200, 10_000, 60

AGE = 86_400.0
"""Seconds for which a run that was deleted can be taken back."""

_AT_ONCE = 500
"""Runs that are asked for by id in one go."""


class Runs:
    """Every run of a store."""

    def __init__(self, path: Path) -> None:
        """Open the store, if there is one; raises `StoreFault`."""
        self.path = path
        self.notice: str | None = None
        """What a person is to be told: the store was damaged, and is set aside."""
        self.closed = False
        """Whether it was let go of."""
        self._database: Database | None = None
        if path.exists():
            self._database, self.notice = open_store(path)
            self._database.connection.create_function("fold", 1, str.casefold, deterministic=True)

    def __enter__(self) -> "Runs":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self.closed = True
        if self._database is not None:
            self._database.close()
            self._database = None

    @property
    def is_there(self) -> bool:
        """Whether there was a store to open."""
        return self._database is not None

    @property
    def writable(self) -> bool:
        """Whether runs can be named, tagged and deleted."""
        return self._database is not None and self._database.writable

    # Looking.

    def ids(self, query: Query = EVERYTHING) -> list[int]:
        """Give the ids of the runs that were asked for, in their order."""
        where = query.where
        found = self._ask(
            f"SELECT id FROM runs NOT INDEXED WHERE {where.sql} ORDER BY {query.order_by}",
            where.parameters,
        )
        return [run for (run,) in found]

    def count(self) -> int:
        """Count the runs that are kept."""
        rows = self._ask("SELECT count(*) FROM runs WHERE deleted IS NULL", ())
        return rows[0][0] if rows else 0

    def rows(self, ids: Sequence[int], *, curves: bool = True) -> list[Run]:
        """Give runs by their ids, in this order; those that are deleted meanwhile are left out.

        `curves` False leaves the thinned curves out, which are most of the bytes.
        """
        found: dict[int, Run] = {}
        columns = ", ".join(COLUMNS)
        curve = "curve" if curves else "NULL"
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            places = ", ".join("?" for _ in some)
            tags: dict[int, tuple[str, ...]] = {}
            for run, tag in self._ask(
                f"SELECT run, tag FROM tags WHERE run IN ({places}) ORDER BY run, tag", some
            ):
                tags[run] = (*tags.get(run, ()), tag)
            for row in self._ask(
                f"SELECT {columns}, NULL, experiment, {curve} FROM runs "
                f"LEFT JOIN details ON details.run = id WHERE id IN ({places}) "
                "AND deleted IS NULL",
                some,
            ):
                found[row[0]] = run_of(row, tags.get(row[0], ()))
        return [found[run] for run in ids if run in found]

    def find(
        self, query: Query = EVERYTHING, limit: int | None = None, *, curves: bool = True
    ) -> list[Run]:
        """Give the first runs that were asked for; all of them where there is no limit."""
        return self.rows(self.ids(query)[:limit], curves=curves)

    def get(self, run: int) -> Run:
        """Give one run; raises `Refused` where there is none."""
        found = self.rows([run])
        if not found:
            raise Refused(tr("there is no run {run}", run=run))
        return found[0]

    def named(self, name: str) -> list[int]:
        """Give the ids of the runs that have a name."""
        rows = self._ask(
            "SELECT id FROM runs WHERE name = ? AND deleted IS NULL ORDER BY id", (normalize(name),)
        )
        return [run for (run,) in rows]

    def latest(self) -> int | None:
        """Give the id of the run that was begun last."""
        rows = self._ask("SELECT max(id) FROM runs WHERE deleted IS NULL", ())
        found: int | None = rows[0][0] if rows else None
        return found

    def details(self, run: int) -> Details:
        """Give what a list does not show."""
        rows = self._ask(
            "SELECT target, reason, stopped_by, rnn_tui, torch, pace, result FROM details "
            "WHERE run = ?",
            (run,),
        )
        if not rows:
            raise Refused(tr("there is no run {run}", run=run))
        return Details(*rows[0])

    def recipe(self, run: int) -> "tuple[Recipe, bool]":
        """Give what makes a run again, and whether it began with given weights besides."""
        rows = self._ask(
            "SELECT experiment, events, EXISTS (SELECT 1 FROM states WHERE run = details.run "
            "AND kind = 'initial') FROM details WHERE run = ?",
            (run,),
        )
        if not rows:
            raise Refused(tr("there is no run {run}", run=run))
        from rnn_tui.experiment import from_json  # noqa: PLC0415 - lists do without
        from rnn_tui.recipe import Recipe  # noqa: PLC0415 - likewise

        experiment, events, given = rows[0]
        return Recipe(from_json(json.loads(experiment)), events_from_json(events)), bool(given)

    def course(self, run: int) -> Course:
        """Give all that is kept of a run, to show it again or to go on."""
        database = self._database
        if database is None:
            raise Refused(tr("there is no run {run}", run=run))
        from rnn_tui.store.course import read_course  # noqa: PLC0415 - lists do without

        return self._safely(lambda: read_course(database.connection, run))

    def curve(self, run: int, levels: Sequence[float] = ()) -> Curve:
        """Give the costs of a run, thinned, and when they came under each of falling levels."""
        database = self._database
        if database is None:
            raise Refused(tr("there is no run {run}", run=run))
        return self._safely(lambda: read_curve(database.connection, run, levels))

    # Changing.

    def claim(self, run: int) -> None:
        """Make this process the one that trains a run; raises `Refused` where another does."""
        self._change(lambda database: claim(database, run, time.time()))

    def take_over(self, run: int) -> Course:
        """Claim a run, and give all that is kept of it; what cannot be read is not claimed."""
        self.claim(run)
        try:
            return self.course(run)
        except Refused:
            self.release(run)
            raise

    def release(self, run: int) -> None:
        """Let go of a run that was claimed, where it is not gone on with after all."""
        self._change(lambda database: release(database, run))

    def rename(self, run: int, name: str) -> None:
        """Give a run a name; an empty one takes it away."""
        self._set(run, "name", _plain(name, LONGEST_NAME))

    def note(self, run: int, note: str) -> None:
        """Write a note; an empty one takes it away."""
        self._set(run, "note", _plain(note, LONGEST_NOTE))

    def tag(self, runs: Iterable[int], tags: Iterable[str], *, remove: bool = False) -> None:
        """Add tags, or take them away."""
        names = [_tag(tag) for tag in tags]
        pairs = [(run, tag) for run in runs for tag in names]
        statement = "INSERT OR IGNORE INTO tags VALUES (?, ?)"
        if remove:
            statement = "DELETE FROM tags WHERE run = ? AND tag = ?"
        with self._writing() as connection:
            for run, tag in pairs:
                _check_there(connection, run)
                connection.execute(statement, (run, tag))

    def delete(self, runs: Sequence[int], *, for_good: bool = False) -> None:
        """Delete runs; for a day they can be taken back, unless `for_good`.

        Raises `Refused`, and deletes nothing, where one of them is being trained.
        """
        now = time.time()
        with self._writing() as connection:
            for run in runs:
                _check_there(connection, run)
            check_free(connection, runs, now)
            for run in runs:
                if for_good:
                    connection.execute("DELETE FROM runs WHERE id = ?", (run,))
                else:
                    connection.execute("UPDATE runs SET deleted = ? WHERE id = ?", (now, run))
            connection.execute(
                "DELETE FROM runs WHERE deleted IS NOT NULL AND abs(? - deleted) > ?", (now, AGE)
            )

    def take_back(self, runs: Iterable[int]) -> None:
        """Undo a deletion."""
        with self._writing() as connection:
            for run in runs:
                connection.execute("UPDATE runs SET deleted = NULL WHERE id = ?", (run,))

    def _set(self, run: int, column: str, value: str) -> None:
        with self._writing() as connection:
            _check_there(connection, run)
            connection.execute(f"UPDATE runs SET {column} = ? WHERE id = ?", (value, run))

    # The store.

    def _set_aside(self) -> Path | None:
        try:
            return set_aside(self.path)
        except OSError as error:
            raise Unusable(tr("{path}: {why}", path=shown(self.path), why=why(error))) from None

    def _ask(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        database = self._database
        if database is None:
            return []
        return self._safely(lambda: database.connection.execute(sql, parameters).fetchall())

    def _change(self, change: Callable[[Database], None]) -> None:
        database = self._database
        if database is None:
            raise Refused(tr("nothing is kept in {path} yet", path=shown(self.path)))
        self._safely(lambda: change(database))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._database is None:
            raise Refused(tr("nothing is kept in {path} yet", path=shown(self.path)))
        try:
            with self._database.writing() as connection:
                yield connection
        except sqlite3.Error as error:
            self._fail(error)

    def _safely(self, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except sqlite3.Error as error:
            self._fail(error)

    def _fail(self, error: sqlite3.Error) -> NoReturn:
        """Turn an error of SQLite into a fault; a damaged store is set aside."""
        if isinstance(error, sqlite3.DatabaseError) and is_damage(error):
            self.close()
            raise Damaged(sentence_of(self._set_aside())) from None
        raise Unusable(tr("{path}: {why}", path=shown(self.path), why=why(error))) from None


def _check_there(connection: sqlite3.Connection, run: int) -> None:
    query = "SELECT 1 FROM runs WHERE id = ? AND deleted IS NULL"
    if connection.execute(query, (run,)).fetchone() is None:
        raise Refused(tr("there is no run {run}", run=run))


def _plain(text: str, longest: int) -> str:
    text = normalize(storable(text)).strip()
    if len(text) > longest:
        raise Refused(tr("too long: at most {longest} characters", longest=longest))
    return text


def _tag(typed: str) -> str:
    tag = _plain(typed, LONGEST_TAG)
    if not tag or any(character.isspace() or character in '",' for character in tag):
        raise Refused(tr("a tag is one word without commas and quotes, for example class"))
    return tag
