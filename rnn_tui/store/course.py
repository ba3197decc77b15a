"""All that is kept of a run, read: what `writing` wrote."""

import json
import sqlite3
import struct
from array import array
from typing import TYPE_CHECKING

from rnn_tui.anatomy import tensors
from rnn_tui.experiment import Dtype, Experiment, from_json
from rnn_tui.i18n import tr
from rnn_tui.record import AnswerLine, Checkpoint, Course, Mark, Outcome, PackedCosts, Phase
from rnn_tui.store.faults import Refused
from rnn_tui.store.packing import (
    answers_from_bytes,
    events_from_json,
    shapes_in,
    state_from_bytes,
)
from rnn_tui.task import Task
from rnn_tui.text import clipped, visible_text

if TYPE_CHECKING:
    from rnn_tui.record import Arrays


_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, OverflowError, struct.error)
"""What reading bytes that are not those which were written comes to."""


def read_course(connection: sqlite3.Connection, run: int) -> Course:
    """Give all that is kept of a run that was trained, as of one moment; raises `Refused`.

    SQLite does not notice bytes that were changed within a row: what they say is checked.
    """
    connection.execute("BEGIN")
    try:
        return _read_course(connection, run)
    except _UNREADABLE as error:
        raise Refused(
            tr(
                "run {run}: what is kept of it was changed and cannot be read ({why})",
                run=run,
                why=visible_text(clipped(" ".join(str(error).split()), 100)),
            )
        ) from None
    finally:
        connection.execute("ROLLBACK")


def _read_course(connection: sqlite3.Connection, run: int) -> Course:
    row = connection.execute(
        "SELECT kind, phase, iterations, planned, cost, solved_at, seconds, parameters, "
        "prediction, experiment, target, events, marks, coming, until, moments, forgotten, reason, "
        "stopped_by FROM runs JOIN details ON run = id WHERE id = ? AND deleted IS NULL",
        (run,),
    ).fetchone()
    if row is None:
        raise Refused(tr("there is no run {run}", run=run))
    (kind, phase, iterations, planned, cost, solved_at, seconds, parameters, prediction,
     experiment_json, target, events, marks, coming, until, moments, forgotten, reason,
     stopped_by) = row  # fmt: skip
    if kind != "train":
        raise Refused(
            tr("run {run} is a {kind}: there is no network to go on with", run=run, kind=kind)
        )
    experiment = from_json(json.loads(experiment_json))
    _check_states(connection, run, experiment)
    costs = _costs(connection, run, experiment, moments)
    checkpoint = _checkpoint(connection, run, "latest")
    if checkpoint is not None and checkpoint.moment >= max(moments, 1):
        raise ValueError(tr("a checkpoint of a moment that has no cost"))
    outcome = None
    if phase in (Phase.DONE, Phase.DIVERGED):
        last = array(costs.code, costs.exact[-8:] if costs.code == "d" else costs.exact[-4:])
        outcome = Outcome(
            Phase(phase),
            iterations,
            solved_at,
            cost if cost is not None else (last[-1] if last else float("nan")),
            prediction,
            target,
            parameters,
            seconds,
            stopped_by,
            reason,
        )
    return Course(
        experiment=experiment,
        planned=planned,
        costs=costs,
        answers=_answers(connection, run, experiment, moments),
        forgotten=forgotten,
        solved_at=solved_at,
        events=events_from_json(events),
        marks=tuple(Mark(moment, kind) for moment, kind in json.loads(marks)),
        coming=events_from_json(coming),
        until=tuple(json.loads(until)),
        initial=_state(connection, run, "initial"),
        handover=_checkpoint(connection, run, "handover"),
        checkpoint=checkpoint,
        outcome=outcome,
        weights=_weights(connection, run),
        seconds=seconds,
    )


