"""What is kept, as bytes and JSON: answers, edits, states. Needs no numpy but for the states."""

import json
import math
import struct
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.record import AnswerLine, Event

if TYPE_CHECKING:
    from rnn_tui.record import Arrays

_LINE = struct.Struct("<QdIB")
"""Moment, cost, how many are right, flags; then the ids."""

_CORRECT, _TOLD = 1, 2
"""All that count are right; the answer after the update, which an edit made the next one."""


def answer_to_bytes(line: AnswerLine, wide: bool) -> bytes:
    """Write an answer: its numbers, then its ids in one byte each, or in two where `wide`.

    Where an edit made it another, that of before stands first.
    """
    before = _line_to_bytes(line.told, wide, _TOLD) if line.told is not None else b""
    return before + _line_to_bytes(line, wide, 0)


def _line_to_bytes(line: AnswerLine, wide: bool, flags: int) -> bytes:
    ids = array("H", line.ids).tobytes() if wide else bytes(line.ids)
    flags |= _CORRECT if line.correct else 0
    return _LINE.pack(line.moment, line.cost, line.right, flags) + ids


def line_bytes(length: int, wide: bool) -> int:
    """Give the bytes of one answer of so many time steps."""
    return _LINE.size + length * (2 if wide else 1)


def answers_from_bytes(data: bytes, length: int, wide: bool) -> list[AnswerLine]:
    """Read answers of `length` time steps."""
    size = line_bytes(length, wide)
    lines: list[AnswerLine] = []
    told: AnswerLine | None = None
    for start in range(0, len(data), size):
        moment, cost, right, flags = _LINE.unpack_from(data, start)
        raw = data[start + _LINE.size : start + size]
        ids: Sequence[int] = array("H", raw) if wide else raw
        line = AnswerLine(moment, ids, cost, right, bool(flags & _CORRECT), told)
        if flags & _TOLD:
            told = line
        else:
            lines.append(line)
            told = None
    return lines


def events_to_json(events: Iterable[Event]) -> str:
    """Write edits, every number exactly."""
    return json.dumps([[event.iteration, event.field, _raw(event.value)] for event in events])


def events_from_json(text: str) -> tuple[Event, ...]:
    """Read what `events_to_json` wrote."""
    return tuple(
        Event(iteration, name, _value(name, raw)) for iteration, name, raw in json.loads(text)
    )


def _raw(value: object) -> object:
    match value:
        case Weight() | Zero() | Hold() | Freeze():
            return asdict(value)
        case _:
            return value


def _value(name: str, raw: Any) -> object:
    match name:
        case "weight":
            return Weight(raw["tensor"], tuple(raw["index"]), raw["value"])
        case "zero":
            return Zero(**raw)
        case "hold":
            return Hold(**raw)
        case "freeze":
            return Freeze(**raw)
        case _:
            return tuple(raw) if isinstance(raw, list) else raw


def state_to_bytes(state: "Arrays") -> bytes:
    """Write arrays by name, as a safetensors file."""
    import numpy as np
    from safetensors.numpy import save

    return save({name: np.asarray(numbers, order="C") for name, numbers in state.items()})


def state_from_bytes(data: bytes) -> "Arrays":
    """Read what `state_to_bytes` wrote; ValueError where it is not that."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(data)
    except SafetensorError as error:
        raise ValueError(str(error)) from None


def shapes_in(data: bytes) -> dict[str, tuple[int, ...]]:
    """Give the shapes of the arrays in what `state_to_bytes` wrote, from its header alone."""
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    return {name: tuple(about["shape"]) for name, about in header.items() if name != "__metadata__"}


def finite(cost: float) -> float | None:
    """Give a cost as a column takes it."""
    return cost if math.isfinite(cost) else None


def storable(text: str) -> str:
    """Give a text as a column takes it: a lone surrogate is no character."""
    return text.encode("utf-8", "replace").decode("utf-8")
