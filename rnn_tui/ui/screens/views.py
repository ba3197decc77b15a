"""The panels of the main screen, and the view each of them is given for a moment of a run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from textual.widget import Widget

from rnn_tui.floors import Floors
from rnn_tui.plotting.cost_plot import PlotBranch, PlotView
from rnn_tui.record import Phase
from rnn_tui.session.branch import Branch
from rnn_tui.session.history import History
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.text import visible, width
from rnn_tui.ui import facts
from rnn_tui.ui.arrange import SMALLEST, Aside
from rnn_tui.ui.arrange_inspector import Page
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.footers import FooterView, Mode
from rnn_tui.ui.hint import hint
from rnn_tui.ui.screens.projecting import projector_view
from rnn_tui.ui.widgets.answers import Answers, AnswersView, Line, needed_width
from rnn_tui.ui.widgets.cost import CostPanel, CostView
from rnn_tui.ui.widgets.divider import Divider
from rnn_tui.ui.widgets.events import Events, events_view
from rnn_tui.ui.widgets.facts import Facts, Notice
from rnn_tui.ui.widgets.form import Form
from rnn_tui.ui.widgets.frame import (
    Footer,
    Header,
    HeaderView,
    Timeline,
    TimelineView,
)
from rnn_tui.ui.widgets.help import Help, HelpView, TooSmall
from rnn_tui.ui.widgets.hint import Hint, HintPanel
from rnn_tui.ui.widgets.network import Network
from rnn_tui.ui.widgets.network_sheet import NetworkView
from rnn_tui.ui.widgets.projector import Projector
from rnn_tui.ui.widgets.summary import Summary, SummaryView
from rnn_tui.ui.widgets.tour import Tour, TourView
from rnn_tui.ui.wording import branch_label

LINES = 80
"""Answers handed to the list; no terminal shows more."""


@dataclass(frozen=True)
class Selection:
    """What a person chose to look at; time step and unit are counted from 0."""

    step: int = 0
    unit: int = 0
    log: bool | None = None
    """The axis of the plot; None leaves it to the run."""

    def within(self, task: Task) -> "Selection":
        """Keep time step and unit inside a task."""
        return replace(
            self,
            step=max(0, min(self.step, task.length - 1)),
            unit=max(0, min(self.unit, task.hidden_size - 1)),
        )


class Panels:
    """Every widget of the screen, made once."""

    def __init__(self, form: Form, shown: Shown) -> None:
        self.form = form
        self.header = Header(header_view(shown), id="header")
        self.timeline = Timeline(timeline_view(shown), id="timeline")
        self.summary = Summary(_summary(shown), id="summary")
        self.beside = False
        """Whether the network stands beside a drawer, without labels."""
        self.topic = ""
        """The panel that the help explains; empty, the first."""
        self.page: Literal["", Page] = ""
        """Which page a small inspector shows."""
        self.inspecting = False
        """Whether the inspector stands in the place of network and plot."""
        self.hint_in_summary = False
        """Whether the hint stands in the place of the summary."""
        self.gradient = False
        """Whether the network has a row for |dL/dh|."""
        self.network = Network(self._network(shown, Selection()), id="network")
        self.events = Events(events_view(shown.snapshot), id="events")
        self.hint = HintPanel(None, id="hint")
        self.notice = Notice(facts.notice(shown.snapshot), id="notice")
        self.cost = CostPanel(CostView(PlotView(0, 0, shown.history.columns, 1, None)), id="cost")
        self.answers = Answers(_answers(shown), id="answers")
        self.facts = Facts(facts.run_facts(shown), id="facts")
        self.shapes = Facts(facts.shape_facts(shown.task), id="shapes")
        self.floors = Facts(facts.floor_facts(None, shown), id="floors")
        self.footer = Footer(FooterView(), id="footer")
        self.divider = Divider(None, id="divider")
        self.projector = Projector(None, id="projector")
        self.help = Help(HelpView(shown.snapshot.experiment), id="help")
        self.tour = Tour(TourView(0, shown.task), id="tour")
        self.small = TooSmall(SMALLEST, id="small")
        self.known_floors: Floors | None = None
        self._plotted: tuple[object, ...] = ()

    def widgets(self) -> Iterator[Widget]:
        """Give every panel, in the order of the focus."""
        yield self.header
        yield self.timeline
        yield self.summary
        yield self.form
        yield self.network
        yield self.projector
        yield self.notice
        yield self.cost
        yield self.answers
        yield self.facts
        yield self.events
        yield self.hint
        yield self.shapes
        yield self.floors
        yield self.divider
        yield self.help
        yield self.tour
        yield self.footer
        yield self.small

    def show(self, shown: Shown, chosen: Selection, mode: Mode) -> None:
        """Give each panel that is shown its view of the moment; the plot has its own pace."""
        snapshot = shown.snapshot
        self.header.view = header_view(shown)
        self.timeline.view = timeline_view(shown)
        if self.summary.display:
            changed = len(self.form.draft.changed)
            found = self._hint(shown) if self.hint_in_summary else None
            self.summary.view = _summary(shown, changed, found)
        if self.network.display:
            self.network.view = self._network(shown, chosen)
        if self.projector.display:
            views = header_view(shown), timeline_view(shown), self._network(shown, chosen)
            self.projector.view = projector_view(shown, *views)
        if self.notice.display:
            self.notice.view = facts.notice(snapshot)
        if self.answers.display:
            self.answers.view = _answers(shown)
        if self.events.display:
            self.events.view = events_view(snapshot)
        if self.hint.display:
            self.hint.view = self._hint(shown)
        if self.facts.display:
            self.facts.view = facts.run_facts(shown, self.known_floors)
        if self.shapes.display:
            self.shapes.view = facts.shape_facts(shown.task)
        self.footer.view = FooterView(
            mode,
            playing=snapshot.phase is Phase.RUNNING,
            wound=snapshot.ahead > 0,
            undo=snapshot.undo is not None,
            others=bool(snapshot.others),
            diverged=snapshot.phase is Phase.DIVERGED,
            page=self.page,
        )
        if self.help.display:
            example = facts.cost_example(shown, chosen.step)
            self.help.view = HelpView(snapshot.experiment, self.inspecting, self.topic, example)

    def _hint(self, shown: Shown) -> Hint | None:
        inside = shown.snapshot.inside if self.gradient or self.inspecting else None
        found = hint(shown, self.known_floors, inside=inside)
        if found is not None and self.inspecting and found.key in ("x", "y"):
            # One would close what it offers to show; the other shows it where it is not seen.
            return replace(found, key="", word="")
        return found

    def _network(self, shown: Shown, chosen: Selection) -> NetworkView:
        inside = shown.snapshot.inside
        known = (inside.probe.first, inside.gradient.tolist()) if inside else (0, ())
        return NetworkView(
            task=shown.task,
            picture=shown.snapshot.picture,
            step=chosen.step,
            unit=chosen.unit,
            weights=shown.weights,
            beside=self.beside,
            gradient=known if self.gradient else None,
        )

    def plot_is_old(self, shown: Shown) -> bool:
        """Whether the plot would look different now."""
        return self._plotted != self._plot_key(shown)

    def _plot_key(self, shown: Shown) -> tuple[object, ...]:
        snapshot = shown.snapshot
        # A thousandth of the width is less than a dot of the widest plot.
        place = snapshot.moment * 1000 // max(1, snapshot.iterations)
        cost = f"{shown.cost:.2f}"
        course = snapshot.latest, snapshot.branch, snapshot.others
        return snapshot.run, snapshot.iterations, place, cost, snapshot.phase, *course

    @property
    def plot_is_log(self) -> bool:
        """Whether the cost axis is logarithmic."""
        return self.cost.view.plot.logarithmic

    def show_plot(
        self, shown: Shown, chosen: Selection, floors: Floors | None, *, ready: bool
    ) -> None:
        """Draw the cost of every moment."""
        snapshot, history = shown.snapshot, shown.history
        if not self.cost.display:
            return
        self._plotted = self._plot_key(shown) if ready else ()
        known = ready and history.count > snapshot.moment and snapshot.picture is not None
        whole = shown.task.whole
        plot = PlotView(
            width=0,
            height=0,
            columns=history.columns,
            iterations=snapshot.iterations,
            moment=snapshot.moment if known else None,
            cost=shown.cost if whole else None,
            floors=floors.lines if floors else (),
            last=snapshot.latest if snapshot.ahead else None,
            marks=tuple(_marks(history, snapshot)),  # type: ignore[arg-type]
            branches=tuple(_former(branch, snapshot.branch) for branch in snapshot.others),
            log=chosen.log,
            diverged=_has_diverged(snapshot),
        )
        changed = len({weights for _, weights in facts.weights_until(snapshot)}) > 1
        self.cost.view = CostView(plot, _pass_mean(shown) if known else None, changed)
        if self.floors.display:
            self.floors.view = facts.floor_facts(floors, shown)

    def answers_width(self, shown: Shown) -> int:
        """Give the cells at which every answer stands whole."""
        return needed_width(_answers(shown))

    @staticmethod
    def asides(shown: Shown) -> tuple[Aside, ...]:
        """Name what can stand beside the plot of a small terminal, in order."""
        return ("answers", "events", "facts") if has_events(shown) else ("answers", "facts")

    @staticmethod
    def is_wide(task: Task) -> bool:
        """Whether some character takes two cells."""
        return any(width(visible(letter)) > 1 for letter in task.vocabulary)


def has_events(shown: Shown) -> bool:
    """Whether something happened to a run: an edit, another future, a way back."""
    snapshot = shown.snapshot
    return bool(snapshot.events or snapshot.others or snapshot.ahead)


def header_view(shown: Shown) -> HeaderView:
    """Say what the header does of a moment of a run."""
    snapshot = shown.snapshot
    return HeaderView(
        subject=facts.subject(snapshot.experiment),
        phase=snapshot.phase,
        moment=snapshot.moment,
        iterations=snapshot.iterations,
        rate=snapshot.rate,
    )


def timeline_view(shown: Shown) -> TimelineView:
    """Say what the timeline does of a moment of a run."""
    snapshot = shown.snapshot
    return TimelineView(
        moment=snapshot.moment,
        iterations=snapshot.iterations,
        marks=tuple(_marks(shown.history, snapshot)),
        latest=snapshot.latest,
        bad=snapshot.phase in (Phase.DIVERGED, Phase.FAILED),
    )


def _marks(history: History, snapshot: Snapshot) -> list[tuple[int, str]]:
    return facts.shown_marks(history.marks, max(snapshot.moment, snapshot.latest))


def _former(branch: Branch, shown: Branch | None) -> PlotBranch:
    first = branch.shared_with(shown) if shown else 0
    return PlotBranch(branch.history.columns, first, branch.latest, branch_label(branch, shown))


def _has_diverged(snapshot: Snapshot) -> bool:
    ended = snapshot.branch.phase if snapshot.branch else None
    return Phase.DIVERGED in (snapshot.phase, ended)


def _pass_mean(shown: Shown) -> float | None:
    """Give the mean cost of the last whole pass; None where an iteration sees all of the data."""
    length, end = shown.task.pass_length, shown.snapshot.moment + 1
    if length == 1 or end < length:
        return None
    costs = shown.history.values(end - length, end)
    return float(costs.mean()) if len(costs) else None


def _summary(shown: Shown, changed: int = 0, hint: Hint | None = None) -> SummaryView:
    experiment = shown.snapshot.experiment
    return SummaryView(experiment.text, tuple(facts.summary(experiment)), changed, hint)


def _answers(shown: Shown) -> AnswersView:
    snapshot, picture, history = shown.snapshot, shown.snapshot.picture, shown.history
    current = None
    if picture is not None:
        right = shown.right or 0
        current = Line(snapshot.moment, picture.predictions, shown.curve_cost, right)
    past = history.answers_until(snapshot.moment, LINES)
    weights = facts.weights_until(snapshot)

    def counted(moment: int) -> tuple[float, ...]:
        return next((found for since, found in reversed(weights) if since <= moment), ())

    return AnswersView(
        task=shown.task,
        weights=shown.weights,
        iterations=snapshot.iterations,
        changes=history.changes(snapshot.moment),
        lines=[
            Line(line.moment, line.ids, line.cost, line.right, counted(line.moment))
            for line in past
        ],
        current=current,
    )
