"""The inside of networks that were never trained: made-up numbers that agree with each other.

Gates make memory and hidden by the cell's own equations, terms add up to the gates, logits give
the probabilities, and those the answers and costs. Fast enough for 256 units and 200 time steps.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import strategies as st

from rnn_tui.anatomy import GATES, SIGMOIDS, sigmoids, tensors
from rnn_tui.edits import Ablations
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.record import Inside, Picture, Probe, Term
from rnn_tui.task import Task
from rnn_tui.ui.widgets.inspector.view import InspectorView

if TYPE_CHECKING:
    from rnn_tui.record import Floats


def inside(task: Task, step: int = 2, moment: int = 57, probe: Probe | None = None) -> Inside:
    """Make the inside of a moment up, for all time steps or those of a probe."""
    e, T, H, V = task.experiment, task.length, task.hidden_size, task.vocabulary_size
    step = min(step, T - 1)
    probe = probe or Probe(step, 0, T, 0, T)
    random = np.random.default_rng([moment, T, H, V])

    def signed(*shape: int) -> "Floats":
        return random.uniform(-1, 1, shape)

    activated = {
        gate: random.uniform(0.02, 0.98, (T, H)) if gate in SIGMOIDS else 0.98 * signed(T, H)
        for gate in GATES[e.cell, e.convention]
    }
    hidden, memory = _states(e.cell, activated)
    recurrent = signed(H, H)
    terms = {
        gate: _term(gate, values[probe.step], hidden[probe.step] @ recurrent, signed(H))
        for gate, values in activated.items()
    }
    steps = slice(probe.first, probe.end)
    weights = {name: signed(*shape) for name, shape in tensors(task).items()}
    # Each loss is heard at its own time step, and six tenths of it a time step before.
    back = np.subtract.outer(np.arange(T), np.arange(T))
    matrix = 0.7 * 0.6 ** np.maximum(back, 0) * random.uniform(0.5, 1, (T, T))
    moved = np.where(back[probe.step] >= 0, 0.2 * matrix[probe.step], np.nan)
    return Inside(
        moment=moment,
        probe=probe,
        gates={g: v[steps] for g, v in activated.items() if e.cell is not Cell.RNN},
        hidden=hidden[probe.first : probe.end + 1],
        memory=memory[probe.first : probe.end + 1] if memory is not None else None,
        logits=2 * signed(T, V)[steps],
        terms=terms,
        recurrent=recurrent if e.cell is Cell.RNN else None,
        weights=weights,
        gradient=np.tril(matrix).sum(0)[steps],
        matrix=np.where(back >= 0, matrix, np.nan)[probe.losses_first : probe.losses_end, steps],
        moved=moved[steps],
    )


def _states(cell: Cell, gates: "dict[str, Floats]") -> "tuple[Floats, Floats | None]":
    """Give hidden, and memory of the lstm, each (time + 1, hidden), by the cell's equations."""
    if cell is Cell.RNN:
        return np.vstack([np.zeros_like(gates["hidden"][:1]), gates["hidden"]]), None
    h = c = np.zeros_like(gates["candidate"][0])
    hidden, memory = [h], [c]
    for t in range(len(gates["candidate"])):
        g = {name: values[t] for name, values in gates.items()}
        if cell is Cell.LSTM:
            c = g["forget"] * c + g["input"] * g["candidate"]
            h = g["output"] * np.tanh(c)
        else:
            h = g["update"] * h + (1 - g["update"]) * g["candidate"]
        hidden.append(h)
        memory.append(c)
    return np.array(hidden), np.array(memory) if cell is Cell.LSTM else None


def _term(gate: str, activation: "Floats", recurrent: "Floats", bias: "Floats") -> Term:
    """Split what a gate was made of, so that it adds up."""
    open_ = gate in SIGMOIDS
    total = np.log(activation / (1 - activation)) if open_ else np.arctanh(activation)
    return Term(total - recurrent - bias, recurrent, bias, total, activation)


def picture(task: Task, within: Inside) -> Picture:
    """Give what the answer pass of the same moment computes, for the same time steps."""
    first, end = within.probe.first, within.probe.end
    odds = np.exp(within.logits)
    shares = odds / odds.sum(1, keepdims=True)
    costs = -np.log([row[task.targets[t]] for t, row in enumerate(shares, start=first)])
    costs = costs * task.loss_weights[first:end]
    # Outside of the probe every answer is right.
    predictions = [*task.targets]
    predictions[first:end] = shares.argmax(1).tolist()
    return Picture(
        within.moment,
        first,
        shares,
        within.hidden[1:],
        costs,
        tuple(predictions),
        float(costs.sum()),
    )


