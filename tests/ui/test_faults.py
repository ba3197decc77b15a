"""What goes wrong inside the app is told, ends at most the run, and the app goes on."""

import os
import re
import sys
import threading
from pathlib import Path
from typing import Any

import pexpect
import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.record import Phase
from rnn_tui.session.orders import Pause
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.settings import state_path
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.fault import FaultScreen
from rnn_tui.ui.screens.train import TrainScreen
from rnn_tui.ui.widgets.answers import Answers
from tests.ui import rest

HOSTILE = "[/b] [@click=app.quit]x[/] \x1b[31m \u202e"
ROOT = Path(__file__).parents[2]


def broken(*arguments: Any, **named: Any) -> Any:
    raise ValueError(HOSTILE)


def is_told(s: Any) -> bool:
    return isinstance(s.app.screen, FaultScreen)


async def goes_on(s: Any) -> None:
    """Check that the app is as it should be after a fault was told."""
    await s.until(lambda: is_told(s))
    assert "Something went wrong in " in s.text
    assert "ValueError: [/b] [@click=app.quit]x[/] ␛[31m" in s.text
    assert "The run goes on." in " ".join(s.text.split())
    await s.press("enter")
    assert not is_told(s)
    s.session.orders.clear()
    await s.shown(Phase.RUNNING, 58)
    await s.press("space")
    assert list(s.session.orders) == [Pause()]
    assert s.sessions == [s.session]
    assert not s.session.stopping


async def test_in_the_drawing_of_a_panel(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage() as s:
        s.app.faults.forgiving = True
        monkeypatch.setattr(Answers, "body", broken)
        await s.shown(Phase.RUNNING)
        await goes_on(s)
        assert "unrolled network" in s.text


async def test_in_a_command(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage() as s:
        s.app.faults.forgiving = True
        monkeypatch.setattr(TrainScreen, "action_log_axis", broken)
        await s.press("y")
        await goes_on(s)


async def test_in_a_timer_it_is_told_once(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage() as s:
        s.app.faults.forgiving = True
        calls = []

        def idle(screen: TrainScreen) -> None:
            calls.append(screen)
            broken()

        monkeypatch.setattr(TrainScreen, "idle", idle)
        await s.until(lambda: is_told(s))
        await s.press("enter")
        seen = len(calls)
        await s.until(lambda: len(calls) > seen + 3)
        assert not is_told(s)
        assert len(s.app.faults.told) == 1
        state = state_path()
        assert state is not None
        assert len(list(state.parent.glob("fault-*"))) == 1


async def test_in_a_thread(stage: Any) -> None:
    async with stage() as s:
        s.app.faults.forgiving = True
        s.app.faults.mind()
        try:
            threading.Thread(target=broken).start()
            await goes_on(s)
        finally:
            threading.excepthook = threading.__excepthook__


async def test_a_fault_of_a_field_leaves_the_field_alive(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage() as s:
        s.app.faults.forgiving = True
        await s.fill("seed", "1")
        with monkeypatch.context() as patch:
            patch.setattr(type(s.screen.form), "_show_soon", broken)
            await s.press("2")
            await s.until(lambda: is_told(s))
        await s.press("enter")
        await s.press("3")
        await s.until(lambda: s.screen.form.draft.typed.get("seed") == s.input("seed").value)
        assert s.input("seed").value.endswith("23")


async def test_the_report_has_versions_settings_and_the_way_there(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(Experiment(text="a\x1bb", seed=7)) as s:
        s.app.faults.forgiving = True
        monkeypatch.setattr(TrainScreen, "action_log_axis", broken)
        await s.press("y")
        await s.until(lambda: is_told(s))
        await s.press("c")
        report = s.app.clipboard
        assert s.app.faults.report.read_text() == report
        assert re.match(r"rnn-tui \S+, python 3\.", report)
        assert "  text = a␛b\n  seed = 7\n" in report
        assert "action_log_axis" not in report.splitlines()[0]
        assert "test_faults.py" in report
        assert "\x1b" not in report


async def test_without_a_place_for_the_report_it_is_told_all_the_same(
    stage: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    async with stage() as s:
        s.app.faults.forgiving = True
        monkeypatch.setattr(TrainScreen, "action_log_axis", broken)
        await s.press("y")
        await s.until(lambda: is_told(s))
        assert "could not be written" in s.text
        await s.press("c", "enter")
        assert not is_told(s)


class BrokenKeeper:
    def __getattr__(self, name: str) -> Any:
        return broken


@pytest.mark.parametrize("part", ["build", "keeper"])
async def test_in_the_thread_that_trains_the_run_has_failed(part: str) -> None:
    made: dict[str, Any] = {"build": broken, "keeper": BrokenKeeper()}

    def make(plan: Plan, speed: float | None) -> Session:
        return Session(plan, speed=speed, **{part: made[part]})

    app = RnnTuiApp(Plan(Experiment()), theme="rnn-dark", make_session=make)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        screen = app.screen
        assert isinstance(screen, TrainScreen)
        await rest.until(app, lambda: screen.shown.snapshot.phase is Phase.FAILED)
        assert "unexpected: ValueError: [/b] [@click=app.quit]x[/] ␛[31m" in (
            screen.shown.snapshot.reason or ""
        )
        await rest.until(app, lambda: app._notifications)
        (note,) = [note.message for note in app._notifications]
        path = Path(note.removeprefix("the report is in "))
        assert "ValueError" in path.read_text()
        await pilot.press("question_mark")
        await rest.until(app, lambda: screen.opened.help)


async def test_elsewhere_in_tests_an_exception_is_one(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TrainScreen, "action_log_axis", broken)

    async def pressed() -> None:
        async with stage() as s:
            await s.pilot.press("y")

    with pytest.raises(ValueError, match="click"):
        await pressed()


PROGRAM = """
import sys
from textual.widgets import Static
from rnn_tui.cli.main import run
from rnn_tui.ui.widgets.form import Form
from rnn_tui.ui.screens.train import TrainScreen
secret = "never to be shown"
def broken(self, *arguments):
    hidden = secret
    raise ValueError("nothing can be drawn")
def spoil(self):
    Static.render_lines = Form.render_lines = TrainScreen.render_lines = broken
TrainScreen.action_log_axis = spoil
run()
"""


def test_where_nothing_can_be_drawn_the_app_is_left(tmp_path: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM, "hello", "--data", str(tmp_path)],
        dimensions=(36, 120),
        timeout=30,
        cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm-256color"},
    )
    child.expect("unrolled network")
    child.send("y")
    for _ in range(6):
        if child.expect(["Something went wrong", pexpect.EOF]):
            break
        child.send("\r")
    child.close()
    sent = child.before
    assert child.exitstatus == 1
    for code in (b"?1049l", b"?25h", b"?1000l", b"?2004l"):
        assert code in sent
    assert b"report is in" in sent
    assert b"never to be shown" not in sent
    assert b"Traceback" not in sent
