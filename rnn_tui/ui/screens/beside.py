"""`BesideScreen`: a screen that stands beside the run, whose header and timeline stay those of it.

The run trains on while one looks: the session of the Train screen is asked for snapshots here,
as it would be there. A screen gives its panels, their places, its help and its keys.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from rnn_tui.commands import COMMAND
from rnn_tui.experiment import Experiment
from rnn_tui.lanes import Lane
from rnn_tui.record import Phase
from rnn_tui.ui.arrange import SMALLEST, Place
from rnn_tui.ui.arrange_beside import arrange_beside
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.footers import FooterView, Mode
from rnn_tui.ui.screens.bannered import BanneredScreen
from rnn_tui.ui.screens.placing import put
from rnn_tui.ui.screens.run import FRAME, REST
from rnn_tui.ui.screens.views import header_view, timeline_view
from rnn_tui.ui.widgets.divider import Divider
from rnn_tui.ui.widgets.frame import Footer, Header, HeaderView, Timeline, TimelineView
from rnn_tui.ui.widgets.help import TooSmall
from rnn_tui.ui.widgets.help_page import Page
from rnn_tui.ui.widgets.seeking import Seeking

if TYPE_CHECKING:
    from rnn_tui.ui.app import RnnTuiApp


class BesideScreen(BanneredScreen):
    """A screen with panels of its own under the header and timeline of the run in Train.

    Every widget that `panels` gives has an id, by which `placed` puts it somewhere. A class
    that derives from this one sets `BINDINGS = bindings_of(<its screen>)`.
    """

    AUTO_FOCUS = ""
    screen_name: ClassVar[str]
    """Of `commands`: whose keys these are, and which tab of the header is current."""
    mode: ClassVar[Mode]
    """Which footer it has."""

    class Open(Message):
        """A run that is kept is to be opened in Train."""

        def __init__(self, run: int) -> None:
            super().__init__()
            self.run = run

    class Race(Message):
        """Lanes are to race; what they do not say is that of the base."""

        def __init__(self, base: Experiment, lanes: Sequence[Lane]) -> None:
            super().__init__()
            self.base, self.lanes = base, tuple(lanes)

    def __init__(self, help_page: Page[Any]) -> None:
        """Make the frame; the page of help has the id `help`."""
        super().__init__()
        self.header = Header(HeaderView("", Phase.LOADING, 0, 1, 0.0), id="header")
        self.timeline = Timeline(TimelineView(0, 1, ()), id="timeline")
        self.footer = Footer(FooterView(self.mode), id="footer")
        self.divider = Divider(None, id="divider")
        self.small = TooSmall(SMALLEST, id="small")
        self.help_page = help_page
        self.help_open = False
        self._seen: Shown | None = None
        self._rest_until = 0.0

    # What a screen makes of it.

    def panels(self) -> Iterator[Widget]:
        """Give every panel but those of this class, in the order of the focus."""
        raise NotImplementedError

    def placed(self, room: Place) -> Mapping[str, Place]:
        """Place the panels in the room between timeline and footer, at the least 58 x 13."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw what is known."""
        raise NotImplementedError

    def frame(self) -> None:
        """Do what is to be done 15 times a second at the most, beside the frame of the run."""

    def footer_view(self) -> FooterView:
        """Give the keys that matter now."""
        return FooterView("help" if self.help_open else self.mode, topics=False)

    # Frames and places.

    @property
    def switchboard(self) -> "RnnTuiApp":
        """The app."""
        return cast("RnnTuiApp", self.app)

    def widgets(self) -> Iterator[Widget]:
        """Give every widget."""
        yield from (self.header, self.timeline)
        yield from self.panels()
        yield from (self.divider, self.help_page, self.footer, self.small)

    def compose(self) -> ComposeResult:
        """Give every widget; the arrangement decides which are shown."""
        yield from self.widgets()
        yield self.banner

    def on_mount(self) -> None:
        """Draw the first frame."""
        self.place()
        self.redraw()
        self.set_interval(FRAME, self._tick)

    def on_screen_resume(self) -> None:
        """Draw anew: the run was another moment when this was in view before."""
        self._seen = None
        self._rest_until = 0.0

    def _tick(self) -> None:
        now = time.monotonic()
        if now < self._rest_until or not self.is_current:
            return
        self._draw_run()
        self.frame()
        took = time.monotonic() - now
        self._rest_until = now + took + REST * took

    def _draw_run(self) -> None:
        shown = self.switchboard.train.glance()
        if shown is not self._seen:
            self._seen = shown
            self.header.view = replace(header_view(shown), screen=self.screen_name)
            self.timeline.view = timeline_view(shown)

    def redraw(self) -> None:
        """Draw what is known, and the keys."""
        with self.app.batch_update():
            self._draw_run()
            self.draw()
            self.footer.view = self.footer_view()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        """Lay out anew."""
        self.place()
        self.redraw()

    def place(self) -> None:
        """Put every panel where it belongs."""
        if self.size.area:
            width, height = self.size
            rows = self.banner.settle(width, height)
            places = arrange_beside(width, rows, self.placed, help_open=self.help_open)
            for widget in self.widgets():
                put(widget, places.get(str(widget.id)))
            self.under_banner(self.footer, rows)

    # The frame.

    @on(Footer.Pressed)
    @on(Header.Pressed)
    async def _pressed(self, event: Footer.Pressed | Header.Pressed) -> None:
        await self.run_action(event.command)

    @on(Seeking.Sought)
    def _sought(self, event: Seeking.Sought) -> None:
        self.switchboard.train.wind(event.moment)

    @property
    def is_typing(self) -> bool:
        """Whether a field has the focus: letters are no commands then."""
        return isinstance(self.focused, Input)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Letters are commands only outside a field."""
        command = COMMAND.get(action)
        return command is None or command.in_form or not self.is_typing

    # Commands.

    def action_help(self) -> None:
        """Open or close the help."""
        self.help_open = not self.help_open
        self.place()
        self.set_focus(self.help_page if self.help_open else None)
        self.redraw()

    def action_leave(self) -> None:
        """Leave the help."""
        if self.help_open:
            self.action_help()

    def action_play(self) -> None:
        """Play or pause the run in Train."""
        self.switchboard.train.action_play()

    def action_show_train(self) -> None:
        """Go to the run."""
        self._go("show_train")

    def action_show_race(self) -> None:
        """Go to the race or sweep."""
        self._go("show_race")

    def action_show_runs(self) -> None:
        """Go to the runs that are kept."""
        self._go("show_runs")

    def action_projector(self) -> None:
        """Show every screen in high contrast, or as before."""
        self._go("projector")

    def action_copy_screen(self) -> None:
        """Copy the screen as text."""
        self._go("copy_screen")

    def _go(self, command: str) -> None:
        """Let the app go elsewhere: a screen that waits for its own end would wait for ever."""
        self.app.call_later(self.app.run_action, command)

    async def action_quit(self) -> None:
        """Leave the program."""
        await self.app.action_quit()
