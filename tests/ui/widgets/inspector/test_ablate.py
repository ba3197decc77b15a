"""The menu of what is out of action: its lines, and that each is its own undoing."""

from dataclasses import replace
from typing import Any

import pytest
from textual.app import App, ComposeResult

from rnn_tui.anatomy import tensors
from rnn_tui.edits import NOTHING, SURGERY, Ablations, Freeze, Hold, Zero, check
from rnn_tui.experiment import Cell, Convention, Experiment
from rnn_tui.plotting.palette import DARK
from rnn_tui.task import Task
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink
from rnn_tui.ui.widgets.inspector.ablate import (
    AblateMenu,
    choices,
    first_line,
    menu_sheet,
)
from rnn_tui.ui.widgets.inspector.view import InspectorView

LOOK = Look(DARK)
SOME = Ablations(frozenset({3}), (("forget", 1.0),), frozenset({"bias"}))


def lines(view: InspectorView) -> list[str]:
    return [f"{'☑' if choice.on else '☐'} {choice.words}" for choice in choices(view)]


@pytest.fixture
def looked(view: Any) -> Any:
    """Give a view of a cell, with some parts out of action."""

    def of(
        cell: Cell, ablations: Ablations = NOTHING, convention: Convention = Convention.TENSORFLOW
    ) -> Any:
        task = Task(Experiment(cell=cell, convention=convention))
        return view(task, ablations=ablations)

    return of


def test_what_of_an_lstm_can_be_put_out_of_action(looked: Any) -> None:
    assert lines(looked(Cell.LSTM)) == [
        "☐ zero unit 2",
        "☐ hold i at 0",
        "☐ hold i at 1",
        "☐ hold f at 0",
        "☐ hold f at 1",
        "☐ hold o at 0",
        "☐ hold o at 1",
        "☐ freeze kernel",
        "☐ freeze bias",
    ]


def test_a_gru_of_pytorch_has_its_own_letters_and_tensors(looked: Any) -> None:
    found = lines(looked(Cell.GRU, convention=Convention.PYTORCH))
    gates = ["hold r at 0", "hold r at 1", "hold z at 0", "hold z at 1"]
    assert found[1:5] == [f"☐ {words}" for words in gates]
    assert found[5:] == [
        f"☐ freeze {name}"
        for name in tensors(Task(Experiment(cell=Cell.GRU, convention=Convention.PYTORCH)))
    ]


def test_an_rnn_has_no_gates(looked: Any) -> None:
    assert lines(looked(Cell.RNN)) == ["☐ zero unit 2", "☐ freeze kernel", "☐ freeze bias"]


def test_what_is_out_of_action_is_listed_and_can_be_let_go(looked: Any) -> None:
    found = lines(looked(Cell.LSTM, SOME))
    assert [line for line in found if "☑" in line] == [
        "☑ zero unit 4",
        "☑ hold f at 1",
        "☑ freeze bias",
    ]
    assert found[:2] == ["☐ zero unit 2", "☑ zero unit 4"]
    # A held gate brings no line: the others stay where they are.
    free = lines(looked(Cell.LSTM))
    assert [line[2:] for line in found if "unit" not in line] == [line[2:] for line in free[1:]]


@pytest.mark.parametrize("ablations", [NOTHING, SOME])
def test_a_choice_turns_its_own_line_over_and_the_experiment_allows_it(
    looked: Any, ablations: Ablations
) -> None:
    for cell in (Cell.LSTM,) if ablations is SOME else Cell:
        view = looked(cell, ablations)
        for choice in choices(view):
            assert type(choice.value) is SURGERY[choice.field]
            check(choice.field, choice.value, view.task.experiment)
            after = replace(view, ablations=view.ablations.after(choice.value))
            now = {line.words: line for line in choices(after)}
            if choice.words in now:
                assert now[choice.words].on is not choice.on
                back = after.ablations.after(now[choice.words].value)
                if not ablations.held or choice.field != "hold":
                    assert back == view.ablations
            else:
                # A unit that is let go has no line, unless it is the chosen one.
                assert choice.words == "zero unit 4"
                assert after.ablations.zeroed == frozenset()


def test_a_gate_is_held_at_one_value(looked: Any) -> None:
    held = {choice.words: choice.value for choice in choices(looked(Cell.LSTM, SOME))}
    assert held["hold f at 0"] == Hold("forget", 0.0)
    assert held["hold f at 1"] == Hold("forget", None)
    assert held["zero unit 4"] == Zero(3, on=False)
    assert held["freeze kernel"] == Freeze("kernel")


# The picture.


