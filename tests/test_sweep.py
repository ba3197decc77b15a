"""The points of a sweep: counted, numbered, found, sampled, and looked at for conflicts."""

import itertools
import random
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.axes import Axis, Span, parse_axis, parse_random
from rnn_tui.experiment import PRESETS, Experiment
from rnn_tui.fields import Invalid
from rnn_tui.points import Points
from rnn_tui.sweep import MOST_POINTS, MOST_SAMPLES, Grid, Sample, make_points
from rnn_tui.task import problems, simplest

BASE = Experiment()
TORCH = PRESETS["pytorch"].experiment


def grid(*typed: str, base: Experiment = TORCH) -> Grid:
    return Grid(base, [parse_axis(word) for word in typed])


def sample(*typed: str, samples: int = 50, seed: int = 0, base: Experiment = TORCH) -> Sample:
    return Sample(base, [parse_random(word) for word in typed], samples, seed)


def test_a_grid_is_the_product_of_its_axes_in_order() -> None:
    points = grid("learning_rate=0.01,0.1,1", "hidden_size=2..3", "cell=rnn,gru")
    assert points.fields == ("learning_rate", "hidden_size", "cell")
    assert (len(points), points.collapsed) == (12, 0)
    listed = [point.values for point in points]
    assert listed == list(itertools.product((0.01, 0.1, 1.0), (2, 3), ("rnn", "gru")))
    assert [point.number for point in points] == list(range(12))
    assert points[3].experiment == TORCH.replace(learning_rate=0.01, hidden_size=3, cell="gru")
    assert points[-1] == points[11]
    for outside in (12, -13):
        with pytest.raises(IndexError):
            points[outside]
    assert points[3].label == "rate 0.01 · 3 units · GRU"


@pytest.mark.parametrize(
    ("typed", "base", "count", "collapsed"),
    [
        (["learning_rate=0.1,0.10,1e-1,0.2"], BASE, 2, 2),
        (["learning_rate=0.1,0.10", "clip_norm=off,1,1"], BASE, 2, 4),
        (["hidden_size=4,vocabulary"], BASE, 1, 1),
        (["time_steps=4,all", "batch_size=1,all"], BASE, 1, 3),
        (["time_steps=2,4", "batch_size=all,1,3"], BASE, 4, 2),
        (["carry_state=yes,no", "time_steps=4,all", "batch_size=1,all"], BASE, 2, 6),
        (["loss_weights=ones/1,1,1,1/1,1,0,1"], BASE, 2, 1),
        (["optimizer=adam,sgd,rmsprop", "decay=0.8,0.9", "momentum=0,0.5"], BASE, 7, 5),
        (["optimizer=adam,rmsprop", "learning_rate=0.1,0.2", "decay=0.8,0.9"], BASE, 6, 2),
    ],
)
def test_points_that_train_alike_are_one(
    typed: list[str], base: Experiment, count: int, collapsed: int
) -> None:
    points = grid(*typed, base=base)
    assert (len(points), points.collapsed) == (count, collapsed)
    trained = [simplest(point.experiment) for point in points]
    assert len(set(trained)) == count


VALUES: dict[str, list[Any]] = {
    "cell": ["rnn", "gru"],
    "readout": ["none", "linear"],
    "hidden_size": [None, 4, 5],
    "optimizer": ["adam", "rmsprop", "sgd"],
    "decay": [0.9, 0.5],
    "momentum": [0.0, 0.9],
    "learning_rate": [0.01, 0.1],
    "time_steps": [None, 1, 2, 4, 9],
    "batch_size": [None, 1, 2, 4, 9],
    "carry_state": [False, True],
    "loss_weights": [None, (1.0,) * 4, (1.0, 0.0, 1.0, 1.0), (1.0,)],
    "dtype": ["float32", "float64"],
}


@st.composite
def axes(draw: st.DrawFn) -> list[Axis]:
    """Draw up to five axes in any order."""
    fields = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=5, unique=True))
    return [
        Axis(field, tuple(draw(st.lists(st.sampled_from(VALUES[field]), min_size=1, unique=True))))
        for field in fields
    ]


