"""The weights: exact pictures, the cursor, what is typed, and how little of a large one is read."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.events import Key

from rnn_tui.anatomy import axes, tensors
from rnn_tui.edits import Ablations, Weight
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.fields import Invalid
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Sheet
from rnn_tui.ui.widgets.inspector.tensor import LONGEST, TensorPanel, TensorView, tensor_rows
from rnn_tui.ui.widgets.inspector.tensor_plan import edit_of, plan_tensor
from rnn_tui.ui.widgets.inspector.tensor_sheet import largest, tensor_sheet

DARK_LOOK, MONO_LOOK = Look(DARK), Look(MONO)
KERNEL = [
    [0.14, 0.21, -0.25, -0.06],
    [0.00, 0.44, 0.90, 0.26],
    [-0.97, -0.45, -0.06, -0.13],
    [-0.70, 0.47, 0.68, 0.40],
    [-0.05, 0.55, -0.02, 0.09],
    [-0.47, 0.25, 1.00, 0.60],
    [0.27, 0.29, 0.40, 0.50],
    [0.33, -0.84, -0.04, 0.50],
]
HELLO = Task(Experiment())


def large(**fields: Any) -> Task:
    values: dict[str, Any] = {
        "text": "hello",
        "cell": Cell.LSTM,
        "readout": Readout.LINEAR,
        "hidden_size": 256,
    }
    return Task(Experiment(**(values | fields)))


@pytest.fixture
def kernel(view: Any) -> Any:
    """Give a view of the kernel of hello, and of other tensors of it."""

    def of(name: str = "kernel", row: int = 2, column: int = 1, **changes: Any) -> TensorView:
        found = view(HELLO)
        weights = {"kernel": np.array(KERNEL), "bias": np.array([0.5, -0.25, 0.0, 2.0])}
        base = replace(found, inside=replace(found.inside, weights=weights))
        if "base" in changes:
            base = replace(base, **changes.pop("base"))
        return TensorView(base, name, row, column, **changes)

    return of


def drawn(view: TensorView, columns: int = 66, rows: int = 13, look: Look = DARK_LOOK) -> list[str]:
    return tensor_sheet(view, columns, rows, look).text().split("\n")[1:]


def word(sheet: Sheet, y: int, text: str) -> Any:
    return next(ink for run, ink in sheet.row(y) if text in run)


# Pictures.


def test_a_kernel_with_its_numbers(kernel: Any) -> None:
    assert drawn(kernel(), look=MONO_LOOK) == [
        "       h 1       ▾ h 2     h 3       h 4",
        "  in h  ░ +.14    ░ +.21   ░  −.25   ·  −.06",
        "  in e  ·  .00    ▒ +.44    █ +.90    ░ +.26",
        "▸ in l █  −.97   ▒  −.45   ·  −.06   ░  −.13",
        "  in o ▓  −.70    ▒ +.47    ▓ +.68    ▒ +.40",
        "  h 1  ·  −.05    ▒ +.55   ·  −.02    · +.09",
        "  h 2  ▒  −.47    ░ +.25    █ +1.0    ▓ +.60",
        "  h 3   ░ +.27    ░ +.29    ▒ +.40    ▒ +.50",
        "  h 4   ░ +.33   ▓  −.84   ·  −.04    ▒ +.50",
        "",
        "kernel[2,1]  −0.4500  in l → h 2",
        "",
    ]
    assert tensor_rows(kernel()) == 12


def test_the_kernel_of_the_large_screen_has_no_cursor(kernel: Any) -> None:
    rows = drawn(kernel(cursor=False), 53, 10)
    assert rows[0] == "     h 1       h 2       h 3       h 4"
    assert rows[3] == "in l    −.97      −.45      −.06      −.13"
    assert len([row for row in rows if row]) == tensor_rows(kernel(cursor=False)) - 1 == 9
    sheet = tensor_sheet(kernel(cursor=False), 53, 10, DARK_LOOK)
    assert {ink.fg for y in range(10) for text, ink in sheet.row(y) if text.strip()} == {
        *("text", "muted"),
    }


def test_the_scale_is_the_largest_number(kernel: Any) -> None:
    sheet = tensor_sheet(kernel("bias", 0, 0), 66, 6, DARK_LOOK)
    cells = [ink.bg for text, ink in sheet.row(2) if text == "  " and ink.bg.startswith("#")]
    assert cells == [DARK.signed(value) for value in (0.25, -0.125, 0.0, 1.0)]


def test_a_bias_is_one_row(kernel: Any) -> None:
    assert drawn(kernel("bias", 0, 1), rows=8) == [
        "       h 1       ▾ h 2     h 3       h 4",
        "▸ bias    +.50      −.25       .00      +2.0",
        "",
        "bias[1]  −0.2500  bias → h 2",
        *[""] * 3,
    ]


def test_the_cursor_is_in_the_accent(kernel: Any) -> None:
    sheet = tensor_sheet(kernel(), 66, 13, DARK_LOOK)
    assert word(sheet, 4, "−.45").fg == word(sheet, 1, "▾ h 2").fg == "accent"
    assert word(sheet, 4, "▸ in l").fg == "accent"
    assert word(sheet, 4, "−.97").fg == "text"
    assert (word(sheet, 4, "−.97").bg, word(sheet, 3, "+.44").bg) == ("tint", "tint")


def test_without_room_for_numbers_there_are_cells(view: Any) -> None:
    task = Task(Experiment(text="hihello", cell=Cell.LSTM))
    at = TensorView(view(task), "kernel", 2, 7)
    rows = drawn(at, 66, 16)
    assert rows[0] == "       i 1       j 1 ▾ j 3 f 1       o 1"
    assert rows[3] == "▸ in e               []"
    value = at.values[2, 7] if at.values is not None else 0.0
    assert rows[-3] == f"kernel[2,7]  {value:+.4f}  in e → j 3".replace("-", "−")
    mono = tensor_sheet(at, 66, 16, MONO_LOOK)
    assert [ink.reverse for _, ink in mono.row(4)].count(True) == 1
    assert not any(ink.reverse for _, ink in mono.row(3))


@pytest.mark.parametrize(
    ("convention", "joined"),
    [
        (
            Convention.TENSORFLOW,
            {
                "gates_kernel": "h 2 → u 2",
                "gates_bias": "bias → u 2",
                "candidate_kernel": "h 2 → n 2",
                "candidate_bias": "bias → n 2",
                "readout_kernel": "h 2 → out b",
                "readout_bias": "bias → out b",
            },
        ),
        (
            Convention.PYTORCH,
            {
                "cell.weight_ih_l0": "in b → n 2",
                "cell.weight_hh_l0": "h 2 → n 2",
                "cell.bias_ih_l0": "bias → n 2",
                "cell.bias_hh_l0": "bias → n 2",
                "readout.weight": "h 2 → out b",
                "readout.bias": "bias → out b",
            },
        ),
    ],
)
def test_what_a_number_joins(view: Any, convention: Convention, joined: dict[str, str]) -> None:
    base = view(large(cell=Cell.GRU, convention=convention, hidden_size=2, text="ab"))
    found = {}
    for name in tensors(base.task):
        rows, columns = axes(base.task, name)
        at = TensorView(base, name, len(rows) - 1, len(columns) - 1)
        words = next(row for row in drawn(at, 120, 40) if row.startswith(f"{name}["))
        found[name] = words.split("  ")[-1]
    assert found == joined


def test_the_tint_of_the_cursor_crosses_at_it(kernel: Any) -> None:
    sheet = tensor_sheet(kernel(), 66, 13, DARK_LOOK)
    tinted: dict[tuple[int, int], bool] = {}
    for y in range(13):
        x = 0
        for text, ink in sheet.row(y):
            tinted |= dict.fromkeys(((x + k, y) for k in range(len(text))), ink.bg == "tint")
            x += len(text)
    assert {x for x, y in tinted if tinted[x, y] and y == 1} == set(range(17, 26))
    assert {y for x, y in tinted if tinted[x, y] and x == 25} == set(range(1, 10))
    # Heat cells have a background of their own.
    assert set(range(66)) - {x for x, y in tinted if tinted[x, y] and y == 4} == {
        x + k for x in (7, 17, 27, 37) for k in (0, 1)
    }


# Scrolling.


@pytest.mark.parametrize("size", [(66, 20), (49, 12), (30, 9), (15, 6), (5, 4), (3, 2)])
def test_the_cursor_is_in_view_wherever_it_goes(view: Any, size: tuple[int, int]) -> None:
    base = view(large())
    for name, (down, across) in (("kernel", (260, 1024)), ("readout_kernel", (256, 4))):
        for row in (0, 1, down // 2, down - 1):
            for column in (0, 1, across // 2, across - 1):
                plan = plan_tensor(TensorView(base, name, row, column), *size)
                assert plan.at(plan.x(column), plan.y(row)) == (row, column)
                assert plan.first_row + plan.rows <= down
                assert plan.first_column + plan.columns <= across


def test_what_is_in_view_is_said_where_it_is_not_all(view: Any) -> None:
    at = TensorView(view(large()), "kernel", 130, 512)
    rows = drawn(at, 66, 20)
    assert rows[-1] == "rows 123–138 of 260   columns 499–527 of 1024"
    assert "▾ f 1" in rows[0]
    assert rows[9].startswith("▸ h 127")
    # All rows of a readout stand, not all columns of its gates do.
    assert drawn(replace(at, name="readout_kernel", column=3), 66, 20)[-1] == "rows 123–138 of 256"


def test_the_column_of_the_cursor_is_named_at_the_edge(view: Any) -> None:
    at = TensorView(view(large()), "kernel", 0, 1023)
    head = drawn(at, 66, 20)[0]
    assert head.endswith("o 256 ▾")
    assert len(head) <= 66


class Counting(np.ndarray[Any, Any]):
    """Counts the numbers that are taken out of it."""

    taken = 0

    def tolist(self) -> Any:
        Counting.taken += self.size
        return super().tolist()


def test_of_a_large_tensor_only_what_is_in_view_is_read(view: Any) -> None:
    base = view(large())
    weights = {"kernel": base.inside.weights["kernel"].view(Counting)}
    at = TensorView(replace(base, inside=replace(base.inside, weights=weights)), "kernel", 130, 512)
    Counting.taken = 0
    tensor_sheet(at, 66, 20, DARK_LOOK)
    plan = plan_tensor(at, 66, 20)
    assert Counting.taken == plan.rows * plan.columns == 16 * 29


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=0, max_size=30),
)
def test_the_largest_number_is_the_largest_finite_one(numbers: list[float]) -> None:
    finite = [abs(value) for value in numbers if np.isfinite(value)]
    with np.errstate(all="ignore"):
        assert largest(np.array(numbers, dtype=np.float64)) == max(finite, default=0.0)


def test_numbers_that_are_none_do_not_spoil_the_scale(kernel: Any) -> None:
    view = kernel()
    values = np.array(KERNEL)
    values[2, 0], values[2, 1] = np.nan, np.inf
    base = replace(view.base, inside=replace(view.base.inside, weights={"kernel": values}))
    rows = drawn(replace(view, base=base), look=MONO_LOOK)
    assert rows[3] == "▸ in l ??  nan    █ +inf   ·  −.06   ░  −.13"
    assert rows[1] == drawn(kernel(), look=MONO_LOOK)[1]
    assert rows[-2].startswith("kernel[2,1]  +inf")
    assert word(tensor_sheet(replace(view, base=base), 66, 13, DARK_LOOK), 11, "+inf").fg == "wrong"


def test_before_they_are_known_cells_are_dots(kernel: Any) -> None:
    view = kernel(base={"inside": None})
    assert drawn(view)[3] == "▸ in l ·         ·         ·         ·"
    assert drawn(view)[-2] == "kernel[2,1]  in l → h 2"


# Typing.


def test_what_is_typed_takes_the_place_of_the_number(kernel: Any) -> None:
    rows = drawn(kernel(typed="-0.5"))
    assert rows[3] == "▸ in l    −.97      -0.5▏     −.06      −.13"
    assert rows[-2:] == ["kernel[2,1] = -0.5▏", "enter sets it from 57 on"]
    assert drawn(kernel(typed="-0.123456"))[3].count("▏") == 1
    assert "3456▏" in drawn(kernel(typed="-0.123456"))[3]


@pytest.mark.parametrize("typed", ["", "-", "1-2", "1e9", "-1000001", "1e999", "e"])
def test_what_is_wrong_with_it_stands_beneath(kernel: Any, typed: str) -> None:
    view = kernel(typed=typed)
    with pytest.raises(Invalid) as wrong:
        edit_of(view)
    assert drawn(view)[-1] == str(wrong.value) == "-1,000,000 to 1,000,000, for example 0.5"
    sheet = tensor_sheet(view, 66, 13, DARK_LOOK)
    assert word(sheet, 12, "for example").fg == "wrong"


def test_what_is_wrong_is_wrapped(kernel: Any) -> None:
    assert drawn(kernel(typed="x"), 30, 15)[-3:-1] == [
        "-1,000,000 to 1,000,000, for",
        "example 0.5",
    ]


@pytest.mark.parametrize(
    ("name", "row", "column", "typed", "weight"),
    [
        ("kernel", 2, 1, "-0.5", Weight("kernel", (2, 1), -0.5)),
        ("kernel", 7, 3, "1e-3", Weight("kernel", (7, 3), 0.001)),
        ("bias", 0, 3, ".25", Weight("bias", (3,), 0.25)),
        ("bias", 0, 0, "−1000000", Weight("bias", (0,), -1e6)),
    ],
)
def test_an_edit(kernel: Any, name: str, row: int, column: int, typed: str, weight: Weight) -> None:
    assert edit_of(kernel(name, row, column, typed=typed)) == weight


def test_an_index_outside_is_refused(kernel: Any) -> None:
    with pytest.raises(Invalid, match="indices 0,0 to 7,3"):
        edit_of(kernel("kernel", 8, 0, typed="1"))


# The widget.


class Room(App[None]):
    """A tensor, and what it asked for."""

    CSS = "TensorPanel { height: 13; }"
    look = DARK_LOOK

    def __init__(self, view: TensorView) -> None:
        super().__init__()
        self.panel = TensorPanel(view)
        self.asked: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.panel

    def on_mount(self) -> None:
        self.panel.focus()

    def on_tensor_panel_edited(self, event: TensorPanel.Edited) -> None:
        self.asked.append(event.weight)

    def on_tensor_panel_closed(self) -> None:
        self.asked.append("closed")

    def row(self, y: int) -> str:
        return self.panel.render_line(y).text.rstrip()


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (("escape",), ["closed"]),
        (("enter", "backspace"), []),
        (("minus", "full_stop", "5", "enter"), [Weight("kernel", (2, 1), -0.5)]),
        (("1", "e", "minus", "3", "enter"), [Weight("kernel", (2, 1), 0.001)]),
        (("1", "2", "backspace", "enter"), [Weight("kernel", (2, 1), 1.0)]),
        # Nothing is left of it: what was there stands, and escape leaves.
        (("1", "backspace", "backspace", "enter", "escape"), ["closed"]),
        # The first escape is for what was typed.
        (("7", "escape", "enter"), []),
        (("7", "escape", "escape"), ["closed"]),
        # A letter begins no number, and one that is begun stays where it is.
        (("e", "enter"), []),
        (("7", "right", "enter"), [Weight("kernel", (2, 1), 7.0)]),
        (("7", "right_square_bracket", "enter"), [Weight("kernel", (2, 1), 7.0)]),
        # Nothing is lost with what was taken back.
        (("7", "backspace", "right", "7", "enter"), [Weight("kernel", (2, 2), 7.0)]),
        # What is no number stays to be mended.
        (("1", "minus", "enter", "backspace", "enter"), [Weight("kernel", (2, 1), 1.0)]),
    ],
)
async def test_keys(kernel: Any, keys: tuple[str, ...], asked: list[Any]) -> None:
    app = Room(kernel())
    async with app.run_test(size=(66, 14)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.asked == asked


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (("up",), (1, 1)),
        (("j",), (3, 1)),
        (("h",), (2, 0)),
        (("right",), (2, 2)),
        (("down",) * 30 + ("l",) * 30, (7, 3)),
        (("k",) * 30 + ("left",) * 30, (0, 0)),
    ],
)
async def test_the_cursor_walks_and_stays_in_its_tensor(
    kernel: Any, keys: tuple[str, ...], cursor: tuple[int, int]
) -> None:
    app = Room(kernel())
    async with app.run_test(size=(66, 14)) as pilot:
        await pilot.press(*keys)
        assert (app.panel.view.row, app.panel.view.column) == cursor


async def test_brackets_turn_to_the_other_tensors(kernel: Any) -> None:
    app = Room(kernel())
    async with app.run_test(size=(66, 14)) as pilot:
        for key, name in (
            ("right_square_bracket", "bias"),
            ("right_square_bracket", "kernel"),
            ("left_square_bracket", "bias"),
        ):
            await pilot.press(key)
            assert (app.panel.view.name, app.panel.view.row) == (name, 0)


async def test_keys_that_come_all_at_once_are_taken_in_their_order(kernel: Any) -> None:
    app = Room(kernel())
    async with app.run_test(size=(66, 14)) as pilot:
        keys = ("right", "down", "down", "down", "5", "enter", "]", "l", "7", "enter", "escape")
        for key in keys:
            character = key if len(key) == 1 else None
            app.post_message(Key({"]": "right_square_bracket"}.get(key, key), character))
        await pilot.pause()
        assert app.asked == [
            Weight("kernel", (5, 2), 5.0),
            Weight("bias", (1,), 7.0),
            "closed",
        ]


async def test_another_network_keeps_the_cursor_where_it_can(kernel: Any, view: Any) -> None:
    app = Room(kernel("kernel", 7, 3))
    async with app.run_test(size=(66, 14)):
        app.panel.show(view(Task(Experiment(text="aba"))))
        assert (app.panel.view.name, app.panel.view.row, app.panel.view.column) == ("kernel", 3, 1)
        app.panel.show(view(Task(Experiment(text="aba", convention=Convention.PYTORCH))))
        assert (app.panel.view.name, app.panel.view.row) == ("cell.weight_ih_l0", 1)


async def test_what_is_typed_is_seen_and_has_an_end(kernel: Any) -> None:
    app = Room(kernel())
    async with app.run_test(size=(66, 14)) as pilot:
        await pilot.press("minus", "5")
        assert app.row(4) == "▸ in l    −.97      -5▏       −.06      −.13"
        await pilot.press(*"1234567890123456")
        assert app.row(11) == f"kernel[2,1] = {'-5' + '1234567890123456'[: LONGEST - 2]}▏"
        app.screen.set_focus(None)
        await pilot.pause()
        assert "▏" not in app.row(4)


async def test_a_click_moves_the_cursor(kernel: Any) -> None:
    app = Room(kernel())
    found = []
    async with app.run_test(size=(66, 14)) as pilot:
        for x, y in ((7, 2), (10, 9), (37, 3), (3, 4), (7, 1), (7, 11)):
            await pilot.click("TensorPanel", offset=(x, y))
            await pilot.pause()
            found.append((app.panel.view.row, app.panel.view.column))
    assert found == [(0, 0), (7, 0), (1, 3), (1, 3), (1, 3), (1, 3)]


@pytest.mark.parametrize(
    ("columns", "changes", "title"),
    [
        (66, {}, "kernel ─────────────────────── [ ] 1 of 2   8 × 4   ±1.0 automatic"),
        (40, {}, "kernel ────────── 8 × 4   ±1.0 automatic"),
        (28, {}, "kernel ────── ±1.0 automatic"),
        (20, {}, "kernel ─────────────"),
        (53, {"cursor": False}, "Kernel ─────────────────────── 8 × 4   ±1.0 automatic"),
        (50, {"base": {"inside": None}}, "kernel ────────── [ ] 1 of 2   8 × 4   ± automatic"),
        (
            40,
            {"base": {"ablations": Ablations(frozen=frozenset({"kernel"}))}},
            "kernel, frozen ── 8 × 4   ±1.0 automatic",
        ),
        (
            40,
            {"base": {"ablations": Ablations(frozen=frozenset({"bias"}))}},
            "kernel ────────── 8 × 4   ±1.0 automatic",
        ),
    ],
)
async def test_titles(kernel: Any, columns: int, changes: dict[str, Any], title: str) -> None:
    app = Room(kernel(**changes))
    async with app.run_test(size=(columns, 14)) as pilot:
        await pilot.pause()
        assert app.row(0) == title
