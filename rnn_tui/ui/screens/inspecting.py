"""`InspectingScreen`: what is chosen, and the inspector with its weights and menu."""

from dataclasses import replace

from textual import on

from rnn_tui.edits import Weight
from rnn_tui.i18n import tr
from rnn_tui.record import Probe
from rnn_tui.session.plan import Plan
from rnn_tui.ui.arrange import is_large
from rnn_tui.ui.arrange_inspector import next_page
from rnn_tui.ui.screens.inside import InsidePanels, Lens
from rnn_tui.ui.screens.run import MakeSession
from rnn_tui.ui.screens.views import Selection
from rnn_tui.ui.screens.winding import WindingScreen
from rnn_tui.ui.widgets.inspector.ablate import AblateMenu
from rnn_tui.ui.widgets.inspector.gradient import FIXED
from rnn_tui.ui.widgets.inspector.plan import probe_for
from rnn_tui.ui.widgets.inspector.steps import Chosen
from rnn_tui.ui.widgets.inspector.tensor import TensorPanel
from rnn_tui.ui.widgets.network import Network

FACTOR_ROWS = 12
"""Losses from which the factor is taken where the matrix itself is not shown."""


class InspectingScreen(WindingScreen):
    """A screen on which time steps, units and weights are chosen, looked into, and edited."""

    def __init__(self, plan: Plan, speed: float | None, make_session: MakeSession) -> None:
        super().__init__(plan, speed, make_session)
        self.chosen = Selection(step=min(2, self.session.task.length - 1))
        self.lens = Lens()
        self.inner = InsidePanels(self.shown)

    def place(self) -> None:
        """Lay the panels out anew."""
        raise NotImplementedError

    def draw(self, *, everything: bool = False) -> None:
        """Draw the moment shown."""
        raise NotImplementedError

    def probe(self) -> Probe | None:
        """Ask for what the panels of the inside show, where any is shown."""
        inner, step = self.inner, self.chosen.step
        looks = self.lens.inspector or is_large(*self.size)
        if not looks or not inner.steps.is_attached:
            return None
        wide = [panel.size.width for panel in (inner.steps, inner.gradient) if panel.display]
        rows = inner.gradient.size.height - FIXED if inner.gradient.display else FACTOR_ROWS
        return probe_for(self.shown.task, step, max([40, *wide]), max(1, rows))

    def mount_inside(self) -> None:
        """Mount the panels of the inside, which the first frame did not need."""
        if not self.inner.steps.is_attached:
            for widget in self.inner.widgets():
                widget.display = False
            self.mount_all(self.inner.widgets())

    # What is chosen.

    def choose(self, step: int, unit: int) -> None:
        """Choose a time step and a unit, from 0; what lies outside is brought inside."""
        self.chosen = replace(self.chosen, step=step, unit=unit).within(self.shown.task)
        self.expect()
        self.draw()

    @on(Network.Chosen)
    @on(Chosen)
    def _clicked(self, event: Network.Chosen | Chosen) -> None:
        self.choose(event.step, self.chosen.unit if event.unit is None else event.unit)

    def action_step_left(self) -> None:
        """Choose the time step before."""
        self.choose(self.chosen.step - 1, self.chosen.unit)

    def action_step_right(self) -> None:
        """Choose the next time step."""
        self.choose(self.chosen.step + 1, self.chosen.unit)

    def action_unit_up(self) -> None:
        """Choose the unit above."""
        self.choose(self.chosen.step, self.chosen.unit - 1)

    def action_unit_down(self) -> None:
        """Choose the unit below."""
        self.choose(self.chosen.step, self.chosen.unit + 1)

    def action_count_step(self) -> None:
        """Let the chosen time step count in the cost, or not."""
        shown = self.shown.snapshot.experiment
        self.order(lambda: self.session.toggle(self.chosen.step, shown))

    # The inspector.

    def look(self, lens: Lens) -> None:
        """Look inside in another way."""
        self.lens = lens
        self.mount_inside()
        self.place()
        self.expect()
        self.draw(everything=True)

    def action_inspect(self) -> None:
        """Open the inspector, or close it."""
        self.set_focus(None)
        opened = not self.lens.inspector
        self.look(replace(self.lens, inspector=opened, tensor=False, menu=False, page="maps"))

    def turn_inside(self) -> None:
        """Show the next page of a small inspector; what lies over the pages is put away."""
        page = self.lens.page if self.lens.portrait else next_page(self.lens.page)
        self.look(replace(self.lens, page=page, portrait=False, apart=1))

    def action_scale(self) -> None:
        """Let the scales of the maps follow the numbers, or keep them fixed."""
        automatic = not self.lens.automatic
        self.look(replace(self.lens, automatic=automatic))
        words = (
            tr("the scale follows the largest number") if automatic else tr("the scale is fixed")
        )
        self.notify(words, timeout=2, markup=False)

    def action_portrait_unit(self) -> None:
        """Draw the portrait, then with another second unit; after the last one it is put away."""
        lens, units = self.lens, self.shown.task.hidden_size
        always = is_large(*self.size)
        if not (lens.portrait or always):
            self.look(replace(lens, inspector=True, tensor=False, portrait=True, apart=1))
        elif lens.apart < units - 1:
            self.look(replace(lens, apart=lens.apart + 1))
        else:
            self.look(replace(lens, apart=1, portrait=False))

    def action_weights(self) -> None:
        """Show the weights, or close them."""
        opened = not self.lens.tensor
        self.look(replace(self.lens, inspector=True, tensor=opened, portrait=False, menu=False))
        if opened:
            self.inner.tensor.focus()
        else:
            self.set_focus(None)

    def action_ablate(self) -> None:
        """Open the menu of what can be put out of action, or close it."""
        opened = not self.lens.menu
        self.look(replace(self.lens, menu=opened))
        if opened:
            self.inner.menu.focus()
        else:
            self.set_focus(self.inner.tensor if self.lens.tensor else None)

    @on(TensorPanel.Turned)
    def _turned(self) -> None:
        self.place()
        self.draw()

    @on(TensorPanel.Edited)
    def _weight_edited(self, event: TensorPanel.Edited) -> None:
        weight: Weight = event.weight
        self.edit("weight", weight)

    @on(TensorPanel.Closed)
    def _weights_closed(self) -> None:
        self.action_weights()

    @on(AblateMenu.Picked)
    def _picked(self, event: AblateMenu.Picked) -> None:
        self.edit(event.field, event.value)

    @on(AblateMenu.Closed)
    def _menu_closed(self) -> None:
        self.action_ablate()
