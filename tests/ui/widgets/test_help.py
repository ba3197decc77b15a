"""The help: every panel, every command, every cell's equations, nothing cut."""

from dataclasses import replace

import pytest

from rnn_tui.anatomy import letter, sigmoids
from rnn_tui.commands import COMMAND, TRAIN, commands_of, display
from rnn_tui.experiment import FIELDS, Cell, Convention, Experiment, Readout
from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.ui.look import Look
from rnn_tui.ui.widgets.help import EQUATIONS, Help, HelpView, TooSmall, next_topic
from rnn_tui.ui.widgets.help_inside import inside_topics
from rnn_tui.ui.widgets.help_topics import ALL_KEYS, Topic, train_topics


def page(
    experiment: Experiment | None = None,
    columns: int = 45,
    look: Look | None = None,
    topic: str = "",
    *,
    inside: bool = False,
    example: str = "",
) -> str:
    view = HelpView(experiment or Experiment(), inside, topic, example)
    return Help(view).draw(columns, 300, look or Look(DARK)).text()


def words_of(*topics: str, experiment: Experiment | None = None, inside: bool = False) -> str:
    return " ".join(" ".join(page(experiment, topic=t, inside=inside).split()) for t in topics)


@pytest.mark.parametrize("columns", [42, 45])
def test_every_command_with_a_key_is_explained(columns: int) -> None:
    text = page(columns=columns, topic=ALL_KEYS)
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


TOPICS = [(False, topic) for topic in train_topics()]
TOPICS += [(True, topic) for topic in inside_topics(Experiment(cell=Cell.LSTM))]


@pytest.mark.parametrize(("inside", "topic"), TOPICS, ids=[topic.id for _, topic in TOPICS])
def test_a_panel_is_explained_with_its_keys(inside: bool, topic: Topic) -> None:
    lstm = Experiment(cell=Cell.LSTM)
    text = page(lstm, topic=topic.id, inside=inside)
    rows = [row.strip() for row in text.splitlines()]
    assert rows[0].startswith("Help ─")
    assert rows[0].endswith("tab next panel")
    assert rows[1] == topic.title
    assert topic.commands
    words = " ".join(text.split())
    assert all(said in words for said in topic.words)
    for name in topic.commands:
        assert COMMAND[name].help in words
    for columns in (42, 45):
        for row in page(lstm, columns, topic=topic.id, inside=inside).splitlines():
            assert len(row) <= columns - 1


@pytest.mark.parametrize("inside", [False, True])
def test_the_panels_are_walked_through_round_and_round(inside: bool) -> None:
    view = HelpView(Experiment(), inside)
    names = [topic.id for topic in view.topics]
    walked, back = [], []
    for _ in names:
        view = replace(view, topic=next_topic(view, 1))
        walked.append(view.topic)
    assert walked == [*names[1:], names[0]]
    for _ in names:
        view = replace(view, topic=next_topic(view, -1))
        back.append(view.topic)
    assert back == [*reversed(names[1:]), names[0]]
    # From the list of all keys, and from a panel that is not explained here.
    assert next_topic(replace(view, topic=ALL_KEYS), 1) == names[0]
    assert next_topic(replace(view, topic="nowhere"), 1) == names[1]


def test_the_cost_of_the_chosen_time_step_is_worked_out() -> None:
    worked = "at t = 3: −ln .39 = 0.94, of 3.54 in all"
    assert worked in page(example=worked)
    assert worked in page(topic="cost", example=worked)
    assert worked not in page(topic="answers", example=worked)


def test_signs_of_time_and_words_of_the_run_are_explained() -> None:
    words = words_of("network", "timeline", "facts")
    for meaning in ("×0 a time step that", "● in time", "▴ in time", "╌ in time", "Lost again"):
        assert meaning in words, meaning


def test_every_field_is_explained() -> None:
    words = words_of("form")
    for spec in FIELDS:
        assert f"{spec.label} " in words
    assert "The size of an update." in words


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("convention", Convention)
def test_the_inside_is_explained(cell: Cell, convention: Convention) -> None:
    experiment = Experiment(cell=cell, convention=convention)
    names = [topic.id for topic in inside_topics(experiment)]
    words = words_of(*names, experiment=experiment, inside=True)
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
