"""A row and what belongs to it, written: as much as has been added since the last time.

Each call is within a transaction. Writing the same again does no harm: what was not
committed is simply written the next time.
"""

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from rnn_tui import __version__
from rnn_tui.experiment import Experiment, to_json
from rnn_tui.record import Phase
from rnn_tui.store.desk import Result
from rnn_tui.store.keeper import Row, Written, look
from rnn_tui.store.packing import (
    events_to_json,
    finite,
    state_to_bytes,
    storable,
)
from rnn_tui.store.pieces import write_answers, write_costs, write_curve
from rnn_tui.store.processes import Owner
from rnn_tui.store.told import Told
from rnn_tui.task import Task


def write_row(connection: sqlite3.Connection, row: Row, owner: Owner) -> Written:
    """Write what is new of a branch, and say what is written then."""
    branch = row.branch
    assert branch is not None
    seen = look(branch)
    if row.id is None or not _is_there(connection, row.id):
        row.id, row.written = _insert_branch(connection, row, branch), Written()
    run = row.id
    if row.written.piece < 0:
        _take_up(connection, run, row)
    history, costs = branch.history, branch.history.costs
    moments, begun = costs.pack_open()
    written = replace(row.written, moments=moments, seen=seen)
    written = write_costs(connection, run, costs, row.written, written, begun)
    written = write_answers(connection, run, history, Task(branch.start.experiment), written)
    written = write_curve(connection, run, history, written, ended=row.phase.final)
    _write_states(connection, run, row)
    _write_facts(connection, run, row, branch, written)
    _write_owner(connection, run, row, owner)
    return written


def write_result(connection: sqlite3.Connection, result: Result) -> int:
    """Write a race or a sweep."""
    run = _insert(
        connection,
        result.experiment,
        {
            "kind": result.kind,
            "phase": str(Phase.DONE),
            "created": result.created,
            "name": storable(result.title),
        },
    )
    connection.execute("UPDATE details SET result = ? WHERE run = ?", (storable(result.json), run))
    return run


def beat(connection: sqlite3.Connection, owner: Owner) -> None:
    """Give a sign of life for every run of this process."""
    connection.execute(
        "UPDATE live SET beat = ? WHERE place = ? AND pid = ? AND started = ?",
        (owner.beat, owner.place, owner.pid, owner.started),
    )


def columns(experiment: Experiment) -> dict[str, object]:
    """Give the columns of a run that follow from its experiment."""
    task = Task(experiment)
    facts = to_json(experiment)
    del facts["loss_weights"], facts["iterations"]
    return {
        **{name: str(value) if isinstance(value, str) else value for name, value in facts.items()},
        "planned": experiment.iterations,
        "hidden_size": task.hidden_size,
        "time_steps": task.time_steps,
        "batch_size": task.batch_size,
        "parameters": task.parameters,
        "folded": experiment.text.casefold(),
    }


@lru_cache(maxsize=1)
def torch_version() -> str:
    """Name the version of torch without importing it."""
    try:
        return version("torch")
    except PackageNotFoundError:
        return ""


def _take_up(connection: sqlite3.Connection, run: int, row: Row) -> None:
    """Go on with what was written of a run in another program: answers in a piece of their own."""
    query = "SELECT coalesce(max(piece), -1) + 1 FROM pieces WHERE run = ? AND kind = 'answers'"
    row.written = replace(row.written, piece=connection.execute(query, (run,)).fetchone()[0])
    query = "SELECT pace FROM details WHERE run = ?"
    former = json.loads(connection.execute(query, (run,)).fetchone()[0])
    first = row.pace[0][0] if row.pace else row.written.moments
    row.pace = [(moment, seconds) for moment, seconds in former if moment < first] + row.pace


def _is_there(connection: sqlite3.Connection, run: int) -> bool:
    """Whether nobody has deleted the run meanwhile."""
    return connection.execute("SELECT 1 FROM runs WHERE id = ?", (run,)).fetchone() is not None


def _insert_branch(connection: sqlite3.Connection, row: Row, branch: Told) -> int:
    parent = row.parent.id if row.parent else None
    run = _insert(
        connection,
        branch.start.experiment,
        {
            "kind": "train",
            "phase": str(row.phase),
            "created": row.created,
            "parent": parent,
            "forked_at": branch.forked_at if parent is not None else None,
        },
    )
    if branch.initial is not None:
        _write_state(connection, run, "initial", 0, 0, 0.0, state_to_bytes(branch.initial))
    if (given := branch.handover) is not None:
        data = state_to_bytes(given.state)
        _write_state(connection, run, "handover", given.moment, 0, 0.0, data)
    return run


