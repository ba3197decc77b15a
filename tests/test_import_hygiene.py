"""What a fresh interpreter loads on the way to the first paint, to help and to a screen.

import-linter holds the direct imports; this holds what really happens.
"""

import subprocess
import sys

import pytest

HEAVY = ("torch", "numpy", "plotext", "sqlite3", "safetensors", "msgspec")


def loaded(code: str, *names: str) -> set[str]:
    """Give which of the named packages a fresh interpreter has after running the code."""
    report = f"{code}\nimport sys\nprint('LOADED', *(n for n in {names!r} if n in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split("LOADED")[-1].split())


@pytest.mark.parametrize(
    "module",
    [
        "rnn_tui",
        "rnn_tui.experiment",
        "rnn_tui.lanes",
        "rnn_tui.sweep",
        "rnn_tui.verdicts",
        "rnn_tui.task",
        "rnn_tui.floors",
        "rnn_tui.record",
        "rnn_tui.commands",
        "rnn_tui.settings",
        "rnn_tui.text",
        "rnn_tui.i18n",
        "rnn_tui.recipe",
        "rnn_tui.escapes",
        "rnn_tui.export.share",
        "rnn_tui.export.experiment_file",
        "rnn_tui.export.files",
        "rnn_tui.session.session",
        "rnn_tui.store.store",
        "rnn_tui.plotting.cost_plot",
        "rnn_tui.cli.main",
    ],
)
def test_the_ground_the_session_and_the_command_line_load_nothing_heavy(module: str) -> None:
    assert loaded(f"import {module}", *HEAVY, "textual") == set()


def test_the_app_is_composed_without_the_engine_or_the_plot() -> None:
    code = "from rnn_tui.ui.app import RnnTuiApp; RnnTuiApp(theme='rnn-dark').get_default_screen()"
    assert loaded(code, *HEAVY) == set()


def test_a_session_with_a_store_is_made_without_opening_it() -> None:
    code = (
        "from rnn_tui.cli.keeping import session_maker, store_of\n"
        "from rnn_tui.experiment import Experiment\nfrom rnn_tui.session.plan import Plan\n"
        "store = store_of('nowhere', no_save=False)\n"
        "session_maker(store, 10**9, 10**6)(Plan(Experiment()), 20)"
    )
    assert loaded(code, *HEAVY, "textual") == set()


def test_help_and_version_load_nothing_heavy() -> None:
    for flag in ("--help", "--version"):
        code = (
            # The program may leave at once when it is done; here it must come back.
            "import os, sys\nos._exit = sys.exit\nsys.argv = ['rnn-tui', '" + flag + "']\n"
            "from rnn_tui.cli.main import run\n"
            "try:\n    run()\nexcept SystemExit as end:\n    assert end.code in (0, None), end.code"
        )
        assert loaded(code, *HEAVY, "textual") == set()


def test_training_loads_no_optimizer_of_torch_and_no_compiler() -> None:
    code = (
        "from rnn_tui.session.plan import Plan\nfrom rnn_tui.session.session import Session\n"
        "from rnn_tui.experiment import Experiment\n"
        "Session(Plan(Experiment(iterations=2)), speed=None).run_inline()"
    )
    found = loaded(code, "torch", "torch.optim", "torch._dynamo", "textual", "plotext")
    assert "torch" in found
    assert found <= {"torch", "torch.optim"}, found
