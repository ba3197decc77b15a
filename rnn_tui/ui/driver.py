"""`SteadyDriver`: the terminal of the app, which may be gone at any moment.

A window that is closed hangs up, then says "go on": Textual would begin to draw again, to a
terminal that is no more, and wait for ever for it to take what is drawn. Here what a terminal
does not take is lost, and nothing waits.
"""

import contextlib
import termios
from typing import IO, Any, cast

from textual.drivers.linux_driver import LinuxDriver


class _Outlasting:
    """A file whose writes cannot fail."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if there is still somebody who reads."""
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Likewise."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def fileno(self) -> int:
        """Give the number of the file."""
        return self._file.fileno()


class SteadyDriver(LinuxDriver):
    """Textual's own, that outlasts its terminal."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._file = cast(Any, _Outlasting(cast(IO[str], self._file)))

    def _sigcont_application(self, *received: Any) -> None:
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            return  # hung up
        super()._sigcont_application(*received)
