"""What every test stands on: a quiet environment, folders of its own, one torch thread.

And the command line called as a function: exit code, standard output, standard error.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

for _name in [name for name in os.environ if name.startswith(("TEXTUAL", "RNN_TUI_"))]:
    if _name != "TEXTUAL_SNAPSHOT_TEMPDIR":  # how the picture tests find their report
        del os.environ[_name]
for _name in (
    "NO_COLOR",
    "FORCE_COLOR",
    "COLORTERM",
    "TERM_PROGRAM",
):
    os.environ.pop(_name, None)
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["LC_ALL"] = "C.UTF-8"

settings.register_profile("default", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("default")

DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the settings and data of the person who runs it."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Carry out a command line in this process."""
    from rnn_tui.cli.main import main

    def carry_out(*argv: str) -> Said:
        code = main(argv)
        written = capsys.readouterr()
        return Said(code, written.out, written.err)

    return carry_out
