"""The keys of the main screen: each does what the list of commands says."""

from typing import Any

import numpy as np
import pytest

from rnn_tui.commands import TRAIN, commands_of
from rnn_tui.experiment import Experiment
from rnn_tui.record import Event, Phase
from rnn_tui.session.orders import Advance, GoOn, Pause, Play, Recover
from rnn_tui.session.plan import Plan
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.exporting import ExportingScreen
from rnn_tui.ui.screens.inspecting import InspectingScreen
from rnn_tui.ui.screens.opening import OpeningScreen
from rnn_tui.ui.screens.run import RunScreen
from rnn_tui.ui.screens.sharing import SharingScreen
from rnn_tui.ui.screens.train import TrainScreen
from rnn_tui.ui.screens.winding import WindingScreen

KINDS = (
    SharingScreen,
    ExportingScreen,
    RunScreen,
    WindingScreen,
    InspectingScreen,
    OpeningScreen,
    TrainScreen,
    RnnTuiApp,
)


def test_every_command_has_its_action_and_every_action_its_command() -> None:
    own = {
        name.removeprefix("action_")
        for kind in KINDS
        for name in vars(kind)
        if name.startswith("action_")
    }
    here = commands_of(TRAIN)
    inherited = {c.id for c in here if hasattr(RnnTuiApp, f"action_{c.id}")}
    assert own | inherited == {command.id for command in here}


async def test_every_key_is_bound_to_its_command(stage: Any) -> None:
    async with stage() as s:
        bound = {
            key: active.binding.action
            for key, active in s.app.screen.active_bindings.items()
            if active.enabled
        }
        for command in commands_of(TRAIN):
            for key in command.keys:
                # Textual binds its palette itself.
                assert bound[key].removeprefix("command_") == command.id


@pytest.mark.parametrize(
    ("phase", "order"),
    [
        (Phase.RUNNING, Pause()),
        (Phase.PAUSED, Play()),
        (Phase.READY, Play()),
        (Phase.DONE, GoOn()),
    ],
)
async def test_space_plays_pauses_and_goes_on(stage: Any, phase: Phase, order: object) -> None:
    async with stage() as s:
        await s.shown(phase)
        await s.press("space")
        assert list(s.session.orders) == [order]


async def test_space_cannot_go_on_from_a_divergence_but_enter_can(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.DIVERGED)
        await s.press("space")
        assert list(s.session.orders) == []
        assert "enter goes back and on" in s.toasts[0]
        await s.press("enter")
        assert list(s.session.orders) == [Recover()]


async def test_enter_recovers_from_nothing_but_a_divergence(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.RUNNING)
        await s.press("enter")
        assert list(s.session.orders) == []


@pytest.mark.parametrize("phase", [Phase.FAILED, Phase.INTERRUPTED])
async def test_space_cannot_go_on_where_a_run_broke_off(stage: Any, phase: Phase) -> None:
    async with stage() as s:
        await s.shown(phase)
        await s.press("space")
        assert list(s.session.orders) == []
        assert s.toasts == ["this run has ended: r starts it again, e edits it"]