def _insert(
    connection: sqlite3.Connection, experiment: Experiment, facts: Mapping[str, object]
) -> int:
    values = {**columns(experiment), **facts}
    places = ", ".join(f":{name}" for name in values)
    cursor = connection.execute(
        f"INSERT INTO runs ({', '.join(values)}) VALUES ({places})",
        values,
    )
    run = cursor.lastrowid
    assert run is not None
    connection.execute(
        "INSERT INTO details (run, experiment, target, rnn_tui, torch) VALUES (?, ?, ?, ?, ?)",
        (
            run,
            json.dumps(to_json(experiment), ensure_ascii=False),
            Task(experiment).target,
            __version__,
            torch_version(),
        ),
    )
    return run


def _write_states(connection: sqlite3.Connection, run: int, row: Row) -> None:
    checkpoint = row.checkpoint
    if checkpoint is not None:
        data = state_to_bytes(checkpoint.state)
        facts = checkpoint.moment, checkpoint.events, checkpoint.seconds
        _write_state(connection, run, "latest", *facts, data)
    if row.other_weights:
        connection.execute("DELETE FROM states WHERE run = ? AND kind = 'final'", (run,))
        if row.weights is not None and row.outcome is not None:
            data = state_to_bytes(row.weights)
            _write_state(connection, run, "final", row.outcome.iterations, 0, row.seconds, data)


def _write_state(
    connection: sqlite3.Connection,
    run: int,
    kind: str,
    moment: int,
    events: int,
    seconds: float,
    data: bytes,
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO states VALUES (?, ?, ?, ?, ?, ?)",
        (run, kind, moment, events, seconds, data),
    )


def _write_facts(
    connection: sqlite3.Connection, run: int, row: Row, branch: Told, written: Written
) -> None:
    history, latest = branch.history, written.moments - 1
    ended = row.outcome if row.phase.final else None
    lines = history.answers
    known = bisect_right(lines, latest, key=lambda line: line.moment)
    line = lines[known - 1] if known else None
    solved_at = history.solved_at
    connection.execute(
        "UPDATE runs SET phase = ?, iterations = ?, planned = ?, cost = ?, solved_at = ?, "
        "correct = ?, seconds = ?, prediction = ? WHERE id = ?",
        (
            str(row.phase),
            max(latest, 0),
            branch.planned,
            finite(history.costs[latest]) if latest >= 0 else None,
            solved_at if solved_at is not None and solved_at < latest else None,
            line is not None and line.correct,
            row.seconds,
            Task(branch.start.experiment).spell(list(line.ids)) if line else "",
            run,
        ),
    )
    connection.execute(
        "UPDATE details SET events = ?, marks = ?, coming = ?, until = ?, moments = ?, "
        "forgotten = ?, reason = ?, stopped_by = ?, pace = ? WHERE run = ?",
        (
            events_to_json(branch.events),
            json.dumps(_marks_of_edits(branch)),
            events_to_json(branch.ahead),
            json.dumps(branch.until),
            written.moments,
            written.forgotten,
            storable(ended.reason) if ended and ended.reason else None,
            ended.stopped_by if ended else None,
            json.dumps(row.pace),
            run,
        ),
    )


def _marks_of_edits(branch: Told) -> list[tuple[int, str]]:
    """Give the marks of the moments of edits: whether the answer turned before or after."""
    marks, found = branch.history.marks, []
    for moment in dict.fromkeys(event.iteration for event in branch.events):
        place = bisect_left(marks, moment, key=lambda mark: mark.moment)
        while place < len(marks) and marks[place].moment == moment:
            found.append((moment, str(marks[place].kind)))
            place += 1
    return found


def _write_owner(connection: sqlite3.Connection, run: int, row: Row, owner: Owner) -> None:
    if row.owned:
        connection.execute("INSERT OR REPLACE INTO live VALUES (?, ?, ?, ?, ?)", (run, *owner))
    else:
        connection.execute("DELETE FROM live WHERE run = ?", (run,))
