"""Files that leave and enter the program: written whole or not at all, read with a limit.

Every fault is a `FileError` with one plain sentence. Knows nothing of what is in a file.
"""

import os
import re
import stat
import threading
import unicodedata
from pathlib import Path
from tempfile import TemporaryFile

from rnn_tui.i18n import tr
from rnn_tui.reading import FileError, read, reason, said

__all__ = ["ExistsError", "FileError", "check_target", "read", "reason", "slug", "write"]

LONGEST_NAME = 100
"""Bytes of a file name that `slug` makes; file systems allow 255."""

_RESERVED = re.compile(r"(con|prn|aux|nul|clock\$|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that are devices on some systems, whatever their ending."""


class ExistsError(FileError):
    """A file is there already, and was not to be replaced."""


def write(path: Path, content: bytes, force: bool = False) -> None:
    """Write beside the path, then put the file in its place; raises `FileError`.

    An existing file is replaced only by `force`, and is whole at every moment. A link stays a
    link: what it names is replaced.
    """
    try:
        check_target(path, force)
        target = Path(os.path.realpath(path))
        beside = target.with_name(f".rnn-tui-{os.getpid()}-{threading.get_ident()}.tmp")
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                beside.chmod(stat.S_IMODE(target.stat().st_mode))
            if force:
                beside.replace(target)
            else:
                _put_new(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise FileError(said(path, tr("not written: {why}", why=reason(error)))) from None


def _put_new(beside: Path, target: Path) -> None:
    """Give the file its name unless another has it by now."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise ExistsError(said(target, tr("exists; --force replaces it"))) from None
    except OSError:  # a file system without links
        beside.replace(target)


def check_target(path: Path, force: bool) -> None:
    """Raise `FileError` where `write` could not write: known before any work is done."""
    try:
        mode = _mode(path)
        if mode and stat.S_ISDIR(mode):
            raise FileError(said(path, tr("is a folder; name a file")))
        if mode and not stat.S_ISREG(mode):
            raise FileError(said(path, tr("is no regular file; name another")))
        if mode and not force:
            raise ExistsError(said(path, tr("exists; --force replaces it")))
        folder = Path(os.path.realpath(path)).parent
        if not folder.is_dir():
            raise FileError(said(path, tr("there is no such folder; name a file in one")))
        with TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        raise FileError(said(path, tr("not written: {why}", why=reason(error)))) from None


def _mode(path: Path) -> int:
    """Give the mode of the file a path leads to; 0 where there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return 0


def slug(name: str, ending: str = "") -> str:
    """Make a file name of any words: it cannot climb, hide, be a device or be too long."""
    plain = unicodedata.normalize("NFC", name)
    kept = "".join(c if c.isalnum() or c in "-_." else "-" for c in plain)
    kept = re.sub(r"-{2,}", "-", kept).strip("-. ")
    kept = kept.encode("utf-8", "replace")[: LONGEST_NAME - len(ending)].decode("utf-8", "ignore")
    kept = kept.strip("-. ") or "run"
    if _RESERVED.fullmatch(kept):
        kept = f"run-{kept}"
    return kept + ending
