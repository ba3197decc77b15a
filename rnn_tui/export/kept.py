"""A run that was kept, as every format is written from it: the stored numbers, bit for bit.

Loads torch only where something is asked for that is not stored: what the network computes at
the last moment, and its weights there where the program died after the last checkpoint.
"""

from array import array
from dataclasses import replace

from rnn_tui.export.finished import Finished
from rnn_tui.export.formats import draws_network
from rnn_tui.recipe import Recipe
from rnn_tui.record import Course, Outcome, Phase
from rnn_tui.session import worker
from rnn_tui.session.reopening import ahead, branch_of
from rnn_tui.task import Task


def kept(course: Course, phase: Phase, reason: str | None = None) -> Finished:
    """Give a run as far as it was kept, with the events that were still to come.

    `phase` and `reason` are those of the store where the run has not come to an end of its own.
    """
    outcome = course.outcome or _so_far(course, phase, reason)
    run = Finished.of_branch(branch_of(course), outcome)
    return replace(
        run,
        recipe=Recipe(course.experiment, (*course.events, *ahead(course))),
        initial=course.initial,
    )


def completed(run: Finished, course: Course, name: str) -> Finished:
    """Add what a format needs and the store has not."""
    drawn = draws_network(name) and course.costs.count > 0
    if not drawn and not (name == "safetensors" and _behind(course)):
        return run
    weights, picture = worker.last_of(course)
    return replace(run, weights=weights if _behind(course) else run.weights, picture=picture)


def _behind(course: Course) -> bool:
    """Whether more is known of the run than its last checkpoint holds."""
    if course.outcome is not None or course.costs.count == 0:
        return False
    at = course.checkpoint
    return at is None or (at.moment, at.events) != (course.costs.count - 1, len(course.events))


def _so_far(course: Course, phase: Phase, reason: str | None) -> Outcome:
    task = Task(course.experiment)
    code, exact = course.costs.code, course.costs.exact
    last = array(code, exact[-array(code).itemsize :])
    return Outcome(
        phase,
        max(course.costs.count - 1, 0),
        course.solved_at,
        last[0] if last else float("nan"),
        task.spell(list(course.answers[-1].ids)) if course.answers else "",
        task.target,
        task.parameters,
        course.seconds,
        reason=reason,
    )
