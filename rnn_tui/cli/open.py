"""`rnn-tui open`, which is also `rnn-tui TEXT`: open the app."""

import gc
import sys
from dataclasses import replace
from typing import Any

import click

from rnn_tui.cli import home
from rnn_tui.cli.errors import UsageError, complain
from rnn_tui.cli.flags import ascii_flag, plan_flags
from rnn_tui.cli.keeping import finish, news_of, session_maker, store_of, trouble_with
from rnn_tui.cli.planning import request, size
from rnn_tui.cli.screen import kept_clean
from rnn_tui.cli.train import PLAIN_HELP, train
from rnn_tui.glyphs import ascii_wanted
from rnn_tui.i18n import tr
from rnn_tui.text import shown

EXAMPLES = """\b
Examples:
  rnn-tui hello
  rnn-tui hihello --cell lstm --speed 100
  rnn-tui hello --plain       without a screen, in words
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
@click.option("--theme", metavar="NAME", help=tr("The colours, for example rnn-light."))
@click.option("--plain", is_flag=True, help=PLAIN_HELP)
@click.option("--no-mouse", is_flag=True, help=tr("Leave the mouse to the terminal."))
def open_app(**flags: Any) -> int:
    """Open the app on a text; `open` may be left out."""
    if flags.pop("plain"):
        for name in ("history_memory", "theme", "no_mouse"):
            del flags[name]
        told: int = click.get_current_context().invoke(train, plain=True, **flags)
        return told
    found = home.tolerated()  # the app starts whatever is wrong there, and shows it
    notices = [fault.sentence for fault in found.faults]
    settings = found.settings
    asked = request(flags, speed=settings.speed)
    history_memory = size("--history-memory", flags.pop("history_memory"), settings.history_memory)
    ascii_only = ascii_wanted(
        home.ascii_asked(flags.pop("ascii")), getattr(sys.stdout, "encoding", None)
    )
    data = flags.pop("data")
    settings = replace(settings, data=data or settings.data)
    store = store_of(data, no_save=flags.pop("no_save"), say=notices.append)
    theme, mouse = flags.pop("theme"), settings.mouse and not flags.pop("no_mouse")
    _need_a_terminal()
    if store is not None and (trouble := trouble_with(store, data)):
        notices.append(trouble)
    # Nearly all that is made up to the first frame stays: until then no garbage is looked for.
    gc.disable()
    from rnn_tui.ui.app import RnnTuiApp

    anything = any(value not in (None, ()) for value in flags.values())
    try:
        with kept_clean() as log:
            app = RnnTuiApp(
                asked.plan if anything else None,
                speed=asked.speed,
                memory=asked.memory,
                history_memory=history_memory,
                theme=theme,
                ascii_only=ascii_only,
                welcome=True,
                settings=settings,
                notices=notices,
                printed=log,
                make_session=session_maker(store, asked.memory, history_memory),
                store=store,
                news=news_of(store),
            )
            app.run(mouse=mouse)
    finally:
        if store is not None:
            finish(store)
    if app.faults.left and app.faults.report is not None:
        path = shown(str(app.faults.report), 400)
        complain(tr("the screen could not be drawn; a report is in {path}", path=path))
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
