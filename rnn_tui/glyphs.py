"""Every sign the program draws beyond ASCII, and what stands for it where only ASCII can be drawn.

One cell stays one cell, so that no layout depends on it. Letters of people are not here: what
they typed stays as it is, and so does what a translation writes.
"""

import codecs
import os
from collections.abc import Mapping

from rnn_tui.text import Typed, graphemes, is_stand_in

ASCII: Mapping[str, str] = {
    # amounts, rules and boxes
    **dict.fromkeys("━╸▬", "="),
    **dict.fromkeys("─┄╌▔", "-"),
    **dict.fromkeys("│▏▎▍▌▋▊▉▐▕", "|"),
    **dict.fromkeys("└┤┬┼┌┐┘├┴", "+"),
    "┆": ":",
    # heat and bars
    **dict.fromkeys("░▁▂", "-"),
    **dict.fromkeys("▒▃▄", "+"),
    **dict.fromkeys("▓▅▆▀", "*"),
    **dict.fromkeys("█▇", "#"),
    # right, wrong, target, chosen, flow
    **dict(zip("✓✗◂▾▸▴►‖◐", "yx<v>^>|%", strict=True)),
    # lanes, and the choice of one or of some
    **dict(zip("●▲■◆▼★○△□◇▽☆", "o^#!v*0A@=V+", strict=True)),
    **dict(zip("◉◌☐☑", "*.-x", strict=True)),
    # arrows and keys
    **dict(zip("←→↑↓‹›⌫", "<>^v<><", strict=True)),
    # what stands for a character that has no picture
    **dict(zip("␣⍽␡\ufffd", "__??", strict=True)),
    **{chr(0x2400 + code): "?" for code in range(0x21)},
    # the toolkit's picture of a search, of two cells
    "🔎": "> ",
    # letters of formulas and prose
    **dict(zip("−–—·…×±µσΣ∂", "---.~x~usSd", strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)),
    # dots of plots, by how many there are
    **{
        chr(0x2800 + dots): " " if not dots else "." if dots.bit_count() < 3 else "*"
        for dots in range(0x100)
    },
}
"""The sign, and its ASCII character; two where it takes two cells."""

_TABLE = str.maketrans(dict(ASCII))

TRACK = "."
"""What is left of an amount: the light line behind the heavy one."""

WORDS = {"←→↑↓": "arrows", "←→": "left/right", "↑↓": "up/down", "← →": "left/right"}
WORDS |= {"↑ ↓": "up/down", "←": "left", "→": "right", "↑": "up", "↓": "down"}
WORDS |= {"⌫": "backspace"}
"""Keys that have no sign in ASCII: `<` and `>` are keys of their own."""


def spelled(text: str) -> str:
    """Write signs in ASCII; what is no sign of the program, and what was typed, stays."""
    if text.isascii():
        return text
    if isinstance(text, Typed):
        # What stands in the place of a character that has no picture is a sign too.
        return "".join(g.translate(_TABLE) if is_stand_in(g) else g for g in graphemes(text))
    return text.translate(_TABLE)


VARIABLE = "RNN_TUI_ASCII"


def ascii_wanted(asked: bool | None, encoding: str | None = None) -> bool:
    """Say whether only ASCII may be drawn: as asked, as the environment says, as the locale can.

    `encoding` is that of the stream. A locale that names no encoding but UTF-8, or none, can.
    """
    if asked is not None:
        return asked
    told = os.environ.get(VARIABLE, "").strip().lower()
    if told:
        return told not in ("0", "no", "off", "false")
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    return not (_is_utf8(encoding or "utf-8") and _can(named))


def _can(locale: str) -> bool:
    """Whether a locale is one of UTF-8; what is not set says nothing."""
    return not locale or _is_utf8(locale.rpartition(".")[2].partition("@")[0])


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False
