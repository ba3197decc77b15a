"""What a small terminal has no room for stands on a page, a line, or in another's place."""

from typing import Any

import pytest

from rnn_tui.edits import Regime
from rnn_tui.experiment import Experiment
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.task import Task

SMALL = (80, 24)
KEPT = {"states": 61_000, "budget": 64_000_000}


@pytest.fixture
def edited(past: Any) -> dict[str, Any]:
    """Give what a snapshot has of a run with an edit, wound back."""
    branch = Branch(Regime(Experiment()), past(Task(Experiment()), 100), 100)
    branch.events.append(Event(30, "learning_rate", 0.03))
    return {"branch": branch, "latest": 100, "undo": branch.events[0], **KEPT}


async def read(s: Any, moment: int = 57, **facts: Any) -> None:
    """Show a moment, once there is all that the hint reads."""
    await s.until(lambda: s.screen.background.ready)
    await s.shown(Phase.PAUSED, moment, **facts)


async def test_a_small_terminal_has_a_line_that_reads_the_run(stage: Any) -> None:
    async with stage(size=SMALL) as s:
        await read(s)
        assert s.rows[2].startswith(" hello · RNN · 4 units")
        assert s.rows[3].startswith(" 3.52 is still above no memory, 2.32.   x shows")
        await s.press("t")
        assert s.rows[2].startswith(" hello · RNN · 4 units")
        assert s.rows[3].startswith(" The unrolled network")
        await s.press("t")
        assert s.rows[3].startswith(" 3.52 is still above no memory, 2.32.   x shows")


async def test_where_the_letters_leave_no_row_the_hint_follows_the_word(stage: Any) -> None:
    async with stage(Experiment(text="one, two, three"), size=SMALL) as s:
        await read(s, 3)
        words = " one, two, three · "
        assert s.rows[2].startswith(words)
        assert "RNN" not in s.rows[2]
        assert s.rows[2].removeprefix(words)[0].isdigit()
        assert s.rows[3].startswith(" The unrolled network")
        await s.press("t")
        assert s.rows[2].startswith(words + "RNN")


async def test_a_change_in_the_form_is_told_beside_the_hint(stage: Any) -> None:
    async with stage(Experiment(text="one, two, three"), size=SMALL) as s:
        await read(s, 3)
        await s.press("e")
        await s.type("seed", "8")
        await s.press("escape")
        assert s.rows[2].endswith("  e 1 changed")
        assert s.rows[2].startswith(" one, two, three · ")
        assert "RNN" not in s.rows[2]


async def test_a_run_that_blew_up_says_so_and_nothing_else(stage: Any) -> None:
    async with stage(size=SMALL) as s:
        await s.until(lambda: s.screen.background.ready)
        await s.shown(Phase.DIVERGED, 57, reason="cost was not finite")
        assert s.text.count("overshoot") == 0
        assert s.rows[2].startswith(" hello · RNN · 4 units")
        assert "Diverged at iteration 57." in s.text


async def test_tab_turns_from_the_answers_to_the_run_and_back(stage: Any) -> None:
    async with stage(size=SMALL) as s:
        await read(s, **KEPT)
        plot = s.panel("cost")
        assert "tab run" in s.panel("answers").splitlines()[0]
        await s.press("tab")
        assert "61 kB of 64 MB" in s.panel("facts")
        assert "tab answers" in s.panel("facts").splitlines()[0]
        assert not s.screen.panels.answers.display
        assert s.panel("cost") == plot
        await s.press("tab")
        assert s.screen.panels.answers.display


async def test_with_an_event_its_page_comes_first_and_offers_to_undo(
    stage: Any, edited: dict[str, Any]
) -> None:
    async with stage(size=SMALL) as s:
        await read(s, 44, **edited)
        assert "tab events" in s.panel("answers").splitlines()[0]
        await s.press("tab")
        events = s.panel("events")
        assert events.splitlines()[0].endswith("u undo  tab run")
        assert "30 ▴ learning rate .01 →" in events
        assert "44 ● shown, 56 kept ahead" in events
        await s.press("tab")
        assert "61 kB of 64 MB" in s.panel("facts")


async def test_a_page_that_is_gone_gives_way_to_the_answers(
    stage: Any, edited: dict[str, Any]
) -> None:
    async with stage(size=SMALL) as s:
        await read(s, 44, **edited)
        await s.press("tab")
        await s.press("r")
        await read(s, 3)
        assert s.screen.panels.answers.display
        assert not s.screen.panels.events.display


async def test_larger_terminals_have_no_pages(stage: Any, edited: dict[str, Any]) -> None:
    async with stage(size=SMALL) as s:
        await read(s, 44, **edited)
        await s.press("tab")
        await s.resize(120, 36)
        for name in ("answers", "events", "facts"):
            assert "tab" not in s.panel(name).splitlines()[0]
        await s.resize(*SMALL)
        assert "tab run" in s.panel("events").splitlines()[0]
        await s.press("e")
        assert "tab" not in s.panel("answers").splitlines()[0]


@pytest.mark.parametrize("size", [(100, 30), (120, 36), (200, 60)])
async def test_beside_the_events_the_hint_stays(
    stage: Any, edited: dict[str, Any], size: tuple[int, int]
) -> None:
    async with stage(size=size) as s:
        await read(s, 57, **KEPT)
        assert "still above" in s.panel("hint")
        await read(s, 44, **edited)
        assert "30 ▴ learning rate .01 → .03" in s.panel("events")
        assert "61 kB of 64 MB" in s.panel("facts")
        line = " ".join(s.panel("hint").split())
        assert "still above" in line
        await s.press("t")
        assert "still above" not in s.text
        await s.press("t")
        assert " ".join(s.panel("hint").split()) == line


async def test_the_facts_have_room_for_the_lines_that_come_with_the_run(stage: Any) -> None:
    async with stage(size=(120, 50)) as s:
        await read(s, **KEPT)
        assert "Kept" in s.panel("facts")
        assert "Parameters" in s.panel("facts")
        await s.shown(Phase.DONE, 60, stopped_by="solved:5", **KEPT)
        assert "Stopped by" in s.panel("facts")
        assert "Parameters" in s.panel("facts")


async def test_what_the_floors_add_to_the_facts_has_room_too(stage: Any) -> None:
    async with stage(Experiment(text="abcabc"), size=(120, 50)) as s:
        await read(s, 57, **KEPT)
        s.screen.floors = None
        s.screen.place()
        s.screen.draw(everything=True)
        assert "not needed" not in s.panel("facts")
        s.screen.background.ask(s.screen.shown.task, s.screen.shown.weights)
        await s.until(lambda: "not needed" in s.panel("facts"))
        await s.pilot.pause()
        assert "Parameters" in s.panel("facts")


async def test_events_that_find_room_beneath_the_form_are_of_the_moment(
    stage: Any, edited: dict[str, Any]
) -> None:
    async with stage() as s:
        s.widget("more").focus()
        await s.press("enter")
        await read(s, **edited)
        assert not s.screen.panels.events.display
        await s.press("enter")
        assert "57 ● shown" in s.panel("events")
