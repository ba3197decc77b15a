"""Lanes: the curves of several runs, or of many seeds, in one plot. Frozen views, no drawing.

A lane has a glyph and a colour of its own, up to twelve of them; whoever fills a view computes
its quantiles. Costs are nats; what is not finite may come in, and is never drawn.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rnn_tui.glyphs import spelled
from rnn_tui.plotting.palette import LANE_GLYPHS, Lane, Palette, mix

if TYPE_CHECKING:
    from rnn_tui.record import Floats

MOST_LANES = 12
"""Lanes that can be told apart."""
MOST_BANDS = 4
"""Lanes up to which all have their bands: more would be a fog, and the chosen one has its own."""
_HOLLOW = "○△□◇▽☆"
"""The glyphs of the second six lanes: the first six without their filling."""
_LIFTED = 0.55
"""How much of its colour a lane of the second six has; the rest is that of text."""


def lane(palette: Palette, index: int, *, ascii_only: bool = False) -> Lane:
    """Give glyph and colour of a lane, counted from 0; after twelve they begin anew."""
    second, place = divmod(index % MOST_LANES, len(LANE_GLYPHS))
    color = palette.lane_colors[place]
    if second:
        color = mix(palette.text, color, _LIFTED)
    glyph = _HOLLOW[place] if second else LANE_GLYPHS[place]
    return Lane(spelled(glyph) if ascii_only else glyph, color)


class Bands(StrEnum):
    """Which share of the seeds the bands hold."""

    QUARTILES = "25–75 %"
    WIDE = "5–95 %"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class LaneCurve:
    """The costs of a lane at its moments: each array is (moments,), moment 0 first.

    A cost that is infinite ends the line, one that is no number interrupts it.
    """

    name: str
    median: "Floats"
    """The cost that is drawn as a line: a median over seeds, or that of the one run."""
    quartiles: "tuple[Floats, Floats] | None" = None
    """Below which a quarter of the seeds lie, and three quarters."""
    wide: "tuple[Floats, Floats] | None" = None
    """Below which 5 % of the seeds lie, and 95 %."""
    at: "Floats | None" = None
    """Where the moments stand on the axis, never falling: seconds; None: at 0, 1, 2, …"""
    lane: int = 0
    """Its glyph and colour."""
    diverged: bool = False
    """Whether it came to an end before its time."""

    def band(self, bands: Bands) -> "tuple[Floats, Floats] | None":
        """Give the lower and the upper edge of the band that is asked for."""
        if bands is Bands.QUARTILES:
            return self.quartiles
        return self.wide if bands is Bands.WIDE else None


@dataclass(frozen=True)
class LaneFloor:
    """A floor that lanes share, in nats, and by lane where it is another one."""

    names: tuple[str, ...]
    """Untranslated; floors that coincide share one line."""
    cost: float
    others: tuple[tuple[str, float], ...] = ()
    """Name and floor of each lane that has another."""


@dataclass(frozen=True, eq=False)
class LanesView:
    """What a plot of lanes shows. `height` counts the axis row."""

    lanes: tuple[LaneCurve, ...] = ()
    end: float = 100.0
    """Where the axis ends: the iterations planned, or seconds."""
    width: int = 0
    height: int = 0
    moment: float | None = None
    """What is shown, on the axis; None: all that is known."""
    floors: tuple[LaneFloor, ...] = ()
    bands: Bands = Bands.QUARTILES
    log: bool | None = None
    """None: logarithmic where the highest median is over 50 times the lowest."""
    chosen: int | None = None
    """Place of the chosen lane among `lanes`; without colour only the first, or it, has a band."""
    named: bool = True
    """Whether lanes are named at the right; one lane alone is drawn in the accent."""
    seconds: bool = False
    """Whether the axis is one of seconds."""
    ascii_only: bool = False

    @property
    def foremost(self) -> int:
        """The chosen lane, or the first one."""
        return self.chosen if self.chosen is not None and self.chosen < len(self.lanes) else 0

    @property
    def banded(self) -> range:
        """The lanes whose bands are drawn."""
        if self.bands is Bands.NONE or not self.lanes:
            return range(0)
        if len(self.lanes) <= MOST_BANDS:
            return range(len(self.lanes))
        return range(self.foremost, self.foremost + 1)


EMPTY = LanesView()
