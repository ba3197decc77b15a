"""A point of a sweep in words."""

from typing import Any

import pytest

from rnn_tui.axes import Axis
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.sweep import Grid


@pytest.mark.parametrize(
    ("values", "label"),
    [
        (
            {"learning_rate": 0.01, "hidden_size": 8, "readout": "linear"},
            "rate 0.01 · 8 units · linear readout",
        ),
        ({"optimizer": "adam", "decay": 0.5}, "Adam"),
        ({"optimizer": "rmsprop", "decay": 0.5}, "RMSProp · decay 0.5"),
        ({"cell": "gru"}, "GRU"),
    ],
)
def test_a_point_is_labelled_by_its_values(values: dict[str, Any], label: str) -> None:
    axes = [Axis(field, (FIELD[field].kind.check(value),)) for field, value in values.items()]
    if values.get("optimizer") == "adam":
        axes[0] = Axis("optimizer", ("rmsprop", "adam"))
    grid = Grid(Experiment(), axes)
    assert grid[len(grid) - 1].label == label
