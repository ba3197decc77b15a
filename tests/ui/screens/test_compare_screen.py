"""The screen of compared runs: its keys, what they lead to, and what is read meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rnn_tui.commands import COMPARE, commands_of
from rnn_tui.experiment import Experiment
from rnn_tui.lanes import Lane
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store.gathering import Kept
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import RunStore
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.compare import CompareScreen
from rnn_tui.ui.screens.compare_reading import Reading
from rnn_tui.ui.screens.race import RaceScreen
from rnn_tui.ui.widgets.canvas import Canvas
from tests.ui.comparing import FOUR, HOSTILE, LSTM, Still, found, kept, twelve
from tests.ui.rest import PATIENCE
from tests.ui.standing import NoSession


@dataclass
class Bench:
    app: RnnTuiApp
    pilot: Pilot[int]
    screen: CompareScreen
    opened: list[int]
    raced: list[tuple[Experiment, tuple[Lane, ...]]]
    left: list[bool]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def until(self, so: Callable[[], object]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not so():
            assert loop.time() < end
            await self.pilot.pause(0.005)

    def panel(self, name: str) -> str:
        widget = self.screen.query_one(f"#{name}", Canvas)
        assert widget.display, name
        return "\n".join(widget.render_line(y).text for y in range(widget.size.height))

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def notices(self) -> str:
        return "\n".join(note.message for note in self.app._notifications)


@asynccontextmanager
async def bench(
    runs: Sequence[Kept] = FOUR,
    size: tuple[int, int] = (120, 36),
    *,
    missing: Sequence[int] = (),
    others: Sequence[int] = (),
) -> AsyncIterator[Bench]:
    """Open the app on runs that were never trained; where it leads is only written down."""
    app = RnnTuiApp(
        Plan(Experiment()),
        theme="rnn-dark",
        make_session=lambda plan, speed: NoSession(plan, speed=speed),
    )
    async with app.run_test(size=size, tooltips=False, notifications=True) as pilot:
        await pilot.pause()
        ids = [each.run.id for each in runs] + [*missing, *others]
        still = Still(found(runs, missing, others))
        screen = CompareScreen(Path("nowhere"), ids, reading=still)
        b = Bench(app, pilot, screen, [], [], [])

        async def opened(run: int) -> None:
            b.opened.append(run)

        async def raced(base: Experiment, lanes: Sequence[Lane]) -> None:
            b.raced.append((base, tuple(lanes)))

        async def left() -> None:
            b.left.append(True)

        app.archive.open = opened  # type: ignore[method-assign]
        app.contests.race = raced  # type: ignore[method-assign]
        app.action_show_runs = left  # type: ignore[method-assign]
        await app.push_screen(screen)
        await b.until(lambda: screen.found is still.found)
        await pilot.pause()
        yield b


async def test_every_key_of_the_screen_has_its_action() -> None:
    async with bench() as b:
        bound = {key: active.binding.action for key, active in b.app.screen.active_bindings.items()}
        for command in commands_of(COMPARE):
            assert hasattr(b.screen, f"action_{command.id}") or hasattr(
                b.app, f"action_{command.id}"
            ), command.id
            for key in command.keys:
                assert bound[key].removeprefix("command_") == command.id


async def test_what_is_shown() -> None:
    async with bench() as b:
        assert "Compare 4 runs" in b.panel("plot")
        assert "▸ ● 412" in b.panel("table")
        assert "text hihello   cell LSTM" in b.panel("same")
        assert b.panel("words").splitlines()[1].rstrip() == (
            "● 412 is right first, at iteration 12, and ends lowest, at 0.02 nats."
        )
        assert "One seed each: R races them over 200 seeds" in b.panel("words")
        assert " 3 Runs " in b.text


async def test_the_arrows_choose_a_run_round_and_round_and_enter_opens_it() -> None:
    async with bench() as b:
        await b.press("down")
        assert "▸ ▲ 411" in b.panel("table")
        assert "▸▲ 411" in b.panel("plot")
        await b.press("k", "up")
        assert "▸ ◆ 404" in b.panel("table")
        await b.press("enter")
        await b.until(lambda: b.opened == [404])
        await b.press("j", "enter")
        await b.until(lambda: b.opened == [404, 412])


async def test_a_click_chooses_a_run() -> None:
    async with bench() as b:
        await b.pilot.click("#table", offset=(30, 4))
        assert "▸ ■ 409" in b.panel("table")
        await b.pilot.click("#table", offset=(30, 1))
        assert "▸ ■ 409" in b.panel("table")


async def test_hiding() -> None:
    async with bench() as b:
        await b.press("down", "v")
        assert "▸ ○ 411" in b.panel("table")
        assert "411" not in b.panel("plot")
        assert "v show" in b.panel("footer")
        await b.press("v")
        assert "▲ 411" in b.panel("plot")
        await b.press("V")
        assert "▲ 411" in b.panel("plot")
        assert "412" not in b.panel("plot")
        assert b.panel("table").count("○") == 3
        assert "V all" in b.panel("footer")
        # The one that is shown goes with the cursor only when it is asked for.
        await b.press("down", "V")
        assert "■ 409" in b.panel("plot")
        assert "411" not in b.panel("plot")
        await b.press("V")
        assert "○" not in b.panel("table")
        await b.press("v", "up", "v", "up", "v", "up", "v")
        assert "v shows a run again" in b.panel("plot")


async def test_the_axes() -> None:
    async with bench() as b:
        assert "t over seconds" in b.panel("plot")
        assert "y linear" in b.panel("plot")
        await b.press("t")
        assert "t over iterations" in b.panel("plot")
        assert "t iterations" in b.panel("footer")
        assert " s──" in b.panel("plot")
        await b.press("y")
        assert "y log" in b.panel("plot")
        await b.press("y", "t")
        assert "y linear" in b.panel("plot")
        assert "t over seconds" in b.panel("plot")


async def test_a_race_of_their_settings() -> None:
    async with bench() as b:
        await b.press("R")
        await b.until(lambda: b.raced)
        ((base, lanes),) = b.raced
        assert base == FOUR[0].run.experiment
        assert [lane.experiment for lane in lanes] == [each.run.experiment for each in FOUR]
        assert lanes[3].label == "404 16 units, SGD, rate 0.3"


async def test_a_race_that_is_too_large_is_refused_where_one_is() -> None:
    long = LSTM.replace(iterations=10**9)
    async with bench((kept(1, long, iterations=5), kept(2, long.replace(clip_norm=1)))) as b:
        await b.press("R")
        await b.until(lambda: "fewer seeds or iterations" in b.notices)
        assert b.app.screen is b.screen
        assert b.raced == []


async def test_runs_that_cannot_race_are_told_why() -> None:
    runs = (kept(1), kept(2, LSTM.replace(text="[@click=app.quit]x[/]", iterations=7)))
    async with bench(runs) as b:
        words = "no race: these runs differ in text and iterations"
        assert words in b.panel("words")
        await b.press("R")
        assert words in b.notices
        assert b.raced == []


async def test_escape_leaves_the_help_then_the_screen() -> None:
    async with bench() as b:
        await b.press("question_mark")
        assert "One seed each" in b.panel("help")
        await b.press("escape")
        assert not b.screen.help_page.display
        assert b.left == []
        await b.press("escape")
        await b.until(lambda: b.left)
        assert not b.opened


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (120, 36), (200, 60), (20, 5)])
async def test_twelve_runs_at_every_size(size: tuple[int, int]) -> None:
    async with bench(twelve(), size) as b:
        for key in ("down", "v", "t", "y", "V", "question_mark", "escape", "up"):
            await b.press(key)
            assert not set(b.text) & set("\x1b\0\u202e")
        if size[0] >= 60:
            assert "▸" in b.panel("table")
            assert "Compare 12 runs" in b.panel("plot")


async def test_hostile_names_and_texts() -> None:
    for text in HOSTILE[:-2]:
        runs = [kept(k, LSTM.replace(text=f"{text}ab", seed=k), name=text) for k in (1, 2)]
        runs[1] = kept(2, LSTM.replace(text="hello"), name=text, prediction=text, correct=False)
        async with bench(runs, (80, 24)) as b:
            await b.press("down", "R")
            assert not set(b.text) & set("\x1b\0\u202e")
            assert "✗" in b.panel("table")


async def test_who_is_left_out() -> None:
    async with bench(FOUR[:2], missing=(7, 8), others=(9,)) as b:
        words = b.panel("words")
        assert "7, 8 are there no more, and left out." in words
        assert "9 is a race or a sweep, and left out." in words
        assert b.notices == ""
    # Where there is no room for words, it is said all the same.
    async with bench(FOUR[:2], (60, 16), missing=(7,)) as b:
        await b.until(lambda: "7 is there no more" in b.notices)
    async with bench((), missing=(7,)) as b:
        assert "nothing is left" in b.panel("plot")
        assert "7 is there no more" in b.panel("words")
        await b.press("down", "v", "V", "t", "y", "enter", "R")
        assert (b.opened, b.raced) == ([], [])


async def test_what_is_deleted_meanwhile_leaves_and_the_others_keep_their_lanes() -> None:
    async with bench() as b:
        await b.press("down")
        gone = found([FOUR[0], *FOUR[2:]], missing=[411])
        b.screen.reading.found = gone
        await b.until(lambda: b.screen.found is gone)
        assert "▸ ● 412" in b.panel("table")
        assert "■ 409" in b.panel("table")
        assert "411 is there no more" in b.panel("words")
        assert "Compare 3 runs" in b.panel("plot")


async def test_before_anything_is_read() -> None:
    app = RnnTuiApp(
        Plan(Experiment()), make_session=lambda plan, speed: NoSession(plan, speed=speed)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = CompareScreen(Path("nowhere"), [1, 2], reading=Still(None))
        await app.push_screen(screen)
        b = Bench(app, pilot, screen, [], [], [])
        await b.press("down", "v", "V", "enter", "R", "t", "y", "question_mark", "escape")
        await b.until(lambda: "◌ reading the runs" in b.panel("plot"))
    assert isinstance(screen.reading, Still)
    assert screen.reading.stopped


def trained(store: RunStore, *experiments: Experiment) -> None:
    for experiment in experiments:
        Session(Plan(experiment), speed=None, keeper=store.keeper()).run_inline()
    assert store.close()


def test_a_reading_follows_what_is_kept(tmp_path: Path) -> None:
    short = Experiment(iterations=20)
    trained(RunStore(tmp_path), short, short.replace(seed=1))
    reading = Reading(RunStore(tmp_path).path, (2, 1, 5))
    with Runs(reading.path) as runs:
        reading.look(runs)
        first = reading.found
        assert first is not None
        assert [run.id for run in first.gathered.runs] == [2, 1]
        assert first.gathered.missing == (5,)
        assert set(first.floors) == {1, 2}
        assert len(first.answers) == 2
        reading.look(runs)
        assert reading.found is first
        runs.delete([2])
        reading.look(runs)
        assert reading.found is not first
        assert reading.found is not None
        assert reading.found.gathered.missing == (2, 5)


def test_a_store_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.mkdir()
    reading = Reading(path, (1,))
    reading.work()
    assert reading.found is not None
    assert "folder" in reading.found.reason


def test_a_long_answer_is_kept_around_its_first_wrong_letter() -> None:
    from rnn_tui.ui.screens.compare_reading import LONG, answer_of

    text = "ab" * 2000
    run = kept(1, LSTM.replace(text=text)).run
    right = answer_of(run)
    assert (len(right.letters), right.right) == (LONG, True)
    letters = list(text[1:])
    letters[3000] = "c"
    wrong = answer_of(replace(run, prediction="".join(letters), correct=False))
    assert len(wrong.letters) <= LONG + 1
    assert wrong.letters[wrong.wrong.index(True)] == "c"
    assert not wrong.right
    # What is not as long as the text, and what was wrong when other letters counted.
    assert not answer_of(replace(run, prediction="x", correct=False)).right
    assert not answer_of(replace(run, correct=False)).right


async def test_from_the_store_to_the_race(tmp_path: Path) -> None:
    short = Experiment(iterations=20)
    trained(RunStore(tmp_path), short, short.replace(learning_rate=0.1))
    app = RnnTuiApp(
        Plan(Experiment()),
        make_session=lambda plan, speed: NoSession(plan, speed=speed),
        store=RunStore(tmp_path),
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await app.archive.compare([1, 2])
        screen: Any = app.screen
        b = Bench(app, pilot, screen, [], [], [])
        await b.until(lambda: screen.found is not None and len(screen.found.floors) == 2)
        await b.until(lambda: "no memory" in b.panel("plot"))
        await b.until(lambda: "▲   2" in b.panel("table"))
        await b.press("R")
        await b.until(lambda: isinstance(app.screen, RaceScreen))
        race: Any = app.screen
        assert [lane.label for lane in race.plan.lanes] == ["1 rate 0.01", "2 rate 0.1"]
        # The form has them as they would be typed.
        assert race.form.draft.plan()[0] == race.plan
        assert race.form.draft.typed("lane_2") == "2 rate 0.1: learning_rate=0.1"
        assert race.race.phase is not Phase.FAILED
