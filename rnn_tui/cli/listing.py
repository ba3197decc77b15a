"""What `runs list` and `runs show` print: lines for a person, JSON for a program."""

import gc
import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from rnn_tui.cli.printers import Output
from rnn_tui.cli.terminal import cost_text, seconds_text
from rnn_tui.experiment import FIELD, FIELDS, nearest_preset
from rnn_tui.export.jsonl import UNSAFE, dumps, escaped
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, fit, visible_text

if TYPE_CHECKING:
    from rnn_tui.store.query import Query
    from rnn_tui.store.rows import Run
    from rnn_tui.store.runs import Runs

_TEXT, _ANSWER, _TAIL = 16, 12, 30
"""Cells of a line."""


def print_list(output: Output, runs: "Runs", query: "Query", most: int, *, as_json: bool) -> None:
    """Print the runs that were asked for, at most so many; 0 is all."""
    ids = runs.ids(query)
    with _no_garbage():
        found = runs.rows(ids[: most or None], curves=False)
    if as_json:
        output.line("[" + ",\n ".join(map(_json, found)) + "]")
        return
    if not found:
        output.line(tr("no such run") if runs.ids() else _how_to_fill())
        return
    output.line(_heading())
    for run in found:
        output.line(_line(run))
    if left := len(ids) - len(found):
        output.line(tr("... {left} more; --limit 0 lists all", left=grouped(left)))


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Look for no garbage where ten thousand values are made that all stay."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def print_line(output: Output, run: "Run", *, as_json: bool) -> None:
    """Print one run as the list does."""
    output.line(_json(run) if as_json else _line(run))


def print_run(output: Output, runs: "Runs", number: int, *, as_json: bool) -> None:
    """Print all that is known of a run."""
    run, details = runs.get(number), runs.details(number)
    run.described()  # else what is printed would be no JSON
    if as_json:
        known = json.loads(_json(run))
        known |= {
            "target": details.target,
            "planned": run.planned,
            "note": run.note,
            "forked_at": run.forked_at,
            "reason": details.reason,
            "stopped_by": details.stopped_by,
            "rnn_tui": details.rnn_tui,
            "torch": details.torch,
            "curve": [point if math.isfinite(point) else None for point in run.points],
            "result": json.loads(details.result) if details.result else None,
        }
        output.line(dumps(known))
        return
    for label, value in _facts(run, details):
        if value:
            output.line(f"{label:<15}{value}")


def when(created: float) -> str:
    """Write a time in the zone of the person."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(created))


def _json(run: "Run") -> str:
    """Write a run as JSON; by hand, as a list may hold ten thousand. The experiment is JSON."""
    (number, kind, phase, created, iterations, _, cost, solved_at, correct, seconds, parameters,
     parent, _, _, _, name, _, prediction, _, tags, experiment, _) = run  # fmt: skip
    date = datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds")
    text = (
        f'{{"id": {number}, "kind": "{kind}", "phase": "{phase}", '
        f'"iterations": {iterations}, "cost": {"null" if cost is None else repr(cost)}, '
        f'"prediction": {_quoted(prediction)}, '
        f'"solved_at": {"null" if solved_at is None else solved_at}, '
        f'"solved": {"true" if correct else "false"}, "created": "{date}", '
        f'"seconds": {round(seconds, 6)!r}, "parameters": {parameters}, '
        f'"name": {_quoted(name)}, "tags": [{", ".join(map(_quoted, tags))}], '
        f'"parent": {"null" if parent is None else parent}, "experiment": {experiment}}}'
    )
    return text if text.isascii() and "\x7f" not in text else UNSAFE.sub(escaped, text)


_quoted = encode_basestring
"""`dumps` of a text, which would make an encoder each time."""


def _how_to_fill() -> str:
    return tr("nothing is kept yet: rnn-tui train hello, or rnn-tui hello")


def _heading() -> str:
    return (
        f"{tr('run'):>6}  {fit(tr('phase'), 11)} {fit(tr('text'), _TEXT)} {fit(tr('cell'), 4)} "
        f"{tr('units'):>5} {tr('iterations'):>10} {tr('cost'):>8} {fit(tr('answer'), _ANSWER)} "
        f"{fit(tr('created'), 16)} {tr('name, tags')}"
    )


def _line(run: "Run") -> str:
    mark = "✓" if run.correct else "✗" if run.kind == "train" else " "
    name = " ".join([*([run.name] if run.name else []), *(f"#{tag}" for tag in run.tags)])
    if run.parent is not None:
        name = f"{name} ".lstrip() + tr(
            "(from {run} at {moment})", run=run.parent, moment=run.forked_at
        )
    return (
        f"{run.id:>6}  {fit(run.phase, 11)} {fit(visible_text(run.text), _TEXT)} "
        f"{fit(run.cell, 4)} {run.hidden_size:>5} {grouped(run.iterations):>10} "
        f"{cost_text(run.cost) if run.cost is not None else 'NaN':>8} "
        f"{fit(f'{mark} {visible_text(run.prediction)}', _ANSWER)} {when(run.created):<16} "
        f"{clipped(visible_text(name), _TAIL)}"
    ).rstrip()


def _facts(run: "Run", details: Any) -> list[tuple[str, str]]:
    """Give what a person reads of a run, label by label."""
    experiment = run.described()
    preset = nearest_preset(experiment)
    solved = tr("never right")
    if run.solved_at is not None:
        solved = tr("first right at iteration {i}", i=grouped(run.solved_at))
    made = tr("{made} of {planned}", made=grouped(run.iterations), planned=grouped(run.planned))
    settings = [
        f"{spec.label} {_value(spec.name, getattr(experiment, spec.name))}"
        for spec in FIELDS
        if spec.name != "text" and spec.name in preset.changed(experiment)
    ]
    return [
        (tr("run"), f"{run.id} {visible_text(run.name)}".rstrip()),
        (tr("kind"), run.kind if run.kind != "train" else ""),
        (tr("phase"), run.phase),
        (tr("reason"), visible_text(details.reason or "")),
        (tr("stopped by"), visible_text(details.stopped_by or "")),
        (tr("text"), clipped(visible_text(run.text, spaces=True), 80)),
        (tr("answer"), clipped(visible_text(run.prediction, spaces=True), 80)),
        (tr("iterations"), made),
        (tr("cost"), cost_text(run.cost) if run.cost is not None else "NaN"),
        (tr("solved"), solved),
        (tr("time"), seconds_text(run.seconds)),
        (tr("preset"), preset.name),
        (tr("unlike it"), ", ".join(settings)),
        (tr("parameters"), grouped(run.parameters)),
        (tr("forked"), _fork(run)),
        (tr("created"), when(run.created)),
        (tr("made with"), f"rnn-tui {details.rnn_tui}, torch {details.torch}"),
        (tr("tags"), visible_text(" ".join(run.tags))),
        (tr("note"), visible_text(run.note)),
    ]


def _fork(run: "Run") -> str:
    if run.parent is None:
        return ""
    return tr("from run {run} at moment {moment}", run=run.parent, moment=run.forked_at)


def _value(name: str, value: Any) -> str:
    return visible_text(FIELD[name].kind.format(value))
