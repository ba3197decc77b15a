"""The plot of compared runs: over iterations or seconds, floors that all share, and its title."""

import math
from dataclasses import replace

import numpy as np

from rnn_tui.experiment import Experiment
from rnn_tui.plotting.palette import DARK
from rnn_tui.record import Phase
from rnn_tui.store.gathering import Kept
from rnn_tui.ui.look import Look
from rnn_tui.ui.screens.compare_views import CompareChoice, plot_view, shared_floors
from rnn_tui.ui.widgets.compare.plot import ComparePlot, ComparePlotView
from rnn_tui.ui.widgets.compare.same import Same, SameView
from tests.ui.comparing import FOUR, LSTM, found, kept, twelve

IDS = [each.run.id for each in FOUR]
CHOICE = CompareChoice(411)


def drawn(view: ComparePlotView, columns: int = 118, rows: int = 18) -> str:
    return ComparePlot(view).body(columns, rows, Look(DARK)).text()


def view_of(runs: list[Kept], **choice: object) -> ComparePlotView:
    ids = [each.run.id for each in runs]
    return plot_view(found(runs), ids, replace(CompareChoice(ids[0]), **choice))  # type: ignore[arg-type]


def test_every_run_has_a_line_and_its_end() -> None:
    said = drawn(plot_view(found(FOUR), IDS, CHOICE))
    for glyph, run, cost in (("●", 412, "0.02"), ("▲", 411, "0.09"), ("◆", 404, "0.03")):
        assert any(
            line.endswith(cost) and f"{glyph} {run}" in line for line in said.splitlines()
        ), run
    assert "▸▲ 411" in said
    assert "uniform guess 9.66" in said
    assert "200" in said.splitlines()[-1]


def test_a_hidden_run_has_no_line_and_the_others_keep_their_lanes() -> None:
    view = plot_view(found(FOUR), IDS, replace(CHOICE, hidden=frozenset({412})))
    said = drawn(view)
    assert "412" not in said
    assert "●" not in said
    assert "▲ 411" in said
    assert view.runs == 4
    none = plot_view(found(FOUR), IDS, replace(CHOICE, hidden=frozenset(IDS)))
    assert "v shows a run again" in drawn(none)


def test_a_run_that_is_gone_leaves_its_lane_free() -> None:
    view = plot_view(found(FOUR[1:], missing=[412]), IDS, CHOICE)
    assert [curve.lane for curve in view.plot.lanes] == [1, 2, 3]


def test_over_seconds_each_ends_where_it_took_so_long() -> None:
    runs = [kept(1, seconds=1.0), kept(2, LSTM.replace(seed=1), seconds=4.0)]
    view = view_of(runs, seconds=True)
    assert view.plot.seconds
    first, second = view.plot.lanes
    assert first.at is not None
    assert second.at is not None
    assert (float(first.at[-1]), float(second.at[-1])) == (1.0, 4.0)
    assert drawn(view).splitlines()[-1].rstrip("─ ").endswith("4 s")


def test_the_axis_is_logarithmic_where_the_costs_ask_for_it() -> None:
    assert "1e3" not in drawn(view_of(list(FOUR)))
    steep = drawn(view_of(list(FOUR)))
    assert ".1 ┤" in steep
    flat = drawn(view_of([kept(1, last=4.0), kept(2, LSTM.replace(seed=1), last=5.0)]))
    assert ".1 ┤" not in flat
    assert drawn(view_of(list(FOUR), log=False)) != steep


def test_floors_are_drawn_where_all_share_them() -> None:
    lstm, short = kept(1), kept(2, LSTM.replace(text="hello"))
    assert [floor.names for floor in view_of([lstm]).plot.floors] == [
        ("uniform guess",), ("no memory",), ("limit",),
    ]  # fmt: skip
    # Each can be learned by heart.
    assert [floor.names for floor in view_of([lstm, short]).plot.floors] == [("limit",)]
    bounded = kept(2, Experiment(text="hihello"))
    assert [floor.names for floor in view_of([lstm, bounded]).plot.floors] == [("uniform guess",)]
    # Of a run that is hidden nothing is asked.
    hidden = view_of([lstm, short], hidden=frozenset({2}))
    assert len(hidden.plot.floors) == 3
    known = found([lstm, kept(2)]).floors
    assert shared_floors([known[1], None]) == ()
    assert shared_floors([]) == ()


def test_twelve_runs_of_one_to_ten_million_iterations() -> None:
    runs = twelve()
    for size in ((118, 18), (78, 9), (20, 4), (5, 2), (0, 0)):
        for seconds in (False, True):
            drawn(view_of(runs, seconds=seconds), *size)
    said = drawn(view_of(runs), 118, 18)
    assert "10M" in said
    assert "☆ 111" in said
    # One that diverged ends in its mark, and does not take the others' place.
    assert view_of(runs).plot.lanes[5].diverged


def test_a_run_without_any_cost_is_left_out_of_the_plot() -> None:
    empty = kept(1)
    bare = replace(empty.curve, moments=np.empty(0), costs=np.empty(0))
    nothing = Kept(replace(empty.run, phase=Phase.INTERRUPTED, cost=None), bare)
    view = view_of([nothing, kept(2)])
    assert [curve.name for curve in view.plot.lanes] == ["2"]
    nan = Kept(empty.run, replace(empty.curve, costs=np.full(len(empty.curve.costs), math.nan)))
    drawn(view_of([nan]))


def test_what_is_the_same_fits_or_says_that_there_is_more() -> None:
    view = SameView((("text", "hihello"), ("cell", "LSTM"), ("seed", "4")))
    assert Same(view).body(60, 2, Look(DARK)).text().splitlines()[1] == (
        "text hihello   cell LSTM   seed 4"
    )
    cut = Same(view).body(28, 2, Look(DARK)).text().splitlines()[1]
    assert cut == "text hihello   cell LSTM   …"
    two = Same(view).body(28, 3, Look(DARK)).text().splitlines()
    assert two[2] == "seed 4"
    wide = SameView((("text", "x" * 500),))
    assert Same(wide).body(20, 2, Look(DARK)).text().splitlines()[1].endswith("…")
    Same(view).body(0, 0, Look(DARK))
