"""The main screen: one run, alive. It draws what its session hands out, and lays out its panels.

The plot is drawn less often than the network. The form is a draft beside the run: only a whole
and sound draft starts another run.
"""

import time
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult

from rnn_tui.commands import TRAIN
from rnn_tui.experiment import Experiment
from rnn_tui.floors import Floors
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.session.history import History
from rnn_tui.session.plan import Plan
from rnn_tui.session.reasons import RefusedError
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.text import visible_text
from rnn_tui.ui import facts
from rnn_tui.ui.arrange import is_large, is_small
from rnn_tui.ui.background import Background
from rnn_tui.ui.bindings import bindings_of
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.footers import Mode
from rnn_tui.ui.numbers import rate
from rnn_tui.ui.screens.opening import OpeningScreen
from rnn_tui.ui.screens.placing import Placing
from rnn_tui.ui.screens.run import MakeSession
from rnn_tui.ui.screens.views import has_events
from rnn_tui.ui.widgets.form import Form
from rnn_tui.ui.widgets.frame import Footer, Header
from rnn_tui.ui.widgets.speed import SpeedBar

if TYPE_CHECKING:
    from rnn_tui.ui.app import RnnTuiApp

ENDED = (Phase.DONE, Phase.DIVERGED, Phase.FAILED)

PLOT_FRAME = 1 / 5
"""Seconds from one plot to the next at the least."""


