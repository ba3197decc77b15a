"""`ListingScreen`: a list of runs that are kept: what is asked for, what is in view, the cursor.

All of the store is read by a shelf, on its thread; what has been read is drawn when it comes.
The cursor stays on its run, whatever comes in above it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual import on
from textual.app import App
from textual.widgets import Input

from rnn_tui.i18n import tr
from rnn_tui.store.query import Query, WrongWord, parse_query
from rnn_tui.store.rows import Run
from rnn_tui.text import visible_text, width
from rnn_tui.ui.screens.beside import BesideScreen
from rnn_tui.ui.shelf import Closer, Found, Shelf, Wish
from rnn_tui.ui.widgets.runs.help import RunsHelp
from rnn_tui.ui.widgets.runs.line import Count, ListTitle, ListView, RunLine, Sign
from rnn_tui.ui.widgets.runs.table import FIXED, Line, RunsTable, TableView

AROUND = 60
"""Rows that are read above and below those in view."""
REDRAWN = 10.0
"""Seconds after which the ages are drawn anew."""


def orders() -> tuple[tuple[str, str], ...]:
    """Name the orders of the list, each with the words that ask for it."""
    return (
        (tr("newest first"), ""),
        (tr("lowest cost"), "sort:cost"),
        (tr("first right first"), "sort:solved_at"),
        (tr("shortest"), "sort:seconds"),
        (tr("by text"), "sort:text"),
        (tr("oldest first"), "sort:id"),
    )


class ListingScreen(BesideScreen):
    """A list of runs, its filter, and a cursor."""

    clock: Callable[[], float] = staticmethod(time.time)

    def __init__(self, path: Path | None) -> None:
        """List the runs of a store; None: nothing is kept."""
        super().__init__(RunsHelp(None, id="help"))
        self.title_line = ListTitle(ListView(), id="title")
        self.sign = Sign("/", id="sign")
        self.line = RunLine(id="line")
        self.count = Count("", id="count")
        self.table = RunsTable(TableView(), id="table")
        self.path = path
        self.shelf = Shelf(path, self._found, self._told) if path else None
        self.typed = ""
        """The words of the filter."""
        self.problem: tuple[str, int] | None = None
        """What is wrong with what stands in the line, and where."""
        self.query_now = Query()
        self.order = 0
        self.found: Found | None = None
        self.ids: Sequence[int] = ()
        self.rows: Mapping[int, Run] = {}
        self.chosen: int | None = None
        self.place_of_chosen = 0
        self.top = 0
        self.marks: list[int] = []
        """Marked runs: the first is lane 0."""
        self._drawn, self._digits = 0.0, 3
        self._handed: App[Any] | None = None

    # The store.

    def on_screen_resume(self) -> None:
        """Look at the store while this is in view."""
        if self.shelf is not None:
            self.wish()
            self.shelf.open()

    def on_screen_suspend(self) -> None:
        """Let go of the store."""
        if self.shelf is not None:
            self.shelf.close()

    def on_unmount(self) -> None:
        """Let the thread of the store end."""
        if self.shelf is not None:
            self.shelf.end()

    def on_mount(self) -> None:
        """Know the app, which the shelf's thread hands over to."""
        self._handed = self.app

    def later(self, do: Callable[..., object], *facts: Any) -> None:
        """Do something on the thread that draws, from any thread; nothing once the app has left."""
        app = self._handed
        if app is not None and app.is_running:
            with suppress(RuntimeError):  # its loop was closed just now
                app.call_later(do, *facts)

    def _found(self, found: Found) -> None:
        self.later(self._take, found)

    def _told(self, sentence: str) -> None:
        self.later(self._say, sentence)

    def _say(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", timeout=20, markup=False)

    def wish(self) -> None:
        """Ask for what is to be seen now."""
        if self.shelf is not None:
            self.shelf.wish(
                Wish(
                    self.query_now,
                    max(0, self.top - AROUND),
                    self._room + 2 * AROUND,
                    tuple(self.marks),
                    self.chosen,
                )
            )

    def _take(self, found: Found) -> None:
        if found.wish.query != self.query_now or not self.is_mounted:
            return
        self.found = found
        if found.ids is not self.ids:
            self.ids = found.ids
            self._digits = len(str(max(found.ids, default=0)))
            self._keep_cursor()
        self.rows = found.rows
        gone = [run for run in self.marks if run in found.wish.also and run not in found.rows]
        self.marks = [run for run in self.marks if run not in gone]
        self.wish()
        self.redraw()

    def _keep_cursor(self) -> None:
        """Let the cursor stay on its run; where that is gone, at its place."""
        ids = self.ids
        try:
            place = ids.index(self.chosen) if self.chosen is not None else 0
        except ValueError:
            place = self.place_of_chosen
        moved = place - self.place_of_chosen
        self.top += moved if self.top else 0
        self._stand(place)

    # The cursor.

    @property
    def _room(self) -> int:
        """Rows for runs, or one less and how many more there are."""
        return max(1, self.table.size.height - FIXED)

    def _in_view(self) -> int:
        rest = len(self.ids) - self.top
        return rest if rest <= self._room else max(1, self._room - 1)

    def _stand(self, place: int) -> None:
        """Put the cursor at a place, and bring it into view."""
        count = len(self.ids)
        place = max(0, min(place, count - 1))
        self.place_of_chosen = place
        if count:
            self.chosen = self.ids[place]
        self._let_top(self.top)
        if place < self.top:
            self._let_top(place)
        elif place >= self.top + self._in_view():
            self._let_top(place - self._room + 2)

    def _let_top(self, top: int) -> None:
        self.top = max(0, min(top, len(self.ids) - self._room))

    def move(self, by: int) -> None:
        """Choose a run further on, or back."""
        if self.ids:
            self._stand(self.place_of_chosen + by)
            self.wish()
            self.redraw()

    @on(RunsTable.Scrolled)
    def _scrolled(self, event: RunsTable.Scrolled) -> None:
        self._let_top(self.top + event.by)
        self.wish()
        self.redraw()

    @property
    def run(self) -> Run | None:
        """The run under the cursor, once it has been read."""
        return self.rows.get(self.chosen) if self.chosen is not None and self.ids else None

    @property
    def closer(self) -> Closer | None:
        """The run under the cursor, looked at closely."""
        closer = self.found.closer if self.found else None
        return closer if closer and self.ids and closer.run.id == self.chosen else None

    # The filter.

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.line_changed(event.value)

    def line_changed(self, typed: str) -> None:
        """Show the runs that the words ask for; while a word is wrong, those of before."""
        self.typed = typed
        self.ask()

    def ask(self) -> None:
        """Ask for the runs of the filter in the order chosen."""
        try:
            asked = parse_query(self.typed)
        except WrongWord as wrong:
            before = visible_text(self.typed[: wrong.start])
            self.problem = str(wrong), self.line.region.x - self.table.region.x + width(before)
            self.redraw()
            return
        self.problem = None
        words = orders()[self.order][1]
        if not asked.order:
            asked = Query(asked.conditions, parse_query(words).order)
        if asked != self.query_now:
            self.query_now = asked
            self.wish()
        self.redraw()

    # What is drawn.

    def frame(self) -> None:
        """Draw the ages anew, now and then."""
        if time.monotonic() - self._drawn > REDRAWN:
            self.redraw()

    def draw(self) -> None:
        """Draw title, filter and table."""
        self._drawn = time.monotonic()
        words = orders()[self.order][0]
        if parse_safely(self.typed).order:
            words = tr("as typed")
        self.title_line.view = ListView(len(self.marks), words)
        self.count.view = self._counted()
        lanes = {run: lane for lane, run in enumerate(self.marks)}
        shown = self.ids[self.top : self.top + self._in_view()]
        self.table.view = TableView(
            lines=tuple(Line(run, self.rows.get(run), lanes.get(run)) for run in shown),
            chosen=self.chosen,
            more=max(0, len(self.ids) - self.top - len(shown)),
            digits=self._digits,
            now=self.clock(),
            problem=self.problem[0] if self.problem else "",
            problem_x=self.problem[1] if self.problem else 0,
            notice=self._notice(),
        )

    def _counted(self) -> str:
        if self.found is None or self.found.fault:
            return ""
        total = f"{self.found.total:,}"
        if not self.query_now.conditions:
            return total
        return tr("{count} of {total}", count=f"{len(self.ids):,}", total=total)

    def _notice(self) -> Sequence[str]:
        """Say why there is nothing to see."""
        if self.path is None:
            return (
                tr("Nothing is kept: rnn-tui was started with --no-save."),
                tr("Without it every run is kept, and found here again."),
            )
        if self.found is None or self.ids:
            return ()
        if self.found.fault:
            return (tr("The runs that are kept cannot be read."), visible_text(self.found.fault))
        if not self.found.total:
            return (
                tr("Nothing is kept yet."),
                tr("Every run that trains is kept: 1 goes to the one in Train, space plays it;"),
                tr("or on the command line: rnn-tui train hello"),
            )
        return (tr("No run is like that."), tr("/ changes the words, esc takes them away."))


def parse_safely(typed: str) -> Query:
    """Understand what was typed; nothing where it is wrong."""
    try:
        return parse_query(typed)
    except WrongWord:
        return Query()
