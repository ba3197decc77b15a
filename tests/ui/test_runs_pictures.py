"""Pictures of the list of runs, compared with what was looked at and kept."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rnn_tui.experiment import Experiment
from rnn_tui.store.query import Query
from rnn_tui.store.store import RunStore
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.runs import RunsScreen
from tests.ui.kept import NOW
from tests.ui.shelved import RUNS, found
from tests.ui.standing import app_on

SIZES = [(120, 36), (80, 24)]


@pytest.fixture
def kept(snap_compare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Compare the list with its picture; its rows are handed to it."""
    monkeypatch.setattr(RunsScreen, "clock", staticmethod(lambda: NOW))

    def compared(
        size: tuple[int, int],
        *keys: str,
        theme: str = "rnn-dark",
        ids: tuple[int, ...] = tuple(RUNS),
        marks: tuple[int, ...] = (),
    ) -> bool:
        app = app_on(Experiment(seed=9), theme)
        app.archive.store = RunStore(tmp_path / "none")

        async def look(pilot: Pilot[int]) -> None:
            screen = await listed(pilot, app)
            while not app.train.background.ready:
                await pilot.pause(0.005)
            screen.marks = list(marks)
            chosen = ids[0] if ids else None
            screen._take(found(Query(), chosen, ids))
            for key in keys:
                await pilot.press(key)
                if screen.chosen is not None and screen.ids:
                    screen._take(found(screen.query_now, screen.chosen, ids))
            for _ in range(3):
                await pilot.pause()

        return bool(snap_compare(app, terminal_size=size, run_before=look))

    return compared


async def listed(pilot: Pilot[int], app: RnnTuiApp) -> RunsScreen:
    """Go to the list, and let its shelf be."""
    await pilot.pause()
    await app.archive.show()
    await pilot.pause()
    screen = app.archive.screen
    assert screen is not None
    assert screen.shelf is not None
    screen.shelf.end()
    screen.shelf = None
    return screen


MARKED = (412, 411, 409, 404)
WORDS = ("slash", *"cell=lstm", "space", *"cost<2", "space", *"solved", "enter", "down")


@pytest.mark.parametrize("size", SIZES)
def test_runs_that_were_asked_for(kept: Any, size: tuple[int, int]) -> None:
    assert kept(size, *WORDS, marks=MARKED)


def test_runs_without_colour(kept: Any) -> None:
    assert kept((120, 36), *WORDS, theme="rnn-mono", marks=MARKED)


@pytest.mark.parametrize("size", SIZES)
def test_a_word_that_is_not_understood(kept: Any, size: tuple[int, int]) -> None:
    assert kept(size, "slash", *"cell=lstm", "space", *"sloved")


def test_tags_being_typed(kept: Any) -> None:
    assert kept((80, 24), "t", *"class", marks=MARKED)


def test_nothing_is_kept_yet(kept: Any) -> None:
    assert kept((80, 24), ids=())


def test_runs_beside_their_help(kept: Any) -> None:
    assert kept((120, 36), "question_mark")
