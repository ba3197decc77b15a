"""What stands on the screen, as text or as a picture: to the clipboard, and into a file.

A terminal may refuse the clipboard and does not say so: the file is what one can rely on.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.geometry import Region
from textual.screen import Screen

from rnn_tui.i18n import tr
from rnn_tui.settings import data_folder
from rnn_tui.text import clipped, visible_text
from rnn_tui.ui.widgets.canvas import Titled

if TYPE_CHECKING:
    from rnn_tui.ui.app import RnnTuiApp

FOLDER = "screens"

LONGEST_SHOWN = 300
"""Cells of a line that are shown when it is copied."""


def screen_text(screen: Screen[Any], region: Region | None = None) -> str:
    """Give what stands on a screen, or in a part of it, a line a row, without blanks at the end."""
    place = region or screen.region
    rows = screen._compositor.render_strips()[place.y : place.bottom]
    lines = [strip.crop(place.x, place.right).text.rstrip() for strip in rows]
    return "\n".join(lines).strip("\n") + "\n"


def _folder(app: App[int]) -> Path | None:
    """Give the folder beside the runs; None where there is no place for it."""
    place = data_folder(cast("RnnTuiApp", app).settings.data).path
    return place / FOLDER if place is not None else None


def kept(app: App[int], text: str, name: str, kind: str = "txt") -> Path | None:
    """Write a text beside the runs; None where there is no place, or the disk does not allow it."""
    stem, folder = f"{datetime.now():%Y-%m-%d-%H%M%S}-{name}", _folder(app)
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1_000):
            path = folder / (f"{stem}-{number}.{kind}" if number else f"{stem}.{kind}")
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                continue
            return path
    except OSError:
        pass
    return None


def home_short(path: Path) -> str:
    """Write a path with `~` for the home folder."""
    home = os.path.expanduser("~")  # noqa: PTH111 - no error where there is no home
    inside = str(path).startswith(home + os.sep)
    return f"~{str(path).removeprefix(home)}" if inside else str(path)


def panels(screen: Screen[Any]) -> Iterator[Titled[Any]]:
    """Give the panels in view that have a title, in their order."""
    # A query by type follows the first base of a class alone.
    for panel in screen.walk_children(with_self=False):
        if isinstance(panel, Titled) and panel.display and panel.size.area:
            yield panel


def copy_panel(app: App[int], panel: Titled[Any]) -> None:
    """Copy what stands on a panel."""
    name = str(panel.id or "panel")
    copy(app, screen_text(panel.screen, panel.region), name)


def save_picture(app: App[int]) -> None:
    """Write the screen as an SVG picture, and say where."""
    _say(app, kept(app, app.export_screenshot(), "screen", "svg"))


def save_text(app: App[int]) -> None:
    """Write the screen as text, and say where."""
    _say(app, kept(app, screen_text(app.screen), "screen"))


def _say(app: App[int], path: Path | None) -> None:
    if path is None:
        folder = _folder(app)
        words = tr("there is no folder for it: see rnn-tui doctor")
        if folder is not None:
            words = tr("{folder} cannot be written", folder=home_short(folder))
        app.notify(words, severity="error", markup=False)
    else:
        app.notify(tr("saved in {path}", path=home_short(path)), timeout=8, markup=False)


def copy_line(app: App[Any], line: str) -> None:
    """Copy a command line, and show what was copied."""
    app.copy_to_clipboard(line)
    words = clipped(visible_text(line), LONGEST_SHOWN)
    said = tr("copied, if the terminal allows: {line}", line=words)
    app.notify(said, timeout=10, markup=False)


def copy(app: App[int], text: str, name: str) -> None:
    """Copy a text, keep it in a file, and say both."""
    app.copy_to_clipboard(text)
    path = kept(app, text, name)
    count = text.count("\n")
    said = tr("copied {count} lines, if the terminal allows", count=count)
    if path is not None:
        said += "; " + tr("also in {path}", path=home_short(path))
    app.notify(said, timeout=8, markup=False)
