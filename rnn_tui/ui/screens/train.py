"""The main screen: one run, alive. It draws what its session hands out, and lays out its panels.

The plot is drawn less often than the network. The form is a draft beside the run: only a whole
and sound draft starts another run.
"""

import time
from dataclasses import replace
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Offset

from rnn_tui.commands import COMMAND, COMMANDS
from rnn_tui.experiment import Experiment
from rnn_tui.fields import Invalid
from rnn_tui.floors import Floors
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.ui import facts
from rnn_tui.ui.arrange import Needs, Place, arrange, is_small
from rnn_tui.ui.background import Background
from rnn_tui.ui.draft import Draft
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.numbers import rate
from rnn_tui.ui.screens.run import MakeSession, RunScreen
from rnn_tui.ui.screens.views import Chosen, Panels
from rnn_tui.ui.widgets.facts import notice_rows
from rnn_tui.ui.widgets.form import Form
from rnn_tui.ui.widgets.frame import Footer
from rnn_tui.ui.widgets.network import Network
from rnn_tui.ui.widgets.network_plan import plan_network
from rnn_tui.ui.widgets.speed import SpeedBar
from rnn_tui.ui.widgets.summary import Summary

PLOT_FRAME = 1 / 5
"""Seconds from one plot to the next at the least."""
MEDIUM_HELP = 115
"""Columns below which the network has no room for labels beside the help."""


