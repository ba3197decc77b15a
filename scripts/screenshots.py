"""Regenerate `screenshots/` from the running app: real training, no drawing by hand.

Each picture is taken when the run stands at its moment. SVG always, PNG where rsvg-convert is.
"""

import asyncio
import html
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from rnn_tui import i18n
from rnn_tui.experiment import PRESETS, Cell, Experiment, Optimizer, Readout
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import RunStore
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.compare import CompareScreen
from rnn_tui.ui.screens.race import RaceScreen
from rnn_tui.ui.screens.sweep import SweepScreen
from rnn_tui.ui.screens.train import TrainScreen

FOLDER = Path(__file__).parent.parent / "screenshots"
FONTS = "DejaVu Sans Mono,Menlo,Consolas,Noto Sans Mono CJK KR,monospace"
PATIENCE = 30.0
"""Seconds to wait for a moment."""

HELLO = PRESETS["tensorflow-2016"].experiment.replace(seed=4)
HIHELLO = HELLO.replace(text="hihello", iterations=300, seed=0)
COMPARE, LIST = "compare what is kept", "list what is kept"
END = "end of the race"
"""Among the keys of a shot."""
AXES = (
    *("2", END, "e", *("tab",) * 6),
    *("learning_rate=0.001,0.003,0.01,0.03,0.1,0.3,1", "tab", "hidden_size=2,4,8,16", "enter"),
)
"""The keys of a sweep."""
RATE = ("e", *("tab",) * 5, "home", "ctrl+k", *"0.03", "enter")
"""Another learning rate, typed into the form."""


@dataclass(frozen=True)
class Shot:
    """A picture: its name, size, experiment, moment, keys pressed then, theme and language.

    A number among the keys waits until that moment is shown, `END` until a race or sweep is done;
    `COMPARE` shows the runs that are kept beside each other, `LIST` lists them.
    """

    name: str
    size: tuple[int, int]
    experiment: Experiment
    moment: int
    keys: tuple[str | int, ...] = ()
    theme: str = "rnn-dark"
    kept: tuple[Experiment, ...] = ()
    """What was trained before, and is in the store."""
    ascii_only: bool = False
    language: str = "en"


TORCH = PRESETS["pytorch"].experiment.replace(
    text="hihello", cell=Cell.LSTM, iterations=200, seed=4
)
FOUR = (
    TORCH.replace(learning_rate=0.03),
    TORCH,
    TORCH.replace(optimizer=Optimizer.RMSPROP),
    TORCH.replace(optimizer=Optimizer.SGD, learning_rate=0.3, hidden_size=16),
)

