"""One run follows another: after a fault, while the one before still stops, with what was asked."""

from typing import Any

from rnn_tui.experiment import Experiment
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.until import parse_until


async def test_after_a_divergence_a_live_field_begins_a_run(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.DIVERGED, 20, reason="the cost was too high")
        before = s.session
        await s.fill("learning_rate", "0.001")
        await s.press("enter")
        assert s.session is not before
        assert s.session.plan.experiment == Experiment(learning_rate=0.001)
        assert list(before.orders) == []


async def test_no_run_starts_before_the_one_before_has_stopped(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.RUNNING, 3)
        slow = s.session
        stops = [False]
        slow.stop = lambda **_: stops[0]
        await s.press("n", "n", "n")
        assert s.session.plan.experiment.seed == 3
        assert [each.started for each in s.sessions[1:]] == [False, False, False]
        stops[0] = True
        await s.until(lambda: s.session.started)
        assert [each.started for each in s.sessions[1:]] == [False, False, True]


async def test_what_ends_a_run_holds_for_the_next_seed_and_is_named(stage: Any) -> None:
    async with stage() as s:
        solved = parse_until("solved")
        s.screen.begin(Plan(Experiment(), until=(solved,)))
        await s.press("n")
        assert s.session.plan.until == (solved,)
        await s.shown(Phase.DONE, 39, stopped_by="solved")
        assert "Stopped by" in s.text


async def test_under_windows_all_costs_of_the_list_are_those_of_the_curve(stage: Any) -> None:
    experiment = Experiment(text="if you want you", time_steps=4)
    async with stage(experiment) as s:
        snapshot = await s.shown(Phase.RUNNING, 57, cost=4.25)
        (current,) = [line for line in s.panel("answers").splitlines() if "▸" in line]
        assert current.endswith("4.25")
        assert f"{snapshot.picture.cost:.3f} nats" in s.panel("facts")


async def test_where_an_iteration_sees_a_part_the_mean_of_a_pass_stands_by_the_curve(
    stage: Any,
) -> None:
    async with stage(Experiment(text="if you want you", time_steps=4, batch_size=2)) as s:
        await s.until(lambda: s.screen.background.ready)
        await s.shown(Phase.PAUSED, 57)
        costs = [s.session.history.cost(k) for k in range(52, 58)]
        mean = sum(costs) / len(costs)
        await s.until(lambda: f"pass mean {mean:.2f}" in s.panel("cost"))
