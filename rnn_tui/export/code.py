"""Python source out of values: a text is a literal, never code. Also lines and blocks of it."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.fields import number

_PIECE = 80
"""Characters of one piece of a long literal."""


def literal(text: str) -> str:
    """Write a string so that Python reads it back; only printable characters are in it."""
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] or [""]
    if len(pieces) == 1:
        return _literal(text)
    return "(\n" + "".join(f"    {_literal(piece)}\n" for piece in pieces) + ")"


def _literal(text: str) -> str:
    written = repr(text)
    # Double quotes, as everywhere in the code, where nothing in the text asks for others.
    return f'"{written[1:-1]}"' if '"' not in written else written


def literals(texts: Iterable[str]) -> str:
    """Write a list of strings, a few a line."""
    written = [_literal(text) for text in texts]
    rows = [", ".join(written[at : at + 10]) for at in range(0, len(written), 10)]
    return "[\n" + "".join(f"    {row},\n" for row in rows) + "]"


def value(number_or_none: float | None) -> str:
    """Write a number, or None."""
    return "None" if number_or_none is None else number(number_or_none)


def numbers(values: Iterable[float]) -> str:
    """Write a list of numbers."""
    return f"[{', '.join(map(number, values))}]"


def arrays(weights: Mapping[str, NDArray[Any]]) -> str:
    """Write arrays by name, every number so that it reads back exactly."""
    lines = []
    for name, array in weights.items():
        rows = array.tolist() if array.ndim > 1 else [array.tolist()]
        written = [f"[{', '.join(map(_exact(array), row))}]" for row in rows]
        body = f"[\n        {f',{chr(10)}        '.join(written)},\n    ]"
        lines.append(f"    {_literal(name)}: {body if array.ndim > 1 else written[0]},\n")
    return "{\n" + "".join(lines) + "}"


def _exact(array: NDArray[Any]) -> Any:
    """Give what writes a number of the array the shortest way."""
    return lambda x: str(np.float32(x)) if array.dtype == np.float32 else repr(x)


def block(*lines: str, indent: int = 0) -> str:
    """Join lines, each of which may be several, at a depth; empty ones are left out."""
    pad = " " * indent
    whole = "\n".join(line for line in lines if line)
    return "\n".join(pad + line if line else line for line in whole.splitlines())
