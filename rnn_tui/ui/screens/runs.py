"""The runs that are kept: found by words, marked, named, tagged, deleted, opened again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from rnn_tui.commands import ARCHIVE
from rnn_tui.comparison import MOST_COMPARED
from rnn_tui.i18n import tr
from rnn_tui.store.rows import Run
from rnn_tui.store.runs import Runs
from rnn_tui.text import clipped, visible_text
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_runs import arrange_runs
from rnn_tui.ui.bindings import bindings_of
from rnn_tui.ui.copying import copy_line
from rnn_tui.ui.footers import FooterView, Mode
from rnn_tui.ui.screens.listing import ListingScreen, orders
from rnn_tui.ui.widgets.facts import Facts, FactsView
from rnn_tui.ui.widgets.runs.brief import kind_word
from rnn_tui.ui.widgets.runs.closely import (
    NO_CURVE,
    RunBrief,
    RunCurve,
    RunSettings,
    RunShare,
    SettingsView,
    ShareView,
    curve_view,
    result_view,
    settings_view,
)
from rnn_tui.ui.widgets.runs.line import RunLine, filter_hint
from rnn_tui.ui.widgets.runs.table import RunsTable

Change = Callable[[Runs, str], None]


@dataclass(frozen=True)
class Prompt:
    """What is being typed of a run, in the place of the filter."""

    sign: str
    change: Change


class RunsScreen(ListingScreen):
    """Every run that is kept, and the one under the cursor closely."""

    screen_name: ClassVar[str] = ARCHIVE
    mode: ClassVar[Mode] = "runs"
    BINDINGS = bindings_of(ARCHIVE)

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self.curve = RunCurve(NO_CURVE, id="curve")
        self.result = Facts(FactsView(tr("Result"), ()), id="result")
        self.settings = RunSettings(SettingsView(), id="settings")
        self.share = RunShare(ShareView(), id="share")
        self.brief = RunBrief(None, id="brief")
        self.prompt: Prompt | None = None
        self._deleted: list[tuple[int, ...]] = []

    def panels(self) -> Iterator[Widget]:
        """Give every panel."""
        yield from (self.title_line, self.sign, self.line, self.count, self.table)
        yield from (self.curve, self.result, self.settings, self.share, self.brief)

    def placed(self, room: Place) -> Mapping[str, Place]:
        """Place list and run; what stands before the line needs its cells."""
        return arrange_runs(room, sign=len(self.sign.view) + 2)

    def footer_view(self) -> FooterView:
        """Give the keys of the list, of its line, or of the help."""
        mode: Mode = "help" if self.help_open else "line" if self.is_typing else self.mode
        return FooterView(mode, undo=bool(self._deleted), topics=False)

    def draw(self) -> None:
        """Draw the list, and the run under the cursor."""
        super().draw()
        self.brief.view = self.run
        closer = self.closer
        if closer is None:
            if self.found is not None and not self.ids:
                self.curve.run = 0
                self.curve.view = NO_CURVE
                self.result.view = FactsView(tr("Result"), ())
                self.settings.view, self.share.view = SettingsView(), ShareView()
            return
        if not self.curve.display:
            return
        self.curve.run = closer.run.id
        if self.switchboard.train.background.ready:
            self.curve.view = curve_view(closer)
        self.result.view = result_view(closer)
        self.settings.view = settings_view(closer)
        self.share.view = ShareView(closer.line, closer.why)

    # The cursor.

    def action_run_up(self) -> None:
        """Choose the run above."""
        self.move(-1)

    def action_run_down(self) -> None:
        """Choose the run below."""
        self.move(1)

    def action_runs_page_up(self) -> None:
        """Choose a run a page above."""
        self.move(1 - self._in_view())

    def action_runs_page_down(self) -> None:
        """Choose a run a page below."""
        self.move(self._in_view() - 1)

    def action_first_listed(self) -> None:
        """Choose the first run."""
        self.move(-len(self.ids))

    def action_last_listed(self) -> None:
        """Choose the last run."""
        self.move(len(self.ids))

    @on(RunLine.Walked)
    def _walked(self, event: RunLine.Walked) -> None:
        self.move(event.by)

    @on(RunsTable.Pointed)
    def _pointed(self, event: RunsTable.Pointed) -> None:
        if event.run in self.ids:
            self.move(self.ids.index(event.run) - self.place_of_chosen)
            if event.mark:
                self.action_mark_run()

    # Marks, order, filter.

    def action_mark_run(self) -> None:
        """Mark the run, or take its mark away."""
        run = self.chosen
        if run is None or not self.ids:
            return
        if run in self.marks:
            self.marks.remove(run)
        elif len(self.marks) < MOST_COMPARED:
            self.marks.append(run)
        else:
            words = tr(
                "{most} runs are marked: more than that are not compared", most=MOST_COMPARED
            )
            self.notify(words, severity="warning", markup=False)
        self.wish()
        self.redraw()

    def action_unmark_runs(self) -> None:
        """Take all marks away."""
        self.marks.clear()
        self.redraw()

    async def action_compare_runs(self) -> None:
        """Show the marked runs over each other."""
        if len(self.marks) < 2:
            words = tr("compare takes 2 to {most} runs: m marks them", most=MOST_COMPARED)
            self.notify(words, timeout=4, markup=False)
            return
        await self.switchboard.archive.compare(tuple(self.marks))

    def action_sort_runs(self) -> None:
        """Sort in another way."""
        self.order = (self.order + 1) % len(orders())
        self.ask()

    def action_filter_runs(self) -> None:
        """Go to the filter."""
        if self.path is not None:
            self.line.focus()

    def action_leave(self) -> None:
        """Leave help or line; else take the words of the filter away."""
        if self.help_open:
            self.action_help()
        elif self.is_typing:
            self._end_prompt()
            self.set_focus(None)
        elif self.typed:
            self.line.show("")
            super().line_changed("")
        self.redraw()

    def on_descendant_focus(self) -> None:
        """Offer the keys of the line."""
        self.redraw()

    def on_descendant_blur(self) -> None:
        """Leave what was being typed of a run, and offer the commands again."""
        if not self.is_typing:
            self._end_prompt()
        self.redraw()

    # What is typed of a run.

    def line_changed(self, typed: str) -> None:
        """Filter; what is typed of a run is no filter."""
        if self.prompt is None:
            super().line_changed(typed)
        elif self.problem is not None:
            self.problem = None
            self.redraw()

    def _begin_prompt(self, sign: str, value: str, change: Change) -> None:
        self.prompt = Prompt(sign, change)
        self.problem = None
        self.sign.view = sign
        self.line.is_query, self.line.placeholder = False, ""
        self.line.show(value)
        self.place()
        self.line.focus()

    def _end_prompt(self) -> None:
        if self.prompt is not None:
            self.prompt, self.problem = None, None
            self.sign.view = "/"
            self.line.is_query = True
            self.line.placeholder = filter_hint()
            self.line.show(self.typed)
            self.place()
            self.ask()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        prompt = self.prompt
        if prompt is None:
            self.set_focus(None)
            return

        def done(why: str) -> None:
            if why and self.prompt is prompt:
                self.problem = why, 0
                self.redraw()
            elif self.prompt is prompt:
                self._end_prompt()
                self.set_focus(None)

        self._change(lambda runs: prompt.change(runs, event.value), done)

    def _change(self, change: Callable[[Runs], Any], done: Callable[[str], object]) -> None:
        """Change the store on its thread, and hear of it on this one: why not, or nothing."""
        if self.shelf is not None:
            self.shelf.change(change, lambda _, why: self.later(done, why))

    def _meant(self) -> Sequence[int]:
        """Give the runs that are acted on: those that are marked, else the one of the cursor."""
        if self.marks:
            return tuple(self.marks)
        return (self.chosen,) if self.ids and self.chosen is not None else ()

    def action_tag_runs(self) -> None:
        """Add tags, or take some away."""
        runs = self._meant()
        if not runs:
            return

        def tag(store: Runs, typed: str) -> None:
            words = typed.replace(",", " ").split()
            store.tag(runs, [word for word in words if not word.startswith("-")])
            gone = [word[1:] for word in words if word.startswith("-") and len(word) > 1]
            store.tag(runs, gone, remove=True)

        sign = tr("tags of {runs}", runs=_named(runs))
        self._begin_prompt(sign, "", tag)
        self.line.placeholder = tr("class   -class takes it away")

    def action_name_run(self) -> None:
        """Name the run."""
        run = self.run
        if run is not None:
            number = run.id
            sign = tr("name of {run}", run=number)
            self._begin_prompt(
                sign, visible_text(run.name), lambda store, typed: store.rename(number, typed)
            )

    def action_note_run(self) -> None:
        """Write a note to the run."""
        run = self.run
        if run is not None:
            number = run.id
            sign = tr("note to {run}", run=number)
            self._begin_prompt(
                sign, visible_text(run.note), lambda store, typed: store.note(number, typed)
            )

    # Deleting.

    def action_delete_runs(self) -> None:
        """Delete the run, or those that are marked."""
        runs = tuple(self._meant())
        if not runs:
            return

        def done(why: str) -> None:
            if why:
                self.notify(why, severity="error", markup=False)
                return
            self._deleted.append(runs)
            self.marks = [run for run in self.marks if run not in runs]
            words = tr("deleted {runs}; u takes it back", runs=_named(runs))
            self.notify(words, timeout=6, markup=False)
            self.wish()
            self.redraw()

        self._change(lambda store: store.delete(runs), done)

    def action_take_back(self) -> None:
        """Take back what was deleted last."""
        if not self._deleted:
            self.notify(tr("nothing was deleted"), timeout=2, markup=False)
            return
        runs = self._deleted.pop()

        def done(why: str) -> None:
            if why:
                self._deleted.append(runs)
                self.notify(why, severity="error", markup=False)
                return
            self.chosen = runs[0]
            self.wish()
            self.redraw()

        self._change(lambda store: store.take_back(runs), done)

    # Opening and sharing.

    def action_open_run(self) -> None:
        """Open the run in Train."""
        run = self.run
        if run is None:
            return
        if run.kind != "train":
            self.notify(_what_it_is(run), timeout=8, markup=False)
            return
        self.post_message(self.Open(run.id))

    def action_share_run(self) -> None:
        """Copy the command line that makes the run again."""
        closer = self.closer
        if closer is None:
            return
        if not closer.line:
            words = closer.why or _what_it_is(closer.run)
            self.notify(words, severity="warning", markup=False)
            return
        copy_line(self.app, closer.line)


def _named(runs: Sequence[int]) -> str:
    """Name runs in a few cells."""
    if len(runs) == 1:
        return tr("run {run}", run=runs[0])
    return tr("{count} runs", count=len(runs))


def _what_it_is(run: Run) -> str:
    name = f"{visible_text(run.name[:200])} " if run.name else ""
    return tr(
        "run {run} is a {kind}: {name}on {text}, many networks at once; there is no single one "
        "to open. 2 begins a race",
        run=run.id,
        kind=kind_word(run) or run.kind,
        name=f"{name}· " if name else "",
        text=clipped(visible_text(run.text[:100]), 30),
    )
