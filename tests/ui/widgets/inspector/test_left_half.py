"""No state of any network breaks what stands on the left of the inspector, at any size."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_tui.anatomy import sigmoids
from rnn_tui.edits import Ablations
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.plotting.palette import DARK, LIGHT, MONO
from rnn_tui.record import Inside, Picture, Probe
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.inspector.gradient import gradient_sheet
from rnn_tui.ui.widgets.inspector.maps import maps_sheet
from rnn_tui.ui.widgets.inspector.steps import steps_sheet
from rnn_tui.ui.widgets.inspector.view import InspectorView

if TYPE_CHECKING:
    from rnn_tui.record import Floats

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


def spoilt_inside(inside: Inside, spoil: Spoil) -> Inside:
    return replace(
        inside,
        gates={gate: spoil(values) for gate, values in inside.gates.items()},
        hidden=spoil(inside.hidden),
        memory=None if inside.memory is None else spoil(inside.memory),
        gradient=spoil(inside.gradient),
        matrix=spoil(inside.matrix),
        moved=spoil(inside.moved),
    )


def spoilt_picture(picture: Picture, spoil: Spoil) -> Picture:
    return replace(picture, probabilities=spoil(picture.probabilities), costs=spoil(picture.costs))


@st.composite
def tasks(draw: Any) -> Task:
    pieces = draw(st.lists(st.sampled_from(LETTERS), max_size=200))
    return Task(
        Experiment(
            text="ab" + "".join(pieces)[:199],
            cell=draw(st.sampled_from(list(Cell))),
            convention=draw(st.sampled_from(list(Convention))),
            readout=Readout.LINEAR,
            hidden_size=draw(st.integers(1, 12) | st.integers(1, 256)),
        )
    )


@pytest.fixture
def any_view(view: Any) -> Callable[[Any], Any]:
    """Give a view of any state: what is known, of which time steps, and what befell it."""

    def made(data: Any) -> Any:
        task = data.draw(tasks())
        e, length = task.experiment, task.length
        step = data.draw(st.integers(0, length - 1))
        first = data.draw(st.integers(0, length - 1))
        end = data.draw(st.integers(first + 1, length))
        looked = data.draw(st.integers(first, end - 1))
        unit = data.draw(st.integers(0, task.hidden_size - 1))
        found = view(task, step=looked, unit=unit, probe=Probe(looked, first, end, first, end))
        spoil = SPOILT[data.draw(st.sampled_from(sorted(SPOILT)))]
        with np.errstate(all="ignore"):
            inside = spoilt_inside(found.inside, spoil)
            picture = spoilt_picture(found.picture, spoil)
        zeroed = st.frozensets(st.integers(0, task.hidden_size - 1), max_size=5)
        gates = sigmoids(e.cell, e.convention)
        return replace(
            found,
            # What is shown is not always what was looked for.
            step=data.draw(st.sampled_from([looked, step])),
            inside=data.draw(st.sampled_from([inside, inside, None])),
            picture=data.draw(st.sampled_from([picture, picture, None])),
            weights=(data.draw(st.sampled_from([0.0, 0.5, 1.0])),) * length,
            automatic=data.draw(st.booleans()),
            ablations=Ablations(
                data.draw(zeroed),
                tuple((gate, 1.0) for gate in gates[: data.draw(st.integers(0, 3))]),
            ),
        )

    return made


def sheets(view: InspectorView, columns: int, rows: int, look: Look) -> Iterator[Sheet]:
    for flag in (False, True):
        yield steps_sheet(view, columns, rows, look, gradient=flag)
        yield maps_sheet(view, columns, rows, look, above=flag)[0]
    yield gradient_sheet(view, columns, rows, look)


# The fixtures give functions, which keep nothing.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    columns=st.integers(0, 200),
    rows=st.integers(0, 60),
    look=st.sampled_from([Look(DARK), Look(LIGHT), Look(MONO)]),
    data=st.data(),
)
def test_any_state_at_any_size(
    any_view: Any, plain: Any, columns: int, rows: int, look: Look, data: Any
) -> None:
    for sheet in sheets(any_view(data), columns, rows, look):
        drawn = [list(sheet.row(y)) for y in range(rows)]
        assert [sum(width(text) for text, _ in row) for row in drawn] == [columns] * rows
        assert plain(["".join(text for text, _ in row) for row in drawn])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    columns=st.integers(0, 200),
    rows=st.integers(0, 60),
    mono=st.booleans(),
    above=st.booleans(),
    data=st.data(),
)
def test_every_cell_of_a_map_is_one_unit_at_one_time_step(
    any_view: Any, columns: int, rows: int, mono: bool, above: bool, data: Any
) -> None:
    view = any_view(data)
    look = Look(MONO if mono else DARK)
    _, boxes = maps_sheet(view, columns, rows, look, above=above)
    for box in boxes:
        cells = [
            found
            for y in range(box.y, box.y + box.rows)
            for x in range(box.columns.x(box.columns.first), columns)
            if (found := box.at(x, y)) is not None
        ]
        assert all(t < view.task.length and unit < view.task.hidden_size for t, unit in cells)
        assert view.step in box.columns.steps
        assert box.first_unit <= view.unit < box.first_unit + box.units
    for one in boxes:
        # A click means one map at most.
        assert (
            sum(box.at(one.columns.x(one.columns.first), one.y) is not None for box in boxes) == 1
        )
