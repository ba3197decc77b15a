"""From the logits of the chosen time step to its probabilities, and the cost that follows."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from rnn_tui.fields import number as exactly
from rnn_tui.i18n import tr
from rnn_tui.plotting.series import cost_text, gradient_text
from rnn_tui.text import clipped, visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import probability
from rnn_tui.ui.sheet import BOLD, MUTED, TEXT, WRONG, Ink, Run, Sheet, amount
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.unit import WIDEST, number
from rnn_tui.ui.widgets.inspector.view import InspectorView


class LogitsPanel(Titled[InspectorView]):
    """What the network says at the chosen time step."""

    def heading(self, columns: int) -> str:
        """Give the title that leaves room for the cost."""
        return tr("Logits to probabilities") if columns >= 46 else tr("Probabilities")

    def facts(self) -> list[Run]:
        """Write the cost of the time step as it follows from the target's probability."""
        columns = self.size.width
        return cost_words(self.view, columns - width(self.heading(columns)) - 3)

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint a row a character."""
        return logits_sheet(self.view, columns, rows, look)


def cost_words(view: InspectorView, room: int) -> list[Run]:
    """Write `cost −ln .48 = 0.74`, with the weight of a loss that has one, as it fits."""
    picture = view.picture
    at = view.step - picture.first if picture else -1
    if picture is None or not 0 <= at < len(picture.probabilities):
        return []
    cost, weight = float(picture.costs[at]), view.weights[view.step]
    chance = float(picture.probabilities[at][view.task.targets[view.step]])
    # A small probability is written so that its logarithm can be checked.
    words = f"−ln {gradient_text(chance)} = {cost_text(cost)}"
    if chance == 0 and math.isfinite(cost):
        # The probability is too small to be a number, and its cost comes from the logits.
        words = cost_text(cost)
    if weight != 1.0:
        words = f"{exactly(weight)} × {words}"
    full = tr("cost {equation}", equation=words)
    ink = MUTED if math.isfinite(cost) else WRONG
    return [(text, ink) for text in (full, words) if width(text) <= room][:1]


class _Places(NamedTuple):
    """Where the parts of a row begin; what has no room is at -1."""

    cell: int
    logit: int
    arrow: int
    bar: int
    cells: int
    """Of the bar."""
    probability: int
    word: bool
    """Whether the target is named beside its sign."""


def _places(columns: int, letters: int) -> _Places:
    edge = min(columns, WIDEST)
    x = max(4, letters + 2)
    # As in 49 cells: cell 4, logit 7, arrow 13, bar 16, probability 36, the sign 40.
    last = edge - 6 - width(tr("◂ target")) + 1
    if last >= x + 20:
        return _Places(x, x + 3, x + 9, x + 12, last - x - 14, last, True)
    if edge >= x + 21:
        return _Places(x, x + 3, -1, x + 8, edge - x - 14, edge - 5, False)
    if edge >= letters + 11:
        return _Places(-1, letters + 1, -1, -1, 0, edge - 5, False)
    return _Places(-1, -1, -1, -1, 0, letters + 1, False)


def logits_sheet(view: InspectorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint a row a character; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    logits, chances = _numbers(view)
    shown = _shown(view, chances, rows - 1)
    vocabulary = view.task.vocabulary
    at = _places(columns, max([1, *(width(visible(vocabulary[k])) for k in shown)]))
    target, counts = view.task.targets[view.step], view.weights[view.step] != 0
    scale = max([1.0, *(abs(value) for value in logits if math.isfinite(value))])
    best = max(range(len(chances)), key=chances.__getitem__, default=-1)
    for y, k in enumerate(shown, start=1):
        letter = visible(vocabulary[k])
        plain = MUTED if letter == "␣" else TEXT
        sheet.put(0, y, letter, BOLD if k == target else plain)
        logit = logits[k] if logits else None
        if at.cell >= 0:
            cell = look.empty(2) if logit is None else look.signed(logit / scale)
            sheet.runs(at.cell, y, [cell])
        if at.logit >= 0:
            sheet.put_right(at.logit + 4, y, *number(logit))
        if at.arrow >= 0:
            sheet.put(at.arrow, y, "▸", MUTED)
        if at.bar >= 0:
            ink = Ink("accent") if k == best else Ink("dim")
            sheet.runs(at.bar, y, amount(chances[k] if chances else 0.0, at.cells, ink))
        sheet.put_right(at.probability + 3, y, *_chance(chances, k, best))
        if k == target and counts:
            sheet.put(at.probability + 4, y, tr("◂ target") if at.word else "◂", TEXT)
    if len(shown) < view.task.vocabulary_size:
        words = tr("… {count} more", count=view.task.vocabulary_size - len(shown))
        sheet.put(0, 1 + len(shown), clipped(words, columns), MUTED)
    return sheet


def _chance(chances: Sequence[float], k: int, best: int) -> Run:
    if not chances:
        return "·", MUTED
    if not math.isfinite(chances[k]):
        return probability(chances[k]), WRONG
    return probability(chances[k]), BOLD if k == best else MUTED


def _numbers(view: InspectorView) -> tuple[list[float], list[float]]:
    """Give logits and probabilities of the chosen time step, as far as they are known."""
    inside, picture = view.inside, view.picture
    logits: list[float] = []
    chances: list[float] = []
    if inside is not None and 0 <= view.step - inside.probe.first < len(inside.logits):
        logits = inside.logits[view.step - inside.probe.first].tolist()
    if picture is not None and 0 <= view.step - picture.first < len(picture.probabilities):
        chances = picture.probabilities[view.step - picture.first].tolist()
    return logits, chances


def _shown(view: InspectorView, chances: Sequence[float], room: int) -> list[int]:
    """Choose the target and the likeliest characters, in the vocabulary's order."""
    size = view.task.vocabulary_size
    if size <= room:
        return list(range(size))
    target = view.task.targets[view.step]
    order = sorted(range(size), key=lambda k: -chances[k] if chances else k)
    likeliest = [k for k in order if k != target][: max(0, room - 2)]
    return sorted({target, *likeliest})
