"""Where the panels of the inspector stand at every size: inside the screen, and apart."""

from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.ui.arrange import is_small
from rnn_tui.ui.arrange_inspector import (
    LEAST_GRADIENT,
    PAGES,
    PORTRAIT,
    STEP_ROWS,
    InspectorNeeds,
    arrange_inspector,
    next_page,
)
from tests.ui.apart import sound

HIHELLO = InspectorNeeds(maps=15, gradient=10, unit=7, cell=8, logits=6, shapes=8, tensor=13)
"""hihello in an lstm of five units."""
LARGEST = InspectorNeeds(maps=517, gradient=68, unit=261, cell=8, logits=201, shapes=9, tensor=460)
FRAME = {"header", "timeline", "footer"}
SIZES = [(width, height) for width in range(60, 221) for height in range(16, 71)]
OPENED: list[dict[str, Any]] = [
    {"page": page, "tensor": tensor, "portrait": portrait, "hint": hint}
    for page in PAGES
    for tensor in (False, True)
    for portrait in (False, True)
    for hint in (False, True)
]


def test_two_letters_have_their_logits() -> None:
    needs = replace(HIHELLO, logits=3)
    for width, height in [(80, 24), (100, 30), (120, 36), (200, 60)]:
        assert "logits" in arrange_inspector(width, height, needs, page="arithmetic")


@pytest.mark.parametrize("needs", [HIHELLO, LARGEST])
def test_at_every_size_no_panel_leaves_the_screen_or_lies_over_another(
    needs: InspectorNeeds,
) -> None:
    opened = cycle(OPENED)
    for width, height in SIZES:
        places = arrange_inspector(width, height, needs, **next(opened))
        sound(places, width, height)
        assert places.keys() >= FRAME
        assert places["header"] == (0, 0, width, 1)
        assert places["timeline"] == (0, 1, width, 1)
        assert places["footer"] == (0, height - 1, width, 1)


@given(
    width=st.integers(60, 220),
    height=st.integers(16, 70),
    needs=st.builds(
        InspectorNeeds,
        maps=st.integers(4, 520),
        gradient=st.integers(5, 68),
        unit=st.integers(6, 261),
        cell=st.integers(3, 12),
        logits=st.integers(2, 201),
        shapes=st.integers(5, 10),
        tensor=st.integers(4, 500),
        roomy_maps=st.integers(0, 1032),
    ),
    opened=st.sampled_from(OPENED),
)
def test_whatever_the_panels_need_no_one_leaves_the_screen_or_lies_over_another(
    width: int, height: int, needs: InspectorNeeds, opened: dict[str, Any]
) -> None:
    sound(arrange_inspector(width, height, needs, **opened), width, height)


def test_120_by_36_as_drawn() -> None:
    places = arrange_inspector(120, 36, HIHELLO, tensor=False)
    assert places == {
        "header": (0, 0, 120, 1),
        "timeline": (0, 1, 120, 1),
        "steps": (1, 2, 66, 6),
        "maps": (1, 9, 66, 15),
        "gradient": (1, 25, 66, 10),
        "unit": (70, 2, 49, 7),
        "cell": (70, 10, 49, 8),
        "logits": (70, 19, 49, 6),
        "inner-shapes": (70, 26, 49, 8),
        "footer": (0, 35, 120, 1),
    }


def test_80_by_24_as_drawn() -> None:
    places = arrange_inspector(80, 24, HIHELLO)
    assert places.keys() == FRAME | {"steps", "maps"}
    assert places["steps"] == (1, 2, 78, STEP_ROWS + 1)
    assert places["maps"] == (1, 9, 78, 14)


