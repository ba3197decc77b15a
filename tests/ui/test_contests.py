"""Races and sweeps that are begun in the app, and kept when they end."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.axes import Axis
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Experiment
from rnn_tui.lanes import default_lanes
from rnn_tui.session.plan import Plan
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import RunStore
from rnn_tui.sweep import Grid
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.contest import ContestDraft
from tests.ui.rest import PATIENCE
from tests.ui.standing import NoSession

SHORT = Experiment(iterations=5)
PLANS: dict[str, Any] = {
    "race": RacePlan(default_lanes(SHORT), range(4)),
    "sweep": SweepPlan(Grid(SHORT, (Axis("learning_rate", (0.01, 0.1)),)), range(4)),
}


@pytest.mark.parametrize("kind", PLANS)
async def test_what_ends_is_kept(kind: str, tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    app = RnnTuiApp(
        Plan(SHORT),
        make_session=lambda plan, speed: NoSession(plan, speed=speed),
        store=store,
    )
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.contests.begin(PLANS[kind], ContestDraft(SHORT))
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not store._desk.results and not store.path.exists():
            assert loop.time() < end
            await pilot.pause(0.005)
    assert store.close()
    with Runs(store.path) as runs:
        (kept,) = runs.find()
        assert runs.details(kept.id).result
    assert kept.kind == kind
    assert "4 seeds" in kept.name


async def test_what_is_not_to_be_kept_is_not(tmp_path: Path) -> None:
    app = RnnTuiApp(Plan(SHORT), make_session=lambda plan, speed: NoSession(plan, speed=speed))
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.contests.begin(PLANS["race"], ContestDraft(SHORT))
        screen: Any = app.contests.screen
        assert screen.race.ended is None
