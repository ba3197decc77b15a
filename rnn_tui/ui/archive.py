"""`Archive`: the runs that are kept, beside the run: their list, and some of them compared.

The screens are made when they are first asked for: nothing of them, and nothing of the store
but where it lies, is on the way to the first paint. The list stays as it was left.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tui.store.store import RunStore
    from rnn_tui.ui.app import RnnTuiApp
    from rnn_tui.ui.screens.beside import BesideScreen
    from rnn_tui.ui.screens.runs import RunsScreen

NAME = "runs"


class Archive:
    """Owns the screens of the runs that are kept."""

    def __init__(self, app: "RnnTuiApp", store: "RunStore | None") -> None:
        self._app, self.store = app, store
        self.screen: RunsScreen | None = None
        self._over: BesideScreen | None = None

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
        """Open a run that is kept in Train, at its last moment."""

    async def put_over(self, screen: "BesideScreen") -> None:
        """Show a screen over the list, in the place of one that is there; it ends when left."""
        await self.show()
        self._over = screen
        await self._app.push_screen(screen)

    async def _put_away(self) -> None:
        over, self._over = self._over, None
        if over is not None and over in self._app.screen_stack:
            await self._app.pop_screen()