class TrainScreen(RunScreen):
    """Form, unrolled network, cost, answers."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding(",".join(c.keys), c.id, tr(c.label), show=False, id=c.id)
        for c in COMMANDS
        if c.keys and c.id != "palette"
    ]

    def __init__(
        self, plan: Plan, speed: float | None, make_session: MakeSession, memory: int
    ) -> None:
        super().__init__(plan, speed, make_session)
        self.chosen = Chosen(step=min(2, self.session.task.length - 1))
        self.floors: Floors | None = None
        self.help_open = False
        self.drawer_open = False
        self.form = Form(Draft(plan.experiment, memory=memory), speed, id="form")
        self.panels = Panels(self.form, self.shown)
        self.background = Background(self._floors_ready)
        self._plot_due = 0.0

    def compose(self) -> ComposeResult:
        """Give every panel; the arrangement decides which are shown."""
        width, height = self.app.size
        small = is_small(width, height)
        self.form.set_class(self._is_roomy(width, height), "roomy")
        # Where it is a drawer, the form is no part of the first frame.
        yield from (panel for panel in self.panels.widgets() if panel is not self.form or not small)

    def on_mount(self) -> None:
        """Draw the first frame; what it does not need comes after it."""
        self._new_task()
        self._place()
        self._draw(everything=True)
        self.call_after_refresh(self._go)

    def _go(self) -> None:
        if self.is_attached:  # and not left before the first frame
            self.start()
            self.background.start()
            self._mount_form()

    def _mount_form(self) -> None:
        if not self.form.is_attached:
            self.mount(self.form, after=self.panels.summary)

    # Frames.

    def show(self, snapshot: Snapshot) -> None:
        """Draw a snapshot on every panel."""
        before = self.shown.snapshot
        self.shown = Shown(snapshot, self.session.task, self.session.history)
        if before.experiment != snapshot.experiment:
            self._experiment_changed()
        if facts.notice(before) != facts.notice(snapshot):
            self._place()
        settled = snapshot.phase is not Phase.RUNNING
        self._draw(everything=settled or before.phase is not snapshot.phase)

    def _experiment_changed(self) -> None:
        self.form.rebase(self.shown.snapshot.experiment)
        self.background.ask(self.shown.task, self.shown.weights)

    def _draw(self, *, everything: bool = False) -> None:
        with self.app.batch_update():
            self.panels.show(self.shown, self.chosen, self._mode())
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
                self._draw(everything=True)

        self.app.call_later(take)

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
        self._place()
        self._draw(everything=True)

    def _place(self) -> None:
        width, height = self.size
        if width == 0 or height == 0:
            return
        small = is_small(width, height)
        opened = self.drawer_open and small
        self.form.set_class(opened, "drawer")
        self.form.ground_changed(drawer=opened)
        self.form.set_class(self._is_roomy(width, height), "roomy")
        notice = facts.notice(self.shown.snapshot)
        task = self.shown.task
        wide = self.panels.is_wide(task)
        self.panels.beside = opened or (self.help_open and width < MEDIUM_HELP)

        def network(columns: int, rows: int) -> int:
            return plan_network(
                time_steps=task.length,
                letters=task.vocabulary_size,
                units=task.hidden_size,
                width=columns,
                height=rows,
                wide=wide,
                beside=self.panels.beside,
            ).height

        needs = Needs(
            network=network,
            answers=self.panels.answers_width(self.shown),
            form=self.form.rows_needed,
            facts=len(facts.run_facts(self.shown, self.floors).lines),
            shapes=len(facts.shape_facts(task).lines),
            floors=4,
            notice=lambda columns: notice_rows(notice, columns) if notice.heading else 0,
            form_open=opened,
            help_open=self.help_open,
        )
        places = arrange(width, height, needs)
        for widget in self.panels.widgets():
            self._put(widget, places.get(str(widget.id)))

    def _is_roomy(self, width: int, height: int) -> bool:
        return not is_small(width, height) and height >= 34 and not self.form.more

    @staticmethod
    def _put(widget: Any, place: Place | None) -> None:
        widget.display = place is not None and place.width > 0 and place.height > 0
        if place is not None:
            widget.styles.offset = Offset(place.x, place.y)
            widget.styles.width, widget.styles.height = place.width, place.height

    def _new_task(self) -> None:
        self.floors = None
        self.background.ask(self.shown.task, self.shown.weights)

    @on(Form.Resized)
    def _form_resized(self) -> None:
        self._place()

    # Runs.

    def run_changed(self) -> None:
        """Draw the new run; what stands in the form stays there."""
        self.chosen = self.chosen.within(self.shown.task)
        self.form.rebase(self.shown.snapshot.experiment)
        self._new_task()
        self._place()
        self._draw(everything=True)

    def speed_changed(self) -> None:
        """Show the speed in the form, or say it where the form is not in view."""
        self.form.speed = self.speed
        if is_small(*self.size):
            words = tr("unlimited") if self.speed is None else rate(self.speed)
            self.notify(tr("speed: {words}", words=words), timeout=1.5, markup=False)

    @on(Form.Train)
    def _train(self, event: Form.Train) -> None:
        self._close_drawer()
        self.form.load(event.experiment)
        self.begin(replace(self.session.plan, experiment=event.experiment, events=(), initial=None))

    @on(Form.Reset)
    def _reset(self) -> None:
        self.action_reset()

    def _edited_draft(self) -> Experiment:
        return self.form.draft.experiment or self.session.plan.experiment

    @on(Form.Edited)
    def _edited(self, event: Form.Edited) -> None:
        if self.session.phase.final and self.session.phase is not Phase.DONE:
            # What has blown up takes no edits: the values begin a run of their own.
            self.begin(replace(self.session.plan, experiment=self._edited_draft(), events=()))
            return
        for name, value in event.changes.items():
            try:
                self.session.edit(name, value)
            except Invalid as error:
                self.notify(str(error), severity="error", markup=False)
        self.expect()

    @on(SpeedBar.Chosen)
    def _speed_chosen(self, event: SpeedBar.Chosen) -> None:
        self.set_speed(event.speed)

    # What is chosen, and what is open.

    def _choose(self, step: int, unit: int) -> None:
        self.chosen = Chosen(step, unit, self.chosen.log).within(self.shown.task)
        self.expect()
        self._draw()

    @on(Network.Chosen)
    def _step_clicked(self, event: Network.Chosen) -> None:
        self._choose(event.step, self.chosen.unit)

    def action_step_left(self) -> None:
        """Choose the time step before."""
        self._choose(self.chosen.step - 1, self.chosen.unit)

    def action_step_right(self) -> None:
        """Choose the next time step."""
        self._choose(self.chosen.step + 1, self.chosen.unit)

    def action_unit_up(self) -> None:
        """Choose the unit above."""
        self._choose(self.chosen.step, self.chosen.unit - 1)

    def action_unit_down(self) -> None:
        """Choose the unit below."""
        self._choose(self.chosen.step, self.chosen.unit + 1)

    def action_log_axis(self) -> None:
        """Draw the cost on the other axis."""
        log = not self.panels.plot_is_log
        self.chosen = Chosen(self.chosen.step, self.chosen.unit, log)
        self._draw(everything=True)

    @on(Summary.Opened)
    def action_edit(self) -> None:
        """Go to the form."""
        self._close_help()
        self._mount_form()
        self.drawer_open = True
        self._place()
        self.form.focus_first()
        self._draw()

    def action_train(self) -> None:
        """Train what the form has; what is wrong with it is shown, wherever the form was."""
        if self.form.draft.problems:
            self.action_edit()
        self.form.train()

    def action_undo_changes(self) -> None:
        """Put the run's values back into the form."""
        self.form.load(self.form.draft.run)

    def action_leave(self) -> None:
        """Leave help, then the form."""
        if self.help_open:
            self._close_help()
        else:
            self._close_drawer()
        self._draw()

    def _close_drawer(self) -> None:
        self.set_focus(None)
        self.drawer_open = False
        self._place()

    def _close_help(self) -> None:
        if self.help_open:
            self.help_open = False
            self.set_focus(None)
            self._place()

    def action_help(self) -> None:
        """Open or close the help."""
        if self.help_open:
            self.action_leave()
            return
        self.help_open = True
        self._place()
        self.panels.help.focus()
        self._draw()

    def on_descendant_focus(self) -> None:
        """Offer the keys of what has the focus."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Offer the commands again."""
        self._draw()

    @on(Footer.Pressed)
    async def _footer_pressed(self, event: Footer.Pressed) -> None:
        await self.run_action(event.command)

    async def action_quit(self) -> None:
        """Leave the program; here and not in the app, so that on a choice `q` is no command."""
        await self.app.action_quit()

    def _mode(self) -> str:
        if self.help_open:
            return "help"
        return "form" if self._in_form else "train"

    @property
    def _in_form(self) -> bool:
        return self.focused is not None and self.form in self.focused.ancestors

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Letters are commands only outside the form."""
        command = COMMAND.get(action)
        return command is None or command.in_form or not self._in_form
