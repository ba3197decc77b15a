"""A grid of cells on which a picture is laid out, part over part: each cell a glyph and a role."""

from typing import Literal

from rnn_tui.text import graphemes, width

Role = Literal["text", "muted", "rule", "floor", "curve", "faint", "accent", "right", "wrong"]
"""What a cell means; whoever shows the picture knows its colour."""

Run = tuple[str, Role]


class Grid:
    """Blank cells to write on; what falls outside is left out, a wide character takes two."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._glyphs = [[" "] * width for _ in range(height)]
        self._roles: list[list[Role]] = [["text"] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, role: Role) -> None:
        """Write drawn text from a cell on, over what is there."""
        if not 0 <= y < self.height:
            return
        for glyph in text if text.isascii() else graphemes(text):
            cells = width(glyph)
            if cells and x >= 0 and x + cells <= self.width:
                self._set(x, y, glyph, role)
                if cells == 2:
                    self._set(x + 1, y, "", role)
            x += cells

    def _set(self, x: int, y: int, glyph: str, role: Role) -> None:
        glyphs = self._glyphs[y]
        # Half of a wide character cannot stay: what is left of it becomes a blank.
        if glyphs[x] == "" and glyph:
            glyphs[x - 1] = " "
        if x + 1 < self.width and glyphs[x + 1] == "":
            glyphs[x + 1] = " "
        glyphs[x], self._roles[y][x] = glyph, role

    def rows(self) -> list[list[Run]]:
        """Give each row as runs of one role; blanks go with the run before them."""
        rows: list[list[Run]] = []
        for glyphs, roles in zip(self._glyphs, self._roles, strict=True):
            runs: list[Run] = []
            for glyph, role in zip(glyphs, roles, strict=True):
                if runs and (glyph == " " or runs[-1][1] == role):
                    runs[-1] = (runs[-1][0] + glyph, runs[-1][1])
                else:
                    runs.append((glyph, role))
            rows.append(runs)
        return rows
