"""A run as tables: CSV for spreadsheets, JSON, JSON lines."""

import csv
import io
import math

from rnn_tui import __version__
from rnn_tui.edits import format_event
from rnn_tui.experiment import to_json as fields
from rnn_tui.export.finished import Finished
from rnn_tui.export.jsonl import dumps, ending, finite, iteration_line

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so may be carried out by a spreadsheet; so may the full-width signs."""


def to_csv(run: Finished) -> str:
    """Write iteration, cost before its update, answer after it, and whether that is right."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("iteration", "cost", "answer", "correct"))
    for iteration, cost, answer in run.rows:
        number = repr(cost) if math.isfinite(cost) else ""
        row = (iteration, number, cell(answer.text), "yes" if answer.correct else "no")
        writer.writerow(row)
    return out.getvalue()


def cell(text: str) -> str:
    """Keep a spreadsheet from carrying a text out: an apostrophe makes it a text."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def to_jsonl(run: Finished) -> str:
    """Write what `train --json` prints."""
    lines = []
    text, quoted = "", '""'
    for iteration, cost, answer in run.rows:
        if answer.text != text:
            text, quoted = answer.text, dumps(answer.text)
        lines.append(iteration_line(iteration, cost, quoted, answer.correct))
    lines.append(dumps(ending(run.outcome)))
    return "\n".join(lines) + "\n"


def to_json(run: Finished) -> str:
    """Write everything but the weights as one object; costs by moment, answers as they changed."""
    experiment = run.recipe.experiment
    whole = {
        "rnn_tui": __version__,
        "experiment": fields(experiment),
        "events": [format_event(event, experiment) for event in run.recipe.in_order],
        "vocabulary": list(run.task.vocabulary),
        "outcome": {name: value for name, value in ending(run.outcome).items() if name != "final"},
        "answers": [
            {"moment": answer.moment, "answer": answer.text, "correct": answer.correct}
            for answer in run.answers
        ],
        "costs": [finite(float(cost)) for cost in run.costs],
    }
    parts = [f"  {dumps(name)}: {dumps(value)}" for name, value in whole.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"
