"""The race screen: its keys, its form, its seeds, and what stands on it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from rnn_tui.commands import OF_THE_APP, RACE, commands_of
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Experiment
from rnn_tui.lanes import Lane
from rnn_tui.plotting.lanes import Bands
from rnn_tui.record import Phase
from rnn_tui.session.orders import Advance, GoOn, Pause, Play
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.screens.contest import ContestScreen
from rnn_tui.ui.screens.race import RaceScreen
from rnn_tui.ui.screens.race_winding import RaceWinding
from rnn_tui.ui.screens.train import TrainScreen
from rnn_tui.ui.widgets.field_input import FieldInput
from tests.ui.racing import HELLO, WILD, StillRace, race_plan
from tests.ui.standing import Stand, standing


@dataclass
class Track(Stand):
    screen: RaceScreen

    @property
    def race(self) -> StillRace:
        race = self.screen.race
        assert isinstance(race, StillRace)
        return race

    def field(self, name: str) -> FieldInput:
        return self.screen.query_one(f"#contest-{name}", FieldInput)

    async def type(self, name: str, value: str) -> None:
        box = self.field(name)
        box.focus()
        await self.pilot.pause()
        box.value = value
        await self.pilot.pause()

    def problem(self, name: str) -> str:
        row = self.screen.query_one(f"#row-contest-{name}")
        error = row.query_one(".error")
        return str(error.render()) if error.display else ""


@pytest.fixture
def track() -> Callable[..., Any]:
    """Open the app on a race that stands still."""

    @asynccontextmanager
    async def opened(
        moment: int = 30,
        phase: Phase = Phase.PAUSED,
        *,
        base: Experiment = HELLO,
        lanes: Sequence[Lane] = (),
        seeds: int = 40,
        size: tuple[int, int] = (120, 36),
        theme: str = "rnn-dark",
    ) -> AsyncIterator[Track]:
        plan = race_plan(base, seeds, lanes)
        race = StillRace(plan, moment, phase)

        def make() -> RaceScreen:
            return RaceScreen(plan, ContestDraft(base, {"seeds": str(seeds)}), race=race)

        async with standing(Track, base, make, size, theme) as found:
            await found.until(lambda: bool(found.screen.snapshot.standings))
            await found.until(lambda: None not in found.screen.floors)
            await found.pilot.pause()
            yield found

    return opened


def test_every_command_of_the_screen_has_its_action() -> None:
    kinds = (ContestScreen, RaceWinding, RaceScreen)
    own = {
        name.removeprefix("action_")
        for kind in kinds
        for name in vars(kind)
        if name.startswith("action_")
    }
    assert own | set(OF_THE_APP) == {command.id for command in commands_of(RACE)}


async def test_every_key_is_bound_to_its_command(track: Any) -> None:
    async with track() as t:
        bound = {
            key: active.binding.action
            for key, active in t.app.screen.active_bindings.items()
            if active.enabled
        }
        for command in commands_of(RACE):
            for key in command.keys:
                assert bound[key].removeprefix("command_") == command.id


@pytest.mark.parametrize(
    ("phase", "order"),
    [(Phase.RUNNING, Pause()), (Phase.PAUSED, Play()), (Phase.READY, Play()), (Phase.DONE, GoOn())],
)
async def test_space_plays_pauses_and_goes_on(track: Any, phase: Phase, order: object) -> None:
    async with track(phase=phase) as t:
        await t.press("space")
        assert list(t.race.orders) == [order]


async def test_one_iteration_and_ten(track: Any) -> None:
    async with track() as t:
        await t.press("full_stop", "greater_than_sign")
        assert list(t.race.orders) == [Advance(1), Advance(10)]


async def test_every_moment_can_be_shown_again(track: Any) -> None:
    async with track(30) as t:
        whole = t.panel("boards")
        assert "30/100" in t.panel("header")
        await t.press("comma")
        assert "29/100" in t.panel("header")
        assert "1 ahead" in t.panel("plot")
        await t.press("less_than_sign")
        assert "19/100" in t.panel("header")
        standing = t.race.standings[0]
        assert f"  {standing.right[19]:>3} " in t.panel("boards")
        await t.press("home")
        assert "0/100" in t.panel("header")
        assert "latest moment" in t.panel("verdict")
        await t.press("end")
        assert t.panel("boards") == whole
        assert list(t.race.orders) == []


async def test_going_back_pauses_a_race_that_runs(track: Any) -> None:
    async with track(30, Phase.RUNNING) as t:
        await t.press("comma")
        assert list(t.race.orders) == [Pause()]


async def test_what_was_wound_back_is_played_again_and_then_goes_on(track: Any) -> None:
    async with track(30) as t:
        await t.press("home", "plus", "plus", "plus", "plus", "plus")
        await t.press("space")
        await t.until(lambda: t.race.orders)
        assert list(t.race.orders) == [Play()]
        assert t.screen.choice.moment is None


async def test_a_click_on_the_timeline_or_the_plot_seeks(track: Any) -> None:
    async with track(30) as t:
        await t.pilot.click("#timeline", offset=(1 + round(117 * 0.1), 0))
        await t.pilot.pause()
        assert "10/100" in t.panel("header")
        await t.pilot.click("#plot", offset=(6, 5))
        await t.pilot.pause()
        assert t.screen.choice.moment in (0, 1)


async def test_lanes_are_chosen_by_key_and_click(track: Any) -> None:
    async with track() as t:
        assert "▸● RNN" in t.panel("boards")
        await t.press("tab")
        assert "▸▲ LSTM" in t.panel("boards")
        await t.press("right", "l")
        assert "▸● RNN" in t.panel("boards")
        await t.press("h")
        assert "▸■ GRU" in t.panel("boards")
        await t.pilot.click("#boards", offset=(45, 2))
        await t.pilot.pause()
        assert "▸▲ LSTM" in t.panel("boards")


async def test_b_changes_the_bands_and_y_the_axis(track: Any) -> None:
    async with track() as t:
        assert "25–75 %" in t.panel("plot")
        await t.press("b")
        assert "5–95 %" in t.panel("plot")
        await t.press("b")
        assert t.screen.choice.bands is Bands.NONE
        assert "y log" in t.panel("plot")
        await t.press("y")
        assert "y linear" in t.panel("plot")
        await t.press("y")
        assert "y log" in t.panel("plot")


async def test_the_boards_say_what_the_seeds_do(track: Any) -> None:
    async with track(60) as t:
        first = t.race.standings[0]
        boards = t.panel("boards")
        share = 100 * int(first.right[60]) / 40
        assert f"{int(share + 0.5)} %" in boards
        assert "36 parameters" in boards
        assert "144 parameters" in boards
        best = max(first.answers[-1].counts, key=lambda one: one[1])
        assert first.task.spell(best[0]) in boards
        assert "limit 1.36 (LSTM 1.55)" in t.panel("plot")
        assert "RNN" in t.panel("verdict")
        assert "Wilson" in t.panel("verdict")


async def test_at_80_columns_a_lane_has_a_line(track: Any) -> None:
    async with track(60, size=(80, 24)) as t:
        table = t.panel("lanes")
        assert all(name in table for name in ("RNN", "LSTM", "GRU"))
        assert "edit lanes" in t.panel("summary")


async def test_a_seed_is_opened_at_the_moment_shown(track: Any) -> None:
    async with track(30) as t:
        await t.press("tab", "enter")
        costs = t.race.standings[1].fates.costs
        assert f"seed {costs.argmin()}" in t.panel("seeds")
        assert "Open a seed of LSTM" in t.panel("seeds")
        await t.press("enter")
        await t.until(lambda: t.opened)
        plan, at = t.opened[0]
        assert at == 30
        assert plan.experiment == t.race.plan.member(1, int(costs.argmin()))


async def test_a_seed_of_the_past_is_trained_to_that_moment(track: Any) -> None:
    async with track(30) as t:
        await t.press("comma", "enter", "down", "enter")
        await t.until(lambda: t.opened)
        plan, at = t.opened[0]
        assert (at, plan.handover) == (29, None)


async def test_any_seed_is_named_by_its_number(track: Any) -> None:
    async with track() as t:
        await t.press("enter", "4", "0", "enter")
        assert "the seeds are 0 to 39" in t.panel("seeds")
        await t.press("backspace", "backspace", "1", "7", "enter")
        await t.until(lambda: t.opened)
        assert t.opened[0][0].experiment.seed == 17


async def test_escape_leaves_the_menu(track: Any) -> None:
    async with track() as t:
        await t.press("enter", "escape")
        assert not t.screen.query_one("#seeds").display
        assert t.opened == []


async def test_other_seeds_and_the_same_again(track: Any) -> None:
    async with track() as t:
        await t.press("n")
        await t.until(lambda: t.begun)
        assert t.begun[-1].seeds == range(40, 80)
        await t.press("r")
        await t.until(lambda: len(t.begun) == 2)
        assert t.begun[-1] is t.race.plan


async def test_lanes_are_typed_and_begun(track: Any) -> None:
    async with track() as t:
        await t.press("e")
        assert t.field("text").has_focus
        await t.type("text", "hihello")
        await t.type("seeds", "10")
        await t.type("lane_1", "slow: cell=gru")
        await t.type("lane_2", "fast: cell=gru learning_rate=0.1")
        assert t.screen.query_one("#row-contest-lane_3").display
        await t.press("enter")
        await t.until(lambda: t.begun)
        plan = t.begun[0]
        assert isinstance(plan, RacePlan)
        assert [lane.name for lane in plan.lanes] == ["slow", "fast"]
        assert {lane.experiment.text for lane in plan.lanes} == {"hihello"}
        assert plan.seeds == range(10)


async def test_axes_make_a_sweep(track: Any) -> None:
    async with track() as t:
        await t.press("e")
        await t.type("axis_1", "learning_rate=0.01,0.1")
        await t.press("ctrl+r")
        await t.until(lambda: t.begun)
        plan = t.begun[0]
        assert isinstance(plan, SweepPlan)
        assert len(plan.points) == 2
        assert plan.seeds == range(40)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("text", "", "at least 2 characters"),
        ("text", "a", "2 or more"),
        ("seeds", "0", "1 to 10,000,000"),
        ("seeds", "10000000", "need about"),
        ("first_seed", "-1", "0 to"),
        ("iterations", "0", "1 to"),
        ("lane_1", "colour=red", "colour"),
        ("lane_1", "learning_rate=0", "above 0"),
        ("axis_1", "learning_rate=", "learning_rate"),
        ("axis_1", "seed=1,2", "seed"),
    ],
)
async def test_what_is_wrong_stands_beneath_its_field(
    track: Any, name: str, value: str, word: str
) -> None:
    async with track() as t:
        await t.press("e")
        await t.type(name, value)
        assert word in t.problem(name)
        assert t.screen.query_one("#start").disabled
        await t.press("enter")
        assert t.begun == []
        await t.press("escape")
        assert not t.screen.query_one("#contest-form").display
        assert t.field(name).value == value


async def test_lanes_and_axes_at_once_are_refused(track: Any) -> None:
    async with track() as t:
        await t.press("e")
        await t.type("lane_1", "cell=gru")
        await t.type("axis_1", "learning_rate=0.1,1")
        assert "lanes or axes" in t.problem("axis_1")


async def test_in_the_form_letters_are_letters_and_tab_goes_on(track: Any) -> None:
    async with track() as t:
        await t.press("e")
        box = t.field("text")
        await t.press("q", "b", "1", "2")
        assert box.value.endswith("qb12") or box.value.startswith("qb12")
        await t.press("tab")
        assert t.field("iterations").has_focus


async def test_the_form_stands_beside_the_picture_which_is_laid_out_again(track: Any) -> None:
    async with track(60) as t:
        await t.press("e")
        assert t.screen.query_one("#contest-form").region.width == 46
        assert t.screen.query_one("#plot").region.x == 48
        assert all(len(row) == 120 for row in t.rows)


async def test_help_explains_and_is_left(track: Any) -> None:
    async with track() as t:
        await t.press("question_mark")
        assert "One seed proves nothing" in " ".join(t.panel("race-help").split())
        await t.press("escape")
        assert not t.screen.query_one("#race-help").display


async def test_the_screens_are_changed_and_go_on_where_they_were(track: Any) -> None:
    async with track(30) as t:
        await t.press("comma", "1")
        assert isinstance(t.app.screen, TrainScreen)
        await t.press("2")
        assert t.app.screen is t.screen
        assert "29/100" in t.panel("header")
        await t.pilot.click("#header", offset=(13, 0))
        await t.pilot.pause()
        assert isinstance(t.app.screen, TrainScreen)


async def test_seeds_that_diverged_are_shown_and_the_others_go_on(track: Any) -> None:
    lanes = [Lane("wild", WILD), Lane("tame", HELLO)]
    async with track(60, lanes=lanes) as t:
        count = int(t.race.standings[0].diverged[60])
        assert count > 0
        assert f"◆ {count} diverged" in t.panel("boards")
        assert "tame" in t.panel("plot")


async def test_a_failed_race_says_why(track: Any) -> None:
    async with track(0) as t:
        t.race.phase, t.race.reason = Phase.FAILED, "out of memory: use fewer units"
        t.race.want()
        await t.until(lambda: t.screen.snapshot.phase is Phase.FAILED)
        t.screen.place()
        t.screen.draw()
        await t.pilot.pause()
        assert "out of memory" in t.panel("notice")


@pytest.mark.parametrize(
    "word", ["[/b]x", "[@click=app.quit]x[/]", "한글 한", "\x1b[31mred", "👨‍👩‍👧 x"]
)
async def test_hostile_words_and_names_are_data(track: Any, word: str, plain: Any) -> None:
    base = HELLO.replace(text=word)
    lanes = [Lane(word, base), Lane("b", base.replace(learning_rate=0.1))]
    for size in ((120, 36), (80, 24)):
        async with track(5, base=base, lanes=lanes, seeds=3, size=size) as t:
            assert plain(t.rows)
            await t.press("enter")
            assert plain(t.rows)


@pytest.mark.parametrize(
    "size", [(1, 1), (20, 5), (60, 16), (61, 17), (100, 30), (200, 60), (300, 100)]
)
async def test_any_size_is_survived(track: Any, size: tuple[int, int]) -> None:
    async with track(20, seeds=3) as t:
        await t.resize(*size)
        for key in ("e", "escape", "question_mark", "escape", "enter", "escape", "tab"):
            await t.press(key)
        assert len(t.rows) == size[1]


async def test_keys_before_anything_is_known_do_no_harm(track: Any) -> None:
    async with track(0) as t:
        t.screen.snapshot = t.screen.blank()
        t.screen.draw()
        await t.press(*["b", "y", "tab", "comma", "full_stop", "home", "end", "enter", "space"])
