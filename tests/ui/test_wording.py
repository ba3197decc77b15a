"""Events as people read them."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.edits import Freeze, Hold, Regime, Weight, Zero
from rnn_tui.experiment import Cell, Experiment, Optimizer
from rnn_tui.record import Event
from rnn_tui.session.branch import Branch
from rnn_tui.session.history import History
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.wording import branch_label, change_text, figure

LSTM = Experiment(cell=Cell.LSTM)
UNKNOWN = object()


def text(field: str, value: object, former: object = UNKNOWN) -> str:
    before = None if former is UNKNOWN else Event(30, field, former)
    return change_text(Event(30, field, value), before, LSTM)


@pytest.mark.parametrize(
    ("field", "value", "former", "said"),
    [
        ("learning_rate", 0.03, 0.01, "learning rate .01 → .03"),
        ("learning_rate", 1e-5, 100.0, "learning rate 100 → 1e−5"),
        ("learning_rate", 12.5, UNKNOWN, "learning rate → 12.5"),
        ("clip_norm", 5.0, None, "clip norm off → 5"),
        ("clip_norm", None, 5.0, "clip norm 5 → off"),
        ("momentum", 0.9, 0.0, "momentum 0 → .9"),
        ("iterations", 12_000, 100, "iterations 100 → 12,000"),
        ("carry_state", True, False, "carry state off → on"),
        ("optimizer", Optimizer.ADAM, Optimizer.RMSPROP, "optimizer RMSProp → Adam"),
        ("loss_weights", (1.0, 1.0, 0.0, 1.0), None, "loss weight t = 3 → 0"),
        ("loss_weights", None, (1.0, 1.0, 0.0, 1.0), "loss weight t = 3 → 1"),
        ("loss_weights", (1.0, 0.0, 0.0, 1.0), None, "loss weights t = 2, 3 → 0"),
        ("loss_weights", (2.0, 0.5, 1.0, 1.0), None, "2 loss weights changed"),
        ("loss_weights", None, (0.0, 0.0, 0.0, 2.0), "loss weights → ones"),
        ("loss_weights", (1.0, 0.0), UNKNOWN, "loss weights → 1,0"),
        (
            "weight",
            Weight("kernel", (2, 3), 0.5),
            Weight("kernel", (2, 3), 0.4812),
            "kernel[2,3] .48 → .50",
        ),
        ("weight", Weight("kernel", (2, 3), 0.5), UNKNOWN, "kernel[2,3] → .50"),
        ("weight", Weight("cell.bias_ih_l0", (12,), -3e-4), UNKNOWN, "bias_ih[12] → −3e−4"),
        ("zero", Zero(2), UNKNOWN, "unit 3 zeroed"),
        ("zero", Zero(2, on=False), UNKNOWN, "unit 3 back"),
        ("hold", Hold("forget", 1.0), UNKNOWN, "gate f held at 1"),
        ("hold", Hold("forget", None), UNKNOWN, "gate f let go"),
        ("freeze", Freeze("kernel"), UNKNOWN, "kernel frozen"),
        ("freeze", Freeze("kernel", on=False), UNKNOWN, "kernel updated again"),
    ],
)
def test_a_change_in_words(field: str, value: object, former: object, said: str) -> None:
    assert text(field, value, former) == said


def test_a_change_that_cannot_be_seen_is_written_once() -> None:
    before = Weight("kernel", (0, 0), 0.50001)
    assert text("weight", Weight("kernel", (0, 0), 0.5), before) == "kernel[0,0] → .50"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (-0.0, "0"), (-0.25, "−.25"), (10.0, "10"), (10.05, "10.05"), (1e6, "1e6")],
)
def test_numbers_are_as_short_as_they_read(value: float, said: str) -> None:
    assert figure(value) == said


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_short_and_reads_back(value: float) -> None:
    said = figure(value)
    assert width(said) <= 13
    assert math.isclose(float(said.replace("−", "-").replace(",", "")), value, rel_tol=1e-5)


@given(st.floats())
def test_any_weight_is_short(value: float) -> None:
    assert width(text("weight", Weight("kernel", (2, 3), value))) <= len("kernel[2,3] → −1e−300")


# Branches.


def branch(*events: Event, change: Event | None = None) -> Branch:
    made = Branch(Regime(LSTM), History(Task(LSTM)), 100)
    made.events, made.change = list(events), change
    return made


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("learning_rate", 0.01, "at .01"),
        ("optimizer", Optimizer.SGD, "SGD"),
        ("decay", 0.95, "decay .95"),
        ("momentum", 0.9, "momentum .9"),
        ("clip_norm", 5.0, "clip 5"),
        ("clip_norm", None, "no clip"),
        ("iterations", 10_000, "10,000 it"),
        ("carry_state", True, "state carried"),
        ("carry_state", False, "state from 0"),
        ("loss_weights", None, "all count"),
        ("loss_weights", (1.0, 1.0, 0.0, 1.0), "loss 1,1,0,1"),
        ("loss_weights", (1.0,) * 40, "loss 1,1,1,1,1,…"),
        ("weight", Weight("kernel", (2, 3), 0.5), "kernel[2,3] .50"),
        ("weight", Weight("candidate_kernel", (12, 13), 0.5), "weight .50"),
        ("zero", Zero(1023), "unit 1024 zeroed"),
        ("zero", Zero(2, on=False), "unit 3 on"),
        ("hold", Hold("forget", 0.0), "gate f at 0"),
        ("hold", Hold("forget", None), "gate f free"),
        ("freeze", Freeze("kernel"), "frozen"),
        ("freeze", Freeze("kernel", on=False), "unfrozen"),
    ],
)
def test_the_label_of_a_branch(field: str, value: object, label: str) -> None:
    assert branch_label(branch(change=Event(30, field, value))) == label
    assert width(label) <= 16


def test_nothing_sets_it_apart() -> None:
    assert branch_label(branch()) == ""
    assert branch_label(branch(), branch()) == ""


@pytest.mark.parametrize(
    ("left", "taken", "label"),
    [
        ((), (Event(30, "learning_rate", 0.03),), "at .01"),
        ((Event(30, "learning_rate", 0.03),), (), "at .03"),
        (
            (Event(9, "learning_rate", 0.5),),
            (Event(9, "learning_rate", 0.5), Event(30, "learning_rate", 0.03)),
            "at .5",
        ),
        ((Event(40, "clip_norm", 5.0),), (Event(30, "learning_rate", 0.03),), "at .01"),
        ((), (Event(30, "zero", Zero(2)),), "unit 3 on"),
        ((), (Event(30, "freeze", Freeze("kernel")),), "unfrozen"),
        ((), (Event(30, "hold", Hold("forget", 1.0)),), "gate f free"),
        (
            (Event(9, "hold", Hold("forget", 0.0)),),
            (Event(9, "hold", Hold("forget", 0.0)), Event(30, "hold", Hold("forget", None))),
            "gate f at 0",
        ),
    ],
)
def test_a_label_is_apart_from_the_branch_shown(left: Any, taken: Any, label: str) -> None:
    # What it was set apart by when it was left may be long past.
    assert branch_label(branch(*left), branch(*taken)) == label


def test_the_former_weight_is_known_by_the_branch_that_was_left() -> None:
    former = Event(30, "weight", Weight("kernel", (2, 3), 0.25))
    taken = branch(Event(30, "weight", Weight("kernel", (2, 3), 0.5)))
    assert branch_label(branch(change=former), taken) == "kernel[2,3] .25"
