"""`CompareTable`: a row a run; the settings that differ at the left, what came of them right."""

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.plotting.lanes import lane
from rnn_tui.plotting.palette import LANE_GLYPHS
from rnn_tui.text import clipped, typed_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Canvas, paint_title
from rnn_tui.ui.widgets.compare.table_plan import (
    BETWEEN,
    GAP,
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_GAP,
    Column,
    RowView,
    Shape,
    TableView,
    folded,
    in_sight,
    shape_of,
)
from rnn_tui.ui.widgets.race.answer import answer_mark, answer_runs

NOTHING = ("nan", "inf")


class RunChosen(Message):
    """A person pointed at a run, counted from 0."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class CompareTable(Canvas[TableView]):
    """Runs side by side; the best of each column is bold."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint titles, heads, runs, and what of the current one has no column."""
        return table_sheet(self.view, columns, rows, look)

    def on_click(self, event: events.Click) -> None:
        """Choose the run whose row was clicked."""
        shown = in_sight(self.view, *self.size)
        if 0 <= event.y - 2 < len(shown):
            self.post_message(RunChosen(shown[event.y - 2]))


def table_sheet(view: TableView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the table."""
    sheet = Sheet(columns, rows)
    if not view.rows or columns < 1:
        return sheet
    placed = _Placed(view, shape_of(view, columns), columns)
    shown = in_sight(view, columns, rows)
    _titles(sheet, placed, len(view.rows) - len(shown))
    for x, head in placed.heads:
        sheet.put(x, 1, head, MUTED)
    for y, place in enumerate(shown, start=2):
        _row(sheet, placed, y, place, look)
        if place == view.current:
            sheet.put(0, y, "▸", ACCENT)
            sheet.shade(0, y, columns, 1, "tint")
    told = folded(view, placed.shape)
    if told and rows > 2:
        x = 4
        for head, value in told:
            if x + width(head) + 1 + width(value) > columns:
                sheet.put(x, rows - 1, "…", MUTED)
                break
            x = sheet.runs(x, rows - 1, [(f"{head} ", MUTED), (value, TEXT)]) + 3
    return sheet


class _Placed:
    """Where the columns of a shape begin; what is left of the width goes between them."""

    def __init__(self, view: TableView, shape: Shape, columns: int) -> None:
        self.view, self.shape = view, shape
        gaps = len(shape.settings) + len(shape.results) + 2
        self.gap = max(GAP, min(MOST_GAP, GAP + (columns - shape.wide) // gaps))
        self.settings: list[tuple[int, int, Column]] = []
        self.results: list[tuple[int, int, Column]] = []
        self.heads = [(4, tr("run"))]
        self._place_results(columns)
        self._place_settings(columns)

    def _place_settings(self, columns: int) -> None:
        """Place runs, names and settings; what is left of the width goes to the names."""
        shape = self.shape
        sizes = shape.sizes(shape.settings)
        self.left_end = min(self.right_start, columns + BETWEEN) - BETWEEN
        x = self.name = 4 + shape.id + self.gap
        if shape.name:
            self.heads.append((x, tr("name")))
            spare = self.left_end - x - shape.name - sum(size + self.gap for size in sizes)
            x += shape.name + self.gap + max(0, min(spare, LONGEST_NAME - shape.name))
        for column, size in zip(shape.settings, sizes, strict=True):
            self._add(self.settings, x, size, column)
            x += size + self.gap
        self.left_end = max(self.left_end, x - self.gap)

    def _place_results(self, columns: int) -> None:
        """Place results and answers, from the right end to the left."""
        shape = self.shape
        sizes = shape.sizes(shape.results)
        answer = shape.right - sum(sizes) - GAP * len(sizes)
        x = columns - max(answer, 0)
        self.answer = x
        if shape.answer > 1:
            head = tr("answer")
            self.heads.append((min(x + 2, columns - width(head)), head))
        for column, size in zip(reversed(shape.results), reversed(sizes), strict=True):
            x -= size + (self.gap if shape.answer or self.results else 0)
            self._add(self.results, x, size, column)
        self.right_start = x if shape.right else columns + BETWEEN

    def _add(self, to: list[tuple[int, int, Column]], x: int, size: int, column: Column) -> None:
        to.append((x, size, column))
        head = clipped(column.written(short=self.shape.short), LONGEST_VALUE)
        self.heads.append((x + size - width(head) if column.at_right else x, head))


def _titles(sheet: Sheet, placed: _Placed, hidden: int) -> None:
    view = placed.view
    facts: list[Run] = [(tr("… {count} more", count=hidden), MUTED)] if hidden > 0 else []
    if view.settings:
        said = tr("{count} of {all}", count=len(view.settings), all=view.all_settings)
        facts += [(f"{'   ' if facts else ''}{said}", MUTED)]
    name = tr("Settings that differ") if view.settings else tr("No setting differs")
    _title(sheet, 0, placed.left_end, name, facts)
    best = any(column.best for column in view.results)
    right = [(tr("best in bold"), MUTED)] if best else []
    if placed.right_start < sheet.width:
        _title(sheet, placed.right_start, sheet.width, tr("Results"), right)


def _title(sheet: Sheet, x: int, end: int, name: str, facts: list[Run]) -> None:
    part = Sheet(end - x, 1)
    paint_title(part, clipped(name, max(end - x, 0)), facts)
    sheet.runs(x, 0, part.row(0))


def _row(sheet: Sheet, placed: _Placed, y: int, place: int, look: Look) -> None:
    row, shape = placed.view.rows[place], placed.shape
    style = lane(look.palette, row.lane)
    color = Ink("muted") if row.hidden else Ink(style.color)
    # Where there are more than six, the circle is a lane's own.
    circle = "·" if any(each.lane >= len(LANE_GLYPHS) for each in placed.view.rows) else "○"
    sheet.put(2, y, circle if row.hidden else style.glyph, color)
    sheet.put_right(4 + shape.id, y, str(row.id), color._replace(bold=not row.hidden))
    text = MUTED if row.hidden else TEXT
    if shape.name:
        sheet.put(placed.name, y, clipped(typed_text(row.name), shape.name), text)
    for x, size, column in placed.settings:
        _cell(sheet, x, y, size, column, place, text)
    for x, size, column in placed.results:
        ink = text
        if column.best and not row.hidden:
            ink = BOLD if place in column.best else MUTED
        if column.cells[place] in NOTHING:
            ink = WRONG
        _cell(sheet, x, y, size, column, place, ink)
    _answer(sheet, placed.answer, y, row, shape.answer, look)


def _cell(sheet: Sheet, x: int, y: int, size: int, column: Column, place: int, ink: Ink) -> None:
    text = clipped(column.cells[place], size)
    if column.at_right:
        sheet.put_right(x + size, y, text, ink)
    else:
        sheet.put(x, y, text, ink)


def _answer(sheet: Sheet, x: int, y: int, row: RowView, cells: int, look: Look) -> None:
    if not cells:
        return
    mark, ink = answer_mark(row.answer)
    sheet.put(x, y, mark, MUTED if row.hidden else ink)
    if cells > 1:
        runs = answer_runs(row.answer, cells, look)
        if row.hidden:
            runs = [(text, MUTED) for text, _ in runs]
        plain = [(text, TEXT if ink == BOLD else ink) for text, ink in runs]
        sheet.runs(x + 2, y, plain)
