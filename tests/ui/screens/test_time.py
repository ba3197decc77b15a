"""Moving in time on the screen: keys, clicks, what is shown of a moment that was wound back to."""

from typing import Any

import pytest

from rnn_tui.edits import Regime
from rnn_tui.experiment import Experiment, Optimizer
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.session.divergence import way_back
from rnn_tui.session.orders import Advance, Edit, Move, Other, Play, Seek, Toggle, Undo
from rnn_tui.task import Task


@pytest.fixture
def branch(past: Any) -> Any:
    """Make a branch with made-up costs up to a moment, and events."""

    def made(latest: int, *events: Event, experiment: Experiment | None = None) -> Branch:
        experiment = experiment or Experiment()
        found = Branch(Regime(experiment), past(Task(experiment), latest), 100)
        for event in events:
            found.events.append(event)
            found.history.put_mark(event.iteration, "edit")
        return found

    return made


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("comma", Move(-1)),
        ("less_than_sign", Move(-10)),
        ("greater_than_sign", Advance(10)),
        ("full_stop", Advance(1)),
        ("home", Seek(0)),
        ("u", Undo()),
        ("o", Other()),
    ],
)
async def test_keys_move_in_time(stage: Any, branch: Any, key: str, order: object) -> None:
    async with stage() as s:
        shown = branch(80, Event(3, "learning_rate", 0.5))
        facts = {"branch": shown, "latest": 80, "others": (branch(90),), "undo": shown.events[0]}
        await s.shown(Phase.PAUSED, 57, **facts)
        await s.press(key)
        assert list(s.session.orders) == [order]
        assert s.toasts == []


async def test_end_goes_as_far_as_there_is_a_moment(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 57, branch=branch(80), latest=80)
        await s.press("end")
        (order,) = s.session.orders
        assert order.moment > 80


async def test_what_cannot_be_undone_is_said(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 57, branch=branch(57), latest=57)
        await s.press("u")
        await s.press("o")
        assert s.toasts == [
            "there is no edit to undo",
            "there is one future only: wind back and change something for another",
        ]


async def test_a_click_on_the_timeline_seeks_its_moment(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 57, branch=branch(80), latest=80)
        await s.pilot.click("#timeline", offset=(1, 0))
        await s.pilot.click("#timeline", offset=(118, 0))
        await s.pilot.click("#timeline", offset=(60, 0))
        first, last, middle = s.session.orders
        assert (first, last) == (Seek(0), Seek(100))
        assert middle.moment == pytest.approx(50, abs=1)


