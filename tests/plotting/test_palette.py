"""Colours that can be read, ramps that rise, glyphs that tell minus from plus without colour."""

import math

import pytest

from rnn_tui.plotting.palette import (
    DARK,
    LEGIBLE,
    LIGHT,
    MONO,
    PALETTES,
    Palette,
    contrast,
    mix,
    sequential_glyph,
    signed_glyph,
    signed_glyphs,
)

VALUES = [step / 50 for step in range(51)]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_text_can_be_read_wherever_it_stands(palette: Palette) -> None:
    for ground in (palette.page, palette.raised, palette.tint):
        for ink in ("text", "muted", "accent", "right", "wrong"):
            assert contrast(getattr(palette, ink), ground) >= LEGIBLE, (ink, ground)
    for lane in palette.lanes:
        assert contrast(lane.color, palette.page) >= LEGIBLE
    assert contrast(palette.on_accent, palette.accent) >= LEGIBLE


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_colours_mix_in_linear_light() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#bcbcbc"
    assert mix("#123456", "#fedcba", 0) == "#123456"
    assert mix("#123456", "#fedcba", 1) == "#fedcba"


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_ramps_pass_through_their_stops(palette: Palette) -> None:
    assert palette.signed(0) == palette.signed(-0.0) == palette.plus[0] == palette.minus[0]
    assert palette.signed(-1) == palette.minus[2]
    assert palette.signed(1) == palette.plus[2]
    assert palette.sequential(0) == palette.rising[0]
    assert palette.sequential(1) == palette.rising[3]
    assert contrast(palette.signed(-0.5), palette.minus[1]) < 1.03
    assert contrast(palette.sequential(1 / 3), palette.rising[1]) < 1.03


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_more_is_further_from_nothing(palette: Palette) -> None:
    for ramp in (palette.sequential, palette.signed, lambda value: palette.signed(-value)):
        distances = [contrast(ramp(value), ramp(0)) for value in VALUES]
        assert distances == sorted(distances)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_what_is_outside_is_clipped_and_what_is_no_number_is_the_page(palette: Palette) -> None:
    assert palette.signed(-7) == palette.signed(-math.inf) == palette.signed(-1)
    assert palette.sequential(math.inf) == palette.sequential(1)
    assert palette.sequential(-3) == palette.sequential(0)
    assert palette.sequential(math.nan) == palette.signed(math.nan) == palette.page


def test_six_lanes_differ_in_shape_and_in_colour() -> None:
    for palette in (DARK, LIGHT):
        assert len({lane.color for lane in palette.lanes}) == 6
    assert len({lane.glyph for lane in MONO.lanes}) == 6


def test_amounts_without_colour() -> None:
    values = (0, 0.099, 0.1, 0.349, 0.35, 0.6, 0.85, 1)
    assert "".join(map(sequential_glyph, values)) == "··░░▒▓██"
    ascii_only = [sequential_glyph(value, ascii_only=True) for value in values]
    assert "".join(ascii_only) == "..--+*##"
    assert sequential_glyph(math.nan) == " "


def test_signs_without_colour() -> None:
    assert [signed_glyphs(value) for value in (-0.7, 0.4, -0.03, 0.03)] == ["▓ ", " ▒", "· ", " ·"]
    assert signed_glyphs(-0.7, 3) == "▓▓ "
    assert signed_glyphs(0.7, 3) == " ▓▓"
    assert signed_glyphs(-0.7, ascii_only=True) == "* "
    assert signed_glyphs(0.4, ascii_only=True) == " +"
    assert signed_glyphs(math.nan) == "  "
    assert signed_glyphs(-1, 1) == "▇"
    assert signed_glyphs(-1, 0) == ""


def test_signs_in_one_cell_are_reversed_for_minus() -> None:
    assert signed_glyph(0.9) == ("▇", False)
    assert signed_glyph(-0.9) == ("▇", True)
    assert signed_glyph(-0.2) == ("▁", True)
    assert signed_glyph(-0.05) == ("·", False)
    assert signed_glyph(-0.7, ascii_only=True) == ("*", True)
    assert signed_glyph(math.nan) == (" ", False)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: str(palette.name))
@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#004578", "#ffa62b", "#888888"])
def test_any_colour_is_made_legible(palette: Palette, color: str) -> None:
    made = palette.legible(color)
    assert all(contrast(made, ground) >= LEGIBLE for ground in palette.grounds)
    assert palette.legible(palette.accent) == palette.accent
