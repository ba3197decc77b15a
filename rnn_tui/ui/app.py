"""The app: a switchboard of themes, screens and commands. It decides nothing about training."""

import asyncio
import difflib
import gc
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from rnn_tui import keymap
from rnn_tui.commands import COMMANDS, OF_THE_APP
from rnn_tui.config import Settings
from rnn_tui.experiment import DEFAULT_PRESET, PRESETS
from rnn_tui.i18n import tr
from rnn_tui.keys import display
from rnn_tui.log import Log
from rnn_tui.record import Course
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import HISTORY_MEMORY, Session
from rnn_tui.session.sinks import Keeper
from rnn_tui.settings import State, read_state
from rnn_tui.task import DEFAULT_MEMORY
from rnn_tui.text import shown
from rnn_tui.ui.archive import Archive
from rnn_tui.ui.contests import Contests
from rnn_tui.ui.copying import copy, copy_panel, panels, save_picture, save_text, screen_text
from rnn_tui.ui.driver import SteadyDriver
from rnn_tui.ui.faults import Faults, Forgiving, install
from rnn_tui.ui.look import Look
from rnn_tui.ui.screens.once import PaletteOnce
from rnn_tui.ui.screens.train import TrainScreen
from rnn_tui.ui.spelling import Spelling
from rnn_tui.ui.suspension import Suspension
from rnn_tui.ui.themes import css_variables, palette_of, themes

if TYPE_CHECKING:
    from rnn_tui.store.store import RunStore
    from rnn_tui.ui.screens.beside import BesideScreen
    from rnn_tui.ui.screens.contest import ContestScreen

START_SPEED = 20
"""Iterations a second: a pace one can watch."""
MINDED = 1.0
"""Seconds from one look at how the store is to the next."""
DEFAULT_THEME, MONO_THEME, PROJECTOR_THEME = "rnn-dark", "rnn-mono", "rnn-projector"
TRIM = 30
"""Seconds between two looks at the size of the log."""
WELCOME = 12.0
"""Seconds for which the tour is offered."""
NEWS = 12.0
"""Seconds for which it is said what is new of the store."""

MakeSession = Callable[[Plan, float | None], Session]


