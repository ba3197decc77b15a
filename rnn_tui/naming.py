"""Fields and their values in short: found by what people type, written for labels and tables.

Everything given back may be written to a terminal as it is.
"""

import difflib
from collections.abc import Collection
from typing import Any

from rnn_tui.experiment import FIELD, Field, Readout
from rnn_tui.fields import Choice, Invalid, grouped
from rnn_tui.i18n import tr, trn
from rnn_tui.text import clipped, visible_text

_LONGEST_TYPED = 40
_LONGEST_VALUE = 24

_OTHERWISE = {
    "lr": "learning_rate",
    "rate": "learning_rate",
    "units": "hidden_size",
    "hidden": "hidden_size",
    "epochs": "iterations",
    "weights": "loss_weights",
    "batch": "batch_size",
    "clip": "clip_norm",
    "rnn": "cell",
    "lstm": "cell",
    "gru": "cell",
}
"""What fields are called elsewhere; only to say what was meant."""

_EXAMPLES = {
    "cell": "cell=gru",
    "convention": "convention=pytorch",
    "readout": "readout=linear",
    "initializer": "initializer=glorot",
    "optimizer": "optimizer=adam",
    "learning_rate": "learning_rate=0.1",
    "momentum": "momentum=0.5",
    "carry_state": "carry_state=yes",
    "loss_weights": "loss_weights=1,1,0,1",
    "dtype": "dtype=float64",
    "text": "text=hello",
}


def quoted(typed: str) -> str:
    """Draw what was typed, safely and not too long."""
    # A grapheme may hold many code points, but a line of a message is soon full.
    return clipped(visible_text(typed[: 8 * _LONGEST_TYPED]), _LONGEST_TYPED)


def example(spec: Field) -> str:
    """Give a value of a field as it is typed: `hidden_size=8`."""
    return _EXAMPLES.get(spec.name) or f"{spec.name}={getattr(spec.kind, 'example', '')}"


def find_field(typed: str, allowed: Collection[str]) -> Field:
    """Find a field by its name, `-` for `_` and capitals allowed; raises `Invalid`."""
    name = typed.strip().replace("-", "_").lower()
    if name in FIELD:
        return FIELD[name]
    meant = _OTHERWISE.get(name)
    if meant not in allowed:
        meant = next(iter(difflib.get_close_matches(name[:_LONGEST_TYPED], allowed, 1)), None)
    if meant is None:
        raise Invalid(
            tr(
                "no field {name}; the fields are {fields}; for example {example}",
                name=quoted(typed) or "''",
                fields=", ".join(allowed),
                example=example(FIELD[next(iter(allowed))]),
            )
        )
    raise Invalid(
        tr(
            "no field {name}: did you mean {meant}? For example {example}",
            name=quoted(typed),
            meant=meant,
            example=example(FIELD[meant]),
        )
    )


def short_field(spec: Field) -> str:
    """Name a field in a word or two, for the head of a column or the end of an axis."""
    return {
        "hidden_size": tr("units"),
        "learning_rate": tr("rate"),
        "clip_norm": tr("clip"),
        "batch_size": tr("batch"),
        "carry_state": tr("carry"),
        "loss_weights": tr("weights"),
        "dtype": tr("numbers"),
    }.get(spec.name, tr(spec.label).lower())


def short_value(spec: Field, value: Any) -> str:
    """Write a value for a cell of a table, in at most 24 cells of the screen."""
    if isinstance(spec.kind, Choice):
        return tr(spec.kind.label(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return grouped(value)
    return clipped(visible_text(spec.kind.format(value)[: 8 * _LONGEST_VALUE]), _LONGEST_VALUE)


def short(spec: Field, value: Any) -> str:
    """Write a field and its value as a label that needs no head: `rate 0.01`, `8 units`, `GRU`."""
    shown = short_value(spec, value)
    match spec.name:
        case "cell" | "convention" | "optimizer" | "dtype":
            return shown
        case "readout":
            return tr("no readout") if value is Readout.NONE else tr("linear readout")
        case "carry_state":
            return tr("state carried") if value else tr("state not carried")
        case "hidden_size" if value is None:
            return tr("units as vocabulary")
        case "hidden_size":
            return trn("1 unit", "{count} units", value, count=shown)
        case "time_steps":
            return trn("1 time step", "{count} time steps", value, count=shown)
        case "iterations":
            return trn("1 iteration", "{count} iterations", value, count=shown)
    return f"{short_field(spec)} {shown}"
