"""`--ascii` on the command line: plot, marks and bar in ASCII, the text as it was typed."""

import pytest

from tests.conftest import Call


def test_train_prints_ascii_alone(call: Call) -> None:
    said = call("train", "hello", "--ascii", "--no-save", "--iterations", "60")
    assert said.code == 0
    assert said.out.isascii()
    assert "y" in said.out
    assert "****" in said.out


def test_the_text_stays_as_it_is(call: Call) -> None:
    said = call("train", "한─✓한 é", "--ascii", "--no-save", "--iterations", "3")
    assert {sign for sign in said.out if not sign.isascii()} == set("한─✓é")


@pytest.mark.parametrize(
    "command",
    [("race", "--seeds", "3"), ("sweep", "--grid", "learning_rate=0.1,1", "--seeds", "2")],
)
def test_the_environment_asks_too(
    call: Call, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("RNN_TUI_ASCII", "1")
    said = call(command[0], "hello", "--iterations", "5", *command[1:])
    assert said.out.isascii()
    assert said.out
    assert not call("train", "hello", "--no-ascii", "--no-save", "--iterations", "9").out.isascii()
