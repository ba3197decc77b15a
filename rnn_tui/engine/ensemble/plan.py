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

TINY = 4096
"""Numbers of a recurrent matrix up to which members lie last."""

FEW = 64
"""Members below which they lie first."""

PRODUCTS = 2**21
"""Bytes that the products of a lot with a recurrent matrix may take, to stay in the cache."""

ROWS = 2_500_000
"""Bytes that the parameters of a lot may take, to stay in the cache."""


class Plan(NamedTuple):
    """How an ensemble is cut up."""

    members_last: bool
    lots: int
    size: int
    """Members of a lot; in the last one some may stand there for nothing."""


def plan(task: Task, members: int, budget: int | None = None) -> Plan:
    """Choose a layout by shape, and lots as large as is of use and as the budget has room for.

    The budget, in bytes, is for all that is kept. There is no help where it is less than what
    lasts of every member and the smallest lot.
    """
    e = task.experiment
    recurrent = len(GATES[e.cell, e.convention]) * task.hidden_size**2
    last = task.whole and recurrent <= TINY and members >= FEW
    if last:
        useful = min(PRODUCTS // (recurrent * task.width), 2048)
    else:
        useful = min(max(ROWS // (task.parameters * task.width), 16), 256)
    room = (budget or DEFAULT_MEMORY) - members * task.lasting_bytes
    return cut(members, min(useful, room // task.bytes), members_last=last)


def cut(members: int, most: int, *, members_last: bool) -> Plan:
    """Cut members into lots of one size, `most` or less."""
    step = LANES if members_last else 1
    most = max(step, most // step * step)
    lots = math.ceil(members / most)
    return Plan(members_last, lots, math.ceil(members / lots / step) * step)
