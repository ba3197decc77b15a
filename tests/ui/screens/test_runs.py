"""A run on the main screen: from loading to its end, at any size, with keys and with the mouse."""

import threading
from typing import Any

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.train import TrainScreen


async def test_while_loading_the_text_is_there_and_the_form_takes_keys(stage: Any) -> None:
    async with stage() as s:
        assert s.session.started
        assert "◌ loading engine  0/100" in s.rows[0]
        network = s.panel("network").splitlines()
        assert network[2].split() == ["target", "e", "l", "l", "o"]
        assert network[-1].split() == ["input", "h", "e", "l", "l"]
        assert "uniform guess" in s.panel("cost")
        before = s.session
        await s.press("e")
        await s.type("text", "abc")
        await s.press("enter")
        assert s.session.plan.experiment.text == "abc"
        assert s.session.started
        assert before.stopping
        assert s.panel("network").splitlines()[2].split() == ["target", "b", "c"]


async def test_a_snapshot_of_another_run_is_left_aside(stage: Any) -> None:
    async with stage() as s:
        stale = s.session.shows(Phase.RUNNING, 57, run=s.session.run - 1)
        await s.until(lambda: s.session.taken == 1)
        await s.pilot.pause()
        assert s.screen.shown.snapshot is not stale
        assert "0/100" in s.rows[0]


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16), (200, 60)])
async def test_every_number_belongs_to_the_moment_shown(stage: Any, size: tuple[int, int]) -> None:
    async with stage(size=size) as s:
        snapshot = await s.shown(Phase.RUNNING, 57, rate=20.0)
        assert s.rows[0].endswith("► running  57/100  20 it/s")
        cost = snapshot.picture.cost
        answers = s.panel("answers").splitlines()
        current = next(line for line in answers if line.startswith("▸"))
        assert current.split()[1] == "57"
        assert current.split()[-1] == f"{cost:.2f}"
        letters = "".join(s.session.task.vocabulary[i] for i in snapshot.picture.predictions)
        assert " ".join(letters) in current
        predicted = next(row for row in s.panel("network").splitlines() if row.startswith("pred"))
        assert "".join(predicted.split()[2::2]) == letters


async def test_the_costs_of_the_row_add_up_to_the_cost(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 57, seconds=2.94)
        row = next(r for r in s.panel("network").splitlines() if r.startswith("cost"))
        total = sum(float(part) for part in row.split()[1:])
        facts = dict(line.rsplit("  ", 1) for line in s.panel("facts").splitlines()[1:])
        facts = {name.strip(): value.strip() for name, value in facts.items()}
        assert float(facts["Cost"].removesuffix(" nats")) == pytest.approx(total, abs=0.02)
        assert facts["Elapsed"] == "2.9 s"
        assert facts["History"].startswith("58 moments")


async def test_done_keeps_the_screen_and_says_so(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.DONE, 100)
        assert s.rows[0].endswith("■ done  100/100")
        assert s.rows[1].rstrip().endswith("●")
        await s.shown(Phase.RUNNING, 101, iterations=200)
        assert "101/200" in s.rows[0]


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (200, 60)])
@pytest.mark.parametrize(
    ("phase", "heading", "sentence"),
    [
        (Phase.DIVERGED, "Diverged at iteration 23.", "The cost is nan."),
        (Phase.FAILED, "The run failed.", "the cost is nan"),
    ],
)
async def test_a_run_that_broke_off_says_why(
    stage: Any, phase: Phase, heading: str, sentence: str, size: tuple[int, int]
) -> None:
    async with stage(size=size) as s:
        await s.shown(phase, 23, reason="the cost is nan")
        assert f"{phase}  23/100" in s.rows[0]
        notice = " ".join(s.panel("notice").replace("▌", " ").split())
        assert notice == f"{heading} {sentence}"
        await s.press("r")
        assert not s.widget("notice").display