def test_the_other_pages_of_a_small_terminal() -> None:
    places = arrange_inspector(80, 24, HIHELLO, page="arithmetic")
    assert places.keys() == FRAME | {"unit", "cell", "logits"}
    assert {place.width for name, place in places.items() if name not in FRAME} == {78}
    places = arrange_inspector(80, 24, HIHELLO, page="gradient")
    assert places == {
        **{name: place for name, place in places.items() if name in FRAME},
        "gradient": (1, 2, 78, 10),
        "inner-shapes": (1, 13, 78, 8),
    }
    # The matrix of a long text leaves the shapes the rows of two columns.
    places = arrange_inspector(80, 24, replace(LARGEST, shapes=14), page="gradient")
    assert (places["gradient"].height, places["inner-shapes"].height) == (12, 8)
    assert places["inner-shapes"].y == places["gradient"].y + 13


def test_the_pages_are_turned_through() -> None:
    assert [next_page(page) for page in PAGES] == ["arithmetic", "gradient", "maps"]


@pytest.mark.parametrize("cell", [3, 8, 12])
def test_every_panel_of_the_inspector_is_on_some_page(cell: int) -> None:
    needs = replace(HIHELLO, cell=cell)
    for width, height in SIZES:
        if height < 24:
            continue
        pages = [arrange_inspector(width, height, needs, page=page) for page in PAGES]
        pages.append(arrange_inspector(width, height, needs, portrait=True))
        found = set().union(*pages)
        assert found >= {"steps", "maps", "gradient", "unit", "cell", "portrait"}
        if is_small(width, height) or height >= 40:
            assert "inner-shapes" in found


def test_the_hint_is_a_line_between_time_steps_and_maps() -> None:
    for size in ((100, 30), (120, 36), (200, 60)):
        for opened in OPENED:
            without = arrange_inspector(*size, HIHELLO, **opened | {"hint": False})
            places = arrange_inspector(*size, HIHELLO, **opened | {"hint": True})
            steps = places["steps"]
            assert places.pop("hint") == (1, steps.y + steps.height, steps.width, 1)
            assert places == without


def test_the_pages_of_a_small_terminal_have_a_line_where_they_spare_one() -> None:
    line = (1, 22, 78, 1)
    assert "hint" not in arrange_inspector(80, 24, HIHELLO, hint=True)
    assert arrange_inspector(80, 24, replace(HIHELLO, maps=13), hint=True)["hint"] == line
    assert "hint" not in arrange_inspector(80, 24, HIHELLO, page="arithmetic", hint=True)
    few = replace(HIHELLO, logits=5)
    assert arrange_inspector(80, 24, few, page="arithmetic", hint=True)["hint"] == line
    assert arrange_inspector(80, 24, HIHELLO, page="gradient", hint=True)["hint"] == line
    assert arrange_inspector(80, 24, HIHELLO, portrait=True, hint=True)["hint"] == line


@pytest.mark.parametrize("needs", [HIHELLO, LARGEST, replace(HIHELLO, cell=12)])
def test_the_portrait_that_is_asked_for_is_drawn_at_every_size(needs: InspectorNeeds) -> None:
    for width, height in SIZES:
        places = arrange_inspector(width, height, needs, portrait=True)
        assert places["portrait"].height >= min(PORTRAIT[0], height - 10), (width, height)
        if is_small(width, height):
            assert "steps" in places
        else:
            assert places["unit"].height >= 4


@pytest.mark.parametrize("size", [(100, 30), (120, 36), (200, 60)])
def test_where_there_is_room_for_both_halves_there_is_no_other_one(size: tuple[int, int]) -> None:
    assert arrange_inspector(*size, HIHELLO, page="arithmetic") == arrange_inspector(*size, HIHELLO)


@pytest.mark.parametrize("size", [(59, 40), (200, 15), (1, 1)])
def test_too_small_a_terminal_has_but_a_notice(size: tuple[int, int]) -> None:
    places = arrange_inspector(
        *size, HIHELLO, page="gradient", tensor=True, portrait=True, hint=True
    )
    assert places == {"small": (0, 0, *size)}


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36), (200, 60)])
@pytest.mark.parametrize("other", [{"page": "arithmetic"}, {"portrait": True}])
def test_the_weights_take_the_place_of_the_maps_and_the_time_steps_stay(
    size: tuple[int, int], other: dict[str, Any]
) -> None:
    places = arrange_inspector(*size, HIHELLO, tensor=True, **other)
    assert {"steps", "tensor"} <= places.keys()
    assert "maps" not in places
    assert places["tensor"].x == places["steps"].x
    assert places["tensor"].width == places["steps"].width
    assert ("unit" in places) is not is_small(*size)


