"""JSON lines: one object an iteration, and a final one; what `train --json` prints.

Everything stands in one line, NaN is null, and what a terminal or a reader of lines would obey
is escaped. No arrays.
"""

import json
import math
import re

from rnn_tui.record import Outcome

UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""What a terminal or a reader of lines would obey."""


def dumps(value: object, indent: int | None = None) -> str:
    """Write JSON as UTF-8, but escape what a terminal or a reader of lines would obey."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return UNSAFE.sub(escaped, text)


def escaped(found: re.Match[str]) -> str:
    """Write a character that JSON would let through as JSON can also write it."""
    return f"\\u{ord(found[0]):04x}"


def finite(number: float) -> float | None:
    """Give the number, or None, which JSON has where it has no such number."""
    return number if math.isfinite(number) else None


def iteration_line(iteration: int, cost: float, quoted: str, correct: bool) -> str:
    """Write one iteration; `quoted` is the answer as `dumps` writes it, which rarely changes."""
    number = repr(cost) if math.isfinite(cost) else "null"
    return (
        f'{{"iteration": {iteration}, "cost": {number}, "prediction": {quoted}, '
        f'"correct": {"true" if correct else "false"}}}'
    )


def ending(outcome: Outcome) -> dict[str, object]:
    """Say how a run ended."""
    final: dict[str, object] = {
        "final": True,
        "phase": str(outcome.phase),
        "iterations": outcome.iterations,
        "solved_at": outcome.solved_at,
        "cost": finite(outcome.cost),
        "prediction": outcome.prediction,
        "target": outcome.target,
        "parameters": outcome.parameters,
        "seconds": round(outcome.seconds, 6),
    }
    if outcome.stopped_by is not None:
        final["stopped_by"] = outcome.stopped_by
    if outcome.reason is not None:
        final["reason"] = outcome.reason
    return final
