"""`Screen`: a program in a pseudo-terminal, what it writes, and when.

Reading only stamps what arrives; a terminal is emulated afterwards, where nothing is timed.
"""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[1]
_LONGEST = 60.0
"""Seconds after which what was waited for will not come."""
_NEVER = b"\0 is never drawn"


class Screen:
    """A running program; made with `opened`."""

    def __init__(self, process: int, terminal: int, columns: int, rows: int) -> None:
        self.started = time.perf_counter()
        self.process, self._terminal = process, terminal
        self.chunks: list[tuple[float, bytes]] = []
        """What was written and not replayed yet: seconds since the start, bytes."""
        self._emulated = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._emulated)

    def read(self, until: bytes, longest: float = _LONGEST) -> float | None:
        """Take in what is written until these bytes came; give the seconds since the start."""
        tail = b""
        end = time.perf_counter() + longest
        while (left := end - time.perf_counter()) > 0:
            if not select.select([self._terminal], [], [], left)[0]:
                continue
            try:
                chunk = os.read(self._terminal, 65536)
            except OSError:
                return None  # The program has ended.
            now = self.now
            self.chunks.append((now, chunk))
            tail = tail[-len(until) :] + chunk
            if until in tail:
                return now
        return None

    def rest(self, seconds: float) -> None:
        """Take in what is written for a while."""
        self.read(_NEVER, seconds)

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    def send(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._terminal, keys)

    def replay(self) -> Iterator[float]:
        """Show what was written, chunk by chunk, and say when each came."""
        while self.chunks:
            when, chunk = self.chunks.pop(0)
            self._stream.feed(chunk)
            yield when

    @property
    def lines(self) -> list[str]:
        """The rows as far as they were replayed."""
        return list(self._emulated.display)


def environment_of_a_person() -> dict[str, str]:
    """Give this environment without what a person does not have: no bytecode, no colours."""
    unusual = ("PYTHONDONTWRITEBYTECODE", "NO_COLOR")
    return {name: value for name, value in os.environ.items() if name not in unusual}


@contextlib.contextmanager
def opened(command: Sequence[str], columns: int, rows: int) -> Iterator[Screen]:
    """Start a program in a terminal of a size, with folders of its own; end it after."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **environment_of_a_person(),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "XDG_STATE_HOME": folder,
            "RNN_TUI_DATA": folder,
        }
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(ROOT)
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), environment)
        try:
            yield Screen(process, terminal, columns, rows)
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(terminal)
