"""A race or a sweep that was kept, written out: its stored JSON, and the table that is in it."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from rnn_tui.experiment import FIELD
from rnn_tui.export.jsonl import dumps
from rnn_tui.export.tables import cell
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import shown

FORMATS = ("json", "csv")
"""What they can be written as."""

_QUARTILES = ("q25", "median", "q75")
_SHARES = ("solved", "solved_low", "solved_high", "ever_solved", "diverged")


def check(kind: str, name: str) -> None:
    """Raise `Invalid` where a race or a sweep has no such form."""
    if name not in FORMATS:
        raise Invalid(
            tr(
                "a {kind} has no network of its own: {formats}, not {name}",
                kind=kind,
                formats=tr(" or ").join(FORMATS),
                name=shown(name),
            )
        )


def render(kind: str, stored: str, name: str) -> bytes:
    """Write what is stored of a race or a sweep; raises `Invalid`."""
    check(kind, name)
    found = json.loads(stored)
    if name == "json":
        return f"{dumps(found)}\n".encode()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (_race if kind == "race" else _sweep)(found):
        writer.writerow([cell(part) if isinstance(part, str) else part for part in row])
    return out.getvalue().encode()


def _race(found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Give a row for each lane and iteration: the quartiles of its seeds' costs."""
    yield ("lane", "iteration", "cost_q25", "cost_q50", "cost_q75")
    for lane in found["lanes"]:
        costs = [lane["cost"][name] for name in _QUARTILES]
        for iteration, row in enumerate(zip(*costs, strict=True)):
            yield (lane["name"], iteration, *map(_blank, row))


def _sweep(found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Give a row for each point, best first: what `sweep --csv` prints."""
    fields = [axis["field"] for axis in found["axes"]]
    numbers = [f"{group}_{name}" for group in _GROUPS for name in _QUARTILES]
    yield (*fields, "parameters", "iterations", "seeds", *_SHARES, *numbers)
    for point in found["results"]:
        yield (
            *(_value(field, point["values"][field]) for field in fields),
            point["parameters"],
            point["iterations"],
            found["seeds"],
            point["solved"],
            *point["solved_interval"],
            point["ever_solved"],
            point["diverged"],
            *(_blank(point[group][name]) for group in _GROUPS for name in _QUARTILES),
        )


_GROUPS = ("first_solved", "final_cost")


def _value(field: str, stored: Any) -> str:
    kind = FIELD[field].kind
    return kind.format(tuple(stored) if isinstance(stored, list) else stored)


def _blank(number: float | None) -> object:
    return "" if number is None else number
