"""The cost panel: what its title says and offers, and where a click in it leads."""

from dataclasses import replace
from typing import Any

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widgets import Static

from rnn_tui.experiment import Experiment
from rnn_tui.floors import floors
from rnn_tui.plotting.cost_plot import PlotBranch, PlotView
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.cost import CostPanel, CostView
from rnn_tui.ui.widgets.frame import Timeline, TimelineView

HELLO = floors(Task(Experiment())).lines


def columns(first: int, last: int, count: int) -> list[tuple[float, float]]:
    cuts = [first + i * (last - first + 1) // count for i in range(count)]
    return [(6.5 * 0.985**cut, 6.5 * 0.985**cut) for cut in cuts]


NOW = PlotView(0, 0, columns, 100, 57, floors=HELLO)
WOUND = replace(NOW, moment=44, last=100, marks=((30, "edit"), (42, "right"), (80, "lost")))


class Sized(CostPanel):
    """A panel that has a size without a screen."""

    def __init__(self, view: CostView, cells: tuple[int, int]) -> None:
        super().__init__(view)
        self._cells = Size(*cells)

    @property
    def size(self) -> Size:
        return self._cells


def panel(plot: PlotView, columns: int = 46, rows: int = 10, mean: float | None = None) -> Sized:
    return Sized(CostView(plot, mean), (columns, rows))


def title(made: Sized) -> str:
    return made.draw(made.size.width, made.size.height, Look(DARK)).text().split("\n")[0]


@pytest.mark.parametrize(
    ("plot", "cells", "said"),
    [
        (NOW, 46, "linear  y log"),
        (NOW, 43, "y log"),
        (replace(NOW, log=True), 46, "log  y linear"),
        (WOUND, 46, "56 ahead  end latest  y log"),
        (replace(WOUND, log=True), 46, "56 ahead  end latest  y linear"),
        (replace(WOUND, last=12_044), 46, "12,000 ahead  end latest  y log"),
        (WOUND, 38, "end latest  y log"),
        (WOUND, 24, "y log"),
        (replace(WOUND, moment=None), 46, "linear  y log"),
        (replace(WOUND, last=44), 46, "linear  y log"),
    ],
)
def test_what_the_title_says_and_offers(plot: PlotView, cells: int, said: str) -> None:
    name, _, facts = title(panel(plot, cells)).partition("─")
    assert name == "Cost, nats "
    assert facts.lstrip("─").strip() == said


def test_with_batches_the_mean_of_the_pass_comes_first_and_goes_first() -> None:
    assert title(panel(NOW, 56, mean=3.214)).endswith(" pass mean 3.21  linear  y log")
    assert title(panel(NOW, 36, mean=3.214)).endswith(" pass mean 3.21  y log")
    assert title(panel(WOUND, 46, mean=3.214)).endswith("─ 56 ahead  end latest  y log")
    assert "pass mean" in title(panel(WOUND, 60, mean=3.214))


def test_keys_stand_out() -> None:
    made = panel(WOUND)
    keys = {text.strip() for text, ink in made.facts() if ink.fg == "accent" and ink.bold}
    assert keys == {"end", "y"}


@pytest.mark.parametrize("palette", [DARK, MONO])
@pytest.mark.parametrize("size", [(46, 10), (56, 14), (112, 25), (4, 2), (0, 0), (30, 1)])
def test_a_run_with_branches_at_any_size(palette: Any, size: tuple[int, int]) -> None:
    branches = (PlotBranch(columns, 30, 100, "at .01"), PlotBranch(columns, 44, 120, "Adam"))
    made = panel(replace(WOUND, branches=branches), *size)
    sheet = made.draw(*size, Look(palette))
    assert (sheet.width, sheet.height) == size
    if size[1] >= 10:
        assert "●" in sheet.text()


def test_a_cell_means_a_moment_of_the_picture_below_the_title() -> None:
    made = panel(NOW)
    assert made.moment_under(5, 1, beyond=False) == 0
    assert made.moment_under(45, 9, beyond=False) == 100
    assert made.moment_under(25, 0, beyond=False) is None, "the title"
    assert made.moment_under(4, 5, beyond=False) is None, "the axis"
    assert [made.moment_under(x, -3, beyond=True) for x in (-9, 99)] == [0, 100]


class Room(App[None]):
    """Timeline and plot, and what was sought on them."""

    CSS = "Timeline { height: 1; } CostPanel { height: 10; }"
    look = Look(DARK)

    def __init__(self) -> None:
        super().__init__()
        self.sought: list[int] = []

    def compose(self) -> ComposeResult:
        yield Static("above")
        yield Timeline(TimelineView(57, 100, ()), id="timeline")
        yield CostPanel(CostView(NOW), id="cost")

    @on(Timeline.Sought)
    @on(CostPanel.Sought)
    def keep(self, event: Timeline.Sought | CostPanel.Sought) -> None:
        self.sought.append(event.moment)


@pytest.mark.parametrize(("name", "y", "first"), [("timeline", 0, 25), ("cost", 5, 20)])
async def test_a_click_seeks_and_a_drag_goes_along(name: str, y: int, first: int) -> None:
    app, at = Room(), f"#{name}"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.mouse_down(at, offset=(20, y))
        await pilot.pause()
        assert app.sought == [first]
        for x in (30, 30, 40):
            await pilot.hover(at, offset=(x, y))
        await pilot.pause()
        assert len(app.sought) == 3, "a moment is sought once while the pointer is on it"
        assert app.sought == sorted(app.sought)
        await pilot.hover("Static", offset=(0, 0))
        await pilot.pause()
        assert app.sought[3:] == [0], "far from the panel its edge is meant"
        await pilot.mouse_up("Static", offset=(0, 0))
        await pilot.hover(at, offset=(50, y))
        await pilot.pause()
        assert len(app.sought) == 4, "the pointer was let go"


async def test_beside_the_picture_nothing_is_sought() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#cost", offset=(2, 5))
        await pilot.click("#cost", offset=(30, 0))
        await pilot.click("#cost", offset=(30, 5), button=3)
        await pilot.pause()
        assert app.sought == []
        await pilot.click("#cost", offset=(79, 5))
        await pilot.pause()
        assert app.sought == [100]
