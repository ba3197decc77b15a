"""`Contests`: the race or sweep beside the run, its screen shown and put away, begun anew.

The screen is made when it is first asked for: nothing of it is on the way to the first paint.
It goes on where it was when it is shown again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from textual.app import App

from rnn_tui.experiment import Experiment

if TYPE_CHECKING:
    from rnn_tui.contest.keeping import Ended
    from rnn_tui.contest.plan import RacePlan
    from rnn_tui.contest.race import Race
    from rnn_tui.contest.sweep import Sweep
    from rnn_tui.contest.sweep_plan import SweepPlan
    from rnn_tui.lanes import Lane
    from rnn_tui.ui.contest import ContestDraft
    from rnn_tui.ui.screens.contest import ContestScreen

NAME = "contest"

KeepResult = Callable[[Literal["race", "sweep"], Experiment, str, Mapping[str, Any]], None]
"""`RunStore.keep_result`: takes kind, experiment, title and result, from any thread."""

FIRST_SEEDS = 200
"""Seeds of the race that begins when the screen is first shown."""


class Contests:
    """Owns the screen of the race or sweep."""

    def __init__(self, app: App[int], memory: int, keep_result: KeepResult | None = None) -> None:
        """Keep by `keep_result` what has ended; None keeps nothing."""
        self._app, self._memory, self._keep_result = app, memory, keep_result
        self.screen: ContestScreen | None = None

    @property
    def shown(self) -> bool:
        """Whether it is in view, or beneath a dialog."""
        return self.screen is not None and self.screen in self._app.screen_stack

    @property
    def work(self) -> "Race | Sweep | None":
        """The race or sweep itself."""
        screen = self.screen
        return getattr(screen, "race", None) or getattr(screen, "sweep", None)

    async def show(self, base: Experiment) -> None:
        """Show it; the first time a race of the three cells begins."""
        if self.shown:
            return
        if self.screen is not None:
            self.screen.form.rebase(base)
            await self._app.push_screen(NAME)
            return
        from rnn_tui.lanes import default_lanes  # noqa: PLC0415 - off the first paint

        await self.race(base, default_lanes(base))

    def refusal(self, lanes: "Sequence[Lane]") -> str | None:
        """Say why such a race would not fit into memory, where it would not."""
        from rnn_tui.contest.plan import RacePlan, too_large  # noqa: PLC0415 - off the first paint

        return too_large(RacePlan(tuple(lanes), range(FIRST_SEEDS)), self._memory)

    async def race(self, base: Experiment, lanes: "Sequence[Lane]") -> None:
        """Race lanes over the seeds of a first race."""
        from rnn_tui.contest.plan import RacePlan  # noqa: PLC0415 - off the first paint
        from rnn_tui.lanes import default_lanes, lane_text  # noqa: PLC0415 - likewise
        from rnn_tui.ui.contest import ContestDraft  # noqa: PLC0415 - likewise

        plan = RacePlan(tuple(lanes), range(FIRST_SEEDS))
        typed = {"seeds": str(FIRST_SEEDS)}
        if plan.lanes != default_lanes(base):
            typed |= {f"lane_{k}": lane_text(lane, base) for k, lane in enumerate(lanes, start=1)}
        await self.begin(plan, ContestDraft(base, typed, self._memory))

    async def hide(self) -> None:
        """Go back to the run."""
        if self.shown:
            await self._app.pop_screen()

    async def begin(self, plan: "RacePlan | SweepPlan", draft: "ContestDraft") -> None:
        """Begin another race or sweep in place of the one before."""
        await self.hide()
        if self.screen is not None:
            self._app.uninstall_screen(NAME)
            await self.screen.remove()
        self.screen = self._make(plan, draft)
        self._app.install_screen(self.screen, NAME)
        await self._app.push_screen(NAME)

    def _make(self, plan: "RacePlan | SweepPlan", draft: "ContestDraft") -> "ContestScreen":
        from rnn_tui.contest.plan import RacePlan  # noqa: PLC0415 - off the first paint
        from rnn_tui.ui.screens.race import RaceScreen  # noqa: PLC0415 - likewise
        from rnn_tui.ui.screens.sweep import SweepScreen  # noqa: PLC0415 - likewise

        keep = self._keep if self._keep_result is not None else None
        if isinstance(plan, RacePlan):
            return RaceScreen(plan, draft, memory=self._memory, keep=keep)
        return SweepScreen(plan, draft, memory=self._memory, keep=keep)

    def _keep(self, ended: "Ended") -> None:
        if self._keep_result is not None:
            self._keep_result(ended.kind, ended.experiment, ended.title, ended.result)
