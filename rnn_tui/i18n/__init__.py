"""`tr()`: every sentence a person reads goes through it, and comes out in the language chosen.

English is what the code says; for it nothing is loaded. Other languages are gettext
catalogues in `rnn_tui/locale`; what one of them lacks stays English. Values are put in after
translation, so that a sentence is looked up whole. What programs read - JSON, CSV, code, files,
share strings, the words of a query - never goes through here.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from rnn_tui.i18n.particles import filled

LANGUAGES = ("en", "ko")
"""What the program speaks; the first is what it is written in."""

DOMAIN = "rnn_tui"
LOCALE = Path(__file__).parent.parent / "locale"

_chosen = LANGUAGES[0]
_catalogue: gettext.NullTranslations | None = None
_plain: ContextVar[bool] = ContextVar("_plain", default=False)


def tr(sentence: str, /, **values: object) -> str:
    """Translate a sentence, then put the values in its `{places}`."""
    if _catalogue is None or _plain.get():
        return sentence.format(**values) if values else sentence
    translated = _catalogue.gettext(sentence) if sentence else ""
    return filled(translated, values) if values else translated


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Translate the sentence for one or for many; `{count}` is the count, unless it is given."""
    values.setdefault("count", count)
    if _catalogue is None or _plain.get():
        return (one if count == 1 else many).format(**values)
    return filled(_catalogue.ngettext(one, many, count), values)


def trc(context: str, sentence: str, /, **values: object) -> str:
    """Translate what means something else elsewhere, told apart by a word on the context."""
    if _catalogue is None or _plain.get():
        return sentence.format(**values) if values else sentence
    translated = _catalogue.pgettext(context, sentence)
    return filled(translated, values) if values else translated


def declared(sentence: str, /) -> str:
    """Name a sentence for the catalogue where it is declared; it is translated where shown."""
    return sentence


@contextmanager
def english() -> Iterator[None]:
    """Speak English meanwhile, in this thread or task: for what is written into a file."""
    token = _plain.set(True)
    try:
        yield
    finally:
        _plain.reset(token)


def choose(language: str) -> None:
    """Speak a language from now on; what was translated before stays as it is."""
    global _chosen, _catalogue  # noqa: PLW0603 - a process speaks one language
    if language not in LANGUAGES:
        raise ValueError(f"{language}: one of {', '.join(LANGUAGES)}")
    _chosen = language
    if language == LANGUAGES[0]:
        _catalogue = None
        gettext.textdomain("messages")
        return
    _catalogue = gettext.translation(DOMAIN, LOCALE, [language], fallback=True)
    # The words of click itself ("Usage:") come from the same catalogue: it asks gettext.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


def chosen() -> str:
    """Say which language is spoken."""
    return _chosen
