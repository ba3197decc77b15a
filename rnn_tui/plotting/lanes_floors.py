"""Floors of lanes: their rows in a picture, and how each is named; those of one row share it."""

import math
from collections.abc import Iterator

from rnn_tui.i18n import tr
from rnn_tui.plotting import series
from rnn_tui.plotting.lanes import LaneFloor, LanesView
from rnn_tui.plotting.lanes_scale import LanesScale
from rnn_tui.text import visible_text

Floors = dict[int, tuple[list[str], list[str]]]
"""By row: labels to try, the one that says most first, and the untranslated names."""


def floor_rows(view: LanesView, scale: LanesScale) -> Floors:
    """Place the floors that can be drawn.

    A lane whose floor lies beside that of the others stands in their label, in parentheses;
    farther away it is a line of its own.
    """
    parts: dict[int, list[tuple[str, str]]] = {}
    names: dict[int, list[str]] = {}
    for floor in view.floors:
        for row, whole, short in _parts(floor, scale):
            parts.setdefault(row, []).append((whole, short))
            names.setdefault(row, []).extend(floor.names)
    return {row: (_labels(found), names[row]) for row, found in parts.items()}


def _parts(floor: LaneFloor, scale: LanesScale) -> Iterator[tuple[int, str, str]]:
    """Give row, label and a shorter label of a floor and of what differs from it."""
    name = ", ".join(tr(each) for each in floor.names)
    row = scale.costs.row(floor.cost) if _drawable(floor.cost, scale) else None
    beside = []
    apart: dict[tuple[int, float], list[str]] = {}
    for lane, cost in floor.others:
        if not _drawable(cost, scale):
            continue
        at = scale.costs.row(cost)
        if row is not None and abs(at - row) <= 1:
            beside.append(f"{visible_text(lane)} {series.cost_text(cost)}")
        else:
            apart.setdefault((at, cost), []).append(visible_text(lane))
    if row is not None:
        short = f"{name} {series.cost_text(floor.cost)}"
        yield row, f"{short} ({', '.join(beside)})" if beside else short, short
    for (at, cost), lanes in apart.items():
        label = f"{name} {series.cost_text(cost)} ({', '.join(lanes)})"
        yield at, label, f"{name} {series.cost_text(cost)}"


def _drawable(cost: float, scale: LanesScale) -> bool:
    return math.isfinite(cost) and (cost > 0 or not scale.log)


def _labels(parts: list[tuple[str, str]]) -> list[str]:
    """Give the labels of one row, then shorter ones, where there is no room."""
    whole, short = [part for part, _ in parts], [part for _, part in parts]
    labels = [", ".join(whole), ", ".join(short)]
    labels += [", ".join(short[:count]) for count in range(len(short) - 1, 0, -1)]
    return list(dict.fromkeys([*labels, short[-1]]))
