"""`Look`: how a theme draws what is not text: colours of heat cells, or glyphs without colour."""

import math
from dataclasses import dataclass

from rnn_tui.glyphs import TRACK, WORDS, spelled
from rnn_tui.plotting.palette import Palette, sequential_glyph, signed_glyph, signed_glyphs
from rnn_tui.ui.sheet import MUTED, Ink, Run


@dataclass(frozen=True, eq=False)
class Look:
    """A palette, and whether colour carries meaning. Nothing is told by colour alone."""

    palette: Palette
    ascii_only: bool = False
    """Whether nothing but ASCII may be drawn, and what people typed."""

    @property
    def mono(self) -> bool:
        """Whether the terminal shows no colours."""
        return self.palette.mono

    @property
    def plain(self) -> bool:
        """Whether numbers are drawn by glyphs and not by colour."""
        return self.palette.mono or self.ascii_only

    def spelled(self, run: Run) -> str:
        """Write a run as the terminal can draw it: what was typed stays, signs are in ASCII."""
        text, ink = run
        if not self.ascii_only:
            return text
        return spelled(text.replace("─", TRACK) if ink.fg == "track" else text)

    def keys(self, names: str) -> str:
        """Name the arrows of a footer or a title."""
        return WORDS.get(names, names) if self.ascii_only else names

    def pick(self, chosen: bool) -> str:
        """Draw the sign before a choice of one."""
        return ("( ) ", "(*) ")[chosen] if self.ascii_only else ("○ ", "◉ ")[chosen]

    def tick(self, on: bool) -> str:
        """Draw the box before what is off or on."""
        return ("[ ] ", "[x] ")[on] if self.ascii_only else ("☐ ", "☑ ")[on]

    def signed(self, value: float, cells: int = 2) -> Run:
        """Draw a number of -1 to 1 as a heat cell."""
        if math.isnan(value):
            return "?" * cells, Ink("wrong")
        if self.plain:
            if cells == 1:
                glyph, reverse = signed_glyph(value)
                return glyph, Ink("text", reverse=reverse)
            return signed_glyphs(value, cells), Ink("text")
        return " " * cells, Ink("text", self.palette.signed(value))

    def sequential(self, value: float, cells: int = 2) -> Run:
        """Draw a number of 0 to 1 as a heat cell."""
        if math.isnan(value):
            return "?" * cells, Ink("wrong")
        if self.plain:
            return sequential_glyph(value) * cells, Ink("text")
        return " " * cells, Ink("text", self.palette.sequential(value))

    def stacked(self, upper: float, lower: float | None, cells: int) -> Run:
        """Draw two signed numbers one above the other in one row of cells, in colour."""
        above = self.palette.signed(upper) if not math.isnan(upper) else "wrong"
        if lower is None:
            return "▀" * cells, Ink(above)
        below = self.palette.signed(lower) if not math.isnan(lower) else "wrong"
        return "▀" * cells, Ink(above, below)

    def empty(self, cells: int) -> Run:
        """Draw a cell whose number is not known yet."""
        return "·".ljust(cells), MUTED