async def test_a_fault_of_the_engine_ends_the_run_and_not_the_app() -> None:
    def broken(plan: Plan) -> Any:
        raise MemoryError("[/b] no room \x1b[2J")

    made: list[Session] = []

    def make(plan: Plan, speed: float | None) -> Session:
        made.append(Session(plan, speed=speed, build=broken))
        return made[-1]

    app = RnnTuiApp(Plan(Experiment()), theme="rnn-dark", make_session=make)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = app.screen
        assert isinstance(screen, TrainScreen)
        for _ in range(2000):
            if screen.shown.snapshot.phase is Phase.FAILED:
                break
            await pilot.pause(0.005)
        assert screen.shown.snapshot.phase is Phase.FAILED
        assert screen.panels.notice.display
        assert app.is_running
    assert made[0].stop(10)


async def test_keys_reach_a_session_on_its_thread() -> None:
    """A real thread, and an engine that waits: pause, play and quit come through."""
    gate = threading.Event()

    def waiting(plan: Plan) -> Any:
        gate.wait(10)
        raise RuntimeError("never trained")

    made: list[Session] = []

    def make(plan: Plan, speed: float | None) -> Session:
        made.append(Session(plan, speed=speed, build=waiting))
        return made[-1]

    app = RnnTuiApp(Plan(Experiment()), theme="rnn-dark", make_session=make)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        assert [session.plan.experiment.seed for session in made] == [0, 1]
        assert made[0].stopping
        await pilot.press("q")
    assert made[1].stopping
    gate.set()
    assert all(session.stop(10) for session in made)


async def test_while_nothing_happens_nothing_is_asked_for(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        wanted: list[tuple[int, int]] = []
        s.session.want = lambda span, _: wanted.append(span)
        for _ in range(10):
            s.screen._rest_until = 0.0
            s.screen.tick()
        quiet = len(wanted)
        assert quiet <= 3
        await s.press("right")
        s.screen.tick()
        assert len(wanted) > quiet
        first, last = wanted[-1]
        assert first <= 3 < last


async def test_a_long_text_is_looked_at_through_a_window(stage: Any, numbers: Any) -> None:
    async with stage(Experiment(text="abcde" * 200)) as s:
        await s.press(*["right"] * 5)
        wide = s.session
        wide.feed.clear()
        asked: list[tuple[int, int]] = []
        wide.want = lambda span, _: asked.append(span)
        s.screen.choose(700, 0)
        s.screen.tick()
        assert asked[-1] == (600, 856)
        await s.shown(Phase.PAUSED, 3, picture=numbers(wide.task, 3, (600, 856)))
        assert "time step 701 of 999" in s.panel("network")


# The mouse.


async def test_a_click_chooses_a_time_step(stage: Any) -> None:
    async with stage() as s:
        await s.shown()
        plan = s.screen.panels.network.view.plan(*s.screen.panels.network.size)
        for step in (0, 3, 1):
            await s.pilot.click("#network", offset=(plan.gutter + step * plan.column + 4, 5))
            assert s.screen.chosen.step == step
        await s.pilot.click("#network", offset=(3, 5))
        assert s.screen.chosen.step == 1


@pytest.mark.parametrize(
    ("size", "word", "orders"),
    [((80, 24), "pause", ["Pause()"]), ((120, 36), "one", ["Advance(count=1)"])],
)
async def test_a_click_on_a_word_of_the_footer_is_its_key(
    stage: Any, size: tuple[int, int], word: str, orders: list[str]
) -> None:
    async with stage(size=size) as s:
        await s.shown(Phase.RUNNING)
        await s.pilot.click("#footer", offset=(s.panel("footer").index(word), 0))
        assert [str(order) for order in s.session.orders] == orders
        await s.pilot.click("#footer", offset=(s.panel("footer").index("help"), 0))
        assert s.screen.opened.help
        await s.pilot.click("#footer", offset=(s.panel("footer").index("close"), 0))
        assert not s.screen.opened.help
        await s.pilot.click("#footer", offset=(0, 0))
        assert [str(order) for order in s.session.orders] == orders


async def test_a_click_on_quit_quits(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        await s.pilot.click("#footer", offset=(s.panel("footer").index("quit"), 0))
        await s.until(lambda: not s.app.is_running)


async def test_a_click_on_a_choice_and_on_the_slider(stage: Any) -> None:
    async with stage() as s:
        cell = s.panel("field-cell")
        await s.pilot.click("#field-cell", offset=(cell.index("GRU"), 0))
        assert s.screen.form.draft.partial.cell == "gru"
        await s.pilot.click("#field-optimizer")
        assert s.screen.form.draft.partial.optimizer == "adam"
        bar = s.panel("speed")
        await s.pilot.click("#speed", offset=(bar.index("●") + 2, 0))
        assert s.session.speed == 100
        await s.pilot.click("#speed", offset=(0, 0))
        assert s.session.speed == 100


async def test_a_click_on_the_summary_opens_the_drawer(stage: Any) -> None:
    async with stage(size=(80, 24)) as s:
        assert "hello · RNN · 4 units · RMSProp 0.01, 0.9 · seed 0" in s.panel("summary")
        await s.pilot.click("#summary")
        assert s.screen.form.display
        assert s.screen.opened.drawer


# Sizes.


@pytest.mark.parametrize(
    "size",
    [(60, 16), (79, 24), (80, 24), (99, 30), (100, 29), (100, 30), (120, 36), (160, 50), (200, 60)],
)
async def test_at_every_size_rows_are_exact_and_the_panels_are_there(
    stage: Any, size: tuple[int, int]
) -> None:
    from rich.cells import cell_len

    async with stage(Experiment(text="안녕 hello"), size=size) as s:
        await s.shown()
        assert len(s.lines) == size[1]
        assert {cell_len(line) for line in s.lines} == {size[0]}
        for name in ("header", "timeline", "network", "cost", "answers", "footer"):
            assert s.widget(name).display, name
        assert s.rows[-1].endswith("q quit")
        if size[0] >= 80:
            for key in ("e", "escape", "question_mark"):
                await s.press(key)
                assert {cell_len(line) for line in s.lines} == {size[0]}


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (59, 15), (10, 3), (1, 1)])
async def test_a_terminal_too_small_says_so_and_the_run_goes_on(
    stage: Any, size: tuple[int, int]
) -> None:
    async with stage(size=size) as s:
        session = s.session
        await s.shown()
        if size[0] >= 30:
            said = [row.strip() for row in s.rows if row.strip()]
            assert said == [
                f"{size[0]}x{size[1]} is too small",
                "rnn-tui needs 60x16",
                "the run goes on",
            ]
        await s.resize(80, 24)
        await s.until(lambda: "57/100" in s.rows[0])
        assert s.session is session
        assert not session.stopping


