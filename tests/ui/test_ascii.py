"""Where only ASCII can be drawn nothing else is, but what a person typed; at every size."""

import tokenize
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import rnn_tui
from rnn_tui.axes import Axis
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.glyphs import ASCII, WORDS, ascii_wanted, spelled
from rnn_tui.record import Phase
from rnn_tui.sweep import Grid
from rnn_tui.task import Task
from rnn_tui.text import typed_text, visible, visible_text, width
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.screens.race import RaceScreen
from rnn_tui.ui.screens.sweep import SweepScreen
from tests.ui.racing import HELLO, StillRace, StillSweep, race_plan
from tests.ui.standing import Stand, standing

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
WILD = Experiment(
    readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=100.0
)
LONG = Experiment(
    text="you can do it if you try and try again until you can do it all",
    cell=Cell.GRU,
    readout=Readout.LINEAR,
    hidden_size=32,
)


def beyond(rows: Iterable[str], typed: str = "") -> set[str]:
    """Give what is drawn beyond ASCII that nobody typed."""
    return {sign for row in rows for sign in row if not sign.isascii()} - set(typed)


def test_a_sign_keeps_its_cells() -> None:
    for sign, written in ASCII.items():
        assert written.isascii()
        assert written.isprintable()
        assert len(written) == width(sign), sign
    assert all(words.isascii() for words in WORDS.values())


def test_every_sign_of_the_screens_is_in_the_table() -> None:
    root = Path(rnn_tui.__file__).parent
    found = set()
    for path in [*(root / "ui").rglob("*.py"), *(root / "plotting").rglob("*.py")]:
        with path.open(encoding="utf-8") as source:
            for token in tokenize.generate_tokens(source.readline):
                if token.type == tokenize.STRING and not token.string.startswith('"""'):
                    found |= {sign for sign in token.string if not sign.isascii()}
    assert found - set(ASCII) == set()
    assert len(found) > 50


def test_what_was_typed_is_not_spelled() -> None:
    assert spelled("✓ 한글 ─ é") == "y 한글 - é"
    assert spelled(visible("✓")) == "✓"
    assert spelled(typed_text("✓…─", spaces=True)) == "✓~─"
    assert spelled(typed_text("é \x1b", spaces=True)) == "é_?"
    assert spelled(visible_text("10 × 2")) == "10 x 2"


@pytest.mark.parametrize(
    ("asked", "told", "locale", "encoding", "wanted"),
    [
        (None, "", "C.UTF-8", "utf-8", False),
        (None, "", "en_US.utf8", "utf-8", False),
        (None, "", "UTF-8", "utf-8", False),
        (None, "", "", "utf-8", False),
        (None, "", "", None, False),
        (None, "", "C", "utf-8", True),
        (None, "", "ko_KR.eucKR", "utf-8", True),
        (None, "", "en_US.ISO-8859-1", "utf-8", True),
        (None, "", "C.UTF-8", "latin-1", True),
        (None, "", "C.UTF-8", "no such", True),
        (None, "1", "C.UTF-8", "utf-8", True),
        (None, "0", "C", "ascii", False),
        (False, "1", "C", "ascii", False),
        (True, "0", "C.UTF-8", "utf-8", True),
    ],
)
def test_who_decides(
    monkeypatch: pytest.MonkeyPatch,
    asked: bool | None,
    told: str,
    locale: str,
    encoding: str | None,
    wanted: bool,
) -> None:
    monkeypatch.setenv("RNN_TUI_ASCII", told)
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.delenv("LC_CTYPE", raising=False)
    monkeypatch.delenv("LANG", raising=False)
    assert ascii_wanted(asked, encoding) is wanted


@SIZES
@pytest.mark.parametrize("theme", ["rnn-dark", "rnn-mono"])
async def test_train_its_form_and_its_help(
    stage: Any, within: Any, size: tuple[int, int], theme: str
) -> None:
    experiment = Experiment(text="hihello", cell=Cell.LSTM)
    async with stage(experiment, size=size, theme=theme, ascii_only=True) as s:
        assert beyond(s.lines) == set()
        await s.shown(inside=within(Task(experiment)))
        assert beyond(s.lines) == set()
        assert "y" in s.panel("network")
        for keys in (
            ("right", "up"),
            ("tab",),
            ("tab",),
            ("question_mark", "pagedown"),
            *(("tab", "pagedown"),) * 9,
            ("escape", "T"),
            *(("right",),) * 6,
            ("escape", "P"),
            ("P", "ctrl+s"),
            ("escape", "K"),
            ("escape", "e"),
            ("tab", "tab", "tab", "tab"),
            ("escape", "plus"),
            ("u",),
            ("ctrl+p",),
        ):
            await s.press(*keys)
            assert beyond(s.lines) == set(), keys
        await s.until(lambda: "experiment: edit" in s.text)
        assert beyond(s.lines) == set()


