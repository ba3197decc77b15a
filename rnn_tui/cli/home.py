"""What the environment and `config.toml` say, for the command that is carried out.

Read once a command. A file that is wrong is wrong usage on the command line; the app starts
all the same, and shows the sentences.
"""

import click

from rnn_tui import config_file
from rnn_tui.cli.errors import UsageError, complain
from rnn_tui.config import Settings
from rnn_tui.config_file import Found
from rnn_tui.i18n import tr

_KEY, _SAID = "rnn_tui.home", "rnn_tui.home.said"
"""What was found, and whether what is wrong with it was said, or will be."""


def settings() -> Settings:
    """Give the settings; a file that is wrong is a `UsageError`, the environment only told."""
    return found().settings


def found() -> Found:
    """Give the settings with their origins, as `settings` does."""
    known = _found()
    if _say_once():
        wrong = [fault.sentence for fault in known.faults if fault.in_file]
        if wrong:
            more = tr(" (and {count} more: rnn-tui config show)", count=len(wrong) - 1)
            raise UsageError(wrong[0] + (more if wrong[1:] else ""))
        for fault in known.faults:
            complain(fault.sentence)
    return known


def tolerated() -> Found:
    """Give the settings, whatever is wrong: what is wrong is for the caller to say."""
    _say_once()
    return _found()


def ascii_asked(flag: bool | None) -> bool | None:
    """Give what flag, environment and file say of drawing in ASCII; None where none does."""
    if flag is not None:
        return flag
    known = _found()
    return known.settings.ascii if "ascii" in known.origins else None


def _found() -> Found:
    """Read the settings, once a command."""
    context = click.get_current_context(silent=True)
    known = context.meta.get(_KEY) if context else None
    if not isinstance(known, Found):
        known = config_file.find()
        if context:
            context.meta[_KEY] = known
    return known


def _say_once() -> bool:
    """Whether nobody has said yet what is wrong; from now on somebody has."""
    context = click.get_current_context(silent=True)
    if context is None:
        return True
    said = bool(context.meta.get(_SAID))
    context.meta[_SAID] = True
    return not said