async def test_a_storm_of_sizes_keeps_the_run(stage: Any) -> None:
    sizes = [(1, 1), (200, 60), (59, 15), (60, 16), (120, 36), (2, 40), (100, 30), (80, 24)]
    async with stage() as s:
        session = s.session
        for number, size in enumerate(sizes * 2):
            session.shows(Phase.RUNNING, 40 + number)
            await s.resize(*size)
        await s.until(lambda: s.screen.shown.snapshot.moment == 39 + 2 * len(sizes))
        assert len(s.lines) == 24
        assert s.rows[0].endswith("55/100  0.0 it/s") or "55/100" in s.rows[0]
        assert s.sessions == [session]
        assert not session.stopping


async def test_the_draft_outlasts_a_change_of_size(stage: Any) -> None:
    async with stage(size=(120, 36)) as s:
        await s.fill("seed", "9")
        await s.resize(80, 24)
        await s.resize(120, 36)
        assert s.input("seed").value == "9"
        assert s.screen.form.draft.changed == ("seed",)


async def test_a_field_never_keeps_the_focus_out_of_sight(stage: Any) -> None:
    async with stage(size=(120, 36)) as s:
        await s.press("e")
        await s.resize(80, 24)
        assert s.app.focused is None or s.screen.form.display


def test_a_snapshot_is_taken_as_it_is() -> None:
    snapshot = Snapshot(1, Phase.DONE, 100, 100, Experiment())
    session = Session.prepared([snapshot])
    assert session.take() is snapshot
    assert session.phase is Phase.DONE
    assert session.take() is None
