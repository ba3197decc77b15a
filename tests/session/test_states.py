"""Kept states: the latest are all there, older ones as keyframes, within the budget."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.session.states import States


def kept_until(moment: int, budget: int, size: int = 4) -> States:
    states = States(size, "f4", budget)
    for k in range(moment + 1):
        states.keep(k, k // 2, lambda row, k=k: row.fill(k))  # type: ignore[misc]
    return states


def counted(states: States, latest: int) -> int:
    """Count the moments that are there, one by one."""
    found = (states.nearest(moment) for moment in range(latest + 1))
    return len({kept.moment for kept in found if kept is not None})


def test_within_the_budget_every_moment_is_there() -> None:
    states = kept_until(99, 100 * 16 * 2)
    for moment in range(100):
        kept = states.nearest(moment)
        assert kept is not None
        assert (kept.moment, kept.updates, kept.row.tolist()) == (moment, moment // 2, [moment] * 4)
    assert states.bytes == 100 * 16


@given(moments=st.integers(1, 500), rows=st.integers(1, 60), data=st.data())
def test_beyond_it_the_nearest_before_is_given(
    moments: int, rows: int, data: st.DataObject
) -> None:
    states = kept_until(moments, rows * 16)
    assert states.bytes <= rows * 16
    assert states.bytes == 16 * counted(states, moments)
    assert states.nearest(moments) is not None
    asked = data.draw(st.integers(0, moments))
    kept = states.nearest(asked)
    ring = (rows - states.spare + 1) // 2
    latest = [k for k in range(moments + 1) if k > moments - ring]
    if asked in latest:
        assert kept is not None
        assert kept.moment == asked
    if kept is not None:
        assert kept.moment <= asked
        assert kept.row.tolist() == [kept.moment] * 4
        assert kept.updates == kept.moment // 2
    elif rows >= 2:
        raise AssertionError("the first moment is a keyframe always")


@pytest.mark.parametrize("moments", [50, 500, 5_000])
def test_keyframes_lie_evenly_over_the_whole_run(moments: int) -> None:
    states = kept_until(moments, 40 * 16)
    gaps = []
    for moment in range(0, moments, max(1, moments // 50)):
        kept = states.nearest(moment)
        assert kept is not None
        gaps.append(moment - kept.moment)
    # Of 40 rows 5 are spare and 17 keyframes, thinned when they are full: from 9 are in use.
    assert max(gaps) <= moments / 9 + 1


def test_what_comes_after_a_moment_is_forgotten() -> None:
    states = kept_until(200, 40 * 16)
    states.drop_after(150)
    assert states.bytes == 16 * counted(states, 200)
    kept = states.nearest(10**6)
    assert kept is not None
    assert kept.moment <= 150
    states.keep(151, 151, lambda row: row.fill(-1))
    again = states.nearest(151)
    assert again is not None
    assert again.row.tolist() == [-1] * 4


def test_a_state_larger_than_the_budget_is_not_kept() -> None:
    states = kept_until(10, 15)
    assert states.nearest(10) is None
    assert states.bytes == 0


def test_a_moment_is_not_written_twice() -> None:
    states = kept_until(5, 1000)
    states.keep(5, 0, lambda row: row.fill(np.nan))
    kept = states.nearest(5)
    assert kept is not None
    assert kept.row.tolist() == [5] * 4
