"""The app on a stage: sessions that are fed by the test, fixed numbers, and waiting for what is so.

Nothing here trains: a run is what the test says it is.
"""

import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest
from rich.cells import cell_len
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from rnn_tui.anatomy import GATES, SIGMOIDS, tensors
from rnn_tui.experiment import Cell, Experiment
from rnn_tui.record import Inside, Phase, Picture, Probe, Term
from rnn_tui.session.history import History
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.ui.app import RnnTuiApp
from rnn_tui.ui.screens.train import TrainScreen
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.field_input import FieldInput
from tests.ui import rest


class Fed(Session):
    """A session that hands out what the test feeds it, and keeps what it is asked for."""

    def __init__(self, plan: Plan, speed: float | None = 20) -> None:
        super().__init__(plan, speed=speed)
        self.feed: deque[Snapshot] = deque()
        self.started = False
        self.taken = 0

    def start(self) -> None:
        self.started = True

    def take(self) -> Snapshot | None:
        if not self.feed:
            return None
        snapshot = self.feed.popleft()
        self.phase = snapshot.phase
        self.taken += 1
        return snapshot

    def shows(self, phase: Phase, moment: int, **facts: Any) -> Snapshot:
        """Feed a snapshot of this run with made-up numbers."""
        experiment = facts.pop("experiment", self.plan.experiment)
        written(self.history, self.task, moment)
        snapshot = Snapshot(
            facts.pop("run", self.run),
            phase,
            moment,
            facts.pop("iterations", experiment.iterations),
            experiment,
            picture=facts.pop("picture", picture(self.task, moment)),
            **facts,
        )
        self.feed.append(snapshot)
        return snapshot


def share(*numbers: int) -> float:
    """Make a number of 0 to 1 up: the same on every machine."""
    mixed = 0
    for number in numbers:
        mixed = (mixed * 31 + number * 17 + 7) % 101
    return mixed / 100


def picture(task: Task, moment: int, span: tuple[int, int] | None = None) -> Picture:
    """Make the numbers of a moment up; with the moments the targets become likelier."""
    V, H = task.vocabulary_size, task.hidden_size
    targets = task.targets
    first, end = span or (0, min(task.length, 256))
    rows, predictions = [], []
    for t in range(task.length):
        weights = [1 + 9 * share(t, v) for v in range(V)]
        weights[targets[t]] = 1 + moment * (0.1 + share(t, 5)) / 2
        row = [weight / sum(weights) for weight in weights]
        rows.append(row)
        predictions.append(max(range(V), key=row.__getitem__))
    hidden = [[2 * share(t, u, moment) - 1 for u in range(H)] for t in range(first, end)]
    costs = [-math.log(rows[t][targets[t]]) for t in range(task.length)]
    return Picture(
        moment,
        first,
        np.array(rows[first:end]),
        np.array(hidden),
        np.array(costs[first:end]),
        tuple(predictions),
        sum(costs),
    )


def inside(task: Task, step: int = 2, moment: int = 57) -> Inside:
    """Make the inside of a moment up: the same on every machine, and sums that add up."""
    e, T, H, V = task.experiment, task.length, task.hidden_size, task.vocabulary_size
    gates = GATES[e.cell, e.convention]

    def made(rows: int, columns: int, *salt: int) -> Any:
        return np.array([[share(r, c, *salt) for c in range(columns)] for r in range(rows)])

    terms = {}
    for k, gate in enumerate(gates):
        inputs, recurrent, bias = 2 * made(3, H, k, step) - 1
        total = inputs + recurrent + bias
        activation = np.tanh(total) if gate not in SIGMOIDS else 1 / (1 + np.exp(-total))
        terms[gate] = Term(inputs, recurrent, bias, total, activation)
    matrix = made(T, T, 5) * np.tri(T) + 0.01
    matrix[np.triu_indices(T, 1)] = np.nan
    moved = made(1, T, 6)[0]
    moved[step + 1 :] = np.nan
    return Inside(
        moment=moment,
        probe=Probe(step, 0, T, 0, T),
        gates={g: made(T, H, k, 1) for k, g in enumerate(gates) if e.cell is not Cell.RNN},
        hidden=np.vstack([np.zeros((1, H)), 2 * made(T, H, moment) - 1]),
        memory=4 * made(T + 1, H, 2) - 2 if e.cell is Cell.LSTM else None,
        logits=4 * made(T, V, 3) - 2,
        terms=terms,
        recurrent=2 * made(H, H, 4) - 1 if e.cell is Cell.RNN else None,
        weights={
            name: 2 * made(shape[0], shape[-1], k) - 1 if len(shape) == 2 else made(1, *shape)[0]
            for k, (name, shape) in enumerate(tensors(task).items())
        },
        gradient=made(1, T, 7)[0],
        matrix=matrix,
        moved=moved,
    )


def written(history: History, task: Task, moment: int) -> History:
    """Write the costs and answers up to a moment."""
    for k in range(history.count, moment + 1):
        if task.length > 100:
            history.put_cost(k, task.length * (0.3 + 40 / (30 + k)))
            continue
        drawn = picture(task, k)
        history.put_cost(k, drawn.cost)
        history.put_answer(k, drawn.predictions, drawn.cost)
    return history


