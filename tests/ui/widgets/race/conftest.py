"""A race of three lanes over 200 seeds: plain numbers, those of the pictures."""

import pytest

from rnn_tui.ui.widgets.race.views import AnswerCount, LanesListView, LaneView


def answer(letters: str, seeds: int) -> AnswerCount:
    """Give an answer to hello, its wrong letters told apart."""
    return AnswerCount(
        tuple(letters), seeds, tuple(a != b for a, b in zip(letters, "ello", strict=True))
    )


@pytest.fixture(scope="session")
def race() -> LanesListView:
    """Give the three cells on hello."""
    rnn = LaneView(
        "RNN", 0, 36, 200, 181, 181, (32, 42, 55), (0, 1, 2, 4, 8, 4, 2, 1, 0, 0, 0, 0) * 2, 100,
        (2.02, 2.16, 2.33), True, 4e-6, (answer("ello", 181), answer("elll", 19)),
    )  # fmt: skip
    lstm = LaneView(
        "LSTM", 1, 144, 200, 38, 47, (43, 81, 94), (0,) * 18 + (1, 2, 3, 3, 3, 8), 100,
        (3.33, 3.44, 3.56), True, 10e-6,
        (answer("llll", 63), answer("elll", 59), answer("lllo", 40), answer("ello", 38)),
    )  # fmt: skip
    gru = LaneView(
        "GRU", 2, 1_108, 200, 65, 67, (68, 86, 94), (), 100, (3.17, 3.33, 3.52), True, 9e-6,
        (answer("lllo", 79), answer("ello", 65), answer("llll", 38), answer("elll", 18)),
    )  # fmt: skip
    return LanesListView((rnn, lstm, gru), 0)
