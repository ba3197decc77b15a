"""A run leaves the app as a file: by the menu, holding up no frame, asked before it replaces."""

import threading
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import Convention, Experiment
from rnn_tui.export import files
from rnn_tui.export.formats import FORMATS
from rnn_tui.record import Event, Phase
from rnn_tui.session.capture import capture
from rnn_tui.session.orders import Capture
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.ui.screens import exporting
from rnn_tui.ui.screens.exporting import export_place, target


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def hand_out(s: Any, snapshot: Snapshot, **facts: Any) -> None:
    """Do what the worker does for a `Capture`."""
    assert s.session.orders.pop() == Capture()
    weights = s.session.plan.initial
    s.session.captured.put(capture(s.session.branch, snapshot, weights, snapshot.picture))


async def opened(s: Any, phase: Phase = Phase.PAUSED, moment: int = 57, **facts: Any) -> Snapshot:
    snapshot: Snapshot = await s.shown(phase, moment, **facts)
    await s.press("ctrl+s")
    await s.until(lambda: s.screen.in_export)
    return snapshot


async def name(s: Any, value: str) -> None:
    s.screen.query_one("#export-name").value = value
    await s.pilot.pause()


def note(s: Any) -> str:
    return str(s.screen.query_one("#export-note").content)


async def written(s: Any, snapshot: Snapshot, path: Path) -> None:
    await s.press("enter")
    hand_out(s, snapshot)
    await s.until(lambda: path.exists() and not s.screen.exporting and s.toasts)


async def test_the_moment_that_is_shown_is_written_and_said(stage: Any, here: Path) -> None:
    async with stage(Experiment(text="../a b")) as s:
        s.session.branch.events.append(Event(20, "learning_rate", 0.1))
        snapshot = await opened(s)
        assert s.screen.export_menu.file == "a-b.py"
        await s.press("down", "down", "down")
        assert s.screen.export_menu.file == "a-b.json"
        await written(s, snapshot, here / "a-b.json")
        text = (here / "a-b.json").read_text("utf-8")
        assert '"iterations": 57' in text
        assert "20:learning_rate=0.1" in text
        assert s.toasts == [f"exported at 57: {here / 'a-b.json'}"]
        assert s.app.focused is None
        assert [path.name for path in here.iterdir()] == ["a-b.json"]


async def test_what_stands_there_is_asked_about_and_kept_by_default(stage: Any, here: Path) -> None:
    path = here / "hello.csv"
    path.write_text("mine")
    async with stage() as s:
        snapshot = await opened(s)
        await s.press("down", "down")
        for key in ("enter", "n", "escape", "space"):
            await s.press("enter")
            hand_out(s, snapshot)
            await s.until(lambda: s.screen.export_menu.asking)
            assert note(s) == "hello.csv exists. Replace it?  y yes   N no"
            await s.until(lambda: "y yes   n no" in s.rows[-1])
            await s.press(key)
            assert s.screen.in_export
            assert not s.screen.export_menu.asking
            assert path.read_text() == "mine"
        await s.press("enter")
        hand_out(s, snapshot)
        await s.until(lambda: s.screen.export_menu.asking)
        await s.press("r", "q", "x")  # no commands while something is asked
        assert len(s.sessions) == 1
        await s.press("y")
        await s.until(lambda: path.read_text() != "mine")
        await s.until(lambda: not s.screen.exporting)
        assert path.read_text().startswith("iteration,cost")


async def test_a_question_that_is_left_is_answered_with_no(stage: Any, here: Path) -> None:
    (here / "hello.py").write_text("mine")
    async with stage() as s:
        snapshot = await opened(s)
        await s.press("enter")
        hand_out(s, snapshot)
        await s.until(lambda: s.screen.export_menu.asking)
        await s.press("ctrl+s")
        assert not s.screen.exporting
        assert (here / "hello.py").read_text() == "mine"
        await s.press("ctrl+s")
        await s.until(lambda: s.screen.in_export)
        await name(s, "other.py")
        await written(s, snapshot, here / "other.py")


async def test_a_name_that_was_typed_follows_the_format_with_its_ending_alone(
    stage: Any, here: Path
) -> None:
    async with stage() as s:
        await opened(s)
        menu = s.screen.export_menu
        await s.press("up")
        assert (menu.format, menu.file) == ("plot-txt", "hello-plot.txt")
        await s.press("down", "down")
        assert (menu.format, menu.file) == ("tensorflow", "hello-tensorflow.py")
        await name(s, "mine.py")
        await s.press("down")
        assert (menu.format, menu.file) == ("csv", "mine.csv")
        await s.press("tab")
        assert (menu.format, menu.file) == ("json", "mine.json")
        await name(s, "no ending")
        await s.press("down")
        assert menu.file == "no ending"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "a file needs a name, for example hello.csv"),
        ("   ", "a file needs a name"),
        ("..", "..: is a folder; name a file"),
        ("no/such/a.csv", "no/such/a.csv: there is no such folder; name a file in one"),
        ("/dev/null", "/dev/null: is no regular file; name another"),
        ("x" * 300, "File name too long"),
        ("~nobody-of-this-name/a", "there is no such home"),
    ],
)
async def test_a_place_that_cannot_be_written_is_a_sentence_and_the_menu_stays(
    stage: Any, here: Path, typed: str, sentence: str
) -> None:
    async with stage() as s:
        snapshot = await opened(s)
        await name(s, typed)
        await s.press("enter")
        if s.session.orders:
            hand_out(s, snapshot)
        await s.until(lambda: sentence in note(s))
        assert s.screen.in_export
        assert s.toasts == []
        assert list(here.iterdir()) == []
        await name(s, "good.py")
        await written(s, snapshot, here / "good.py")


