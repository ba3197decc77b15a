"""The boards of a race: one a lane, side by side, what its seeds do at the moment shown.

More boards than there is room for scroll sideways with the chosen one; a line beneath names
those that are out of sight.
"""

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr, trn
from rnn_tui.plotting.lanes import lane
from rnn_tui.plotting.palette import Lane
from rnn_tui.text import clipped, typed_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RULE, TEXT, WRONG, Ink, Run, Sheet, amount
from rnn_tui.ui.sheet import run_width as cells_of
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.race.answer import answer_mark, answer_runs, answer_width
from rnn_tui.ui.widgets.race.histogram import histogram
from rnn_tui.ui.widgets.race.views import LanesListView, LaneView
from rnn_tui.ui.widgets.race.words import cost_runs, duration, mark, moments, named, percent

NARROWEST = 38
"""Columns of a board."""
WIDEST = 72
GAP = 2
FIXED_ROWS = 6
"""Rows of a board without its answers: title, right now, first right, histogram, cost, speed."""
_ANSWER = 14
"""Cells an answer takes at most beside a bar."""
_TALL = 3
"""Rows of the histogram where there is room."""


class LaneChosen(Message):
    """A person chose a lane, counted from 0."""

    def __init__(self, lane: int) -> None:
        super().__init__()
        self.lane = lane


