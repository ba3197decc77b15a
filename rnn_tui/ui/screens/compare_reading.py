"""`Reading`: the compared runs read out of the store, and their floors found, on a thread."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rnn_tui.comparison import Compared, Comparison
from rnn_tui.floors import Floors, floors
from rnn_tui.plotting.series import table_cost
from rnn_tui.store.faults import StoreFault
from rnn_tui.store.gathering import NOTHING, Gathered, gather
from rnn_tui.store.runs import Runs
from rnn_tui.task import Task
from rnn_tui.text import graphemes
from rnn_tui.ui.numbers import seconds
from rnn_tui.ui.widgets.race.views import AnswerCount

LONG = 80
"""Letters of an answer that are kept."""

AGAIN = 2.0
"""Seconds from one look at the store to the next."""


@dataclass(frozen=True, eq=False)
class Found:
    """What is known of the runs; frozen, and made anew where anything has changed."""

    gathered: Gathered
    comparison: Comparison
    answers: tuple[AnswerCount, ...] = ()
    """Of each run, no more than a table shows of a long one."""
    floors: Mapping[int, Floors] = field(default_factory=dict)
    """By the id of the run, once they are found; of none that was trained for other weights."""
    reason: str = ""
    """Why nothing could be read."""


class Reading:
    """Looks at the store until it is stopped; `found` is what it saw last."""

    def __init__(self, path: Path, ids: Sequence[int]) -> None:
        self.path, self.ids = path, tuple(ids)
        self.found: Found | None = None
        self._stopping = threading.Event()
        self._floors: dict[Task, Floors] = {}

    def start(self) -> None:
        """Begin, on a thread of its own."""
        threading.Thread(target=self.work, name="comparing", daemon=True).start()

    def stop(self) -> None:
        """End it when it has read what it reads."""
        self._stopping.set()

    def work(self) -> None:
        """Look, and look again."""
        try:
            with Runs(self.path) as runs:
                while not self._stopping.is_set():
                    self.look(runs)
                    self._stopping.wait(AGAIN)
        except StoreFault as fault:
            self.found = Found(NOTHING, Comparison((), table_cost), reason=str(fault))

    def look(self, runs: Runs) -> None:
        """Read what has changed."""
        before = self.found
        gathered = gather(runs, self.ids, before.gathered if before else NOTHING)
        if before is not None and _same(gathered, before.gathered):
            return
        comparison = Comparison(gathered.runs, table_cost, took).prepare()
        answers = tuple(map(answer_of, gathered.runs))
        known = dict(before.floors) if before else {}
        self.found = Found(gathered, comparison, answers, known)
        lines: dict[int, Floors] = {}
        for run in gathered.runs:
            if any(event.field in ("loss_weights", "carry_state") for event in run.events):
                continue
            task = Task(run.experiment.replace(seed=0))
            if task not in self._floors:
                self._floors[task] = floors(task)
            lines[run.id] = self._floors[task]
        self.found = replace(self.found, floors=lines)


def answer_of(run: Compared) -> AnswerCount:
    """Give the latest answer, letter by letter, and which of them are wrong."""
    task, letters = Task(run.experiment), tuple(graphemes(run.prediction))
    targets = tuple(task.graphemes[1:])
    wrong: tuple[bool, ...] = ()
    if not run.correct:
        pairs = zip(letters, targets, task.loss_weights, strict=False)
        wrong = tuple(weight > 0 and letter != target for letter, target, weight in pairs)
        if True not in wrong or len(letters) != len(targets):
            # Other letters counted once it was edited.
            wrong = (True,) * len(letters)
    if len(letters) > LONG:
        first = wrong.index(True) if True in wrong else 0
        start = max(0, first - LONG // 4)
        cut = slice(start, start + LONG)
        ahead = bool(start)
        return AnswerCount(("…",) * ahead + letters[cut], 1, (False,) * ahead + wrong[cut])
    return AnswerCount(letters, 1, wrong)


def took(value: float) -> str:
    """Write how long a run took: `0.18 s`, `2.9 s`, `3:07`."""
    return f"{value:.2f} s" if value < 0.995 else seconds(value)


def _same(one: Gathered, other: Gathered) -> bool:
    return (
        len(one.kept) == len(other.kept)
        and all(a is b for a, b in zip(one.kept, other.kept, strict=True))
        and (one.missing, one.others) == (other.missing, other.others)
    )
