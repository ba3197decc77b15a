"""Texts that are strange: what the form and the picture make of them."""

from typing import Any

import pytest
from textual import events

from rnn_tui.experiment import Experiment
from rnn_tui.record import Phase
from rnn_tui.text import characters

FAMILY = "👨‍👩‍👧"
ALONE = "One character: the cost is 0."


async def test_one_letter_again_and_again_is_allowed_and_noted(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "aaaa")
        assert not s.problem("text")
        assert ALONE in " ".join(s.crop(s.widget("form-note").region).split())
        await s.press("enter")
        assert s.session.plan.experiment.text == "aaaa"
        await s.until(lambda: s.screen.background.ready)
        await s.shown(Phase.DONE, 100)
        assert "100/100" in s.rows[0]


async def test_two_ways_to_type_a_word_are_one_word(stage: Any) -> None:
    apart = "\u110b\u1161\u11ab\u1102\u1167\u11bc"
    async with stage() as s:
        await s.fill("text", apart)
        await s.press("enter")
        assert s.session.plan.experiment.text == "안녕"
        assert s.session.task.vocabulary_size == 2


async def test_a_family_is_one_character_and_goes_with_one_key(stage: Any, plain: Any) -> None:
    async with stage(Experiment(text=f"{FAMILY}é🇰🇷a")) as s:
        await s.shown()
        assert s.session.task.length == 3
        assert FAMILY in s.text
        assert plain(s.lines)
        await s.fill("text", f"a{FAMILY}")
        s.input("text").cursor_position = len(f"a{FAMILY}")
        await s.press("backspace")
        assert s.input("text").value == "a"


async def test_a_mark_without_a_letter_stands_on_a_circle(stage: Any) -> None:
    async with stage(Experiment(text="\u0301ab")) as s:
        await s.shown()
        assert "◌\u0301" in s.panel("network")


@pytest.mark.parametrize(
    "text", ["\u202eabc", "ab\u200b\ufeffc", "שלום ab", "a\x1b]0;x\x07b\x00\x9b"]
)
async def test_controls_are_seen_and_rows_stay_as_they_are(
    stage: Any, plain: Any, text: str
) -> None:
    async with stage(Experiment(text=text)) as s:
        await s.shown()
        assert plain(s.lines)
        assert not {"\u202e", "\u200b", "\ufeff"} & set(s.text)
        assert s.session.task.length == len(characters(text)) - 1


async def test_after_the_paste_of_a_million_characters_keys_are_taken(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "")
        s.app.post_message(events.Paste("ab" * 500_000))
        await s.until(lambda: s.toasts)
        assert "kept the first" in s.toasts[0]
        assert len(s.input("text").value) == 20_000
        await s.press("backspace")
        await s.until(lambda: len(s.screen.form.draft.typed.get("text", "")) == 19_999)
        await s.until(lambda: "10,000" in s.problem("text"))
