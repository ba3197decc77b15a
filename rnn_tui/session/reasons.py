"""Why a run failed, in one plain sentence: no traceback, no escape codes, no advice of others."""

from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, visible_text

_LONGEST = 200


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
            return tr("out of memory: use fewer units, a shorter text or smaller windows")
        case RuntimeError() if "allocate memory" in words:
            return tr("out of memory: use fewer units, a shorter text or smaller windows")
        case ImportError() if "libgomp" in words:
            return tr(
                "PyTorch cannot be loaded ({why}): install libgomp, as apt install libgomp1 does",
                why=first,
            )
        case ImportError():
            return tr("PyTorch cannot be loaded ({why}): pip install torch", why=first)
        case OSError() if error.strerror:
            return error.strerror
        case _:
            kind = type(error).__name__
            return tr("unexpected: {kind}: {why}", kind=kind, why=first) if first else kind
