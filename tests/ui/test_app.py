"""The app around the screen: themes, what is remembered, and how it ends."""

from typing import Any

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.plotting.palette import DARK, LIGHT, MONO, contrast
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.settings import State, read_state
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.themes import css_variables, palette_of

COLOURS = {"TERM": "xterm-256color"}


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Name the terminal that the app finds."""

    def named(**environ: str) -> None:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

    return named


def test_in_colour_it_begins_dark(terminal: Any) -> None:
    terminal(TERM="xterm-256color")
    assert RnnTuiApp().theme == "rnn-dark"


@pytest.mark.parametrize(
    "environ",
    [{"TERM": "xterm"}, {"TERM": "vt100"}, {"TERM": "xterm-256color", "NO_COLOR": "1"}],
)
def test_without_colours_it_is_mono(terminal: Any, environ: dict[str, str]) -> None:
    State(theme="rnn-light").write()
    terminal(**environ)
    app = RnnTuiApp()
    assert app.theme == "rnn-mono"
    assert app.look.mono
    assert RnnTuiApp(theme="rnn-light").theme == "rnn-light"


async def test_no_color_is_not_remembered_as_a_choice(terminal: Any, stage: Any) -> None:
    State(theme="rnn-light").write()
    terminal(TERM="xterm-256color", NO_COLOR="1")
    async with stage(theme=None) as s:
        await s.shown(Phase.RUNNING)
        assert s.screen.panels.header._look.mono
        await s.press("n")
    assert read_state().theme == "rnn-light"


async def test_the_theme_is_remembered(terminal: Any, stage: Any) -> None:
    terminal(**COLOURS)
    async with stage(theme=None) as s:
        await s.shown()
        s.app.theme = "rnn-light"
        await s.until(lambda: s.app.look.palette is LIGHT)
        await s.until(lambda: read_state().theme == "rnn-light")
        strip = s.widget("header").render_line(0)
        assert strip._segments[0].style.bgcolor.name == LIGHT.page
    assert RnnTuiApp().theme == "rnn-light"


@pytest.mark.parametrize("theme", ["nope", "", "rnn-dark "])
def test_a_theme_that_is_not_there_gives_way(terminal: Any, theme: str) -> None:
    terminal(**COLOURS)
    State(theme=theme).write()
    assert RnnTuiApp().theme == "rnn-dark"
    assert RnnTuiApp(theme=theme).theme == "rnn-dark"


async def test_the_experiment_is_remembered(terminal: Any, stage: Any) -> None:
    terminal(**COLOURS)
    async with stage() as s:
        # Hello as it comes takes nobody's place.
        assert read_state().experiment is None
        await s.fill("text", "hihello")
        await s.press("enter")
        await s.press("n")
    remembered = Experiment(text="hihello", seed=1)
    assert read_state().experiment == remembered
    assert RnnTuiApp()._plan.experiment == remembered
    asked = Experiment(text="asked")
    assert RnnTuiApp(Plan(asked))._plan.experiment == asked


async def test_a_state_that_cannot_be_written_stops_nobody(
    stage: Any, tmp_path: Any, terminal: Any
) -> None:
    (tmp_path / "file").write_text("")
    terminal(**COLOURS, XDG_STATE_HOME=str(tmp_path / "file"))
    async with stage() as s:
        await s.press("n")
        assert len(s.sessions) == 2
        s.app.theme = "rnn-light"
        await s.pilot.pause()
        assert s.app.look.palette is LIGHT


def test_the_first_time_it_is_hello(terminal: Any) -> None:
    terminal(**COLOURS)
    assert RnnTuiApp()._plan.experiment == Experiment()


@pytest.mark.parametrize("palette", [DARK, LIGHT, MONO])
@pytest.mark.parametrize("ground", ["page", "raised", "tint"])
def test_text_stands_out_from_its_ground(palette: Any, ground: str) -> None:
    for role in ("text", "muted", "accent", "right", "wrong"):
        assert round(contrast(getattr(palette, role), getattr(palette, ground)), 1) >= 4.9, role
    assert contrast(palette.on_accent, palette.accent) >= 4.9


def test_every_theme_gives_the_style_sheet_its_colours(terminal: Any) -> None:
    terminal(**COLOURS)
    app = RnnTuiApp()
    names = set(css_variables(app.current_theme))
    assert {"page", "raised", "tint", "ink", "muted", "rule", "on-accent", "wrong"} <= names
    for theme in app.available_themes.values():
        assert set(css_variables(theme)) == names
        palette = palette_of(theme)
        assert palette.accent.startswith("#")
        assert len(palette.accent) == 7


def test_a_foreign_theme_lends_its_accent(terminal: Any) -> None:
    terminal(**COLOURS)
    themes = RnnTuiApp().available_themes
    nord = palette_of(themes["nord"])
    assert nord.accent == themes["nord"].primary
    assert (nord.page, nord.text, nord.name) == (DARK.page, DARK.text, "nord")
    assert palette_of(themes["solarized-light"]).page == LIGHT.page
    assert palette_of(themes["rnn-dark"]) is DARK


async def test_a_foreign_theme_draws_every_panel(stage: Any, plain: Any) -> None:
    async with stage(theme="dracula") as s:
        await s.shown()
        assert plain(s.lines)
        strip = s.widget("timeline").render_line(0)
        accent = s.app.look.palette.accent.lower()
        assert accent in {segment.style.color.name for segment in strip}
        assert accent == s.app.current_theme.primary.lower()


async def test_themes_are_chosen_from_the_palette(stage: Any) -> None:
    async with stage() as s:
        titles = {entry.title: entry for entry in s.app.get_system_commands(s.screen)}
        titles["program: theme"].callback()
        await s.until(lambda: len(s.app.screen_stack) == 2)
        await s.press(*"rnn-mono")
        await s.until(lambda: "rnn-mono" in s.text)
        await s.press("enter")
        await s.until(lambda: s.app.look.palette is MONO)
        await s.until(lambda: len(s.app.screen_stack) == 1)
        await s.shown()
        assert s.screen.panels.network._look.mono


async def test_two_clicks_beside_the_palette_close_it_alone(stage: Any) -> None:
    async with stage() as s:
        await s.press("ctrl+p")
        palette = s.app.screen
        assert palette is not s.screen
        palette.dismiss()
        palette.dismiss()
        await s.until(lambda: s.app.screen is s.screen)
        assert s.app._exception is None
