"""The panels that show the inside of the network, and the view each is given for a moment.

All of them stand in the inspector; kernel, gradient and portrait on a large main screen too.
They are made once, and mounted after the first frame, which needs none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from textual.widget import Widget

from rnn_tui.anatomy import tensors
from rnn_tui.ui import facts
from rnn_tui.ui.arrange_inspector import Page
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.widgets.facts import Facts
from rnn_tui.ui.widgets.inspector.ablate import AblateMenu
from rnn_tui.ui.widgets.inspector.cell import CellPanel
from rnn_tui.ui.widgets.inspector.gradient import GradientPanel
from rnn_tui.ui.widgets.inspector.logits import LogitsPanel
from rnn_tui.ui.widgets.inspector.maps import Maps
from rnn_tui.ui.widgets.inspector.portrait import Portrait, PortraitView
from rnn_tui.ui.widgets.inspector.steps import Steps
from rnn_tui.ui.widgets.inspector.tensor import TensorPanel, TensorView
from rnn_tui.ui.widgets.inspector.unit import UnitPanel
from rnn_tui.ui.widgets.inspector.view import InspectorView


@dataclass(frozen=True)
class Lens:
    """How a person looks inside: what is open, and what is chosen there, counted from 0."""

    inspector: bool = False
    page: Page = "maps"
    """What a small terminal shows."""
    tensor: bool = False
    portrait: bool = False
    """Whether the portrait takes the place of the shapes, or of a half."""
    menu: bool = False
    automatic: bool = False
    apart: int = 1
    """From the chosen unit to the other one of the portrait."""

    def other(self, unit: int, units: int) -> int:
        """Give the second unit of the portrait."""
        return (unit + self.apart) % units


class InsidePanels:
    """Every panel of the inside, made once."""

    def __init__(self, shown: Shown) -> None:
        view = _view(shown, 0, 0, Lens())
        tensor = TensorView(view, next(iter(tensors(shown.task))), 0, 0)
        self.steps = Steps(view, id="steps")
        self.maps = Maps(view, id="maps")
        self.gradient = GradientPanel(view, id="gradient")
        self.unit = UnitPanel(view, id="unit")
        self.cell = CellPanel(view, id="cell")
        self.logits = LogitsPanel(view, id="logits")
        self.shapes = Facts(facts.shape_facts(shown.task), id="inner-shapes")
        self.tensor = TensorPanel(tensor, id="tensor")
        self.kernel = TensorPanel(replace(tensor, cursor=False), id="kernel")
        self.portrait = Portrait(PortraitView(view, 0), id="portrait")
        self.menu = AblateMenu(view, id="menu")

    def widgets(self) -> Iterator[Widget]:
        """Give every panel."""
        yield from (self.steps, self.maps, self.gradient, self.unit, self.cell, self.logits)
        yield from (self.shapes, self.tensor, self.kernel, self.portrait, self.menu)

    @staticmethod
    def view(shown: Shown, lens: Lens, step: int = 0, unit: int = 0) -> InspectorView:
        """Give what every panel is given."""
        return _view(shown, step, unit, lens)

    def show(self, shown: Shown, step: int, unit: int, lens: Lens) -> None:
        """Give each panel that is shown its view of the moment."""
        view = _view(shown, step, unit, lens)
        for panel in (self.steps, self.maps, self.gradient, self.unit, self.cell, self.logits):
            if panel.display:
                panel.view = view
        if self.menu.display:
            self.menu.view = view
        if self.shapes.display:
            self.shapes.view = facts.shape_facts(shown.task)
        if self.portrait.display:
            self.portrait.view = PortraitView(view, lens.other(unit, shown.task.hidden_size))
        if self.tensor.display:
            self.tensor.show(view)
        if self.kernel.display:
            self.kernel.show(view)


def _view(shown: Shown, step: int, unit: int, lens: Lens) -> InspectorView:
    snapshot = shown.snapshot
    return InspectorView(
        task=shown.task,
        picture=snapshot.picture,
        inside=snapshot.inside,
        step=step,
        unit=unit,
        weights=shown.weights,
        ablations=snapshot.ablations,
        automatic=lens.automatic,
    )
