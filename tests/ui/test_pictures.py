"""A few pictures of whole screens: prepared numbers, compared with what was looked at and kept."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from rnn_tui import i18n
from rnn_tui.edits import Ablations, Regime
from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.train import TrainScreen

HELLO = Experiment()
HIHELLO = Experiment(text="hihello", iterations=300)
HANGUL = Experiment(text="안녕하세요안녕", seed=4)
LONG = Experiment(
    text="you can do it if you try and try again until you can do it all",
    cell=Cell.GRU,
    readout=Readout.LINEAR,
    hidden_size=32,
    optimizer=Optimizer.ADAM,
    iterations=200,
)
WILD = Experiment(
    readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=100.0
)
REASON = "cost 1240.03 was over 10 times that of a uniform guess for 20 iterations"

Picture = Callable[..., bool]


@pytest.fixture
def looks_as_kept(snap_compare: Any, numbers: Any, past: Any, within: Any) -> Picture:
    """Open the app on one snapshot, press keys, and compare the screen."""

    def compared(
        size: tuple[int, int],
        phase: Phase = Phase.RUNNING,
        moment: int = 57,
        experiment: Experiment = HELLO,
        keys: tuple[str, ...] = (),
        theme: str = "rnn-dark",
        ascii_only: bool = False,
        **facts: Any,
    ) -> bool:
        task = Task(experiment)
        loading = phase is Phase.LOADING
        if facts.pop("inside", False):
            facts["inside"] = within(task, 2, moment)
        snapshot = Snapshot(
            1,
            phase,
            moment,
            experiment.iterations,
            experiment,
            picture=None if loading else numbers(task, moment),
            rate=20.0,
            seconds=2.94,
            **facts,
        )
        history = None if loading else past(task, moment)

        def make(plan: Plan, speed: float | None) -> Session:
            return Session.prepared([snapshot], history)

        async def look(pilot: Pilot[int]) -> None:
            screen = pilot.app.screen
            assert isinstance(screen, TrainScreen)

            def drawn() -> bool:
                plot = screen.panels.cost
                known = loading or not plot.display or plot.view.plot.moment == moment
                return screen.background.ready and screen.shown.snapshot is snapshot and known

            for _ in range(2_000):
                if drawn():
                    break
                await pilot.pause(0.005)
            assert drawn()
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.pause()

        app = RnnTuiApp(Plan(experiment), theme=theme, ascii_only=ascii_only, make_session=make)
        return bool(snap_compare(app, terminal_size=size, run_before=look))

    return compared


def test_loading(looks_as_kept: Picture) -> None:
    assert looks_as_kept((80, 24), Phase.LOADING, 0)


def test_running(looks_as_kept: Picture) -> None:
    assert looks_as_kept((120, 36))


def test_running_in_a_small_terminal(looks_as_kept: Picture) -> None:
    assert looks_as_kept((80, 24))


def test_running_in_a_large_terminal(looks_as_kept: Picture) -> None:
    assert looks_as_kept((200, 60), inside=True)


@pytest.mark.parametrize("size", [(120, 36), (100, 30), (80, 24)])
def test_wound_back_on_a_branch(looks_as_kept: Picture, past: Any, size: tuple[int, int]) -> None:
    task = Task(HELLO)
    shown, former = (Branch(Regime(HELLO), past(task, 100), 100) for _ in range(2))
    event = Event(30, "learning_rate", 0.03)
    shown.events.append(event)
    shown.history.put_mark(30, "edit")
    former.change = Event(30, "learning_rate", 0.01)
    for moment in range(31, 101):
        former.history.costs.exact[moment] *= 1.3
    facts = {"branch": shown, "others": (former,), "undo": former, "latest": 100}
    kept = {"states": 61_000, "budget": 64_000_000}
    edited = HELLO.replace(learning_rate=0.03)
    keys = ("tab",) if size[0] < 100 else ()
    assert looks_as_kept(size, Phase.PAUSED, 44, edited, keys, **facts, **kept)


def test_the_facts_of_a_small_terminal(looks_as_kept: Picture) -> None:
    kept = {"states": 61_000, "budget": 64_000_000}
    assert looks_as_kept((80, 24), Phase.PAUSED, 57, HIHELLO, ("tab",), **kept)


def test_a_long_text_in_a_small_terminal(looks_as_kept: Picture) -> None:
    assert looks_as_kept((80, 24), Phase.PAUSED, 43, LONG, ("right",) * 28)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_inside_each_cell(looks_as_kept: Picture, cell: Cell, size: tuple[int, int]) -> None:
    experiment = HIHELLO.replace(cell=cell)
    assert looks_as_kept(size, Phase.PAUSED, 57, experiment, ("down", "x"), inside=True)


@pytest.mark.parametrize("cell", Cell)
def test_inside_without_colour(looks_as_kept: Picture, cell: Cell) -> None:
    experiment, keys = HIHELLO.replace(cell=cell), ("down", "x")
    facts = {"theme": "rnn-mono", "inside": True}
    assert looks_as_kept((120, 36), Phase.PAUSED, 57, experiment, keys, **facts)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("page", [1, 2])
def test_the_other_pages_of_a_small_inspector(
    looks_as_kept: Picture, cell: Cell, page: int
) -> None:
    experiment, keys = HIHELLO.replace(cell=cell), ("down", "x", *("tab",) * page)
    assert looks_as_kept((80, 24), Phase.PAUSED, 57, experiment, keys, inside=True)


def test_the_arithmetic_of_the_other_convention(looks_as_kept: Picture) -> None:
    experiment = HIHELLO.replace(cell=Cell.GRU, convention="pytorch")
    assert looks_as_kept((80, 24), Phase.PAUSED, 57, experiment, ("x", "tab"), inside=True)


def test_the_portrait_of_a_narrow_terminal(looks_as_kept: Picture) -> None:
    experiment = HIHELLO.replace(cell=Cell.LSTM)
    assert looks_as_kept((100, 30), Phase.PAUSED, 57, experiment, ("down", "v"), inside=True)


def test_weights(looks_as_kept: Picture) -> None:
    experiment = HIHELLO.replace(cell=Cell.GRU, convention="pytorch")
    keys = ("w", "down", "right", "minus", "full_stop", "5")
    assert looks_as_kept((120, 36), Phase.PAUSED, 57, experiment, keys, inside=True)


def test_out_of_action(looks_as_kept: Picture) -> None:
    out = Ablations(frozenset({1}), (("forget", 1.0),), frozenset({"bias"}))
    experiment, keys = HIHELLO.replace(cell=Cell.LSTM), ("x", "down", "a", "down")
    facts = {"inside": True, "ablations": out}
    assert looks_as_kept((120, 36), Phase.PAUSED, 57, experiment, keys, **facts)


def test_done(looks_as_kept: Picture) -> None:
    assert looks_as_kept((120, 36), Phase.DONE, 100)


def test_diverged(looks_as_kept: Picture) -> None:
    assert looks_as_kept((80, 24), Phase.DIVERGED, 23, WILD, reason=REASON)


def test_drawer(looks_as_kept: Picture) -> None:
    keys = ("e", "tab", "tab", "right", "tab", "tab", "tab", "x")
    assert looks_as_kept((80, 24), Phase.PAUSED, keys=keys)


def test_help(looks_as_kept: Picture) -> None:
    assert looks_as_kept((120, 36), keys=("question_mark",))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_tour(looks_as_kept: Picture, size: tuple[int, int]) -> None:
    assert looks_as_kept(size, keys=("T", "enter", "enter"))


def test_monochrome(looks_as_kept: Picture) -> None:
    assert looks_as_kept((120, 36), theme="rnn-mono")


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_the_export_menu(
    looks_as_kept: Picture, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr("rnn_tui.ui.screens.exporting.current_folder", lambda: "/home/ada/words")
    keys = ("ctrl+s", *("down",) * 7)
    assert looks_as_kept(size, Phase.PAUSED, 57, HIHELLO, keys)


def test_light(looks_as_kept: Picture) -> None:
    assert looks_as_kept((120, 36), theme="rnn-light")


def test_hangul(looks_as_kept: Picture) -> None:
    assert looks_as_kept((120, 36), experiment=HANGUL)


def test_a_long_text(looks_as_kept: Picture) -> None:
    keys = ("right",) * 28 + ("down",) * 4
    assert looks_as_kept((120, 36), Phase.PAUSED, 43, LONG, keys=keys)


def test_too_small(looks_as_kept: Picture) -> None:
    assert looks_as_kept((50, 14))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_projector(looks_as_kept: Picture, size: tuple[int, int]) -> None:
    assert looks_as_kept(size, keys=("P",))


def test_projector_in_hangul(looks_as_kept: Picture) -> None:
    assert looks_as_kept((80, 24), experiment=HANGUL, keys=("P",))


def test_in_ascii(looks_as_kept: Picture) -> None:
    assert looks_as_kept((80, 24), ascii_only=True)


@pytest.fixture
def korean() -> Iterator[None]:
    i18n.choose("ko")
    yield
    i18n.choose("en")


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_in_korean(looks_as_kept: Picture, size: tuple[int, int]) -> None:
    assert looks_as_kept(size)


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_inside_in_korean(looks_as_kept: Picture, size: tuple[int, int]) -> None:
    experiment = HIHELLO.replace(cell=Cell.LSTM)
    assert looks_as_kept(size, Phase.PAUSED, 57, experiment, ("down", "x"), inside=True)
