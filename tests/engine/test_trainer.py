"""The trainer: ensembles, states, edits, cancelling, answers and pictures."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.edits import Weight
from rnn_tui.engine import Step, Trainer
from rnn_tui.engine.cells import unrolled
from rnn_tui.experiment import (
    PRESETS,
    Cell,
    Convention,
    Dtype,
    Experiment,
    Initializer,
    Optimizer,
    Readout,
)
from rnn_tui.task import problems

HELLO = Experiment()
RICH = Experiment(
    text="hello world",
    cell=Cell.LSTM,
    readout=Readout.LINEAR,
    hidden_size=5,
    momentum=0.5,
    clip_norm=1.0,
)
WAYS: dict[str, dict[str, Any]] = {
    "whole": {},
    "windows": {"time_steps": 4, "batch_size": 3},
    "carried": {"carry_state": True},
    "streams": {"carry_state": True, "time_steps": 2, "batch_size": 2},
    "adam": {"optimizer": Optimizer.ADAM, "momentum": 0.0, "cell": Cell.GRU},
    "pytorch": {"convention": Convention.PYTORCH, "optimizer": Optimizer.SGD, "cell": Cell.GRU},
}


def step_of(trainer: Trainer) -> Step:
    step = trainer.step()
    assert step is not None
    return step


def assert_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert list(one) == list(other)
    for name, array in one.items():
        assert array.tobytes() == other[name].tobytes(), name


def run(trainer: Trainer, count: int) -> list[tuple[list[float], list[list[int]] | None]]:
    return [(step.costs, step.predictions) for step in (step_of(trainer) for _ in range(count))]


@st.composite
def ensembles(draw: st.DrawFn) -> list[Experiment]:
    """Draw members of one shape, each with a seed and live settings of its own."""
    letters = "abcdefghijklmnopqrstuvwxyz"[: draw(st.sampled_from([2, 5, 20]))]
    text = draw(st.text(letters, min_size=2, max_size=30))
    base = Experiment(
        text=text,
        cell=draw(st.sampled_from(Cell)),
        convention=draw(st.sampled_from(Convention)),
        optimizer=draw(st.sampled_from(Optimizer)),
        initializer=draw(st.sampled_from(Initializer)),
        carry_state=draw(st.booleans()),
        time_steps=draw(st.none() | st.integers(1, 4)),
    )
    if draw(st.booleans()):
        sizes = st.sampled_from([1, 2, 3, 8, 17, 33, 64])
        base = base.replace(readout=Readout.LINEAR, hidden_size=draw(sizes))
    if problems(base):
        base = base.replace(time_steps=None)
    weights = st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=len(text) - 1)
    members = []
    for seed in range(draw(st.integers(2, 5))):
        each = draw(st.none() | weights)
        members.append(
            base.replace(
                seed=seed,
                learning_rate=draw(st.sampled_from([0.01, 0.05])),
                momentum=draw(st.sampled_from([0.0, 0.5])),
                clip_norm=draw(st.sampled_from([None, 0.5])),
                loss_weights=None if each is None else tuple(each[: len(text) - 1]),
            )
        )
    return members


@given(members=ensembles(), data=st.data())
def test_a_member_equals_the_same_model_alone_to_the_bit(
    members: list[Experiment], data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, len(members) - 1))
    together, alone = Trainer(members), Trainer(members[k])
    for _ in range(12):
        one, other = step_of(together), step_of(alone)
        assert one.costs[k] == other.costs[0]
        if one.predictions is None or other.predictions is None:
            assert one.predictions is other.predictions
        else:
            assert one.predictions[k] == other.predictions[0]
    assert_equal(together.state(k), alone.state())


@pytest.mark.parametrize("way", WAYS)
def test_a_restored_state_goes_on_to_the_bit(way: str) -> None:
    trainer = Trainer(RICH.replace(**WAYS[way]))
    run(trainer, 7)
    state, answer = trainer.state(), trainer.answer()
    expected = run(trainer, 9)
    assert expected[0][0] != expected[-1][0]
    again = Trainer(RICH.replace(seed=9, **WAYS[way]))
    again.restore(state)
    assert again.moment == 7
    assert again.answer() == answer
    assert_equal(again.state(), state)
    assert run(again, 9) == expected
    assert_equal(again.state(), trainer.state())


def test_a_state_without_slots_starts_them_fresh() -> None:
    trainer, fresh = Trainer(RICH), Trainer(RICH)
    run(trainer, 3)
    weights = {**trainer.weights(), "moment": np.array(3), "updates": np.array(3)}
    trainer.restore(weights)
    assert (trainer.state()["slot/mean_square/kernel"] == 1.0).all()
    assert trainer.state()["updates"] == 0
    assert_equal(trainer.weights(), Trainer(RICH, weights).weights())
    assert not np.array_equal(trainer.weights()["kernel"], fresh.weights()["kernel"])


@pytest.mark.parametrize("way", WAYS)
def test_a_cancelled_step_leaves_everything_as_it_was(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unrolled, "ASK_ABOVE", 0)
    experiment = RICH.replace(**WAYS[way])
    trainer, undisturbed = Trainer(experiment), Trainer(experiment)
    for _ in range(3):
        state = trainer.state()
        patience = 0
        while (step := trainer.step(after(patience))) is None:
            assert_equal(trainer.state(), state)
            assert trainer.moment == undisturbed.moment
            if patience % 5 == 0:
                assert trainer.measure() == undisturbed.measure()
            # Forget the passes that were made, so that the next try makes them again.
            trainer.restore(state)
            patience += 1
        # Every time step forward and back was a place to stop.
        assert patience > 2 * trainer.task.time_steps
        expected = step_of(undisturbed)
        assert (step.costs, step.predictions) == (expected.costs, expected.predictions)
    assert_equal(trainer.state(), undisturbed.state())


def after(count: int) -> Callable[[], bool]:
    """Cancel when asked once more than so often."""
    left = iter(range(count))
    return lambda: next(left, None) is None


@pytest.mark.parametrize("way", WAYS)
def test_what_is_cancelled_gives_nothing(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unrolled, "ASK_ABOVE", 0)
    trainer = Trainer(RICH.replace(**WAYS[way]))
    assert trainer.measure(lambda: True) is None
    assert trainer.answer(lambda: True) is None
    assert trainer.picture(cancelled=lambda: True) is None
    assert trainer.moment == 0
    assert trainer.picture() is not None


def test_a_small_step_can_be_cancelled() -> None:
    trainer = Trainer(HELLO)
    assert trainer.step(lambda: True) is None
    assert trainer.moment == 0


def test_a_long_text_is_cancelled_between_time_steps() -> None:
    trainer = Trainer(Experiment(text="hello world " * 800, cell=Cell.GRU))
    asked = after(50)
    assert trainer.step(asked) is None
    assert trainer.moment == 0


def test_an_edit_takes_effect_at_the_next_update() -> None:
    plain, edited = Trainer(HELLO), Trainer(HELLO)
    run(plain, 5)
    run(edited, 5)
    edited.edit("learning_rate", 0.5)
    assert edited.measure() == plain.measure()
    # Cost and answer belong to the weights before and after the update.
    one, other = step_of(plain), step_of(edited)
    assert one.costs == other.costs
    assert step_of(plain).costs != step_of(edited).costs
    assert edited.experiments[0].learning_rate == 0.5


@pytest.mark.parametrize(
    ("field", "value"), [("momentum", 0.9), ("clip_norm", 0.01), ("learning_rate", 1.0)]
)
def test_an_edit_of_one_member_leaves_the_others(field: str, value: float) -> None:
    members = [HELLO.replace(seed=seed) for seed in range(3)]
    plain, edited = Trainer(members), Trainer(members)
    edited.edit(field, value, member=1)
    run(plain, 3)
    run(edited, 3)
    assert_equal(plain.state(0), edited.state(0))
    assert_equal(plain.state(2), edited.state(2))
    assert not np.array_equal(plain.weights(1)["kernel"], edited.weights(1)["kernel"])


def test_edited_loss_weights_change_the_cost_of_the_moment() -> None:
    trainer = Trainer(HELLO)
    run(trainer, 5)
    picture, costs = trainer.picture(), trainer.measure()
    assert picture is not None
    assert costs is not None
    trainer.edit("loss_weights", (1.0, 0.0, 0.0, 2.0))
    expected = float(picture.costs[0] + 2 * picture.costs[3])
    assert trainer.measure() == pytest.approx([expected], rel=1e-6)
    assert step_of(trainer).costs == pytest.approx([expected], rel=1e-6)
    masked = Trainer(HELLO.replace(loss_weights=(1, 0, 0, 2)))
    assert masked.measure() != Trainer(HELLO).measure()


def test_a_field_that_is_not_live_is_not_edited() -> None:
    with pytest.raises(AssertionError, match="cell"):
        Trainer(HELLO).edit("cell", Cell.GRU)


def test_an_edited_weight_is_in_all_that_is_shown() -> None:
    trainer = Trainer([HELLO, HELLO.replace(seed=1)])
    run(trainer, 2)
    before, cost, picture = trainer.weights(1), trainer.measure(), trainer.picture(1)
    trainer.edit("weight", Weight("kernel", (6, 2), 0.75), member=1)
    changed = before["kernel"] != trainer.weights(1)["kernel"]
    assert np.argwhere(changed).tolist() == [[6, 2]]
    assert trainer.weights(1)["kernel"][6, 2] == 0.75
    after, now = trainer.measure(), trainer.picture(1)
    assert cost is not None
    assert after is not None
    assert (after[0], after[1] != cost[1]) == (cost[0], True)
    assert picture is not None
    assert now is not None
    assert now.cost == after[1] != picture.cost
    trainer.edit("weight", Weight("bias", (3,), -2.0))
    assert [trainer.weights(k)["bias"][3] for k in range(2)] == [-2.0, -2.0]


@pytest.mark.parametrize("optimizer", [Optimizer.ADAM, Optimizer.SGD])
def test_another_optimizer_starts_fresh(optimizer: Optimizer) -> None:
    changed = Trainer(RICH)
    run(changed, 4)
    assert changed.updates == 4
    weights, costs = changed.weights(), changed.measure()
    for _ in range(2):
        changed.edit("optimizer", optimizer)
        assert changed.updates == 0
    assert_equal(changed.weights(), weights)
    assert changed.measure() == costs
    begun = Trainer(RICH.replace(optimizer=optimizer), weights)
    assert run(changed, 5) == run(begun, 5)
    assert_equal(changed.weights(), begun.weights())
    assert changed.updates == 5
    # The one that is in use already goes on.
    changed.edit("optimizer", optimizer)
    assert changed.updates == 5
    changed.edit("optimizer", Optimizer.RMSPROP)
    assert (changed.state()["slot/mean_square/kernel"] == 1.0).all()
    assert (changed.state()["slot/momentum/kernel"] == 0.0).all()


@pytest.mark.parametrize("shape", [{}, {"time_steps": 2, "batch_size": 3}])
def test_a_state_that_begins_to_be_carried_begins_at_zero(shape: dict[str, Any]) -> None:
    experiment = RICH.replace(optimizer=Optimizer.SGD, momentum=0.0, **shape)
    changed = Trainer(experiment)
    run(changed, 4)
    changed.edit("carry_state", True)
    begun = Trainer(experiment.replace(carry_state=True), changed.weights())
    begun.restore({**begun.state(), "moment": np.array(4), "updates": np.array(4)})
    assert changed.measure() == begun.measure()
    assert changed.answer() == begun.answer()
    assert run(changed, 5) == run(begun, 5)
    assert_equal(changed.state(), begun.state())
    assert np.abs(changed.state()["carried/h"]).max() > 0
    changed.edit("carry_state", False)
    plain = Trainer(experiment, changed.weights())
    plain.restore({**plain.state(), "moment": np.array(9), "updates": np.array(9)})
    assert run(changed, 3) == run(plain, 3)
    changed.edit("carry_state", True)
    assert np.abs(changed.state()["carried/h"]).max() == 0


def test_the_decay_changes_in_flight() -> None:
    plain, edited = Trainer(HELLO), Trainer(HELLO)
    run(plain, 3)
    run(edited, 3)
    edited.edit("decay", 0.5)
    ms = edited.state()["slot/mean_square/kernel"]
    run(plain, 1)
    run(edited, 1)
    slow, quick = (t.state()["slot/mean_square/kernel"] for t in (plain, edited))
    # The same gradient, five times the step towards its square.
    assert quick - ms == pytest.approx(5 * (slow - ms), rel=1e-5, abs=1e-7)
    assert np.abs(slow - ms).max() > 1e-3


def test_more_iterations_put_off_the_last_answer() -> None:
    experiment = Experiment(text="hello world " * 50, time_steps=5, batch_size=2, iterations=2)
    trainer = Trainer(experiment)
    trainer.edit("iterations", 4)
    answered = [step_of(trainer).predictions is not None for _ in range(4)]
    assert answered == [False, False, True, True]


@pytest.mark.parametrize("dtype", list(Dtype))
def test_a_picture_shows_the_moment(dtype: Dtype) -> None:
    trainer = Trainer(HELLO.replace(dtype=dtype))
    predictions = run(trainer, 4)[-1][1]
    picture, costs = trainer.picture(), trainer.measure()
    assert picture is not None
    assert costs is not None
    assert predictions is not None
    assert (picture.moment, picture.first) == (4, 0)
    assert picture.predictions == tuple(predictions[0])
    assert picture.cost == costs[0]
    assert picture.costs.sum() == pytest.approx(costs[0], rel=1e-6)
    logits = picture.hidden.astype(float)
    softmax = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    assert picture.probabilities == pytest.approx(softmax, rel=1e-5)
    assert picture.probabilities.dtype == dtype
    targets = list(trainer.task.targets)
    assert np.exp(-picture.costs) == pytest.approx(softmax[range(4), targets], rel=1e-5)


def test_a_picture_is_a_copy() -> None:
    trainer = Trainer(HELLO)
    picture = trainer.picture()
    assert picture is not None
    kept = [array.copy() for array in (picture.probabilities, picture.hidden, picture.costs)]
    run(trainer, 3)
    for array, before in zip(
        (picture.probabilities, picture.hidden, picture.costs), kept, strict=True
    ):
        assert np.array_equal(array, before)
        array[:] = np.nan
    assert np.isfinite(trainer.measure() or [np.nan]).all()
    assert np.isfinite(trainer.weights()["kernel"]).all()


def test_a_span_is_cut_out_of_the_whole() -> None:
    trainer = Trainer([RICH, RICH.replace(seed=1)])
    whole, part = trainer.picture(1), trainer.picture(1, (3, 7))
    assert whole is not None
    assert part is not None
    assert part.first == 3
    assert np.array_equal(part.hidden, whole.hidden[3:7])
    assert np.array_equal(part.probabilities, whole.probabilities[3:7])
    assert np.array_equal(part.costs, whole.costs[3:7])
    assert (part.predictions, part.cost) == (whole.predictions, whole.cost)


def test_windows_are_answered_over_the_whole_text_from_zero() -> None:
    experiment = RICH.replace(time_steps=3, batch_size=2)
    trainer = Trainer(experiment)
    run(trainer, 4)
    picture, whole = trainer.picture(), Trainer(RICH, trainer.weights())
    assert picture is not None
    assert [list(picture.predictions)] == whole.answer()
    assert whole.measure() == pytest.approx([picture.cost], rel=1e-6)
    assert trainer.measure() != pytest.approx([picture.cost], rel=1e-2)


def test_a_carried_text_is_answered_from_the_state_it_was_fed() -> None:
    trainer = Trainer(RICH.replace(carry_state=True))
    run(trainer, 4)
    state = trainer.state()
    assert not np.array_equal(state["fed/h"], state["carried/h"])
    picture = trainer.picture()
    assert picture is not None
    # What the next iteration would be fed is the other state.
    trainer.restore({**state, "fed/h": state["carried/h"], "fed/c": state["carried/c"]})
    other = trainer.picture()
    assert other is not None
    assert trainer.measure() == pytest.approx([other.cost], rel=1e-6)
    assert other.cost != pytest.approx(picture.cost, rel=1e-6)


def test_long_texts_in_windows_are_answered_now_and_then_and_last() -> None:
    experiment = Experiment(text="hello world " * 50, time_steps=5, batch_size=2, iterations=8)
    trainer = Trainer(experiment)
    assert trainer.task.answer_every == 3
    answered = [step_of(trainer).predictions is not None for _ in range(9)]
    assert answered == [False, False, True, False, False, True, False, True, True]


def test_the_moment_before_is_kept() -> None:
    trainer = Trainer(HELLO)
    run(trainer, 3)
    weights = trainer.weights()
    run(trainer, 1)
    assert_equal(trainer.weights(before=True), weights)
    assert not np.array_equal(trainer.weights()["kernel"], weights["kernel"])


def test_initial_weights_are_taken_for_every_member() -> None:
    weights = Trainer(HELLO.replace(seed=5)).weights()
    trainer = Trainer([HELLO, HELLO.replace(seed=1)], weights)
    assert_equal(trainer.weights(0), weights)
    assert_equal(trainer.weights(1), weights)


def test_equal_logits_answer_with_the_smallest_id() -> None:
    weights = {name: np.zeros_like(w) for name, w in Trainer(HELLO).weights().items()}
    assert Trainer(HELLO, weights).answer() == [[0, 0, 0, 0]]
    assert Trainer(HELLO, weights).measure() == pytest.approx([4 * np.log(4)])


def test_one_symbol_costs_nothing() -> None:
    step = step_of(Trainer(Experiment(text="aaaa")))
    assert (step.costs, step.predictions) == ([0.0], [[0, 0, 0]])


def test_a_run_that_diverges_goes_on_counting() -> None:
    experiment = PRESETS["pytorch"].experiment.replace(optimizer=Optimizer.SGD, learning_rate=100.0)
    trainer = Trainer(experiment)
    costs = [step_of(trainer).costs[0] for _ in range(20)]
    assert max(costs) > 10 * 4 * np.log(4)


def test_training_does_not_load_the_compiler_of_torch() -> None:
    # The first optimizer of torch.optim does, and takes as long as torch itself.
    program = (
        "import sys; from rnn_tui.engine import Trainer;"
        "from rnn_tui.experiment import Experiment;"
        "assert Trainer(Experiment()).step();"
        "assert 'torch' in sys.modules;"
        "assert 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