def _check_states(connection: sqlite3.Connection, run: int, experiment: Experiment) -> None:
    """Refuse states of another network than the experiment describes, with the difference."""
    query = "SELECT kind, data FROM states WHERE run = ?"
    expected = tensors(Task(experiment))
    for _, data in connection.execute(query, (run,)):
        found = shapes_in(data)
        for name, shape in expected.items():
            if found.get(name) != shape:
                raise Refused(
                    tr(
                        "run {run} is a {convention} {cell} with {name} of {wanted}, and what is "
                        "kept of its network has {found}: the two are not of one run",
                        run=run,
                        convention=experiment.convention,
                        cell=experiment.cell,
                        name=name,
                        wanted=_times(shape),
                        found=_times(found[name]) if name in found else tr("none"),
                    )
                )


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _costs(
    connection: sqlite3.Connection, run: int, experiment: Experiment, moments: int
) -> PackedCosts:
    code = "d" if experiment.dtype is Dtype.FLOAT64 else "f"
    parts: dict[str, list[bytes]] = {"low": [], "mean": [], "high": []}
    size = array(code).itemsize
    for data in _pieces(connection, run, "coarse"):
        third = len(data) // 3
        for place, name in enumerate(parts):
            parts[name].append(data[place * third : (place + 1) * third])
    exact = b"".join(_pieces(connection, run, "costs"))[: moments * size]
    begun = connection.execute(
        "SELECT piece, data FROM pieces WHERE run = ? AND kind = 'open'", (run,)
    ).fetchone() or (1024, b"")
    coarse = len(parts["low"] and b"".join(parts["low"])) // size * begun[0]
    if len(exact) // size + coarse + len(begun[1]) // size != moments or len(exact) % size:
        raise ValueError(tr("not as many costs as moments"))
    return PackedCosts(
        code, moments, exact, **{name: b"".join(data) for name, data in parts.items()},
        open=begun[1], block=begun[0],
    )  # fmt: skip


def _pieces(connection: sqlite3.Connection, run: int, kind: str) -> list[bytes]:
    query = "SELECT data FROM pieces WHERE run = ? AND kind = ? ORDER BY piece"
    return [data for (data,) in connection.execute(query, (run, kind))]


def _answers(
    connection: sqlite3.Connection, run: int, experiment: Experiment, moments: int
) -> list[AnswerLine]:
    task = Task(experiment)
    wide = task.vocabulary_size > 256
    lines: dict[int, AnswerLine] = {}
    for data in _pieces(connection, run, "answers"):
        for line in answers_from_bytes(data, task.length, wide):
            lines[line.moment] = line  # what was written last of a moment holds
            if max(line.ids) >= task.vocabulary_size:
                raise ValueError(tr("an answer with a character that the text has not"))
    return [line for moment, line in sorted(lines.items()) if moment < moments]


def _checkpoint(connection: sqlite3.Connection, run: int, kind: str) -> Checkpoint | None:
    query = "SELECT moment, events, seconds, data FROM states WHERE run = ? AND kind = ?"
    row = connection.execute(query, (run, kind)).fetchone()
    if row is None:
        return None
    moment, events, seconds, data = row
    return Checkpoint(moment, events, seconds, state_from_bytes(data))


def _state(connection: sqlite3.Connection, run: int, kind: str) -> "Arrays | None":
    query = "SELECT data FROM states WHERE run = ? AND kind = ?"
    row = connection.execute(query, (run, kind)).fetchone()
    return state_from_bytes(row[0]) if row else None


def _weights(connection: sqlite3.Connection, run: int) -> "Arrays | None":
    """Give the last finite weights: of their own, or those of the checkpoint."""
    weights = _state(connection, run, "final")
    if weights is None and (checkpoint := _checkpoint(connection, run, "latest")) is not None:
        weights = weights_of(checkpoint)
    return weights


def weights_of(checkpoint: Checkpoint) -> "Arrays":
    """Give the parameters in a checkpoint."""
    beside = ("moment", "updates")
    return {
        name: numbers
        for name, numbers in checkpoint.state.items()
        if name not in beside and "/" not in name
    }
