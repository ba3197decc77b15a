"""A person who hits everything: keys, pastes, clicks, the wheel, sizes, seeded; and what must hold.

It knows the commands by `commands.py` alone, so that screens that come later are hit as well.
"""

import asyncio
import inspect
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from rnn_tui.commands import COMMANDS
from rnn_tui.record import Phase
from rnn_tui.session.session import Session
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.once import Palette
from rnn_tui.ui.screens.run import RunScreen
from rnn_tui.ui.widgets.frame import Header
from tests.ui import rest

LEAVING = ("quit", "suspend")
"""Commands that end what is to go on; so does Textual's own key."""
KEYS = tuple(
    key for command in COMMANDS if command.id not in LEAVING for key in command.keys if key != "q"
)
PLAIN: tuple[str, ...] = (
    "up",
    "down",
    "left",
    "right",
    "tab",
    "shift+tab",
    "enter",
    "escape",
    "backspace",
)
PLAIN += ("pageup", "pagedown", "delete", "ctrl+u", "ctrl+k", "ctrl+w", "ctrl+a", "ctrl+e", "f1")
CHARACTERS = {_character_to_key(chr(code)): chr(code) for code in range(32, 127)}
LETTERS = tuple("abcdefghijklmnoprstuvwxyz0123456789=.,-")
SMALL_WORDS = ("hello", "ab", "abcabc", "안녕하세요", "1e-3", "0", "gru", "seeds", "lane: cell=gru")
HOSTILE = (
    "[/b]", "[Red]x", "[$primary]", "[@click=app.quit]x[/]", "한글", "각", "👨‍👩‍👧",
    "\u202eabc", "\x1b[31mred", "a\x00b", "\u0301", "x" * 5_000, "one\ntwo\nthree", "1e400", "-1",
    "NaN", "1e999999", "learning_rate=0.01,0.1", "rnn-tui hello", "rnn-tui hihello --cell gru",
    "rnn-tui hello --seed x", "\u200b\ufeff", "  ", "",
)  # fmt: skip
FIXED_SIZES = ((1, 1), (60, 16), (80, 24), (120, 36), (200, 60), (300, 100))


class Staying(RnnTuiApp):
    """Cannot be left, by the palette neither, and writes no pictures."""

    CSS_PATH = str(Path(inspect.getfile(RnnTuiApp)).with_name("app.tcss"))

    async def action_quit(self) -> None:
        pass

    async def action_suspend(self) -> None:
        pass

    def deliver_screenshot(self, *arguments: Any, **named: Any) -> None:
        del arguments, named


