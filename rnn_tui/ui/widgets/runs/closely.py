"""The panels of the run under the cursor: its curve, its settings, the line that shares it."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rnn_tui.experiment import FIELD, nearest_preset
from rnn_tui.fields import Choice, grouped
from rnn_tui.i18n import declared, tr
from rnn_tui.plotting.cost_plot import MarkKind, PlotView
from rnn_tui.plotting.series import Columns, cost_text
from rnn_tui.record import Phase
from rnn_tui.store.rows import Run
from rnn_tui.text import clipped, graphemes, visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import seconds
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RIGHT, TEXT, WRONG, Ink, Sheet
from rnn_tui.ui.sheet import Run as Words
from rnn_tui.ui.shelf import Closer
from rnn_tui.ui.widgets.canvas import Canvas, Titled
from rnn_tui.ui.widgets.cost import CostPanel, CostView
from rnn_tui.ui.widgets.facts import FactsView
from rnn_tui.ui.widgets.runs.brief import LONGEST, brief, kind_word
from rnn_tui.ui.widgets.runs.table import drawn

_LABEL = 14
"""Cells of the name of a setting."""

NO_CURVE = CostView(PlotView(0, 0, lambda *_: (), 1, None))


class RunCurve(CostPanel):
    """The cost curve of one run; it seeks nothing."""

    title = declared("Run")
    run = 0

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Name the run."""
        return tr("Run {run}", run=self.run) if self.run else tr("Run")

    def facts(self) -> list[Words]:
        """Name the axis."""
        axis = tr("cost, nats, log") if self.view.plot.logarithmic else tr("cost, nats")
        return [(axis, MUTED)]

    def moment_under(self, x: int, y: int, *, beyond: bool) -> int | None:  # noqa: ARG002
        """Seek nothing: the moments are those of another run than the one in Train."""
        return None


def curve_view(closer: Closer) -> CostView:
    """Give the plot of a run from what is kept of its curve for a list."""
    run, points = closer.run, closer.run.points
    if not points or run.kind != "train":
        return NO_CURVE
    known = run.iterations
    marks: tuple[tuple[int, MarkKind], ...] = ()
    if run.solved_at is not None and run.solved_at <= known:
        marks = ((run.solved_at, "right"),)
    plot = PlotView(
        width=0,
        height=0,
        columns=spread(points, known),
        iterations=max(run.planned, known, 1),
        moment=known,
        cost=run.cost,
        floors=closer.floors.lines if closer.floors else (),
        marks=marks,
        diverged=run.phase == Phase.DIVERGED,
    )
    return CostView(plot)


def spread(points: Sequence[float], known: int) -> Columns:
    """Let a few points stand for moments 0 to `known`, for a plot that asks for columns."""
    last = len(points) - 1

    def at(moment: float) -> float:
        return points[min(last, max(0, round(moment / known * last)))] if known else points[-1]

    def columns(first: int, end: int, count: int) -> Iterable[Sequence[float]]:
        each = (end + 1 - first) / max(1, count)
        for column in range(count):
            start = first + column * each
            part = [at(start), at(start + max(0.0, each - 1))]
            finite = [p for p in part if math.isfinite(p)] or [math.inf]
            yield min(finite), max(finite)

    return columns


def result_view(closer: Closer) -> FactsView:
    """Say what came of a run; of what could be said, what matters most comes first."""
    run, details = closer.run, closer.details
    lines: list[tuple[str, str, Ink]] = []
    if run.kind != "train":
        lines.append((tr("Kind"), kind_word(run), TEXT))
        lines += [(name, value, TEXT) for name, value in result_words(details.result)]
        return FactsView(tr("Result"), lines)
    mark, ink = ("✓", RIGHT) if run.correct else ("✗", WRONG)
    answer = clipped(drawn(run.prediction, spaces=True), 40)
    if details.reason:
        lines.append((tr("Reason"), visible_text(details.reason[:LONGEST]), WRONG))
    lines.append((tr("Answer"), f"{mark} {answer}", ink))
    first = tr("not yet")
    if run.solved_at is not None:
        first = tr("iteration {moment}", moment=grouped(run.solved_at))
    lines.append((tr("First right"), first, TEXT if run.solved_at is not None else MUTED))
    cost = "nan"
    if run.cost is not None:
        cost = f"{run.cost:.3f}" if run.cost < 1000 else cost_text(run.cost)
    lines.append((tr("Cost"), tr("{cost} nats", cost=cost), TEXT))
    if run.note:
        lines.append((tr("Note"), drawn(run.note), TEXT))
    if run.parent is not None:
        words = tr("run {run} at {moment}", run=run.parent, moment=grouped(run.forked_at or 0))
        lines.append((tr("Forked from"), words, TEXT))
    lines.append((tr("Parameters"), grouped(run.parameters), TEXT))
    lines.append((tr("Took"), _took(run.seconds), TEXT))
    if details.stopped_by:
        lines.append((tr("Stopped by"), visible_text(details.stopped_by[:LONGEST]), TEXT))
    lines.append((tr("Made with"), visible_text(f"torch {details.torch}"[:LONGEST]), MUTED))
    return FactsView(tr("Result"), lines)


def _took(value: float) -> str:
    return f"{value:.2f} s" if value < 1 else seconds(value)


