"""The weights: one tensor as a heat map with a cursor; a number typed takes the cursor's place."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.message import Message

from rnn_tui.anatomy import axes, tensors
from rnn_tui.edits import Weight, check
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.numbers import signed
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.view import InspectorView

if TYPE_CHECKING:
    from rnn_tui.record import Floats

LONGEST = 12
"""Characters of a number that is typed."""
_WITH_NUMBER = 9
_BARE = 3


@dataclass(frozen=True, eq=False)
class TensorView:
    """A tensor by its checkpoint name, and the cursor in it, from 0."""

    base: InspectorView
    name: str
    row: int
    column: int
    typed: str | None = None
    """What is being typed in the place of the cursor's number."""
    cursor: bool = True

    @property
    def index(self) -> tuple[int, ...]:
        """The cursor as an index of the tensor."""
        shape = tensors(self.base.task)[self.name]
        return (self.row, self.column) if len(shape) == 2 else (self.column,)


def edit_of(view: TensorView) -> Weight:
    """Read what is typed as an edit; raises `Invalid`."""
    try:
        value = float((view.typed or "").replace("−", "-"))
    except ValueError:
        raise Invalid(tr("a weight is a number, for example 0.5")) from None
    weight = Weight(view.name, view.index, value)
    check("weight", weight, view.base.task.experiment)
    return weight


@dataclass(frozen=True)
class _Plan:
    """Where the cells are: how many rows and columns are in view, and which."""

    gutter: int
    cell: int
    first_row: int
    rows: int
    first_column: int
    columns: int

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """Give row and column of a cell of the screen."""
        row, column = y - 2, (x - self.gutter) // self.cell
        if x < self.gutter or not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        return self.first_row + row, self.first_column + column


