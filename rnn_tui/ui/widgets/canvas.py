"""`Canvas`: a widget that shows a sheet, and `Titled`, one whose row 0 is a title on a rule.

A view goes in, a sheet comes out; only the rows that changed are sent to the terminal.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from rnn_tui.i18n import tr
from rnn_tui.plotting.palette import Palette
from rnn_tui.text import width as cells
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RULE, Ink, Run, Sheet, run_width
from rnn_tui.ui.spelling import without_spelling

if TYPE_CHECKING:
    from rnn_tui.ui.app import RnnTuiApp

View = TypeVar("View")


@lru_cache(maxsize=8192)
def _style(ink: Ink, ground: str, palette: Palette) -> Style:
    def color(role: str) -> str:
        return role if role.startswith("#") else cast(str, getattr(palette, role))

    return Style(
        color=color(ink.fg),
        bgcolor=color(ink.bg or ground),
        bold=ink.bold or None,
        reverse=ink.reverse or None,
    )


class Canvas(Widget, Generic[View]):
    """Shows the sheet that `draw` makes of the view, painted in the theme's palette."""

    ALLOW_SELECT = False
    """A drag seeks and chooses here; text is copied by command, or with shift by the terminal."""

    ground = "page"
    """The role of the background."""

    def __init__(self, view: View, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view = view
        self._strips: list[Strip] = []
        self._drawn_for: tuple[int, int, Palette | None] = (0, 0, None)

    @property
    def view(self) -> View:
        """What is shown; set it to show something else."""
        return self._view

    @view.setter
    def view(self, view: View) -> None:
        self._view = view
        self.repaint()

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the view."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Draw anew, and send the rows that changed."""
        look = self._look
        if not self.is_mounted or self.size.area == 0:
            # Hidden: what was drawn before is not what will be shown, by the toolkit neither.
            self.forget()
            return
        before = self._strips
        unchanged_place = self._drawn_for == (*self.size, look.palette)
        self._redraw(look)
        if not unchanged_place:
            self.refresh()
            return
        changed = [y for y, strip in enumerate(self._strips) if strip != before[y]]
        if changed:
            columns = self.size.width
            self.refresh(*(Region(0, y, columns, 1) for y in changed))

    def forget(self) -> None:
        """Draw anew at the next paint, whatever was drawn before."""
        self._drawn_for = (0, 0, None)
        self.refresh()

    @property
    def _look(self) -> Look:
        return cast("RnnTuiApp", self.app).look

    def _redraw(self, look: Look) -> None:
        columns, rows = self.size
        try:
            sheet = self.draw(columns, rows, look)
        except Exception as error:
            faults = getattr(self.app, "faults", None)
            if faults is None or not faults.taken:
                raise
            sheet = Sheet(columns, rows)
            faults.happened(error)
        palette, ground = look.palette, self.ground
        self._strips = [
            Strip(
                [
                    Segment(look.spelled((text, ink)), _style(ink, ground, palette))
                    for text, ink in sheet.row(y)
                ],
                columns,
            )
            for y in range(sheet.height)
        ]
        self._drawn_for = (columns, rows, palette)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave out the filter that spells signs: a sheet knows which of them were typed."""
        return without_spelling(super().get_line_filters())

    def render_line(self, y: int) -> Strip:
        """Give one row; drawn anew when the size or the theme changed."""
        look = self._look
        if self._drawn_for != (*self.size, look.palette):
            self._redraw(look)
        if y < len(self._strips):
            return self._strips[y]
        blank = Segment(" " * self.size.width, _style(Ink(), self.ground, look.palette))
        return Strip([blank], self.size.width)


def paint_title(sheet: Sheet, title: str, facts: list[Run], *, accent: bool = False) -> None:
    """Paint row 0: the name, a thin rule, and facts at the right."""
    x = sheet.put(0, 0, title, Ink("accent", bold=True) if accent else BOLD) + 1
    size = run_width(facts)
    if size > sheet.width - x - 2:
        facts, size = [], 0
    end = sheet.width - size - (1 if facts else 0)
    sheet.put(x, 0, "─" * max(0, end - x), RULE)
    sheet.runs(sheet.width - size, 0, facts)


class Titled(Canvas[View]):
    """A panel: a title on a thin rule with facts at its right, and a body."""

    title = ""
    """Declared in English; `named` is what is shown."""

    explained = False
    """Whether help or tour speak of this panel: its title stands out."""

    turn = ""
    """What `tab` turns the panel to, where it is one of several pages."""

    @property
    def named(self) -> str:
        """The title in the language chosen."""
        return tr(self.title)

    def facts(self) -> list[Run]:
        """Give what stands at the right of the title."""
        return []

    def explain(self, explained: bool) -> None:
        """Let the title stand out, or not."""
        if explained is not self.explained:
            self.explained = explained
            self.repaint()

    def _facts(self, room: int) -> list[Run]:
        """Give the facts, and the page that `tab` turns to, which stays where both do not fit."""
        facts = self.facts()
        if not self.turn:
            return facts
        turn = [("tab ", ACCENT), (self.turn, MUTED)]
        both = [*facts, ("  ", MUTED), *turn]
        return both if facts and run_width(both) <= room else turn

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the view; row 0 is left free."""
        raise NotImplementedError

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Give the title that fits."""
        return self.named

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint body and title."""
        sheet = self.body(columns, rows, look)
        if sheet.height:
            heading = self.heading(columns)
            if cells(heading) <= columns:
                facts = self._facts(columns - cells(heading) - 3)
                paint_title(sheet, heading, facts, accent=self.explained)
        return sheet
