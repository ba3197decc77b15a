"""`PointsTable`: the points of a sweep by rank, one line each; who fills it sorts them."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.text import clipped, visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, TEXT, WRONG, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.race.words import interval, moment, percent, small_cost

_WIDEST = 12
"""Cells of the longest value."""
_GAP = 4
"""Most cells between two columns."""


@dataclass(frozen=True)
class PointRow:
    """A point: its value on each axis as it is written, and what its seeds did."""

    values: tuple[str, ...]
    solved: float = 0.0
    """The share of the seeds, 0 to 1."""
    interval: tuple[float, float] | None = None
    """Where that share lies, 0 to 1."""
    first: float | None = None
    """The median iteration at which they were first right; None where none was."""
    cost: float = 0.0
    """The median of the final costs, in nats; infinite where half of the seeds diverged."""


@dataclass(frozen=True)
class PointsView:
    """Points in order, the one that is chosen, and how many are not among them yet."""

    axes: tuple[str, ...] = ()
    rows: Sequence[PointRow] = ()
    chosen: int | None = None
    """Its place, counted from 0; None where the chosen point is not among the rows."""
    order: str = ""
    """What they are sorted by, beside the key `o`."""
    at_work: int = 0


EMPTY = PointsView()


class RowChosen(Message):
    """A person chose a point by its place in the table, counted from 0."""

    def __init__(self, row: int) -> None:
        super().__init__()
        self.row = row


class PointsTable(Titled[PointsView]):
    """Values, share solved with its interval, first right, cost; a click chooses a point."""

    title = tr("Points")

    def facts(self) -> list[Run]:
        """Say what they are sorted by."""
        order = visible_text(self.view.order)
        room = self.size.width - width(self.title) - 7
        said = order if width(order) <= room else tr("sort")
        return [(f"{key_of('order')} ", ACCENT), (said, MUTED)] if order else []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint heads and rows."""
        return points_sheet(self.view, columns, rows)

    def on_click(self, event: events.Click) -> None:
        """Choose the point whose row was clicked."""
        shown = points_in_sight(self.view, self.size.height)
        if 0 <= event.y - 2 < len(shown):
            self.post_message(RowChosen(shown[event.y - 2]))


def points_in_sight(view: PointsView, rows: int) -> range:
    """Say which points have a row: those from the first on, or around the chosen one."""
    room, count = max(0, rows - 2), len(view.rows)
    if count > room or view.at_work:
        room = max(0, room - 1)
    first = max(0, min((view.chosen or 0) - room + 1, count - room))
    return range(first, min(count, first + room))


def points_sheet(view: PointsView, columns: int, rows: int) -> Sheet:
    """Paint the table below a free title row; what finds no room is counted in the last one."""
    sheet, shown = Sheet(columns, rows), points_in_sight(view, rows)
    plan = _plan(view, columns)
    for head, end, _, _ in plan:
        sheet.put_right(end, 1, head, MUTED)
    for y, index in enumerate(shown, start=2):
        chosen = index == view.chosen
        for _, end, wide, column in plan:
            text, ink = _cell(view.rows[index], column)
            sheet.put_right(end, y, clipped(text, wide), ink._replace(bold=chosen))
        if chosen:
            sheet.put(0, y, "▸", ACCENT)
            sheet.shade(0, y, columns, 1, "tint")
    hidden = len(view.rows) - len(shown)
    told = [tr("… {count} more", count=f"{hidden:,}")] * (hidden > 0)
    told += [tr("{count} at work", count=f"{view.at_work:,}")] * (view.at_work > 0)
    if told:
        sheet.put(2, 2 + len(shown), clipped(", ".join(told), columns - 2), MUTED)
    return sheet


Column = tuple[str, int, int, int | str]
"""Head, the column after its end, its cells, and an axis or the name of a number."""


def _plan(view: PointsView, columns: int) -> list[Column]:
    """Place the columns, right aligned, as many as fit: intervals go first, then axes."""
    heads: list[tuple[str, int, int | str]] = []
    for axis, name in enumerate(view.axes):
        values = [width(visible_text(row.values[axis])) for row in view.rows[:500]]
        head = clipped(visible_text(name), _WIDEST)
        heads.append((head, max([1, *(min(_WIDEST, value) for value in values)]), axis))
    heads += [
        ("", 5, "solved"),
        (tr("solved"), 8, "interval"),
        (tr("first ✓"), 5, "first"),
        (tr("cost"), 5, "cost"),
    ]
    for missing in ("", "interval", "first"):
        if missing:
            heads = [each for each in heads if each[2] != missing]
        if missing == "interval":
            heads = [(tr("solved"), 5, c) if c == "solved" else (h, w, c) for h, w, c in heads]
        sizes = [max(width(head), wide) for head, wide, _ in heads]
        spare = columns - 2 - sum(sizes)
        if spare >= len(heads) - 1:
            break
    gap = max(1, min(_GAP, spare // max(1, len(heads) - 1)))
    placed, end = [], columns
    for (head, _, column), size in zip(reversed(heads), reversed(sizes), strict=True):
        if end - size < 2:
            continue
        placed.append((head, end, size, column))
        end -= size + (min(2, gap) if column == "interval" else gap)
    return placed


def _cell(row: PointRow, column: int | str) -> tuple[str, Ink]:
    if isinstance(column, int):
        return visible_text(row.values[column]), TEXT
    match column:
        case "solved":
            return percent(row.solved), TEXT
        case "interval":
            return interval(row.interval), MUTED
        case "first":
            return ("–" if row.first is None else moment(row.first)), TEXT
        case _:
            text = small_cost(row.cost)
            return text, WRONG if text.endswith(("nan", "inf")) else TEXT
