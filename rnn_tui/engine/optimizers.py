"""RMSProp, Adam and SGD by the rules of TensorFlow 1 and of torch.optim, many members at once.

Parameters, gradients and slots are `(members, parameters)`, with either axis last in memory;
each hyperparameter is a column `(members, 1)`. Gradients are left as they are, but for
clipping. Nothing here knows networks.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_tui.experiment import Convention, Optimizer

BETA_1, BETA_2 = 0.9, 0.999
"""Adam's memories of the mean gradient and of the mean square."""

SLOTS: Mapping[Optimizer, tuple[str, ...]] = {
    Optimizer.RMSPROP: ("mean_square", "momentum"),
    Optimizer.ADAM: ("mean", "mean_square"),
    Optimizer.SGD: ("momentum",),
}
"""What each rule remembers of every parameter."""


@dataclass(frozen=True)
class Settings:
    """The hyperparameters of one member."""

    learning_rate: float
    decay: float
    momentum: float
    clip_norm: float | None


class Columns(NamedTuple):
    """The hyperparameters of all members, `(members, 1)` each."""

    learning_rate: Tensor
    decay: Tensor
    momentum: Tensor
    clip_norm: Tensor
    """Infinite where nothing is clipped."""
    moves: bool
    """Whether any member has momentum."""
    all_move: bool
    clips: bool
    """Whether any member clips."""

    @classmethod
    def of(cls, settings: Sequence[Settings], dtype: torch.dtype) -> "Columns":
        """Line up the settings of each member."""

        def column(values: Sequence[float]) -> Tensor:
            return torch.tensor(values, dtype=dtype).unsqueeze(1)

        return cls(
            column([s.learning_rate for s in settings]),
            column([s.decay for s in settings]),
            column([s.momentum for s in settings]),
            column([math.inf if s.clip_norm is None else s.clip_norm for s in settings]),
            moves=any(s.momentum for s in settings),
            all_move=all(s.momentum for s in settings),
            clips=any(s.clip_norm is not None for s in settings),
        )


def fresh(optimizer: Optimizer, convention: Convention, slot: str) -> float:
    """Give the value a slot starts with; TensorFlow's mean square starts at one."""
    warm = optimizer is Optimizer.RMSPROP and convention is Convention.TENSORFLOW
    return 1.0 if warm and slot == "mean_square" else 0.0


class Rule:
    """One optimizer in one convention, for the members of one trainer."""

    def __init__(self, parameters: Tensor, gradients: Tensor, slots: Sequence[Tensor]) -> None:
        self.w, self.g, self.slots = parameters, gradients, slots
        self.scratch = torch.zeros_like(parameters)
        self.updates = 0
        """Updates made since the slots were fresh."""

    def set(self, settings: Sequence[Settings]) -> None:
        """Take the hyperparameters of each member."""
        self.take(Columns.of(settings, self.w.dtype))

    def take(self, columns: Columns) -> None:
        """Take the hyperparameters of all members, side by side."""
        self.learning_rate, self.decay, self.momentum, self.clip_norm = columns[:4]
        self.moves, self.all_move, self.clips = columns[4:]
        self.minus_learning_rate = -self.learning_rate
        self.moving = self.momentum > 0
        self.prepare()

    def prepare(self) -> None:
        """Compute what follows from the hyperparameters alone."""

    def update(self) -> None:
        """Update parameters and slots from the gradients."""
        self.updates += 1
        if self.clips:
            self.clip()
        self.apply()

    def clip(self) -> None:
        """Scale each member's gradients to at most its global norm."""
        # The order of the sum does not depend on the others: where members lie last, row by row
        # for all of them, else one product a member.
        if self.g.stride(1) > 1:
            square = torch.mul(self.g, self.g, out=self.scratch).sum(1)
        else:
            square = torch.stack([torch.dot(row, row) for row in self.g])
        factor = self.clip_norm / self.norm(square.sqrt_().unsqueeze(1))
        self.g.mul_(factor.clamp_(max=1.0))

    def settle(self) -> None:
        """Write what slots were left behind, before anyone looks at them."""

    def norm(self, norm: Tensor) -> Tensor:
        """Guard the norm as the convention does."""
        return norm

    def apply(self) -> None:
        """Do one update by the rule."""
        raise NotImplementedError


class TorchRule(Rule):
    """What the rules of torch.optim share."""

    def norm(self, norm: Tensor) -> Tensor:
        """Guard the norm as clip_grad_norm_ does."""
        return norm.add_(1e-6)

    def descend(self, direction: Tensor, buffer: Tensor) -> None:
        """Update by the momentum buffer where there is momentum, else by the direction.

        buffer <- m buffer + direction; w <- w - lr buffer. Without momentum the buffer rests.
        """
        if not self.moves:
            self.w.addcmul_(direction, self.minus_learning_rate)
        elif self.all_move:
            buffer.mul_(self.momentum).add_(direction)
            self.w.addcmul_(buffer, self.minus_learning_rate)
        else:
            moved = torch.mul(buffer, self.momentum).add_(direction)
            self.w.addcmul_(moved, self.minus_learning_rate)
            buffer.copy_(torch.where(self.moving, moved, buffer))


