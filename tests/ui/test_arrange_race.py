"""Where the panels of a race and of a sweep stand at every size: inside the screen, and apart."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.ui.arrange import KEPT_ROWS, Place, is_small
from rnn_tui.ui.arrange_race import RaceNeeds, SweepNeeds, arrange_race, arrange_sweep
from tests.ui import apart

THREE = RaceNeeds(3, 10, lambda _: 3)
ONE = RaceNeeds(1, 8, lambda _: 0)
TWELVE = RaceNeeds(12, 11, lambda columns: 60 if columns < 100 else 40)
SWEEP = SweepNeeds(20, 10, lambda columns: 5 if columns > 45 else 7, 6)
LARGE_SWEEP = SweepNeeds(80, 30, lambda _: 5, 6)
SIZES = [(width, height) for width in range(60, 221) for height in range(16, 71)]


def sound(places: Mapping[str, Place], width: int, height: int) -> None:
    apart.sound(places, width, height)
    assert places["header"] == (0, 0, width, 1)
    assert places["timeline"] == (0, 1, width, 1)
    assert places["footer"] == (0, height - 1, width, 1)


@pytest.mark.parametrize("needs", [ONE, THREE, TWELVE])
def test_a_race_keeps_plot_and_lanes_at_every_size(needs: RaceNeeds) -> None:
    for width, height in SIZES:
        places = arrange_race(width, height, needs)
        sound(places, width, height)
        assert places["plot"].height >= KEPT_ROWS
        assert ("boards" in places) != ("lanes" in places)
        assert ("summary" in places) == is_small(width, height)


@pytest.mark.parametrize("needs", [SWEEP, LARGE_SWEEP])
def test_a_sweep_keeps_tiles_plot_and_points_at_every_size(needs: SweepNeeds) -> None:
    for width, height in SIZES:
        places = arrange_sweep(width, height, needs)
        sound(places, width, height)
        assert places.keys() >= {"tiles", "plot", "points"}
        assert places["plot"].height >= KEPT_ROWS
        assert places["points"].height >= KEPT_ROWS


@given(
    width=st.integers(0, 220),
    height=st.integers(0, 70),
    lanes=st.integers(1, 12),
    boards=st.integers(7, 12),
    verdict=st.integers(0, 70),
)
def test_whatever_a_race_needs(
    width: int, height: int, lanes: int, boards: int, verdict: int
) -> None:
    places = arrange_race(width, height, RaceNeeds(lanes, boards, lambda _: verdict))
    if width < 60 or height < 16:
        assert places.keys() == {"small"}
    else:
        sound(places, width, height)


@given(
    width=st.integers(0, 220),
    height=st.integers(0, 70),
    tiles=st.integers(8, 100),
    small=st.integers(6, 40),
    best=st.integers(1, 20),
    progress=st.integers(2, 10),
)
def test_whatever_a_sweep_needs(
    width: int, height: int, tiles: int, small: int, best: int, progress: int
) -> None:
    places = arrange_sweep(width, height, SweepNeeds(tiles, small, lambda _: best, progress))
    if width < 60 or height < 16:
        assert places.keys() == {"small"}
    else:
        sound(places, width, height)


def test_the_race_of_the_pictures() -> None:
    usual = arrange_race(120, 36, THREE)
    assert usual["plot"] == (1, 2, 118, 18)
    assert usual["boards"] == (1, 21, 118, 10)
    assert usual["verdict"] == (1, 32, 118, 3)
    small = arrange_race(80, 24, THREE)
    assert small["summary"] == (1, 2, 78, 1)
    assert small["plot"] == (1, 3, 78, 11)
    assert small["lanes"] == (1, 15, 78, 5)
    assert small["verdict"] == (1, 20, 78, 3)


def test_lanes_have_a_line_each_where_their_boards_do_not_fit() -> None:
    assert "lanes" in arrange_race(100, 30, THREE)
    assert "boards" in arrange_race(100, 30, ONE)
    assert "boards" in arrange_race(120, 36, TWELVE)
    assert arrange_race(120, 36, TWELVE)["boards"].height == 12
    assert arrange_race(200, 60, THREE)["boards"].height == 12


def test_the_sweep_of_the_pictures() -> None:
    usual = arrange_sweep(120, 36, SWEEP)
    assert usual["tiles"] == (1, 2, 66, 20)
    assert usual["plot"] == (1, 23, 66, 12)
    assert usual["points"] == (70, 2, 49, 20)
    assert usual["best"] == (70, 23, 49, 5)
    assert usual["progress"] == (70, 29, 49, 6)
    small = arrange_sweep(80, 24, SWEEP)
    assert small["tiles"] == (1, 3, 78, 10)
    assert small["plot"].y == small["points"].y == 13