def _plan(view: TensorView, columns: int, rows: int) -> _Plan:
    labels = axes(view.base.task, view.name)
    height, across = len(labels.rows), len(labels.columns)
    gutter = min(12, max(width(label) for label in labels.rows[:200]) + 2)
    room = max(1, columns - gutter)
    cell = _WITH_NUMBER if across * _WITH_NUMBER <= room + 2 else _BARE
    shown = min(across, max(1, room // cell)) if cell == _BARE else across
    lines = min(height, max(1, rows - 2 - view.cursor))
    return _Plan(
        gutter,
        cell,
        _first(view.row, lines, height),
        lines,
        _first(view.column, shown, across),
        shown,
    )


def _first(chosen: int, shown: int, count: int) -> int:
    return max(0, min(chosen - shown // 2, count - shown))


def largest(values: "Floats") -> float:
    """Give the largest finite size among the numbers of an array; 0 without any."""
    sizes = abs(values)
    most = float(sizes.max()) if sizes.size else 0.0
    if math.isfinite(most):
        return most
    finite = sizes[sizes < math.inf]
    return float(finite.max()) if finite.size else 0.0


def tensor_rows(view: TensorView) -> int:
    """Count the rows in which the whole tensor stands, the title included."""
    return 2 + len(axes(view.base.task, view.name).rows)


def tensor_sheet(view: TensorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint labels and cells; row 0 is left free for the title."""
    sheet = Sheet(columns, rows)
    plan, labels = _plan(view, columns, rows), axes(view.base.task, view.name)
    inside = view.base.inside
    values = inside.weights.get(view.name) if inside else None
    scale = max(largest(values), 1e-30) if values is not None else 1.0
    for k in range(plan.columns):
        column = plan.first_column + k
        chosen = view.cursor and column == view.column
        label = labels.columns[column]
        x = plan.gutter + k * plan.cell
        if plan.cell == _BARE:
            # One label a block of five; the cursor's stands in the last row.
            if k % 5 == 0:
                sheet.put(x, 1, clipped(label, 14), MUTED)
        else:
            sheet.put(x, 1, clipped(label, plan.cell - 1), ACCENT if chosen else MUTED)
    for k in range(plan.rows):
        row = plan.first_row + k
        chosen = view.cursor and row == view.row
        ink = ACCENT if chosen else MUTED
        sheet.put(0, 2 + k, clipped(labels.rows[row], plan.gutter - 1), ink)
        numbers: Sequence[float] | None = None
        if values is not None:
            line = values[row] if values.ndim == 2 else values
            end = plan.first_column + plan.columns
            numbers = line[plan.first_column : end].tolist()
        for j in range(plan.columns):
            _cell(sheet, view, look, plan, k, j, numbers, scale)
    if view.cursor:
        _bottom(sheet, view, labels.rows, labels.columns, 2 + plan.rows)
    return sheet


def _cell(
    sheet: Sheet,
    view: TensorView,
    look: Look,
    plan: _Plan,
    k: int,
    j: int,
    numbers: Sequence[float] | None,
    scale: float,
) -> None:
    x, y = plan.gutter + j * plan.cell, 2 + k
    here = view.cursor and (plan.first_row + k, plan.first_column + j) == (view.row, view.column)
    if numbers is None:
        sheet.runs(x, y, [look.empty(2)])
        return
    value = numbers[j]
    x = sheet.runs(x, y, [look.signed(value / scale if math.isfinite(value) else math.nan)])
    if here:
        sheet.put(x, y, "◂", ACCENT)
    if plan.cell == _WITH_NUMBER:
        typed = here and view.typed is not None
        text = f"{view.typed}▏" if typed else signed(value)
        sheet.put(x + 1, y, text[-6:], ACCENT if here else TEXT)


def _bottom(
    sheet: Sheet, view: TensorView, rows: Sequence[str], columns: Sequence[str], y: int
) -> None:
    """Say what the cursor's number connects, or what is wrong with what is typed."""
    inside, base = view.base.inside, view.base
    if view.typed is not None:
        try:
            edit_of(view)
        except Invalid as error:
            sheet.put(0, y, clipped(f"{view.typed}▏ {error}", sheet.width), WRONG)
            return
        x = sheet.put(0, y, f"{view.typed}▏ ", ACCENT)
        moment = base.picture.moment if base.picture else 0
        sheet.put(x, y, tr("enter sets it from {moment} on", moment=f"{moment:,}"), MUTED)
        return
    values = inside.weights.get(view.name) if inside else None
    if values is None:
        return
    number = float(values[view.index])
    place = ",".join(map(str, view.index))
    x = sheet.put(0, y, f"{view.name}[{place}] ", MUTED)
    x = sheet.put(x, y, f"{number:+.4f}".replace("-", "−"), BOLD) + 1
    words = f"{rows[view.row]} → {columns[view.column]}"
    sheet.put(x, y, clipped(words, max(0, sheet.width - x)), MUTED)


class TensorPanel(Titled[TensorView], can_focus=True):
    """A tensor; with the focus its cursor moves, and numbers are typed into it."""

    BINDINGS = [
        Binding("left,h", "walk(0,-1)", show=False),
        Binding("right,l", "walk(0,1)", show=False),
        Binding("up,k", "walk(-1,0)", show=False),
        Binding("down,j", "walk(1,0)", show=False),
        Binding("left_square_bracket", "turn(-1)", show=False),
        Binding("right_square_bracket", "turn(1)", show=False),
        Binding("enter", "commit", show=False),
        Binding("escape", "cancel", show=False),
        Binding("backspace", "erase", show=False),
    ]

    class Moved(Message):
        """The cursor went elsewhere."""

        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self.row, self.column = row, column

    class Turned(Message):
        """Another tensor is asked for, so many further on."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Edited(Message):
        """A number was given."""

        def __init__(self, weight: Weight) -> None:
            super().__init__()
            self.weight = weight

    class Closed(Message):
        """The panel is to be left."""

    _typed: str | None = None

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Name the tensor."""
        if self.view.name in self.view.base.ablations.frozen:
            return tr("{tensor}, frozen", tensor=self.view.name)
        return self.view.name if self.view.cursor else tr("Weights {name}", name=self.view.name)

    def facts(self) -> list[Run]:
        """Give shape and scale, and which of the tensors it is."""
        shapes = tensors(self.view.base.task)
        parts = [" × ".join(map(str, shapes[self.view.name]))]
        inside = self.view.base.inside
        if inside is not None and self.view.name in inside.weights:
            most = largest(inside.weights[self.view.name])
            parts.append("±" + signed(most).strip().lstrip("+"))
        if self.view.cursor:
            place = list(shapes).index(self.view.name) + 1
            parts.append(tr("[ ] {place} of {count}", place=place, count=len(shapes)))
        return [("   ".join(parts), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the tensor."""
        return tensor_sheet(replace(self.view, typed=self._typed), columns, rows, look)

    def action_walk(self, down: int, right: int) -> None:
        """Move the cursor."""
        self._stop_typing()
        self.post_message(self.Moved(self.view.row + down, self.view.column + right))

    def action_turn(self, by: int) -> None:
        """Ask for another tensor."""
        self._stop_typing()
        self.post_message(self.Turned(by))

    def action_commit(self) -> None:
        """Give the number that was typed; what is wrong with it stays in view."""
        if self._typed is None:
            return
        try:
            weight = edit_of(replace(self.view, typed=self._typed))
        except Invalid:
            return
        self._stop_typing()
        self.post_message(self.Edited(weight))

    def action_cancel(self) -> None:
        """Forget what was typed, or leave the panel."""
        if self._typed is None:
            self.post_message(self.Closed())
        self._stop_typing()

    def action_erase(self) -> None:
        """Take back a character."""
        if self._typed is not None:
            self._type(self._typed[:-1])

    def on_key(self, event: events.Key) -> None:
        """Begin to type a number, or go on."""
        character = event.character or ""
        first = character.isdigit() or character in ("-", ".")
        if (
            character
            and character.isascii()
            and (first or (self._typed is not None and character in "eE+"))
        ):
            event.stop()
            event.prevent_default()
            self._type((self._typed or "") + character)

    def on_blur(self) -> None:
        """Forget what was typed."""
        self._stop_typing()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor under the pointer."""
        found = _plan(self.view, *self.size).at(event.x, event.y)
        if found is not None and self.view.cursor:
            self._stop_typing()
            self.post_message(self.Moved(*found))

    def _type(self, typed: str) -> None:
        self._typed = typed[:LONGEST]
        self.repaint()

    def _stop_typing(self) -> None:
        if self._typed is not None:
            self._typed = None
            self.repaint()
