"""The events panel: what happened in a run, down to the moment shown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.edits import Regime, Weight, Zero
from rnn_tui.experiment import Experiment
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.record import Event, Phase
from rnn_tui.session.branch import Branch
from rnn_tui.session.history import History
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.events import (
    MOST,
    EventLine,
    Events,
    EventsView,
    events_sheet,
    events_view,
)

FASTER = Event(30, "learning_rate", 0.03)
LEFT = EventLine(30, "the former future: 2.21", "future")


def branch(*events: Event, last: float = 2.0, latest: int = 100, **facts: Any) -> Branch:
    made = Branch(Regime(Experiment()), History(Task(Experiment())), 100)
    for moment in range(latest + 1):
        made.history.put_cost(moment, last)
    made.events = list(events)
    made.change = facts.get("change")
    made.formers = list(facts.get("formers", ()))
    return made


def shown(course: Branch | None, moment: int = 44, **facts: Any) -> Snapshot:
    values: dict[str, Any] = {"latest": course.latest if course else -1} | facts
    return Snapshot(1, Phase.PAUSED, moment, 100, Experiment(), branch=course, **values)


def said(snapshot: Snapshot) -> list[tuple[int, str, str]]:
    return [(line.moment, line.kind, line.text) for line in events_view(snapshot).lines]


def drawn(view: EventsView, columns: int = 31, rows: int = 6) -> list[str]:
    return events_sheet(view, columns, rows).text().split("\n")


def test_a_run_that_was_wound_back_and_branched() -> None:
    former = branch(last=2.21, change=Event(30, "learning_rate", 0.01))
    view = events_view(shown(branch(FASTER), others=(former,), undo=former))
    assert drawn(view) == [
        "",
        "    0 ○ start",
        "   30 ▴ learning rate .01 → .03",
        "        the former future: 2.21",
        "▸  44 ● shown, 56 kept ahead",
        "",
    ]
    sheet = Events(view).draw(31, 6, Look(DARK))
    assert sheet.text().split("\n")[0] == "Events " + "─" * 17 + " u undo"
    inks = {text.strip(): ink for y in range(6) for text, ink in sheet.row(y)}
    assert inks["▴"].fg == inks["u"].fg == "accent"
    assert inks["the former future: 2.21"].fg == "muted"
    assert inks["▸"].bg == inks["shown, 56 kept ahead"].bg == "tint"


def test_at_the_latest_moment_it_is_now_and_there_is_nothing_to_undo() -> None:
    view = events_view(shown(branch(latest=57), 57))
    assert drawn(view, rows=3) == ["", "    0 ○ start", "▸  57 ● now"]
    assert "undo" not in Events(view).draw(31, 3, Look(DARK)).text()


def test_before_the_worker_began_there_is_the_start() -> None:
    assert said(shown(None, 0)) == [(0, "start", "start"), (0, "shown", "now")]


def test_events_that_lie_ahead_are_not_told() -> None:
    course = branch(FASTER, Event(60, "clip_norm", 5.0))
    assert [text for _, _, text in said(shown(course, 44))][1:-1] == ["learning rate .01 → .03"]
    later = branch(FASTER, Event(60, "clip_norm", 2.0))
    assert said(shown(course, 44, others=(later,))) == said(shown(course, 44))
    assert (60, "future", "the former future: 2.00") in said(shown(course, 60, others=(later,)))


def test_every_change_is_told_from_what_was_before_it() -> None:
    course = branch(FASTER, Event(35, "learning_rate", 0.5), Event(35, "zero", Zero(2)))
    assert [text for _, _, text in said(shown(course))][1:-1] == [
        "learning rate .01 → .03",
        "learning rate .03 → .5",
        "unit 3 zeroed",
    ]


def test_a_weight_is_told_from_what_it_was_before_each_edit() -> None:
    was, *values = [Event(30, "weight", Weight("kernel", (2, 3), v)) for v in (-0.08, 1, 2, 3)]
    course = branch(*values, formers=(was, *values[:2]))
    assert [text for _, _, text in said(shown(course))][1:-1] == [
        "kernel[2,3] −.08 → 1.00",
        "kernel[2,3] 1.00 → 2.00",
        "kernel[2,3] 2.00 → 3.00",
    ]
    assert said(shown(branch(values[0])))[1][2] == "kernel[2,3] → 1.00"


def test_back_in_a_former_future_the_other_one_is_named_where_it_parts() -> None:
    other = branch(FASTER, last=1.69, change=Event(44, "weight", Weight("kernel", (0, 0), 1.0)))
    assert said(shown(branch(), 100, others=(other,))) == [
        (0, "start", "start"),
        (30, "future", "at .03: 1.69"),
        (100, "shown", "now"),
    ]
    assert drawn(events_view(shown(branch(), 100, others=(other,))))[2] == "   30   at .03: 1.69"


def test_several_futures_left_by_one_event_are_told_apart() -> None:
    others = (branch(last=2.5), branch(Event(30, "learning_rate", 0.1), last=1.5))
    assert [line[2] for line in said(shown(branch(FASTER), others=others))][2:-1] == [
        "at .01: 2.50",
        "at .1: 1.50",
    ]


def test_a_future_left_without_an_edit_and_one_without_costs() -> None:
    same = branch(last=2.5)
    assert (44, "future", "the former future: 2.50") in said(
        shown(branch(latest=44), 44, others=(same,))
    )
    assert said(shown(branch(), others=(branch(latest=-1),))) == said(shown(branch()))


def test_a_thousand_events_are_counted_not_written() -> None:
    events = [Event(k, "learning_rate", 0.01 + k / 1000) for k in range(1, 1001)]
    view = events_view(shown(branch(*events, latest=1000), 1000))
    assert len(view.lines) <= MOST + 1
    assert [line[8:12] for line in drawn(view, rows=4)[1:]] == ["lear", "lear", "now"]
    assert drawn(view, rows=5)[1] == "        … 999 more"
    assert f"… {1000 - (len(view.lines) - 1)} more" in drawn(view, rows=300)[1]


VIEW = EventsView(
    (
        EventLine(0, "start", "start"),
        EventLine(30, "a"),
        LEFT,
        EventLine(31, "b"),
        EventLine(44, "now", "shown"),
    ),
    100,
)


@pytest.mark.parametrize(
    ("rows", "body"),
    [
        (6, ["start", "a", "the former future: 2.21", "b", "now"]),
        # That it has a start, every run knows.
        (5, ["a", "the former future: 2.21", "b", "now"]),
        (4, ["b", "now"]),
        (3, ["b", "now"]),
        (2, ["now"]),
        (1, []),
    ],
)
def test_older_lines_drop_out_with_what_belongs_to_them(rows: int, body: list[str]) -> None:
    lines = [line[8:] for line in drawn(VIEW, rows=rows)[1:] if line]
    assert lines == body


def test_a_future_that_parts_elsewhere_does_not_go_with_the_event_above_it() -> None:
    view = EventsView(
        (*VIEW.lines[:2], EventLine(36, "at .1: 1.22", "future"), *VIEW.lines[4:]), 100
    )
    assert drawn(view, rows=4)[1:] == [
        "   30 ▴ a",
        "   36   at .1: 1.22",
        "▸  44 ● now",
    ]
    assert drawn(view, rows=3)[1:] == ["   30 ▴ a", "▸  44 ● now"]


@pytest.mark.parametrize(("rows", "shown"), [(3, 1), (4, 1), (5, 1), (6, 2)])
def test_the_newest_edits_stay_in_few_rows(rows: int, shown: int) -> None:
    edits = tuple(EventLine(k, f"edit {k}") for k in range(1, 9))
    last = (EventLine(8, "at .1: 1.22", "future"), EventLine(9, "now", "shown"))
    view = EventsView((EventLine(0, "start", "start"), *edits, *last), 100, undo=True)
    title, *lines = Events(view).draw(31, rows, Look(DARK)).text().split("\n")
    assert sum("▴" in line for line in lines) == shown
    assert any("▴ edit 8" in line for line in lines)
    assert any("● now" in line for line in lines)
    counted = title if rows <= 4 else "\n".join(lines)
    assert f"… {8 - shown} more" in counted
    assert title.endswith(" u undo")


def test_a_long_change_takes_two_rows() -> None:
    line = EventLine(30, "candidate_kernel[12,3] .48 → .50")
    view = EventsView((line, EventLine(44, "now", "shown")), 100)
    assert drawn(view)[1:4] == [
        "   30 ▴ candidate_kernel[12,3]",
        "        .48 → .50",
        "▸  44 ● now",
    ]


def test_numbers_keep_their_columns_in_long_runs() -> None:
    lines = (EventLine(5, "a"), EventLine(10**12, "now", "shown"))
    assert drawn(EventsView(lines, 10**12), rows=3)[1:] == ["        5 ▴ a", "▸      1T ● now"]


kinds = st.sampled_from(["start", "edit", "future", "shown"])
texts = st.text(alphabet="ab → .5안녕…", max_size=60)
entries = st.lists(st.builds(EventLine, st.integers(0, 10**13), texts, kinds), max_size=9)


@given(entries, st.integers(0, 10**13), st.integers(0, 50), st.integers(0, 15))
def test_any_list_is_a_picture_of_its_size(
    lines: list[EventLine], iterations: int, columns: int, rows: int
) -> None:
    view = EventsView(tuple(lines), iterations, True)
    for palette in (DARK, MONO):
        sheet = Events(view).draw(columns, rows, Look(palette))
        assert sheet.height == rows
        for y in range(rows):
            assert width("".join(text for text, _ in sheet.row(y))) == columns
    if lines and lines[-1].kind == "shown" and rows > 1 and columns > 12:
        assert "●" in events_sheet(view, columns, rows).text()
