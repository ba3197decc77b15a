"""Loading PyTorch, which can end the process: a build for another processor dies in the middle.

A mark in the state folder stands while it is loaded. Where one is left by a program that is
gone, PyTorch is first tried in another process, and refused with a sentence if that dies.
"""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rnn_tui.folders import folder
from rnn_tui.i18n import tr
from rnn_tui.session.reasons import RefusedError
from rnn_tui.text import clipped, visible_text

INSTALL = "pip install torch"

PATIENCE = 120.0
"""Seconds that PyTorch has to come up; a cold disk takes many."""

MARK = "pytorch-loading"

_IMPORT = "import torch; torch.zeros(2).add_(1); print(torch.__version__)"

_held: int | None = None


@contextmanager
def loading() -> Iterator[None]:
    """Let PyTorch be imported within; raises `RefusedError` where that would end the process."""
    global _held  # noqa: PLW0603 - one process, one mark
    handle = None if "torch" in sys.modules else _mark()
    if handle is None:
        yield
        return
    try:
        if os.fstat(handle).st_size:
            version, problem = tried_apart()
            if not version:
                raise RefusedError(tr("PyTorch cannot be loaded: {why}", why=problem))
        os.pwrite(handle, b"loading", 0)
        _held = handle
        try:
            yield
        finally:
            leave()
    finally:
        os.close(handle)


def leave() -> None:
    """Take the mark away: the program goes on, or ends because it was told to."""
    global _held  # noqa: PLW0603
    if _held is not None:
        with suppress(OSError):
            os.ftruncate(_held, 0)
        _held = None


def _mark() -> int | None:
    """Open the mark, unless another program holds it, or there is no place for it."""
    place = folder("state").path
    if place is None:
        return None
    handle = None
    try:
        place.mkdir(parents=True, exist_ok=True)
        handle = os.open(place / MARK, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if handle is not None:
            os.close(handle)
        return None
    return handle


def tried_apart() -> tuple[str, str]:
    """Load PyTorch in another process: give its version, or "" and what is wrong with it."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _IMPORT],
            capture_output=True, text=True, errors="replace", check=False, timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "", tr("not within {seconds} s", seconds=round(PATIENCE))
    except OSError as error:
        return "", str(error.strerror)
    if done.returncode == 0:
        return visible_text(done.stdout.strip().splitlines()[-1]), ""
    return "", why_not(done.returncode, done.stderr)


def why_not(code: int, printed: str) -> str:
    """Say why PyTorch could not be loaded, and what helps."""
    if code < 0:
        try:
            named = signal.Signals(-code).name
        except ValueError:
            named = str(-code)
        if -code == signal.SIGILL:
            return tr(
                "it was built for another processor ({signal}): install a build for this one, "
                "{install}",
                signal=named, install=INSTALL,
            )  # fmt: skip
        return tr("loading it ended the process ({signal}): {install} --force-reinstall",
                  signal=named, install=INSTALL)  # fmt: skip
    lines = [line for line in printed.strip().splitlines() if line.strip()]
    last = clipped(visible_text(lines[-1]), 200) if lines else tr("exit code {code}", code=code)
    if "No module named 'torch'" in last:
        return tr("it is not installed: {install}", install=INSTALL)
    if "libgomp" in last:
        return tr("the system lacks libgomp ({why}): install it, for example apt install libgomp1",
                  why=last)  # fmt: skip
    return tr("{why}: {install}", why=last, install=INSTALL)
