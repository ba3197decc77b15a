"""Cells that carry colours: what `grid` is to roles, for pictures that mix colours of their own."""

from typing import NamedTuple

from rnn_tui.text import graphemes, width


class Paint(NamedTuple):
    """How a cell is painted: a role of the palette or `#rrggbb`; no ground is the page."""

    fg: str = "text"
    bg: str = ""
    bold: bool = False


Painted = tuple[str, Paint]
"""Drawn text and its paint."""

_PLAIN = Paint()


class PaintedGrid:
    """Blank cells to write on; what falls outside is left out, a wide character takes two."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(width, 0), max(height, 0)
        self._glyphs = [[" "] * self.width for _ in range(self.height)]
        self._paints = [[_PLAIN] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, paint: Paint) -> None:
        """Write drawn text from a cell on; paint without a ground keeps the one that is there."""
        if not 0 <= y < self.height:
            return
        for glyph in text if text.isascii() or len(text) == 1 else graphemes(text):
            cells = width(glyph)
            if cells and x >= 0 and x + cells <= self.width:
                self._set(x, y, glyph, paint)
                if cells == 2:
                    self._set(x + 1, y, "", paint)
            x += cells

    def cell(self, x: int, y: int, glyph: str, paint: Paint) -> None:
        """Set a cell inside to a glyph of one cell, and its ground to that of the paint."""
        self._glyphs[y][x], self._paints[y][x] = glyph, paint

    def ground(self, x: int, y: int, color: str) -> None:
        """Lay a ground under a blank cell."""
        self._paints[y][x] = Paint(bg=color)

    def _set(self, x: int, y: int, glyph: str, paint: Paint) -> None:
        glyphs, paints = self._glyphs[y], self._paints[y]
        # Half of a wide character cannot stay: what is left of it becomes a blank.
        if glyphs[x] == "" and glyph:
            glyphs[x - 1] = " "
        if x + 1 < self.width and glyphs[x + 1] == "":
            glyphs[x + 1] = " "
        glyphs[x] = glyph
        paints[x] = paint if paint.bg else paint._replace(bg=paints[x].bg)

    def rows(self) -> list[list[Painted]]:
        """Give each row as runs of one paint; blanks on one ground go with the run before."""
        rows: list[list[Painted]] = []
        for glyphs, paints in zip(self._glyphs, self._paints, strict=True):
            runs: list[tuple[list[str], Paint]] = []
            for glyph, paint in zip(glyphs, paints, strict=True):
                last = runs[-1][1] if runs else None
                if last == paint or (last and glyph == " " and last.bg == paint.bg):
                    runs[-1][0].append(glyph)
                else:
                    runs.append(([glyph], paint))
            rows.append([("".join(glyphs), paint) for glyphs, paint in runs])
        return rows
