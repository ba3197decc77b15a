"""Colours that stand beside each other stay apart for every eye, in every palette."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest

from rnn_tui.plotting.palette import DARK, LIGHT, PROJECTOR, Palette
from tests.plotting.sight import EYES, ciede2000, distance

APART = 10.0
"""CIEDE2000 between colours of which one is asked to tell one from the other at a glance."""
LANES_APART = 8.0
"""Between any two of six lanes, which have a glyph too."""
STEP = 2.5
"""Between an eighth of a ramp and the next: seen side by side."""

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT, PROJECTOR], ids=lambda p: str(p.name))
EVERY_EYE = pytest.mark.parametrize("eye", EYES)


def test_the_distance_is_that_of_its_paper() -> None:
    # Pairs 1, 7, 16, 17 and 25 of the table of Sharma, Wu and Dalal.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (50, 0, -2.5)) == pytest.approx(4.3065, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(
        1.2644, abs=1e-4
    )


def test_an_eye_without_a_cone_sees_less() -> None:
    assert distance("#c00000", "#606000", "deuteranopia") < distance(
        "#c00000", "#606000", "all cones"
    )
    for eye in EYES:
        assert distance("#ffffff", "#000000", eye) == pytest.approx(100, abs=0.1)


@PALETTES
@EVERY_EYE
def test_what_is_told_apart_at_a_glance_is_far_apart(palette: Palette, eye: str) -> None:
    for first, second in _neighbours(palette):
        assert distance(first, second, eye) >= APART, (first, second)


def _neighbours(palette: Palette) -> Iterator[tuple[str, str]]:
    yield palette.right, palette.wrong
    yield palette.accent, palette.dim
    yield palette.accent, palette.text
    yield palette.accent, palette.faint
    yield palette.faint, palette.page
    yield from combinations(palette.lane_colors[:3], 2)
    for value in (0.4, 0.6, 0.8, 1.0):
        yield palette.signed(-value), palette.signed(value)
        yield palette.signed(value), palette.signed(0)
        yield palette.signed(-value), palette.signed(0)


@PALETTES
@EVERY_EYE
def test_six_lanes_are_six_colours(palette: Palette, eye: str) -> None:
    for first, second in combinations(palette.lane_colors, 2):
        assert distance(first, second, eye) >= LANES_APART, (first, second)


@PALETTES
@EVERY_EYE
def test_ramps_rise_in_steps_that_are_seen(palette: Palette, eye: str) -> None:
    eighths = [step / 8 for step in range(9)]
    ramps = (
        [palette.sequential(value) for value in eighths],
        [palette.signed(value) for value in eighths],
        [palette.signed(-value) for value in eighths],
    )
    for ramp in ramps:
        for first, second in pairwise(ramp):
            assert distance(first, second, eye) >= STEP, (first, second)
        far = [distance(ramp[0], color, eye) for color in ramp]
        assert far == sorted(far)
