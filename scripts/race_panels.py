"""Draw the panels of races and sweeps from made-up numbers, to be looked at.

`python -m scripts.race_panels FOLDER [WORD ...]` writes an SVG for each picture whose name has
one of the words in it, and a PNG where rsvg-convert is.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widget import Widget

from rnn_tui.plotting.lanes import Bands
from rnn_tui.plotting.palette import PALETTES
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.look import Look
from scripts.race_numbers import compare, race
from scripts.screenshots import clean
from scripts.sweep_numbers import sweep

USUAL = ((120, 36), (80, 24))
PICTURES: tuple[
    tuple[str, tuple[tuple[int, int], ...], Callable[[int, int], list[tuple[Widget, Place]]]], ...
] = (
    ("race3", (*USUAL, (100, 30), (200, 60)), race(3, log=False)),
    ("race1", USUAL, race(1)),
    ("race7", USUAL, race(7, chosen=4, log=False)),
    ("race12", (*USUAL, (200, 60)), race(12, chosen=10)),
    ("diverged", USUAL, race(3, diverged=1)),
    ("wound", USUAL, race(3, moment=42, chosen=1, log=False)),
    ("running", USUAL, race(3, until=57, chosen=2)),
    ("wide", USUAL, race(3, bands=Bands.WIDE)),
    ("log", USUAL, race(3, log=True)),
    ("sweep", (*USUAL, (100, 30), (200, 60)), sweep()),
    ("many", USUAL, sweep(14, 9)),
    ("single", USUAL, sweep(7, 1, words=True)),
    ("compare", USUAL, compare),
    ("waiting", USUAL, sweep(waiting=True)),
)
THEMES = ("rnn-dark", "rnn-light", "rnn-mono")


@dataclass(frozen=True)
class Panels:
    """Panels in their places, in one theme."""

    placed: list[tuple[Widget, Place]]
    size: tuple[int, int]
    theme: str


class Gallery(App[None]):
    """Panels without a screen of their own around them."""

    CSS = "Screen > * { position: absolute; }"

    def __init__(self, panels: Panels) -> None:
        super().__init__()
        self.panels = panels
        self.look = Look(PALETTES[panels.theme])

    def compose(self) -> ComposeResult:
        """Give the panels."""
        for widget, place in self.panels.placed:
            widget.styles.offset = (place.x, place.y)
            widget.styles.width, widget.styles.height = place.width, place.height
            yield widget

    def on_mount(self) -> None:
        """Let the page be that of the theme."""
        self.screen.styles.background = self.look.palette.page


async def take(panels: Panels) -> str:
    """Show panels, and give their picture as SVG."""
    app = Gallery(panels)
    async with app.run_test(size=panels.size) as pilot:
        await pilot.pause()
        return clean(app.export_screenshot(title="rnn-tui"))


def pictures() -> Iterator[tuple[str, Panels]]:
    """Give the name of each picture, and its panels."""
    for name, sizes, made in PICTURES:
        for width, height in sizes:
            for theme in THEMES:
                panels = Panels(made(width, height), (width, height), theme)
                yield f"{name}-{width}x{height}-{theme.removeprefix('rnn-')}", panels


def main() -> None:
    """Draw the pictures that are asked for."""
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(exist_ok=True)
    for name, panels in pictures():
        if words and not any(word in name for word in words):
            continue
        path = folder / f"{name}.svg"
        path.write_text(asyncio.run(take(panels)), encoding="utf-8")
        if converter := shutil.which("rsvg-convert"):
            png = str(path.with_suffix(".png"))
            subprocess.run([converter, str(path), "-o", png], check=True)
        print(path.name)


if __name__ == "__main__":
    main()
