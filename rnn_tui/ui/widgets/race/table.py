"""`LanesTable`: one line a lane, where there is no room for boards."""

from textual import events

from rnn_tui.i18n import declared, tr
from rnn_tui.plotting.lanes import lane
from rnn_tui.text import clipped, typed_text, visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Ink, Run, Sheet, amount, run_width
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.race.answer import answer_mark, answer_runs, answer_width
from rnn_tui.ui.widgets.race.board import LaneChosen
from rnn_tui.ui.widgets.race.views import AnswerCount, LanesListView, LaneView
from rnn_tui.ui.widgets.race.words import cost_runs, mark, moments, percent

_GAP = 2
_BAR = 12
_LONGEST = 12
"""Cells of the longest name."""


def table_rows(view: LanesListView) -> int:
    """Count the rows of all lanes, title and heads among them."""
    return 2 + len(view.lanes)


class LanesTable(Titled[LanesListView]):
    """Right now, first right, final cost and the likeliest answers of each lane."""

    title = declared("Lanes")

    def facts(self) -> list[Run]:
        """Count the lanes that are out of sight."""
        shown = lanes_in_sight(self.view, self.size.height)
        hidden = len(self.view.lanes) - len(shown)
        return [(tr("… {count} more", count=hidden), MUTED)] if hidden > 0 else []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint heads and lanes."""
        return table_sheet(self.view, columns, rows, look)

    def on_click(self, event: events.Click) -> None:
        """Choose the lane whose line was clicked."""
        shown = lanes_in_sight(self.view, self.size.height)
        if 0 <= event.y - 2 < len(shown):
            self.post_message(LaneChosen(shown[event.y - 2]))


def lanes_in_sight(view: LanesListView, rows: int) -> range:
    """Say which lanes have a line: all, or as many as fit with the chosen one."""
    room, count = max(0, rows - 2), len(view.lanes)
    first = max(0, min((view.chosen or 0) - room // 2, count - room))
    return range(first, min(count, first + room))


def table_sheet(view: LanesListView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint heads and lines below a free title row."""
    sheet = Sheet(columns, rows)
    if not view.lanes:
        return sheet
    plan = _Plan(view, columns)
    for x, head in plan.heads:
        sheet.put(x, 1, clipped(head, columns - x), MUTED)
    for y, index in enumerate(lanes_in_sight(view, rows), start=2):
        chosen = index == view.chosen and len(view.lanes) > 1
        _line(sheet, plan, y, view.lanes[index], look, chosen=chosen)
        if chosen:
            sheet.shade(0, y, columns, 1, "tint")
    return sheet


class _Plan:
    """Where the columns stand: from the widest that can come, so that nothing moves."""

    def __init__(self, view: LanesListView, columns: int) -> None:
        lanes = view.lanes
        self.name = min(_LONGEST, max(width(visible_text(each.name)) for each in lanes))
        x = 3 + self.name + _GAP
        most = max(each.iterations for each in lanes)
        first = max(width(tr("first right")), 3 * len(f"{most:,}") + 6)
        done = all(each.finished for each in lanes)
        cost = tr("final cost") if done else tr("cost now")
        rest = first + _GAP + width(cost) + _GAP
        letters = max((answer_width(a) for each in lanes for a in each.answers[:2]), default=0)
        answers = min(24, max(width(tr("likeliest answers")), 2 * (letters + 5) + 1))
        self.bar = max(0, min(_BAR, columns - x - 6 - _GAP - rest - answers))
        self.right = x
        self.percent = x + self.bar + (1 if self.bar else 0) + 5
        self.first = self.percent + _GAP + 1
        self.cost = self.first + first + _GAP
        self.cost_end = self.cost + width(cost)
        self.answers = self.cost_end + _GAP
        self.heads = (
            (self.right, tr("right now")),
            (self.first, tr("first right")),
            (self.cost, cost),
            (self.answers, tr("likeliest answers")),
        )


def _line(sheet: Sheet, plan: _Plan, y: int, view: LaneView, look: Look, *, chosen: bool) -> None:
    style = lane(look.palette, view.lane)
    if chosen:
        sheet.put(0, y, "▸", ACCENT)
    sheet.runs(1, y, [mark(style), (" ", TEXT)])
    sheet.put(3, y, clipped(typed_text(view.name), plan.name), BOLD)
    if plan.bar:
        sheet.runs(plan.right, y, amount(view.share, plan.bar, Ink(style.color)))
    sheet.put_right(plan.percent, y, percent(view.share) if view.seeds else "–", BOLD)
    sheet.put(plan.first, y, moments(view.first_right), TEXT)
    if view.cost is not None:
        sheet.runs(plan.cost, y, cost_runs(view.cost[1:2]))
    sheet.runs(plan.answers, y, _answers(view, sheet.width - plan.answers, look))


def _answers(view: LaneView, room: int, look: Look) -> list[Run]:
    """Write the likeliest answers with their seeds, as many as fit; what diverged comes second."""
    runs: list[Run] = []
    parts = [_answer(answer, room, look) for answer in view.answers[:8]]
    if view.diverged:
        parts.insert(1, [(f"◆{view.diverged:,}", WRONG)])
    for part in parts:
        spaced = [*([(" ", TEXT)] if runs else []), *part]
        if run_width(runs) + run_width(spaced) > room:
            break
        runs += spaced
    return runs


def _answer(answer: AnswerCount, room: int, look: Look) -> list[Run]:
    count = f" {answer.seeds:,}"
    letters = min(answer_width(answer), max(1, room - 1 - width(count)), 14)
    return [answer_mark(answer), *answer_runs(answer, letters, look), (count, MUTED)]
