"""The numbers of one unit at one time step; None stands for what is not known."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.anatomy import letter
from rnn_tui.ui.widgets.inspector.unit import terms_of
from rnn_tui.ui.widgets.inspector.view import InspectorView

if TYPE_CHECKING:
    from rnn_tui.record import Floats


@dataclass(frozen=True, eq=False)
class Values:
    """The numbers of the chosen unit at the chosen time step."""

    view: InspectorView

    def gate(self, name: str) -> float | None:
        """Give how a gate, or the candidate, is activated."""
        inside = self.view.inside
        return None if inside is None else self._at(inside.gates[name], 0)

    def term(self, name: str, *parts: str) -> float | None:
        """Add up parts of a term."""
        term = terms_of(self.view).get(name)
        if term is None:
            return None
        return sum(float(getattr(term, part)[self.view.unit]) for part in parts)

    def h(self, after: int = 1) -> float | None:
        """Give the hidden state after the time step, or before it (0)."""
        inside = self.view.inside
        return None if inside is None else self._at(inside.hidden, after)

    def c(self, after: int = 1) -> float | None:
        """Give the memory, as `h`."""
        inside = self.view.inside
        return None if inside is None or inside.memory is None else self._at(inside.memory, after)

    def product(self) -> float | None:
        """Compute U h + b' of the pytorch gru's candidate, before the reset."""
        view, inside = self.view, self.view.inside
        place = view.step - inside.probe.first if inside else -1
        if inside is None or not 0 <= place < len(inside.hidden):
            return None
        weights, bias = (inside.weights.get(f"cell.{name}_hh_l0") for name in ("weight", "bias"))
        if weights is None or bias is None:
            return None
        row = 2 * view.task.hidden_size + view.unit
        pairs = zip(weights[row].tolist(), inside.hidden[place].tolist(), strict=True)
        return float(sum(weight * h for weight, h in pairs) + bias[row])

    def _at(self, values: "Floats", after: int) -> float | None:
        inside = self.view.inside
        place = self.view.step - inside.probe.first if inside else -1
        if place < 0 or place + after >= len(values):
            return None
        return float(values[place + after][self.view.unit])

    def letter(self, gate: str) -> str:
        """Give a gate's letter in the convention."""
        e = self.view.task.experiment
        return letter(e.cell, e.convention, gate)


def times(*factors: float | None) -> float | None:
    """Multiply what is known."""
    found = [factor for factor in factors if factor is not None]
    return math.prod(found) if len(found) == len(factors) else None


def tanh(value: float | None) -> float | None:
    """Squash what is known."""
    return None if value is None else math.tanh(value)


def rest(value: float | None) -> float | None:
    """Give what is left of 1."""
    return None if value is None else 1 - value
