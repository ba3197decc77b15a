"""What `runs compare` prints: in what runs differ, in what they are the same."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rnn_tui.cli.printers import Output
from rnn_tui.cli.terminal import cost_text, seconds_text
from rnn_tui.experiment import FIELD, FIELDS, to_json
from rnn_tui.export.jsonl import dumps
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, fit, visible_text, width

if TYPE_CHECKING:
    from rnn_tui.store.rows import Run

_WIDEST = 20
"""Cells of a column."""

RESULTS = ("phase", "iterations", "cost", "solved_at", "prediction", "seconds")
"""What came of a run; seconds differ always, and are told last."""


def settings(runs: Sequence["Run"]) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Give the fields in which experiments differ, a value a run; and those that are the same."""
    facts = [to_json(run.described()) for run in runs]
    differs: dict[str, list[Any]] = {}
    same: dict[str, Any] = {}
    for spec in FIELDS:
        values = [known.get(spec.name) for known in facts]
        if all(value == values[0] for value in values):
            same[spec.name] = values[0]
        else:
            differs[spec.name] = values
    return differs, same


def print_comparison(output: Output, runs: Sequence["Run"], *, as_json: bool) -> None:
    """Print a column a run, a row a field that differs, then the results."""
    differs, same = settings(runs)
    results = {name: [getattr(run, name) for run in runs] for name in RESULTS}
    if as_json:
        output.line(
            dumps(
                {
                    "runs": [run.id for run in runs],
                    "differs": differs,
                    "results": results,
                    "same": same,
                }
            )
        )
        return
    experiments = [run.described() for run in runs]
    rows = [(tr("run"), [f"{run.id} {visible_text(run.name)}".rstrip() for run in runs])]
    for name in differs:
        kind = FIELD[name].kind
        values = [visible_text(kind.format(getattr(e, name)), spaces=True) for e in experiments]
        rows.append((tr(FIELD[name].label), values))
    rows += [(tr(_LABELS[name]), [_result(name, run) for run in runs]) for name in RESULTS]
    _print_table(output, rows)
    alike = [
        f"{tr(FIELD[name].label)} {clipped(_written(name, experiments[0]), _WIDEST)}"
        for name in same
        if same[name] != FIELD[name].default
    ]
    words = ", ".join(alike) if alike else tr("the settings of the first preset")
    output.line("")
    output.line(tr("the same: {words}", words=words) if differs else tr("no setting differs"))


_LABELS = {
    "phase": "Phase",
    "iterations": "Iterations made",
    "cost": "Cost",
    "solved_at": "First right at",
    "prediction": "Answer",
    "seconds": "Time",
}


def _written(name: str, experiment: Any) -> str:
    return visible_text(FIELD[name].kind.format(getattr(experiment, name)), spaces=True)


def _result(name: str, run: "Run") -> str:
    value = getattr(run, name)
    match name:
        case "cost":
            return cost_text(value) if value is not None else "NaN"
        case "seconds":
            return seconds_text(value)
        case "solved_at":
            return f"{value:,}" if value is not None else tr("never")
        case "iterations":
            return f"{value:,}"
        case "prediction":
            return ("✓ " if run.correct else "✗ ") + visible_text(value, spaces=True)
        case _:
            return str(value)


def _print_table(output: Output, rows: list[tuple[str, list[str]]]) -> None:
    label = max(width(name) for name, _ in rows)
    count = len(rows[0][1])
    cells = [min(max(width(values[k]) for _, values in rows), _WIDEST) for k in range(count)]
    for name, values in rows:
        line = "  ".join(fit(value, size) for value, size in zip(values, cells, strict=True))
        output.line(f"{fit(name, label)}  {line}".rstrip())
