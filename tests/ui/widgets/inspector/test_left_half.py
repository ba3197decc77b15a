"""No state of any network breaks what stands on the left of the inspector, at any size."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_tui.plotting.palette import DARK, LIGHT, MONO
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.inspector.gradient import gradient_sheet
from rnn_tui.ui.widgets.inspector.maps import maps_sheet
from rnn_tui.ui.widgets.inspector.steps import steps_sheet
from rnn_tui.ui.widgets.inspector.view import InspectorView


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
