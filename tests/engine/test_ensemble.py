"""An ensemble against runs alone, in both layouts and cut up in any way."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from rnn_tui.engine import Trainer
from rnn_tui.engine.ensemble import Block, Ensemble, lot, shape
from rnn_tui.engine.ensemble.plan import cut
from rnn_tui.engine.layout import Layout, draw
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Optimizer, Readout
from rnn_tui.task import problems

HELLO = Experiment()
LAYOUTS = pytest.mark.parametrize("members_last", [False, True])
NETWORKS = [
    pytest.param({"cell": cell, "convention": convention, "readout": readout}, id=name)
    for cell in Cell
    for convention in Convention
    for readout in Readout
    for name in (f"{cell}-{convention}-{readout}",)
]


@st.composite
def ensembles(draw: st.DrawFn, *, whole: bool, dtype: Dtype) -> list[Experiment]:
    """Draw members of one shape, each with all that may be its own."""
    letters = "abcdefghijklmnopqrstuvwxyz"[: draw(st.sampled_from([1, 2, 5, 20]))]
    text = draw(st.text(letters, min_size=2, max_size=25))
    base = Experiment(
        text=text,
        cell=draw(st.sampled_from(Cell)),
        convention=draw(st.sampled_from(Convention)),
        optimizer=draw(st.sampled_from(Optimizer)),
        dtype=dtype,
    )
    if draw(st.booleans()):
        sizes = st.sampled_from([1, 2, 3, 4, 7, 12, 16, 24, 32, 33] if not whole else [1, 2, 5])
        base = base.replace(readout=Readout.LINEAR, hidden_size=draw(sizes))
    if not whole:
        steps = draw(st.none() | st.integers(1, 4))
        carried = base.replace(carry_state=draw(st.booleans()), time_steps=steps)
        base = base if problems(carried) else carried
    weights = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=len(text) - 1)
    members = []
    for seed in range(draw(st.integers(2, 5))):
        each = draw(st.none() | weights)
        each = None if each is None or not any(each[: len(text) - 1]) else each
        members.append(
            base.replace(
                seed=seed,
                iterations=30 + seed,
                initializer=draw(st.sampled_from(Initializer)),
                learning_rate=draw(st.sampled_from([0.01, 0.05])),
                decay=draw(st.sampled_from([0.9, 0.5])),
                momentum=draw(st.sampled_from([0.0, 0.5])),
                clip_norm=draw(st.sampled_from([None, 0.5])),
                loss_weights=None if each is None else tuple(each[: len(text) - 1]),
            )
        )
    return members


def block_of(ensemble: Ensemble, iterations: int) -> Block:
    block = ensemble.advance(iterations)
    assert block is not None
    return block


def alone(experiment: Experiment, iterations: int) -> tuple[Trainer, list[float], list[bool]]:
    """Train one experiment; give its costs, and whether it was right after each update."""
    trainer, costs, solved = Trainer(experiment), [], []
    ids = trainer.answer()
    for _ in range(iterations):
        step = trainer.step()
        assert step is not None
        costs.append(step.costs[0])
        ids = step.predictions or ids
        assert ids is not None
        counted = zip(ids[0], trainer.task.targets, trainer.task.loss_weights, strict=True)
        solved.append(all(answer == target for answer, target, weight in counted if weight))
    return trainer, costs, solved


def assert_same_state(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert list(one) == list(other)
    for name, array in one.items():
        assert array.dtype == other[name].dtype, name
        # Zeros may differ in sign: nothing that follows does.
        assert np.array_equal(array, other[name], equal_nan=True), name


@given(members=ensembles(whole=False, dtype=Dtype.FLOAT32), data=st.data())
def test_with_members_first_each_is_the_run_alone_to_the_bit(
    members: list[Experiment], data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, len(members) - 1))
    ensemble = Ensemble(members, planned=cut(len(members), 3, members_last=False))
    block = block_of(ensemble, 12)
    trainer, costs, solved = alone(members[k], 12)
    assert block.costs[:, k].tolist() == costs
    assert block.solved[:, k].tolist() == solved
    assert [ensemble.answers()[k].tolist()] == trainer.answer()
    assert_same_state(ensemble.state(k), trainer.state())


@given(members=ensembles(whole=True, dtype=Dtype.FLOAT64), data=st.data())
def test_with_members_last_each_is_the_run_alone_to_rounding(
    members: list[Experiment], data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, len(members) - 1))
    ensemble = Ensemble(members, planned=cut(len(members), 64, members_last=True))
    block = block_of(ensemble, 30)
    trainer, costs, solved = alone(members[k], 30)
    assert block.costs[:, k] == pytest.approx(costs, rel=1e-9, abs=1e-12)
    assert block.solved[:, k].tolist() == solved
    assert [ensemble.answers()[k].tolist()] == trainer.answer()
    state, expected = ensemble.state(k), trainer.state()
    assert list(state) == list(expected)
    for name, array in expected.items():
        assert state[name] == pytest.approx(array, rel=1e-7, abs=1e-9), name


@pytest.mark.parametrize("network", NETWORKS)
def test_in_float32_members_last_are_close(network: dict[str, Any]) -> None:
    base = Experiment(text="hello world", **network)
    ensemble = Ensemble(
        [base.replace(seed=seed) for seed in range(3)], planned=cut(3, 64, members_last=True)
    )
    block = block_of(ensemble, 10)
    assert block.costs.dtype == np.float32
    for seed in range(3):
        trainer, costs, _ = alone(base.replace(seed=seed), 10)
        assert block.costs[:, seed] == pytest.approx(costs, rel=1e-5)
        for name, array in trainer.state().items():
            assert ensemble.state(seed)[name] == pytest.approx(array, rel=1e-3, abs=1e-4), name


@LAYOUTS
@pytest.mark.parametrize("network", NETWORKS)
def test_lots_of_any_size_and_blocks_of_any_length_give_the_same_numbers(
    network: dict[str, Any], members_last: bool
) -> None:
    base = Experiment(text="hello world", momentum=0.5, clip_norm=1.0, **network)
    count = 150
    members = [
        base.replace(seed=seed, loss_weights=tuple(1.0 + seed * (k % 2) for k in range(10)))
        for seed in range(count)
    ]

    def trained(most: int, iterations: list[int]) -> tuple[list[Block], Ensemble]:
        ensemble = Ensemble(members, planned=cut(count, most, members_last=members_last))
        return [block_of(ensemble, some) for some in iterations], ensemble

    (whole,), at_once = trained(count + 64, [7])
    parts, in_turn = trained(64, [1, 4, 2])
    assert (at_once.plan.lots, in_turn.plan.lots) == (1, 3)
    assert [block.first for block in parts] == [0, 1, 5]
    for name in ("costs", "solved"):
        together = np.concatenate([getattr(block, name) for block in parts])
        assert getattr(whole, name).tobytes() == together.tobytes(), name
    assert np.array_equal(at_once.answers(), in_turn.answers())
    for member in (0, 63, 64, 149):
        assert_same_state(at_once.state(member), in_turn.state(member))


@LAYOUTS
@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_a_trainer_goes_on_from_the_state_of_a_member(
    optimizer: Optimizer, convention: Convention, members_last: bool
) -> None:
    base = Experiment(
        text="hello world",
        cell=Cell.GRU,
        optimizer=optimizer,
        convention=convention,
        dtype=Dtype.FLOAT64,
    )
    members = [base.replace(seed=seed, learning_rate=0.01 * (1 + seed)) for seed in range(3)]
    ensemble = Ensemble(members, planned=cut(3, 64, members_last=members_last))
    block_of(ensemble, 6)
    trainer = Trainer(members[2].replace(seed=9))
    trainer.restore(ensemble.state(2))
    assert trainer.moment == trainer.updates == 6
    block = block_of(ensemble, 6)
    for costs in block.costs[:, 2]:
        step = trainer.step()
        assert step is not None
        assert step.costs[0] == pytest.approx(costs, rel=1e-12 if members_last else 0)
    assert block.costs[-1, 2] < block.costs[0, 2]


@pytest.mark.parametrize("carry", [{}, {"carry_state": True}, {"time_steps": 4, "batch_size": 2}])
def test_a_carried_state_and_windows_are_trained(carry: dict[str, Any]) -> None:
    base = Experiment(text="hello world", cell=Cell.LSTM, **carry)
    members = [base.replace(seed=seed) for seed in range(5)]
    ensemble = Ensemble(members)
    assert not ensemble.plan.members_last
    block_of(ensemble, 5)
    trainer, _, _ = alone(members[3], 5)
    assert_same_state(ensemble.state(3), trainer.state())


def test_long_texts_in_windows_are_solved_as_they_are_answered() -> None:
    # Answered at every third moment, and each at its own last; at this rate one window after the
    # other makes the beginning come right and go wrong.
    base = Experiment(
        text="abb" * 200,
        readout=Readout.LINEAR,
        hidden_size=3,
        time_steps=3,
        batch_size=1,
        learning_rate=0.3,
        loss_weights=(1.0,) * 46 + (0.0,) * 553,
    )
    members = [base.replace(seed=seed, iterations=7 + seed) for seed in range(12)]
    ensemble = Ensemble(members, planned=cut(12, 8, members_last=False))
    assert ensemble.task.answer_every == 3
    blocks = [block_of(ensemble, some) for some in (4, 16)]
    solved = np.concatenate([block.solved for block in blocks])
    for k, experiment in enumerate(members):
        assert solved[:, k].tolist() == alone(experiment, 20)[2], k
    assert solved.any()
    assert not solved.all()


@pytest.mark.parametrize("text", ["abcdefghijk", "abacdefghijk", "the quick brown fox"])
@pytest.mark.parametrize("cell", list(Cell))
def test_sizes_that_fill_no_vector_are_trained_to_the_bit(cell: Cell, text: str) -> None:
    members = [Experiment(text=text, cell=cell, seed=seed) for seed in range(3)]
    ensemble = Ensemble(members, planned=cut(3, 3, members_last=False))
    block_of(ensemble, 4)
    assert_same_state(ensemble.state(1), alone(members[1], 4)[0].state())


@LAYOUTS
@pytest.mark.parametrize("dtype", list(Dtype))
def test_of_equal_logits_the_smallest_id_is_the_answer(dtype: Dtype, members_last: bool) -> None:
    # An enormous rate drives every unit to exactly 1 or -1, where many logits are equal.
    place = 6
    base = Experiment(
        text="hello world",
        learning_rate=300.0,
        optimizer=Optimizer.SGD,
        loss_weights=tuple(float(k == place) for k in range(10)),
        dtype=dtype,
    )
    members = [base.replace(seed=seed) for seed in range(40)]
    ensemble = Ensemble(members, planned=cut(40, 64, members_last=members_last))
    block, answers = block_of(ensemble, 3), ensemble.answers()
    target, right, outdone = ensemble.task.targets[place], 0, 0
    for k in range(40):
        trainer = Trainer(members[k])
        trainer.restore(ensemble.state(k))
        picture = trainer.picture()
        assert picture is not None
        assert picture.predictions == tuple(answers[k].tolist())
        logits = picture.hidden[place]
        reached = np.flatnonzero(logits == logits.max())
        assert block.solved[-1, k] == (reached[0] == target)
        right += len(reached) > 1 and reached[0] == target
        outdone += len(reached) > 1 and target in reached[1:]
    assert right
    assert outdone


@LAYOUTS
@pytest.mark.parametrize("text", ["hello", "ab"])
@pytest.mark.parametrize("network", NETWORKS)
def test_a_member_that_is_not_finite_leaves_the_others_as_they_are(
    network: dict[str, Any], text: str, members_last: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Experiment(text=text, clip_norm=2.0, **network)
    seeds, poisoned = range(6 * 64), 3

    def trained() -> Block:
        # In lots: what is not finite must not stay in the workspace for the next one either.
        planned = cut(len(seeds), 64, members_last=members_last)
        return block_of(Ensemble([base.replace(seed=k) for k in seeds], planned=planned), 6)

    def drawn(layout: Layout, experiments: Sequence[Experiment], rows: Tensor) -> None:
        draw(layout, experiments, rows)
        for row, experiment in zip(rows, experiments, strict=True):
            if experiment.seed == poisoned:
                row.fill_(float("nan"))

    plain = trained()
    monkeypatch.setattr(lot, "draw", drawn)
    wild = trained()
    assert np.isnan(wild.costs[:, poisoned]).all()
    assert not wild.solved[:, poisoned].any()
    others = [k for k in seeds if k != poisoned]
    assert plain.costs[:, others].tobytes() == wild.costs[:, others].tobytes()
    assert plain.solved[:, others].tobytes() == wild.solved[:, others].tobytes()


@LAYOUTS
def test_a_cancelled_ensemble_gives_nothing_and_is_spent(members_last: bool) -> None:
    asked: list[None] = []

    def soon() -> bool:
        asked.append(None)
        return len(asked) > 3

    ensemble = Ensemble([HELLO] * 3, planned=cut(3, 64, members_last=members_last))
    assert ensemble.advance(50, soon) is None
    assert len(asked) == 4
    with pytest.raises(AssertionError, match="cancelled"):
        ensemble.advance(1)


def test_members_share_all_but_what_may_be_their_own() -> None:
    own = HELLO.replace(
        seed=4,
        learning_rate=0.5,
        decay=0.5,
        momentum=0.5,
        clip_norm=1.0,
        loss_weights=(1, 2, 3, 4),
        initializer=Initializer.TORCH,
        iterations=7,
    )
    assert shape(own) == shape(HELLO)
    assert hash(shape(own)) == hash(shape(HELLO))
    for other in ({"text": "hallo"}, {"cell": Cell.GRU}, {"dtype": Dtype.FLOAT64}):
        assert shape(HELLO.replace(**other)) != shape(HELLO)
    with pytest.raises(AssertionError, match="several shapes"):
        Ensemble([HELLO, HELLO.replace(carry_state=True)])
