"""The list of runs that are kept: a store that is really there, keys in, rows and store out."""

import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from rnn_tui.commands import ARCHIVE, OF_THE_APP, commands_of
from rnn_tui.experiment import Experiment
from rnn_tui.record import Phase
from rnn_tui.session.session import Session
from rnn_tui.store.processes import place, started
from rnn_tui.store.query import parse_query
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import FILE, RunStore
from rnn_tui.ui.screens.beside import BesideScreen
from rnn_tui.ui.screens.compare import CompareScreen
from rnn_tui.ui.screens.listing import ListingScreen
from rnn_tui.ui.screens.runs import RunsScreen
from rnn_tui.ui.widgets.canvas import Canvas
from tests.ui.kept import NOW, change, interrupt, keep
from tests.ui.screens.test_hostile import HOSTILE


class Listed:
    """The app on its list of runs."""

    def __init__(self, stage: Any, folder: Path) -> None:
        self.stage, self.folder, self.path = stage, folder, folder / FILE

    @property
    def screen(self) -> RunsScreen:
        screen = self.stage.app.archive.screen
        assert isinstance(screen, RunsScreen)
        return screen

    def panel(self, name: str) -> str:
        widget = self.screen.query_one(f"#{name}", Canvas)
        assert widget.display, name
        return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))

    @property
    def rows(self) -> list[str]:
        return self.panel("table").splitlines()[1:]

    @property
    def ids(self) -> list[int]:
        return list(self.screen.ids)

    async def until(self, so: Callable[[], object]) -> None:
        await self.stage.until(so)
        await self.stage.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.stage.press(*keys)

    async def write(self, words: str) -> None:
        await self.press(*("space" if c == " " else c for c in words))

    async def filter(self, words: str) -> None:
        await self.press("slash")
        await self.write(words)

    def runs(self) -> Runs:
        return Runs(self.path)


