"""`CompareScreen`: up to twelve kept runs over each other: curves, settings, results, words.

The store is read by a thread; what it has found is drawn in the next frame. Runs that are
trained on meanwhile are followed, those that are deleted are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.widget import Widget

from rnn_tui.commands import COMPARE
from rnn_tui.comparison import MOST_COMPARED, lanes_of
from rnn_tui.fields import Invalid
from rnn_tui.plotting.lanes_scale import is_logarithmic
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_compare import CompareNeeds, arrange_compare
from rnn_tui.ui.bindings import bindings_of
from rnn_tui.ui.footers import FooterView, Mode
from rnn_tui.ui.screens import compare_views
from rnn_tui.ui.screens.beside import BesideScreen
from rnn_tui.ui.screens.compare_reading import Found, Reading
from rnn_tui.ui.screens.compare_views import CompareChoice
from rnn_tui.ui.widgets.compare.help import CompareHelp
from rnn_tui.ui.widgets.compare.plot import ComparePlot, ComparePlotView
from rnn_tui.ui.widgets.compare.same import Same, SameView
from rnn_tui.ui.widgets.compare.table import CompareTable, RunChosen
from rnn_tui.ui.widgets.compare.table_plan import EMPTY, TableView, rows_of
from rnn_tui.ui.widgets.compare.words import InWords
from rnn_tui.ui.widgets.race.prose import EMPTY as NO_PROSE
from rnn_tui.ui.widgets.race.prose import ProseView, prose_rows


class CompareScreen(BesideScreen):
    """Plot, table, what is the same, in words."""

    BINDINGS = bindings_of(COMPARE)
    screen_name: ClassVar[str] = COMPARE
    mode: ClassVar[Mode] = "compare"

    def __init__(self, path: Path, ids: Sequence[int], *, reading: Reading | None = None) -> None:
        """Compare the runs with these ids, the first twelve; `reading` feeds tests."""
        super().__init__(CompareHelp(None, id="help"))
        self.ids = tuple(dict.fromkeys(ids))[:MOST_COMPARED]
        self.reading = reading or Reading(path, self.ids)
        self.found: Found | None = None
        self.choice = CompareChoice(run=self.ids[0] if self.ids else 0)
        self.plot = ComparePlot(ComparePlotView(), id="plot")
        self.table = CompareTable(EMPTY, id="table")
        self.same = Same(SameView(), id="same")
        self.words = InWords(NO_PROSE, id="words")
        self._said: ProseView = NO_PROSE
        self._gone: list[str] = []
        """What is said of runs that are left out."""

    def panels(self) -> Iterator[Widget]:
        """Give every panel."""
        yield from (self.plot, self.table, self.same, self.words)

    def on_mount(self) -> None:
        """Begin to read; the class above lays out and draws."""
        self.reading.start()

    def on_unmount(self) -> None:
        """Read no more."""
        self.reading.stop()

    def frame(self) -> None:
        """Draw what was read since."""
        if self.reading.found is not self.found:
            self.found = self.reading.found
            gone = compare_views.left_out(self.found)
            news = gone != self._gone
            self._gone = gone
            self._said = compare_views.words_view(self.found, self.ids)
            self.place()
            self.redraw()
            if news and not self.words.display:
                self.notify(" ".join(gone), markup=False)

    def draw(self) -> None:
        """Draw what is known, and what was chosen of it."""
        found = self.found
        self.plot.view = compare_views.plot_view(found, self.ids, self.choice)
        if found is not None:
            self.table.view = self._table(found)
            self.same.view = compare_views.same_view(found)
        self.words.view = self._said

    def _table(self, found: Found) -> TableView:
        return compare_views.table_view(found, self.ids, self.choice)

    def placed(self, room: Place) -> Mapping[str, Place]:
        """Place the panels; before anything is known, the plot alone."""
        if self.found is None or not self.found.gathered.kept:
            rows = prose_rows(self._said, room.width) if self._said.sentences else 0
            plot = room._replace(height=room.height - rows)
            return {
                "plot": plot,
                "words": Place(room.x, room.y + plot.height, room.width, rows),
            }
        table, said = self._table(self.found), self._said
        needs = CompareNeeds(
            lambda columns: rows_of(table, columns), lambda columns: prose_rows(said, columns)
        )
        return arrange_compare(room, needs)

    def footer_view(self) -> FooterView:
        """Give the keys of compared runs, in the words of what they do now."""
        if self.help_open:
            return super().footer_view()
        hidden = self.choice.hidden
        current = self._current
        return FooterView(
            self.mode,
            hidden=current in hidden,
            alone=bool(hidden) and hidden == self._others,
            over_seconds=self.choice.seconds,
            log=is_logarithmic(self.plot.view.plot),
        )

    # What is chosen.

    @property
    def _current(self) -> int:
        """The id of the current run."""
        if self.found is None or not self.found.gathered.kept:
            return 0
        runs = self.found.gathered.runs
        return runs[compare_views.place_of(self.found, self.choice)].id

    @property
    def _others(self) -> frozenset[int]:
        runs = self.found.gathered.runs if self.found else ()
        return frozenset(run.id for run in runs) - {self._current}

    def _choose(self, choice: CompareChoice) -> None:
        self.choice = choice
        self.redraw()

    def _move(self, by: int) -> None:
        if self.found is not None and self.found.gathered.kept:
            runs = self.found.gathered.runs
            place = compare_views.place_of(self.found, self.choice) + by
            self._choose(replace(self.choice, run=runs[place % len(runs)].id))

    def action_compared_before(self) -> None:
        """Choose the run above."""
        self._move(-1)

    def action_compared_after(self) -> None:
        """Choose the run below."""
        self._move(1)

    @on(RunChosen)
    def _clicked(self, event: RunChosen) -> None:
        if self.found is not None and event.place < len(self.found.gathered.kept):
            run = self.found.gathered.runs[event.place].id
            self._choose(replace(self.choice, run=run))

    def action_hide_run(self) -> None:
        """Hide the current run, or show it again."""
        self._choose(replace(self.choice, hidden=self.choice.hidden ^ {self._current}))

    def action_only_run(self) -> None:
        """Hide all others, or nothing any more."""
        others = self._others
        hidden = frozenset() if self.choice.hidden == others else others
        self._choose(replace(self.choice, hidden=hidden))

    def action_seconds_axis(self) -> None:
        """Draw over seconds, or over iterations."""
        self._choose(replace(self.choice, seconds=not self.choice.seconds))

    def action_log_axis(self) -> None:
        """Draw the costs on the other axis."""
        self._choose(replace(self.choice, log=not is_logarithmic(self.plot.view.plot)))

    # Where it leads.

    def action_open_compared(self) -> None:
        """Open the current run in Train."""
        if self._current:
            self.post_message(self.Open(self._current))

    def action_race_compared(self) -> None:
        """Race the settings of these runs, or say why that can't be."""
        if self.found is None or not self.found.gathered.kept:
            return
        try:
            lanes = lanes_of(self.found.gathered.runs)
        except Invalid as error:
            self.notify(str(error), markup=False)
            return
        self.post_message(self.Race(lanes[0].experiment, lanes))

    def action_leave(self) -> None:
        """Leave the help, or go back to the list of runs."""
        if self.help_open:
            self.action_help()
        else:
            self.action_show_runs()
