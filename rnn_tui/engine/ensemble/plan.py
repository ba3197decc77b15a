"""Which experiments may share an ensemble, in what layout, and how many are trained at once."""

import math
from operator import attrgetter
from typing import NamedTuple

from rnn_tui.anatomy import GATES
from rnn_tui.engine.abreast import LANES
from rnn_tui.experiment import FIELDS
from rnn_tui.task import DEFAULT_MEMORY, Task

OF_A_MEMBER = frozenset(
    {
        *("seed", "initializer", "learning_rate", "decay", "momentum", "clip_norm"),
        *("loss_weights", "iterations"),
    }
)
"""The fields in which the members of an ensemble may differ."""

shape = attrgetter(*(spec.name for spec in FIELDS if spec.name not in OF_A_MEMBER))
"""Give what the members of an ensemble must have in common: `shape(experiment)`, hashable."""

TINY = 600
"""Numbers in a recurrent matrix up to which members lie last."""

FEW = 128
"""Members of a lot below which the members lie first."""

WORK = 64_000_000
"""Bytes of a lot above which a larger one is not faster."""


class Plan(NamedTuple):
    """How an ensemble is cut up."""

    members_last: bool
    lots: int
    size: int
    """Members of a lot, the last of which may be there for nothing."""


def plan(task: Task, members: int, budget: int | None = None) -> Plan:
    """Choose a layout by shape, and lots as large as is of use and as the budget has room for.

    The budget, in bytes, is for all that is kept. It cannot be less than what lasts of every
    member and the smallest lot.
    """
    e = task.experiment
    recurrent = len(GATES[e.cell, e.convention]) * task.hidden_size**2
    room = (budget or DEFAULT_MEMORY) - members * task.lasting_bytes
    last = task.whole and recurrent <= TINY and members >= FEW
    return cut(members, room // task.working_bytes, members_last=last)


def cut(members: int, most: int, *, members_last: bool) -> Plan:
    """Cut members into lots of one size, `most` or less."""
    step = LANES if members_last else 1
    most = max(step, most // step * step)
    lots = math.ceil(members / most)
    return Plan(members_last, lots, math.ceil(members / lots / step) * step)
