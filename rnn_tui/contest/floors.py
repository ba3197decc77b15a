"""The floors of several lanes as one plot has them: those that most share, and the others."""

from collections.abc import Sequence

from rnn_tui.floors import LIMIT, NO_MEMORY, UNIFORM, Floors
from rnn_tui.plotting.lanes import LaneFloor


def lane_floors(names: Sequence[str], floors: Sequence[Floors | None]) -> tuple[LaneFloor, ...]:
    """Give the floors that most lanes have, and those that some have instead."""
    known = [(name, found) for name, found in zip(names, floors, strict=True) if found]
    lines: list[LaneFloor] = []
    for name, field in ((UNIFORM, "uniform"), (NO_MEMORY, "no_memory"), (LIMIT, "limit")):
        costs: list[tuple[str, float]] = [(label, getattr(found, field)) for label, found in known]
        if not costs:
            continue
        rounded = [round(cost, 9) for _, cost in costs]
        usual = max(rounded, key=rounded.count)
        others = tuple((label, cost) for label, cost in costs if round(cost, 9) != usual)
        if lines and not others and not lines[-1].others and lines[-1].cost == usual:
            lines[-1] = LaneFloor((*lines[-1].names, name), usual)
        else:
            lines.append(LaneFloor((name,), usual, others))
    return tuple(lines)
