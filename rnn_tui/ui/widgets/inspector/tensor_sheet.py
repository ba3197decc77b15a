"""One tensor as a heat map with a cursor, as a sheet. Only the numbers in view are read.

The scale is symmetric, and its end the largest finite number of the tensor.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Ink, Sheet
from rnn_tui.ui.widgets.inspector.tensor_plan import (
    Labels,
    TensorPlan,
    TensorView,
    edit_of,
    labels_of,
    plan_tensor,
)
from rnn_tui.ui.widgets.inspector.unit import number

if TYPE_CHECKING:
    from rnn_tui.record import Floats


def largest(values: "Floats") -> float:
    """Give the largest finite size among the numbers of an array; 0 without any."""
    if not values.size:
        return 0.0
    # Two passes that copy nothing: an array may hold millions.
    most = max(-float(values.min()), float(values.max()))
    if math.isfinite(most):
        return most
    finite = values[abs(values) < math.inf]
    return max(-float(finite.min()), float(finite.max())) if finite.size else 0.0


def tensor_sheet(view: TensorView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint labels and cells; row 0 is left free for the title."""
    painter = _Painter(
        view,
        Sheet(columns, rows),
        look,
        plan_tensor(view, columns, rows),
        labels_of(view.base.task, view.name),
    )
    painter.paint()
    return painter.sheet


