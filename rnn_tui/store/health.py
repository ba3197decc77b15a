"""How a store is: looked at without changing a byte of it. For `rnn-tui doctor`."""

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.i18n import tr
from rnn_tui.store.faults import is_damage, why
from rnn_tui.store.schema import APPLICATION, MIGRATIONS

LIBRARY = sqlite3.sqlite_version

NEWEST = len(MIGRATIONS)
"""The schema that this program writes."""


@dataclass(frozen=True)
class Health:
    """What was found; `problem` is one plain sentence, "" where nothing is wrong."""

    there: bool = False
    size: int = 0
    schema: int | None = None
    runs: int | None = None
    problem: str = ""


def look(path: Path) -> Health:
    """Look at a store; that there is none is no problem."""
    try:
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return Health()
    except OSError as error:
        return Health(there=True, problem=why(error))
    if not path.is_file():
        return Health(there=True, problem=tr("it is no file"))
    last: sqlite3.Error | None = None
    # Without leave to write into its folder SQLite needs to be told that nobody else does.
    for mode in ("ro", "ro&immutable=1"):
        try:
            return _look(path, size, mode)
        except sqlite3.Error as found:
            last = found
            if is_damage(found):
                break
    assert last is not None
    words = tr("damaged: {why}", why=why(last)) if is_damage(last) else why(last)
    return Health(there=True, size=size, problem=words)


def _look(path: Path, size: int, mode: str) -> Health:
    place = f"{path.absolute().as_uri()}?mode={mode}"
    with contextlib.closing(sqlite3.connect(place, uri=True, timeout=1.0)) as connection:

        def ask(sql: str) -> int:
            return int(connection.execute(sql).fetchone()[0])

        if not ask("SELECT count(*) FROM sqlite_schema"):
            return Health(there=True, size=size, schema=0, runs=0)
        if ask("PRAGMA application_id") != APPLICATION:
            return Health(there=True, size=size, problem=tr("it is not a store of rnn-tui"))
        schema = ask("PRAGMA user_version")
        if schema > NEWEST:
            words = tr("it is of a later rnn-tui: schema {found}, this one knows {newest}",
                       found=schema, newest=NEWEST)  # fmt: skip
            return Health(there=True, size=size, schema=schema, problem=words)
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        damage = "" if found == "ok" else tr("damaged: {why}", why=" ".join(found.split()))
        runs = ask("SELECT count(*) FROM runs WHERE deleted IS NULL") if not damage else None
        return Health(there=True, size=size, schema=schema, runs=runs, problem=damage)
