"""No state of any network breaks what stands on the right of the inspector, at any size."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_tui.anatomy import axes, tensors
from rnn_tui.plotting.palette import DARK, LIGHT, MONO
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

SIZES = st.tuples(st.integers(0, 200), st.integers(0, 60))
LOOKS = st.sampled_from([Look(DARK), Look(LIGHT), Look(MONO)])


def sheets(view: InspectorView, data: Any) -> Iterator[Sheet]:
    columns, rows = data.draw(SIZES)
    look, task = data.draw(LOOKS), view.task
    yield unit_sheet(view, columns, rows, look)
    yield cell_sheet(view, columns, rows)
    yield logits_sheet(view, columns, rows, look)
    other = data.draw(st.integers(0, task.hidden_size - 1))
    yield portrait_sheet(PortraitView(view, other), columns, rows, look)
    lines = choices(view)
    yield menu_sheet(lines, data.draw(st.integers(0, len(lines) - 1)), columns, rows, look)
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
