"""`HeatTiles`: the points of a sweep as tiles, how well each did in its colour and its number."""

from textual import events
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.text import clipped, visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, WRONG, Ink, Run, Sheet, run_width
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.race.tiles_plan import Tile, TilesPlan, TileState, TilesView, tiles_plan

_RAMP = 10
"""Steps of the legend."""


class PointChosen(Message):
    """A person chose a point of the sweep by its column and row of tiles, counted from 0."""

    def __init__(self, column: int, row: int) -> None:
        super().__init__()
        self.column, self.row = column, row


class HeatTiles(Titled[TilesView]):
    """All points of one or two axes; a click chooses one."""

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Give the title of the view."""
        return visible_text(self.view.title)

    def facts(self) -> list[Run]:
        """Say how many columns are out of sight, and name the other measure."""
        view, shown = self.view, tiles_plan(self.view, *self.size).columns
        room = self.size.width - width(self.heading(0)) - 5
        before, after = shown.start, len(view.columns) - shown.stop
        parts: list[list[Run]] = []
        if before > 0:
            parts.append([("‹ ", ACCENT), (tr("{count} more", count=before), MUTED)])
        if after > 0:
            parts.append([(tr("{count} more", count=after), MUTED), (" ›", ACCENT)])
        if view.other:
            parts.append([(f"{key_of('measure')} ", ACCENT), (visible_text(view.other), MUTED)])
        while parts and sum(run_width(part) + 3 for part in parts) - 3 > room:
            parts.pop()
        return [run for part in parts for run in (("   ", MUTED), *part)][1:]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the tiles."""
        return tiles_sheet(self.view, columns, rows, look)

    def on_click(self, event: events.Click) -> None:
        """Choose the point whose tile was clicked."""
        found = tiles_plan(self.view, *self.size).at(event.x, event.y)
        if found is not None:
            self.post_message(PointChosen(*found))


def tiles_sheet(view: TilesView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint tiles, axes and legend; row 0 is left free for the title."""
    painter = _Painter(view, tiles_plan(view, columns, rows), Sheet(columns, rows), look)
    if view.columns and view.tiles:
        painter.paint()
    return painter.sheet


class _Painter:
    """Paints one view; it lives as long as the call."""

    def __init__(self, view: TilesView, plan: TilesPlan, sheet: Sheet, look: Look) -> None:
        self.view, self.plan, self.sheet, self.look = view, plan, sheet, look
        self.column, self.row = view.chosen or (-1, -1)

    def paint(self) -> None:
        view, plan, sheet = self.view, self.plan, self.sheet
        room = max(0, plan.gutter - 1)
        sheet.put(0, 1, clipped(visible_text(view.upwards), room), MUTED)
        if self.column in plan.columns:
            sheet.put(plan.x(self.column), 1, "▾", ACCENT)
        for row in plan.rows:
            self._label(row)
            tiles = view.tiles[row]
            for column in plan.columns:
                if column < len(tiles):
                    self._tile(column, row, tiles[column])
        y = plan.axis
        sheet.put(0, y, clipped(visible_text(view.across), room), MUTED)
        for column in plan.columns:
            label = clipped(visible_text(view.columns[column]), plan.pitch - 1)
            sheet.put(plan.x(column), y, label, ACCENT if column == self.column else MUTED)
        self._rows_out_of_sight()
        self._legend(y + 2 if y + 2 < sheet.height else y + 1)

    def _label(self, row: int) -> None:
        view, plan, sheet = self.view, self.plan, self.sheet
        y, chosen = plan.y(row), row == self.row
        working = any(tile.state is TileState.WORKING for tile in view.tiles[row])
        room = max(0, plan.gutter - 5)
        if row < len(view.rows):
            label = clipped(visible_text(view.rows[row]), room)
            sheet.put_right(plan.gutter - 2, y, label, ACCENT if chosen else TEXT)
        # One row alone needs no mark: there is no other to choose.
        chosen = chosen and len(view.tiles) > 1
        if chosen:
            sheet.put(0, y, "▸", ACCENT)
        if working:
            sheet.put(1 if chosen else 0, y, "►", ACCENT)
        note = view.notes[row] if row < len(view.notes) else ""
        if note and plan.large:
            sheet.put_right(plan.gutter - 2, y + 1, clipped(visible_text(note), room), MUTED)

    def _tile(self, column: int, row: int, tile: Tile) -> None:
        plan, sheet = self.plan, self.sheet
        x, y = plan.x(column), plan.y(row)
        chosen, best = (column, row) == self.view.chosen, (column, row) == self.view.best
        waiting = tile.state is TileState.WAITING
        look, cells = self.look, plan.tile
        cell = look.empty(cells) if waiting else look.sequential(tile.level, cells)
        for deep in range(1 if waiting else plan.deep):
            sheet.runs(x, y + deep, [cell])
        if not waiting:
            ink = ACCENT if chosen else BOLD if best else TEXT
            if tile.state is TileState.WORKING and not chosen:
                ink = MUTED
            if plan.large:
                self._number(x, y + plan.deep, x + plan.pitch - 1, tile, ink, best=best)
            else:
                spaced = plan.pitch - cells - 1 > width(visible_text(tile.text))
                end = x + plan.pitch - spaced
                self._number(x + cells + spaced, y, end, tile, ink, best=best)
        if chosen:
            wide = plan.pitch if plan.large else plan.pitch - 1
            sheet.shade(x - plan.large, y, wide, plan.step, "tint")

    def _number(self, x: int, y: int, end: int, tile: Tile, ink: Ink, *, best: bool) -> None:
        """Write the number, then that it is the best, then how many diverged, as they fit."""
        sheet = self.sheet
        x = sheet.put(x, y, clipped(visible_text(tile.text), end - x), ink)
        if best:
            x = sheet.put(x + (x + 2 <= end and self.plan.large), y, "◂", ink)
        if tile.diverged:
            for said in (f" ◆ {tile.diverged}", f" ◆{tile.diverged}", f"◆{tile.diverged}", "◆"):
                if x + width(said) <= end:
                    sheet.put(x, y, said, WRONG)
                    return

    def _rows_out_of_sight(self) -> None:
        plan, sheet = self.plan, self.sheet
        above, below = len(self.view.tiles) - plan.rows.stop, plan.rows.start
        parts = [f"▴ {above}"] * (above > 0) + [f"▾ {below}"] * (below > 0)
        if parts:
            sheet.put_right(sheet.width, 1, " ".join(parts), MUTED)

    def _legend(self, y: int) -> None:
        view, sheet = self.view, self.sheet
        states = {tile.state for row in view.tiles for tile in row}
        x = min(self.plan.gutter, max(0, (sheet.width - 50) // 2))
        x = sheet.put(x, y, visible_text(view.legend[0]), MUTED) + 1
        for step in range(_RAMP):
            x = sheet.runs(x, y, [self.look.sequential(step / (_RAMP - 1))])
        x = sheet.put(x + 1, y, visible_text(view.legend[1]), MUTED) + 3
        diverged = any(tile.diverged for row in view.tiles for tile in row)
        told: list[tuple[str, str, Ink]] = []
        if view.best is not None:
            told.append(("◂", tr("best"), MUTED))
        if TileState.WORKING in states:
            told.append(("►", tr("at work"), MUTED))
        if TileState.WAITING in states:
            told.append(("·", tr("not begun"), MUTED))
        if diverged:
            told.append(("◆", tr("diverged"), WRONG))
        for glyph, word, ink in told:
            if x + width(word) + 2 > sheet.width:
                return
            sheet.put(x, y, glyph, ink)
            x = sheet.put(x + 2, y, word, MUTED) + 3
