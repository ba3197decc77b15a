"""How the numbers of many seeds are written: percents, quartiles, durations, small costs. Pure."""

import math
from collections.abc import Sequence

from rnn_tui.plotting.palette import Lane
from rnn_tui.plotting.series import cost_text, gradient_text
from rnn_tui.text import typed_text
from rnn_tui.ui.numbers import seconds
from rnn_tui.ui.sheet import Ink, Run

Quartiles = tuple[float, float, float]
"""What a quarter, half and three quarters of the seeds lie below."""


def percent(share: float) -> str:
    """Write a share of 0 to 1: `91 %`, half up."""
    return f"{percent_number(share)} %" if math.isfinite(share) else "–"


def percent_number(share: float) -> str:
    """Write a share of 0 to 1 as a whole number of hundredths, half up."""
    return f"{math.floor(100 * share + 0.5)}" if math.isfinite(share) else "–"


def interval(ends: tuple[float, float] | None) -> str:
    """Write what a share lies within: `(86–94)`."""
    if ends is None or not all(map(math.isfinite, ends)):
        return ""
    return f"({percent_number(ends[0])}–{percent_number(ends[1])})"


def moments(values: Sequence[float] | None) -> str:
    """Write quartiles of iterations: `32 / 42 / 55`; what no seed reached is a dash."""
    return " / ".join(map(moment, values)) if values else "–"


def moment(value: float) -> str:
    """Write an iteration, or a median of them."""
    return f"{math.floor(value + 0.5):,}" if math.isfinite(value) else "–"


def cost_runs(values: Sequence[float]) -> list[Run]:
    """Write quartiles of costs: `2.02 / 2.16 / inf`, what is no number as what is wrong."""
    runs: list[Run] = []
    for value in values:
        ink = Ink("text") if math.isfinite(value) else Ink("wrong")
        runs += [*([(" / ", Ink("text"))] if runs else []), (cost_text(value), ink)]
    return runs


def small_cost(value: float) -> str:
    """Write a cost of a table: `2.21`, `0.04`, and below .01 `4e−3`."""
    if 0 < value < 0.01:
        return gradient_text(value) if value < 0.005 else f"{value:.0e}".replace("e-0", "e−")
    return cost_text(value)


def duration(value: float) -> str:
    """Write a duration of any size: `310 µs`, `4 ms`, `2.9 s`."""
    if not math.isfinite(value):
        return "–"
    for limit, unit, factor in ((999.5e-6, "µs", 1e6), (0.9995, "ms", 1e3)):
        if value < limit:
            scaled = value * factor
            return f"{scaled:.1f} {unit}" if 0 < scaled < 0.95 else f"{scaled:.0f} {unit}"
    return seconds(value)


def mark(style: Lane) -> Run:
    """Give the glyph of a lane in its colour."""
    return style.glyph, Ink(style.color)


def named(name: str, style: Lane) -> Run:
    """Give the name of a lane in its colour."""
    return typed_text(name), Ink(style.color, bold=True)
