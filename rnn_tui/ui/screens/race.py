"""The race screen: all lanes alive, their seeds as median and band, who has it, and a verdict."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from rnn_tui.commands import RACE
from rnn_tui.contest.keeping import Keep, ended_race
from rnn_tui.contest.plan import RacePlan, seeds_after
from rnn_tui.contest.race import Race
from rnn_tui.contest.typical import typical
from rnn_tui.floors import Floors, floors
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.session.plan import Handover, Plan
from rnn_tui.session.reasons import told
from rnn_tui.task import DEFAULT_MEMORY
from rnn_tui.text import visible_text
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_race import RaceNeeds, arrange_race
from rnn_tui.ui.bindings import bindings_of
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.footers import Mode
from rnn_tui.ui.numbers import seconds
from rnn_tui.ui.screens import race_views
from rnn_tui.ui.screens.race_views import moment_shown
from rnn_tui.ui.screens.race_winding import RaceWinding
from rnn_tui.ui.widgets.facts import Notice, NoticeView
from rnn_tui.ui.widgets.frame import Header, HeaderView, Timeline, TimelineView
from rnn_tui.ui.widgets.race.board import Boards, LaneChosen, board_rows
from rnn_tui.ui.widgets.race.prose import EMPTY as NO_PROSE
from rnn_tui.ui.widgets.race.prose import Phrase, ProseView, Tone, Verdict, prose_rows
from rnn_tui.ui.widgets.race.seed_menu import SeedMenuView, in_words
from rnn_tui.ui.widgets.race.table import LanesTable
from rnn_tui.ui.widgets.summary import Summary, SummaryView

START_SPEED = 50
"""Iterations a second: a race one can watch."""


class RaceScreen(RaceWinding):
    """Plot, boards, verdict."""

    kind: ClassVar[Mode] = "race"
    BINDINGS = bindings_of(RACE)

    def __init__(
        self,
        plan: RacePlan,
        draft: ContestDraft,
        *,
        memory: int = DEFAULT_MEMORY,
        speed: float | None = START_SPEED,
        race: Race | None = None,
        keep: Keep | None = None,
    ) -> None:
        """Show a race; `keep` is given what it has come to when it ends."""
        ended = None if keep is None else lambda race: keep(ended_race(race))
        race = race or Race(plan, speed=speed, memory=memory, ended=ended)
        super().__init__(draft, race, speed)
        self.plan = plan
        self.floors: list[Floors | None] = [None] * len(plan.lanes)
        self._judged: object = None
        self._verdict: ProseView = NO_PROSE
        lanes = race_views.lanes_view(self.snapshot, self.choice)
        self.header = Header(self._header(), id="header")
        self.timeline = Timeline(self._timeline(), id="timeline")
        self.summary = Summary(self._summary(), id="summary")
        self.boards = Boards(lanes, id="boards")
        self.table = LanesTable(lanes, id="lanes")
        self.verdict = Verdict(NO_PROSE, id="verdict")
        self.notice = Notice(NoticeView(), id="notice")

    def panels(self) -> Iterator[Widget]:
        """Give every panel of a race."""
        yield from (self.header, self.timeline, self.summary, self.plot, self.boards)
        yield from (self.table, self.verdict, self.notice)

    def compose(self) -> ComposeResult:
        """Give every widget."""
        yield from self.widgets()

    def begin(self) -> None:
        """Start the race, and find the floors aside."""
        self.race.start()
        threading.Thread(target=self._find_floors, name="floors", daemon=True).start()

    def on_unmount(self) -> None:
        """Stop training."""
        self.race.stop(timeout=0)

    def _find_floors(self) -> None:
        for place, task in enumerate(self.plan.tasks):
            self.floors[place] = floors(task)

    # Frames.

    def frame(self) -> None:
        """Ask for a snapshot, and draw the one that has come."""
        self.race.want()
        taken = self.race.take()
        if taken is not None and taken.race == self.race.id:
            self.snapshot = taken
        played = self.play_again()
        if taken is not None or played or None in self.floors:
            self.draw()

    def draw(self) -> None:
        """Draw the moment shown."""
        snapshot, choice = self.snapshot, self.choice
        with self.app.batch_update():
            self.header.view = self._header()
            self.timeline.view = self._timeline()
            self.summary.view = self._summary()
            if snapshot.standings:
                self.plot.view = race_views.plot_view(snapshot, choice, self.floors)
            lanes = race_views.lanes_view(snapshot, choice)
            self.boards.view = self.table.view = lanes
            self._judge()
            self.notice.view = self._notice()
            self.footer.view = self.footer_view(
                playing=snapshot.phase is Phase.RUNNING or self.is_replaying,
                wound=choice.moment is not None,
            )

    def _judge(self) -> None:
        """Say what can be said, where something has changed; the last word stays meanwhile."""
        shown = moment_shown(self.snapshot, self.choice)
        judged = self.snapshot.moment, shown, self.snapshot.phase
        if judged == self._judged:
            return
        self._judged = judged
        known = race_views.scores(self.snapshot, self.choice)
        before = self._rows(self._verdict)
        self._verdict = race_views.verdict_view(self.plan, known)
        if not known and self.snapshot.standings:
            words = tr("The verdict is of the latest moment: end goes there.")
            self._verdict = ProseView(((Phrase(words, Tone.ASIDE),),), ())
        self.verdict.view = self._verdict
        if before == 0 and self._rows(self._verdict):
            self.place()

    def _rows(self, view: ProseView) -> int:
        return prose_rows(view, max(self.size.width - 2, 1)) if view.sentences else 0

    def _header(self) -> HeaderView:
        snapshot = self.snapshot
        text = visible_text(self.plan.lanes[0].experiment.text[:200])
        said = seconds(snapshot.seconds) if snapshot.phase is not Phase.LOADING else ""
        return HeaderView(
            f"{text} · {race_views.subject(self.plan)}",
            snapshot.phase,
            moment_shown(snapshot, self.choice),
            snapshot.iterations,
            snapshot.rate,
            RACE,
            said,
        )

    def _timeline(self) -> TimelineView:
        snapshot = self.snapshot
        shown = moment_shown(snapshot, self.choice)
        bad = snapshot.phase is Phase.FAILED
        return TimelineView(shown, snapshot.iterations, (), bad, snapshot.moment)

    def _summary(self) -> SummaryView:
        parts = (race_views.subject(self.plan), *race_views.common(self.plan))
        return SummaryView(self.plan.lanes[0].experiment.text, parts, word=tr("edit lanes"))

    def _notice(self) -> NoticeView:
        if self.snapshot.phase is not Phase.FAILED:
            return NoticeView()
        return NoticeView(
            tr("The race has failed."), told(self.snapshot.reason or ""), "e", tr("edit lanes")
        )

    def placed(self, width: int, height: int) -> Mapping[str, Place]:
        """Place plot, boards or lines, and verdict."""
        verdict = self._verdict

        def rows(columns: int) -> int:
            if self.large:
                return 0
            return prose_rows(verdict, columns) if verdict.sentences else 3

        lanes = race_views.lanes_view(self.snapshot, self.choice)
        needs = RaceNeeds(len(self.plan.lanes), max(board_rows(lanes), 10), rows)
        places = arrange_race(width, height, needs)
        if self.snapshot.phase is Phase.FAILED and "plot" in places:
            places["notice"] = places["plot"]._replace(height=3)
            plot = places["plot"]
            places["plot"] = plot._replace(y=plot.y + 3, height=plot.height - 3)
        return places

    def action_reset(self) -> None:
        """Race again over the same seeds."""
        self.post_message(self.Begin(self.plan, self.form.draft))

    def action_new_seed(self) -> None:
        """Race over the next seeds."""
        seeds = seeds_after(self.plan.seeds)
        draft = self.form.draft.write("first_seed", str(seeds.start))
        self.post_message(self.Begin(replace(self.plan, seeds=seeds), draft))

    # What is chosen.

    @on(LaneChosen)
    def _lane_clicked(self, event: LaneChosen) -> None:
        self._choose(event.lane)

    def _choose(self, lane: int) -> None:
        self.choice = replace(self.choice, lane=lane % len(self.plan.lanes))
        self.draw()

    def action_lane_before(self) -> None:
        """Choose the lane before."""
        self._choose(self.choice.lane - 1)

    def action_lane_after(self) -> None:
        """Choose the next lane."""
        self._choose(self.choice.lane + 1)

    def action_next_lane(self) -> None:
        """Choose the next lane; in the form, go to the next field."""
        if self.opened == "form":
            self.focus_next()
        else:
            self._choose(self.choice.lane + 1)

    # Opening a member.

    def action_open_seed(self) -> None:
        """Offer the seeds of the chosen lane."""
        if not self.snapshot.standings:
            return
        lane = self.plan.lanes[self.choice.lane]
        seeds = self.plan.seeds
        found = [seeds[place] for place in typical(self.snapshot.costs[self.choice.lane])]
        self.menu.view = SeedMenuView(lane.label, in_words(found), seeds)
        self.open_over("seeds")

    async def open_member(self, seed: int) -> None:
        """Open a seed of the chosen lane in Train, at the moment shown, from its own numbers."""
        lane = self.choice.lane
        moment = moment_shown(self.snapshot, self.choice)
        self.race.pause()
        experiment = self.plan.member(lane, seed)
        experiment = experiment.replace(iterations=max(experiment.iterations, moment, 1))
        handover = None
        if self.choice.moment is None:
            place = self.plan.seeds.index(seed)
            # The worker may be in the middle of a long turn.
            moment, state = await asyncio.to_thread(self.race.state, lane, place)
            handover = Handover(moment, state) if state is not None else None
        self.post_message(self.Open(Plan(experiment, handover=handover), moment))