def test_the_matrix_stays_beneath_weights_that_leave_it_room() -> None:
    assert arrange_inspector(120, 36, HIHELLO, tensor=True)["gradient"].height == HIHELLO.gradient
    many = replace(HIHELLO, tensor=40)
    places = arrange_inspector(120, 36, many, tensor=True)
    assert "gradient" not in places
    assert places["tensor"] == (1, 9, 66, 26)


def test_200_by_60_has_the_portrait_and_more_of_everything() -> None:
    medium = arrange_inspector(120, 36, LARGEST)
    large = arrange_inspector(200, 60, LARGEST)
    for name in ("steps", "maps", "gradient", "unit", "logits"):
        assert large[name].width > medium[name].width, name
        assert large[name].height >= medium[name].height, name
    assert large["maps"].height > medium["maps"].height
    assert arrange_inspector(200, 60, HIHELLO)["portrait"].height == PORTRAIT[1]
    assert "portrait" not in arrange_inspector(120, 70, HIHELLO)


def test_the_portrait_that_is_asked_for_takes_the_place_of_the_shapes_or_of_the_half() -> None:
    medium = arrange_inspector(120, 36, HIHELLO, portrait=True)
    assert "inner-shapes" not in medium
    assert medium["portrait"] == (70, 26, 49, 9)
    small = arrange_inspector(80, 24, HIHELLO, portrait=True)
    assert small.keys() == FRAME | {"steps", "portrait"}


def test_maps_and_matrix_share_the_room() -> None:
    for width, height in SIZES:
        if is_small(width, height):
            continue
        places = arrange_inspector(width, height, LARGEST)
        assert places["gradient"].height == LEAST_GRADIENT
        assert places["gradient"].y == places["maps"].y + places["maps"].height + 1
        assert places["gradient"].y + LEAST_GRADIENT == height - 1


def test_the_matrix_of_a_long_text_takes_what_few_units_leave() -> None:
    for maps, rows in ((15, 10), (5, 20), (3, 22)):
        places = arrange_inspector(120, 36, replace(LARGEST, maps=maps))
        assert (places["maps"].height, places["gradient"].height) == (maps, rows)


def test_units_have_two_rows_where_all_of_them_have_room() -> None:
    needs = replace(HIHELLO, roomy_maps=25)
    assert arrange_inspector(120, 36, needs)["maps"].height == 15
    assert arrange_inspector(120, 45, needs)["maps"].height == 15
    assert arrange_inspector(120, 46, needs)["maps"].height == 25
    # A row of the matrix is worth more than a second one of a unit.
    longer = replace(needs, gradient=20)
    assert arrange_inspector(120, 46, longer)["maps"].height == 15
    assert arrange_inspector(120, 56, longer)["maps"].height == 25


def test_no_panel_is_taller_than_what_it_shows() -> None:
    for width, height in SIZES:
        places = arrange_inspector(width, height, HIHELLO)
        for name in ("gradient", "unit", "cell", "logits"):
            if name in places:
                assert places[name].height <= getattr(HIHELLO, name), (name, width, height)


def test_the_diagram_is_whole_or_not_there() -> None:
    tall = replace(HIHELLO, cell=12)
    for width, height in SIZES:
        for needs in (HIHELLO, LARGEST, tall):
            places = arrange_inspector(width, height, needs, page="arithmetic")
            if "cell" in places:
                assert places["cell"].height == needs.cell
    assert "cell" not in arrange_inspector(60, 16, tall, page="arithmetic")
