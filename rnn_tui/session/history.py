"""What happened in a run, append-only: one writer, read by other threads as it grows.

Costs of every moment, the answers where they changed, and marks on the timeline. Memory is
bounded: see `costs` for the numbers; answers hold at most 32 MB and marks 20,000, after
which the older ones are dropped, the first one aside, and counted in `forgotten`.
"""

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rnn_tui.experiment import Dtype
from rnn_tui.record import AnswerLine, Event, Mark, MarkKind
from rnn_tui.session.costs import Costs
from rnn_tui.task import Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ANSWER_BYTES = 32_000_000
MARKS = 20_000
_LINE_BYTES = 200

CALM = 1_000
"""Moments among which the calmest before a divergence is sought."""


class History:
    """The record of one run. Only its worker writes."""

    def __init__(
        self,
        task: Task,
        costs: Costs | None = None,
        *,
        answer_bytes: int = ANSWER_BYTES,
        marks: int = MARKS,
    ) -> None:
        double = task.experiment.dtype is Dtype.FLOAT64
        self.costs = costs or Costs("d" if double else "f")
        self.answers: list[AnswerLine] = []
        """Replaced, never shortened in place: take the list once, then read it."""
        self.marks: list[Mark] = []
        self.forgotten = 0
        """Answer lines dropped to keep within the memory, all after the first line."""
        self.solved_at: int | None = None
        """The first iteration i whose answer(i + 1) is the target."""
        self._wide = task.vocabulary_size > 256
        self._targets = pack(task.targets, self._wide)
        self._counted = [weight > 0 for weight in task.loss_weights]
        line = _LINE_BYTES + task.length * (2 if self._wide else 1)
        self._most_answers = max(answer_bytes // line, 8)
        self._most_marks = marks
        self._line_bytes = line

    @property
    def count(self) -> int:
        """How many moments have a cost."""
        return self.costs.count

    def cost(self, moment: int) -> float:
        """Give the cost of a moment; past 10 million the mean of 1,024 of them."""
        return self.costs[moment]

    @property
    def bytes(self) -> int:
        """Memory held, about."""
        return self.costs.bytes + len(self.answers) * self._line_bytes + 100 * len(self.marks)

    def columns(self, first: int, last: int, count: int) -> "NDArray[np.float64]":
        """Cut moments first to last into columns of (lowest, highest) cost: (count, 2).

        NaN stands where a column holds no finite cost.
        """
        from rnn_tui.session import columns  # noqa: PLC0415 - numpy stays off the first paint

        return columns.columns(self.costs, first, last, count)

    def values(self, first: int, end: int) -> "NDArray[np.float64]":
        """Give cost(first) to cost(end - 1) as an array, as far as they are kept whole."""
        from rnn_tui.session import columns  # noqa: PLC0415 - numpy stays off the first paint

        return columns.values(self.costs, first, end)

    @property
    def correct(self) -> bool:
        """Whether the newest answer is right wherever it counts."""
        return bool(self.answers) and self.answers[-1].correct

    def put_cost(self, moment: int, cost: float) -> None:
        """Write the next cost, or the last one again; the newest answer line follows."""
        self.costs.put(moment, cost)
        if self.answers and self.answers[-1].moment == moment:
            self.answers[-1] = replace(self.answers[-1], cost=cost)

    def put_answer(
        self, moment: int, ids: Sequence[int], cost: float, *, edited: bool = False
    ) -> bool:
        """Write the answer of a moment, or another since it was `edited`; say if it differs."""
        packed = pack(ids, self._wide)
        if self.answers and self.answers[-1].ids == packed:
            return False
        self._put(moment, packed, cost, edited=edited)
        return True

    def put_edit(self, moment: int, loss_weights: Iterable[float]) -> None:
        """Mark an edit; other positions may count from now on."""
        self.put_mark(moment, "edit")
        counted = [weight > 0 for weight in loss_weights]
        if counted != self._counted:
            self._counted = counted
            if self.answers:
                last = self.answers[-1]
                cost = last.cost if last.moment == moment else self.costs[self.count - 1]
                self._put(moment, last.ids, cost, edited=True)

    def solve(self, iteration: int) -> None:
        """Note an iteration if it is the first after which the answer is right."""
        if self.solved_at is None and self.correct:
            self.solved_at = iteration

    def put_mark(self, moment: int, kind: MarkKind) -> None:
        """Add a mark."""
        if len(self.marks) >= self._most_marks:
            self.marks = [self.marks[0], *self.marks[len(self.marks) // 4 :]]
        self.marks.append(Mark(moment, kind))

    def fork(self, moment: int, loss_weights: Iterable[float]) -> "History":
        """Copy what happened up to a moment, at which these positions count."""
        fork = History.__new__(History)
        fork.__dict__ |= self.__dict__
        fork.costs = self.costs.fork(moment)
        fork.answers = self.answers[: self._lines(moment)]
        fork.marks = [mark for mark in self.marks if mark.moment <= moment]
        if self.solved_at is not None and self.solved_at >= moment:
            fork.solved_at = None
        fork._counted = [weight > 0 for weight in loss_weights]
        return fork

    def reopen(
        self,
        answers: Sequence[AnswerLine],
        events: Iterable[Event],
        forgotten: int,
        solved_at: int | None,
        loss_weights: Iterable[float],
        marks: Iterable[Mark],
    ) -> None:
        """Be what is kept of an earlier run, whose costs are there; these positions count now.

        `marks` are those of the moments of edits, in their order, as the answer may have turned
        before an edit or because of it.
        """
        known = list(marks)
        edited = {mark.moment for mark in known}
        known += [Mark(e.iteration, "edit") for e in events if e.iteration not in edited]
        correct = False
        for line in answers:
            if line.correct != correct:
                correct = line.correct
                if line.moment not in edited:
                    known.append(Mark(line.moment, "right" if correct else "lost"))
        self.marks = sorted(known, key=lambda mark: mark.moment)[-self._most_marks :]
        first, most = list(answers[:1]), self._most_answers
        self.answers = [*first, *answers[1:][-(most - 1) :]]
        self.forgotten = forgotten + len(answers) - len(self.answers)
        self.solved_at = solved_at
        self._counted = [weight > 0 for weight in loss_weights]

    def answers_until(self, moment: int, most: int) -> list[AnswerLine]:
        """Give the last lines, `most` of them, that are not after a moment."""
        end = self._lines(moment)
        return self.answers[max(0, end - most) : end]

    def changes(self, moment: int) -> int:
        """Count the changes of the answer up to a moment."""
        return max(0, self._lines(moment) - 1 + self.forgotten)

    def right_for(self, moment: int) -> int:
        """Count the iterations running up to a moment after which the answer was right.

        An edit judges its moment anew, but no iteration: those before it were told already.
        """
        first, last, edited = moment + 1, -2, -1
        right = False
        for mark in self.marks:
            if mark.moment > moment:
                break
            if mark.kind == "edit":
                edited = mark.moment
                continue
            # The first moment that is judged differently from those before.
            turn = mark.moment + (mark.moment == edited)
            right = mark.kind == "right"
            if not right:
                last = turn - 1
            elif turn != last + 1:
                first = turn
        if right:
            last = moment
        return moment - max(first, 1) + 1 if last == moment else 0

    def calm(self, end: int) -> int:
        """Give the moment of the lowest cost among the last before `end`; 0 if there is none."""
        moments = range(max(0, end - CALM), end)
        finite = [moment for moment in moments if math.isfinite(self.costs[moment])]
        return min(finite, key=self.costs.__getitem__, default=0)

    def _lines(self, moment: int) -> int:
        return bisect_right(self.answers, moment, key=lambda line: line.moment)

    def _put(self, moment: int, ids: Sequence[int], cost: float, *, edited: bool = False) -> None:
        right = sum(
            1
            for answer, target, counts in zip(ids, self._targets, self._counted, strict=True)
            if counts and answer == target
        )
        correct, before = right == sum(self._counted), self.correct
        if correct != before:
            self.put_mark(moment, "right" if correct else "lost")
        last = self.answers[-1] if self.answers else None
        told = None
        if edited and last:
            told = last.told if last.moment == moment and last.told else last
        line = AnswerLine(moment, ids, cost, right, correct, told)
        if self.answers and self.answers[-1].moment == moment:
            self.answers[-1] = line
            return
        if len(self.answers) >= self._most_answers:
            dropped = len(self.answers) // 4
            self.answers = [self.answers[0], *self.answers[dropped:]]
            self.forgotten += dropped - 1
        self.answers.append(line)


def pack(ids: Iterable[int], wide: bool) -> Sequence[int]:
    """Keep ids in one byte each, or in two where the vocabulary is `wide`."""
    return array("H", ids) if wide else bytes(ids)
