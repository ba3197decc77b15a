"""The frame around every screen: the header, the timeline of the run, and the footer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.message import Message

from rnn_tui.commands import MANY, TRAIN
from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.record import Phase
from rnn_tui.text import clipped, width
from rnn_tui.ui.footers import FooterView, Offer, ends, fitting
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import rate
from rnn_tui.ui.sheet import (
    ACCENT,
    BOLD,
    MUTED,
    ON_ACCENT,
    RIGHT,
    TEXT,
    TRACK,
    WRONG,
    Ink,
    Run,
    Sheet,
    run_width,
)
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.seeking import Seeking

GLYPHS = {
    Phase.LOADING: "◌",
    Phase.READY: "○",
    Phase.RUNNING: "►",
    Phase.PAUSED: "‖",
    Phase.DONE: "■",
    Phase.DIVERGED: "◆",
    Phase.FAILED: "✗",
    Phase.INTERRUPTED: "◐",
}


@dataclass(frozen=True)
class HeaderView:
    """What the header says of the run: its subject is already drawn text."""

    subject: str
    phase: Phase
    moment: int
    iterations: int
    rate: float
    screen: str = TRAIN
    """The tab that is current."""
    said: str = ""
    """What stands in the place of the rate: a time."""


class Tab(NamedTuple):
    """A screen in the header: where its words stand, and what a click on them does."""

    x: int
    words: str
    command: str
    screens: tuple[str, ...]


def _tabs() -> list[Tab]:
    tabs, x = [], 11
    for command, name, screens in (
        ("show_train", tr("Train"), (TRAIN,)),
        ("show_race", tr("Race"), MANY),
    ):
        words = f" {key_of(command)} {name} "
        tabs.append(Tab(x, words, command, screens))
        x += width(words)
    return tabs


class Header(Canvas[HeaderView]):
    """Name, screens, subject in the middle where there is room, phase, moment and speed."""

    class Pressed(Message):
        """A tab was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the row."""
        view, sheet = self.view, Sheet(columns, rows)
        bad = view.phase in (Phase.DIVERGED, Phase.FAILED)
        loading = view.phase is Phase.LOADING
        state = tr("loading engine") if loading else tr(str(view.phase))
        ink = WRONG._replace(bold=True) if bad else MUTED._replace(bold=True) if loading else ACCENT
        moment = f"{view.moment:,}/{view.iterations:,}"
        runs: list[Run] = [(f"{GLYPHS[view.phase]} {state}", ink), ("  ", TEXT), (moment, BOLD)]
        if view.phase is Phase.RUNNING and view.rate > 0:
            runs.append((f"  {rate(view.rate)}", MUTED))
        elif view.said:
            runs.append((f"  {view.said}", MUTED))
        start = columns - 1 - run_width(runs)
        sheet.put(1, 0, "rnn-tui", BOLD)
        x = 11
        for tab in _tabs():
            if tab.x + width(tab.words) < start:
                current = view.screen in tab.screens
                x = sheet.put(tab.x, 0, tab.words, ON_ACCENT if current else MUTED)
        sheet.runs(start, 0, runs)
        if columns >= 100:
            subject = clipped(view.subject, start - x - 4)
            middle = max(x + 2, min((columns - width(subject)) // 2, start - 2 - width(subject)))
            sheet.put(middle, 0, subject, TEXT)
        return sheet

    def on_click(self, event: events.Click) -> None:
        """Go to the screen whose tab was clicked."""
        for tab in _tabs():
            if tab.x <= event.x < tab.x + width(tab.words):
                self.post_message(self.Pressed(tab.command))


@dataclass(frozen=True)
class TimelineView:
    """The planned iterations, where the run stands, and what happened on the way."""

    moment: int
    iterations: int
    marks: Sequence[tuple[int, str]]
    bad: bool = False
    latest: int = -1
    """The latest moment that is known; -1 as `moment`."""


MARKS = {"right": ("✓", RIGHT), "lost": ("✗", WRONG), "edit": ("▴", ACCENT)}


class Timeline(Seeking, Canvas[TimelineView]):
    """Heavy up to now, dashed for what was wound back over, light for what is planned.

    Marks stand where they happened, muted where that lies ahead. A click or drag seeks.
    """

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the row."""
        view, sheet = self.view, Sheet(columns, rows)
        room = columns - 2
        if room < 2:
            return sheet
        ink = WRONG if view.bad else Ink("accent")
        now = _place(view.moment, view.iterations, room)
        sheet.put(1, 0, "━" * now, ink)
        sheet.put(1 + now, 0, "─" * (room - now), TRACK)
        if view.latest > view.moment:
            known = _place(view.latest, view.iterations, room)
            sheet.put(1 + now, 0, "╌" * (known + 1 - now), Ink("faint"))
        for moment, kind in view.marks:
            glyph, mark = MARKS[kind]
            place = 1 + _place(moment, view.iterations, room)
            sheet.put(place, 0, glyph, mark if moment <= view.moment else MUTED)
        sheet.put(1 + now, 0, "●", ink)
        return sheet

    def moment_under(self, x: int, y: int, *, beyond: bool) -> int | None:  # noqa: ARG002
        """Give the moment of a column; its ends are moment 0 and the last one planned."""
        last = self.size.width - 3
        if last < 1:
            return None
        return round(min(max((x - 1) / last, 0.0), 1.0) * self.view.iterations)


def _place(moment: int, iterations: int, room: int) -> int:
    return round(min(1.0, moment / max(1, iterations)) * (room - 1))


class Footer(Canvas[FooterView]):
    """Keys and words; what does not fit drops out, help and quit stay at the right."""

    class Pressed(Message):
        """A command of the footer was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self, view: FooterView, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(view, id=id)
        self._places: list[tuple[int, int, str]] = []
        self._keys: Callable[[str], str] = str

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the row."""
        sheet = Sheet(columns, rows)
        self._places, self._keys = [], look.keys
        gap = 3 if columns >= 100 else 2
        end = columns - 1
        for offer in reversed(ends(self.view)):
            end -= self._cells(offer)
            self._put(sheet, end, offer)
            end -= gap

        def taken(shown: list[Offer]) -> int:
            return sum(self._cells(offer) + gap for offer in shown)

        x = 1
        for offer in fitting(self.view, taken, end + gap - 1):
            x = self._put(sheet, x, offer) + gap
        return sheet

    def _put(self, sheet: Sheet, x: int, offer: Offer) -> int:
        end = sheet.put(sheet.put(x, 0, self._keys(offer.key), ACCENT) + 1, 0, offer.word, MUTED)
        if offer.command:
            self._places.append((x, end, offer.command))
        return end

    def on_click(self, event: events.Click) -> None:
        """Run the command whose word was clicked."""
        for start, end, command in self._places:
            if start <= event.x < end:
                self.post_message(self.Pressed(command))

    def _cells(self, offer: Offer) -> int:
        return width(self._keys(offer.key)) + 1 + width(offer.word)
