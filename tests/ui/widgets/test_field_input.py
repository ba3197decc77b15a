"""A field under the fingers of a fast typist: keys in a burst, whole characters, one line."""

from typing import Any

import pytest
from textual import events


def burst(s: Any, *keys: str) -> None:
    """Send keys as a terminal does that was read late: all at once."""
    for key in keys:
        s.app.post_message(events.Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("ctrl+u", *"hihello"), "hihello"),
        ((*"abc", "backspace", "backspace", *"d", "home", *"x"), "xad"),
        (("end", "left", "left", *"abc", "delete", *"d"), "abcd"),
    ],
)
async def test_keys_of_a_burst_count_in_their_order(
    stage: Any, keys: tuple[str, ...], text: str
) -> None:
    async with stage() as s:
        await s.fill("text", "")
        if text == "abcd":
            await s.fill("text", "yz")
            text = "abcdz"
        burst(s, *keys)
        await s.until(lambda: s.input("text").value == text)
        await s.until(lambda: s.screen.form.settled)
        assert s.screen.form.draft.shown("text") == text


async def test_enter_at_the_end_of_a_burst_trains_all_of_it(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "")
        burst(s, *"hihello", "enter")
        await s.until(lambda: len(s.sessions) == 2)
        assert s.session.plan.experiment.text == "hihello"


@pytest.mark.parametrize(
    ("text", "left"),
    [("ab👨‍👩‍👧‍👦", "ab"), ("ab한", "ab"), ("abe\u0301", "ab"), ("ab🇰🇷", "ab"), ("ab\u200d", "a")],
)
async def test_backspace_takes_what_a_reader_calls_a_character(
    stage: Any, text: str, left: str
) -> None:
    async with stage() as s:
        await s.fill("text", text)
        await s.press("end", "backspace")
        assert s.input("text").value == left


async def test_backspace_takes_what_is_selected(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "abcd")
        await s.press("end", "shift+left", "shift+left", "backspace")
        assert s.input("text").value == "ab"
        await s.press("home", "backspace")
        assert s.input("text").value == "ab"


async def test_the_cursor_does_not_blink(stage: Any) -> None:
    async with stage() as s:
        await s.press("e")
        assert not s.input("text").cursor_blink
        assert s.input("text")._cursor_visible
