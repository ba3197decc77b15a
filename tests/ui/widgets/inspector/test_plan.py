"""Which time steps and losses the inspector shows, and that they are what it asks for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Cell, Experiment
from rnn_tui.record import Probe
from rnn_tui.task import Task
from rnn_tui.ui.widgets.inspector.maps_plan import Field, plan_maps
from rnn_tui.ui.widgets.inspector.plan import (
    MOST_LOSSES,
    MOST_STEPS,
    NARROWEST,
    StepColumns,
    loss_rows,
    probe_for,
    step_columns,
)

HIHELLO = Task(Experiment(text="hihello"))
WIDTHS, ROWS = st.integers(3, 220), st.integers(1, 70)


def of_length(length: int) -> Task:
    return Task(Experiment(text=("ab" * length)[: length + 1]))


@st.composite
def chosen(draw: Any) -> tuple[int, int]:
    """Give a length, and a time step in it."""
    length = draw(st.integers(1, 400))
    return length, draw(st.integers(0, length - 1))


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (66, StepColumns(first=0, count=6, gutter=12, column=9)),
        (78, StepColumns(first=0, count=6, gutter=12, column=11)),
        (200, StepColumns(first=0, count=6, gutter=12, column=13)),
        (40, StepColumns(first=0, count=6, gutter=9, column=5)),
        (24, StepColumns(first=0, count=5, gutter=9, column=3)),
    ],
)
def test_the_columns_of_six_time_steps(width: int, columns: StepColumns) -> None:
    assert step_columns(6, 0, width) == columns


@pytest.mark.parametrize(("step", "first"), [(0, 0), (6, 0), (7, 1), (30, 24), (59, 42)])
def test_where_time_steps_scroll_the_chosen_one_is_a_third_from_the_edge(
    step: int, first: int
) -> None:
    columns = step_columns(60, step, 69)
    assert (columns.first, columns.count, columns.column) == (first, 18, NARROWEST)


@given(place=chosen(), width=WIDTHS)
def test_the_chosen_time_step_is_in_view_and_no_column_is_cut(
    place: tuple[int, int], width: int
) -> None:
    length, step = place
    columns = step_columns(length, step, width)
    assert step in columns.steps
    assert columns.steps.stop <= length
    if width >= columns.gutter + NARROWEST:
        assert columns.x(columns.steps[-1]) + columns.column <= width


@given(place=chosen(), width=WIDTHS)
def test_every_cell_of_a_column_is_of_its_time_step(place: tuple[int, int], width: int) -> None:
    columns = step_columns(*place, width)
    for t in columns.steps:
        cells = range(columns.x(t), columns.x(t) + columns.column)
        assert {columns.at(x) for x in cells} == {t}
    assert columns.at(columns.gutter - 1) is None
    assert columns.at(columns.x(columns.steps.stop)) is None


def test_the_narrowest_columns_name_every_fifth_time_step_and_the_chosen_one() -> None:
    columns = step_columns(60, 30, 69)
    # 30 stands beside the chosen 31, whose name it would run into.
    assert [t + 1 for t in columns.steps if columns.names(t, 30)] == [25, 31, 35, 40]
    wide = step_columns(6, 2, 66)
    assert all(wide.names(t, 2) for t in wide.steps)


def test_the_losses_are_those_around_the_chosen_time_step() -> None:
    columns = step_columns(60, 30, 69)
    assert loss_rows(60, 30, 6, columns) == range(27, 33)
    assert loss_rows(60, 30, 100, columns) == columns.steps
    assert loss_rows(6, 5, 3, step_columns(6, 5, 66)) == range(3, 6)


@given(place=chosen(), width=WIDTHS, rows=ROWS)
def test_the_chosen_loss_is_among_those_of_the_time_steps_in_view(
    place: tuple[int, int], width: int, rows: int
) -> None:
    length, step = place
    columns = step_columns(length, step, width)
    losses = loss_rows(length, step, rows, columns)
    assert step in losses
    assert set(losses) <= set(columns.steps)
    assert len(losses) == min(rows, columns.count, MOST_LOSSES)


def test_the_whole_of_a_short_text_is_asked_for() -> None:
    assert probe_for(HIHELLO, 2, 66, 6) == Probe(2, 0, 6, 0, 6)
    assert probe_for(HIHELLO, 5, 66, 2) == Probe(5, 0, 6, 4, 6)


@given(place=chosen(), width=st.integers(3, 600), rows=st.integers(1, 400))
def test_what_is_asked_for_holds_the_chosen_time_step_and_is_never_too_much(
    place: tuple[int, int], width: int, rows: int
) -> None:
    length, step = place
    probe = probe_for(of_length(length), step, width, rows)
    assert probe.step == step
    assert 0 <= probe.first <= probe.losses_first <= step
    assert step < probe.losses_end <= probe.end <= length
    assert probe.end - probe.first <= MOST_STEPS
    assert probe.losses_end - probe.losses_first <= MOST_LOSSES


@given(
    place=chosen(),
    width=WIDTHS,
    rows=ROWS,
    cell=st.sampled_from(list(Cell)),
    units=st.integers(1, 256),
    mono=st.booleans(),
)
def test_what_is_asked_for_holds_all_that_any_panel_shows(
    place: tuple[int, int], width: int, rows: int, cell: Cell, units: int, mono: bool
) -> None:
    length, step = place
    probe = probe_for(of_length(length), step, width, rows)
    known = set(range(probe.first, probe.end))
    columns = step_columns(length, step, width)
    assert set(columns.steps) <= known
    losses = loss_rows(length, step, rows, columns)
    assert (probe.losses_first, probe.losses_end) == (losses.start, losses.stop)
    field = Field(cell, length, units, step, 0, width, rows, above=False, mono=mono)
    for box in plan_maps(field):
        assert set(box.columns.steps) <= known
