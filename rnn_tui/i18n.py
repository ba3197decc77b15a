"""`tr()`: every sentence a person reads goes through it.

The catalogue is the identity (English); a translation replaces `_catalogue`. Values are
formatted after translation, so that a sentence is looked up whole.
"""

from collections.abc import Mapping

_catalogue: Mapping[str, str] = {}


def tr(sentence: str, /, **values: object) -> str:
    """Translate a sentence, then put the values in its `{places}`."""
    translated = _catalogue.get(sentence, sentence)
    return translated.format(**values) if values else translated