@dataclass
class Stage:
    """The app, its pilot, and every session it made."""

    app: RnnTuiApp
    pilot: Pilot[int]
    sessions: list[Fed] = field(default_factory=list)

    @property
    def screen(self) -> TrainScreen:
        return next(s for s in self.app.screen_stack if isinstance(s, TrainScreen))

    @property
    def session(self) -> Fed:
        """The session whose run is shown."""
        return cast(Fed, self.screen.session)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, row by row."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def rows(self) -> list[str]:
        return [line.rstrip() for line in self.lines]

    def panel(self, name: str) -> str:
        """Give what stands on one panel."""
        widget = self.screen.query_one(f"#{name}", Canvas)
        assert widget.display, name
        return "\n".join(widget.render_line(y).text for y in range(widget.size.height))

    def input(self, name: str) -> FieldInput:
        return self.screen.query_one(f"#field-{name}", FieldInput)

    def widget(self, name: str) -> Widget:
        return self.screen.query_one(f"#{name}")

    def problem(self, name: str) -> str:
        """Give the sentence beneath a field as it is drawn; empty where there is none."""
        error = self.screen.query_one(f"#row-{name} .error")
        if not error.display:
            return ""
        region = error.region
        return " ".join(self.crop(region).split())

    def crop(self, region: Region) -> str:
        """Give what stands in a region."""
        rows = self.lines[region.y : region.y + region.height]
        return " ".join(cells(row, region.x, region.width) for row in rows)

    @property
    def toasts(self) -> list[str]:
        return [note.message for note in self.app._notifications]

    async def until(self, so: Callable[[], object]) -> None:
        """Wait for something to be so; fails after ten seconds."""
        await rest.until(self.app, so, lambda: f"; the screen:\n{self.text}")

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size, and wait until the screen is drawn for it."""
        await rest.resize(self.pilot, width, height)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await rest.rest(self.app)

    async def type(self, name: str, value: str) -> None:
        """Put a value into a field as a person would: go there, clear it, type."""
        await self.fill(name, "")
        await self.press(*_keys(value))
        assert self.input(name).has_focus

    async def fill(self, name: str, value: str) -> None:
        """Go to a field and put a value into it at once."""
        box = self.input(name)
        box.focus()
        await rest.rest(self.app)
        box.value = value
        await rest.rest(self.app)
        await self.until(lambda: self.screen.form.settled)

    async def shown(self, phase: Phase = Phase.RUNNING, moment: int = 57, **facts: Any) -> Snapshot:
        """Feed a snapshot to the run of now, and wait until it is drawn."""
        snapshot = self.session.shows(phase, moment, **facts)
        await self.until(lambda: self.screen.shown.snapshot is snapshot)
        await rest.rest(self.app)
        return snapshot


def _keys(value: str) -> list[str]:
    return ["space" if character == " " else character for character in value]


def cells(row: str, x: int, width: int) -> str:
    """Cut cells out of a row."""
    taken, at = "", 0
    for character in row:
        if x <= at < x + width:
            taken += character
        at += cell_len(character)
    return taken


Staging = Callable[..., Any]


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pilot wait until the app has come to rest, and no longer."""
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", rest.wait_for_idle)


@pytest.fixture
def stage() -> Staging:
    """Open the app on an experiment, with sessions that are fed by the test."""

    @asynccontextmanager
    async def opened(
        experiment: Experiment | Plan | None = None,
        *,
        size: tuple[int, int] = (120, 36),
        theme: str | None = "rnn-dark",
        **settings: Any,
    ) -> AsyncIterator[Stage]:
        sessions: list[Fed] = []

        def make(plan: Plan, speed: float | None) -> Session:
            sessions.append(Fed(plan, speed))
            return sessions[-1]

        plan = experiment if isinstance(experiment, Plan) else Plan(experiment or Experiment())
        app = RnnTuiApp(plan, theme=theme, make_session=make, **settings)
        async with app.run_test(size=size, tooltips=False, notifications=True) as pilot:
            staged = Stage(app, pilot, sessions)
            # What the first frame does not need comes after it.
            await staged.until(lambda: app.screen.query("#field-dtype"))
            await pilot.pause()
            yield staged

    return opened


@pytest.fixture
def numbers() -> Callable[..., Picture]:
    """Give made-up numbers for a task and a moment."""
    return picture


@pytest.fixture
def within() -> Callable[..., Inside]:
    """Give the made-up inside of a network for a task, a time step and a moment."""
    return inside


@pytest.fixture
def past() -> Callable[..., History]:
    """Give a history with made-up costs and answers."""

    def made(task: Task, moment: int) -> History:
        return written(History(task), task, moment)

    return made


def is_plain(text: str) -> bool:
    """Whether a drawn text holds no control character."""
    return not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in text)


@pytest.fixture
def plain() -> Callable[[Sequence[str]], bool]:
    """Say whether no drawn row holds a control character."""
    return lambda rows: all(map(is_plain, rows))
