# ruff: noqa: ARG002 - a stand-in has the signature of what it stands for
"""Screens beside the run: its header and timeline go on there, whatever stands beneath them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest
from textual.widget import Widget

from rnn_tui.commands import COMPARE
from rnn_tui.record import Phase
from rnn_tui.session.orders import Pause, Seek
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.bindings import bindings_of
from rnn_tui.ui.footers import Mode
from rnn_tui.ui.look import Look
from rnn_tui.ui.screens.beside import BesideScreen
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.canvas import Canvas, Titled
from rnn_tui.ui.widgets.help_page import Line, Page


class Said(Page[None]):
    def page(self, room: int, look: Look) -> list[Line]:
        return [("What there is", [])]


class Plain(Titled[str]):
    title = "Plain"

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        sheet = Sheet(columns, rows)
        sheet.put(0, 1, self.view)
        return sheet


class Beside(BesideScreen):
    screen_name: ClassVar[str] = COMPARE
    mode: ClassVar[Mode] = "compare"
    BINDINGS = bindings_of(COMPARE)

    def __init__(self) -> None:
        super().__init__(Said(None, id="help"))
        self.plain = Plain("nothing", id="plain")
        self.frames = 0

    def panels(self) -> Iterator[Widget]:
        yield self.plain

    def placed(self, room: Place) -> Mapping[str, Place]:
        return {"plain": room}

    def draw(self) -> None:
        self.plain.view = "drawn"

    def frame(self) -> None:
        self.frames += 1


@pytest.fixture
def beside(stage: Any) -> Any:
    """Open the app on a run, and on a screen beside it."""

    @asynccontextmanager
    async def opened(**settings: Any) -> AsyncIterator[tuple[Any, Beside]]:
        async with stage(**settings) as s:
            await s.shown(Phase.RUNNING, 12, rate=20.0)
            screen = Beside()
            await s.app.archive.put_over(screen)
            await s.until(lambda: s.app.screen is screen)
            await s.pilot.pause()
            yield s, screen

    return opened


def panel(screen: Beside, name: str) -> str:
    widget = screen.query_one(f"#{name}", Canvas)
    assert widget.display, name
    return "\n".join(widget.render_line(y).text for y in range(widget.size.height))


async def test_the_run_goes_on_in_the_first_two_rows(beside: Any) -> None:
    async with beside() as (s, screen):
        assert "12/100" in s.rows[0]
        assert "hello · RNN" in s.rows[0]
        before = s.rows[1]
        s.session.shows(Phase.RUNNING, 57, rate=20.0)
        await s.until(lambda: "57/100" in s.rows[0])
        assert s.rows[1] != before
        assert s.session.mailbox.wanted
        assert screen.frames > 0


async def test_train_draws_what_came_meanwhile(beside: Any) -> None:
    async with beside() as (s, _):
        drawn = s.screen.shown.snapshot
        s.session.shows(Phase.RUNNING, 57)
        await s.until(lambda: "57/100" in s.rows[0])
        assert s.screen.shown.snapshot is drawn
        await s.press("1")
        await s.until(lambda: s.app.screen is s.screen)
        s.session.shows(Phase.PAUSED, 58)
        await s.until(lambda: "58/100" in s.rows[0])


async def test_what_was_seen_from_there_is_not_asked_for_again(beside: Any) -> None:
    async with beside() as (s, _):
        done = s.session.shows(Phase.DONE, 100)
        await s.until(lambda: "100/100" in s.rows[0])
        await s.press("1")
        await s.until(lambda: s.app.screen is s.screen)
        await s.until(lambda: s.screen.shown.snapshot is done)
        assert "100/100" in s.rows[0]


async def test_a_run_that_stands_still_is_not_asked_for_pictures(beside: Any) -> None:
    async with beside() as (s, screen):
        s.session.shows(Phase.PAUSED, 57)
        await s.until(lambda: "paused" in s.rows[0])
        s.screen._eager = 0
        s.session.mailbox.wanted = False
        frames = screen.frames
        await s.until(lambda: screen.frames > frames + 2)
        assert not s.session.mailbox.wanted


async def test_panels_have_the_room_between_timeline_and_footer(beside: Any) -> None:
    async with beside() as (s, screen):
        assert screen.plain.region == (1, 2, 118, 33)
        assert "drawn" in s.rows[3]
        await s.pilot.resize_terminal(80, 24)
        await s.until(lambda: screen.plain.region == (1, 2, 78, 21))
        await s.pilot.resize_terminal(50, 14)
        await s.until(lambda: "50x14 is too small" in s.text)
        assert not screen.plain.display


@pytest.mark.parametrize(("size", "beside_it"), [((120, 36), True), ((80, 24), False)])
async def test_the_help_stands_beside_the_panels_or_over_them(
    beside: Any, size: tuple[int, int], beside_it: bool
) -> None:
    async with beside(size=size) as (s, screen):
        await s.press("question_mark")
        assert "What there is" in panel(screen, "help")
        assert screen.plain.display is beside_it
        assert "esc close" in s.rows[-1]
        await s.press("escape")
        assert not screen.help_page.display
        assert screen.plain.display
        assert screen.focused is None


async def test_space_and_the_timeline_are_of_the_run(beside: Any) -> None:
    async with beside() as (s, _):
        await s.press("space")
        assert list(s.session.orders) == [Pause()]
        await s.pilot.mouse_down("#timeline", offset=(60, 0))
        await s.pilot.pause()
        assert isinstance(list(s.session.orders)[-1], Seek)


async def test_quit_leaves_the_program_from_there(beside: Any) -> None:
    async with beside() as (s, _):
        await s.press("q")
        await s.until(lambda: s.app.return_code == 0)
