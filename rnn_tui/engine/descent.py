"""`Descent`: the updates of all members: optimizer, gradients, and what is frozen."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from rnn_tui.engine.layout import Layout
from rnn_tui.engine.memory import Memory
from rnn_tui.engine.optimizers import QUICK_RULES, RULES, Columns, Rule, Settings
from rnn_tui.experiment import Experiment


def columns(experiments: Sequence[Experiment], dtype: torch.dtype) -> Columns:
    """Give the hyperparameters of each member."""
    settings = [Settings(e.learning_rate, e.decay, e.momentum, e.clip_norm) for e in experiments]
    return Columns.of(settings, dtype)


class Descent:
    """Turns gradients into updates of a memory."""

    def __init__(self, layout: Layout, memory: Memory, experiments: Sequence[Experiment]) -> None:
        self._layout, self._memory = layout, memory
        self.gradients = memory.blank()
        """(members, parameters): what a backward pass fills."""
        self._frozen: Tensor | None = None
        self.begin(experiments)

    @property
    def updates(self) -> int:
        """Updates made since the slots were fresh."""
        return self._rule.updates

    @updates.setter
    def updates(self, updates: int) -> None:
        self._rule.updates = updates

    def begin(self, experiments: Sequence[Experiment]) -> None:
        """Take an optimizer, with fresh slots."""
        e, memory = experiments[0], self._memory
        slots = memory.begin_slots(e.optimizer)
        rules = QUICK_RULES if memory.members_last else RULES
        rule = rules[e.optimizer, e.convention]
        self._rule: Rule = rule(memory.parameters, self.gradients, slots)
        self.set(experiments)

    def set(self, experiments: Sequence[Experiment]) -> None:
        """Take the hyperparameters of each member."""
        self.take(columns(experiments, self._memory.dtype))

    def take(self, columns: Columns) -> None:
        """Take hyperparameters that `columns` gave."""
        self._rule.take(columns)

    def settle(self) -> None:
        """Write what slots were left behind, before anyone looks at them."""
        self._rule.settle()

    def freeze(self, names: Iterable[str]) -> None:
        """Let tensors, by checkpoint name, keep their numbers and slots from now on."""
        frozen = torch.zeros(self._layout.parameters, dtype=torch.bool)
        named = self._layout.named(frozen)
        for name in names:
            named[name].fill_(True)
        self._frozen = frozen if frozen.any() else None

    def update(self) -> None:
        """Make an update, and remember the moment before.

        What is frozen neither moves nor counts in the norm that gradients are clipped to. The
        optimizer has one count of updates: an Adam that finds a tensor thawed corrects its
        slots by it, as TensorFlow does.
        """
        self._memory.remember()
        if self._frozen is None:
            self._rule.update()
        else:
            self.gradients.masked_fill_(self._frozen, 0.0)
            self._rule.update()
            self._memory.go_back_in(self._frozen)
