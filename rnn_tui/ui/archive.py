"""`Archive`: the runs that are kept, beside the run: their list, and some of them compared.

The screens are made when they are first asked for: nothing of them, and nothing of the store
but where it lies, is on the way to the first paint. The list stays as it was left.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tui.i18n import tr
from rnn_tui.record import Course
from rnn_tui.store.keeper import RunKeeper
from rnn_tui.task import problems
from rnn_tui.ui.screens.bannered import BanneredScreen

if TYPE_CHECKING:
    from rnn_tui.store.store import RunStore
    from rnn_tui.ui.app import RnnTuiApp
    from rnn_tui.ui.screens.beside import BesideScreen
    from rnn_tui.ui.screens.runs import RunsScreen

NAME = "runs"

PATIENCE = 3.0
"""Seconds to wait until a run that this process has left is let go of."""


class Archive:
    """Owns the screens of the runs that are kept."""

    def __init__(self, app: "RnnTuiApp", store: "RunStore | None") -> None:
        self._app, self.store = app, store
        self.screen: RunsScreen | None = None
        self._over: BesideScreen | None = None

    def mind(self) -> None:
        """Show on each screen why nothing can be kept, as long as that is so."""
        store = self.store
        if store is None:
            return
        for screen in self._app.screen_stack:
            if isinstance(screen, BanneredScreen):
                screen.say(store.banner or "")

    async def show(self) -> None:
        """Show the list of runs; what is compared is put away."""
        await self._put_away()
        if self.screen is None:
            from rnn_tui.ui.screens.runs import RunsScreen  # noqa: PLC0415 - off the first paint

            self.screen = RunsScreen(self.store.path if self.store else None)
            self._app.install_screen(self.screen, NAME)
        if self.screen not in self._app.screen_stack:
            await self._app.push_screen(NAME)

    async def hide(self) -> None:
        """Go back to what is beneath: the run."""
        await self._put_away()
        if self.screen is not None and self.screen in self._app.screen_stack:
            await self._app.pop_screen()

    async def compare(self, runs: Sequence[int]) -> None:
        """Show runs beside each other, over the list."""
        from rnn_tui.ui.screens.compare import CompareScreen  # noqa: PLC0415 - off the first paint

        if self.store is not None:
            await self.put_over(CompareScreen(self.store.path, runs))

    async def open(self, run: int) -> None:
        """Open a run that is kept in Train, at its last moment; say why where it cannot be."""
        store, train = self.store, self._app.train
        if store is None:
            return
        if self._is_in_train(run):
            await self.hide()
            words = tr("run {run} is the one in Train, or a branch of it: o shows those", run=run)
            self._app.notify(words, timeout=5, markup=False)
            return
        memory = self._app.memory
        course, refused = await asyncio.to_thread(take_over, store.path, run, memory)
        if course is None:
            self._app.notify(refused, severity="error", timeout=10, markup=False)
            return
        session = self._app.reopened(course, store.keeper(run, course))
        session.paused = True
        if course.outcome is None:
            session.seek(max(0, course.costs.count - 1))
        await self.hide()
        train.take_on(session)

    def _is_in_train(self, run: int) -> bool:
        """Whether a run is being kept by what stands in Train; no more than a guess is needed."""
        keeper = self._app.train.session.keeper
        return isinstance(keeper, RunKeeper) and any(
            row.id == run for row in tuple(keeper.rows.values())
        )

    async def put_over(self, screen: "BesideScreen") -> None:
        """Show a screen over the list, in the place of one that is there; it ends when left."""
        await self.show()
        self._over = screen
        await self._app.push_screen(screen)

    async def _put_away(self) -> None:
        over, self._over = self._over, None
        if over is not None and over in self._app.screen_stack:
            await self._app.pop_screen()


def take_over(path: Path, run: int, memory: int) -> tuple[Course | None, str]:
    """Claim a run for this process, and read it; None and a sentence where that is not possible."""
    from rnn_tui.store.faults import Busy, StoreFault  # noqa: PLC0415 - off the first paint
    from rnn_tui.store.runs import Runs  # noqa: PLC0415 - likewise

    end = time.monotonic() + PATIENCE
    try:
        with Runs(path) as runs:
            while True:
                try:
                    course = runs.take_over(run)
                    break
                except Busy as busy:
                    # A run that was left a moment ago is let go of by the thread that writes.
                    if busy.pid != os.getpid() or time.monotonic() > end:
                        raise
                    time.sleep(0.1)
            for problem in problems(course.experiment, memory):
                runs.release(run)
                return None, f"{problem.field}: {problem.sentence}"
            return course, ""
    except StoreFault as fault:
        return None, str(fault)