def result_words(result: str | None) -> list[tuple[str, str]]:
    """Say what is kept of a race or a sweep, as far as it is understood."""
    try:
        known = json.loads(result or "{}")
    except ValueError:
        return []
    found: list[tuple[str, str]] = []
    if not isinstance(known, dict):
        return found
    for name, value in known.items():
        label = visible_text(str(name).replace("_", " "))[:_LABEL]
        if isinstance(value, bool | int | float | str):
            found.append((label, visible_text(str(value)[:LONGEST])))
        elif isinstance(value, list):
            found.append((label, f"{len(value):,}"))
    return found


@dataclass(frozen=True)
class SettingsView:
    """Name, value, and the preset's own value, a line each, as drawn."""

    preset: str = ""
    lines: Sequence[tuple[str, str, str]] = ()


def settings_view(closer: Closer) -> SettingsView:
    """List the settings in which a run is not its preset."""
    experiment = closer.experiment
    preset = nearest_preset(experiment)

    def value(name: str, of: object) -> str:
        if of is None:
            return "–"
        kind = FIELD[name].kind
        text = tr(kind.label(of)) if isinstance(kind, Choice) else kind.format(of)
        return clipped(visible_text(text[:LONGEST]), 30)

    return SettingsView(
        preset.name,
        tuple(
            (
                tr(FIELD[name].label),
                value(name, getattr(experiment, name)),
                value(name, getattr(preset.experiment, name)),
            )
            for name in preset.changed(experiment)
        ),
    )


class RunSettings(Titled[SettingsView]):
    """What is set otherwise than in the preset."""

    title = declared("Settings")
    _left = 0

    def facts(self) -> list[Words]:
        """Name the preset, and say how many lines have no room."""
        view = self.view
        if not view.preset:
            return []
        if not view.lines:
            return [(tr("those of {preset}", preset=view.preset), MUTED)]
        words = tr("unlike {preset}", preset=view.preset)
        if self._left:
            words = tr("… {count} more", count=self._left) + "  " + words
        return [(words, MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the lines."""
        sheet, lines = Sheet(columns, rows), self.view.lines
        self._left = max(0, len(lines) - (rows - 1))
        for y, (name, value, usual) in enumerate(lines[: max(0, rows - 1)], start=1):
            sheet.put(0, y, clipped(name, _LABEL - 1), MUTED)
            sheet.put_right(columns, y, clipped(usual, max(0, columns - _LABEL - 4)), MUTED)
            room = columns - _LABEL - width(usual) - 1
            sheet.put(_LABEL, y, clipped(value, max(0, room)), TEXT)
        return sheet


@dataclass(frozen=True)
class ShareView:
    """A command line, or why there is none."""

    line: str = ""
    why: str = ""


class RunShare(Titled[ShareView]):
    """The command line that makes the run again."""

    title = declared("Share")

    def facts(self) -> list[Words]:
        """Name the key."""
        return [("s ", ACCENT), (tr("copies"), MUTED)] if self.view.line else []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the line, wrapped where a shell lets it be."""
        sheet = Sheet(columns, rows)
        words, ink = (self.view.line, TEXT) if self.view.line else (self.view.why, MUTED)
        for y, line in enumerate(wrapped(words, columns, max(0, rows - 1)), start=1):
            sheet.put(0, y, line, ink)
        return sheet


def wrapped(words: str, columns: int, rows: int) -> list[str]:
    """Wrap drawn words into rows; what has no room ends in an ellipsis."""
    parts = visible_text(words[: columns * (rows + 1) + 100]).split(" ")
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]} {part}" if lines[-1] else part
        if width(joined) <= columns:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        rest = part
        while width(rest) > columns:
            taken, used = "", 0
            for grapheme in graphemes(rest):
                if used + width(grapheme) > columns:
                    break
                taken, used = taken + grapheme, used + width(grapheme)
            if not taken:
                break
            lines[-1] = taken
            rest = rest[len(taken) :]
            lines.append("")
        lines[-1] = rest
    if len(lines) > rows > 0:
        lines = [*lines[: rows - 1], clipped(f"{lines[rows - 1]} …", columns - 1) + "…"]
        lines[-1] = lines[-1].replace(" ……", " …").replace("……", "…")
    return lines[: max(0, rows)]


class RunBrief(Canvas[Run | None]):
    """What the columns of a small terminal leave out of the run under the cursor, in one line."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the line."""
        sheet, run = Sheet(columns, rows), self.view
        if run is None:
            return sheet
        x = sheet.put(0, 0, f"{run.id} ", BOLD)
        if run.kind == "train":
            mark, ink = ("✓", RIGHT) if run.correct else ("✗", WRONG)
            x = sheet.put(x, 0, f"{mark} ", ink)
        sheet.put(x, 0, clipped(" · ".join(_parts(run)), max(0, columns - x)), MUTED)
        return sheet


def _parts(run: Run) -> list[str]:
    known = brief(run.experiment)
    if run.kind != "train":
        parts = [kind_word(run), drawn(run.name), drawn(run.text)]
    else:
        units = tr("{count} units", count=run.hidden_size)
        if run.hidden_size == 1:
            units = tr("1 unit")
        parts = [
            clipped(drawn(run.prediction, spaces=True), 20),
            units + (", " + tr("linear readout") if known.readout else ""),
            tr("seed {seed}", seed=known.seed),
            tr("{count} iterations", count=grouped(run.iterations)),
        ]
    return [part for part in (*parts, drawn(" ".join(run.tags)), drawn(run.note)) if part]
