"""The projector: the run in large, with the commands of time, and back again."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.plotting.palette import MONO, PROJECTOR
from rnn_tui.record import Phase
from rnn_tui.session.orders import Advance, Seek
from rnn_tui.settings import read_state
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.screens.race import RaceScreen
from rnn_tui.ui.widgets.projector_plan import plan_projector, units_shown
from tests.ui.racing import HELLO, StillRace, race_plan
from tests.ui.standing import Stand, standing

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 16), (200, 60)])
LONG = Experiment(
    text="you can do it if you try and try again",
    cell=Cell.GRU,
    readout=Readout.LINEAR,
    hidden_size=32,
)
WILD = Experiment(
    readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=100.0
)


@given(
    time_steps=st.integers(1, 400),
    letters=st.integers(1, 90),
    units=st.integers(1, 400),
    width=st.integers(60, 260),
    height=st.integers(15, 80),
    wide=st.booleans(),
    data=st.data(),
)
def test_nothing_lies_on_anything_else(
    time_steps: int,
    letters: int,
    units: int,
    width: int,
    height: int,
    wide: bool,
    data: st.DataObject,
) -> None:
    chosen = data.draw(st.integers(0, time_steps - 1))
    plan = plan_projector(
        time_steps=time_steps, letters=letters, chosen=chosen, width=width, height=height, wide=wide
    )
    assert plan.first <= chosen < plan.first + plan.columns
    assert plan.x(plan.first + plan.columns - 1) + plan.column <= width
    assert plan.letters_top < plan.cells_top < plan.input_row < plan.strip_top
    assert plan.cells_top + plan.cells < plan.input_row
    assert plan.strip_top + plan.strip == height
    assert plan.step_at(plan.x(chosen)) == chosen
    assert plan.bar >= 5
    unit = data.draw(st.integers(0, units - 1))
    shown, cells = units_shown(plan, unit, units)
    assert unit in shown
    assert len(shown) * cells <= plan.column - 4


@SIZES
async def test_p_shows_the_run_in_large_and_goes_back(stage: Any, size: tuple[int, int]) -> None:
    async with stage(theme=None, size=size) as s:
        s.app.theme = "rnn-light"
        await s.shown()
        before = s.text
        await s.press("P")
        assert s.app.look.palette is PROJECTOR
        assert not s.screen.panels.network.display
        assert not s.screen.panels.answers.display
        for words in ("hello", "target", "input", "right", "wrong", "cost 3.52", "57/100"):
            assert words in s.text, words
        assert "3 of 4 right" in s.text
        assert "small" in s.text.splitlines()[-1]
        await s.press("P")
        assert s.text == before
        assert s.app.theme == "rnn-light"
    assert read_state().theme == "rnn-light"


async def test_without_colour_it_stays_without(stage: Any) -> None:
    async with stage(theme="rnn-mono") as s:
        await s.shown()
        await s.press("P")
        assert s.app.look.palette is MONO
        # The likeliest letter's bar is solid, the others' are not.
        bars = re.findall(r"([█▒])\1* +(?:\.\d\d|1\.0)", s.text)
        assert (bars.count("█"), bars.count("▒")) == (4, 12)


async def test_the_commands_of_time_work_in_it(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.shown(Phase.PAUSED)
        await s.press("P")
        await s.press("full_stop")
        assert isinstance(s.session.orders.popleft(), Advance)
        await s.press("comma")
        assert s.session.orders.popleft() is not None
        await s.press("right")
        assert s.screen.chosen.step == 3
        await s.pilot.click("#projector", offset=(40, 1))
        sought = s.session.orders.popleft()
        assert isinstance(sought, Seek)
        assert sought.moment == round(100 * 39 / 77)
        await s.pilot.click("#projector", offset=(8, 6))
        assert s.screen.chosen.step == 0


async def test_what_is_opened_takes_its_place(stage: Any) -> None:
    async with stage(size=(120, 36)) as s:
        await s.shown()
        await s.press("P", "e")
        assert s.screen.panels.network.display
        await s.press("escape")
        assert not s.screen.panels.network.display
        await s.press("x")
        assert s.screen.inner.steps.display
        await s.press("x", "question_mark")
        assert s.screen.panels.help.display
        await s.press("escape")
        assert s.screen.panels.projector.display
        await s.press("ctrl+s")
        assert "Export this run" in s.text
        await s.press("escape")
        assert "Export this run" not in s.text
        assert s.screen.panels.projector.display


async def test_long_texts_scroll_with_the_chosen_step(stage: Any) -> None:
    async with stage(LONG, size=(80, 24)) as s:
        await s.shown()
        await s.press("P", *("right",) * 20)
        assert "18 ›" not in s.text
        assert "‹ " in s.text
        assert "… " in s.text
        await s.press("down")
        assert s.screen.chosen.step == 22


async def test_a_run_that_diverged_says_so(stage: Any) -> None:
    async with stage(WILD, size=(80, 24)) as s:
        await s.shown(Phase.DIVERGED, 30, reason="cost 1240.03 was over 10 times")
        await s.press("P")
        assert "◆ diverged" in s.text
        assert "◆ Diverged at iteration 30." in s.text
        assert "Cost 1240.03 was over 10 times." in s.text


async def test_before_anything_is_known(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.press("P")
        assert "◌ loading engine" in s.text
        assert "target" in s.text


async def test_a_step_that_does_not_count_is_neither_right_nor_wrong(stage: Any) -> None:
    experiment = Experiment(loss_weights=(1.0, 1.0, 0.0, 1.0))
    async with stage(experiment, size=(80, 24)) as s:
        await s.shown()
        await s.press("P")
        assert s.text.count("free") == 1
        assert "of 3 right" in s.text


def shown(screen: RaceScreen) -> list[bool]:
    return [panel.display for panel in (screen.plot, screen.boards, screen.verdict)]


async def test_a_race_keeps_plot_and_lanes() -> None:
    plan = race_plan(HELLO, 20, ())
    screen = RaceScreen(plan, ContestDraft(HELLO), race=StillRace(plan, 57))
    async with standing(Stand, HELLO, lambda: screen, (120, 36), "rnn-dark") as s:
        await s.until(lambda: screen.plot.view.plot.lanes and screen.verdict.display)
        await s.press("P")
        assert s.app.look.palette is PROJECTOR
        assert shown(screen) == [True, True, False]
        await s.press("P")
        assert shown(screen) == [True, True, True]
        assert s.app.theme == "rnn-dark"