@given(axes())
def test_a_grid_agrees_with_making_every_combination(chosen: list[Axis]) -> None:
    optimizers = next((axis.values for axis in chosen if axis.field == "optimizer"), ("rmsprop",))
    without = {"decay": {"adam", "sgd"}, "momentum": {"adam"}}
    if any(set(optimizers) <= without.get(axis.field, set()) for axis in chosen):
        with pytest.raises(Invalid, match="no effect"):
            Grid(BASE, chosen)
        return
    points = Grid(BASE, chosen)
    fields = [axis.field for axis in chosen]
    everything = list(itertools.product(*(axis.values for axis in chosen)))
    made = [BASE.replace(**dict(zip(fields, values, strict=True))) for values in everything]
    assert len(points) == len({simplest(experiment) for experiment in made})
    assert points.collapsed == len(everything) - len(points)
    for point in points:
        assert points.find(point.values) == point.number
        assert BASE.replace(**dict(zip(fields, point.values, strict=True))) == point.experiment
    for values, experiment in zip(everything, made, strict=True):
        number = points.find(values)
        assert number is not None
        assert simplest(points[number].experiment) == simplest(experiment)
    check_blocked(points)


def check_blocked(points: Points, memory: int = 10**9) -> None:
    """Hold that the conflicts found are those of looking at every point."""
    wrong = [point for point in points if problems(point.experiment, memory)]
    found = points.blocked(memory)
    if found is None:
        assert wrong == []
    else:
        assert found.count == len(wrong)
        assert found.first == wrong[0]
        assert problems(wrong[0].experiment, memory)[0].sentence in found.sentence


def test_what_no_point_has_is_not_found() -> None:
    points = grid("learning_rate=0.01,0.1", "cell=rnn,gru")
    assert points.find((0.5, "rnn")) is None
    assert points.find((0.01,)) is None
    drawn = sample("learning_rate=0.01..0.1", "cell=rnn,gru")
    assert drawn.find((0.5, "rnn")) is None
    assert drawn.find((0.01,)) is None


def test_a_million_points_are_counted_and_numbered_without_being_made() -> None:
    tracemalloc.start()
    points = grid(
        "learning_rate=" + ",".join(f"0.{k:04d}" for k in range(1, 1001)),
        "clip_norm=" + ",".join(str(k) for k in range(1, 1001)),
        "hidden_size=1..1000",
    )
    assert len(points) == 10**9 == MOST_POINTS
    assert points[0].values == (0.0001, 1.0, 1)
    assert points[999_999_999].values == (0.1, 1000.0, 1000)
    assert points[123_456_789].values == (0.0124, 457.0, 790)
    assert points.find((0.0124, 457.0, 790)) == 123_456_789
    assert [point.number for point in itertools.islice(points, 3)] == [0, 1, 2]
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert points.blocked() is None
    small = points.blocked(1_000_000)
    assert small is not None
    first = small.first.values[2]
    assert small.count == (1000 - first + 1) * 10**6
    assert small.first.number == first - 1


