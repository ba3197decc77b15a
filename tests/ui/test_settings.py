"""Settings in the app: keys in force, themes that are not there, what is wrong is shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual.command import CommandPalette

from rnn_tui import keymap
from rnn_tui.config import Settings
from rnn_tui.record import Phase
from rnn_tui.ui.app import RnnTuiApp

KEYS = {
    "new_seed": ("ctrl+t", "f5"),
    "quit": ("Q",),
    "palette": ("ctrl+k",),
    "help": ("f2",),
    "back_ten": ("pageup",),
    "play": ("r",),
    "reset": ("space",),
}


@pytest.fixture(autouse=True)
def keys_as_declared() -> Iterator[None]:
    yield
    keymap.use({})


async def test_a_persons_keys_are_in_force(stage: Any) -> None:
    async with stage(settings=Settings(keys=KEYS)) as s:
        await s.shown(Phase.PAUSED)
        begun = len(s.sessions)
        await s.press("n")
        assert len(s.sessions) == begun
        await s.press("ctrl+t")
        assert len(s.sessions) == begun + 1
        await s.press("f5")
        assert len(s.sessions) == begun + 2
        # Two commands whose keys were exchanged.
        await s.press("r")
        assert len(s.sessions) == begun + 2
        await s.press("space")
        assert len(s.sessions) == begun + 3


async def test_the_palette_has_its_own_key_and_shows_the_others(stage: Any) -> None:
    async with stage(settings=Settings(keys=KEYS)) as s:
        await s.shown()
        await s.press("ctrl+p")
        assert not isinstance(s.app.screen, CommandPalette)
        await s.press("ctrl+k")
        await s.until(lambda: isinstance(s.app.screen, CommandPalette))
        found = [c.help for c in s.app.get_system_commands(s.screen)]
        assert any(words.endswith("  ^t F5") for words in found)


async def test_footer_and_help_show_the_keys_in_force(stage: Any) -> None:
    async with stage(settings=Settings(keys=KEYS), size=(160, 50)) as s:
        await s.shown(Phase.PAUSED)
        footer = s.lines[-1]
        for words in ("r play", "^t new seed", "Q quit", "F2 help", "^k commands"):
            assert words in footer
        await s.shown(Phase.PAUSED, latest=62)
        assert "pgup/> ten" in s.lines[-1]
        await s.press("f2")
        await s.until(lambda: "all keys" in s.lines[-1])
        await s.press("K")
        await s.until(lambda: "r        Play or pause" in s.text)
        assert "space    Play" not in s.text


async def test_in_the_form_the_keys_are_those_that_are_not_typed(stage: Any) -> None:
    keys = {"help": ("h", "f2"), "leave": ("f3",), "unit_up": ("up",), "step_left": ("left",)}
    async with stage(settings=Settings(keys=keys)) as s:
        await s.shown()
        await s.press("e")
        await s.until(lambda: s.input("text").has_focus)
        assert "F2 help" in s.lines[-1]
        assert "F3 close" in s.lines[-1]
        await s.press("h")
        assert s.input("text").has_focus
        await s.press("f3")
        await s.until(lambda: s.app.focused is None)


async def test_what_is_wrong_with_the_settings_is_shown(stage: Any) -> None:
    notice = "/x/[/b]config.toml:2: speed [$primary]: unlimited, or 1 to 1,000"
    async with stage(notices=[notice]) as s:
        await s.until(lambda: s.toasts == [notice])
        await s.until(lambda: "config.toml:2" in s.text)
        await s.shown(Phase.RUNNING)


async def test_a_theme_that_is_not_there_is_named(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    async with stage(theme="rnn-lihgt") as s:
        assert s.app.theme == "rnn-dark"
        await s.until(lambda: s.toasts == ["no theme rnn-lihgt; there is rnn-light"])
    async with stage(theme=None, settings=Settings(theme="[/b]")) as s:
        await s.until(lambda: s.toasts and s.toasts[0].startswith("no theme [/b]; there is"))


def test_the_theme_of_the_settings_comes_before_the_remembered_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert RnnTuiApp(settings=Settings(theme="rnn-light")).theme == "rnn-light"
    assert RnnTuiApp(theme="nord", settings=Settings(theme="rnn-light")).theme == "nord"


@pytest.mark.parametrize("phase", [Phase.DONE, Phase.DIVERGED, Phase.FAILED])
async def test_the_bell_rings_for_one_who_looks_elsewhere(
    stage: Any, monkeypatch: pytest.MonkeyPatch, phase: Phase
) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(RnnTuiApp, "bell", lambda self: rung.append(self.app_focus))
    for bell, focused, times in ((True, False, 1), (True, True, 0), (False, False, 0)):
        rung.clear()
        async with stage(settings=Settings(bell=bell)) as s:
            await s.shown(Phase.RUNNING)
            s.app.app_focus = focused
            await s.shown(phase, moment=58)
            await s.shown(phase, moment=58)
        assert rung == [False] * times


async def test_without_animations(stage: Any) -> None:
    async with stage(settings=Settings(animations=False)) as s:
        assert s.app.animation_level == "none"
    async with stage() as s:
        assert s.app.animation_level == "full"
