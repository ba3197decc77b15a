"""Graphemes, widths and safe drawing, on texts that want to break a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.text import SPACE, clipped, fit, graphemes, normalize, visible, visible_text, width

HOSTILE = (
    "[/b]",
    "[Red]x",
    "[$primary]",
    "[@click=app.quit]x[/]",
    "한글",
    unicodedata.normalize("NFD", "한글"),
    "👨‍👩‍👧‍👦ab",
    "🇰🇷🇺🇸x",
    "שלום",
    "\u202eabc\u2066",
    "a\x1b[31mb",
    "\x1b]0;title\x07",
    "\x00\x7f\x9b31m",
    "a\tb\r\nc",
    "\u0301ab",
    "\ufeff\u200b\u00ad",
    "a\u200db\u200c",
    "\ud800",
    "\u3164\u115f\u2800",
    "e" + "\u0301" * 50,
    "\U0001f3f4\U000e0067\U000e0062\U000e007f!",
    "a" * 10_000,
)

any_text = st.text(st.characters(), max_size=30)
ordinary = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", ["h", "e", "l", "l", "o"]),
        ("👨‍👩‍👧‍👦ab", ["👨‍👩‍👧‍👦", "a", "b"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("🇰🇷🇺🇸x", ["🇰🇷", "🇺🇸", "x"]),
        ("🇰🇷🇺", ["🇰🇷", "🇺"]),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e007f!",
            ["\U0001f3f4\U000e0067\U000e0062\U000e007f", "!"],
        ),
        ("q\u0301a", ["q\u0301", "a"]),
        ("\u0301a", ["\u0301", "a"]),
        ("a\u200db", ["a\u200d", "b"]),
        ("\r\n", ["\r", "\n"]),
        ("a\x1b[31m", ["a", "\x1b", "[", "3", "1", "m"]),
        ("\u202eab", ["\u202e", "a", "b"]),
        ("\x00\u0301", ["\x00", "\u0301"]),
        ("", []),
    ],
)
def test_graphemes_are_what_a_reader_calls_characters(text: str, expected: list[str]) -> None:
    assert graphemes(text) == expected


def test_two_ways_to_type_a_syllable_are_one_text() -> None:
    typed = unicodedata.normalize("NFD", "안녕")
    assert len(typed) == 6
    assert normalize(typed) == "안녕"
    assert graphemes(normalize(typed)) == ["안", "녕"]


@given(any_text)
def test_graphemes_lose_nothing(text: str) -> None:
    parts = graphemes(text)
    assert "".join(parts) == text
    assert all(parts)


@pytest.mark.parametrize(
    ("grapheme", "drawn"),
    [
        ("a", "a"),
        (" ", SPACE),
        ("\u3000", SPACE),
        ("\u3164", SPACE),
        ("\xa0", "⍽"),
        ("\x1b", "␛"),
        ("\x00", "␀"),
        ("\x7f", "␡"),
        ("\x9b", "\ufffd"),
        ("\u202e", "\ufffd"),
        ("\u200b", "\ufffd"),
        ("\ufeff", "\ufffd"),
        ("\ud800", "\ufffd"),
        ("\ue000", "\ufffd"),
        ("\u0301", "◌\u0301"),
        ("한", "한"),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
        ("[", "["),
    ],
)
def test_visible_draws_what_cannot_be_seen(grapheme: str, drawn: str) -> None:
    assert visible(grapheme) == drawn


def _is_harmless(text: str) -> bool:
    dangerous = ("Cc", "Cs", "Zl", "Zp", "Co", "Cn")
    return not any(
        unicodedata.category(c) in dangerous or unicodedata.bidirectional(c) in _OVERRIDES
        for c in text
    )


_OVERRIDES = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_hostile_word_reaches_the_terminal_raw(text: str) -> None:
    drawn = visible_text(text)
    assert _is_harmless(drawn)
    for grapheme in graphemes(text):
        assert width(visible(grapheme)) in (1, 2)


@given(any_text)
def test_nothing_reaches_the_terminal_raw(text: str) -> None:
    assert _is_harmless(visible_text(text))
    assert _is_harmless(visible_text(text, spaces=True))
    assert " " not in visible_text(text, spaces=True)


def test_spaces_stay_unless_they_are_to_be_seen() -> None:
    assert visible_text("if you") == "if you"
    assert visible_text("if you", spaces=True) == f"if{SPACE}you"


@given(any_text, st.integers(0, 40))
def test_fit_gives_exactly_the_cells(text: str, cells: int) -> None:
    assert width(fit(visible_text(text), cells)) == cells


@given(any_text, st.integers(0, 40))
def test_clipped_never_pads(text: str, cells: int) -> None:
    drawn = visible_text(text, spaces=True)
    cut = clipped(drawn, cells)
    assert width(cut) <= cells
    assert cut == drawn or width(drawn) > cells


def test_a_cut_ends_in_an_ellipsis_and_never_halves_a_character() -> None:
    assert fit("hello", 4) == "hel…"
    assert fit("hello", 7) == "hello  "
    assert fit("안녕하세요", 4) == "안… "
    assert fit("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3) == "👨‍👩‍👧‍👦…"
    assert clipped("안녕하세요", 4) == "안…"
    assert fit("hello", 0) == ""


def test_a_joiner_at_the_end_does_not_swallow_the_next_cell() -> None:
    for grapheme in ("a\u200d", "👨\u200d"):
        assert width(visible(grapheme) + " ") == width(visible(grapheme)) + 1
        assert width(visible(grapheme) + "b") == width(visible(grapheme)) + 1
