"""The inspector on the screen: keys, clicks, what is asked of the session, and weights by hand."""

from typing import Any

import pytest

from rnn_tui.edits import NOTHING, Ablations, Freeze, Hold, Weight, Zero
from rnn_tui.experiment import Cell, Experiment
from rnn_tui.record import Phase
from rnn_tui.session.orders import Advance, Edit
from rnn_tui.task import Task

LSTM = Experiment(text="hihello", cell=Cell.LSTM)
LEFT = ("steps", "maps", "gradient")
RIGHT = ("unit", "cell", "logits", "inner-shapes")


@pytest.fixture
def looking(within: Any) -> Any:
    """Feed a snapshot that has an inside."""

    async def feed(s: Any, step: int = 2, ablations: Ablations = NOTHING, moment: int = 57) -> None:
        experiment = s.session.plan.experiment
        inside = within(Task(experiment), step, moment)
        await s.shown(Phase.PAUSED, moment, inside=inside, ablations=ablations)

    return feed


def open_panels(s: Any) -> set[str]:
    return {widget.id for widget in s.screen.inner.widgets() if widget.display}


def cursor(s: Any) -> tuple[int, int]:
    view = s.screen.inner.tensor.view
    return view.row, view.column


async def test_x_opens_the_inspector_and_closes_it(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("x")
        await looking(s)
        assert open_panels(s) == {*LEFT, *RIGHT}
        assert not s.screen.panels.network.display
        assert "Inside, over time" in s.text
        assert "Gradient through time" in s.text
        await s.press("x")
        assert open_panels(s) == set()
        assert "The unrolled network" in s.text


@pytest.mark.parametrize("key", ["escape", "x"])
async def test_what_closes_the_inspector(stage: Any, key: str) -> None:
    async with stage(LSTM) as s:
        await s.press("x", key)
        assert not s.screen.lens.inspector


async def test_the_inside_is_asked_for_only_where_it_is_shown(stage: Any) -> None:
    async with stage(LSTM) as s:
        assert s.screen.probe() is None
        await s.press("x")
        probe = s.screen.probe()
        assert (probe.step, probe.first, probe.end) == (2, 0, 6)
        assert (probe.losses_first, probe.losses_end) == (0, 6)
        await s.press("left")
        assert s.screen.probe().step == 1
        await s.press("x")
        assert s.screen.probe() is None
    async with stage(LSTM, size=(200, 60)) as s:
        await s.until(lambda: s.screen.inner.gradient.size.area)
        assert s.screen.probe() is not None
        assert open_panels(s) == {"kernel", "gradient", "portrait"}


async def test_tab_turns_a_small_terminal_through_three_pages(stage: Any, looking: Any) -> None:
    async with stage(LSTM, size=(80, 24)) as s:
        await s.press("x")
        await looking(s)
        assert open_panels(s) == {"steps", "maps"}
        assert "|∂L/∂h_t|" in s.panel("steps")
        assert "tab arithmetic" in s.rows[-1]
        await s.press("tab")
        assert open_panels(s) >= {"unit", "cell", "logits"}
        assert "tab gradient" in s.rows[-1]
        await s.press("tab")
        assert open_panels(s) == {"gradient", "inner-shapes"}
        assert "s = 6" in s.panel("gradient")
        assert "10 × 20" in s.panel("inner-shapes")
        assert "tab maps" in s.rows[-1]
        await s.until(lambda: s.screen.probe().losses_end == 6)
        await s.press("tab")
        assert open_panels(s) == {"steps", "maps"}


async def test_tab_puts_the_portrait_away_before_it_turns(stage: Any, looking: Any) -> None:
    async with stage(LSTM, size=(80, 24)) as s:
        await s.press("x", "tab", "v")
        await looking(s)
        assert open_panels(s) == {"steps", "portrait"}
        await s.press("tab")
        assert open_panels(s) >= {"unit", "cell"}
        await s.press("tab")
        assert open_panels(s) == {"gradient", "inner-shapes"}


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (120, 36), (160, 50), (200, 60)])
async def test_v_draws_the_portrait_in_any_terminal(
    stage: Any, looking: Any, size: tuple[int, int]
) -> None:
    async with stage(LSTM, size=size) as s:
        await s.press("v")
        await looking(s)
        assert "unit 1 → unit" in s.panel("portrait")


@pytest.mark.parametrize("size", [(100, 30), (120, 36), (200, 60)])
async def test_the_inspector_reads_the_run_too(
    stage: Any, looking: Any, size: tuple[int, int]
) -> None:
    async with stage(LSTM, size=size) as s:
        await s.until(lambda: s.screen.background.ready)
        await s.press("x")
        await looking(s)
        line = s.panel("hint")
        assert s.screen.shown.snapshot.picture is not None
        assert line.strip()
        # It stands in the inspector, which x would close.
        assert "x shows" not in line
        await s.press("t")
        assert line not in s.text
        await s.press("t")
        assert line in s.text


