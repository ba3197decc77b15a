"""What is kept, as bytes and JSON: answers, edits, states. Needs no numpy but for the states."""

import json
import math
import struct
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.record import AnswerLine, Event

if TYPE_CHECKING:
    from rnn_tui.record import Arrays

_LINE = struct.Struct("<QdI?")
"""Moment, cost, how many are right, whether that is all; then the ids."""

_TOLD = struct.Struct("<?")
"""Whether another answer was told of the moment before it was edited; it follows, or blanks do."""


def answer_to_bytes(line: AnswerLine, wide: bool) -> bytes:
    """Write an answer: its numbers, then its ids in one byte each, or in two where `wide`.

    All answers of a run take the same number of bytes.
    """
    whole = _line_to_bytes(line, wide)
    told = _line_to_bytes(line.told, wide) if line.told else bytes(len(whole))
    return whole + _TOLD.pack(line.told is not None) + told


def _line_to_bytes(line: AnswerLine, wide: bool) -> bytes:
    ids = array("H", line.ids).tobytes() if wide else bytes(line.ids)
    return _LINE.pack(line.moment, line.cost, line.right, line.correct) + ids


def answers_from_bytes(data: bytes, length: int, wide: bool) -> list[AnswerLine]:
    """Read answers of `length` time steps."""
    part = _LINE.size + length * (2 if wide else 1)
    size = 2 * part + _TOLD.size
    return [_answer(data[start : start + size], part, wide) for start in range(0, len(data), size)]


def _answer(data: bytes, part: int, wide: bool) -> AnswerLine:
    line = _line(data[:part], wide)
    (edited,) = _TOLD.unpack_from(data, part)
    return replace(line, told=_line(data[part + _TOLD.size :], wide)) if edited else line


def _line(data: bytes, wide: bool) -> AnswerLine:
    moment, cost, right, correct = _LINE.unpack_from(data)
    ids: Sequence[int] = data[_LINE.size :]
    if wide:
        ids = array("H", data[_LINE.size :])
    return AnswerLine(moment, ids, cost, right, correct)


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
    """Read what `state_to_bytes` wrote."""
    from safetensors.numpy import load

    return load(data)


def finite(cost: float) -> float | None:
    """Give a cost as a column takes it."""
    return cost if math.isfinite(cost) else None


def storable(text: str) -> str:
    """Give a text as a column takes it: a lone surrogate is no character."""
    return text.encode("utf-8", "replace").decode("utf-8")
