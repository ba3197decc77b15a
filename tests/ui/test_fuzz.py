"""Everything hit at random, on every screen, in every phase: nothing breaks, and all is drawn."""

import os
from collections import Counter
from pathlib import Path

import pytest

from rnn_tui.experiment import Experiment, Optimizer, Readout
from rnn_tui.session.plan import Plan
from tests.ui import rest
from tests.ui.mashing import Staying, mash

WORDS = (
    "hello",
    "안녕하세요 안녕",
    "[b]x[/b]",
    "a" * 6,
    "the quick brown fox jumps",
    "👨‍👩‍👧é👍🏽é",
)
WILD = Experiment(
    readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=100.0
)
PLANS = (*(Experiment(text=word) for word in WORDS), WILD)


async def mashed(seed: int, count: int, every: int = 7) -> tuple[Counter[str], Counter[str]]:
    """Hit an app of its own; give how often each screen and each phase was seen."""
    size = ((80, 24), (120, 36), (200, 60))[seed % 3]
    speed = (20, None, 1000)[seed % 3]
    app = Staying(Plan(PLANS[seed % len(PLANS)]), speed=speed, theme="rnn-dark")
    async with app.run_test(size=size, notifications=True) as pilot:
        await rest.until(app, lambda: app.screen_stack)
        masher = await mash(app, pilot, seed, count, every)
    return masher.screens, masher.phases


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_hit(seed: int) -> None:
    screens, _ = await mashed(seed, 60)
    assert sum(screens.values()) == 60


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", range(10))
async def test_whatever_is_hit_for_long(part: int) -> None:
    """50,000 things; RNN_TUI_MASH names a file that the figures go to."""
    screens: Counter[str] = Counter()
    phases: Counter[str] = Counter()
    each = 500
    for seed in range(part * 10, part * 10 + 10):
        seen, been = await mashed(1000 + seed, each)
        screens += seen
        phases += been
    if figures := os.environ.get("RNN_TUI_MASH"):
        with Path(figures).open("a", encoding="utf-8") as file:
            print(part, sum(screens.values()), dict(screens), dict(phases), file=file)
    assert len(screens) >= 3