LSTM = Experiment(cell=Cell.LSTM, readout=Readout.LINEAR, optimizer=Optimizer.ADAM)
KEPT = tuple(
    LSTM.replace(
        text=text,
        cell=cell,
        hidden_size=units,
        optimizer=optimizer,
        learning_rate=rate,
        seed=seed,
        iterations=iterations,
    )
    for text, cell, units, optimizer, rate, seed, iterations in (
        ("0110100110010110", Cell.LSTM, 16, Optimizer.ADAM, 0.03, 2, 400),
        ("0110100110010110", Cell.LSTM, 8, Optimizer.ADAM, 0.1, 2, 400),
        ("abracadabra", Cell.LSTM, 12, Optimizer.RMSPROP, 0.03, 7, 200),
        ("abracadabra", Cell.GRU, 12, Optimizer.ADAM, 0.03, 7, 300),
        ("abababab", Cell.LSTM, 4, Optimizer.SGD, 0.3, 1, 100),
        ("if you want you", Cell.LSTM, 16, Optimizer.RMSPROP, 0.03, 0, 500),
        ("if you want you", Cell.LSTM, 10, Optimizer.ADAM, 0.1, 0, 500),
        ("if you want you", Cell.LSTM, 16, Optimizer.ADAM, 0.1, 0, 500),
        ("안녕하세요안녕", Cell.RNN, 8, Optimizer.ADAM, 0.03, 4, 100),
        ("안녕하세요안녕", Cell.LSTM, 8, Optimizer.ADAM, 0.03, 4, 100),
        ("안녕하세요안녕", Cell.LSTM, 8, Optimizer.ADAM, 0.1, 4, 100),
        ("banana", Cell.LSTM, 6, Optimizer.RMSPROP, 0.03, 0, 200),
        ("banana", Cell.LSTM, 6, Optimizer.ADAM, 0.03, 0, 200),
        ("hello", Cell.LSTM, 16, Optimizer.SGD, 0.5, 9, 300),
        ("hello", Cell.LSTM, 4, Optimizer.RMSPROP, 0.1, 9, 150),
        ("hello", Cell.RNN, 4, Optimizer.RMSPROP, 0.03, 9, 200),
        ("hello", Cell.LSTM, 4, Optimizer.RMSPROP, 0.03, 9, 200),
        ("hihello", Cell.LSTM, 16, Optimizer.SGD, 0.3, 4, 200),
        ("hihello", Cell.LSTM, 8, Optimizer.RMSPROP, 0.01, 4, 200),
        ("hihello", Cell.LSTM, 8, Optimizer.ADAM, 0.01, 4, 200),
        ("hihello", Cell.LSTM, 8, Optimizer.ADAM, 0.03, 4, 200),
    )
)
NAMED = {
    1: "thue-morse",
    3: "needs memory",
    5: "ab, ab",
    8: "lab 12",
    13: "double n",
    19: "old way",
}
TAGGED = {"class": (6, 7, 8, 18, 19, 20, 21), "parity": (1, 2), "ko": (9, 10, 11)}
ASKED = (
    *(LIST, "m", "down", "m", "down", "m", "down", "m", "up", "up", "slash"),
    *("cell=lstm", "space", *"cost<5", "space", *"solved", "enter"),
)
"""Marks some of the runs, and filters them."""

