"""The unrolled network as a sheet: one column a time step, read upwards from input to target.

A pure function of a view and a size. User characters are drawn by `text.visible`; what is not
known yet, or is not a number, is drawn as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.i18n import tr
from rnn_tui.plotting.series import cost_text
from rnn_tui.record import Picture
from rnn_tui.task import Task
from rnn_tui.text import visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import probability
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RIGHT, RULE, TEXT, WRONG, Ink, Sheet, amount
from rnn_tui.ui.widgets.network_hidden import Column, HiddenPainter
from rnn_tui.ui.widgets.network_plan import NetworkPlan, first_column, plan_network


@dataclass(frozen=True, eq=False)
class NetworkView:
    """What the picture shows: a text, one moment, and what is chosen (counted from 0)."""

    task: Task
    picture: Picture | None
    step: int
    unit: int
    weights: tuple[float, ...]
    beside: bool = False
    gradient: tuple[int, Sequence[float]] | None = None
    """|dL/dh_t| by time step, after the number of its first, from 0; None where no row is wanted.

    While nothing is known it is empty, so that the row keeps its place.
    """

    def plan(self, columns: int, rows: int) -> NetworkPlan:
        """Lay out in the given space."""
        return plan_network(
            time_steps=self.task.length,
            letters=self.task.vocabulary_size,
            units=self.task.hidden_size,
            width=columns,
            height=rows,
            wide=any(width(visible(letter)) > 1 for letter in self.task.vocabulary),
            beside=self.beside,
            gradient=self.gradient is not None,
        )


def network_sheet(view: NetworkView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the picture; row 0 is left free for the title."""
    return _Painter(view, columns, rows, look).paint()