class TensorflowRmsprop(Rule):
    """ms <- ms + (g g - ms) (1 - decay); mom <- m mom + lr g / sqrt(ms + 1e-10); w <- w - mom."""

    def prepare(self) -> None:
        """Keep 1 - decay in the run's own precision, as TensorFlow does."""
        self.forget = 1.0 - self.decay
        self.epsilon = torch.tensor(1e-10, dtype=self.w.dtype)

    def apply(self) -> None:
        """Do one update."""
        g, scratch, (ms, mom) = self.g, self.scratch, self.slots
        torch.mul(g, g, out=scratch).sub_(ms)
        ms.addcmul_(scratch, self.forget)
        torch.add(ms, self.epsilon, out=scratch).sqrt_()
        if self.moves:
            torch.div(g, scratch, out=scratch).mul_(self.learning_rate)
            mom.mul_(self.momentum).add_(scratch)
        else:
            torch.div(g, scratch, out=mom).mul_(self.learning_rate)
        self.w.sub_(mom)


class TensorflowAdam(Rule):
    """a = lr sqrt(1 - b2^t) / (1 - b1^t); w <- w - a m / (sqrt(v) + 1e-8)."""

    def apply(self) -> None:
        """Do one update."""
        g, scratch, (m, v) = self.g, self.scratch, self.slots
        t = self.updates
        m.add_(torch.sub(g, m, out=scratch), alpha=1 - BETA_1)
        v.add_(torch.mul(g, g, out=scratch).sub_(v), alpha=1 - BETA_2)
        torch.sqrt(v, out=scratch).add_(1e-8)
        size = self.learning_rate * (math.sqrt(1 - BETA_2**t) / (1 - BETA_1**t))
        self.w.sub_(torch.div(m, scratch, out=scratch).mul_(size))


class TensorflowSgd(Rule):
    """acc <- m acc + g; w <- w - lr acc."""

    def apply(self) -> None:
        """Do one update."""
        (acc,) = self.slots
        if self.moves:
            acc.mul_(self.momentum).add_(self.g)
        else:
            acc.copy_(self.g)
        self.w.addcmul_(acc, self.minus_learning_rate)


class TorchRmsprop(TorchRule):
    """ms <- decay ms + (1 - decay) g g; the direction is g / (sqrt(ms) + 1e-8)."""

    def prepare(self) -> None:
        """Keep 1 - decay, rounded once, as a Python number is."""
        self.forget = (1.0 - self.decay.double()).to(self.w.dtype)

    def apply(self) -> None:
        """Do one update."""
        g, scratch, (ms, buffer) = self.g, self.scratch, self.slots
        torch.mul(g, g, out=scratch).mul_(self.forget)
        ms.mul_(self.decay).add_(scratch)
        torch.sqrt(ms, out=scratch).add_(1e-8)
        self.descend(torch.div(g, scratch, out=scratch), buffer)


class TorchAdam(TorchRule):
    """w <- w - lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + 1e-8)."""

    def apply(self) -> None:
        """Do one update."""
        g, scratch, (m, v) = self.g, self.scratch, self.slots
        t = self.updates
        m.add_(torch.sub(g, m, out=scratch), alpha=1 - BETA_1)
        v.mul_(BETA_2).addcmul_(g, g, value=1 - BETA_2)
        torch.sqrt(v, out=scratch).div_(math.sqrt(1 - BETA_2**t)).add_(1e-8)
        size = self.learning_rate / (1 - BETA_1**t)
        self.w.sub_(torch.div(m, scratch, out=scratch).mul_(size))


class TorchSgd(TorchRule):
    """The direction is g."""

    def apply(self) -> None:
        """Do one update."""
        self.descend(self.g, self.slots[0])


class QuickRmsprop(TensorflowRmsprop):
    """`TensorflowRmsprop` in fewer passes over memory, rounded otherwise.

    Without momentum, mom is the last update alone: it is written when it is asked for.
    """

    def apply(self) -> None:
        """Do one update."""
        g, scratch, (ms, mom) = self.g, self.scratch, self.slots
        ms.lerp_(torch.mul(g, g, out=scratch), self.forget)
        torch.add(ms, self.epsilon, out=scratch).rsqrt_().mul_(g)
        if self.moves:
            mom.mul_(self.momentum).addcmul_(scratch, self.learning_rate)
            self.w.sub_(mom)
        else:
            self.w.addcmul_(scratch, self.minus_learning_rate)

    def settle(self) -> None:
        """Write the last update, unless it was kept."""
        if not self.moves and self.updates:
            torch.mul(self.scratch, self.learning_rate, out=self.slots[1])


RULES: Mapping[tuple[Optimizer, Convention], type[Rule]] = {
    (Optimizer.RMSPROP, Convention.TENSORFLOW): TensorflowRmsprop,
    (Optimizer.RMSPROP, Convention.PYTORCH): TorchRmsprop,
    (Optimizer.ADAM, Convention.TENSORFLOW): TensorflowAdam,
    (Optimizer.ADAM, Convention.PYTORCH): TorchAdam,
    (Optimizer.SGD, Convention.TENSORFLOW): TensorflowSgd,
    (Optimizer.SGD, Convention.PYTORCH): TorchSgd,
}

QUICK_RULES: Mapping[tuple[Optimizer, Convention], type[Rule]] = {
    **RULES,
    (Optimizer.RMSPROP, Convention.TENSORFLOW): QuickRmsprop,
}
"""For many members at once, where a member need not equal the same model alone to the bit."""
