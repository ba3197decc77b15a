"""What stands on the screen goes to the clipboard and into a file whose name is said."""

import re
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.config import Settings
from rnn_tui.experiment import Experiment
from rnn_tui.ui.copying import home_short, kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where what is written belongs."""
    return tmp_path / "runs" / "screens"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Keep what is written in that folder."""
    return Settings(data=str(tmp_path / "runs"))


async def test_y_copies_the_screen(stage: Any, folder: Path, home: Settings) -> None:
    async with stage(Experiment(text="한글[/b]한"), settings=home, size=(80, 24)) as s:
        await s.shown()
        before = [line.rstrip() for line in s.lines]
        await s.press("Y")
        await s.until(lambda: s.toasts)
        assert s.app.clipboard.rstrip("\n").split("\n") == before
        assert "한글[/b]한" in s.app.clipboard
        (file,) = folder.iterdir()
        assert file.read_text(encoding="utf-8") == s.app.clipboard
        assert home_short(file) in s.toasts[0]
        assert "copied 24 lines" in s.toasts[0]


async def test_a_panel_is_copied_from_the_palette(stage: Any, folder: Path, home: Settings) -> None:
    async with stage(settings=home, size=(120, 36)) as s:
        await s.shown()
        found = {c.title: c for c in s.app.get_system_commands(s.app.screen)}
        assert {"copy: answers", "copy: cost, nats", "copy: the unrolled network"} <= set(found)
        assert "copy: shapes" not in found
        found["copy: answers"].callback()
        assert s.app.clipboard.startswith("Answers ")
        assert "predicted" not in s.app.clipboard
        assert [file.name.endswith("-answers.txt") for file in folder.iterdir()] == [True]


@pytest.mark.parametrize(("kind", "suffix"), [("picture", ".svg"), ("text", ".txt")])
async def test_a_screenshot_says_where_it_is(
    stage: Any, folder: Path, home: Settings, kind: str, suffix: str
) -> None:
    async with stage(settings=home, size=(80, 24)) as s:
        await s.shown()
        await s.press("ctrl+p")
        await s.until(lambda: "experiment: edit" in s.text)
        await s.press(*"screenshot", "space", *kind)
        await s.until(lambda: f"screenshot: {kind}" in s.text)
        await s.press("enter")
        await s.until(lambda: folder.exists() and s.toasts)
        (file,) = folder.iterdir()
        assert file.suffix == suffix
        assert home_short(file) in s.toasts[-1]
        # The palette is no part of it.
        assert "Answers" in file.read_text(encoding="utf-8")
        assert "Search" not in file.read_text(encoding="utf-8")


async def test_where_nothing_can_be_written(stage: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home = Settings(data=str(tmp_path / "file"))
    async with stage(settings=home, size=(80, 24)) as s:
        await s.shown()
        await s.press("Y")
        await s.until(lambda: s.toasts)
        assert re.fullmatch(r"copied \d+ lines, if the terminal allows", s.toasts[0])
        found = {c.title: c for c in s.app.get_system_commands(s.app.screen)}
        found["screenshot: text"].callback()
        await s.until(lambda: len(s.toasts) == 2)
        assert "cannot be written" in s.toasts[1]


async def test_a_name_is_given_once(stage: Any, folder: Path, home: Settings) -> None:
    async with stage(settings=home, size=(80, 24)) as s:
        paths = {kept(s.app, "x", "screen") for _ in range(3)}
    assert len(paths) == 3
    assert None not in paths


async def test_a_drag_selects_nothing_and_breaks_nothing(stage: Any) -> None:
    async with stage(size=(120, 36)) as s:
        await s.shown()
        for start, end in (((40, 5), (100, 20)), ((2, 20), (110, 30)), ((5, 4), (60, 34))):
            await s.pilot.mouse_down(offset=start)
            await s.pilot.hover(offset=end)
            await s.pilot.mouse_up(offset=end)
            await s.pilot.pause()
        assert not any(widget.text_selection for widget in s.screen.panels.widgets())
        await s.press("ctrl+c")
        assert s.app.is_running
