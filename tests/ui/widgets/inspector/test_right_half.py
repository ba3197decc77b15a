"""No state of any network breaks what stands on the right of the inspector, at any size."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_tui.anatomy import axes, sigmoids, tensors
from rnn_tui.edits import Ablations
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.plotting.palette import DARK, LIGHT, MONO
from rnn_tui.record import Inside, Picture, Probe
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.inspector.ablate import choices, menu_sheet
from rnn_tui.ui.widgets.inspector.cell import cell_sheet
from rnn_tui.ui.widgets.inspector.logits import cost_words, logits_sheet
from rnn_tui.ui.widgets.inspector.portrait import PortraitView, portrait_sheet
from rnn_tui.ui.widgets.inspector.tensor_plan import TensorView, plan_tensor
from rnn_tui.ui.widgets.inspector.tensor_sheet import tensor_sheet
from rnn_tui.ui.widgets.inspector.unit import unit_sheet
from rnn_tui.ui.widgets.inspector.view import InspectorView

if TYPE_CHECKING:
    from rnn_tui.record import Floats

LETTERS = ["a", "b", "[/b]", "[@click=app.quit]", " ", "\t", "\x1b", "\x00", "\u202e", "\u0301"]
LETTERS += ["한", "글", "👨\u200d👩\u200d👧", "é", "א", "🇰🇷", "\u3164", "ｗ"]
SPOILT = {
    "plain": lambda values: values,
    "nan": lambda values: values * np.nan,
    "inf": lambda values: values * np.inf,
    "huge": lambda values: values * 1e30,
    "zero": lambda values: values * 0,
    "some": lambda values: np.where(abs(values) < 0.3, np.nan, values / (abs(values) > 0.6)),
}
"""What can befall the numbers of a network."""

Spoil = Callable[["Floats"], "Floats"]
SIZES = st.tuples(st.integers(0, 200), st.integers(0, 60))
LOOKS = st.sampled_from([Look(DARK), Look(LIGHT), Look(MONO)])


def spoilt_inside(inside: Inside, spoil: Spoil) -> Inside:
    def spoilt(values: Any) -> Any:
        if isinstance(values, np.ndarray):
            return spoil(values)
        return {name: spoilt(value) for name, value in values.items()} if values else values

    parts = ("gates", "hidden", "memory", "logits", "recurrent", "weights")
    terms = {
        name: replace(term, **{part.name: spoil(getattr(term, part.name)) for part in fields(term)})
        for name, term in inside.terms.items()
    }
    return replace(inside, terms=terms, **{part: spoilt(getattr(inside, part)) for part in parts})


def spoilt_picture(picture: Picture, spoil: Spoil) -> Picture:
    parts = ("probabilities", "hidden", "costs")
    found: dict[str, Any] = {part: spoil(getattr(picture, part)) for part in parts}
    return replace(picture, **found)


@st.composite
def tasks(draw: Any) -> Task:
    pieces = draw(st.lists(st.sampled_from(LETTERS), max_size=200))
    readout = draw(st.sampled_from(list(Readout)))
    return Task(
        Experiment(
            text="ab" + "".join(pieces)[:199],
            cell=draw(st.sampled_from(list(Cell))),
            convention=draw(st.sampled_from(list(Convention))),
            readout=readout,
            hidden_size=draw(st.integers(1, 256)) if readout is Readout.LINEAR else None,
        )
    )


@pytest.fixture
def any_view(view: Any) -> Callable[..., Any]:
    """Give a view of any state: what is known, of which time steps, and what befell it."""

    def made(data: Any) -> Any:
        task = data.draw(tasks())
        e, length = task.experiment, task.length
        step, unit = data.draw(st.integers(0, length - 1)), data.draw(st.integers(0, 255))
        first = data.draw(st.integers(0, length - 1))
        end = data.draw(st.integers(first + 1, length))
        looked = data.draw(st.integers(first, end - 1))
        found = view(task, step=looked, unit=unit, probe=Probe(looked, first, end, first, end))
        spoil = SPOILT[data.draw(st.sampled_from(sorted(SPOILT)))]
        gates = sigmoids(e.cell, e.convention)
        with np.errstate(all="ignore"):
            inside = spoilt_inside(found.inside, spoil)
            picture = spoilt_picture(found.picture, spoil)
        return replace(
            found,
            # What is shown is not always what was looked for.
            step=data.draw(st.sampled_from([looked, step])),
            inside=data.draw(st.sampled_from([inside, inside, None])),
            picture=data.draw(st.sampled_from([picture, picture, None])),
            weights=(data.draw(st.sampled_from([0.0, 0.5, 1.0, 1e6])),) * length,
            automatic=data.draw(st.booleans()),
            ablations=Ablations(
                frozenset(data.draw(st.sampled_from([(), (found.unit,), (0,)]))),
                tuple((gate, 1.0) for gate in gates[: data.draw(st.integers(0, 3))]),
                frozenset(list(tensors(task))[: data.draw(st.integers(0, 2))]),
            ),
        )

    return made


def sheets(view: InspectorView, data: Any) -> Iterator[Sheet]:
    columns, rows = data.draw(SIZES)
    look, task = data.draw(LOOKS), view.task
    yield unit_sheet(view, columns, rows, look)
    yield cell_sheet(view, columns, rows)
    yield logits_sheet(view, columns, rows, look)
    other = data.draw(st.integers(0, task.hidden_size - 1))
    yield portrait_sheet(PortraitView(view, other), columns, rows, look)
    lines = choices(view)
    yield menu_sheet(lines, data.draw(st.integers(0, len(lines) - 1)), columns, rows)
    name = data.draw(st.sampled_from(list(tensors(task))))
    down, across = (len(labels) for labels in axes(task, name))
    typed = data.draw(st.sampled_from([None, "", "-", "0.5", "1e99999", "123456789012"]))
    cursor = data.draw(st.booleans())
    row, column = data.draw(st.integers(0, down - 1)), data.draw(st.integers(0, across - 1))
    tensor = TensorView(view, name, row, column, typed if cursor else None, cursor)
    yield tensor_sheet(tensor, columns, rows, look)
    plan = plan_tensor(tensor, columns, rows)
    assert plan.first_row <= row < plan.first_row + plan.rows
    assert plan.first_column <= column < plan.first_column + plan.columns
    assert plan.at(plan.x(column), plan.y(row)) == (row, column)


# The fixtures give functions, which keep nothing.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_state_at_any_size(any_view: Any, plain: Any, data: Any) -> None:
    view = any_view(data)
    for sheet in sheets(view, data):
        rows = [list(sheet.row(y)) for y in range(sheet.height)]
        assert [sum(width(text) for text, _ in row) for row in rows] == [sheet.width] * len(rows)
        assert plain(["".join(text for text, _ in row) for row in rows])
        # Row 0 is the title's.
        assert not sheet.text().split("\n")[0]
    for room in range(0, 60, 7):
        assert all(width(text) <= max(room, 0) for text, _ in cost_words(view, room))
