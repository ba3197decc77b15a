"""The plot of lanes as a reader sees it: lines, bands, floors, names, and what never breaks it."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_tui.plotting.lanes import (
    EMPTY,
    MOST_LANES,
    Bands,
    LaneCurve,
    LaneFloor,
    LanesView,
    lane,
)
from rnn_tui.plotting.lanes_plot import lanes_moment_at, lanes_plot
from rnn_tui.plotting.lanes_scale import is_logarithmic, known_until
from rnn_tui.plotting.painted import Painted
from rnn_tui.plotting.palette import DARK, LIGHT, MONO, Palette, mix
from rnn_tui.text import width

MOMENTS = np.arange(101)
HOSTILE = (
    "[/b]",
    "한글",
    "\u1112\u1161\u11ab",
    "👨‍👩‍👧",
    "\x1b[31mred",
    "\0",
    "a\u202eb",
    "x" * 10_000,
    "",
)
BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


def curve(
    name: str, start: float, end: float, place: int, spread: float = 0.3, moments: int = 101
) -> LaneCurve:
    at = np.arange(moments)
    median = end + (start - end) * np.exp(-at / 40)
    return LaneCurve(
        name,
        median,
        (median - spread, median + spread),
        (median - 2 * spread, median + 3 * spread),
        lane=place,
    )


RNN, LSTM, GRU = curve("RNN", 6, 2, 0), curve("LSTM", 5.6, 3.4, 1), curve("GRU", 5.5, 3.3, 2)
FLOORS = (
    LaneFloor(("uniform guess",), 5.55),
    LaneFloor(("no memory",), 2.32),
    LaneFloor(("limit",), 1.36, (("LSTM", 1.55),)),
)
RACE = LanesView((RNN, LSTM, GRU), 100, 78, 11, floors=FLOORS, chosen=0)


def lines(view: LanesView, palette: Palette = DARK) -> list[str]:
    return ["".join(text for text, _ in row) for row in lanes_plot(view, palette)]


def cells(view: LanesView, palette: Palette = DARK) -> list[Painted]:
    """Give every cell of every row, wide characters once."""
    return [
        (glyph, paint) for row in lanes_plot(view, palette) for text, paint in row for glyph in text
    ]


def constant(*costs: float, moments: int = 11, **facts: Any) -> LanesView:
    """Give lanes that never change, without bands."""
    found = tuple(
        LaneCurve("ABCDEFGHIJKL"[k], np.full(moments, cost), lane=k) for k, cost in enumerate(costs)
    )
    given: dict[str, Any] = {"end": moments - 1.0, "width": 60, "height": 10, "log": False}
    return LanesView(found, **(given | facts))


def test_a_race_without_colour() -> None:
    assert lines(replace(RACE, bands=Bands.NONE, log=False), MONO) == [
        "  6 ┤⠢⣀                                                                       ",
        "    │⠲⠦⣭⣢⣄⡀┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ uniform guess 5.55 ┄              ",
        "  5 ┤   ⠈⠉⠛⠓⠶⣤⣤⣀⣀⡀                                                            ",
        "    │         ⠈⠙⠫●⣛⠓⠶⠶⠦▲⣤⣄⣀⣀⣀                                                 ",
        "  4 ┤              ⠉⠑⠒⠤⢄⣀⡀⠉⠉⠉■⠛⠛⠛⠒⠶⠶⠶⠶⠤⣤⣤▲⣤⣤⣀⣀⣀⣀⣀⣀⣀⣀⣀            ▲ LSTM   3.58",
        "    │                    ⠈⠉⠒⠒⠢⠤⢄⣀⡀            ⠉■⠉⠉⠉⠉⠉⠉⠉⠛⠛⠛⠛▲⠛⠛⠛⠛ ■ GRU    3.48",
        "  3 ┤                            ⠈⠉●⠑⠒⠒⠢⠤⠤⠤⣀⣀⣀⣀                               ",
        "    │┄ no memory 2.32 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄⠉⠉⠉⠉⠉⠑●⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤▸● RNN    2.33",
        "  2 ┤                                                                         ",
        "    │┄ limit 1.36 (LSTM 1.55) ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄              ",
        "    └0──────────20─────────40──────────60─────────80─────────100              ",
    ]


def test_each_lane_is_named_at_the_height_of_its_cost() -> None:
    drawn = lines(constant(1, 4, 2.5, height=13))
    rows = {line[-12:].split()[-2]: y for y, line in enumerate(drawn) if "." in line[-5:]}
    assert list(rows) == ["B", "C", "A"]
    for name, cost in (("A", "1.00"), ("B", "4.00"), ("C", "2.50")):
        (line,) = [line for line in drawn if line.rstrip().endswith(cost)]
        assert f" {name} " in line
        # The line itself ends beside it.
        assert line[: line.rindex(name)].rstrip()[-1] in "●▲■"
        assert BRAILLE & set(line)


def test_names_that_want_one_row_are_pushed_apart() -> None:
    drawn = lines(constant(*[2.0] * 6, height=13))
    named = [line for line in drawn if line.endswith("2.00")]
    assert len(named) == 6
    assert len({line[-12:] for line in named}) == 6


def test_more_lanes_than_rows_are_counted_and_the_chosen_one_is_among_the_named() -> None:
    view = constant(*[2.0 + k / 10 for k in range(12)], height=8, chosen=11)
    drawn = lines(view)
    assert sum("▸" in line for line in drawn) == 1
    assert any("▸☆ L" in line for line in drawn)
    assert drawn[6].rstrip().endswith("… 6 more")


def test_lanes_that_share_cells_join_their_dots_and_take_turns() -> None:
    view = constant(2.0, 2.0, named=True)
    row = next(row for row in lanes_plot(view, DARK) if any(set(text) & BRAILLE for text, _ in row))
    turns = [(len(text), paint.fg) for text, paint in row if set(text) <= BRAILLE]
    assert {fg for _, fg in turns} == {DARK.lane_colors[0], DARK.lane_colors[1]}
    assert max(count for count, _ in turns) == 3


def test_marks_of_the_lanes_stand_on_their_lines_by_turns() -> None:
    drawn = lines(replace(RACE, bands=Bands.NONE, width=118, height=18))
    for glyph in "●▲■":
        assert sum(line[:100].count(glyph) for line in drawn) >= 4
    alone = lines(replace(RACE, lanes=(RNN,), width=118, height=18))
    assert sum(line[:100].count("●") for line in alone) == 0


def test_twelve_lanes_differ_in_glyph_and_in_colour() -> None:
    for palette in (DARK, LIGHT):
        styles = [lane(palette, k) for k in range(MOST_LANES)]
        assert len({style.glyph for style in styles}) == MOST_LANES
        assert len({style.color for style in styles}) == MOST_LANES
    assert len({lane(DARK, k, ascii_only=True).glyph for k in range(MOST_LANES)}) == MOST_LANES
    assert lane(DARK, 12) == lane(DARK, 0)
    assert [lane(DARK, k) for k in range(6)] == list(DARK.lanes)
    assert all(width(lane(MONO, k).glyph) == 1 for k in range(MOST_LANES))


def grounds(view: LanesView, palette: Palette = DARK) -> set[str]:
    return {paint.bg for _, paint in cells(view, palette)} - {""}


def test_bands_are_mixed_into_the_page_and_shared_cells_from_both() -> None:
    one = grounds(replace(RACE, lanes=(RNN,)))
    # Edges are drawn on the page.
    assert one <= {mix(DARK.page, DARK.lane_colors[0], 0.075), DARK.page}
    both = grounds(replace(RACE, lanes=(LSTM, GRU)))
    lstm = mix(DARK.page, DARK.lane_colors[1], 0.075)
    assert {lstm, mix(lstm, DARK.lane_colors[2], 0.075)} <= both
    assert grounds(replace(RACE, bands=Bands.NONE)) == set()
    light = grounds(replace(RACE, lanes=(RNN,)), LIGHT)
    assert light - {LIGHT.page} != one - {DARK.page}


def test_the_upper_edge_of_a_band_is_drawn_in_eighths() -> None:
    glyphs = {glyph for glyph, _ in cells(replace(RACE, lanes=(RNN,), width=118, height=18))}
    assert len(glyphs & set("▁▂▃▄▅▆▇")) >= 5


def test_a_band_no_higher_than_the_line_is_not_seen() -> None:
    flat = LaneCurve("A", np.full(50, 2.0), (np.full(50, 1.99), np.full(50, 2.01)))
    assert grounds(replace(RACE, lanes=(flat,))) == set()


def test_the_wide_band_is_wider() -> None:
    narrow, wide = (
        sum(bool(paint.bg) for _, paint in cells(replace(RACE, lanes=(LSTM,), bands=bands)))
        for bands in (Bands.QUARTILES, Bands.WIDE)
    )
    assert wide > narrow


def test_of_many_lanes_only_the_chosen_one_has_a_band() -> None:
    five = tuple(replace(RNN, lane=k) for k in range(5))
    for chosen in (0, 3):
        view = replace(RACE, lanes=five, chosen=chosen)
        assert list(view.banded) == [chosen]
        own = grounds(view) - {DARK.page}
        assert own == grounds(replace(view, lanes=(five[chosen],), chosen=0)) - {DARK.page}


def test_without_colour_the_quartiles_of_the_chosen_lane_are_dotted() -> None:
    for chosen in (0, 1):
        drawn = lanes_plot(replace(RACE, chosen=chosen, width=118, height=18), MONO)
        faint = [
            glyph for row in drawn for text, paint in row if paint.fg == "faint" for glyph in text
        ]
        assert len([glyph for glyph in faint if glyph in BRAILLE]) > 20
        assert not grounds(replace(RACE, chosen=chosen), MONO)
    assert not any(p.fg == "faint" for _, p in cells(replace(RACE, bands=Bands.NONE), MONO))


def test_floors_are_named_and_one_that_differs_by_lane_says_so() -> None:
    drawn = "\n".join(lines(replace(RACE, width=118, height=18)))
    assert "uniform guess 5.55" in drawn
    assert "no memory 2.32" in drawn
    assert "limit 1.36 (LSTM 1.55)" in drawn
    far = LaneFloor(("limit",), 0.0, (("LSTM", 1.55), ("GRU", 1.55), ("[/b]", math.nan)))
    drawn = "\n".join(lines(replace(RACE, width=118, height=18, floors=(far,))))
    assert "limit 0.00" in drawn
    assert "limit 1.55 (LSTM, GRU)" in drawn
    drawn = "\n".join(lines(replace(RACE, log=True, floors=(far,), width=118, height=18)))
    assert "limit 0.00" not in drawn


def test_what_stands_on_a_band_is_text() -> None:
    over = replace(RACE, floors=(LaneFloor(("somewhere",), 3.0),), width=60, log=False)
    wide = curve("RNN", 5, 4, 0, spread=3)
    painted = cells(replace(over, lanes=(wide,)))
    assert {paint.fg for glyph, paint in painted if glyph in "somewhere" and paint.bg} == {"text"}
    assert {paint.fg for glyph, paint in painted if glyph == "┄" and paint.bg} == {"faint"}


def test_the_axis_is_logarithmic_where_the_costs_are_far_apart() -> None:
    assert not is_logarithmic(RACE)
    assert is_logarithmic(constant(0.01, 1.0, log=None))
    assert not is_logarithmic(constant(0.01, 1.0))
    assert is_logarithmic(constant(1.0, 1.0, log=True))
    assert not is_logarithmic(constant(0.0, 0.0, log=None))
    ticks = [line[:3].strip() for line in lines(constant(0.01, 1.0, log=None, height=14))]
    assert {"1", ".1", ".01"} <= set(ticks)


def test_seconds_have_ticks_of_their_own() -> None:
    at = np.linspace(0, 0.18, 11)
    view = constant(1.0, 2.0)
    timed = tuple(replace(each, at=at) for each in view.lanes)
    axis = lines(replace(view, lanes=timed, end=0.18, seconds=True, width=80))[-1]
    assert axis.strip().startswith("└0─")
    assert ".15 s" in axis
    assert known_until(replace(view, lanes=timed)) == pytest.approx(0.18)


def test_an_infinite_cost_ends_the_line_and_is_marked() -> None:
    costs = np.full(101, 2.0)
    costs[60:] = math.inf
    costs[80:] = 3.0
    view = replace(RACE, lanes=(RNN, LaneCurve("LSTM", costs, lane=1)), bands=Bands.NONE)
    painted = cells(view)
    assert ("◆", "wrong") in {(glyph, paint.fg) for glyph, paint in painted}
    assert any(line.endswith(" inf") for line in lines(view))
    row = next(line for line in lines(view) if "◆" in line)
    assert not set(row[row.index("◆") + 1 : 64]) & BRAILLE
    # Before it happened nothing of it is said.
    wound = "\n".join(lines(replace(view, moment=30)))
    assert "inf" not in wound


def test_a_lane_that_ends_before_the_others_has_its_glyph_there() -> None:
    short = replace(LSTM, median=LSTM.median[:51], quartiles=None)
    view = replace(RACE, lanes=(RNN, short), bands=Bands.NONE, width=118, height=18)
    (x,) = {
        sum(width(text) for text, _ in row[:k])
        for row in lanes_plot(view, DARK)
        for k, (text, paint) in enumerate(row)
        if text.strip() == "▲" and paint.bold
    }
    assert abs(x - 5 - 0.5 * 99) < 3
    assert any(line.endswith(f"{LSTM.median[50]:.2f}") for line in lines(view))


def test_a_gap_is_no_line() -> None:
    costs = np.full(101, 2.0)
    costs[40:60] = math.nan
    view = replace(constant(2.0, moments=101, end=100), bands=Bands.NONE)
    (row,) = [
        line
        for line in lines(replace(view, lanes=(replace(view.lanes[0], median=costs),)))
        if set(line) & BRAILLE
    ]
    assert "     " in row[5:45].strip()


def test_wound_back_the_future_is_faint_and_the_costs_are_those_of_the_moment() -> None:
    view = replace(RACE, moment=40.0, width=118, height=18)
    drawn = lanes_plot(view, DARK)
    axis = lines(view)[-1]
    assert "─40─" in axis
    column = axis.index("40")
    assert any(paint.fg == "accent" and text == "40" for text, paint in drawn[-1])
    ahead = set()
    for row in drawn[:-1]:
        x = 0
        for text, paint in row:
            for glyph in text:
                if glyph in BRAILLE and x > column + 1:
                    ahead.add(paint.fg)
                x += width(glyph)
    assert ahead == {"faint"}
    for each in view.lanes:
        cost = f"{each.median[40]:.2f}"
        assert any(line.endswith(cost) for line in lines(view)), cost
    assert "┆" in "".join(lines(view))
    # At the latest moment there is no future.
    assert lines(replace(view, moment=100)) == lines(replace(view, moment=None))


def test_while_it_runs_each_lane_has_its_glyph_where_it_stands() -> None:
    young = tuple(replace(each, median=each.median[:41], quartiles=None) for each in RACE.lanes)
    view = replace(RACE, lanes=young, width=118, height=18)
    drawn = lanes_plot(view, DARK)
    heads = [
        text for row in drawn for text, paint in row if paint.bold and text.strip() in set("●▲■")
    ]
    assert len(heads) >= 2
    assert not any(
        paint.fg == "faint" for row in drawn for text, paint in row if set(text) & BRAILLE
    )


def test_one_lane_of_a_sweep_is_drawn_in_the_accent_without_a_name() -> None:
    view = replace(RACE, lanes=(RNN,), named=False, width=66, height=11)
    drawn = cells(view)
    assert {paint.fg for glyph, paint in drawn if glyph in BRAILLE} == {DARK.accent}
    assert "RNN" not in "".join(lines(view))
    wound = "\n".join(lines(replace(view, moment=30)))
    assert f"{RNN.median[30]:.2f}" in wound


def test_plain_ascii_is_ascii() -> None:
    view = replace(RACE, ascii_only=True, moment=40)
    text = "\n".join(lines(view))
    assert text.isascii()
    assert {"o", "^", "#"} <= set(text)


def test_before_the_first_moment_axis_and_floors_stand_already() -> None:
    view = replace(RACE, lanes=(LaneCurve("RNN", np.array([])),))
    drawn = "\n".join(lines(view))
    assert "limit 1.36 (LSTM 1.55)" in drawn
    assert "└0─" in drawn
    assert lines(replace(EMPTY, width=40, height=8))[-1].strip().startswith("└0─")


def test_a_cell_is_a_moment_and_beyond_the_picture_means_its_edge() -> None:
    view = replace(RACE, width=60, height=10)
    left = lines(view)[-1].index("└") + 1
    assert lanes_moment_at(view, left, 3) == 0
    assert lanes_moment_at(view, 0, 3) is None
    assert lanes_moment_at(view, 0, 3, beyond=True) == 0
    assert lanes_moment_at(view, 59, 3, beyond=True) == 100
    assert lanes_moment_at(view, left, 10) is None
    assert lanes_moment_at(replace(view, width=3), 1, 1) is None


costs = st.one_of(
    st.floats(0, 10),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, math.nan, math.inf, -math.inf, 1e300, 1e-300, -1.0]),
)


@st.composite
def any_lane(draw: Any, place: int) -> LaneCurve:
    moments = draw(st.integers(0, 30))

    def array() -> "np.ndarray[Any, np.dtype[np.float64]]":
        return np.array(draw(st.lists(costs, min_size=moments, max_size=moments)), dtype=float)

    quartiles = (array(), array()) if draw(st.booleans()) else None
    at = (
        np.sort(np.abs(np.nan_to_num(array(), posinf=9, neginf=0))) if draw(st.booleans()) else None
    )
    return LaneCurve(
        draw(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))),
        array(), quartiles, quartiles, at if draw(st.booleans()) else None,
        draw(st.integers(0, 20)), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def any_view(draw: Any) -> LanesView:
    count = draw(st.integers(0, 12))
    floors = st.builds(
        LaneFloor,
        st.just(("uniform guess",)),
        costs,
        st.lists(st.tuples(st.sampled_from(HOSTILE), costs), max_size=2).map(tuple),
    )
    return LanesView(
        tuple(draw(any_lane(k)) for k in range(count)),
        draw(st.sampled_from([1, 2, 57, 100, 99_999, 1_000_000, 0.18, 0.0, math.inf])),
        draw(st.integers(0, 130)),
        draw(st.integers(0, 24)),
        draw(st.one_of(st.none(), st.floats(-1, 1e6))),
        tuple(draw(st.lists(floors, max_size=3))),
        draw(st.sampled_from(Bands)),
        draw(st.sampled_from([None, True, False])),
        draw(st.one_of(st.none(), st.integers(0, 14))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@given(any_view(), st.sampled_from([DARK, LIGHT, MONO]))
@example(EMPTY, DARK)
@example(constant(*[1e308] * 12, width=1, height=1), DARK)
def test_whatever_comes_in_the_rows_are_as_wide_as_asked_for(
    view: LanesView, palette: Palette
) -> None:
    drawn = lanes_plot(view, palette)
    assert len(drawn) == view.height
    for row in drawn:
        assert sum(width(text) for text, _ in row) == view.width
        assert not any(ord(glyph) < 32 for text, _ in row for glyph in text)
    for x, y in ((0, 0), (view.width // 2, view.height // 2)):
        lanes_moment_at(view, x, y, beyond=True)


@pytest.mark.parametrize("moments", [1, 2, 1000, 1_000_000])
def test_a_million_moments_are_one_picture(moments: int) -> None:
    at = np.arange(moments)
    median = 2 + 3 * np.exp(-at / max(1, moments / 3))
    view = LanesView(
        (LaneCurve("RNN", median, (median - 0.2, median + 0.2)),), moments, 112, 18, log=False
    )
    drawn = lines(view)
    assert drawn[-1].strip().startswith("└0")
    assert any(set(line) & BRAILLE for line in drawn) == (moments > 1)
