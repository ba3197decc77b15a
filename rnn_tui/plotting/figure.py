"""The one place that knows plotext: a line of finite points in, rows of braille out.

Numbers that are not finite abort the process inside plotext, and points far outside its
limits hang it: nothing reaches it but dots within the picture. It draws for one thread at a time.
"""

import threading
from collections.abc import Iterable, Sequence
from itertools import groupby

from rnn_tui.plotting.series import Bounds, Point, clamp, clean, decimate, usable

_alone = threading.Lock()
"""plotext keeps what it draws with where all threads see it."""


def load() -> None:
    """Import plotext ahead of its first use, on a thread that has time."""
    import plotext  # noqa: F401


def curve(
    segments: Iterable[Sequence[Point]],
    width: int,
    height: int,
    y_bounds: Bounds,
    x_bounds: Bounds,
) -> list[str]:
    """Draw lines through points as `height` rows of `width` characters, blank or braille.

    The bounds lie on the middle of the outermost dots; bounds that are no axis show nothing.
    Points are ordered by x and taken as they come: what is not finite breaks a line, what lies
    outside the bounds is drawn on their edge.
    """
    blank = [" " * max(width, 0)] * max(height, 0)
    if width < 1 or height < 1 or not (usable(x_bounds) and usable(y_bounds)):
        return blank
    lines = [
        _dots(
            decimate(clamp(part, x_bounds, y_bounds), 2 * width, x_bounds),
            x_bounds,
            y_bounds,
            width,
            height,
        )
        for segment in segments
        for part in clean(segment)
    ]
    return _drawn(lines, width, height) if lines else blank


def _dots(
    points: Iterable[Point], x_bounds: Bounds, y_bounds: Bounds, width: int, height: int
) -> list[tuple[int, int]]:
    """Give the dots of points, from the bottom left; neighbours that are one dot come once."""
    dots = ((_dot(x, x_bounds, 2 * width), _dot(y, y_bounds, 4 * height)) for x, y in points)
    return [dot for dot, _ in groupby(dots)]


def _dot(value: float, bounds: Bounds, count: int) -> int:
    low, high = bounds
    return round((value - low) / (high - low) * (count - 1))


def _drawn(lines: Sequence[Sequence[tuple[int, int]]], width: int, height: int) -> list[str]:
    """Let plotext draw lines through dots.

    plotext puts the ends of its limits on the middle of the outermost cells: a ring of cells
    more, cut off again, lets the dots at the edge lie within them.
    """
    import plotext

    with _alone:
        terminal = type(plotext.terminal)()
        terminal.limit(False, False)
        figure = terminal._master
        figure.theme("colorless")
        figure.plot_size(width + 2, height + 2)
        figure.axes(False)
        for axis, cells in (("x", width), ("y", height)):
            figure.ruler(axis).lim(0.5, cells + 1.5).ticks([], [])
        for dots in lines:
            signal = figure.signal(
                [1.25 + x / 2 for x, _ in dots],
                [1.125 + y / 4 for _, y in dots],
                marker="braille",
            )
            figure.draw(signal.lines())
        rows = figure.build().string(colorless=True).split("\n")[1 : height + 1]
    return [row.replace("\u2800", " ")[1 : width + 1].ljust(width) for row in rows]
