"""Printers and signals without a process: a clock that is told, a terminal that is not there."""

import io
import os
import signal

import pytest

from rnn_tui.cli.printers import Output
from rnn_tui.cli.progress import bar
from rnn_tui.cli.signals import Signals
from rnn_tui.cli.terminal import Style, TerminalPrinter, cost_text, seconds_text
from rnn_tui.experiment import Experiment
from rnn_tui.fields import clock_text
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.worker import preload


class Terminal(io.StringIO):
    """Takes what is written, as a terminal of no size would."""

    def isatty(self) -> bool:
        return True


def test_the_bar_is_gone_before_a_line_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    both, now = Terminal(), [0.0]
    monkeypatch.setattr("sys.stderr", both)
    monkeypatch.setenv("TERM", "xterm")
    plain = Style(io.StringIO())
    monkeypatch.setattr("sys.stdout", both)
    plan = Plan(Experiment(iterations=1000))
    printer = TerminalPrinter(Output(), plain, plan, clock=lambda: now[0])
    for iteration in range(400):
        now[0] += 0.01
        printer.iteration(iteration, 1.0, "ello" if iteration >= 350 else "hhhh", True)
    before, _ = both.getvalue().split("      350    1.0000  ello")
    assert before.endswith("\r\x1b[K")
    assert "to go" in before
    shown = before.split("\r\x1b[K")[-2]
    assert shown.startswith("██████░")
    assert " 34%  344/1,000  " in shown
    assert "100/s  0:07 to go" in shown


def test_at_least_a_line_a_second_and_at_most_ten_after_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, now = io.StringIO(), [0.0]
    monkeypatch.setattr("sys.stdout", out)
    plan = Plan(Experiment(iterations=10_000))
    printer = TerminalPrinter(Output(), Style(out), plan, clock=lambda: now[0])
    for iteration in range(500):
        now[0] += 0.01
        printer.iteration(iteration, 1.0, "ello", True)
    assert out.getvalue().count("\n") == 5
    for iteration in range(500, 1500):
        now[0] += 0.01
        printer.iteration(iteration, 1.0, ("ello", "hhhh")[iteration % 2], True)
    assert 200 + 65 < out.getvalue().count("\n") < 200 + 90


def test_where_only_ascii_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "ascii", errors="replace")
    monkeypatch.setattr("sys.stdout", out)
    printer = TerminalPrinter(Output(), Style(out), Plan(Experiment()))
    printer.header()
    printer.iteration(0, 1.0, "elll", False)
    out.flush()
    assert b"elll  yyyx" in raw.getvalue()
    assert b"?" not in raw.getvalue()


def test_the_bar() -> None:
    assert bar(50, 200, 10, "#", ".").startswith("#####...............  25%  50/200  10/s  0:15 ")
    assert bar(1, 10**12, 10, "#", ".").endswith("10/s  -")
    assert bar(1, 100, 0, "█", "░").endswith("0/s  –")
    assert (clock_text(59.6), clock_text(3661)) == ("1:00", "1:01:01")


def test_numbers_for_people() -> None:
    assert [cost_text(cost) for cost in (1.5, 999.0, 12345.0, float("nan"), float("inf"))] == [
        "1.5000",
        "999.0000",
        "1.23e+04",
        "NaN",
        "inf",
    ]
    assert [seconds_text(seconds) for seconds in (0.0, 0.0123, 12.3, 125.0, 3725.0)] == [
        "0 s",
        "0.012 s",
        "12 s",
        "2:05",
        "1:02:05",
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_the_session_to_end(number: signal.Signals) -> None:
    session, former = Session(Plan(Experiment())), signal.getsignal(number)
    with Signals(session) as signals:
        os.kill(os.getpid(), number)
        assert (signals.number, session.stopping) == (number, True)
    assert signal.getsignal(number) is former


def test_a_signal_while_loading_breaks_no_import_off() -> None:
    session = Session(Plan(Experiment()))
    session.inline = True
    with Signals(session):
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            preload(session)
    outcome = session.run_inline()
    assert outcome.phase is Phase.INTERRUPTED


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    session, former = Session(Plan(Experiment())), signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Signals(session):
            os.kill(os.getpid(), signal.SIGHUP)
            assert not session.stopping
    finally:
        signal.signal(signal.SIGHUP, former)
