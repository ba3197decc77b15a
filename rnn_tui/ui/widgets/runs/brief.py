"""What a row of the list says of a run, from what the store gives of it. Pure."""

import json
import math
from dataclasses import dataclass
from functools import lru_cache

from rnn_tui.experiment import FIELD
from rnn_tui.fields import Choice, Invalid, number
from rnn_tui.i18n import tr
from rnn_tui.plotting.braille import BLANK
from rnn_tui.store.rows import Run

LONGEST = 200
"""Code points of a text that are looked at: no column is as wide."""

_LEVELS = ((0x40, 0x80), (0x04, 0x20), (0x02, 0x10), (0x01, 0x08))
"""The dots of a braille cell, from the lowest up."""


@dataclass(frozen=True)
class Brief:
    """The settings that a list shows, as drawn."""

    cell: str
    optimizer: str
    rate: str
    seed: str
    readout: bool


@lru_cache(maxsize=1024)
def brief(experiment: str) -> Brief:
    """Read the settings of a run from its experiment as JSON; what is not understood is empty."""
    try:
        values = json.loads(experiment)
    except ValueError:
        values = {}
    if not isinstance(values, dict):
        values = {}
    rate, seed = values.get("learning_rate"), values.get("seed")
    return Brief(
        _label("cell", values.get("cell")),
        _label("optimizer", values.get("optimizer")),
        number(rate) if isinstance(rate, int | float) else "",
        str(seed) if isinstance(seed, int) else "",
        values.get("readout") == "linear",
    )


def _label(name: str, value: object) -> str:
    kind = FIELD[name].kind
    assert isinstance(kind, Choice)
    try:
        return tr(kind.label(kind.parse(str(value))))
    except Invalid:
        return ""


def kind_word(run: Run) -> str:
    """Say what is no single run; empty for one that is."""
    return {"race": tr("race"), "sweep": tr("sweep")}.get(run.kind, "")


def age(created: float, now: float) -> str:
    """Say how long ago something was, in four cells at most: `now`, `4 m`, `14 h`, `3 d`."""
    seconds = now - created
    if not 60 <= seconds < math.inf:
        return tr("now")
    for length, unit, most in (
        (60, tr("m"), 60),
        (3_600, tr("h"), 24),
        (86_400, tr("d"), 14),
        (604_800, tr("w"), 52),
    ):
        if seconds < most * length:
            return f"{int(seconds // length)} {unit}"
    return f"{min(99, int(seconds // 31_556_952) or 1)} {tr('y')}"


def short_count(value: int) -> str:
    """Write a number of iterations in five cells: `99999`, `123k`, `12M`."""
    if value < 100_000:
        return str(value)
    for limit, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if value >= limit:
            return f"{min(9999, value // limit)}{unit}"
    raise AssertionError(value)


@lru_cache(maxsize=1024)
def sparkline(curve: bytes, cells: int) -> str:
    """Draw a cost curve in one row of braille: log, over its own range; blank where none is."""
    points = memoryview(curve).cast("f") if curve and len(curve) % 4 == 0 else ()
    columns = 2 * cells
    heights = [math.log(max(p, 1e-30)) if math.isfinite(p) else math.nan for p in points]
    known = [h for h in heights if not math.isnan(h)]
    if not known or cells < 1:
        return " " * max(0, cells)
    low, high = min(known), max(known)
    bits = [0] * cells
    for column in range(columns):
        part = _part(heights, column, columns)
        if part is not None:
            share = (part - low) / (high - low) if high - low > 1e-9 else 0.0
            bits[column // 2] |= _LEVELS[min(3, int(share * 4))][column % 2]
    return "".join(chr(BLANK + b) if b else " " for b in bits)


def _part(heights: list[float], column: int, columns: int) -> float | None:
    """Give the mean of the moments that a column of dots stands for; of few, the nearest one."""
    count = len(heights)
    first = column * count // columns
    end = max(first + 1, (column + 1) * count // columns)
    part = [h for h in heights[first:end] if not math.isnan(h)]
    return sum(part) / len(part) if part else None
