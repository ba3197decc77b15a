r"""Texts with characters that cannot be typed: `a\x1bb`."""

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
