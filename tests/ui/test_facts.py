"""What the panels of facts say: every number from one snapshot."""

import math
from collections.abc import Iterator
from typing import Any

import pytest

from rnn_tui.experiment import PRESETS, Cell, Dtype, Experiment, Optimizer, Readout
from rnn_tui.floors import floors
from rnn_tui.record import Mark, Phase
from rnn_tui.session.history import History
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task
from rnn_tui.ui import facts
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.sheet import TEXT
from rnn_tui.ui.widgets.facts import Facts, FactsView, Notice, NoticeView, notice_rows


@pytest.fixture
def shown(numbers: Any, past: Any) -> Any:
    def made(experiment: Experiment | None = None, moment: int = 57, **values: Any) -> Shown:
        experiment = experiment or Experiment()
        task = Task(experiment)
        values.setdefault("picture", numbers(task, moment))
        values.setdefault("phase", Phase.RUNNING)
        snapshot = Snapshot(
            1, moment=moment, iterations=100, experiment=experiment, seconds=2.94, **values
        )
        return Shown(snapshot, task, past(task, moment))

    return made


def lines(view: FactsView) -> dict[str, str]:
    return {name: value for name, value, _ in view.lines}


def test_a_run_in_facts(shown: Any) -> None:
    now = shown()
    said = lines(facts.run_facts(now))
    assert said["Cost"] == f"{now.snapshot.picture.cost:.3f} nats"
    assert said["Right now"] in (f"✓ {now.right} of 4", f"✗ {now.right} of 4")
    assert said["Parameters"] == "36"
    assert said["Elapsed"] == "2.9 s"
    assert said["History"].startswith("58 moments, ")
    assert "A letter" not in said


def test_a_long_text_has_a_cost_a_letter(shown: Any) -> None:
    now = shown(Experiment(text="a longer text"))
    cost = now.snapshot.picture.cost
    assert lines(facts.run_facts(now))["A letter"] == f"{cost / 12:.3f} nats"


def test_with_windows_the_cost_is_that_of_the_whole_text(shown: Any) -> None:
    assert "Cost, whole text" in lines(facts.run_facts(shown(Experiment(time_steps=2))))


def test_before_the_first_moment_nothing_is_made_up(shown: Any) -> None:
    said = lines(facts.run_facts(shown(picture=None)))
    assert (said["Cost"], said["Right now"]) == ("–", "–")
    assert shown(picture=None).right is None


def test_lines_do_not_come_and_go(shown: Any) -> None:
    views = [facts.run_facts(shown(picture=None)), facts.run_facts(shown(moment=99))]
    assert [*lines(views[0])] == [*lines(views[1])]


@pytest.mark.parametrize(
    ("marks", "first", "lost"),
    [
        ([], "not yet", "–"),
        ([(42, "right")], "after 42", "–"),
        ([(42, "right"), (44, "lost"), (50, "right"), (1234, "lost")], "after 42", "after 1,234"),
        ([(3, "edit")], "not yet", "–"),
    ],
)
def test_first_right_and_lost_again(
    shown: Any, numbers: Any, marks: list[tuple[int, Any]], first: str, lost: str
) -> None:
    now = shown(moment=1500, picture=numbers(Task(Experiment()), 0))
    history = History(now.task)
    for moment, kind in marks:
        history.put_mark(moment, kind)
    said = lines(facts.run_facts(Shown(now.snapshot, now.task, history)))
    assert (said["First right"], said["Lost again"]) == (first, lost)


def test_wound_back_what_is_yet_to_come_is_not_told(shown: Any) -> None:
    now = shown(moment=20)
    history = History(now.task)
    for moment, kind in ((10, "right"), (12, "lost"), (21, "right"), (30, "lost")):
        history.put_mark(moment, kind)  # type: ignore[arg-type]
    said = lines(facts.run_facts(Shown(now.snapshot, now.task, history)))
    assert (said["First right"], said["Lost again"]) == ("after 10", "after 12")
    before = Shown(shown(moment=9).snapshot, now.task, history)
    assert lines(facts.run_facts(before))["First right"] == "not yet"


def test_the_history_counts_what_lies_ahead_and_the_states_kept(shown: Any) -> None:
    said = lines(facts.run_facts(shown(moment=20, latest=57, states=14_000, budget=64_000_000)))
    assert said["History"].startswith("58 moments, ")
    assert said["Kept"] == "14 kB of 64 MB"
    assert "Kept" not in lines(facts.run_facts(shown(moment=20)))


def test_only_positions_that_count_are_right(shown: Any) -> None:
    now = shown(Experiment(loss_weights=(1.0, 0.0, 0.0, 0.0)))
    assert now.right in (0, 1)
    assert lines(facts.run_facts(now))["Right now"].endswith("of 1")