def test_lines_with_their_state(looked: Any) -> None:
    found = choices(looked(Cell.LSTM, SOME))
    assert menu_sheet(found, 1, 30, 5, LOOK).text().split("\n") == [
        "",
        "   ☐ zero unit 2",
        " ▸ ☑ zero unit 4",
        "   ☐ hold i at 0",
        "   ☐ hold i at 1             ▾",
    ]
    assert menu_sheet(found, 9, 30, 5, LOOK).text().split("\n")[1:] == [
        "   ☐ hold o at 0             ▴",
        *["   ☐ hold o at 1", "   ☐ freeze kernel", " ▸ ☑ freeze bias"],
    ]
    assert "▴" not in menu_sheet(found, 11, 30, 12, LOOK).text()


def test_the_line_at_the_cursor_is_in_view(looked: Any) -> None:
    found = choices(looked(Cell.LSTM, SOME))
    for rows in range(2, 20):
        for at in range(len(found)):
            text = menu_sheet(found, at, 40, rows, LOOK).text()
            assert f"▸ {'☑' if found[at].on else '☐'} {found[at].words}" in text
            assert first_line(at, rows, len(found)) + rows - 1 <= max(len(found), rows - 1)


def test_one_row_is_the_title_alone(looked: Any) -> None:
    assert menu_sheet(choices(looked(Cell.LSTM)), 8, 30, 1, LOOK).text() == ""
    assert (
        menu_sheet(choices(looked(Cell.LSTM)), 8, 30, 2, LOOK).text().split("\n")[1].endswith("▴")
    )


def test_the_line_at_the_cursor_is_bold_on_tint(looked: Any) -> None:
    sheet = menu_sheet(choices(looked(Cell.LSTM)), 1, 30, 5, LOOK)
    inks = [{ink for text, ink in sheet.row(y) if "unit" in text or "hold" in text} for y in (1, 2)]
    assert inks == [{Ink("text")}, {Ink("text", "tint", bold=True)}]


def test_words_are_clipped(looked: Any) -> None:
    found = choices(looked(Cell.GRU, convention=Convention.PYTORCH))
    assert menu_sheet(found, 0, 20, 12, LOOK).text().split("\n")[6] == "   ☐ freeze cell.w…"


# The widget.


class Room(App[None]):
    """A menu, and what was picked."""

    CSS = "AblateMenu { height: 6; }"
    look = Look(DARK)

    def __init__(self, view: InspectorView) -> None:
        super().__init__()
        self.menu = AblateMenu(view)
        self.asked: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.menu

    def on_mount(self) -> None:
        self.menu.focus()

    def on_ablate_menu_picked(self, event: AblateMenu.Picked) -> None:
        self.asked.append((event.field, event.value))

    def on_ablate_menu_closed(self) -> None:
        self.asked.append("closed")

    @property
    def at(self) -> str:
        """The line under the cursor."""
        rows = [self.menu.render_line(y).text for y in range(self.menu.size.height)]
        return next(row for row in rows if "▸" in row)[5:].rstrip(" ▴▾")


@pytest.mark.parametrize(
    ("keys", "at", "asked"),
    [
        (("enter",), "zero unit 2", [("zero", Zero(1))]),
        (("space",), "zero unit 2", [("zero", Zero(1))]),
        (("down", "down", "j", "enter"), "hold f at 0", [("hold", Hold("forget", 0.0))]),
        (("down", "down", "up", "k", "k", "enter"), "zero unit 2", [("zero", Zero(1))]),
        (("down",) * 20 + ("enter",), "freeze bias", [("freeze", Freeze("bias"))]),
        (("escape",), "zero unit 2", ["closed"]),
        (("a",), "zero unit 2", ["closed"]),
    ],
)
async def test_keys(looked: Any, keys: tuple[str, ...], at: str, asked: list[Any]) -> None:
    app = Room(looked(Cell.LSTM))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert (app.at, app.asked) == (at, asked)


async def test_the_cursor_stays_on_its_words_when_lines_come_and_go(looked: Any) -> None:
    app = Room(looked(Cell.LSTM, Ablations(frozenset({0, 3}))))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press(*["down"] * 7)
        assert app.at == "hold o at 0"
        app.menu.view = looked(Cell.LSTM)
        assert app.at == "hold o at 0"
        # What is gone leaves the cursor where there is a line.
        await pilot.press(*["down"] * 9)
        app.menu.view = looked(Cell.RNN)
        assert app.at == "freeze bias"
        await pilot.press("enter")
        await pilot.pause()
        assert app.asked == [("freeze", Freeze("bias"))]


async def test_a_click_picks_the_line_under_the_pointer(looked: Any) -> None:
    app = Room(looked(Cell.LSTM))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press(*["down"] * 8)
        for y in (0, 1, 5):
            await pilot.click("AblateMenu", offset=(8, y))
        await pilot.pause()
        # The title picks nothing; the list scrolls with the cursor.
        assert app.asked == [("hold", Hold("forget", 1.0)), ("hold", Hold("output", 1.0))]
        assert app.menu.render_line(0).text.rstrip().endswith("esc close")
