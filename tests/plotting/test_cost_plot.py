"""The cost plot as a reader sees it, at the sizes of the screens."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Experiment
from rnn_tui.floors import Floor, floors
from rnn_tui.plotting.cost_plot import MarkKind, PlotBranch, PlotView, cost_plot, moment_at
from rnn_tui.plotting.grid import Role
from rnn_tui.plotting.series import Columns
from rnn_tui.task import Task
from rnn_tui.text import width

HELLO = floors(Task(Experiment())).lines
LINEAR = floors(Task(Experiment(readout="linear"))).lines  # type: ignore[arg-type]
FALLING = [6.58 * math.exp(-0.0112 * moment) for moment in range(101)]
SOLVED = ((42, "right"), (44, "lost"))


def columns_of(costs: list[float]) -> Columns:
    def columns(first: int, last: int, count: int) -> list[tuple[float, float]]:
        assert 0 <= first <= last < len(costs)
        cut = [first + index * (last - first + 1) // count for index in range(count + 1)]
        found = []
        for start, end in pairwise(cut):
            finite = [cost for cost in costs[start:end] if math.isfinite(cost)]
            found.append((min(finite), max(finite)) if finite else (math.nan, math.nan))
        return found

    return columns


def plot(costs: list[float], cells: int = 46, rows: int = 9, **facts: Any) -> PlotView:
    given: dict[str, Any] = {"iterations": 100, "moment": len(costs) - 1, "floors": HELLO, **facts}
    return PlotView(cells, rows, columns_of(costs), **given)


def lines(view: PlotView) -> list[str]:
    return ["".join(text for text, _ in row) for row in cost_plot(view)]


def role_of(view: PlotView, text: str) -> Role:
    (role,) = {role for row in cost_plot(view) for run, role in row if text in run}
    return role


def test_the_plot_of_a_small_terminal() -> None:
    assert lines(plot(FALLING[:58], marks=SOLVED)) == [
        "    │⠢⢄⣀                                      ",
        "  6 ┤┄┄┄⠑⠒⠤⣀⡀┄┄┄┄┄┄┄┄┄┄┄┄┄┄ uniform guess 5.55",
        "    │       ⠈⠑⠲⠤⣀                             ",
        "  4 ┤            ⠉⠉⠒⠤⢄✓✗                      ",
        "    │                  ⠉⠉⠒⠒⠤● 3.48            ",
        "    │                                         ",
        "  2 ┤┄ no memory 2.32 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄",
        "    │┄ limit 1.36 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄",
        "    └0──────20──────40──────60──────80─────100",
    ]


def test_the_plot_of_a_usual_terminal() -> None:
    drawn = lines(plot(FALLING[:58], 54, 14, marks=SOLVED))
    ticks = [line[:5] for line in drawn]
    assert [line[:3].strip() for line in drawn[:-1] if line[4] == "┤"] == ["6", "5", "4", "3", "2"]
    assert ticks[0] == "    │"
    assert drawn[2].endswith("┄ uniform guess 5.55")
    assert drawn[10] == "    │┄ no memory 2.32 ".ljust(54, "┄")
    assert drawn[12] == "    │┄ limit 1.36 ".ljust(54, "┄")
    assert drawn[13] == "    └0────────20───────40────────60───────80───────100"


def test_under_ten_rows_there_are_at_most_three_ticks() -> None:
    for rows, ticks in ((10, ["6", "4", "2"]), (11, ["6", "5", "4", "3", "2"])):
        drawn = lines(plot(FALLING, 46, rows))
        assert [line[:3].strip() for line in drawn if line[4] == "┤"] == ticks


@pytest.mark.parametrize("cells", range(10, 30))
@pytest.mark.parametrize("iterations", [100, 5000, 99_999])
def test_numbers_of_the_axis_never_touch(cells: int, iterations: int) -> None:
    axis = lines(plot(FALLING[:1], cells, 5, iterations=iterations))[-1]
    numbers = [number for number in axis[5:].split("─") if number]
    steps = [int(number.replace("k", "000")) for number in numbers]
    assert steps == [
        step * index for index, step in enumerate([max(steps[1:2], default=0)] * len(steps))
    ]


def test_before_the_first_cost_axes_and_floors_stand_already() -> None:
    view = plot([], moment=None)
    drawn = lines(view)
    assert drawn[0] == "    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ uniform guess 5.55"
    assert drawn[8] == "    └0──────20──────40──────60──────80─────100"
    assert {role for row in cost_plot(view) for _, role in row} <= {
        "text",
        "muted",
        "rule",
        "floor",
    }


def test_a_diverged_run_is_drawn_on_a_logarithmic_axis() -> None:
    costs = [5.6, 60.0, 900.0, *[535.5, 1505.0] * 9]
    drawn = lines(plot(costs, 46, 8, floors=LINEAR, diverged=True))
    assert [line[:3] for line in drawn[:-1] if line[4] == "┤"] == ["1e3", "100", " 10"]
    assert "● 1.5e3" in drawn[0]
    assert any(line.endswith("uniform guess 5.55") for line in drawn)
    # A floor of 0 is nowhere on that axis.
    assert not any("limit" in line for line in drawn)
    assert any("limit 0.00" in line for line in lines(plot(FALLING, floors=LINEAR)))


def test_floors_of_one_row_share_a_label() -> None:
    long = floors(Task(Experiment(text="if you want you"))).lines
    costs = [33 * math.exp(-0.015 * moment) for moment in range(28)]
    drawn = lines(plot(costs, 40, 9, floors=long))
    assert "    │┄ no memory 12.14, limit 11.15 ┄┄┄┄" in [
        line.replace(" 10 ┤", "    │") for line in drawn
    ]
    merged = floors(Task(Experiment(text="안녕하세요안녕"))).lines
    drawn = lines(plot([10.0], floors=merged))
    assert sum("no memory, limit 2.60" in line for line in drawn) == 1


def test_a_label_gives_way_to_the_curve() -> None:
    # A curve that rises: what is usually free at the right is taken.
    rising = [1.5 + 0.04 * moment for moment in range(101)]
    drawn = lines(plot(rising))
    (line,) = [line for line in drawn if "uniform guess 5.55" in line]
    assert not line.endswith("uniform guess 5.55")


def test_where_there_is_no_room_a_label_says_less() -> None:
    long = floors(Task(Experiment(text="if you want you"))).lines
    drawn = "\n".join(lines(plot([30.0], 26, 9, floors=long)))
    assert "no memory 12.14 " in drawn
    assert "limit" not in drawn


def test_roles() -> None:
    view = plot(FALLING[:58], marks=(*SOLVED, (30, "edit")))
    assert role_of(view, "✓") == "right"
    assert role_of(view, "✗") == "wrong"
    assert role_of(view, "▴") == "accent"
    assert role_of(view, "●") == role_of(view, "3.48") == "accent"
    assert role_of(view, "uniform guess") == "muted"
    assert role_of(view, "┄┄┄") == "floor"
    assert role_of(view, "└") == "rule"
    assert role_of(view, "60") == "muted"
    assert role_of(view, "⠢⢄⣀") == "curve"


def test_a_run_that_turns_all_the_time_has_one_mark_a_column() -> None:
    kinds: tuple[MarkKind, ...] = ("right", "lost")
    marks = tuple((moment, kinds[moment % 2]) for moment in range(5000))
    asked: list[int] = []

    def columns(first: int, last: int, count: int) -> list[tuple[float, float]]:
        asked.append(first)
        return [(3.0, 3.0)] * count

    view = PlotView(46, 9, columns, 4999, 4999, floors=HELLO, marks=marks)
    drawn = "\n".join(lines(view))
    assert drawn.count("✓") + drawn.count("✗") == 40
    assert len(asked) < 50


def test_wound_back_the_future_is_faint_and_its_marks_are_muted() -> None:
    view = plot(FALLING, moment=44, last=100, marks=((42, "right"), (80, "lost")))
    drawn = cost_plot(view)
    assert {role for row in drawn for text, role in row if "⠤" in text} == {"curve", "faint"}
    assert role_of(view, "✗") == "muted"
    assert role_of(view, "✓") == "right"
    cursor = [line.index("●") for line in lines(view) if "●" in line]
    for row in drawn:
        x = 0
        for text, role in row:
            if role in ("curve", "faint"):
                for glyph in text:
                    beyond = x > cursor[0]
                    assert glyph == " " or beyond == (role == "faint")
                    x += 1
            else:
                x += width(text)


def test_at_the_end_the_cost_stands_above_the_cursor() -> None:
    drawn = lines(plot(FALLING))
    (row,) = [row for row, line in enumerate(drawn) if "●" in line]
    assert drawn[row].endswith("●")
    assert drawn[row - 1].endswith("2.15")


def test_the_cost_beside_the_cursor_may_be_given() -> None:
    assert any("● 9.99" in line for line in lines(plot(FALLING[:10], cost=9.99)))


@pytest.mark.parametrize(("cost", "text"), [(math.nan, "● nan"), (math.inf, "● nan")])
def test_a_cost_that_is_not_finite_is_said_not_drawn(cost: float, text: str) -> None:
    view = plot([5.0, 50.0, 500.0, cost], diverged=True)
    assert text in lines(view)[0]
    assert role_of(view, "●") == "wrong"
    given = plot([5.0, 50.0, 500.0, cost], diverged=True, cost=cost)
    assert f"● {cost}" in lines(given)[0]


def test_ascii() -> None:
    drawn = lines(
        plot([cost / 1e4 for cost in FALLING[:58]], floors=(), marks=SOLVED, ascii_only=True)
    )
    text = "\n".join(drawn)
    assert text.isascii()
    for glyph in ("*", "y", "x", "o 0.00", "+0---", "|", "4e-4"):
        assert glyph in text
    assert "- no memory 2.32 -" in "\n".join(lines(plot(FALLING[:58], ascii_only=True)))


def test_one_moment_and_constant_costs_can_be_drawn() -> None:
    assert "● 6.58" in lines(plot(FALLING[:1]))[0]
    zero = floors(Task(Experiment(text="aaaa"))).lines
    drawn = lines(plot([0.0] * 101, floors=zero))
    assert drawn[7].endswith("⣀●")
    assert any("0.00" in line for line in drawn)


def test_a_run_that_went_on_widens_the_axis() -> None:
    assert lines(plot(FALLING, iterations=50))[8].endswith("80─────100")
    assert "─1T" in lines(plot(FALLING, iterations=10**12))[8]
    assert lines(plot(FALLING[:4], iterations=3))[8].endswith("3")


# Former futures.


def slower(first: int = 30, last: int = 100, label: str = "at .01") -> PlotBranch:
    """Make a future that falls half as fast from some moment on."""
    start = FALLING[first]
    costs = FALLING[:first] + [start * math.exp(-0.004 * k) for k in range(last - first + 1)]
    return PlotBranch(columns_of(costs), first, last, label)


def wound(*branches: PlotBranch, cells: int = 56, rows: int = 14, **facts: Any) -> PlotView:
    return plot(FALLING, cells, rows, moment=44, last=100, branches=branches, **facts)


def dots(view: PlotView) -> set[tuple[int, int]]:
    """Give the cells with dots, whatever drew them."""
    return {
        (x, y)
        for y, line in enumerate(lines(view))
        for x, glyph in enumerate(line)
        if "\u2800" < glyph <= "\u28ff"
    }


def test_a_former_future_is_faint_and_says_what_it_is_at_its_end() -> None:
    alone, view = dots(wound()), wound(slower())
    branch = dots(view) - alone
    assert len(branch) > 10
    inks = {
        (x, y): role
        for y, row in enumerate(cost_plot(view))
        for x, role in enumerate(role for text, role in row for _ in range(width(text)))
    }
    assert {inks[cell] for cell in branch} == {"faint"}
    assert min(x for x, _ in branch) - 5 >= (56 - 5) * 0.30 - 1  # nothing before it differs
    end = FALLING[30] * math.exp(-0.004 * 70)
    (line,) = [line for line in lines(view) if "at .01" in line]
    assert line.endswith(f" at .01: {end:.2f}")
    assert role_of(view, "at .01") == "muted"


def test_a_former_future_is_two_dots_in_four() -> None:
    flat = PlotBranch(columns_of([6.0] * 101), 50, 100)
    assert sum(count_dots(line) for line in lines(wound(flat))) - sum(
        count_dots(line) for line in lines(wound())
    ) == pytest.approx((56 - 5) / 2, abs=2)


def count_dots(line: str) -> int:
    return sum((ord(glyph) - 0x2800).bit_count() for glyph in line if "\u2800" < glyph <= "\u28ff")


def test_the_curve_wins_its_cell() -> None:
    same = PlotBranch(columns_of(FALLING), 30, 100, "the same")
    assert dots(wound(same)) == dots(wound())
    now = [(text, role) for row in cost_plot(wound(same)) for text, role in row if role == "curve"]
    assert now == [(t, r) for row in cost_plot(wound()) for t, r in row if r == "curve"]


def test_the_axes_hold_the_former_futures_too() -> None:
    longer = PlotBranch(columns_of([30.0] * 151), 30, 150)
    drawn = lines(wound(longer))
    assert drawn[-1].endswith("150")
    ticks = [float(line[:3]) for line in drawn[:-1] if line[4] == "┤"]
    assert max(ticks) >= 20
    assert any("30.00" in line for line in drawn)


def test_labels_of_former_futures_never_lie_on_anything() -> None:
    for cells, rows in ((46, 9), (56, 13), (112, 24)):
        bare = wound(cells=cells, rows=rows)
        branches = (slower(), slower(35, 90, "Adam"), slower(44, 100, "clip 5"))
        full = wound(*branches, cells=cells, rows=rows)
        before = {word for line in lines(bare) for word in line.split()}
        after = [word for line in lines(full) for word in line.split()]
        # The cursor's cost, floors and numbers of the axes are whole, as they were.
        for word in ("memory", "2.32", "uniform", "5.55", "limit", "1.36"):
            assert word in before
            assert word in after
        assert "\n".join(lines(full)).count("Adam: ") <= 1


def test_the_name_of_a_floor_gives_way_to_a_former_future_where_it_can() -> None:
    def place(*branches: PlotBranch) -> int:
        (line,) = [line for line in lines(wound(*branches)) if "uniform" in line]
        return line.index("uniform")

    crossing = PlotBranch(columns_of([5.545] * 101), 70, 100)
    everywhere = PlotBranch(columns_of([5.545] * 101), 0, 100)
    assert place(crossing) < place() - 10
    assert place(everywhere) == place(), "better over it than nowhere"


def test_a_former_future_without_costs_is_not_drawn() -> None:
    nothing = (PlotBranch(columns_of([]), 0, -1, "a"), PlotBranch(columns_of(FALLING), 50, 40, "b"))
    assert lines(wound(*nothing)) == lines(wound())


def test_before_anything_is_known_there_are_no_former_futures() -> None:
    assert lines(plot([], moment=None, branches=(slower(),))) == lines(plot([], moment=None))


# Pointing at moments.


@pytest.mark.parametrize("iterations", [100, 5000, 10**12])
def test_a_column_means_the_moment_that_is_drawn_in_it(iterations: int) -> None:
    def flat(first: int, last: int, count: int) -> list[tuple[float, float]]:
        return [(3.0, 3.0)] * count

    for x in range(5, 112):
        moment = moment_at(PlotView(112, 14, flat, iterations, 0), x, 3)
        assert moment is not None
        view = PlotView(112, 14, flat, iterations, moment, last=iterations)
        (line,) = [line for line in lines(view) if "●" in line]
        # With fewer moments than dots the nearest one is drawn.
        assert abs(line.index("●") - x) <= (iterations < 200)


def test_the_ends_of_the_picture_are_the_first_and_the_last_moment() -> None:
    view = plot(FALLING)
    assert [moment_at(view, x, 0) for x in (5, 45)] == [0, 100]
    assert moment_at(view, 5, 8) == 0, "the row of numbers"


@pytest.mark.parametrize(("x", "y"), [(4, 3), (-1, 3), (46, 3), (20, -1), (20, 9)])
def test_beside_the_picture_there_is_no_moment_but_the_edge(x: int, y: int) -> None:
    view = plot(FALLING)
    assert moment_at(view, x, y) is None
    edge = moment_at(view, x, y, beyond=True)
    assert edge == (0 if x < 5 else 100 if x > 45 else moment_at(view, x, 0))


def test_wide_numbers_of_the_axis_push_the_moments_too() -> None:
    view = plot([1.5e5, 1.6e5], iterations=1)
    left = lines(view)[0].index("│") + 1 if "│" in lines(view)[0] else lines(view)[0].index("┤") + 1
    assert left > 5
    assert moment_at(view, left, 0) == 0
    assert moment_at(view, left - 1, 0) is None


def test_where_nothing_fits_nothing_is_meant() -> None:
    assert moment_at(plot(FALLING, 5, 9), 5, 1, beyond=True) is None
    assert moment_at(plot(FALLING, 46, 1), 10, 0, beyond=True) is None


costs = st.lists(
    st.floats(0, 1e9) | st.floats() | st.sampled_from([math.nan, math.inf, 0.0, 1e308]),
    min_size=1,
    max_size=60,
)


branches = st.builds(
    lambda costs, first, label: PlotBranch(columns_of(costs), first, len(costs) - 1, label),
    costs,
    st.integers(-1, 70),
    st.sampled_from(["", "at .01", "안녕 .5", "x" * 16]),
)


@given(costs, st.data())
def test_any_run_at_any_size_is_a_picture_of_that_size(
    costs: list[float], data: st.DataObject
) -> None:
    size = data.draw(st.tuples(st.integers(-1, 60), st.integers(-1, 20)))
    moment = data.draw(st.none() | st.integers(0, len(costs) - 1))
    marks = st.tuples(st.integers(-1, 70), st.sampled_from(["right", "lost", "edit"]))
    lowest = data.draw(st.lists(st.floats(0, 1e6) | st.just(math.nan), max_size=3))
    view = plot(
        costs,
        *size,
        moment=moment,
        last=None if moment is None else len(costs) - 1,
        iterations=data.draw(st.integers(1, 10**12)),
        floors=tuple(Floor(("no memory",), cost) for cost in lowest),
        marks=tuple(data.draw(st.lists(marks, max_size=4))),
        log=data.draw(st.none() | st.booleans()),
        ascii_only=data.draw(st.booleans()),
        branches=tuple(data.draw(st.lists(branches, max_size=3))),
    )
    drawn = lines(view)
    meant = moment_at(view, data.draw(st.integers(-5, 70)), data.draw(st.integers(-5, 30)))
    ends = [view.iterations, len(costs) - 1, *(branch.last for branch in view.branches)]
    assert meant is None or 0 <= meant <= max(ends)
    assert len(drawn) == max(size[1], 0)
    assert {width(line) for line in drawn} <= {max(size[0], 0)}
