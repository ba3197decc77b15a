"""The table of runs: heads, a line a run, how many more there are; a click chooses or marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.plotting.lanes import lane
from rnn_tui.plotting.series import table_cost
from rnn_tui.record import Phase
from rnn_tui.store.rows import Run
from rnn_tui.text import clipped, fit, visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RIGHT, TEXT, WRONG, Ink, Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.frame import GLYPHS
from rnn_tui.ui.widgets.runs.brief import LONGEST, age, brief, kind_word, short_count, sparkline
from rnn_tui.ui.widgets.runs.columns import RIGHT as NUMBERS
from rnn_tui.ui.widgets.runs.columns import Column, columns, heads

FIXED = 1
"""Rows that are no runs: the heads. The last row counts the rest, where there is one."""

_RUNNING = (Phase.RUNNING, Phase.PAUSED, Phase.READY, Phase.LOADING)


@dataclass(frozen=True)
class Line:
    """A run of the table; `run` None: its row has not been read yet."""

    id: int
    run: Run | None = None
    mark: int | None = None
    """Which lane it is among those that are marked."""


@dataclass(frozen=True)
class TableView:
    """The runs in view."""

    lines: Sequence[Line] = ()
    chosen: int | None = None
    """The id of the run under the cursor."""
    more: int = 0
    """Runs below those."""
    digits: int = 3
    """Of the longest id."""
    now: float = 0.0
    problem: str = ""
    """What is wrong with the words that were typed, in the place of the heads."""
    problem_x: int = 0
    """Where the wrong word stands."""
    notice: Sequence[str] = ()
    """What is said where there is no run."""


class RunsTable(Canvas[TableView]):
    """A line a run."""

    class Pointed(Message):
        """A run was clicked; `mark`: where its mark stands."""

        def __init__(self, run: int, *, mark: bool) -> None:
            super().__init__()
            self.run, self.mark = run, mark

    class Scrolled(Message):
        """The wheel was turned."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint heads and lines."""
        return table_sheet(self.view, columns, rows, look)

    def on_click(self, event: events.Click) -> None:
        """Tell which run was clicked."""
        place = event.y - FIXED
        if 0 <= place < len(self.view.lines):
            self.post_message(self.Pointed(self.view.lines[place].id, mark=event.x < 4))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.post_message(self.Scrolled(3))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.post_message(self.Scrolled(-3))


def lines_of(rows: int, count: int) -> int:
    """Count the runs that a table of so many rows shows of `count`, from the first on."""
    room = max(0, rows - FIXED)
    return min(count, room) if count <= room else max(0, room - 1)


def table_sheet(view: TableView, width_: int, rows: int, look: Look) -> Sheet:
    """Paint heads, lines, and what is below."""
    sheet = Sheet(width_, rows)
    places = columns(width_, view.digits)
    if not view.problem:
        for name, head in heads().items():
            if (place := places.get(name)) is not None:
                _put(sheet, place, 0, head, MUTED, right=name in NUMBERS)
    for y, line in enumerate(view.lines, start=FIXED):
        chosen = line.id == view.chosen
        _Row(sheet, places, y, look, view.now, chosen=chosen).paint(line)
        if chosen:
            sheet.shade(0, y, width_, 1, "tint")
    if view.more:
        x = places["name"].x if "name" in places else places["text"].x
        words = tr("… {count} more", count=f"{view.more:,}")
        sheet.put(x, FIXED + len(view.lines), words, MUTED)
    for y, sentence in enumerate(view.notice, start=FIXED + 1):
        sheet.put(places["run"].x, y, clipped(sentence, width_ - places["run"].x), TEXT)
    if view.problem:
        _problem(sheet, view)
    return sheet


def _problem(sheet: Sheet, view: TableView) -> None:
    """Say what is wrong beneath the word that is; a long sentence takes the row below too."""
    words, x = view.problem, view.problem_x
    if width(words) <= sheet.width - 1:
        sheet.put(max(0, min(x, sheet.width - 1 - width(words))), 0, words, WRONG)
        return
    first = words
    while width(first) > sheet.width - 4 and " " in first:
        first = first.rpartition(" ")[0]
    for y, line in enumerate((first, words[len(first) :].strip())):
        sheet.put(0, y, " " * sheet.width, TEXT)
        sheet.put(3, y, clipped(line, sheet.width - 4), WRONG)


