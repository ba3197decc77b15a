"""Where the panels stand at every size: inside the screen, apart, and never too small."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.ui.arrange import Aside, Needs, Place, arrange, next_aside
from rnn_tui.ui.widgets.network_plan import least_network, plan_network
from tests.ui.apart import sound


def needs(
    *,
    time_steps: int = 4,
    letters: int = 4,
    units: int = 4,
    answers: int = 30,
    form: int = 15,
    notice: int = 0,
    inside: int = 0,
    hint: bool = False,
    events: bool = False,
    aside: Aside = "answers",
    form_open: bool = False,
    help_open: bool = False,
) -> Needs:
    drawn: dict[str, Any] = {
        "time_steps": time_steps,
        "letters": letters,
        "units": units,
        "wide": False,
        "beside": form_open or help_open,
    }
    return Needs(
        network=lambda columns, rows: plan_network(width=columns, height=rows, **drawn).height,
        least=lambda columns: least_network(width=columns, **drawn),
        answers=answers,
        form=form,
        facts=7,
        shapes=6,
        floors=4,
        notice=lambda _: notice,
        inside=inside,
        hint=hint,
        events=events,
        aside=aside,
        form_open=form_open,
        help_open=help_open,
    )


ALL = [(width, height) for width in range(60, 221) for height in range(16, 71)]


@pytest.mark.parametrize(
    "asked",
    [
        needs(),
        needs(time_steps=200, letters=40, units=32, answers=400, form=24),
        needs(time_steps=9, letters=7, units=8, answers=55, notice=2),
    ],
    ids=["hello", "long", "diverged"],
)
def test_at_every_size_everything_has_its_place(asked: Needs) -> None:
    for width, height in ALL:
        places = arrange(width, height, asked)
        sound(places, width, height)
        where = f"{width}x{height}"
        assert {"header", "timeline", "footer", "network", "cost", "answers"} <= set(places), where
        assert ("summary" in places) != ("form" in places), where
        assert ("notice" in places) == bool(asked.notice(80)), where
        assert places["network"].height >= (10 if height >= 24 else 7), where
        assert places["cost"].height >= (8 if height >= 24 else 2), where
        assert places["cost"].width >= 26, where
        assert places["answers"].width >= 28, where
        assert places["answers"].height >= (8 if height >= 24 else 2), where


@pytest.mark.parametrize("open_", ["form_open", "help_open"])
def test_with_the_drawer_or_the_help_open(open_: str) -> None:
    asked = needs(form_open=open_ == "form_open", help_open=open_ == "help_open")
    for width, height in ALL:
        places = arrange(width, height, asked)
        sound(places, width, height)
        small = width < 100 or height < 30
        if open_ == "help_open":
            assert "help" in places
            assert "summary" not in places
        else:
            assert "form" in places
            assert ("summary" in places) is False
        if width >= 80 and height >= 24:
            assert {"network", "answers"} <= set(places)
        if not small:
            assert "cost" in places


@given(
    width=st.integers(60, 220),
    height=st.integers(16, 70),
    time_steps=st.integers(1, 300),
    letters=st.integers(1, 300),
    units=st.integers(1, 1024),
    answers=st.integers(20, 11_000),
    form=st.integers(12, 40),
    notice=st.integers(0, 4),
    inside=st.sampled_from([0, 8, 20, 300]),
    hint=st.booleans(),
    events=st.booleans(),
    aside=st.sampled_from(["answers", "events", "facts"]),
    open_=st.sampled_from(["", "form", "help"]),
)
def test_whatever_is_asked_nothing_overlaps(
    width: int,
    height: int,
    time_steps: int,
    letters: int,
    units: int,
    answers: int,
    form: int,
    notice: int,
    inside: int,
    hint: bool,
    events: bool,
    aside: Aside,
    open_: str,
) -> None:
    asked = needs(
        inside=inside,
        hint=hint,
        events=events,
        aside=aside,
        time_steps=time_steps,
        letters=letters,
        units=units,
        answers=answers,
        form=form,
        notice=notice,
        form_open=open_ == "form",
        help_open=open_ == "help",
    )
    sound(arrange(width, height, asked), width, height)


def test_the_facts_make_room_for_what_reads_the_run() -> None:
    assert "events" not in arrange(120, 36, needs(form=20))
    for width, height, form, rows in ((120, 36, 20, 5), (100, 30, 15, 4)):
        for name, asked in (
            ("events", needs(form=form, events=True)),
            ("hint", needs(form=form, hint=True)),
        ):
            places = arrange(width, height, asked)
            assert places[name].height == rows
            assert places["facts"].height >= 6
            assert places[name].y == places["facts"].y + places["facts"].height + 1
    assert "events" not in arrange(100, 30, needs(form=20, events=True))


HELLO: dict[str, Any] = {"hint": True}
HIHELLO: dict[str, Any] = {"hint": True, "time_steps": 6, "letters": 5, "units": 5}
SEVEN: dict[str, Any] = {"hint": True, "time_steps": 6, "letters": 7, "units": 7}
LONG: dict[str, Any] = {"hint": True, "time_steps": 61, "letters": 14, "units": 32, "answers": 400}


@pytest.mark.parametrize("task", [HELLO, HIHELLO, LONG], ids=["hello", "hihello", "long"])
@pytest.mark.parametrize("events", [False, True])
@pytest.mark.parametrize("form", [15, 21, 40])
def test_the_hint_has_a_place_in_every_terminal_that_has_a_form(
    task: dict[str, Any], events: bool, form: int
) -> None:
    for width, height in ALL:
        if width < 100 or height < 30:
            continue
        for help_open in (False, True):
            asked = needs(**task, events=events, form=form, help_open=help_open)
            places = arrange(width, height, asked)
            sound(places, width, height)
            assert places["hint"].height == 1 or places["hint"].height >= 4


def test_nothing_but_the_hint_moves_when_events_take_its_place() -> None:
    for width, height in ((100, 30), (120, 36), (150, 48), (200, 60)):
        before = arrange(width, height, needs(form=15, hint=True))
        after = arrange(width, height, needs(form=15, hint=True, events=True))
        gone = {"hint", "events"}
        assert {k: v for k, v in before.items() if k not in gone} == {
            k: v for k, v in after.items() if k not in gone
        }
        assert "events" in after


def test_the_line_of_the_hint_is_the_row_above_the_plot() -> None:
    places = arrange(120, 36, needs(form=20, hint=True, events=True))
    assert places["hint"] == Place(35, places["cost"].y - 1, 84, 1)
    assert places["network"].y + places["network"].height == places["hint"].y
    assert "hint" not in arrange(120, 36, needs(form=20, hint=True, events=True, notice=2))


def test_a_large_terminal_has_room_for_hint_and_events() -> None:
    places = arrange(200, 60, needs(form=20, hint=True, events=True))
    assert places["hint"].height == 5
    assert places["events"].y == places["hint"].y + 6
    assert places["events"].height >= 5


@pytest.mark.parametrize("task", [HELLO, HIHELLO], ids=["hello", "hihello"])
def test_in_a_small_terminal_the_hint_is_a_line_where_the_network_leaves_one(
    task: dict[str, Any],
) -> None:
    places = arrange(80, 24, needs(**task))
    assert places["hint"] == Place(1, 3, 78, 1)
    assert places["network"].y == 4
    # It costs the plot none of the rows it keeps, and the network no letter.
    assert (places["cost"].height, places["answers"].height) == (8, 8)
    assert places["network"].height >= 6 + task.get("letters", 4)
    assert "hint" not in arrange(80, 24, needs(**task, notice=2))


@pytest.mark.parametrize("task", [SEVEN, LONG], ids=["seven letters", "long"])
def test_where_the_letters_need_all_rows_the_summary_shares_its_own(task: dict[str, Any]) -> None:
    places = arrange(80, 24, needs(**task))
    assert "hint" not in places
    assert places == arrange(80, 24, needs(**task | {"hint": False}))


@pytest.mark.parametrize("aside", ["answers", "events", "facts"])
def test_a_small_terminal_shows_a_page_beside_the_plot(aside: Aside) -> None:
    places = arrange(80, 24, needs(aside=aside, events=True))
    assert set(places) & {"answers", "events", "facts"} == {aside}
    assert places[aside] == arrange(80, 24, needs())["answers"]
    # Elsewhere each has a place of its own.
    places = arrange(120, 36, needs(aside=aside, events=True, form=16))
    assert set(places) >= {"answers", "events", "facts"}


def test_what_can_stand_beside_the_plot_is_turned_through() -> None:
    every: tuple[Aside, ...] = ("answers", "events", "facts")
    assert [next_aside(aside, every) for aside in every] == ["events", "facts", "answers"]
    assert next_aside("answers", ("answers", "facts")) == "facts"


@pytest.mark.parametrize("size", [(59, 16), (60, 15), (1, 1), (200, 15), (59, 70)])
def test_below_the_smallest_size_there_is_only_the_notice(size: tuple[int, int]) -> None:
    assert arrange(*size, needs()) == {"small": Place(0, 0, *size)}


def test_panels_of_the_usual_sizes() -> None:
    assert set(arrange(80, 24, needs())) == {
        *("header", "timeline", "summary", "network", "cost", "answers", "footer")
    }
    medium = arrange(120, 36, needs())
    assert set(medium) == {
        *("header", "timeline", "form", "facts", "network", "cost", "answers", "footer")
    }
    assert medium["form"].width == 31
    assert medium["network"].width == 84
    large = arrange(200, 60, needs())
    assert set(large) == {*medium, "shapes", "floors", "portrait"}
    assert set(arrange(200, 60, needs(inside=12))) == {*large, "kernel", "gradient"}
    assert (large["form"].width, large["answers"].width, large["network"].width) == (34, 44, 112)
    drawer = arrange(80, 24, needs(form_open=True))
    assert drawer["form"].width == 42
    assert "cost" not in drawer
    assert arrange(120, 36, needs(help_open=True))["help"].width == 45
