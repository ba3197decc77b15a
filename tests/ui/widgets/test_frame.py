"""Header, timeline and footer: what they say, in which order they give way."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.commands import COMMAND
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.record import Phase
from rnn_tui.text import width
from rnn_tui.ui.footers import FooterView, Mode, ends, offers
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.frame import (
    GLYPHS,
    Footer,
    Header,
    HeaderView,
    Timeline,
    TimelineView,
)

LOOK = Look(DARK)


def row(canvas: Canvas[Any], columns: int) -> str:
    return canvas.draw(columns, 1, LOOK).text()


def header(columns: int, **changes: Any) -> str:
    values: dict[str, Any] = {
        "subject": "hello · RNN",
        "phase": Phase.RUNNING,
        "moment": 1234,
        "iterations": 20_000,
        "rate": 19.8,
    }
    return row(Header(HeaderView(**(values | changes))), columns)


def test_the_header_of_a_run() -> None:
    line = header(100)
    assert line.startswith(" rnn-tui    1 Train  2 Race ")
    assert line.endswith("► running  1,234/20,000  20 it/s")
    assert line.index("hello · RNN") == (100 - len("hello · RNN")) // 2


def test_under_a_hundred_columns_the_subject_is_left_out() -> None:
    assert "hello" not in header(99)
    assert header(60).endswith("► running  1,234/20,000  20 it/s")


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_its_sign_and_word(phase: Phase) -> None:
    word = "loading engine" if phase is Phase.LOADING else str(phase)
    line = header(80, phase=phase)
    assert f"{GLYPHS[phase]} {word}  1,234/20,000" in line
    assert ("it/s" in line) == (phase is Phase.RUNNING)
    assert len(set(GLYPHS.values())) == len(Phase)


@given(st.text("ab 안녕", max_size=90), st.integers(0, 10**6), st.integers(60, 200))
def test_a_subject_never_touches_the_state(subject: str, moment: int, columns: int) -> None:
    line = header(columns, subject=subject, moment=moment, iterations=10**6)
    assert "► running" in line
    assert line.rstrip().endswith("20 it/s")
    assert line[: line.index("►")].endswith("  ")


def timeline(columns: int, *marks: tuple[int, str], **changes: Any) -> str:
    values: dict[str, Any] = {"moment": 57, "iterations": 100} | changes
    return row(Timeline(TimelineView(marks=marks, **values)), columns)


def test_the_timeline_is_heavy_up_to_now() -> None:
    assert timeline(23) == " ━━━━━━━━━━━●─────────"
    assert timeline(23, moment=0) == " ●────────────────────"
    assert timeline(23, moment=100) == " ━━━━━━━━━━━━━━━━━━━━●"


def test_marks_stand_where_it_happened() -> None:
    line = timeline(103, (10, "right"), (20, "lost"), (30, "edit"))
    assert [line.index(glyph) - 1 for glyph in "✓✗▴●"] == [10, 20, 30, 57]


def test_what_was_wound_back_over_is_dashed_up_to_the_latest_moment() -> None:
    assert timeline(23, moment=50, latest=75) == " ━━━━━━━━━━●╌╌╌╌╌─────"
    assert timeline(23, moment=50, latest=100) == " ━━━━━━━━━━●╌╌╌╌╌╌╌╌╌╌"
    assert timeline(23, moment=50, latest=50) == timeline(23, moment=50)
    view = TimelineView(44, 100, ((42, "right"), (30, "edit"), (60, "lost")), latest=100)
    sheet = Timeline(view).draw(103, 1, LOOK)
    inks = {glyph: ink for text, ink in sheet.row(0) for glyph in text}
    assert (inks["╌"].fg, inks["━"].fg) == ("faint", "accent")
    assert (inks["✓"].fg, inks["▴"].fg, inks["✗"].fg) == ("right", "accent", "muted")


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(-1, 10**6), st.integers(0, 200))
def test_any_moment_of_any_run(moment: int, iterations: int, latest: int, columns: int) -> None:
    line = timeline(columns, (latest, "lost"), moment=moment, iterations=iterations, latest=latest)
    assert width(line) <= max(0, columns - 1)
    assert line.count("●") == (columns >= 4)
    before, _, after = line.partition("●")
    assert "╌" not in before
    assert "━" not in after


def test_a_mark_never_hides_now() -> None:
    assert "●" in timeline(23, (57, "right"))


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(1, 200))
def test_now_is_always_on_the_line(moment: int, iterations: int, columns: int) -> None:
    line = timeline(columns, moment=moment, iterations=iterations)
    assert width(line) <= max(0, columns - 1)
    assert line.count("●") == (columns >= 4)


def footer(columns: int, mode: Mode = "train", **state: Any) -> str:
    return row(Footer(FooterView(mode, **state)), columns)


def test_the_footer_at_its_usual_widths() -> None:
    assert footer(120, playing=True) == (
        " space pause   . one   , back   r reset   n new seed   +- speed   e edit   x inspect"
        "   ^p commands      ? help   q quit"
    )
    assert footer(80).startswith(" space play  . one  , back  r reset  e edit  x inspect  ")
    assert footer(80).endswith("  ? help  q quit")


def test_a_run_that_stands_still_is_played() -> None:
    assert " play" in footer(80)
    assert "pause" not in footer(80)
    assert " pause" in footer(80, playing=True)


@pytest.mark.parametrize(
    "state",
    [
        {"diverged": True},
        {"mode": "inspect"},
        {"mode": "inspect", "page": "maps"},
        {"mode": "weights"},
    ],
)
def test_the_last_drop_out_first_and_help_and_quit_stay(state: Any) -> None:
    words = [f"{offer.key} {offer.word}" for offer in offers(FooterView(**state))]
    before = len(words)
    for columns in range(200, 24, -1):
        line = footer(columns, **state)
        assert line.endswith("? help   q quit" if columns >= 100 else "? help  q quit")
        assert width(line) == columns - 1
        there = [word for word in words if f" {word} " in line]
        assert there == words[: len(there)], columns
        assert len(there) <= before or columns == 99  # where the gaps get smaller
        before = len(there)
    assert before <= 1


@pytest.mark.parametrize("state", [{}, {"wound": True, "undo": True}])
def test_of_all_commands_edit_and_inspect_stay_longest(state: Any) -> None:
    words = [f"{offer.key} {offer.word}" for offer in offers(FooterView(**state))]
    for columns in range(200, 24, -1):
        there = [word for word in words if f" {word} " in footer(columns, **state)]
        assert ("x inspect" in there) <= ("e edit" in there) <= (words[2] in there)
        assert len(there) <= 3 or "e edit" in there
        rest = [word for word in words if word not in ("e edit", "x inspect")]
        shown = [word for word in there if word in rest]
        assert shown == rest[: len(shown)]


def test_what_is_offered_is_a_command() -> None:
    modes: tuple[Mode, ...] = ("train", "inspect", "form", "help", "weights", "menu")
    for mode in modes:
        for state in ({}, {"wound": True, "undo": True, "page": "gradient"}, {"diverged": True}):
            view = FooterView(mode, **state)
            found = [offer.command for offer in offers(view) + ends(view) if offer.command]
            assert set(found) <= set(COMMAND)
            assert len(set(found)) == len(found)


def test_a_state_is_offered_what_it_needs() -> None:
    assert footer(120, wound=True, undo=True).startswith(
        " space play   . one   , back   <> ten   end latest   u undo   "
    )
    assert footer(80, diverged=True).startswith(" enter back, rate / 10  , back  <> ten  r reset")
    assert footer(80, "inspect", page="maps").startswith(" tab arithmetic  ←→ time  ↑↓ unit  ")
    assert footer(80, "inspect", page="arithmetic").startswith(" tab gradient  ")
    assert footer(80, "inspect", page="gradient").startswith(" tab maps  ")
    assert "undo" not in footer(200)
    assert "o other future" not in footer(200)
    assert " u undo   o other future " in footer(120, undo=True, others=True)
    assert " o other future " in footer(120, wound=True, others=True)
    assert footer(80, "inspect", diverged=True).startswith(" enter back, rate / 10  , back  ")
    assert " x close " in footer(80, "inspect")
    for page in ("maps", "arithmetic", "gradient"):
        line = footer(80, "inspect", page=page, diverged=True)
        assert line.startswith(" enter back, rate / 10  tab ")
        assert "play" not in line


def test_in_a_field_only_the_keys_of_a_field_are_offered() -> None:
    assert footer(80, "form").rstrip().endswith(" F1 help")
    assert footer(80, "form").startswith(" tab next field  ↑↓ change  enter train  esc close  ")
    assert footer(80, "help").startswith(
        " tab next panel  ↑↓ scroll  esc close  K all keys  T tour "
    )
    assert footer(80, "help").endswith("? help  q quit")


def test_the_current_screen_stands_out_without_colour() -> None:
    view = HeaderView("x", Phase.DONE, 1, 1, 0.0)
    runs = list(Header(view).draw(80, 1, Look(MONO)).row(0))
    name = next(ink for text, ink in runs if "Train" in text)
    assert getattr(MONO, name.bg) == MONO.text
    assert getattr(MONO, name.fg) == MONO.page