@dataclass
class Masher:
    """Hits an app, and remembers what it did."""

    app: RnnTuiApp
    pilot: Pilot[int]
    chance: random.Random
    done: list[str] = field(default_factory=list)
    screens: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    _known: dict[int, int] = field(default_factory=dict)

    async def hit(self) -> None:
        """Do one thing."""
        kind = self.chance.choices(
            ("command", "plain", "letter", "paste", "click", "wheel", "drag", "resize", "wait"),
            (30, 22, 12, 5, 14, 6, 3, 3, 5),
        )[0]
        await getattr(self, f"_{kind}")()
        self.screens[type(self.app.screen).__name__] += 1

    def _note(self, what: str) -> None:
        self.done.append(what)
        del self.done[:-200]

    async def _press(self, key: str) -> None:
        self._note(key)
        # As the driver does: without waiting for what comes of it.
        self.app.post_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))

    async def _command(self) -> None:
        await self._press(self.chance.choice(KEYS))

    async def _plain(self) -> None:
        await self._press(self.chance.choice(PLAIN))

    async def _letter(self) -> None:
        letter = self.chance.choice(LETTERS)
        self._note(letter)
        self.app.post_message(events.Key(_character_to_key(letter), letter))

    async def _paste(self) -> None:
        text = self.chance.choice(HOSTILE + SMALL_WORDS * 2)
        self._note(f"paste {text[:30]!r}")
        self.app.post_message(events.Paste(text))

    def _spot(self) -> tuple[int, int]:
        width, height = self.app.size
        return self.chance.randrange(max(1, width)), self.chance.randrange(max(1, height))

    def _mouse(self, kind: type[events.MouseEvent], x: int, y: int, button: int = 1) -> None:
        self.app.post_message(
            kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)
        )

    async def _click(self) -> None:
        x, y = self._spot()
        self._note(f"click {x},{y}")
        for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
            self._mouse(kind, x, y)

    async def _drag(self) -> None:
        (x, y), (to_x, to_y) = self._spot(), self._spot()
        self._note(f"drag {x},{y} {to_x},{to_y}")
        self._mouse(events.MouseDown, x, y)
        self._mouse(events.MouseMove, to_x, to_y)
        self._mouse(events.MouseUp, to_x, to_y)

    async def _wheel(self) -> None:
        x, y = self._spot()
        kind = self.chance.choice((events.MouseScrollUp, events.MouseScrollDown))
        self._note(f"{kind.__name__} {x},{y}")
        self._mouse(kind, x, y, 0)

    async def _resize(self) -> None:
        size = (self.chance.randint(1, 300), self.chance.randint(1, 100))
        if self.chance.random() < 0.7:
            size = self.chance.choice(FIXED_SIZES)
        self._note(f"resize {size}")
        await self.pilot.resize_terminal(*size)

    async def _wait(self) -> None:
        await asyncio.sleep(self.chance.random() * 0.05)

    # What must hold.

    async def check(self) -> None:
        """Assert what holds at every moment."""
        app = self.app
        await rest.rest(app)
        if app._exception is not None:
            raise app._exception
        assert app.is_running, self.story
        # A screen that has just come may not be laid out yet, where the machine is busy.
        await rest.until(app, self._is_laid_out, lambda: self.story)
        width, height = app.screen.size
        lines = [
            "".join(segment.text for segment in strip if not segment.control)
            for strip in app.screen._compositor.render_strips()
        ]
        assert len(lines) == height, self.story
        for line in lines:
            assert cell_len(line) == width, f"{line!r} is not {width} cells; {self.story}"
            assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in line), self.story
        self._header()
        self._history()

    def _is_laid_out(self) -> bool:
        screen = self.app.screen
        rows = len(screen._compositor.render_strips())
        return screen.size == self.app.size and rows == screen.size.height

    def _header(self) -> None:
        words = [phase.value for phase in Phase]
        for header in self.app.screen.query(Header):
            # As it is drawn, whatever stands over it: there may be many notices.
            if header.display and header.size.width >= 60:
                drawn = header.render_line(0).text
                assert any(word in drawn for word in words), f"{drawn!r}; {self.story}"

    def _history(self) -> None:
        for screen in self.app.screen_stack:
            session = getattr(screen, "session", None)
            if isinstance(screen, RunScreen) and isinstance(session, Session):
                self.phases[session.phase.value] += 1
                for branch in {id(session.branch): session.branch}.values():
                    count = branch.history.count
                    assert count >= self._known.get(id(branch.history), 0), self.story
                    self._known = {id(branch.history): count}

    async def answered(self) -> None:
        """Assert that a key is answered: the palette opens, on whatever screen, and closes."""
        app = self.app
        # One after the other: of keys in one burst, Textual obeys those of the app first.
        for key in ("escape", "escape", "ctrl+p"):
            await self._press(key)
            await rest.rest(app)
        await rest.until(app, lambda: isinstance(app.screen, Palette), lambda: self.story)
        for _ in range(2):
            await self._press("escape")
            await rest.rest(app)
        await rest.until(app, lambda: not isinstance(app.screen, Palette), lambda: self.story)

    @property
    def story(self) -> str:
        """What was done last."""
        return "after " + " · ".join(self.done[-60:])


async def mash(app: RnnTuiApp, pilot: Pilot[int], seed: int, count: int, every: int = 7) -> Masher:
    """Do so many things, and look every so often."""
    masher = Masher(app, pilot, random.Random(seed))
    for number in range(count):
        await masher.hit()
        if number % every == 0:
            await masher.check()
    await masher.check()
    await masher.answered()
    return masher
