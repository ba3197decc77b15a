"""The plot of lanes as rows of painted characters: bands, floors, lines, marks, names at the end.

Pure layout: arrays in, runs of text out, each row exactly as wide as asked for. Nothing here
computes a statistic. Lanes that share a cell join their dots and take turns in its colour.
"""

import math
from typing import TYPE_CHECKING

from rnn_tui.floors import UNIFORM
from rnn_tui.i18n import tr
from rnn_tui.plotting import series
from rnn_tui.plotting.braille import BLANK
from rnn_tui.plotting.lanes import LanesView, lane
from rnn_tui.plotting.lanes_bands import dotted, paint_bands
from rnn_tui.plotting.lanes_ends import COST, apart, end_cost, end_name
from rnn_tui.plotting.lanes_floors import floor_rows
from rnn_tui.plotting.lanes_layout import Layout
from rnn_tui.plotting.lanes_scale import line_of
from rnn_tui.plotting.painted import Paint, Painted, PaintedGrid
from rnn_tui.plotting.palette import Palette
from rnn_tui.plotting.places import Places
from rnn_tui.plotting.spans import dots_of, spans
from rnn_tui.text import clipped, graphemes
from rnn_tui.text import width as cells_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from rnn_tui.record import Floats

_TURN = 3
"""Columns in which lanes that share cells have their colour, one after the other."""
_MARKED = 18
"""Columns from one mark of a lane to the next."""
_UNICODE = {"rule": "│", "tick": "┤", "corner": "└", "line": "─", "floor": "┄", "now": "┆"}
_ASCII = {"rule": "|", "tick": "+", "corner": "+", "line": "-", "floor": "-", "now": ":"}


def lanes_plot(view: LanesView, palette: Palette) -> list[list[Painted]]:
    """Lay out the plot: `height` rows of runs, each `width` cells; blank where it cannot fit."""
    return _Painter(view, palette).rows()


def lanes_moment_at(view: LanesView, x: int, y: int, *, beyond: bool = False) -> float | None:
    """Say where on the axis a cell of the plot lies, its axis row included; None beside it.

    With `beyond` what lies beside the picture means its nearest edge.
    """
    layout = Layout(view)
    if not layout.fits:
        return None
    column = x - layout.left
    if not beyond and not (0 <= column < layout.scale.wide and 0 <= y < view.height):
        return None
    return layout.scale.at(column)


