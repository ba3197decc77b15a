"""Graphemes, cell widths, and what any user string looks like on a screen.

A text is data: nothing here interprets markup, and `visible` lets no control character
through, so that its result may be written to a terminal as it is.
"""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len, split_graphemes

SPACE = "␣"
"""What a space looks like where it must be seen."""

_FIRST_REGIONAL, _LAST_REGIONAL = "\U0001f1e6", "\U0001f1ff"
_ZWJ = "\u200d"
_JOINERS = "\u200c" + _ZWJ
_UNSEEN = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters and symbols that are drawn as nothing: the Hangul fillers, the empty braille cell."""


class Typed(str):
    """Drawn text of a person: nothing in it is a sign of the program, whatever it looks like.

    Joined with other text it is that no more.
    """

    __slots__ = ()


def is_stand_in(grapheme: str) -> bool:
    """Whether a character is drawn in the place of one that has no picture, or was cut off."""
    return grapheme in STAND_INS or "\u2400" <= grapheme <= "\u2421"


STAND_INS = SPACE + "⍽…\ufffd"


def normalize(text: str) -> str:
    """Compose the text (Unicode NFC), so that 한 typed in two ways is one character."""
    return unicodedata.normalize("NFC", text)


def graphemes(text: str) -> list[str]:
    """Split into what a reader calls characters; controls and marks of direction stand alone."""
    clusters: list[str] = []
    start = 0
    for index, character in enumerate(text):
        if _stands_alone(character):
            clusters += _clusters(text[start:index])
            clusters.append(character)
            start = index + 1
    clusters += _clusters(text[start:])
    return clusters


@lru_cache(maxsize=16)
def characters(text: str) -> tuple[str, ...]:
    """Give the graphemes of a text; the last few texts are remembered, as they are asked often."""
    return tuple(graphemes(text))


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for start, end, _ in split_graphemes(text)[0]:
        for cluster in _unjoined(text[start:end]):
            # Two regional indicators make one flag.
            if clusters and _is_half_flag(clusters[-1]) and _is_half_flag(cluster):
                clusters[-1] += cluster
            else:
                clusters.append(cluster)
    return clusters


def _unjoined(cluster: str) -> list[str]:
    """Split where a joiner stands before anything but a symbol: it joins emoji, not letters."""
    parts = [""]
    for character in cluster:
        if parts[-1].endswith(_ZWJ) and unicodedata.category(character) != "So":
            parts.append("")
        parts[-1] += character
    return parts


def _is_half_flag(cluster: str) -> bool:
    return len(cluster) == 1 and _FIRST_REGIONAL <= cluster <= _LAST_REGIONAL


def _stands_alone(character: str) -> bool:
    if character.isascii():
        return not character.isprintable()
    category = unicodedata.category(character)
    if category == "Cf":
        # Tag characters spell the flags of regions and belong to their emoji.
        return character not in _JOINERS and not "\U000e0020" <= character <= "\U000e007f"
    return category in ("Cc", "Cs", "Zl", "Zp", "Co", "Cn")


@lru_cache(maxsize=32_768)
def visible(grapheme: str) -> str:
    """Draw one grapheme: spaces and controls as pictures, a lone mark on a dotted circle."""
    if grapheme.isascii() and grapheme.isprintable():
        return SPACE if grapheme == " " else grapheme
    first = grapheme[0]
    code = ord(first)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if first == "\xa0":
        return "⍽"
    category = unicodedata.category(first)
    if category == "Zs" or grapheme in _UNSEEN:
        return SPACE
    if _stands_alone(first) or category in ("Cf", "Cs"):
        return "\ufffd"
    if category in ("Mn", "Me", "Mc") or cell_len(grapheme) == 0:
        return Typed("◌" + grapheme) if category in ("Mn", "Me", "Mc") else "\ufffd"
    # A joiner at the end would swallow whatever is drawn in the next cell.
    return Typed(grapheme.rstrip(_ZWJ))


def visible_text(text: str, *, spaces: bool = False) -> str:
    """Draw a whole string safely; plain spaces stay spaces unless `spaces` asks for pictures."""
    return "".join(
        grapheme if grapheme == " " and not spaces else visible(grapheme)
        for grapheme in graphemes(text)
    )


def typed_text(text: str, *, spaces: bool = False) -> Typed:
    """Draw a whole string of a person, as `visible_text` does."""
    return Typed(visible_text(text, spaces=spaces))


def shown(value: str, cells: int = 60) -> str:
    """Draw what was typed inside a sentence: safely, and not too long."""
    return clipped(visible_text(value[: 4 * cells]), cells)


def width(text: str) -> int:
    """Count the terminal cells of a drawn string."""
    return cell_len(text)


def fit(text: str, cells: int) -> str:
    """Cut or pad a drawn string to exactly `cells` cells; a cut ends in an ellipsis."""
    if cells <= 0:
        return ""
    if (size := cell_len(text)) <= cells:
        return text + " " * (cells - size)
    taken, used = [], 0
    for grapheme in graphemes(text):
        size = cell_len(grapheme)
        if used + size > cells - 1:
            break
        taken.append(grapheme)
        used += size
    return "".join(taken) + "…" + " " * (cells - 1 - used)


def wrapped(words: str, cells: int) -> list[str]:
    """Break words into rows of at most so many cells; a longer word has a row of its own."""
    rows = [""]
    for word in words.split():
        joined = f"{rows[-1]} {word}" if rows[-1] else word
        if cell_len(joined) <= cells or not rows[-1]:
            rows[-1] = joined
        else:
            rows.append(word)
    return rows


def clipped(text: str, cells: int) -> str:
    """Cut a drawn string to at most `cells` cells, without padding."""
    if cell_len(text) <= cells:
        return text
    cut = fit(text, cells).rstrip(" ")
    return Typed(cut) if isinstance(text, Typed) else cut
