"""Every theme one can choose: the app opens in it, and every word can be read."""

from collections.abc import Iterator
from typing import Any

import pytest
from rich.color import ColorType
from rich.segment import Segment
from textual.theme import BUILTIN_THEMES

from rnn_tui.plotting.palette import LEGIBLE, PALETTES, contrast
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.themes import palette_of

LEAST = 4.5
"""Contrast of a word the toolkit draws in a foreign theme (WCAG 2.2, level AA)."""


@pytest.mark.parametrize("name", BUILTIN_THEMES)
def test_a_foreign_theme_lends_an_accent_that_can_be_read(name: str) -> None:
    palette = palette_of(BUILTIN_THEMES[name])
    assert palette.dark == BUILTIN_THEMES[name].dark
    for ground in palette.grounds:
        for ink in ("text", "muted", "accent", "right", "wrong"):
            assert contrast(getattr(palette, ink), ground) >= LEGIBLE, (ink, ground)
    assert contrast(palette.on_accent, palette.accent) >= LEGIBLE


def words(app: RnnTuiApp) -> Iterator[Segment]:
    """Give what is drawn of words: no lines, no marks, no heat; of a dialog what is in it."""
    dialog = app.screen.query("#--container")
    place = dialog.first().region if dialog else app.screen.region
    strips = app.screen._compositor.render_strips()[place.y : place.bottom]
    for strip in strips:
        for segment in strip.crop(place.x, place.right):
            if any(character.isalnum() for character in segment.text):
                yield segment


def hard_to_read(app: RnnTuiApp, least: float) -> list[tuple[str, float]]:
    found = []
    for segment in words(app):
        style = segment.style
        assert style is not None
        colors = [color for color in (style.color, style.bgcolor) if color is not None]
        if len(colors) < 2 or any(color.type is ColorType.DEFAULT for color in colors):
            continue  # The terminal's own colours: it answers for them.
        ink, ground = (color.get_truecolor().hex for color in colors)
        if (reads := contrast(ink, ground)) < least:
            found.append((segment.text, round(reads, 2)))
    return found


@pytest.mark.parametrize("name", [*PALETTES, *BUILTIN_THEMES])
async def test_the_app_can_be_read_in_any_theme(stage: Any, name: str) -> None:
    least = LEGIBLE if name in PALETTES else LEAST
    async with stage(theme=name, size=(120, 36)) as s:
        await s.shown()
        assert s.app.theme == name
        assert hard_to_read(s.app, least) == []
        await s.press("e")
        assert hard_to_read(s.app, least) == []
        await s.press("escape", "question_mark")
        assert hard_to_read(s.app, least) == []
        await s.press("escape", "ctrl+p")
        await s.until(lambda: "experiment: edit" in s.text)
        await s.press(*"race")
        await s.until(lambda: "screen: race" in s.text)
        assert hard_to_read(s.app, least) == []
