"""Quantiles against numpy's own, and what has diverged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnn_tui.contest.plan import SHARES
from rnn_tui.contest.quantiles import quantiles


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 3), st.integers(1, 9)),
        elements=st.floats(0, 100, width=32),
    )
)
def test_finite_costs_have_numpys_quantiles(costs: np.ndarray) -> None:
    expected = np.quantile(costs.astype(np.float64), SHARES, axis=1).T
    np.testing.assert_allclose(quantiles(costs, SHARES), expected, rtol=1e-12)


def test_what_has_diverged_is_higher_than_all_that_has_not() -> None:
    costs = np.array([[3.0, np.nan, 1.0, 2.0, np.inf]])
    found = quantiles(costs, (0.0, 0.25, 0.5, 0.6, 0.75, 1.0))[0]
    assert found.tolist() == [1, 2, 3, np.inf, np.inf, np.inf]


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_where_all_have_diverged_every_quantile_is_infinite(value: float) -> None:
    assert np.isinf(quantiles(np.full((2, 4), value), SHARES)).all()


def test_one_seed_is_every_quantile() -> None:
    assert quantiles(np.array([[2.5]]), SHARES)[0].tolist() == [2.5] * len(SHARES)
