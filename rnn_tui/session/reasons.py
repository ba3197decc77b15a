"""Why a run failed, in one plain sentence: no traceback, no escape codes, no advice of others.

Reasons are kept, and read by programs; so they are made in English, and told in the language
of the reader where they are shown.
"""

import re
from functools import lru_cache

from rnn_tui.fields import Invalid
from rnn_tui.i18n import declared, tr
from rnn_tui.text import clipped, visible_text

_LONGEST = 200

NOT_FINITE = declared("the cost of iteration {iteration} is not a finite number")
FAR_ABOVE = declared(
    "the cost was above {times} times a uniform guess ({limit}) for {count} iterations"
)
SATURATED = declared("the cell is saturated; try a learning rate below {rate}")
TOO_FAST = declared("try a learning rate below {rate}, or a clip norm")
OUT_OF_MEMORY = declared("out of memory: use fewer units, a shorter text or smaller windows")
NO_LIBGOMP = declared(
    "PyTorch cannot be loaded ({why}): install libgomp, as apt install libgomp1 does"
)
NO_TORCH = declared("PyTorch cannot be loaded ({why}): pip install torch")
UNEXPECTED = declared("unexpected: {kind}: {why}")

_SENTENCES = (
    *(NOT_FINITE, FAR_ABOVE, SATURATED, TOO_FAST, OUT_OF_MEMORY),
    *(NO_LIBGOMP, NO_TORCH, UNEXPECTED),
)
_PLACE = re.compile(r"\\{(\w+)\\}")


class RefusedError(Exception):
    """A run that cannot be made; the message is a plain sentence."""


def plain(error: BaseException) -> str:
    """Say what an exception means to the person who started the run."""
    words = str(error).strip()
    first = clipped(visible_text(words.splitlines()[0] if words else ""), _LONGEST)
    match error:
        case RefusedError() | Invalid():
            return first
        case MemoryError():
            return OUT_OF_MEMORY
        case RuntimeError() if "allocate memory" in words:
            return OUT_OF_MEMORY
        case ImportError() if "libgomp" in words:
            return NO_LIBGOMP.format(why=first)
        case ImportError():
            return NO_TORCH.format(why=first)
        case OSError() if error.strerror:
            return error.strerror
        case _:
            kind = type(error).__name__
            return UNEXPECTED.format(kind=kind, why=first) if first else kind


def told(reason: str) -> str:
    """Translate a reason, what happened and the advice after it; what is not known stays."""
    for sentence in _SENTENCES:
        if found := _pattern(sentence).fullmatch(reason):
            return tr(sentence, **found.groupdict())
    happened, colon, advice = reason.rpartition(": ")
    return told(happened) + colon + told(advice) if colon else reason


@lru_cache(maxsize=len(_SENTENCES))
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(sentence)))
