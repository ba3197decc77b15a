"""The hint panel: a sentence in a few cells, and the key that shows what it says."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.hint import Hint, HintPanel, hint_line, hint_rows

ABOVE = Hint(
    "3.54 is still above 2.32, the best a net without memory can do.",
    "x",
    "shows what h carries",
    "3.54 is still above no memory, 2.32.",
)


def drawn(view: Hint | None, columns: int = 31, rows: int = 5) -> list[str]:
    return HintPanel(view).draw(columns, rows, Look(DARK)).text().split("\n")


def test_the_sentence_is_wrapped_and_the_key_follows_it() -> None:
    assert drawn(ABOVE) == [
        "Hint " + "─" * 26,
        "3.54 is still above 2.32, the",
        "best a net without memory can",
        "do.   x shows what h carries",
        "",
    ]
    assert hint_rows(ABOVE, 31) == 3


def test_a_key_that_does_not_fit_has_a_row_of_its_own() -> None:
    assert drawn(ABOVE, 28)[1:] == [
        "3.54 is still above 2.32,",
        "the best a net without",
        "memory can do.",
        "x shows what h carries",
    ]
    assert hint_rows(ABOVE, 28) == 4


def test_the_key_is_in_accent_and_bold() -> None:
    sheet = HintPanel(ABOVE).draw(31, 5, Look(DARK))
    inks = {text.strip(): ink for text, ink in sheet.row(3)}
    assert (inks["x"].fg, inks["x"].bold) == ("accent", True)
    assert inks["shows what h carries"].fg == "muted"


def test_without_a_hint_there_is_the_title() -> None:
    assert drawn(None, rows=2) == ["Hint " + "─" * 26, ""]


def line(view: Hint | None, columns: int) -> str:
    return "".join(text for text, _ in hint_line(view, columns))


def test_in_a_line_it_is_whole_or_short_and_the_key_is_left_out_last() -> None:
    key = "   x shows what h carries"
    short = "3.54 is still above no memory, 2.32."
    whole = ABOVE.sentence
    assert line(ABOVE, len(whole + key)) == whole + key
    assert line(ABOVE, len(whole + key) - 1) == short + key
    assert line(ABOVE, len(short + key)) == short + key
    # A whole sentence says more than a key that has no room.
    assert line(replace(ABOVE, short=whole), len(whole)) == whole
    assert line(ABOVE, len(short + key) - 1) == short
    assert line(ABOVE, 20) == short[:19] + "…"
    assert line(None, 78) == ""


def test_without_a_key_the_sentence_stands_alone() -> None:
    alone = replace(ABOVE, key="", word="")
    assert line(alone, 78) == ABOVE.sentence
    assert line(alone, 62) == ABOVE.short
    assert drawn(alone)[1:4] == [*drawn(ABOVE)[1:3], "do."]


def test_a_single_row_has_no_title() -> None:
    assert drawn(ABOVE, 78, 1) == [line(ABOVE, 78)]
    assert drawn(None, 78, 1) == [""]


def test_a_panel_of_few_rows_says_it_in_fewer_words() -> None:
    assert drawn(ABOVE, 28, 4)[1:] == [
        "3.54 is still above no",
        "memory, 2.32.",
        "x shows what h carries",
    ]
    assert drawn(ABOVE, 28, 5)[1].startswith("3.54 is still above 2.32,")


words = st.text(alphabet="ab .안녕|∂", max_size=80)


@given(words, words, words, words, st.integers(0, 50), st.integers(0, 9))
def test_any_hint_is_a_picture_of_its_size(
    sentence: str, key: str, word: str, short: str, columns: int, rows: int
) -> None:
    view = Hint(sentence, key, word, short)
    assert width(line(view, columns)) <= columns
    for palette in (DARK, MONO):
        sheet = HintPanel(view).draw(columns, rows, Look(palette))
        for y in range(rows):
            assert width("".join(text for text, _ in sheet.row(y))) == columns
    if columns > 3:
        whole = HintPanel(view).draw(columns, hint_rows(view, columns) + 2, Look(DARK))
        assert not whole.text().split("\n")[-1].strip()
