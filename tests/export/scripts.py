"""Runs to write out as scripts, and scripts that are run and compared with them."""

import ast
import contextlib
import io
import re
from typing import Any

import pytest

from rnn_tui.edits import parse_event
from rnn_tui.experiment import Experiment
from rnn_tui.export.finished import Finished
from rnn_tui.recipe import check_events
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.until import parse_until

LINE = re.compile(r" *(\d+)  (\S+)(?:  (.*))?")


def trained(experiment: Experiment, *at: str, initial: Any = None, until: str = "") -> Finished:
    events = tuple(parse_event(word, experiment) for word in at)
    check_events(events, experiment)
    plan = Plan(experiment, initial, events, (parse_until(until),) if until else ())
    session = Session(plan, speed=None)
    session.run_inline()
    assert session.error is None
    return Finished.of(session)


def printed(code: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "script.py", "exec"), {"__name__": "__main__"})
    return out.getvalue()


def compare(run: Finished, out: str, tolerance: float, until: int | None = None) -> None:
    rows = [LINE.fullmatch(line) for line in out.splitlines()]
    assert len(rows) == run.iterations + 1
    for i, row in enumerate(rows[:until]):
        assert row is not None
        assert int(row[1]) == i
        assert float(row[2]) == pytest.approx(run.costs[i], abs=tolerance, nan_ok=True), i
        if row[3] is not None:
            assert ast.literal_eval(row[3]) == run.told(i).text
    assert rows[-1] is not None
    assert rows[-1][3] is None
