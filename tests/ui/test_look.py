"""How values are drawn: by colour where there is one, and by glyphs without losing anything."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.palette import DARK, LIGHT, MONO
from rnn_tui.text import width
from rnn_tui.ui.look import Look

LOOKS = [Look(DARK), Look(LIGHT), Look(MONO)]
LEVELS = [0.0, 0.2, 0.5, 0.7, 0.9]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.palette.name)
@given(value=st.floats(), cells=st.integers(1, 8))
def test_a_cell_has_its_width_whatever_the_value(look: Look, value: float, cells: int) -> None:
    for drawn in (look.signed(value, cells), look.sequential(value, cells), look.empty(cells)):
        assert width(drawn[0]) == cells
        assert drawn[0].strip() or not look.mono or drawn[1].bg


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.palette.name)
@pytest.mark.parametrize("cells", [1, 2, 3])
def test_levels_and_signs_are_told_apart(look: Look, cells: int) -> None:
    values = [-value for value in LEVELS[:0:-1]] + LEVELS
    drawn = [look.signed(value, cells) for value in values]
    # Without colour, two of 0's neighbours may share the faintest glyph in one cell, no more.
    assert len(set(drawn)) == len(values)
    assert len({look.sequential(value, cells) for value in LEVELS}) == len(LEVELS)


def test_without_colour_minus_stands_left_and_plus_right() -> None:
    look = Look(MONO)
    assert look.signed(-0.9)[0] == "█ "
    assert look.signed(0.9)[0] == " █"
    assert look.signed(-0.9, 1)[1].reverse
    assert not look.signed(0.9, 1)[1].reverse
    assert look.sequential(0.9, 3)[0] == "███"


def test_without_colour_no_ink_is_a_colour() -> None:
    look = Look(MONO)
    for value in (-1.0, -0.3, 0.0, 0.3, 1.0):
        for _, ink in (look.signed(value), look.signed(value, 1), look.sequential(abs(value))):
            assert not ink.bg
            assert ink.fg == "text"


def test_in_colour_a_value_is_a_ground() -> None:
    look = Look(DARK)
    text, ink = look.signed(-1.0, 3)
    assert (text, ink.bg) == ("   ", DARK.minus[-1])
    assert look.sequential(1.0)[1].bg == DARK.rising[-1]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.palette.name)
def test_what_is_no_number_is_said(look: Look) -> None:
    for text, ink in (look.signed(math.nan, 3), look.sequential(math.nan, 3)):
        assert text == "???"
        assert ink.fg == "wrong"


def test_two_units_share_a_cell() -> None:
    look = Look(DARK)
    text, ink = look.stacked(1.0, -1.0, 3)
    assert text == "▀▀▀"
    assert (ink.fg, ink.bg) == (DARK.plus[-1], DARK.minus[-1])
    assert look.stacked(1.0, None, 2)[1].bg == ""
    assert look.stacked(math.nan, math.nan, 1)[1][:2] == ("wrong", "wrong")
