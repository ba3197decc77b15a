"""The keys of a keyboard: the names that Textual gives them, and how a person reads them.

Checked without Textual, so that a keymap can be checked on the command line; a test holds the
names equal to Textual's.
"""

import unicodedata

_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}

SIGNS = {
    _RENAMED.get(name, name): character
    for character in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    for name in [unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")]
}
"""The signs of a keyboard by their names."""

NAMED = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
    "backspace", "enter", "tab", "escape", "space", *(f"f{number}" for number in range(1, 25)),
)  # fmt: skip
"""Keys that are not a letter or a sign."""

ALIKE = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""What a terminal cannot tell from another key."""

_NAMES = {character: name for name, character in SIGNS.items()}

_DISPLAY = {
    "escape": "esc",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}


def key_name(typed: str) -> str | None:
    """Give the name of a key as Textual has it: `?` is question_mark; None if there is none."""
    *modifiers, base = typed.split("+") if typed != "+" else ["+"]
    base = _NAMES.get(base, base)
    letter = len(base) == 1 and base.isalnum()
    if not (letter or base in NAMED or base in SIGNS):
        return None
    if len(set(modifiers)) < len(modifiers) or not set(modifiers) <= {"ctrl", "alt", "shift"}:
        return None
    if "shift" in modifiers and base not in NAMED:
        return None  # P is P, not shift+p
    return "+".join([*(word for word in ("alt", "ctrl", "shift") if word in modifiers), base])


def is_typed(key: str) -> bool:
    """Whether a field takes the key as something that is typed or moves in it."""
    return "+" not in key and key not in ("escape", "tab") and not (key[0] == "f" and key[1:])


def display(key: str) -> str:
    """Write a key as a person reads it: `.`, `^r`, `esc`."""
    *modifiers, base = key.split("+")
    shown = _DISPLAY.get(base, SIGNS.get(base, base))
    if modifiers == ["ctrl"]:
        return "^" + shown
    return "+".join([*modifiers, shown])