def _put(sheet: Sheet, place: Column, y: int, text: str, ink: Ink, *, right: bool = False) -> None:
    text = clipped(text, place.width)
    if right:
        sheet.put_right(place.end, y, text, ink)
    else:
        sheet.put(place.x, y, text, ink)


class _Row:
    """One line being painted."""

    def __init__(
        self,
        sheet: Sheet,
        places: dict[str, Column],
        y: int,
        look: Look,
        now: float,
        *,
        chosen: bool,
    ) -> None:
        self.sheet, self.places, self.y, self.look, self.now = sheet, places, y, look, now
        self.chosen = chosen
        self.ink = BOLD if chosen else TEXT

    def put(self, name: str, text: str, ink: Ink | None = None) -> None:
        """Write into a column, where it is there."""
        place = self.places.get(name)
        if place is not None and text:
            _put(self.sheet, place, self.y, text, ink or self.ink, right=name in NUMBERS)

    def paint(self, line: Line) -> None:
        """Paint cursor, mark, and what is known of the run."""
        if self.chosen:
            self.sheet.put(0, self.y, "▸", ACCENT)
        if line.mark is not None:
            style = lane(self.look.palette, line.mark)
            self.sheet.put(2, self.y, style.glyph, Ink(style.color, bold=self.chosen))
        marked = self.chosen or line.mark is not None
        self.put("run", str(line.id), self.ink if marked else MUTED)
        run = line.run
        if run is None:
            self.put("text", "·", MUTED)
            return
        self.put("name", drawn(run.name))
        self.put("text", drawn(run.text))
        self._settings(run)
        self._result(run)
        self.put("tags", drawn(" ".join(run.tags)), MUTED)
        self.put("age", age(run.created, self.now), MUTED)

    def _settings(self, run: Run) -> None:
        known, kind = brief(run.experiment), kind_word(run)
        if kind:
            self.sheet.put(self.places["cell"].x, self.y, kind, ACCENT)
            return
        self.put("cell", known.cell or run.cell)
        self.put("units", str(run.hidden_size))
        self.put("seed", known.seed)
        self.put("it", short_count(run.iterations))
        place = self.places.get("optimizer")
        if place is not None:
            self.sheet.put(place.x, self.y, fit(known.optimizer, 7), self.ink)
            self.sheet.put_right(place.end, self.y, clipped(known.rate, 5), self.ink)

    def _result(self, run: Run) -> None:
        glyph, ink = phase_sign(run.phase)
        place = self.places["cost"]
        self.sheet.put(place.x, self.y, glyph, ink)
        if run.kind == "train":
            text = table_cost(run.cost) if run.cost is not None else "nan"
            self.put("cost", clipped(text, 5), None if run.cost is not None else WRONG)
            mark, right = ("✓", RIGHT) if run.correct else ("✗", WRONG)
            if (answer := self.places.get("answer")) is not None:
                self.sheet.put(answer.x, self.y, mark, right)
                text = clipped(drawn(run.prediction, spaces=True), answer.width - 2)
                self.sheet.put(answer.x + 2, self.y, text, self.ink)
            first = str(run.solved_at) if run.solved_at is not None else "–"
            self.put("first", first, self.ink if run.solved_at is not None else MUTED)
        if (curve := self.places.get("curve")) is not None:
            drawn_curve = sparkline(run.curve, curve.width)
            self.sheet.put(curve.x, self.y, drawn_curve, Ink("accent" if self.chosen else "dim"))


def phase_sign(phase: str) -> tuple[str, Ink]:
    """Give the glyph of a phase, and its ink."""
    try:
        known = Phase(phase)
    except ValueError:
        return "?", MUTED
    if known in (Phase.DIVERGED, Phase.FAILED):
        return GLYPHS[known], WRONG
    return GLYPHS[known], ACCENT if known in _RUNNING else MUTED


def drawn(text: str, *, spaces: bool = False) -> str:
    """Draw what a person typed, as much of it as any line can hold."""
    return visible_text(text[:LONGEST], spaces=spaces)