class _Painter:
    """Paints one view, row group by row group; it lives as long as the call."""

    def __init__(self, view: NetworkView, columns: int, rows: int, look: Look) -> None:
        self.view, self.look, self.task = view, look, view.task
        self.plan = view.plan(columns, rows)
        self.sheet = Sheet(columns, rows)
        first = first_column(view.step, self.plan.columns, self.task.length)
        self.columns = [self._column(first + i, i) for i in range(self.plan.columns)]
        self.chosen = next((c for c in self.columns if c.chosen), self.columns[0])
        self.hidden = HiddenPainter(
            self.sheet,
            look,
            self.plan,
            self.columns,
            self.chosen,
            unit=view.unit,
            units=self.task.hidden_size,
            beside=view.beside,
            scrolls=self.plan.columns < self.task.length,
        )

    def _column(self, t: int, place: int) -> Column:
        view, picture = self.view, self.view.picture
        at = t - picture.first if picture else -1
        known = picture is not None and 0 <= at < len(picture.hidden)
        return Column(
            t=t,
            x=self.plan.gutter + place * self.plan.column,
            chosen=t == view.step,
            counts=view.weights[t] != 0,
            probabilities=picture.probabilities[at].tolist() if picture and known else None,
            hidden=picture.hidden[at].tolist() if picture and known else None,
            cost=float(picture.costs[at]) if picture and known else float("nan"),
            predicted=picture.predictions[t] if picture and t < len(picture.predictions) else None,
        )

    def paint(self) -> Sheet:
        plan, view, y = self.plan, self.view, 1
        self._head(y)
        self._targets(y + 1)
        self._predictions(y + 2)
        y += 3
        if plan.cost_row:
            self._costs(y)
            y += 1
        y += plan.blank_row
        self._letters(y)
        y += plan.letters + plan.more
        if plan.arrows:
            self._arrows(y)
            y += 1
        self.hidden.paint(plan.hidden_top)
        y += plan.hidden_rows
        if plan.gradient_row and view.gradient is not None:
            first, sizes = view.gradient
            self.hidden.paint_gradient(y, dict(enumerate(sizes, start=first)))
        y += plan.gradient_row
        if plan.arrows:
            self._arrows(y)
            y += 1
        self._inputs(y)
        self._tint(y)
        return self.sheet

    def _tint(self, last: int) -> None:
        x, plan = self.chosen.x, self.plan
        if not self.chosen.chosen:
            return
        if self.look.mono:
            for y in range(1, last + 1):
                self.sheet.put(x - 1, y, "│", RULE)
        elif plan.column < 5:
            self.sheet.shade(x, 1, plan.column, last, "tint")
        else:
            self.sheet.shade(x - 1, 1, plan.column - 1, last, "tint")

    @property
    def _inset(self) -> int:
        return 1 if self.plan.column < 5 else 2

    def _head(self, y: int) -> None:
        for c in self.columns:
            ink = ACCENT if c.chosen else MUTED
            if c.chosen:
                self.sheet.put(c.x, y, "▾", ink)
            if self.plan.column == NARROW and not c.chosen and (c.t + 1) % 5:
                continue
            name = f"t = {c.t + 1}" if self.plan.column >= 10 else f"{c.t + 1}"
            if not c.counts and self.plan.column >= 7:
                name += " ×0"
            self.sheet.put(c.x + self._inset, y, name, ink)

    def _targets(self, y: int) -> None:
        self.hidden.label(y, tr("target"))
        for c in self.columns:
            letter = visible(self.task.vocabulary[self.task.targets[c.t]])
            faint = not c.counts or letter == "␣"
            self.sheet.put(c.x + self._inset, y, letter, MUTED if faint else TEXT)

    def _predictions(self, y: int) -> None:
        self.hidden.label(y, tr("predicted"), tr("pred."))
        for c in self.columns:
            if c.predicted is None:
                self.sheet.put(c.x + self._inset, y, "·", MUTED)
                continue
            letter = visible(self.task.vocabulary[c.predicted])
            if not c.counts:
                self.sheet.put(c.x + self._inset, y, letter, MUTED)
                continue
            right = c.predicted == self.task.targets[c.t]
            ink = RIGHT if right else WRONG
            self.sheet.put(c.x, y, "✓" if right else "✗", ink)
            self.sheet.put(c.x + self._inset, y, letter, ink._replace(bold=True))

    def _costs(self, y: int) -> None:
        self.hidden.label(y, tr("cost"))
        column = self.plan.column
        if column < 5 and self.chosen.hidden is not None and not self.view.beside:
            self.sheet.put_right(self.plan.gutter - 1, y, cost_text(self.chosen.cost), ACCENT)
        highest = max((c.cost for c in self.columns if c.cost < float("inf")), default=1.0)
        for c in self.columns:
            if c.hidden is None:
                continue
            if column == NARROW:
                self.sheet.runs(c.x, y, [self.look.sequential(c.cost / max(highest, 1e-9), 2)])
            elif column < 5:
                text = f"{c.cost:.1f}" if c.cost < 99.5 else cost_text(c.cost)[: column - 1]
                self.sheet.put(c.x, y, text[: column - 1], ACCENT if c.chosen else TEXT)
            else:
                short = f"{c.cost:.1f}" if column < 7 and c.cost < 9.95 else cost_text(c.cost)
                self.sheet.put(c.x + 2, y, short[: column - 2], TEXT)

    def _shown_letters(self) -> list[int]:
        count, size = self.plan.letters, self.task.vocabulary_size
        if count >= size:
            return list(range(size))
        target = self.task.targets[self.chosen.t]
        known = self.chosen.probabilities
        order = sorted(range(size), key=lambda i: -known[i] if known else i)
        return sorted({target, *[i for i in order if i != target][: count - 1]})

    def _letters(self, y: int) -> None:
        self.hidden.label(y, tr("probability") if self.plan.column >= 10 else "p", "p")
        shown = self._shown_letters()
        edge = self.plan.gutter - 1
        known = self.chosen.probabilities
        beside = self.view.beside
        for row, letter in enumerate(shown, start=y):
            drawn = visible(self.task.vocabulary[letter])
            at = 0 if beside else edge - width(drawn)
            self.sheet.put(at, row, drawn, MUTED if drawn == "␣" else TEXT)
            if self.plan.column < 10 and known and not beside:
                best = letter == _argmax(known)
                number = probability(known[letter])
                self.sheet.put(edge - 6, row, number, BOLD if best else MUTED)
            for c in self.columns:
                self._letter(c, row, letter)
        if self.plan.more and not beside:
            rest = self.task.vocabulary_size - len(shown)
            self.sheet.put_right(edge, y + len(shown), tr("… {rest} more", rest=rest), MUTED)

    def _letter(self, c: Column, y: int, letter: int) -> None:
        column, known = self.plan.column, c.probabilities
        target = letter == self.task.targets[c.t] and c.counts
        best = known is not None and letter == c.predicted
        share = known[letter] if known is not None else 0.0
        if column < 5:
            cell = self.look.sequential(share, column - 1) if known else (" " * (column - 1), TEXT)
            x = self.sheet.runs(c.x, y, [cell])
            self.sheet.put(x, y, "◂" if target and known else " ", TEXT)
            return
        bar = min(16, column - 9) if column >= 13 else column - 7 if column >= 10 else column - 2
        x = self.sheet.runs(c.x, y, amount(share, bar, Ink("accent" if best else "dim")))
        if column >= 10:
            number = probability(share) if known else "   "
            x = self.sheet.put(x + (column >= 13), y, number, BOLD if best else MUTED)
        if target and known:
            self.sheet.put(x + (column >= 13), y, "◂", TEXT)

    def _arrows(self, y: int) -> None:
        if self.plan.column >= 5:
            for c in self.columns:
                self.sheet.put(c.x, y, "▴", MUTED)

    def _inputs(self, y: int) -> None:
        self.hidden.label(y, tr("input"))
        for c in self.columns:
            letter = visible(self.task.vocabulary[self.task.inputs[c.t]])
            inset = self._inset if self.plan.column < 5 else 0
            self.sheet.put(c.x + inset, y, letter, MUTED if letter == "␣" else BOLD)


NARROW = 3
"""Cells of a column that has room for nothing but a letter and its mark."""


def _argmax(values: Sequence[float]) -> int:
    return max(range(len(values)), key=values.__getitem__)
