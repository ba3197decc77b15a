"""What a run prints for programs: one JSON object a line. Also where every line goes through.

Nothing reaches the terminal that it could take for a command, and output that cannot be
written ends the run.
"""

import json
import math
import re
import sys
import time

from rnn_tui.i18n import tr
from rnn_tui.record import Outcome

_FLUSH_EVERY = 0.05

UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""What a terminal or a reader of lines would obey."""


class Output:
    """Standard output, flushed as time goes by. What cannot be written is an OSError."""

    def __init__(self) -> None:
        if sys.stdout is None:
            raise OSError(tr("standard output is closed"))
        self._stream = sys.stdout
        self._flushed = 0.0
        self.failure: OSError | None = None
        """Why the last line could not be written."""

    def line(self, text: str) -> None:
        """Write a line."""
        try:
            self._stream.write(text + "\n")
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
        number = repr(cost) if math.isfinite(cost) else "null"
        self._output.line(
            f'{{"iteration": {iteration}, "cost": {number}, "prediction": {self._quoted}, '
            f'"correct": {"true" if correct else "false"}}}'
        )

    def ended(self, outcome: Outcome) -> None:
        """Print how the run ended."""
        final: dict[str, object] = {
            "final": True,
            "phase": str(outcome.phase),
            "iterations": outcome.iterations,
            "solved_at": outcome.solved_at,
            "cost": outcome.cost if math.isfinite(outcome.cost) else None,
            "prediction": outcome.prediction,
            "target": outcome.target,
            "parameters": outcome.parameters,
            "seconds": round(outcome.seconds, 6),
        }
        if outcome.stopped_by is not None:
            final["stopped_by"] = outcome.stopped_by
        if outcome.reason is not None:
            final["reason"] = outcome.reason
        self._output.line(dumps(final))


def dumps(value: object) -> str:
    """Write JSON as UTF-8, but escape what a terminal or a reader of lines would obey."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return UNSAFE.sub(escaped, text)


def escaped(found: re.Match[str]) -> str:
    """Write a character that JSON would let through as JSON can also write it."""
    return f"\\u{ord(found[0]):04x}"
