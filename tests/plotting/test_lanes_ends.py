"""The names at the right of a plot of lanes: rows of their own, near where they want to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.plotting.lanes import LaneCurve
from rnn_tui.plotting.lanes_ends import apart, end_cost, ends_of


def test_who_wants_a_row_alone_has_it() -> None:
    assert apart([9.2, 3.1, 6.4], 12) == [9, 3, 6]
    assert apart([], 3) == []


def test_those_who_want_one_row_stand_around_it() -> None:
    assert sorted(apart([5.0, 5.1, 5.2], 12)) == [4, 5, 6]
    assert apart([0.0, 0.0, 0.0], 12) == [0, 1, 2]
    assert apart([11.9, 11.8], 12) == [11, 10]


@given(
    st.integers(1, 20).flatmap(
        lambda rows: st.tuples(
            st.just(rows), st.lists(st.floats(-5, 30), min_size=0, max_size=rows)
        )
    )
)
def test_no_two_share_a_row_and_their_order_is_kept(case: tuple[int, list[float]]) -> None:
    rows, wanted = case
    found = apart(wanted, rows)
    assert len(set(found)) == len(wanted)
    assert all(0 <= row < rows for row in found)
    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    assert [found[k] for k in order] == sorted(found)


@pytest.mark.parametrize(
    ("room", "name", "width"), [(113, 4, 14), (40, 4, 14), (33, 0, 8), (25, 0, 2), (21, 0, 0)]
)
def test_names_go_first_where_there_is_no_room(room: int, name: int, width: int) -> None:
    ends = ends_of([LaneCurve("LSTM", np.array([1.0])), LaneCurve("GRU", np.array([1.0]))], room)
    assert (ends.name, ends.width) == (name, width)


def test_a_cost_that_is_no_number_is_wrong() -> None:
    assert end_cost(3.44) == ("3.44", "text")
    assert end_cost(0.004) == ("4e−3", "text")
    assert end_cost(float("inf")) == ("inf", "wrong")
    assert end_cost(float("nan")) == ("nan", "wrong")
