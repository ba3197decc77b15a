"""Values in a translated sentence; in Korean the particle after one follows how it ends.

A translation writes both forms, `{name}을(를)`, and the value decides: 을 after a final
consonant, 를 after a vowel. Where nobody can say how a value is read, both forms stay.
"""

import string
from collections.abc import Mapping
from functools import lru_cache

PAIRS = ("을(를)", "이(가)", "은(는)", "과(와)", "(으)로", "이(라)")
"""A particle after a consonant, and after a vowel."""

_FIRST, _LAST = "가", "힣"
_RIEUL = 8
_NO_FINAL = 0
_DIGITS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
"""How digits end: 영, 일, 이, 삼; so do numbers, as 십, 백, 천 and 만 end like 영 in a consonant.

The number is that of the final consonant in Unicode.
"""
_LETTERS = {"l": 8, "r": 8, "m": 16, "n": 4}
"""Letters whose names end in a consonant: 엘, 알, 엠, 엔."""
_SAID = {"%": 0, "₁": 8, "₂": 0, "₃": 16, "₄": 0, "₅": 0, "₆": 1, "₇": 8, "₈": 8, "₉": 0, "₀": 21}
_SKIPPED = "'\"”’)]}»›"

Part = tuple[str, str, str, str, str]
"""Literal text, field, conversion, format, and the pair after it."""


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """Put the values in; a particle after a value takes the form that fits it."""
    parts = _parts(sentence)
    if parts is None:
        return sentence.format(**values)
    made = []
    for literal, field, conversion, spec, pair in parts:
        made.append(literal)
        if field:
            value = f"{{{field}{conversion and '!' + conversion}{spec and ':' + spec}}}"
            word = value.format(**values)
            made.append(word + (particle(word, pair) if pair else ""))
    return "".join(made)


@lru_cache(maxsize=1024)
def _parts(sentence: str) -> tuple[Part, ...] | None:
    """Take a sentence apart; None where no particle stands after a value."""
    if not any("}" + pair in sentence for pair in PAIRS):
        return None
    found: list[Part] = []
    pending: tuple[str, str, str, str] | None = None
    for literal, field, spec, conversion in string.Formatter().parse(sentence):
        pair = next((p for p in PAIRS if literal.startswith(p)), "") if pending else ""
        if pending:
            found.append((*pending, pair))
        pending = (literal.removeprefix(pair), field or "", conversion or "", spec or "")
    if pending:
        found.append((*pending, ""))
    return tuple(found)


def particle(word: str, pair: str) -> str:
    """Choose between the two forms of a particle by how a word ends; both, if that is unknown."""
    final = _final(word)
    if final is None:
        return pair
    if pair == "(으)로":
        return "로" if final in (_NO_FINAL, _RIEUL) else "으로"
    after_consonant, after_vowel = pair[:-1].split("(")
    if pair == "이(라)":
        after_consonant, after_vowel = "이라", "라"
    return after_vowel if final == _NO_FINAL else after_consonant


def _final(word: str) -> int | None:
    """Say which consonant ends a word as it is read aloud: 0 for none, None if unknown."""
    word = word.rstrip(_SKIPPED)
    if not word:
        return None
    last = word[-1]
    if _FIRST <= last <= _LAST:
        return (ord(last) - ord(_FIRST)) % 28
    if last in _SAID:
        return _SAID[last]
    if last in _DIGITS:
        return _DIGITS[last]
    if last.isascii() and last.isalpha() and (last.isupper() or not word[:-1][-1:].isalpha()):
        return _LETTERS.get(last.lower(), _NO_FINAL)
    return None
