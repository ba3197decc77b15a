"""A progress bar on stderr for runs of more than two seconds; nothing where nobody looks."""

import os
import sys

from rnn_tui.fields import clock_text, grouped
from rnn_tui.i18n import tr
from rnn_tui.session.pace import Pace

_AFTER = 2.0
_EVERY = 0.1
_CELLS = 20
_FOREVER = 100 * 3600


class Progress:
    """One line, written over and over; `clear` before anything else is written."""

    def __init__(self, total: int, *, ascii_only: bool = False) -> None:
        stream = sys.stderr
        watched = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
        self._stream = stream if watched else None
        self._total = total
        self._full, self._empty = "#." if ascii_only else "█░"
        self._pace: Pace | None = None
        self._start = self._drawn = 0.0
        self._there = False

    def made(self, now: float, done: int) -> None:
        """Count an iteration, and draw when it is time."""
        if self._stream is None:
            return
        if self._pace is None:
            self._pace, self._start = Pace(), now
            self._pace.start(now, done)
            return
        self._pace.made(now, done, None)
        if now - self._start >= _AFTER and now - self._drawn >= _EVERY:
            self._drawn = now
            self._write(
                "\r\x1b[K" + bar(done, self._total, self._pace.rate, self._full, self._empty)
            )
            self._there = True

    def clear(self) -> None:
        """Take the bar away."""
        if self._there:
            self._there = False
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        assert self._stream is not None
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, UnicodeEncodeError):
            self._stream = None


def bar(done: int, total: int, rate: float, full: str, empty: str) -> str:
    """Draw the bar: share, count, rate, time to go; `–` where that is beyond planning."""
    share = done / total
    filled = int(share * _CELLS)
    left = (total - done) / rate if rate else _FOREVER
    eta = tr("{time} to go", time=clock_text(left)) if left < _FOREVER else "–"
    if full == "#":
        eta = eta.replace("–", "-")
    return (
        f"{full * filled}{empty * (_CELLS - filled)} {share:4.0%}  "
        f"{grouped(done)}/{grouped(total)}  {tr('{rate}/s', rate=grouped(round(rate)))}  {eta}"
    )
