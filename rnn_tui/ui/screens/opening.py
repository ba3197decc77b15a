"""`OpeningScreen`: what a person has opened over the run: the drawer, the help, the hint."""

from dataclasses import replace
from typing import Any

from textual import on

from rnn_tui.commands import COMMAND
from rnn_tui.i18n import tr
from rnn_tui.session.plan import Plan
from rnn_tui.ui.arrange import is_small, next_aside
from rnn_tui.ui.draft import Draft
from rnn_tui.ui.footers import Mode
from rnn_tui.ui.screens.exporting import ExportingScreen
from rnn_tui.ui.screens.inside import Lens
from rnn_tui.ui.screens.placing import Opened
from rnn_tui.ui.screens.run import MakeSession
from rnn_tui.ui.screens.views import Panels
from rnn_tui.ui.widgets.form import Form
from rnn_tui.ui.widgets.help import Help, next_topic
from rnn_tui.ui.widgets.help_topics import ALL_KEYS
from rnn_tui.ui.widgets.summary import Summary
from rnn_tui.ui.widgets.tour import Tour


class OpeningScreen(ExportingScreen):
    """A screen with the panels of a run, on which form, help and hint come and go."""

    def __init__(
        self, plan: Plan, speed: float | None, make_session: MakeSession, memory: int
    ) -> None:
        super().__init__(plan, speed, make_session)
        self.opened = Opened()
        self.form = Form(Draft(plan.experiment, memory=memory), speed, id="form")
        self.panels = Panels(self.form, self.shown)

    def mount_form(self) -> None:
        """Mount the form, where the first frame did not need it."""
        if not self.form.is_attached:
            self.mount(self.form, after=self.panels.summary)

    def action_hint(self) -> None:
        """Show the hint, or hide it; where it has no room, say so."""
        shown = not self.opened.hint
        self._open(hint=shown)
        self.draw()
        panels = self.panels
        if shown and not (panels.hint.display or panels.hint_in_summary):
            self.notify(tr("the hint has no room here"), timeout=2, markup=False)

    def action_turn_page(self) -> None:
        """Turn to the next page of a small terminal; else go to the next field."""
        opened, lens = self.opened, self.lens
        if self.in_export and self.export_menu is not None:
            self.export_menu.walk(1)
            return
        if opened.tour is not None:
            self.panels.tour.action_go(1)
            return
        covered = opened.help or lens.menu or lens.tensor or self._in_form
        if covered or not is_small(*self.size) or (opened.drawer and not lens.inspector):
            self.focus_next()
        elif lens.inspector:
            self.turn_inside()
        else:
            asides = self.panels.asides(self.shown)
            self._open(aside=next_aside(opened.aside_of(asides), asides))
            self.draw()

    @on(Summary.Opened)
    def action_edit(self) -> None:
        """Go to the form."""
        self.exporting = False
        self._end_tour()
        self._close_help()
        if self.lens.inspector or self.lens.menu:
            self._close_inspector()
        self.mount_form()
        self._open(drawer=True)
        self.form.focus_first()
        self.draw()

    def action_leave(self) -> None:
        """Leave the export menu, tour, help, then the form."""
        if self.exporting:
            self.close_export()
        elif self.opened.tour is not None:
            self._end_tour()
        elif self.opened.help:
            self._close_help()
        elif self.lens.menu or self.lens.inspector:
            self._close_inspector()
        else:
            self.close_drawer()
        self.draw()

    def _close_inspector(self) -> None:
        self.set_focus(None)
        self.look(Lens(automatic=self.lens.automatic, apart=self.lens.apart))

    def close_drawer(self) -> None:
        """Leave the form; a drawer is closed."""
        self.set_focus(None)
        self._open(drawer=False)

    def _open(self, **what: Any) -> None:
        self.opened = replace(self.opened, **what)
        self.place()

    def _close_help(self) -> None:
        if self.opened.help:
            self.set_focus(None)
            self._open(help=False)

    def action_help(self) -> None:
        """Open the help on what has the focus, or close it."""
        if self.opened.help:
            self.action_leave()
        else:
            self._explain(self._topic_in_focus())

    def action_all_keys(self) -> None:
        """List every key."""
        self._explain(ALL_KEYS)

    def _topic_in_focus(self) -> str:
        if self._in_form:
            return "form"
        return "tensor" if self.focused in (self.inner.tensor, self.inner.menu) else ""

    @on(Help.Turned)
    def _topic_turned(self, event: Help.Turned) -> None:
        view = replace(self.panels.help.view, topic=self.opened.topic)
        self._explain(next_topic(view, event.by))

    def _explain(self, topic: str) -> None:
        self._end_tour()
        self.panels.help.top = 0
        self._open(help=True, topic=topic)
        self.panels.help.focus()
        self.draw()

    async def action_export(self) -> None:
        """Open the export menu, or close it; the tour leaves the screen to it."""
        self._end_tour()
        await super().action_export()

    # The tour.

    def action_tour(self) -> None:
        """Take the tour, or end it."""
        if self.opened.tour is not None:
            self.action_leave()
            return
        self._close_help()
        if self.lens != Lens():
            self._close_inspector()
        self._open(tour=0, drawer=False)
        self.panels.tour.focus()
        self.draw()

    @on(Tour.Went)
    def _went(self, event: Tour.Went) -> None:
        if self.opened.tour is None:
            return
        stop = max(0, self.opened.tour + event.by)
        if stop >= len(self.panels.tour.view.stops):
            self.action_leave()
        else:
            self._open(tour=stop)
            self.draw()

    def look(self, lens: Lens) -> None:
        """Look inside in another way; the tour leaves the screen to it."""
        if lens.inspector or lens.menu:
            self._end_tour()
        super().look(lens)

    def _end_tour(self) -> None:
        if self.opened.tour is not None:
            self.set_focus(None)
            self._open(tour=None)

    def on_descendant_focus(self) -> None:
        """Offer the keys of what has the focus."""
        self.draw()

    def on_descendant_blur(self) -> None:
        """Offer the commands again."""
        self.draw()

    def mode(self) -> Mode:
        """Say which keys there are."""
        if self.in_export and self.export_menu is not None:
            return "question" if self.export_menu.asking else "export"
        if self.opened.tour is not None:
            return "tour"
        if self.opened.help:
            return "help"
        if self.lens.menu:
            return "menu"
        if self._in_form:
            return "form"
        if self.focused is self.inner.tensor:
            return "weights"
        return "inspect" if self.lens.inspector else "train"

    @property
    def _in_form(self) -> bool:
        return self.focused is not None and self.form in self.focused.ancestors

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Letters are commands only outside the form and the export menu."""
        command = COMMAND.get(action)
        return command is None or command.in_form or not (self._in_form or self.in_export)
