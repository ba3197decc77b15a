"""Help that walks through the panels, and the tour, on the living screen."""

from dataclasses import replace
from typing import Any

import pytest

from rnn_tui.experiment import PRESETS, Cell, Experiment
from rnn_tui.record import Phase
from rnn_tui.session.orders import Advance
from rnn_tui.settings import read_state
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.help_topics import ALL_KEYS


def standing_out(s: Any) -> set[str]:
    """Name the panels whose title stands out."""
    return {str(w.id) for w in s.screen.walk_children() if isinstance(w, Titled) and w.explained}


async def test_tab_walks_through_the_panels_and_marks_the_explained_one(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await s.press("question_mark")
        assert standing_out(s) == {"network"}
        assert "at t = 3: −ln " in s.panel("help")
        await s.press("tab")
        assert standing_out(s) == {"cost"}
        assert "Dotted lines are floors" in " ".join(s.panel("help").split())
        await s.press("tab")
        assert standing_out(s) == {"answers"}
        await s.press("shift+tab", "shift+tab")
        assert standing_out(s) == {"network"}
        await s.press("shift+tab")
        assert "A line that reads the run" in " ".join(s.panel("help").split())
        await s.press("escape")
        assert standing_out(s) == set()


async def test_another_panel_is_read_from_its_top(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.press("question_mark", "pagedown", "tab")
        assert s.screen.panels.help.top == 0


async def test_the_form_in_focus_is_what_help_explains(stage: Any) -> None:
    async with stage() as s:
        await s.press("e", "f1")
        assert s.screen.opened.topic == "form"
        assert "Learning rate" in s.panel("help")


async def test_all_keys_are_listed_from_anywhere(stage: Any) -> None:
    async with stage() as s:
        await s.press("K")
        assert s.screen.opened.topic == ALL_KEYS
        assert s.panel("help").startswith(" All keys ")
        await s.press("tab")
        assert s.screen.opened.topic == "network"


async def test_the_inspector_is_walked_through_too(stage: Any) -> None:
    async with stage(Experiment(cell=Cell.LSTM)) as s:
        await s.press("x", "question_mark")
        assert standing_out(s) == {"steps"}
        await s.press("tab", "tab")
        assert standing_out(s) == {"gradient"}
        assert "the geometric mean" in " ".join(s.panel("help").split())


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (200, 60)])
async def test_the_tour_leads_through_the_screen_and_leaves_it_as_it_was(
    stage: Any, size: tuple[int, int]
) -> None:
    async with stage(size=size) as s:
        await s.shown(Phase.PAUSED)
        before = {str(w.id): w.region for w in s.screen.panels.widgets() if w.display}
        await s.press("T")
        led = []
        while s.screen.opened.tour is not None:
            view = s.screen.panels.tour.view
            assert f"tour, {view.stop + 1} of 8" in s.panel("tour")
            assert standing_out(s) == {view.here.panel} - {"", "timeline"}
            assert s.screen.panels.cost.display
            led.append(view.stop)
            await s.press("enter")
        assert led == list(range(8))
        await s.shown(Phase.PAUSED)
        after = {str(w.id): w.region for w in s.screen.panels.widgets() if w.display}
        assert after == before
        assert standing_out(s) == set()


async def test_the_run_is_steered_while_the_tour_goes_on(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await s.press("T", "full_stop", "right", "tab", "backspace", "backspace")
        assert list(s.session.orders) == [Advance(1)]
        assert s.screen.chosen.step == 3
        assert s.screen.opened.tour == 0
        assert "enter next" in s.rows[-1]
        await s.press("escape")
        assert s.screen.opened.tour is None


@pytest.mark.parametrize(
    ("key", "shows"), [("x", "Inside, over time"), ("e", "Experiment"), ("question_mark", "Help")]
)
async def test_what_is_opened_on_the_tour_ends_it(stage: Any, key: str, shows: str) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await s.press("T", key)
        assert shows in s.text
        await s.press("escape", "T")
        assert s.screen.opened == replace(s.screen.opened, tour=0, help=False)
        assert not s.screen.lens.inspector


async def test_in_a_terminal_without_room_the_tour_stands_alone(stage: Any) -> None:
    async with stage(size=(60, 16)) as s:
        await s.press("T")
        assert "tour, 1 of 8" in s.panel("tour")
        assert not s.screen.panels.network.display
        await s.press("escape")
        assert s.screen.panels.network.display


async def test_the_tour_is_offered_once(stage: Any) -> None:
    async with stage(welcome=True) as s:
        await s.until(lambda: s.toasts)
        assert s.toasts == ["New here? T shows you around in a minute; ? explains what you see."]
        assert s.screen.opened.tour is None
    assert read_state().welcomed
    async with stage(welcome=True) as s:
        await s.shown(Phase.PAUSED)
        assert not s.toasts


async def test_presets_and_themes_are_taken_from_the_palette(stage: Any) -> None:
    async with stage(Experiment(text="abcab", seed=4)) as s:
        entries = {e.title: e.callback for e in s.app.get_system_commands(s.screen)}
        entries["theme: rnn-light"]()
        assert s.app.theme == "rnn-light"
        assert {f"theme: {name}" for name in s.app.available_themes} <= set(entries)
        entries["preset: pytorch"]()
        await s.until(lambda: len(s.sessions) == 2)
        assert s.session.plan.experiment == PRESETS["pytorch"].experiment.replace(text="abcab")
