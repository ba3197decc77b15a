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


def settings() -> Settings:
    """Give the settings; a file that is wrong is a `UsageError`, the environment only told."""
    return found().settings


def found() -> Found:
    """Give the settings with their origins, as `settings` does."""
    known = tolerated()
    wrong = [fault.sentence for fault in known.faults if fault.in_file]
    if wrong:
        more = tr(" (and {count} more: rnn-tui config show)", count=len(wrong) - 1)
        raise UsageError(wrong[0] + (more if wrong[1:] else ""))
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get(_SAID):
        for fault in known.faults:
            complain(fault.sentence)
        if context is not None:
            context.meta[_SAID] = True
    return known


def tolerated() -> Found:
    """Give the settings, whatever is wrong: what is wrong is for the caller to say."""
    return _known() or _keep(config_file.find())


def ascii_asked(flag: bool | None) -> bool | None:
    """Give what flag, environment and file say of drawing in ASCII; None where none does."""
    if flag is not None:
        return flag
    known = tolerated()
    return known.settings.ascii if "ascii" in known.origins else None


def _known() -> Found | None:
    context = click.get_current_context(silent=True)
    known = context.meta.get(_KEY) if context else None
    return known if isinstance(known, Found) else None


def _keep(found: Found) -> Found:
    context = click.get_current_context(silent=True)
    if context:
        context.meta[_KEY] = found
    return found