class RnnTuiApp(PaletteOnce, Forgiving):
    """Shows one run at a time, and remembers theme and experiment."""

    TITLE = "rnn-tui"
    CSS_PATH = "app.tcss"
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        # By Textual's name of the action, or it would add a binding of its own.
        Binding(
            ",".join(command.keys),
            {"palette": "command_palette"}.get(command.id, command.id),
            command.label,
            show=False,
            priority=True,
            id=command.id,
        )
        for command in COMMANDS
        if command.id in OF_THE_APP
    ]

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        speed: float | None = START_SPEED,
        memory: int = DEFAULT_MEMORY,
        history_memory: int = HISTORY_MEMORY,
        theme: str | None = None,
        ascii_only: bool = False,
        welcome: bool = False,
        make_session: MakeSession | None = None,
        settings: Settings | None = None,
        notices: Sequence[str] = (),
        printed: Log | None = None,
        store: "RunStore | None" = None,
        news: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        """Open a plan, or what was open last; without a store nothing is kept.

        `theme` is the one asked for now, before what `settings` say. `notices` are sentences to
        show at the start. `printed` takes what is printed while the app runs. `news` is asked
        now and then for sentences of where runs are kept. With `welcome` the tour is offered,
        once and never again. `make_session` makes the sessions, with their keepers; tests feed
        them.
        """
        self.settings = settings or Settings()
        keymap.use(self.settings.keys)
        install()
        self.faults = Faults(self, lambda: self.train.session.plan.experiment)
        super().__init__(driver_class=SteadyDriver)
        self.notices = list(notices)
        self._printed = printed
        for own in themes():
            self.register_theme(own)
        self.state: State = read_state()
        self.theme = self._first_theme(theme)
        self.look = Look(palette_of(self.current_theme), ascii_only)
        if ascii_only:
            self._filters.append(Spelling())
        self._before_projector = ""
        """The theme that comes back after the projector's; empty while that is not shown."""
        self._welcome = welcome and not self.state.welcomed
        self._plan = plan or Plan(self.state.experiment or PRESETS[DEFAULT_PRESET].experiment)
        self._speed = speed
        self.memory, self._history_memory = memory, history_memory
        self._make_session = make_session or self._session
        self.contests = Contests(self, memory, store.keep_result if store else None)
        self.archive = Archive(self, store)
        self._news = news
        self.suspension = Suspension(self)

    def _first_theme(self, asked: str | None) -> str:
        colors = self.console.color_system
        if asked is None and (self.no_color or colors not in ("256", "truecolor")):
            return MONO_THEME
        for name in (asked, self.settings.theme, self.state.theme):
            if name in self.available_themes:
                return str(name)
            if name is not None and name != self.state.theme:
                self.notices.append(self._no_theme(name))
        return DEFAULT_THEME

    def _no_theme(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.available_themes, 1, 0.5)
        names = ", ".join(near) or ", ".join(sorted(self.available_themes))
        return tr("no theme {name}; there is {names}", name=shown(name), names=names)

    def _session(self, plan: Plan, speed: float | None) -> Session:
        return Session(plan, speed=speed, memory=self.memory, history_memory=self._history_memory)

    def reopened(self, course: Course, keeper: Keeper) -> Session:
        """Make the session of a run that was kept."""
        return Session.reopened(
            course,
            speed=self.train.speed,
            keeper=keeper,
            memory=self.memory,
            history_memory=self._history_memory,
        )

    def get_default_screen(self) -> Screen[Any]:
        """Open the main screen."""
        return TrainScreen(self._plan, self._speed, self._make_session, self.memory)

    async def action_show_train(self) -> None:
        """Go to the run."""
        await self.contests.hide()
        await self.archive.hide()

    async def action_show_race(self) -> None:
        """Go to the race or sweep; the first time a race of the run's experiment begins."""
        await self.archive.hide()
        await self.contests.show(self.train.session.plan.experiment)

    async def action_show_runs(self) -> None:
        """Go to the runs that are kept."""
        await self.contests.hide()
        await self.archive.show()

    @property
    def train(self) -> TrainScreen:
        """The screen of the run, which all others stand over."""
        return next(s for s in self.screen_stack if isinstance(s, TrainScreen))

    async def on_beside_screen_open(self, event: "BesideScreen.Open") -> None:
        """Open a run that is kept."""
        await self.archive.open(event.run)

    async def on_beside_screen_race(self, event: "BesideScreen.Race") -> None:
        """Let runs that are kept race, over many seeds, unless that takes too much memory."""
        if refused := self.contests.refusal(event.lanes):
            self.notify(refused, severity="warning", markup=False)
            return
        await self.archive.hide()
        await self.contests.race(event.base, event.lanes)

    async def on_contest_screen_begin(self, event: "ContestScreen.Begin") -> None:
        """Begin another race or sweep."""
        await self.contests.begin(event.plan, event.draft)

    async def on_contest_screen_open(self, event: "ContestScreen.Open") -> None:
        """Open a member as a run of its own."""
        await self.contests.hide()
        self.train.begin(event.plan, event.moment)

    def get_css_variables(self) -> dict[str, str]:
        """Give the style sheet its colours in any theme."""
        self.theme_variables = super().get_css_variables() | css_variables(self.current_theme)
        return self.theme_variables

    def on_load(self) -> None:
        """Leave cleanly when told to from outside: from before the terminal is taken."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self.exit, 128 + number, 128 + number)
            except (ValueError, NotImplementedError, RuntimeError):
                break  # Not the main thread: whoever runs the app there minds the signals.

    def on_mount(self) -> None:
        """Follow theme and keys, mind what goes wrong, and play on after a rest."""
        self.faults.mind()
        if self._printed is not None:
            # In the place of Textual's own, which drop it; they are put back at the end.
            sys.stdout = sys.stderr = self._printed.stream
            self.set_interval(TRIM, self._printed.trim)
        self.set_keymap({name: ",".join(keys) for name, keys in self.settings.keys.items()})
        if not self.settings.animations:
            self.animation_level = "none"
        self.theme_changed_signal.subscribe(self, self._theme_changed)
        self.app_resume_signal.subscribe(self, self.suspension.resumed)
        self.set_interval(MINDED, self._mind_store)

    async def action_suspend(self) -> None:
        """Go back to the shell."""
        works = [self.train.session, self.contests.work]
        await self.suspension.suspend([work for work in works if work is not None])

    def notify(self, message: str, *, timeout: float | None = None, **how: Any) -> None:
        """Show a notice; where it stood, and those before it, all is drawn anew."""
        super().notify(message, timeout=timeout, **how)
        # Textual now and then leaves the former place of a notice as it was.
        for seconds in (0.2, (timeout or self.NOTIFICATION_TIMEOUT) + 0.5):
            self.set_timer(seconds, self._draw_anew)

    def _draw_anew(self) -> None:
        if self.screen_stack:
            self.screen.refresh()

    def _mind_store(self) -> None:
        self.archive.mind()
        for sentence in self._news():
            self.notify(sentence, severity="warning", timeout=NEWS, markup=False)

    def on_ready(self) -> None:
        """Go back to looking for garbage, where the start left that out; see `cli.open`."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        if self.notices:
            more = len(self.notices) - 3
            last = [tr("and {count} more: rnn-tui config show", count=more)] if more > 0 else []
            words = "\n".join([*self.notices[:3], *last])
            self.notify(words, severity="warning", timeout=20, markup=False)
        if self._welcome:
            self.state = self.state.remember(welcomed=True)
            words = tr("New here? T shows you around in a minute; ? explains what you see.")
            self.notify(words, timeout=WELCOME, markup=False)

    def _theme_changed(self, theme: Any) -> None:
        self.look = replace(self.look, palette=palette_of(theme))
        if not self.projecting:
            self.state = self.state.remember(theme=theme.name)
        for widget in self.screen.walk_children():
            widget.refresh()

    @on(TrainScreen.Began)
    def _began(self, event: TrainScreen.Began) -> None:
        """Keep the experiment for the next start."""
        if event.experiment != self.state.experiment:
            self.state = self.state.remember(experiment=event.experiment)

    def action_projector(self) -> None:
        """Show every screen in large and in high contrast, or as before."""
        before, now = self._before_projector, self.theme
        self._before_projector = "" if before else now
        self.theme = before or (now if self.look.mono else PROJECTOR_THEME)
        for screen in self.projected():
            screen.project(large=not before)

    @property
    def projecting(self) -> bool:
        """Whether screens are shown in large."""
        return bool(self._before_projector)

    def projected(self) -> "list[TrainScreen | ContestScreen]":
        """Give the screens that have another shape for a room."""
        found = [self.train, self.contests.screen]
        return [screen for screen in found if screen is not None]

    def action_copy_screen(self) -> None:
        """Copy the screen as text."""
        copy(self, screen_text(self.screen), "screen")

    def _take(self, theme: str) -> None:
        self.theme = theme

    @on(TrainScreen.Ended)
    def _ended(self) -> None:
        """Ring for one who looks elsewhere."""
        if self.settings.bell and not self.app_focus:
            self.bell()

    def action_palette(self) -> None:
        """Open the command palette."""
        self.action_command_palette()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """List every command, and what Textual offers of its own."""
        for command in COMMANDS:
            action = f"action_{command.id}"
            run = getattr(screen, action, None) or getattr(self, action, None)
            if command.id != "palette" and run is not None:
                keys = " ".join(map(display, keymap.keys_of(command.id)))
                yield SystemCommand(tr(command.label), f"{tr(command.help)}  {keys}", run)
        if isinstance(screen, TrainScreen):
            for preset in PRESETS.values():
                take = partial(screen.take_preset, preset.name)
                yield SystemCommand(tr("preset: {name}", name=preset.name), tr(preset.help), take)
        for name in sorted(self.available_themes):
            words = tr("Take the colours of {name}.", name=name)
            yield SystemCommand(tr("theme: {name}", name=name), words, partial(self._take, name))
        yield SystemCommand(
            tr("program: theme"), tr("Choose the colours of the program."), self.action_change_theme
        )
        for panel in panels(screen):
            title = panel.heading(panel.size.width)
            words = tr("Copy {title} as text.", title=title)
            yield SystemCommand(
                tr("copy: {title}", title=title.lower()), words, partial(copy_panel, self, panel)
            )
        for name, words, save in (
            (tr("screenshot: picture"), tr("Save the screen as an SVG picture."), save_picture),
            (tr("screenshot: text"), tr("Save the screen as text."), save_text),
        ):
            # Once the palette is gone.
            yield SystemCommand(name, words, partial(self.set_timer, 0.1, partial(save, self)))