async def test_where_the_hint_has_no_room_t_says_so(stage: Any, looking: Any) -> None:
    async with stage(LSTM, size=(80, 24)) as s:
        await s.press("x")
        await looking(s)
        await s.press("t", "t")
        assert s.toasts == ["the hint has no room here"]
        await s.press("tab", "tab")
        assert s.panel("hint").strip()


async def test_tab_still_walks_the_form(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.press("e", "tab")
        assert s.app.focused is s.widget("field-preset")


async def test_arrows_choose_in_the_inspector_too(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("x", "right", "down", "j")
        await looking(s, step=3)
        assert (s.screen.chosen.step, s.screen.chosen.unit) == (3, 2)
        assert "time step 4 of 6" in s.panel("steps")
        assert "Unit 3 at t = 4" in s.panel("unit")


async def test_a_click_chooses_time_step_and_unit(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("x")
        await looking(s)
        row = next(y for y, line in enumerate(s.panel("steps").splitlines()) if "t = 5" in line)
        x = s.panel("steps").splitlines()[row].index("t = 5")
        await s.pilot.click("#steps", offset=(x, row + 1))
        assert s.screen.chosen.step == 4
        lines = s.panel("maps").splitlines()
        y = next(k for k, line in enumerate(lines) if line.startswith("4"))
        await s.pilot.click("#maps", offset=(2, y))
        assert (s.screen.chosen.step, s.screen.chosen.unit) == (0, 3)


async def test_training_is_steered_from_the_inspector(stage: Any) -> None:
    async with stage(LSTM) as s:
        await s.shown(Phase.PAUSED)
        await s.press("x", "full_stop")
        assert list(s.session.orders) == [Advance(1)]


async def test_units_have_two_rows_where_there_is_room(stage: Any, looking: Any) -> None:
    async with stage(LSTM, size=(200, 60)) as s:
        await s.press("x")
        await looking(s)
        rows = s.panel("maps").splitlines()[1:11]
        assert [row[:2].strip() for row in rows] == ["▸", "", "2", "", "3", "", "4", "", "5", ""]


async def test_z_lets_the_scale_follow_the_numbers(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("x")
        await looking(s)
        fixed = s.panel("maps")
        await s.press("z")
        assert s.screen.lens.automatic
        assert s.panel("maps") != fixed
        await s.press("z")
        assert s.panel("maps") == fixed


async def test_a_weight_is_typed_and_set(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        assert s.app.focused is s.screen.inner.tensor
        assert s.panel("tensor").startswith("kernel")
        await s.press("down", "right", "l", "j", *"-.5")
        assert "-.5▏" in s.panel("tensor")
        await s.press("enter")
        assert list(s.session.orders) == [Edit("weight", Weight("kernel", (2, 2), -0.5))]
        assert "▏" not in s.panel("tensor")


async def test_a_number_that_is_none_stays_and_is_explained(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        await s.press(*"1-2", "enter")
        assert list(s.session.orders) == []
        assert "1-2▏" in s.panel("tensor")
        assert "for example 0.5" in s.panel("tensor")
        await s.press("backspace", "backspace", "enter")
        assert list(s.session.orders) == [Edit("weight", Weight("kernel", (0, 0), 1.0))]


@pytest.mark.parametrize(
    "key", ["comma", "n", "x", "a", "u", "space", "left", "l", "tab", "right_square_bracket"]
)
async def test_while_a_number_is_typed_no_other_key_counts(
    stage: Any, looking: Any, key: str
) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        await s.press("0", key)
        assert s.toasts == ["a number is being typed: enter sets it, esc forgets it"]
        await s.press("full_stop", "5")
        assert "0.5▏" in s.panel("tensor")
        assert (len(s.sessions), list(s.session.orders)) == (1, [])
        assert s.app.focused is s.screen.inner.tensor
        await s.press("enter")
        assert list(s.session.orders) == [Edit("weight", Weight("kernel", (0, 0), 0.5))]


async def test_a_number_left_half_typed_is_said(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        await s.press("0", "full_stop")
        await s.pilot.click("#tensor", offset=(30, 3))
        assert cursor(s) == (0, 0)
        assert "0.▏" in s.panel("tensor")
        s.screen.set_focus(None)
        await s.pilot.pause()
        assert s.toasts[-1] == "0. was not set"


async def test_escape_forgets_a_number_then_leaves_the_weights(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        await s.press("5", "escape")
        assert s.screen.lens.tensor
        assert "5▏" not in s.panel("tensor")
        await s.press("escape")
        assert not s.screen.lens.tensor
        assert s.screen.lens.inspector
        assert list(s.session.orders) == []


async def test_brackets_turn_to_the_other_tensors(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        await s.press("right_square_bracket")
        assert s.panel("tensor").startswith("bias")
        await s.press("right_square_bracket")
        assert s.panel("tensor").startswith("kernel")
        await s.press("left_square_bracket")
        assert s.panel("tensor").startswith("bias")


async def test_a_tensor_of_few_rows_gives_the_matrix_its_place_back(
    stage: Any, looking: Any
) -> None:
    async with stage(Experiment(text="hihello", cell=Cell.GRU), size=(100, 30)) as s:
        await s.press("w")
        await looking(s)
        assert open_panels(s) >= {"tensor"}
        assert "gradient" not in open_panels(s)
        await s.press("right_square_bracket")
        assert s.panel("tensor").startswith("gates_bias")
        assert "gradient" in open_panels(s)


async def test_the_cursor_stays_in_its_tensor(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        await s.press("up", "left")
        assert cursor(s) == (0, 0)
        await s.press(*["down"] * 12, *["right"] * 30)
        assert cursor(s) == (9, 19)


async def test_the_menu_puts_parts_out_of_action_and_lets_them_go(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("x", "down", "a")
        await looking(s)
        assert s.app.focused is s.screen.inner.menu
        await s.press("enter")
        await s.press(*["down"] * 3, "space")
        await s.press(*["down"] * 30, "enter")
        assert list(s.session.orders) == [
            Edit("zero", Zero(1)),
            Edit("hold", Hold("forget", 0.0)),
            Edit("freeze", Freeze("bias")),
        ]
        now = Ablations(frozenset({1}), (("forget", 0.0),), frozenset({"bias"}))
        await looking(s, ablations=now, moment=58)
        assert s.panel("menu").count("☑") == 3
        assert "zeroed: h = 0" in s.panel("unit")
        assert "held at 0" in s.panel("maps")
        s.session.orders.clear()
        await s.press("enter")
        assert list(s.session.orders) == [Edit("freeze", Freeze("bias", on=False))]
        await s.press("escape")
        assert not s.screen.lens.menu
        assert s.screen.lens.inspector


async def test_a_cell_without_gates_is_offered_none(stage: Any, looking: Any) -> None:
    async with stage() as s:
        await s.press("a")
        await looking(s)
        assert "hold" not in s.panel("menu")
        assert "zero unit 1" in s.panel("menu")


async def test_v_draws_the_portrait_with_one_unit_after_the_other(stage: Any, looking: Any) -> None:
    async with stage() as s:
        await s.press("v")
        await looking(s)
        assert "unit 1 → unit 2" in s.panel("portrait")
        await s.press("v")
        assert "unit 1 → unit 3" in s.panel("portrait")
        await s.press("v", "v")
        assert not s.screen.inner.portrait.display
        await s.press("v")
        assert "unit 1 → unit 2" in s.panel("portrait")


async def test_the_form_takes_the_place_of_the_inspector(stage: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("x", "e")
        assert not s.screen.lens.inspector
        assert s.app.focused is s.input("text")


async def test_another_network_keeps_what_is_chosen_inside_it(stage: Any, looking: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("w")
        await looking(s)
        await s.press(*["down"] * 9, *["right"] * 19)
        await s.press("escape")
        await s.press("n")
        assert cursor(s) == (9, 19)
        await s.press("escape", "e")
        await s.type("text", "ab")
        await s.press("enter")
        await s.press("w")
        assert cursor(s) == (3, 7)


@pytest.mark.parametrize("size", [(60, 16), (79, 24), (100, 30), (130, 40), (200, 60), (59, 10)])
async def test_any_size(stage: Any, looking: Any, size: tuple[int, int]) -> None:
    async with stage(LSTM, size=size) as s:
        await s.press("x")
        await looking(s)
        for key in ("w", "escape", "a", "escape", "v", "tab", "x"):
            await s.press(key)
        assert not s.screen.lens.inspector


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (200, 60)])
async def test_the_help_of_the_inspector_explains_it_and_leaves_it_in_view(
    stage: Any, looking: Any, size: tuple[int, int]
) -> None:
    async with stage(LSTM, size=size) as s:
        await s.press("x", "question_mark")
        await looking(s)
        assert "Inside the network: what happens over time" in " ".join(s.panel("help").split())
        assert ({"steps", "maps"} <= open_panels(s)) == (size[0] >= 120)
        assert not s.screen.panels.network.display
        await s.press("escape")
        assert s.screen.lens.inspector
        assert {"steps", "maps"} <= open_panels(s)
        await s.press("x", "question_mark")
        assert "A column is a time step" in s.text


async def test_before_the_inside_is_known_the_inspector_stands(stage: Any) -> None:
    async with stage(LSTM) as s:
        await s.press("x")
        await s.shown(Phase.LOADING, 0, picture=None)
        assert "Inside, over time" in s.text
        await s.press("w", "escape", "a", "escape", "v")
