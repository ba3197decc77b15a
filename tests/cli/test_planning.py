"""From a command line to the plan that the app or the trainer is given."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.experiment import FIELDS, PRESETS, Cell, Experiment, Optimizer, Readout
from rnn_tui.record import Event
from rnn_tui.session.plan import Plan


@pytest.fixture
def opened(call: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Carry out a command line that opens the app, and give what the app was given."""
    given = SimpleNamespace()

    class App:
        return_code = 0
        faults = SimpleNamespace(left=False, report=None)

        def __init__(self, plan: Plan | None, **settings: Any) -> None:
            given.plan = plan
            vars(given).update(settings)

        def run(self, **_: Any) -> None:
            given.ran = True

    module = ModuleType("rnn_tui.ui.app")
    module.RnnTuiApp = App  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rnn_tui.ui.app", module)
    monkeypatch.setenv("TERM", "xterm-256color")

    def carry_out(*argv: str) -> SimpleNamespace:
        for name in ("stdin", "stdout"):
            monkeypatch.setattr(f"sys.{name}.isatty", lambda: True, raising=False)
        said = call(*argv)
        assert (said.code, said.err) == (0, "")
        assert given.ran
        return given

    return carry_out


def test_nothing_at_all_leaves_the_choice_to_the_app(opened: Any) -> None:
    assert opened().plan is None
    assert opened("open").plan is None


def test_a_text_opens(opened: Any) -> None:
    given = opened("hello")
    assert given.plan.experiment == Experiment()
    assert (given.speed, given.memory) == (20, 10**9)


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        (["open", "train"], "train"),
        (["--", "-x-"], "-x-"),
        (["open", "--", "--help"], "--help"),
        (["--escaped", r"a\x1bb\n\u200b\\"], "a\x1bb\n\u200b\\"),
        (["if you want you"], "if you want you"),
        (["한글"], "한글"),
        (["[/b]"], "[/b]"),
        (["--cell", "gru"], "hello"),
    ],
)
def test_texts(opened: Any, argv: list[str], text: str) -> None:
    assert opened(*argv).plan.experiment.text == text


def test_an_experiment_file_opens(opened: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('text = "hihello"\n[[at]]\niteration = 3\nmomentum = 0.5\n', "utf-8")
    given = opened("--experiment", str(path), "--seed", "3", "--at", "2:momentum=0.1")
    assert given.plan.experiment == Experiment(text="hihello", seed=3)
    assert given.plan.events == (Event(3, "momentum", 0.5), Event(2, "momentum", 0.1))


def test_every_field_has_a_flag_that_reads_what_it_writes(opened: Any) -> None:
    experiment = Experiment(
        text="hihello",
        cell=Cell.GRU,
        readout=Readout.LINEAR,
        hidden_size=12,
        learning_rate=0.5,
        decay=0.8,
        momentum=0.25,
        clip_norm=5.0,
        iterations=300,
        seed=7,
        time_steps=3,
        batch_size=2,
        carry_state=True,
        loss_weights=(1, 0, 1, 1, 0.5, 1),
    )
    argv = ["hihello"]
    for spec in FIELDS:
        value = getattr(experiment, spec.name)
        if isinstance(value, bool):
            argv.append(spec.flag)
        elif spec.name != "text":
            argv += [spec.flag, spec.kind.format(value)]
    assert opened(*argv).plan.experiment == experiment


def test_flags_change_the_preset_wherever_they_stand(opened: Any) -> None:
    preset = PRESETS["pytorch"].experiment
    for argv in (
        ["--hidden-size", "9", "hello", "--preset", "pytorch"],
        ["--preset", "pytorch", "hello", "--hidden-size", "9"],
    ):
        assert opened(*argv).plan.experiment == preset.replace(hidden_size=9)
    assert not opened("hello", "--carry-state", "--no-carry-state").plan.experiment.carry_state


def test_events_and_conditions(opened: Any) -> None:
    plan = opened(
        "hello",
        "--at",
        "40:learning-rate=0.5",
        "--at=3:loss_weights=1,1,0,1",
        "--at",
        "3:clip_norm=off",
        "--until",
        "solved:10",
        "--until",
        "cost=0.5",
    ).plan
    assert plan.events == (
        Event(40, "learning_rate", 0.5),
        Event(3, "loss_weights", (1.0, 1.0, 0.0, 1.0)),
        Event(3, "clip_norm", None),
    )
    assert [(until.condition, until.value) for until in plan.until] == [
        ("solved", 10),
        ("cost", 0.5),
    ]


@pytest.mark.parametrize(
    ("typed", "size"),
    [("1GB", 10**9), ("500MB", 5 * 10**8), ("1.5 gb", 15 * 10**8), ("2000000", 2 * 10**6)],
)
def test_sizes(opened: Any, typed: str, size: int) -> None:
    given = opened("hello", "--memory", typed, "--history-memory", typed)
    assert (given.memory, given.history_memory) == (size, size)


def test_the_usual_sizes(opened: Any) -> None:
    given = opened("hello")
    assert (given.memory, given.history_memory) == (10**9, 64 * 10**6)


def test_parts_of_the_network_are_edited_too(opened: Any) -> None:
    typed = ("weight=kernel[2,3]=-0.5", "zero=unit:3", "hold=gate:f=1", "freeze=bias")
    at = [word for change in typed for word in ("--at", f"7:{change}")]
    plan = opened("hello", "--cell", "lstm", *at, "--at", "9:optimizer=adam").plan
    assert plan.events == (
        Event(7, "weight", Weight("kernel", (2, 3), -0.5)),
        Event(7, "zero", Zero(2)),
        Event(7, "hold", Hold("forget", 1.0)),
        Event(7, "freeze", Freeze("bias")),
        Event(9, "optimizer", Optimizer.ADAM),
    )


@pytest.mark.parametrize(("typed", "speed"), [("1", 1), ("unlimited", None), ("1000", 1000)])
def test_speeds(opened: Any, typed: str, speed: float | None) -> None:
    assert opened("hello", "--speed", typed).speed == speed
