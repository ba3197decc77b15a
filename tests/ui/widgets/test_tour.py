"""The tour: its stops, and that none of them is cut."""

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.plotting.palette import DARK
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.tour import Tour, TourView, stops, tour_rows


def task(text: str = "hello") -> Task:
    return Task(Experiment(text=text))


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
@pytest.mark.parametrize("text", ["hello", "안녕하세요", "[red]x[/]", "a\x1b[2Jb", "x" * 3000])
def test_every_stop_stands_whole_in_the_rows_it_asks_for(text: str, columns: int) -> None:
    asked = task(text)
    rows = tour_rows(asked, columns)
    assert rows <= 7
    for number, stop in enumerate(stops(asked)):
        drawn = Tour(TourView(number, asked)).draw(columns, rows, Look(DARK)).text()
        assert " ".join(stop.words.split()) in " ".join("\n".join(drawn.split("\n")[1:]).split())
        title = drawn.split("\n")[0]
        assert title.startswith(f" {stop.title} ─")
        assert title.rstrip().endswith(f"tour, {number + 1} of 8")
        assert "\x1b" not in drawn


def test_the_first_stop_names_the_word() -> None:
    first = stops(task())[0].words
    assert "It reads hell, a letter at a time" in first
    assert "name the next: ello." in first
