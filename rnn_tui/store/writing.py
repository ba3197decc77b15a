"""A row and what belongs to it, written: as much as has been added since the last time.

Each call is within a transaction. Writing the same again does no harm: what was not
committed is simply written the next time.
"""

import json
import sqlite3
from array import array
from bisect import bisect_right
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
    answer_to_bytes,
    events_to_json,
    finite,
    state_to_bytes,
    storable,
)
from rnn_tui.store.processes import Owner
from rnn_tui.store.told import Costs, Record, Told
from rnn_tui.task import Task

PIECE = 16_384
"""Costs in a piece."""

BLOCKS = 1_024
"""Blocks in a piece."""

FULL = 65_536
"""Bytes of answers after which another piece is begun."""

MOST_ANSWERS = 32_000_000
"""Bytes of answers that are kept; then the older ones go, the first piece aside."""

POINTS = 120
"""Numbers of the thinned curve."""


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
    written = _write_costs(connection, run, costs, row.written, written, begun)
    written = _write_answers(connection, run, history, Task(branch.start.experiment), written)
    written = _write_curve(connection, run, history, written, ended=row.phase.final)
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


def _write_costs(
    connection: sqlite3.Connection,
    run: int,
    costs: Costs,
    before: Written,
    written: Written,
    begun: bytes,
) -> Written:
    exact = min(written.moments, costs.whole)
    # The last cost that was written may have been put again.
    first = max(min(before.moments, costs.whole) - 1, 0) // PIECE
    for piece in range(first, -(-exact // PIECE)):
        end = min((piece + 1) * PIECE, exact)
        _write_piece(connection, run, "costs", piece, costs.exact.pack(piece * PIECE, end))
    if written.moments <= costs.whole:
        return written
    blocks = (written.moments - 1 - costs.whole) // costs.block
    for piece in range(before.blocks // BLOCKS, -(-blocks // BLOCKS)):
        start, end = piece * BLOCKS, min((piece + 1) * BLOCKS, blocks)
        parts = (part.pack(start, end) for part in (costs.low, costs.mean, costs.high))
        _write_piece(connection, run, "coarse", piece, b"".join(parts))
    _write_piece(connection, run, "open", costs.block, begun)
    return replace(written, blocks=blocks)


def _write_answers(
    connection: sqlite3.Connection, run: int, history: Record, task: Task, written: Written
) -> Written:
    wide, lines, last = task.vocabulary_size > 256, history.answers, written.moments - 1
    fresh = lines[bisect_right(lines, written.answered, key=lambda line: line.moment) :]
    sure = [line for line in fresh if line.moment < last]
    # What belongs to the latest moment may change yet: it is written, and will be again.
    latest = [line for line in fresh if line.moment == last]
    filling = written.filling + b"".join(answer_to_bytes(line, wide) for line in sure)
    written = replace(
        written,
        answers=written.answers + len(sure),
        answered=sure[-1].moment if sure else written.answered,
        filling=filling,
    )
    if len(filling) >= FULL:
        _write_piece(connection, run, "answers", written.piece, filling)
        dropped = _drop_answers(connection, run) // len(answer_to_bytes(lines[0], wide))
        written = replace(
            written, piece=written.piece + 1, filling=b"", answers=written.answers - dropped
        )
    data = written.filling + b"".join(answer_to_bytes(line, wide) for line in latest)
    if data:
        _write_piece(connection, run, "answers", written.piece, data)
    known = bisect_right(lines, last, key=lambda line: line.moment) + history.forgotten
    return replace(written, forgotten=max(known - written.answers - len(latest), 0))


def _drop_answers(connection: sqlite3.Connection, run: int) -> int:
    """Delete old pieces, the first aside, while there is too much; give the bytes deleted."""
    query = (
        "SELECT piece, length(data) FROM pieces WHERE run = ? AND kind = 'answers' ORDER BY piece"
    )
    pieces = connection.execute(query, (run,)).fetchall()
    total, dropped = sum(size for _, size in pieces), 0
    for piece, size in pieces[1:-1]:
        if total - dropped <= MOST_ANSWERS:
            break
        connection.execute(
            "DELETE FROM pieces WHERE run = ? AND kind = 'answers' AND piece = ?", (run, piece)
        )
        dropped += size
    return dropped


def _write_curve(
    connection: sqlite3.Connection, run: int, history: Record, written: Written, *, ended: bool
) -> Written:
    """Draw the thinned curve anew, unless only little has been added."""
    moments = written.moments
    if not ended and POINTS < moments < written.curve * 1.05:
        return written
    connection.execute(
        "UPDATE details SET curve = ? WHERE run = ?", (curve_of(history, moments), run)
    )
    return replace(written, curve=moments)


def curve_of(history: Record, moments: int) -> bytes:
    """Thin the costs of the first moments to `POINTS` 4-byte floats, in the order of time.

    More moments than that are cut into half as many stretches: the highest, then the lowest.
    """
    if moments <= min(POINTS, history.costs.whole):
        costs = history.costs.exact
        return array("f", array(costs.code, costs.pack(0, moments))).tobytes()
    stretches = history.columns(0, moments - 1, POINTS // 2)
    return array("f", stretches[:, ::-1].ravel().tolist()).tobytes()


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
        "UPDATE details SET events = ?, coming = ?, until = ?, moments = ?, "
        "forgotten = ?, reason = ?, stopped_by = ?, pace = ? WHERE run = ?",
        (
            events_to_json(branch.events),
            events_to_json(branch.coming),
            json.dumps(branch.until),
            written.moments,
            written.forgotten,
            storable(ended.reason) if ended and ended.reason else None,
            ended.stopped_by if ended else None,
            json.dumps(row.pace),
            run,
        ),
    )


def _write_owner(connection: sqlite3.Connection, run: int, row: Row, owner: Owner) -> None:
    if row.owned:
        connection.execute("INSERT OR REPLACE INTO live VALUES (?, ?, ?, ?, ?)", (run, *owner))
    else:
        connection.execute("DELETE FROM live WHERE run = ?", (run,))


def _write_piece(
    connection: sqlite3.Connection, run: int, kind: str, piece: int, data: bytes
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)", (run, kind, piece, data)
    )
