"""While the app has the terminal nothing else may write to it: not print, not a library in C.

Descriptors 1 and 2 are the log meanwhile. The terminal is reached through copies of them, which
stand where Textual looks for it: `sys.__stdout__` and `sys.__stderr__`. A process that the
app starts writes to the log too.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from rnn_tui.log import Log


@contextmanager
def kept_clean() -> Iterator[Log]:
    """Give the log that stands in for standard output and error."""
    log = Log()
    former = sys.__stdout__, sys.__stderr__
    _flush()
    out, err = _copy(1), _copy(2)
    # Textual draws on standard error: where that is no terminal, on the output, which is one.
    drawn = err if err is not None and os.isatty(err) else out
    streams = [_stream(out, former[0]), _stream(drawn, former[1])]
    sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc]
    for handle in (1, 2):
        os.dup2(log.handle, handle)
    try:
        yield log
    finally:
        _flush()
        for stream in streams:
            with suppress(OSError):
                stream.close()
        sys.__stdout__, sys.__stderr__ = former  # type: ignore[misc]
        _back(out, 1)
        _back(err, 2)
        log.close()


def _copy(handle: int) -> int | None:
    try:
        return os.dup(handle)
    except OSError:  # it was closed when the program was started
        return None


def _back(copy: int | None, handle: int) -> None:
    if copy is None:
        os.close(handle)
    else:
        os.dup2(copy, handle)
        os.close(copy)


def _stream(handle: int | None, like: TextIO | None) -> io.TextIOWrapper:
    """Give a stream on a copy of the descriptor, with the encoding of the former one."""
    copy = os.open(os.devnull, os.O_WRONLY) if handle is None else os.dup(handle)
    encoding = like.encoding if like is not None else "utf-8"
    return open(copy, "w", encoding=encoding, errors="replace")  # noqa: PTH123


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        with suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()
