"""`ContestScreen`: what the screens of a race and of a sweep share: frame, form, frames a second.

Frames are made on demand, and a frame that took long is followed by a longer rest, so that
training keeps the processor. The form is a drawer over the left of the screen.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from rnn_tui.commands import COMMAND
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.plotting.lanes_scale import is_logarithmic
from rnn_tui.ui.arrange import SMALLEST, Place, is_small
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.footers import FooterView, Mode
from rnn_tui.ui.screens.bannered import BanneredScreen
from rnn_tui.ui.screens.choosing import ContestChoice, next_of
from rnn_tui.ui.screens.run import FRAME, REST
from rnn_tui.ui.widgets.divider import Divider
from rnn_tui.ui.widgets.frame import Footer, Header
from rnn_tui.ui.widgets.help import TooSmall
from rnn_tui.ui.widgets.race.form import ContestForm
from rnn_tui.ui.widgets.race.help import RaceHelp
from rnn_tui.ui.widgets.race.plot import EMPTY as NO_PLOT
from rnn_tui.ui.widgets.race.plot import RacePlot
from rnn_tui.ui.widgets.race.seed_menu import MENU_ROWS, SeedMenu, SeedMenuView

if TYPE_CHECKING:
    from rnn_tui.ui.app import RnnTuiApp

DRAWER = 46
"""Columns of form and help."""


class ContestScreen(BanneredScreen):
    """A screen of many networks at once, with a form that begins another race or sweep."""

    AUTO_FOCUS = ""
    kind: ClassVar[Mode]
    choice: ContestChoice

    class Begin(Message):
        """Another race or sweep is to begin."""

        def __init__(self, plan: RacePlan | SweepPlan, draft: ContestDraft) -> None:
            super().__init__()
            self.plan, self.draft = plan, draft

    class Open(Message):
        """A member is to be opened as a run of its own."""

        def __init__(self, plan: Any, moment: int) -> None:
            super().__init__()
            self.plan, self.moment = plan, moment

    def __init__(self, draft: ContestDraft) -> None:
        super().__init__()
        self.plot = RacePlot(NO_PLOT, id="plot")
        self.form = ContestForm(draft, id="contest-form")
        self.help_page = RaceHelp(None, id="race-help")
        self.menu = SeedMenu(SeedMenuView(), id="seeds")
        self.footer = Footer(FooterView(self.kind), id="footer")
        self.divider = Divider(None, id="divider")
        self.small = TooSmall(SMALLEST, id="small")
        self.opened = ""
        """What stands over the screen: `form`, `help`, `seeds`, or nothing."""
        self.large = False
        """Whether it is shown for a room."""
        self._rest_until = 0.0

    def on_mount(self) -> None:
        """Draw the first frame, and begin."""
        self.large = cast("RnnTuiApp", self.app).projecting
        self.place()
        self.draw()
        self.begin()
        self.set_interval(FRAME, self._tick)

    # What a screen makes of it.

    def panels(self) -> Iterator[Widget]:
        """Give every panel but those of this class."""
        raise NotImplementedError

    def begin(self) -> None:
        """Start training."""
        raise NotImplementedError

    def frame(self) -> None:
        """Ask for a snapshot, and draw the one that has come."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw what is known."""
        raise NotImplementedError

    def placed(self, width: int, height: int) -> Mapping[str, Place]:
        """Place the panels in a terminal of this size."""
        raise NotImplementedError

    # Frames and places.

    def _tick(self) -> None:
        now = time.monotonic()
        if now < self._rest_until or not self.is_current:
            return
        self.frame()
        took = time.monotonic() - now
        self._rest_until = now + took + REST * took

    def hurry(self) -> None:
        """Draw the next frame at once: an order was given."""
        self._rest_until = 0.0

    def widgets(self) -> Iterator[Widget]:
        """Give every widget, in the order of the focus."""
        yield from self.panels()
        yield from (self.form, self.help_page, self.divider, self.menu, self.footer, self.small)
        yield self.banner

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        """Lay out anew."""
        self.place()
        self.draw()

    def place(self) -> None:
        """Put every panel where it belongs."""
        width, height = self.size
        if not self.size.area:
            return
        height = self.banner.settle(width, height)
        places = dict(self._places(width, height))
        if self.opened == "seeds" and "small" not in places:
            columns = min(44, width - 2)
            places["seeds"] = Place(
                width - columns - 1, max(2, height - 1 - MENU_ROWS), columns, MENU_ROWS
            )
        for widget in self.widgets():
            if widget is self.banner:
                continue
            place = places.get(str(widget.id))
            widget.display = place is not None and place.width > 0 and place.height > 0
            if place is not None:
                widget.styles.offset = Offset(place.x, place.y)
                widget.styles.width, widget.styles.height = place.width, place.height
        self.under_banner(self.footer, height)

    def _places(self, width: int, height: int) -> Mapping[str, Place]:
        over = {"form": "contest-form", "help": "race-help"}.get(self.opened)
        if over is None or width < SMALLEST[0] or height < SMALLEST[1]:
            return self.placed(width, height)
        frame = ("header", "timeline", "footer")
        whole = self.placed(width, height)
        places = {name: whole[name] for name in frame}
        if is_small(width, height) and width - DRAWER < SMALLEST[0]:
            return {**places, over: Place(0, 2, width, height - 3)}
        beside = self.placed(width - DRAWER - 1, height)
        places |= {
            name: place._replace(x=place.x + DRAWER + 1)
            for name, place in beside.items()
            if name not in frame
        }
        places[over] = Place(0, 2, DRAWER, height - 3)
        places["divider"] = Place(DRAWER, 2, 1, height - 3)
        return places

    def footer_view(self, **state: Any) -> FooterView:
        """Give the keys that matter now."""
        modes: dict[str, Mode] = {"form": "lanes", "help": "help", "seeds": "seeds"}
        return FooterView(modes.get(self.opened, self.kind), topics=False, **state)

    # What is open.

    def open_over(self, name: str) -> None:
        """Let something stand over the screen, or nothing."""
        self.opened = name
        self.place()
        match name:
            case "form":
                self.form.focus_first()
            case "help":
                self.help_page.focus()
            case "seeds":
                self.menu.begin()
                self.menu.focus()
            case _:
                self.set_focus(None)
        self.draw()

    def action_edit(self) -> None:
        """Go to the form."""
        self.open_over("form")

    def action_help(self) -> None:
        """Open or close the help."""
        self.open_over("" if self.opened == "help" else "help")

    def action_leave(self) -> None:
        """Leave what stands over the screen."""
        self.open_over("")

    def action_train(self) -> None:
        """Begin what the form has; what is wrong with it is shown."""
        if self.form.draft.plan()[0] is None:
            self.open_over("form")
        self.form.start()

    @on(ContestForm.Started)
    def _started(self, event: ContestForm.Started) -> None:
        self.open_over("")
        self.post_message(self.Begin(event.plan, self.form.draft))

    @on(SeedMenu.Closed)
    def _menu_closed(self) -> None:
        self.open_over("")

    @on(SeedMenu.Picked)
    async def _picked(self, event: SeedMenu.Picked) -> None:
        self.open_over("")
        await self.open_member(event.seed)

    async def open_member(self, seed: int) -> None:
        """Open a seed as a run of its own."""
        raise NotImplementedError

    # The frame.

    @on(Footer.Pressed)
    @on(Header.Pressed)
    async def _pressed(self, event: Footer.Pressed | Header.Pressed) -> None:
        await self.run_action(event.command)

    async def action_quit(self) -> None:
        """Leave the program."""
        await self.app.action_quit()

    async def action_projector(self) -> None:
        """Show it in large, or as before."""
        await self.app.run_action("projector")

    def project(self, *, large: bool) -> None:
        """Lay out in large, where plot and lanes are enough, or as before."""
        self.large = large
        self.place()
        self.draw()

    async def action_copy_screen(self) -> None:
        """Copy the screen as text."""
        await self.app.run_action("copy_screen")

    async def action_show_train(self) -> None:
        """Go to the run."""
        await self.app.run_action("show_train")

    async def action_show_runs(self) -> None:
        """Go to the runs that are kept."""
        await self.app.run_action("show_runs")

    async def action_show_race(self) -> None:
        """Stay here."""

    # The plot.

    def action_bands(self) -> None:
        """Draw other bands."""
        self.choice = replace(self.choice, bands=next_of(self.choice.bands))
        self.draw()

    def action_log_axis(self) -> None:
        """Draw the costs on the other axis."""
        self.choice = replace(self.choice, log=not is_logarithmic(self.plot.view.plot))
        self.draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Letters are commands only outside the form."""
        command = COMMAND.get(action)
        in_form = self.focused is not None and self.form in self.focused.ancestors
        return command is None or command.in_form or not in_form