@SIZES
@pytest.mark.parametrize("cell", Cell)
async def test_the_inspector(stage: Any, within: Any, size: tuple[int, int], cell: Cell) -> None:
    experiment = Experiment(text="hihello", cell=cell)
    async with stage(experiment, size=size, ascii_only=True) as s:
        await s.press("x")
        await s.shown(Phase.PAUSED, inside=within(Task(experiment)))
        for keys in (
            (),
            ("tab",),
            ("tab",),
            ("z",),
            ("v",),
            ("w", "down"),
            ("0",),
            ("escape", "a"),
            ("down", "escape", "question_mark", "pagedown"),
            *(("tab", "pagedown"),) * 9,
        ):
            await s.press(*keys)
            assert beyond(s.lines) == set(), keys


@SIZES
async def test_long_texts_and_ends_that_are_bad(stage: Any, size: tuple[int, int]) -> None:
    async with stage(LONG, size=size, ascii_only=True) as s:
        await s.shown()
        await s.press(*("right",) * 8)
        assert beyond(s.lines) == set()
    async with stage(WILD, size=size, ascii_only=True) as s:
        await s.shown(Phase.DIVERGED, 30, reason="cost 1240.03 was over 10 times that of a guess")
        assert beyond(s.lines) == set()
        assert "! diverged" in s.text


@SIZES
async def test_what_a_person_typed_stays(stage: Any, size: tuple[int, int]) -> None:
    typed = "한─é✓한─é"
    async with stage(Experiment(text=typed), size=size, ascii_only=True) as s:
        await s.shown()
        assert beyond(s.lines, typed) == set()
        assert set("한─é✓") <= set(s.panel("network"))
        await s.press("e")
        assert typed in s.text


@SIZES
async def test_a_race(size: tuple[int, int]) -> None:
    plan = race_plan(HELLO, 20, ())
    screen = RaceScreen(plan, ContestDraft(HELLO), race=StillRace(plan, 57))
    async with standing(Stand, HELLO, lambda: screen, size, "rnn-dark", ascii_only=True) as s:
        await s.until(lambda: screen.plot.view.plot.lanes and None not in screen.floors)
        for keys in (
            ("down",),
            ("b",),
            ("question_mark",),
            ("pagedown",),
            ("pagedown",),
            ("escape", "e"),
            ("escape", "enter"),
        ):
            await s.press(*keys)
            assert beyond(s.rows) == set(), keys
        marks = "".join(s.panel("plot"))
        assert {"o", "^", "#"} <= set(marks)


@SIZES
async def test_a_sweep(size: tuple[int, int]) -> None:
    base = Experiment(text="hihello", readout=Readout.LINEAR, iterations=10)
    axes = (Axis("learning_rate", (0.01, 0.1)), Axis("hidden_size", (2, 4)))
    plan = SweepPlan(Grid(base, axes), range(4))
    screen = SweepScreen(plan, ContestDraft(base), sweep=StillSweep(plan, 3))
    async with standing(Stand, HELLO, lambda: screen, size, "rnn-dark", ascii_only=True) as s:
        await s.until(lambda: screen.snapshot.phase is Phase.RUNNING)
        for keys in (
            ("right",),
            ("up",),
            ("m",),
            ("o",),
            ("x",),
            ("question_mark",),
            ("escape", "e"),
        ):
            await s.press(*keys)
            assert beyond(s.rows) == set(), keys


async def test_keys_are_named_that_have_no_sign(stage: Any) -> None:
    async with stage(size=(120, 36), ascii_only=True) as s:
        await s.shown()
        assert "left/right time step 3 of 4" in s.text
        await s.press("e")
        assert "up/down change" in s.text
        assert "(*) RNN" in s.text
        assert "( ) LSTM" in s.text
        assert "[ ] off" in s.text
