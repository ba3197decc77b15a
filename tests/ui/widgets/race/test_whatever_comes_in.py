"""No panel breaks, whatever numbers, names and sizes come in; rows are as wide as asked for."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from rnn_tui.plotting.lanes import Bands, LaneCurve, LanesView
from rnn_tui.plotting.palette import DARK, LIGHT, MONO
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.race.board import Boards
from rnn_tui.ui.widgets.race.plot import RacePlot, RacePlotView
from rnn_tui.ui.widgets.race.points import PointRow, PointsTable, PointsView
from rnn_tui.ui.widgets.race.progress import Progress, ProgressView
from rnn_tui.ui.widgets.race.prose import BestSoFar, Phrase, ProseView, Tone, Verdict
from rnn_tui.ui.widgets.race.table import LanesTable
from rnn_tui.ui.widgets.race.tiles import HeatTiles
from rnn_tui.ui.widgets.race.tiles_plan import Tile, TileState, TilesView
from rnn_tui.ui.widgets.race.views import AnswerCount, LanesListView, LaneView

HOSTILE = ("[/b]", "[@click=app.quit]x[/]", "[$primary]", "한글", "\u1112\u1161\u11ab", "👨‍👩‍👧",
           "\x1b[31mred", "\0", "a\u202eb", "x" * 10_000, "", " ", "a\u00a0b")  # fmt: skip
NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))
NUMBERS = st.one_of(
    st.floats(0, 100), st.sampled_from([0.0, math.nan, math.inf, 1e300, 1e-9, -1.0])
)
COUNTS = st.integers(0, 10**6)
QUARTILES = st.one_of(st.none(), st.tuples(NUMBERS, NUMBERS, NUMBERS))
SIZES = st.tuples(st.integers(0, 130), st.integers(0, 24))
LOOKS = st.sampled_from([Look(DARK), Look(LIGHT), Look(MONO)])


def answers() -> st.SearchStrategy[AnswerCount]:
    return st.builds(
        AnswerCount,
        st.lists(NAMES.filter(bool), max_size=8).map(tuple),
        COUNTS,
        st.lists(st.booleans(), max_size=10).map(tuple),
    )


LANES = st.builds(
    LaneView,
    NAMES,
    st.integers(0, 14),
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
    QUARTILES,
    st.lists(COUNTS, max_size=60),
    COUNTS,
    QUARTILES,
    st.booleans(),
    st.one_of(st.none(), NUMBERS),
    st.lists(answers(), max_size=6),
    COUNTS,
)
RACES = st.lists(LANES, max_size=12).flatmap(
    lambda lanes: st.builds(
        LanesListView,
        st.just(tuple(lanes)),
        st.one_of(st.none(), st.integers(0, max(0, len(lanes) - 1))),
    )
)
PROSE = st.builds(
    ProseView,
    st.lists(
        st.lists(
            st.builds(Phrase, NAMES, st.sampled_from(Tone), st.integers(0, 12)), max_size=6
        ).map(tuple),
        max_size=5,
    ).map(tuple),
    st.lists(NAMES, max_size=3).map(tuple),
)
TILES = st.builds(Tile, NUMBERS, NAMES, st.sampled_from(TileState), COUNTS)


@st.composite
def any_tiles(draw: Any) -> TilesView:
    columns, rows = draw(st.integers(0, 14)), draw(st.integers(0, 12))
    chosen = st.tuples(st.integers(0, max(0, columns - 1)), st.integers(0, max(0, rows - 1)))
    labels = st.lists(NAMES, min_size=rows, max_size=rows)
    return TilesView(
        draw(NAMES),
        draw(NAMES),
        draw(NAMES),
        draw(st.lists(NAMES, min_size=columns, max_size=columns)),
        draw(NAMES),
        draw(st.one_of(st.just([]), labels)),
        [[draw(TILES) for _ in range(columns)] for _ in range(rows)],
        draw(st.one_of(st.none(), chosen)),
        draw(st.one_of(st.none(), chosen)),
        draw(labels),
        (draw(NAMES), draw(NAMES)),
    )


@st.composite
def any_points(draw: Any) -> PointsView:
    axes = tuple(draw(st.lists(NAMES, max_size=4)))
    rows = st.builds(
        PointRow,
        st.tuples(*[NAMES for _ in axes]),
        NUMBERS,
        st.one_of(st.none(), st.tuples(NUMBERS, NUMBERS)),
        st.one_of(st.none(), NUMBERS),
        NUMBERS,
    )
    found = draw(st.lists(rows, max_size=30))
    chosen = st.integers(0, max(0, len(found) - 1)) if found else st.none()
    return PointsView(axes, found, draw(st.one_of(st.none(), chosen)), draw(NAMES), draw(COUNTS))


def sound(panel: Canvas[Any], size: tuple[int, int], look: Look) -> Sheet:
    """Draw a panel that has a size without a screen, and hold that it keeps to it."""
    columns, rows = size
    sized = type("Sized", (type(panel),), {"size": Size(columns, rows)})(panel.view)
    sheet: Sheet = sized.draw(columns, rows, look)
    assert (sheet.width, sheet.height) == size
    for y in range(rows):
        row = "".join(text for text, _ in sheet.row(y))
        assert width(row) == columns
        assert not any(ord(character) < 32 or character == "\u202e" for character in row)
    return sheet


@given(RACES, SIZES, LOOKS)
def test_boards_and_table(view: LanesListView, size: tuple[int, int], look: Look) -> None:
    sound(Boards(view), size, look)
    sound(LanesTable(view), size, look)


@given(PROSE, SIZES, LOOKS)
def test_sentences(view: ProseView, size: tuple[int, int], look: Look) -> None:
    sound(Verdict(view), size, look)
    sound(BestSoFar(view), size, look)


@given(any_tiles(), SIZES, LOOKS)
def test_tiles(view: TilesView, size: tuple[int, int], look: Look) -> None:
    sound(HeatTiles(view), size, look)


@given(any_points(), SIZES, LOOKS)
def test_points(view: PointsView, size: tuple[int, int], look: Look) -> None:
    sound(PointsTable(view), size, look)


@given(
    st.builds(ProgressView, NUMBERS, st.lists(st.tuples(NAMES, NAMES), max_size=5), NAMES),
    SIZES,
    LOOKS,
)
def test_progress(view: ProgressView, size: tuple[int, int], look: Look) -> None:
    sound(Progress(view), size, look)


@given(
    st.lists(NAMES, max_size=12), NAMES, st.sampled_from(Bands), st.floats(-1, 200), SIZES, LOOKS
)
def test_plot(
    names: list[str], title: str, bands: Bands, moment: float, size: tuple[int, int], look: Look
) -> None:
    median = np.linspace(6, 2, 101)
    curves = tuple(LaneCurve(name, median + k, lane=k) for k, name in enumerate(names))
    view = LanesView(curves, 100, moment=moment, bands=bands, chosen=0)
    sound(RacePlot(RacePlotView(view, title)), size, look)


@pytest.mark.parametrize("view", [LanesListView(), ProseView(), TilesView(), PointsView()])
def test_empty_views_are_views(view: Any) -> None:
    kinds: dict[type, type[Canvas[Any]]] = {
        LanesListView: Boards,
        ProseView: Verdict,
        TilesView: HeatTiles,
        PointsView: PointsTable,
    }
    sound(kinds[type(view)](view), (40, 8), Look(DARK))


@given(RACES.filter(lambda view: len(view.lanes) > 0))
def test_monochrome_says_what_colour_says(view: LanesListView) -> None:
    for panel in (Boards(view), LanesTable(view)):
        coloured = sound(panel, (118, 14), Look(DARK)).text()
        assert sound(panel, (118, 14), Look(MONO)).text() == coloured
