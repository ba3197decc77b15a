"""What `runs compare` prints: in what runs differ, what came of each, what can be said of it."""

from collections.abc import Callable
from typing import Any

from rnn_tui.cli.printers import Output
from rnn_tui.cli.terminal import cost_text, seconds_text
from rnn_tui.comparison import EDITS, Compared, Comparison, Setting
from rnn_tui.comparison_words import few_seeds, in_words, plain
from rnn_tui.experiment import FIELD, to_json
from rnn_tui.export.jsonl import dumps
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, fit, visible_text, width

_WIDEST = 20
"""Cells of a column."""


def print_comparison(output: Output, runs: tuple[Compared, ...], *, as_json: bool) -> None:
    """Print a column a run, a row a setting that differs, then the results, then sentences."""
    found = Comparison(runs, cost_text, seconds_text)
    if as_json:
        output.line(dumps(_object(found)))
        return
    rows = [(tr("run"), [f"{run.id} {visible_text(run.name)}".rstrip() for run in runs])]
    rows += [(_label(setting), list(setting.shown)) for setting in found.differing]
    rows += _results(found)
    _print_table(output, rows)
    output.line("")
    same = ", ".join(f"{_label(s)} {clipped(_first(s), _WIDEST)}" for s in found.telling)
    output.line(tr("the same: {words}", words=same))
    sentences = [plain(sentence, runs) for sentence in in_words(found)]
    for sentence in sentences:
        output.line(sentence)
    if found.differing:
        seeds = few_seeds(found)
        output.line(tr("{seeds}: rnn-tui race says what holds over many.", seeds=seeds))


def _object(found: Comparison) -> dict[str, Any]:
    runs = found.runs
    experiments = [to_json(run.experiment) for run in runs]
    facts: dict[str, Callable[[Compared], Any]] = {
        "phase": lambda run: run.phase,
        "iterations": lambda run: run.iterations,
        "cost": lambda run: run.cost,
        "solved_at": lambda run: run.solved_at,
        "prediction": lambda run: run.prediction,
        "parameters": lambda run: run.parameters,
        "edits": lambda run: len(run.events),
        "seconds": lambda run: run.seconds,
    }
    under = next((result.values for result in found.results if result.name == "under"), None)
    return {
        "runs": [run.id for run in runs],
        "differs": {
            s.name: [values[s.name] for values in experiments]
            for s in found.differing
            if s.name != EDITS
        },
        "results": {name: [give(run) for run in runs] for name, give in facts.items()},
        "under": {"cost": found.threshold, "iterations": list(under)} if under else None,
        "same": {s.name: experiments[0][s.name] for s in found.same if s.name != EDITS},
        "words": [plain(sentence, runs) for sentence in in_words(found)],
    }


def _results(found: Comparison) -> list[tuple[str, list[str]]]:
    runs = found.runs
    rows = [
        (tr("Phase"), [str(run.phase) for run in runs]),
        (tr("Iterations made"), [grouped(run.iterations) for run in runs]),
    ]
    labels = {
        "cost": tr("Cost"),
        "solved_at": tr("First right at"),
        "parameters": tr("Parameters"),
        "seconds": tr("Time"),
    }
    write = {"cost": (cost_text, "NaN"), "seconds": (seconds_text, "")}
    for result in found.results:
        text, nothing = write.get(result.name, (grouped, tr("never")))
        words = [nothing if value is None else text(value) for value in result.values]
        under = tr("Under {cost} at", cost=grouped(found.threshold or 0.0))
        rows.append((labels.get(result.name, under), words))
    answers = [
        ("✓ " if run.correct else "✗ ") + visible_text(run.prediction, spaces=True) for run in runs
    ]
    return [*rows, (tr("Answer"), answers)]


def _label(setting: Setting) -> str:
    return tr("Edits") if setting.name == EDITS else tr(FIELD[setting.name].label)


def _first(setting: Setting) -> str:
    """Give what is the same, of the first run to which it applies."""
    known = zip(setting.values, setting.shown, strict=True)
    return next((shown for value, shown in known if value is not None), "–")


def _print_table(output: Output, rows: list[tuple[str, list[str]]]) -> None:
    label = max(width(name) for name, _ in rows)
    count = len(rows[0][1])
    cells = [min(max(width(values[k]) for _, values in rows), _WIDEST) for k in range(count)]
    for name, values in rows:
        line = "  ".join(fit(value, size) for value, size in zip(values, cells, strict=True))
        output.line(f"{fit(name, label)}  {line}".rstrip())
