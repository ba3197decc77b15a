"""Words that would like to be more than text: literal or pictures, wherever they are shown."""

import unicodedata
from typing import Any

import pytest
from rich.cells import cell_len
from textual import events

from rnn_tui.experiment import Experiment
from rnn_tui.record import Phase

HOSTILE = {
    "a closing tag": "[/b]",
    "a tag": "[Red]x",
    "an action": "[@click=app.quit]x[/]",
    "a variable": "[$primary]",
    "an escape": "a\x1b[31mb\x1b[2J",
    "a title": "a\x1b]0;owned\x07b",
    "a nul": "a\x00b\x7f",
    "c1": "a\x9b31mb\x85",
    "decomposed hangul": unicodedata.normalize("NFD", "안녕안녕"),
    "a family": "ab👨‍👩‍👧‍👦ab",
    "right to left": "שלום ab \u202eevil",
    "a mark alone": "\u0301ab",
    "unseen": "a\u200bb\ufeffc\u3164",
    "spaces": "a b  c ",
    "lines": "a\tb\nb\r\nc",
    "braces": "{0}{name}%s\\n",
}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *((name, (120, 36)) for name in HOSTILE),
        *((name, (80, 24)) for name in ("an action", "a title", "a family", "right to left")),
    ],
)
async def test_as_the_text_of_a_run(
    stage: Any, plain: Any, name: str, size: tuple[int, int]
) -> None:
    experiment = Experiment(text=HOSTILE[name])
    async with stage(experiment, size=size) as s:
        await s.shown(Phase.DIVERGED, 23, reason=f"the cost of {HOSTILE[name]} is nan")
        for key in ("right", "e", "escape", "question_mark"):
            assert plain(s.lines), key
            assert {cell_len(line) for line in s.lines} == {size[0]}, key
            await s.press(key)
        if name in ("a closing tag", "a tag", "an action", "a variable", "braces"):
            assert size[0] < 100 or HOSTILE[name] in s.panel("header")
            assert s.input("text").value == HOSTILE[name]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_no_click_on_a_word_acts(stage: Any, size: tuple[int, int]) -> None:
    text = HOSTILE["an action"]
    async with stage(Experiment(text=text), size=size) as s:
        await s.shown(Phase.FAILED, 23, reason=text)
        for y, line in enumerate(s.lines):
            if text[1:8] in line:
                await s.pilot.click(offset=(line.index(text[1:8]) + 1, y))
                await s.press("escape")
        assert s.app._exit is False


async def test_pasted_into_the_word(stage: Any, plain: Any) -> None:
    async with stage() as s:
        names = ("an action", "a title", "a nul", "c1", "decomposed hangul", "lines")
        for number, name in enumerate(names, start=2):
            word = HOSTILE[name]
            await s.fill("text", "")
            s.app.post_message(events.Paste(word))
            await s.until(lambda: s.input("text").value)
            assert plain([s.input("text").value, *s.lines, *s.toasts]), name
            await s.press("enter")
            assert len(s.sessions) == number, name
            assert plain(s.lines), name
        assert s.app._exit is False


async def test_a_hostile_number_and_what_is_said_of_it(stage: Any, plain: Any) -> None:
    async with stage() as s:
        for raw in ("[/b]", "[@click=app.quit]1[/]", "１"):
            await s.fill("learning_rate", raw)
            assert "above 0 to 1,000" in s.problem("learning_rate")
            assert plain(s.lines)
        assert s.input("learning_rate").value == "１"


async def test_a_paste_of_more_lines_keeps_the_first_and_says_so(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "")
        s.app.post_message(events.Paste("first line\nsecond\nthird"))
        await s.until(lambda: s.toasts)
        assert s.input("text").value == "first line"
        assert s.toasts == ["kept the first line of 3"]


async def test_a_paste_goes_where_the_cursor_is(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "ad")
        await s.press("home", "right")
        s.app.post_message(events.Paste("bc"))
        await s.until(lambda: s.input("text").value == "abcd")


async def test_controls_in_a_paste_become_pictures_and_it_is_said(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "")
        s.app.post_message(events.Paste("a\x1bb\x00"))
        await s.until(lambda: s.toasts)
        assert s.input("text").value == "a␛b␀"
        assert s.toasts == ["control characters became pictures"]


async def test_a_paste_of_a_book_is_cut_and_it_is_said(stage: Any, plain: Any) -> None:
    async with stage() as s:
        await s.fill("text", "")
        s.app.post_message(events.Paste("ab" * 100_000))
        await s.until(lambda: s.toasts)
        assert s.toasts == ["kept the first 20,000 characters"]
        await s.until(lambda: s.screen.form.settled)
        assert len(s.input("text").value) == 20_000
        assert "too long: 20,000 characters, at most 10,000" in s.problem("text")


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_ten_thousand_characters(stage: Any, plain: Any, size: tuple[int, int]) -> None:
    text = "[/b] so\x1b long 안녕 " * 600
    text = text[:10_000]
    assert len(text) == 10_000
    async with stage(Experiment(text=text), size=size) as s:
        await s.shown(Phase.RUNNING, 2)
        assert plain(s.lines)
        assert {cell_len(line) for line in s.lines} == {size[0]}
        assert "time step 3 of 9999" in s.panel("network").replace(",", "")
        await s.press("right", "e", "escape")
        assert plain(s.lines)


async def test_a_text_with_controls_keeps_them_when_another_field_changes(stage: Any) -> None:
    async with stage(Experiment(text="a\x1bb")) as s:
        assert s.input("text").value == "a␛b"
        await s.fill("seed", "4")
        await s.press("enter")
        assert s.session.plan.experiment == Experiment(text="a\x1bb", seed=4)
