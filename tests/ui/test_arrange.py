"""Where the panels stand at every size: inside the screen, apart, and never too small."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.ui.arrange import Needs, Place, arrange
from rnn_tui.ui.widgets.network_plan import plan_network


def needs(
    *,
    time_steps: int = 4,
    letters: int = 4,
    units: int = 4,
    answers: int = 30,
    form: int = 15,
    notice: int = 0,
    inside: int = 0,
    reading: str = "",
    form_open: bool = False,
    help_open: bool = False,
) -> Needs:
    def network(columns: int, rows: int) -> int:
        return plan_network(
            time_steps=time_steps,
            letters=letters,
            units=units,
            width=columns,
            height=rows,
            wide=False,
            beside=form_open or help_open,
        ).height

    return Needs(
        network=network,
        answers=answers,
        form=form,
        facts=7,
        shapes=6,
        floors=4,
        notice=lambda _: notice,
        inside=inside,
        reading=reading,
        form_open=form_open,
        help_open=help_open,
    )


def apart(first: Place, second: Place) -> bool:
    return (
        first.x + first.width <= second.x
        or second.x + second.width <= first.x
        or first.y + first.height <= second.y
        or second.y + second.height <= first.y
    )


def sound(places: dict[str, Place], width: int, height: int) -> None:
    for name, place in places.items():
        assert place.width > 0, name
        assert place.height > 0, name
        assert place.x >= 0, name
        assert place.y >= 0, name
        assert place.x + place.width <= width, name
        assert place.y + place.height <= height, name
    for (one, first), (other, second) in combinations(places.items(), 2):
        assert apart(first, second), (one, other)


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
    reading=st.sampled_from(["", "hint", "events"]),
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
    reading: str,
    open_: str,
) -> None:
    asked = needs(
        inside=inside,
        reading=reading,
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
    asked = {"form": 20, "reading": "events"}
    assert "events" not in arrange(120, 36, needs(form=20))
    places = arrange(120, 36, needs(**asked))  # type: ignore[arg-type]
    assert places["events"].height >= 4
    assert places["facts"].height >= 6
    assert places["events"].y == places["facts"].y + places["facts"].height + 1
    assert "events" not in arrange(110, 30, needs(**asked))  # type: ignore[arg-type]
    assert "hint" in arrange(200, 60, needs(reading="hint"))


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
