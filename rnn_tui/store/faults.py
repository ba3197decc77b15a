"""Why a store cannot be used, as plain sentences; and which errors of SQLite mean what."""

import sqlite3

from rnn_tui.i18n import tr
from rnn_tui.text import visible_text


class StoreFault(Exception):  # noqa: N818 - it says what is the matter with the store
    """A store that cannot be used now; the message is a plain sentence."""


class Unusable(StoreFault):
    """Not at all, or not for writing; there may be room, or leave, later."""


class Newer(StoreFault):
    """Made by a later rnn-tui: nothing is read from it or written to it."""


class Damaged(StoreFault):
    """Not the file that was written; it is to be set aside."""


class Refused(StoreFault):
    """Something that was asked of a sound store is not possible."""


class Busy(Refused):
    """A run is being trained, by the process `pid`."""

    def __init__(self, sentence: str, pid: int) -> None:
        super().__init__(sentence)
        self.pid = pid


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is no longer what was written."""
    return code_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def code_of(error: sqlite3.Error) -> int:
    """Give the primary result code of SQLite; 0 where Python itself complains."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def why(error: BaseException) -> str:
    """Say in a few words what went wrong."""
    if isinstance(error, sqlite3.Error):
        words = {
            sqlite3.SQLITE_FULL: tr("no room left on the disk"),
            sqlite3.SQLITE_IOERR: tr("the disk cannot be written"),
            sqlite3.SQLITE_READONLY: tr("it may not be written"),
            sqlite3.SQLITE_CANTOPEN: tr("it cannot be opened"),
            sqlite3.SQLITE_BUSY: tr("another program holds it"),
            sqlite3.SQLITE_PERM: tr("it may not be opened"),
        }.get(code_of(error))
        return words or visible_text(" ".join(str(error).split()))
    return getattr(error, "strerror", None) or visible_text(" ".join(str(error).split()))
