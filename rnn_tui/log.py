"""The log: what libraries print while the app has the screen. It never grows without bound.

A file in the log folder of the platform, with one older file beside it. Where there can be
none, what is printed is dropped.
"""

import io
import os
import time
from contextlib import suppress
from pathlib import Path

from rnn_tui import __version__
from rnn_tui.folders import log_file
from rnn_tui.text import visible_text

LARGEST = 1_000_000
"""Bytes from which on a new file is begun."""


class Log:
    """An open log. Programs that run at once share it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or log_file()
        self.handle = self._open()
        self.stream = Printed(self.handle)
        now = time.strftime("%Y-%m-%d %H:%M:%S")
        self.stream.write(f"--- {now} rnn-tui {__version__}, process {os.getpid()}\n")

    def _open(self) -> int:
        if self.path is not None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                if self.path.exists() and self.path.stat().st_size > LARGEST:
                    self.path.replace(self.older)
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK
                return os.open(self.path, flags, 0o600)
            except OSError:
                self.path = None
        return os.open(os.devnull, os.O_WRONLY)

    @property
    def older(self) -> Path:
        """Where the file before this one is."""
        assert self.path is not None
        return self.path.with_name(self.path.name + ".1")

    def trim(self) -> None:
        """Put a file that has grown too large aside; what is written goes on into the same."""
        if self.path is None or os.fstat(self.handle).st_size <= LARGEST:
            return
        try:
            with self.path.open("rb") as file:
                file.seek(-LARGEST, os.SEEK_END)
                self.older.write_bytes(file.read(LARGEST))
            os.ftruncate(self.handle, 0)
        except OSError:
            self.path = None  # as long as it lasts, nothing better can be done

    def close(self) -> None:
        """Let go of the file."""
        os.close(self.handle)


class Printed(io.TextIOBase):
    """A stream on a descriptor: lines, in which no control character is left."""

    encoding = "utf-8"

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def writable(self) -> bool:
        """Say that it is there to be written."""
        return True

    def write(self, text: str, /) -> int:
        """Write a text; what cannot be written is dropped."""
        plain = "\n".join(map(visible_text, text.split("\n")))
        with suppress(OSError):
            os.write(self._handle, plain.encode("utf-8", "backslashreplace"))
        return len(text)
