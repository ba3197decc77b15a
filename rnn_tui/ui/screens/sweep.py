"""The sweep screen: points as tiles and by rank, the chosen one's curve, the best, the progress."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from rnn_tui.commands import SWEEP
from rnn_tui.contest.journal import HeldError, Journal
from rnn_tui.contest.keeping import Keep, ended_sweep
from rnn_tui.contest.plan import seeds_after
from rnn_tui.contest.sweep import Sweep, SweepSnapshot
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.fields import grouped
from rnn_tui.floors import Floors, floors
from rnn_tui.folders import folder
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.reasons import told
from rnn_tui.task import DEFAULT_MEMORY, Task
from rnn_tui.text import visible_text
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_race import SweepNeeds, arrange_sweep
from rnn_tui.ui.bindings import bindings_of
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.footers import Mode
from rnn_tui.ui.numbers import seconds
from rnn_tui.ui.screens import sweep_tiles, sweep_views
from rnn_tui.ui.screens.choosing import next_of
from rnn_tui.ui.screens.contest import ContestScreen
from rnn_tui.ui.screens.sweep_views import SweepChoice
from rnn_tui.ui.widgets.facts import Notice, NoticeView
from rnn_tui.ui.widgets.frame import Header, HeaderView, Timeline, TimelineView
from rnn_tui.ui.widgets.race.points import PointsTable, PointsView, RowChosen
from rnn_tui.ui.widgets.race.progress import Progress, ProgressView
from rnn_tui.ui.widgets.race.prose import BestSoFar, ProseView, prose_rows
from rnn_tui.ui.widgets.race.seed_menu import SeedMenuView, in_words
from rnn_tui.ui.widgets.race.tiles import HeatTiles, PointChosen
from rnn_tui.ui.widgets.race.tiles_plan import TilesView, small_tiles_rows, tiles_rows
from rnn_tui.ui.widgets.summary import Summary, SummaryView


class SweepScreen(ContestScreen):
    """Tiles, points, plot, best, progress."""

    kind: ClassVar[Mode] = "sweep"
    BINDINGS = bindings_of(SWEEP)

    def __init__(
        self,
        plan: SweepPlan,
        draft: ContestDraft,
        *,
        memory: int = DEFAULT_MEMORY,
        sweep: Sweep | None = None,
        keep: Keep | None = None,
    ) -> None:
        """Show a sweep; `keep` is given what it has come to when it ends."""
        super().__init__(draft)
        self.plan, self.memory = plan, memory
        self.journal = None if sweep else self._open_journal()
        ended = None if keep is None else lambda sweep: keep(ended_sweep(sweep))
        self.sweep = sweep or Sweep(plan, memory=memory, journal=self.journal, ended=ended)
        self.snapshot = SweepSnapshot(self.sweep.id, Phase.LOADING, plan, {})
        self.choice: SweepChoice = SweepChoice()
        self.laid = sweep_tiles.shape(plan, 0)
        self.numbers: list[int] = []
        """The points of the rows of the table."""
        self.floors: dict[Task, Floors] = {}
        self._drawn: object = None
        self.header = Header(self._header(), id="header")
        self.timeline = Timeline(self._timeline(), id="timeline")
        self.summary = Summary(self._summary(), id="summary")
        self.tiles = HeatTiles(TilesView(), id="tiles")
        self.points = PointsTable(PointsView(), id="points")
        self.best = BestSoFar(ProseView(), id="best")
        self.progress = Progress(ProgressView(), id="progress")
        self.notice = Notice(NoticeView(), id="notice")

    def _open_journal(self) -> Journal | None:
        """Open what was done before; a sweep that cannot be kept goes on all the same."""
        state = folder("state").path
        if state is None:
            return None
        try:
            return Journal(state / "sweeps" / f"{self.plan.key[:24]}.jsonl", self.plan.key)
        except (HeldError, OSError):
            return None

    def panels(self) -> Iterator[Widget]:
        """Give every panel of a sweep."""
        yield from (self.header, self.timeline, self.summary, self.tiles, self.points)
        yield from (self.plot, self.best, self.progress, self.notice)

    def compose(self) -> ComposeResult:
        """Give every widget."""
        yield from self.widgets()

    def begin(self) -> None:
        """Start the sweep."""
        self.sweep.start()
        if self.journal is None and not self.sweep.inline:
            self.notify(tr("what is done cannot be kept for another time"), markup=False)

    def on_unmount(self) -> None:
        """Stop training, and let go of the journal."""
        gone = self.sweep.stop(timeout=0.3)
        if self.journal is not None and gone:
            if self.sweep.phase is Phase.DONE:
                self.journal.remove()
            self.journal.close()

    # Frames.

    def frame(self) -> None:
        """Ask for a snapshot, and draw the one that has come."""
        self.sweep.want()
        taken = self.sweep.take()
        if taken is not None and taken.sweep == self.sweep.id:
            self.snapshot = taken
            self.draw()

    def draw(self) -> None:
        """Draw what is known."""
        snapshot, choice = self.snapshot, self.choice
        with self.app.batch_update():
            self.header.view = self._header()
            self.timeline.view = self._timeline()
            self.summary.view = self._summary()
            self.tiles.view = sweep_tiles.tiles_view(snapshot, choice, self.laid)
            self._draw_table()
            self.plot.view = sweep_views.plot_view(snapshot, choice, self._floors())
            self.progress.view = sweep_views.progress_view(snapshot, self.memory)
            self.notice.view = self._notice()
            self.footer.view = self.footer_view(playing=snapshot.phase is Phase.RUNNING)

    def _draw_table(self) -> None:
        """Sort and judge only where something is new: there may be many points."""
        choice, count = self.choice, len(self.snapshot.done)
        wanted = count, choice.order, choice.point, len(self.snapshot.at_work)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self.points.view, self.numbers = sweep_views.points_view(self.snapshot, choice)
        self.best.view = sweep_views.best_view(self.snapshot)

    def _floors(self) -> Floors | None:
        """Give the floors of the chosen point; those of a long text are found aside."""
        task = Task(self.plan.points[self.choice.point].experiment)
        if task not in self.floors:
            if task.length <= 1_000:
                self.floors[task] = floors(task)
            else:
                threading.Thread(target=self._find, args=(task,), daemon=True).start()
        return self.floors.get(task)

    def _find(self, task: Task) -> None:
        self.floors[task] = floors(task)

    def _header(self) -> HeaderView:
        snapshot, plan = self.snapshot, self.plan
        text = visible_text(plan.points.base.text[:200])
        subject = tr(
            "{text} · {points} points × {seeds} seeds",
            text=text,
            points=grouped(len(plan.points)),
            seeds=grouped(len(plan.seeds)),
        )
        said = ""
        if snapshot.phase is not Phase.LOADING:
            said = seconds(snapshot.seconds)
        if snapshot.left is not None and snapshot.phase is Phase.RUNNING:
            said = tr("{time} left", time=seconds(snapshot.left))
        done = len(snapshot.done)
        return HeaderView(subject, snapshot.phase, done, len(plan.points), 0.0, SWEEP, said)

    def _timeline(self) -> TimelineView:
        bad = self.snapshot.phase is Phase.FAILED
        return TimelineView(round(self.snapshot.share * 10_000), 10_000, (), bad)

    def _summary(self) -> SummaryView:
        plan = self.plan
        parts = (
            tr("{points} points", points=grouped(len(plan.points))),
            tr("{seeds} seeds", seeds=grouped(len(plan.seeds))),
        )
        return SummaryView(plan.points.base.text, parts, word=tr("edit axes"))

    def _notice(self) -> NoticeView:
        if self.snapshot.phase is not Phase.FAILED:
            return NoticeView()
        words = tr("The sweep has failed.")
        return NoticeView(words, told(self.snapshot.reason or ""), "e", tr("edit axes"))

    def placed(self, width: int, height: int) -> Mapping[str, Place]:
        """Place tiles, points, plot, best and progress."""
        best = self.best.view
        tiles = sweep_tiles.tiles_view(self.snapshot, self.choice, self.laid)
        needs = SweepNeeds(
            tiles=tiles_rows(tiles),
            small_tiles=small_tiles_rows(tiles),
            best=lambda columns: max(prose_rows(best, columns), 7),
            progress=6 + bool(self.sweep.resumed),
        )
        places = arrange_sweep(width, height, needs)
        if self.snapshot.phase is Phase.FAILED and "plot" in places:
            places["notice"] = places["plot"]._replace(height=3)
            del places["plot"]
        return places

    # Time.

    def action_play(self) -> None:
        """Play or pause."""
        if self.sweep.phase is Phase.RUNNING:
            self.sweep.pause()
        elif self.sweep.phase.final:
            self.notify(tr("this sweep has ended: e edits its axes"), markup=False)
        else:
            self.sweep.play()
        self.hurry()

    def action_reset(self) -> None:
        """Begin anew, whatever was done."""
        self.post_message(self.Begin(self.plan, self.form.draft))

    def action_new_seed(self) -> None:
        """Sweep with the next seeds."""
        seeds = seeds_after(self.plan.seeds)
        draft = self.form.draft.write("first_seed", str(seeds.start))
        self.post_message(self.Begin(SweepPlan(self.plan.points, seeds), draft))

    def action_faster(self) -> None:
        """Say that a sweep goes as fast as it can."""
        self.notify(tr("a sweep goes as fast as it can"), timeout=2, markup=False)

    action_slower = action_faster

    # What is chosen.

    def _choose(self, number: int | None) -> None:
        if number is None:
            return
        self.choice = replace(self.choice, point=number)
        if self.laid.place(number) is None:
            self.laid = sweep_tiles.shape(self.plan, number, self.choice.turn)
        self.draw()

    @on(PointChosen)
    def _tile_clicked(self, event: PointChosen) -> None:
        self._choose(self.laid.points[event.row][event.column])

    @on(RowChosen)
    def _row_clicked(self, event: RowChosen) -> None:
        self._choose(self.numbers[event.row])

    def _walk(self, right: int, up: int) -> None:
        place = self.laid.place(self.choice.point)
        if place is None:
            return
        column, row = place
        points = self.laid.points
        row = max(0, min(row + up, len(points) - 1))
        column = max(0, min(column + right, len(points[row]) - 1))
        self._choose(points[row][column])

    def action_point_left(self) -> None:
        """Choose the point to the left."""
        self._walk(-1, 0)

    def action_point_right(self) -> None:
        """Choose the point to the right."""
        self._walk(1, 0)

    def action_point_up(self) -> None:
        """Choose the point above."""
        self._walk(0, 1)

    def action_point_down(self) -> None:
        """Choose the point below."""
        self._walk(0, -1)

    def action_measure(self) -> None:
        """Show another measure."""
        self.choice = replace(self.choice, measure=next_of(self.choice.measure))
        self.draw()

    def action_other_axes(self) -> None:
        """Lay the tiles out over other axes."""
        self.choice = replace(self.choice, turn=self.choice.turn + 1)
        self.laid = sweep_tiles.shape(self.plan, self.choice.point, self.choice.turn)
        self.place()
        self.draw()

    def action_order(self) -> None:
        """Sort by another column."""
        order = sweep_views.next_order(self.choice.order, len(self.plan.points.axes))
        self.choice = replace(self.choice, order=order)
        self.draw()

    def action_open_seed(self) -> None:
        """Offer the seeds of the chosen point."""
        finding = sweep_views.known(self.snapshot).get(self.choice.point)
        point = self.plan.points[self.choice.point]
        typical = in_words(finding.typical) if finding else []
        self.menu.view = SeedMenuView(point.label, typical, self.plan.seeds)
        self.open_over("seeds")

    async def open_member(self, seed: int) -> None:
        """Open a seed of the chosen point in Train, trained to where the point is."""
        finding = sweep_views.known(self.snapshot).get(self.choice.point)
        experiment = self.plan.points[self.choice.point].experiment.replace(seed=seed)
        self.post_message(self.Open(Plan(experiment), finding.moment if finding else 0))