def boards_shown(columns: int, lanes: int, chosen: int) -> range:
    """Say which lanes stand side by side: all, or as many as fit with the chosen one."""
    fits = max(1, min(lanes, (columns + GAP) // (NARROWEST + GAP)))
    first = max(0, min(chosen - fits // 2, lanes - fits))
    return range(first, min(lanes, first + fits))


def board_places(columns: int, shown: range) -> list[tuple[int, int]]:
    """Give column and width of each board that is shown."""
    count = max(1, len(shown))
    wide = max(1, min(WIDEST, (columns - GAP * (count - 1)) // count))
    return [(k * (wide + GAP), wide) for k in range(len(shown))]


def board_rows(view: LanesListView) -> int:
    """Count the rows in which every lane can say all it has to."""
    most = max((min(len(each.answers), 4) + bool(each.diverged) for each in view.lanes), default=0)
    return FIXED_ROWS + max(1, most)


class Boards(Canvas[LanesListView]):
    """What each lane has come to; a click chooses a lane."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the boards."""
        return boards_sheet(self.view, columns, rows, look)

    def on_click(self, event: events.Click) -> None:
        """Choose the lane whose board was clicked."""
        shown = boards_shown(self.size.width, len(self.view.lanes), self.view.chosen or 0)
        places = board_places(self.size.width, shown)
        for index, (x, wide) in zip(shown, places, strict=True):
            if x <= event.x < x + wide:
                self.post_message(LaneChosen(index))


def boards_sheet(view: LanesListView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the boards side by side, and beneath them who is out of sight."""
    sheet, count = Sheet(columns, rows), len(view.lanes)
    if not count or rows < 1 or columns < 1:
        return sheet
    shown = boards_shown(columns, count, view.chosen or 0)
    hidden = len(shown) < count
    height = rows - hidden if rows > 1 else rows
    tall = height - board_rows(view) + 1
    for index, (x, wide) in zip(shown, board_places(columns, shown), strict=True):
        chosen = index == view.chosen and count > 1
        board = board_sheet(view.lanes[index], wide, height, look, tall=tall, chosen=chosen)
        for y in range(board.height):
            sheet.runs(x, y, board.row(y))
    if hidden and rows > 1:
        half = max(0, columns // 2 - 1)
        before = _out_of_sight(view.lanes[: shown.start], look, half)
        after = _out_of_sight(view.lanes[shown.stop :], look, half)
        if before:
            sheet.runs(0, rows - 1, [("‹ ", ACCENT), *before])
        if after:
            sheet.runs(columns - cells_of(after) - 2, rows - 1, [*after, (" ›", ACCENT)])
    return sheet


def _out_of_sight(lanes: tuple[LaneView, ...], look: Look, room: int) -> list[Run]:
    """Name lanes as there is room for them, or count them."""
    if not lanes:
        return []
    runs: list[Run] = []
    for each in lanes:
        style = lane(look.palette, each.lane)
        name = clipped(typed_text(each.name), 12)
        runs += [*([("  ", TEXT)] if runs else []), mark(style), (f" {name}", MUTED)]
    if cells_of(runs) + 2 <= room:
        return runs
    return [(clipped(tr("{count} more", count=len(lanes)), max(0, room - 2)), MUTED)]


def board_sheet(
    view: LaneView, columns: int, rows: int, look: Look, *, tall: int = 1, chosen: bool = False
) -> Sheet:
    """Paint one board, its histogram so tall; what comes last goes first where rows are few."""
    painter = _Board(view, columns, rows, look)
    painter.title(chosen=chosen)
    painter.paint(max(1, min(_TALL, tall)))
    return painter.sheet


class _Board:
    """Paints one board; it lives as long as the call."""

    def __init__(self, view: LaneView, columns: int, rows: int, look: Look) -> None:
        self.view, self.look = view, look
        self.sheet = Sheet(columns, rows)
        self.style: Lane = lane(look.palette, view.lane)
        self.labels = {
            "right": tr("right now"),
            "first": tr("first right"),
            "cost": tr("final cost") if view.finished else tr("cost now"),
            "speed": tr("speed"),
            "answers": tr("answers"),
        }
        longest = max(width(label) for label in (*self.labels.values(), tr("final cost")))
        self.x = min(longest + 1, columns)
        self.y = 1

    def title(self, *, chosen: bool) -> None:
        sheet, count = self.sheet, self.view.parameters
        x = sheet.put(0, 0, "▸", ACCENT) if chosen else 0
        x = sheet.runs(x, 0, [mark(self.style), (" ", TEXT)])
        told = trn("1 parameter", "{count} parameters", count, count=f"{count:,}")
        name, ink = named(self.view.name, self.style)
        if sheet.width - x - width(told) < min(width(name), 12) + 4:
            told = ""
        room = sheet.width - x - (width(told) + 4 if told else 0)
        x = sheet.put(x, 0, clipped(name, room), ink) + 1
        end = sheet.width - (width(told) + 1 if told else 0)
        sheet.put(x, 0, "─" * max(0, end - x), RULE)
        sheet.put_right(sheet.width, 0, told, MUTED)

    def paint(self, tall: int) -> None:
        rows, view = self.sheet.height, self.view
        self._right_now()
        self._first_right()
        # Where rows are few, the answers come before the picture and the speed.
        if rows >= FIXED_ROWS + 1 and view.iterations:
            self._histogram(tall)
        self._costs()
        if rows >= FIXED_ROWS and view.speed is not None:
            self._row("speed", tr("{time} a seed and iteration", time=duration(view.speed)))
        self._answers()

    def _row(self, name: str, value: str, ink: Ink = TEXT) -> None:
        self.sheet.put(0, self.y, self.labels[name], MUTED)
        self.sheet.put(self.x, self.y, clipped(value, self.sheet.width - self.x), ink)
        self.y += 1

    def _right_now(self) -> None:
        view, sheet = self.view, self.sheet
        sheet.put(0, self.y, self.labels["right"], MUTED)
        share = percent(view.share) if view.seeds else "–"
        count = f"{view.right:,}"
        # The widths are those of the largest numbers that can come, so that nothing moves.
        counted = sheet.width - 5 - 2
        bar = counted - max(width(f"{view.seeds:,}"), 4) - self.x
        if bar > 0:
            ink = Ink(self.style.color)
            sheet.runs(self.x, self.y, amount(view.share, bar, ink))
            sheet.put_right(counted, self.y, count, MUTED)
        sheet.put_right(sheet.width, self.y, share, BOLD)
        self.y += 1

    def _costs(self) -> None:
        sheet, y = self.sheet, self.y
        sheet.put(0, y, self.labels["cost"], MUTED)
        if self.view.cost is None:
            sheet.put(self.x, y, "–", TEXT)
        else:
            sheet.runs(self.x, y, cost_runs(self.view.cost))
        self.y += 1

    def _first_right(self) -> None:
        view, sheet = self.view, self.sheet
        ever = tr("{count} ever", count=f"{view.ever:,}")
        quartiles = moments(view.first_right)
        room = sheet.width - self.x
        if width(quartiles) + 1 + width(ever) <= room:
            sheet.put_right(sheet.width, self.y, ever, MUTED)
        self._row("first", quartiles)

    def _histogram(self, rows: int) -> None:
        view, sheet = self.view, self.sheet
        cells = max(0, min(sheet.width - self.x, 40))
        bars = histogram(view.histogram, cells, rows)
        for row, line in enumerate(bars):
            sheet.put(self.x, self.y + row, line, Ink(self.style.color))
        said = tr("0 to {iterations}", iterations=f"{view.iterations:,}")
        sheet.put(2, self.y + rows - 1, clipped(said, self.x - 3), MUTED)
        self.y += rows

    def _answers(self) -> None:
        view, sheet, x = self.view, self.sheet, self.x
        room = sheet.height - self.y
        if room < 1:
            return
        sheet.put(0, self.y, self.labels["answers"], MUTED)
        shown = list(view.answers[: max(0, room - bool(view.diverged))])
        letters = min(_ANSWER, max((answer_width(answer) for answer in shown), default=0))
        bar = x + 2 + letters + 2
        count = sheet.width - max(4, width(f"{view.seeds:,}") + 1)
        for answer in shown:
            sheet.runs(x, self.y, [answer_mark(answer)])
            sheet.runs(x + 2, self.y, answer_runs(answer, letters, self.look))
            if count - bar > 1:
                share = answer.seeds / view.seeds if view.seeds > 0 else 0.0
                sheet.runs(bar, self.y, amount(share, count - 1 - bar, Ink(self.style.color)))
            sheet.put_right(sheet.width, self.y, f"{answer.seeds:,}", TEXT)
            self.y += 1
        if view.diverged and self.y < sheet.height:
            said = tr("{count} diverged", count=f"{view.diverged:,}")
            sheet.put(x, self.y, clipped(f"◆ {said}", sheet.width - x), WRONG)
