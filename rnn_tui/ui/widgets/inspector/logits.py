"""From the logits of the chosen time step to its probabilities, and the cost that follows."""

import math
from collections.abc import Sequence

from rnn_tui.i18n import tr
from rnn_tui.plotting.series import cost_text
from rnn_tui.text import visible, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import probability, signed
from rnn_tui.ui.sheet import BOLD, MUTED, TEXT, Ink, Run, Sheet, amount
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.view import InspectorView


class LogitsPanel(Titled[InspectorView]):
    """What the network says at the chosen time step."""

    title = tr("Logits to probabilities")

    def facts(self) -> list[Run]:
        """Write the cost of the time step as it follows from the target's probability."""
        view, picture = self.view, self.view.picture
        at = view.step - picture.first if picture else -1
        if picture is None or not 0 <= at < len(picture.probabilities):
            return []
        share = float(picture.probabilities[at][view.task.targets[view.step]])
        cost, weight = float(picture.costs[at]), view.weights[view.step]
        times = "" if weight == 1.0 else f"{weight:g} × "
        words = tr(
            "cost {times}−ln {share} = {cost}",
            times=times,
            share=probability(share),
            cost=cost_text(cost),
        )
        return [(words, MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint a row a character."""
        return logits_sheet(self.view, columns, rows, look)


def logits_sheet(view: InspectorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint a row a character; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    logits, shares = _numbers(view)
    room = rows - 1
    shown = _shown(view, shares, room)
    target = view.task.targets[view.step]
    finite = [abs(value) for value in logits if math.isfinite(value)]
    scale = max([1.0, *finite])
    best = max(range(len(shares)), key=lambda k: shares[k]) if shares else -1
    bar = max(0, min(18, columns - 31))
    for y, k in enumerate(shown, start=1):
        letter = visible(view.task.vocabulary[k])
        sheet.put(0, y, letter, BOLD if k == target else MUTED)
        if not shares:
            sheet.put(4, y, "·", MUTED)
        else:
            x = sheet.runs(4, y, [look.signed(max(-1.0, min(1.0, logits[k] / scale)))]) + 1
            x = sheet.put(x, y, signed(logits[k]), TEXT) + 2
            x = sheet.put(x, y, "▸", MUTED) + 2
            ink = Ink("accent") if k == best else Ink("dim")
            x = sheet.runs(x, y, amount(shares[k], bar, ink)) + 2
            x = sheet.put(x, y, probability(shares[k]), BOLD if k == best else MUTED)
            if k == target:
                words = tr("◂ target") if columns - x > width(tr("◂ target")) else "◂"
                sheet.put(x + 1, y, words, TEXT)
    if len(shown) < view.task.vocabulary_size:
        count = view.task.vocabulary_size - len(shown)
        sheet.put(0, 1 + len(shown), tr("… {count} more", count=count), MUTED)
    return sheet


def _numbers(view: InspectorView) -> tuple[list[float], list[float]]:
    """Give logits and probabilities of the chosen time step, where both are known."""
    inside, picture = view.inside, view.picture
    place = view.step - inside.probe.first if inside else -1
    at = view.step - picture.first if picture else -1
    if inside is None or picture is None:
        return [], []
    if not 0 <= place < len(inside.logits) or not 0 <= at < len(picture.probabilities):
        return [], []
    return inside.logits[place].tolist(), picture.probabilities[at].tolist()


def _shown(view: InspectorView, shares: Sequence[float], room: int) -> list[int]:
    size = view.task.vocabulary_size
    if size <= room:
        return list(range(size))
    target = view.task.targets[view.step]
    order = sorted(range(size), key=lambda k: -shares[k] if shares else k)
    likeliest = [k for k in order if k != target][: max(0, room - 2)]
    return sorted({target, *likeliest})
