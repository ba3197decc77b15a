"""Whether the process that trains a run is still there: id, start time, and a heartbeat.

A process id alone is used again. Where the start time cannot be seen, because the process
is on another machine or in another container, the heartbeat decides.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

SILENT = 60.0
"""Seconds without a heartbeat after which a process elsewhere counts as gone."""


class Owner(NamedTuple):
    """The process that trains a run."""

    place: str
    pid: int
    started: str
    """When it was started, in whatever words the system has for that; empty: not known."""
    beat: float
    """Wall clock of its last sign of life."""

    def alive(self, now: float) -> bool:
        """Whether it is still there."""
        if self.place != place():
            return abs(now - self.beat) < SILENT
        if self.pid == os.getpid():
            return self.started == started(self.pid)
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass  # somebody else's process: it is there
        found = started(self.pid)
        if found and self.started:
            return found == self.started
        return abs(now - self.beat) < SILENT


def this_process(now: float) -> Owner:
    """Name this process."""
    return Owner(place(), os.getpid(), started(os.getpid()), now)


@lru_cache(maxsize=1)
def place() -> str:
    """Name the machine, and the container whose process ids these are."""
    try:
        container = Path("/proc/self/ns/pid").readlink().name
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        container = boot = ""
    return f"{os.uname().nodename} {container} {boot}".rstrip()


def started(pid: int) -> str:
    """Say when a process was started; empty where that cannot be known."""
    try:
        # Fields after the name, which may hold anything but ends with the last parenthesis.
        return (
            Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
        )
    except (OSError, IndexError):
        pass
    if Path("/proc/self").exists():
        return ""
    import subprocess  # noqa: PLC0415 - seldom needed, and lists do without

    try:
        told = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)],
            capture_output=True, text=True, check=False, timeout=5,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()
