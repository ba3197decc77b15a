"""A field under the fingers of a fast typist: keys in a burst, whole characters, one line."""

import unicodedata
from typing import Any

import pytest
from textual import events

from rnn_tui.ui.widgets.field_input import FieldInput


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


async def test_composed_hangul_is_typed_and_the_cursor_stands_behind_it(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "")
        burst(s, *"안녕a")
        await s.until(lambda: s.input("text").value == "안녕a")
        box = s.input("text")
        # A syllable takes two cells of the screen.
        await s.until(lambda: box.cursor_screen_offset.x == box.content_region.x + 5)
        await s.press("left", "left")
        assert box.cursor_screen_offset.x == box.content_region.x + 2
        await s.press("backspace")
        assert box.value == "녕a"
        assert box.cursor_screen_offset.x == box.content_region.x


async def test_pasted_hangul_is_composed_and_said_nothing_of(stage: Any) -> None:
    apart = unicodedata.normalize("NFD", "안녕")
    assert len(apart) == 6
    async with stage() as s:
        await s.fill("text", "")
        s.input("text").post_message(events.Paste(apart))
        await s.until(lambda: s.input("text").value == "안녕")
        assert s.toasts == []
        await s.until(lambda: s.screen.form.settled)
        assert s.screen.form.draft.experiment.text == "안녕"
        await s.press("backspace")
        assert s.input("text").value == "안"


async def test_jamo_typed_one_by_one_stay_what_they_are(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "")
        burst(s, *"ㅎㅏㄴ")
        await s.until(lambda: s.input("text").value == "ㅎㅏㄴ")
        await s.until(lambda: s.screen.form.settled)
        assert s.screen.form.draft.experiment.text == "ㅎㅏㄴ"
        await s.press("backspace")
        assert s.input("text").value == "ㅎㅏ"


async def test_backspace_takes_a_syllable_that_is_still_in_parts(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", unicodedata.normalize("NFD", "안녕"))
        await s.press("end", "backspace")
        assert unicodedata.normalize("NFC", s.input("text").value) == "안"


async def test_the_fields_of_a_race_take_hangul_too(stage: Any) -> None:
    async with stage() as s:
        box = FieldInput(id="own")
        await s.app.screen.mount(box)
        box.focus()
        await s.pilot.pause()
        box.post_message(events.Paste(unicodedata.normalize("NFD", "빠른: cell=gru")))
        await s.until(lambda: box.value == "빠른: cell=gru")


async def test_the_cursor_does_not_blink(stage: Any) -> None:
    async with stage() as s:
        await s.press("e")
        assert not s.input("text").cursor_blink
        assert s.input("text")._cursor_visible
