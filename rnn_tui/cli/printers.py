"""What a run prints for programs: one JSON object a line. Also where every line goes through.

Nothing reaches the terminal that it could take for a command, and output that cannot be
written ends the run.
"""

import sys
import time

from rnn_tui.export.jsonl import dumps, ending, iteration_line
from rnn_tui.glyphs import spelled
from rnn_tui.i18n import tr
from rnn_tui.record import Outcome

_FLUSH_EVERY = 0.05


class Output:
    """Standard output, flushed as time goes by. What cannot be written is an OSError."""

    def __init__(self) -> None:
        if sys.stdout is None:
            raise OSError(tr("standard output is closed"))
        self._stream = sys.stdout
        self._flushed = 0.0
        self.failure: OSError | None = None
        """Why the last line could not be written."""
        self.ascii_only = False
        """Whether the signs of every line are written in ASCII."""

    def line(self, text: str) -> None:
        """Write a line."""
        try:
            self._stream.write((spelled(text) if self.ascii_only else text) + "\n")
        except OSError as error:
            self.failure = error
            raise
        now = time.monotonic()
        if now - self._flushed > _FLUSH_EVERY:
            self._flushed = now
            self.flush()

    def flush(self) -> None:
        """Write what is kept back."""
        try:
            self._stream.flush()
        except OSError as error:
            self.failure = error
            raise


class JsonPrinter:
    """One object an iteration, unless `quiet`, and a final one. A sink."""

    def __init__(self, output: Output, *, quiet: bool = False) -> None:
        self._output, self._quiet = output, quiet
        self._prediction, self._quoted = "", '""'

    def iteration(self, iteration: int, cost: float, prediction: str, correct: bool) -> None:
        """Print the cost before the update and the answer after it."""
        if self._quiet:
            return
        if prediction != self._prediction:
            self._prediction, self._quoted = prediction, dumps(prediction)
        self._output.line(iteration_line(iteration, cost, self._quoted, correct))

    def ended(self, outcome: Outcome) -> None:
        """Print how the run ended."""
        self._output.line(dumps(ending(outcome)))