@pytest.fixture
def listed(stage: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open the app on the list of a store with three runs."""
    monkeypatch.setattr(ListingScreen, "clock", staticmethod(lambda: NOW))
    monkeypatch.setattr("rnn_tui.ui.shelf.REFRESH", 0.05)

    @asynccontextmanager
    async def opened(
        *, fill: Callable[[Path], object] = keep, filled: bool = True, **settings: Any
    ) -> AsyncIterator[Listed]:
        folder = tmp_path / "kept"
        folder.mkdir()
        fill(folder)
        store = RunStore(folder)
        async with stage(store=store, **settings) as s:
            await s.shown(Phase.RUNNING, 12)
            await s.press("3")
            found = Listed(s, folder)
            await s.until(lambda: found.screen.found is not None)
            if filled:
                await s.until(lambda: found.screen.run is not None)
            await s.pilot.pause()
            yield found
        store.close()

    return opened


def test_every_command_of_the_screen_has_its_action() -> None:
    kinds = (BesideScreen, ListingScreen, RunsScreen)
    own = {
        name.removeprefix("action_")
        for kind in kinds
        for name in vars(kind)
        if name.startswith("action_")
    }
    assert own | set(OF_THE_APP) == {command.id for command in commands_of(ARCHIVE)}


async def test_a_row_says_what_the_run_was_and_what_came_of_it(listed: Any) -> None:
    async with listed() as s:
        assert "3 Runs" in s.stage.rows[0]
        assert "12/100" in s.stage.rows[0]
        banana, hihello, hello = s.rows[:3]
        assert banana.split()[:9] == ["▸", "3", "banana", "GRU", "8", "Adam", "0.1", "0", "40"]
        assert "■" in banana
        assert "✓ anana" in banana
        assert banana.endswith("1 m")
        assert "✗ llllll" in hihello
        assert hihello.endswith("5 m")
        assert hello.endswith("29 m")
        assert "⠉" in banana
        assert s.panel("count").strip() == "3"


async def test_the_run_under_the_cursor_is_shown_closely(listed: Any) -> None:
    async with listed() as s:
        await s.until(lambda: "Run 3" in s.panel("curve"))
        assert "uniform guess" in s.panel("curve")
        assert "iteration 4" in s.panel("result")
        assert "unlike" in s.panel("settings")
        assert "Adam" in s.panel("settings")
        assert "rnn-tui banana --cell gru --readout linear" in s.panel("share")
        await s.press("down")
        await s.until(lambda: "Run 2" in s.panel("curve"))
        assert "not yet" in s.panel("result")
        assert s.rows[1].startswith("▸")


async def test_a_small_terminal_says_the_rest_in_a_line(listed: Any) -> None:
    async with listed(size=(80, 24)) as s:
        assert not s.screen.curve.display
        assert s.panel("brief").startswith("3 ✓ anana · 8 units, linear readout · seed 0 · 40")


async def test_the_filter_is_obeyed_while_it_is_typed(listed: Any) -> None:
    async with listed() as s:
        await s.filter("text~hello")
        await s.until(lambda: s.ids == [2, 1])
        assert s.panel("count").strip() == "2 of 3"
        await s.write(" cell=lstm")
        await s.until(lambda: s.ids == [2])
        await s.press("enter")
        assert s.screen.focused is None
        assert s.ids == [2]
        await s.press("escape")
        await s.until(lambda: s.ids == [3, 2, 1])
        assert s.screen.line.value == ""


async def test_a_wrong_word_is_told_beneath_it_and_the_list_stays(listed: Any) -> None:
    async with listed() as s:
        await s.filter("cots<2")
        await s.until(lambda: "did you mean cost?" in s.panel("table"))
        assert s.ids == [3, 2, 1]
        assert "did you mean cost?" in s.panel("table").splitlines()[0]
        strip = s.screen.line.render_line(0)
        wrong = s.stage.app.look.palette.wrong
        painted = "".join(
            x.text for x in strip if x.style and x.style.color and x.style.color.name == wrong
        )
        assert painted.strip() == "cots<2"
        await s.press(*["backspace"] * 6)
        await s.until(lambda: "did you mean" not in s.panel("table"))


async def test_letters_are_no_commands_in_the_filter(listed: Any) -> None:
    async with listed() as s:
        await s.filter("md")
        assert s.screen.marks == []
        assert s.screen.line.value == "md"
        await s.press("down")
        assert s.screen.chosen == 2
        assert s.screen.is_typing


async def test_nothing_is_like_that(listed: Any) -> None:
    async with listed() as s:
        await s.filter("text~nothing")
        await s.until(lambda: s.ids == [])
        assert "No run is like that." in s.panel("table")
        await s.press("escape", "enter", "d", "m", "t", "s", "n")
        assert s.screen.marks == []
        assert s.screen.prompt is None


async def test_the_orders(listed: Any) -> None:
    async with listed() as s:
        await s.press("o")
        await s.until(lambda: s.ids == [3, 1, 2])
        assert "o lowest cost" in s.panel("title")
        assert s.screen.chosen == 3
        await s.press("o")
        await s.until(lambda: "first right first" in s.panel("title"))
        await s.filter("sort:id")
        await s.until(lambda: s.ids == [1, 2, 3])
        assert "as typed" in s.panel("title")
        assert s.rows[2].startswith("▸")


async def test_marks_are_lanes_in_the_order_of_marking(listed: Any) -> None:
    async with listed() as s:
        await s.press("down", "m", "up", "m")
        assert s.screen.marks == [2, 3]
        assert s.rows[0].startswith("▸ ▲")
        assert s.rows[1].startswith("  ●")
        assert "2 marked" in s.panel("title")
        await s.press("m")
        assert s.screen.marks == [2]
        await s.press("M")
        assert s.screen.marks == []


async def test_no_more_than_twelve_are_marked(listed: Any) -> None:
    many = [Experiment(text="ab", iterations=2, seed=seed) for seed in range(13)]
    async with listed(fill=lambda folder: keep(folder, many)) as s:
        for _ in many:
            await s.press("m", "down")
        assert len(s.screen.marks) == 12
        assert "12 runs are marked" in s.stage.toasts[-1]


async def test_tags_are_added_and_taken_away_together(listed: Any) -> None:
    async with listed() as s:
        await s.press("m", "down", "m", "t")
        assert "tags of 2 runs" in s.panel("sign")
        await s.write("class lab,x")
        await s.press("enter")
        await s.until(lambda: s.screen.prompt is None)
        with s.runs() as runs:
            assert [run.tags for run in runs.rows([1, 2, 3])] == [
                (),
                ("class", "lab", "x"),
                ("class", "lab", "x"),
            ]
        await s.until(lambda: "class" in s.rows[0])
        await s.press("t")
        await s.write("-lab")
        await s.press("enter")
        await s.until(lambda: s.screen.prompt is None)
        with s.runs() as runs:
            assert runs.get(3).tags == ("class", "x")


async def test_name_and_note(listed: Any) -> None:
    async with listed() as s:
        await s.press("n")
        await s.write("first try")
        await s.press("enter")
        await s.until(lambda: "first try" in s.rows[0])
        await s.press("n")
        assert s.screen.line.value == "first try"
        await s.press("escape", "w")
        await s.write("of note")
        await s.press("enter")
        await s.until(lambda: "of note" in s.panel("result"))
        with s.runs() as runs:
            assert (runs.get(3).name, runs.get(3).note) == ("first try", "of note")


async def test_what_is_refused_is_told_and_stays_to_be_mended(listed: Any) -> None:
    async with listed() as s:
        await s.press("t")
        await s.press('"', "a", "enter")
        await s.until(lambda: "a tag is one word" in s.panel("table"))
        assert s.screen.line.value == '"a'
        assert s.screen.is_typing
        await s.press("home", "delete")
        assert "a tag is one word" not in s.panel("table")
        await s.press("enter")
        await s.until(lambda: s.screen.prompt is None)
        with s.runs() as runs:
            assert runs.get(3).tags == ("a",)


async def test_the_filter_is_there_again_after_a_prompt(listed: Any) -> None:
    async with listed() as s:
        await s.filter("text~hello")
        await s.until(lambda: s.ids == [2, 1])
        await s.press("enter", "n")
        assert s.screen.line.value == ""
        await s.write("cell=gru")
        assert s.ids == [2, 1]
        await s.press("escape")
        assert s.screen.line.value == "text~hello"
        assert s.ids == [2, 1]


async def test_deleting_and_taking_back(listed: Any) -> None:
    async with listed() as s:
        await s.press("d")
        await s.until(lambda: s.ids == [2, 1])
        assert s.screen.chosen == 2
        assert "u takes it back" in s.stage.toasts[-1]
        assert "u undo" in s.stage.rows[-1]
        await s.press("m", "down", "m", "d")
        await s.until(lambda: s.ids == [])
        assert s.screen.marks == []
        await s.press("u")
        await s.until(lambda: s.ids == [2, 1])
        await s.press("u")
        await s.until(lambda: s.ids == [3, 2, 1])
        assert s.screen.chosen == 3
        await s.press("u")
        assert s.stage.toasts[-1] == "nothing was deleted"


def occupy(path: Path, run: int) -> None:
    """Let a process that is there train a run."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO live VALUES (?, ?, ?, ?, ?)",
            (run, place(), os.getppid(), started(os.getppid()), time.time()),
        )
        connection.execute("UPDATE runs SET phase = 'running' WHERE id = ?", (run,))
    connection.close()