def test_names_stay_in_the_folder_and_paths_are_typed_out() -> None:
    assert target("a.csv") == Path("a.csv")
    assert target("~") == Path("~")
    assert target("~/a.csv") == Path.home() / "a.csv"
    assert target("../a.csv") == Path("../a.csv")
    assert target("/tmp/a.csv") == Path("/tmp/a.csv")


async def test_a_run_that_has_no_such_form_says_so(stage: Any, here: Path) -> None:
    async with stage(Experiment(convention=Convention.PYTORCH)) as s:
        snapshot = await opened(s)
        await s.press("down", "enter")
        assert "TensorFlow has no cells of the pytorch convention" in note(s)
        assert not s.session.orders
        for _ in range(list(FORMATS).index("safetensors") - 1):
            await s.press("down")
        await s.press("enter")
        hand_out(s, snapshot)
        await s.until(lambda: "there are no finite weights to save" in note(s))
        assert list(here.iterdir()) == []


async def test_frames_go_on_while_a_file_is_written(
    stage: Any, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(path: Path, content: bytes, force: bool = False) -> None:
        assert gate.wait(10)
        files.write(path, content, force)

    monkeypatch.setattr(exporting, "write", slow)
    async with stage() as s:
        snapshot = await opened(s, Phase.RUNNING)
        await s.press("enter")
        hand_out(s, snapshot)
        await s.until(lambda: s.screen._writer is not None)
        await s.shown(Phase.RUNNING, 60)
        assert note(s) == "writing …"
        await s.press("enter")  # one after the other
        assert not s.session.orders
        await s.press("escape")
        assert not s.screen.exporting
        await s.shown(Phase.RUNNING, 61)
        gate.set()
        await s.until(lambda: s.toasts)
        assert s.toasts == [f"exported at 57: {here / 'hello.py'}"]


async def test_what_goes_wrong_when_the_menu_is_closed_is_said_all_the_same(
    stage: Any, here: Path
) -> None:
    (here / "hello.py").write_text("mine")
    async with stage() as s:
        snapshot = await opened(s)
        await s.press("enter", "escape")
        hand_out(s, snapshot)
        await s.until(lambda: s.toasts)
        assert s.toasts == ["hello.py exists: not exported"]
        assert (here / "hello.py").read_text() == "mine"


async def test_a_run_that_broke_off_leaves_as_it_is_shown(stage: Any, here: Path) -> None:
    async with stage() as s:
        await opened(s, Phase.FAILED, reason="so")
        await s.press("down", "down", "enter")
        await s.until(lambda: (here / "hello.csv").exists() and s.toasts)
        assert len((here / "hello.csv").read_text().splitlines()) == 58


async def test_another_run_that_begins_takes_the_place_of_one_that_was_to_leave(
    stage: Any, here: Path
) -> None:
    async with stage() as s:
        await opened(s)
        await s.press("enter", "escape", "n")
        await s.until(lambda: s.toasts)
        assert s.toasts == ["not exported: another run has begun"]
        assert list(here.iterdir()) == []


async def test_letters_are_a_name_and_no_commands(stage: Any, here: Path) -> None:
    async with stage(size=(80, 24)) as s:
        await opened(s)
        await name(s, "")
        await s.press(*"quern")
        assert s.screen.export_menu.file == "quern"
        assert len(s.sessions) == 1
        await s.press("escape")
        assert not s.screen.exporting
        await s.press("n")
        assert len(s.sessions) == 2


async def test_the_form_takes_the_place_of_the_menu_and_a_small_terminal_hides_it(
    stage: Any, here: Path
) -> None:
    async with stage() as s:
        await opened(s)
        s.screen.action_edit()
        await s.pilot.pause()
        assert not s.screen.export_menu.display
        await s.press("ctrl+s")
        await s.until(lambda: s.screen.in_export)
        await s.resize(50, 12)
        await s.until(lambda: not s.screen.export_menu.display)
        await s.resize(120, 36)
        await s.until(lambda: s.screen.export_menu.display)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36), (200, 60)])
def test_the_menu_stands_within_the_screen(size: tuple[int, int]) -> None:
    place = export_place(*size)
    assert place.x >= 0
    assert place.y >= 2
    assert place.x + place.width <= size[0]
    assert place.y + place.height == size[1] - 1


async def test_the_tour_leaves_the_screen_to_the_menu(stage: Any, here: Path) -> None:
    async with stage() as s:
        s.screen.action_tour()
        await s.pilot.pause()
        assert s.screen.opened.tour is not None
        await s.press("ctrl+s")
        await s.until(lambda: s.screen.in_export)
        assert s.screen.opened.tour is None
        await s.press("escape")
        await s.until(lambda: not s.screen.exporting)


async def test_a_click_chooses_a_format(stage: Any, here: Path) -> None:
    async with stage() as s:
        await opened(s)
        await s.pilot.click("#export-formats", offset=(5, 6))
        await s.pilot.pause()
        assert s.screen.export_menu.format == "toml"
        assert s.screen.in_export
        assert not s.screen.export_menu.asking