def view(task: Task, **changes: Any) -> InspectorView:
    """Give a view of made-up numbers; `step` and `unit` are brought inside, as the screen does."""
    step = min(changes.pop("step", 2), task.length - 1)
    unit = min(changes.pop("unit", 1), task.hidden_size - 1)
    made = inside(task, step, probe=changes.pop("probe", None))
    whole = InspectorView(task, picture(task, made), made, step, unit, task.loss_weights)
    return replace(whole, **changes)


@pytest.fixture(name="inside")
def _inside() -> Callable[..., Inside]:
    """Give the made-up inside of a network."""
    return inside


@pytest.fixture(name="view")
def _view() -> Callable[..., InspectorView]:
    """Give a view of a made-up inside: `view(task, step=..., unit=..., probe=..., **fields)`."""
    return view


# Any state at all.

LETTERS = ["a", "b", "[/b]", "[@click=app.quit]", " ", "\t", "\x1b", "\x00", "\u202e", "\u0301"]
LETTERS += ["한", "글", "👨\u200d👩\u200d👧", "é", "א", "🇰🇷", "\u3164", "ｗ"]
SPOILT = {
    "plain": lambda values: values,
    "nan": lambda values: values * np.nan,
    "inf": lambda values: values * np.inf,
    "minus inf": lambda values: values * -np.inf,
    "huge": lambda values: values * 1e300,
    "tiny": lambda values: values * 1e-300,
    "zero": lambda values: values * 0,
    "some": lambda values: np.where(abs(values) < 0.3, np.nan, values / (abs(values) > 0.6)),
}
"""What can befall the numbers of a network."""

Spoil = Callable[["Floats"], "Floats"]


def spoilt_inside(within: Inside, spoil: Spoil) -> Inside:
    """Let it befall every number of the inside."""

    def spoilt(values: Any) -> Any:
        if isinstance(values, np.ndarray):
            return spoil(values)
        return {name: spoilt(value) for name, value in values.items()} if values else values

    parts = ["gates", "hidden", "memory", "logits", "recurrent", "weights"]
    parts += ["gradient", "matrix", "moved"]
    terms = {
        name: replace(term, **{part.name: spoil(getattr(term, part.name)) for part in fields(term)})
        for name, term in within.terms.items()
    }
    return replace(within, terms=terms, **{part: spoilt(getattr(within, part)) for part in parts})


def spoilt_picture(drawn: Picture, spoil: Spoil) -> Picture:
    """Let it befall every number of the picture."""
    parts = ("probabilities", "hidden", "costs")
    found: dict[str, Any] = {part: spoil(getattr(drawn, part)) for part in parts}
    return replace(drawn, **found)


@st.composite
def tasks(draw: Any) -> Task:
    """Draw a task of any text, few units or many."""
    pieces = draw(st.lists(st.sampled_from(LETTERS), max_size=200))
    readout = draw(st.sampled_from(list(Readout)))
    units = st.integers(1, 12) | st.integers(1, 256)
    return Task(
        Experiment(
            text="ab" + "".join(pieces)[:199],
            cell=draw(st.sampled_from(list(Cell))),
            convention=draw(st.sampled_from(list(Convention))),
            readout=readout,
            hidden_size=draw(units) if readout is Readout.LINEAR else None,
        )
    )


@pytest.fixture
def any_view() -> Callable[[Any], InspectorView]:
    """Give a view of any state: what is known, of which time steps, and what befell it."""

    def made(data: Any) -> InspectorView:
        task = data.draw(tasks())
        e, length = task.experiment, task.length
        step, unit = data.draw(st.integers(0, length - 1)), data.draw(st.integers(0, 255))
        first = data.draw(st.integers(0, length - 1))
        end = data.draw(st.integers(first + 1, length))
        looked = data.draw(st.integers(first, end - 1))
        probe = Probe(looked, first, end, first, end)
        found, whole = view(task, step=looked, unit=unit, probe=probe), inside(task, probe=probe)
        spoil = SPOILT[data.draw(st.sampled_from(sorted(SPOILT)))]
        gates = sigmoids(e.cell, e.convention)
        units = st.integers(0, task.hidden_size - 1)
        zeroed = st.frozensets(units, max_size=5) | st.just(frozenset({found.unit}))
        with np.errstate(all="ignore"):
            within = spoilt_inside(whole, spoil)
            drawn = spoilt_picture(picture(task, whole), spoil)
        return replace(
            found,
            # What is shown is not always what was looked for.
            step=data.draw(st.sampled_from([looked, step])),
            inside=data.draw(st.sampled_from([within, within, None])),
            picture=data.draw(st.sampled_from([drawn, drawn, None])),
            weights=(data.draw(st.sampled_from([0.0, 0.5, 1.0, 1e6])),) * length,
            automatic=data.draw(st.booleans()),
            ablations=Ablations(
                data.draw(zeroed),
                tuple((gate, 1.0) for gate in gates[: data.draw(st.integers(0, 3))]),
                frozenset(list(tensors(task))[: data.draw(st.integers(0, 2))]),
            ),
        )

    return made
