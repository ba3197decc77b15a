"""`Journal`: what a sweep has found so far, in a file, so that it goes on where it was.

A line for each point that is done, after a line that says of which sweep. A line that was cut
short by a crash counts as not written. One program at a time holds a journal.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Self

from rnn_tui.contest.finding import Finding, from_object, to_object


class HeldError(Exception):
    """Another program is at work on this sweep."""


class Journal:
    """An open journal. What cannot be written is an `OSError`."""

    def __init__(self, path: Path, key: str, *, fresh: bool = False) -> None:
        """Open the journal of the sweep with this key, or begin it; raises `HeldError`."""
        self.path, self._key = path, key
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise HeldError from None
        if fresh:
            self._file.truncate(0)
        self.findings = {finding.number: finding for finding in self._read()}
        """By the number of their point."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self) -> Iterator[Finding]:
        """Give what is sound, and cut off the rest."""
        self._file.seek(0)
        sound = 0
        try:
            for number, line in enumerate(self._file):
                values = json.loads(line) if line.endswith(b"\n") else None
                if number == 0:
                    if values != {"sweep": self._key}:
                        break
                else:
                    if values is None:
                        break
                    yield from_object(values)
                sound += len(line)
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
        self._file.truncate(sound)
        if not sound:
            self._write({"sweep": self._key})

    def add(self, findings: Iterable[Finding]) -> None:
        """Write points that are done."""
        for finding in findings:
            self._write(to_object(finding))
            self.findings[finding.number] = finding
        self._file.flush()
        os.fsync(self._file.fileno())

    def remove(self) -> None:
        """Delete the file: the sweep is done, and told."""
        self.path.unlink(missing_ok=True)
        self.close()

    def _write(self, values: dict[str, Any]) -> None:
        self._file.write(json.dumps(values, allow_nan=False).encode() + b"\n")
