"""How numbers stand on the screen; the cost's own formats are in `plotting.series`."""

import math

from rnn_tui.fields import clock_text
from rnn_tui.i18n import tr

MINUS = "−"


def probability(value: float) -> str:
    """Write a number of 0 to 1 in three cells: `.42`, `1.0`."""
    if not math.isfinite(value):
        return "nan"
    text = f"{value:.2f}"
    return "1.0" if text == "1.00" else text[1:]


def signed(value: float) -> str:
    """Write a number with its sign in four cells: `+.68`, ` .00`, `+1.3`, `+2e5`."""
    if math.isnan(value):
        return " nan"
    sign = MINUS if value < 0 else "+"
    size = abs(value)
    if size < 0.005:
        return " .00"
    if size < 0.995:
        return sign + f"{size:.2f}"[1:]
    if size < 9.95:
        return sign + f"{size:.1f}"
    if size < 999.5:
        return f"{sign}{size:.0f}".rjust(4)
    if math.isinf(size):
        return f"{sign}inf"
    digit, _, power = f"{size:.0e}".partition("e")
    # Of ten digits and more the power alone has room.
    written = f"{digit}e{int(power)}" if int(power) < 10 else f"e{int(power)}"
    return sign + (written if len(written) == 3 else "big")


def rate(per_second: float) -> str:
    """Write a speed: `20 it/s`, `1.2k it/s`."""
    if per_second < 9.95 and round(per_second) != per_second:
        return tr("{number} it/s", number=f"{per_second:.1f}")
    if per_second < 999.5:
        return tr("{number} it/s", number=f"{per_second:.0f}")
    return tr("{number} it/s", number=f"{per_second / 1000:.1f}k")


def seconds(value: float) -> str:
    """Write a duration: `2.9 s`, `3:07`, `1:02:09`."""
    if value < 59.95:
        return tr("{number} s", number=f"{value:.1f}")
    return clock_text(value)
