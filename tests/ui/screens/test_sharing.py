"""A run as one line: copied by `s`, trained again from a paste."""

from typing import Any

import pytest
from textual import events

from rnn_tui.experiment import Cell, Experiment
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.session.plan import Plan


async def paste(s: Any, text: str) -> None:
    s.screen.post_message(events.Paste(text))
    await s.pilot.pause()
    await s.pilot.pause()


async def test_s_copies_the_line_of_the_run_with_its_edits(stage: Any, past: Any) -> None:
    async with stage(Experiment(text="hihello", cell=Cell.GRU, seed=4)) as s:
        branch: Branch = s.session.branch
        for event in (Event(20, "learning_rate", 0.1), Event(80, "momentum", 0.5)):
            branch.events.append(event)
        await s.shown(Phase.PAUSED, 57, branch=branch)
        await s.press("s")
        line = "rnn-tui hihello --cell gru --seed 4 --at 20:learning_rate=0.1"
        assert s.app.clipboard == line
        assert line in s.toasts[0]


async def test_a_run_from_given_weights_says_why_it_has_no_line(stage: Any) -> None:
    async with stage(Plan(Experiment(), initial={})) as s:
        await s.shown(Phase.PAUSED)
        await s.press("s")
        assert s.app.clipboard == ""
        assert "checkpoint" in s.toasts[0]


async def test_a_pasted_line_is_trained(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        await paste(s, "rnn-tui 안녕하세요 --cell lstm --at 9:learning_rate=0.1\n")
        plan = s.session.plan
        assert plan.experiment == Experiment(text="안녕하세요", cell=Cell.LSTM)
        assert plan.events == (Event(9, "learning_rate", 0.1),)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("rnn-tui hello --cell foo", "rnn, lstm, gru"),
        ("rnn-tui a", "2 or more"),
        ("rnn-tui hello --at 3:seed=1", "seed"),
        ("rnn-tui hello; rm -rf ~", "text"),
    ],
)
async def test_a_line_that_is_wrong_is_refused_and_the_run_goes_on(
    stage: Any, line: str, word: str
) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        before = s.session
        await paste(s, line)
        assert s.session is before
        assert word in s.toasts[0]


async def test_other_pastes_are_left_alone(stage: Any) -> None:
    async with stage() as s:
        await s.shown(Phase.PAUSED)
        before = s.session
        await paste(s, "hello world")
        assert s.session is before
        assert s.toasts == []
