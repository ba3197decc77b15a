"""What holds of every arrangement: each panel inside the screen, and none over another."""

from collections.abc import Mapping
from itertools import combinations

from rnn_tui.ui.arrange import Place


def apart(first: Place, second: Place) -> bool:
    return (
        first.x + first.width <= second.x
        or second.x + second.width <= first.x
        or first.y + first.height <= second.y
        or second.y + second.height <= first.y
    )


def sound(places: Mapping[str, Place], width: int, height: int) -> None:
    for name, place in places.items():
        assert place.width > 0, name
        assert place.height > 0, name
        assert place.x >= 0, name
        assert place.y >= 0, name
        assert place.x + place.width <= width, name
        assert place.y + place.height <= height, name
    for (one, first), (other, second) in combinations(places.items(), 2):
        assert apart(first, second), (one, other)
