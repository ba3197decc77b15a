"""The projector's picture as a sheet: header, full timeline, network in large, strip of cost."""

import math

from rnn_tui.i18n import tr
from rnn_tui.plotting.series import cost_text
from rnn_tui.record import Phase
from rnn_tui.text import clipped, typed_text, visible
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import probability
from rnn_tui.ui.sheet import (
    ACCENT,
    BOLD,
    MUTED,
    RIGHT,
    RULE,
    TEXT,
    WRONG,
    Ink,
    Run,
    Sheet,
    run_width,
)
from rnn_tui.ui.widgets.frame import GLYPHS, MARKS
from rnn_tui.ui.widgets.projector import ProjectorView
from rnn_tui.ui.widgets.projector_plan import HEAD, units_shown

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_PARTS = "▏▎▍▌▋▊▉█"
_RIGHT_WORDS = 27
"""Cells of how many are right, at the right end."""
_GOOD, _BAD = RIGHT._replace(bold=True), WRONG._replace(bold=True)


def projector_sheet(view: ProjectorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the picture."""
    painter = _Painter(view, columns, rows, look)
    painter.header()
    painter.timeline()
    painter.network()
    painter.strip()
    return painter.sheet


class _Painter:
    """Paints one view; it lives as long as the call."""

    def __init__(self, view: ProjectorView, columns: int, rows: int, look: Look) -> None:
        self.view, self.look, self.task = view, look, view.network.task
        self.plan = view.plan(columns, rows)
        self.sheet = Sheet(columns, rows)
        self.steps = range(self.plan.first, self.plan.first + self.plan.columns)
        self.bad = view.header.phase in (Phase.DIVERGED, Phase.FAILED)

    def header(self) -> None:
        """Text and cell at the left, how the run stands at the right."""
        head, sheet = self.view.header, self.sheet
        loading = head.phase is Phase.LOADING
        state = tr("loading engine") if loading else tr(str(head.phase))
        ink = _BAD if self.bad else ACCENT
        runs = [(f"{GLYPHS[head.phase]} {state}", ink), ("  ", TEXT)]
        runs.append((f"{head.moment:,}/{head.iterations:,}", BOLD))
        start = sheet.width - 1 - run_width(runs)
        sheet.runs(start, 0, runs)
        text = clipped(typed_text(self.view.text[:1_000]), max(4, start - 4))
        x = sheet.put(1, 0, text, BOLD) + 2
        sheet.put(x, 0, clipped(self.view.about, max(0, start - x - 2)), MUTED)
        hidden = self.task.length - self.plan.columns
        if hidden:
            before, after = self.plan.first, hidden - self.plan.first
            words = "  ".join([f"‹ {before}"] * (before > 0) + [f"{after} ›"] * (after > 0))
            sheet.put_right(sheet.width - 1, 2, words, MUTED)

    def timeline(self) -> None:
        """Fill the row up to now; the marks stand on it."""
        line, sheet, look = self.view.timeline, self.sheet, self.look
        room = sheet.width - 2

        def place(moment: int) -> int:
            return round(min(1.0, moment / max(1, line.iterations)) * (room - 1))

        now = place(line.moment) + 1
        done = "wrong" if line.bad else "accent"
        if look.plain:
            sheet.put(1, 1, "█" * now + "─" * (room - now), Ink("track"))
            sheet.put(1, 1, "█" * now, Ink(done))
        else:
            sheet.put(1, 1, " " * room, Ink("text", "tint"))
            if line.latest > line.moment:
                sheet.put(1, 1, " " * (place(line.latest) + 1), Ink("text", "faint"))
            sheet.put(1, 1, " " * now, Ink("text", done))
        for moment, kind in line.marks:
            x, (glyph, ink) = 1 + place(moment), MARKS[kind]
            on = Ink("on_accent", done, bold=True) if moment <= line.moment else ink
            sheet.put(x, 1, glyph, Ink("text", reverse=True) if look.plain else on)

    # The network.

    def network(self) -> None:
        """Target, answer, letters, hidden cells and input, a column a time step."""
        chosen = self.view.network.step
        letters = self._letters()
        for row, letter in enumerate(letters):
            drawn = visible(self.task.vocabulary[letter])
            self.sheet.put(3, self._middle(row), drawn, MUTED if drawn == "␣" else BOLD)
        more = self.task.vocabulary_size - len(letters)
        if more:
            last = self._middle(len(letters) - 1) + self.plan.pitch // 2 + self.plan.pitch % 2
            self.sheet.put(3, last, tr("… {rest} more", rest=more), MUTED)
        for t in self.steps:
            self._answer(t)
            for row, letter in enumerate(letters):
                self._bar(t, row, letter)
            self._hidden(t)
        if chosen in self.steps:
            self._choose(self.plan.x(chosen))

    def _choose(self, x: int) -> None:
        top, rows = HEAD, self.plan.input_row - HEAD + 1
        if self.look.mono:
            for y in range(top, top + rows):
                self.sheet.put(x - 1, y, "│", RULE)
        else:
            self.sheet.shade(x - 1, top, self.plan.column - 1, rows, "tint")

    def _middle(self, row: int) -> int:
        """Give the row of a letter: the middle one of its bar."""
        return self.plan.letters_top + row * self.plan.pitch + (self.plan.pitch - 2) // 2

    def _at(self, t: int) -> int:
        """Give the place of a time step in the arrays of the picture; -1 where it is unknown."""
        picture = self.view.network.picture
        at = t - picture.first if picture else -1
        return at if picture is not None and 0 <= at < len(picture.hidden) else -1

    def _letters(self) -> list[int]:
        """Choose the letters with room: the target's and the likeliest of the chosen step."""
        size, count = self.task.vocabulary_size, self.plan.letters
        step, picture = self.view.network.step, self.view.network.picture
        if count >= size:
            return list(range(size))
        at = self._at(step)
        known = picture.probabilities[at].tolist() if picture is not None and at >= 0 else None
        order = sorted(range(size), key=lambda i: -known[i] if known else i)
        target = self.task.targets[step]
        return sorted({target, *[i for i in order if i != target][: count - 1]})

    def _answer(self, t: int) -> None:
        """Write target and answer, with right or wrong in words."""
        x, picture, target = self.plan.x(t), self.view.network.picture, self.task.targets[t]
        chosen = t == self.view.network.step
        if chosen:
            self.sheet.put(x, HEAD, "▾", ACCENT)
        self._lettered(x, HEAD, target, BOLD, tr("target"))
        self._lettered(x, self.plan.input_row, self.task.inputs[t], BOLD, tr("input"))
        if picture is None or t >= len(picture.predictions):
            self.sheet.put(x + 2, HEAD + 1, "·", MUTED)
            return
        answer = picture.predictions[t]
        if not self.view.network.weights[t]:
            self._lettered(x, HEAD + 1, answer, MUTED, tr("free"))
            return
        right = answer == target
        ink = _GOOD if right else _BAD
        self.sheet.put(x, HEAD + 1, "✓" if right else "✗", ink)
        self._lettered(x, HEAD + 1, answer, ink, tr("right") if right else tr("wrong"), ink)

    def _lettered(
        self, x: int, y: int, letter: int, ink: Ink, word: str, said: Ink = MUTED
    ) -> None:
        drawn = visible(self.task.vocabulary[letter])
        self.sheet.put(x + 2, y, drawn, MUTED if drawn == "␣" and said is MUTED else ink)
        self.sheet.put(x + 5, y, clipped(word, self.plan.column - 6), said)

    def _bar(self, t: int, row: int, letter: int) -> None:
        """Fill a bar with how likely a letter is, its number beside."""
        at, picture, plan = self._at(t), self.view.network.picture, self.plan
        x, y = plan.x(t), plan.letters_top + row * plan.pitch
        if picture is None or at < 0:
            self.sheet.put(x, self._middle(row), "·", MUTED)
            return
        share = float(picture.probabilities[at][letter])
        best = letter == picture.predictions[t]
        for line in range(plan.pitch - 1):
            self.sheet.runs(x, y + line, self._filled(share, best=best))
        x += plan.bar + 1
        number = BOLD if best else MUTED
        x = self.sheet.put(x, self._middle(row), probability(share), number)
        if letter == self.task.targets[t] and self.view.network.weights[t]:
            self.sheet.put(x + 1, self._middle(row), "◂", BOLD)

    def _filled(self, share: float, *, best: bool) -> list[Run]:
        """Draw a bar: whole cells are ground, so that its rows leave no seam."""
        room = self.plan.bar
        if not math.isfinite(share):
            return [("?", WRONG)]
        eighths = max(1, round(min(1.0, max(0.0, share)) * room * 8))
        if self.look.plain:
            return [(("█" if best else "▒") * max(1, round(eighths / 8)), TEXT)]
        role = "accent" if best else "dim"
        part = _PARTS[eighths % 8 - 1] if eighths % 8 else ""
        return [(" " * (eighths // 8), Ink("text", role)), (part, Ink(role))]

    def _hidden(self, t: int) -> None:
        """Fill the cells of the hidden state, with the flow of time in their middle row."""
        at, picture, plan = self._at(t), self.view.network.picture, self.plan
        units = self.task.hidden_size
        shown, cells = units_shown(plan, self.view.network.unit, units)
        values = picture.hidden[at].tolist() if picture is not None and at >= 0 else None
        x = start = plan.x(t)
        for unit in shown:
            run = self.look.signed(values[unit], cells) if values else self.look.empty(cells)
            for line in range(plan.cells):
                self.sheet.runs(x, plan.cells_top + line, [run])
            x += cells
        middle = plan.cells_top + (plan.cells - 1) // 2
        if len(shown) < units:
            x = self.sheet.put(x, middle, "…", MUTED)
        length = start + plan.column - 1 - (x + 1)
        if length > 1 and t < self.task.length - 1:
            end = self.sheet.put(x + 1, middle, "─" * (length - 1), MUTED)
            self.sheet.put(end, middle, "▸", MUTED)

    # The strip.

    def strip(self) -> None:
        """Cost of every moment as bars, and what it has come to in words."""
        view, sheet, top = self.view, self.sheet, self.plan.strip_top
        if view.notice.heading:
            self._notice(top)
            return
        known = view.network.picture is not None
        word = f"{tr('cost')} "
        x = sheet.put(1, top, word, MUTED)
        x = sheet.put(x, top, cost_text(view.cost) if known else "–", ACCENT)
        x = max(x + 2, 14)
        end = sheet.width - _RIGHT_WORDS
        if known and end > x:
            self._costs(x, top, end - x)
        if view.right is None:
            return
        right = view.right == view.counted
        words = tr("{right} of {counted} right", right=view.right, counted=view.counted)
        mark = "✓" if right else "✗"
        sheet.put(end + 2, top, f"{mark} {words}", _GOOD if right else _BAD)
        sheet.put(end + 2, top + 1, clipped(view.first, _RIGHT_WORDS - 3), MUTED)

    def _notice(self, y: int) -> None:
        """Say what ended the run, and what a key does about it."""
        notice, room = self.view.notice, self.sheet.width - 2
        self.sheet.put(
            1, y, clipped(f"{GLYPHS[self.view.header.phase]} {notice.heading}", room), _BAD
        )
        if notice.offer:
            x = self.sheet.put(1, y + 1, notice.key, ACCENT) + 1
            self.sheet.put(x, y + 1, clipped(notice.offer, room - x), TEXT)
        else:
            self.sheet.put(1, y + 1, clipped(notice.sentence, room), TEXT)

    def _costs(self, x: int, top: int, cells: int) -> None:
        line, rows = self.view.timeline, self.plan.strip
        latest = max(line.moment, line.latest)
        end = max(1, line.iterations)
        wide = max(1, min(cells, round(cells * latest / end)))
        now = max(1, round(cells * line.moment / end))
        highs = [float(high) for _, high in self.view.costs(0, latest, wide)]
        most = max((high for high in highs if math.isfinite(high)), default=0.0)
        for column, high in enumerate(highs):
            share = high / most if most > 0 and math.isfinite(high) else 0.0
            eighths = max(1, round(share * rows * 8)) if math.isfinite(high) else 0
            role = "accent" if column < now else "faint"
            for row in range(rows):
                part = min(max(eighths - 8 * (rows - 1 - row), 0), 8)
                full = part == 8 and not self.look.plain
                ink = Ink("text", role) if full else Ink(role)
                self.sheet.put(x + column, top + row, " " if full else _EIGHTHS[part], ink)
        self.sheet.put(x + wide, top + rows - 1, "▁" * (cells - wide), RULE)
