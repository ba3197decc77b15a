"""What the doctor looks at: versions, terminal, files, store, and whether PyTorch loads.

Nothing is changed, and PyTorch is imported by another process: one that dies of it is named.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rnn_tui import __version__
from rnn_tui.cli import home
from rnn_tui.fields import grouped
from rnn_tui.folders import folder, log_file, problem_of
from rnn_tui.i18n import tr
from rnn_tui.session.loading import tried_apart
from rnn_tui.settings import data_folder
from rnn_tui.task import amount
from rnn_tui.text import visible_text

PACKAGES = ("torch", "numpy", "textual", "rich", "plotext", "click", "platformdirs", "safetensors")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `problem` is what is not well about it, and what helps."""

    part: str
    name: str
    value: str
    problem: str = ""


def findings(data: str | None, *, quick: bool) -> Iterator[Finding]:
    """Look at everything, one after the other."""
    yield from _versions()
    yield from _terminal()
    yield from _paths(data)
    yield from _store(data)
    if not quick:
        yield _torch()


def _versions() -> Iterator[Finding]:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from rnn_tui.store import health

    part = tr("Versions")
    yield Finding(part, "rnn-tui", __version__)
    yield Finding(part, "python", f"{platform.python_version()} ({sys.executable})")
    yield Finding(part, "system", f"{platform.system()} {platform.release()} {platform.machine()}")
    for name in PACKAGES:
        try:
            yield Finding(part, name, version(name))
        except PackageNotFoundError:
            yield Finding(part, name, tr("missing"), f"pip install {name}")
    yield Finding(part, "sqlite", health.LIBRARY)


def _terminal() -> Iterator[Finding]:
    part, environ = tr("Terminal"), os.environ
    try:
        size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):
        yield Finding(part, tr("size"), tr("standard output is no terminal"))
    else:
        small = size.columns < 40 or size.lines < 10
        yield Finding(
            part, tr("size"), f"{size.columns}x{size.lines}",
            tr("the app needs 40x10, better 80x24") if small else "",
        )  # fmt: skip
    term = environ.get("TERM", "")
    dumb = tr("the app cannot draw here; rnn-tui train TEXT works") if term == "dumb" else ""
    yield Finding(part, "TERM", visible_text(term) or tr("not set"), dumb)
    yield Finding(part, tr("colours"), _colours(environ))
    encoding = getattr(sys.stdout, "encoding", None) or "?"
    plain = "utf" not in encoding.lower()
    yield Finding(
        part, tr("encoding"), encoding,
        tr("not UTF-8, signs become letters: set LANG=C.UTF-8") if plain else "",
    )  # fmt: skip
    if environ.get("TMUX"):
        yield Finding(part, "tmux", tr("to copy: tmux set -g set-clipboard on"))


def _colours(environ: Mapping[str, str]) -> str:
    """Say how many colours the app will use."""
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR"):
        return tr("none (NO_COLOR)")
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return tr("16 million (COLORTERM)")
    if term.endswith(("-256color", "-kitty", "-direct")) or "kitty" in term:
        return tr("256, by TERM")
    return tr("few, by TERM: the app is drawn in monochrome")


def _paths(data: str | None) -> Iterator[Finding]:
    part = tr("Files")
    found = home.tolerated()
    for name in ("config", "data", "state", "log"):
        place = data_folder(data or found.settings.data) if name == "data" else folder(name)
        if place.path is None:
            yield Finding(part, name, tr("none"), place.problem)
            continue
        path = {"config": found.path, "log": log_file()}.get(name) or place.path
        yield Finding(part, name, visible_text(str(path)), problem_of(place.path))
    faults = [fault.sentence for fault in found.faults]
    said = tr("rnn-tui config show lists them")
    yield Finding(part, tr("settings"), said, visible_text("; ".join(faults)))


def _store(data: str | None) -> Iterator[Finding]:
    from rnn_tui.store.health import NEWEST, look
    from rnn_tui.store.store import FILE

    part = tr("Store")
    place = data_folder(data or home.tolerated().settings.data).path
    if place is None:
        return
    health = look(place / FILE)
    if not health.there:
        yield Finding(part, FILE, tr("none yet"))
        return
    yield Finding(part, FILE, amount(health.size), health.problem)
    if health.schema is not None:
        yield Finding(part, tr("schema"), tr("{found} of {newest}", found=health.schema,
                                             newest=NEWEST))  # fmt: skip
    if health.runs is not None:
        yield Finding(part, tr("runs"), grouped(health.runs))


def _torch() -> Finding:
    version, problem = tried_apart()
    return Finding("PyTorch", tr("loads"), version or tr("no"), problem)
