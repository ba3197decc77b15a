"""Bands of lanes as grounds of cells: mixed into the page, edges in eighths where they can be.

A cell holds two colours and one edge; where more bands begin or end in it than that, it shows
what most of its eighths are. Towards the page below there is one glyph, half a cell: eighths of
page over a band leave a hairline of it in many fonts. A cell with a glyph in it has one ground.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rnn_tui.plotting.lanes import Bands, LaneCurve, LanesView
from rnn_tui.plotting.lanes_scale import LanesScale, places_of
from rnn_tui.plotting.painted import Paint, PaintedGrid
from rnn_tui.plotting.palette import Palette, mix
from rnn_tui.plotting.spans import covered, dots_of, spans

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rnn_tui.record import Floats

_SHARES = {True: 0.075, False: 0.13}
"""How much of a lane is mixed into a dark page, and into a light one."""
_EIGHTHS = " ▁▂▃▄▅▆▇"
_LEAST = 0.5
"""Cells below which a band is not seen."""
_BESIDE = 4
"""Columns at either side that count with one."""
_GROUND = 2
"""Eighths of a cell from which on a band is the ground of a glyph in it."""
_DOTTED = 4
"""Columns of dots from one dot of an edge to the next, where there is no colour."""


def paint_bands(
    grid: PaintedGrid,
    left: int,
    scale: LanesScale,
    view: LanesView,
    colors: Sequence[str],
    palette: Palette,
    faded: int,
) -> list[list[str]]:
    """Paint the bands from column `left` of the grid on; from column `faded` on they are fainter.

    Gives the ground of each cell of the picture under a glyph; empty is the page.
    """
    import numpy as np

    masks = np.zeros((scale.high, 8, scale.wide), dtype=np.int64)
    grounds = np.zeros((scale.high, scale.wide), dtype=np.int64)
    for index in view.banded:
        curve = view.lanes[index]
        edges = curve.band(view.bands)
        if edges is not None:
            # Half a dot lower is its middle; four dots a cell.
            top, bottom = ((edge + 0.5) / 4 for edge in _edges(scale, curve, edges))
            top[_thin(bottom - top)] = np.nan
            inside = covered(top, bottom, scale.high)
            masks |= inside * (1 << index)
            grounds |= (inside.sum(axis=1) >= _GROUND) * (1 << index)
    under = [[""] * scale.wide for _ in range(scale.high)]
    painter = _Painter(tuple(colors), palette)
    for y, x in np.argwhere(masks.any(axis=1)).tolist():
        ahead, ground = x >= faded, int(grounds[y, x])
        if ground:
            under[y][x] = painter.color(ground, ahead)
        upper, eighths, lower = _cell(tuple(masks[y, :, x].tolist()))
        above, below = painter.color(upper, ahead), painter.color(lower, ahead)
        if not eighths:
            grid.ground(left + x, y, above if upper else "")
        elif not lower:
            grid.cell(left + x, y, "▀", Paint(above, below))
        else:
            grid.cell(left + x, y, _EIGHTHS[eighths], Paint(below, above))
    return under


def _thin(heights: "Floats") -> "NDArray[np.bool_]":
    """Say where a band is thinner than half a cell, and so no more than a line.

    The columns beside one count with it: one that is thick enough alone would be a speckle.
    """
    import numpy as np

    known = np.pad(np.nan_to_num(heights), _BESIDE, mode="edge")
    sums = np.cumsum(np.insert(known, 0, 0.0))
    around = 2 * _BESIDE + 1
    return np.asarray(sums[around:] - sums[:-around] < _LEAST * around)


def dotted(scale: LanesScale, curve: LaneCurve, bands: Bands) -> "NDArray[np.int64]":
    """Draw the edges of one band as sparse dots: bits of braille cells, (high, wide)."""
    import numpy as np

    bits = np.zeros((scale.high, scale.wide), dtype=np.int64)
    edges = curve.band(bands)
    for edge in _edges(scale, curve, edges, 2) if edges is not None else ():
        sparse = np.where(np.arange(2 * scale.wide) % _DOTTED == 0, edge, np.nan)
        bits |= dots_of(sparse, sparse, scale.high)
    return bits


def _edges(
    scale: LanesScale, curve: LaneCurve, edges: "tuple[Floats, Floats]", dots: int = 1
) -> "tuple[Floats, Floats]":
    """Give upper and lower edge in rows of dots, of each cell or of each of its two dots."""
    import numpy as np

    low, high = (np.asarray(edge, dtype=float) for edge in edges)
    places = scale.across(places_of(curve))
    if dots == 1:
        places = (places - 0.5) / 2
    # The higher the cost, the nearer to the top.
    return spans(places, scale.down(high), scale.down(low), dots * scale.wide)


class _Painter:
    """Colours of sets of lanes, as bits; made once each."""

    def __init__(self, colors: tuple[str, ...], palette: Palette) -> None:
        self.colors, self.palette = colors, palette

    def color(self, lanes: int, faded: bool) -> str:
        return _mixed(self.colors, self.palette.page, self.palette.dark, lanes, faded)


@lru_cache(maxsize=8192)
def _mixed(colors: tuple[str, ...], page: str, dark: bool, lanes: int, faded: bool) -> str:
    """Mix the lanes of a set into the page, one after the other."""
    share, color = _SHARES[dark] * (0.5 if faded else 1.0), page
    for index, own in enumerate(colors):
        if lanes >> index & 1:
            color = mix(color, own, share)
    return color


@lru_cache(maxsize=8192)
def _cell(eighths: tuple[int, ...]) -> tuple[int, int, int]:
    """Give the upper set, the eighths of the lower one, and the lower set.

    Without an edge there are no eighths of the lower set.
    """
    most, count = Counter(eighths).most_common(1)[0]
    best = (count, most, 0, most)
    for cut in range(1, 8):
        upper, above = Counter(eighths[:cut]).most_common(1)[0]
        lower, below = Counter(eighths[cut:]).most_common(1)[0]
        if above + below > best[0] and upper != lower:
            best = (above + below, upper, 8 - cut, lower)
    _, upper, rest, lower = best
    if rest and not lower:
        # Nothing, half a cell, or all of it.
        return (upper, 4, 0) if 3 <= rest <= 5 else (upper if rest < 3 else 0, 0, 0)
    return upper, rest, lower