@dataclass(frozen=True, eq=False)
class _Painter:
    """Paints one view; it lives as long as the call."""

    view: TensorView
    sheet: Sheet
    look: Look
    plan: TensorPlan
    labels: Labels

    def paint(self) -> None:
        plan, view, values = self.plan, self.view, self.view.values
        scale = max(largest(values), 1e-30) if values is not None else 1.0
        if plan.numbers:
            self._columns()
        else:
            self._few_columns()
        for row in range(plan.first_row, plan.first_row + plan.rows):
            here = view.cursor and row == view.row
            x = self.sheet.put(0, plan.y(row), "▸ " if here else "  ", ACCENT) * view.cursor
            label = clipped(self.labels.axes.rows[row], max(0, plan.gutter - 1 - x))
            self.sheet.put(x, plan.y(row), label, ACCENT if here else MUTED)
            self._row(row, values, scale)
        if plan.numbers and view.cursor:
            self.sheet.shade(0, plan.y(view.row), self.sheet.width, 1, "tint")
            self.sheet.shade(plan.x(view.column), 1, plan.pitch - 1, 1 + plan.rows, "tint")
        if plan.status_rows and view.cursor:
            self._status(values)
        elif plan.status_rows:
            self._extent(plan.status)

    def _row(self, row: int, values: "Floats | None", scale: float) -> None:
        plan, sheet, look = self.plan, self.sheet, self.look
        y, cells = plan.y(row), 2 if plan.numbers else plan.pitch
        span = range(plan.first_column, plan.first_column + plan.columns)
        if values is None:
            for column in span:
                sheet.runs(plan.x(column), y, [look.empty(cells)])
            return
        line = values[row] if values.ndim == 2 else values
        for column, value in zip(span, line[span.start : span.stop].tolist(), strict=True):
            here = self.view.cursor and (row, column) == (self.view.row, self.view.column)
            glyphs, ink = look.signed(value / scale, cells)
            if here and not plan.numbers:
                glyphs, ink = self._bracketed(glyphs, ink, abs(value / scale))
            x = sheet.put(plan.x(column), y, glyphs, ink)
            if plan.numbers and here and self.view.typed is not None:
                sheet.put(x + 1, y, f"{self.view.typed}▏"[3 - plan.pitch :], ACCENT)
            elif plan.numbers:
                sheet.put(x + 1, y, *number(value, ACCENT if here else TEXT))

    def _bracketed(self, glyphs: str, ink: Ink, size: float) -> tuple[str, Ink]:
        """Mark the cursor's cell, so that it stands out of whatever lies around it."""
        if self.look.plain:
            return glyphs, ink._replace(reverse=True)
        fg = "on_accent" if size > 0.5 and self.look.palette.dark else "text"
        return "[" + " " * (len(glyphs) - 2) + "]", ink._replace(fg=fg, bold=True)

    def _columns(self) -> None:
        plan, view = self.plan, self.view
        for column in range(plan.first_column, plan.first_column + plan.columns):
            here = view.cursor and column == view.column
            label = self.labels.axes.columns[column]
            words = clipped(f"▾ {label}" if here else label, plan.pitch - 1)
            self.sheet.put(plan.x(column), 1, words, ACCENT if here else MUTED)

    def _few_columns(self) -> None:
        """Name as many columns as there is room for; the cursor's always."""
        plan, view, sheet, names = self.plan, self.view, self.sheet, self.labels.axes.columns
        taken: range = range(0)
        if view.cursor:
            x, words = plan.x(view.column), f"▾ {names[view.column]}"
            end = x + width(words)
            if end > sheet.width:
                words = f"{names[view.column]} ▾"
                x, end = x + 1 - width(words), x + 1
            sheet.put(x, 1, words, ACCENT)
            taken = range(x - 1, end + 1)
        need = math.ceil((self.labels.column_cells + 1) / plan.pitch)
        every = _stride(need, self.labels.block)
        for column in range(plan.first_column, plan.first_column + plan.columns):
            x, end = plan.x(column), plan.x(column) + width(names[column])
            clear = end <= taken.start or x >= taken.stop
            if column % every == 0 and clear and end <= sheet.width:
                sheet.put(x, 1, names[column], MUTED)

    def _status(self, values: "Floats | None") -> None:
        """Say what the cursor's number is and what it joins, and what is wrong with a new one."""
        view, sheet, y = self.view, self.sheet, self.plan.status
        place = f"{view.name}[{','.join(map(str, view.index))}]"
        x = sheet.put(0, y, clipped(place, sheet.width), MUTED)
        if view.typed is not None:
            sheet.put(x + 1, y, f"= {view.typed}▏", ACCENT)
            words, ink = self._verdict()
            for k, line in enumerate(_wrapped(words, sheet.width), start=y + 1):
                sheet.put(0, k, line, ink)
            return
        if values is not None:
            value = float(values[view.index])
            text = f"{value:+.4f}" if abs(value) < 1000 else f"{value:+.3e}"
            ink = BOLD if math.isfinite(value) else WRONG
            x = sheet.put(x + 2, y, text.replace("-", "−"), ink)
        sheet.put(x + 2, y, clipped(self._joins(), max(0, sheet.width - x - 2)), MUTED)
        self._extent(y + 1)

    def _verdict(self) -> tuple[str, Ink]:
        try:
            edit_of(self.view)
        except Invalid as error:
            return str(error), WRONG
        picture = self.view.base.picture
        moment = picture.moment if picture else 0
        return tr("enter sets it from {moment} on", moment=f"{moment:,}"), MUTED

    def _joins(self) -> str:
        """Write what the number leads from, and to what."""
        rows, columns = self.labels.axes
        row, column = rows[self.view.row], columns[self.view.column]
        # The pytorch convention keeps what is made in rows, as matrices are written.
        first, last = (row, column) if len(rows) == 1 else (column, row)
        if not self.view.name.startswith(("cell.", "readout.")):
            first, last = row, column
        return f"{first} → {last}"

    def _extent(self, y: int) -> None:
        """Say which part is in view, where it is not all."""
        plan, parts = self.plan, []
        height, across = (len(axis) for axis in self.labels.axes)
        for words, first, shown, count in (
            (tr("rows {first}–{last} of {count}"), plan.first_row, plan.rows, height),
            (tr("columns {first}–{last} of {count}"), plan.first_column, plan.columns, across),
        ):
            if shown < count:
                parts.append(words.format(first=first + 1, last=first + shown, count=count))
        self.sheet.put(0, y, clipped("   ".join(parts), self.sheet.width), MUTED)


def _stride(need: int, block: int) -> int:
    """Name every so many columns: at least `need`, and where a gate begins."""
    if block == 1:
        return need
    divisors = (d for d in range(need, block + 1) if block % d == 0)
    return next(divisors, block * math.ceil(need / block))


def _wrapped(words: str, cells: int) -> Sequence[str]:
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined) <= cells or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
