"""The list of answers: spaced, close, or around the first wrong letter; never too wide."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Experiment
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.widgets.answers import AnswersView, Line, answers_sheet, needed_width


def view(text: str, current: str, *past: str, weights: Any = None, **facts: Any) -> AnswersView:
    task = Task(Experiment(text=text))
    weights = weights or (1.0,) * task.length

    def line(moment: int, answer: str) -> Line:
        ids = [task.vocabulary.index(letter) for letter in answer]
        right = sum(
            i == target for i, target, w in zip(ids, task.targets, weights, strict=True) if w
        )
        return Line(moment, ids, 12.34 / (moment + 1), right)

    lines = [line(number, answer) for number, answer in enumerate((*past, current))]
    return AnswersView(
        task=task,
        weights=weights,
        iterations=facts.get("iterations", 100),
        changes=len(past),
        lines=lines,
        current=lines[-1],
    )


def drawn(shown: AnswersView, columns: int, rows: int) -> list[str]:
    return answers_sheet(shown, columns, rows).text().split("\n")


def test_spaced_with_marks() -> None:
    shown = view("hello", "ello", "hhhh", "ehlo")
    assert needed_width(shown) == 26
    assert drawn(shown, 30, 6) == [
        "",
        "   it answer              cost",
        "    0 h h h h  ✗✗✗✗      12.34",
        "    1 e h l o  ✓✗✓✓       6.17",
        "▸   2 e l l o  ✓✓✓✓       4.11",
        "",
    ]


def test_an_answer_is_judged_by_the_weights_of_its_moment() -> None:
    shown = view("hello", "ello", "hhlo", "ehho", weights=(1.0, 1.0, 0.0, 1.0))
    lines = [replace(shown.lines[0], weights=(1.0,) * 4, right=2), *shown.lines[1:]]
    rows = drawn(replace(shown, lines=lines), 30, 6)
    assert [row[14:22].strip() for row in rows[2:5]] == ["✗✗✓✓", "✓✗·✓", "✓✓·✓"]
    # Narrow, the marks become a count.
    rows = drawn(replace(shown, lines=lines), 19, 6)
    assert ["2/4" in rows[2], "2/3" in rows[3], "3/3" in rows[4]] == [True] * 3


def test_close_where_there_is_no_room_to_space() -> None:
    shown = view("hello you", "hello yo", "ello you")
    assert needed_width(shown) == 38
    assert drawn(shown, 32, 4)[2:] == [
        "    0 ello␣you  ✓✓✓✓✓✓✓✓   12.34",
        "▸   1 hello␣yo  ✗✗✓✗✗✗✗✗    6.17",
    ]
    assert drawn(shown, 38, 4)[3] == "▸   1 h e l l o ␣ y o  ✗✗✓✗✗✗✗✗   6.17"


def test_too_narrow_it_says_how_many_are_right() -> None:
    shown = view("abcdefghijkl", "bcdefghijkl", "bcdefghijka")
    assert (
        drawn(shown, 28, 4)[2:]
        == [
            "    0 bcde…ijka ✗ 10/11 12.34",
            "▸   1 bcdefghi… ✓ 11/11  6.17",
        ]
        or drawn(shown, 28, 4)[2].count("…") >= 1
    )


@pytest.mark.parametrize("wrong", range(40))
def test_the_first_wrong_letter_is_in_view(wrong: int) -> None:
    right = "bcdefghij" * 4 + "bcde"
    answer = right[:wrong] + "a" + right[wrong + 1 :]
    shown = view("a" + right, answer)
    row = drawn(shown, 30, 3)[2]
    assert "✗ 39/40" in row
    letters = row[6 : row.index("✗")]
    assert letters.count("a") == 1
    assert ("…" in letters) is True


def test_what_does_not_count_has_no_mark_and_is_not_wrong() -> None:
    shown = view("hello", "ehho", weights=(1.0, 0.0, 0.0, 1.0))
    assert drawn(shown, 30, 3)[2] == "▸   0 e h h o  ✓··✓      12.34"
    long = "b" * 40
    weights = (0.0,) * 20 + (1.0,) * 20
    shown = view("a" + long, "a" * 20 + long[20:], weights=weights)
    assert "✓ 20/20" in drawn(shown, 30, 3)[2]


def test_the_newest_lines_are_shown_and_the_moment_last() -> None:
    past = ["hhhh", "ehhh", "elhh", "ellh", "ello", "eelo"]
    rows = drawn(view("hello", "ello", *past), 30, 5)
    assert [row.split()[:1] for row in rows[2:]] == [["4"], ["5"], ["▸"]]
    assert rows[-1].startswith("▸   6 e l l o")


def test_nothing_known_is_an_empty_list() -> None:
    task = Task(Experiment())
    shown = AnswersView(task, (1.0,) * 4, 100, 0, [], None)
    assert drawn(shown, 30, 4) == ["", "   it answer              cost", "", ""]


def test_numbers_have_the_room_that_is_planned() -> None:
    assert view("hello", "ello", iterations=10**12).number_width == 9
    assert view("hello", "ello", iterations=5).number_width == 4
    assert view("hello", "ello", iterations=123_456).number_width == 6


def test_a_cost_that_is_no_number() -> None:
    task = Task(Experiment())
    for cost, word in ((math.nan, "nan"), (math.inf, "inf"), (1e30, "1.0e30")):
        shown = AnswersView(task, (1.0,) * 4, 100, 0, [], Line(3, (1, 2, 2, 3), cost, 4))
        assert drawn(shown, 30, 3)[2].endswith(word)


@given(
    text=st.text(
        alphabet="abc안녕 👨‍👩‍👧🇰🇷🏽각\x00\u202e\ufe0f\u200c\u0903", min_size=2, max_size=60
    ),
    columns=st.integers(1, 120),
    rows=st.integers(1, 20),
    seed=st.integers(0, 99),
)
def test_any_answer_in_any_space(text: str, columns: int, rows: int, seed: int) -> None:
    try:
        task = Task(Experiment(text=text))
    except ValueError:
        return
    size = task.vocabulary_size
    lines = [
        Line(k, [(t * seed + k) % size for t in range(task.length)], 10.0**k, 0) for k in range(5)
    ]
    shown = AnswersView(task, (1.0,) * task.length, 10**6, 4, lines, lines[-1])
    sheet = answers_sheet(shown, columns, rows)
    for y in range(rows):
        row = "".join(part for part, _ in sheet.row(y))
        assert width(row) == columns
        assert not any(ord(c) < 0x20 for c in row)