SHOTS = (
    Shot("train-120x36", (120, 36), HELLO, 57),
    Shot("train-80x24", (80, 24), HELLO, 57),
    Shot("tour-120x36", (120, 36), HELLO, 57, keys=("T", "enter")),
    Shot("train-200x60", (200, 60), HELLO, 57),
    Shot("train-light-120x36", (120, 36), HELLO, 57, theme="rnn-light"),
    Shot("train-mono-120x36", (120, 36), HELLO, 57, theme="rnn-mono"),
    Shot("train-120x36-korean", (120, 36), HELLO, 57, language="ko"),
    Shot("train-80x24-ascii", (80, 24), HELLO, 57, ascii_only=True),
    Shot("projector-80x24", (80, 24), HELLO, 57, keys=("P",)),
    Shot("train-hangul-120x36", (120, 36), HELLO.replace(text="안녕하세요안녕", seed=4), 29),
    Shot(
        "train-sentence-120x36",
        (120, 36),
        HELLO.replace(text="if you want you"),
        27,
        keys=("right",) * 6,
    ),
    Shot(
        "train-long-120x36",
        (120, 36),
        HELLO.replace(
            text="you can do it if you try and try again until you can do it all",
            cell=Cell.GRU,
            readout=Readout.LINEAR,
            hidden_size=32,
            optimizer=Optimizer.ADAM,
            iterations=200,
        ),
        43,
        keys=("right",) * 28 + ("down",) * 4,
    ),
    Shot(
        "drawer-80x24",
        (80, 24),
        HELLO,
        57,
        keys=("e", "tab", "tab", "right", "tab", "tab", "tab", "home", "ctrl+k", "1", "e", "9"),
    ),
    Shot("help-120x36", (120, 36), HELLO, 57, keys=("question_mark",)),
    Shot("wound-120x36", (120, 36), HELLO, 100, keys=("<",) * 7 + (30, *RATE, 100) + ("<",) * 5),
    Shot(
        "wound-80x24",
        (80, 24),
        HELLO,
        100,
        keys=("<",) * 7 + (30, *RATE, 100) + ("<",) * 5 + ("tab",),
    ),
    *(
        Shot(
            f"inspect-{cell}-120x36",
            (120, 36),
            HIHELLO.replace(cell=cell),
            180,
            keys=("down", "x"),
        )
        for cell in Cell
    ),
    Shot("inspect-lstm-80x24", (80, 24), HIHELLO.replace(cell=Cell.LSTM), 180, keys=("down", "x")),
    Shot(
        "gradient-lstm-80x24",
        (80, 24),
        HIHELLO.replace(cell=Cell.LSTM),
        180,
        keys=("down", "x", "tab", "tab"),
    ),
    Shot(
        "inspect-lstm-mono-120x36",
        (120, 36),
        HIHELLO.replace(cell=Cell.LSTM),
        180,
        keys=("down", "x"),
        theme="rnn-mono",
    ),
    Shot("race-120x36", (120, 36), HELLO, 57, keys=("2", END)),
    Shot("race-80x24", (80, 24), HELLO, 57, keys=("2", END)),
    Shot("race-mono-120x36", (120, 36), HELLO, 57, keys=("2", END), theme="rnn-mono"),
    Shot(
        "sweep-120x36",
        (120, 36),
        HIHELLO.replace(cell=Cell.LSTM, readout=Readout.LINEAR, iterations=100),
        57,
        keys=(*AXES, END, *("right",) * 3, "up"),
    ),
    Shot("runs-120x36", (120, 36), HELLO, 57, keys=ASKED, kept=KEPT),
    Shot("runs-80x24", (80, 24), HELLO, 57, keys=ASKED, kept=KEPT),
    Shot("compare-120x36", (120, 36), HELLO, 57, keys=(COMPARE, "down"), kept=FOUR),
    Shot("compare-80x24", (80, 24), HELLO, 57, keys=(COMPARE, "down"), kept=FOUR),
    Shot("weights-120x36", (120, 36), HIHELLO.replace(cell=Cell.GRU), 180, keys=("w", "down")),
    Shot(
        "diverged-80x24",
        (80, 24),
        HELLO.replace(
            seed=0,
            readout=Readout.LINEAR,
            hidden_size=8,
            optimizer=Optimizer.SGD,
            learning_rate=100.0,
        ),
        100,
    ),
)


async def _until_moment(pilot: Pilot[int], screen: TrainScreen, moment: int) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        snapshot = screen.shown.snapshot
        if snapshot.phase is Phase.DIVERGED or snapshot.phase is Phase.FAILED:
            break
        if snapshot.moment == moment and snapshot.picture is not None:
            break
        await pilot.pause(0.05)
    else:
        raise TimeoutError(f"not at moment {moment} after {PATIENCE} s")
    # The plot has a pace of its own; give it its frame.
    await pilot.pause(0.5)


async def _until_end(pilot: Pilot[int]) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + 10 * PATIENCE
    while loop.time() < end:
        screen = pilot.app.screen
        if isinstance(screen, RaceScreen | SweepScreen) and screen.snapshot.phase is Phase.DONE:
            await pilot.pause(0.3)
            return
        await pilot.pause(0.05)
    raise TimeoutError("the race did not end")


def _store(shot: Shot, folder: Path) -> RunStore | None:
    """Train what was trained before."""
    if not shot.kept:
        return None
    store = RunStore(folder)
    for experiment in shot.kept:
        Session(Plan(experiment), speed=None, keeper=store.keeper()).run_inline()
    store.close()
    if shot.kept is KEPT:
        _tell_of(store.path)
    return RunStore(folder)


def _tell_of(path: Path) -> None:
    """Give the runs names, tags, and ages that are the same each time."""
    with Runs(path) as runs:
        for run, name in NAMED.items():
            runs.rename(run, name)
        for tag, tagged in TAGGED.items():
            runs.tag(tagged, [tag])
    now, connection = time.time(), sqlite3.connect(path)
    with connection:
        for place, run in enumerate(range(len(KEPT), 0, -1)):
            age = 150 * 1.55**place
            connection.execute("UPDATE runs SET created = ? WHERE id = ?", (now - age, run))
    connection.close()


