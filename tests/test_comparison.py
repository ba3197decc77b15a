"""Runs side by side: what differs, what is best, what is said, and which can be raced."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.comparison import LEVELS, Compared, Comparison, lanes_of
from rnn_tui.comparison_words import few_seeds, in_words, plain
from rnn_tui.experiment import FIELD, PRESETS, Cell, Experiment, Optimizer, Readout
from rnn_tui.fields import Invalid
from rnn_tui.lanes import LANE_FIELDS, check_lanes, lane_text, parse_lane
from rnn_tui.plotting.series import table_cost
from rnn_tui.record import Event, Phase
from rnn_tui.ui.screens.compare_reading import took

LSTM = Experiment(
    text="hihello",
    cell=Cell.LSTM,
    readout=Readout.LINEAR,
    hidden_size=8,
    optimizer=Optimizer.ADAM,
    iterations=200,
    seed=4,
)


def reached(*moments: int, first: float = 10.0) -> tuple[int, ...]:
    """Give when a run came under `first` and the levels beneath it; under those above at 0."""
    return (0,) * LEVELS.index(first) + moments


def run(number: int, experiment: Experiment = LSTM, **facts: Any) -> Compared:
    known: dict[str, Any] = {
        "phase": Phase.DONE,
        "iterations": experiment.iterations,
        "planned": experiment.iterations,
        "cost": 0.5,
        "solved_at": 50,
        "correct": True,
        "seconds": 0.2,
        "parameters": 493,
        "prediction": "ihello",
    }
    return Compared(number, experiment, **{**known, **facts})


FOUR = (
    run(412, LSTM.replace(learning_rate=0.03), cost=0.0213, solved_at=12, seconds=0.18),
    run(411, cost=0.09, solved_at=40, seconds=0.19),
    run(409, LSTM.replace(optimizer=Optimizer.RMSPROP), cost=0.031, solved_at=69, seconds=0.18),
    run(
        404,
        LSTM.replace(optimizer=Optimizer.SGD, learning_rate=0.3, hidden_size=16),
        cost=0.034,
        solved_at=14,
        parameters=1493,
        seconds=0.17,
    ),
)


def side_by_side(*runs: Compared) -> Comparison:
    return Comparison(runs, table_cost, took)


def said(*runs: Compared) -> list[str]:
    return [plain(sentence, runs) for sentence in in_words(side_by_side(*runs))]


def best(name: str, *runs: Compared) -> set[int]:
    (result,) = (result for result in side_by_side(*runs).results if result.name == name)
    return {runs[place].id for place in result.best}


def test_what_differs_and_what_is_the_same() -> None:
    found = side_by_side(*FOUR)
    assert [(s.head, s.short_head) for s in found.differing] == [
        ("units", "units"), ("optimizer", "optimizer"), ("learning rate", "rate"),
    ]  # fmt: skip
    assert [s.shown for s in found.differing] == [
        ("8", "8", "8", "16"),
        ("Adam", "Adam", "RMSProp", "SGD"),
        ("0.03", "0.01", "0.01", "0.3"),
    ]
    assert {s.name for s in found.same} | {s.name for s in found.differing} == set(FIELD)
    assert [(s.head, s.shown[0]) for s in found.telling] == [
        ("text", "hihello"), ("cell", "LSTM"), ("iterations", "200"), ("seed", "4"),
        ("convention", "TensorFlow"), ("readout", "linear"),
    ]  # fmt: skip


def test_a_field_that_does_not_apply_makes_no_difference() -> None:
    adam = LSTM.replace(decay=0.5)
    assert side_by_side(run(1), run(2, adam)).differing == ()
    two = (run(1, adam), run(2, LSTM.replace(optimizer=Optimizer.RMSPROP)))
    assert [s.name for s in side_by_side(*two).differing] == ["optimizer"]
    three = (*two, run(3, LSTM.replace(optimizer=Optimizer.RMSPROP, decay=0.5)))
    (decay,) = (s for s in side_by_side(*three).differing if s.name == "decay")
    assert decay.shown == ("–", "0.9", "0.5")


def test_what_is_meant_by_a_word_or_by_its_number_is_the_same() -> None:
    alike = Experiment(), Experiment(hidden_size=4, time_steps=4, batch_size=1)
    assert side_by_side(*map(run, (1, 2), alike)).differing == ()
    weighted = Experiment(loss_weights=(1.0, 1.0, 1.0, 1.0))
    assert side_by_side(run(1, Experiment()), run(2, weighted)).differing == ()
    other = run(1, Experiment()), run(2, Experiment(text="hihello"))
    assert [s.name for s in side_by_side(*other).differing] == ["text"]


def test_edits_count_as_a_difference() -> None:
    edited = (Event(40, "learning_rate", 0.1), Event(50, "hold", [1]))
    (found,) = side_by_side(run(1), run(2, events=edited)).differing
    assert (found.head, found.shown) == ("edits", ("0", "2"))
    same = run(1, events=edited), run(2, events=edited)
    assert side_by_side(*same).differing == ()


def test_the_best_of_each_column() -> None:
    assert best("cost", *FOUR) == {412}
    assert best("solved_at", *FOUR) == {412}
    assert best("parameters", *FOUR) == {412, 411, 409}
    assert best("seconds", *FOUR) == {404}
    # Nothing is best where all are alike, or where nothing has come of any.
    assert best("parameters", *FOUR[:3]) == set()
    assert best("solved_at", run(1, solved_at=None), run(2, solved_at=None)) == set()
    assert best("solved_at", run(1, solved_at=None), run(2)) == {2}


def test_what_reads_alike_is_a_tie() -> None:
    close = run(1, cost=0.0213), run(2, LSTM.replace(seed=5), cost=0.0249), run(3, cost=0.9)
    assert best("cost", *close) == {1, 2}
    assert best("cost", run(1, cost=0.0213), run(2, cost=0.0261)) == {1}
    assert best("cost", run(1, cost=3e-5), run(2, cost=4e-5)) == {1}


def test_a_run_that_diverged_or_is_of_another_task_is_not_best() -> None:
    wild = run(3, phase=Phase.DIVERGED, cost=0.001)
    assert best("cost", run(1, cost=0.5), run(2, cost=0.7), wild) == {1}
    other = run(2, LSTM.replace(text="hello"), cost=0.1, solved_at=3)
    assert best("cost", run(1), other) == best("solved_at", run(1), other) == set()
    short = run(2, LSTM.replace(time_steps=2), cost=0.1)
    assert best("cost", run(1), short) == set()
    # Who made fewer iterations did not take less time for the same.
    assert best("seconds", run(1), run(2, iterations=1, seconds=0.001)) == set()


def test_the_threshold_is_the_lowest_that_all_came_under() -> None:
    one = run(1, reached=reached(0, 3, 10, 20, 30, 44))  # 10, 5, 2, 1, 0.5, 0.2
    two = run(2, reached=reached(0, 5, 12, 25))
    found = side_by_side(one, two)
    assert found.threshold == 1.0
    (under,) = (result for result in found.results if result.name == "under")
    assert under.head == "under 1"
    assert list(under.values) == [20, 25]
    assert set(under.best) == {0}
    # One that diverged has no say, and may have come under it all the same.
    wild = run(3, phase=Phase.DIVERGED, reached=reached(0, 4))
    assert side_by_side(one, two, wild).threshold == 1.0
    # One that never learned anything does not hide the others.
    still = run(4, iterations=1, reached=reached(0))
    found = side_by_side(one, two, still)
    assert found.threshold == 1.0
    (under,) = (result for result in found.results if result.name == "under")
    assert list(under.values) == [20, 25, None]
    assert side_by_side(run(1), run(2)).threshold is None
    assert side_by_side(still, still).threshold is None
    assert (
        side_by_side(one, run(2, LSTM.replace(text="hello"), reached=two.reached)).threshold is None
    )


def test_what_is_said() -> None:
    assert said(*FOUR) == [
        "412 is right first, at iteration 12, and ends lowest, at 0.02 nats.",
    ]
    assert in_words(side_by_side(*FOUR))[0][0] == 0


def test_two_that_are_best_are_told_apart() -> None:
    later = run(412, LSTM.replace(seed=1), cost=0.02, solved_at=60)
    assert said(later, FOUR[1]) == [
        "411 is right first, at iteration 40.",
        "412 ends lowest, at 0.02 nats.",
    ]


def test_ties_are_said_as_ties() -> None:
    two = run(1, LSTM.replace(seed=1), solved_at=12, cost=0.021)
    other = run(2, LSTM.replace(seed=2), solved_at=12, cost=0.0249)
    worse = run(3, LSTM.replace(seed=3), solved_at=20, cost=0.5)
    assert said(two, other, worse) == [
        "1 and 2 are right first, at iteration 12.",
        "1 and 2 end lowest, at 0.02 nats.",
    ]
    assert said(two, other) == [
        "All are right at the same iteration, 12.",
        "All end at 0.02 nats.",
    ]
    three = *(two, other), run(4, LSTM.replace(seed=4), solved_at=12, cost=0.022), worse
    assert said(*three)[0] == "1, 2 and 4 are right first, at iteration 12."


def test_what_did_not_go_well_is_said() -> None:
    never = run(1, solved_at=None, correct=False), run(2, LSTM.replace(seed=1), solved_at=None)
    assert said(*never)[0] == "None is ever right."
    alone = run(1, solved_at=None, correct=False), run(2, LSTM.replace(seed=1), cost=0.6)
    assert said(*alone)[0] == "2 alone is ever right, first at iteration 50."
    lost = run(1, correct=False, solved_at=3), run(2, LSTM.replace(seed=1), cost=0.6)
    assert said(*lost) == [
        "1 is right first, at iteration 3, and ends lowest, at 0.50 nats.",
        "At its end 1 is wrong.",
    ]
    ill = (
        run(1, cost=0.1),
        run(2, LSTM.replace(seed=1), phase=Phase.DIVERGED, iterations=31, cost=None),
        run(3, LSTM.replace(seed=2), phase=Phase.INTERRUPTED, iterations=1057, planned=2000),
        run(4, LSTM.replace(seed=3), phase=Phase.FAILED, iterations=0, cost=None, solved_at=None),
        run(5, LSTM.replace(seed=5), phase=Phase.RUNNING, iterations=9, cost=0.7),
    )
    assert said(*ill)[1:] == [
        "1 ends lowest, at 0.10 nats after 200 iterations.",
        "2 diverged at iteration 31.",
        "4 failed at iteration 0.",
        "3 was interrupted at iteration 1,057 of 2,000.",
        "5 has not ended yet.",
    ]


def test_nothing_is_claimed_of_what_does_not_compare() -> None:
    other = run(2, LSTM.replace(text="hello"), cost=0.01, solved_at=1)
    assert said(run(1), other) == [
        "They learn different targets: neither costs nor first answers compare."
    ]
    short = run(2, LSTM.replace(time_steps=2), cost=0.01)
    assert said(run(1), short) == [
        "All are right at the same iteration, 50.",
        "Their costs do not compare: they are sums over different time steps.",
    ]
    masked = run(2, events=(Event(3, "loss_weights", (0.0,) * 5 + (1.0,)),))
    assert "different targets" in said(run(1), masked)[0]
    assert said(run(1), run(2)) == [
        "No setting differs: the same experiment gives the same numbers."
    ]
    assert said(run(1)) == said() == []


def test_how_many_seeds_it_rests_on() -> None:
    assert few_seeds(side_by_side(*FOUR)) == "One seed each"
    assert few_seeds(side_by_side(run(1), run(2, LSTM.replace(seed=9)))) == "So few seeds"


def test_the_lanes_of_a_race() -> None:
    lanes = lanes_of(FOUR)
    assert [lane.label for lane in lanes] == [
        "412 8 units, Adam, rate 0.03",
        "411 8 units, Adam, rate 0.01",
        "409 8 units, RMSProp, rate 0.01",
        "404 16 units, SGD, rate 0.3",
    ]
    assert [lane.experiment for lane in lanes] == [run.experiment for run in FOUR]
    base = FOUR[0].experiment
    assert [parse_lane(lane_text(lane, base), base) for lane in lanes] == [
        lane.__class__(lane.name, lane.experiment) for lane in lanes
    ]


def test_runs_that_differ_in_their_seed_alone_are_one_lane() -> None:
    (lane,) = lanes_of([run(7), run(8, LSTM.replace(seed=5)), run(9, LSTM.replace(decay=0.1))])
    assert lane.label == "7 LSTM"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "hello"}, "differ in text,"),
        ({"iterations": 20, "text": "hello"}, "differ in text and iterations,"),
        ({"dtype": "float64"}, "differ in number type,"),
    ],
)
def test_what_lanes_must_share_keeps_runs_from_racing(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        lanes_of([run(1), run(2, LSTM.replace(**changes))])


@given(st.lists(st.sampled_from(list(PRESETS["pytorch"].changed(LSTM))), max_size=6), st.data())
def test_any_lane_is_read_as_it_was_written(names: list[str], data: st.DataObject) -> None:
    base = PRESETS["pytorch"].experiment.replace(text="hihello", iterations=200)
    kept = {name: getattr(LSTM, name) for name in names if name in LANE_FIELDS}
    kept |= data.draw(st.sampled_from([{}, {"clip_norm": 0.1}, {"time_steps": 3}]))
    experiment = base.replace(**kept)
    for lane in lanes_of([run(3, base), run(4, experiment)]):
        found = parse_lane(lane_text(lane, base), base)
        assert (found.name, found.experiment) == (
            lane.name,
            lane.experiment.replace(seed=base.seed),
        )
        check_lanes([found])
