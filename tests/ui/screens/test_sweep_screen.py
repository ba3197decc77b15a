"""The sweep screen: its keys, its tiles, its table, and what stands on it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from rnn_tui.axes import Axis, Span
from rnn_tui.commands import OF_THE_APP, SWEEP, commands_of
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Cell, Experiment, Readout
from rnn_tui.record import Phase
from rnn_tui.sweep import Grid, Sample
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.screens.contest import ContestScreen
from rnn_tui.ui.screens.sweep import SweepScreen
from rnn_tui.ui.screens.sweep_views import Measure, Order
from tests.ui.racing import StillSweep
from tests.ui.standing import Stand, standing

BASE = Experiment(text="hihello", readout=Readout.LINEAR, iterations=40)
RATES, SIZES = (0.003, 0.03, 0.3), (2, 4)


def planned() -> SweepPlan:
    axes = (Axis("learning_rate", RATES), Axis("hidden_size", SIZES))
    return SweepPlan(Grid(BASE, axes), range(10))


@dataclass
class Field(Stand):
    screen: SweepScreen

    @property
    def sweep(self) -> StillSweep:
        sweep = self.screen.sweep
        assert isinstance(sweep, StillSweep)
        return sweep


@pytest.fixture
def field() -> Callable[..., Any]:
    """Open the app on a sweep that stands still."""

    @asynccontextmanager
    async def opened(
        done: int = 4,
        phase: Phase = Phase.RUNNING,
        *,
        plan: SweepPlan | None = None,
        size: tuple[int, int] = (120, 36),
        theme: str = "rnn-dark",
    ) -> AsyncIterator[Field]:
        plan = plan or planned()
        sweep = StillSweep(plan, done, phase)

        def make() -> SweepScreen:
            return SweepScreen(plan, ContestDraft(BASE), sweep=sweep)

        async with standing(Field, BASE, make, size, theme) as found:
            await found.until(lambda: found.screen.snapshot.phase is phase)
            await found.pilot.pause()
            yield found

    return opened


def test_every_command_of_the_screen_has_its_action() -> None:
    own = {
        name.removeprefix("action_")
        for kind in (ContestScreen, SweepScreen)
        for name in vars(kind)
        if name.startswith("action_")
    }
    assert own | set(OF_THE_APP) == {command.id for command in commands_of(SWEEP)}


async def test_every_key_is_bound_to_its_command(field: Any) -> None:
    async with field() as f:
        bound = {
            key: active.binding.action
            for key, active in f.app.screen.active_bindings.items()
            if active.enabled
        }
        for command in commands_of(SWEEP):
            for key in command.keys:
                assert bound[key].removeprefix("command_") == command.id


async def test_tiles_table_best_and_progress_agree(field: Any) -> None:
    async with field(4) as f:
        tiles, points = f.panel("tiles"), f.panel("points")
        for number in range(4):
            finding = f.sweep.all[number]
            percent = f"{int(100 * finding.score.solved / 10 + 0.5)}"
            assert percent in tiles
            assert f"{percent} %" in points
        assert "4/6" in f.panel("header")
        assert "2.0 s left" in f.panel("header")
        assert "67 %" in f.panel("progress")
        assert "40 of 60" in f.panel("progress")
        assert "iteration 20 of 40" in f.panel("progress")
        ranked = sorted((f.sweep.all[n] for n in range(4)), key=lambda one: one.rank)
        assert f.sweep.plan.points[ranked[0].number].label in f.panel("best")
        assert "1 at work" in points


async def test_arrows_and_clicks_choose_a_point(field: Any) -> None:
    async with field(6, Phase.DONE) as f:
        assert f.screen.choice.point == 0
        await f.press("right")
        chosen = f.sweep.plan.points[f.screen.choice.point]
        assert chosen.values == (0.03, 2)
        assert chosen.label in f.panel("plot")
        await f.press("up", "l", "l")
        assert f.sweep.plan.points[f.screen.choice.point].values == (0.3, 4)
        await f.press("j", "left", "h", "h")
        assert f.screen.choice.point == 0
        await f.pilot.click("#points", offset=(10, 2))
        await f.pilot.pause()
        best = min(f.sweep.all.values(), key=lambda one: one.rank)
        assert f.screen.choice.point == best.number


async def test_m_shows_other_measures_and_o_sorts(field: Any) -> None:
    async with field(6, Phase.DONE) as f:
        assert "Solved, % of the seeds" in f.panel("tiles")
        await f.press("m")
        assert "Final cost, median" in f.panel("tiles")
        await f.press("m")
        assert "First right, median" in f.panel("tiles")
        await f.press("m")
        assert f.screen.choice.measure is Measure.SOLVED
        await f.press("o", "o")
        assert f.screen.choice.order is Order.COST
        assert "by cost" in f.panel("points")
        costs = [f.sweep.all[number].cost[1] for number in f.screen.numbers]
        assert costs == sorted(costs)
        await f.press("o")
        assert "by rate" in f.panel("points")
        rates = [f.sweep.plan.points[number].values[0] for number in f.screen.numbers]
        assert rates == sorted(rates)
        await f.press("o")
        sizes = [f.sweep.plan.points[number].values[1] for number in f.screen.numbers]
        assert sizes == sorted(sizes)
        await f.press("o")
        assert "by solved" in f.panel("points")


async def test_a_seed_of_the_point_is_opened(field: Any) -> None:
    async with field(6, Phase.DONE) as f:
        await f.press("right", "enter")
        finding = f.sweep.all[f.screen.choice.point]
        assert f"seed {finding.typical[0]}" in f.panel("seeds")
        await f.press("down", "enter")
        await f.until(lambda: f.opened)
        plan, at = f.opened[0]
        assert at == 40
        assert plan.experiment.seed == finding.typical[1]
        assert plan.experiment.learning_rate == 0.03


async def test_space_pauses_and_plays(field: Any) -> None:
    async with field(2) as f:
        await f.press("space")
        f.sweep.phase = Phase.PAUSED
        await f.press("space")
        assert f.sweep.told == ["pause", "play"]


async def test_the_same_again_and_with_other_seeds(field: Any) -> None:
    async with field(2) as f:
        await f.press("r", "n")
        await f.until(lambda: len(f.begun) == 2)
        assert f.begun[0] is f.sweep.plan
        assert f.begun[1].seeds == range(10, 20)


async def test_a_sample_and_three_axes_have_tiles_too(field: Any) -> None:
    sample = Sample(BASE, (Span("learning_rate", 0.001, 1.0, log=True),), 5)
    async with field(5, Phase.DONE, plan=SweepPlan(sample, range(4))) as f:
        await f.press("right", "right", "right")
        assert f.screen.choice.point == 3
    axes = (Axis("learning_rate", RATES), Axis("hidden_size", SIZES), Axis("cell", tuple(Cell)))
    async with field(18, Phase.DONE, plan=SweepPlan(Grid(BASE, axes), range(3))) as f:
        seen = f.panel("tiles")
        await f.pilot.click("#points", offset=(10, 6))
        await f.pilot.pause()
        assert f.screen.laid.place(f.screen.choice.point) is not None
        assert seen.splitlines()[0] == f.panel("tiles").splitlines()[0]


async def test_nothing_done_yet(field: Any) -> None:
    async with field(0) as f:
        assert "No point is done yet" in f.panel("best")
        await f.press("enter", "escape", "m", "o", "b", "y", "up", "down")


@pytest.mark.parametrize("size", [(1, 1), (60, 16), (80, 24), (100, 30), (200, 60)])
async def test_any_size_is_survived(field: Any, size: tuple[int, int]) -> None:
    async with field(3) as f:
        await f.resize(*size)
        for key in ("e", "escape", "question_mark", "escape", "enter", "escape", "m"):
            await f.press(key)
        assert len(f.rows) == size[1]


async def test_x_turns_the_axes(field: Any) -> None:
    async with field(6, Phase.DONE) as f:
        assert f.screen.laid.across == "rate"
        assert len(f.screen.laid.columns) == 3
        await f.press("right", "x")
        assert (f.screen.laid.across, f.screen.laid.upwards) == ("units", "rate")
        assert f.screen.laid.columns == ("2", "4")
        place = f.screen.laid.place(f.screen.choice.point)
        assert place == (0, 1)
        await f.press("x")
        assert f.screen.laid.across == "rate"
