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


def test_runs_are_listed_in_ascii(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    call("train", "hello", "--quiet", "--iterations", "3")
    assert "✗" in call("runs", "list").out
    monkeypatch.setenv("RNN_TUI_ASCII", "1")
    for command in (("list",), ("show", "1"), ("list", "--json")):
        said = call("runs", *command)
        assert said.code == 0
        assert said.out.isascii()


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
