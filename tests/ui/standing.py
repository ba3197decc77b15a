"""The app with a race or a sweep on it that stands still, and what the app was asked to do."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from textual.pilot import Pilot

from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Experiment
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.contest import ContestScreen
from rnn_tui.ui.screens.train import TrainScreen
from rnn_tui.ui.widgets.canvas import Canvas
from tests.ui import rest

S = TypeVar("S", bound="Stand")


class NoSession(Session):
    def start(self) -> None:
        pass


@dataclass
class Stand:
    app: RnnTuiApp
    pilot: Pilot[int]
    screen: Any
    begun: list[RacePlan | SweepPlan]
    opened: list[tuple[Plan, int]]

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size, and wait until the screen is drawn for it."""
        await rest.resize(self.pilot, width, height)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await rest.rest(self.app)

    def panel(self, name: str) -> str:
        widget = self.screen.query_one(f"#{name}", Canvas)
        assert widget.display, name
        return "\n".join(widget.render_line(y).text for y in range(widget.size.height))

    @property
    def rows(self) -> list[str]:
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    async def until(self, so: Callable[[], object]) -> None:
        await rest.until(self.app, so, lambda: "; the screen:\n" + "\n".join(self.rows))


def app_on(experiment: Experiment, theme: str, **settings: Any) -> RnnTuiApp:
    """Make an app whose run never starts."""

    def make(plan: Plan, speed: float | None) -> Session:
        return NoSession(plan, speed=speed)

    return RnnTuiApp(Plan(experiment), theme=theme, make_session=make, **settings)


@asynccontextmanager
async def standing(
    kind: type[S],
    experiment: Experiment,
    make: Callable[[], ContestScreen],
    size: tuple[int, int],
    theme: str,
    **settings: Any,
) -> AsyncIterator[S]:
    """Open the app on a screen; what it is asked to begin or to open is only written down."""
    app = app_on(experiment, theme, **settings)
    begun: list[RacePlan | SweepPlan] = []
    told: list[tuple[Plan, int]] = []
    async with app.run_test(size=size, tooltips=False, notifications=True) as pilot:
        await pilot.pause()
        screen = make()

        async def begin(plan: Any, draft: Any) -> None:
            begun.append(plan)

        app.contests.begin = begin  # type: ignore[method-assign]
        app.contests.screen = screen
        app.install_screen(screen, "contest")
        await app.push_screen("contest")
        train = next(s for s in app.screen_stack if isinstance(s, TrainScreen))

        def take(plan: Plan, at: int | None = None) -> None:
            told.append((plan, at or 0))

        train.begin = take  # type: ignore[method-assign]
        yield kind(app, pilot, screen, begun, told)