async def test_what_another_process_trains_is_neither_deleted_nor_opened(listed: Any) -> None:
    async with listed() as s:
        occupy(s.path, 3)
        await s.until(lambda: "►" in s.rows[0])
        sentence = f"run 3 is being trained by process {os.getppid()}; stop it first"
        await s.press("d")
        await s.until(lambda: s.stage.toasts == [sentence])
        assert s.ids == [3, 2, 1]
        session = s.stage.screen.session
        await s.press("enter")
        await s.until(lambda: s.stage.toasts == [sentence] * 2)
        assert s.stage.screen.session is session
        assert s.stage.app.screen is s.screen


async def test_runs_of_other_programs_appear_and_the_cursor_stays(listed: Any) -> None:
    async with listed() as s:
        await s.press("down")
        keep(s.folder, [Experiment(text="ababab", iterations=3)])
        await s.until(lambda: s.ids == [4, 3, 2, 1])
        await s.until(lambda: "ababab" in s.rows[0])
        assert s.screen.chosen == 2
        assert s.rows[2].startswith("▸")


async def test_pages_ends_wheel_and_clicks(listed: Any) -> None:
    many = [Experiment(text="ab", iterations=1, seed=seed) for seed in range(40)]
    async with listed(fill=lambda folder: keep(folder, many), size=(80, 24)) as s:
        room = s.screen.table.size.height - 1
        assert s.panel("table").splitlines()[-1].strip() == f"… {40 - room + 1} more"
        await s.press("end")
        assert s.screen.chosen == 1
        assert s.rows[-1].startswith("▸")
        assert "more" not in s.rows[-1]
        await s.press("pageup")
        assert s.screen.chosen == room
        await s.press("home")
        assert (s.screen.chosen, s.screen.top) == (40, 0)
        await s.until(lambda: "·" not in s.rows[0])
        s.screen.table.post_message(s.screen.table.Scrolled(3))
        await s.until(lambda: s.screen.top == 3)
        assert s.screen.chosen == 40
        await s.stage.pilot.click("#table", offset=(30, 3))
        await s.until(lambda: s.screen.chosen == 35)
        await s.stage.pilot.click("#table", offset=(2, 4))
        await s.until(lambda: s.screen.marks == [34])


