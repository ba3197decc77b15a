r"""Texts with characters that cannot be typed, or would not be seen: `a\x1bb`, both ways."""

import re

from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr

_SIMPLE = {
    "0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n",
    "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"',
}  # fmt: skip

_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.)|$)", re.DOTALL
)


def unescape(typed: str) -> str:
    r"""Read `\n`, `\t`, `\x1b`, `\u200b` and the like, as Python does; raises `Invalid`."""
    return _ESCAPE.sub(_character, typed)


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is not None and int(code, 16) <= 0x10FFFF:
        return chr(int(code, 16))
    if found[4] in _SIMPLE:
        return _SIMPLE[found[4]]
    raise Invalid(tr("{escape} is no escape: \\n, \\t, \\\\, \\x1b, \\u200b are", escape=found[0]))


def needs_escape(text: str) -> bool:
    """Whether the text has characters that cannot be typed in a shell, or not be seen there."""
    return not all(map(is_plain, text))


def escape(text: str) -> str:
    r"""Write the text so that `unescape` reads it: printable characters, `\n`, `\x1b`, `\u200b`."""
    return "".join(map(_written, text))


_JOINERS = "\u200c\u200d"


def is_plain(character: str) -> bool:
    """Whether a character can be seen, and does nothing to a terminal or to what is beside it."""
    # Joiners and tags are parts of emoji that a reader sees whole.
    return (
        character.isprintable()
        or character in _JOINERS
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _written(character: str) -> str:
    if character == "\\":
        return r"\\"
    if is_plain(character):
        return character
    code = ord(character)
    if character in "\n\t":
        return {"\n": r"\n", "\t": r"\t"}[character]
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
    )
