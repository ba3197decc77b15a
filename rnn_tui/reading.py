"""Files that a person names are read with a limit; every fault is one plain sentence.

Only regular files are read: a pipe or a device would be waited for, or never end.
"""

import os
import stat
from pathlib import Path

from rnn_tui.i18n import tr
from rnn_tui.task import amount
from rnn_tui.text import visible_text


class FileError(Exception):
    """Why a file cannot be written or read: its name and one plain sentence."""


def read(path: Path, most: int, kind: str) -> bytes:
    """Read a regular file of at most `most` bytes; `kind` says what was expected."""
    try:
        # A pipe or a device would be waited for, or never end.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:  # noqa: PTH123 - by its number
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise FileError(said(path, tr("not a file; expected {kind}", kind=kind)))
            if status.st_size > most:
                raise FileError(
                    said(
                        path,
                        tr(
                            "{size} is too large; {kind} has at most {most}",
                            size=amount(status.st_size),
                            kind=kind,
                            most=amount(most),
                        ),
                    )
                )
            return file.read(most)
    except FileNotFoundError:
        raise FileError(said(path, tr("no such file; expected {kind}", kind=kind))) from None
    except IsADirectoryError:
        raise FileError(said(path, tr("not a file; expected {kind}", kind=kind))) from None
    except (OSError, ValueError) as error:
        raise FileError(said(path, reason(error))) from None


def reason(error: OSError | ValueError) -> str:
    """Say in the system's words why a file was not to be had."""
    return visible_text(str(getattr(error, "strerror", None) or error))


def said(path: Path, why: str) -> str:
    """Put the name of a file before what is wrong with it."""
    return f"{visible_text(str(path))}: {why}"
