"""The hint panel: a sentence in a few cells, and the key that shows what it says."""

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.hint import Hint, HintPanel, hint_rows

ABOVE = Hint(
    "3.54 is still above 2.32, the best a net without memory can do.", "x", "shows what h carries"
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
    assert hint_rows(None, 31) == 0


words = st.text(alphabet="ab .안녕|∂", max_size=80)


@given(words, words, words, st.integers(0, 50), st.integers(0, 9))
def test_any_hint_is_a_picture_of_its_size(
    sentence: str, key: str, word: str, columns: int, rows: int
) -> None:
    view = Hint(sentence, key, word)
    for palette in (DARK, MONO):
        sheet = HintPanel(view).draw(columns, rows, Look(palette))
        for y in range(rows):
            assert width("".join(text for text, _ in sheet.row(y))) == columns
    if columns > 3:
        whole = HintPanel(view).draw(columns, hint_rows(view, columns) + 2, Look(DARK))
        assert not whole.text().split("\n")[-1].strip()
