"""Every screen in both languages and all sizes: no word is cut, and none is left in English."""

import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rnn_tui import i18n
from rnn_tui.axes import Axis
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.edits import Ablations, Regime
from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.lanes import Lane
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.sweep import Grid
from rnn_tui.task import Task
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.screens.contest import ContestScreen
from rnn_tui.ui.screens.race import RaceScreen
from rnn_tui.ui.screens.sweep import SweepScreen
from tests.ui.racing import StillRace, StillSweep, race_plan
from tests.ui.standing import Stand, standing
from tests.ui.uncut import Watch, watched

Size = tuple[int, int]

SIZES: tuple[Size, ...] = ((200, 60), (120, 36), (100, 30), (80, 24))
SMALL = SIZES[-1]
HELLO = Experiment()
HIHELLO = Experiment(text="hihello", iterations=300)
WILD = Experiment(
    readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=100.0
)
FAR = "the cost was above 10 times a uniform guess (55.5) for 20 iterations"
MEMORY = "out of memory: use fewer units, a shorter text or smaller windows"


@pytest.fixture(params=["ko", pytest.param("en", marks=pytest.mark.long)], autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak each language in turn."""
    i18n.choose(request.param)
    yield request.param
    i18n.choose("en")


@pytest.fixture
def watch(language: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch what is drawn, and say at the end what went wrong."""
    # What an app imports late is imported now, to be watched too.
    import rnn_tui.ui.screens.inspecting
    import rnn_tui.ui.widgets.inspector.steps  # noqa: F401

    with watched(monkeypatch) as watch:
        yield watch
    told = "\n".join(f"{kind}: {drawn}" for kind, drawn in sorted(watch.faults))
    assert not watch.faults, f"{language}:\n{told}"
    if language != i18n.LANGUAGES[0]:
        words = {said for said in watch.sentences if re.search("[A-Za-z]{2}", said)}
        assert words <= translated(language)


@cache
def translated(language: str) -> frozenset[str]:
    """Give what a catalogue translates."""
    path = Path(__file__).parents[2] / "scripts" / "catalog.py"
    spec = importlib.util.spec_from_file_location("catalog", path)
    assert spec is not None
    assert spec.loader is not None
    catalog = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(catalog)
    po = catalog.LOCALE / language / "LC_MESSAGES" / "rnn_tui.po"
    _, entries = catalog.read_po(po.read_text(encoding="utf-8"))
    return frozenset(said for e in entries.values() if e.said for said in (e.one, e.many))


async def seen(staged: Any, watch: Watch, sizes: Sequence[Size] = SIZES) -> None:
    """Show the screen in each size, and look."""
    for size in sizes:
        await resized(staged.pilot, size)
        for _ in range(50):
            # What was just laid out may not be painted yet.
            if not watch.found(staged.app.screen):
                break
            await staged.pilot.pause()
        watch.look_at(staged.app.screen)


async def resized(pilot: Pilot[int], size: Size) -> None:
    await pilot.resize_terminal(*size)
    for _ in range(4):
        await pilot.pause()


TRAIN: dict[str, dict[str, Any]] = {
    "loading": {"phase": Phase.LOADING, "moment": 0, "picture": None},
    "ready": {"phase": Phase.READY, "moment": 0},
    "running": {"phase": Phase.RUNNING, "rate": 20.0, "seconds": 2.9},
    "paused": {"phase": Phase.PAUSED, "states": 61_000, "budget": 64_000_000},
    "done": {"phase": Phase.DONE, "moment": 100, "stopped_by": "solved:10"},
    "failed": {"phase": Phase.FAILED, "reason": MEMORY},
    "interrupted": {"phase": Phase.INTERRUPTED},
}


@pytest.mark.parametrize("name", TRAIN)
async def test_a_run(stage: Any, watch: Watch, within: Any, name: str) -> None:
    async with stage(HELLO) as staged:
        facts = {"inside": within(Task(HELLO), 2, 57)} if name == "running" else {}
        await staged.shown(**{"moment": 57, **TRAIN[name], **facts})
        await seen(staged, watch, (*SIZES, (50, 14)))


SHORT = {"predicted": ("pred.",), "probability": ("p",)}
LABELS = ("target", "predicted", "cost", "probability", "hidden", "input")


async def test_the_rows_of_the_network_have_their_names(stage: Any) -> None:
    async with stage(HELLO) as staged:
        await staged.shown(Phase.RUNNING)
        for size in SIZES:
            await resized(staged.pilot, size)
            shown = staged.panel("network")
            for name in LABELS:
                # English shortens two of them where there is no room.
                words = [name, *SHORT.get(name, ())]
                rows = shown.splitlines()
                found = [r for r in rows for word in words if r.startswith(f"{i18n.tr(word)} ")]
                assert found, (name, size)


async def test_a_run_that_diverged(stage: Any, watch: Watch) -> None:
    async with stage(WILD) as staged:
        reason = f"{FAR}: try a learning rate below 100, or a clip norm"
        await staged.shown(Phase.DIVERGED, 23, reason=reason)
        await seen(staged, watch)


async def test_a_run_wound_back_on_a_branch(stage: Any, watch: Watch, past: Any) -> None:
    task = Task(HELLO)
    shown, former = (Branch(Regime(HELLO), past(task, 100), 100) for _ in range(2))
    shown.events.append(Event(30, "learning_rate", 0.03))
    shown.history.put_mark(30, "edit")
    former.change = Event(30, "learning_rate", 0.01)
    facts = {"branch": shown, "others": (former,), "undo": former, "latest": 100}
    async with stage(HELLO) as staged:
        edited = HELLO.replace(learning_rate=0.03)
        await staged.shown(Phase.PAUSED, 44, experiment=edited, **facts)
        await seen(staged, watch)


@pytest.mark.parametrize(
    "keys",
    [
        ("e",),
        ("question_mark",),
        ("tab",),
        ("y",),
        ("e", *("tab",) * 5, "x", *("tab",) * 3, "x", "shift+tab"),
    ],
    ids=["form", "help", "page", "log", "wrong"],
)
async def test_over_and_beside_a_run(stage: Any, watch: Watch, keys: tuple[str, ...]) -> None:
    for size in SIZES:
        async with stage(HELLO, size=size) as staged:
            await staged.shown(Phase.PAUSED)
            await staged.press(*keys)
            await seen(staged, watch, [size])


@pytest.mark.parametrize("size", [SMALL, (120, 36)])
async def test_all_of_the_help(stage: Any, watch: Watch, size: Size, within: Any) -> None:
    async with stage(HELLO, size=size) as staged:
        await staged.shown(Phase.PAUSED, inside=within(Task(HELLO), 2, 57))
        for opened in ((), ("x",)):
            await staged.press(*opened, "question_mark")
            for _ in range(9):
                await staged.press("tab")
                watch.look_at(staged.app.screen)
                await staged.press("pagedown")
                watch.look_at(staged.app.screen)
            await staged.press("escape")


@pytest.mark.parametrize("size", SIZES)
async def test_the_tour(stage: Any, watch: Watch, size: Size) -> None:
    async with stage(HELLO, size=size) as staged:
        await staged.shown(Phase.PAUSED)
        await staged.press("T")
        for _ in range(8):
            watch.look_at(staged.app.screen)
            await staged.press("enter")


async def test_the_menu_of_exports(stage: Any, watch: Watch) -> None:
    for size in ((120, 36), SMALL):
        async with stage(HELLO, size=size) as staged:
            await staged.shown(Phase.PAUSED)
            await staged.press("ctrl+s")
            await seen(staged, watch, [size])


async def test_all_fields(stage: Any, watch: Watch) -> None:
    """The form with what stands behind More, in a column and in the drawer."""
    for size in SIZES:
        async with stage(HELLO, size=size) as staged:
            await staged.shown(Phase.PAUSED)
            await staged.press("e")
            staged.screen.query_one("#more").focus()
            await staged.press("space")
            await staged.until(lambda: staged.screen.query_one("#row-dtype").display)
            await seen(staged, watch, [size])


@pytest.mark.parametrize("cell", Cell)
async def test_inside_a_network(stage: Any, watch: Watch, within: Any, cell: Cell) -> None:
    experiment = HIHELLO.replace(cell=cell)
    async with stage(experiment) as staged:
        await staged.shown(Phase.PAUSED, inside=within(Task(experiment), 2, 57))
        await staged.press("down", "x")
        await seen(staged, watch)
        for _ in range(2):
            await staged.press("tab")
            await seen(staged, watch, [SMALL])
        await staged.press("tab")
        for key in ("question_mark", "w", "a", "v"):
            await staged.press(key)
            await seen(staged, watch)
            await staged.press("escape")


async def test_a_network_with_parts_out_of_action(stage: Any, watch: Watch, within: Any) -> None:
    out = Ablations(frozenset({1}), (("forget", 1.0),), frozenset({"bias"}))
    experiment = HIHELLO.replace(cell=Cell.LSTM, convention="pytorch")
    async with stage(experiment) as staged:
        inside = within(Task(experiment), 2, 57)
        await staged.shown(Phase.PAUSED, inside=inside, ablations=out)
        await staged.press("x", "down", "a", "down")
        await seen(staged, watch)
        await staged.press("escape", "w")
        await seen(staged, watch)


def race(phase: Phase, moment: int, lanes: Sequence[Lane] = ()) -> RaceScreen:
    plan = race_plan(HELLO, 40, lanes)
    return RaceScreen(plan, ContestDraft(HELLO), race=StillRace(plan, moment, phase))


def sweep(done: int, phase: Phase) -> SweepScreen:
    base = Experiment(text="hihello", cell=Cell.LSTM, readout=Readout.LINEAR, iterations=60)
    axes = (Axis("learning_rate", (0.001, 0.01, 0.1)), Axis("hidden_size", (2, 4)))
    plan = SweepPlan(Grid(base, axes), range(20))
    return SweepScreen(plan, ContestDraft(base), sweep=StillSweep(plan, done, phase))


async def shown(screen: ContestScreen, watch: Watch, *keys: str) -> None:
    """Show a race or a sweep in each size, then each of the keys pressed in turn."""
    async with standing(Stand, HELLO, lambda: screen, SIZES[0], "rnn-dark") as stand:
        known = getattr(screen, "floors", None)
        await stand.until(lambda: not (isinstance(known, list) and None in known))
        for size in SIZES:
            await resized(stand.pilot, size)
            for _ in range(4):
                screen._tick()
                screen.hurry()
                await stand.pilot.pause()
            watch.look_at(stand.app.screen)
            for key in keys:
                await stand.press(key)
                watch.look_at(stand.app.screen)


async def test_a_race(watch: Watch) -> None:
    keys = ("b", "tab", "enter", "escape", "e", "escape", "question_mark", "escape")
    await shown(race(Phase.RUNNING, 47), watch, *keys)


async def test_a_race_that_is_done_and_wound_back(watch: Watch) -> None:
    await shown(race(Phase.DONE, 100), watch, "y", "less_than_sign")


async def test_a_race_with_a_lane_that_diverged(watch: Watch) -> None:
    lanes = [Lane("wild", WILD), Lane("tame", WILD.replace(learning_rate=0.1))]
    await shown(race(Phase.PAUSED, 80, lanes), watch)


async def test_a_sweep(watch: Watch) -> None:
    await shown(sweep(3, Phase.RUNNING), watch, "right", "m", "m", "o", "o", "x")


async def test_a_sweep_that_is_done(watch: Watch) -> None:
    keys = ("m", "e", "escape", "question_mark", "escape", "enter", "escape")
    await shown(sweep(6, Phase.DONE), watch, *keys)
