"""Pictures of cells, as on a screen, written as text, SVG or PNG.

A picture is rows of pieces with colours; who draws it is not known here. Texts in it are drawn
texts: they hold no control character, and are escaped as XML asks.
"""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import graphemes, width

_CELL, _LINE, _SIZE = 8.4, 18.0, 14
"""Pixels: the width and height of a cell, the size of its letters."""

_FONTS = "'DejaVu Sans Mono','Noto Sans Mono','Noto Sans Mono CJK KR',Menlo,Consolas,monospace"

_PATIENCE = 60
"""Seconds that making a PNG may take."""


class Piece(NamedTuple):
    """Drawn text in a row, its colours as `#rrggbb`; no background is that of the page."""

    text: str
    color: str
    background: str = ""
    bold: bool = False


Rows = Sequence[Sequence[Piece]]


@dataclass(frozen=True, eq=False)
class Picture:
    """Rows of pieces on a page."""

    rows: Rows
    page: str
    title: str
    """Drawn text."""


def to_text(picture: Picture) -> str:
    """Write the characters alone."""
    rows = ("".join(piece.text for piece in row).rstrip() for row in picture.rows)
    return "\n".join(rows).rstrip("\n") + "\n"


def to_svg(picture: Picture) -> str:
    """Write an SVG that needs nothing but a font of fixed width."""
    cells = max((sum(width(piece.text) for piece in row) for row in picture.rows), default=0)
    wide, high = (cells + 2) * _CELL, (len(picture.rows) + 1) * _LINE
    shapes: list[str] = []
    texts: list[str] = []
    for y, row in enumerate(picture.rows):
        x = 1
        for piece in row:
            count = width(piece.text)
            if piece.background:
                # A little over, so that no gap is seen between two rows.
                shapes.append(
                    f'<rect x="{x * _CELL:.1f}" y="{(y + 0.5) * _LINE:.1f}" '
                    f'width="{count * _CELL:.1f}" height="{_LINE + 0.2:.1f}" '
                    f'fill="{piece.background}"/>'
                )
            texts += _texts(piece, x, (y + 0.5) * _LINE + 0.72 * _LINE)
            x += count
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.1f} {high:.1f}" font-family="{_FONTS}" font-size="{_SIZE}" '
        f'xml:space="preserve">'
    )
    page = f'<rect width="100%" height="100%" fill="{picture.page}"/>'
    title = f"<title>{escape(picture.title)}</title>"
    return "\n".join([head, title, page, *shapes, *texts, "</svg>"]) + "\n"


def _texts(piece: Piece, x: int, y: float) -> Iterable[str]:
    """Place the words of a piece, each at its own cell, so that no font's widths shift them."""
    for text, at, cells in _words(piece.text):
        bold = ' font-weight="bold"' if piece.bold else ""
        yield (
            f'<text x="{(x + at) * _CELL:.1f}" y="{y:.1f}" fill="{piece.color}"{bold} '
            f'textLength="{cells * _CELL:.1f}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(text)}</text>"
        )


def _words(text: str) -> Iterable[tuple[str, int, int]]:
    """Cut at spaces, and around whatever is not plain: (text, first cell, cells)."""
    word, at, x = "", 0, 0
    for grapheme in graphemes(text):
        plain = grapheme != " " and grapheme.isascii()
        if word and not plain:
            yield word, at, x - at
            word = ""
        if plain:
            at = at if word else x
            word += grapheme
        elif grapheme != " ":
            yield grapheme, x, width(grapheme)
        x += width(grapheme)
    if word:
        yield word, at, x - at


def converter() -> str:
    """Find the program that makes a PNG; raises `Invalid`."""
    program = shutil.which("rsvg-convert")
    if program is None:
        raise Invalid(tr("png needs the program rsvg-convert (librsvg): install it, or take svg"))
    return program


def to_png(picture: Picture) -> bytes:
    """Have rsvg-convert make a PNG, where it is found; raises `Invalid`."""
    program = converter()
    try:
        done = subprocess.run(
            [program, "--zoom", "2", "--format", "png"],
            input=to_svg(picture).encode(),
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise Invalid(tr("rsvg-convert did not make a png of it: take svg")) from None
    return done.stdout