async def _list(pilot: Pilot[int]) -> None:
    await pilot.press("3")
    app = pilot.app
    assert isinstance(app, RnnTuiApp)
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        screen = app.archive.screen
        if screen is not None and screen.closer is not None and app.train.background.ready:
            await pilot.pause(0.3)
            return
        await pilot.pause(0.05)
    raise TimeoutError("the runs were not read")


async def _compare(pilot: Pilot[int], count: int) -> None:
    app = pilot.app
    assert isinstance(app, RnnTuiApp)
    await app.archive.compare(range(1, count + 1))
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        screen = app.screen
        if isinstance(screen, CompareScreen) and screen.found and screen.found.floors:
            await pilot.pause(0.3)
            return
        await pilot.pause(0.05)
    raise TimeoutError("the runs were not read")


async def take(shot: Shot, folder: Path) -> str:
    """Run the app to the moment of a shot and give its screen as SVG."""

    def paused(plan: Plan, speed: float | None) -> Session:
        return Session(plan, speed=speed, paused=True)

    i18n.choose(shot.language)
    app = RnnTuiApp(
        Plan(shot.experiment),
        theme=shot.theme,
        ascii_only=shot.ascii_only,
        make_session=paused,
        store=_store(shot, folder),
    )
    async with app.run_test(size=shot.size) as pilot:
        screen = app.screen
        assert isinstance(screen, TrainScreen)
        screen.session.set_speed(None)
        screen.session.advance(shot.moment)
        await _until_moment(pilot, screen, shot.moment)
        for key in shot.keys:
            if isinstance(key, int):
                await _until_moment(pilot, screen, key)
            elif key == END:
                await _until_end(pilot)
            elif key == LIST:
                await _list(pilot)
            elif key == COMPARE:
                await _compare(pilot, len(shot.kept))
            else:
                await pilot.press(*([*key] if "=" in key else [key]))
        await pilot.pause(0.3)
        return clean(app.export_screenshot(title="rnn-tui"))


CELL = 12.2
"""Units of the picture's width that a terminal cell takes."""


def _words(match: re.Match[str]) -> str:
    """Place each word of a text by itself: leading spaces move in some viewers."""
    head, x, between, after, text = match.groups()
    tail = between + after
    column, words = 0, []
    # Braille and Hangul come from other fonts in most viewers, with other widths: each by itself.
    for part in re.split(r"(\s+|[\u2800-\u28ff\uac00-\ud7a3])", html.unescape(text)):
        if part.strip():
            at = f'{float(x) + column * CELL:.1f}" textLength="{cell_len(part) * CELL:.1f}'
            words.append(f'{head}x="{at}"{tail}{html.escape(part, quote=False)}</text>')
        column += cell_len(part)
    return "".join(words)


def clean(svg: str) -> str:
    """Use the fonts of the machine, and ids that do not change from run to run."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: Fira Code[^;]*;", f"font-family: {FONTS};", svg)
    svg = re.sub(r"terminal-\d+-", "t-", svg)
    svg = re.sub(
        r'(<text class="t-r[^>]*?)x="([\d.]+)"([^>]*?) textLength="[^"]*"([^>]*>)([^<]*)</text>',
        _words,
        svg,
    )
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> None:
    """Take the shots named on the command line, or all."""
    wanted = set(sys.argv[1:])
    FOLDER.mkdir(exist_ok=True)
    converter = shutil.which("rsvg-convert")
    for shot in SHOTS:
        if wanted and shot.name not in wanted:
            continue
        path = FOLDER / f"{shot.name}.svg"
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(asyncio.run(take(shot, Path(folder))), encoding="utf-8")
        if converter:
            png = str(path.with_suffix(".png"))
            subprocess.run([converter, str(path), "-o", png], check=True)
        print(path.name)


if __name__ == "__main__":
    main()
