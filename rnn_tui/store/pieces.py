"""What grows with a run, written in pieces: its costs, its answers, and the thinned curve."""

import sqlite3
from array import array
from bisect import bisect_right
from dataclasses import replace

from rnn_tui.store.keeper import Written
from rnn_tui.store.packing import answer_to_bytes, line_bytes
from rnn_tui.store.told import Costs, Record
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


def write_costs(
    connection: sqlite3.Connection,
    run: int,
    costs: Costs,
    before: Written,
    written: Written,
    begun: bytes,
) -> Written:
    """Write the costs that are new, and those that may have been put again."""
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


def write_answers(
    connection: sqlite3.Connection, run: int, history: Record, task: Task, written: Written
) -> Written:
    """Write the answers that are new; what belongs to the latest moment may come again."""
    wide, lines, last = task.vocabulary_size > 256, history.answers, written.moments - 1
    fresh = lines[bisect_right(lines, written.answered, key=lambda line: line.moment) :]
    sure = [line for line in fresh if line.moment < last]
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
        dropped = _drop_answers(connection, run) // line_bytes(task.length, wide)
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


def write_curve(
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


def _write_piece(
    connection: sqlite3.Connection, run: int, kind: str, piece: int, data: bytes
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)", (run, kind, piece, data)
    )
