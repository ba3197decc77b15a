"""`rnn-tui open`, which is also `rnn-tui TEXT`: open the app."""

import gc
import sys
from typing import Any

import click

from rnn_tui.cli.errors import UsageError
from rnn_tui.cli.flags import ascii_flag, plan_flags
from rnn_tui.cli.keeping import finish, news_of, session_maker, store_of
from rnn_tui.cli.planning import request, size
from rnn_tui.glyphs import ascii_wanted
from rnn_tui.i18n import tr

SPEED = 20
"""Iterations a second at which the app starts."""

EXAMPLES = """\b
Examples:
  rnn-tui hello
  rnn-tui hihello --cell lstm --speed 100
  rnn-tui open train          a text that is the name of a command
  rnn-tui -- -x-              a text that begins with a dash
"""


@click.command("open", epilog=EXAMPLES)
@plan_flags
@click.option(
    "--history-memory",
    metavar="SIZE",
    help=tr("What winding back may take, beside the run itself. Default: 64MB."),
)
@ascii_flag
def open_app(**flags: Any) -> int:
    """Open the app on a text; `open` may be left out."""
    from rnn_tui.session.session import HISTORY_MEMORY

    asked = request(flags, speed=SPEED)
    history_memory = size("--history-memory", flags.pop("history_memory"), HISTORY_MEMORY)
    ascii_only = ascii_wanted(flags.pop("ascii"), getattr(sys.stdout, "encoding", None))
    store = store_of(flags.pop("data"), no_save=flags.pop("no_save"))
    _need_a_terminal()
    # Nearly all that is made up to the first frame stays: until then no garbage is looked for.
    gc.disable()
    from rnn_tui.ui.app import RnnTuiApp

    anything = any(value not in (None, ()) for value in flags.values())
    app = RnnTuiApp(
        asked.plan if anything else None,
        speed=asked.speed,
        memory=asked.memory,
        history_memory=history_memory,
        ascii_only=ascii_only,
        welcome=True,
        make_session=session_maker(store, asked.memory, history_memory),
        store=store,
        news=news_of(store),
    )
    try:
        app.run()
    finally:
        if store is not None:
            finish(store)
    return app.return_code or 0


def _need_a_terminal() -> None:
    import os

    streams = (sys.stdin, sys.stdout)
    if any(stream is None or not stream.isatty() for stream in streams):
        raise UsageError(tr("the app needs a terminal; without one: rnn-tui train hello"))
    if os.environ.get("TERM") == "dumb":
        raise UsageError(
            tr("the app needs a terminal that can draw (TERM is dumb): rnn-tui train hello")
        )