def test_conflicts_of_a_combination_are_counted_and_the_first_is_said() -> None:
    points = grid("readout=none,linear", "learning_rate=0.1,0.2", "hidden_size=2,4,8", base=BASE)
    found = points.blocked()
    assert found is not None
    assert found.count == 4
    assert found.first.label == "no readout · rate 0.1 · 2 units"
    assert found.sentence == (
        "hidden_size 2: 4, the vocabulary's size, as there is no readout; or set readout to linear"
    )
    check_blocked(points)
    assert grid("readout=linear", "hidden_size=2,4,8", base=BASE).blocked() is None
    everywhere = grid("loss_weights=1,1/1,0", "cell=rnn,gru").blocked()
    assert everywhere is not None
    assert everywhere.count == 4


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        ([], "a sweep needs an axis, for example --grid learning_rate=0.001,0.01,0.1"),
        ([Axis("cell", ())], "cell: no value; for example cell=gru"),
        ([Axis("cell", ("rnn",)), Axis("cell", ("gru",))], "cell is an axis twice"),
        ([Axis("decay", (0.5, 0.9))], "decay has no effect with this optimizer: leave it out"),
        (
            [Axis("momentum", (0.5, 0.9)), Axis("optimizer", ("adam",))],
            "momentum has no effect with this optimizer: leave it out, or add one that has it, "
            "for example optimizer=rmsprop",
        ),
        (
            [
                Axis(f, tuple(range(1, 10_001)))
                for f in ("learning_rate", "iterations", "clip_norm")
            ],
            "1,000,000,000,000 points: a sweep has at most 1,000,000,000",
        ),
        (
            [Axis(f, tuple(range(1, 1_001))) for f in ("time_steps", "batch_size")],
            "time_steps, batch_size: 1,000,000 combinations, at most 200,000",
        ),
    ],
)
def test_what_is_no_grid_is_said(axes: list[Axis], sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        Grid(TORCH, axes)
    assert sentence in str(caught.value)


def test_a_sample_is_drawn_from_its_axes() -> None:
    points = sample("learning_rate=1e-4..1:log", "hidden_size=2..32", "cell=rnn,gru")
    assert len(points) == 50
    assert points.collapsed == 0
    for point in points:
        rate, units, cell = point.values
        assert 1e-4 <= rate <= 1
        assert units in range(2, 33)
        assert point.experiment == TORCH.replace(learning_rate=rate, hidden_size=units, cell=cell)
        assert points.find(point.values) == point.number
    with pytest.raises(IndexError):
        points[50]
    assert points[-1] == points[49]
    check_blocked(points, 50_000)


def test_the_same_seed_draws_the_same_points_for_ever() -> None:
    typed = ("learning_rate=1e-4..1:log", "hidden_size=2..32", "cell=rnn,gru")
    listed = [point.values for point in sample(*typed, samples=40, seed=3)]
    assert [point.values for point in sample(*typed, samples=40, seed=3)] == listed
    assert [point.values for point in sample(*typed, samples=20, seed=3)] == listed[:20]
    assert [point.values for point in sample(*typed, samples=40, seed=4)] != listed
    # The first numbers of random.Random(3), which Python promises to keep, placed by hand.
    source = random.Random(3)
    chances = [source.random() for _ in range(3)]
    assert chances == [0.23796462709189137, 0.5442292252959519, 0.36995516654807925]
    assert listed[0] == (0.0008951, 18, "rnn")


def test_a_sample_says_what_it_drew_twice() -> None:
    points = sample("hidden_size=2..5", "cell=rnn,gru", samples=500)
    assert (len(points), points.collapsed) == (8, 492)
    assert len({point.values for point in points}) == 8
    alike = sample("optimizer=adam,rmsprop", "decay=0.5,0.9", samples=200)
    assert (len(alike), alike.collapsed) == (3, 197)


@pytest.mark.parametrize(
    ("axes", "samples", "sentence"),
    [
        ([], 5, "a sweep needs an axis"),
        ([Axis("cell", ("rnn", "gru"))], 0, "0 samples: 1 to 100,000, for example --samples 100"),
        ([Axis("cell", ("rnn", "gru"))], -3, "-3 samples: 1 to 100,000"),
        ([Axis("cell", ("rnn", "gru"))], MOST_SAMPLES + 1, "100,001 samples: 1 to 100,000"),
        ([Axis("cell", ("rnn",)), Axis("cell", ("gru",))], 5, "cell is an axis twice"),
        ([Axis("cell", ())], 5, "cell: no value"),
        ([Span("decay", 0, 0.9)], 5, "decay has no effect with this optimizer"),
    ],
)
def test_what_is_no_sample_is_said(axes: list[Axis | Span], samples: int, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        Sample(TORCH, axes, samples)
    assert sentence in str(caught.value)


def test_a_sweep_is_a_grid_or_a_sample() -> None:
    cells, rates = Axis("cell", ("rnn", "gru")), Span("learning_rate", 0.1, 0.9)
    assert isinstance(make_points(BASE, [cells]), Grid)
    drawn = make_points(BASE, [], [cells, rates], 7, 5)
    assert [point.values for point in drawn] == [
        point.values for point in Sample(BASE, [cells, rates], 7, 5)
    ]
    for arguments, sentence in (
        (([cells], [rates], 7), "--grid and --random: give one of them"),
        (([], [rates]), "--random needs a number of points, for example --samples 100"),
        (([cells], [], 7), "--samples needs something to draw from"),
        (([],), "a sweep needs an axis"),
    ):
        with pytest.raises(Invalid) as caught:
            make_points(BASE, *arguments)
        assert sentence in str(caught.value)