class TrainScreen(OpeningScreen):
    """Form, unrolled network, cost, answers."""

    AUTO_FOCUS = ""
    BINDINGS = bindings_of(TRAIN)

    def __init__(
        self, plan: Plan, speed: float | None, make_session: MakeSession, memory: int
    ) -> None:
        super().__init__(plan, speed, make_session, memory)
        self.floors: Floors | None = None
        self.placing = Placing(self.panels, self.inner, self.form)
        self.background = Background(self._floors_ready)
        self._plot_due = 0.0
        self._glanced: Shown | None = None

    def compose(self) -> ComposeResult:
        """Give every panel; the arrangement decides which are shown."""
        small = is_small(*self.app.size)
        self.placing.roomy(*self.app.size)
        # Where it is a drawer, the form is no part of the first frame.
        yield from (panel for panel in self.panels.widgets() if panel is not self.form or not small)
        yield self.banner

    def on_mount(self) -> None:
        """Draw the first frame; what it does not need comes after it."""
        self._new_task()
        self.place()
        self.draw(everything=True)
        self.call_after_refresh(self._go)

    def _go(self) -> None:
        if self.is_attached:  # and not left before the first frame
            self.start()
            self.background.start()
            self.mount_form()
            if is_large(*self.size):
                self.mount_inside()
                self.place()

    # Frames.

    def show(self, snapshot: Snapshot) -> None:
        """Draw a snapshot on every panel."""
        shown = self.shown
        before = shown.snapshot
        self.shown = Shown(snapshot, self._task_of(snapshot), self._history_of(snapshot))
        if before.experiment != snapshot.experiment:
            self._experiment_changed()
        self._stand_at(snapshot)
        if snapshot.differs_at is not None and before.differs_at is None:
            self._tell_of_difference(snapshot.differs_at)
        if self._arranged(shown) != self._arranged(self.shown):
            self.place()
        if snapshot.phase is Phase.FAILED and before.phase is not Phase.FAILED:
            self._tell_of_report()
        settled = snapshot.phase is not Phase.RUNNING
        self.draw(everything=settled or before.phase is not snapshot.phase)
        if snapshot.phase in ENDED and before.phase not in ENDED:
            self.post_message(self.Ended())

    def _tell_of_report(self) -> None:
        """Say where it is written why the run failed, where that was a fault of ours."""
        error = self.session.error
        if error is None or isinstance(error, RefusedError):
            return
        path = cast("RnnTuiApp", self.app).faults.write(error)
        if path is not None:
            words = tr("the report is in {path}", path=visible_text(str(path)))
            self.notify(words, severity="error", timeout=15, markup=False)

    def _tell_of_difference(self, moment: int) -> None:
        words = tr(
            "made again, the costs differ from iteration {moment} on: this torch or processor is "
            "another than the run was trained with; the curve stays as it was kept",
            moment=f"{moment:,}",
        )
        self.notify(words, severity="warning", timeout=12, markup=False)

    def _arranged(self, shown: Shown) -> tuple[object, ...]:
        """Give what decides which panels stand on the screen."""
        lines = len(facts.run_facts(shown, self.floors).lines)
        return facts.notice(shown.snapshot), has_events(shown), lines

    def _task_of(self, snapshot: Snapshot) -> Task:
        """Give the task of the moment: of what changes in flight only the carry makes another."""
        task, experiment = self.shown.task, snapshot.experiment
        if task.experiment.carry_state == experiment.carry_state:
            return task
        return Task(experiment)

    def _history_of(self, snapshot: Snapshot) -> History:
        return snapshot.branch.history if snapshot.branch else self.session.history

    def _stand_at(self, snapshot: Snapshot) -> None:
        """Let the form know what it would branch from, and what was edited on the way."""
        wound = snapshot.moment if snapshot.ahead else None
        self.form.stand_at(wound, frozenset(event.field for event in snapshot.events))

    def _experiment_changed(self) -> None:
        self.form.rebase(self.shown.snapshot.experiment)
        self.background.ask(self.shown.task, self.shown.weights)

    def draw(self, *, everything: bool = False) -> None:
        """Draw the moment shown; the plot only when it is old, or with `everything`."""
        self.panels.known_floors = self.floors
        with self.app.batch_update():
            self.panels.show(self.shown, self.chosen, self.mode())
            if self.inner.steps.is_attached:
                self.inner.show(self.shown, self.chosen.step, self.chosen.unit, self.lens)
            if everything or self._plot_pending():
                self._draw_plot()

    def _plot_pending(self) -> bool:
        return time.monotonic() >= self._plot_due and self.panels.plot_is_old(self.shown)

    def _draw_plot(self) -> None:
        self._plot_due = time.monotonic() + PLOT_FRAME
        self.panels.show_plot(self.shown, self.chosen, self.floors, ready=self.background.ready)

    def _floors_ready(self, task: Task, weights: tuple[float, ...], floors: Floors) -> None:
        # On the background's thread: hand over, and let the next frame see to it.
        def take() -> None:
            if self.is_mounted and task is self.shown.task and weights == self.shown.weights:
                self.floors = floors
                self.place()
                self.draw(everything=True)

        self.app.call_later(take)

    def glance(self) -> Shown:
        """Give the latest moment for a screen that stands over this one, and draw nothing."""
        if self._glanced is None or self._glanced.snapshot.run != self.session.run:
            self._glanced = self.shown
        snapshot = self.latest(self._glanced.snapshot.phase)
        if snapshot is not None:
            self._glanced = Shown(snapshot, self._task_of(snapshot), self._history_of(snapshot))
        return self._glanced

    def on_screen_resume(self) -> None:
        """Draw where the run stands now; it went on beneath another screen."""
        glanced, self._glanced = self._glanced, None
        # What was taken there is not handed out again.
        if glanced is not None and glanced.snapshot.run == self.session.run:
            self.show(glanced.snapshot)
        self.expect()

    def idle(self) -> None:
        """Draw the plot, if it is old and its time has come."""
        if self._plot_pending():
            self._draw_plot()

    def span(self) -> tuple[int, int]:
        """Give the time steps around the chosen one."""
        return max(0, self.chosen.step - 100), self.chosen.step + 156

    # Layout.

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        """Lay out anew."""
        self.place()
        self.draw(everything=True)

    def place(self) -> None:
        """Put every panel where it belongs."""
        if self.size.area:
            width, height = self.size
            rows = self.banner.settle(width, height)
            self.placing.place(width, rows, self.shown, self.floors, self.opened, self.lens)
            self.under_banner(self.panels.footer, rows)
            self.place_export()

    def _new_task(self) -> None:
        self.floors = None
        self.background.ask(self.shown.task, self.shown.weights)

    @on(Form.Resized)
    def _form_resized(self) -> None:
        self.place()
        # What has found room has missed the moment, and a run that stands still sends no other.
        self.draw()

    # Runs.

    def run_changed(self) -> None:
        """Draw the new run; what stands in the form stays there."""
        self.chosen = self.chosen.within(self.shown.task)
        self.form.rebase(self.shown.snapshot.experiment)
        self._new_task()
        self.place()
        self.draw(everything=True)

    def speed_changed(self) -> None:
        """Show the speed in the form, or say it where the form is not in view."""
        self.form.speed = self.speed
        if is_small(*self.size):
            words = tr("unlimited") if self.speed is None else rate(self.speed)
            self.notify(tr("speed: {words}", words=words), timeout=1.5, markup=False)

    @on(Form.Train)
    def _train(self, event: Form.Train) -> None:
        self.close_drawer()
        self.form.load(event.experiment)
        self.begin(
            replace(
                self.session.plan,
                experiment=event.experiment,
                events=(),
                initial=None,
                handover=None,
            )
        )

    @on(Form.Reset)
    def _reset(self) -> None:
        self.action_reset()

    def _edited_draft(self) -> Experiment:
        return self.form.draft.experiment or self.session.plan.experiment

    @on(Form.Edited)
    def _edited(self, event: Form.Edited) -> None:
        if self.session.phase.final and self.session.phase is not Phase.DONE:
            # What has blown up takes no edits: the values begin a run of their own.
            if event.play:
                self.close_drawer()
            self.begin(
                replace(
                    self.session.plan, experiment=self._edited_draft(), events=(), handover=None
                )
            )
            return
        for name, value in event.changes.items():
            self.edit(name, value)
        if event.play:
            self.close_drawer()
            self._go_on()

    def _go_on(self) -> None:
        """Let the run go on, one that is done too."""
        if self.session.phase is Phase.DONE:
            self.session.go_on()
        else:
            self.session.play()
        self.expect()

    @on(Form.Unchanged)
    def _unchanged(self) -> None:
        self.close_drawer()
        self.form.load(self.shown.snapshot.experiment)
        words = tr("nothing was changed: r starts the run again")
        self.notify(words, timeout=3, markup=False)

    @on(SpeedBar.Chosen)
    def _speed_chosen(self, event: SpeedBar.Chosen) -> None:
        self.set_speed(event.speed)

    # Commands.

    def action_log_axis(self) -> None:
        """Draw the cost on the other axis."""
        log = not self.panels.plot_is_log
        self.chosen = replace(self.chosen, log=log)
        self.draw(everything=True)

    def action_train(self) -> None:
        """Train what the form has; what is wrong with it is shown, wherever the form was."""
        if self.form.draft.problems:
            self.action_edit()
        self.form.train()

    def take_preset(self, name: str) -> None:
        """Train the word of the form with all else as a preset has it."""
        self.mount_form()
        self.form.take_preset(name)
        self.form.train()

    def action_undo_changes(self) -> None:
        """Put the run's values back into the form."""
        self.form.load(self.form.draft.run)

    @on(Footer.Pressed)
    @on(Header.Pressed)
    async def _pressed(self, event: Footer.Pressed | Header.Pressed) -> None:
        await self.run_action(event.command)

    async def action_show_train(self) -> None:
        """Stay here."""

    async def action_projector(self) -> None:
        """Show the run in large, or as before."""
        await self.app.run_action("projector")

    def mode(self) -> Mode:
        """Say which keys there are."""
        large = self.placing.projects(self.opened, self.lens)
        found = super().mode()
        return "projector" if large and found == "train" else found

    def project(self, *, large: bool) -> None:
        """Lay out in large, or as before."""
        self.placing.projector = large
        self.place()
        self.draw(everything=True)

    async def action_copy_screen(self) -> None:
        """Copy the screen as text."""
        await self.app.run_action("copy_screen")

    async def action_show_race(self) -> None:
        """Go to the race or sweep."""
        await self.app.run_action("show_race")

    async def action_show_runs(self) -> None:
        """Go to the runs that are kept."""
        await self.app.run_action("show_runs")

    async def action_quit(self) -> None:
        """Leave the program; here and not in the app, so that on a choice `q` is no command."""
        await self.app.action_quit()
