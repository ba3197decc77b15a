"""The colours and glyphs of the program: what a value between -1 and 1 looks like.

Colours are `#rrggbb` strings; the ramps are mixed in linear light, 256 steps a ramp, made
once a palette. Nothing here knows a screen: a theme is built from a `Palette` elsewhere.
"""

import math
from dataclasses import dataclass
from functools import cache

STEPS = 256
"""Entries of the table of a ramp."""

Ramp = tuple[str, ...]


@dataclass(frozen=True)
class Lane:
    """One of several curves in a plot: its glyph is its second name, colour is not enough."""

    glyph: str
    color: str


@dataclass(frozen=True)
class Palette:
    """The colours of a theme by what they mean; `rule` and `faint` are never text."""

    name: str
    dark: bool
    page: str
    raised: str
    tint: str
    text: str
    muted: str
    rule: str
    accent: str
    on_accent: str
    dim: str
    right: str
    wrong: str
    faint: str
    lane_colors: tuple[str, ...]
    minus: Ramp
    plus: Ramp
    rising: Ramp
    mono: bool = False
    """Whether colour says nothing: glyphs, bold and reverse do."""

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The six lanes of a plot, in order."""
        return tuple(map(Lane, LANE_GLYPHS, self.lane_colors))

    @property
    def track(self) -> str:
        """The colour of what is left of an amount."""
        return self.rule

    def sequential(self, value: float) -> str:
        """Colour an amount of 0 to 1; what is outside is clipped, not a number is the page."""
        return _at(_table(self.rising), value, self.page)

    def signed(self, value: float) -> str:
        """Colour a number of -1 to 1; what is outside is clipped, not a number is the page."""
        return _at(_table(self.minus if value < 0 else self.plus), abs(value), self.page)

    def legible(self, color: str) -> str:
        """Move a colour towards that of text until it can be read wherever text stands."""
        for step in range(21):
            found = mix(color, self.text, step / 20) if step else color
            if all(contrast(found, ground) >= LEGIBLE for ground in self.grounds):
                return found
        return self.text

    @property
    def grounds(self) -> tuple[str, str, str]:
        """What text stands on."""
        return self.page, self.raised, self.tint


LEGIBLE = 4.9
"""The least contrast of text."""

LANE_GLYPHS = "●▲■◆▼★"

DARK = Palette(
    name="rnn-dark",
    dark=True,
    page="#15181d",
    raised="#1c2027",
    tint="#22242f",
    text="#dde1e6",
    muted="#98a2ae",
    rule="#39414b",
    accent="#b8a9ff",
    on_accent="#15181d",
    dim="#6f66a3",
    right="#58cb98",
    wrong="#ff8a5c",
    faint="#56606c",
    lane_colors=("#61b6ed", "#e49f21", "#40a87e", "#cd79a1", "#ded156", "#8fa5bb"),
    minus=("#2a2e35", "#8a5a12", "#f3a72e"),
    plus=("#2a2e35", "#2a6a97", "#6cc0f5"),
    rising=("#22242d", "#423b6d", "#7869bd", "#b8a9ff"),
)

LIGHT = Palette(
    name="rnn-light",
    dark=False,
    page="#fbfaf7",
    raised="#f3f1ec",
    tint="#eeebf7",
    text="#22262b",
    muted="#5c646d",
    rule="#cfd2d4",
    accent="#5a3fc8",
    on_accent="#ffffff",
    dim="#a79be0",
    right="#00704a",
    wrong="#b23f09",
    faint="#a9b0b6",
    lane_colors=("#006bb8", "#9c5c07", "#00704e", "#a42e6d", "#5a4f00", "#4f6275"),
    minus=("#efede8", "#e3b268", "#a95600"),
    plus=("#efede8", "#86bbe0", "#0a5f9e"),
    rising=("#efedf5", "#c9c1ec", "#8d7bd8", "#4527b0"),
)

_GREY = ("#101010", "#7a7a7a", "#dcdcdc")

PROJECTOR = Palette(
    name="rnn-projector",
    dark=True,
    page="#0c0e11",
    raised="#14171c",
    tint="#24263a",
    text="#ffffff",
    muted="#c3cad3",
    rule="#565e69",
    accent="#c6baff",
    on_accent="#0c0e11",
    dim="#8a7fc4",
    right="#62e0a8",
    wrong="#ff9a72",
    faint="#7d8794",
    lane_colors=DARK.lane_colors,
    minus=("#32343b", "#8a5a12", "#f3a72e"),
    plus=("#32343b", "#2a6a97", "#6cc0f5"),
    rising=("#22242d", "#423b6d", "#7869bd", "#c6baff"),
)
"""What a beamer leaves of the dark palette: darker grounds, whiter text."""

MONO = Palette(
    name="rnn-mono",
    dark=True,
    page="#101010",
    raised="#101010",
    tint="#101010",
    text="#dcdcdc",
    muted="#dcdcdc",
    rule="#7a7a7a",
    accent="#dcdcdc",
    on_accent="#101010",
    dim="#7a7a7a",
    right="#dcdcdc",
    wrong="#dcdcdc",
    faint="#7a7a7a",
    lane_colors=("#dcdcdc",) * 6,
    minus=_GREY,
    plus=_GREY,
    rising=_GREY,
    mono=True,
)

PALETTES = {palette.name: palette for palette in (DARK, LIGHT, PROJECTOR, MONO)}


def mix(first: str, second: str, share: float) -> str:
    """Mix two colours in linear light: share 0 is the first, 1 the second."""
    channels = (
        _encoded((1 - share) * a + share * b)
        for a, b in zip(_linear(first), _linear(second), strict=True)
    )
    return "#{:02x}{:02x}{:02x}".format(*channels)


def contrast(first: str, second: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def sequential_glyph(value: float, *, ascii_only: bool = False) -> str:
    """Draw an amount of 0 to 1 in one cell without colour; what is no number is a blank."""
    if math.isnan(value):
        return " "
    return (".-+*#" if ascii_only else "·░▒▓█")[_level(value)]


def signed_glyphs(value: float, cells: int = 2, *, ascii_only: bool = False) -> str:
    """Draw a number of -1 to 1 in two or more cells without colour: minus left, plus right.

    One cell cannot hold a sign in its shape: `signed_glyph` says when to reverse it.
    """
    if cells < 2:
        return signed_glyph(value, ascii_only=ascii_only)[0][:cells]
    glyph = sequential_glyph(abs(value), ascii_only=ascii_only)
    half = glyph if glyph in ".·" else glyph * ((cells + 1) // 2)
    return half.ljust(cells) if value < 0 else half.rjust(cells)


def signed_glyph(value: float, *, ascii_only: bool = False) -> tuple[str, bool]:
    """Draw a number of -1 to 1 in one cell without colour, and say whether it is reversed."""
    if math.isnan(value):
        return " ", False
    level = _level(abs(value))
    return (".-+*#" if ascii_only else "·▁▃▅▇")[level], value < 0 and level > 0


def _level(value: float) -> int:
    """Give the step of an amount: 0 below .1, 4 from .85 on."""
    return sum(value >= threshold for threshold in (0.1, 0.35, 0.6, 0.85))


@cache
def _table(ramp: Ramp) -> Ramp:
    parts = len(ramp) - 1
    colors = []
    for step in range(STEPS):
        place = step / (STEPS - 1) * parts
        index = min(int(place), parts - 1)
        colors.append(mix(ramp[index], ramp[index + 1], place - index))
    return tuple(colors)


def _at(table: Ramp, value: float, otherwise: str) -> str:
    if math.isnan(value):
        return otherwise
    return table[round(min(max(value, 0.0), 1.0) * (STEPS - 1))]


def _linear(color: str) -> tuple[float, float, float]:
    """Decode `#rrggbb` to linear light (IEC 61966-2-1)."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> int:
    light = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * min(max(light, 0.0), 1.0))


def _luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
