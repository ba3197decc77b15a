"""The form on the main screen: what is typed, what is wrong with it, and what it starts."""

from typing import Any

import pytest
from textual.widgets import Button

from rnn_tui.experiment import PRESETS, Cell, Experiment, Optimizer, Readout
from rnn_tui.record import Phase
from rnn_tui.session.orders import Edit, GoOn, Play

SIZES = [(120, 36), (80, 24)]
LINEAR = Experiment(readout=Readout.LINEAR, hidden_size=8)


async def test_letters_in_a_field_are_text(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.RUNNING)
        session = s.session
        await s.type("text", "q rnheky?+-.")
        assert s.input("text").value == "q rnheky?+-."
        assert s.app.is_running
        assert (s.session, list(session.orders), session.speed) == (session, [], 20)
        assert not s.screen.opened.help
        assert s.screen.chosen.step == 2


@pytest.mark.parametrize("control", ["cell", "carry_state", "optimizer"])
async def test_letters_on_a_choice_are_no_commands(stage: Any, control: str) -> None:
    async with stage() as s:
        session = s.session
        s.screen.query_one(f"#field-{control}").focus()
        await s.press("r", "n", "full_stop", "plus", "y", "h", "l", "q")
        assert s.app.is_running
        assert s.app._exit is False
        assert (s.session, list(session.orders), session.speed) == (session, [], 20)


async def test_letters_on_a_button_are_no_commands(stage: Any) -> None:
    async with stage() as s:
        session = s.session
        s.screen.query_one("#train").focus()
        await s.press("r", "n", "full_stop", "q")
        assert s.app._exit is False
        assert (s.session, list(session.orders)) == (session, [])


@pytest.mark.parametrize("size", SIZES)
async def test_enter_in_the_word_trains_it(stage: Any, size: tuple[int, int]) -> None:
    async with stage(size=size) as s:
        before = s.session
        await s.press("e")
        await s.type("text", "hihello")
        assert "A new word starts a new run." in " ".join(s.text.split())
        await s.press("enter")
        assert s.session.plan.experiment == Experiment(text="hihello")
        assert before.stopping
        assert s.session.started
        assert s.app.focused is None
        assert s.screen.form.draft.changed == ()
        assert not s.screen.opened.drawer
        await s.shown(Phase.RUNNING, 3)
        assert "hihello" in s.text


async def test_a_trained_value_is_written_as_the_run_has_it(stage: Any) -> None:
    async with stage() as s:
        await s.fill("seed", "3")
        await s.fill("learning_rate", "5e-1")
        await s.press("enter")
        assert s.session.plan.experiment == Experiment(seed=3, learning_rate=0.5)
        assert s.input("learning_rate").value == "0.5"


async def test_train_on_its_button_and_by_mouse(stage: Any) -> None:
    async with stage() as s:
        await s.fill("seed", "3")
        s.screen.query_one("#train").focus()
        await s.press("enter")
        assert s.session.plan.experiment.seed == 3
        await s.fill("seed", "4")
        await s.pilot.click("#train")
        assert s.session.plan.experiment.seed == 4


async def test_a_click_counts_though_the_button_moves_under_the_mouse(stage: Any) -> None:
    async with stage() as s:
        await s.fill("seed", "4")
        button = s.widget("train")
        before = button.region
        x, y = before.x + 1, before.y
        await s.pilot.mouse_down(offset=(x, y))
        s.screen.form.toggle_class("roomy")
        await s.until(lambda: button.region != before)
        assert (x, y) not in button.region
        await s.pilot.mouse_up(offset=(x, y))
        assert s.session.plan.experiment.seed == 4


async def test_a_click_dragged_away_from_the_button_is_none(stage: Any) -> None:
    async with stage() as s:
        await s.fill("seed", "4")
        await s.pilot.mouse_down("#train")
        await s.pilot.mouse_up("#network")
        assert s.session.plan.experiment.seed == 0
        assert s.app.mouse_captured is None


