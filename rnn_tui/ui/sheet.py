"""`Sheet`: a grid of cells that a pure function paints and a widget shows.

It knows widths, not Textual: every picture of the app is a function from a view to a sheet,
so that it can be tested as text. Colours are roles of the palette, or `#rrggbb`.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rnn_tui.text import Typed, graphemes, is_stand_in, width


class Ink(NamedTuple):
    """How a cell is painted. `bg` empty is the page, or whatever shade lies there."""

    fg: str = "text"
    bg: str = ""
    bold: bool = False
    reverse: bool = False


TEXT = Ink("text")
MUTED = Ink("muted")
RULE = Ink("rule")
TRACK = Ink("track")
BOLD = Ink("text", bold=True)
ACCENT = Ink("accent", bold=True)
RIGHT = Ink("right")
WRONG = Ink("wrong")
ON_ACCENT = Ink("on_accent", "accent", bold=True)

Run = tuple[str, Ink]
"""Drawn text and its ink."""


class Sheet:
    """Cells by row and column; what falls outside is dropped, wide characters take two."""

    def __init__(self, width: int, height: int) -> None:
        self.width = max(0, width)
        self.height = max(0, height)
        self._glyphs = [[" "] * self.width for _ in range(self.height)]
        self._inks = [[TEXT] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, ink: Ink = TEXT) -> int:
        """Write drawn text from a cell on; return the column after it."""
        if not 0 <= y < self.height:
            return x + width(text)
        if text.isascii():
            for character in text:
                self._set(x, y, character, 1, ink)
                x += 1
            return x
        typed = isinstance(text, Typed)
        for grapheme in graphemes(text):
            cells = width(grapheme)
            own = typed and not grapheme.isascii() and not is_stand_in(grapheme)
            self._set(x, y, Typed(grapheme) if own else grapheme, cells, ink)
            x += cells
        return x

    def put_right(self, x: int, y: int, text: str, ink: Ink = TEXT) -> None:
        """Write drawn text that ends before column `x`."""
        self.put(x - width(text), y, text, ink)

    def runs(self, x: int, y: int, runs: Iterable[Run]) -> int:
        """Write runs one after the other; return the column after them."""
        for text, ink in runs:
            x = self.put(x, y, text, ink)
        return x

    def shade(self, x: int, y: int, columns: int, rows: int, bg: str) -> None:
        """Put a background behind cells that have none of their own."""
        for row in self._inks[max(0, y) : max(0, y + rows)]:
            for column in range(max(0, x), min(self.width, x + columns)):
                if not row[column].bg:
                    row[column] = row[column]._replace(bg=bg)

    def row(self, y: int) -> Iterator[Run]:
        """Give a row as runs of one ink each; what a person typed is a run of its own."""
        glyphs, inks = self._glyphs[y], self._inks[y]
        start = 0
        for column in range(1, self.width + 1):
            same = column < self.width and type(glyphs[column]) is type(glyphs[start])
            if not same or inks[column] != inks[start]:
                run = "".join(glyphs[start:column])
                yield Typed(run) if type(glyphs[start]) is Typed else run, inks[start]
                start = column

    def text(self) -> str:
        """Give the characters alone, a line a row."""
        return "\n".join("".join(row).rstrip() for row in self._glyphs)

    def _set(self, x: int, y: int, grapheme: str, cells: int, ink: Ink) -> None:
        if x < 0 or cells == 0 or x + cells > self.width:
            return
        glyphs, inks = self._glyphs[y], self._inks[y]
        self._clear(glyphs, x)
        glyphs[x], inks[x] = grapheme, ink
        if cells == 2:
            self._clear(glyphs, x + 1)
            glyphs[x + 1], inks[x + 1] = type(grapheme)(), ink

    @staticmethod
    def _clear(glyphs: list[str], x: int) -> None:
        # The other half of a wide character goes with the half that is overwritten.
        if glyphs[x] == "":
            glyphs[x - 1] = " "
        elif x + 1 < len(glyphs) and glyphs[x + 1] == "":
            glyphs[x + 1] = " "


def run_width(runs: Iterable[Run]) -> int:
    """Count the cells of runs."""
    return sum(width(text) for text, _ in runs)


def amount(share: float, cells: int, ink: Ink) -> list[Run]:
    """Draw "this much of that": heavy on light, to half a cell."""
    halves = round(min(1.0, max(0.0, share)) * cells * 2) if not math.isnan(share) else 0
    heavy = "━" * (halves // 2) + "╸" * (halves % 2)
    return [(heavy, ink), ("─" * (cells - len(heavy)), TRACK)]
