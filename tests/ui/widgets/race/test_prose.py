"""Sentences with lanes in their colours: where they break, and what goes first."""

import pytest

from rnn_tui.plotting.palette import DARK
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import BOLD, MUTED, Ink
from rnn_tui.ui.widgets.race.prose import (
    EMPTY,
    Phrase,
    ProseView,
    Sentence,
    Tone,
    prose_rows,
    prose_sheet,
)

LOOK = Look(DARK)


def pair(first: str, second: str, lane: int = 0) -> Sentence:
    return (
        Phrase(first, Tone.LANE, lane),
        Phrase(" solves it more often than "),
        Phrase(second, Tone.LANE, lane + 1),
        Phrase(": "),
        Phrase("91 %", Tone.STRONG),
        Phrase(" (86–94). "),
        Phrase("Only RNN: 123 seeds, p\u00a0<\u00a0.001", Tone.ASIDE),
    )


TWO = ProseView((pair("RNN", "GRU"), pair("GRU", "LSTM", 1)))


def lines(view: ProseView, columns: int, rows: int) -> list[str]:
    return prose_sheet(view, columns, rows, LOOK).text().split("\n")


def test_a_sentence_has_a_line_of_its_own() -> None:
    assert lines(TWO, 90, 4) == [
        "",
        "RNN solves it more often than GRU: 91 % (86–94). Only RNN: 123 seeds, p < .001",
        "GRU solves it more often than LSTM: 91 % (86–94). Only RNN: 123 seeds, p < .001",
        "",
    ]


def test_lanes_have_their_colours_and_numbers_are_bold() -> None:
    row = {text.strip(): ink for text, ink in prose_sheet(TWO, 90, 3, LOOK).row(1)}
    assert row["RNN"] == Ink(DARK.lane_colors[0], bold=True)
    assert row["GRU"] == Ink(DARK.lane_colors[1], bold=True)
    assert row["91 %"] == BOLD
    assert row["Only RNN: 123 seeds, p < .001"] == MUTED


def test_it_wraps_between_words_and_numbers_keep_their_units() -> None:
    said = lines(ProseView((pair("RNN", "GRU"),)), 37, 9)[1:5]
    assert said == [
        "RNN solves it more often than GRU:",
        "91 % (86–94). Only RNN: 123 seeds,",
        "p < .001",
        "",
    ]
    for columns in range(12, 80):
        text = "\n".join(lines(TWO, columns, 40))
        assert text.count("91 %") == 2
        assert text.count("GRU:") + text.count("LSTM:") == 2
        assert text.count("p < .001") == 2


def test_what_is_said_in_passing_goes_first() -> None:
    assert prose_rows(TWO, 60) == 5
    assert lines(TWO, 60, 3) == [
        "",
        "RNN solves it more often than GRU: 91 % (86–94).",
        "GRU solves it more often than LSTM: 91 % (86–94).",
    ]
    only = ProseView(((Phrase("in passing and nothing else", Tone.ASIDE),),) * 3)
    assert lines(only, 12, 4)[1].strip()


def test_sentences_without_a_place_are_counted() -> None:
    many = ProseView(tuple(pair("RNN", "GRU") for _ in range(12)))
    first = "RNN solves it more often than GRU: 91 % (86–94)."
    assert lines(many, 70, 3)[1:] == [first, first.ljust(61) + "… 10 more"]
    # Without room beside the last one, it gives up its line.
    assert lines(many, 52, 4)[1:] == [first, first, " " * 43 + "… 10 more"]
    assert lines(many, 52, 3)[1:] == [first, " " * 43 + "… 11 more"]
    assert lines(many, 30, 2)[1:] == ["RNN solves it more often tha …"]


@pytest.mark.parametrize("columns", range(20))
def test_the_narrowest_panel_says_something_or_nothing(columns: int) -> None:
    for rows in range(6):
        sheet = prose_sheet(TWO, columns, rows, LOOK)
        assert (sheet.width, sheet.height) == (columns, rows)
    assert lines(EMPTY, columns, 3) == ["", "", ""]
