"""What a race or a sweep has shown, in sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.statistics import Score, discordant, mcnemar
from rnn_tui.verdicts import (
    Verdict,
    interval,
    p_text,
    pair_verdict,
    percent,
    race_method,
    race_verdicts,
    sweep_method,
    sweep_verdict,
)


def first_of(solved: int, trials: int) -> Score:
    """Solve the first seeds."""
    return Score((1 << solved) - 1, trials)


def overlapping(only_first: int, only_second: int, both: int, trials: int) -> tuple[Score, Score]:
    """Make two scores that differ in so many seeds."""
    shared = (1 << both) - 1
    first = shared | ((1 << only_first) - 1) << both
    second = shared | ((1 << only_second) - 1) << (both + only_first)
    return Score(first, trials), Score(second, trials)


def test_percentages_are_whole_halves_up() -> None:
    assert [percent(s, 200) for s in (0, 1, 181, 65, 199, 200)] == [
        "0 %",
        "1 %",
        "91 %",
        "33 %",
        "100 %",
        "100 %",
    ]
    assert percent(1, 3) == "33 %"
    assert [interval(first_of(s, 200)) for s in (181, 65, 38)] == [
        "91 % (86–94)",
        "33 % (26–39)",
        "19 % (14–25)",
    ]
    assert interval(first_of(40, 40)) == "100 % (91–100)"
    assert interval(first_of(39, 40)) == "98 % (87–100)"
    assert interval(first_of(0, 0)) == "–"


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, "p < 0.001"),
        (0.00099, "p < 0.001"),
        (0.001, "p = 0.001"),
        (0.0045, "p = 0.004"),
        (0.0494, "p = 0.049"),
        (0.0496, "p < 0.05"),
        (0.05, "p = 0.050"),
        (0.0994, "p = 0.099"),
        (0.0999, "p = 0.10"),
        (0.238, "p = 0.24"),
        (0.994, "p = 0.99"),
        (0.996, "p = 1"),
        (1.0, "p = 1"),
    ],
)
def test_p_is_quoted_as_precisely_as_it_matters(p: float, text: str) -> None:
    assert p_text(p) == text


def test_a_lane_that_solves_it_more_often() -> None:
    rnn, gru = overlapping(123, 7, 58, 200)
    assert pair_verdict(("GRU", gru), ("RNN", rnn)) == Verdict(
        "RNN solves it more often than GRU: 91 % (86–94) against 33 % (26–39).",
        "Only RNN: 123 seeds, only GRU: 7; p < 0.001",
    )


def test_three_lanes_are_compared_in_order_with_holm_over_all_pairs() -> None:
    gru, lstm = overlapping(56, 29, 9, 200)
    rnn = Score((1 << 181) - 1, 200)
    verdicts = race_verdicts([("LSTM", lstm), ("RNN", rnn), ("GRU", gru)])
    assert [verdict.sentence.split(":")[0] for verdict in verdicts] == [
        "RNN solves it more often than GRU",
        "GRU solves it more often than LSTM",
    ]
    assert verdicts[1].basis == "Only GRU: 56 seeds, only LSTM: 29; p = 0.005"
    # Alone two lanes differ; among three that all differ as little they may not.
    a, b = overlapping(14, 4, 30, 100)
    assert mcnemar(*discordant(a, b)) == pytest.approx(0.0309, abs=1e-4)
    assert "more often" in pair_verdict(("a", a), ("b", b)).sentence
    among = race_verdicts([("a", a), ("b", b), ("c", a)])
    assert [v.sentence.split(":")[0] for v in among] == [
        "a and c solve it with the very same seeds",
        "c and b cannot be told apart",
    ]
    assert among[1].basis.endswith("p = 0.093")


def test_lanes_that_cannot_be_told_apart_and_what_it_would_take() -> None:
    a, b = overlapping(25, 15, 30, 100)
    assert pair_verdict(("a", a), ("b", b)) == Verdict(
        "a and b cannot be told apart: 55 % (45–64) against 45 % (36–55).",
        "Only a: 25 seeds, only b: 15; p = 0.15",
        "If the difference is as seen, about 320 seeds would show it.",
    )
    among = race_verdicts([("a", a), ("b", b), ("none", Score(0, 100))])
    assert among[0].needed == "If the difference is as seen, about 420 seeds would show it."
    a, b = overlapping(7, 7, 30, 100)
    assert pair_verdict(("a", a), ("b", b)).needed == (
        "Each solves as many; more seeds tell them apart only if they do differ."
    )
    a, b = overlapping(500_001, 500_000, 0, 1_000_001)
    assert pair_verdict(("a", a), ("b", b)).needed == (
        "If the difference is no larger, 10,000,000 seeds would not show it."
    )
    a, b = overlapping(1, 0, 0, 1)
    single = pair_verdict(("a", a), ("b", b))
    assert single.basis == "Only a: 1 seed, only b: 0; p = 1"
    assert single.needed == "If the difference is as seen, about 6 seeds would show it."


def test_lanes_with_equal_results() -> None:
    every, none, some = first_of(200, 200), first_of(0, 200), first_of(50, 200)
    assert pair_verdict(("RNN", every), ("GRU", every)) == Verdict(
        "RNN and GRU both solve it with all of 200 seeds: 100 % (98–100)."
    )
    assert pair_verdict(("RNN", none), ("GRU", none)) == Verdict(
        "Neither RNN nor GRU solves it with any of 200 seeds: 0 % (0–2)."
    )
    assert pair_verdict(("RNN", some), ("GRU", some)) == Verdict(
        "RNN and GRU solve it with the very same seeds: 25 % (20–31)."
    )
    assert race_verdicts([("a", every), ("b", every), ("c", every)]) == (
        Verdict("Every lane solves it with all of 200 seeds: 100 % (98–100)."),
    )
    assert race_verdicts([("a", none), ("b", none), ("c", none)]) == (
        Verdict("No lane solves it with any of 200 seeds: 0 % (0–2)."),
    )


def test_one_lane_and_nothing_yet() -> None:
    assert race_verdicts([]) == (Verdict("No seed has been trained yet."),)
    assert race_verdicts([("a", first_of(0, 0)), ("b", first_of(0, 0))]) == (
        Verdict("No seed has been trained yet."),
    )
    for solved, sentence in (
        (181, "RNN solves it with 91 % (86–94) of 200 seeds."),
        (200, "RNN solves it with all of 200 seeds: 100 % (98–100)."),
        (0, "RNN solves it with none of 200 seeds: 0 % (0–2)."),
    ):
        assert race_verdicts([("RNN", first_of(solved, 200))]) == (Verdict(sentence),)


def test_the_method_is_said() -> None:
    assert race_method(1) == "Wilson interval, 95 %"
    assert race_method(2).endswith("exact McNemar test, paired over seeds")
    assert "Holm's correction for 66 pairs" in race_method(12)
    assert sweep_method(1) == "exact McNemar test, paired over seeds"
    assert "Holm's correction for 1,000 comparisons" in sweep_method(1_000)


def test_a_sweep_says_how_many_points_cannot_be_told_from_the_best() -> None:
    solved = [40] * 12 + [39, 39, 38, 36, 30, 26, 25, 3] + [0] * 8
    verdict = sweep_verdict([first_of(s, 40) for s in solved])
    assert verdict.sentence == (
        "12 points solve it with every seed. "
        "16 of 28 points cannot be told from the best with 40 seeds."
    )
    assert "27 comparisons" in verdict.basis
    assert verdict.needed == ""


@pytest.mark.parametrize(
    ("solved", "trials", "sentence"),
    [
        ([], 40, "No point is done yet."),
        ([0, 0], 0, "No seed has been trained yet."),
        ([5], 40, "One point is done: there is nothing to compare it with."),
        ([40, 40], 40, "All 2 points solve it with all of 40 seeds."),
        ([0, 0, 0], 40, "None of 3 points solves it with any of 40 seeds."),
        ([20, 19, 18], 40, "None of 3 points can be told from the best with 40 seeds."),
        ([30, 0, 1], 40, "The best of 3 points is told from all others with 40 seeds."),
        ([40, 39, 0], 40, "1 point solves it with every seed. 2 of 3 points cannot be told from"),
    ],
)
def test_a_sweep_in_every_state(solved: list[int], trials: int, sentence: str) -> None:
    assert sweep_verdict([first_of(s, trials) for s in solved]).sentence.startswith(sentence)


def test_too_few_seeds_for_so_many_points() -> None:
    assert sweep_verdict([first_of(s, 7) for s in (7, 3, 0)]).needed == ""
    verdict = sweep_verdict([first_of(s, 5) for s in (5, 3, 0)])
    assert verdict.needed == (
        "With 5 seeds nothing can be told apart: 7 is the least for so many points."
    )


@pytest.mark.parametrize(
    "name",
    [
        "[/b]",
        "[@click=app.quit]x[/]",
        "{first}",
        "\x1b[31m",
        "\0",
        "\u202e",
        "한글",
        "👨‍👩‍👧‍👦",
        "x" * 10_000,
    ],
)
def test_hostile_names_are_drawn_as_they_are(name: str) -> None:
    a, b = overlapping(25, 5, 30, 100)
    for lanes in ([(name, a)], [(name, a), ("b", b)], [("b", a), (name, a)]):
        for verdict in race_verdicts(lanes):
            whole = verdict.sentence + verdict.basis
            assert not any(c in whole for c in "\x1b\0\u202e")
            assert len(whole) < 400
            if len(name) < 40 and name.isprintable():
                assert name in whole


@given(
    st.integers(1, 12),
    st.lists(st.integers(0, 2**12 - 1), min_size=1, max_size=6),
)
def test_every_result_has_its_sentences(trials: int, bits: list[int]) -> None:
    cut = [Score(b & ((1 << trials) - 1), trials) for b in bits]
    lanes = [(f"lane {k}", score) for k, score in enumerate(cut)]
    verdicts = race_verdicts(lanes)
    assert len(verdicts) in (1, len(lanes) - 1)
    ranked = sorted(cut, key=lambda score: -score.solved)
    if len(verdicts) == len(lanes) - 1:
        for verdict, one, other in zip(verdicts, ranked, ranked[1:], strict=False):
            if "more often" in verdict.sentence:
                assert one.solved > other.solved
                assert mcnemar(*discordant(one, other)) < 0.05
    assert sweep_verdict(cut).sentence.endswith(".")