async def test_the_full_stop_makes_one_iteration(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await s.press("full_stop")
        assert list(s.session.orders) == [Advance(1)]


async def test_r_starts_the_experiment_as_it_was_begun(stage: Any) -> None:
    begun = Experiment(seed=5)
    async with stage(begun) as s:
        await s.shown(Phase.RUNNING, experiment=begun.replace(learning_rate=0.5))
        before = s.session
        await s.press("r")
        assert before.stopping
        assert s.session is not before
        assert s.session.plan.experiment == begun
        assert s.session.started
        assert s.screen.shown.snapshot.moment == 0


async def test_given_weights_stay_for_the_same_seed_and_edits_do_not(stage: Any) -> None:
    weights = {"kernel": np.zeros((8, 4))}
    begun = Plan(Experiment(), weights, (Event(3, "learning_rate", 0.5),))
    async with stage(begun) as s:
        await s.press("r")
        assert s.session.plan.initial is weights
        assert s.session.plan.events == ()
        await s.press("n")
        assert s.session.plan.initial is None


@pytest.mark.parametrize(("seed", "following"), [(5, 6), (2**32 - 1, 0)])
async def test_n_takes_the_next_seed(stage: Any, seed: int, following: int) -> None:
    async with stage(Experiment(seed=seed)) as s:
        await s.press("n")
        assert s.session.plan.experiment == Experiment(seed=following)
        assert s.input("seed").value == str(following)
        assert len(s.sessions) == 2


async def test_speed_goes_from_step_to_step_and_stops_at_the_ends(stage: Any) -> None:
    async with stage() as s:
        assert s.session.speed == 20
        await s.press("plus", "equals_sign")
        assert s.session.speed == 100
        await s.press(*["plus"] * 8)
        assert "unlimited" in s.rows[s.widget("speed").region.y]
        speeds = [s.session.speed]
        for keys in (["minus"], ["minus"] * 20, ["r"]):
            await s.press(*keys)
            speeds.append(s.session.speed)
        assert speeds == [None, 1000, 1, 1]
        assert s.toasts == []


async def test_a_new_speed_is_said_where_there_is_no_slider(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.press("plus")
        assert s.toasts == ["speed: 50 it/s"]
        await s.press("minus", "minus")
        assert s.toasts[-1] == "speed: 10 it/s"


async def test_arrows_choose_time_step_and_unit_and_stop_at_the_ends(stage: Any) -> None:
    async with stage() as s:
        await s.shown()
        assert (s.screen.chosen.step, s.screen.chosen.unit) == (2, 0)
        assert "time step 3 of 4" in s.panel("network")
        await s.press("left")
        assert s.screen.chosen.step == 1
        assert "time step 2 of 4" in s.panel("network")
        await s.press("h", "h", "h")
        assert s.screen.chosen.step == 0
        await s.press("l", "right", "l", "l", "l")
        assert s.screen.chosen.step == 3
        await s.press("down", "j")
        assert s.screen.chosen.unit == 2
        await s.press("k", "up", "up")
        assert s.screen.chosen.unit == 0
        await s.press(*["j"] * 9)
        assert s.screen.chosen.unit == 3


async def test_a_chosen_step_is_kept_within_the_next_text(stage: Any) -> None:
    async with stage(Experiment(text="a longer text")) as s:
        await s.press(*["right"] * 12, *["down"] * 12)
        assert (s.screen.chosen.step, s.screen.chosen.unit) == (11, 9)
        await s.type("text", "abc")
        await s.press("enter")
        assert s.session.plan.experiment.text == "abc"
        assert (s.screen.chosen.step, s.screen.chosen.unit) == (1, 2)


async def test_y_turns_the_axis_of_the_plot(stage: Any) -> None:
    async with stage() as s:
        await s.until(lambda: s.screen.background.ready)
        await s.shown(Phase.PAUSED)
        assert "linear  y log" in s.panel("cost")
        await s.press("y")
        assert s.screen.panels.plot_is_log
        assert "log  y linear" in s.panel("cost")
        await s.press("y")
        assert not s.screen.panels.plot_is_log


async def test_a_diverged_run_is_shown_on_a_logarithmic_axis(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.DIVERGED, reason="the cost is nan")
        assert s.screen.panels.plot_is_log
        await s.press("y")
        assert not s.screen.panels.plot_is_log


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_e_goes_to_the_word_and_escape_leaves_it(stage: Any, size: tuple[int, int]) -> None:
    async with stage(size=size) as s:
        small = size[0] < 100
        assert s.screen.form.display is not small
        await s.press("e")
        assert s.screen.form.display
        assert s.app.focused is s.input("text")
        await s.press("escape")
        assert s.app.focused is None
        assert s.screen.form.display is not small


async def test_undo_changes_puts_the_values_of_the_run_back(stage: Any) -> None:
    async with stage() as s:
        await s.type("seed", "99")
        assert s.screen.form.draft.changed == ("seed",)
        s.screen.action_undo_changes()
        await s.pilot.pause()
        assert s.screen.form.draft.changed == ()
        assert s.input("seed").value == "0"


async def test_the_palette_lists_every_command(stage: Any) -> None:
    async with stage() as s:
        titles = {entry.title for entry in s.app.get_system_commands(s.screen)}
        assert titles >= {c.label for c in commands_of(TRAIN) if c.id != "palette"}
        await s.press("ctrl+p")
        await s.until(lambda: len(s.app.screen_stack) == 2)
        await s.press(*"one iteration")
        await s.until(lambda: "training: one iteration" in s.text)
        await s.press("enter")
        await s.until(lambda: list(s.session.orders) == [Advance(1)])


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_opens_and_closes(stage: Any, key: str) -> None:
    async with stage() as s:
        await s.press(key)
        assert s.screen.opened.help
        assert s.screen.panels.help.has_focus
        assert "A column is a time step" in s.text
        await s.press("escape")
        assert not s.screen.opened.help
        assert "A column is a time step" not in s.text
        await s.press(key)
        await s.press(key)
        assert not s.screen.opened.help


async def test_commands_work_while_the_help_is_open(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await s.press("question_mark", "full_stop", "right")
        assert list(s.session.orders) == [Advance(1)]
        assert s.screen.chosen.step == 3


async def test_the_help_scrolls_and_stops_at_both_ends(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.press("question_mark")
        page = s.screen.panels.help
        await s.press("down", "j")
        assert page.top == 2
        await s.press("up", "k", "k", "k")
        assert page.top == 0
        await s.press(*["pagedown"] * 20)
        end = page.top
        assert end > 0
        assert s.panel("help").rstrip().endswith("better?")
        await s.press("up")
        assert page.top == end - 1


async def test_q_quits(stage: Any) -> None:
    async with stage() as s:
        session = s.session
        await s.press("q")
        await s.until(lambda: not s.app.is_running)
    assert session.stopping
    assert s.app.return_code == 0
