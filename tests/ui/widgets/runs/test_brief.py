"""What a row says of a run: settings, ages, counts, the cost curve in one line."""

import math
from array import array

import pytest

from rnn_tui.ui.widgets.runs.brief import age, brief, short_count, sparkline
from rnn_tui.ui.widgets.runs.closely import spread, wrapped


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "now"),
        (59, "now"),
        (60, "1 m"),
        (3_599, "59 m"),
        (3_600, "1 h"),
        (86_399, "23 h"),
        (86_400, "1 d"),
        (13 * 86_400, "13 d"),
        (14 * 86_400, "2 w"),
        (360 * 86_400, "51 w"),
        (366 * 86_400, "1 y"),
        (1e12, "99 y"),
        (math.nan, "now"),
    ],
)
def test_ages(seconds: float, words: str) -> None:
    assert age(1e12, 1e12 + seconds) == words
    assert len(words) <= 4


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (99_999, "99999"), (100_000, "100k"), (12_345_678, "12M"), (10**15, "9999G")],
)
def test_counts_of_iterations(count: int, words: str) -> None:
    assert short_count(count) == words


def test_settings_are_read_or_left_empty() -> None:
    known = brief('{"cell": "gru", "optimizer": "rmsprop", "learning_rate": 0.03, "seed": 7}')
    assert (known.cell, known.optimizer, known.rate, known.seed) == ("GRU", "RMSProp", "0.03", "7")
    for odd in ("", "[]", "{", '{"cell": "other", "learning_rate": "x"}'):
        assert (brief(odd).cell, brief(odd).rate) == ("", "")


def curve(*points: float) -> bytes:
    return array("f", points).tobytes()


def test_a_curve_falls_from_the_top_to_the_bottom() -> None:
    falling = curve(*(10 * 0.9**k for k in range(120)))
    assert sparkline(falling, 4) == "⠉⠒⠤⣀"
    assert sparkline(falling, 9)[0] == "⠉"
    assert sparkline(falling, 9)[-1] == "⣀"


def test_curves_that_are_no_curves() -> None:
    assert sparkline(b"", 4) == "    "
    assert sparkline(b"abc", 4) == "    "
    assert sparkline(curve(math.nan, math.inf), 4) == "    "
    assert sparkline(curve(3.0, 3.0), 2) == "⣀⣀"
    # What is not finite leaves a gap.
    assert sparkline(curve(8.0, 1.0, math.nan, math.nan), 2) == "⢁ "
    assert len(sparkline(curve(1.0), 3)) == 3


def test_few_points_stand_for_many_moments() -> None:
    columns = spread([9.0, 6.0, 3.0], 100)
    assert next(iter(columns(0, 100, 101))) == (9.0, 9.0)
    assert list(columns(0, 100, 101))[50] == (6.0, 6.0)
    assert list(columns(100, 100, 1)) == [(3.0, 3.0)]
    assert list(spread([4.0], 0)(0, 0, 1)) == [(4.0, 4.0)]
    low, high = next(iter(spread([math.nan, math.nan], 10)(0, 10, 1)))
    assert low == high == math.inf


def test_a_line_is_wrapped_and_cut() -> None:
    assert wrapped("ab cd ef", 5, 2) == ["ab cd", "ef"]
    assert wrapped("abcdefgh", 3, 3) == ["abc", "def", "gh"]
    assert wrapped("ab cd ef gh", 5, 1) == ["ab …"]
    assert wrapped("안녕안녕", 4, 2) == ["안녕", "안녕"]
    assert wrapped("", 4, 2) == [""]
    assert wrapped("ab", 4, 0) == []