def test_shapes_are_batch_time_size(shown: Any) -> None:
    task = Task(Experiment(cell=Cell.LSTM, readout=Readout.LINEAR, hidden_size=8, time_steps=2))
    assert lines(facts.shape_facts(task)) == {
        "inputs X": "3 × 2 × 4",
        "memory c, hidden h": "3 × 8",
        "outputs": "3 × 2 × 8",
        "logits": "3 × 2 × 4",
        "targets": "3 × 2",
        "kernel": "12 × 32",
        "bias": "32",
        "readout_kernel": "8 × 4",
        "readout_bias": "4",
        "parameters": "452",
        "number type": "float32",
    }
    assert facts.shape_facts(task).aside == "batch × time × size"


def test_without_a_readout_the_outputs_are_the_logits() -> None:
    said = lines(facts.shape_facts(Task(Experiment(cell=Cell.GRU, dtype=Dtype.FLOAT64))))
    assert said["outputs, logits"] == "1 × 4 × 4"
    assert "logits" not in said
    assert (said["hidden h"], said["number type"]) == ("1 × 4", "float64")
    assert (said["gates_kernel"], said["candidate_bias"]) == ("8 × 8", "4")


def test_floors_beside_the_cost_of_now(shown: Any) -> None:
    now = shown()
    said = lines(facts.floor_facts(floors(now.task, now.weights), now))
    assert said["uniform guess"] == f"{4 * math.log(4):.3f}"
    assert said["this network"] == f"{now.snapshot.picture.cost:.3f}"
    assert list(lines(facts.floor_facts(None, now))) == ["this network"]


def test_the_run_in_one_line() -> None:
    experiment = Experiment(
        text="word\x1b", cell=Cell.GRU, readout=Readout.LINEAR, hidden_size=8, seed=3
    )
    assert facts.subject(experiment) == "word␛ · GRU · 8 units · seed 3"
    assert facts.summary(experiment) == [
        "GRU",
        "8 units, linear readout",
        "RMSProp 0.01, 0.9",
        "seed 3",
    ]
    adam = experiment.replace(optimizer=Optimizer.ADAM)
    assert facts.summary(adam)[2] == "Adam 0.01"
    assert facts.subject(Experiment(text="x" * 5000), longest=5).startswith("xxxx… · RNN")


def test_a_diverged_run_says_what_and_when(shown: Any) -> None:
    now = shown(phase=Phase.DIVERGED, moment=1234, reason="cost over 10 times \x1b[31m")
    said = facts.notice(now.snapshot)
    assert said.heading == "Diverged at iteration 1,234."
    assert said.sentence == "Cost over 10 times ␛[31m."
    failed = facts.notice(shown(phase=Phase.FAILED, reason="No room").snapshot)
    assert (failed.heading, failed.sentence) == ("The run failed.", "No room")
    for phase in Phase:
        if phase not in (Phase.DIVERGED, Phase.FAILED):
            assert facts.notice(shown(phase=phase).snapshot) == NoticeView()


@pytest.mark.parametrize("columns", range(40, 120, 7))
def test_a_notice_takes_the_rows_it_says(columns: int) -> None:
    view = NoticeView("Diverged at iteration 23.", "The cost is not a number. e edits. " * 3)
    rows = notice_rows(view, columns)
    text = Notice(view).draw(columns, rows, None).text()  # type: ignore[arg-type]
    assert " ".join(text.replace("▌", " ").split()) == f"{view.heading} {view.sentence}".strip()


def test_lines_that_would_be_cut_stand_in_two_columns() -> None:
    view = FactsView("Shapes", [(f"name {k}", str(k), TEXT) for k in range(5)])

    def drawn(columns: int, rows: int) -> list[str]:
        return Facts(view).draw(columns, rows, None).text().split("\n")[1:]  # type: ignore[arg-type]

    assert drawn(60, 6) == [f"name {k}{k:>54}" for k in range(5)]
    assert drawn(61, 4) == [
        f"name 0{0:>23}   name 3{3:>23}",
        f"name 1{1:>23}   name 4{4:>23}",
        f"name 2{2:>23}",
    ]
    # Where two would be too narrow, the last lines give way.
    assert drawn(59, 4) == [f"name {k}{k:>53}" for k in range(3)]


def test_shapes_that_have_no_room_are_counted() -> None:
    view = facts.shape_facts(Task(PRESETS["pytorch"].experiment))
    look: Any = None
    whole = Facts(view).draw(40, 40, look).text().split("\n")[0]
    assert whole.endswith("─ batch × time × size")
    cut = Facts(view).draw(40, len(view.lines) - 2, look).text().split("\n")[0]
    assert cut.endswith(" batch × time × size  … 3 more")


class Read(list[Mark]):
    """Marks that count how often one of them was looked at."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        self.looks += 1
        return super().__getitem__(place)

    def __iter__(self) -> Iterator[Mark]:
        raise AssertionError("every mark was looked at")


def test_marks_are_thinned_out_and_keep_their_ends() -> None:
    marks = Read(Mark(k, "right" if k % 2 else "lost") for k in range(20_000))
    thin = facts.shown_marks(marks, 20_000)
    assert len(thin) == 400
    assert (thin[0], thin[-1]) == ((0, "lost"), (19_999, "right"))
    assert facts.shown_marks(marks, 399) == [(k, ("lost", "right")[k % 2]) for k in range(400)]
    assert facts.shown_marks(marks, -1) == []
    assert marks.looks < 2_000