async def test_a_click_on_train_is_one_edit_that_plays(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await s.fill("learning_rate", "0.5")
        await s.pilot.click("#train")
        assert list(s.session.orders) == [Edit("learning_rate", 0.5), Play()]
        assert not s.toasts


@pytest.mark.parametrize("where", ["nowhere", "field", "choice", "help"])
async def test_ctrl_r_trains_from_anywhere(stage: Any, where: str) -> None:
    async with stage() as s:
        await s.fill("text", "abcab")
        match where:
            case "nowhere":
                await s.press("escape")
            case "choice":
                s.screen.query_one("#field-cell").focus()
            case "help":
                await s.press("escape", "question_mark")
        await s.press("ctrl+r")
        assert s.session.plan.experiment.text == "abcab"
        assert len(s.sessions) == 2


async def test_arrows_and_space_choose_and_enter_means_it(stage: Any) -> None:
    async with stage() as s:
        s.screen.query_one("#field-cell").focus()
        cells = []
        for key in ("space", "right", "down", "space", "left", "up"):
            await s.press(key)
            cells.append(s.screen.form.draft.partial.cell)
        assert cells == ["lstm", "gru", "rnn", "lstm", "rnn", "gru"]
        assert len(s.sessions) == 1
        await s.press("enter")
        assert s.session.plan.experiment == Experiment(cell=Cell.GRU)
        s.screen.query_one("#field-carry_state").focus()
        await s.press("space")
        assert s.screen.form.draft.partial.carry_state
        await s.press("ctrl+r")
        assert s.session.plan.experiment == Experiment(cell=Cell.GRU, carry_state=True)


@pytest.mark.parametrize("size", SIZES)
async def test_escape_keeps_the_draft(stage: Any, size: tuple[int, int]) -> None:
    async with stage(size=size) as s:
        await s.press("e")
        await s.fill("text", "draft")
        await s.press("escape")
        assert s.app.focused is None
        assert s.session.plan.experiment.text == "hello"
        await s.press("e")
        assert s.input("text").value == "draft"
        assert "1 changed" in s.text


async def test_a_draft_outlasts_the_frames_and_an_edit_of_the_run(stage: Any) -> None:
    async with stage() as s:
        await s.fill("seed", "77")
        await s.shown(Phase.RUNNING, experiment=Experiment(learning_rate=0.5))
        assert s.input("seed").value == "77"
        assert s.input("learning_rate").value == "0.5"
        assert s.screen.form.draft.changed == ("seed",)


@pytest.mark.parametrize("leave", ["enter", "tab", "escape", "ctrl+r"])
async def test_a_live_field_takes_effect_at_enter_and_on_leaving(stage: Any, leave: str) -> None:
    async with stage() as s:
        await s.shown(Phase.RUNNING)
        await s.type("learning_rate", ".5")
        assert list(s.session.orders) == []
        await s.press(leave)
        await s.until(lambda: s.session.orders)
        goes_on = leave in ("enter", "ctrl+r")
        edit = Edit("learning_rate", 0.5)
        assert set(s.session.orders) == ({edit, Play()} if goes_on else {edit})
        assert len(s.sessions) == 1
        await s.shown(Phase.RUNNING, 58, experiment=Experiment(learning_rate=0.5))
        assert s.screen.form.draft.changed == ()


async def test_a_live_field_takes_effect_once(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.RUNNING)
        await s.type("learning_rate", ".5")
        await s.press("tab")
        await s.shown(Phase.RUNNING, 58, experiment=Experiment(learning_rate=0.5))
        await s.press("tab")
        assert list(s.session.orders) == [Edit("learning_rate", 0.5)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("phase", "order"),
    [(Phase.RUNNING, Play()), (Phase.PAUSED, Play()), (Phase.DONE, GoOn())],
)
async def test_enter_on_a_live_field_leaves_the_form_and_the_run_goes_on(
    stage: Any, size: tuple[int, int], phase: Phase, order: object
) -> None:
    async with stage(size=size) as s:
        await s.press("e")
        await s.shown(phase)
        await s.type("learning_rate", ".5")
        await s.press("enter")
        assert list(s.session.orders)[:2] == [Edit("learning_rate", 0.5), order]
        assert s.app.focused is None
        assert not s.screen.opened.drawer


@pytest.mark.parametrize("key", ["enter", "ctrl+r"])
async def test_an_untouched_form_starts_no_run_and_bakes_no_edit_in(stage: Any, key: str) -> None:
    async with stage() as s:
        edited = Experiment(loss_weights=(1, 1, 0, 1))
        await s.shown(Phase.DONE, 100, experiment=edited)
        await s.press("e", key)
        assert (len(s.sessions), list(s.session.orders)) == (1, [])
        assert s.app.focused is None
        assert s.toasts == ["nothing was changed: r starts the run again"]


async def test_a_value_written_otherwise_is_no_change(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await s.type("learning_rate", "1e-2")
        await s.press("enter")
        assert (len(s.sessions), list(s.session.orders)) == (1, [])
        assert s.input("learning_rate").value == "0.01"


async def test_the_form_shows_what_was_edited_while_the_inspector_hid_it(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.DONE, 100)
        await s.press("x")
        await s.shown(Phase.DONE, 100, experiment=Experiment(loss_weights=(1, 1, 0, 1)))
        await s.press("x")
        assert "2016, 1 changed" in s.text


async def test_leaving_a_live_field_beside_another_change_edits_nothing(stage: Any) -> None:
    async with stage() as s:
        await s.fill("seed", "3")
        await s.fill("learning_rate", "0.5")
        await s.press("tab")
        assert list(s.session.orders) == []
        assert len(s.sessions) == 1
        s.input("learning_rate").focus()
        await s.press("enter")
        assert s.session.plan.experiment == Experiment(seed=3, learning_rate=0.5)


async def test_an_edit_that_conflicts_with_the_run_is_said(stage: Any) -> None:
    async with stage(memory=10**6) as s:
        await s.shown(Phase.RUNNING)
        await s.press("e")
        s.screen.form.post_message(s.screen.form.Edited({"seed": 3}))
        await s.pilot.pause()
        assert s.toasts == ["seed cannot change in flight"]


async def test_a_preset_is_chosen(stage: Any) -> None:
    async with stage(Experiment(text="word")) as s:
        assert "tensorflow-2016" in s.panel("field-preset")
        s.screen.query_one("#field-preset").focus()
        await s.press("space")
        expected = PRESETS["pytorch"].experiment.replace(text="word")
        assert s.screen.form.draft.experiment == expected
        assert s.panel("field-preset").startswith("pytorch")
        assert s.input("hidden_size").value == "8"
        await s.fill("seed", "5")
        assert s.screen.form.draft.preset_caption == "pytorch, 1 changed"
        await s.press("ctrl+r")
        assert s.session.plan.experiment == expected.replace(seed=5)


async def test_more_opens_the_further_fields(stage: Any) -> None:
    async with stage() as s:
        assert not s.widget("row-dtype").display
        more = s.screen.query_one("#more")
        more.focus()
        await s.press("enter")
        assert s.widget("row-dtype").display
        assert s.widget("row-momentum").display
        assert "Less" in s.panel("more")
        await s.press("space")
        assert not s.widget("row-dtype").display


async def test_a_field_that_does_not_apply_is_not_shown(stage: Any) -> None:
    async with stage() as s:
        assert s.widget("row-decay").display
        s.screen.query_one("#field-optimizer").focus()
        await s.press("right")
        assert s.screen.form.draft.partial.optimizer is Optimizer.ADAM
        assert not s.widget("row-decay").display
        await s.press("left")
        assert s.widget("row-decay").display


WRONG: list[tuple[str, Experiment, list[tuple[str, str]]]] = [
    (
        "text",
        Experiment(),
        [
            ("", "type at least 2 characters"),
            ("a", "needs 2 or more characters: one leaves nothing to predict"),
            ("👨‍👩‍👧", "needs 2 or more characters: one leaves nothing to predict"),
            ("   ", "only spaces: type at least 2 characters"),
            ("x" * 10_001, "too long: 10,001 characters, at most 10,000"),
        ],
    ),
    (
        "learning_rate",
        Experiment(),
        [
            (raw, "above 0 to 1,000, for example 0.01")
            for raw in ("0", "-1", "nan", "inf", "1e9", "abc", "１", "1_0", "", "1,5", "1e")
        ],
    ),
    (
        "hidden_size",
        LINEAR,
        [(raw, "a whole number, 1 to 1,024") for raw in ("0", "1.5", "1000000", "-1")],
    ),
    (
        "hidden_size",
        Experiment(),
        [("7", "4, the vocabulary's size, as there is no readout; or set readout to linear")],
    ),
    (
        "seed",
        Experiment(),
        [(raw, "0 to 4,294,967,295") for raw in ("-1", "1.5", "4294967296", "random")],
    ),
    (
        "iterations",
        Experiment(),
        [(raw, "a whole number, 1 to 1,000,000,000,000") for raw in ("0", "-1", "1e3")],
    ),
    (
        "time_steps",
        Experiment(),
        [("5", "all, or 1 to 4, the time steps of the text"), ("0", "all, or a whole number")],
    ),
    (
        "batch_size",
        Experiment(),
        [("99", "all, or 1 to 1, the windows of the text"), ("0", "all, or a whole number")],
    ),
    ("clip_norm", Experiment(), [(raw, "off, or above 0") for raw in ("0", "-1", "nan")]),
    ("loss_weights", Experiment(), [("1,1", "ones, or 4 numbers"), ("0,0,0,0", "above 0")]),
    ("momentum", Experiment(), [("1", "0 to below 1"), ("x", "0 to below 1")]),
    ("decay", Experiment(), [("1", "0 to below 1"), ("-0.1", "0 to below 1")]),
]


@pytest.mark.parametrize(
    ("name", "experiment", "inputs", "size"),
    [
        *((*wrong, (120, 36)) for wrong in WRONG),
        # In the drawer, too: fields at its top, in its middle and beyond its end.
        *((name, *rest, (80, 24)) for name, *rest in WRONG if name in ("text", "seed", "momentum")),
    ],
)
async def test_a_wrong_value_is_named_beneath_its_field(
    stage: Any,
    name: str,
    experiment: Experiment,
    inputs: list[tuple[str, str]],
    size: tuple[int, int],
) -> None:
    async with stage(experiment, size=size) as s:
        await s.shown(Phase.RUNNING)
        session = s.session
        await s.press("e")
        if not s.widget(f"row-{name}").display:
            s.screen.query_one("#more").focus()
            await s.press("enter")
        for raw, sentence in inputs:
            await s.fill(name, raw)
            assert sentence in s.problem(name), raw
            assert s.screen.query_one("#train", Button).disabled, raw
            await s.press("enter")
            assert s.input(name).has_focus
        await s.press("ctrl+r")
        s.screen.query_one("#train", Button).press()
        await s.press("escape")
        assert s.sessions == [session]
        assert list(session.orders) == []
        assert not session.stopping
        assert s.screen.shown.snapshot.moment == 57


async def test_a_network_over_the_memory_is_refused_with_the_arithmetic(stage: Any) -> None:
    async with stage(LINEAR, memory=10**6) as s:
        await s.fill("hidden_size", "1000")
        problem = s.problem("hidden_size")
        assert "1,009,004 parameters over 4 time steps take about 32 MB" in problem
        assert "more than --memory 1.0MB" in problem
        assert s.screen.query_one("#train", Button).disabled
        await s.press("enter")
        assert len(s.sessions) == 1


async def test_a_mended_value_takes_the_sentence_away(stage: Any) -> None:
    async with stage() as s:
        await s.fill("seed", "-1")
        assert s.problem("seed")
        await s.fill("seed", "1")
        assert s.problem("seed") == ""
        assert not s.screen.query_one("#train", Button).disabled


async def test_ctrl_r_goes_to_what_is_wrong_even_behind_more(stage: Any) -> None:
    async with stage() as s:
        s.screen.query_one("#more").focus()
        await s.press("enter")
        await s.fill("clip_norm", "0")
        s.screen.query_one("#more").focus()
        await s.press("enter")
        await s.press("escape", "ctrl+r")
        assert s.app.focused is s.input("clip_norm")
        assert s.problem("clip_norm")
        assert len(s.sessions) == 1


async def test_ctrl_r_opens_the_drawer_on_what_is_wrong(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.press("e")
        await s.fill("seed", "-1")
        await s.press("escape", "ctrl+r")
        assert s.app.focused is s.input("seed")
        assert s.problem("seed")


async def test_backspace_takes_a_whole_character(stage: Any) -> None:
    async with stage() as s:
        await s.fill("text", "ab👨‍👩‍👧")
        await s.press("end", "backspace")
        assert s.input("text").value == "ab"
        await s.press("backspace")
        assert s.input("text").value == "a"


async def test_up_and_down_walk_the_fields(stage: Any) -> None:
    async with stage() as s:
        await s.press("e", "down")
        assert s.app.focused is s.screen.query_one("#field-preset")
        s.input("learning_rate").focus()
        await s.press("down")
        assert s.app.focused is s.input("decay")
        await s.press("up")
        assert s.app.focused is s.input("learning_rate")


async def test_the_footer_offers_the_keys_of_a_field(stage: Any) -> None:
    async with stage() as s:
        await s.press("e")
        footer = s.panel("footer")
        assert footer.strip().startswith("tab next field")
        assert footer.rstrip().endswith("F1 help")
        assert "q quit" not in footer
        await s.press("escape")
        assert s.panel("footer").rstrip().endswith("? help   q quit")


async def test_f1_helps_in_a_field(stage: Any) -> None:
    async with stage() as s:
        await s.press("e", "f1")
        assert s.screen.opened.help


async def test_reset_and_undo_by_button(stage: Any) -> None:
    async with stage() as s:
        await s.pilot.click("#reset")
        assert len(s.sessions) == 2
        await s.fill("seed", "8")
        await s.pilot.click("#undo")
        assert s.input("seed").value == "0"
        assert len(s.sessions) == 2


async def test_on_a_choice_a_question_mark_is_no_command_and_f1_is(stage: Any) -> None:
    async with stage() as s:
        s.screen.query_one("#field-cell").focus()
        await s.press("question_mark")
        assert not s.screen.opened.help
        await s.press("f1")
        assert s.screen.opened.help
