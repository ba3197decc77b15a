"""Pictures of compared runs, looked at and kept."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rnn_tui.experiment import Experiment
from rnn_tui.ui.screens.compare import CompareScreen
from tests.ui.comparing import FOUR, Still, found
from tests.ui.standing import app_on


@pytest.mark.parametrize(
    ("size", "theme"),
    [((120, 36), "rnn-dark"), ((80, 24), "rnn-dark"), ((120, 36), "rnn-mono")],
)
def test_four_runs_compared(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    app = app_on(Experiment(), theme)

    async def look(pilot: Pilot[int]) -> None:
        screen = CompareScreen(
            Path("nowhere"), [each.run.id for each in FOUR], reading=Still(found(FOUR))
        )
        await app.push_screen(screen)
        while screen.found is None:
            await pilot.pause(0.005)
        await pilot.press("down", "down", "v", "up")
        for _ in range(3):
            await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=look)
