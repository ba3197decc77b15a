"""The command line called as a function: exit code, standard output, standard error."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from rnn_tui.cli.main import main


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Carry out a command line in this process."""

    def carry_out(*argv: str) -> Said:
        code = main(argv)
        written = capsys.readouterr()
        return Said(code, written.out, written.err)

    return carry_out
