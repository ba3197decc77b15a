"""Where the panels of the list of runs stand at every size: inside the screen, and apart."""

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_beside import arrange_beside
from rnn_tui.ui.arrange_runs import arrange_runs
from rnn_tui.ui.widgets.runs.columns import FOLDING, columns
from tests.ui import apart

ALWAYS = {"header", "timeline", "footer", "title", "sign", "line", "count", "table"}


def test_the_list_stands_at_every_size() -> None:
    for width in range(60, 221):
        for height in range(16, 71):
            places = arrange_beside(width, height, arrange_runs)
            apart.sound(places, width, height)
            assert places.keys() >= ALWAYS
            assert places["table"].height >= 9
            assert ("brief" in places) != ("curve" in places)
            assert ("curve" in places) == (width >= 100 and height >= 30)


@given(
    width=st.integers(0, 220),
    height=st.integers(0, 70),
    sign=st.integers(3, 30),
    help_open=st.booleans(),
)
def test_whatever_stands_before_the_line(
    width: int, height: int, sign: int, help_open: bool
) -> None:
    def panels(room: Place) -> dict[str, Place]:
        return arrange_runs(room, sign=sign)

    places = arrange_beside(width, height, panels, help_open=help_open)
    if width < 60 or height < 16:
        assert places.keys() == {"small"}
        return
    apart.sound(places, width, height)
    assert ("help" in places) == help_open
    assert "table" in places or help_open


def test_the_list_of_the_pictures() -> None:
    usual = arrange_beside(120, 36, arrange_runs)
    assert usual["title"] == (1, 2, 118, 1)
    assert usual["line"].y == 3
    assert usual["table"] == (1, 4, 118, 20)
    assert usual["curve"] == (1, 25, 45, 10)
    assert usual["share"].y + usual["share"].height == 35
    small = arrange_beside(80, 24, arrange_runs)
    assert small["table"] == (1, 4, 78, 18)
    assert small["brief"] == (1, 22, 78, 1)


@given(width=st.integers(58, 218), digits=st.integers(1, 9))
def test_columns_stand_apart_within_the_width(width: int, digits: int) -> None:
    found = columns(width, digits)
    end = 0
    for column in found.values():
        assert column.x > end - (column.x == 4)
        end = column.end
    assert end <= width
    assert found.keys() >= {"run", "text", "cell", "cost"}
    gone = [name for name in FOLDING if name not in found]
    assert gone == list(FOLDING[: len(gone)])


def test_the_columns_of_the_pictures() -> None:
    assert set(FOLDING) <= columns(118, 3).keys()
    small = columns(78, 3)
    assert [name for name in FOLDING if name not in small] == list(FOLDING[:5])
    assert columns(118, 3)["age"].end == 118
    assert columns(200, 3)["age"].end == 200
