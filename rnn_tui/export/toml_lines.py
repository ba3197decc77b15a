"""Where a key stands in a TOML file, which tomllib does not say."""

import re

_HIDDEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
"""What may look like a key and is none: strings and comments."""

_LINE = re.compile(
    r"^[ \t]*(?:\[\[?[ \t]*(?P<table>[^\]\n]*?)[ \t]*\]|(?P<key>[^=\n]*?)[ \t]*=)", re.M
)


def find_line(text: str, key: str, table: int | None = None) -> int | None:
    """Find the line of a key at the top, or in a table `[[at]]` by its number from 0.

    tomllib says where the syntax is wrong but not where a key stands.
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
            here = key == inside.partition(".")[0] and table is None
            if inside == "at" and at == table:
                start = line
        else:
            name = found["key"].strip().partition(".")[0].strip("\"' ")
            here = name == key and (
                inside is None if table is None else inside == "at" and at == table
            )
        if here:
            return line
    return start
