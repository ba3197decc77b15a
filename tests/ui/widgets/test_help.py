"""The help page: every command, every cell's equations, nothing cut."""

import pytest

from rnn_tui.anatomy import letter, sigmoids
from rnn_tui.commands import TRAIN, commands_of, display
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.help import EQUATIONS, Help, HelpView, TooSmall


def page(experiment: Experiment | None = None, columns: int = 45, look: Look | None = None) -> str:
    view = HelpView(experiment or Experiment())
    return Help(view).draw(columns, 300, look or Look(DARK)).text()


@pytest.mark.parametrize("columns", [42, 45])
def test_every_command_with_a_key_is_explained(columns: int) -> None:
    text = page(columns=columns)
    words = " ".join(text.split())
    for command in commands_of(TRAIN):
        if command.keys:
            keys = " ".join(display(key) for key in command.keys)
            assert f"{keys} {command.help}" in words, command.id
            assert str(command.group) in text


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("convention", Convention)
@pytest.mark.parametrize("readout", Readout)
def test_the_equations_are_those_of_the_network(
    cell: Cell, convention: Convention, readout: Readout
) -> None:
    text = page(Experiment(cell=cell, convention=convention, readout=readout))
    assert f"{cell.upper()}, {convention}" in text
    for equation in EQUATIONS[cell, convention]:
        assert equation in text
    assert ("h_t·R + s" in text) == (readout is Readout.LINEAR)


def inside(experiment: Experiment, columns: int = 45) -> str:
    return Help(HelpView(experiment, inside=True)).draw(columns, 300, Look(DARK)).text()


def test_no_line_is_cut_off() -> None:
    for columns in (42, 45):
        texts = [page(columns=columns)]
        texts += [inside(Experiment(cell=cell), columns) for cell in Cell]
        for row in "\n".join(texts).splitlines():
            assert len(row) <= columns - 1


def test_signs_of_time_and_words_of_the_run_are_explained() -> None:
    words = " ".join(page().split())
    for meaning in ("×0 a time step that", "● in time", "▴ in time", "╌ in time", "Lost again"):
        assert meaning in words, meaning


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("convention", Convention)
def test_the_inside_is_explained(cell: Cell, convention: Convention) -> None:
    words = " ".join(inside(Experiment(cell=cell, convention=convention)).split())
    assert "A column is a time step. Read it upwards" not in words
    for gate in sigmoids(cell, convention):
        assert f" {letter(cell, convention, gate)} {gate} gate: " in words, gate
    for meaning in (
        EQUATIONS[cell, convention][0],
        "A row is a unit, a column a time step.",
        "moved e₃ says how far each input moved",
        "|∂L_s/∂h_t| is the size of the derivative",
        "multiplies |∂L_s/∂h_t| by: the geometric mean",
        "w shows the tensors",
        "a zeroes a unit",
        "v draws the path",
        "× a unit that is zeroed",
        "×0 a time step that does not count",
    ):
        assert meaning in words, meaning


def test_signs_are_those_of_the_look() -> None:
    assert "a hidden unit below 0" in page()
    assert "█  " in page(look=Look(MONO))
    assert "█" not in page()


def test_more_to_come_is_marked() -> None:
    help_ = Help(HelpView(Experiment()))
    look = Look(DARK)
    assert help_.draw(45, 20, look).text().endswith("▾")
    help_.top = 10_000
    end = help_.draw(45, 20, look).text()
    assert "▾" not in end.splitlines()[-1]
    assert end.splitlines()[-1].strip()


def test_too_small_is_said_in_three_lines() -> None:
    rows = TooSmall((60, 16)).draw(50, 14, Look(DARK)).text().split("\n")
    assert [row.strip() for row in rows if row] == [
        "50x14 is too small",
        "rnn-tui needs 60x16",
        "the run goes on",
    ]
    assert rows[6] == " " * 16 + "50x14 is too small"
    for size in ((1, 1), (10, 2), (0, 0)):
        TooSmall((60, 16)).draw(*size, Look(DARK))