async def test_a_run_that_is_done_is_opened_and_goes_on_in_its_row(listed: Any) -> None:
    async with listed() as s:
        await s.press("enter")
        train = s.stage.screen
        await s.until(lambda: s.stage.app.screen is train)
        await s.until(lambda: train.shown.snapshot.phase is Phase.DONE)
        shown = train.shown.snapshot
        assert shown.experiment.text == "banana"
        assert (shown.moment, shown.differs_at) == (40, None)
        assert train.shown.history.solved_at == 4
        await s.press("less_than_sign")
        await s.until(lambda: train.shown.snapshot.moment == 30)
        await s.press("end")
        await s.until(lambda: train.shown.snapshot.moment == 40)
        train.set_speed(None)
        await s.press("greater_than_sign")
        await s.until(lambda: train.shown.snapshot.moment == 50)
        await s.press("3")
        await s.until(lambda: " 50 " in s.rows[0])
        assert s.ids == [3, 2, 1]
        assert train.session.stop(10)


async def test_an_interrupted_run_is_opened_at_its_last_moment(listed: Any) -> None:
    def fill(folder: Path) -> None:
        interrupt(folder, Experiment(text="hihello", iterations=60), 25)
        change(folder / FILE, 1, created=NOW)

    async with listed(fill=fill) as s:
        assert "◐" in s.rows[0]
        latest = s.screen.run.iterations
        await s.press("enter")
        train = s.stage.screen
        await s.until(lambda: s.stage.app.screen is train)
        await s.until(lambda: train.shown.snapshot.moment == latest)
        assert train.shown.snapshot.phase in (Phase.READY, Phase.PAUSED)
        train.set_speed(None)
        await s.press("space")
        await s.until(lambda: train.shown.snapshot.phase is Phase.DONE)
        assert train.shown.snapshot.moment == 60
        # The one in Train is not opened twice.
        await s.press("3")
        await s.until(lambda: "■" in s.rows[0])
        session = train.session
        await s.press("enter")
        await s.until(lambda: s.stage.app.screen is train)
        assert train.session is session
        assert train.session.stop(10)


async def test_a_run_that_was_left_is_opened_again(listed: Any) -> None:
    async with listed() as s:
        train = s.stage.screen
        for key, text in (("up", "banana"), ("down", "hihello"), ("up", "banana")):
            await s.press("3")
            await s.until(lambda: s.screen.is_current and s.screen.run is not None)
            await s.press(key)
            await s.until(lambda text=text: s.screen.run and s.screen.run.text == text)
            await s.press("enter")
            await s.until(lambda: s.stage.app.screen is train)
            await s.until(lambda text=text: train.shown.snapshot.experiment.text == text)
            await s.until(lambda: train.shown.snapshot.phase is Phase.DONE)
        assert train.session.stop(10)


async def test_a_replay_that_differs_is_told_once(listed: Any, stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED, 20, differs_at=7)
        assert "the costs differ from iteration 7 on" in s.toasts[-1]
        assert "differs from 7 on" in s.panel("facts")
        count = len(s.toasts)
        await s.shown(Phase.PAUSED, 21, differs_at=7)
        assert len(s.toasts) == count


async def test_a_race_among_the_rows_says_what_it_is(listed: Any) -> None:
    def fill(folder: Path) -> None:
        keep(folder)
        store = RunStore(folder)
        store.keep_result("race", Experiment(), "three cells", {"seeds": 40, "lanes": ["a", "b"]})
        assert store.close(30)
        change(folder / FILE, 4, created=NOW)

    async with listed(fill=fill) as s:
        assert "race" in s.rows[0]
        assert "three cells" in s.rows[0]
        await s.until(lambda: "Kind" in s.panel("result"))
        assert "40" in s.panel("result")
        await s.press("enter", "s")
        assert "run 4 is a race: three cells" in s.stage.toasts[0]
        assert s.stage.app.screen is s.screen
        await s.press("down")
        assert s.screen.chosen == 3


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16)])
async def test_hostile_words_break_no_row(listed: Any, size: tuple[int, int], plain: Any) -> None:
    words = [*HOSTILE.values(), "x" * 10_000]
    texts = [Experiment(text=word[:9_000], iterations=1) for word in words if len(set(word)) > 1]

    def fill(folder: Path) -> None:
        keep(folder, texts)
        with Runs(folder / FILE) as runs:
            for run, word in zip(runs.ids(), words, strict=False):
                change(folder / FILE, run, name=word[:200], note=word, prediction=word)
                connection = sqlite3.connect(folder / FILE)
                with connection:
                    connection.execute("INSERT INTO tags VALUES (?, ?)", (run, word[:60]))
                connection.close()

    async with listed(fill=fill, size=size) as s:
        for _ in texts:
            await s.until(lambda: s.screen.closer is not None)
            assert plain(s.stage.rows)
            assert {cell_len(line) for line in s.stage.lines} == {size[0]}
            await s.press("n")
            assert plain(s.stage.rows)
            await s.press("escape", "down")


