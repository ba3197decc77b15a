"""Numbers that cannot be, in the form: each is answered beside its field, and nothing trains."""

from typing import Any

import pytest

from rnn_tui.record import Phase
from rnn_tui.session.pace import Pace
from rnn_tui.session.turns import Stopwatch

RATES = ("0", "-1", "abc", "1e", "1,5", "\uff10.\uff11", "NaN", "inf", "1e9", "1e400")
SIZES = ("0", "-1", "1.5", "100000", "1_0", "\uff14")
COUNTS = ("0", "-1", "1.5", "1e3", "10000000000000")
SEEDS = ("-1", "1.5", str(2**64), str(2**32), "random")
CASES = [
    *(("learning_rate", value) for value in RATES),
    *(("hidden_size", value) for value in SIZES),
    *(("iterations", value) for value in COUNTS),
    *(("seed", value) for value in SEEDS),
]


@pytest.mark.parametrize(("name", "value"), CASES)
async def test_a_number_that_cannot_be_is_answered_beside_its_field(
    stage: Any, name: str, value: str
) -> None:
    async with stage(size=(120, 50)) as s:
        await s.fill(name, value)
        assert s.problem(name), value
        assert s.widget("train").disabled
        await s.press("enter")
        assert len(s.sessions) == 1
        assert not list(s.session.orders)


async def test_a_million_million_iterations_are_taken_and_have_no_time_to_go(stage: Any) -> None:
    async with stage() as s:
        await s.fill("iterations", str(10**12))
        assert not s.problem("iterations")
        await s.press("enter")
        assert s.session.plan.experiment.iterations == 10**12
        await s.shown(Phase.RUNNING, 57, rate=20.0)
        assert "57/1,000,000,000,000" in s.rows[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "type at least 2 characters"),
        ("   ", "only spaces"),
        ("a", "leaves nothing to predict"),
    ],
)
async def test_a_word_that_cannot_be(stage: Any, text: str, said: str) -> None:
    async with stage() as s:
        await s.fill("text", text)
        assert said in s.problem("text")
        assert s.widget("train").disabled


def test_a_gap_in_time_leaves_no_gap_in_the_pace() -> None:
    pace = Pace()
    pace.start(0.0, 0)
    now = 0.0
    for moment in range(1, 101):
        now += 0.01
        pace.made(now, moment, 100)
    now += 3600  # the machine slept
    assert pace.wait(now, 100) == 0
    made = 0
    while not pace.wait(now, 100):
        made += 1
        pace.made(now, 100 + made, 100)
    assert made < 50  # not an hour of iterations to make up for
    for moment in range(200, 500):
        now += 0.01
        pace.made(now, moment, 100)
    assert pace.rate == pytest.approx(100, rel=0.05)


def test_what_was_paused_counts_no_time() -> None:
    now = [0.0]
    watch = Stopwatch(lambda: now[0], 0.0)
    watch.start()
    now[0] = 2.0
    watch.stop()
    now[0] = 3600.0
    watch.start()
    now[0] = 3601.0
    assert watch.seconds == 3.0