class _Painter(Layout):
    """Draws one plot; it lives as long as the call."""

    def __init__(self, view: LanesView, palette: Palette) -> None:
        super().__init__(view)
        self.palette = palette
        self.glyphs = _ASCII if view.ascii_only else _UNICODE

    def rows(self) -> list[list[Painted]]:
        self.grid = PaintedGrid(self.view.width, self.view.height)
        if self.fits:
            self._draw()
        return self.grid.rows()

    def _draw(self) -> None:
        view, scale, palette = self.view, self.scale, self.palette
        self.styles = [lane(palette, c.lane, ascii_only=view.ascii_only) for c in view.lanes]
        self.colors = [style.color for style in self.styles]
        if not view.named and len(view.lanes) == 1:
            self.colors = [palette.accent]
        self.plain = palette.mono or view.ascii_only
        self.under = [[""] * scale.wide for _ in range(self.high)]
        self._draw_axes()
        if not self.plain:
            faded = self.now + 1 if self.wound else scale.wide
            self.under = paint_bands(self.grid, self.left, scale, view, self.colors, palette, faded)
        lines = self._lines()
        taken = {(x, y) for bits in lines for x, y, _ in _cells(bits)}
        self.free = Places(scale.wide, self.high, taken)
        self._draw_floors()
        if self.wound:
            self._draw_moment()
        self._draw_dotted()
        self._draw_lines(lines)
        self._draw_marks()
        self._draw_heads()
        self._draw_ends()

    # Where things are.

    def _put(self, x: int, y: int, text: str, fg: str, *, bold: bool = False) -> None:
        """Write in the picture or around it, on the ground of the band that lies there."""
        if self.view.ascii_only:
            text = text.replace("−", "-")
        for glyph in text if text.isascii() or len(text) == 1 else graphemes(text):
            cells, role = cells_of(glyph), fg
            for at in range(x, x + cells):
                if 0 <= at < self.scale.wide and 0 <= y < self.high:
                    ground = self.under[y][at]
                    # What is on a band is text: the muted roles would be lost on it.
                    role = {"muted": "text", "rule": "faint"}.get(fg, fg) if ground else fg
                    self.grid.ground(self.left + at, y, ground)
            self.grid.put(self.left + x, y, glyph, Paint(role, "", bold))
            x += cells

    # The parts, from the back to the front.

    def _draw_axes(self) -> None:
        glyphs, scale = self.glyphs, self.scale
        for row in range(self.high):
            self._put(-1, row, glyphs["tick"] if row in self.labels else glyphs["rule"], "rule")
            label = self.labels.get(row, "")
            self._put(-2 - len(label), row, label, "muted")
        self._put(-1, self.high, glyphs["corner"] + glyphs["line"] * scale.wide, "rule")
        placed = [(x, word, "muted") for x, word in scale.labels(seconds=self.view.seconds)]
        if self.wound:
            word = series.count_text(round(self.moment))
            if self.view.seconds:
                word = series.tick_text(float(f"{self.moment:.3g}"))
            x = max(0, min(self.now - (len(word) - 1) // 2, scale.wide - len(word)))
            placed = [p for p in placed if p[0] + len(p[1]) < x - 1 or p[0] > x + len(word) + 1]
            placed.append((x, word, "accent"))
        for x, word, role in placed:
            self._put(x, self.high, word, role, bold=role == "accent")

    def _lines(self) -> "list[NDArray[np.int64]]":
        """Draw each lane by itself: bits of braille cells, (high, wide)."""
        drawn: list[NDArray[np.int64]] = []
        self.covers: list[tuple[Floats, Floats]] = []
        for curve, at in zip(self.view.lanes, self.places, strict=True):
            rows = self.scale.down(line_of(curve))
            least, most = spans(self.scale.across(at), rows, rows, 2 * self.scale.wide)
            self.covers.append((least, most))
            drawn.append(dots_of(least, most, self.high))
        return drawn

    def _draw_floors(self) -> None:
        """Draw the floors, then their names where the lines leave them free."""
        floors = floor_rows(self.view, self.scale)
        for row in floors:
            for x, ground in enumerate(self.under[row]):
                paint = Paint("faint" if ground else "rule", ground)
                self.grid.cell(self.left + x, row, self.glyphs["floor"], paint)
        for row, (labels, names) in floors.items():
            self._name(row, labels, high=UNIFORM in names)

    def _name(self, row: int, labels: list[str], *, high: bool) -> None:
        """Write the first label that finds a place on its line, off the bands if that can be."""
        bands = {(x, row) for x, ground in enumerate(self.under[row]) if ground}
        # A name does not touch those of the lanes.
        wide = self.scale.wide - 2 * (self.ends.width > 0)
        off_bands = Places(wide, self.high, self.free.taken | bands)
        for places in (off_bands, Places(wide, self.high, self.free.taken)):
            for label in labels:
                cells = cells_of(label)
                for x in places.line(cells, high=high):
                    if places.free(x, row, cells):
                        self._put(x - 1, row, f" {label} " if x else f"{label} ", "muted")
                        self.free.take(x, row, cells)
                        return

    def _draw_moment(self) -> None:
        for row in range(self.high):
            if self.free.free(self.now, row, 1):
                self._put(self.now, row, self.glyphs["now"], "accent")

    def _draw_dotted(self) -> None:
        """Draw the edges of the band of the chosen lane where there are no colours."""
        if self.plain and self.view.lanes:
            curve = self.view.lanes[self.view.foremost]
            bits = dotted(self.scale, curve, self.view.bands)
            for x, y, code in _cells(bits):
                if self.free.free(x, y, 1):
                    self._put(x, y, "." if self.view.ascii_only else chr(BLANK + code), "faint")

    def _draw_lines(self, lines: "list[NDArray[np.int64]]") -> None:
        sharing: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for index, bits in enumerate(lines):
            for x, y, code in _cells(bits):
                sharing.setdefault((x, y), []).append((index, code))
        for (x, y), lanes in sharing.items():
            turn = lanes[x // _TURN % len(lanes)][0]
            dots = 0
            for _, code in lanes:
                dots |= code
            glyph = self.styles[turn].glyph if self.view.ascii_only else chr(BLANK + dots)
            ahead = self.wound and x > self.now
            fg = "faint" if ahead else self.colors[turn]
            self.grid.cell(self.left + x, y, glyph, Paint(fg, self.under[y][x]))

    def _draw_marks(self) -> None:
        """Put the glyph of each lane on its line every so many columns, the lanes by turns."""
        count = len(self.view.lanes)
        if count < 2 or self.view.ascii_only:
            return
        period = max(_MARKED, 2 * count)
        for k in self._order():
            first = round(period * (k / count + 2 / 3))
            for x in range(first, self.scale.wide - 2, period):
                row = self._row_of(k, x)
                if row is not None and abs(x - self.now) > 1:
                    ahead = self.wound and x > self.now
                    self._put(x, row, self.styles[k].glyph, "faint" if ahead else self.colors[k])

    def _order(self) -> list[int]:
        """Give the lanes in the order they are drawn: the chosen one lies over the others."""
        return sorted(range(len(self.view.lanes)), key=lambda k: k == self.view.foremost)

    def _row_of(self, k: int, x: int) -> int | None:
        """Give the row in which the line of a lane passes a column."""
        least, most = self.covers[k]
        dots = [d for edge in (least, most) for d in edge[2 * x : 2 * x + 2].tolist()]
        dots = [dot for dot in dots if math.isfinite(dot)]
        return round(sum(dots) / len(dots)) // 4 if dots else None

    def _draw_heads(self) -> None:
        """Put a glyph where each lane stands at the moment shown, or where its line broke off."""
        for k in self._order():
            if math.isinf(self.shown[k]) or self.view.lanes[k].diverged:
                self._draw_end_of_line(k)
            elif self.wound or (self.view.named and (self._last(k) or 0) < self.scale.wide - 2):
                self._draw_head(k)

    def _draw_head(self, k: int) -> None:
        """Put the glyph of a lane at the moment shown, or where it came to its end before."""
        x = self._last(k)
        row = None if x is None else self._row_of(k, x)
        if x is None or row is None:
            return
        glyph = "●" if not self.view.named and not self.view.ascii_only else self.styles[k].glyph
        self._put(x, row, glyph, self.colors[k], bold=True)
        self.free.take(x, row, 1)
        word, role = end_cost(self.shown[k])
        if not self.view.named and len(self.view.lanes) == 1:
            place = self.free.cursor(x, row, cells_of(word))
            if place is not None:
                self._put(place[0] - 1, place[1], f" {word} ", "accent" if role == "text" else role)

    def _draw_end_of_line(self, k: int) -> None:
        """Say that a line broke off, unless that lies ahead."""
        drawn = self.covers[k][0][2 * (self.now + 1) :]
        x, glyph = self._last(k), "!" if self.view.ascii_only else "◆"
        row = None if x is None else self._row_of(k, x)
        if x is not None and row is not None and not any(map(math.isfinite, drawn.tolist())):
            self._put(x, row, glyph, "wrong")

    def _last(self, k: int) -> int | None:
        """Give the last column of a lane up to the moment shown."""
        drawn = self.covers[k][0][: 2 * (self.now + 1)]
        known = [dot for dot, row in enumerate(drawn.tolist()) if math.isfinite(row)]
        return known[-1] // 2 if known else None

    def _draw_ends(self) -> None:
        """Name the lanes at the right, each at the height of its cost, none over another."""
        ends, lanes = self.ends, self.view.lanes
        if not ends.width:
            return
        shown, rows = list(range(len(lanes))), self.high
        if len(shown) > rows:
            # The chosen one is never among those left out.
            shown.sort(key=lambda k: k != self.view.chosen)
            rows -= 1
            shown = sorted(shown[:rows])
            more = tr("… {count} more", count=len(lanes) - len(shown))
            self._put_end(0, rows, clipped(more, ends.width - 1), "muted")
        import numpy as np

        dots = self.scale.down(np.array([self.near(k) for k in shown]))
        # From the middle of a dot to the middle of a row of cells.
        heights = ((np.rint(dots) + 0.5) / 4 - 0.5).tolist()
        for k, row in zip(shown, apart(heights, rows), strict=True):
            curve, style = lanes[k], self.styles[k]
            if k == self.view.chosen and len(lanes) > 1:
                self._put_end(-1, row, ">" if self.view.ascii_only else "▸", "accent")
            self._put_end(0, row, style.glyph, self.colors[k])
            self._put_end(2, row, end_name(curve, ends), self.colors[k], bold=True)
            if ends.width > COST:
                word, role = end_cost(self.shown[k])
                self._put_end(ends.width - 1 - len(word), row, word, role)

    def _put_end(self, x: int, row: int, text: str, fg: str, *, bold: bool = False) -> None:
        self._put(self.scale.wide + 1 + x, row, text, fg, bold=bold)


def _cells(bits: "NDArray[np.int64]") -> "Iterator[tuple[int, int, int]]":
    """Give column, row and dots of each cell that is not blank."""
    rows, columns = bits.nonzero()
    yield from zip(columns.tolist(), rows.tolist(), bits[rows, columns].tolist(), strict=True)