async def test_a_click_on_the_curve_seeks_its_moment(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.until(lambda: s.screen.background.ready)
        await s.shown(Phase.PAUSED, 57, branch=branch(80), latest=80)
        cost = s.widget("cost")
        await s.pilot.click("#cost", offset=(cost.size.width - 1, 5))
        await s.pilot.click("#cost", offset=(5 + (cost.size.width - 5) // 2, 5))
        last, middle = s.session.orders
        assert last == Seek(100)
        assert middle.moment == pytest.approx(50, abs=2)


async def test_a_moment_of_the_past_is_shown_whole(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.until(lambda: s.screen.background.ready)
        shown = branch(100, Event(30, "learning_rate", 0.03))
        edited = Experiment(learning_rate=0.03)
        await s.shown(Phase.PAUSED, 44, branch=shown, latest=100, experiment=edited)
        assert s.rows[0].endswith("‖ paused  44/100")
        assert "56 ahead  end latest" in s.panel("cost")
        *earlier, current = [row for row in s.panel("answers").splitlines() if row.strip()]
        assert current.split()[:2] == ["▸", "44"]
        assert not any("▸" in row for row in earlier)
        later = [line.moment for line in shown.history.answers if line.moment > 44]
        assert later
        numbers = [row.split()[0] for row in s.panel("answers").splitlines()[2:] if row.strip()]
        assert not set(map(str, later)) & set(numbers)
        assert "101 moments" in s.panel("facts")
        events = s.panel("events")
        assert "30 ▴ learning rate .01 → .03" in events
        assert "44 ● shown, 56 kept ahead" in events
        assert s.input("learning_rate").value == "0.03"
        assert "▴" in s.crop(s.screen.query_one("#row-learning_rate").region)
        assert "▴" not in s.crop(s.screen.query_one("#row-decay").region)


async def test_a_former_future_is_named_in_the_plot(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.until(lambda: s.screen.background.ready)
        shown, former = branch(60, Event(30, "learning_rate", 0.03)), branch(100)
        former.change = Event(30, "learning_rate", 0.01)
        facts = {"latest": 60, "others": (former,), "undo": former}
        edited = Experiment(learning_rate=0.03)
        await s.shown(Phase.PAUSED, 60, branch=shown, experiment=edited, **facts)
        assert "at .01: " in s.panel("cost")
        assert "u undo" in s.panel("events").splitlines()[0]


async def test_a_run_that_goes_on_counts_no_moments_ahead(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.until(lambda: s.screen.background.ready)
        await s.shown(Phase.PAUSED, 57, branch=branch(57), latest=57)
        assert "ahead" not in s.text
        assert "Hint" in s.text


async def test_the_hint_can_be_turned_off(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 57, branch=branch(57), latest=57)
        assert s.screen.panels.hint.display
        await s.press("t")
        assert not s.screen.panels.hint.display
        await s.press("t")
        assert s.screen.panels.hint.display


async def test_m_takes_a_time_step_out_of_the_cost_and_back(stage: Any) -> None:
    async with stage(Experiment(loss_weights=(1, 1, 0.5, 1))) as s:
        await s.shown(Phase.PAUSED)
        await s.press("m")
        assert list(s.session.orders) == [Toggle(2)]
        out = Experiment(loss_weights=(1, 1, 0, 1))
        await s.shown(Phase.PAUSED, 58, experiment=out)
        assert "t = 3 ×0" in s.panel("network")
        # Before another moment is shown: neither may be lost.
        await s.press("m", "right", "m")
        assert list(s.session.orders) == [Toggle(2), Toggle(2), Toggle(3)]


async def test_past_answers_keep_their_weights_and_floors_are_said_to_be_of_now(
    stage: Any, branch: Any
) -> None:
    async with stage() as s:
        await s.until(lambda: s.screen.background.ready)
        edit = Event(57, "loss_weights", (1.0, 1.0, 0.0, 1.0))
        edited = Experiment(loss_weights=(1, 1, 0, 1))
        course = branch(57, edit)
        await s.shown(Phase.PAUSED, 57, branch=course, latest=57, experiment=edited)
        *past, current = [row for row in s.panel("answers").splitlines()[2:] if row.strip()]
        assert past
        assert not any("·" in row for row in past)
        assert "·" in current
        assert "floors of now" in s.panel("cost").splitlines()[0]
        await s.shown(Phase.PAUSED, 30, branch=course, latest=57)
        assert "floors of now" not in s.text


async def test_the_last_time_step_that_counts_stays(stage: Any) -> None:
    only = Experiment(loss_weights=(0, 0, 1, 0))
    async with stage(only) as s:
        await s.shown(Phase.PAUSED)
        await s.press("m")
        assert list(s.session.orders) == []
        assert s.toasts


async def test_wound_back_the_form_branches_where_it_can(stage: Any, branch: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 44, branch=branch(100), latest=100)
        await s.fill("learning_rate", "0.5")
        s.screen.form.draft = s.screen.form.draft.type("optimizer", "adam")
        s.screen.form.show()
        await s.pilot.pause()
        assert "Enter trains on from 44." in s.text
        s.input("learning_rate").focus()
        await s.press("enter")
        assert len(s.sessions) == 1
        assert set(s.session.orders) == {
            Edit("learning_rate", 0.5),
            Edit("optimizer", Optimizer.ADAM),
            Play(),
        }
        assert list(s.session.orders)[-1] == Play()


async def test_at_the_latest_moment_another_optimizer_starts_a_run(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 44)
        s.screen.form.draft = s.screen.form.draft.type("optimizer", "adam")
        s.screen.form.show()
        await s.press("ctrl+r")
        assert len(s.sessions) == 2


async def test_a_divergence_offers_the_way_back(stage: Any, branch: Any) -> None:
    async with stage() as s:
        broken = branch(60, Event(30, "learning_rate", 0.1))
        reason = "the cost was above 10 times a uniform guess: try a clip norm"
        facts = {"branch": broken, "latest": 60, "experiment": Experiment(learning_rate=0.1)}
        await s.shown(Phase.DIVERGED, 60, reason=reason, **facts)
        notice = s.panel("notice")
        assert "Diverged at iteration 60. The cost was above 10 times a uniform guess." in notice
        moment, rate = way_back(broken) or (-1, 0.0)
        assert 30 < moment <= 40
        assert rate == pytest.approx(0.01)
        assert f"enter back to {moment}, learning rate 0.01" in notice
        assert "clip norm" not in notice
