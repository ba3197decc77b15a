"""What stands on the screen as text: copied to the clipboard, and kept in a file beside.

A terminal may refuse the clipboard and does not say so: the file is what one can rely on.
"""

import os
from datetime import datetime
from pathlib import Path

from textual.app import App
from textual.geometry import Region
from textual.screen import Screen

from rnn_tui.i18n import tr
from rnn_tui.settings import data_folder

FOLDER = "screens"


def screen_text(screen: Screen[object], region: Region | None = None) -> str:
    """Give what stands on a screen, or in a part of it, a line a row, without blanks at the end."""
    place = region or screen.region
    rows = screen._compositor.render_strips()[place.y : place.bottom]
    lines = [strip.crop(place.x, place.right).text.rstrip() for strip in rows]
    return "\n".join(lines).strip("\n") + "\n"


def kept(text: str, name: str) -> Path | None:
    """Write a text beside the runs; None where the disk does not allow it."""
    stem = f"{datetime.now():%Y-%m-%d-%H%M%S}-{name}"
    folder = data_folder() / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1_000):
            path = folder / (f"{stem}-{number}.txt" if number else f"{stem}.txt")
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


def copy(app: App[int], text: str, name: str) -> None:
    """Copy a text, keep it in a file, and say both."""
    app.copy_to_clipboard(text)
    path = kept(text, name)
    count = text.count("\n")
    said = tr("copied {count} lines, if the terminal allows", count=count)
    if path is not None:
        said += "; " + tr("also in {path}", path=home_short(path))
    app.notify(said, timeout=8, markup=False)
