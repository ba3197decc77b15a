"""`Finished`: a run that has ended, as every format is written from it. Copies, no torch."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.edits import Regime
from rnn_tui.recipe import Recipe
from rnn_tui.record import AnswerLine, Event, Outcome, Phase, Picture
from rnn_tui.session.branch import Branch
from rnn_tui.session.capture import Captured
from rnn_tui.session.session import Session
from rnn_tui.task import Task

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, from the moment on at which it was first given."""

    moment: int
    text: str
    correct: bool
    """Whether it is right at every target position that counts."""
    told: "Answer | None" = None
    """What was told of this moment before an edit at it made it another."""


NO_ANSWER = Answer(0, "", correct=False)


@dataclass(frozen=True, eq=False)
class Finished:
    """A run that has ended."""

    recipe: Recipe
    outcome: Outcome
    costs: NDArray[np.float64]
    """(moments,): cost(0), cost(1), ... in nats, each before the update of its iteration."""
    answers: Sequence[Answer]
    """Where the answer changed, in order."""
    weights: Mapping[str, Array] | None = None
    """Of the last moment with a finite cost, by checkpoint name; None where there is none."""
    initial: Mapping[str, Array] | None = None
    """Where it began with given weights: those."""
    picture: Picture | None = None
    """The whole text at the last moment."""
    planned: int | None = None
    """Iterations it was to have in the end, where that may be other than the recipe says."""

    @classmethod
    def of(cls, session: Session) -> "Finished":
        """Take what a session that trained inline has come to."""
        assert session.outcome is not None
        run = cls.of_branch(session.branch, session.outcome)
        return replace(
            run,
            recipe=Recipe(session.plan.experiment, session.plan.events),
            weights=session.weights,
            initial=session.plan.initial,
            picture=session.picture,
            planned=None,
        )

    @classmethod
    def of_branch(cls, branch: Branch, outcome: Outcome) -> "Finished":
        """Take what happened in one course of a run, with the events that took effect in it.

        Of a run beyond ten million iterations the costs that are kept whole.
        """
        history, task = branch.history, Task(branch.start.experiment)
        return cls(
            Recipe(branch.start.experiment, tuple(branch.events)),
            outcome,
            history.values(0, history.count),
            [_answer(task, line) for line in history.answers],
            branch.weights,
            planned=branch.planned,
        )

    @classmethod
    def of_captured(cls, at: Captured) -> "Finished":
        """Take a run as it was at a moment."""
        run = cls.of_branch(at.branch, at.outcome)
        return replace(
            run,
            recipe=Recipe(at.branch.start.experiment, at.events),
            weights=at.weights,
            initial=at.branch.initial,
            picture=at.picture,
            planned=at.planned,
        )

    @property
    def task(self) -> Task:
        """The task of the experiment as it began."""
        return Task(self.recipe.experiment)

    @property
    def iterations(self) -> int:
        """Updates that were made."""
        return self.outcome.iterations

    @property
    def again(self) -> Recipe:
        """What makes all of it again: where it was told to go on, with as many iterations."""
        recipe, planned = self.recipe, self.planned
        if planned is None:
            return recipe
        asked = [event for event in recipe.in_order if event.field == "iterations"]
        if not asked:
            return replace(recipe, experiment=recipe.experiment.replace(iterations=planned))
        events = tuple(
            replace(event, value=planned) if event is asked[-1] else event
            for event in recipe.events
        )
        return replace(recipe, events=events)

    def answer(self, moment: int) -> Answer:
        """Give the answer of a moment; of long texts that of the last moment that was asked."""
        place = bisect_right(self.answers, moment, key=lambda answer: answer.moment)
        return self.answers[place - 1] if place else NO_ANSWER

    def told(self, iteration: int) -> Answer:
        """Give the answer after the update of an iteration, before any edit that came then.

        Of the iteration of a diverged run whose update was not made: that it stands at.
        """
        answer = self.answer(min(iteration + 1, self.iterations))
        edited = answer.told is not None and answer.moment == iteration + 1
        return answer.told if edited and answer.told else answer

    @property
    def rows(self) -> Iterator[tuple[int, float, Answer]]:
        """Iteration, cost before its update, answer after it, as `train --json` prints them.

        The last row of a diverged run is the iteration whose update was not made.
        """
        count = self.iterations + (self.outcome.phase is Phase.DIVERGED)
        for iteration in range(min(len(self.costs), count)):
            yield iteration, float(self.costs[iteration]), self.told(iteration)

    def effective(self) -> Iterator[tuple[Event, Regime, Regime]]:
        """Give each event that took effect, with what governed the updates before and after."""
        last = self.iterations - (self.outcome.phase is not Phase.DIVERGED)
        regime = Regime(self.recipe.experiment)
        for event in self.recipe.in_order:
            if event.iteration > last:
                break
            before, regime = regime, regime.after(event)
            yield event, before, regime


def _answer(task: Task, line: AnswerLine) -> Answer:
    told = _answer(task, line.told) if line.told else None
    return Answer(line.moment, task.spell(list(line.ids)), line.correct, told)
