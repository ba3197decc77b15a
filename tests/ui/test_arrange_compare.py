"""Where the panels of compared runs stand at every size."""

from itertools import pairwise

import pytest

from rnn_tui.ui.arrange import KEPT_ROWS, Place
from rnn_tui.ui.arrange_compare import PLOT_ROWS, CompareNeeds, arrange_compare
from tests.ui.apart import apart

TWO = CompareNeeds(lambda _: 4, lambda _: 2)
FOUR = CompareNeeds(lambda columns: 6 + (columns < 98), lambda _: 3)
TWELVE = CompareNeeds(lambda _: 15, lambda columns: 12 if columns < 98 else 8)


@pytest.mark.parametrize("needs", [TWO, FOUR, TWELVE])
def test_plot_and_table_are_there_at_every_size(needs: CompareNeeds) -> None:
    for width in range(58, 221):
        for height in range(13, 71):
            room = Place(1, 2, width, height)
            places = arrange_compare(room, needs)
            found = list(places.values())
            for place in found:
                assert place.height > 0
                assert place.y >= 2
                assert place.y + place.height <= 2 + height
            for one, other in pairwise(found):
                assert apart(one, other)
                assert other.y >= one.y + one.height
            assert places["plot"].height >= KEPT_ROWS
            assert places["table"].height >= min(needs.table(width), 5)


def test_what_folds() -> None:
    large = arrange_compare(Place(1, 2, 118, 33), FOUR)
    assert list(large) == ["plot", "table", "same", "words"]
    assert large["plot"].height == 18
    # A blank row between two panels, and one above the footer.
    assert large["table"].y == large["plot"].y + 18 + 1
    assert large["words"].y + large["words"].height == 2 + 33 - 1
    small = arrange_compare(Place(1, 2, 78, 21), FOUR)
    assert list(small) == ["plot", "table", "same", "words"]
    assert sum(place.height for place in small.values()) == 21
    many = arrange_compare(Place(1, 2, 118, 33), TWELVE)
    assert many["plot"].height >= PLOT_ROWS - 4
    assert many["table"].height == 15
    assert list(arrange_compare(Place(1, 2, 78, 21), TWELVE)) == ["plot", "table"]
