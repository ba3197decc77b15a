"""The plot of a race as a panel: what its title says, and where a click leads."""

from dataclasses import replace

import numpy as np
import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Size

from rnn_tui.plotting.lanes import Bands, LaneCurve, LanesView
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.race.plot import EMPTY, RacePlot, RacePlotView

LOOK = Look(DARK)
MEDIAN = np.linspace(6, 2, 101)
RACE = LanesView(
    tuple(LaneCurve(name, MEDIAN + k, lane=k) for k, name in enumerate(("RNN", "LSTM", "GRU"))),
    100,
)
FIVE = replace(RACE, lanes=RACE.lanes[:1] * 5, chosen=2)


class Sized(RacePlot):
    """A panel that has a size without a screen."""

    def __init__(self, view: RacePlotView, columns: int, rows: int = 12) -> None:
        super().__init__(view)
        self._cells = Size(columns, rows)

    @property
    def size(self) -> Size:
        return self._cells


def title(plot: LanesView, columns: int, name: str = "") -> str:
    made = Sized(RacePlotView(plot, name), columns)
    row = made.draw(columns, 12, LOOK).text().split("\n")[0]
    return row.rpartition("─ ")[2]


@pytest.mark.parametrize(
    ("plot", "columns", "said"),
    [
        (RACE, 118, "median, 25–75 % of the seeds   b bands   y log"),
        (RACE, 55, "median, 25–75 %   b bands   y log"),
        (RACE, 40, "median, 25–75 %   y log"),
        (RACE, 32, "median   y log"),
        (RACE, 22, "y log"),
        (replace(RACE, bands=Bands.WIDE), 118, "median, 5–95 % of the seeds   b bands   y log"),
        (replace(RACE, bands=Bands.NONE), 118, "median   b bands   y log"),
        (replace(RACE, log=True), 118, "median, 25–75 % of the seeds   b bands   y linear"),
        (FIVE, 118, "medians, 25–75 % of the chosen lane   b bands   y log"),
        (replace(RACE, moment=44), 118, "56 ahead   end latest   b bands   y log"),
        (replace(RACE, moment=44), 48, "56 ahead   end latest   y log"),
        (replace(RACE, moment=100), 55, "median, 25–75 %   b bands   y log"),
    ],
)
def test_what_the_title_says_and_offers(plot: LanesView, columns: int, said: str) -> None:
    assert title(plot, columns) == said


def test_without_colour_one_lane_has_a_band_and_the_title_says_so() -> None:
    made = Sized(RacePlotView(RACE), 118)
    row = made.draw(118, 12, Look(MONO)).text().split("\n")[0]
    assert "─ medians, 25–75 % of the chosen lane   b bands" in row
    alone = Sized(RacePlotView(replace(RACE, lanes=RACE.lanes[:1])), 118)
    assert "─ median, 25–75 % of the seeds" in alone.draw(118, 12, Look(MONO)).text()


def test_a_point_of_a_sweep_has_a_title_of_its_own() -> None:
    made = Sized(RacePlotView(RACE, "2 units, [/b]"), 66)
    assert made.draw(66, 12, LOOK).text().startswith("2 units, [/b] ─")
    assert Sized(EMPTY, 66).draw(66, 12, LOOK).text().startswith("Cost, nats ─")


async def test_a_click_seeks_a_moment() -> None:
    sought: list[int] = []

    class Stage(App[None]):
        look = LOOK

        def compose(self) -> ComposeResult:
            yield RacePlot(RacePlotView(RACE))

        @on(RacePlot.Sought)
        def keep(self, message: RacePlot.Sought) -> None:
            sought.append(message.moment)

    async with Stage().run_test(size=(80, 12)) as pilot:
        for x in (5, 0, 65):
            await pilot.click(RacePlot, offset=(x, 4))
        await pilot.pause()
    assert sought == [0, 100]
