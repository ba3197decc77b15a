"""Where sessions and the store are joined: neither knows the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tui.cli import home
from rnn_tui.cli.errors import complain
from rnn_tui.folders import problem_of
from rnn_tui.i18n import tr
from rnn_tui.settings import data_folder

if TYPE_CHECKING:
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session
    from rnn_tui.store.store import RunStore


def store_of(
    data: str | None, *, no_save: bool, say: Callable[[str], None] = complain
) -> "RunStore | None":
    """Give the store that runs are kept in; None where they are not to be. Opens nothing yet.

    Where there is no folder for them, that is said, and they are kept in memory alone.
    """
    if no_save:
        return None
    from rnn_tui.store.store import RunStore

    folder = data_folder(data or home.settings().data)
    if folder.path is None:
        say(tr("{problem}; runs are kept in memory alone", problem=folder.problem))
        return None
    return RunStore(folder.path)


def trouble_with(store: "RunStore", data: str | None) -> str:
    """Say why nothing can be written into the folder of a store, and who named it; "" if it can."""
    problem = problem_of(store.path.parent)
    if not problem:
        return ""
    origin = home.tolerated().origins.get("data") if data is None else None
    named = f" ({origin})" if origin else ""
    return tr("{problem}; runs are kept in memory alone", problem=problem + named)


def session_maker(
    store: "RunStore | None", memory: int, history_memory: int
) -> "Callable[[Plan, float | None], Session]":
    """Give what makes the sessions of the app, each with a keeper of its own."""
    from rnn_tui.session.session import Session

    def make(plan: "Plan", speed: float | None) -> "Session":
        return Session(
            plan,
            speed=speed,
            memory=memory,
            history_memory=history_memory,
            keeper=store.keeper() if store is not None else None,
        )

    return make


def news_of(store: "RunStore | None") -> Callable[[], list[str]]:
    """Give what tells, each time it is called, what is new of the store: each sentence once."""
    said: str | None = None

    def news() -> list[str]:
        nonlocal said
        if store is None:
            return []
        found = []
        while store.notices:
            found.append(store.notices.popleft())
        banner = store.banner
        if said and not banner:
            # Why not, as long as it lasts, stands on the screen.
            found.append(tr("runs are being kept again"))
        said = banner
        return found

    return news


def finish(store: "RunStore", *, data: str | None = None) -> bool:
    """Write what there is, tell what a person should know, and say whether all is kept."""
    kept = store.close()
    while store.notices:
        complain(store.notices.popleft())
    if not kept:
        complain(store.banner or tr("the run could not be kept"))
        origin = home.tolerated().origins.get("data")
        if data is None and origin:
            complain(tr("the folder is that of {variable}", variable=origin))
    return kept
