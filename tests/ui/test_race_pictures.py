"""Pictures of race and sweep, compared with what was looked at and kept."""

from typing import Any

import pytest
from textual.pilot import Pilot

from rnn_tui import i18n
from rnn_tui.axes import Axis
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Cell, Experiment, Readout
from rnn_tui.lanes import Lane
from rnn_tui.record import Phase
from rnn_tui.sweep import Grid
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.screens.contest import ContestScreen
from rnn_tui.ui.screens.race import RaceScreen
from rnn_tui.ui.screens.sweep import SweepScreen
from tests.ui.racing import HELLO, WILD, StillRace, StillSweep, race_plan
from tests.ui.standing import app_on

SIZES = [(120, 36), (80, 24)]


@pytest.fixture
def kept(snap_compare: Any) -> Any:
    """Compare a screen with its picture."""

    def compared(
        screen: ContestScreen, size: tuple[int, int], theme: str = "rnn-dark", *keys: str
    ) -> bool:
        app = app_on(HELLO, theme)

        async def look(pilot: Pilot[int]) -> None:
            app.contests.screen = screen
            app.install_screen(screen, "contest")
            await app.push_screen("contest")
            known = getattr(screen, "floors", None)
            while isinstance(known, list) and None in known:
                await pilot.pause(0.005)
            for _ in range(8):
                screen._tick()
                screen.hurry()
                await pilot.pause()
            await pilot.press(*keys)
            for _ in range(3):
                await pilot.pause()
            assert screen.snapshot.phase is not Phase.LOADING  # type: ignore[attr-defined]

        return bool(snap_compare(app, terminal_size=size, run_before=look))

    return compared


def race(moment: int, phase: Phase, **what: Any) -> RaceScreen:
    plan = race_plan(what.pop("base", HELLO), what.pop("seeds", 200), what.pop("lanes", ()))
    return RaceScreen(plan, ContestDraft(HELLO), race=StillRace(plan, moment, phase))


@pytest.mark.parametrize("size", SIZES)
def test_a_race_under_way(kept: Any, size: tuple[int, int]) -> None:
    assert kept(race(47, Phase.RUNNING), size)


@pytest.mark.parametrize("size", SIZES)
def test_a_race_that_is_done(kept: Any, size: tuple[int, int]) -> None:
    assert kept(race(100, Phase.DONE), size)


def test_a_race_without_colour(kept: Any) -> None:
    assert kept(race(100, Phase.DONE), (120, 36), "rnn-mono")


def test_a_race_in_daylight(kept: Any) -> None:
    assert kept(race(100, Phase.DONE), (120, 36), "rnn-light")


def test_a_race_wound_back(kept: Any) -> None:
    assert kept(race(100, Phase.DONE), (120, 36), "rnn-dark", *("less_than_sign",) * 6)


def test_a_race_with_a_lane_that_diverged(kept: Any) -> None:
    lanes = [Lane("wild", WILD), Lane("tame", WILD.replace(learning_rate=0.1))]
    assert kept(race(80, Phase.PAUSED, lanes=lanes, seeds=40), (120, 36))


def test_the_form_of_a_race(kept: Any) -> None:
    assert kept(race(47, Phase.PAUSED), (120, 36), "rnn-dark", "e")


def test_the_seeds_of_a_lane(kept: Any) -> None:
    assert kept(race(47, Phase.PAUSED), (80, 24), "rnn-dark", "tab", "enter")


def sweep(done: int, phase: Phase) -> SweepScreen:
    base = Experiment(text="hihello", cell=Cell.LSTM, readout=Readout.LINEAR, iterations=60)
    axes = (
        Axis("learning_rate", (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)),
        Axis("hidden_size", (2, 4, 8)),
    )
    plan = SweepPlan(Grid(base, axes), range(20))
    return SweepScreen(plan, ContestDraft(base), sweep=StillSweep(plan, done, phase))


@pytest.mark.parametrize("size", SIZES)
def test_a_sweep_under_way(kept: Any, size: tuple[int, int]) -> None:
    assert kept(sweep(11, Phase.RUNNING), size, "rnn-dark", "right", "right", "up")


def test_a_sweep_that_is_done_without_colour(kept: Any) -> None:
    assert kept(sweep(18, Phase.DONE), (120, 36), "rnn-mono", "m")


@pytest.mark.parametrize("size", SIZES)
def test_a_race_in_korean(kept: Any, size: tuple[int, int]) -> None:
    i18n.choose("ko")
    try:
        assert kept(race(100, Phase.DONE), size)
    finally:
        i18n.choose("en")