async def test_an_empty_store_says_how_to_fill_it(listed: Any) -> None:
    async with listed(fill=lambda _: None, filled=False) as s:
        assert "Nothing is kept yet." in s.panel("table")
        await s.press("enter", "d", "m", "o", "s", "u", "end", "pagedown")
        keep(s.folder, [Experiment(text="hello", iterations=2)])
        await s.until(lambda: s.ids == [1])


async def test_without_a_store_nothing_is_kept(stage: Any) -> None:
    async with stage() as s:
        await s.press("3", "slash", "n", "d", "enter")
        assert "--no-save" in s.text
        await s.press("1")
        assert s.app.screen is s.screen


async def test_a_store_that_cannot_be_read_says_why(listed: Any) -> None:
    def fill(folder: Path) -> None:
        (folder / FILE).mkdir()

    async with listed(fill=fill, filled=False) as s:
        await s.until(lambda: "cannot be read" in s.panel("table"))
        assert str(s.path)[:20] in s.panel("table")


async def test_a_damaged_store_was_set_aside_and_is_told_where(listed: Any) -> None:
    def fill(folder: Path) -> None:
        (folder / FILE).write_bytes(b"this is no store" * 500)

    async with listed(fill=fill, filled=False) as s:
        await s.until(lambda: s.stage.toasts)
        assert "corrupt" in s.stage.toasts[0]
        assert "Nothing is kept yet." in s.panel("table")


async def test_the_store_says_on_every_screen_that_nothing_is_kept(
    stage: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnn_tui.ui.app.MINDED", 0.02)
    file = tmp_path / "a file"
    file.write_text("")
    store = RunStore(file)
    async with stage(store=store, size=(80, 24)) as s:
        await s.shown(Phase.RUNNING, 12)
        row = s.rows[-2]
        Session(s.screen.session.plan, speed=None, keeper=store.keeper()).run_inline()
        await s.until(lambda: "not being kept" in s.rows[-2])
        assert "it is a file, not a folder" in s.rows[-2]
        assert "space" in s.rows[-1]
        await s.press("3")
        await s.until(lambda: "not being kept" in s.rows[-2])
        await s.press("1")
        file.unlink()
        await s.until(lambda: s.rows[-2] == row)
    assert store.close(30)


async def test_a_list_that_was_left_lets_go_of_the_store(listed: Any) -> None:
    async with listed() as s:
        await s.press("1")
        assert s.stage.app.screen is s.stage.screen
        await s.press("3")
        await s.until(lambda: s.ids == [3, 2, 1])
        await s.press("2")
        await s.until(lambda: s.stage.app.contests.shown)
        await s.press("3")
        await s.until(lambda: s.stage.app.screen is s.screen)
        assert not s.stage.app.contests.shown


def test_the_filter_gives_the_ids_of_the_store(tmp_path: Path) -> None:
    path = keep(tmp_path)
    with Runs(path) as runs:
        assert runs.count() == 3
        assert runs.ids(parse_query("cell=lstm")) == [2]
        recipe, given = runs.recipe(2)
        assert (recipe.experiment.text, recipe.events, given) == ("hihello", (), False)


async def test_marked_runs_are_compared_and_the_list_stays_as_it_was(listed: Any) -> None:
    async with listed() as s:
        app = s.stage.app
        await s.press("c", "m", "c")
        assert app.screen is s.screen
        said = [note.message for note in app._notifications]
        assert all("compare takes 2 to 12 runs" in words for words in said)
        assert said
        await s.press("down", "down", "m", "c")
        await s.until(lambda: isinstance(app.screen, CompareScreen))
        compared = app.screen
        assert compared.ids == (3, 1)
        await s.until(lambda: compared.found is not None and compared.table.view.rows)
        rows = [(row.id, row.lane) for row in compared.table.view.rows]
        assert rows == [(3, 0), (1, 1)]
        await s.press("escape")
        await s.until(lambda: app.screen is s.screen)
        assert s.screen.marks == [3, 1]
        await s.press("c")
        await s.until(lambda: isinstance(app.screen, CompareScreen))
        await s.press("1")
        await s.until(lambda: app.screen is app.train)
