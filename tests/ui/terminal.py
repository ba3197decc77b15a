"""A pseudo-terminal with the app in it: what stands on its screen, and all that was sent to it."""

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

ROOT = Path(__file__).parents[2]
CEILING = 60.0
"""Seconds; torch may have to be read from a cold disk."""

MOMENT = re.compile(r"(\d+)/100")


class Terminal:
    """A terminal of 80 x 24, what stands on it, and all that was sent to it."""

    program = ("-m", "rnn_tui")

    def __init__(self, *argv: str, **environ: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)
        self.sent = ""
        self.child = pexpect.spawn(
            sys.executable,
            [*self.program, *argv],
            dimensions=(24, 80),
            encoding="utf-8",
            cwd=str(ROOT),
            env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environ},
        )

    @property
    def head(self) -> str:
        return str(self.screen.display[0])

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    @property
    def moment(self) -> int:
        found = MOMENT.search(self.head)
        return int(found[1]) if found else -1

    def until(self, so: Callable[[], object]) -> None:
        """Read what comes until something is so; fails after a minute."""
        end = time.monotonic() + CEILING
        while not so():
            assert time.monotonic() < end, self.text
            self._read()

    def ended(self) -> int | None:
        """Read to the end, and give the exit status."""
        end = time.monotonic() + CEILING
        while self._read():
            assert time.monotonic() < end, self.text
        self.child.close()
        status: int | None = self.child.exitstatus
        return status

    def _read(self) -> bool:
        try:
            sent = self.child.read_nonblocking(65_536, timeout=1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.sent += sent
        self.stream.feed(_plain(sent))
        return True

    @property
    def restored(self) -> bool:
        """Whether the terminal was left as it was found: no second screen, a cursor, no mouse."""
        on = {"1049": "h", "25": "l", "2004": "h", "1000": "h", "1003": "h", "1006": "h"}
        on["1004"] = "h"
        taken = {mode: self.sent.rfind(f"\x1b[?{mode}{letter}") for mode, letter in on.items()}
        given = {
            mode: self.sent.rfind(f"\x1b[?{mode}{'l' if letter == 'h' else 'h'}")
            for mode, letter in on.items()
        }
        return all(given[mode] > taken[mode] >= 0 for mode in on)


def _plain(sent: str) -> str:
    """Leave out what pyte does not know: private questions and modes with a prefix."""
    return re.sub(r"\x1b\[[<>=?][\d;]*(?:\$p|[u])|\x1b\[>[\d;]*[a-z]", "", sent)
