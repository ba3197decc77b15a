"""What can be changed in flight, how it is typed, and what then governs the updates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.anatomy import sigmoids, tensors
from rnn_tui.edits import (
    LARGEST,
    NOTHING,
    Ablations,
    Freeze,
    Hold,
    Regime,
    Surgery,
    Weight,
    Zero,
    check,
    format_event,
    parse_change,
    parse_event,
    same_place,
    toggled,
)
from rnn_tui.experiment import Cell, Convention, Experiment, Optimizer, Readout
from rnn_tui.fields import Invalid
from rnn_tui.record import Event
from rnn_tui.task import Task

HELLO = Experiment(cell=Cell.LSTM)
RNN = Experiment()
TORCH = Experiment(
    cell=Cell.GRU, convention=Convention.PYTORCH, readout=Readout.LINEAR, hidden_size=6
)


@pytest.mark.parametrize(
    ("typed", "experiment", "event"),
    [
        ("40:learning_rate=0.001", HELLO, Event(40, "learning_rate", 0.001)),
        ("0:learning-rate=1e-3", HELLO, Event(0, "learning_rate", 0.001)),
        ("7:OPTIMIZER=adam", HELLO, Event(7, "optimizer", Optimizer.ADAM)),
        ("7:clip_norm=off", HELLO, Event(7, "clip_norm", None)),
        ("7:carry_state=yes", HELLO, Event(7, "carry_state", True)),
        ("40:weight=kernel[2,3]=0.5", HELLO, Event(40, "weight", Weight("kernel", (2, 3), 0.5))),
        ("40:weight=bias[15]=-2", HELLO, Event(40, "weight", Weight("bias", (15,), -2.0))),
        (
            "1:weight=cell.weight_hh_l0[17,5]=1e-3",
            TORCH,
            Event(1, "weight", Weight("cell.weight_hh_l0", (17, 5), 0.001)),
        ),
        ("40:zero=unit:3", HELLO, Event(40, "zero", Zero(2))),
        ("40:zero=unit:3=on", HELLO, Event(40, "zero", Zero(2))),
        ("40:zero=unit:1=off", HELLO, Event(40, "zero", Zero(0, on=False))),
        ("40:hold=gate:f=1", HELLO, Event(40, "hold", Hold("forget", 1.0))),
        ("40:hold=gate:output=0", HELLO, Event(40, "hold", Hold("output", 0.0))),
        ("40:hold=gate:z=off", TORCH, Event(40, "hold", Hold("update", None))),
        ("40:freeze=kernel", HELLO, Event(40, "freeze", Freeze("kernel"))),
        (
            "40:freeze=readout.weight=off",
            TORCH,
            Event(40, "freeze", Freeze("readout.weight", on=False)),
        ),
        (" 40:freeze= bias =off", HELLO, None),
    ],
)
def test_events_are_read(typed: str, experiment: Experiment, event: Event | None) -> None:
    if event is None:
        with pytest.raises(Invalid):
            parse_event(typed, experiment)
    else:
        assert parse_event(typed, experiment) == event


@st.composite
def events(draw: st.DrawFn) -> tuple[Experiment, Event]:
    """Draw a network and a change that it can take."""
    experiment = draw(st.sampled_from([HELLO, RNN, TORCH]))
    task = Task(experiment)
    name = draw(st.sampled_from(sorted(tensors(task))))
    index = tuple(draw(st.integers(0, size - 1)) for size in tensors(task)[name])
    some: list[tuple[str, object]] = [
        ("weight", Weight(name, index, draw(st.floats(-LARGEST, LARGEST)))),
        ("zero", Zero(draw(st.integers(0, task.hidden_size - 1)), draw(st.booleans()))),
        ("freeze", Freeze(name, draw(st.booleans()))),
        ("learning_rate", draw(st.floats(1e-9, 1000))),
        ("optimizer", draw(st.sampled_from(Optimizer))),
        ("decay", draw(st.floats(0, 0.99))),
        ("carry_state", draw(st.booleans())),
        ("iterations", draw(st.integers(1, 10**12))),
        ("loss_weights", (1.0, 0.0, 2.5, draw(st.floats(0.1, 9)))),
    ]
    if gates := sigmoids(experiment.cell, experiment.convention):
        held = draw(st.sampled_from([None, 0.0, 1.0]))
        some.append(("hold", Hold(draw(st.sampled_from(gates)), held)))
    return experiment, Event(draw(st.integers(0, 10**9)), *draw(st.sampled_from(some)))


@given(case=events())
def test_what_is_written_is_read_again(case: tuple[Experiment, Event]) -> None:
    experiment, event = case
    assert parse_event(format_event(event, experiment), experiment) == event


@pytest.mark.parametrize(
    ("typed", "experiment", "sentence"),
    [
        ("learning_rate=1", HELLO, "K:FIELD=VALUE, for example 40:learning_rate=0.001"),
        ("-1:learning_rate=1", HELLO, "K:FIELD=VALUE"),
        ("1٣:learning_rate=1", HELLO, "K:FIELD=VALUE"),
        ("1:cell=gru", HELLO, "cell cannot change in flight, only optimizer, learning_rate"),
        ("1:seed=3", HELLO, "seed cannot change in flight"),
        ("1:weight=kernel=1", HELLO, "not understood, write it like 40:weight=kernel[2,3]=0.5"),
        ("1:weight=core[0,0]=1", HELLO, "no tensor core; this network has kernel, bias"),
        ("1:weight=kernel[8,0]=1", HELLO, "kernel has the indices 0,0 to 7,15"),
        ("1:weight=kernel[0]=1", HELLO, "for example kernel[0,0]"),
        ("1:weight=bias[16]=1", HELLO, "bias has the indices 0 to 15, for example bias[0]"),
        ("1:weight=bias[0]=nan", HELLO, "a weight is a number of -1,000,000 to 1,000,000"),
        ("1:weight=bias[0]=1e7", HELLO, "a weight is a number of -1,000,000 to 1,000,000"),
        ("1:weight=bias[0]=half", HELLO, "a weight is a number, for example 0.5"),
        ("1:zero=unit:0", HELLO, "a unit is 1 to 4, for example unit:1"),
        ("1:zero=unit:5", HELLO, "a unit is 1 to 4"),
        ("1:zero=3", HELLO, "not understood, write it like 40:zero=unit:3"),
        ("1:hold=gate:f=0.5", HELLO, "not understood, write it like 40:hold=gate:f=1"),
        ("1:hold=gate:j=1", HELLO, "a gate is one of i, f, o, held at 0 or 1"),
        ("1:hold=gate:f=1", TORCH, "a gate is one of r, z, held at 0 or 1"),
        ("1:hold=gate:f=1", RNN, "the RNN cell has no gates; LSTM and GRU have"),
        ("1:freeze=kernal", HELLO, "no tensor kernal; this network has kernel, bias"),
        ("1:freeze=[/b]", HELLO, "not understood, write it like 40:freeze=kernel"),
    ],
)
def test_what_cannot_be_is_said(typed: str, experiment: Experiment, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_event(typed, experiment)
    assert sentence in str(caught.value)


def test_a_change_is_of_its_kind() -> None:
    with pytest.raises(Invalid, match="zero: not such a change"):
        check("zero", Freeze("kernel"), HELLO)
    with pytest.raises(Invalid, match="held at 0 or 1"):
        check("hold", Hold("forget", 0.5), HELLO)
    assert parse_change("zero", " unit:1 ", HELLO) == Zero(0)


SURGERIES: list[Surgery] = [
    Zero(1),
    Zero(1, on=False),
    Zero(2),
    Hold("forget", 1.0),
    Hold("forget", 0.0),
    Hold("forget", None),
    Hold("input", 0.0),
    Freeze("kernel"),
    Freeze("kernel", on=False),
    Weight("kernel", (0, 0), 1.0),
]


@given(changes=st.lists(st.sampled_from(SURGERIES)), last=st.sampled_from(SURGERIES))
def test_values_are_absolute(changes: list[Surgery], last: Surgery) -> None:
    ablations = NOTHING
    for change in changes:
        ablations = ablations.after(change)
    once = ablations.after(last)
    assert once.after(last) == once
    match last:
        case Zero(unit, on):
            assert (unit in once.zeroed) == on
            assert once.zeroed - {unit} == ablations.zeroed - {unit}
        case Hold(gate, value):
            assert dict(once.held).get(gate) == value
            assert list(once.held) == sorted(once.held)
        case Freeze(tensor, on):
            assert (tensor in once.frozen) == on
        case Weight():
            assert once == ablations


def test_ablations_of_one_kind_leave_the_others() -> None:
    ablations = NOTHING.after(Zero(1)).after(Hold("output", 1.0)).after(Hold("forget", 0.0))
    ablations = ablations.after(Freeze("bias")).after(Zero(2)).after(Zero(1, on=False))
    expected = Ablations(frozenset({2}), (("forget", 0.0), ("output", 1.0)), frozenset({"bias"}))
    assert ablations == expected
    assert hash(ablations) == hash(expected)


def test_a_regime_follows_events() -> None:
    start = Regime(HELLO)
    assert start.ablations == NOTHING
    regime = start.after(Event(3, "optimizer", Optimizer.ADAM)).after(Event(4, "zero", Zero(0)))
    regime = regime.after(Event(5, "weight", Weight("bias", (0,), 1.0)))
    assert regime == Regime(HELLO.replace(optimizer=Optimizer.ADAM), NOTHING.after(Zero(0)))
    assert start == Regime(HELLO)


def test_a_time_step_counts_no_more_and_again_with_the_weight_it_had() -> None:
    first = Experiment(loss_weights=(1, 1, 0.5, 1))
    out = first.replace(loss_weights=toggled(first, first, 2))
    assert out.loss_weights is not None
    assert tuple(out.loss_weights) == (1, 1, 0, 1)
    assert toggled(out, first, 2) == (1, 1, 0.5, 1)
    assert toggled(out.replace(loss_weights=(1, 1, 0, 1)), Experiment(), 2) is None
    assert toggled(Experiment(), Experiment(), 0) == (0, 1, 1, 1)


@pytest.mark.parametrize(
    ("field", "value", "same", "other"),
    [
        ("weight", Weight("kernel", (0, 1), 0.5), Weight("kernel", (0, 1), 1), None),
        ("weight", Weight("kernel", (0, 1), 0.5), None, Weight("kernel", (1, 0), 0.5)),
        ("zero", Zero(1), Zero(1, on=False), Zero(2)),
        ("hold", Hold("forget", 1.0), Hold("forget", None), Hold("output", 1.0)),
        ("freeze", Freeze("kernel"), Freeze("kernel", on=False), Freeze("bias")),
        ("learning_rate", 0.5, 0.1, None),
    ],
)
def test_what_two_events_change(field: str, value: object, same: object, other: object) -> None:
    event = Event(3, field, value)
    assert same is None or same_place(event, Event(9, field, same))
    assert other is None or not same_place(event, Event(3, field, other))
    assert not same_place(event, Event(3, "momentum", 0.5))
