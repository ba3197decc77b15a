"""TOML that a person wrote: read with sentences a person understands, and the line of a key.

tomllib says where the syntax is wrong, but not where a key stands: that is found by a scan.
"""

import re
import tomllib
from typing import Any

from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, visible_text

_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)

_HIDDEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
"""What may look like a key and is none: strings and comments."""

_LINE = re.compile(
    r"^[ \t]*(?:\[\[?[ \t]*(?P<table>[^\]\n]*?)[ \t]*\]|(?P<key>[^=\n]*?)[ \t]*=)", re.M
)


def parse(content: bytes, name: str, example: str) -> tuple[str, dict[str, Any]]:
    """Give text and values of a file that a person calls `name`; raises `Invalid` with the line.

    `example` is a line of such a file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid(tr("{name}:{line}: not UTF-8", name=name, line=line)) from None
    text = text.replace("\r\n", "\n")
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.fullmatch(str(error))
        line = int(found[2]) if found and found[2] else text.count("\n") + 1
        why = visible_text(clipped((found[1] if found else str(error)).lower(), 80))
        raise Invalid(
            tr(
                "{name}:{line}: not TOML: {why}; write it like {example}",
                name=name,
                line=line,
                why=why,
                example=example,
            )
        ) from None
    except (ValueError, RecursionError):
        raise Invalid(
            tr("{name}: not TOML that can be read: too deep, or a number too long", name=name)
        ) from None


def find_line(
    text: str, key: str, table: int | None = None, *, within: str | None = None
) -> int | None:
    """Find the line of a key at the top, or in a table `[[at]]` by its number from 0.

    `within` names a table instead: then the key is one of it, written `[within]` or `within.key`.
    """

    def mask(found: re.Match[str]) -> str:
        rest = text[found.end() :].lstrip(" \t")
        if found[0][0] in "\"'" and rest[:1] in (".", "="):
            return found[0]  # a key in quotes
        return re.sub(r"[^\n]", " ", found[0])

    masked = _HIDDEN.sub(mask, text)
    at = -1
    inside: str | None = None
    start = None
    for found in _LINE.finditer(masked):
        line = masked.count("\n", 0, found.start()) + 1
        if found["table"] is not None:
            inside = found["table"].strip("\"' ")
            at += inside == "at"
            here = key == inside.partition(".")[0] and table is None and within is None
            if inside == "at" and at == table:
                start = line
        elif within is not None:
            parts = [part.strip("\"' ") for part in found["key"].split(".")]
            here = parts == ([key] if inside == within else [within, key] if not inside else None)
        else:
            name = found["key"].strip().partition(".")[0].strip("\"' ")
            here = name == key and (
                inside is None if table is None else inside == "at" and at == table
            )
        if here:
            return line
    return start
